"""The direction in which a function bends most, found one gradient at a time, so that nobody has to wait for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.arrays import Array, frozen, norm
from core.values import dataclass
from core.work import Work

ROUNDS, CLOSE = 30, 1e-3
"""Rounds of the power iteration at most, and the change of the curvature, by its size, at which it ends."""
BUMP = 1e-5
"""Length of the move, by that of θ, over which the gradient's change gives the Hessian times a direction."""
PARALLEL = 1e-4
"""Sine of the angle between two directions below which they count as one."""

Gradient = Callable[[Array], Array]
"""Returns the gradient (p,) at a θ (p,)."""


@dataclass(frozen=True, eq=False)
class CurvatureSearch(Work[Array]):
    """A power iteration on the Hessian, gradient by gradient.

    Attributes
    ----------
    gradient
        Of the function.
    theta
        Where the function bends (p,).
    direction
        The direction of the largest curvature as known so far (p,), of length 1.
    curvature
        The bend along it: the Hessian's eigenvalue of largest size; below 0 the function bends down.
    former
        The direction of the round before, and the Hessian times it (p,) each.
    ahead
        The gradient (p,) a small move ahead, if the one behind is still to come in this round.
    rounds
        How many rounds are done.
    done
        Whether the curvature hardly changes any more, or is 0 or no finite number.
    """

    gradient: Gradient
    theta: Array
    direction: Array
    curvature: float = 0.0
    former: tuple[Array, Array] | None = None
    ahead: Array | None = None
    rounds: int = 0
    done: bool = False

    @property
    def result(self) -> Array | None:
        """The direction of the largest curvature (p,), once it is found."""
        return self.direction if self.done else None

    def further(self) -> CurvatureSearch:
        """Return the search with one more gradient. Two make a round: their difference is the Hessian's product."""
        bump = BUMP * max(1.0, norm(self.theta))
        if self.ahead is None:
            return replace(self, ahead=self.gradient(self.theta + bump * self.direction))
        stretched = (self.ahead - self.gradient(self.theta - bump * self.direction)) / (2.0 * bump)
        curvature, size, rounds = float(np.dot(self.direction, stretched)), norm(stretched), self.rounds + 1
        found = replace(self, curvature=curvature, ahead=None, rounds=rounds, done=True)
        if not 0.0 < size < math.inf:
            return found
        sharpest, now = stretched / size, (self.direction, frozen(stretched))
        if self.former is not None:
            curvature, sharpest = _within(self.former, now) or (curvature, sharpest)
        if rounds == ROUNDS or abs(curvature - self.curvature) <= CLOSE * abs(curvature):
            return replace(found, curvature=curvature, direction=frozen(sharpest))
        return replace(found, curvature=curvature, direction=frozen(stretched / size), former=now, done=False)


def _within(former: tuple[Array, Array], now: tuple[Array, Array]) -> tuple[float, Array] | None:
    """Return the largest curvature in the plane of two directions, each given with its product, and where it is.

    One direction alone never settles where the loss bends up one way as much as it bends down another. None if the two
    directions are one.
    """
    basis, mixed = np.linalg.qr(np.stack([former[0], now[0]], axis=1))
    if abs(mixed[1, 1]) < PARALLEL:
        return None
    bent = basis.T @ np.stack([former[1], now[1]], axis=1) @ np.linalg.inv(mixed)
    curvatures, directions = np.linalg.eigh((bent + bent.T) / 2.0)
    most = int(np.argmax(np.abs(curvatures)))
    return float(curvatures[most]), basis @ directions[:, most]


def begin(gradient: Gradient, theta: Array) -> CurvatureSearch:
    """Return the search around ``theta`` (p,) with nothing done; it starts from the same direction every time."""
    direction = np.random.default_rng(0).standard_normal(len(theta))
    return CurvatureSearch(gradient, theta, frozen(direction / norm(direction)))


def largest_curvature(gradient: Gradient, theta: Array) -> CurvatureSearch:
    """Return the whole search around ``theta`` (p,)."""
    return begin(gradient, theta).proceed(math.inf)
