"""Lessons in the window: instead of the desk, and back to it with one key."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from core.course.course import FOLDER
from core.course.listed import listed_lessons
from core.course.reading import BrokenLesson
from core.exchange.standing import LessonPlace
from gui.course.hands import Desk
from gui.course.lesson_player import INTRO, LessonPlayer
from gui.course.lesson_view import LessonView
from gui.course.way_back import WayBack
from gui.files.files import Files
from gui.files.folders import own_lessons_folder
from gui.frames import lesson_jobs
from gui.session.messages import Message
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.settings import Settings
from gui.shell.solutions import Solutions
from gui.shell.stages import Stages
from gui.widgets.banner import Banner
from gui.widgets.controls import dress
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.course.on_stage import LessonOnStage
    from gui.shell.presenting import Presenting


class HasLessons(Protocol):
    """The window as lessons see it."""

    session: Session
    player: Player
    stages: Stages
    appearance: Appearance
    settings: Settings | None
    banner: Banner
    files: Files

    @property
    def presenting(self) -> Presenting: ...


class Lessons(QObject):
    """Shows a lesson in a window's ``body`` instead of the desk; the desk stays beneath, with the same things on it."""

    course_asked = Signal()
    """The lesson is over, or has been left."""

    def __init__(self, window: HasLessons, body: QStackedWidget) -> None:
        super().__init__(body)
        self._window, self._body = window, body
        self._entered = self._waits = False
        session, stages = window.session, window.stages
        write_in = window.appearance.write_in
        desk = Desk(session, stages.function, window.player, stages.choose, self._show_views, write_in)
        self.player = LessonPlayer(desk, window.settings, self)
        self.view = LessonView(self.player, desk, max((each.place for each in listed_lessons()), default=0))
        self.way_back = WayBack()
        self.way_back.button.clicked.connect(self.come_back)
        body.addWidget(self.view)
        body.parentWidget().layout().insertWidget(0, self.way_back)  # type: ignore[union-attr]
        self.player.refused.connect(lambda words: session.say(Message("error", words)))
        self.player.turned.connect(self._leave_waiting)
        self.player.ended.connect(self.leave)
        self.player.ended.connect(self.course_asked)
        self.player.changed.connect(self._renew_way_back)
        self.solutions = Solutions(window, self.player, self.view.page.task.own)
        self.view.lab_asked.connect(self.show_lab)
        self.view.present_asked.connect(self.present)

    @property
    def is_on(self) -> bool:
        """Whether a lesson stands in the window."""
        return self._body.currentWidget() is self.view

    @property
    def is_open(self) -> bool:
        """Whether a lesson is open: in view, on the stage, or waiting while the desk or home is shown."""
        return self._entered or not self.way_back.isHidden()

    @property
    def is_calm(self) -> bool:
        """Whether all of the page is there, and nothing is being done."""
        player = self.player
        return not player.acting.acts and (player.words.whole or player.place == INTRO) and not player.is_opening

    def open(self, name: str, place: int | None = None, folder: Path = FOLDER) -> None:
        """Open a lesson, by default where one was last."""
        self._enter()
        self.player.open(name, place, folder)

    @property
    def place(self) -> LessonPlace | None:
        """Where one is in the lesson that is open; None without one."""
        player = self.player
        if not self.is_open or player.lesson is None:
            return None
        states, at_desk = player.memory.states, not self._entered
        return LessonPlace(player.lesson.name, str(player.folder), player.place, states, at_desk)

    def return_to(self, at: LessonPlace, stays: bool) -> None:
        """Open a lesson as it was; if it ``stays``, the window stands where it stood, too."""
        self._enter()
        self._waits = at.at_desk and stays
        self.player.open(at.name, at.place, Path(at.folder), at.states, stays)

    def open_own(self, path: Path) -> None:
        """Open a lesson of one's own: a folder, or a zip, which is unpacked into the documents."""
        job = partial(lesson_jobs.take_in, path, own_lessons_folder())
        self._window.session.background.submit("own lesson", job, self._accept_own, None)

    def _accept_own(self, answer: Path | BrokenLesson) -> None:
        if isinstance(answer, Path):
            self.open(answer.name, None, answer.parent)
        else:
            self._window.session.say(Message("error", str(answer)))

    def _leave_waiting(self) -> None:
        """Show the desk, once a lesson is there that waited while somebody was at it."""
        if self._waits:
            self.show_lab()

    def _enter(self) -> None:
        self._entered, self._waits = True, False
        self.way_back.hide()
        self._body.setCurrentWidget(self.view)
        self._window.banner.float_over(self.view.stage)

    def show_lab(self) -> None:
        """Show the desk; the lesson waits."""
        self._entered = self._waits = False
        self.player.acting.stop()
        self._window.appearance.write_in("")
        self._body.setCurrentIndex(0)
        self._window.banner.float_over(self._window.stages)
        self._offer_way_back()

    def _offer_way_back(self) -> None:
        lesson = self.player.lesson
        if lesson is not None:
            self.way_back.offer(lesson.title, self.player.state.solved)

    def _renew_way_back(self) -> None:
        """Say that the task is done, to somebody who does it in the lab."""
        if not self.way_back.isHidden():
            self._offer_way_back()

    def come_back(self) -> None:
        """Show the lesson again, with all as it was where the page begins."""
        if self.player.lesson is not None and not self.is_on:
            self._enter()
            self.player.back_to_start()

    def present(self) -> None:
        """Put the lesson on the stage."""
        self._window.presenting.begin(asks=False, lead=self.lead)

    @cached_property
    def lead(self) -> LessonOnStage:
        """What leads through the lesson on the stage; made when somebody first presents."""
        from gui.course.on_stage import LessonOnStage

        return LessonOnStage(self._window.presenting.stage, self.player)

    def leave(self) -> None:
        """Show the desk, and no way back: the lesson is over for now."""
        if "lead" in vars(self) and self.lead.is_on:
            self._window.presenting.end()
        self.show_lab()
        self.way_back.hide()

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        self.view.set_look(look)
        dress(self.way_back, look)

    def _show_views(self, names: tuple[str, ...]) -> None:
        self.view.show_views(names)
        if "lead" in vars(self) and self.lead.is_on:
            self.lead.show_views(names)
