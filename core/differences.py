"""Difference quotients, and how fine the numbers are that they are made of."""

from __future__ import annotations

import numpy as np

MACHINE = float(np.finfo(np.float64).eps)
"""From 1 to the next number in floating point."""


def quotient_of(rise: float, delta: float) -> float:
    """Return ``rise`` / ``delta``: infinite, or not a number, where that is none."""
    with np.errstate(all="ignore"):
        return float(np.float64(rise) / np.float64(delta))
