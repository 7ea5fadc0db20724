"""What is painted over the network: selection, highlights, the picked parameters u and v, and the value card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.widgets.diagram.connections import Connections
from gui.widgets.diagram.layout import DiagramLayout, Hit
from gui.widgets.placement import Room, first_free, fitted, nearest_in
from gui.widgets.theme import Align, Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

NEAR = 130.0
"""Pixels at normal text from the mouse within which a value card lies."""


@dataclass
class Pointing:
    """What mouse and keyboard point at.

    ``selected`` is (layer, neuron): neuron 0 stands for the whole layer, layer -1 for nothing. ``dragged`` is the
    layer whose header is being dragged (0: none), from ``press`` to ``mouse``.
    """

    selected: tuple[int, int] = (-1, 0)
    hover: Hit = Hit()
    mouse: QPointF = field(default_factory=QPointF)
    press: QPointF = field(default_factory=QPointF)
    pressed: Hit = Hit()
    dragged: int = 0
    focused: bool = False


class DiagramMarks:
    """Paints the marks of one layout."""

    def __init__(self, diagram: DiagramLayout, connections: Connections, look: Look) -> None:
        self._diagram, self._connections, self._look = diagram, connections, look
        self._radius = min(look.px(8.5), diagram.tile * 0.38)

    def paint_selection(self, painter: QPainter, pointing: Pointing) -> None:
        """Mark the selected layer or neuron: thick and in the accent colour while the keyboard acts here."""
        layer, neuron = pointing.selected
        if layer < 0:
            return
        look = self._look
        role, width = ("accent", 2.4) if pointing.focused else ("dim", 1.4)
        self._ring(painter, layer, neuron, look.px(width), role)
        painter.setPen(QPen(look.colour("border" if neuron else role), look.line(1.0 if neuron else width)))
        painter.setBrush(look.colour("field"))
        painter.drawRoundedRect(self._diagram.columns[layer].header, look.px(6), look.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _ring(self, painter: QPainter, layer: int, neuron: int, width: float, role: str = "accent") -> None:
        if self._diagram.drawn(layer, neuron):
            tile, grow = self._diagram.place(layer, neuron), width / 2
            if self._diagram.columns[layer].picture is not None:  # on any ink: a light line in a dark one
                painter.setPen(QPen(self._look.colour("card"), 2 * width))
                painter.drawRect(tile)
            painter.setPen(QPen(self._look.colour(role), width))
            painter.drawRoundedRect(tile.adjusted(-grow, -grow, grow, grow), tile.width() * 0.14, tile.width() * 0.14)

    # --- highlights ---

    def paint_hover(self, painter: QPainter, hover: Hit) -> None:
        """Bring out the connection or neuron under the mouse."""
        if hover.part == "connection":
            self._paint_line(painter, (hover.layer, hover.neuron, hover.source), self._look.px(1.5), "accent")
            self._ring(painter, hover.layer, hover.neuron, self._look.px(2.4))
            self._ring(painter, hover.layer - 1, hover.source, self._look.px(2.4))
        elif hover.part == "neuron":
            self._paint_fan(painter, hover.layer, hover.neuron)
            self._ring(painter, hover.layer, hover.neuron, self._look.px(2.4))

    def _paint_fan(self, painter: QPainter, layer: int, neuron: int) -> None:
        """Bring out the connections of one neuron, in their full colours."""
        columns = self._diagram.columns
        if layer > 0:
            for source in columns[layer - 1].numbers:
                self._paint_line(painter, (layer, neuron, source), self._look.px(0.8))
        if layer < len(columns) - 1:
            for target in columns[layer + 1].numbers:
                self._paint_line(painter, (layer + 1, target, neuron), self._look.px(0.8))

    def _paint_line(self, painter: QPainter, place: tuple[int, int, int], extra: float, role: str = "") -> None:
        """Paint one connection once more, over the others: in its own opaque colour, or solid in another one."""
        pen, sign = self._connections.pen_of(*place)
        pen.setColor(self._look.colour(role or sign))
        before = pen.widthF()
        pen.setWidthF(max(before, self._look.px(1.0)) + extra)
        if role:
            pen.setStyle(Qt.PenStyle.SolidLine)
        elif pen.style() == Qt.PenStyle.CustomDashLine:  # dashes count in widths: keep their length in pixels
            pen.setDashPattern([dash * before / pen.widthF() for dash in pen.dashPattern()])
        painter.setPen(pen)
        painter.drawPath(self._diagram.path(*place))

    # --- picked parameters ---

    def paint_picked(self, painter: QPainter, frame: Frame) -> None:
        """Mark the two parameters of the descent path as u and v."""
        for index in frame.picked:
            place = frame.problem.layout.position(index)
            if place[2]:
                self._paint_line(painter, place, self._look.px(6.0), "accent")
                self._paint_line(painter, place, self._look.px(3.0), "card")
                self._paint_line(painter, place, 0.0)
        for letter, middle in zip(
            "uv", self.letters(frame), strict=True
        ):  # after both lines, so that none runs over a letter
            self._paint_letter(painter, letter, middle)

    def letters(self, frame: Frame) -> list[QPointF]:
        """Return where the letters u and v stand."""
        middles: list[QPointF] = []
        for index in frame.picked:
            place = frame.problem.layout.position(index)
            middles.append(self._free_point(self._letter_points(*place), middles, place))
        return middles

    def badges(self, frame: Frame) -> list[QRectF]:
        """Return the room that the letters u and v take."""
        return [_around(middle, self._radius) for middle in self.letters(frame)]

    def _letter_points(self, layer: int, neuron: int, source: int) -> list[QPointF]:
        """Return where a label may stand: on the line, at the tile's corner, or at the chip the parameter is in."""
        if (folded := self._diagram.chip_of(layer, neuron, source)) >= 0:
            chip = self._diagram.place(folded, 0)
            left = QPointF(chip.left() - self._radius / 2, chip.center().y())  # half outside: its number stays readable
            right = QPointF(chip.right() + self._radius / 2, chip.center().y())
            return [left, right] if folded == layer else [right, left]
        if not source:
            tile, out = self._diagram.place(layer, neuron), self._radius * 0.7
            return [tile.bottomLeft(), tile.bottomLeft() + QPointF(-out, -out), tile.topLeft() - QPointF(out, -out)]
        return [self._diagram.point(layer, neuron, source, t) for t in (0.5, 0.62, 0.38, 0.7, 0.3, 0.78, 0.22)]

    def _free_point(self, points: Sequence[QPointF], taken: Sequence[QPointF], place: tuple[int, int, int]) -> QPointF:
        """Return the first point at which a badge covers neither another one nor a neuron that is not its own."""
        layer, neuron, source = place
        own = () if source else (neuron,)
        tiles = [
            tile
            for column in self._diagram.columns[max(0, layer - 1) : layer + 1]
            for number, tile in zip(column.numbers, column.tiles, strict=True)
            if column.layer != layer or number not in own
        ]
        boxes = [_around(point, self._radius) for point in points]
        free = first_free(boxes, [*tiles, *(_around(other, self._radius) for other in taken)])
        off = free or first_free(boxes, [_around(other, self._radius) for other in taken])
        return off.center() if off is not None else points[0]

    def _paint_letter(self, painter: QPainter, letter: str, middle: QPointF) -> None:
        look, radius = self._look, self._radius
        painter.setPen(QPen(look.colour("highlight_text"), look.line(1.5)))
        painter.setBrush(look.colour("highlight"))
        painter.drawEllipse(middle, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("highlight_text"))
        painter.setFont(look.font(1.5 * radius / look.text, bold=True))
        area = QRectF(middle.x() - radius, middle.y() - radius - look.px(1), 2 * radius, 2 * radius)
        painter.drawText(area, Align.AlignCenter, letter)

    # --- at the mouse ---

    def paint_drag(self, painter: QPainter, pointing: Pointing, title: str, bottom: float) -> None:
        """Show the dragged header at the mouse, and where its layer would land."""
        look, header = self._look, self._diagram.columns[pointing.dragged].header
        x = self._diagram.inserts[self._diagram.gap_at(pointing.mouse.x())].center().x()
        painter.setPen(QPen(look.colour("accent"), look.line(3)))
        painter.drawLine(QPointF(x, header.top()), QPointF(x, bottom - look.px(8)))
        ghost = header.translated(pointing.mouse - pointing.press)
        painter.setPen(QPen(look.colour("accent"), look.line(1.5)))
        painter.setBrush(look.colour("card", 225))
        painter.drawRoundedRect(ghost, look.px(6), look.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(0.92, bold=True))
        painter.drawText(ghost, Align.AlignCenter, title)

    def _card(self, size: tuple[float, float], anchor: QPointF, area: QRectF) -> QRectF:
        """Return where a value card lies: off all neurons if there is room near, else off the one it speaks of."""
        at, near = np.array([[anchor.x()], [anchor.y()]]), self._look.px(NEAR)
        half = self._look.px(9)
        mouse = QRectF(anchor.x() - half, anchor.y() - half, 2 * half, 2 * half)
        tiles = [tile for column in self._diagram.columns for tile in column.tiles]
        for taken in ([mouse, *tiles], [mouse, *(tile for tile in tiles if tile.contains(anchor))], [mouse]):
            room = Room(area)
            for box in taken:
                room.take(box)
            card = room.place(size, at)
            if card is not None and (nearest_in(card, anchor) - anchor).manhattanLength() < near:
                return card
        return fitted(QRectF(anchor.x(), anchor.y() + half, *size), area)

    def paint_value(self, painter: QPainter, text: str, anchor: QPointF, area: QRectF) -> None:
        """Paint a value card beside ``anchor``, kept inside ``area``."""
        look, font = self._look, self._look.font(0.95, bold=True)
        metrics, lines = QFontMetricsF(font), text.split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + look.px(16)
        height = metrics.height() * len(lines) + look.px(9)
        card = self._card((width, height), anchor, area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("highlight"))
        painter.drawRoundedRect(card, look.px(5), look.px(5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("highlight_text"))
        painter.setFont(font)
        painter.drawText(card, Align.AlignCenter, text)


def _around(middle: QPointF, radius: float) -> QRectF:
    """Return the box of a badge."""
    return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
