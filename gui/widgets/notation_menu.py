"""The menu of notations: the articles', those of the books, and the user's own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.exchange.notations import BrokenNotation, notations
from core.training.notation import Notation
from core.words import shortened
from gui.widgets.field import tooltip
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look

HELP = "Whose letters are shown, and which way round matrices stand. No number is computed differently."


class NotationMenu(OwnLetters, QMenu):
    """Offers the notations, the one on show ticked; each says where its book has it.

    Signals
    -------
    chosen : Notation
        The one that was chosen.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("N&otation", parent)
        self.setAccessibleName("Notation")
        self.setToolTipsVisible(True)
        self._shown = Look().notation
        self.aboutToShow.connect(self._fill)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size, and the notation that is ticked."""
        self.setFont(look.font())
        self._shown = look.notation

    def _fill(self) -> None:
        """Make the entries again: files of one's own come and go."""
        self.clear()
        for name, found in notations().items():
            if isinstance(found, BrokenNotation):
                self._add(f"{shortened(name)} (cannot be read)", str(found)).setEnabled(False)
            else:
                self._offer(found)

    def _offer(self, notation: Notation) -> None:
        action = self._add(notation.title, notation.source)
        action.setCheckable(True)
        action.setChecked(notation.name == self._shown.name)
        action.triggered.connect(partial(self.chosen.emit, notation))

    def _add(self, text: str, help: str) -> QAction:
        action = self.addAction(text.replace("&", "&&"))
        action.setToolTip(tooltip(help))
        return action
