"""Kinks of a plain function along one variable, found only from its values, and jumps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from core.arrays import Array, frozen
from core.differences import MACHINE
from core.expressions.rules import MOVED
from core.values import dataclass
from core.words import number

DECADES = (-3.0, -13.0)
"""Powers of ten, as shares of the range, between which the probing distances lie."""
PER_DECADE = 2
DISTANCES = frozen(np.logspace(*DECADES, round(PER_DECADE * (DECADES[0] - DECADES[1])) + 1))
SETTLED = 2 * PER_DECADE + 1
"""How many of the smallest reliable distances must agree: two decades."""
EQUAL = 0.05
"""Share of the jump within which they agree. On a smooth function the jump shrinks to 1/100 over two decades."""
CLOSE = 1e-6
"""As a share of the range: probing must come nearer than this to tell a kink from a tight curve."""
BEYOND = 50.0
"""How many times the round-off the jump must be."""
ROUNDED = 4.0
"""Largest rounding error of a difference of two values, in units of the last place."""
BothSides = list[tuple[float, float]]
"""How far f jumps, and its slope, to the left and to the right; nan where it has no value."""


@dataclass(frozen=True)
class Kink:
    """A place without a derivative: the limits of the difference quotients for Δ < 0 and for Δ > 0."""

    left: float
    right: float
    name: ClassVar[str] = "kink"

    @property
    def words(self) -> str:
        """Both slopes in words."""
        return f"slope {number(self.left)} from the left, {number(self.right)} from the right"


@dataclass(frozen=True)
class Jump:
    """A place where f jumps: its value, and how much more it tends to from the left and from the right."""

    left: float
    here: float
    right: float
    name: ClassVar[str] = "jump"

    @property
    def words(self) -> str:
        """All three in words; beside a large value, how far it jumps."""
        here = number(self.here)
        values = [self.here + gap for gap in (self.left, self.right)]
        alike = any(gap and number(value) == here for gap, value in zip((self.left, self.right), values, strict=True))
        left, right = (
            _jumped(gap) if alike else "undefined" if math.isnan(value) else number(value)
            for gap, value in zip((self.left, self.right), values, strict=True)
        )
        return f"{left} to the left, {here} here, {right} to the right"


def _jumped(gap: float) -> str:
    """Return how much more or less f is beside a place."""
    if math.isnan(gap):
        return "undefined"
    return f"{number(abs(gap))} {'more' if gap > 0.0 else 'less'}" if gap else "the same"


def jump_of(sides: BothSides, here: float, size: float, exact: bool = False) -> Jump | None:
    """Return the jump of f along one variable; None if it moves no farther than rounding moves the place.

    Parameters
    ----------
    size
        Of the variable.
    exact
        Whether f is known with all digits, so that no jump is rounding.
    """
    moved = [MOVED * max(1.0, size) * abs(slope) if math.isfinite(slope) else 0.0 for _, slope in sides]
    rounded = 0.0 if exact else max(moved) + MOVED * abs(here)
    if not any(abs(jump) > rounded for jump, _ in sides):
        return None
    (left, _), (right, _) = sides
    return Jump(left, here, right)


def kink_of(at: Callable[[Array], Array], now: float, width: float) -> Kink | None:
    """Return the kink of a curve at ``now``; None if it has a derivative, a pole, a jump or no value there.

    The quotients to the left and to the right are compared at smaller and smaller distances, as far as round-off
    allows. On a smooth curve their difference shrinks with the distance; at a pole, a jump or a cusp it grows; at a
    kink it stays.

    Parameters
    ----------
    at
        The curve (n,) at places (n,).
    width
        Width of the plotted range.
    """
    places = now + width * np.array([-1.0, 1.0])[:, None] * DISTANCES
    reach = np.abs(places - now)  # after rounding
    with np.errstate(all="ignore"):
        values = at(np.append(places.ravel(), now))
        beside, here = values[:-1].reshape(places.shape), float(values[-1])
        quotients = (beside - here) / reach * np.array([-1.0, 1.0])[:, None]
        jumps = quotients[1] - quotients[0]
        size = np.abs(values).max() + abs(now) * np.abs(quotients).max(initial=0.0, where=np.isfinite(quotients))
        if not np.isfinite(jumps).all():
            return None
        trusted = np.flatnonzero(np.abs(jumps) > BEYOND * ROUNDED * MACHINE * size / reach.min(axis=0))
    if not math.isfinite(size) or len(trusted) < SETTLED or reach[1, trusted[-1]] > CLOSE * width:
        return None
    nearest = jumps[trusted[-SETTLED:]]
    if np.ptp(trusted[-SETTLED:]) != SETTLED - 1 or np.ptp(nearest) > EQUAL * abs(nearest[-1]):
        return None
    left, right = (_limit(each[trusted], at_reach[trusted]) for each, at_reach in zip(quotients, reach, strict=True))
    return Kink(left, right)


def _limit(quotients: Array, distances: Array) -> float:
    """Return the limit of quotients (k,) at smaller and smaller ``distances``.

    A line through each two neighbours is extended to distance 0; the result is taken where it changes least, with the
    digits that round-off leaves.
    """
    ratio = distances[1:] / distances[:-1]
    ends = (quotients[1:] - ratio * quotients[:-1]) / (1.0 - ratio)
    return float(f"{float(ends[1:][np.argmin(np.abs(np.diff(ends)))]):.9g}")
