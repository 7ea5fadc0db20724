"""Where words find room: off lines, marks and other words. The one helper of all plots and of the network picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from core.arrays import Array

CELL = 3.0
"""Side of the cells in which it is noted what is taken, in pixels."""
CLEAR = 1.5
"""Pixels that are kept free around words."""
CALM = 12.0
"""Up to so many pixels off, words stay where they stood."""
MANY = 1500
"""Of more free boxes than that only some are looked at."""
SHORTLIST = 400
"""How many of the nearest boxes are looked at closely."""
CLEARER = 3.0
"""How much a pixel counts by which words stand nearer to another line than to their own."""


def first_free(boxes: Iterable[QRectF], taken: Sequence[QRectF]) -> QRectF | None:
    """Return the first of ``boxes`` that covers nothing ``taken``; None if there is none."""
    return next((box for box in boxes if not any(map(box.intersects, taken))), None)


def fitted(box: QRectF, area: QRectF) -> QRectF:
    """Return ``box`` moved into ``area``, at its upper left corner if it is larger."""
    x = max(area.left(), min(box.x(), area.right() - box.width()))
    y = max(area.top(), min(box.y(), area.bottom() - box.height()))
    return QRectF(x, y, box.width(), box.height())


class Room:
    """What of an area is free, in pixels."""

    def __init__(self, area: QRectF) -> None:
        self.area = area
        rows, columns = max(0, int(area.height() // CELL)), max(0, int(area.width() // CELL))
        self._taken: NDArray[np.bool_] = np.zeros((rows, columns), dtype=np.bool_)
        self._sums: NDArray[np.int32] | None = None
        self.covered: list[QRectF] = []

    def take(self, box: QRectF) -> None:
        """Note that a box is taken."""
        seen = box.intersected(self.area).translated(-self.area.topLeft()) if self.area.intersects(box) else QRectF()
        if not seen.isEmpty():
            rows = slice(int(seen.top() // CELL), math.ceil(seen.bottom() / CELL))
            self._taken[rows, int(seen.left() // CELL) : math.ceil(seen.right() / CELL)] = True
            self._sums = None

    def cover(self, box: QRectF) -> None:
        """Note that a box is taken by what hides the places below it: no words belong there."""
        self.take(box)
        self.covered.append(box)

    def take_lines(self, start: Array, end: Array) -> None:
        """Note that straight lines are taken, from ``start`` to ``end`` (2 × k) in pixels; those with a NaN are not."""
        start, end = _within(start, end, self.area)
        counts = (np.abs(end - start).max(axis=0, initial=0.0) / (0.9 * CELL)).astype(np.int64) + 2
        line = np.repeat(np.arange(len(counts)), counts)
        share = (np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)) / (counts[line] - 1)
        self.take_points(start[:, line] + share * (end - start)[:, line])

    def take_points(self, points: Array) -> None:
        """Note that places (2 × k) in pixels are taken."""
        corner = np.array([[self.area.left()], [self.area.top()]])
        column, row = ((points - corner) // CELL).astype(np.int64)
        inside = (row >= 0) & (row < self._taken.shape[0]) & (column >= 0) & (column < self._taken.shape[1])
        self._taken[row[inside], column[inside]] = True
        self._sums = None

    def is_free(self, box: QRectF) -> bool:
        """Tell whether a box lies within the area and covers nothing."""
        if not self.area.contains(box):
            return False
        at = box.adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR).intersected(self.area).translated(-self.area.topLeft())
        rows = slice(int(at.top() // CELL), math.ceil(at.bottom() / CELL))
        return not self._taken[rows, int(at.left() // CELL) : math.ceil(at.right() / CELL)].any()

    def place(
        self, size: tuple[float, float], at: Array, others: Array | None = None, before: QRectF | None = None
    ) -> QRectF | None:
        """Return the free box nearest to some places; None if there is no room. It is not taken yet.

        Parameters
        ----------
        size
            Width and height in pixels.
        at
            Places (2 × k) in pixels, of which the nearest one counts.
        others
            Places (2 × n) that the box should not be nearer to than to those.
        before
            Where it was: there it stays, if that is still free and not far off.
        """
        if before is not None and self.is_free(old := QRectF(before.x(), before.y(), *size)):
            kept = _cost(np.array([old.x()]), np.array([old.y()]), size, at, others)
            if float(kept[0]) <= CALM:
                return old
        lefts, tops = self._free(*size)
        if not len(lefts):
            return None
        near = distance(lefts, tops, size, at)
        few = np.argpartition(near, SHORTLIST)[:SHORTLIST] if len(near) > SHORTLIST else np.arange(len(near))
        lefts, tops = lefts[few], tops[few]
        best = int(np.argmin(_cost(lefts, tops, size, at, others)))
        return QRectF(float(lefts[best]), float(tops[best]), *size)

    def _free(self, width: float, height: float) -> tuple[Array, Array]:
        """Return the left ends and tops of all free boxes of a size, with what is kept free, that begin with a cell."""
        down, across = (math.ceil((side + 2 * CLEAR) / CELL) for side in (height, width))
        rows, columns = self._taken.shape
        if down > rows or across > columns:
            return np.empty(0), np.empty(0)
        if self._sums is None:
            self._sums = _sums(self._taken)
        below = self._sums[down:] - self._sums[:-down]
        free = np.flatnonzero(below[:, across:] == below[:, :-across])
        row, column = np.divmod(free[:: 1 + len(free) // MANY], columns + 1 - across)
        return self.area.left() + CLEAR + CELL * column, self.area.top() + CLEAR + CELL * row


def _sums(taken: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return how many cells (rows + 1 × columns + 1) are taken of those above and left of each corner."""
    sums = np.zeros((taken.shape[0] + 1, taken.shape[1] + 1), dtype=np.int32)
    np.cumsum(taken, axis=1, out=sums[1:, 1:])
    np.cumsum(sums, axis=0, out=sums)
    return sums


def _cost(lefts: Array, tops: Array, size: tuple[float, float], at: Array, others: Array | None) -> Array:
    """Return how bad boxes (k,) are: how far off, and by how much another line is nearer; above and right is better."""
    near = distance(lefts, tops, size, at)
    side = 0.02 * (tops - lefts - (tops - lefts).min(initial=0.0))
    if others is None or not others.size:
        return np.asarray(near + side)
    nearer = np.maximum(0.0, near + 2.0 * CELL - distance(lefts, tops, size, others))
    return np.asarray(near + CLEARER * nearer + side)


def distance(lefts: Array, tops: Array, size: tuple[float, float], at: Array) -> Array:
    """Return how far boxes (k,) of a size are from the nearest of some places (2 × n)."""
    x = np.maximum(np.maximum(lefts[:, None] - at[0], at[0] - lefts[:, None] - size[0]), 0.0)
    y = np.maximum(np.maximum(tops[:, None] - at[1], at[1] - tops[:, None] - size[1]), 0.0)
    return np.asarray(np.sqrt((x * x + y * y).min(axis=1)))


def nearest_in(box: QRectF, to: QPointF) -> QPointF:
    """Return the point of a box that is nearest to a place."""
    return QPointF(min(max(to.x(), box.left()), box.right()), min(max(to.y(), box.top()), box.bottom()))


def _within(start: Array, end: Array, area: QRectF) -> tuple[Array, Array]:
    """Return the parts of straight lines that lie in an area, by their ends (2 × k)."""
    low, high = np.array([[area.left()], [area.top()]]), np.array([[area.right()], [area.bottom()]])
    whole = np.all((start >= low) & (start <= high) & (end >= low) & (end <= high), axis=0)
    cut, to = start[:, ~whole], end[:, ~whole]
    first, last = _seen(cut, to - cut, low, high)
    seen = first <= last
    cut, along = cut[:, seen], (to - cut)[:, seen]
    starts = np.concatenate([start[:, whole], cut + first[seen] * along], axis=1)
    return starts, np.concatenate([end[:, whole], cut + last[seen] * along], axis=1)


def _seen(start: Array, run: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return from which to which share of each line it is between corners; first > last where never (Liang, Barsky)."""
    with np.errstate(all="ignore"):
        ends = (low - start) / run, (high - start) / run
        still = (run == 0) & (low <= start) & (start <= high)
        first = np.where(still, 0.0, np.minimum(*ends)).max(axis=0, initial=0.0)
        last = np.where(still, 1.0, np.maximum(*ends)).min(axis=0, initial=1.0)
    seen = first <= last  # also false where there is no number
    return np.where(seen, first, 1.0), np.where(seen, last, 0.0)
