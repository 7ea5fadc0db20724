"""What one has built to solve a page's task, kept and brought back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton

from core.words import as_typed
from gui.course.lesson_player import LessonPlayer
from gui.files.files import Files
from gui.frames import file_jobs
from gui.session.messages import Message
from gui.session.session import Session
from gui.shell.settings import Settings


class KeepsSolutions(Protocol):
    """The window as solutions see it."""

    session: Session
    settings: Settings | None
    files: Files


class Solutions(QObject):
    """Keeps what solves a task, and shows the ``button`` that brings it back."""

    def __init__(self, window: KeepsSolutions, player: LessonPlayer, button: QAbstractButton) -> None:
        super().__init__(player)
        self._window, self._player, self._button = window, player, button
        player.solved.connect(self._keep)
        for changed in (player.words.came, player.changed):
            changed.connect(self._offer)
        button.clicked.connect(self.show)

    @property
    def _file(self) -> Path | None:
        """Where the solution of the open page's task is kept; None where nothing is."""
        player, settings = self._player, self._window.settings
        if settings is None or player.lesson is None or player.page is None or player.page.task is None:
            return None
        return settings.solution_of(player.lesson.name, player.place)

    def _keep(self) -> None:
        window, path = self._window, self._file
        if path is not None and (scene := window.session.scene) is not None:
            job = partial(file_jobs.keep_solution, window.files.shown.standing(scene, None), path)
            window.session.background.submit("solution", partial(file_jobs.attempt, job), self._accept_kept, None)

    def _accept_kept(self, refusal: Exception | None) -> None:
        if refusal is not None:
            words = f"The task is done, but what you have built cannot be kept. {as_typed(str(refusal))}"
            self._window.session.say(Message("info", words))
        self._offer()

    def _offer(self) -> None:
        path = self._file
        self._button.setVisible(path is not None and self._player.state.solved and path.is_file())

    def show(self) -> None:
        """Bring back what solved the page's task, as an edit that can be undone; the page stays."""
        if (path := self._file) is not None:
            self._player.acting.stop()
            job = partial(file_jobs.attempt, partial(file_jobs.read_left, path))
            self._window.session.background.submit("own solution", job, self._accept, None)

    def _accept(self, answer: file_jobs.Left | Exception) -> None:
        if isinstance(answer, Exception):
            self._window.session.say(Message("error", as_typed(str(answer))))
        else:
            self._window.files.begin(answer.standing)
