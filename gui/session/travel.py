"""Through time: to what a run has reached, on from there, and through the phases of an iteration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from core.training.breakpoints import Breakpoint
from core.training.epochs import epoch_end_after, epoch_end_before
from core.training.loop import Progress
from core.training.run import Segment
from core.training.trace import phases
from gui.frames import jobs
from gui.frames.jobs import Trained
from gui.frames.shown import ShownFrame
from gui.session import alongside
from gui.session.asking import Asking
from gui.session.messages import Message
from gui.session.state import State

READABLE = 0.4
"""Seconds that a picture of a run stands at least when it is worth saying what its step did."""
FOLLOWED = 0.09
"""Seconds that a picture of a run stands at least when its step is opened up: quicker numbers nobody follows."""


class Travel(QObject):
    """Moves the displayed iteration, and all that race with the active run."""

    stopped = Signal(object)
    breakpoint_met = Signal(object)

    def __init__(
        self,
        state: State,
        asking: Asking,
        *,
        pause: Callable[[], None],
        say: Callable[[Message], None],
    ) -> None:
        super().__init__(asking)
        self._state, self._asking = state, asking
        self._pause, self._say = pause, say
        self._asked_at = -READABLE
        self.until: Breakpoint | None = None
        """What the next run waits for, instead of the breakpoints."""

    def epoch_end(self, iteration: int, direction: int) -> int:
        """Return the next end of an epoch after ``iteration``; for a ``direction`` below 0, the last one before it."""
        state = self._state
        segments = state.run.segments if state.ready else (Segment(0, state.experiment),)
        return (epoch_end_after if direction > 0 else epoch_end_before)(segments, iteration)

    def seek(self, iteration: int) -> None:
        """Show an iteration that the run has reached before."""
        if self._state.ready:
            self._seek(max(0, min(iteration, alongside.reached(self._state))), opened=False)

    def _seek(self, iteration: int, opened: bool) -> None:
        job = self._asking.seeking(iteration, opened)
        self._asking.submit(alongside.along(self._state, job, iteration), self._asking.show)

    def advance(self, steps: int, seconds: float, watching: bool = False) -> None:
        """Go on by up to ``steps`` iterations or ``seconds``, whichever is less; if ``watching``, to a breakpoint.

        No job goes beyond where another segment of any run begins.
        """
        state, frame = self._state, self._state.frame
        if frame is None or not state.ready:
            return
        run, k, asked_before, self._asked_at = state.run, state.iteration, self._asked_at, perf_counter()
        stands = self._asked_at - asked_before if watching else math.inf
        borders = [s.start - k for each in (run, *state.others) for s in each.segments if s.start > k]
        stops = (state.breakpoints.active if self.until is None else (self.until,)) if watching else ()
        opened = steps == 1 and stands >= FOLLOWED
        wanted = replace(self._asking.wanted(False, opened=opened), step=stands >= READABLE)
        job = partial(
            jobs.train,
            frame.frame,
            run.segments,
            min([steps, *borders]),
            seconds,
            run.history.key_stride,
            stops,
            wanted,
        )
        self._asking.submit(alongside.stepping(state, job), self._accept)

    def phase_forward(self) -> None:
        """Show the next phase; after the update, the first one of the next iteration."""
        state, frame = self._state, self._state.frame
        if frame is None or not state.ready:
            return
        if frame.step_into < len(phases(frame.problem.layout.depth)):
            self._open(frame, frame.step_into + 1)
            return
        wanted = self._asking.wanted(calm=False, opened=True)
        job = partial(jobs.train_and_open, frame.frame, state.run.segments, state.run.history.key_stride, wanted)
        self._asking.submit(alongside.stepping(state, job), self._accept)

    def phase_back(self) -> None:
        """Undo a phase; from between two iterations, go to the last phase of the one before."""
        state, frame = self._state, self._state.frame
        if frame is None or not state.ready:
            return
        if frame.step_into > 0:
            self._open(frame, frame.step_into - 1)
        elif state.iteration > 0:
            self._seek(state.iteration - 1, opened=True)

    def go_to_phase(self, step_into: int) -> None:
        """Show the displayed iteration with so many of its phases done; 0 closes it."""
        if self._state.frame is not None and self._state.ready:
            self._pause()
            self._open(self._state.frame, step_into)

    def _open(self, frame: ShownFrame, step_into: int) -> None:
        if step_into > 0 and frame.trace is None:
            self._asking.submit(partial(jobs.open_up, frame.frame, step_into), self._asking.show)
        else:
            self._asking.show(replace(frame, step_into=step_into))

    # What the worker answers

    def _accept(self, answer: Trained) -> None:
        stop = self._state.run.extend(answer.progress, answer.breakpoints)
        if answer.progress.stopped is not None:
            self._state.diverged = self._state.run.segments, answer.progress.stopped
        for words in alongside.extend(self._state, answer, stop):
            self._say(Message("info", words))
        if stop is None or stop.iteration == answer.progress.snapshot.iteration:
            self._asking.show(answer.frame)
        if stop is not None:
            self.breakpoint_met.emit(stop)
            self._say(Message("info", stop.words))
        elif answer.progress.stopped is not None:
            self._stop(answer.progress)

    def _stop(self, progress: Progress) -> None:
        assert progress.stopped is not None
        stopped = self._state.run.keeping_edits(progress.stopped)
        self._pause()
        self.stopped.emit(stopped)
        self._say(Message("error", stopped.words))
        if stopped.good < progress.snapshot.iteration:
            self._state.run.history.truncate(stopped.good)
            self.seek(stopped.good)
