"""Keys that work whatever has the focus, and those that act on the stage only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from gui.widgets.whats_this import ask

if TYPE_CHECKING:
    from gui.shell.main_window import MainWindow

Action = Callable[[], Any]


def window_keys(window: MainWindow) -> tuple[tuple[Any, Action], ...]:
    """Return the keys of presenter remotes, and those that every program has, with what they do."""
    remote, edits = window.stages.remote, window.session.edits
    return (
        (Qt.Key.Key_PageDown, remote.step),
        (Qt.Key.Key_PageUp, remote.back),
        ("Shift+PgDown", remote.phase_forward),
        ("Shift+PgUp", remote.phase_back),
        (Qt.Key.Key_F5, window.toggle_presenting),
        ("Ctrl++", lambda: window.scale_text(1)),
        ("Ctrl+=", lambda: window.scale_text(1)),
        ("Ctrl+-", lambda: window.scale_text(-1)),
        ("Ctrl+0", lambda: window.scale_text(0)),
        ("Ctrl+T", window.switch_theme),
        ("Shift+F1", ask),
        ("Ctrl+B", window.timeline.set_bookmark),
        ("Ctrl+Z", edits.undo),
        ("Ctrl+Shift+Z", edits.redo),
        ("Ctrl+Y", edits.redo),
        ("Ctrl+Q", lambda: window.close()),
    )


def make_shortcuts(window: QWidget, keys: Iterable[tuple[Any, Action]]) -> None:
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


class StageKeys(QObject):
    """Space, Home and End act on the stage only, so that buttons, lists and fields keep their own keys."""

    def __init__(self, parent: QObject, space: Action, home: Action, end: Action) -> None:
        super().__init__(parent)
        self._space, self._ends = space, {Qt.Key.Key_Home: home, Qt.Key.Key_End: end}

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
        key = event.key()  # type: ignore[attr-defined]
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():  # type: ignore[attr-defined]
            self._space()
        elif key in self._ends:
            self._ends[key]()
        return key == Qt.Key.Key_Space or key in self._ends


def _has_own_keys(widget: QWidget) -> bool:
    return any(widget.inherits(kind) for kind in ("QAbstractButton", "QComboBox", "QLineEdit", "QSlider"))
