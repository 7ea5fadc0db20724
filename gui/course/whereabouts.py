"""Whether the window is where the open page begins, and whether what the page asks for has been reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.course.lesson import Page
from gui.course.acting import Acting, parts_of
from gui.frames import lesson_jobs
from gui.session.background import Background


class Whereabouts(QObject):
    """Looks at the window whenever it is at rest, whoever has moved it."""

    wandered = Signal(bool)
    """The window is elsewhere than where the page begins; or there again."""
    solved = Signal()
    """The page's task is done."""

    def __init__(self, acting: Acting, background: Background) -> None:
        super().__init__(acting)
        self._acting, self._background = acting, background
        self._page: Page | None = None
        self._checked: tuple[object, ...] = ()
        self._asked = 0
        self.is_away = False
        acting.rested.connect(self.look)

    def watch(self, page: Page | None) -> None:
        """Look at the window for another page; None for none."""
        self._page, self._checked = page, ()
        self._asked += 1
        self.note(False)

    def look(self) -> None:
        """See where the window is now, and have the worker see whether the task is done there."""
        page, acting = self._page, self._acting
        if page is None or acting.acts or not acting.hands.at_rest:
            return
        self.note(acting.wandered or acting.trail != parts_of(page.start))
        here = acting.hands.standing()
        if page.task is not None and here != self._checked:
            self._checked = here
            self._check(partial(lesson_jobs.is_done, page.task.check, acting.hands.seen()))

    def _check(self, job: Callable[[], bool | None]) -> None:
        self._background.submit("lesson task", job, partial(self._accept, self._asked, job), None)

    def _accept(self, asked: int, job: Callable[[], bool | None], done: bool | None) -> None:
        if asked != self._asked:
            return
        if done is None:
            self._check(job)  # which goes on where it was
        elif done:
            self.solved.emit()

    def note(self, away: bool) -> None:
        """Note whether the window is elsewhere."""
        if away != self.is_away:
            self.is_away = away
            self.wandered.emit(away)
