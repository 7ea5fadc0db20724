"""Heights over a rectangle, for the loss over a plane and for plain functions of two variables."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.values import dataclass

Bounds = tuple[float, float, float, float]
"""Those of a rectangle: (low, high) across, then (low, high) up."""
SLENDER = 0.3
"""Least half-width of a rectangle close around a path, as a share of the path's larger extent."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Heights that are exact at every point of a grid.

    Attributes
    ----------
    s, t
        Coordinates across and up (r,).
    heights
        (r × r), ``heights[row of t, column of s]``; infinite where they overflow, NaN where undefined.
    """

    s: Array
    t: Array
    heights: Array

    @property
    def box(self) -> Bounds:
        """The rectangle of the grid."""
        return float(self.s[0]), float(self.s[-1]), float(self.t[0]), float(self.t[-1])


def covering(points: Array, least: float) -> Bounds:
    """Return a rectangle around ``points`` (2 × k) with a margin and sides of at least twice ``least``.

    Its bounds are round numbers, so it rarely changes.
    """
    s, t = points
    return (*_covering(s, least), *_covering(t, least))


def _covering(values: Array, least: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    half = max(least, 0.75 * (high - low))
    grain = 2.0 ** np.floor(np.log2(half)) / 2.0
    middle = (low + high) / 2.0
    return float(grain * np.floor((middle - half) / grain)), float(grain * np.ceil((middle + half) / grain))
