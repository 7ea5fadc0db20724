"""The confusion matrix says which side is true and which is predicted, and grows with the text."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from core.analysis.scores import class_scores
from gui.widgets.confusion import PRECISION, PREDICTED, RECALL, SIZE, TRUE, WIDEST, ConfusionMatrix, short_percent
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import CHALKBOARD, Look


def matrix_of(qtbot: QtBot, classes: int, text: float) -> ConfusionMatrix:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.set_look(Look(CHALKBOARD, text))
    labels = np.arange(60 * classes) % classes
    answers = np.where(np.arange(len(labels)) % 7, labels, (labels + 1) % classes)
    matrix.show_scores(class_scores(labels, answers, classes), [str(k) for k in range(classes)])
    matrix.resize(matrix.minimumSizeHint())
    return matrix


@pytest.mark.parametrize("text", [15, 24, 30])
@pytest.mark.parametrize("classes", [2, 10, 64])
def test_every_cell_has_room_for_its_number_at_every_size_of_text(qtbot: QtBot, classes: int, text: float) -> None:
    matrix = matrix_of(qtbot, classes, text)
    metrics = QFontMetricsF(Look(CHALKBOARD, text).font(SIZE))
    for cell in (matrix.cell(0, 0), matrix.cell(classes - 1, classes - 1), matrix.cell(classes, 0)):
        assert cell.width() > metrics.horizontalAdvance(WIDEST)
        assert cell.height() >= metrics.height()
    assert matrix.cell(0, classes).width() > metrics.horizontalAdvance(RECALL)
    assert matrix.cell(0, classes).right() <= matrix.width() + 1
    assert matrix.cell(classes, 0).bottom() <= matrix.height() + 1
    assert matrix._left() > metrics.horizontalAdvance(PRECISION)


def test_long_names_leave_the_cells_most_of_what_is_seen(qtbot: QtBot) -> None:
    page = ScrollPage(matrix := matrix_of(qtbot, 64, 15))
    qtbot.addWidget(page)
    page.resize(500, 300)
    matrix.show_scores(class_scores(*[np.arange(64)] * 2, 64), [f"a name that is long {'or longer ' * 9}"] * 64)
    page.show()
    assert matrix.width() > 1000
    assert matrix.cell(0, 0).left() < 200


@pytest.mark.parametrize("written", ["class {}", "{}. class", "{}"])
def test_names_that_are_cut_stay_apart(qtbot: QtBot, written: str) -> None:
    matrix = matrix_of(qtbot, 64, 15)
    names = [written.format(k + 1) for k in range(64)]
    matrix.show_scores(class_scores(*[np.arange(64)] * 2, 64), names)
    matrix.resize(matrix.minimumSizeHint())
    assert len(set(matrix.heads(matrix.cell(-1, 0).width() - 2))) == 64
    assert matrix.heads(matrix.cell(-1, 0).width() - 2) == [
        str(k + 1) + "." * (written == "{}. class") for k in range(64)
    ]


@pytest.mark.parametrize(
    ("names", "heads"),
    [
        (["0", "1"], ["0", "1"]),
        (["the blue whale", "the grey whale"], ["blue", "grey"]),
        (["plant", "plant"], ["plant", "plant"]),
    ],
)
def test_heads_leave_out_the_words_that_all_names_share(qtbot: QtBot, names: list[str], heads: list[str]) -> None:
    matrix = matrix_of(qtbot, 2, 15)
    matrix.show_scores(class_scores(*[np.arange(2)] * 2, 2), names)
    assert matrix.heads(QFontMetricsF(Look(CHALKBOARD, 15).font(SIZE)).horizontalAdvance("plant")) == heads


def test_names_stay_in_view_where_it_scrolls(qtbot: QtBot) -> None:
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.setWidget(matrix := matrix_of(qtbot, 64, 15))
    qtbot.addWidget(page)
    page.resize(500, 300)
    page.show()
    whole = QRectF(page.viewport().rect())
    for across, down in ((0, 0), (700, 0), (0, 500), (700, 500)):
        page.horizontalScrollBar().setValue(across)
        page.verticalScrollBar().setValue(down)
        named = matrix.above().translated(QPointF(matrix.pos()))
        assert whole.contains(named)
        assert named.top() == 0
        assert named.left() == matrix.names_room[0]
        assert matrix._at(QPointF(across + 5.0, down + 150.0)) is None  # a name, not the cell under it
        assert matrix._at(QPointF(across + 300.0, down + 150.0)) is not None


def test_both_sides_are_named(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot, 3, 15)
    first, last = matrix.cell(-1, 0), matrix.cell(-1, 2)
    image = matrix.grab().toImage()

    def written(left: float, top: float, right: float, bottom: float) -> int:
        ground = image.pixel(1, image.height() // 2)
        return sum(
            image.pixel(x, y) != ground for x in range(int(left), int(right)) for y in range(int(top), int(bottom))
        )

    metrics = QFontMetricsF(Look(CHALKBOARD, 15).font(SIZE))
    assert written(first.left(), 0, last.right(), first.top()) > metrics.horizontalAdvance(PREDICTED)
    assert written(0, first.top(), matrix._left() - 2, first.bottom()) > metrics.horizontalAdvance(TRUE)


def test_percentages_stand_without_their_sign() -> None:
    assert [short_percent(share) for share in (1.0, 0.9996, 0.5, 0.0, float("nan"))] == ["100", "> 99", "50", "0", "–"]
