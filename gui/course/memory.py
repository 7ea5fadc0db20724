"""What has been done in the open lesson, page by page, and what of it is kept from one day to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.course.lesson import Lesson
from core.course.progress import CourseProgress
from core.exchange.page_state import PageState

DEED = "deed"


class Keeping(Protocol):
    """What remembers how far one is; see `gui.shell.settings.Settings`."""

    def progress_of(self, lesson: str) -> CourseProgress | None: ...
    def keep_progress(self, lesson: str, progress: CourseProgress) -> None: ...
    def states_of(self, lesson: str) -> dict[int, PageState]: ...
    def keep_states(self, lesson: str, states: Mapping[int, PageState]) -> None: ...


class LessonMemory:
    """Knows what has been done at each place of a lesson; ``kept`` remembers it, if there is anything that does."""

    def __init__(self, kept: Keeping | None) -> None:
        self._kept, self._name = kept, ""
        self.progress = CourseProgress()
        self._states: dict[int, PageState] = {}

    def open(self, lesson: Lesson) -> int | None:
        """Turn to another lesson; return where one was in it last, None if never."""
        self._name, self.progress = lesson.name, CourseProgress()
        self._states = {}
        known = self._kept.progress_of(lesson.name) if self._kept is not None else None
        if known is None or self._kept is None:
            return None
        self.progress = known
        kept = self._kept.states_of(lesson.name)
        self._states = {place: _as_left(state, place in known.done) for place, state in kept.items()}
        return known.page

    def state(self, place: int) -> PageState:
        """Return what has been done at a place."""
        return self._states.get(place, PageState())

    @property
    def states(self) -> tuple[tuple[int, PageState], ...]:
        """What has been done at all places of the pages and questions, to be kept."""
        return tuple((place, state) for place, state in sorted(self._states.items()) if place >= 0)

    def bring_back(self, states: tuple[tuple[int, PageState], ...]) -> None:
        """Let the places be as they were when that was kept."""
        self._states |= dict(states)

    def put(self, place: int, state: PageState) -> None:
        """Note what has been done at a place."""
        self._states[place] = state
        if self._kept is not None:
            self._kept.keep_states(self._name, self._states)

    def be_at(self, place: int) -> None:
        """Note which page is open."""
        self._keep(self.progress.at(place))

    def note_done(self, place: int) -> None:
        """Note that a page is done."""
        self._keep(self.progress.with_done(place))

    def _keep(self, progress: CourseProgress) -> None:
        self.progress = progress
        if self._kept is not None:
            self._kept.keep_progress(self._name, progress)

    # Closing questions

    def ask_another(self, place: int) -> None:
        """Let a closing question have other numbers, and no answer."""
        self.put(place, PageState(seed=self.state(place).seed + 1))

    def results(self, lesson: Lesson) -> tuple[bool | None, ...]:
        """Return whether each closing question was answered rightly; None if not at all."""
        first = len(lesson.pages)
        return tuple(self.state(first + number).right for number in range(len(lesson.closing)))


def _as_left(state: PageState, done: bool) -> PageState:
    """Return the state of a page that was answered another day, and its deed perhaps done."""
    return state.with_deed(DEED).shown(state.chosen) if done and state.chosen is not None else state
