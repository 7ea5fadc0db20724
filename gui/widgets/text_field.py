"""A setting that is typed as text, checked while it is being typed, with the place of a fault marked."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from core.expressions import ExpressionError
from core.hyperparameters import Hyperparameter, InvalidSetting
from gui.widgets.field import Field
from gui.widgets.keys import FIELDS
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look
from gui.widgets.understood import Understood


def mark_fault(edit: QLineEdit, refusal: InvalidSetting | None, look: Look) -> None:
    """Underline the characters at fault in a line of text with a wave; none if that says not which, or is None."""
    marks = []
    if isinstance(refusal, ExpressionError):
        from PySide6.QtGui import QTextCharFormat  # here, for PySide takes a millisecond for what a format may say

        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(look.colour("error"))
        wave.setForeground(look.colour("error"))
        start, end = _at_least_one(refusal.position, len(edit.text()))
        kind = QInputMethodEvent.AttributeType.TextFormat
        marks.append(QInputMethodEvent.Attribute(kind, start - edit.cursorPosition(), end - start, wave))
    # How input methods underline what is being composed: the only formats that a line of text knows.
    QCoreApplication.sendEvent(edit, QInputMethodEvent("", marks))


def _at_least_one(position: tuple[int, int], length: int) -> tuple[int, int]:
    """Return the characters to mark: the last one of the text, where the fault is that something is missing."""
    start = max(0, min(position[0], length - 1))
    return start, max(start + 1, min(position[1], length))


class TextEdit(QLineEdit):
    """A line of text that tells of Enter, leaving and Escape."""

    confirmed = Signal()
    left = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if FIELDS.does(event, "take"):
            self.confirmed.emit()
        elif FIELDS.does(event, "give_up") and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


def _renamed(text: str, variable: str, other: str) -> str:
    """Return a typed function with another letter for its variable."""
    return text if variable == other else re.sub(rf"(?<![A-Za-z]){variable}(?![A-Za-z])", other, text)


class TextField(Field):
    """A text; only one that can be is ever handed on. The last good one stays, and comes back when the field is left.

    Its variable is shown with the letter of the notation, and may be typed with that or with its own.

    Parameters
    ----------
    declared
        What is known about the text; its ``read`` says what is wrong, with the place if that is an `ExpressionError`.
    """

    committed = Signal(object)
    """The checked text, when it really changed."""

    def __init__(self, declared: Hyperparameter) -> None:
        self.edit = TextEdit()
        self.declared = declared
        super().__init__(declared.label, f"{declared.help}\nAllowed: {declared.bounds}.", self.edit)
        self.understood = Understood(declared.latex, self) if declared.latex is not None else None
        if self.understood is not None:
            self._column.insertWidget(1, self.understood)
            self.edit.textChanged.connect(self._follow)
        self._value: str = declared.default
        self._before: str | None = None
        self._show_value()
        self.edit.confirmed.connect(self.commit)
        self.edit.left.connect(self._leave)
        self.edit.given_up.connect(self._show_value)
        self.edit.textEdited.connect(lambda: self._check())

    def set_look(self, look: Look) -> None:
        shown = self._shown(self._value)
        super().set_look(look)
        if self.understood is not None:
            self.understood.set_look(look)
        if shown != self._shown(self._value):
            self._show_value()

    def _follow(self) -> None:
        if self.understood is not None:
            self.understood.follow(self._typed)

    def _shown(self, text: str) -> str:
        """Return a text with the variable as the notation has it."""
        return _renamed(text, self.declared.variable, self._look.notation.variable(self.declared.variable))

    @property
    def _typed(self) -> str:
        """What is typed, with the variable's own letter."""
        own = self.declared.variable
        return _renamed(self.edit.text(), self._look.notation.variable(own), own)

    @property
    def value(self) -> str:
        """The last good text."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show a text without telling anybody; what is being typed stays while the text is the same."""
        self._before = None
        if value != self._value:
            self._value = value
            self._show_value()

    def commit(self) -> None:
        """Take what has been typed, or say why not."""
        if not self.edit.isModified() or not self._check():
            return
        before, self._value = self._value, self._typed.strip()
        self._show_value()
        if self._value != before:
            self._before = before
            self.committed.emit(self._value)

    def show_error(self, text: str) -> None:
        """Say why the text just handed on was refused, and go back to the one before."""
        if self._before is not None:
            self._value, self._before = self._before, None
        if not self.edit.hasFocus():
            self._show_value()
        self.set_error(text)

    def _check(self) -> bool:
        """Tell whether what is typed can be; say why not, and mark where."""
        try:
            self.declared.check(self._typed)
        except InvalidSetting as refusal:
            self.set_error(refusal.words)
            mark_fault(self.edit, refusal, self._look)
            return False
        self.set_error("")
        mark_fault(self.edit, None, self._look)
        return True

    def _show_value(self) -> None:
        self.edit.setText(self._shown(self._value))
        self.edit.setCursorPosition(0)
        self.set_error("")
        mark_fault(self.edit, None, self._look)

    def _leave(self) -> None:
        """Take what was typed; where it cannot be, the last good text comes back, and what was wrong stays said."""
        self.commit()
        if error := self.error:
            self._show_value()
            self.set_error(error)


class OwnTextField(OwnLetters, TextField):
    """A text whose letters are the user's own."""
