"""The loss along the gradient, over the size of the step: which α is too small, right, too large."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import Literal

import numpy as np

from core.analysis.landscape import losses_on
from core.analysis.line import EQUAL, Known, places_in_a_piece
from core.analysis.planes import Plane
from core.analysis.scope import Scope, whole_set
from core.arrays import Array, frozen
from core.training.optimizers import SGD
from core.training.problem import Problem
from core.training.trace import Trace
from core.values import dataclass
from core.work import Work

WORSE = 1.000001
"""A step makes the loss worse if the loss grows by more than this factor; round-off alone does not."""
FINE = 0.05
"""Distance of neighbouring α on the grid, as a power of ten."""
STRIDE = 4
"""The first pass computes only every fourth α."""
START = 40
"""Number of grid points on either side of today's α, at first."""
FARTHEST = 200
"""The same number, at most."""
DECADE = 20
SMALL, LARGE = 1 / 5, 1.5
"""A step is about right between these multiples of the best α."""
PRECISION = 5e-4
"""Precision of the best α and of the first worse one, as a power of ten."""

Zone = Literal["too small", "about right", "too large", "divergent"]
"""Names of step sizes. A divergent one makes the loss worse than now; if every step does, training diverges."""


@dataclass(frozen=True, eq=False)
class StepSizes:
    """The loss after one step of plain gradient descent, θ − α·g, as a function of α.

    Attributes
    ----------
    iteration
        The iteration from which the step is made.
    scope
        Whose loss and gradient.
    plain
        Whether the optimiser is plain gradient descent, which makes such steps itself.
    alpha, loss
        Step sizes in order, and the loss after each (n,).
    loss_now
        The loss before the step.
    today
        For plain gradient descent, α after schedule and clipping; for other optimisers, how far the coming step goes
        along −g, divided by |g| (it may be negative). NaN if there is no gradient.
    today_loss
        The loss after a step of that size along −g; NaN unless the size is positive.
    best, best_loss
        The α with the lowest loss, and that loss.
    first_worse
        The smallest α above the best one with a higher loss than now; infinite if none was found.
    factor
        The factor that schedule and clipping apply to the optimiser's α before it multiplies g.
    """

    iteration: int
    scope: Scope
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
        """Each name with the range of its α; none if no step lowers the loss."""
        if not self.gains:
            return ()
        edges = (0.0, SMALL * self.best, min(LARGE * self.best, self.first_worse), self.first_worse, math.inf)
        names: tuple[Zone, ...] = ("too small", "about right", "too large", "divergent")
        return tuple(each for each in zip(names, edges[:-1], edges[1:], strict=True) if each[1] < each[2])

    @property
    def zone(self) -> Zone | None:
        """The name of today's α; None if the coming step does not go down this gradient, or no step lowers the loss."""
        return next((name for name, low, high in self.zones if self.today > 0.0 and low <= self.today < high), None)


@dataclass(frozen=True, eq=False)
class StepSizesInWork(Work[StepSizes]):
    """Step sizes in work, piece by piece.

    Attributes
    ----------
    scope
        Whose loss is computed.
    gradient
        The gradient of their loss (p,); None before it is known.
    low, high
        The range of α, counted in `FINE` steps from the middle.
    """

    problem: Problem
    trace: Trace
    scope: Scope
    gradient: Array | None = None
    known: Known = Known.nothing()
    low: int = -START
    high: int = START

    @cached_property
    def norm(self) -> float:
        """|g|, even if its square would overflow; 0 before it is known."""
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
        """The factor applied to the optimiser's α before it multiplies g."""
        limit, trace = self.trace.experiment.clip_norm, self.trace
        of_step = self.scope.name == "batch"
        clip = trace.clip_factor if of_step else limit / self.norm if self.norm > limit else 1.0
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
        """Return the α of the grid, always equal to the bit."""
        today, rate = self.today, self.trace.experiment.optimizer.alpha
        middle = math.log10(today if 1e-200 < today < 1e200 else rate)
        return np.array([10.0 ** (middle + FINE * n) for n in range(self.low, self.high + 1, stride)])

    @property
    def wanted(self) -> Array:
        """The next α to compute: a few over the whole range first, then the full grid, then those near the best."""
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
        """Return the last α before the loss gets worse than now, and the first worse one, or infinity."""
        at, loss = self.known.at[1:], self.known.loss[1:]
        best = Known(at, loss).lowest
        worse = np.flatnonzero(~(loss[best:] <= self.known[0.0] * WORSE))
        if not len(worse):
            return float(at[-1]), math.inf
        place = best + int(worse[0])
        return float(at[max(0, place - 1)]), float(at[place])

    @property
    def coarse(self) -> bool:
        """Whether the whole range is known coarsely, which is enough to show."""
        return self.gradient is not None and not len(self._missing_first)

    @property
    def _missing_first(self) -> Array:
        return self.known.missing(np.array([0.0, max(0.0, self.today), *self._alphas(STRIDE)]))

    @property
    def grown(self) -> StepSizesInWork:
        """This, with a longer range if the curve starts too close below the best α or has no worse α yet."""
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
        """Whether everything is computed."""
        if self.gradient is None:
            return False
        return not 0.0 < self.norm < math.inf or (self.grown is self and not len(self.wanted))

    @property
    def result(self) -> StepSizes | None:
        """The result so far; None before it covers the whole range, and if the gradient is 0 or not finite."""
        if not self.coarse or not 0.0 < self.norm < math.inf:
            return None
        at, loss = self.known.at[1:], self.known.loss[1:]
        best = Known(at, loss).lowest
        return StepSizes(
            self.trace.before.iteration,
            self.scope,
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
        """Return the work with the gradient, or with a few more points."""
        theta = self.trace.before.theta
        if self.gradient is None:
            return replace(self, gradient=self.scope.gradient(self.problem, theta)).grown
        down = frozen(-self.gradient)
        ray = Plane(theta, down, down, ("α", "α"), 1)
        places = self.wanted[: places_in_a_piece(self.problem.layout, len(self.scope.rows), 1)]
        losses = losses_on(self.problem, ray, np.stack([places, np.zeros_like(places)], axis=1), self.scope)
        return replace(self, known=self.known.plus(places, losses)).grown


def begin(problem: Problem, trace: Trace, scope: Scope | None = None) -> StepSizesInWork:
    """Return the work for the iteration of ``trace``; nothing is computed yet.

    Parameters
    ----------
    scope
        Whose loss; that of the whole training set if None.
    """
    return StepSizesInWork(problem, trace, scope or whole_set(problem))


def step_sizes(problem: Problem, trace: Trace, scope: Scope | None = None) -> StepSizes | None:
    """Return the step sizes at the iteration of ``trace``; None if the gradient is 0 or not finite.

    The range of α is adapted: it reaches from well below the best α to beyond the first that makes the loss worse.
    """
    return begin(problem, trace, scope).proceed(math.inf).result
