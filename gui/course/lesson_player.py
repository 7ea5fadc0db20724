"""Goes through a lesson: opens its pages on the window, lets deeds happen, and takes answers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from core.course.actions.looking import ShowViews
from core.course.course import FOLDER
from core.course.lesson import Closing, Lesson, Page
from core.course.listed import RECIPE, WORDS
from core.exchange.page_state import PageState
from core.hyperparameters import InvalidSetting
from gui.course.acting import Acting, parts_of
from gui.course.hands import Desk
from gui.course.memory import DEED, Keeping, LessonMemory
from gui.course.teller import LessonTeller
from gui.course.whereabouts import Whereabouts
from gui.frames import lesson_jobs
from gui.frames.lesson_jobs import Telling

GOES_ON, LEFT_OUT = "The lesson goes on with the next page.", "These pages are left out."
INTRO = -1
"""The place of what a lesson is about, before its first page."""
States: TypeAlias = tuple[tuple[int, PageState], ...]


class LessonPlayer(QObject):
    """Knows which page of which lesson is open, and what has been done there.

    Attributes
    ----------
    place
        Among the pages, then the closing questions, then the summary, from 0; `INTRO` before the first page.
    folder
        The one that has the lesson's.
    is_opening
        Whether a lesson is on its way.
    """

    opened = Signal()
    """A lesson has been read."""
    turned = Signal()
    """Another page is open; its words are on their way."""
    changed = Signal()
    """Something has been done on the page."""
    solved = Signal()
    """What stands in the window does what the page asks for."""
    refused = Signal(str)
    ended = Signal()
    """The lesson is over, or has been left: back to the course."""

    def __init__(self, desk: Desk, kept: Keeping | None, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background = desk, desk.session.background
        self.acting = Acting(desk, self)
        self.memory = LessonMemory(kept)
        self.whereabouts = Whereabouts(self.acting, self._background)
        self.words = LessonTeller(self._background, self)
        self.lesson: Lesson | None = None
        self.folder = FOLDER
        self.place = INTRO
        self.is_opening = False
        self._way, self._asked = 1, 0
        self._fault = ""
        """What is to be said once the next page is there: its beginning takes messages away."""
        self.acting.refused.connect(self._refuse)
        self.words.complete.connect(self._judge_again)
        self.words.failed.connect(self._skip)
        self.words.doubted.connect(lambda telling: self.refused.emit(self._placed(telling)))
        self.whereabouts.solved.connect(lambda: self._change(replace(self.state, solved=True)))
        self.whereabouts.solved.connect(self.solved)

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
        return self.memory.state(self.place)

    # Opening and turning

    def open(
        self, name: str, place: int | None = None, folder: Path = FOLDER, states: States = (), stays: bool = False
    ) -> None:
        """Open a lesson at a place, by default where one was last.

        With ``states`` that were kept its places are as they were; if it ``stays``, the window stands there already.
        """
        self._asked += 1
        self.is_opening, self.folder = True, folder
        job = partial(lesson_jobs.read, name, folder)
        answered = partial(self._accept_lesson, self._asked, place, states, stays)
        self._background.submit("read lesson", job, answered, answered)

    def _accept_lesson(
        self, asked: int, place: int | None, states: States, stays: bool, answer: Lesson | Exception
    ) -> None:
        if asked != self._asked:
            return
        self.is_opening = False
        if isinstance(answer, Exception):
            self.refused.emit(str(answer))
            return
        self.lesson = answer
        last = self.memory.open(answer)
        self.memory.bring_back(states)
        self._fault = "\n".join((*answer.faults, LEFT_OUT)) if answer.faults else ""
        self.opened.emit()
        wanted = place if place is not None else last
        self.turn_to(INTRO if wanted is None else min(wanted, len(self.titles) - 1), stays)

    def turn_to(self, place: int, stays: bool = False) -> None:
        """Open another page, where the lesson has it; if it ``stays``, the window is left as it is."""
        if self.lesson is None or not INTRO <= place < len(self.titles):
            return
        self.acting.stop()
        self._way = 1 if place >= self.place else -1
        self.place = place
        self.words.forget()
        self._asked += 1
        self.is_opening = False  # a lesson that was on its way is not awaited any more
        self.whereabouts.watch(self.page)
        if place > INTRO:
            self.memory.be_at(place)
        self.turned.emit()
        self._desk.write_in("")
        if (page := self.page) is not None:
            self._desk.show(page.views) if stays else self.back_to_start()
            self.words.tell_page(page, self.folder != FOLDER)
            return
        beside = self.lesson.pages[0] if place == INTRO else self.lesson.beside(self.closing)
        self._desk.show(beside.views)
        if stays:
            self._say_fault()
        else:
            self.acting.reach((*beside.start, *(beside.deed if place > INTRO else ())), self._say_fault)
        if self.closing is not None:
            self.words.tell_question(self.closing, self.state.seed)
        elif place > INTRO:
            self.words.tell_summary(self.lesson)

    def next(self) -> None:
        """Go on: a page without a deed is done by having been read; after the last one comes the course."""
        if (page := self.page) is not None and not page.deed:
            self.memory.note_done(self.place)
        if self.lesson is None:  # it is still being read
            return
        if self.place == len(self.titles) - 1:
            self.ended.emit()
        else:
            self.turn_to(self.place + 1)

    def back(self) -> None:
        """Go to the page before."""
        self.turn_to(self.place - 1)

    # What is wrong

    def _placed(self, telling: Telling) -> str:
        """Return what is wrong with the open page, with the file and the line, and its key."""
        lesson, page = self.lesson, self.page or self.closing
        name = lesson.name if lesson is not None else ""
        if telling.path and lesson is not None and self.page is not None:
            line = lesson.lines.of_page(self.page.place, *telling.path)
            return f"{name}/{RECIPE}, line {line}, key “{telling.path[0]}”: {telling.fault}"
        return f"{name}/{WORDS}, line {telling.line or (page.line if page is not None else 1)}: {telling.fault}"

    def _skip(self, telling: Telling) -> None:
        """Name what is wrong with the open page, and go on with the next one, or back as one came."""
        at = self.place + self._way
        self._fault = "\n".join(filter(None, (self._fault, self._placed(telling))))
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

    def _refuse(self, refusal: InvalidSetting) -> None:
        """Say why an action could not be done; a page that cannot begin is left."""
        page = self.page
        if page is not None and self.acting.failed < len(parts_of(page.start)):
            self._skip(Telling(fault=str(refusal), path=("start", refusal.setting)))
        else:
            self.refused.emit(str(refusal))

    # Deeds

    def do(self, deed: str) -> None:
        """Let the page's deed happen, or one of its other runs, from where the page begins."""
        page = self.page
        if page is not None and (deed == DEED or deed in page.runs):
            actions = page.deed if deed == DEED else page.runs[deed]
            self.whereabouts.note(True)
            if all(each.verb != ShowViews.verb for each in actions):
                self._desk.show(page.views)  # another run may have put others there
            self.acting.reach((*page.start, *actions), partial(self._note_deed, deed))

    def back_to_start(self) -> None:
        """Be where the page begins, whatever has been done since."""
        if (page := self.page) is not None:
            self._desk.show(page.views)
            self.acting.reach(page.start, self._arrive)

    def _arrive(self) -> None:
        self.whereabouts.note(False)
        self._say_fault()

    def _note_deed(self, deed: str) -> None:
        page, state = self.page, self.state.with_deed(deed)
        if deed == DEED and page is not None:
            self.memory.note_done(self.place)
            if page.ahead is not None and not state.revealed:
                state = state.shown(state.chosen)
        self._change(state)

    def take_back(self) -> None:
        """Be where the page begins, before its deed, with nothing revealed."""
        self._change(self.state.taken_back())
        self.back_to_start()

    # Answers

    def answer(self, place: int) -> None:
        """Take an answer: a closing question's is judged at once, a page's when its deed is done."""
        at_once = self.closing is not None or DEED in self.state.done or (self.page is not None and not self.page.deed)
        if at_once and not self.state.revealed:
            self._judge(place)
        else:
            self._change(self.state.pressed(place))

    def reveal(self) -> None:
        """Show the right answer to a question that no deed answers."""
        self._judge(self.state.chosen)

    def _judge(self, place: int | None) -> None:
        """Show whether an answer is right, if one was given."""
        state = self.state.shown(place)
        if place is not None and self.words.told is not None and self.closing is not None:
            state = replace(state, right=self.words.told.answers[place].right)
        self._change(state)

    def _judge_again(self) -> None:
        """Show whether the answer to a closing question is right that was given another day."""
        if self.closing is not None and self.state.chosen is not None:
            self._judge(self.state.chosen)

    def ask_another(self) -> None:
        """Ask a closing question with other numbers."""
        self.memory.ask_another(self.place)
        self.turn_to(self.place)

    def _change(self, state: PageState) -> None:
        self.memory.put(self.place, state)
        self.changed.emit()
