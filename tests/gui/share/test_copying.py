"""What Ctrl+C copies."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.training.optimizers import SGD
from core.words import number, unmarked
from gui.function_lab.secant import QuotientTable
from gui.share.copying import PaintedTable, copied
from gui.widgets.confusion import PRECISION, RECALL
from gui.widgets.matrix_view import MatrixView
from tests.gui.lenses.test_rows_lens import open_lens
from tests.gui.races import open_lens as open_race
from tests.gui.races import race
from tests.gui.shared import MakeWindow
from tests.gui.widgets.test_confusion import matrix_of


@pytest.mark.folded("lenses")
def test_a_card_is_copied_as_a_picture(make_window: MakeWindow) -> None:
    card = make_window().plot_cards[0]
    assert card.title in copied(card)
    assert QGuiApplication.clipboard().image().size() == card.size() * card.devicePixelRatioF()


@pytest.mark.folded("plots", "lenses")
def test_the_stage_is_copied_as_a_picture(make_window: MakeWindow) -> None:
    window = make_window()
    window.presenting.begin()
    assert "the stage" in copied(window.presenting.stage)
    assert QGuiApplication.clipboard().image().size() == window.presenting.stage.size()
    window.presenting.end()


def test_a_matrix_is_copied_as_cells_with_all_digits(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    values = np.array([[1 / 3, -2.0], [1e-12, 5.0]])
    view.set_matrix("W[1]", values, "", lambda row, column: "")
    assert "W[1]" in copied(view)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert np.array_equal(np.array(rows, float), values)


def test_a_painted_table_is_copied_with_its_heads(make_window: MakeWindow, qtbot: QtBot) -> None:
    def rows_copied(table: PaintedTable) -> list[list[str]]:
        copied(table)
        return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]

    confusion = rows_copied(matrix_of(qtbot, 10, 1.0))
    assert (confusion[0][-1], confusion[-1][0], len(confusion), len(confusion[0])) == (RECALL, PRECISION, 12, 12)
    assert sum(int(cell) for row in confusion[1:-1] for cell in row[1:-1]) == 600
    window = make_window("xor-tanh")
    lens = open_race(window)
    frame = race(window, qtbot, "optimizer", SGD(alpha=0.2))
    qtbot.waitUntil(lambda: len(rows_copied(lens.table)) == 3)
    heads, own, *_ = rows_copied(lens.table)
    assert (heads[:2], own[0]) == (["run", "loss"], frame.run.name)
    assert float(own[1]) == pytest.approx(frame.evaluation.train_loss, rel=1e-2)


def test_a_power_of_ten_is_copied_as_a_number(qtbot: QtBot) -> None:
    table = QuotientTable()
    qtbot.addWidget(table)
    table.rows = [("10⁻⁴", number(-1.25e-7), number(3.0), ""), ("→ 0", "0", "3", "")]
    copied(table)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["1e-4\t-1.25e-7\t3.00\t", "→ 0\t0\t3\t"]


def test_a_table_is_copied_with_its_heads(make_window: MakeWindow, qtbot: QtBot) -> None:
    rows = open_lens(make_window("xor-tanh"), 2, qtbot)
    assert f"{rows.model.rowCount()} rows of the table" in copied(rows.table)
    heads, first, *rest = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert len(rest) + 1 == rows.model.rowCount()
    assert len(heads) == len(first) == rows.model.columnCount()
    assert not {"↑", "↓"} & set("".join(heads)), "a spreadsheet's column is named without the arrow that sorts"
    assert first == [unmarked(rows.model.index(0, c).data()).replace("−", "-") for c in range(len(heads))]
