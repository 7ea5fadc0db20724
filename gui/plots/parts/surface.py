"""A surface as a picture: levels, shades, contour lines, and the height at a place."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform

from core.analysis.surface import Surface
from core.arrays import Array
from core.values import dataclass
from gui.frames.regions import lines_over
from gui.plots.parts.graphs import pg
from gui.plots.parts.items import CachedItem, indexed_image, pixel_rectangle
from gui.widgets.theme import Look, Theme, blend

CONTOURS, ON_STAGE = 12, 8
LOG_FROM = 20.0
"""Ratio of the highest to the lowest height from which shades and contours follow its logarithm."""
STEEP, DECADES = 0.15, 3.0
"""Where the lowest height is not above 0: below which share of all heights their median lies if they are logarithmic,
and how many powers of ten are then told apart."""
SAME = 1e-12
"""Share of a height below which a difference is but rounding."""
ABYSS = 6.0
"""How far below the others a few values lie at least, by the spread of these, for them not to count."""
NO_NUMBER = 255
"""Shade of a place whose height is no finite number: see-through, so that the hatching behind shows."""


@dataclass(frozen=True)
class Levels:
    """From which to which height the shades run.

    Equal steps of shade are equal factors of what lies above ``base`` if ``log``.
    """

    low: float
    high: float
    log: bool
    base: float = 0.0

    def place(self, heights: Array) -> Array:
        """Return where each height lies between low (0) and high (1); NaN where it is no finite number."""
        finite = np.where(np.isfinite(heights), heights, np.nan)
        if self.log:
            low, high = self.low - self.base, self.high - self.base
            return np.asarray(np.log(np.maximum(finite - self.base, low) / low) / np.log(high / low))
        return np.asarray((finite - self.low) / (self.high - self.low))


SCALES = ("auto", "linear", "log")


def levels_of(heights: Array, scale: str = "auto") -> Levels:
    """Return levels that a few huge values do not spoil: from the least height to the 97th percentile.

    Where few values lie so far below all others that these would have one shade, the lowest level is theirs.
    ``scale`` is one of `SCALES`; where the lowest height is not above 0, a logarithm is that of the height above it.
    """
    finite = np.sort(heights[np.isfinite(heights)])
    if not len(finite):
        return Levels(0.0, 1.0, log=False)
    places = np.array((0.0, 0.03, 0.5, 0.97)) * (len(finite) - 1)
    low, near, middle, high = np.interp(places, np.arange(len(finite)), finite).tolist()  # as `np.percentile` does
    low = near if near - low > ABYSS * (high - near) > 0.0 else low
    if high - low <= SAME * max(abs(high), abs(low)):
        return Levels(low, low + max(1.0, abs(low)), log=False)
    steep = high / low > LOG_FROM if low > 0.0 else middle - low < STEEP * (high - low)
    base = 0.0 if low > 0.0 else low - (high - low) / 10.0**DECADES
    return Levels(low, high, log=scale == "log" or (scale == "auto" and steep), base=base)


def is_flat(heights: Array) -> bool:
    """Tell whether all heights are finite and one and the same, but for rounding."""
    low, high = float(heights.min()), float(heights.max())
    return np.isfinite(high - low).item() and high - low <= SAME * max(abs(high), abs(low))


def shades(heights: Array, levels: Levels) -> NDArray[np.uint8]:
    """Return indices into `loss_table`: 0 lowest … 254 highest, 255 no finite number."""
    place = levels.place(heights)
    scaled = np.clip(np.nan_to_num(place) * (NO_NUMBER - 1), 0, NO_NUMBER - 1)
    return np.where(np.isnan(place), NO_NUMBER, np.rint(scaled)).astype(np.uint8)


@cache
def shade_table() -> tuple[int, ...]:
    """Return ARGB colours of numbers: from dark violet to yellow in even steps (viridis), the last see-through."""
    colours = pg.colormap.get("viridis").getLookupTable(nPts=NO_NUMBER, alpha=False)
    return (*(0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in colours), 0)


@cache
def loss_table(theme: Theme) -> tuple[int, ...]:
    """Return ARGB colours of losses, the darker the lower, the last see-through."""
    steps = (blend(*theme.surface, step / (NO_NUMBER - 1)) for step in range(NO_NUMBER))
    return (*(0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in steps), 0)


def contours(surface: Surface, levels: Levels, parts: int = CONTOURS) -> Array:
    """Return the contour lines between ``parts`` steps as one curve (2 × k), the pieces separated by NaN."""
    x, y = np.meshgrid(surface.s, surface.t)
    return lines_over(x, y, [levels.place(surface.heights)], [k / parts for k in range(1, parts)])


def height_at(surface: Surface, s: float, t: float) -> float:
    """Return the height at a place, bilinear between the points that were computed; NaN outside of them."""
    column = np.interp(s, surface.s, np.arange(len(surface.s)), left=np.nan, right=np.nan)
    row = np.interp(t, surface.t, np.arange(len(surface.t)), left=np.nan, right=np.nan)
    if np.isnan(column + row):
        return float("nan")
    i, j = min(int(column), len(surface.s) - 2), min(int(row), len(surface.t) - 2)
    across, up = column - i, row - j
    weights = np.outer((1 - up, up), (1 - across, across))
    corners = surface.heights[j : j + 2, i : i + 2]
    return float(np.sum(weights[weights > 0] * corners[weights > 0]))


class SurfaceItem(CachedItem):
    """The surface's shades with its contour lines; painted once and kept until another surface comes."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.surface: Surface | None = None
        self.scale = SCALES[0]
        self.lines: Array = np.empty((2, 0))
        self.levels = Levels(0.0, 1.0, log=False)
        self._shades: NDArray[np.uint8] = np.empty((0, 0), np.uint8)
        self._path = QPainterPath()

    def show_surface(self, surface: Surface | None, scale: str = SCALES[0]) -> None:
        """Show another surface, or none, on one of the `SCALES`."""
        if (surface, scale) == (self.surface, self.scale):
            return
        self.surface, self.scale = surface, scale
        if surface is not None:
            self.levels = levels_of(surface.heights, scale)
            self.lines = contours(surface, self.levels, ON_STAGE if self.look.stage else CONTOURS)
            self._path = pg.arrayToQPath(*np.ascontiguousarray(self.lines), connect="finite")
            self._shades = shades(surface.heights, self.levels)
        self.changed()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw hatching, shades and lines."""
        if self.surface is None:
            return
        area = pixel_rectangle(to_pixels, self._cells())
        if not np.isfinite(self.surface.heights).any():
            return  # the view says so in words
        painter.fillRect(area, QBrush(self.look.colour("dim"), Qt.BrushStyle.BDiagPattern))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, indexed_image(self._shades, loss_table(self.look.theme)))
        painter.setPen(QPen(self.look.colour("contour"), self.look.line(1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(to_pixels.map(self._path))

    def _cells(self) -> tuple[float, float, float, float]:
        """Return the bounds with half a cell around the computed points, which are the middles of the picture's."""
        surface = self.surface
        assert surface is not None
        half_s, half_t = (surface.s[1] - surface.s[0]) / 2, (surface.t[1] - surface.t[0]) / 2
        return surface.s[0] - half_s, surface.s[-1] + half_s, surface.t[0] - half_t, surface.t[-1] + half_t
