"""A question of a lesson: its answers, and what is said of them once the right one is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.course.lesson import Doing, Paragraph, TextBlock, Wording
from core.course.showing import ToldAnswer, ToldPage
from core.exchange.page_state import PageState
from gui.course.buttons import AnswerButton
from gui.course.words import LessonWords
from gui.widgets.theme import Look

MAX_ANSWERS = 4
BAR, INDENT, BETWEEN, ABOVE = 4.0, 22.0, 11.0, 24.0
"""Width of a bar, room between its left edge and the words, between two answers, and above the question, in pixels at
normal text."""


class Aside(QWidget):
    """Words with a bar before them in a colour of the theme."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role
        self.words = LessonWords()
        self._look = Look()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words)

    def show_blocks(
        self, blocks: tuple[TextBlock, ...], done: frozenset[str] = frozenset(), lead: tuple[str, str] = ("", "")
    ) -> None:
        """Show blocks; see `LessonWords.show_blocks`."""
        self.words.show_blocks(blocks, done, lead)
        self.setVisible(bool(blocks))

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        self._look = look
        self._row.setContentsMargins(round(look.px(INDENT)), 0, 0, 0)
        self.words.fit(look, pixels)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self._look.px(BAR), self.height()), self._look.colour(self.role))


class QuestionWords(QWidget):
    """Asks a question; tells of a press on an answer, and shows what it is told to show."""

    pressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.words = LessonWords(strong=True)
        self.answers = [AnswerButton(place) for place in range(MAX_ANSWERS)]
        self._look, self._ruled = Look(), False
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.words)
        for place, answer in enumerate(self.answers):
            self._column.addWidget(answer)
            answer.clicked.connect(partial(self.pressed.emit, place))

    def show_question(self, told: ToldPage, state: PageState) -> None:
        """Show a question as far as somebody is with it."""
        self.words.show_blocks(told.question)
        for place, answer in enumerate(self.answers):
            if place < len(told.answers):
                each = told.answers[place]
                right = each.right if state.revealed else None
                answer.show_answer(each.words, place == state.chosen, right)
            answer.setVisible(place < len(told.answers))
        self._ruled = bool(told.words)
        self._set_margins()
        self.setVisible(bool(told.answers))

    def _set_margins(self) -> None:
        self._column.setContentsMargins(0, round(self._look.px(ABOVE)) if self._ruled else 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line between the words of the page and its question."""
        if self._ruled:
            line = self._look.line(1.0)
            QPainter(self).fillRect(QRectF(0, 0, self.width(), line), self._look.colour("border"))

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        self._look = look
        self._set_margins()
        self._column.setSpacing(round(look.px(BETWEEN)))
        self.words.fit(look, pixels)
        for answer in self.answers:
            answer.fit(look, pixels)


def thought_of(told: ToldPage, state: PageState) -> tuple[TextBlock, ...]:
    """Return the thought behind the wrong answer that is asked about, and what lets one see that it is wrong."""
    answer = _asked(told, state)
    if answer is None or answer.right:
        return ()
    seeing = (Paragraph(0, (Doing("see it", answer.shows),)),) if answer.shows else ()
    return (Paragraph(0, answer.thought or (Wording("That is not so."),)), *seeing)


def verdict(told: ToldPage, state: PageState) -> str:
    """Return what is said first once the right answer is shown; nothing to somebody who gave none."""
    if not state.revealed or state.chosen is None:
        return ""
    right = next((place for place, answer in enumerate(told.answers) if answer.right), 0)
    return "Right." if state.chosen == right else f"Answer {right + 1} is right."


def _asked(told: ToldPage, state: PageState) -> ToldAnswer | None:
    if not state.revealed or state.asked is None or state.asked >= len(told.answers):
        return None
    return told.answers[state.asked]
