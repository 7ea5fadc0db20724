"""Straight lines and arrows laid over a plot."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from core.values import dataclass
from gui.plots.parts.items import DeviceItem, mapped
from gui.widgets.placement import Room
from gui.widgets.theme import Look


@dataclass(frozen=True)
class Stroke:
    """A straight line between two places in data units; ``arrow`` puts a head at its end."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: QColor
    width: float
    arrow: bool = False
    dashed: bool = False
    outline: QColor | None = None


class Sketch(DeviceItem):
    """Strokes over a plot."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.strokes: tuple[Stroke, ...] = ()

    def show_sketch(self, strokes: Sequence[Stroke]) -> None:
        """Show other strokes; places that are not finite are left out."""
        self.strokes = tuple(s for s in strokes if all(map(math.isfinite, (*s.start, *s.end))))
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the strokes."""
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        room = area.adjusted(-area.width(), -area.height(), area.width(), area.height())
        for stroke in self.strokes:
            piece = clipped(to_pixels.map(QPointF(*stroke.start)), to_pixels.map(QPointF(*stroke.end)), room)
            if piece is None:
                continue
            start, end = piece
            if stroke.outline is not None:
                self._draw_stroke(painter, stroke, start, end, stroke.outline, stroke.width + self.look.px(2.5))
            self._draw_stroke(painter, stroke, start, end, stroke.colour, stroke.width)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the strokes, and of the heads of arrows."""
        ends = np.array([(*stroke.start, *stroke.end) for stroke in self.strokes]).reshape(-1, 4).T
        room.take_lines(mapped(to_pixels, *ends[:2]), mapped(to_pixels, *ends[2:]))
        half = self.look.px(6)
        for stroke in self.strokes:
            if stroke.arrow and room.area.contains(tip := to_pixels.map(QPointF(*stroke.end))):
                room.take(QRectF(tip.x() - half, tip.y() - half, 2 * half, 2 * half))

    def _draw_stroke(
        self, painter: QPainter, stroke: Stroke, start: QPointF, end: QPointF, colour: QColor, width: float
    ) -> None:
        pen = QPen(colour, width, Qt.PenStyle.DashLine if stroke.dashed else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        length = math.hypot(end.x() - start.x(), end.y() - start.y())
        if not stroke.arrow or length < 1.0:
            painter.drawLine(start, end)
            return
        head = min(self.look.px(12), length)
        along = (end - start) / length
        across, neck = QPointF(-along.y(), along.x()) * 0.45 * head, end - along * head
        painter.drawLine(start, neck + along)
        painter.setBrush(colour)
        edge = width - stroke.width
        painter.setPen(QPen(colour, edge + 0.5) if edge or not self.look.stage else Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([end, neck + across, neck - across]))


def clipped(start: QPointF, end: QPointF, area: QRectF) -> tuple[QPointF, QPointF] | None:
    """Return the part of a line that lies in ``area``, None if none does (Liang and Barsky 1984).

    Lines to places very far out could not be painted.
    """
    x, y = end.x() - start.x(), end.y() - start.y()
    first, last = 0.0, 1.0
    for run, room in (
        (-x, start.x() - area.left()),
        (x, area.right() - start.x()),
        (-y, start.y() - area.top()),
        (y, area.bottom() - start.y()),
    ):
        if run == 0.0 and room < 0.0:
            return None
        if run < 0.0:
            first = max(first, room / run)
        elif run > 0.0:
            last = min(last, room / run)
    if not first <= last:  # nor if there is no number
        return None
    return QPointF(start.x() + first * x, start.y() + first * y), QPointF(start.x() + last * x, start.y() + last * y)
