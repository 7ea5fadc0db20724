"""A run that went wrong, and what may be done about it. No Qt here."""

from __future__ import annotations

import math

import numpy as np

from core.analysis.autopsy import TENFOLD, WINDOW, Autopsy, first_trouble, last_calm, lost_from
from core.analysis.retry import Retry, RetryInWork
from core.arrays import Array
from core.training.history import History
from core.training.loop import Divergence
from core.training.run import Run, Segment
from core.training.snapshot import Snapshot
from core.values import dataclass
from gui.widgets.numbers import number


@dataclass(frozen=True, eq=False)
class Case:
    """What went wrong, and what it takes to look back at it.

    Attributes
    ----------
    run
        Read on the main thread only; it may go on after this.
    segments, key
        The run's, as they were then: what is replayed.
    last
        The last iteration to examine: the one that overflowed, or whose loss was tenfold or above that at the start;
        of a run that overflowed long after its loss became tenfold for good, the latter.
    headline
        What happened, in words.
    divergence
        None if the loss became tenfold only.
    """

    run: Run
    segments: tuple[Segment, ...]
    key: Snapshot
    last: int
    headline: str
    divergence: Divergence | None = None

    def same_past(self, run: Run, iteration: int) -> bool:
        """Tell whether ``run`` got to ``iteration`` by the same path."""
        return run.history.end >= iteration and _until(run.segments, iteration) == _until(self.segments, iteration)

    def covers(self, other: Case) -> bool:
        """Tell whether ``other`` happened on the way to this."""
        return other.last <= self.last and _until(other.segments, other.last) == _until(self.segments, other.last)

    def is_before(self, iteration: int) -> bool:
        """Tell whether an iteration is before the last good one."""
        return self.divergence is not None and iteration < self.divergence.good


def _until(segments: tuple[Segment, ...], iteration: int) -> tuple[Segment, ...]:
    return tuple(segment for segment in segments if segment.start < iteration)


def _case(run: Run, last: int, headline: str, divergence: Divergence | None = None) -> Case:
    key = run.history.nearest_key(min(max(0, last - WINDOW), run.history.end))
    return Case(run, run.segments, key, last, headline, divergence)


def case_of_divergence(run: Run, divergence: Divergence) -> Case:
    """Return the case of a run whose numbers have left the range of floating point."""
    where = "" if divergence.layer is None else f", first in layer {divergence.layer}"
    what = "No finite value" if divergence.undefined else "Overflow"
    headline, last = f"{what} at iteration {divergence.iteration:,}{where}.", divergence.iteration
    tenfold = first_trouble(run.history, since := max(run.segments[-1].start, last_calm(run.history)))
    tenfold = first_trouble(run.history) if tenfold is None else tenfold
    if tenfold is not None and tenfold < divergence.iteration:
        headline = f"Loss grew tenfold at iteration {tenfold:,}. {headline}"
        if since < tenfold < max(0, last - WINDOW) + min(last, WINDOW) // 4:
            last = tenfold  # it began before, or in, what would be looked at for the usual norms
    return _case(run, last, headline, divergence)


def case_of_loss(run: Run) -> Case | None:
    """Return the case of a run whose loss became tenfold, if possible since its last edit; None if it did not.

    One that has been lost since then, though its loss is not tenfold, is such a case too.
    """
    since_edit, lost = (of(run.history, run.segments[-1].start) for of in (first_trouble, lost_from))
    if lost is not None and (since_edit is None or lost < since_edit):
        start = number(float(run.history.evaluated("train_loss")[0]))
        still = f"shortly before iteration {run.history.end:,} it mostly was above it still"
        return _case(run, lost, f"The loss rose above that at the start, {start}, at iteration {lost:,}; {still}.")
    tenfold = first_trouble(run.history) if since_edit is None else since_edit
    return None if tenfold is None else _case(run, tenfold, _headline(run.history, tenfold))


def _headline(history: History, tenfold: int) -> str:
    """Say which loss became tenfold: see `first_trouble`."""
    iterations = history.evaluated("iteration")
    loss = history.evaluated("train_loss") + history.evaluated("penalty")
    count = int(np.searchsorted(iterations, tenfold, side="right"))
    lowest = float(np.fmin.reduce(loss[:count]))
    times = f"more than {TENFOLD:.0f} times"
    if iterations[count - 1] == tenfold and not loss[count - 1] <= TENFOLD * lowest:
        high = float(loss[count - 1])
        was = f"the loss was {number(high)}, {times} its lowest before, {number(lowest)}"
        was = was if math.isfinite(high) else "the loss of the training set was no finite number"
    else:
        batch = float(history.batch_loss[tenfold])
        was = f"the batch's loss was {number(batch)}, {times} the loss at the start, {number(float(loss[0]))}"
    return f"At iteration {tenfold:,} {was}."


def limits(met: Autopsy) -> Array:
    """Return 2/κ (n,): infinite where the loss curves downwards, NaN where κ is not known."""
    with np.errstate(all="ignore"):
        limit = 2.0 / met.curvature
    return np.where(met.curvature <= 0.0, np.inf, limit)


def why_not_rewind(case: Case, met: Autopsy, run: Run, iteration: int) -> str:
    """Say why you cannot rewind to before the gradient grew from ``iteration`` of ``run``; empty if you can."""
    if not case.same_past(run, met.calm):
        return _other_past(case)
    if iteration != met.calm:
        return ""
    return f"Iteration {met.calm:,} is already displayed" + ("." if met.calm else ", and it is the first one.")


def cause_of(case: Case, met: Autopsy) -> str:
    """Return what went wrong in one sentence for pupils."""
    if case.divergence is not None and case.divergence.undefined:
        return f"The function of layer {case.divergence.layer} has no finite value, or slope, at a number that it got."
    return met.cause


def why_of(case: Case, met: Autopsy) -> str:
    """Return what went wrong by gradients and curvature, or which function has no value."""
    return case.divergence.words if case.divergence is not None and case.divergence.undefined else met.words


def above_limit(met: Autopsy, found: Retry) -> tuple[str, ...]:
    """Say why an α held that is above the limit of which the autopsy speaks; nothing where it is not."""
    if not met.plain or found.experiment is None or found.alpha <= met.limit:
        return ()
    which = f"that limit is of iteration {met.limit_at:,} alone, and κ changes from step to step"
    return (f"α = {number(found.alpha)} is above 2/κ too, and yet held when it was tried: {which}.",)


def why_not_try(case: Case, met: Autopsy, run: Run) -> str:
    """Say why no smaller α is tried; empty if one is."""
    if not case.same_past(run, met.calm):
        return _other_past(case)
    if case.divergence is not None and case.divergence.iteration == 0:
        where = "the function of that layer" if case.divergence.undefined else "the data and the initial weights"
        return f"It stopped before the first step, so no α can help. Check {where}."
    return ""


def why_not_retry(case: Case, tried: RetryInWork, run: Run) -> str:
    """Say why you cannot retry with the α that was tried; empty if you can."""
    start, found = tried.start.iteration, tried.result
    if not case.same_past(run, start):
        return _other_past(case)
    if found is None:
        done = tried.now.iteration - start
        return f"Trying it first: {done:,} of {tried.steps:,} iterations. A smaller one is tried if it does not hold."
    if found.experiment is None:
        return f"No smaller α held from iteration {start:,} on; the last one tried was {number(found.alpha)}."
    if run.experiment_at(start) == found.experiment:
        return f"The displayed run takes α = {number(found.alpha)} from iteration {start:,} on already."
    return ""


def _other_past(case: Case) -> str:
    return f"The displayed run never reached this point. First make “{case.run.name}” the active run in the timeline."
