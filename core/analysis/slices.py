"""The loss along one line through parameter space: over a single parameter, and along the coming step.

Every slice is exact: each of its points is the training loss, penalty included, with all else held as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.analysis.landscape import full_gradient, losses_on, losses_over
from core.analysis.planes import Plane
from core.arrays import Array, frozen

if TYPE_CHECKING:
    from core.training.loop import Problem
    from core.training.trace import Trace

POINTS = 81
WORSE = 1.000001
"""Share of the present loss above which a step is said to make it worse: round-off alone does not."""
DECADES = 4.0
"""How far below and above today's α the step-size view looks at first, in powers of ten together."""
REACH = 3.0
"""How far the slice over one parameter goes to either side, by the coming step, at least."""
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, eq=False)
class ParameterSlice:
    """The loss L(w) as a function of one parameter w alone.

    Attributes
    ----------
    index, iteration
        Which parameter, as an index into θ, and at which iteration all others are held.
    w, loss
        Values of the parameter in order, and the loss there (n,).
    now, loss_now
        Where the parameter stands, and L there: the run's own training loss.
    slope
        ∂L/∂w there over the whole training set, by backpropagation.
    step
        What the coming iteration adds to w.
    gradient
        ∂L/∂w of the coming batch, penalty and clipping included: what the optimiser gets.
    landing
        L(w + step), all other parameters held.
    minima
        (k × 2): the local minima of the slice within the range, as (w, L).
    """

    index: int
    iteration: int
    w: Array
    loss: Array
    now: float
    loss_now: float
    slope: float
    step: float
    gradient: float
    landing: float
    minima: Array


def slice_over(problem: Problem, trace: Trace, index: int, reach: float = 1.0, points: int = POINTS) -> ParameterSlice:
    """Return the slice over the parameter at ``index`` at the iteration that ``trace`` opens up.

    Parameters
    ----------
    reach
        Half the width of the slice; it is made wider where the coming step asks for it.
    points
        How many, an odd number: the parameter stands at the middle one.
    """
    theta = trace.before.theta
    now = float(theta[index])
    step = float(trace.after.theta[index]) - now
    half = max(reach, REACH * abs(step)) if math.isfinite(step) else reach
    w = now + half * np.linspace(-1.0, 1.0, points)
    w[points // 2] = now
    losses = losses_over(problem, theta, (index, index), np.stack([np.append(w, now + step)] * 2, axis=1))
    slope = float(full_gradient(problem, theta)[index])
    return ParameterSlice(
        index,
        trace.before.iteration,
        frozen(w),
        frozen(losses[:-1]),
        now,
        float(losses[points // 2]),
        slope,
        step,
        float(trace.gradient[index]) * trace.clip_factor,
        float(losses[-1]),
        frozen(_minima(problem, theta, index, w, losses[:-1])),
    )


def _minima(problem: Problem, theta: Array, index: int, w: Array, loss: Array) -> Array:
    """Return the local minima between the points of a slice (k × 2), each found to a thousandth of their distance.

    All valleys are narrowed at once by golden sections, so that every round is one call.
    """
    low_points = np.flatnonzero((loss[1:-1] < loss[:-2]) & (loss[1:-1] <= loss[2:])) + 1
    if not len(low_points):
        return np.empty((0, 2))
    left, right = w[low_points - 1].copy(), w[low_points + 1].copy()

    def at(values: Array) -> Array:
        return losses_over(problem, theta, (index, index), np.stack([values, values], axis=1))

    for _ in range(16):
        near, far = right - GOLDEN * (right - left), left + GOLDEN * (right - left)
        lower = at(near) < at(far)
        right, left = np.where(lower, far, right), np.where(lower, left, near)
    middle = (left + right) / 2.0
    return np.stack([middle, at(middle)], axis=1)


@dataclass(frozen=True, eq=False)
class StepSizes:
    """The loss after one step of plain gradient descent, θ − α·g, over the step size α.

    Attributes
    ----------
    iteration
        From which θ the step is made.
    alpha, loss
        Step sizes in order, logarithmically spaced, and the loss after such a step (n,).
    loss_now
        The loss before the step.
    today
        How far the coming step goes along −g, by |g|: for plain gradient descent this is α.
    best, best_loss
        The α with the lowest loss, and that loss.
    first_worse
        The smallest α beyond the best one from which on the loss is higher than now; infinite if none was found.
    """

    iteration: int
    alpha: Array
    loss: Array
    loss_now: float
    today: float
    best: float
    best_loss: float
    first_worse: float

    @property
    def verdict(self) -> str:
        """What today's step size is, in plain words."""
        if not math.isfinite(self.today) or self.today <= 0.0:
            return "The coming step does not go downhill along this gradient."
        if self.today >= self.first_worse:
            return "Too large: this step makes the loss higher than it is now. If every step does, training diverges."
        if self.today > 1.5 * self.best:
            return "Large: the step overshoots the lowest point on this line, but still gains."
        if self.today >= self.best / 5.0:
            return "About right: the step lands near the lowest point on this line."
        return f"Small: a step {self.best / self.today:,.0f} times as long would gain most on this line."


def step_sizes(problem: Problem, trace: Trace, points: int = POINTS) -> StepSizes:
    """Return the loss along −g, where g is the gradient of the whole training set, at the iteration of ``trace``.

    The range of α follows what is found: it reaches from well below today's to beyond the first that makes it worse.
    """
    theta = trace.before.theta
    g = full_gradient(problem, theta)
    length = float(np.linalg.norm(g))
    moved = trace.after.theta - theta
    today = float(-np.dot(moved, g) / length**2) if length > 0.0 else math.nan
    ray = Plane(theta, frozen(-g), frozen(-g), ("α", "α"), 1)

    def loss_at(alphas: Array) -> Array:
        return losses_on(problem, ray, np.stack([alphas, np.zeros_like(alphas)], axis=1))

    loss_now = float(loss_at(np.zeros(1))[0])
    middle = math.log10(today) if math.isfinite(today) and today > 0.0 else math.log10(trace.alpha)
    low, high = middle - DECADES / 2.0, middle + DECADES / 2.0
    while high < middle + 8.0 and loss_at(np.array([10.0**high]))[0] <= loss_now * WORSE:
        high += 1.0
    alphas = np.logspace(low, high, points)
    losses = loss_at(alphas)
    place = int(np.nanargmin(np.where(np.isfinite(losses), losses, np.inf)))
    worse = np.flatnonzero(~(losses[place:] <= loss_now * WORSE))
    return StepSizes(
        trace.before.iteration,
        frozen(alphas),
        frozen(losses),
        loss_now,
        today,
        float(alphas[place]),
        float(losses[place]),
        _crossing(loss_at, alphas, place + int(worse[0]), loss_now * WORSE) if len(worse) else math.inf,
    )


def _crossing(loss_at: Callable[[Array], Array], alphas: Array, place: int, limit: float) -> float:
    """Return the α up to ``alphas[place]`` at which the loss first exceeds ``limit``, by halving."""
    if place == 0:
        return float(alphas[0])
    left, right = math.log10(alphas[place - 1]), math.log10(alphas[place])
    for _ in range(20):
        middle = (left + right) / 2.0
        if loss_at(np.array([10.0**middle]))[0] <= limit:
            left = middle
        else:
            right = middle
    return float(10.0**right)
