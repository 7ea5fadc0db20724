"""Arrows downhill: the direction of steepest descent at the ball, and that of each single example of a batch."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from core.arrays import Array
from gui.plots.parts.items import DeviceItem, Marker, mapped
from gui.plots.parts.path import INK
from gui.plots.parts.tags import Tag
from gui.widgets.placement import Room
from gui.widgets.theme import Look

BALL = "#ffd25e"
BALL_SIZE, BALL_ON_STAGE = 14, 20
"""Pixels across the ball at normal text, at the desk and on the stage."""
ARROW_LENGTH = 0.2
"""Length of the arrow as a share of the smaller side of the plot."""
MAX_LENGTH = 0.33
"""Length of the longest of the examples' arrows as a share of it."""


def ball_size(look: Look) -> float:
    """Return the pixels across the ball that is now."""
    return look.px(BALL_ON_STAGE if look.stage else BALL_SIZE)


def own_ball(look: Look) -> Marker:
    """Return the ball that is now."""
    return Marker("o", ball_size(look), QColor(BALL), QColor(INK), look.line(1.5))


def start_ring(look: Look, start: tuple[float, float]) -> list[tuple[Marker, float, float]]:
    """Return the ring where a path starts: white, with a dark rim that tells it from any ground."""
    size, clear = 0.8 * ball_size(look), QColor(Qt.GlobalColor.transparent)
    rim = Marker("o", size, clear, QColor(INK), look.line(4.5))
    return [(rim, *start), (Marker("o", size, clear, QColor("#ffffff"), look.line(2.5)), *start)]


def names_on_stage(look: Look, start: tuple[float, float], tip: tuple[float, float], gradient: str) -> list[Tag]:
    """Return what stands on the stage beside the start of a path and the tip of the arrow down the ``gradient``."""
    return [
        Tag(gradient, tip, look.colour("accent"), needed=False, formula=True),
        Tag("start", start, look.colour("text"), needed=False),
    ]


def descent_direction(slope: tuple[float, float], scale: tuple[float, float]) -> tuple[float, float] | None:
    """Return the direction of −∂L on the screen as a unit vector (right, down), or None where it is flat.

    The step −∂L is one in data units; ``scale`` (pixels per unit, across and up) carries it over to the screen, where
    it stands square on the contour lines only if both axes have the same scale.
    """
    right, down = -slope[0] * scale[0], slope[1] * scale[1]
    size = math.hypot(right, down)
    return (right / size, down / size) if math.isfinite(size) and size > 0 else None


class Arrow(DeviceItem):
    """The arrow at the ball, of a fixed length on the screen; with those of examples, their mean to the same scale."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.start = QPointF()
        self.slope = (0.0, 0.0)
        self.own: Array = np.empty((2, 0))

    def show_descent(self, start: QPointF, slope: tuple[float, float], own: Array) -> None:
        """Point downhill from ``start``, where ``slope`` are the derivatives and ``own`` (2 × m) those of examples."""
        self.start, self.slope, self.own = start, slope, own
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the arrow, unless the surface is flat here."""
        scale = (abs(to_pixels.m11()), abs(to_pixels.m22()))
        area = to_pixels.mapRect(self.boundingRect())
        side, start = min(area.width(), area.height()), to_pixels.map(self.start)
        direction, length = descent_direction(self.slope, scale), ARROW_LENGTH * side
        if self.own.shape[1]:
            length = self._draw_own(painter, start, scale, MAX_LENGTH * side)
        if direction is None:
            return
        angle = math.degrees(math.atan2(direction[1], direction[0]))
        painter.setPen(QPen(QColor(INK), self.look.line(1.2)))
        painter.setBrush(QColor(BALL))
        painter.drawPath(QTransform.fromTranslate(start.x(), start.y()).rotate(angle).map(self._shape(length)))

    def tip(self, per_unit: tuple[float, float], side: float) -> tuple[float, float]:
        """Return where the arrow ends in data units, with ``per_unit`` pixels and in a plot of that smaller side.

        It is not finite where the surface is flat, or the plot has no room.
        """
        direction = descent_direction(self.slope, per_unit)
        if direction is None or not all(per_unit):
            return math.nan, math.nan
        (right, down), length = direction, ARROW_LENGTH * side
        return self.start.x() + length * right / per_unit[0], self.start.y() - length * down / per_unit[1]

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the arrow."""
        scale, side = (abs(to_pixels.m11()), abs(to_pixels.m22())), min(room.area.width(), room.area.height())
        ends = np.array([[self.start.x(), self.start.y()], self.tip(scale, side)]).T
        if np.isfinite(ends).all():
            start, end = np.hsplit(mapped(to_pixels, *ends), 2)
            room.take_lines(start, end)

    def _draw_own(self, painter: QPainter, start: QPointF, scale: tuple[float, float], longest: float) -> float:
        """Draw the thin arrows of the examples; return the length of their mean to the same scale."""
        ends = np.array([-self.own[0] * scale[0], self.own[1] * scale[1]])
        most = float(np.hypot(*ends).max())
        if not (0.0 < most < math.inf):
            return 0.0
        ends *= longest / most
        lines = [line for x, y in ends.T.tolist() for line in self._thin(start, x, y)]
        for colour, width in ((INK, 2.4), ("#ffffff", 1.2)):
            painter.setPen(QPen(QColor(colour), self.look.line(width)))
            painter.drawLines(lines)
        return math.hypot(self.slope[0] * scale[0], self.slope[1] * scale[1]) * longest / most

    def _thin(self, start: QPointF, x: float, y: float) -> list[QLineF]:
        """Return the three strokes of a thin arrow."""
        end, size = QPointF(start.x() + x, start.y() + y), math.hypot(x, y)
        head = min(self.look.px(5), size / 2)
        back = math.atan2(-y, -x)
        tips = (QPointF(head * math.cos(back + turn), head * math.sin(back + turn)) for turn in (-0.5, 0.5))
        return [QLineF(start, end), *(QLineF(end, end + tip) for tip in tips)]

    def _shape(self, length: float) -> QPainterPath:
        half, head = 0.115 * ball_size(self.look), 0.36 * ball_size(self.look)
        length = max(length, self.look.px(26))
        neck, path = length - 2 * head, QPainterPath(QPointF(0, -half))
        for x, y in ((neck, -half), (neck, -head), (length, 0), (neck, head), (neck, half), (0, half)):
            path.lineTo(x, y)
        path.closeSubpath()
        return path
