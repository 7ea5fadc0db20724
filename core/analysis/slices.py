"""The loss as a function of one parameter, all others held.

A slice is exact: each of its points is the loss L of the batch or of the training set, penalty included, or ℓ of one
example.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from core.analysis.landscape import losses_over
from core.analysis.line import Known, places_in_a_piece, valleys
from core.analysis.scope import Scope, whole_set
from core.arrays import Array, frozen
from core.training.history import History
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.training.trace import Trace
from core.values import dataclass
from core.work import Work

POINTS, STRIDE = 81, 4
"""Points over the range; the first pass computes every fourth."""
HALF = 1.0
"""Least half-width of a slice, if none is asked for."""
REACH = 1.6
"""Least half-width of a slice, as a multiple of the coming step."""
EDGE = 0.1
"""Share of the range at either end that parameter and step must stay out of."""
SHORT, SPARE, CLOSE_POINTS = 0.15, 0.6, 17
"""A step shorter than this share of the range gets its own points: how far past its ends, and how many."""
DISTINCT = 1e-11
"""Least length of such a step, relative to the parameter: below, there are too few numbers between its ends."""
PRECISION = 1e-3
"""Precision of the minima, as a share of the distance between two points."""
ROUND = (1.0, 2.0, 5.0, 10.0)
SPREAD, PAST_STRIDE = 5, 2
"""Most earlier slices over a run's past, and their stride on the grid."""
Span = tuple[float, float]


@dataclass(frozen=True, eq=False)
class ParameterSlice:
    """The loss L(w) as a function of one parameter w.

    Attributes
    ----------
    scope
        Whose loss.
    index, iteration
        The parameter as an index into θ, and the iteration at which all others are held.
    w, loss
        Values of the parameter in order, and the loss there (n,).
    range
        Ends of the slice (low, high).
    now, loss_now
        The parameter's current value, and L there.
    slope
        ∂L/∂w there, by backpropagation.
    step
        What the coming iteration adds to w; NaN if it overflows.
    gradient
        ∂L/∂w of the coming batch, as the optimiser gets it: with penalty and clipping.
    alpha
        The learning rate of the coming iteration, after its schedule.
    landing
        L(w + step), all other parameters held.
    arrival
        The loss after the coming iteration, in which all parameters move.
    minima
        Local minima of the slice within the range, as (w, L) (k × 2); none before the slice is complete.
    around
        Ends of the dense points around a step that is short compared with the range; else None.
    """

    scope: Scope
    index: int
    iteration: int
    w: Array
    loss: Array
    range: Span
    now: float
    loss_now: float
    slope: float
    step: float
    gradient: float
    alpha: float
    landing: float
    arrival: float
    minima: Array
    around: Span | None = None


@dataclass(frozen=True, eq=False)
class EarlierSlice:
    """The loss L(w) as a function of one parameter w, all others held at an earlier iteration.

    Attributes
    ----------
    snapshot
        The run at that iteration.
    index
        The parameter as an index into θ.
    range
        Ends (low, high), the same as those of the slice that it is compared with.
    w, loss
        Values of the parameter in order, and the loss there (n,).
    """

    snapshot: Snapshot
    index: int
    range: Span
    w: Array
    loss: Array

    @property
    def iteration(self) -> int:
        """The iteration at which all other parameters are held."""
        return self.snapshot.iteration

    @property
    def now(self) -> float:
        """The parameter's value at that iteration."""
        return float(self.snapshot.theta[self.index])

    @property
    def loss_now(self) -> float:
        """L there, of the same examples."""
        return Known(self.w, self.loss)[self.now]


@dataclass(frozen=True, eq=False)
class SliceInWork(Work[ParameterSlice]):
    """A slice, then the earlier slices, in work piece by piece.

    Attributes
    ----------
    scope
        Whose loss, of the earlier slices too.
    grid
        The points (81,) of the slice, apart from the marked ones.
    slope, arrival
        As in `ParameterSlice`; None before they are known.
    before
        Earlier iterations whose slices over the same range are wanted too.
    past
        Those of them that are complete.
    in_past
        The known part of the next one.
    """

    problem: Problem
    trace: Trace
    scope: Scope
    index: int
    grid: Array
    known: Known
    slope: float | None = None
    arrival: float | None = None
    before: tuple[Snapshot, ...] = ()
    past: tuple[EarlierSlice, ...] = ()
    in_past: Known = Known.nothing()

    @property
    def range(self) -> Span:
        """Ends of the slice."""
        return float(self.grid[0]), float(self.grid[-1])

    @property
    def now(self) -> float:
        """The parameter's current value."""
        return float(self.trace.before.theta[self.index])

    @property
    def step(self) -> float:
        """What the coming iteration adds to the parameter; NaN if it diverges."""
        return math.nan if self.trace.diverged else float(self.trace.after.theta[self.index]) - self.now

    @property
    def marks(self) -> Array:
        """The parameter's value now and after the coming iteration (2,)."""
        return np.array([self.now, self.now + self.step])

    @property
    def around(self) -> Span | None:
        """As in `ParameterSlice`."""
        length, width = abs(self.step), float(self.grid[-1] - self.grid[0])
        if not DISTINCT * abs(self.now) < length <= SHORT * width:
            return None
        low, high = np.sort(self.marks)
        return float(low - SPARE * length), float(high + SPARE * length)

    @property
    def _first(self) -> Array:
        close = np.linspace(*self.around, CLOSE_POINTS) if self.around is not None else np.empty(0)
        return np.concatenate([self.marks, close, self.grid[::STRIDE]])

    @property
    def wanted(self) -> Array:
        """The next places to compute: a few over the whole range first, then the full grid, then the minima."""
        coarse = self.known.missing(self._first)
        if len(coarse):
            return coarse
        fine = self.known.missing(self.grid)
        return fine if len(fine) else self._in_valleys()

    def _in_valleys(self) -> Array:
        width = PRECISION * float(self.grid[1] - self.grid[0])
        return np.concatenate([np.empty(0), *(valley.narrowing(width) for valley in self._valleys())])

    def _valleys(self) -> list[Known]:
        on_grid = self.known.loss[np.searchsorted(self.known.at, self.grid)]
        return [self.known.between(*ends) for ends in valleys(self.grid, on_grid)]

    @property
    def fine(self) -> bool:
        """Whether the slice itself is complete."""
        return self.slope is not None and not len(self.wanted)

    @property
    def missing(self) -> tuple[Snapshot, ...]:
        """The earlier iterations whose slices are not complete."""
        return tuple(key for key in self.before if not any(each.snapshot is key for each in self.past))

    @property
    def done(self) -> bool:
        """Whether all slices are complete."""
        return not self.missing and self.fine

    @property
    def result(self) -> ParameterSlice | None:
        """The slice so far; None before it covers the whole range."""
        known, trace = self.known, self.trace
        if self.slope is None or self.arrival is None or len(known.missing(self._first)):
            return None
        lowest = [(v.at[v.lowest], v.loss[v.lowest]) for v in self._valleys()] if self.fine else []
        return ParameterSlice(
            self.scope,
            self.index,
            trace.before.iteration,
            known.at,
            known.loss,
            self.range,
            self.now,
            known[self.now],
            self.slope,
            self.step,
            float(trace.gradient[self.index]) * trace.clip_factor,
            trace.alpha,
            math.nan if trace.diverged else known[self.now + self.step],
            self.arrival,
            frozen(np.array(lowest).reshape(-1, 2)),
            self.around,
        )

    def further(self) -> SliceInWork:
        """Return the work with a few more points: of the slice first, then of the earlier ones."""
        if self.fine:
            return self._with_past_piece()
        if self.slope is None:
            return self._with_slope()
        return replace(self, known=self._plus_a_piece(self.known, self.trace.before.theta, self.wanted))

    def _with_slope(self) -> SliceInWork:
        theta, after, index = self.trace.before.theta, self.trace.after.theta, self.index
        slope = float(self.scope.gradient(self.problem, theta)[index])
        arrival = losses_over(self.problem, after, (index, index), np.full((1, 2), after[index]), self.scope)[0]
        return replace(self, slope=slope, arrival=math.nan if self.trace.diverged else float(arrival))

    def _with_past_piece(self) -> SliceInWork:
        key, index = self.missing[0], self.index
        wanted = np.append(self.grid[::PAST_STRIDE], key.theta[index])
        known = self._plus_a_piece(self.in_past, key.theta, self.in_past.missing(wanted))
        if len(known.missing(wanted)):
            return replace(self, in_past=known)
        past = (*self.past, EarlierSlice(key, index, self.range, known.at, known.loss))
        return replace(self, past=tuple(sorted(past, key=lambda each: each.iteration)), in_past=Known.nothing())

    def _plus_a_piece(self, known: Known, theta: Array, wanted: Array) -> Known:
        layout, index = self.problem.layout, self.index
        places = wanted[: places_in_a_piece(layout, len(self.scope.rows), layout.position(index)[0])]
        points = np.stack([places, places], axis=1)
        return known.plus(places, losses_over(self.problem, theta, (index, index), points, self.scope))


def range_of(now: float, step: float, half: float | None = None, held: Span | None = None) -> Span:
    """Return the ends of a slice.

    Parameters
    ----------
    half
        Half its width; None to make room for the coming step.
    held
        The range so far. To keep slices comparable, it stays while it has that width and the parameter and its step
        keep away from its ends.
    """
    step = step if math.isfinite(step) else 0.0
    half = _round_up(max(HALF, REACH * abs(step))) if half is None else half
    if held is not None and math.isclose(held[1] - held[0], 2.0 * half, rel_tol=1e-9):
        margin = 2.0 * half * EDGE
        ends = sorted((now, now + step)) if abs(step) < half else [now, now]
        if held[0] + margin <= ends[0] and ends[1] <= held[1] - margin:
            return held
    return now - half, now + half


def _round_up(value: float) -> float:
    decade = 10.0 ** math.floor(math.log10(value))
    return next(end * decade for end in ROUND if end * decade >= 0.999 * value)


def earlier_keys(history: History, iteration: int, since: int = 0) -> tuple[Snapshot, ...]:
    """Return key snapshots before ``iteration``, spread over the past from ``since`` on.

    They lie at round distances, so they stay the same while the run goes on. The earliest and the latest are included.
    """
    if iteration <= since:
        return ()
    strides = (digit * 10**power for power in count() for digit in (1, 2, 5))
    stride = next(stride for stride in strides if stride * SPREAD >= iteration - since)
    keys = {key.iteration: key for key in map(history.nearest_key, (*range(since, iteration, stride), iteration - 1))}
    return tuple(key for at, key in sorted(keys.items()) if at >= since)


def begin(
    problem: Problem,
    trace: Trace,
    index: int,
    half: float | None = None,
    held: Span | None = None,
    before: tuple[Snapshot, ...] = (),
    known: Sequence[EarlierSlice] = (),
    scope: Scope | None = None,
) -> SliceInWork:
    """Return the work for the slice over the parameter at ``index``, at the iteration of ``trace``.

    Parameters
    ----------
    half, held
        As for `range_of`.
    before
        Earlier iterations whose slices are wanted too.
    known
        Slices of the same loss over the same parameter; those that are wanted are not computed again.
    scope
        Whose loss; that of the whole training set if None.
    """
    work = SliceInWork(problem, trace, scope or whole_set(problem), index, np.empty(0), Known.nothing(), before=before)
    work = replace(work, grid=frozen(np.linspace(*range_of(work.now, work.step, half, held), POINTS)))
    fitting = (each for each in known if each.index == index and each.range == work.range)
    return replace(work, past=tuple(each for each in fitting if any(each.snapshot is key for key in before)))


def slice_over(
    problem: Problem, trace: Trace, index: int, half: float | None = None, scope: Scope | None = None
) -> ParameterSlice:
    """Return the complete slice over the parameter at ``index``, at the iteration of ``trace``."""
    made = begin(problem, trace, index, half, scope=scope).proceed(math.inf).result
    assert made is not None
    return made
