"""Examples as points: the markers of classes and numbers, their size, and the ring around the chosen one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from core.arrays import Array
from gui.plots.parts.items import Marker, Points
from gui.plots.parts.surface import shade_table
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Regions

SYMBOLS = ("o", "s", "t1", "d", "star", "p", "t", "+", "h", "x")
"""Symbol of each class, in order: classes differ by shape as well as by colour."""
TOLD_APART = 8
"""Classes whose colours all eyes tell apart, also those to which one kind of cones is missing."""
MANY_HELP = (
    " From the ninth class on a colour is like an earlier one, for some eyes at least: such a region is strewn with "
    "the shape of its class."
)
NUMBER_GROUPS = 12
"""In how many shades the points of numbers are drawn."""
WRONG = 1.7
"""Size of the disc behind a misclassified example, by that of its point."""
LOSS_SIZES = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
"""Diameters of points by their loss, as multiples of the normal one: each step is twice the area."""


def symbol(label: int) -> str:
    """Return the symbol of a class: where colours begin again, each has another symbol than before."""
    return SYMBOLS[(label + label // len(SYMBOLS)) % len(SYMBOLS)]


def drawn_marker(look: Look, label: int) -> Marker:
    """Return the marker of a point of a class that is drawn by hand."""
    colour = QColor(look.theme.classes[label % len(look.theme.classes)])
    return Marker(symbol(label), look.px(8), colour, look.colour("card"), look.line(1))


def chosen_rings(look: Look, size: float) -> tuple[Marker, Marker]:
    """Return what stands around the chosen example, a point of ``size`` pixels: a bold ring on a ground of its own."""
    clear = QColor(Qt.GlobalColor.transparent)
    return (
        Marker("s", 2.8 * size, clear, look.colour("card"), look.line(6)),
        Marker("s", 2.8 * size, clear, look.colour("accent"), look.line(3)),
    )


def point_markers(look: Look, label: int, size: float) -> tuple[Marker, Marker]:
    """Return the markers of a class, ``size`` pixels large: filled for training, hollow for test examples."""
    theme = look.theme
    colour, ground = QColor(theme.classes[label % len(theme.classes)]), QColor(theme.card)
    return (
        Marker(symbol(label), size, colour, ground, 0.1 * size),
        Marker(symbol(label), 0.9 * size, ground, colour, 0.2 * size),
    )


def region_marks(look: Look, labels: NDArray[np.int64], size: float, places: int) -> list[tuple[Marker, Array]]:
    """Return the shapes of classes whose colours are not `TOLD_APART`, strewn over a map of labels (r × c).

    Each stands at some of ``places`` along each side, in shares (2 × m) of the map's width and height from its corner
    of row and column 0.
    """
    colours, marks = look.theme.classes, list[tuple[Marker, Array]]()
    share = (np.arange(places) + 0.5) / places
    cells = labels[np.ix_(*(np.floor(share * length).astype(int) for length in labels.shape))]
    spots = np.stack(np.meshgrid(share, share))
    for label in np.unique(cells[cells >= TOLD_APART]).tolist():
        colour = QColor(colours[label % len(colours)])
        colour.setAlpha(110)
        marks.append((Marker(symbol(label), 0.6 * size, colour, colour, 0.0), spots[:, cells == label]))
    return marks


def wrong_disc(look: Look, size: float) -> Marker:
    """Return what lies behind a misclassified example of ``size``: behind it, so that no point is ever hidden."""
    return Marker("o", WRONG * size, look.colour("text"), look.colour("card"), 0.15 * size)


def legend_markers(look: Look) -> tuple[list[tuple[float, Marker]], ...]:
    """Return what stands for train, test, wrong and size: how far right of the middle in pixels, and the marker."""
    size = look.px(9)
    point, hollow = point_markers(look, 0, size)
    small, large = (point_markers(look, 0, share * size)[0] for share in (0.6, 1.3))
    sizes = [(-0.7 * size, small), (0.5 * size, large)]
    return [(0.0, point)], [(0.0, hollow)], [(0.0, wrong_disc(look, size)), (0.0, point)], sizes


def point_size(look: Look, side: float, count: int) -> float:
    """Return the size in pixels at which ``count`` points on a square of ``side`` pixels are seen and told apart."""
    return max(look.px(4.5), min(look.px(9), 0.6 * side / math.sqrt(max(1, count))))


def number_points(look: Look, x: Array, values: Array, regions: Regions, size: float, kind: int) -> list[Points]:
    """Return points (2 × m) in the shade of their numbers (m,): round and filled, or hollow for ``kind`` 1."""
    share = np.clip((values - regions.low) / (regions.high - regions.low), 0.0, 1.0)
    group = np.minimum((share * NUMBER_GROUPS).astype(int), NUMBER_GROUPS - 1)
    table, ground = shade_table(), QColor(look.theme.card)
    groups = []
    for place in range(NUMBER_GROUPS):
        shade = QColor.fromRgba(table[round(254 * (place + 0.5) / NUMBER_GROUPS)])
        edge = (Marker("o", size, shade, ground, 0.12 * size), Marker("o", 0.9 * size, ground, shade, 0.22 * size))
        groups.append(Points(edge[kind], x[:, group == place]))
    return groups


def loss_steps(loss: Array, mean: float) -> NDArray[np.int64]:
    """Return for each loss (m,) which of `LOSS_SIZES` its point has: the area follows loss / ``mean``."""
    with np.errstate(all="ignore"):
        diameter = np.sqrt(np.nan_to_num(loss / mean, nan=1e9, posinf=1e9))
    return np.asarray(np.abs(np.log(np.maximum(diameter[:, None], 1e-9)) - np.log(LOSS_SIZES)).argmin(axis=1), np.int64)
