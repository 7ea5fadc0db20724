"""Something to be reached by oneself: what, whether it is reached, hints on request, and what one had built."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.course.lesson import Paragraph, TextBlock, Wording
from core.course.showing import ToldPage
from core.exchange.page_state import PageState
from gui.course.question import BETWEEN, Aside
from gui.course.words import LessonWords
from gui.widgets.theme import Look

NOT_YET, SOLVED = "○ Not yet. The button Free lab opens all settings.", "✓ Done."
HEADING: tuple[TextBlock, ...] = (Paragraph(0, (Wording("Your turn"),)),)


class TaskWords(QWidget):
    """Shows a task; asks for a hint."""

    hint_asked = Signal()
    deed_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.words = LessonWords(strong=True), LessonWords()
        self.open, self.solved = LessonWords("dim", strong=True), LessonWords("good", strong=True)
        self.hints = Aside("highlight")
        self.button = QPushButton("A hint")
        self.button.setToolTip("Show one hint; there may be more.")
        self.button.clicked.connect(self.hint_asked)
        self.own = QPushButton("Your solution")
        self.own.setToolTip("Bring back what you had built when the task was done.")
        self.own.hide()
        self.words.deed_asked.connect(self.deed_asked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.heading, self.words, self.open, self.solved, self.hints):
            self._column.addWidget(part)
        for button in (self.button, self.own):
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_task(self, told: ToldPage, state: PageState) -> None:
        """Show a page's task, if it has one, as far as somebody is with it."""
        self.setVisible(bool(told.task))
        self.heading.show_blocks(HEADING)
        self.words.show_blocks(told.task, state.done)
        self.open.show_blocks(() if state.solved else (Paragraph(0, (Wording(NOT_YET),)),))
        self.solved.show_blocks((Paragraph(0, (Wording(SOLVED),)),) if state.solved else ())
        shown = told.hints[: state.hints]
        self.hints.show_blocks(tuple(block for hint in shown for block in hint))
        left = len(told.hints) - len(shown)
        self.button.setVisible(bool(left) and not state.solved)
        self.button.setText("Another hint" if shown else "A hint")

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        self._column.setSpacing(round(look.px(BETWEEN)))
        for part in (self.heading, self.words, self.open, self.solved, self.hints):
            part.fit(look, pixels)
        for button in (self.button, self.own):
            button.setFont(look.font(0.75 * pixels / look.text))
            button.setMinimumHeight(round(2 * pixels))
