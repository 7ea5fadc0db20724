"""The table of the steps of a walk, in the left column of the function lab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from gui.function_lab.secant import fitted
from gui.function_lab.steps import FIRST, GAP, short
from gui.widgets.card import head_margins
from gui.widgets.numbers import number
from tests.gui.lab import calm, frame_of, press, stage_of
from tests.gui.shared import MakeWindow


def test_each_step_so_far_has_a_row_and_a_click_on_it_leads_back(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("pigs")
    calm(qtbot, window)
    table = stage_of(window).steps
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_PageDown)
    path = frame_of(window).path
    head, *rows = table.cells_shown()
    assert head == ["step", "x", "f", "df/dx"]
    assert rows == [
        [str(k), number(float(path.points[k, 0])), number(float(path.values[k])), number(float(path.gradients[k, 0]))]
        for k in range(4)
    ]
    first = table.steps_in_view()[0]
    qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(20, round(table.top + table.row_height / 2)))
    calm(qtbot, window)
    assert frame_of(window).step == first
    assert len(table.cells_shown()) == 1 + 4, "what has been walked stays"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 768)])
@pytest.mark.parametrize("scene", ["pigs", "function-lab", "farm-costs", "article-descent"])
def test_the_left_column_ends_where_the_others_do(
    qtbot: QtBot, make_window: MakeWindow, scene: str, size: tuple[int, int]
) -> None:
    window = make_window(scene, size=size, fresh=True)
    calm(qtbot, window)
    stage = stage_of(window)
    column, card = stage.side, stage.editors[-1]
    foot = card.mapTo(column, card.rect().bottomLeft()).y()
    assert foot >= column.height() - 3, "nothing of it is empty"
    assert foot < column.height() or column.verticalScrollBar().isVisible()
    assert frame_of(window).step in stage.steps.steps_in_view()


def test_numbers_of_any_size_keep_out_of_the_next_column(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("function-lab")
    calm(qtbot, window)
    table = stage_of(window).steps
    look = window.look
    width = (1.0 - FIRST) * (table.width() - 2 * head_margins(look).left()) / (len(table.heads) - 1) - GAP
    for value in (-1.234e-5, -9.876e-12, -123_456.0, 9.99e9):
        font = fitted(look.font(0.93), short(value), width)
        assert QFontMetricsF(font).horizontalAdvance(short(value)) <= width
