"""What a lesson's expressions read: a frozen picture of what is open, and everything before it."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property, lru_cache

import numpy as np

from core.analysis.sight import Sight
from core.arrays import Array
from core.functions.descent import Descent
from core.functions.plain_function import PlainFunction
from core.functions.walk import FunctionPath, descend
from core.hyperparameters import InvalidSetting
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.loop import Divergence, advance
from core.training.problem import Problem, prepare
from core.training.run import Run, replay
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from core.values import dataclass


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
        at, run = self.now if at is None else int(at), self.training
        if at not in self._known:
            while run.history.end < at:
                end = run.history.end
                last = replay(run.segments, run.history.nearest_key(end), end)
                progress = advance(prepare(run.experiment_at(end)), last, at - end)
                run.extend(progress)
                if progress.stopped is not None:
                    return progress.snapshot
            self._known[at] = replay(run.segments, run.history.nearest_key(at), at)
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
        path = self.path if at is None or at <= self.now else path_of(self.walked, int(at))
        point: Array = path.points[min(self.now if at is None else int(at), path.steps)]
        return point


@lru_cache(maxsize=64)
def path_of(descent: Descent, steps: int) -> FunctionPath:
    """Return the first steps of a walk."""
    return descend(descent.function, descent.optimizer, descent.schedule, descent.start, steps)
