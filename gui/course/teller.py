"""The words of what is open in a lesson, which the worker makes: many of their numbers have to be computed first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.course.acted import Acted
from core.course.lesson import Closing, Lesson, Page
from core.course.showing import ToldPage
from gui.frames import lesson_jobs
from gui.frames.lesson_jobs import Telling
from gui.session.background import Background

WRONG = "something went wrong"


class LessonTeller(QObject):
    """Has words made: those of a page soon, and all of them when its deed has been acted out.

    Attributes
    ----------
    told
        The words on show; None while they are on their way.
    whole
        Whether question and explanation are among them.
    """

    came = Signal()
    """There are words, or more of them."""
    complete = Signal()
    """All of them are there."""
    failed = Signal(Telling)
    """There are none, for the reason that comes along."""
    doubted = Signal(Telling)
    """The task of a page cannot be done, for the reason that comes along."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._asked = background, 0
        self.told: ToldPage | None = None
        self.whole = False

    def forget(self) -> None:
        """Have no words, and take none that are on their way."""
        self.told, self.whole = None, False
        self._asked += 1

    def tell_page(self, page: Page, is_own: bool) -> None:
        """Have a page's words made, and see whether its task can be done if it is of a lesson of one's own."""
        self._tell(partial(lesson_jobs.tell_first, page), page, is_own)

    def tell_question(self, closing: Closing, seed: int) -> None:
        """Have the words of a closing question made, with the numbers of a seed."""
        self._tell(partial(lesson_jobs.tell_question, closing, seed))

    def tell_summary(self, lesson: Lesson) -> None:
        """Have the words at a lesson's end made."""
        self._tell(partial(lesson_jobs.tell_summary, lesson))

    def _tell(self, job: Callable[[], Telling], page: Page | None = None, is_own: bool = False) -> None:
        done = partial(self._accept, self._asked, page, is_own)
        self._background.submit("lesson words", job, done, lambda error: done(Telling(fault=f"{WRONG}: {error}")))

    def _accept(self, asked: int, page: Page | None, is_own: bool, telling: Telling) -> None:
        if asked != self._asked:
            return
        if telling.fault:
            self.failed.emit(telling)
            return
        if telling.told is not None:
            self.told, self.whole = telling.told, telling.whole
            self.came.emit()
        if page is not None and telling.acted is not None and not (telling.ended and telling.whole):
            tell = lesson_jobs.tell_rest if telling.ended or telling.whole else lesson_jobs.tell_first
            self._tell(partial(tell, page, telling.acted), page, is_own)
            return
        self.complete.emit()
        if page is not None and page.task is not None and telling.acted is not None and is_own:
            self._try_task(page, telling.acted)

    def _try_task(self, page: Page, acted: Acted) -> None:
        job = partial(lesson_jobs.try_task, page, acted)
        self._background.submit("try task", job, partial(self._accept_tried, self._asked, page, acted), None)

    def _accept_tried(self, asked: int, page: Page, acted: Acted, telling: Telling) -> None:
        if asked == self._asked and not telling.ended:
            self._try_task(page, acted)  # which goes on where it was
        elif asked == self._asked and telling.fault:
            self.doubted.emit(telling)
