"""A page of a lesson with all that a page can have, and the widget that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.course.lesson import Displayed, Doing, Mathematics, Paragraph, Term, Wording
from core.course.showing import ToldAnswer, ToldPage
from core.exchange.page_state import PageState
from gui.course.buttons import AnswerButton
from gui.course.page import LessonPage
from gui.course.words import LessonWords
from gui.widgets.controls import dress
from gui.widgets.theme import Look

TITLES = ("A straight line has one slope", "A mean is not the moment", "From secant to tangent", "In short")


def paragraph(*words: object) -> Paragraph:
    """Return a paragraph; texts are plain words."""
    return Paragraph(1, tuple(Wording(each) if isinstance(each, str) else each for each in words))  # type: ignore[arg-type]


TOLD = ToldPage(
    TITLES[1],
    (
        paragraph(
            "The slope tells which way is down. The ", Term("learning rate"), " ", Mathematics("α"), " says how far:"
        ),
        Displayed(2, "w ← w − α ∂L/∂w"),
        paragraph("With ", Doing("a tenth of it", "tenth"), " the step is ", Mathematics("x_1^2 = 0.04"), "."),
        Paragraph(4, (Wording("A secant averages over its span."),), "•"),
        paragraph("Now look later: ", Doing("set α to 1", "deed"), "."),
    ),
    (paragraph("Where will the next step put ", Mathematics("w"), "?"),),
    (
        ToldAnswer((Mathematics("−0.824"),), (Wording("Minus a negative number is a step up."),), False, "tenth"),
        ToldAnswer((Wording("something between twenty and sixty pigs a year, or a little less"),), (), True, ""),
        ToldAnswer((Wording("incomprehensibilities"),), (Wording("A long word."),), False, ""),
    ),
    (paragraph(Mathematics("−0.615 − 1 · (−0.210) = −0.405"), ". The slope is negative."),),
    (paragraph("Reach a loss below ", Mathematics("0.01"), "."),),
    ((paragraph("Try a larger α."),), (paragraph("Larger still: ", Doing("a tenth of it", "tenth")),)),
)


def make_page(qtbot: QtBot, look: Look | None = None, size: tuple[int, int] = (584, 1080)) -> LessonPage:
    """Return a page of a test's own, shown."""
    page = LessonPage()
    qtbot.addWidget(page)
    open_page(qtbot, page, look, size)
    return page


def open_page(qtbot: QtBot, page: LessonPage, look: Look | None = None, size: tuple[int, int] = (584, 1080)) -> None:
    """Show the page as if nobody had been there, with all its formulas set."""
    page.resize(*size)
    dress(page, look or Look())
    page.set_lesson("How fast do the pigs grow?", "Lesson 1 of 16", TITLES)
    page.show_page(TOLD, 1, PageState(), read=frozenset({0}))
    page.show()
    settle(qtbot, page)


def settle(qtbot: QtBot, page: LessonPage) -> None:
    """Wait until all formulas are set."""
    parts: list[LessonWords | AnswerButton] = [*page.findChildren(LessonWords), *page.findChildren(AnswerButton)]
    qtbot.waitUntil(lambda: not any(part.awaits for part in parts), timeout=10_000)
    for _ in range(3):  # a scroll bar that comes or goes asks for another layout
        qtbot.wait(1)


def place(part: QWidget, page: LessonPage) -> QRect:
    """Return where a part stands on the page that scrolls."""
    body = page.scrolling.widget()
    return QRect(part.mapTo(body, part.rect().topLeft()), part.size())


def shown(page: LessonPage) -> Iterator[QWidget]:
    """Yield what is seen of a page, in the order of the eyes: parts that hold no others."""
    body = page.scrolling.widget()
    parts = [part for part in body.findChildren(QWidget) if part.isVisibleTo(body)]
    yield from (part for part in parts if isinstance(part, LessonWords) or not part.findChildren(QWidget))
