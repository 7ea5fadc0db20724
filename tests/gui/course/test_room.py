"""How a page fits: at all widths and text sizes nothing is cut or overlaps; formulas stand on the base line."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.arrays import Array
from core.course.lesson import Mathematics, Wording
from gui.course.boxes import Lettering, boxes_of
from gui.course.buttons import AnswerButton, DeedButton
from gui.course.lines import broken
from gui.course.listing import listing
from gui.course.page import LessonPage
from gui.course.words import LessonWords
from gui.widgets.theme import CHALKBOARD, THEMES, Look
from tests.gui.course.pages import make_page, place, settle, shown

WIDTHS, TEXTS = (311, 380, 415, 584, 620), (15.0, 22.5, 45.0)


def check_page(page: LessonPage) -> None:
    """Fail where something is cut or overlaps."""
    body = page.scrolling.widget()
    assert body.width() <= page.scrolling.viewport().width()
    areas = [(part, place(part, page)) for part in shown(page) if not isinstance(part, DeedButton)]
    for part, area in areas:
        assert body.rect().contains(area), part
    for (one, first), (other, second) in combinations(areas, 2):
        assert not first.intersects(second), (one, other)
    for part, _ in areas:
        if isinstance(part, LessonWords | AnswerButton):
            check_words(part)
    for button in (page.foot.back, page.foot.next):
        assert page.foot.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()
    assert page.course.width() >= page.course.sizeHint().width()


def check_words(part: LessonWords | AnswerButton) -> None:
    """Fail where a word is cut or touches another one."""
    lines = part._lines
    room = QRectF(part.rect()).adjusted(-1, -1, 1, 1)
    for each in lines.placed:
        assert room.contains(each.area), (part.accessibleName(), each.box.spoken)
        if each.box.button is not None:
            assert each.area.adjusted(-1, -1, 1, 1).contains(QRectF(each.box.button.geometry()))
    for one, other in combinations(lines.placed, 2):
        assert not one.area.adjusted(0.6, 0.6, -0.6, -0.6).intersects(other.area), (one.box.spoken, other.box.spoken)


@pytest.mark.slow
@pytest.mark.parametrize("width", [380, 584])
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut(qtbot: QtBot, theme: str, width: int) -> None:
    page = make_page(qtbot, Look(THEMES[theme]), (width, 720))
    check_page(page)
    page.reveal(0)
    settle(qtbot, page)
    check_page(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_cut_at_any_size(qtbot: QtBot, text: float, width: int) -> None:
    page = make_page(qtbot, Look(text=text), (width, 738))
    page.press(0)
    for deed in ("deed", "tenth"):
        page.set_done(deed)
    page.reveal(0)
    page.task.hint_asked.emit()
    page.task.hint_asked.emit()
    settle(qtbot, page)
    check_page(page)
    page.show_closing(page._told, 2, "Question 2 of 3")
    settle(qtbot, page)
    check_page(page)
    page.show_summary(page._told.words, 3, (True, False, None))
    settle(qtbot, page)
    check_page(page)


@pytest.mark.slow
def test_a_page_follows_width_and_text_size(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    for width, text in ((380, 15.0), (620, 22.5), (415, 10.0), (584, 15.0)):
        page.resize(width, 738)
        page.set_look(Look(text=text))
        settle(qtbot, page)
        check_page(page)


@pytest.mark.slow
def test_a_scroll_bar_moves_no_word(qtbot: QtBot) -> None:
    page = make_page(qtbot, size=(584, 3000))
    assert not page.scrolling.verticalScrollBar().isVisible()
    before = [each.at for each in page.words._lines.placed]
    page.resize(584, 600)
    qtbot.waitUntil(page.scrolling.verticalScrollBar().isVisible)
    settle(qtbot, page)
    assert [each.at for each in page.words._lines.placed] == before


@pytest.mark.slow
def test_answering_and_doing_move_nothing_above_what_is_said(qtbot: QtBot) -> None:
    page = make_page(qtbot, size=(584, 3000))
    parts = (page.words, *page.asking.answers[:3], page.deed, *page.deed.deeds.values())
    before = [place(part, page) for part in parts]
    page.press(0)
    page.set_done("deed")
    page.reveal(0)
    settle(qtbot, page)
    assert [place(part, page) for part in parts] == before


def ink(boxes: list[object], pixels: float) -> Array:
    """Return how much ink is in each row of a line, from its base line down to 10 pixels below, for each box."""
    look = Look(CHALKBOARD)
    rows = []
    for box in boxes:
        image = QImage(200, 100, QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QPainter(image)
        box.paint(painter, QPointF(20.0, 60.0), look)  # type: ignore[attr-defined]
        painter.end()
        cells = np.frombuffer(image.constBits(), np.uint8).reshape(100, image.bytesPerLine())
        rows.append(cells.max(axis=1))
    return np.array(rows)


@pytest.mark.parametrize("pixels", [13.0, 20.0, 45.0])
def test_formulas_stand_on_the_base_line(qtbot: QtBot, pixels: float) -> None:
    lettering = Lettering(Look(), pixels)
    line = (Wording("x "), Mathematics("x"), Wording(" "), Mathematics("w = 10x"), Wording(" "), Mathematics("x^2"))
    qtbot.waitUntil(lambda: not any(box.awaited for box in boxes_of(line, lettering)), timeout=10_000)
    boxes = boxes_of(line, lettering)
    placed = broken(boxes, 1000.0, lettering.line).placed
    assert len({each.at.y() for each in placed}) == 1
    lowest = [int(np.nonzero(row > 100)[0].max()) for row in ink(list(boxes), pixels)]
    assert max(lowest) - min(lowest) <= max(1, round(0.04 * pixels))
    assert abs(lowest[0] - 59) <= 1


def test_a_formula_wider_than_a_line_is_broken_or_shrinks(qtbot: QtBot) -> None:
    lettering = Lettering(Look(), 20.0)
    long, dense = (Mathematics("−0.615 − 1 · (−0.210) = −0.405"),), (Mathematics("10x + 10y + 10z + 30"), Wording("."))
    for line in (long, dense):
        qtbot.waitUntil(lambda line=line: not any(box.awaited for box in boxes_of(line, lettering)), timeout=10_000)
        lines = broken(boxes_of(line, lettering), 150.0, lettering.line)
        assert max(each.area.right() for each in lines.placed) <= 150.0 + 1e-6
    assert len({each.at.y() for each in broken(boxes_of(long, lettering), 230.0, lettering.line).placed}) == 2
    assert len({each.at.y() for each in broken(boxes_of(dense, lettering), 150.0, lettering.line).placed}) == 1


def test_a_piece_of_program_keeps_its_indents() -> None:
    lines = listing(
        "for l in range(L):\n    Z = W[l] @ A[l] + b[l]\n    A.append(np.maximum(Z, 0))", Lettering(Look(), 20.0), 300.0
    )
    first = {each.box.spoken: each.at.x() for each in lines.placed}
    assert first["for"] < first["Z"] == first["A.append(np.maximum(Z,"]
    assert max(each.area.right() for each in lines.placed) <= 300.0
    assert lines.frames[0].height() == pytest.approx(lines.height)
