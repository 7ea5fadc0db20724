"""The loss along the gradient, over the size of the step: which α is too small, right, too large."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from core.analysis.landscape import losses_on
from core.analysis.line import EQUAL, Known, places_in_a_piece
from core.analysis.planes import Plane
from core.arrays import Array, frozen
from core.training.gradient import full_gradient
from core.training.optimizers import SGD
from core.training.problem import Problem
from core.training.trace import Trace
from core.work import Work

WORSE = 1.000001
"""Share of the present loss above which a step is said to make it worse: round-off alone does not."""
FINE = 0.05
"""Distance of two α, as a power of ten."""
STRIDE = 4
"""Every so many-th of them comes first."""
START = 40
"""How many of them are looked at below today's α and above it, at first."""
FARTHEST = 200
"""And at most."""
DECADE = 20
SMALL, LARGE = 1 / 5, 1.5
"""From which share of the best α to which a step is called about right."""
PRECISION = 5e-4
"""To which power of ten the best α and the first worse one are found."""

Zone = Literal["too small", "about right", "too large", "divergent"]
"""What a step size is called; a divergent one makes the loss worse than now: if every step does, training diverges."""


@dataclass(frozen=True, eq=False)
class StepSizes:
    """The loss after one step of plain gradient descent, θ − α·g, over the step size α.

    Attributes
    ----------
    iteration
        From which θ the step is made.
    of_batch
        Whether loss and gradient are those of the coming batch instead of the whole training set's.
    plain
        Whether the optimiser makes such steps itself: whether it is plain gradient descent.
    alpha, loss
        Step sizes in order, and the loss after such a step (n,).
    loss_now
        The loss before the step.
    today
        α after schedule and clipping for plain gradient descent; for others how far the coming step goes along −g, by
        |g|, which may be below 0. NaN if there is no gradient.
    today_loss
        The loss after a step along −g of that size; NaN where it is not above 0.
    best, best_loss
        The α with the lowest loss, and that loss.
    first_worse
        The smallest α beyond the best one from which on the loss is higher than now; infinite if none was found.
    factor
        By what an optimiser's α is multiplied, by schedule and clipping, before it multiplies g.
    """

    iteration: int
    of_batch: bool
    plain: bool
    alpha: Array
    loss: Array
    loss_now: float
    today: float
    today_loss: float
    best: float
    best_loss: float
    first_worse: float
    factor: float

    @property
    def gains(self) -> bool:
        """Whether any step along −g lowers the loss."""
        return self.best_loss < self.loss_now * (1.0 - EQUAL)

    @property
    def zones(self) -> tuple[tuple[Zone, float, float], ...]:
        """What an α is called, with the ends of where it is so; none if no step gains."""
        if not self.gains:
            return ()
        edges = (0.0, SMALL * self.best, min(LARGE * self.best, self.first_worse), self.first_worse, math.inf)
        names: tuple[Zone, ...] = ("too small", "about right", "too large", "divergent")
        return tuple(each for each in zip(names, edges[:-1], edges[1:], strict=True) if each[1] < each[2])

    @property
    def zone(self) -> Zone | None:
        """What today's α is called; None if the coming step does not go down this gradient, or no step gains."""
        return next((name for name, low, high in self.zones if self.today > 0.0 and low <= self.today < high), None)


@dataclass(frozen=True, eq=False)
class StepSizesInWork(Work[StepSizes]):
    """A step-size view, piece by piece.

    Attributes
    ----------
    rows
        The examples whose loss it is, as rows like those of ``problem.rows``.
    gradient
        Of their loss (p,); None before it is known.
    low, high
        From which α to which it reaches, as numbers of `FINE` steps from the middle.
    """

    problem: Problem
    trace: Trace
    of_batch: bool
    rows: Array
    gradient: Array | None = None
    known: Known = Known.nothing()
    low: int = -START
    high: int = START

    @cached_property
    def norm(self) -> float:
        """|g|, also where its square is too large to be a number; 0 before it is known."""
        if self.gradient is None:
            return 0.0
        largest = float(np.max(np.abs(self.gradient)))
        return largest * float(np.linalg.norm(self.gradient / largest)) if 0.0 < largest < math.inf else largest

    @property
    def plain(self) -> bool:
        """Whether the optimiser is plain gradient descent."""
        return type(self.trace.experiment.optimizer) is SGD

    @property
    def factor(self) -> float:
        """By what the optimiser's α is multiplied before it multiplies g."""
        limit, trace = self.trace.experiment.clip_norm, self.trace
        clip = trace.clip_factor if self.of_batch else limit / self.norm if self.norm > limit else 1.0
        return clip * trace.alpha / trace.experiment.optimizer.alpha

    @cached_property
    def today(self) -> float:
        """As in `StepSizes`."""
        if self.gradient is None or not 0.0 < self.norm < math.inf:
            return math.nan
        if self.plain:
            return self.factor * self.trace.experiment.optimizer.alpha
        if self.trace.diverged:
            return math.nan
        moved = self.trace.after.theta - self.trace.before.theta
        return float(-np.dot(moved, self.gradient / self.norm)) / self.norm

    def _alphas(self, stride: int) -> Array:
        """Return the α of the grid, always the same ones to the bit."""
        today, rate = self.today, self.trace.experiment.optimizer.alpha
        middle = math.log10(today if 1e-200 < today < 1e200 else rate)
        return np.array([10.0 ** (middle + FINE * n) for n in range(self.low, self.high + 1, stride)])

    @property
    def wanted(self) -> Array:
        """The α to look at next: a few over the whole range first, then all, then those that matter."""
        coarse = self._missing_first
        if len(coarse):
            return coarse
        fine = self.known.missing(self._alphas(1))
        return fine if len(fine) else self._around_the_best()

    def _around_the_best(self) -> Array:
        powers = Known(np.log10(self.known.at[1:]), self.known.loss[1:])
        after = self.known.at[1:][powers.lowest : powers.lowest + 3]
        near = powers.between(powers.at[max(0, powers.lowest - 1)], math.log10(after[-1])).narrowing(PRECISION)
        last, first = self._crossing()
        halves = [math.sqrt(last * first)] if math.isfinite(first) and first > last * 10.0**PRECISION else []
        return self.known.missing(np.array([*(10.0**near), *halves]))

    def _crossing(self) -> tuple[float, float]:
        """Return the last α beyond the best one that gains, and the first that makes it worse, or infinity."""
        at, loss = self.known.at[1:], self.known.loss[1:]
        best = Known(at, loss).lowest
        worse = np.flatnonzero(~(loss[best:] <= self.known[0.0] * WORSE))
        if not len(worse):
            return float(at[-1]), math.inf
        place = best + int(worse[0])
        return float(at[max(0, place - 1)]), float(at[place])

    @property
    def coarse(self) -> bool:
        """Whether the whole range is known coarsely, so that there is something to show."""
        return self.gradient is not None and not len(self._missing_first)

    @property
    def _missing_first(self) -> Array:
        return self.known.missing(np.array([0.0, max(0.0, self.today), *self._alphas(STRIDE)]))

    @property
    def grown(self) -> StepSizesInWork:
        """This, its range made longer where it lacks a decade below the best α, or one that makes it worse."""
        if not self.coarse or not 0.0 < self.norm < math.inf:
            return self
        at, best = self.known.at[1:], self.known.lowest - 1
        if self.low > -FARTHEST and (best < 0 or at[best] < 5.0 * at[0]):
            return replace(self, low=self.low - DECADE)
        if self.high < FARTHEST and self._crossing()[1] > at[-1] / 3.0:
            return replace(self, high=self.high + DECADE)
        return self

    @property
    def done(self) -> bool:
        """Whether all there is to know is known."""
        if self.gradient is None:
            return False
        return not 0.0 < self.norm < math.inf or (self.grown is self and not len(self.wanted))

    @property
    def result(self) -> StepSizes | None:
        """What is known; None before it reaches over the whole range, and where the gradient is 0 or no number."""
        if not self.coarse or not 0.0 < self.norm < math.inf:
            return None
        at, loss = self.known.at[1:], self.known.loss[1:]
        best = Known(at, loss).lowest
        return StepSizes(
            self.trace.before.iteration,
            self.of_batch,
            self.plain,
            frozen(at),
            frozen(loss),
            self.known[0.0],
            self.today,
            self.known[self.today] if self.today > 0.0 else math.nan,
            float(at[best]),
            float(loss[best]),
            self._crossing()[1],
            self.factor,
        )

    def further(self) -> StepSizesInWork:
        """Return the work with the gradient, or with some more points."""
        theta = self.trace.before.theta
        if self.gradient is None:
            return replace(self, gradient=full_gradient(self.problem, theta, self.rows)).grown
        down = frozen(-self.gradient)
        ray = Plane(theta, down, down, ("α", "α"), 1)
        places = self.wanted[: places_in_a_piece(self.problem.layout, len(self.rows), 1)]
        losses = losses_on(self.problem, ray, np.stack([places, np.zeros_like(places)], axis=1), self.rows)
        return replace(self, known=self.known.plus(places, losses)).grown


def begin(problem: Problem, trace: Trace, of_batch: bool = False) -> StepSizesInWork:
    """Return the view at the iteration that ``trace`` opens up; nothing is known yet."""
    return StepSizesInWork(
        problem, trace, of_batch, frozen(problem.rows[trace.columns]) if of_batch else problem.watched
    )


def step_sizes(problem: Problem, trace: Trace, of_batch: bool = False) -> StepSizes | None:
    """Return the whole view at the iteration of ``trace``; None where the gradient is 0 or no number.

    The range of α follows what is found: it reaches from well below the best one to beyond the first that makes it
    worse.
    """
    return begin(problem, trace, of_batch).proceed(math.inf).result
