"""The loss over a single parameter, all others held.

The slice is exact: each of its points is the training loss, penalty included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from core.analysis.landscape import full_gradient, losses_over
from core.analysis.line import Known, places_in_a_piece, valleys
from core.arrays import Array, frozen

if TYPE_CHECKING:
    from core.training.loop import Problem
    from core.training.trace import Trace

POINTS, STRIDE = 81, 4
"""Points over the range, and which of them come first: every so many-th."""
HALF = 1.0
"""How far a slice goes to either side by itself."""
REACH = 1.6
"""How far a slice goes to either side, by the coming step, at least."""
EDGE = 0.1
"""Share of the range at either end into which neither the parameter nor its step may get."""
SHORT, SPARE, CLOSE_POINTS = 0.15, 0.6, 17
"""Share of the range up to which a step has points of its own, how far they go beyond its ends, and their number."""
DISTINCT = 1e-11
"""Least length of such a step, as a share of the parameter: on less there are too few numbers."""
PRECISION = 1e-3
"""To which share of the distance between two points the minima are found."""
ROUND = (1.0, 2.0, 5.0, 10.0)
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class ParameterSlice:
    """The loss L(w) as a function of one parameter w alone.

    Attributes
    ----------
    index, iteration
        Which parameter, as an index into θ, and at which iteration all others are held.
    w, loss
        Values of the parameter in order, and the loss there (n,).
    range
        From where to where it goes.
    now, loss_now
        Where the parameter stands, and L there: the run's own training loss.
    slope
        ∂L/∂w there over the whole training set, by backpropagation.
    step
        What the coming iteration adds to w; NaN if its numbers leave the range of floating point.
    gradient
        ∂L/∂w of the coming batch, penalty and clipping included: what the optimiser gets.
    alpha
        The learning rate of the coming iteration, after its schedule.
    landing
        L(w + step), all other parameters held.
    arrival
        The loss after the coming iteration, in which all parameters move.
    minima
        (k × 2): the local minima of the slice within the range, as (w, L); none before the slice is whole.
    around
        From where to where points lie close to each other: around a step that is short beside the range; else None.
    """

    index: int
    iteration: int
    w: Array
    loss: Array
    range: Range
    now: float
    loss_now: float
    slope: float
    step: float
    gradient: float
    alpha: float
    landing: float
    arrival: float
    minima: Array
    around: Range | None = None


@dataclass(frozen=True, eq=False)
class SliceInWork:
    """A slice of which some points are known; `proceed` finds more of them.

    Attributes
    ----------
    grid
        The points (81,) that make up the slice besides those that are marked on it.
    slope, arrival
        As in `ParameterSlice`; None before they are known.
    """

    trace: Trace
    index: int
    grid: Array
    known: Known
    slope: float | None = None
    arrival: float | None = None

    @property
    def now(self) -> float:
        """Where the parameter stands."""
        return float(self.trace.before.theta[self.index])

    @property
    def step(self) -> float:
        """What the coming iteration adds to it; NaN if that diverges."""
        return math.nan if self.trace.diverged else float(self.trace.after.theta[self.index]) - self.now

    @property
    def marks(self) -> Array:
        """Where the parameter stands, and where it goes (2,)."""
        return np.array([self.now, self.now + self.step])

    @property
    def around(self) -> Range | None:
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
        """The places to look at next: a few over the whole range first, then all, then the minima."""
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
    def whole(self) -> bool:
        """Whether all there is to know is known."""
        return self.slope is not None and not len(self.wanted)

    @property
    def slice(self) -> ParameterSlice | None:
        """What is known of the slice; None before it reaches over the whole range."""
        known, trace = self.known, self.trace
        if self.slope is None or self.arrival is None or len(known.missing(self._first)):
            return None
        lowest = [(v.at[v.lowest], v.loss[v.lowest]) for v in self._valleys()] if self.whole else []
        return ParameterSlice(
            self.index,
            trace.before.iteration,
            known.at,
            known.loss,
            (float(self.grid[0]), float(self.grid[-1])),
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


def range_of(now: float, step: float, half: float | None = None, held: Range | None = None) -> Range:
    """Return from where to where a slice goes.

    Parameters
    ----------
    half
        Half its width; None for one that the coming step has room in.
    held
        The range so far: it stays as long as it has that width, and the parameter and its step keep off its ends, so
        that slices of several iterations can be compared.
    """
    step = step if math.isfinite(step) else 0.0
    half = _round_up(max(HALF, REACH * abs(step))) if half is None else half
    if held is not None and math.isclose(held[1] - held[0], 2.0 * half, rel_tol=1e-9):
        room = 2.0 * half * EDGE
        ends = sorted((now, now + step)) if abs(step) < half else [now, now]
        if held[0] + room <= ends[0] and ends[1] <= held[1] - room:
            return held
    return now - half, now + half


def _round_up(value: float) -> float:
    decade = 10.0 ** math.floor(math.log10(value))
    return next(end * decade for end in ROUND if end * decade >= 0.999 * value)


def begin(trace: Trace, index: int, half: float | None = None, held: Range | None = None) -> SliceInWork:
    """Return the slice over the parameter at ``index``, at the iteration that ``trace`` opens up; nothing is known yet.

    ``half`` and ``held`` are those of `range_of`.
    """
    work = SliceInWork(trace, index, np.empty(0), Known.nothing())
    grid = np.linspace(*range_of(work.now, work.step, half, held), POINTS)
    return replace(work, grid=frozen(grid))


def proceed(problem: Problem, work: SliceInWork, seconds: float) -> SliceInWork:
    """Return ``work`` with more points: one piece at least, and as many as fit into ``seconds``."""
    deadline = perf_counter() + seconds
    while not work.whole:
        work = _with_a_piece(problem, work)
        if perf_counter() > deadline:
            break
    return work


def _with_a_piece(problem: Problem, work: SliceInWork) -> SliceInWork:
    theta, index = work.trace.before.theta, work.index
    if work.slope is None:
        slope = float(full_gradient(problem, theta)[index])
        after = work.trace.after.theta
        arrival = losses_over(problem, after, (index, index), np.full((1, 2), after[index]))[0]
        return replace(work, slope=slope, arrival=math.nan if work.trace.diverged else float(arrival))
    layer = problem.layout.position(index)[0]
    places = work.wanted[: places_in_a_piece(problem.layout, len(problem.watched), layer)]
    losses = losses_over(problem, theta, (index, index), np.stack([places, places], axis=1))
    return replace(work, known=work.known.plus(places, losses))


def slice_over(problem: Problem, trace: Trace, index: int, half: float | None = None) -> ParameterSlice:
    """Return the whole slice over the parameter at ``index`` at the iteration that ``trace`` opens up."""
    made = proceed(problem, begin(trace, index, half), math.inf).slice
    assert made is not None
    return made
