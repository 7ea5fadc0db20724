"""What tests do in the function lab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.frames.function_frame import FunctionFrame
from gui.function_lab.stage import FunctionStage
from gui.shell.main_window import MainWindow


def calm(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and window.stages.settled, timeout=20_000)


def stage_of(window: MainWindow) -> FunctionStage:
    assert window.stages.function_stage is not None
    return window.stages.function_stage


def frame_of(window: MainWindow) -> FunctionFrame:
    assert window.stages.function.frame is not None
    return window.stages.function.frame


def choose_scene(qtbot: QtBot, window: MainWindow, name: str) -> None:
    row = window.transport.scenes.findData(name)
    window.transport.scenes.setCurrentIndex(row)
    window.transport.scenes.activated.emit(row)
    calm(qtbot, window)


def choose(qtbot: QtBot, window: MainWindow, name: str) -> None:
    box = stage_of(window).panel.box
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())
    calm(qtbot, window)


def type_own(qtbot: QtBot, window: MainWindow, text: str) -> None:
    edit = stage_of(window).panel.own.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    calm(qtbot, window)


def where(window: MainWindow) -> str:
    return window.transport.where.accessibleDescription()


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, count: int = 1) -> None:
    for _ in range(count):
        QTest.keyClick(window, key)
        QApplication.processEvents()
    calm(qtbot, window)
