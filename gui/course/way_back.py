"""Above the desk while a lesson waits: which one, and a button that leads back to it."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.course.task import SOLVED
from gui.widgets.theme import Look


class WayBack(QWidget):
    """Says which lesson waits; its button is there for a click."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.words, self.button = QLabel(), QPushButton("Back to the lesson")
        self.words.setMinimumWidth(1)
        self.button.setToolTip("Back to the page that is open, with all as it was where the page begins. (Ctrl R)")
        self.button.setProperty("primary", True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.button)
        self._row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("A lesson waits")
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        margin = round(look.px(8))
        self._row.setContentsMargins(2 * margin, margin, 2 * margin, 0)
        self._row.setSpacing(margin)
        for part in (self.words, self.button):
            part.setFont(look.font())
        self.words.setStyleSheet(f"color: {look.theme.dim}; background: transparent;")

    def offer(self, title: str, solved: bool) -> None:
        """Say which lesson waits, and whether its task is done."""
        self.words.setText(f"“{title}” waits. {SOLVED if solved else 'Here all settings are yours.'}")
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("background"))
        painter.end()
