"""What a lesson's expressions read: a frozen picture of what is open, and everything before it."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from core.analysis.sight import Sight
from core.arrays import Array
from core.functions.descent import Descent
from core.functions.plain_function import PlainFunction
from core.functions.walk import MAX_STEPS, FunctionPath, descend, walk_on
from core.hyperparameters import InvalidSetting
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.loop import Divergence, advance
from core.training.problem import Problem, prepare
from core.training.run import Run, replay
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from core.values import dataclass
from core.work import rest, time_left

AT_LEAST, PIECE = 0.005, 50
"""Seconds that a run is trained in one go at least, so that it gets somewhere however little time is left; and steps of
a walk.
"""


@dataclass(frozen=True, eq=False)
class SceneSeen:
    """What is open, of a network or of a walk down a plain function.

    Attributes
    ----------
    run
        A copy of the displayed run that nobody else has; None for a walk.
    now
        The displayed iteration, or step.
    rivals
        What is seen of the runs that race with it.
    descent
        The walk's recipe; None for a network.
    along, delta
        Where the function's secant goes; of a network, the nudged parameter and its Δ.
    """

    run: Run | None = None
    now: int = 0
    sight: Sight = Sight()
    rivals: tuple[SceneSeen, ...] = ()
    stopped: Divergence | None = None
    descent: Descent | None = None
    along: int = 0
    delta: float = 1.0
    _known: dict[int, Snapshot] = field(default_factory=dict)
    _fed: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    # A network

    @property
    def training(self) -> Run:
        """The run.

        Raises
        ------
        InvalidSetting
            If there is none, but a walk.
        """
        if self.run is None:
            raise InvalidSetting("measure", "this is measured on a network, and a plain function is open.")
        return self.run

    @property
    def experiment(self) -> Experiment:
        """The experiment under which the next update is made."""
        return self.training.experiment_at(self.now)

    @property
    def problem(self) -> Problem:
        """The experiment, made ready."""
        return prepare(self.experiment)

    def snapshot(self, at: int | None = None) -> Snapshot:
        """Return where the run is at an iteration: the displayed one, or any other, gone to by replay or training.

        Where the run diverges before it, it is the last finite one.
        """
        at, run = self.now if at is None else in_reach(at), self.training
        if at not in self._known:
            stopped = go_on(run, at)
            reached = at if stopped is None else stopped.good
            self._known[at] = replay(run.segments, run.history.nearest_key(reached), reached)
        return self._known[at]

    def theta(self, at: int | None = None) -> Array:
        """Return the parameters at an iteration (p,)."""
        return self.snapshot(at).theta

    def evaluation(self, at: int | None = None) -> Evaluation:
        """Return loss and accuracy over the whole set at an iteration."""
        snapshot = self.snapshot(at)
        return evaluate(prepare(self.training.experiment_at(snapshot.iteration)), snapshot.theta, snapshot.iteration)

    def trace(self, at: int | None = None, row: int | None = None) -> Trace:
        """Return everything that the update from an iteration computes; with ``row``, for that training example."""
        snapshot = self.snapshot(at)
        problem = prepare(self.training.experiment_at(snapshot.iteration))
        return trace(problem, snapshot, None if row is None else np.array([row], np.int64))

    def fed(self, at: int) -> NDArray[np.int64]:
        """Return which training examples the update from an iteration really sees, by their columns."""
        if at not in self._fed:
            self._fed[at] = self.trace(at).columns
            rest()
        return self._fed[at]

    # A walk

    @property
    def walked(self) -> Descent:
        """The walk's recipe.

        Raises
        ------
        InvalidSetting
            If there is none, but a network.
        """
        if self.descent is None:
            raise InvalidSetting("measure", "this is measured on a plain function, and a network is open.")
        return self.descent

    @property
    def function(self) -> PlainFunction:
        """The function that is walked down."""
        return self.walked.function

    @cached_property
    def path(self) -> FunctionPath:
        """The walk up to the displayed step, or to where it stopped before."""
        return path_of(self.walked, self.now)

    def point(self, at: int | None = None) -> Array:
        """Return the place at a step (d,): the displayed one, or any other."""
        step = self.now if at is None else in_reach(at)
        path = self.path if step <= self.now else path_of(self.walked, step)
        point: Array = path.points[min(step, path.steps)]
        return point


def in_reach(count: float, least: int = 0) -> int:
    """Return a count of iterations, steps or networks as a whole number.

    Raises
    ------
    InvalidSetting
        If it is one that no lesson can wait for.
    """
    if not least <= count <= MAX_STEPS:
        raise InvalidSetting("measure", f"{count:g} is out of reach: it may be from {least} to {MAX_STEPS:,}.")
    return int(count)


def go_on(run: Run, iteration: int) -> Divergence | None:
    """Train a run up to an iteration; return why it could not go so far, if it could not.

    Raises
    ------
    Unfinished
        If the time is over; the run keeps what was trained.
    """
    while run.history.end < iteration:
        end = run.history.end
        last = replay(run.segments, run.history.nearest_key(end), end)
        borders = [each.start for each in run.segments if each.start > end]
        seconds = max(time_left(), AT_LEAST)
        progress = advance(prepare(run.experiment_at(end)), last, min([iteration, *borders]) - end, seconds=seconds)
        run.extend(progress)
        if progress.stopped is not None:
            run.history.truncate(progress.stopped.good)
            return progress.stopped
        if run.history.end < iteration:
            rest()
    return None


def path_of(descent: Descent, steps: int) -> FunctionPath:
    """Return the first steps of a walk.

    Raises
    ------
    Unfinished
        If the time is over; what was walked is kept.
    """
    walked, steps = _walked(descent), min(steps, MAX_STEPS)
    while walked[0].steps < steps and not walked[0].stopped:
        path = walked[0]
        more = min(PIECE, steps - path.steps)
        walked[0] = walk_on(descent.function, descent.optimizer, descent.schedule, path, more)
        rest()
    return walked[0].until(steps)


@lru_cache(maxsize=64)
def _walked(descent: Descent) -> list[FunctionPath]:
    """Return a walk, alone in a list, as far as it has been walked before."""
    return [descend(descent.function, descent.optimizer, descent.schedule, descent.start, 0)]
