"""How the worker is asked for frames, and how its answers come to be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.training.experiment import Experiment
from core.work import Reply
from gui.frames import jobs
from gui.frames.frame import Frame
from gui.frames.shown import ShownFrame, shown
from gui.frames.wanted import Wanted
from gui.session.background import Background, Done, Failed, Job
from gui.session.state import State

STILL_WORKING = 400
"""Milliseconds after which the window says that a job takes time."""


class Asking(QObject):
    """Has the worker make frames, one at a time, and shows them.

    Every job that makes a frame gets a number; answers to any but the newest are stale and dropped.
    """

    frame_changed = Signal(object)
    experiment_changed = Signal()
    working = Signal(bool)

    def __init__(self, state: State, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.background = background
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self.working.emit(True))

    def submit(
        self, job: Callable[[], Reply], accept: Callable[[Reply], None], failed: Callable[[], None] | None = None
    ) -> None:
        """Have a frame made; ``accept`` gets the answer on the main thread, unless a newer job is under way by then.

        Where the job fails ``failed`` is called instead.
        """
        self._state.generation += 1
        self._state.busy = True
        if not self._patience.isActive():
            self._patience.start(STILL_WORKING)
        now = self._state.generation
        self.background.submit("frame", job, partial(self._accept, now, accept), partial(self._fail, now, failed))

    def _accept(self, generation: int, accept: Done, answer: Any) -> None:
        if generation == self._state.generation:
            self.rest()
            accept(answer)

    def _fail(self, generation: int, failed: Callable[[], None] | None, _error: Exception) -> None:
        if generation == self._state.generation:
            self.rest()
            if failed is not None:
                failed()

    def rest(self) -> None:
        """Note that no frame is under way."""
        self._state.busy = False
        self._patience.stop()
        self.working.emit(False)

    def ask(self, key: str, job: Job, accept: Done, failed: Failed | None) -> None:
        """Have something computed about the displayed frame; see `Session.ask`."""
        asked = self._state.frame

        def answer(result: Any) -> None:
            now = self._state.frame
            if asked and now and now.snapshot is asked.snapshot and now.problem is asked.problem:
                accept(result)

        self.background.submit(key, job, answer, failed)

    def show(self, frame: Frame) -> None:
        """Display ``frame``, with the current runs and those of them that are still in the race."""
        state = self._state
        assert state.runs is not None
        self._follow_row(frame)
        pointed = replace(frame.pointing_at(state.pointed), scope=state.scope)
        state.frame = shown(
            pointed, state.runs, state.others, state.breakpoints.active, state.stopped_at(frame.snapshot.iteration)
        )
        experiment = state.run.experiment_at(state.iteration)
        if experiment != state.experiment:
            self.set_experiment(experiment)
        self.frame_changed.emit(state.frame)

    def _follow_row(self, frame: Frame) -> None:
        """Let “this example” be the chosen one once either it or the batch is new; none is where it is not in that."""
        before = self._state.frame
        if before is None or (before.row, before.trace) != (frame.row, frame.trace):
            self._state.scope = replace(self._state.scope, place=frame.place_in_batch)

    def set_experiment(self, experiment: Experiment) -> None:
        """Let another experiment be the present one."""
        self._state.experiment = experiment
        self.experiment_changed.emit()

    # What is asked for

    def wanted(self, calm: bool, opened: bool = False, at: int | None = None) -> Wanted:
        """Return what to compute for an iteration, the present one if ``at`` is None: more of it while it is calm."""
        state = self._state
        until = state.iteration if at is None else at
        keys = state.run.history.some_keys(jobs.max_keys(state.experiment), until)
        beside = tuple(key for run in state.others for key in run.history.some_keys(jobs.MIN_KEYS, until))
        return jobs.wanted(keys, state.sight, state.experiment, calm, opened, beside)

    def showing(self, frame: ShownFrame, calm: bool) -> Callable[[], Frame]:
        """Return the job that recomputes what is seen of the iteration of ``frame``."""
        state, wanted = self._state, self.wanted(calm, opened=not calm)
        return partial(jobs.show, state.run.id, state.experiment, frame.snapshot, wanted, frame.frame)

    def seeking(self, iteration: int, opened: bool) -> Callable[[], Frame]:
        """Return the job that goes to an iteration that was reached before, ``opened`` at its last phase."""
        run, frame = self._state.run, self._state.frame
        known = [run.history.nearest_key(each) for each in (iteration, max(0, iteration - 1))]
        if frame is not None and frame.of is run.id:
            known += [each for each in (*frame.passed, frame.snapshot) if each.iteration <= iteration]
        key = max(known, key=lambda each: each.iteration)
        previous = next((each for each in known if each.iteration == iteration - 1), None)
        wanted = self.wanted(calm=False, opened=True, at=iteration)
        before = frame.frame if frame is not None else None
        return partial(jobs.seek, run.id, run.segments, key, iteration, opened, wanted, before, previous)
