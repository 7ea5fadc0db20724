"""What the window remembers from one day to the next."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from core.course.progress import CourseProgress, progress_from, progress_to, states_from, states_to
from core.exchange.endings import WITH_RUNS
from core.exchange.pace import RATES
from core.exchange.page_state import PageState
from core.exchange.stage_views import MAX_VIEWS
from core.words import as_typed
from gui.widgets.theme import CHALKBOARD, TEXT_SIZES, THEMES, Theme

ORGANISATION = APPLICATION = "Chalkgrad"
NORMAL_TEXT = 15.0
VERSION = "1"
"""Of what is stored: a later one may store what this one does not know."""
MAX_BYTES = 4 * 2**20
"""Of the file of settings, which has some kB."""
DAMAGED = "The settings in {file} are damaged: what can be read of them is used, the rest is as at first."
UNWRITABLE = "Settings cannot be kept in {file}: what you choose is forgotten when the window closes."
NEWER = "The settings in {file} are of a newer Chalkgrad: what this one does not know is left as it is."
HOME, LAST, LAB = BEGINNINGS = "home", "last", "lab"
"""What may stand there first: home, the last experiment, the free lab."""


class Settings:
    """What was chosen and how far somebody has come, kept by the desktop's own means.

    Attributes
    ----------
    folder
        Where the experiment of last time is kept, and one's own solutions of tasks. Nothing else is stored.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
        self.folder = Path(place) / APPLICATION if store is None else Path(store.fileName()).parent
        self._store = store or _own_store(self.folder)

    @property
    def theme(self) -> Theme:
        return THEMES.get(str(self._store.value("theme", "")), CHALKBOARD)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.name)

    @property
    def text(self) -> float:
        try:
            size = float(str(self._store.value("text", NORMAL_TEXT)))
        except ValueError:
            return NORMAL_TEXT
        return size if size in TEXT_SIZES else NORMAL_TEXT

    @text.setter
    def text(self, size: float) -> None:
        self._store.setValue("text", size)

    @property
    def notation(self) -> str:
        """The name of the notation that was chosen; empty if none ever was."""
        return str(self._store.value("notation", ""))

    @notation.setter
    def notation(self, name: str) -> None:
        self._store.setValue("notation", name)

    @property
    def menu_bar(self) -> bool:
        return str(self._store.value("menu_bar", "")) == "true"

    def keep_menu_bar(self, stays: bool) -> None:
        """Store whether the menu bar is to stay in sight."""
        self._store.setValue("menu_bar", "true" if stays else "false")

    @property
    def recent(self) -> list[Path]:
        text = str(self._store.value("recent", ""))
        try:
            listed = json.loads(text) if text.startswith("[") else text.splitlines()  # as version 0.1.0 kept them
        except (ValueError, RecursionError):
            listed = []
        return [Path(name) for name in listed if isinstance(name, str)]

    @recent.setter
    def recent(self, files: list[Path]) -> None:
        self._store.setValue("recent", json.dumps([str(file) for file in files]))  # a name may have line breaks

    @property
    def begins_with(self) -> str:
        """What stands there first when nothing is asked for: ``"home"``, ``"last"`` (experiment) or ``"lab"``."""
        chosen = str(self._store.value("begins_with", HOME))
        return chosen if chosen in BEGINNINGS else HOME

    @begins_with.setter
    def begins_with(self, beginning: str) -> None:
        self._store.setValue("begins_with", beginning)

    @property
    def lesson(self) -> str:
        """The name of the lesson that was open last; empty if none ever was."""
        return str(self._store.value("lesson", ""))

    def progress_of(self, lesson: str) -> CourseProgress | None:
        """Return how far somebody has come in a lesson; None if he never opened it."""
        kept = self._store.value(_key("progress", lesson))
        return None if kept is None else progress_from(str(kept))

    def keep_progress(self, lesson: str, progress: CourseProgress) -> None:
        """Store how far somebody has come in a lesson, which is the one that is open."""
        self._store.setValue("lesson", lesson)
        self._store.setValue(_key("progress", lesson), progress_to(progress))

    def pace_of(self, scene: str) -> float | None:
        """Return the speed that was chosen for a scene, in steps a second; None if none was."""
        try:
            rate = float(str(self._store.value(_key("pace", scene), math.nan)))
        except ValueError:
            return None
        return rate if rate in RATES else None

    def keep_pace(self, scene: str, rate: float) -> None:
        """Store the speed that is chosen for a scene."""
        self._store.setValue(_key("pace", scene), rate)

    def views_of(self, scene: str) -> tuple[str, ...]:
        """Return the views that were chosen for a scene's stage, by name; none if none were."""
        names = str(self._store.value(_key("views", scene), "")).split()
        return tuple(names[:MAX_VIEWS])

    def keep_views(self, scene: str, names: Sequence[str]) -> None:
        """Store the views that are chosen for a scene's stage."""
        self._store.setValue(_key("views", scene), " ".join(names))

    def states_of(self, lesson: str) -> dict[int, PageState]:
        """Return what was answered and solved in a lesson, by the places of its pages."""
        return states_from(str(self._store.value(_key("answers", lesson), "")))

    def keep_states(self, lesson: str, states: Mapping[int, PageState]) -> None:
        """Store what was answered and solved in a lesson."""
        self._store.setValue(_key("answers", lesson), states_to(states))

    def solution_of(self, lesson: str, place: int) -> Path:
        """Return where one's own solution of a page's task is kept."""
        return self.folder / "solutions" / f"{quote(lesson, safe='')}-{place + 1}{WITH_RUNS}"

    def value_of(self, key: str) -> object:
        """Return what is stored; anything may have been put there, and None if nothing was."""
        return self._store.value(key)

    def keep_value(self, key: str, value: str | QByteArray) -> None:
        """Store a text or a geometry."""
        self._store.setValue(key, value)

    def check(self) -> str:
        """Return what is to be said about where all this is kept; empty if nothing is."""
        file, version = self._store.fileName().removeprefix(os.devnull), str(self._store.value("version", VERSION))
        self._store.setValue("version", version)
        self._store.sync()
        if self._store.status() == QSettings.Status.FormatError:
            return DAMAGED.format(file=as_typed(file))
        if not self._store.isWritable() or self._store.status() == QSettings.Status.AccessError:
            return UNWRITABLE.format(file=as_typed(file))
        return NEWER.format(file=as_typed(file)) if version.isdecimal() and version != VERSION else ""


def _own_store(folder: Path) -> QSettings:
    """Return what the desktop keeps settings in; one that keeps nothing where reading that would not end."""
    file = folder / f"{APPLICATION}.conf"  # of Linux; elsewhere there is none
    for path in (file, f"{file}.lock"):
        if os.path.exists(path) and not (os.path.isfile(path) and os.path.getsize(path) <= MAX_BYTES):
            return QSettings(f"{os.devnull}{file}", QSettings.Format.IniFormat)
    return QSettings(ORGANISATION, APPLICATION)


def _key(what: str, scene: str) -> str:
    return f"{what}/{quote(scene, safe='')}"
