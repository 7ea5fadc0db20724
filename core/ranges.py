"""Ranges that are filled by what is drawn in them, whatever its size."""

from __future__ import annotations

ALIKE = 1e-13
"""Values that differ by less than this share of their size are drawn as one."""


def half_range(low: float, high: float, reach: float) -> float:
    """Return ``reach`` times high − low; for a single value half of its size, or 0.5 if it is 0."""
    if high - low > ALIKE * max(abs(low), abs(high)):
        return reach * (high - low)
    return 0.5 * max(abs(low), abs(high)) or 0.5


def range_around(low: float, high: float, reach: float) -> tuple[float, float]:
    """Return the range that goes from the middle of ``low`` and ``high`` to either side as far as `half_range` says."""
    middle, half = (low + high) / 2.0, half_range(low, high, reach)
    return middle - half, middle + half
