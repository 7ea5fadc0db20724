"""A label whose letters are those of the notation."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from core.training.notation import ARTICLES, Notation


class NotatedLabel(QLabel):
    """Shows a text that is written with the articles' letters in the notation of the look."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notation, self._written = ARTICLES, ""
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        self._written = text
        super().setText(self._notation.text(text))

    def set_notation(self, notation: Notation) -> None:
        """Write the same text in another notation."""
        if notation is not self._notation:
            self._notation = notation
            self.setText(self._written)
