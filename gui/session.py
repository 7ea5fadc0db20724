"""The only mutable object: which runs there are, which iteration is shown, and what the views want."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from core.exchange.scenes import Scene
from core.hyperparameters import InvalidSetting
from core.training.evaluation import Evaluation
from core.training.experiment import Experiment
from core.training.loop import Problem, Progress, advance, prepare
from core.training.run import Run, Segment, replay
from core.training.runs import Runs
from core.training.snapshot import Snapshot
from core.training.trace import phases, trace
from gui.background import Background
from gui.edits import Edit, State
from gui.frame import FARTHEST, Frame, Wanted
from gui.observe import observe, refine

Until = Callable[[Evaluation], bool]
STILL_WORKING = 400
"""Milliseconds after which it is said that a job takes time."""
SPREAD = 0.8
"""Least half-width of the descent path's plane, in units of the weights."""


@dataclass(frozen=True)
class Message:
    """One sentence for the user; ``setting`` names the control that it belongs to."""

    kind: Literal["error", "info"]
    text: str
    setting: str = ""


@dataclass(frozen=True)
class Trained:
    """What a training job brings back."""

    frame: Frame
    progress: Progress


class Session(QObject):
    """Holds the runs and the frame on show; views ask it for changes and show what it emits.

    Every job that makes a frame gets a number; answers to any but the newest are stale and dropped.
    """

    experiment_changed = Signal()
    scene_changed = Signal(object)
    frame_changed = Signal(object)
    started_over = Signal()
    working = Signal(bool)
    """A job takes long enough to say so; or has been answered."""
    stopped = Signal(object)
    message = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        background.failed.connect(self._job_failed)
        self.runs: Runs | None = None
        self.frame: Frame | None = None
        self.experiment = Experiment()
        self.scene: Scene | None = None
        self.edits = QUndoStack(self)
        self.busy = False
        self._looking = False
        self._picked = (0, 1)
        self._begin_pending = False
        self._generation = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self.working.emit(True))

    @property
    def run(self) -> Run:
        """The active run."""
        assert self.runs is not None
        return self.runs.active

    @property
    def iteration(self) -> int:
        """The iteration on show; 0 before anything is, and while a new run is on its way."""
        return 0 if self.frame is None or self._begin_pending else self.frame.snapshot.iteration

    # What views ask for

    def open_scene(self, scene: Scene) -> None:
        """Start the scene's experiment."""
        state = State(scene.experiment, scene)
        if self.scene is None:
            self._apply(state)
        elif state == self._state():
            self.restart()
        else:
            self.edits.push(Edit(self._state(), state, self._apply))

    def edit(self, experiment: Experiment) -> None:
        """Change the experiment: go on from now where the past stays valid, else start at iteration 0."""
        if experiment == self.experiment:
            self.experiment_changed.emit()
        else:
            self.edits.push(Edit(self._state(), State(experiment, self.scene), self._apply))

    def _state(self) -> State:
        return State(self.experiment, self.scene)

    def _apply(self, state: State) -> None:
        """Go over to another experiment, by an edit, its undoing or its redoing."""
        experiment, before = state.experiment, self.experiment
        if state.scene is not self.scene:
            self.scene = state.scene
            self._picked = (0, 1)
            self.scene_changed.emit(state.scene)
            self._begin(experiment)
        elif self.frame is None or self._begin_pending or experiment.starts_over(before):
            self._begin(experiment)
        else:
            assert self.runs is not None
            try:
                self.runs.edit(self.iteration, experiment)
            except InvalidSetting as refusal:  # a fork too many
                self.message.emit(Message("error", str(refusal)))
                self.experiment_changed.emit()
                return
            self._set_experiment(experiment)
            wanted = self._wanted(calm=True)
            self._submit(partial(_show, self.run, experiment, self.frame.snapshot, wanted, self.frame))

    def activate(self, run: Run) -> None:
        """Make a ghost the active run, at the iteration on show or at its last one."""
        if self.runs is not None and not self._begin_pending:
            self.runs.activate(run)
            self.seek(min(self.iteration, run.history.end))

    def rename(self, run: Run, name: str) -> None:
        """Give a run another name; refuse one that cannot be in words."""
        if self.runs is not None and self.frame is not None:
            try:
                self.runs.rename(run, name)
            except InvalidSetting as refusal:
                self.message.emit(Message("error", str(refusal)))
            self._show(self.frame)

    def delete(self, run: Run) -> None:
        """Forget a ghost."""
        if self.runs is not None and self.frame is not None and run is not self.run:
            self.runs.delete(run)
            self._show(self.frame)

    def restart(self) -> None:
        """Go back to iteration 0 of this run: the same start."""
        self.seek(0)

    def seek(self, iteration: int) -> None:
        """Show an iteration that the run has reached before."""
        if self.frame is None or self._begin_pending:
            return
        self._seek(max(0, min(iteration, self.run.history.end)), opened=False)

    def _seek(self, iteration: int, opened: bool) -> None:
        assert self.frame is not None
        key = self.run.history.nearest_key(iteration)
        wanted = self._wanted(calm=False)
        self._submit(partial(_seek, self.run, self.run.segments, key, iteration, opened, wanted, self.frame))

    def train(self, steps: int, seconds: float, until: Until | None = None) -> None:
        """Go on by up to ``steps`` iterations or ``seconds``, whichever is less."""
        if self.frame is None or self._begin_pending:
            return
        k = self.frame.snapshot.iteration
        borders = [s.start - k for s in self.run.segments if s.start > k]
        job = partial(
            _train,
            self.frame,
            min([steps, *borders]),
            seconds,
            self.run.history.key_stride,
            until,
            self._wanted(calm=False),
        )
        self._submit(job)

    def phase_forward(self) -> None:
        """Show the next phase; after the update, the first one of the next iteration."""
        frame = self.frame
        if frame is None or self._begin_pending:
            return
        if frame.step_into == 0:
            self._submit(partial(_open, frame, 1))
        elif frame.step_into < len(phases(frame.problem.layout.depth)):
            self._show(replace(frame, step_into=frame.step_into + 1))
        else:
            after = self.run.experiment_at(self.iteration + 1)
            stride = self.run.history.key_stride
            self._submit(partial(_train_and_open, frame, after, stride, self._wanted(calm=False)))

    def phase_back(self) -> None:
        """Undo a phase; from between two iterations, go to the last phase of the one before."""
        frame = self.frame
        if frame is None or self._begin_pending:
            return
        if frame.step_into > 1:
            self._show(replace(frame, step_into=frame.step_into - 1))
        elif frame.step_into == 1:
            self._show(replace(frame, step_into=0, trace=None))
        elif self.iteration > 0:
            self._seek(self.iteration - 1, opened=True)

    def pick(self, u: int, v: int) -> None:
        """Choose the two weights of the descent path."""
        if u == v:
            self.message.emit(Message("info", "The two weights of the descent path must be different ones."))
        if self.frame is None or self._begin_pending or u == v or (u, v) == self._picked:
            return
        self._picked = (u, v)
        self.settle()

    def pick_next(self, index: int) -> None:
        """Make ``index`` the first weight of the descent path; the former first becomes the second."""
        if index != self._picked[0]:
            self.pick(index, self._picked[0])

    @property
    def settled(self) -> bool:
        """Whether the picture on show is as good as it gets."""
        if self.frame is None or self.busy:
            return False
        wanted = self._wanted(calm=True)
        return self.frame.calm and wanted.satisfied_by(self.frame.surface, self.iteration)

    def settle(self) -> None:
        """Make the standing picture better by one job's worth: finer regions, then a finer surface."""
        if self.frame is None or self.busy or self._looking or self.settled:
            return
        wanted = self._wanted(calm=True)
        if self.frame.calm and self.frame.picked == self._picked:
            job = partial(refine, self.frame, wanted)
        else:
            job = partial(_show, self.run, self.experiment, self.frame.snapshot, wanted, self.frame)
        self._looking = True
        self.background.submit("look", job, partial(self._accept_look, self.frame))

    # What the worker answers

    def _begin(self, experiment: Experiment) -> None:
        self._begin_pending = True
        self._set_experiment(experiment)
        self.started_over.emit()
        if max(self._picked) >= experiment.layout.parameters:
            self._picked = (0, 1)
        self._submit(partial(_begin, experiment, self._picked))

    def _submit(self, job: Callable[[], Any]) -> None:
        self._generation += 1
        self.busy = True
        if not self._patience.isActive():
            self._patience.start(STILL_WORKING)
        self.background.submit("frame", job, partial(self._accept, self._generation))

    def _accept(self, generation: int, answer: Frame | Trained) -> None:
        if generation != self._generation:
            return
        self._rest()
        if isinstance(answer, Trained):
            self.run.extend(answer.progress)
            self._show(answer.frame)
            if answer.progress.stopped is not None:
                self._stopped(answer.progress)
            return
        if self._begin_pending:
            self._begin_pending = False
            self.runs = Runs(answer.run)
        self._show(answer)

    def _rest(self) -> None:
        self.busy = False
        self._patience.stop()
        self.working.emit(False)

    def _show(self, frame: Frame) -> None:
        assert self.runs is not None
        frame = replace(frame, ghosts=self.runs.ghosts)
        self.frame = frame
        experiment = self.run.experiment_at(frame.snapshot.iteration)
        if experiment != self.experiment:
            self._set_experiment(experiment)
        self.frame_changed.emit(frame)

    def _set_experiment(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.experiment_changed.emit()

    def _stopped(self, progress: Progress) -> None:
        stopped = progress.stopped
        assert stopped is not None
        self.stopped.emit(stopped)
        self.message.emit(Message("error", stopped.words))
        if stopped.good < progress.snapshot.iteration:
            self.run.history.truncate(stopped.good)
            self.seek(stopped.good)

    def _accept_look(self, before: Frame, frame: Frame) -> None:
        """Show a better picture of the same iteration, unless another frame has come or is on its way."""
        self._looking = False
        if self.frame is before and not self.busy:
            self._show(replace(frame, trace=before.trace, step_into=before.step_into))

    def _job_failed(self, error: Exception) -> None:
        self._looking = False
        self._rest()
        self.stopped.emit(None)
        self.message.emit(Message("error", f"Something went wrong while computing: {error}"))

    def _wanted(self, calm: bool) -> Wanted:
        """Return what to compute: more of it while the picture is calm than while it moves."""
        box = path_box(self.run, self._picked, self.iteration, self.frame)
        if calm:
            return Wanted(self._picked, box, surface_points=41, surface_seconds=0.012, calm=True)
        return Wanted(self._picked, box, surface_points=21, surface_seconds=0.0, calm=False)


def path_box(
    run: Run, picked: tuple[int, int], iteration: int, frame: Frame | None
) -> tuple[float, float, float, float]:
    """Return a plane that holds the path so far, with a margin, on round numbers so that it rarely changes."""
    _, points = run.history.path(*picked, iteration)
    if frame is not None:
        points = np.concatenate([points, frame.snapshot.theta[list(picked), None]], axis=1)
    return (*_round_range(points[0]), *_round_range(points[1]))


def _round_range(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    low, high = (float(np.clip(value, -FARTHEST, FARTHEST)) for value in (values.min(), values.max()))
    half = max(SPREAD, 0.75 * (high - low))
    grain = 2.0 ** np.floor(np.log2(half)) / 2.0
    middle = (low + high) / 2.0
    return float(grain * np.floor((middle - half) / grain)), float(grain * np.ceil((middle + half) / grain))


# Jobs: run on the worker, get and return frozen values.


def _begin(experiment: Experiment, picked: tuple[int, int]) -> Frame:
    run = Run(experiment)
    wanted = Wanted(picked, path_box(run, picked, 0, None), surface_points=41, surface_seconds=0.012, calm=True)
    return observe(run, prepare(experiment), run.history.keys[0], wanted, None)


def _show(run: Run, experiment: Experiment, snapshot: Snapshot, wanted: Wanted, before: Frame) -> Frame:
    return observe(run, prepare(experiment), snapshot, wanted, before)


def _seek(
    run: Run,
    segments: tuple[Segment, ...],
    key: Snapshot,
    iteration: int,
    opened: bool,
    wanted: Wanted,
    before: Frame,
) -> Frame:
    holds = next(s.experiment for s in reversed(segments) if s.start <= iteration)
    frame = observe(run, prepare(holds), replay(segments, key, iteration), wanted, before)
    return _open(frame, len(phases(frame.problem.layout.depth))) if opened else frame


def _open(frame: Frame, step_into: int) -> Frame:
    return replace(frame, trace=trace(frame.problem, frame.snapshot), step_into=step_into)


def _train_and_open(before: Frame, experiment: Experiment, key_stride: int, wanted: Wanted) -> Trained:
    progress = advance(before.problem, before.snapshot, 1, key_stride=key_stride)
    if progress.stopped is not None:
        return Trained(before, progress)
    frame = observe(before.run, prepare(experiment), progress.snapshot, wanted, before)
    return Trained(_open(frame, 1), progress)


def _train(before: Frame, steps: int, seconds: float, key_stride: int, until: Until | None, wanted: Wanted) -> Trained:
    problem: Problem = before.problem
    progress = advance(problem, before.snapshot, steps, seconds=seconds, key_stride=key_stride, until=until)
    return Trained(observe(before.run, problem, progress.snapshot, wanted, before), progress)
