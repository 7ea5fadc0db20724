"""The present iteration in a plot over time, and the iteration under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform

from gui.plots.parts.items import DeviceItem
from gui.widgets.fonts import font
from gui.widgets.theme import Align, Look

QUESTION = 0.12
"""Height of the question mark that stands for what comes, as a share of the stage's."""
BLANK = 150
"""How much of its ground hides it."""


class Present(DeviceItem):
    """A line at the present iteration with the future veiled, or blank if it is asked for; a line at the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.iteration, self.end = 0, 0
        self.pointer: int | None = None

    def show_present(self, iteration: int, end: int) -> None:
        """Mark ``iteration`` of a run that has got to ``end``."""
        if (iteration, end) != (self.iteration, self.end):
            self.iteration, self.end = iteration, end
            self.update()

    def show_pointer(self, iteration: int | None) -> None:
        """Mark the iteration under the pointer, or none."""
        if iteration != self.pointer:
            self.pointer = iteration
            self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the veil and the lines."""
        area = to_pixels.mapRect(self.boundingRect())
        now = to_pixels.map(QPointF(self.iteration, 0)).x()
        if self.look.asked:
            self._ask(painter, QRectF(now, area.top(), area.right() - now, area.height()))
            self._line(painter, area, now, QPen(self.look.colour("accent"), self.look.line(1.4)))
        elif self.iteration < self.end:
            painter.fillRect(QRectF(now, area.top(), area.right() - now, area.height()), self.look.colour("card", 150))
            self._line(painter, area, now, QPen(self.look.colour("accent"), self.look.line(1.4)))
        if self.pointer is not None:
            pen = QPen(self.look.colour("dim"), self.look.line(1), Qt.PenStyle.DashLine)
            self._line(painter, area, to_pixels.map(QPointF(self.pointer, 0)).x(), pen)

    def _ask(self, painter: QPainter, blank: QRectF) -> None:
        """Leave what comes blank, with a question mark on it."""
        painter.fillRect(blank, self.look.colour("background"))
        painter.fillRect(blank, self.look.colour("border", BLANK))
        painter.setFont(font(round(min(QUESTION * self.look.stage, 0.8 * blank.width())), bold=True))
        painter.setPen(self.look.colour("dim"))
        painter.drawText(blank, Align.AlignCenter | Qt.TextFlag.TextDontClip, "?")

    def _line(self, painter: QPainter, area: QRectF, x: float, pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
