"""The choice of a notation beside the crumbs of the Maths lens, and the question that is asked once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.notation_menu import HELP, NotationMenu
from gui.widgets.switch import SMALL
from gui.widgets.theme import Look

QUESTION, SHORT, NAME = "Which book do you use?", "Book?", "Notation"
"""The question, what the button says where that has no room, and what it says otherwise."""


class BookChoice(QWidget):
    """A button with the notations; where nobody has chosen yet, with a question before it.

    Signals
    -------
    chosen : Notation
        What was chosen; the notation on show, if the question was closed.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.question, self.button, self.close_button = NotatedLabel(QUESTION), QPushButton(NAME), QToolButton()
        self.button.setToolTip(tooltip(HELP))
        self.button.setAccessibleName("Notation")
        self.menu = NotationMenu(self.button)
        self.menu.chosen.connect(self._take)
        self.button.setMenu(self.menu)
        self.close_button.setText("✕")
        self.close_button.setObjectName("close")
        self.close_button.setToolTip(tooltip("Keep these letters. “Notation” is here and in the View menu."))
        self.close_button.setAccessibleName("Keep these letters")
        self.close_button.clicked.connect(lambda: self._take(self._look.notation))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in (self.question, self.button, self.close_button):
            self._row.addWidget(part)
        self._asked, self._room = False, 0.0
        self._show_question()

    def ask(self) -> None:
        """Ask which book is used."""
        self._asked = True
        self._show_question()

    def set_room(self, room: float) -> None:
        """Ask in fewer words where there are not ``room`` pixels for the whole question."""
        self._room = room
        self._show_question()

    def _show_question(self) -> None:
        parts = (self.question, self.button, self.close_button)
        whole = sum(part.sizeHint().width() + self._row.spacing() for part in parts) <= self._room
        self.close_button.setVisible(self._asked)
        self.question.setVisible(self._asked and whole)
        self.button.setText(SHORT if self._asked and not whole else NAME)

    def _take(self, notation: object) -> None:
        self._asked = False
        self._show_question()
        self.chosen.emit(notation)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._row.setSpacing(round(look.px(6)))
        for part in (self.question, self.button, self.close_button):
            part.setFont(look.font(SMALL))
        set_text_colour(self.question, look, "text")
        self.menu.set_look(look)
