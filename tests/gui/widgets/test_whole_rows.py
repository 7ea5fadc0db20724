"""What scrolls by rows shows whole rows, at any height."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea, QTableWidget
from pytestqt.qtbot import QtBot

from gui.function_lab.secant import FunctionSecant
from gui.widgets.theme import Look
from gui.widgets.whole_rows import WholeRows


@pytest.mark.parametrize("height", [90, 100, 111])
def test_no_row_is_cut_below_a_head(qtbot: QtBot, height: int) -> None:
    table = QTableWidget(50, 1)
    place = WholeRows(table, table.verticalHeader().defaultSectionSize, lambda: table.horizontalHeader().height() + 2)
    qtbot.addWidget(place)
    place.resize(200, height)
    place.show()
    rows = table.viewport().height() / table.verticalHeader().defaultSectionSize()
    assert rows == round(rows) > 0
    assert height - table.height() < table.verticalHeader().defaultSectionSize()


@pytest.mark.parametrize("text", [15.0, 22.0])
def test_quotients_stand_in_whole_rows(qtbot: QtBot, text: float) -> None:
    secant = FunctionSecant()
    qtbot.addWidget(secant)
    secant.show()
    for height in (250, 263, 281):
        secant.resize(600, height)
        secant.set_look(Look(text=text))
        assert secant.area.height() % secant.table.row_height() == 0
        assert secant.area.verticalScrollBar().singleStep() == secant.table.row_height()


def test_room_for_less_than_a_row_is_all_used(qtbot: QtBot) -> None:
    area = QScrollArea()
    place = WholeRows(area, lambda: 40)
    qtbot.addWidget(place)
    place.resize(100, 25)
    place.show()
    assert area.height() == 25
