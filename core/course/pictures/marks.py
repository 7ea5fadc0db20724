"""Of what a small picture is made: lines, dots and shades in a frame `WIDE` wide and 1 high, y upwards."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.values import dataclass

WIDE = 318 / 104
"""Width of a picture, in heights."""
MARGIN = 0.13
INKS = ("positive", "negative", "good")
"""Colours of several things of one kind, by their roles in a theme."""
Shading = Literal["surface", "signed", "ink", "classes"]


@dataclass(frozen=True, eq=False)
class MarkLine:
    """A line through ``points`` (k × 2); ``ink`` is a colour's role in a theme."""

    points: Array
    ink: str
    width: float = 0.026
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Dots:
    """Dots of one radius at ``points`` (k × 2); ``ink`` a role, or the number of a class."""

    points: Array
    ink: str | int
    radius: float
    hollow: bool = False


@dataclass(frozen=True, eq=False)
class MarkCells:
    """Levels from 0 to 255 (r × c), the highest row first, in a place (left, bottom, width, height).

    ``shading`` tells what they stand for: low to high, negative to positive, paper to ink, or classes of ``classes``
    as `core.analysis.regions.ClassMap` has them.
    """

    levels: NDArray[np.uint8]
    place: tuple[float, float, float, float]
    shading: Shading
    classes: int = 0


PictureMark = MarkLine | Dots | MarkCells
PictureMarks = tuple[PictureMark, ...]


@dataclass(frozen=True)
class Area:
    """A part of the frame."""

    left: float = MARGIN
    bottom: float = MARGIN
    width: float = WIDE - 2 * MARGIN
    height: float = 1 - 2 * MARGIN

    def split(self, count: int, gap: float = 0.2) -> list[Area]:
        """Return so many areas beside each other."""
        width = (self.width - (count - 1) * gap) / count
        return [Area(self.left + k * (width + gap), self.bottom, width, self.height) for k in range(count)]

    def place(self, x: Array, y: Array, across: tuple[float, float], up: tuple[float, float]) -> Array:
        """Return values within two ranges as points (k × 2); what lies far out lies just outside."""
        share = np.stack([(x - across[0]) / _span(across), (y - up[0]) / _span(up)], axis=1)
        share = np.clip(np.nan_to_num(share), -2.0, 3.0)
        return np.asarray(share * (self.width, self.height) + (self.left, self.bottom))


def _span(bounds: tuple[float, float]) -> float:
    return bounds[1] - bounds[0] or 1.0


def levels(values: Array, low: float, high: float) -> NDArray[np.uint8]:
    """Return values as levels from 0, ``low``, to 255, ``high``."""
    share = (np.nan_to_num(values) - low) / (high - low or 1.0)
    return np.rint(255.0 * np.clip(share, 0.0, 1.0)).astype(np.uint8)
