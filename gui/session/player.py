"""The clock: asks for iterations, lets the window paint, and only then asks for more."""

from __future__ import annotations

from PySide6.QtCore import QMetaObject, QObject, Qt, QTimer, Signal, Slot

from core.training.breakpoints import Stop
from gui.session.pace import ANY_NUMBER, Pace
from gui.session.timeline import PhaseWishes, Timeline, Training, rests_at
from gui.session.waiting import Waiting

REST = 0.12
"""Seconds without input after which a still picture is refined, so that dragging and keys never wait for it."""


class Player(QObject):
    """Moves a timeline towards a goal: one job, one painted picture, the next job.

    A step is a goal one step away, a run a goal that is never reached. Keys pressed while a job is under way move the
    goal, so none of them is lost.

    Parameters
    ----------
    timeline
        What it moves at first; see `drive`.
    """

    playing_changed = Signal(bool)
    started = Signal()
    """Somebody asked to go somewhere: the message about the last journey is old."""
    views_changed = Signal()
    """The views have their new frame: whoever shows them should paint now, before the next job begins."""
    still = Signal()
    """The picture stands for a moment: there is time to make it better."""
    driven = Signal()
    """It moves another timeline from now on."""

    def __init__(self, timeline: Timeline, training: Training | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.goal: int | None = None
        self.playing = False
        self.pace, self.phases = Pace(), PhaseWishes()
        self._watching = False
        self._waiting = Waiting(self, self._go_on)
        # A timer, for its event comes after all queued ones, by which scenes and layouts pass their changes on.
        self._paint_timer = QTimer(self)
        self._paint_timer.setSingleShot(True)
        self._paint_timer.timeout.connect(self._paint)
        self._connections: list[QMetaObject.Connection] = []
        self.drive(timeline, training)

    def drive(self, timeline: Timeline, training: Training | None = None) -> None:
        """Move another timeline from now on; with ``training``, through its phases and epochs, too.

        What is still on its way from the one before has its picture painted.
        """
        self.reset()
        for connection in self._connections:
            QObject.disconnect(connection)
        self.timeline, self.training = timeline, training
        timeline.frame_changed.connect(self._have_painted, Qt.ConnectionType.UniqueConnection)
        self._connections = [
            timeline.started_over.connect(self.pause),
            timeline.paused.connect(self._rest),
        ]
        if training is not None:
            self._connections.append(training.breakpoint_met.connect(self._stop_at))
        self.driven.emit()

    def reset(self) -> None:
        """Stand, and forget what was wished and measured."""
        self.pause()
        self._waiting.stop()
        self.phases.clear()
        self._waiting.forget()
        self.pace.forget()

    # Buttons and keys

    @Slot()
    def step(self) -> None:
        """Do one step."""
        self._aim(self.target + 1)

    @Slot()
    def back(self) -> None:
        """Undo one step."""
        self._aim(self.target - 1)

    @Slot()
    def phase_forward(self) -> None:
        """Show the next phase of the iteration."""
        self._wish_phase(1)

    @Slot()
    def phase_back(self) -> None:
        """Undo a phase."""
        self._wish_phase(-1)

    @Slot()
    def epoch(self) -> None:
        """Go on to the end of this epoch, or to a breakpoint before it."""
        if self.training is not None:
            self._aim(self.training.epoch_end(self.target, 1), watching=True)

    @Slot()
    def restart(self) -> None:
        """Go back to the same start; do not run."""
        self._aim(0)

    @Slot()
    def toggle(self) -> None:
        """Run to the scene's end, or on if that is behind; or pause."""
        if self.playing:
            self.pause()
            self._go_on()  # to rest: between two pictures of a slow run no answer comes that would lead there
        else:
            self.run_to(rests_at(self.timeline) or ANY_NUMBER)

    def go_to(self, step: int, watching: bool = False) -> None:
        """Show another step, or if ``watching`` that of a breakpoint before it; do not run."""
        self._aim(step, watching)

    @Slot(int)
    def move(self, steps: int) -> None:
        """Go on by some steps, or back, within what is known."""
        self._aim(min(self.target + steps, self.timeline.known))

    @Slot()
    def to_end(self) -> None:
        """Go to the last step that is known."""
        self.move(ANY_NUMBER)

    @Slot(int)
    def move_epochs(self, direction: int) -> None:
        """Go to the next end of an epoch (1) within what is known, or to the one before (-1)."""
        if self.training is not None:
            target = self.target
            self.move(self.training.epoch_end(target, direction) - target)

    def run_to(self, step: int) -> None:
        """Run to a step at the chosen speed, or to a breakpoint before it; back to it, if it is past."""
        self.started.emit()
        self.goal, self._watching = step, True
        self.pace.begin()
        self._set_playing(True)
        self._go_on()

    @Slot()
    def pause(self) -> None:
        """Stop where we are; if it was waiting for something, it comes to rest when that time is over."""
        self.goal = None
        self._set_playing(False)

    @Slot()
    def _rest(self) -> None:
        """Stop where we are, and have the picture made better there, once nothing has been wished for a moment."""
        self.pause()
        if self._waiting.rest(REST):
            self.still.emit()

    def _stop_at(self, stop: Stop) -> None:
        """A breakpoint holds: be there, and rest. The job may have gone further; that has been cut off."""
        self.pause()
        self.goal, self._watching = stop.iteration, False
        self._go_on()

    # The clock

    @property
    def target(self) -> int:
        """Where it stands once all that has been asked for is there."""
        if self.goal is None or self.playing:
            return self.timeline.now
        return self.goal

    def _wish_phase(self, direction: int) -> None:
        if self.training is None:
            return
        self.pause()
        self.started.emit()
        self._waiting.note_wish()
        self.phases.add(direction)
        self._go_on()

    def _aim(self, goal: int, watching: bool = False) -> None:
        self.pause()
        self.phases.clear()
        self.started.emit()
        self._waiting.note_wish()
        self.goal, self._watching = max(0, goal), watching
        self._go_on()

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    @Slot(object)
    def _have_painted(self, _frame: object) -> None:
        self._paint_timer.start(0)

    @Slot()
    def _paint(self) -> None:
        """Have the picture painted, then go on."""
        self.views_changed.emit()
        self.pace.painted(self.timeline.period)
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        timeline, now = self.timeline, self.timeline.now
        if timeline.busy:
            return
        if self.goal in (None, now) and self.phases.to_go and self.training is not None:
            self.goal = None
            self.phases.grant(self.training)
            return
        if self.goal in (None, now):
            self._rest()
            return
        if self.goal < now or (self.goal <= timeline.reached and not self._watching):
            timeline.seek(self.goal)
            return
        if self.playing and (wait := self.pace.left) > 0.001:
            if self._waiting.pause(wait):
                self.still.emit()
            return
        steps = self.pace.steps(timeline.full_speed) if self.playing else ANY_NUMBER
        timeline.advance(min(self.goal - now, steps), self.pace.seconds(timeline.period), self._watching)
