"""Kinks of a plain function along one variable, found from its values alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, frozen
from core.differences import MACHINE
from core.words import number

DECADES = (-3.0, -13.0)
"""Powers of ten, as shares of the range, between which the distances are at which the function is looked at."""
PER_DECADE = 2
DISTANCES = frozen(np.logspace(*DECADES, round(PER_DECADE * (DECADES[0] - DECADES[1])) + 1))
SETTLED = 2 * PER_DECADE + 1
"""So many of the smallest distances that can be trusted have to agree: two decades."""
EQUAL = 0.05
"""Share of the jump up to which they agree. Where a function is smooth it shrinks to a hundredth over two decades."""
CLOSE = 1e-6
"""As a share of the range: nearer than this has to be looked to tell a kink from a tight bend."""
BEYOND = 50.0
"""By how much the jump has to be more than round-off."""
ROUNDED = 4.0
"""Roundings by which a difference of two values is off, at most, in units of the last place."""


@dataclass(frozen=True)
class Kink:
    """Where a curve has no derivative: what the difference quotients for Δ < 0 and for Δ > 0 tend to."""

    left: float
    right: float

    @property
    def words(self) -> str:
        """Both slopes in words."""
        return f"slope {number(self.left)} from the left, {number(self.right)} from the right"


def kink_of(at: Callable[[Array], Array], now: float, width: float) -> Kink | None:
    """Return the kink of a curve at ``now``; None where it has a derivative, a pole, a jump or no value.

    The quotients to the left and to the right are compared at ever smaller distances, as far as round-off allows. Where
    the curve is smooth their jump shrinks with the distance; at a pole, a jump or a cusp it grows; at a kink it stays.

    Parameters
    ----------
    at
        The curve (n,) at places (n,).
    width
        Of the range that is looked at.
    """
    places = now + width * np.array([-1.0, 1.0])[:, None] * DISTANCES
    reach = np.abs(places - now)  # of the numbers that there are
    with np.errstate(all="ignore"):
        values = at(np.append(places.ravel(), now))
        beside, here = values[:-1].reshape(places.shape), float(values[-1])
        quotients = (beside - here) / reach * np.array([-1.0, 1.0])[:, None]
        jumps = quotients[1] - quotients[0]
        size = np.abs(values).max() + abs(now) * np.abs(quotients).max(initial=0.0, where=np.isfinite(quotients))
        trusted = np.flatnonzero(np.abs(jumps) > BEYOND * ROUNDED * MACHINE * size / reach.min(axis=0))
    if not math.isfinite(size) or len(trusted) < SETTLED or reach[1, trusted[-1]] > CLOSE * width:
        return None
    nearest = jumps[trusted[-SETTLED:]]
    if np.ptp(trusted[-SETTLED:]) != SETTLED - 1 or np.ptp(nearest) > EQUAL * abs(nearest[-1]):
        return None
    left, right = (_limit(each[trusted], at_reach[trusted]) for each, at_reach in zip(quotients, reach, strict=True))
    return Kink(left, right)


def _limit(quotients: Array, distances: Array) -> float:
    """Return what quotients (k,) at ever smaller ``distances`` tend to.

    A line through each two of them is followed to distance 0; taken is where this changes least, and of that the
    digits that round-off leaves.
    """
    ratio = distances[1:] / distances[:-1]
    ends = (quotients[1:] - ratio * quotients[:-1]) / (1.0 - ratio)
    return float(f"{float(ends[1:][np.argmin(np.abs(np.diff(ends)))]):.9g}")
