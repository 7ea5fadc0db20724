"""A lesson in the window: its page at the left, the stage beside it, and the foot below that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from core.course.course import FOLDER
from core.course.showing import ToldPage
from core.training.optimizers import Optimizer
from gui.course.foot import LessonFoot
from gui.course.hands import Desk
from gui.course.lesson_player import INTRO, LessonPlayer
from gui.course.lesson_stage import LessonStage
from gui.course.page import LessonPage
from gui.frames.shown import ShownFrame
from gui.session.strides import Strides
from gui.stage.adjusting import Adjusting
from gui.stage.keys import PresentingKeys
from gui.stage.stage import loss_of
from gui.widgets.controls import dress
from gui.widgets.keys import LESSON, Action, Press, press_of, presses
from gui.widgets.number_text import write_number
from gui.widgets.numbers import number
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame

AT_REST = 1e-6
"""Learning rate up to which nothing moves: there is only something to look at."""
SHARE = 0.304
"""What the page takes of the width."""


class LessonView(QWidget):
    """Shows the page that is open, and what the window shows of it; hands what is asked for to the lesson's player."""

    lab_asked = Signal()
    present_asked = Signal()

    def __init__(self, player: LessonPlayer, desk: Desk, course: int) -> None:
        """``course`` is how many lessons the program has."""
        super().__init__()
        self.player, self._desk, self._course = player, desk, course
        self.page, self.foot = LessonPage(), LessonFoot()
        strides = Strides(desk.session, desk.player)
        self.stage = LessonStage(desk.session, strides)
        self._adjusting = Adjusting(desk.session, desk.function, desk.player, lambda words: player.refused.emit(words))
        self.stage.made_view.connect(lambda view, widget: view.listen(widget, self._adjusting))
        right = QVBoxLayout()
        right.addWidget(self.stage, 1)
        right.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.addWidget(self.page)
        row.addLayout(right, 1)
        for layout in (row, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._keys = PresentingKeys(self, self._action_of, lambda: desk.player.goal is None and not desk.session.busy)
        self._shown: tuple[object, ...] = ()
        self._connect(strides)
        self.page.foot.installEventFilter(self)
        self.setAccessibleName("Lesson")

    def _connect(self, strides: Strides) -> None:
        page, foot, player, clock = self.page, self.foot, self.player, self._desk.player
        for asked, slot in (
            (page.course_asked, player.ended),
            (page.page_asked, player.turn_to),
            (page.deed_asked, player.do),
            (page.answered, player.answer),
            (page.another_asked, player.ask_another),
            (page.back_asked, player.back),
            (page.next_asked, player.next),
            (player.opened, self._show_lesson),
            (player.turned, self._show_words),
            (player.words.came, self._show_words),
            (player.changed, self._show_words),
            (player.whereabouts.wandered, foot.show_away),
            (foot.start.clicked, player.back_to_start),
            (foot.back.clicked, strides.back),
            (foot.step.clicked, strides.next),
            (foot.run.clicked, clock.toggle),
            (foot.lab.clicked, self.lab_asked),
            (foot.line.asked, clock.go_to),
            (clock.playing_changed, foot.show_playing),
            (self._desk.session.frame_changed, self._show_frame),
            (self._desk.function.frame_changed, self._show_frame),
        ):
            asked.connect(slot)
        foot.show_away(player.whereabouts.is_away)

    # What is shown

    def _show_lesson(self) -> None:
        lesson = self.player.lesson
        if lesson is not None:
            of_course = self.player.folder == FOLDER and lesson.place
            number = f"Lesson {lesson.place} of {self._course}" if of_course else "Your own lesson"
            self.page.set_lesson(lesson.title, number, self.player.titles)

    def _show_words(self) -> None:
        """Bring the page up to date; hints that were asked for and thoughts that are read stay."""
        player, page = self.player, self.page
        lesson, told, place, read = player.lesson, player.words.told, player.place, player.memory.progress.done
        if lesson is None:
            return
        state = player.state
        if self._shown == (lesson, place):
            before = page.state
            asked = before.asked if before.revealed else state.asked
            state = replace(state, hints=before.hints, asked=asked)
        self._shown = lesson, place
        if place == INTRO:
            page.show_intro(lesson.intro, lesson.minutes)
        elif told is None:  # its title stands there at once
            page.show_page(ToldPage(player.titles[place], ()), place, state, read, whole=False)
        elif player.page is not None:
            page.show_page(told, place, state, read, player.words.whole)
        elif player.closing is not None:
            heading = f"Question {place - len(lesson.pages) + 1} of {len(lesson.closing)}"
            page.show_closing(told, place, heading, state, read)
        else:
            page.show_summary(told.words, place, player.memory.results(lesson), read)

    def show_views(self, names: tuple[str, ...]) -> None:
        """Put views on the stage."""
        self.stage.names = names
        self.stage.arrange()

    def _show_frame(self, frame: ShownFrame | FunctionFrame) -> None:
        if not self.stage.isVisible() or isinstance(frame, ShownFrame) != (self._desk.player.training is not None):
            return
        self.stage.show_frame(frame)
        timeline, session = self._desk.player.timeline, self._desk.session
        span = max(timeline.known, timeline.scene_end)
        if isinstance(frame, ShownFrame):
            words, step = ("loss", number(loss_of(frame))), "iteration"
            optimizer, schedule = session.experiment.optimizer, session.experiment.schedule
        else:
            words, step, descent = ("f =", number(frame.value)), "step", self._desk.function.descent
            optimizer, schedule = descent.optimizer, descent.schedule
        now = timeline.now
        alpha = optimizer.alpha * schedule.factor(now)
        rate = (("α", _rate(optimizer, alpha)),) if optimizer.alpha > AT_REST else ()
        self.foot.show_place(now, timeline.known, span, (step, f"{now:,}"), words, *rate)

    def _show_present(self) -> None:
        frame = self._desk.session.frame if self._desk.player.training is not None else self._desk.function.frame
        if frame is not None:
            self._show_frame(frame)

    # Keys

    def _action_of(self, press: Press) -> Action | None:
        """Return what a key does; buttons, fields, menus and dialogs keep theirs."""
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return None
        player, on_button = self.player, isinstance(QApplication.focusWidget(), QAbstractButton)
        if on_button and press == press_of(LESSON.lines["run"].keys):
            return None
        actions: dict[str, Callable[..., object]] = {
            "next": player.next,
            "back": player.back,
            "answer": self.page.press,
            "start": player.back_to_start,
            "run": self._desk.player.toggle,
            "present": self.present_asked.emit,
            "lab": self.lab_asked.emit,
        }
        return presses(LESSON, actions).get(press)

    # How it looks

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        for part in (self.page, self.foot):
            dress(part, look)
        self.stage.set_look(look)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.page.setFixedWidth(round(SHARE * self.width()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the stage's foot be as high as the page's."""
        if event.type() == QEvent.Type.Resize:
            self.foot.setFixedHeight(self.page.foot.height())
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keys, and show what is on show now."""
        super().showEvent(event)
        self._keys.begin()
        self._show_present()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the keys to whatever comes instead."""
        super().hideEvent(event)
        self._keys.end()


def _rate(optimizer: Optimizer, alpha: float) -> str:
    """Return the learning rate of the coming step as it was typed, unless a schedule has changed it."""
    written = next(each for each in optimizer.hyperparameters() if each.name == "alpha")
    return write_number(alpha, written) if alpha == optimizer.alpha else number(alpha)
