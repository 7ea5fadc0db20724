"""Clicks and keys in a window, and the wait until it has done what they ask for."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
FOREVER = 10**9
"""An iteration that no run of a test reaches: until somebody pauses it."""


def click(qtbot: QtBot, window: MainWindow, button: QPushButton) -> None:
    qtbot.mouseClick(button, LEFT)
    wait_until_idle(qtbot, window)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, times: int = 1) -> None:
    target = QApplication.focusWidget() or window
    for _ in range(times):
        qtbot.keyClick(target, key)
    wait_until_idle(qtbot, window)


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy, timeout=20_000)


def run_to(qtbot: QtBot, window: MainWindow, iteration: int) -> None:
    window.player.run_to(iteration)
    wait_until_idle(qtbot, window)


def run_endlessly(window: MainWindow) -> None:
    """Have no run rest at the end of the scene on show."""
    assert window.session.scene is not None
    window.session.amend_scene(replace(window.session.scene, end=FOREVER))


def press_strip(qtbot: QtBot, window: MainWindow, iteration: int) -> None:
    qtbot.mouseClick(window.timeline, LEFT, pos=window.timeline.place_of(iteration).toPoint())
    wait_until_idle(qtbot, window)
