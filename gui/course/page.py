"""A page of a lesson beside the stage: words, a question before the deed, the deed, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from core.course.lesson import Paragraph, TextBlock, Wording
from core.course.showing import ToldPage
from core.exchange.page_state import PageState
from gui.course.buttons import AnswerButton
from gui.course.dots import PageDots
from gui.course.page_foot import PageFoot, page_button
from gui.course.page_sizes import HEADING, TITLE, WORDS, PageSizes
from gui.course.parting import with_deed_last
from gui.course.question import Aside, QuestionWords, thought_of, verdict
from gui.course.summary import SummarySheet
from gui.course.task import TaskWords
from gui.course.words import LessonWords
from gui.widgets.formula import setter
from gui.widgets.keys import DIGITS, LESSON, Key
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

TOP, GAP = 34.0, 22.0
"""Above the page, and between its parts, in pixels at normal text."""
TIGHT = 1.25
"""From one line of a title to the next, by the height of its letters."""
PATIENCE = 500
"""Milliseconds that a page waits for its formulas at most."""
NOTHING = ToldPage("", ())


class PageScroll(ScrollPage):
    """Tells when there is another width for the page: its scroll bar comes and goes."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of it."""
        super().resizeEvent(event)
        self.resized.emit()


class LessonPage(QWidget):
    """Shows a page of a lesson, one of its closing questions, its beginning or its end; tells what is asked for.

    ``deed_asked`` has ``"deed"`` or a run's name, ``answered`` the place of an answer from 0.
    """

    course_asked = Signal()
    page_asked = Signal(int)
    deed_asked = Signal(str)
    answered = Signal(int)
    another_asked = Signal()
    back_asked = Signal()
    next_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look, self._told, self._state = Look(), NOTHING, PageState()
        self._whole, self._place, self._titles = True, 0, tuple[str, ...]()
        self._make_head()
        self._make_body()
        self.foot = PageFoot()
        self.foot.back.clicked.connect(self.back_asked)
        self.foot.next.clicked.connect(self.next_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the letters follow the width, not it them
        column.addWidget(self.scrolling, 1)
        column.addWidget(self.foot)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show_when_set)
        setter().done.connect(self._show_when_set)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Lesson")
        self.set_look(self._look)

    # What it is made of

    def _make_head(self) -> None:
        self.course = page_button("‹  Course", "Go back to all lessons; this page is kept.", quiet=True)
        self.course.clicked.connect(self.course_asked)
        self.number = QLabel()
        self.title = LessonWords(strong=True, spacing=TIGHT)
        self.dots = PageDots()
        self.dots.page_asked.connect(self.page_asked)

    def _make_body(self) -> None:
        self.heading = LessonWords(strong=True, spacing=TIGHT)
        self.words, self.deed = LessonWords(), LessonWords()
        self.asking, self.task, self.summary = QuestionWords(), TaskWords(), SummarySheet()
        self.thought, self.explanation = Aside("negative"), Aside("good")
        self.another = page_button("Another one", "Ask the same with other numbers.")
        self.another.clicked.connect(self.another_asked)
        self.asking.pressed.connect(self.press)
        for words in (self.words, self.deed, self.thought.words, self.explanation.words, self.task):
            words.deed_asked.connect(self.deed_asked)
        self.task.hint_asked.connect(lambda: self._go_on(replace(self._state, hints=self._state.hints + 1)))
        body = QWidget()
        self._column = QVBoxLayout(body)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.course)
        row.addStretch()
        row.addWidget(self.number)
        self._column.addLayout(row)
        for part in self._parts:
            self._column.addWidget(part)
        self._column.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()
        self.scrolling = PageScroll(body)
        self.scrolling.resized.connect(self._set_margins)

    @property
    def _parts(self) -> tuple[QWidget, ...]:
        """All that stands one below the other."""
        above = (self.title, self.dots, self.heading, self.words, self.asking, self.deed)
        return (*above, self.thought, self.explanation, self.task, self.summary)

    # What it shows

    @property
    def state(self) -> PageState:
        """What has been done on the page; handed to `show_page` it brings the page back as it was."""
        return self._state

    def set_lesson(self, title: str, number: str, titles: tuple[str, ...]) -> None:
        """Take another lesson: its title, “Lesson 4 of 16”, and the titles of all that is paged through."""
        self._titles = titles
        self.title.show_blocks(_line(title))
        self.number.setText(number)

    def show_page(
        self,
        told: ToldPage,
        place: int,
        state: PageState | None = None,
        read: frozenset[int] = frozenset(),
        whole: bool = True,
    ) -> None:
        """Show a page.

        Parameters
        ----------
        place
            Among the titles of the lesson, from 0.
        state
            What has been done on it; without one, nothing, or what has been done on the page that is shown.
        read
            The places of pages that are done.
        whole
            False while its question is still being worked out: the deed comes with it.
        """
        state = state or (self._state if place == self._place and told.title == self._told.title else PageState())
        self._show(told, place, state, read, whole)

    def show_intro(self, words: tuple[TextBlock, ...], minutes: int) -> None:
        """Show what the lesson is about."""
        self._show(ToldPage(f"About {minutes} minutes", words), -1, PageState())

    def show_closing(
        self,
        told: ToldPage,
        place: int,
        heading: str,
        state: PageState | None = None,
        read: frozenset[int] = frozenset(),
    ) -> None:
        """Show a question of the lesson's end under a heading, e.g. “Question 2 of 3”."""
        self._show(replace(told, title=heading), place, state or PageState(), read)
        self.another.show()

    def show_summary(
        self,
        words: tuple[TextBlock, ...],
        place: int,
        results: tuple[bool | None, ...],
        read: frozenset[int] = frozenset(),
    ) -> None:
        """Show the end: what to keep, and whether each closing question was answered rightly, None if not at all."""
        self._show(ToldPage("In short", ()), place, PageState(), read)
        self.summary.show_summary(words, results)

    def _show(
        self, told: ToldPage, place: int, state: PageState, read: frozenset[int] = frozenset(), whole: bool = True
    ) -> None:
        other = (place, told.title) != (self._place, self._told.title)
        self._told, self._place, self._whole = told, place, whole
        self.dots.show_place(place, self._titles, read)
        self.heading.show_blocks(_line(told.title) if told.title else ())
        self.foot.show_place(place, len(self._titles))
        self.another.hide()
        self.summary.show_summary((), ())
        if other:
            self._state = state
        self._go_on(state)
        if other:
            self._patience.start()
            self._show_when_set()
            self.scrolling.verticalScrollBar().setValue(0)
            if self.isAncestorOf(QApplication.focusWidget() or self):
                self.setFocus()  # for the keys of the answers, and Tab begins above

    def _show_when_set(self) -> None:
        """Keep the page before on the screen until the formulas of this one are set, or for a moment: no line moves."""
        parts: list[LessonWords | AnswerButton] = [*self.findChildren(LessonWords), *self.findChildren(AnswerButton)]
        waits = self._patience.isActive() and any(part.awaits for part in parts if not part.isHidden())
        self.scrolling.setUpdatesEnabled(not waits)

    def _go_on(self, state: PageState) -> None:
        """Show the page as far as somebody is with it."""
        told, revealed = self._told, state.revealed and not self._state.revealed
        self._state = state
        words, deed = with_deed_last(told.words) if told.question or not self._whole else (told.words, ())
        self.words.show_blocks(words, state.done)
        self.asking.show_question(told, state)
        self.deed.show_blocks(deed if self._whole else (), state.done)
        self.thought.show_blocks(thought_of(told, state), state.done, _not_this(state))
        known = state.revealed or (not told.question and "deed" in state.done)
        lead = verdict(told, state), "good"
        said = told.explanation or (_line("") if lead[0] else ())
        self.explanation.show_blocks(said if known else (), state.done, lead)
        self.task.show_task(told, state)
        self._set_order()
        if revealed:
            QTimer.singleShot(0, self, self._scroll_to_end)

    # What has happened

    def press(self, place: int) -> None:
        """Give an answer, by its place from 0; once the right one is known, read the thought behind it."""
        if not 0 <= place < len(self._told.answers):
            return
        given = not self._state.revealed
        self._go_on(self._state.pressed(place))
        if given:
            self.answered.emit(place)

    def set_done(self, deed: str) -> None:
        """Show that a deed has happened."""
        self._go_on(self._state.with_deed(deed))

    def reveal(self, chosen: int | None) -> None:
        """Show the right answer and the explanation to somebody who gave the answer ``chosen``, or none."""
        self._go_on(self._state.shown(chosen))

    def set_task(self, done: bool) -> None:
        """Show whether the task is done."""
        if done != self._state.solved:
            self._go_on(replace(self._state, solved=done))

    def _scroll_to_end(self) -> None:
        """Have what was said last in sight."""
        said = next((part for part in (self.explanation, self.thought) if part.isVisible()), None)
        if said is not None:
            self.scrolling.ensureWidgetVisible(said, 0, round(self._look.px(GAP)))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–4 give an answer; Enter presses the button that has the focus."""
        focused = self.focusWidget()
        if LESSON.does(event, "answer"):
            self.press(DIGITS.index(Key(event.key())))
        elif event.key() in (Key.Key_Return, Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _set_order(self) -> None:
        """Let Tab go down the page."""
        for before, after in pairwise(_in_order(self)):
            QWidget.setTabOrder(before, after)

    # How it looks

    def set_look(self, look: Look) -> None:
        """Take a theme, text size and notation."""
        self._look = look
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the words fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look, px, sizes = self._look, self._look.px, PageSizes(self._look, self.width())
        self._column.setSpacing(round(px(0.8 * GAP)))
        self.title.fit(look, sizes.letters(TITLE))
        self.heading.fit(look, sizes.letters(HEADING))
        for part in (self.words, self.asking, self.deed, self.thought, self.explanation, self.task, self.summary):
            part.fit(look, sizes.letters(WORDS))
        self.dots.set_look(look)
        for label in (self.course, self.number, self.another):
            label.setFont(look.font(sizes.around / look.text))
        self.number.setStyleSheet(f"color: {look.theme.dim};")
        self.another.setMinimumHeight(round(px(40)))
        self._set_margins()
        self.foot.fit(sizes, self.height())
        self.update()

    def _set_margins(self) -> None:
        """Keep the words where they are when the scroll bar comes."""
        side = PageSizes(self._look, self.width()).margin
        bar, px = self.width() - self.scrolling.viewport().width(), self._look.px
        self._column.setContentsMargins(side, round(px(TOP)), max(0, side - bar), round(px(GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and the line over the foot."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("card"))
        line = self._look.line(1.0)
        painter.fillRect(QRectF(0, self.foot.y(), self.width(), line), self._look.colour("border"))


def _in_order(page: LessonPage) -> Iterator[QWidget]:
    """Yield what the keyboard can come to, from above."""
    yield from (page.course, page.dots)
    for part in (page.words, page.asking.words):
        yield from part.focusable
    yield from page.asking.answers
    for part in (page.deed, page.thought.words, page.explanation.words, page.task.words, page.task.hints.words):
        yield from part.focusable
    yield from (page.task.button, page.another, page.foot.back, page.foot.next)


def _line(text: str) -> tuple[TextBlock, ...]:
    return (Paragraph(0, (Wording(text),)),)


def _not_this(state: PageState) -> tuple[str, str]:
    return (f"Not {state.asked + 1}.", "negative") if state.asked is not None else ("", "")
