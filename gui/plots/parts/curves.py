"""Numbers as text, and curves made ready for drawing: thinned, dashed, with round axis ends. No Qt here."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.words import counted, number

MAX_POINTS = 1500
"""Points a drawn curve may have; thick antialiased lines with more are slow."""

MAX_DASHES = 600
"""Dashes a drawn curve may have; a longer one gets longer dashes."""

MARGIN = 0.04
"""Share of a plot's height left free below and above its curves."""

MIN_DECADES = 0.8
"""A logarithmic axis spans at least so many powers of ten, so that it has numbers to show."""

ROUND_ENDS = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)

LEVEL, LATELY = 0.005, 0.1
"""Of a value, the change that counts as none; of what has been walked, the part of which one says that it falls."""


def told_course(x: Array, y: Array, now: int, value: float, unit: str) -> str:
    """Return how a curve goes, e.g. ``"0.310 after 40 iterations, falling; lowest 0.300 at 38"``.

    Parameters
    ----------
    x, y
        (n,) each, what has been measured: places, ascending from 0, and values.
    now, value
        The place that is shown, and the value there.
    unit
        What ``x`` counts.
    """
    if now == 0:
        return f"{number(value)} at the start"
    known, heights = x[x < now], y[x < now]
    before = float(heights[max(0, int(np.searchsorted(known, (1.0 - LATELY) * now)) - 1)])
    change = value - before
    if not math.isfinite(change):
        goes = "out of all bounds"
    else:
        goes = "level" if abs(change) <= LEVEL * abs(before) else "falling" if change < 0 else "rising"
    finite = np.where(np.isfinite(heights), heights, np.inf)
    place = int(np.argmin(finite))
    lowest = (
        "the lowest so far" if value <= finite[place] else f"lowest {number(finite[place])} at {int(known[place]):,}"
    )
    return f"{number(value)} after {counted(now, unit)}, {goes}; {lowest}"


def round_end(value: float) -> float:
    """Return the next round number that is not below ``value``, so that an axis changes seldom while a run grows."""
    if not (math.isfinite(value) and value > 0):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((end * power for end in ROUND_ENDS if end * power >= value), 10.0 * power)


def thin(x: Array, y: Array, columns: int) -> tuple[Array, Array]:
    """Keep the lowest and the highest value of each pixel column.

    Parameters
    ----------
    x, y
        (n,) each; ``x`` ascending.
    columns
        Number of columns between the first and the last ``x``.

    Returns
    -------
    x, y
        At most ``2 * columns + 2`` points in order; unchanged if there are no more than that.
        The first and the last point, the minimum and the maximum are kept; NaN only where a whole column is NaN.
    """
    if len(x) <= 2 * columns + 2:
        return x, y
    edges = np.linspace(x[0], x[-1], columns + 1)[:-1]
    first = np.unique(np.searchsorted(x, edges))
    last = np.append(first[1:], len(x)) - 1
    low, high = np.fmin.reduceat(y, first), np.fmax.reduceat(y, first)
    falling = y[last] < y[first]
    pairs_x = np.column_stack((x[first], x[last])).ravel()
    pairs_y = np.where(falling[:, None], np.column_stack((high, low)), np.column_stack((low, high))).ravel()
    return np.concatenate((x[:1], pairs_x, x[-1:])), np.concatenate((y[:1], pairs_y, y[-1:]))


def pieces(x: Array, y: Array) -> list[NDArray[np.intp]]:
    """Return the indices of each stretch of at least two finite points."""
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    return [part for part in np.split(finite, np.flatnonzero(np.diff(finite) > 1) + 1) if len(part) > 1]


def dash(x: Array, y: Array, scale: tuple[float, float], pattern: tuple[float, ...]) -> tuple[Array, Array]:
    """Cut a curve into dashes.

    Qt's own dashes either cost a path stroke of a hundred milliseconds or start again at every point.

    Parameters
    ----------
    x, y
        (n,) each, in data units; gaps are NaN.
    scale
        Pixels per data unit, across and up.
    pattern
        Lengths in pixels: on, off, on, off, …

    Returns
    -------
    x, y
        (2k,) each: the starts and ends of k short lines (pyqtgraph's ``connect="pairs"``).
    """
    parts = [_dash_piece(x[part], y[part], scale, np.asarray(pattern)) for part in pieces(x, y)]
    if not parts:
        return np.empty(0), np.empty(0)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _dash_piece(x: Array, y: Array, scale: tuple[float, float], pattern: Array) -> tuple[Array, Array]:
    lengths = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x) * scale[0], np.diff(y) * scale[1]))))
    pattern = pattern * max(1.0, lengths[-1] / (MAX_DASHES * pattern.sum()))
    period = pattern.sum()
    marks = np.concatenate(([0.0], np.cumsum(pattern)[:-1]))
    cuts = (np.arange(int(lengths[-1] // period) + 1)[:, None] * period + marks).ravel()
    stops = np.sort(np.concatenate((lengths, cuts[cuts < lengths[-1]])))
    middle = (stops[1:] + stops[:-1]) / 2 % period
    on = (np.searchsorted(marks, middle, side="right") - 1) % 2 == 0
    lines = np.column_stack((stops[:-1][on], stops[1:][on])).ravel()
    return np.interp(lines, lengths, x), np.interp(lines, lengths, y)


def linear_range(values: Array) -> tuple[float, float]:
    """Return the (low, high) of a linear loss axis that holds all finite ``values`` and 0, with margins."""
    finite = values[np.isfinite(values)]
    top = round_end(float(finite.max(initial=0.0)) * (1 + MARGIN))
    bottom = float(finite.min(initial=0.0))
    return bottom - MARGIN * (top - bottom), top


def log_range(values: Array) -> tuple[float, float]:
    """Return the (low, high) of a logarithmic loss axis, as powers of ten, that holds all positive ``values``."""
    powers = np.log10(values[np.isfinite(values) & (values > 0)])
    if not len(powers):
        return -MIN_DECADES, 0.0
    low, high = math.floor(powers.min() * 5 - 0.2) / 5, math.ceil(powers.max() * 5 + 0.2) / 5
    return min(low, high - MIN_DECADES), high
