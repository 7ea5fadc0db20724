"""How cards and tabs stand, from one day to the next; and as at first, when somebody asks for that."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QTabBar

from core.exchange.scenes import Scene
from gui.lenses.lens import Lens
from gui.session.session import Session
from gui.shell.settings import Settings
from gui.shell.stages import Stages
from gui.widgets.card_row import CardRow
from gui.widgets.columns import Columns
from gui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from gui.shell.lessons import Lessons

SOON = 300
"""Milliseconds after which a change is written down: while a gap is dragged there are many."""


class Arranged(Protocol):
    """The window as far as it is arranged."""

    stages: Stages
    columns: Columns
    lenses: Tabs
    upper_row: CardRow
    session: Session

    @property
    def lessons(self) -> Lessons: ...


class Arrangement(QObject):
    """Remembers folds, gaps, the enlarged card, the chosen tabs and the scene on show.

    Only what has changed here is written down, so that two windows do not undo each other's choices.
    """

    def __init__(self, window: Arranged, settings: Settings | None, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._settings = window, settings
        self._columns: dict[str, Columns] = {}
        self._known: dict[str, str] = {}
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.keep)
        self._follow("desk", window.columns)
        window.stages.function_made.connect(partial(self._follow, "lab"))
        _turn(window.upper_row.tabs, self._stored("row"))
        self._known["row"] = _turned(window.upper_row.tabs)
        window.upper_row.turned.connect(self._soon.start)
        window.session.scene_changed.connect(self._keep_scene)

    def follow_lenses(self) -> None:
        """Turn to the lens of last time, now that all are offered, unless another one has been turned to already."""
        row = self._window.lenses.row
        if row.currentIndex() == 0:
            _turn(row, self._stored("lens"))
        self._known["lens"] = _turned(row)
        self._window.lenses.turned.connect(self._soon.start)

    def reset(self) -> None:
        """Let all stand as at first."""
        for columns in self._columns.values():
            columns.arrange({})
        self._window.upper_row.tabs.setCurrentIndex(0)
        self._window.lenses.row.setCurrentIndex(0)
        self.keep()

    def keep(self) -> None:
        """Write down what has changed since it was read or written."""
        self._soon.stop()
        now = {name: value for name, value in self._now().items() if self._known.get(name, value) != value}
        for name, value in now.items():
            if self._settings is not None:
                self._settings.keep_value(f"layout/{name}", value)
        self._known |= now

    def _follow(self, name: str, columns: Columns) -> None:
        """Let columns stand as they did last time, and note how they stand from now on."""
        self._columns[name] = columns
        columns.arrange({part: self._stored(f"{name}/{part}") for part in columns.arrangement})
        self._known |= self._parts(name)
        columns.rearranged.connect(self._soon.start)

    def _stored(self, name: str) -> Any:
        """Return what stands in the settings; None if that is nothing, or cannot be read."""
        text = self._settings.value_of(f"layout/{name}") if self._settings is not None else None
        try:
            return json.loads(text) if isinstance(text, str) else None
        except (ValueError, RecursionError):
            return None

    def _parts(self, name: str) -> dict[str, str]:
        return {f"{name}/{part}": json.dumps(value) for part, value in self._columns[name].arrangement.items()}

    def _now(self) -> dict[str, str]:
        """Return how all stands."""
        parts = {key: value for name in self._columns for key, value in self._parts(name).items()}
        parts["row"] = _turned(self._window.upper_row.tabs)
        page = self._window.lenses.stack.currentWidget()
        if isinstance(page, Lens) and page.always_offered:  # others come by themselves, and go
            parts["lens"] = _turned(self._window.lenses.row)
        return parts

    def _keep_scene(self, scene: Scene) -> None:
        """Begin at this scene the next time; not at one that a lesson has opened."""
        of_lesson = "lessons" in vars(self._window) and self._window.lessons.is_open
        if self._settings is not None and not of_lesson:
            self._settings.keep_value("scene", scene.name)


def _turn(row: QTabBar, title: object) -> None:
    """Turn to a tab by its title, where there is one."""
    for place in range(row.count()):
        if row.tabText(place) == title and row.isTabVisible(place):
            row.setCurrentIndex(place)


def _turned(row: QTabBar) -> str:
    return json.dumps(row.tabText(row.currentIndex()))
