"""The connections of the network diagram: one curve a weight, its sign and size in colour, width and dashes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import Array
from gui.widgets.diagram.layout import DiagramLayout
from gui.widgets.theme import Look, blend

STRENGTHS = 6
"""Number of widths in which connections are drawn; each width has one pen a sign."""
SMOOTH_FROM = 4
"""The strength from which connections are smoothed and widened when there are hundreds of them."""
DENSE = 1000
"""From so many connections on, the second weakest are left out, too."""
LINES_EVERY = 0.2
"""Seconds between two paintings of the connections during a run: they are the costly part and change slowly."""
LARGEST_FINITE = 1e300


def largest(weights: Array) -> float:
    """Return the largest |w| of a layer; tiny instead of 0, so that one may divide by it."""
    return max(float(_sizes(weights).max()), 1e-300)


def _sizes(weights: Array) -> Array:
    sizes = np.abs(weights)
    return sizes if np.isfinite(sizes).all() else np.nan_to_num(sizes, nan=0.0, posinf=LARGEST_FINITE)


def pen_numbers(weights: Array, scale: float) -> NDArray[np.int64]:
    """Return the pen number of each weight (any shape) of a layer whose `largest` is ``scale``.

    It is ``2 s + (1 if negative)`` with the strength s = 0…5 from √(|w| / largest |w| of the layer), so that weak
    connections stay visible beside one that is very strong.
    """
    share = np.sqrt(np.minimum(_sizes(weights) / scale, 1.0))
    strength = np.minimum(share * STRENGTHS, STRENGTHS - 1).astype(np.int64)
    return np.asarray(2 * strength + (weights < 0), dtype=np.int64)


class Connections:
    """All connections of a layout, with their paths made once and their pens chosen for each θ."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram = diagram
        self._weights: Sequence[Array] = ()
        self._key, self._known_at = b"", 0.0
        self._look = look
        self.pens = [self._pen(number, look) for number in range(2 * STRENGTHS)]
        self.lit_pens = [self._pen(number, look, lit=True) for number in range(2 * STRENGTHS)]
        self._layers = np.repeat(
            [after.layer for _, after in diagram.pairs()], [len(a.tiles) * len(b.tiles) for a, b in diagram.pairs()]
        )
        places = [
            (after.layer, j, i) for before, after in diagram.pairs() for j in after.numbers for i in before.numbers
        ]
        self._lines = [QLineF(*diagram.ends(*place)) for place in places] if diagram.straight else []
        self._paths = [] if diagram.straight else [diagram.path(*place) for place in places]

    def _pen(self, number: int, look: Look, lit: bool = False) -> QPen:
        """Return the pen of a strength and sign: stronger is wider and clearer, negative is dashed."""
        strength, negative = divmod(number, 2)
        share, straight = strength / (STRENGTHS - 1), self._diagram.straight
        # As if see-through, so that the neurons stand out; really so, painting would take four times as long.
        clearness = 0.12 + 0.66 * share**1.6 if straight else 0.3 + 0.48 * share
        colour = look.theme.negative if negative else look.theme.positive
        pen = QPen(QColor(*blend(look.theme.card, colour, 1.0 if lit else clearness)))
        pen.setWidthF(self._width(strength, share, look, lit))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if negative and not straight:
            # Long dashes with hairline gaps, the same in pixels at every width; Qt counts in line widths.
            pen.setDashPattern([look.px(10.0) / pen.widthF(), look.px(1.8) / pen.widthF()])
        return pen

    def _width(self, strength: int, share: float, look: Look, lit: bool) -> float:
        if self._diagram.straight:
            return look.line(0.0) or (self._diagram.tile * 0.05 if strength >= SMOOTH_FROM else 1.0)
        thinnest, thickest = look.px(0.7), min(look.px(4.5), self._diagram.tile * 0.1)
        if look.stage:
            thinnest, thickest = look.line(0.0), (3.0 if lit else 2.0) * look.line(0.0)
        return thinnest + max(thickest - thinnest, 0.0) * math.pow(share, 1.5)

    def show(self, weights: Sequence[Array]) -> None:
        """Take W[1]…W[L] of the θ that is painted next."""
        self._weights = weights

    def pen_of(self, layer: int, neuron: int, source: int) -> tuple[QPen, str]:
        """Return the pen of one connection (neurons counted from 1, folded ones too) and its sign's colour."""
        weights = self._weights[layer - 1]
        number = int(pen_numbers(weights[neuron - 1 : neuron, source - 1 : source], largest(weights)).item())
        return QPen(self.pens[number]), "negative" if number % 2 else "positive"

    def numbers(self) -> NDArray[np.int64]:
        """Return the pen number of every drawn connection, in the order of the paths."""
        layers = zip(self._weights, self._diagram.pairs(), strict=True)
        return np.concatenate(
            [pen_numbers(w[after.shown, before.shown], largest(w)).ravel() for w, (before, after) in layers]
        )

    def key(self, calm: bool) -> bytes:
        """Return what their painting depends on, as of `LINES_EVERY` seconds ago unless the picture is ``calm``."""
        now = perf_counter()
        if calm or now - self._known_at > LINES_EVERY:
            self._known_at, self._key = now, self.numbers().tobytes()
        return self._key

    def paint(self, painter: QPainter, lit: Container[int] | None = None) -> None:
        """Paint the connections, the weak ones first: all, or in full colours those into the layers ``lit``."""
        numbers, pens = self.numbers(), self.pens
        if lit is not None:
            numbers = np.where([layer in lit for layer in self._layers], numbers, 2 * STRENGTHS)
            pens = self.lit_pens
        order = np.argsort(numbers, kind="stable")
        starts = np.searchsorted(numbers[order], np.arange(2 * STRENGTHS + 1)).tolist()
        places = order.tolist()
        for number, (start, end) in enumerate(itertools.pairwise(starts)):
            if start < end:
                painter.setPen(pens[number])
                self._paint_class(painter, number // 2, places[start:end])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    @property
    def _haze(self) -> int:
        """The strength up to which straight connections are not painted."""
        return STRENGTHS // 2 if self._look.stage else int(len(self._lines) >= DENSE)

    def _paint_class(self, painter: QPainter, strength: int, places: list[int]) -> None:
        if not self._diagram.straight:
            for place in places:
                painter.drawPath(self._paths[place])
        elif strength > self._haze:  # among hundreds, the weakest are only a haze that costs time
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, strength >= SMOOTH_FROM)
            painter.drawLines([self._lines[place] for place in places])
