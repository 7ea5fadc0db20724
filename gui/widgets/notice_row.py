"""A row above everything else: a sentence, and buttons that answer it."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.widgets.theme import Look


class NoticeRow(QWidget):
    """Says something until it is answered; hidden at first.

    ``buttons`` are texts with their help; the first one stands out.
    """

    def __init__(self, name: str, buttons: dict[str, str]) -> None:
        super().__init__()
        self._look = Look()
        self.words = QLabel()
        self.words.setMinimumWidth(1)
        self.words.setWordWrap(True)
        self.buttons = [_button(text, help) for text, help in buttons.items()]
        self.buttons[0].setProperty("primary", True)
        self._row = QHBoxLayout(self)
        for button in self.buttons:
            self._row.addWidget(button)
        self._row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        margin = round(look.px(8))
        self._row.setContentsMargins(2 * margin, margin, 2 * margin, 0)
        self._row.setSpacing(margin)
        for part in (self.words, *self.buttons):
            part.setFont(look.font())
        self.words.setStyleSheet(f"color: {look.theme.dim}; background: transparent;")

    def say(self, words: str) -> None:
        """Show a sentence."""
        self.words.setText(words)
        self.words.setToolTip(words)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("background"))
        painter.end()


def _button(text: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(help)
    return button
