"""What Ctrl+C copies."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.words import unmarked
from gui.share.copying import copied
from gui.widgets.matrix_view import MatrixView
from tests.gui.lenses.test_rows_lens import open_lens
from tests.gui.shared import MakeWindow


@pytest.mark.folded("lenses")
def test_a_card_is_copied_as_a_picture(make_window: MakeWindow) -> None:
    card = make_window().plot_cards[0]
    assert card.title in copied(card)
    assert QGuiApplication.clipboard().image().size() == card.size() * card.devicePixelRatioF()


def test_a_matrix_is_copied_as_cells_with_all_digits(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    values = np.array([[1 / 3, -2.0], [1e-12, 5.0]])
    view.set_matrix("W[1]", values, "", lambda row, column: "")
    assert "W[1]" in copied(view)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert np.array_equal(np.array(rows, float), values)


def test_a_table_is_copied_with_its_heads(make_window: MakeWindow, qtbot: QtBot) -> None:
    rows = open_lens(make_window("xor-tanh"), 2, qtbot)
    assert f"{rows.model.rowCount()} rows of the table" in copied(rows.table)
    heads, first, *rest = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert len(rest) + 1 == rows.model.rowCount()
    assert len(heads) == len(first) == rows.model.columnCount()
    assert first == [unmarked(rows.model.index(0, c).data()).replace("−", "-") for c in range(len(heads))]
