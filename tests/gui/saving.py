"""What tests of saving and opening do: press keys, wait for the worker, read titles and menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.exchange.scenes import Scene
from core.training.experiment import Experiment
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.driving import wait_until_idle
from tests.gui.inline import Inline

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    """Press a key, and wait until the worker has done what that asks for."""
    QTest.keyClick(window, key, modifier)
    finish(qtbot, window)


def finish(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.background._waiting, timeout=20_000)
    wait_until_idle(qtbot, window)


def edit(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> None:
    window.session.edit(experiment)
    finish(qtbot, window)


def titles(window: MainWindow) -> tuple[str, bool, str]:
    """Return the window's title, whether it says that something has changed, and the title in the list of scenes."""
    return window.windowTitle(), window.isWindowModified(), window.transport.scenes.currentText()


def entries(window: MainWindow) -> dict[str, QAction]:
    menu = window.transport.file.menu()
    menu.aboutToShow.emit()
    return {
        action.text().split("\t")[0].replace("&", "", 1): action
        for action in menu.actions()
        if not action.isSeparator()
    }


def opened(scene: Scene, settings: Settings, qtbot: QtBot) -> MainWindow:
    """Return a window as it is at the start, with settings."""
    window = MainWindow(scene, settings, Inline())
    window.show()
    finish(qtbot, window)
    return window
