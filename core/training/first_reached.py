"""When a run first reached a loss: all its iterations count, not only those that were evaluated during training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter

import numpy as np

from core.arrays import Array, frozen
from core.training.evaluation import evaluate
from core.training.history import History
from core.training.problem import prepare
from core.training.race import first_below
from core.training.run import Run, Segment, replay_keeping
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.work import Work

CHUNK, CHUNK_SECONDS = 16, 0.002
"""Most iterations per replay, and its rough time in seconds: what is replayed beyond the goal is wasted."""


@dataclass(frozen=True, eq=False)
class KnownLosses:
    """The loss at the first iterations of a run.

    Attributes
    ----------
    segments
        The run's segments, for which the losses hold.
    losses
        Minimised loss of the whole training set at iterations 0 … n − 1 (n,).
    key
        The last of these iterations, from which the search goes on; iteration 0 if there is none.
    seconds
        Time spent on finding them.
    """

    segments: tuple[Segment, ...]
    losses: Array
    key: Snapshot
    seconds: float = 0.0

    def of(self, run: Run) -> KnownLosses:
        """Return what holds for ``run``: the losses before the first difference in segments."""
        if self.segments is run.segments:
            return self
        border = _first_difference(self.segments, run.segments)
        if border is None or border > max(self.key.iteration, len(self.losses) - 1):
            return replace(self, segments=run.segments)
        key = run.history.nearest_key(max(0, border - 1))
        return KnownLosses(run.segments, self.losses[: min(border, key.iteration + 1)], key)


def _first_difference(some: tuple[Segment, ...], others: tuple[Segment, ...]) -> int | None:
    """Return the iteration at which segments begin to differ; None if they are equal."""
    same = 0
    while same < min(len(some), len(others)) and some[same] == others[same]:
        same += 1
    return min((segment.start for segment in (*some[same:], *others[same:])), default=None)


def begin(run: Run, known: Iterable[KnownLosses] = ()) -> KnownLosses:
    """Return what is known of ``run``; runs with the same past share their losses."""
    fresh = KnownLosses(run.segments, frozen(np.empty(0)), run.history.keys[0])
    return max((fresh, *(losses.of(run) for losses in known)), key=lambda each: len(each.losses))


@dataclass(frozen=True, eq=False)
class LossSearch(Work[KnownLosses]):
    """A search for a loss, a few iterations at a time.

    Attributes
    ----------
    known
        The losses found so far.
    loss, until
        The search ends at the first iteration with a loss of ``loss`` or less, at the latest at ``until``.
    chunk
        Number of iterations in the next piece.
    """

    known: KnownLosses
    loss: float
    until: int
    chunk: int = 1

    @property
    def done(self) -> bool:
        """Whether the search has ended."""
        return len(self.known.losses) > self.until or bool((self.known.losses <= self.loss).any())

    @property
    def result(self) -> KnownLosses:
        """The losses found so far."""
        return self.known

    def further(self) -> LossSearch:
        """Return the search after the next few iterations; the time they took sets the size of the next piece."""
        began, known, key, found = perf_counter(), self.known, self.known.key, list[float]()
        last = min(self.until, len(known.losses) + self.chunk - 1)
        for at in replay_keeping(known.segments, key, last, last - len(known.losses)):
            key = at
            found.append(_minimised(known.segments, at))
            if found[-1] <= self.loss:
                break
        spent = perf_counter() - began
        losses = frozen(np.concatenate([known.losses, found]))
        known = KnownLosses(known.segments, losses, key, known.seconds + spent)
        return replace(self, known=known, chunk=int(np.clip(CHUNK_SECONDS / spent * len(found), 1, CHUNK)))


def _minimised(segments: tuple[Segment, ...], at: Snapshot) -> float:
    """Return the loss recorded for an iteration: by the update that led to it, or by a hand setting made there."""
    k = at.iteration
    made_by = next(s for s in reversed(segments) if s.start < k or (s.start == k and (k == 0 or s.hand_set)))
    found = evaluate(prepare(made_by.experiment), at.theta, k)
    return found.train_loss + found.penalty


@dataclass(frozen=True)
class Reached:
    """When a run first reached a loss, as far as is known.

    Attributes
    ----------
    iteration
        The first known iteration with this loss; None if there is none.
    unsure_until
        The last iteration that must be checked for an earlier one; None if nothing is left to check.
    """

    iteration: int | None
    unsure_until: int | None = None


def first_reached(history: History, known: KnownLosses, loss: float, until: int) -> Reached:
    """Return the first iteration up to ``until`` with a minimised loss of ``loss`` or less.

    At first the whole set is evaluated at every iteration, later only now and then; ``known`` fills the gaps.
    """
    evaluated = first_below(history, loss, until)
    last = until if evaluated is None else evaluated - 1
    if last < max(_evaluated_at_first(history), len(known.losses)):
        below = np.flatnonzero(known.losses[: last + 1] <= loss)
        return Reached(int(below[0]) if len(below) else evaluated)
    below = np.flatnonzero(known.losses <= loss)
    return Reached(int(below[0])) if len(below) else Reached(evaluated, last)


def _evaluated_at_first(history: History) -> int:
    """Return the number of iterations from 0 on that were evaluated without a gap."""
    iterations = history.evaluated("iteration")
    return int(np.count_nonzero(iterations == np.arange(len(iterations))))
