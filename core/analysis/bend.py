"""The direction in which a function bends most, found one gradient at a time, so that nobody has to wait for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array, frozen, length

ROUNDS, CLOSE = 30, 1e-3
"""Rounds of the power iteration at most, and the change of the curvature, by its size, at which it ends."""
BUMP = 1e-5
"""Length of the move, by that of θ, over which the gradient's change gives the Hessian times a direction."""

Gradient = Callable[[Array], Array]
"""Returns the gradient (p,) at a θ (p,)."""


@dataclass(frozen=True, eq=False)
class Bend:
    """A power iteration on the Hessian, as far as it is done.

    Its result does not depend on how often it was put aside.

    Attributes
    ----------
    theta
        Where the function bends (p,).
    direction
        The direction of the sharpest bend as known so far (p,), of length 1.
    curvature
        The bend along it: the Hessian's eigenvalue of largest size; below 0 the function bends down.
    ahead
        The gradient (p,) a small move ahead, if the one behind is still to come in this round.
    rounds
        How many rounds are done.
    found
        Whether nothing is left to do.
    """

    theta: Array
    direction: Array
    curvature: float = 0.0
    ahead: Array | None = None
    rounds: int = 0
    found: bool = False


def begin(theta: Array) -> Bend:
    """Return the search around ``theta`` (p,) with nothing done; it starts from the same direction every time."""
    direction = np.random.default_rng(0).standard_normal(len(theta))
    return Bend(theta, frozen(direction / length(direction)))


def proceed(bend: Bend, gradient: Gradient) -> Bend:
    """Return the search with one more gradient computed. Two make a round: their difference is the Hessian's product.

    The round ends the search where the curvature hardly changes any more, or is 0 or no finite number.
    """
    bump = BUMP * max(1.0, length(bend.theta))
    if bend.ahead is None:
        return replace(bend, ahead=gradient(bend.theta + bump * bend.direction))
    bent = (bend.ahead - gradient(bend.theta - bump * bend.direction)) / (2.0 * bump)
    curvature, size, rounds = float(np.dot(bend.direction, bent)), length(bent), bend.rounds + 1
    if not 0.0 < size < math.inf:
        return Bend(bend.theta, bend.direction, curvature, None, rounds, found=True)
    close = abs(curvature - bend.curvature) <= CLOSE * abs(curvature)
    return Bend(bend.theta, frozen(bent / size), curvature, None, rounds, found=close or rounds == ROUNDS)


def sharpest_bend(gradient: Gradient, theta: Array) -> Bend:
    """Return the whole search around ``theta`` (p,)."""
    bend = begin(theta)
    while not bend.found:
        bend = proceed(bend, gradient)
    return bend
