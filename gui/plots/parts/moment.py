"""A line at one iteration of a plot over time, with words beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTransform

from gui.plots.parts.items import DeviceItem
from gui.widgets.placement import Room
from gui.widgets.theme import Look


class Moment(DeviceItem):
    """A dashed line from top to bottom at an iteration that is to be noticed; its words stand at the top."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.iteration: float | None = None
        self.words = ""

    def show_moment(self, iteration: float | None, words: str = "") -> None:
        """Mark an iteration, or none."""
        if (iteration, words) != (self.iteration, self.words):
            self.iteration, self.words = iteration, words
            self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the line, and if there is room the words before it, where lines that will rise are still low."""
        if self.iteration is None:
            return
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        x = to_pixels.map(QPointF(self.iteration, 0)).x()
        painter.setPen(QPen(self.look.colour("accent"), self.look.line(1.4), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        font, edge = self.look.font(0.87), self.look.px(5)
        painter.setFont(font)
        painter.setPen(self.look.colour("accent"))
        metrics = QFontMetricsF(font)
        left = x - edge - metrics.horizontalAdvance(self.words)
        if left >= area.left():
            painter.drawText(QPointF(left, area.top() + metrics.ascent()), self.words)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the line."""
        if self.iteration is not None:
            x = to_pixels.map(QPointF(self.iteration, 0)).x()
            room.take_lines(np.array([[x], [room.area.top()]]), np.array([[x], [room.area.bottom()]]))
