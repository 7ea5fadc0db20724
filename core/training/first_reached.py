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

CHUNK = 16
"""Most iterations that are replayed at once: what is replayed too far is lost."""


@dataclass(frozen=True, eq=False)
class LossesInWork:
    """The loss at every iteration of a run up to some; `proceed` finds more.

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

    def of(self, run: Run) -> LossesInWork:
        """Return what is true of ``run``: all up to where its segments become others."""
        if self.segments is run.segments:
            return self
        border = _first_difference(self.segments, run.segments)
        if border is None or border > max(self.key.iteration, len(self.losses) - 1):
            return replace(self, segments=run.segments)
        key = run.history.nearest_key(max(0, border - 1))
        return LossesInWork(run.segments, self.losses[: min(border, key.iteration + 1)], key)


def _first_difference(some: tuple[Segment, ...], others: tuple[Segment, ...]) -> int | None:
    """Return at which iteration segments begin to differ; None if they do not."""
    same = 0
    while same < min(len(some), len(others)) and some[same] == others[same]:
        same += 1
    return min((segment.start for segment in (*some[same:], *others[same:])), default=None)


def begin(run: Run, known: Iterable[LossesInWork] = ()) -> LossesInWork:
    """Return what is known of ``run``; of others with the same past, that is theirs, too."""
    fresh = LossesInWork(run.segments, frozen(np.empty(0)), run.history.keys[0])
    return max((fresh, *(work.of(run) for work in known)), key=lambda work: len(work.losses))


def proceed(work: LossesInWork, loss: float, until: int, seconds: float) -> LossesInWork:
    """Return ``work`` with more known: at least one iteration, and as many as fit into ``seconds``.

    It goes to ``until``, or the first iteration with a loss of ``loss`` or less.
    """
    began, spent, key, found, count = perf_counter(), 0.0, work.key, list[float](), 1
    while spent <= seconds and len(work.losses) + len(found) <= until and not (found and found[-1] <= loss):
        first = len(work.losses) + len(found)
        last = min(until, first + count - 1)
        for at in replay_keeping(work.segments, key, last, last - first):
            key = at
            found.append(_minimised(work.segments, at))
            if found[-1] <= loss:
                break
        spent = perf_counter() - began
        fit = (seconds - spent) / spent * len(found)
        count = max(1, int(min(CHUNK, fit)))
    return LossesInWork(work.segments, frozen(np.concatenate([work.losses, found])), key, work.seconds + spent)


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


def first_reached(history: History, work: LossesInWork, loss: float, until: int) -> Reached:
    """Return the first iteration up to ``until`` with a minimised loss of ``loss`` or less.

    The whole set is evaluated at every iteration at first, and now and then later: in between it is ``work`` that
    knows.
    """
    evaluated = first_below(history, loss, until)
    last = until if evaluated is None else evaluated - 1
    if last < max(_evaluated_at_first(history), len(work.losses)):
        below = np.flatnonzero(work.losses[: last + 1] <= loss)
        return Reached(int(below[0]) if len(below) else evaluated)
    below = np.flatnonzero(work.losses <= loss)
    return Reached(int(below[0])) if len(below) else Reached(evaluated, last)


def _evaluated_at_first(history: History) -> int:
    """Return for how many iterations from 0 on the whole set was evaluated at each one."""
    iterations = history.evaluated("iteration")
    return int(np.count_nonzero(iterations == np.arange(len(iterations))))
