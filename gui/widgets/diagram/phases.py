"""The phase of an iteration on the network: which layer is at work, in which direction, with one example's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from core.training.trace import Phase, Trace
from gui.widgets.diagram.layout import DiagramLayout
from gui.widgets.diagram.steps import StepMarks, ValueLabels, between
from gui.widgets.numbers import number
from gui.widgets.placement import first_free
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame


FADED = 190
"""How opaque the veil is over connections that are not at work, of 255."""


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
        return depth, [f"loss {number(trace.per_example[example])}"]
    if phase.kind == "backward" and phase.layer is not None:
        return phase.layer, [f"dZ {number(dz)}" for dz in trace.layers[phase.layer - 1].dz[:, example]]
    return -1, []


def example_on_show(frame: Frame) -> int:
    """Return whose numbers are shown, as a place in the batch: those of the lenses' “this example”."""
    return frame.place


def layers_at_work(phase: Phase, depth: int) -> tuple[int, ...]:
    """Return the layers that a phase lights up."""
    if phase.layer is not None:
        return (phase.layer,)
    return {"batch": (0,), "loss": (depth,), "update": tuple(range(1, depth + 1))}[phase.kind]


class PhaseMarks:
    """Paints the phase of a frame over the network of one layout."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        self._labels, self._steps = ValueLabels(look), StepMarks(diagram, look)

    def paint_ground(self, painter: QPainter, frame: Frame) -> None:
        """Let the connections fade that are not at work in the phase."""
        phase = frame.phase if frame.trace is not None else None
        if phase is None or phase.kind == "update":
            return
        tiles = [tile for column in self._diagram.columns for tile in column.tiles]
        top, bottom = min(tile.top() for tile in tiles), max(tile.bottom() for tile in tiles)
        for before, after in self._diagram.pairs():
            if after.layer != phase.layer:
                left, right = between(before, after)
                painter.fillRect(QRectF(left, top, right - left, bottom - top), self._look.colour("card", FADED))

    def paint(self, painter: QPainter, frame: Frame, letters: Sequence[QRectF]) -> None:
        """Light up what is at work and write its numbers; between two iterations the chosen example's, if any.

        Those of the chosen example cover no ``letters`` of picked parameters.
        """
        trace, phase = frame.trace, frame.phase
        if trace is None or phase is None:
            self._write_answers(painter, frame, letters)
            return
        for layer in layers_at_work(phase, len(trace.layers)):
            self._light_up(painter, layer)
        if phase.kind == "update":
            self._steps.paint(painter, frame, trace)
            return
        example, taken = example_on_show(frame), self._diagram.boxes
        taken += self._write_values(painter, trace, phase, example)
        if phase.layer is not None:
            taken.append(self._paint_direction(painter, phase.layer, phase.kind == "backward", taken))
        whose = f"training {trace.columns[example] + 1:,}"
        self._labels.sign(painter, f"numbers of {whose}", whose, taken)

    def _write_values(self, painter: QPainter, trace: Trace, phase: Phase, example: int) -> list[QRectF]:
        """Write an example's numbers where they belong; return the room they take."""
        layer, written = values_of(trace, phase, example)
        texts = [self._look.notation.text(text, own=True) for text in written]
        if phase.kind == "loss" and len(trace.layers[-1].z) > 1:  # it belongs to all outputs, not to the first
            tiles = self._diagram.columns[layer].tiles
            whole = QRectF(tiles[0].topLeft(), tiles[-1].bottomRight())
            return [self._labels.write(painter, whole, texts[0], before=True)]
        return [self._write(painter, layer, neuron, text) for neuron, text in enumerate(texts, start=1)]

    def _write_answers(self, painter: QPainter, frame: Frame, letters: Sequence[QRectF]) -> None:
        """Write what each neuron answers to the chosen example, quietly."""
        written = self.answers(frame, painter.window().right(), letters)
        for ground, text in written:
            self._labels.paint(painter, ground, text, "accent")
        if written and frame.row is not None:
            whose, taken = frame.name_of(frame.row), [*self._diagram.boxes, *(ground for ground, _ in written)]
            self._labels.sign(painter, f"numbers of {whose}", whose, taken)

    def answers(self, frame: Frame, edge: float, letters: Sequence[QRectF]) -> list[tuple[QRectF, str]]:
        """Return the rooms and numbers of the chosen example, left of an ``edge``; shorter where they are beside tiles.

        One that had to cover a letter, a neuron or another number is left out; the answer itself comes first.
        """
        short, columns, found = self._labels.beside(self._diagram.tile), self._diagram.columns, [*letters]
        written: list[tuple[QRectF, str]] = []
        for column, values in reversed(list(zip(columns, frame.example_activations, strict=False))):
            last = column.layer == len(columns) - 1  # to whose right there may be no room
            for neuron, value in zip(column.numbers, values[column.shown].tolist(), strict=False):
                if column.picture is not None:  # pixels tell by ink
                    break
                text = f"{value:.2f}".replace("-", "−") if short and abs(value) < 100 else number(value)
                tile = self._diagram.place(column.layer, neuron)
                ground = self._labels.at(tile, text, edge, before=last)
                others = [each for other in columns for each in other.tiles if each != tile]
                if first_free([ground], [*found, *others]) is not None:
                    found.append(ground)
                    written.append((ground, text))
        return written

    def _light_up(self, painter: QPainter, layer: int) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("accent"), self._look.line(2.6)))
        grow = self._look.px(2)
        column = self._diagram.columns[layer]
        for tile in column.tiles if column.picture is None else (column.picture,):
            painter.drawRoundedRect(tile.adjusted(-grow, -grow, grow, grow), tile.width() * 0.14, tile.width() * 0.14)

    def _paint_direction(self, painter: QPainter, layer: int, backward: bool, taken: Sequence[QRectF]) -> QRectF:
        """Paint an arrow under the connections of a layer, the way the numbers flow; return the room it takes.

        It ends where numbers at the feet of its layers have ``taken`` the room.
        """
        look, (before, column) = self._look, self._diagram.columns[layer - 1 : layer + 1]
        left, right = before.right + look.px(6), column.tiles[0].left() - look.px(6)
        y, size = max(before.area.bottom(), column.area.bottom()) + look.px(10), look.px(6)
        row = QRectF(left, y - size, right - left, 2 * size)
        for room in filter(row.intersects, taken):
            if room.center().x() > row.center().x():
                right = min(right, room.left() - look.px(3))
            else:
                left = max(left, room.right() + look.px(3))
        tail, head, way = (right, left, -1.0) if backward else (left, right, 1.0)
        painter.setPen(QPen(look.colour("accent"), look.line(2.4)))
        painter.drawLine(QPointF(tail, y), QPointF(head - way * size, y))
        painter.setBrush(look.colour("highlight"))
        corners = [(head, y), (head - way * 1.6 * size, y - size), (head - way * 1.6 * size, y + size)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return QRectF(left, y - size, right - left, 2 * size)

    def _write(self, painter: QPainter, layer: int, neuron: int, text: str) -> QRectF:
        """Write a number under a neuron, or beside it where tiles are small; return the room it takes."""
        if self._diagram.drawn(layer, neuron) and self._diagram.columns[layer].picture is None:  # pixels tell by ink
            last = layer == len(self._diagram.columns) - 1  # to whose right there may be no room
            return self._labels.write(painter, self._diagram.place(layer, neuron), text, before=last)
        return QRectF()
