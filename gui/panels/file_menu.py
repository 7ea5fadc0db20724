"""The button from which experiments are opened and saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from core.words import as_typed
from gui.widgets.keys import EVERYWHERE
from gui.widgets.theme import Look

OPEN, SAVE, SAVE_AS, SHARE, QUIT = (
    EVERYWHERE.lines[name].first for name in ("open", "save", "save_as", "share", "quit")
)
TABLES = "*.csv *.tsv *.txt *.dat *.data"
"""How the names of tables end."""
MAX_NAME_WIDTH = 18
"""Heights of the text that a file's name is wide at most, so that with large text, too, the menu fits a screen."""


class FileButton(QPushButton):
    """Emits what was asked for; knows nothing of files."""

    open_asked = Signal()
    save_asked = Signal()
    save_as_asked = Signal()
    share_asked = Signal()
    last_asked = Signal()
    recent_asked = Signal(object)
    quit_asked = Signal()

    def __init__(self) -> None:
        super().__init__("File")
        self.setToolTip("Open an experiment from a file, or save this one. (Ctrl O, Ctrl S)")
        self.setAccessibleName("File")
        menu = QMenu(self)
        menu.setAccessibleName("File")
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self._recent: list[Path] = []
        self._has_last = False
        menu.aboutToShow.connect(self._fill)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.menu().setFont(look.font())

    def show_offered(self, recent: Sequence[Path], has_last: bool) -> None:
        """Offer these files of late, the newest first, and what was left of last time, if anything was."""
        self._recent, self._has_last = list(recent), has_last

    def _fill(self) -> None:
        """Make the entries again: files come and go."""
        self.menu().clear()
        opens = "Open an experiment. You can also drop its file on the window."
        self._add("&Open …", opens, self.open_asked.emit, OPEN)
        saves = "Save this experiment in its file, with your own data and functions."
        self._add("&Save", saves, self.save_asked.emit, SAVE)
        self._add(
            "Save &as …",
            "Save this experiment in another file, with its runs or without them.",
            self.save_as_asked.emit,
            SAVE_AS,
        )
        takes = "Take it with you: a picture, a moving one, numbers, the experiment as a script, or a handout."
        self._add("S&hare …", takes, self.share_asked.emit, SHARE)
        self.menu().addSeparator()
        left = "What was open but not saved when you last closed the window."
        why_not = "" if self._has_last else "Nothing unsaved is left from last time."
        self._add("&Last time", why_not or left, self.last_asked.emit).setEnabled(not why_not)
        if self._recent:
            self.menu().addSeparator()
        metrics = self.menu().fontMetrics()
        for path in self._recent:
            name = metrics.elidedText(path.name, Qt.TextElideMode.ElideMiddle, MAX_NAME_WIDTH * metrics.height())
            shown, asked = " ".join(name.split()).replace("&", "&&"), partial(self.recent_asked.emit, path)
            self._add(as_typed(shown), f"Open {as_typed(str(path))}", asked)
        self.menu().addSeparator()
        self._add("&Quit", "Close the window. What is not saved is offered next time.", self.quit_asked.emit, QUIT)

    def _add(self, text: str, help: str, asked: Callable[[], object], keys: str = "") -> QAction:
        """Add an entry; the keys are shown only, for they act whether or not the menu is there."""
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        action = self.menu().addAction(f"{text}\t{shown}" if keys else text)
        action.setToolTip(help)
        action.triggered.connect(lambda: asked())
        return action
