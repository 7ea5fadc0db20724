"""Home in the window: going there and coming back, and the pictures, which the worker makes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from core.course.pictures.catalogue import LessonSketch, SketchInWork, file_picture, lesson_picture, scene_picture
from core.exchange.scenes import BrokenScene
from gui.course.home import Home
from gui.course.home_cards import HomeCard
from gui.files.files import Files
from gui.frames import lesson_jobs
from gui.frames.file_jobs import attempt
from gui.panels.network import NetworkPanel
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.front import fill, made_home
from gui.shell.lessons import Lessons
from gui.shell.settings import Settings
from gui.widgets.controls import still_seen
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.shell.presenting import Presenting


class HasHome(Protocol):
    """The window as home sees it."""

    session: Session
    player: Player
    files: Files
    network: NetworkPanel
    appearance: Appearance
    settings: Settings | None
    look: Look

    @property
    def presenting(self) -> Presenting: ...

    @property
    def lessons(self) -> Lessons: ...

    def restoreGeometry(self, geometry: QByteArray, /) -> bool: ...


class AtHome(QObject):
    """Shows home in a window's ``body`` instead of what is there, and gives that back as it was."""

    def __init__(self, window: HasHome, body: QStackedWidget) -> None:
        super().__init__(body)
        self._window, self._body, self._settings = window, body, window.settings
        self.home = made_home(window.settings)
        self._before: tuple[QWidget, QWidget | None] | None = None
        self._known: dict[str, LessonSketch | None] = {}
        self._asked = ""
        self._been = False
        body.addWidget(self.home)
        self._connect()
        self.home.set_look(window.look)

    def _connect(self) -> None:
        home, window = self.home, self._window
        for asked, slot in (
            (home.lesson_asked, self._begin_lesson),
            (home.lab_asked, self._show_desk),
            (home.left, self.end),
            (home.open_asked, window.files.open),
            (home.scene_asked, partial(self._open, window.files.choose)),
            (home.file_asked, partial(self._open, lambda file: window.files.open_file(Path(file)))),
            (home.theme_asked, window.appearance.switch_theme),
            (home.beginning_chosen, self._keep_beginning),
            (window.session.started_over, self.end),
            (window.session.scene_changed, self.end),
            (window.session.message, self.end),
        ):
            asked.connect(slot)

    @property
    def is_on(self) -> bool:
        """Whether home is what is seen."""
        return self._before is not None

    @property
    def is_calm(self) -> bool:
        """Whether all pictures that are seen are there."""
        return not (self.is_on and self._asked)

    def set_look(self, look: Look) -> None:
        """Take the look of the window."""
        self.home.set_look(look)

    # Going and coming back

    def begin(self) -> None:
        """Go home, if that is not so already."""
        if self.is_on:
            return
        window = self._window
        if "presenting" in vars(window):
            window.presenting.end()
        window.player.pause()
        self._before = self._body.currentWidget() or self.home, QApplication.focusWidget()
        fill(self.home, self._settings)
        if self._been and window.session.scene is not None:
            self.home.show_open(window.files.on_show().title)
        for card in self._drawn:
            if (known := self._known.get(self._key(card))) is not None:
                card.show_sketch(known)
        self._body.setCurrentWidget(self.home)
        self.home.first.setFocus()
        self._draw_next()

    def take_over(self, front: Home) -> None:
        """Be at home where ``front`` stands so far; what is chosen there meanwhile is chosen here."""
        self._window.restoreGeometry(front.saveGeometry())
        for there, here in (
            (front.lesson_asked, self.home.lesson_asked),
            (front.lab_asked, self.home.lab_asked),
            (front.open_asked, self.home.open_asked),
            (front.scene_asked, self.home.scene_asked),
            (front.file_asked, self.home.file_asked),
            (front.theme_asked, self.home.theme_asked),
            (front.beginning_chosen, self.home.beginning_chosen),
            (front.left, self.home.left),
        ):
            there.connect(here)
        self.begin()

    def toggle(self) -> None:
        """Go home, or back."""
        self.end() if self.is_on else self.begin()

    def end(self, *_: object) -> None:
        """Be again where one was, the keyboard too."""
        if self._before is None:
            return
        (seen, focused), self._before, self._been = self._before, None, True
        self._body.setCurrentWidget(seen)
        (focused if still_seen(focused) else self._window.network).setFocus()

    def _show_desk(self) -> None:
        """Leave for the desk, also where one had come from a lesson."""
        self.end()
        if "lessons" in vars(self._window) and self._window.lessons.is_on:
            self._window.lessons.show_lab()

    def _open(self, opens: Any, key: str) -> None:
        self._show_desk()
        opens(key)

    def _begin_lesson(self, name: str) -> None:
        self.end()
        self._window.lessons.open(name)

    def _keep_beginning(self, beginning: str) -> None:
        if self._settings is not None:
            self._settings.begins_with = beginning

    # Pictures

    @property
    def _drawn(self) -> list[HomeCard]:
        return [*self.home.cards, *self.home.offers]

    def _key(self, card: HomeCard) -> str:
        """Return by what a picture is known: a file changes when it is written."""
        path = Path(card.subject)
        return f"{card.subject} {path.stat().st_mtime_ns}" if card.is_file and os.path.exists(path) else card.subject

    def _draw_next(self) -> None:
        """Have the worker make the next picture, one at a time, so that it is soon free for whatever is chosen."""
        without = (card for card in self._drawn if self._key(card) not in self._known)
        card = next(without, None) if self.is_on else None
        self._asked = "" if card is None else self._key(card)
        if card is not None:
            of = lesson_picture if card in self.home.cards else file_picture if card.is_file else scene_picture
            self._draw(self._asked, of(card.subject))

    def _draw(self, key: str, work: SketchInWork) -> None:
        job = partial(attempt, partial(lesson_jobs.sketch, work))
        self._window.session.background.submit("home", job, partial(self._accept, key, work), None)

    def _accept(self, key: str, work: SketchInWork, answer: LessonSketch | BrokenScene | None) -> None:
        """Take a picture; there is none of what cannot be read, and opening that says why."""
        if answer is None and self.is_on:
            self._draw(key, work)
            return
        if answer is not None:
            self._known[key] = answer if isinstance(answer, LessonSketch) else None
        for card in self._drawn:
            if self._key(card) == key and isinstance(answer, LessonSketch):
                card.show_sketch(answer)
        self._draw_next()
