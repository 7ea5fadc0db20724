"""Forks that nobody sees: runs that go on from an iteration, so that what will happen is known before it does."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from core.analysis.sight import Sight
from core.arrays import Array, frozen
from core.training.evaluation import Evaluation, evaluate
from core.training.history import History
from core.training.loop import Divergence, Progress, advance
from core.training.problem import Problem, prepare
from core.training.run import Segment, replay
from core.training.snapshot import Snapshot
from core.values import dataclass

COLUMNS = ("iteration", "test_loss", "train_accuracy")


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The whole-set evaluations of a run up to its fork, and of the fork itself.

    Attributes
    ----------
    columns
        Iterations, test losses and training accuracies (3 × n).
    """

    columns: Array

    @classmethod
    def of(cls, history: History, until: int) -> Evaluated:
        """Return the evaluations of a run up to an iteration."""
        seen = history.evaluated("iteration") <= until
        return cls(frozen(np.stack([history.evaluated(name)[seen] for name in COLUMNS])))

    def and_then(self, progress: Progress) -> Evaluated:
        """Return these and the evaluations of what was done next."""
        new = [[getattr(each, name) for name in COLUMNS] for each in progress.evaluations]
        return Evaluated(frozen(np.concatenate([self.columns, np.array(new).reshape(-1, 3).T], axis=1)))

    def since_lowest(self) -> Array:
        """Return for each evaluation how many iterations ago the test loss was lowest until then (n,)."""
        iterations, losses, _ = self.columns
        lowest = np.fmin.accumulate(losses)
        falls = np.concatenate([[True], lowest[1:] < lowest[:-1]])
        since: Array = iterations - np.maximum.accumulate(np.where(falls, iterations, 0.0))
        return since


@dataclass(frozen=True, eq=False)
class Fork:
    """A run from an iteration on; what it does is exactly what the run itself would do.

    Attributes
    ----------
    name
        The run's.
    segments
        The run's, also those of a future that is known already.
    snapshot
        Where the fork stands.
    evaluated
        What was measured up to there.
    stopped
        Why it can go no further.
    """

    name: str
    segments: tuple[Segment, ...]
    snapshot: Snapshot
    evaluated: Evaluated
    stopped: Divergence | None = None

    @property
    def iteration(self) -> int:
        """The iteration where it stands."""
        return self.snapshot.iteration

    @property
    def problem(self) -> Problem:
        """What the update from there belongs to."""
        return prepare(next(s.experiment for s in reversed(self.segments) if s.start <= self.iteration))

    @cached_property
    def evaluation(self) -> Evaluation:
        """Loss and accuracy where it stands."""
        return evaluate(self.problem, self.snapshot.theta, self.iteration)

    @property
    def loss(self) -> float:
        """The loss that is minimised, penalty included, over the training set where it stands."""
        found = self.evaluation
        return found.train_loss + found.penalty

    @property
    def of_sample(self) -> str:
        """What stands behind the word loss, or accuracy, where they are of a sample of a large set; else nothing."""
        return " of the sample" if self.problem.samples else ""

    def ended(self, until: int) -> bool:
        """Tell whether it has come to an iteration, or can go no further."""
        return self.stopped is not None or self.iteration >= until

    def further(self, until: int, seconds: float) -> Fork:
        """Return the fork after some iterations: at least one, none beyond ``until`` or where settings change."""
        if self.ended(until):
            return self
        borders = [segment.start for segment in self.segments if segment.start > self.iteration]
        steps = min(until, *borders) - self.iteration if borders else until - self.iteration
        progress = advance(self.problem, self.snapshot, steps, seconds=seconds, key_stride=steps + self.iteration + 1)
        snapshot = replay(self.segments, progress.snapshot, progress.snapshot.iteration)  # with what was set by hand
        evaluated = self.evaluated.and_then(progress)
        return replace(self, snapshot=snapshot, evaluated=evaluated, stopped=progress.stopped)

    def at(self, until: int) -> Fork:
        """Return the fork at an iteration, or where it can go no further."""
        fork = self
        while not fork.ended(until):
            fork = fork.further(until, float("inf"))
        return fork


@dataclass(frozen=True)
class Situation:
    """Where a question about networks is asked.

    Attributes
    ----------
    fork
        Of the displayed run, at the displayed iteration.
    rivals
        Of the runs that race with it.
    sight
        Where the views look: which parameters and which example the question is about.
    """

    fork: Fork
    rivals: tuple[Fork, ...] = ()
    sight: Sight = Sight()

    @property
    def forks(self) -> tuple[Fork, ...]:
        """All forks, that of the displayed run first."""
        return (self.fork, *self.rivals)

    @property
    def iteration(self) -> int:
        """The displayed iteration."""
        return self.fork.iteration
