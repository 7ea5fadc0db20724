"""What was understood of a formula that is being typed, set as in a book."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from core.hyperparameters import InvalidSetting
from gui.widgets.formula import Formula, can_be_set
from gui.widgets.theme import Look

REST = 200
"""Milliseconds without a key before a formula is set: setting one takes up to some tenths of a second."""
LINES = 2.4
"""Height in text heights: it stays, so that nothing moves while somebody types."""


class Understood(Formula):
    """Shows the formula of a text a moment after it was last changed; nothing while the text cannot be read.

    Parameters
    ----------
    read
        Returns a text's LaTeX; raises `InvalidSetting` if it cannot be read.
    """

    def __init__(self, read: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(1.0, parent)
        self.setFixedHeight(round(LINES * self._look.text))
        self._read, self._text = read, ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._set)

    def follow(self, text: str) -> None:
        """Show another text's formula, once nothing more is typed."""
        self._text = text
        self._rest.start()

    def _set(self) -> None:
        try:
            latex = self._read(self._text)
        except InvalidSetting:
            latex = ""
        self.set_latex(latex if can_be_set(latex) else "")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.setFixedHeight(round(LINES * look.text))
        super().set_look(look)
