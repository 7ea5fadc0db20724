"""What tests do with the dialog of tables."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from core.data.own import OwnData
from gui.panels.table_dialog import TableDialog
from gui.shell.main_window import MainWindow


def dialog_of(window: MainWindow) -> TableDialog:
    dialog = window.own_data.dialog
    assert dialog is not None
    return dialog


def cell(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def read_through(window: MainWindow, qtbot: QtBot) -> TableDialog:
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: dialog.table is not None, timeout=10_000)
    return dialog


def use(window: MainWindow, qtbot: QtBot) -> OwnData:
    dialog = dialog_of(window)
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.session.experiment.data, OwnData) and window.session.ready)
    data = window.session.experiment.data
    assert isinstance(data, OwnData)
    return data
