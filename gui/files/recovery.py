"""Keeps what stands in a window as it goes, and offers it again where a window has ended without warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from core.exchange.files import NotSaved
from core.exchange.standing import LessonPlace, Standing
from core.words import as_typed
from gui.files.files import Files
from gui.files.places import KeptPlace, left_places, new_place
from gui.frames.file_jobs import Left, attempt, keep_window, make_folder, read_left
from gui.function_lab.session import FunctionSession
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.notice_row import NoticeRow

KEEP_AFTER = 5_000
"""Milliseconds from a change to when all is kept; with the writing, less than the ten seconds that are promised."""
AGAIN_AFTER = 250
"""Milliseconds after which that is tried again where what should be kept is only on its way."""
GO_ON, LEAVE = "Go on where you were", "Leave it"
BUTTONS = {
    GO_ON: "Bring back what stood in the window: its runs, where you were in them, and the page of a lesson.",
    LEAVE: "Begin afresh. What was kept is removed.",
}


class Recovery(QObject):
    """Keeps a window's file up to date; its ``row`` offers the file of a window that is gone.

    Parameters
    ----------
    folder
        Where files are kept; None to keep nothing.
    presents
        Tells whether the stage is in the window.
    lesson
        Returns where one is in a lesson.
    open_lesson
        Opens a lesson as it was; the window stands as it did if it is told to stay.
    """

    def __init__(
        self,
        session: Session,
        function: FunctionSession,
        files: Files,
        folder: Path | None,
        *,
        presents: Callable[[], bool],
        lesson: Callable[[], LessonPlace | None],
        open_lesson: Callable[[LessonPlace, bool], None],
    ) -> None:
        super().__init__(files)
        self._session, self._function, self._files, self._folder = session, function, files, folder
        self._presents, self._lesson, self._open_lesson = presents, lesson, open_lesson
        self._own: KeptPlace | None = None
        self._left: tuple[KeptPlace, Left] | None = None
        self._troubled = self._stays = False
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.keep)
        self.row = NoticeRow("What was kept of last time", BUTTONS)
        for button, slot in zip(self.row.buttons, (self.go_on, self.leave), strict=True):
            button.clicked.connect(slot)
        for changed in (
            session.frame_changed,
            session.experiment_changed,
            session.breakpoints_changed,
            session.looking.delta_changed,
            function.frame_changed,
            function.descent_changed,
        ):
            changed.connect(self.note)

    # Keeping

    def note(self, *_: object) -> None:
        """Note that something has changed: it is kept soon."""
        if self._folder is not None and not self._clock.isActive():
            self._clock.start(KEEP_AFTER)

    def keep(self) -> None:
        """Have the worker keep what stands in the window; while that is only on its way, soon."""
        if not self._session.ready:
            self._clock.start(AGAIN_AFTER)
            return
        standing = self.standing()
        if standing is not None and (place := self._place()) is not None:
            job = partial(attempt, partial(keep_window, standing, place.path))
            self._session.background.submit("keep", job, self._accept, None)

    def keep_now(self) -> None:
        """Keep what stands in the window, at once: the program may be about to end."""
        standing = self.standing() if self._session.ready else None
        if standing is not None and (place := self._place()) is not None:
            self._accept(attempt(partial(keep_window, standing, place.path)))

    def stay(self) -> None:
        """Keep what stands in the window for the next start: it is ended from outside, whatever somebody is doing."""
        self._stays = True
        self.keep_now()

    def standing(self) -> Standing | None:
        """Return what stands in the window; None if nobody has done anything there."""
        scene, lesson = self._session.scene, self._lesson()
        if self._folder is None or scene is None or not (lesson or self._files.touched or self._function.known):
            return None
        return replace(self._files.shown.standing(scene, self._files.path), lesson=lesson)

    def _place(self) -> KeptPlace | None:
        """Return the window's own file, claimed when it is first needed."""
        if self._own is None and self._folder is not None:
            place = new_place(self._folder)
            answer = attempt(partial(make_folder, place.path.parent))
            if isinstance(answer, Exception) or not place.claim():
                self._accept(answer or NotSaved(f"The folder {place.path.parent} cannot be written."))
                return None
            self._own = place
        return self._own

    def _accept(self, answer: Any) -> None:
        """Say once what is wrong; the file that was kept before stays."""
        if isinstance(answer, Exception) and not self._troubled:
            words = "What you do is lost if the program ends without warning, for it cannot be kept. "
            self._session.say(Message("info", words + as_typed(str(answer)), stays=True))
        self._troubled = isinstance(answer, Exception)

    def end(self, kept: bool) -> None:
        """Leave nothing behind: the window closes in order. If what is in no file could not be ``kept``, leave that."""
        self._clock.stop()
        if self._own is not None:
            self._own.clear() if kept and not self._stays else self._own.release()
        if self._left is not None:
            self._left[0].release()

    # Offering

    def offer(self) -> None:
        """Offer what a window that is gone has left, the newest first."""
        if self._folder is None:
            return
        for place in left_places(self._folder):
            job = partial(attempt, partial(read_left, place.path))
            self._session.background.submit("left", job, partial(self._show_offer, place), None)
            break

    def _show_offer(self, place: KeptPlace, answer: Any) -> None:
        if isinstance(answer, Exception):
            words = f"Last time ended without warning, and what was kept cannot be opened. {answer}"
            aside = place.put_aside()
            self._session.say(Message("info", as_typed(f"{words} It is left as {aside}."), stays=True))
            self.offer()
            return
        self._left = place, answer
        self.row.say(_words(answer.standing, answer.written))
        self.show_row()

    def show_row(self) -> None:
        """Show what is offered, but not to a class."""
        self.row.setVisible(self._left is not None and not self._presents())

    def go_on(self) -> None:
        """Bring back what is offered; its file is this window's from now on."""
        if self._left is None:
            return
        (place, left), self._left = self._left, None
        self.show_row()
        if self._own is not None:
            self._own.clear()
        self._own, standing = place, left.standing
        stays = bool(standing.runs or standing.walk)
        if stays or standing.lesson is None:
            self._files.begin(standing, left.filed)
        if standing.lesson is not None:
            self._open_lesson(standing.lesson, stays)
        self.offer()

    def leave(self) -> None:
        """Remove what is offered."""
        if self._left is not None:
            self._left[0].clear()
            self._left = None
            self.show_row()
            self.offer()


def _words(standing: Standing, written: datetime) -> str:
    """Return what is offered, in a sentence."""
    day = "Last time" if written.date() == datetime.now().date() else f"On {written.day} {written:%B}"
    if standing.lesson is not None and not (standing.lesson.at_desk and (standing.runs or standing.walk)):
        what = f"you were in a lesson, on page {max(standing.lesson.place, 0) + 1}"
    elif standing.walk is not None:
        what = f"“{standing.scene.title}” stood at step {standing.walk.step:,}"
    else:
        what = f"“{standing.scene.title}” stood at iteration {standing.iteration:,}"
    return f"{day}, at {written:%H:%M}, the program ended without warning: {what}."
