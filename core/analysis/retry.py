"""A smaller learning rate for a run that went wrong, tried before it is offered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.analysis.autopsy import TENFOLD, holding
from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loop import Progress, advance
from core.training.problem import prepare
from core.training.run import Run, Segment, replay
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.work import Work

DIVISOR = 3.0
"""Each try divides α by this once more."""
MAX_TRIES = 12
MIN_STEPS = 300
"""A try takes so many iterations, or as many as the run lived that failed."""
MAY_RISE = 1.1
"""How many times the lowest loss before the retry it may have at its end."""
SLICE = 0.005
"""Seconds of training in one piece of the work."""


def smaller_rate(alpha: float, tries: int) -> float:
    """Return α divided by 3 so many times, to the three digits in which it is offered."""
    return float(f"{alpha / DIVISOR**tries:.3g}")


def with_smaller_rate(experiment: Experiment, tries: int) -> Experiment:
    """Return the experiment with its learning rate divided by 3 so many times, to three digits.

    Raises
    ------
    InvalidSetting
        If nothing is left of it.
    """
    optimizer = experiment.optimizer
    return replace(experiment, optimizer=replace(optimizer, alpha=smaller_rate(optimizer.alpha, tries)))


@dataclass(frozen=True)
class Past:
    """The past of a run that is tried again.

    Attributes
    ----------
    iteration
        Where it is tried again.
    first, lowest
        The loss of the whole set, penalty included: at iteration 0, and its lowest until there.
    """

    iteration: int
    first: float
    lowest: float


def past_of(run: Run, last: int, calm: int) -> Past:
    """Return where a run that went wrong at iteration ``last`` can be tried again with the same settings.

    That is ``calm``, or where the loss was lowest before that if it had grown there already; but not before the last
    edit.
    """
    history, earliest = run.history, holding(run.segments, max(0, last - 1)).start
    loss, iterations = history.evaluated("train_loss") + history.evaluated("penalty"), history.evaluated("iteration")
    start = max(calm, earliest)
    known = np.where((iterations <= start) & np.isfinite(loss), loss, np.inf)
    lowest = float(known.min())
    since = np.flatnonzero((iterations >= earliest) & (known < np.inf))
    if len(since) and known[since[-1]] > MAY_RISE * known[since].min():
        start = int(iterations[since[np.argmin(known[since])]])
    return Past(start, float(loss[0]), lowest)


@dataclass(frozen=True)
class Retry:
    """What trying again came to.

    Attributes
    ----------
    start
        The iteration from which it was tried.
    experiment
        With the learning rate that held and ended lower than a third of it did; None if none held.
    alpha
        Its learning rate; the one that was tried last if none held.
    steps
        For how many iterations it held.
    """

    start: int
    experiment: Experiment | None
    alpha: float
    steps: int


@dataclass(frozen=True, eq=False)
class RetryInWork(Work["Retry"]):
    """Smaller and smaller learning rates, each tried until the loss is tenfold or the iterations are done.

    Once one has held, smaller ones are tried as long as they end lower.

    Attributes
    ----------
    failed
        The experiment that went wrong.
    start
        Where each try begins.
    steps
        How many iterations a try takes.
    past, lowest
        The losses before, and the lowest until now.
    tries
        Which try this is, from 1.
    now
        How far it has got.
    best
        What held and ended lowest until now, and where it ended: a large learning rate may hold and still learn
        nothing, since it has driven the neurons to where they are off.
    result
        Set once it is done.
    """

    failed: Experiment
    start: Snapshot
    steps: int
    past: Past
    lowest: float
    now: Snapshot
    tries: int = 1
    best: tuple[float, Retry] | None = None
    result: Retry | None = None

    @property
    def done(self) -> bool:
        """Whether a learning rate has held, or none has."""
        return self.result is not None

    @property
    def alpha(self) -> float:
        """The learning rate that is tried."""
        return smaller_rate(self.failed.optimizer.alpha, self.tries)

    def further(self) -> RetryInWork:
        """Return the work with some more iterations done."""
        try:
            experiment = with_smaller_rate(self.failed, self.tries)
        except InvalidSetting:
            return self._end()
        problem, end = prepare(experiment), self.start.iteration + self.steps
        progress = advance(problem, self.now, end - self.now.iteration, seconds=SLICE)
        lowest, held = self._held(progress)
        if not held:
            return self._next()
        if progress.snapshot.iteration < end:
            return replace(self, now=progress.snapshot, lowest=lowest)
        last = evaluate(problem, progress.snapshot.theta, end)
        loss = last.train_loss + last.penalty
        if loss > MAY_RISE * self.past.lowest or (self.best is not None and loss >= self.best[0]):
            return self._next()
        found = Retry(self.start.iteration, experiment, self.alpha, self.steps)
        return replace(self, best=(loss, found))._try(self.tries + 1)

    def _held(self, progress: Progress) -> tuple[float, bool]:
        """Return the lowest loss until now, and whether none was tenfold: as `first_trouble` has it."""
        losses = np.array([each.train_loss + each.penalty for each in progress.evaluations])
        lowest = np.fmin.accumulate([self.lowest, *losses])
        calm = np.all(losses <= TENFOLD * lowest[1:]) and np.all(progress.batch_loss <= TENFOLD * self.past.first)
        return float(lowest[-1]), bool(calm) and progress.stopped is None

    def _next(self) -> RetryInWork:
        """Return the work at the beginning of the next try; where one has held before, that was the best."""
        return self._end() if self.best is not None else self._try(self.tries + 1)

    def _try(self, tries: int) -> RetryInWork:
        if tries > MAX_TRIES:
            return self._end()
        return replace(self, now=self.start, lowest=self.past.lowest, tries=tries)

    def _end(self) -> RetryInWork:
        none = Retry(self.start.iteration, None, self.alpha, self.steps)
        return replace(self, result=none if self.best is None else self.best[1])


def begin(segments: tuple[Segment, ...], key: Snapshot, last: int, past: Past) -> RetryInWork:
    """Begin to try a run again that went wrong at iteration ``last``; replays from ``key``."""
    start, failed = replay(segments, key, past.iteration), holding(segments, past.iteration).experiment
    return RetryInWork(failed, start, max(last, MIN_STEPS), past, past.lowest, start)
