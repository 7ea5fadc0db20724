"""Where the runs of a race stand on the descent path's plane, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from core.analysis.planes import Plane
from core.arrays import Array
from core.training.run import Run
from gui.frame import FARTHEST, Frame
from gui.plots.items import DeviceItem
from gui.theme import Look

INK = "#10161a"
PAPER = "#f4f7f8"
"""Names stand on the surface, whose shades are the same in every theme."""
REACH = 2.5
"""A ball that lies farther off than so many widths of the picture does not stretch it."""
MOST_KEYS, KEY_VALUES = 400, 300_000
"""Snapshots through which a way is seen, and values that they may have together."""


@dataclass(frozen=True)
class Ball:
    """A run's name and place (s, t); ``colour`` is None for the active one, which has its own ball."""

    name: str
    place: tuple[float, float]
    colour: QColor | None


def place_of(plane: Plane, theta: Array) -> tuple[float, float]:
    """Return where θ (p,) is on a plane."""
    s, t = np.clip(np.nan_to_num(plane.place(theta)), -FARTHEST, FARTHEST)
    return float(s), float(t)


def way_on(plane: Plane, run: Run) -> Array:
    """Return the way of a run on a plane (2 × k), at some of its keys."""
    keys = run.history.some_keys(min(MOST_KEYS, max(16, KEY_VALUES // len(plane.origin))))
    return np.clip(plane.place(np.array([key.theta for key in keys])).T, -FARTHEST, FARTHEST)


def balls_of(frame: Frame, look: Look) -> tuple[Ball, ...]:
    """Return the balls of a race; without one none."""
    plane = frame.chart.plane
    if plane is None or not frame.rivals:
        return ()
    others = [
        Ball(
            rival.run.name,
            place_of(plane, rival.snapshot.theta),
            QColor(look.theme.classes[2 + frame.ghosts.index(rival.run)]),
        )
        for rival in frame.rivals
    ]
    return (*others, Ball(frame.run.name, place_of(plane, frame.snapshot.theta), None))


def stretched(low: float, high: float, places: Sequence[float]) -> tuple[float, float]:
    """Return the range ``low`` … ``high`` with those of ``places`` in it that are not far off."""
    width = high - low
    near = [place for place in places if low - REACH * width < place < high + REACH * width]
    least, most = min([low, *near]), max([high, *near])
    spare = 0.06 * (most - least)
    return (least - spare if least < low else low), (most + spare if most > high else high)


class RivalBalls(DeviceItem):
    """The balls and the names."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.balls: tuple[Ball, ...] = ()

    def show_balls(self, balls: Sequence[Ball]) -> None:
        """Show other balls."""
        self.balls = tuple(balls)
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the names, to the right of their balls or to the left where there is no room; then the balls."""
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        half = self.look.px(6)
        there = [(ball, at) for ball in self.balls if area.contains(at := to_pixels.map(QPointF(*ball.place)))]
        taken = [QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half) for _, at in there]
        for ball, at in reversed(there):
            self._write(painter, ball, at, area, taken)
        for ball, at in there:
            if ball.colour is not None:
                painter.setPen(QPen(QColor(INK), self.look.px(1.5)))
                painter.setBrush(ball.colour)
                painter.drawEllipse(at, self.look.px(5.5), self.look.px(5.5))

    def _write(self, painter: QPainter, ball: Ball, at: QPointF, area: QRectF, taken: list[QRectF]) -> None:
        """Write a name on a plate beside its ball, moved where it would cover another."""
        font, px = self.look.font(0.8, bold=ball.colour is None), self.look.px
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(ball.name) + px(8), metrics.height()
        left = at.x() + px(10)
        if left + width > area.right():
            left = max(area.left(), at.x() - px(10) - width)
        plate = QRectF(left, at.y() - height / 2, width, height)
        for step in (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0):
            plate.moveTop(at.y() - height / 2 + step * height)
            if area.contains(plate) and not any(plate.intersects(other) for other in taken):
                break
        taken.append(QRectF(plate))
        painter.setFont(font)
        painter.setPen(QPen(ball.colour or QColor(INK), px(1.2)))
        ground = QColor(PAPER)
        ground.setAlpha(225)
        painter.setBrush(ground)
        painter.drawRoundedRect(plate, px(3), px(3))
        painter.setPen(QColor(INK))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, ball.name)
