"""Goes through a lesson: opens its pages on the window, lets deeds happen, checks tasks, and keeps how far one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.course.course import FOLDER
from core.course.lesson import Closing, Lesson, Page
from core.course.progress import Progress
from core.course.reading import RECIPE, WORDS
from core.course.showing import ToldPage
from gui.course.acting import Acting
from gui.course.hands import Desk
from gui.course.page_state import PageState
from gui.frames import lesson_jobs
from gui.frames.lesson_jobs import Telling

DEED = "deed"
GOES_ON = "The lesson goes on with the next page."
INTRO = -1
"""The place of what a lesson is about, before its first page."""


class Keeping(Protocol):
    """What remembers how far one is; see `gui.shell.settings.Settings`."""

    def progress_of(self, lesson: str) -> Progress | None: ...
    def keep_progress(self, lesson: str, progress: Progress) -> None: ...
    def answers_of(self, lesson: str) -> dict[int, int]: ...
    def keep_answers(self, lesson: str, answers: dict[int, int]) -> None: ...


class LessonPlayer(QObject):
    """Knows which page of which lesson is open, and what has been done on each.

    Attributes
    ----------
    place
        Among the pages, then the closing questions, then the summary, from 0; `INTRO` before the first page.
    told
        The words on show; None while they are on their way.
    whole
        Whether question and explanation are among them.
    states
        What has been done, by place.
    """

    opened = Signal()
    """A lesson has been read."""
    turned = Signal()
    """Another page is open; its words are on their way."""
    words_came = Signal()
    changed = Signal()
    """Something has been done on the page."""
    wandered = Signal(bool)
    """Whether the window is elsewhere than where the page begins."""
    refused = Signal(str)
    ended = Signal()
    """The lesson is over, or has been left: back to the course."""

    def __init__(self, desk: Desk, kept: Keeping | None, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._kept = desk, kept
        self._background = desk.session.background
        self.acting = Acting(desk, self)
        self.lesson: Lesson | None = None
        self.place = INTRO
        self.told: ToldPage | None = None
        self.whole = False
        self.states: dict[int, PageState] = {}
        self.progress = Progress()
        self.is_away = False
        self._seeds: dict[int, int] = {}
        self._judged: dict[int, bool] = {}
        self._way, self._asked = 1, 0
        self._checked: tuple[object, ...] = ()
        self._fault = ""
        """What is to be said once the next page is there: its beginning takes messages away."""
        self.acting.refused.connect(self._refuse)
        self.acting.rested.connect(self._rest)

    # What there is

    @property
    def page(self) -> Page | None:
        """The open page; None at what comes before and after the pages."""
        lesson = self.lesson
        return lesson.pages[self.place] if lesson is not None and 0 <= self.place < len(lesson.pages) else None

    @property
    def closing(self) -> Closing | None:
        """The open closing question."""
        lesson = self.lesson
        number = self.place - len(lesson.pages) if lesson is not None else -1
        return lesson.closing[number] if lesson is not None and 0 <= number < len(lesson.closing) else None

    @property
    def titles(self) -> tuple[str, ...]:
        """Of all that is paged through."""
        lesson = self.lesson
        if lesson is None:
            return ()
        questions = (f"Question {number}" for number in range(1, len(lesson.closing) + 1))
        return (*(page.title for page in lesson.pages), *questions, *(("In short",) if lesson.summary else ()))

    @property
    def state(self) -> PageState:
        """What has been done on the open page."""
        return self.states.get(self.place, PageState())

    @property
    def results(self) -> tuple[bool | None, ...]:
        """Whether each closing question was answered rightly; None if not at all."""
        lesson = self.lesson
        first, count = (len(lesson.pages), len(lesson.closing)) if lesson is not None else (0, 0)
        return tuple(self._judged.get(first + number) for number in range(count))

    # Opening and turning

    def open(self, name: str, place: int | None = None, folder: Path = FOLDER) -> None:
        """Open a lesson at a place, by default where one was last."""
        self._asked += 1
        job = partial(lesson_jobs.read, name, folder)
        self._background.submit("read lesson", job, partial(self._accept_lesson, self._asked, place))

    def _accept_lesson(self, asked: int, place: int | None, answer: Lesson | Exception) -> None:
        if asked != self._asked:
            return
        if isinstance(answer, Exception):
            self.refused.emit(str(answer))
            return
        self.lesson, self.progress = answer, Progress()
        self.states, self._seeds, self._judged = {}, {}, {}
        if self._kept is not None:
            kept = self._kept.progress_of(answer.name)
            self.progress = kept or Progress()
            self.states = {
                at: _as_left(given, at in self.progress.done)
                for at, given in self._kept.answers_of(answer.name).items()
            }
            place = kept.page if place is None and kept is not None else place
        self.opened.emit()
        if answer.faults:
            self._fault = "\n".join((*answer.faults, "These pages are left out."))
        self.turn_to(INTRO if place is None else min(place, len(self.titles) - 1))

    def turn_to(self, place: int) -> None:
        """Open another page, where the lesson has it."""
        if self.lesson is None or not INTRO <= place < len(self.titles):
            return
        self.acting.stop()
        self._way = 1 if place >= self.place else -1
        self.place, self.told, self.whole = place, None, False
        self._asked += 1
        self._checked = ()
        self._note_away(False)
        if place > INTRO:
            self.progress = self.progress.at(place)
            self._keep()
        self.turned.emit()
        self._desk.write_in("")
        if (page := self.page) is not None:
            self._desk.show(page.views)
            self.acting.reach(page.start, self._arrive)
            self._tell(partial(lesson_jobs.tell_first, page))
        elif self.closing is not None:
            self._tell(partial(lesson_jobs.tell_question, self.closing, self._seeds.get(place, 0)))
        elif place > INTRO:
            self._tell(partial(lesson_jobs.tell_summary, self.lesson))
        if self.page is None:
            self._say_fault()

    def next(self) -> None:
        """Go on: a page without a deed is done by having been read; after the last one comes the course."""
        if (page := self.page) is not None and not page.deed:
            self._note_done()
        if self.place == len(self.titles) - 1:
            self.ended.emit()
        else:
            self.turn_to(self.place + 1)

    def back(self) -> None:
        """Go to the page before."""
        self.turn_to(self.place - 1)

    def leave(self) -> None:
        """Stop what is being done, and write as the user does again; the page stays open."""
        self.acting.stop()
        self._desk.write_in("")

    # Words

    def _tell(self, job: Callable[[], Telling]) -> None:
        self._background.submit("lesson words", job, partial(self._accept_words, self._asked))

    def _accept_words(self, asked: int, telling: Telling) -> None:
        if asked != self._asked:
            return
        if telling.told is None:
            self._skip(telling.file, telling.fault)
            return
        self.told, self.whole = telling.told, telling.whole
        self.words_came.emit()
        if self.closing is not None and self.state.chosen is not None:
            self._judge(self.state.chosen)  # given another day
        if not telling.whole and self.page is not None and telling.acted is not None:
            self._tell(partial(lesson_jobs.tell_rest, self.page, telling.acted))

    def _skip(self, file: str, fault: str) -> None:
        """Name what is wrong with the open page, and go on with the next one, or back as one came."""
        lesson, page = self.lesson, self.page or self.closing
        line = f", line {page.line}" if page is not None and file == WORDS else f", page {self.place + 1}"
        where = f"{lesson.name if lesson is not None else ''}/{file}{line}"
        at = self.place + self._way
        self._fault = "\n".join(filter(None, (self._fault, f"{where}: {fault}")))
        if INTRO <= at < len(self.titles):
            self._fault += f" {GOES_ON}" if self._way > 0 else ""
            self.turn_to(at)
        else:
            self.ended.emit()
            self._say_fault()

    def _say_fault(self) -> None:
        fault, self._fault = self._fault, ""
        if fault:
            self.refused.emit(fault)

    # Deeds

    def do(self, deed: str) -> None:
        """Let the page's deed happen, or one of its other runs, from where the page begins."""
        page = self.page
        if page is None or (deed != DEED and deed not in page.runs):
            return
        actions = page.deed if deed == DEED else page.runs[deed]
        self.acting.reach((*page.start, *actions), partial(self._note_deed, deed))
        self._note_away(True)

    def back_to_start(self) -> None:
        """Be where the page begins, whatever has been done since."""
        if (page := self.page) is not None:
            self._desk.show(page.views)
            self.acting.reach(page.start, self._arrive)

    def _arrive(self) -> None:
        self._note_away(False)
        self._say_fault()

    def _note_deed(self, deed: str) -> None:
        self._change(self.state.with_deed(deed))
        page = self.page
        if deed == DEED and page is not None:
            self._note_done()
            if page.ahead is not None and not self.state.revealed:
                self._change(self.state.shown(self.state.chosen))

    def reveal(self) -> None:
        """Show the right answer to a question that no deed answers."""
        if self.state.chosen is not None and self.closing is not None:
            self._judge(self.state.chosen)
        else:
            self._change(self.state.shown(self.state.chosen))

    def take_back(self) -> None:
        """Be where the page begins, before its deed, with nothing revealed."""
        self._change(PageState(self.state.chosen))
        self.back_to_start()

    def answer(self, place: int) -> None:
        """Take an answer: a closing question's is judged at once, a page's when its deed is done."""
        at_once = self.closing is not None or DEED in self.state.done or (self.page is not None and not self.page.deed)
        if at_once and not self.state.revealed:
            self._judge(place)
        else:
            self._change(self.state.pressed(place))
        if self._kept is not None and self.lesson is not None:
            given = {at: each.chosen for at, each in self.states.items() if each.chosen is not None}
            self._kept.keep_answers(self.lesson.name, given)

    def _judge(self, place: int) -> None:
        """Show whether an answer is right."""
        if self.told is not None and self.closing is not None:
            self._judged[self.place] = self.told.answers[place].right
        self._change(self.state.shown(place))

    def ask_another(self) -> None:
        """Ask a closing question with other numbers."""
        if self.closing is not None:
            self._seeds[self.place] = self._seeds.get(self.place, 0) + 1
            self.states.pop(self.place, None)
            self.turn_to(self.place)

    def _change(self, state: PageState) -> None:
        self.states[self.place] = state
        self.changed.emit()

    def _note_done(self) -> None:
        self.progress = self.progress.with_done(self.place)
        self._keep()

    def _keep(self) -> None:
        if self._kept is not None and self.lesson is not None:
            self._kept.keep_progress(self.lesson.name, self.progress)

    def _refuse(self, fault: str) -> None:
        """Say why an action could not be done; a page that cannot begin is left."""
        page = self.page
        if page is not None and any(action is self.acting.failed for action in page.start):
            self._skip(RECIPE, fault)
        else:
            self.refused.emit(fault)

    # Where the window is

    def _rest(self) -> None:
        """Something is on show and stands: see whether it is where the page begins, and whether the task is done."""
        page = self.page
        if page is None or self.acting.acts:
            return
        here = self.acting.hands.standing()
        self._note_away(self.acting.wandered or self.acting.trail != page.start)
        if page.task is not None and not self.state.solved and here != self._checked:
            self._checked = here
            job = partial(lesson_jobs.is_done, page.task.check, self.acting.hands.seen())
            self._background.submit("lesson task", job, partial(self._accept_check, self._asked))

    def _accept_check(self, asked: int, done: bool) -> None:
        if asked == self._asked and done:
            self._change(replace(self.state, solved=True))

    def _note_away(self, away: bool) -> None:
        if away != self.is_away:
            self.is_away = away
            self.wandered.emit(away)


def _as_left(given: int, done: bool) -> PageState:
    """Return the state of a page on which an answer was given another day, and its deed perhaps done."""
    return PageState(given).with_deed(DEED).shown(given) if done else PageState(given)
