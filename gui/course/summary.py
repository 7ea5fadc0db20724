"""The sheet at a lesson's end: what to keep, and what came of the closing questions."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.course.lesson import Paragraph, TextBlock, Wording
from gui.course.words import LessonWords
from gui.widgets.theme import Look

SAID = {True: "✓ right", False: "✗ not yet right", None: "– not answered"}
HEADING = Paragraph(0, (Wording("The questions at the end", strong=True),))
PAD, BETWEEN = 26.0, 24.0
"""Room around the words, and between them and the questions, in pixels at normal text."""


class SummarySheet(QWidget):
    """Shows them like a sheet of paper."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.results = LessonWords(), LessonWords()
        self._look = Look()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.words)
        self._column.addWidget(self.results)

    def show_summary(self, words: tuple[TextBlock, ...], results: tuple[bool | None, ...]) -> None:
        """Show them, the questions in order; nothing at all without words."""
        rows = (Paragraph(0, (Wording(SAID[each]),), f"{place}.") for place, each in enumerate(results, 1))
        self.words.show_blocks(words)
        self.results.show_blocks((HEADING, *rows) if results else ())
        self.setVisible(bool(words))

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        self._look = look
        pad = round(min(look.px(PAD), 1.2 * pixels))
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(round(look.px(BETWEEN)))
        self.words.fit(look, pixels)
        self.results.fit(look, pixels)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("dim"), look.line(1.0)))
        painter.setBrush(look.colour("background"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        painter.end()
