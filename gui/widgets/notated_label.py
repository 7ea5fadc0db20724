"""A label whose letters are those of the notation."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from core.training.notation import ARTICLES, Notation
from gui.widgets.notated import OwnLetters, written


class NotatedLabel(QLabel):
    """Shows a text that is written with the articles' letters in the notation of the look.

    Attributes
    ----------
    written
        The text with the articles' letters.
    speaks_for
        The widget whose letters it has.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notation, self.written = ARTICLES, ""
        self.speaks_for: QWidget = self
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        self.written = text
        super().setText(written(text, self.speaks_for, self._notation))

    def set_notation(self, notation: Notation) -> None:
        """Write the same text in another notation."""
        if notation is not self._notation:
            self._notation = notation
            self.setText(self.written)


class NamesLabel(OwnLetters, QLabel):
    """Shows names from the user's data."""
