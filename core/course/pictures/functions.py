"""Small pictures of plain functions and walks down on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.arrays import Array
from core.course.pictures.marks import INKS, WIDE, Area, Dots, MarkCells, MarkLine, PictureMark, levels
from core.course.seen import SceneSeen
from core.functions.slices import slice_along

PLACES, SHADES = 121, 64
BALLS = 14
"""Steps of a walk that are drawn as balls at most."""


def curves(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw each walk on its curve, or the secant and the tangent at the point; of two variables the plane."""
    if len(shown[0].function.variables) > 1:
        yield from planes(shown)
        return
    for seen, area in zip(shown, Area().split(len(shown)), strict=True):
        yield from _curve(seen, 0, area)


def slices(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the function along each of its variables, with the tangent at the point."""
    seen = shown[0]
    for index, area in enumerate(Area().split(len(seen.function.variables))):
        yield from _curve(seen, index, area)


def _curve(seen: SceneSeen, index: int, area: Area) -> Iterator[PictureMark]:
    along = slice_along(seen.function, tuple(seen.point().tolist()), index, points=PLACES)
    across, up = (float(along.v[0]), float(along.v[-1])), _reach(along.value)
    yield MarkLine(area.place(along.v, along.value, across, up), "positive", 0.03)
    walk = seen.path.points[: seen.now + 1].T
    if seen.now and len(walk) == 1:
        few = walk[:, _spread(walk.shape[1])]
        points = area.place(few[0], seen.function.value(few), across, up)
        if len(shown := points[:-1]):
            yield MarkLine(points, "dim", 0.012)
            yield Dots(shown, "text", 0.028)
        yield Dots(points[-1:], "highlight", 0.05)
        return
    reach = 0.22 * (across[1] - across[0])
    ends = np.array([along.now - reach, along.now + reach])
    here = area.place(np.array([along.now]), np.array([along.value_now]), across, up)
    if index == seen.along and len(walk) == 1:
        yield from _secant(seen, area, across, up)
    if along.broken is None:
        yield MarkLine(area.place(ends, along.tangent(ends), across, up), "highlight", 0.026)
    yield Dots(here, "highlight", 0.05)


def _secant(seen: SceneSeen, area: Area, across: tuple[float, float], up: tuple[float, float]) -> Iterator[PictureMark]:
    """Draw the secant, prolonged a little on both sides, with its far end."""
    x = seen.point()[:, None] + np.array([[0.0, seen.delta]])
    y = seen.function.value(x)
    slope = (y[1] - y[0]) / seen.delta
    spare = 0.06 * (across[1] - across[0])
    ends = np.sort(x[0]) + np.array([-spare, spare])
    yield MarkLine(area.place(ends, y[0] + slope * (ends - x[0, 0]), across, up), "text", 0.018, dashed=True)
    yield Dots(area.place(x[0, 1:], y[1:], across, up), "text", 0.035)


def planes(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the first two variables' plane from above, with every walk on it."""
    function = shown[0].function
    across, up = function.ranges[:2]
    grid = np.meshgrid(np.linspace(*across, int(WIDE * SHADES)), np.linspace(*up, SHADES)[::-1])
    rest = [np.full_like(grid[0], value) for value in shown[0].point()[2:]]
    height = function.value(np.stack([*grid, *rest]))
    low, high = float(np.nanmin(height)), float(np.nanpercentile(height, 92))
    shades = levels(np.sqrt(np.clip(height - low, 0.0, None)), 0.0, (high - low) ** 0.5)
    yield MarkCells(shades, (0.0, 0.0, WIDE, 1.0), "surface")
    whole = Area(0.0, 0.0, WIDE, 1.0)
    for seen, ink in zip(shown, INKS, strict=False):
        walk = seen.path.points[: seen.now + 1].T
        points = whole.place(walk[0], walk[1], across, up)
        yield MarkLine(points, ink, 0.026)
        yield Dots(points[:1], "text", 0.035)
        yield Dots(points[-1:], ink if len(shown) > 1 else "highlight", 0.05)


def _reach(value: Array) -> tuple[float, float]:
    """Return the range of values that is shown: steep ends leave at the top."""
    low, high = float(np.nanmin(value)), float(np.nanpercentile(value, 96))
    spare = 0.06 * (high - low)
    return low - spare, high


def _spread(count: int) -> Array:
    """Return which of so many steps are drawn: more of the first ones, and the last."""
    return np.unique(np.rint((count - 1) * np.linspace(0.0, 1.0, min(count, BALLS)) ** 2).astype(np.int64))
