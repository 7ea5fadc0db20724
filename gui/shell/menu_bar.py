"""The menu bar: every action with its key, shown by Alt, so that it takes no room from the plots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QMenu, QMenuBar

from core.values import dataclass
from gui.widgets.controls import still_seen
from gui.widgets.notation_menu import NotationMenu
from gui.widgets.theme import Look


@dataclass(frozen=True)
class MenuEntry:
    """An entry of a menu.

    Attributes
    ----------
    words
        With & before its mnemonic.
    act
        What it does: a function, or a button that is pressed, whose help and grey it takes.
    key
        Shown only: keys act whether or not the menu is there.
    """

    words: str
    act: QAbstractButton | Callable[[], Any]
    key: str = ""
    help: str = ""


TOP_ROW = 51
"""Height of the window's top row with the gap above it, in pixels at normal text."""
Menus = Sequence[tuple[str, Sequence[MenuEntry | None]]]
"""Titles with their entries; None is a line."""


class MenuBar(QMenuBar):
    """Comes by Alt and goes when it has been used, unless it is to stay.

    Parameters
    ----------
    window
        Whose bar it is.
    file
        The menu of files, which a button has too.
    menus
        The other menus. "&View" is one of them: it gets the notations, and the switch that keeps the bar in sight.
    """

    kept = Signal(bool)
    """Somebody wants it to stay, or no longer."""

    def __init__(self, window: QMainWindow, file: QMenu, menus: Menus, stays: bool) -> None:
        super().__init__(window)
        self.setNativeMenuBar(False)
        self._alone, self._before = False, QApplication.focusWidget()
        file.setTitle("&File")
        self.addMenu(file)
        self.menus = {title: self.addMenu(title) for title, _ in menus}
        for title, entries in menus:
            self._add(self.menus[title], entries)
        self.notations = NotationMenu(self)
        self.menus["&View"].addMenu(self.notations)
        self.stay = self.menus["&View"].addAction("&Menu bar\tAlt")
        self.stay.setToolTip("Keep the menu bar in sight. Otherwise Alt shows it.")
        self.stay.setCheckable(True)
        self.stay.setChecked(stays)
        self.stay.toggled.connect(self._keep)
        self._window, self._row = window, 0
        self.setAutoFillBackground(True)
        self._stand(stays)
        self.triggered.connect(self._leave)
        for menu in (file, *self.menus.values()):
            menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._go_after))
        window.installEventFilter(self)

    def _add(self, menu: QMenu, entries: Sequence[MenuEntry | None]) -> None:
        menu.setToolTipsVisible(True)
        pairs = []
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            shown = QKeySequence(entry.key).toString(QKeySequence.SequenceFormat.NativeText)
            action = menu.addAction(f"{entry.words}\t{shown}" if shown else entry.words)
            action.setToolTip(entry.help)
            action.triggered.connect(entry.act.click if isinstance(entry.act, QAbstractButton) else entry.act)
            if isinstance(entry.act, QAbstractButton):
                pairs.append((action, entry.act))

        def follow() -> None:
            for action, button in pairs:
                action.setEnabled(button.isEnabled())
                action.setToolTip(button.toolTip())

        menu.aboutToShow.connect(follow)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        for widget in (self, *self.menus.values()):
            widget.setFont(look.font())
        self.notations.set_look(look)
        self._row = round(look.px(TOP_ROW))
        self._find_place()

    def _keep(self, stays: bool) -> None:
        self._stand(stays)
        self.kept.emit(stays)

    def _stand(self, stays: bool) -> None:
        """Have a row of the window's own while staying; else lie over the top row, which does not move."""
        self.setVisible(stays)
        self._find_place()

    def _find_place(self) -> None:
        """Lie along the upper edge, over all of the top row rather than half of it."""
        stays, own = self.stay.isChecked(), self.sizeHint().height()
        self.setGeometry(0, 0, self._window.width(), own if stays else max(own, self._row))
        self._window.setContentsMargins(0, own if stays else 0, 0, 0)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come, or go, when Alt is pressed in the window and let go without another key."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            alt, pressed = event.key() == Qt.Key.Key_Alt, event.type() == QEvent.Type.KeyPress
            if alt and self._alone and not pressed:
                self._turn()
            self._alone = alt and pressed
        if event.type() == QEvent.Type.Resize:
            self._find_place()
        return False

    def _turn(self) -> None:
        """Come, with the first menu chosen; or go."""
        if self.hasFocus():
            self._leave()
            return
        self._before = QApplication.focusWidget()
        self._find_place()
        self.show()
        self.setFocus()
        self.setActiveAction(self.actions()[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go, unless one of its menus drops."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.stay.isChecked():
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the focus back by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _go_after(self) -> None:
        """Go when a menu has been closed and none drops in its place."""
        if QApplication.activePopupWidget() is None and self.isVisible():
            self._leave()

    def _leave(self) -> None:
        """Give the focus back to who had it, and go unless it is to stay."""
        if still_seen(self._before):
            self._before.setFocus()
        self.setVisible(self.stay.isChecked())
