"""Numbers on the network picture: beside neurons, and the steps of an update on their connections."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from core.arrays import Array
from core.training.trace import Trace
from gui.widgets.diagram.layout import DiagramLayout, LayerColumn
from gui.widgets.numbers import number
from gui.widgets.placement import first_free
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

BESIDE = 2.2
"""Tiles lower than so many lines have their numbers beside them."""
SMALLEST_SHARE = 0.05
"""Steps below this share of the largest of their layer are not painted."""
PLACES = (0.5, 0.38, 0.62, 0.27, 0.73, 0.44, 0.56, 0.33, 0.67, 0.2, 0.8)
"""Where on its connection a step's number may stand, as shares of the way; the first where there is room."""
MAX_NUMBERS, MAX_IN_CROWD = 10, 3
"""Steps of a layer that are written, the largest first; the second where connections are many."""
SIGNED_AT = (1.0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0.0)
"""Where at the foot it may stand what the numbers are of: shares of the free width left of it."""
WIDEST, WIDEST_IN_CROWD = 4.0, 1.2
"""How much wider than others the largest step is painted, in pixels at normal text."""


def signed(step: float) -> str:
    """Return a step as text, with its sign."""
    return f"+{number(step)}" if step > 0 else number(step)


def between(before: LayerColumn, after: LayerColumn) -> tuple[float, float]:
    """Return the x from which to which there are only connections."""
    return max(tile.right() for tile in before.tiles), min(tile.left() for tile in after.tiles)


class ValueLabels:
    """Writes numbers on a ground of their own."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._font = look.font(0.72, bold=True)
        self._metrics = QFontMetricsF(self._font)

    def beside(self, tile: float) -> bool:
        """Tell whether tiles of a height are too low to be written on."""
        return tile < BESIDE * self._metrics.height()

    def ground(self, text: str, centre: QPointF) -> QRectF:
        """Return the room that a text takes."""
        width, height = self._metrics.horizontalAdvance(text) + self._look.px(8), self._metrics.height()
        return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

    def write(self, painter: QPainter, tile: QRectF, text: str, before: bool = False) -> QRectF:
        """Write a number at a tile; return the room it takes."""
        ground = self.at(tile, text, painter.window().right(), before)
        self.paint(painter, ground, text)
        return ground

    def at(self, tile: QRectF, text: str, edge: float, before: bool = False) -> QRectF:
        """Return where a number is: at the foot of a tile or beside low ones, left if ``before``; before an edge."""
        ground = self.ground(text, QPointF(tile.center().x(), tile.bottom() + self._metrics.height() * 0.15))
        if self.beside(tile.height()) or tile.height() > 1.5 * tile.width():
            left = tile.left() - ground.width() - self._look.px(3) if before else tile.right() + self._look.px(3)
            ground.moveTopLeft(QPointF(left, tile.center().y() - ground.height() / 2))
        ground.moveRight(min(ground.right(), edge))
        return ground

    def paint(self, painter: QPainter, ground: QRectF, text: str, role: str = "") -> None:
        """Paint a text in a colour on the card's ground, or loudly without one."""
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card", 225) if role else look.colour("highlight"))
        painter.drawRoundedRect(ground, look.px(3), look.px(3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour(role or "highlight_text"))
        painter.setFont(self._font)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)

    def sign(self, painter: QPainter, text: str, short: str, taken: Sequence[QRectF]) -> QRectF:
        """Write at the foot what the numbers are of; return the room it takes.

        It stands as far right as it covers nothing ``taken``, shorter where there is no room.
        """
        font, px = self._look.font(0.8), self._look.px
        painter.setFont(font)
        painter.setPen(self._look.colour("dim"))
        area = QRectF(painter.window()).adjusted(px(4), 0, -px(4), -px(1))
        metrics = QFontMetricsF(font)
        places = [(words, share) for words in (text, short) for share in SIGNED_AT]
        rooms = {(words, share): _foot(area, metrics, words, share) for words, share in places}
        there = [each for each in places if rooms[each].width() <= area.width()]
        free = next((each for each in there if first_free([rooms[each]], taken)), (short, SIGNED_AT[0]))
        painter.drawText(rooms[free], Qt.AlignmentFlag.AlignCenter, free[0])
        return rooms[free]


def _foot(area: QRectF, metrics: QFontMetricsF, words: str, share: float) -> QRectF:
    """Return the room of words at the foot of an area, ``share`` of the free width from its left."""
    width = math.ceil(metrics.horizontalAdvance(words)) + 1.0
    left, height = area.left() + share * (area.width() - width), metrics.height()
    return QRectF(left, area.bottom() - height, width, height)


def room_on(
    labels: ValueLabels,
    diagram: DiagramLayout,
    connection: tuple[int, int, int],
    text: str,
    within: tuple[float, float],
    taken: Sequence[QRectF],
) -> QRectF | None:
    """Return the first room on a connection where a text covers nothing ``taken`` and no tile; None if there is none.

    ``within``: the x from which to which there are only connections.
    """
    left, right = within
    grounds = (labels.ground(text, diagram.point(*connection, share)) for share in PLACES)
    return first_free((g for g in grounds if left < g.left() and g.right() < right), taken)


class StepMarks:
    """Paints how far each parameter steps in an update: weights on their connections, biases at their neurons."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look, self._labels = diagram, look, ValueLabels(look)

    def paint(self, painter: QPainter, frame: Frame, trace: Trace) -> None:
        """Paint the steps: colour by sign, width by size within the layer; then numbers over them."""
        layout = frame.problem.layout
        moved = trace.after.theta - trace.before.theta
        layers = [(b, a, layout.weights(moved, a.layer)[a.shown, b.shown]) for b, a in self._diagram.pairs()]
        for before, after, steps in layers:
            largest = float(np.abs(steps).max()) or 1.0
            for (j, i), step in np.ndenumerate(steps):
                self._paint_step(painter, (after.layer, after.first + j, before.first + i), float(step), largest)
        taken: list[QRectF] = []
        for _, after, _ in layers:
            taken += self._write_biases(painter, after, layout.biases(moved, after.layer)[after.shown, 0])
        for before, after, steps in layers:
            self._write_steps(painter, before, after, steps, taken)
        taken += self._diagram.boxes
        b = self._look.notation.letters["biases"].lower()
        self._labels.sign(painter, f"steps of the weights, and of the biases {b}", "steps", taken)

    def _write_biases(self, painter: QPainter, column: LayerColumn, steps: Array) -> list[QRectF]:
        last = column.layer == len(self._diagram.columns) - 1
        b = self._look.notation.letters["biases"].lower()
        pairs = zip(column.tiles, steps.tolist(), strict=True)
        return [self._labels.write(painter, tile, f"{b} {signed(step)}", before=last) for tile, step in pairs]

    def _paint_step(self, painter: QPainter, place: tuple[int, int, int], step: float, largest: float) -> None:
        share = abs(step) / largest
        if not share >= SMALLEST_SHARE:
            return
        widest = WIDEST_IN_CROWD if self._diagram.straight else WIDEST
        pen = QPen(self._look.colour("positive" if step > 0 else "negative"), self._look.line(0.6 + widest * share))
        if step < 0 and not self._diagram.straight:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(self._diagram.path(*place))

    def _write_steps(
        self, painter: QPainter, before: LayerColumn, after: LayerColumn, steps: Array, taken: list[QRectF]
    ) -> None:
        """Write the largest steps on their connections, as far as there is room beside what has ``taken`` some."""
        most = MAX_IN_CROWD if self._diagram.straight else MAX_NUMBERS
        for place in np.argsort(-np.abs(steps), axis=None, kind="stable")[:most]:
            j, i = divmod(int(place), steps.shape[1])
            text, connection = signed(float(steps[j, i])), (after.layer, after.first + j, before.first + i)
            ground = room_on(self._labels, self._diagram, connection, text, between(before, after), taken)
            if steps[j, i] and ground is not None:
                taken.append(ground)
                self._labels.paint(painter, ground, text, "accent")
