"""The clock: asks for iterations, lets the window paint, and only then asks for more."""

from __future__ import annotations

import math
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.training.breakpoints import Stop
from gui.session.session import Session

RATES = (1.0, 2.0, 5.0, 10.0, 25.0, 100.0, 500.0, math.inf)
"""Iterations per second that one can choose; the last is as fast as possible."""
PICTURES_PER_SECOND = 30.0
SHORTEST_JOB, LONGEST_JOB = 0.008, 0.026
PERIOD, PERIOD_OF_RACES, PERIOD_OF_SAMPLES = 0.038, 0.0396, 0.032
"""Seconds from one picture to the next that a run as fast as possible aims at: 26 pictures per second; a little rarer
in a race, whose pictures take longer, so that four runs lose no time to them; 31 per second where the plots show a
sample of the data, so that a large set looks no slower than a small one."""
ANY_NUMBER = 10**9
REST = 0.12
"""Seconds without a wish after which a standing picture is made better: who drags or presses keys waits for none."""


class Player(QObject):
    """Moves the session towards a goal iteration: one job, one painted picture, the next job.

    A step is a goal one iteration away, a run a goal that is never reached. Keys pressed while a job is under way
    move the goal, so none of them is lost.
    """

    playing_changed = Signal(bool)
    started = Signal()
    """Somebody asked to go somewhere: what was said about the last journey is old."""
    picture_due = Signal()
    """The views have their new frame: whoever shows them should paint now, before the next job begins."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.goal: int | None = None
        self.playing = False
        self.rate = math.inf
        self._watching = False
        self._phases_to_go = 0
        self._due = 0.0
        self._wished_at = 0.0
        self._overhead = 0.015
        self._asked_at = 0.0
        self._asked_seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_on)
        # A timer, for its event comes after all queued ones, by which scenes and layouts pass their changes on.
        self._paint_timer = QTimer(self)
        self._paint_timer.setSingleShot(True)
        self._paint_timer.timeout.connect(self._paint)
        session.frame_changed.connect(lambda _frame: self._paint_timer.start(0))
        session.started_over.connect(self.pause)
        session.stopped.connect(self._rest)
        session.paused.connect(self._rest)
        session.breakpoint_met.connect(self._stop_at)

    # Buttons and keys

    @Slot()
    def step(self) -> None:
        """Do one iteration."""
        self._aim(self._target() + 1)

    @Slot()
    def back(self) -> None:
        """Undo one iteration."""
        self._aim(self._target() - 1)

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
        batches = self.session.experiment.batches
        self._aim((self._target() // batches + 1) * batches, watching=True)

    @Slot()
    def restart(self) -> None:
        """Go back to the same start; do not run."""
        self._aim(0)

    @Slot()
    def toggle(self) -> None:
        """Run, or pause."""
        if self.playing:
            self.pause()
        else:
            self.run_to(ANY_NUMBER)

    def go_to(self, iteration: int) -> None:
        """Show another iteration of the run; do not run."""
        self._aim(iteration)

    @Slot(int)
    def move(self, iterations: int) -> None:
        """Go on by some iterations, or back, within what has been reached."""
        if self.session.frame is not None:
            self._aim(min(self._target() + iterations, self.session.run.history.end))

    @Slot()
    def to_end(self) -> None:
        """Go to the last iteration that has been reached."""
        self.move(ANY_NUMBER)

    @Slot(int)
    def move_epochs(self, direction: int) -> None:
        """Go to the next end of an epoch (1) within what has been reached, or to the one before (-1)."""
        batches, target = self.session.experiment.batches, self._target()
        epoch = target // batches + 1 if direction > 0 else -(-target // batches) - 1
        self.move(epoch * batches - target)

    def run_to(self, iteration: int) -> None:
        """Run to an iteration at the chosen speed, or to a breakpoint before it; back to it, if it is past."""
        self.started.emit()
        self.goal, self._watching = iteration, True
        self._due = 0.0
        self._set_playing(True)
        self._go_on()

    def set_rate(self, rate: float) -> None:
        """Choose the iterations per second of a run."""
        self.rate, self._due = rate, 0.0

    @Slot()
    def pause(self) -> None:
        """Stop where we are."""
        self.goal = None
        self._timer.stop()
        self._set_playing(False)

    @Slot()
    def _rest(self) -> None:
        """Stop where we are, and have the picture made better there."""
        self.pause()
        self._settle()

    def _stop_at(self, stop: Stop) -> None:
        """A breakpoint holds: be there, and rest. The job may have gone further; the session has cut that off."""
        self.pause()
        self.goal, self._watching = stop.iteration, False
        self._go_on()

    # The clock

    def _target(self) -> int:
        if self.goal is None or self.playing:
            return self.session.iteration
        return self.goal

    def _wish_phase(self, direction: int) -> None:
        self.pause()
        self.started.emit()
        self._wished_at = perf_counter()
        self._phases_to_go += direction
        self._go_on()

    def _aim(self, goal: int, watching: bool = False) -> None:
        self.pause()
        self._phases_to_go = 0
        self.started.emit()
        self.goal, self._watching, self._wished_at = max(0, goal), watching, perf_counter()
        self._go_on()

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    @Slot()
    def _paint(self) -> None:
        """Have the picture painted, then go on."""
        self.picture_due.emit()
        if self._asked_seconds:
            latest = perf_counter() - self._asked_at - self._asked_seconds
            self._overhead += 0.2 * (min(max(latest, 0.0), PERIOD) - self._overhead)
            self._asked_seconds = 0.0
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self.session.busy or self.session.frame is None:
            return
        if self.goal is None and self._phases_to_go:
            self._step_phase()
            return
        if self.goal in (None, self.session.iteration):
            self.pause()
            self._settle()
            return
        k = self.session.iteration
        if self.goal < k or (self.goal <= self.session.racing.reached and not self._watching):
            self.session.seek(self.goal)
            return
        wait = self._due - perf_counter() if self.playing else 0.0
        if wait > 0.001:
            self._wait(wait)
            return
        steps = min(self.goal - k, self._steps_at_once())
        self._asked_at, self._asked_seconds = perf_counter(), self._job_seconds()
        self.session.train(steps, self._asked_seconds, self._watching)

    def _settle(self) -> None:
        """Make the picture better, once nothing has been wished for a moment."""
        left = self._wished_at + REST - perf_counter()
        if left > 0.0:
            self._timer.start(math.ceil(1000 * left))
        else:
            self.session.looking.settle()

    def _step_phase(self) -> None:
        forward = self._phases_to_go > 0
        self._phases_to_go += -1 if forward else 1
        if forward:
            self.session.phase_forward()
        else:
            self.session.phase_back()

    def _wait(self, seconds: float) -> None:
        self._timer.start(math.ceil(1000 * seconds))
        if seconds > 0.15:
            self.session.looking.settle()

    def _steps_at_once(self) -> int:
        if not self.playing or math.isinf(self.rate):
            return ANY_NUMBER
        steps = max(1, round(self.rate / PICTURES_PER_SECOND))
        self._due = max(self._due, perf_counter() - 0.1) + steps / self.rate
        return steps

    def _job_seconds(self) -> float:
        """Train in what painting and looking leave of the time from one picture to the next."""
        frame = self.session.frame
        sampled = frame is not None and len(frame.problem.train) < len(frame.problem.rows)
        period = PERIOD_OF_RACES if self.session.racing.others else PERIOD
        return min(LONGEST_JOB, max(SHORTEST_JOB, (PERIOD_OF_SAMPLES if sampled else period) - self._overhead))
