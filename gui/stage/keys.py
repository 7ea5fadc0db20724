"""The keys of a presenter's remote and of the teacher, whatever has the focus while something is presented."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from gui.widgets.keys import Action, Key, Press, pressed

TYPING = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)
"""In these, keys that write something write it."""
REPEATED = (Key.Key_PageDown, Key.Key_PageUp, Key.Key_Right, Key.Key_Left, Key.Key_Plus, Key.Key_Equal, Key.Key_Minus)
"""Keys that act again while they are held."""


class PresentingKeys(QObject):
    """Takes keys before any widget or shortcut does, from `begin` to `end`: each event of the program costs it time.

    Parameters
    ----------
    action_of
        What a press does; None if it goes where it would go anyway.
    is_ready
        Whether what was asked for last is there: till then a held key does nothing, so that it never piles up.
    """

    def __init__(
        self, parent: QObject, action_of: Callable[[Press], Action | None], is_ready: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._action_of, self._is_ready = action_of, is_ready

    moved = Signal(QPoint)
    """Where on the screen the mouse is now."""

    def begin(self) -> None:
        """Take keys from now on."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def end(self) -> None:
        """Take none."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do what a key does; before that, claim it from the window's own shortcuts."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.moved.emit(event.globalPosition().toPoint())
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        action = self._action_of(pressed(event))
        if action is None or (_writes(event) and isinstance(QApplication.focusWidget(), TYPING)):
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress and (not event.isAutoRepeat() or self._repeats(event)):
            action()
        return True

    def _repeats(self, event: QKeyEvent) -> bool:
        return Key(event.key()) in REPEATED and self._is_ready()


def _writes(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable()
