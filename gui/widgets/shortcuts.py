"""Keys that act wherever the focus is, and those that act where they are watched only."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.widgets.keys import WATCHED, Action, Key, pressed, presses


def make_shortcuts(window: QWidget, keys: Iterable[tuple[str, Action]]) -> None:
    """Let keys act wherever the focus is."""
    for key, slot in keys:
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.activated.connect(slot)


def make_escape(window: QWidget, action: Action) -> None:
    """Let Esc act wherever the focus is, after what has the focus: a field gives up what was typed, a popup closes.

    A shortcut is served before the widget with the focus, which would never see Esc; so it is handed on.
    """

    def escape() -> None:
        popup = QApplication.activePopupWidget()
        focused = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        if focused is not None:
            shortcut.setEnabled(False)  # else the press would come back here
            QApplication.sendEvent(focused, press)
            shortcut.setEnabled(True)
        if focused is None or not press.isAccepted():
            action()

    shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
    shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
    shortcut.activated.connect(escape)


class TypingFirst(QObject):
    """Lets Ctrl+Z undo what is typed in a line of text while there is anything to undo, and then be the window's key.

    By itself a line of text takes the keys of undo and redo always. Only the one that has the focus is watched.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    @Slot(QWidget, QWidget)
    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, QLineEdit):
            before.removeEventFilter(self)
        if isinstance(now, QLineEdit):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(watched, QLineEdit):
            return False
        undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))  # type: ignore[attr-defined]
        for_window = (undo and not watched.isUndoAvailable()) or (redo and not watched.isRedoAvailable())
        if for_window:
            event.ignore()
        return for_window


class StageKeys(QObject):
    """Space, Home and End act on the stage only, so that buttons, lists and fields keep their own keys."""

    def __init__(self, parent: QObject, space: Action, home: Action, end: Action) -> None:
        super().__init__(parent)
        self._actions = presses(WATCHED, {"run": space, "start": home, "end": end})

    def watch(self, view: QWidget) -> None:
        """Let the keys act where ``view``, or something in it, has the focus.

        Few widgets are watched, for each event of one that is, takes its time: those that never have the focus get no
        keys, and what those with keys of their own leave alone comes up to ``view``.
        """
        view.installEventFilter(self)
        for child in view.findChildren(QWidget):
            if child.focusPolicy() != Qt.FocusPolicy.NoFocus and not _has_own_keys(child):
                child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or watched.property("ownKeys") is not None:
            return False
        assert isinstance(event, QKeyEvent)
        action = self._actions.get(pressed(event))
        if action is not None and not (event.isAutoRepeat() and event.key() == Key.Key_Space):
            action()
        return action is not None


def _has_own_keys(widget: QWidget) -> bool:
    return any(widget.inherits(kind) for kind in ("QAbstractButton", "QComboBox", "QLineEdit", "QSlider"))
