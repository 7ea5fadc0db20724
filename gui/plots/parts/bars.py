"""The bars of a histogram: how often which value occurs, with 0 marked and exact zeros apart."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from core.analysis.layers import Histogram
from gui.plots.parts.items import DeviceItem
from gui.widgets.theme import Look


class Bars(DeviceItem):
    """The bars of a histogram, standing on the lower edge of the plot; the highest takes ``share`` of its height."""

    def __init__(self, share: float = 1.0) -> None:
        super().__init__()
        self.look = Look()
        self.share = share
        self.histogram: Histogram | None = None
        self.top = 1.0

    def show_histogram(self, histogram: Histogram | None, top: float) -> None:
        """Show bars of which one of ``top`` values would be as high as can be."""
        self.histogram, self.top = histogram, max(top, 1.0)
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the line at 0, the bars, and the bar of exact zeros."""
        if self.histogram is None:
            return
        area = to_pixels.mapRect(self.boundingRect())
        zero = to_pixels.map(QPointF(0.0, 0.0)).x()
        line = QPen(self.look.colour("dim"), self.look.line(1), Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.drawLine(QLineF(zero, area.top(), zero, area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("positive", 190))
        shown = self.histogram
        edge = to_pixels.map(QPointF(shown.low, 0.0)).x()
        width = shown.width * to_pixels.m11()
        for place, count in enumerate(shown.counts.tolist()):
            if count:
                painter.drawRect(self._bar(area, edge + place * width, width, count))
        if shown.zeros:
            self._draw_zeros(painter, area, zero, width, shown.zeros)

    def _bar(self, area: QRectF, left: float, width: float, count: float) -> QRectF:
        height = area.height() * self.share * min(count / self.top, 1.0)
        return QRectF(left, area.bottom() - height, max(width - 1.0, 1.0), height)

    def _draw_zeros(self, painter: QPainter, area: QRectF, zero: float, width: float, count: int) -> None:
        bar = self._bar(area, zero - width / 2, width, count) & area
        painter.setPen(QPen(self.look.colour("accent"), self.look.line(1)))
        painter.setBrush(QBrush(self.look.colour("accent"), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(bar)
