"""The row of tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.tabs import TabRow, tab_sheet
from gui.widgets.theme import Look


def test_the_row_has_the_ground_of_its_page_and_shows_the_focus(qtbot: QtBot) -> None:
    page, look = QWidget(), Look()
    qtbot.addWidget(page)
    row, other, column = TabRow(), QPushButton(), QVBoxLayout(page)
    for part in (row, other):
        column.addWidget(part)
    row.addTab("one")
    page.setStyleSheet(f"QWidget#page {{ background: #123456; }} {tab_sheet(look)}")
    page.setObjectName("page")
    page.resize(400, 120)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.setFocus()
    before = page.grab(row.geometry()).toImage()
    assert before.pixelColor(before.width() - 3, before.height() // 2).name() == "#123456"
    row.setFocus()
    assert page.grab(row.geometry()).toImage() != before
