"""The phase of an iteration on the network: which layer is at work, in which direction, with one example's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from core.training.trace import Phase, Trace
from gui.theme import Look
from gui.widgets.diagram_layout import DiagramLayout
from gui.widgets.numbers import number

if TYPE_CHECKING:
    from gui.frame import Frame


BESIDE = 2.2
"""Tiles lower than so many lines have their numbers beside them."""


def values_of(trace: Trace, phase: Phase, example: int = 0) -> tuple[int, list[str]]:
    """Return the layer whose neurons show numbers in a phase, and an example's numbers: Z then A, the loss, dZ."""
    depth = len(trace.layers)
    if phase.kind == "batch":
        return 0, [number(value) for value in trace.x[:, example]]
    if phase.kind == "forward" and phase.layer is not None:
        layer = trace.layers[phase.layer - 1]
        return phase.layer, [
            f"{number(z)} → {number(a)}" for z, a in zip(layer.z[:, example], layer.a[:, example], strict=True)
        ]
    if phase.kind == "loss":
        return depth, [f"loss {number(trace.per_example[example])}", *[""] * (len(trace.layers[-1].z) - 1)]
    if phase.kind == "backward" and phase.layer is not None:
        return phase.layer, [f"dZ {number(dz)}" for dz in trace.layers[phase.layer - 1].dz[:, example]]
    return -1, []


def layers_at_work(phase: Phase, depth: int) -> tuple[int, ...]:
    """Return the layers that a phase lights up."""
    if phase.layer is not None:
        return (phase.layer,)
    return {"batch": (0,), "loss": (depth,), "update": tuple(range(1, depth + 1))}[phase.kind]


class PhaseMarks:
    """Paints the phase of a frame over the network of one layout."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Light up what is at work and write its numbers; between two iterations the chosen example's, if any."""
        trace, phase = frame.trace, frame.phase
        if trace is None or phase is None:
            self._paint_way(painter, frame)
            return
        for layer in layers_at_work(phase, len(trace.layers)):
            self._light_up(painter, layer)
            if phase.layer is not None:
                self._paint_direction(painter, layer, backward=phase.kind == "backward")
        if phase.kind == "update":
            self._paint_steps(painter, frame, trace)
        layer, texts = values_of(trace, phase, frame.place_in_batch or 0)
        for neuron, text in enumerate(texts, start=1):
            self._write(painter, layer, neuron, text)

    def _paint_way(self, painter: QPainter, frame: Frame) -> None:
        """Write what each neuron answers to the chosen example, quietly; shorter where that stands beside tiles."""
        short = self._diagram.tile < BESIDE * QFontMetricsF(self._look.font(0.72, bold=True)).height()
        for column, values in zip(self._diagram.columns, frame.way, strict=False):
            for neuron, value in zip(column.numbers, values[column.shown].tolist(), strict=False):
                text = f"{value:.2f}".replace("-", "−") if short and abs(value) < 100 else number(value)
                self._write(painter, column.layer, neuron, text, quiet=True)

    def _light_up(self, painter: QPainter, layer: int) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("accent"), self._look.px(2.6)))
        grow = self._look.px(2)
        for tile in self._diagram.columns[layer].tiles:
            painter.drawRoundedRect(tile.adjusted(-grow, -grow, grow, grow), tile.width() * 0.14, tile.width() * 0.14)

    def _paint_direction(self, painter: QPainter, layer: int, backward: bool) -> None:
        """Paint an arrow under the connections of a layer, the way the numbers flow."""
        look, tile = self._look, self._diagram.columns[layer].tiles[0]
        before = self._diagram.columns[layer - 1].tiles[0]
        left, right = before.right() + look.px(6), tile.left() - look.px(6)
        y = max(column.tiles[-1].bottom() for column in self._diagram.columns[layer - 1 : layer + 1]) + look.px(10)
        tail, head, way = (right, left, -1.0) if backward else (left, right, 1.0)
        size = look.px(6)
        painter.setPen(QPen(look.colour("accent"), look.px(2.4)))
        painter.drawLine(QPointF(tail, y), QPointF(head - way * size, y))
        painter.setBrush(look.colour("accent"))
        corners = [(head, y), (head - way * 1.6 * size, y - size), (head - way * 1.6 * size, y + size)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_steps(self, painter: QPainter, frame: Frame, trace: Trace) -> None:
        """Paint on each connection how far its weight steps: colour by sign, width by size within the layer."""
        layout = frame.problem.layout
        if self._diagram.straight:
            return
        moved = trace.after.theta - trace.before.theta
        for before, after in self._diagram.pairs():
            steps = layout.weights(moved, after.layer)[after.shown, before.shown]
            largest = float(np.abs(steps).max()) or 1.0
            for (j, i), step in np.ndenumerate(steps):
                self._paint_step(painter, (after.layer, after.first + j, before.first + i), float(step), largest)

    def _paint_step(self, painter: QPainter, place: tuple[int, int, int], step: float, largest: float) -> None:
        share = abs(step) / largest
        if share < 0.05:
            return
        pen = QPen(self._look.colour("positive" if step > 0 else "negative"), self._look.px(0.6 + 4.0 * share))
        if step < 0:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(self._diagram.path(*place))

    def _write(self, painter: QPainter, layer: int, neuron: int, text: str, quiet: bool = False) -> None:
        """Write a number under a neuron, on a ground of its own."""
        if not text or not self._diagram.drawn(layer, neuron):
            return
        look, tile = self._look, self._diagram.place(layer, neuron)
        font = look.font(0.72, bold=True)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + look.px(8), metrics.height()
        ground = QRectF(tile.center().x() - width / 2, tile.bottom() - height * 0.35, width, height)
        if quiet and tile.height() < BESIDE * height:
            last = layer == len(self._diagram.columns) - 1  # to whose right there may be no room
            left = tile.left() - width - look.px(2) if last else tile.right() + look.px(2)
            ground.moveTopLeft(QPointF(left, tile.center().y() - height / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card", 225) if quiet else look.colour("accent"))
        painter.drawRoundedRect(ground, look.px(3), look.px(3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("accent" if quiet else "accent_text"))
        painter.setFont(font)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)
