"""When a run first had a loss: looked for among all its iterations, not only those that were evaluated on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from core.arrays import Array, frozen
from core.training.evaluation import evaluate
from core.training.history import History
from core.training.problem import prepare
from core.training.race import first_below
from core.training.run import Run, Segment, replay_keeping
from core.training.snapshot import Snapshot
from core.work import Work

CHUNK, CHUNK_SECONDS = 16, 0.002
"""Most iterations that are replayed at once, and about how long that may take: what is replayed too far is lost."""


@dataclass(frozen=True, eq=False)
class KnownLosses:
    """The loss at every iteration of a run up to some.

    Attributes
    ----------
    segments
        Those of the run, by which all is as it was.
    losses
        Minimised loss of the whole training set at iterations 0 … n − 1 (n,).
    key
        The last of these iterations, to go on from; 0 where there is none.
    seconds
        How long it took to find them.
    """

    segments: tuple[Segment, ...]
    losses: Array
    key: Snapshot
    seconds: float = 0.0

    def of(self, run: Run) -> KnownLosses:
        """Return what is true of ``run``: all up to where its segments become others."""
        if self.segments is run.segments:
            return self
        border = _first_difference(self.segments, run.segments)
        if border is None or border > max(self.key.iteration, len(self.losses) - 1):
            return replace(self, segments=run.segments)
        key = run.history.nearest_key(max(0, border - 1))
        return KnownLosses(run.segments, self.losses[: min(border, key.iteration + 1)], key)


def _first_difference(some: tuple[Segment, ...], others: tuple[Segment, ...]) -> int | None:
    """Return at which iteration segments begin to differ; None if they do not."""
    same = 0
    while same < min(len(some), len(others)) and some[same] == others[same]:
        same += 1
    return min((segment.start for segment in (*some[same:], *others[same:])), default=None)


def begin(run: Run, known: Iterable[KnownLosses] = ()) -> KnownLosses:
    """Return what is known of ``run``; of others with the same past, that is theirs, too."""
    fresh = KnownLosses(run.segments, frozen(np.empty(0)), run.history.keys[0])
    return max((fresh, *(losses.of(run) for losses in known)), key=lambda each: len(each.losses))


@dataclass(frozen=True, eq=False)
class LossSearch(Work[KnownLosses]):
    """A search for a loss, some iterations at a time.

    Attributes
    ----------
    known
        Where it goes on.
    loss, until
        It goes to the first iteration with a loss of ``loss`` or less, or to the iteration ``until``.
    chunk
        How many iterations come next.
    """

    known: KnownLosses
    loss: float
    until: int
    chunk: int = 1

    @property
    def done(self) -> bool:
        """Whether it got there."""
        return len(self.known.losses) > self.until or bool((self.known.losses <= self.loss).any())

    @property
    def result(self) -> KnownLosses:
        """What is known."""
        return self.known

    def further(self) -> LossSearch:
        """Return the search after the next few iterations: by how long they took, more or fewer come next."""
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
    """Return the loss under which an iteration is recorded: that of the update to it, unless a hand has been there."""
    k = at.iteration
    made_by = next(s for s in reversed(segments) if s.start < k or (s.start == k and (k == 0 or s.hand_set)))
    found = evaluate(prepare(made_by.experiment), at.theta, k)
    return found.train_loss + found.penalty


@dataclass(frozen=True)
class Reached:
    """When a run first had a loss, as far as that is known.

    Attributes
    ----------
    iteration
        It had the loss there; None if at no iteration that is known.
    unsure_until
        An iteration up to which all must be looked through to know whether there is an earlier one; None if there is
        none.
    """

    iteration: int | None
    unsure_until: int | None = None


def first_reached(history: History, known: KnownLosses, loss: float, until: int) -> Reached:
    """Return the first iteration up to ``until`` with a minimised loss of ``loss`` or less.

    The whole set is evaluated at every iteration at first, and now and then later: in between it is ``known`` that
    knows.
    """
    evaluated = first_below(history, loss, until)
    last = until if evaluated is None else evaluated - 1
    if last < max(_evaluated_at_first(history), len(known.losses)):
        below = np.flatnonzero(known.losses[: last + 1] <= loss)
        return Reached(int(below[0]) if len(below) else evaluated)
    below = np.flatnonzero(known.losses <= loss)
    return Reached(int(below[0])) if len(below) else Reached(evaluated, last)


def _evaluated_at_first(history: History) -> int:
    """Return for how many iterations from 0 on the whole set was evaluated at each one."""
    iterations = history.evaluated("iteration")
    return int(np.count_nonzero(iterations == np.arange(len(iterations))))
