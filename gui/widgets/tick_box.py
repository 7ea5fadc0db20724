"""A check box that shows its state by a tick, not by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton


class TickBox(QCheckBox):
    """A check box with a tick: a style sheet can fill the box, but cannot draw in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        corners = [(0.24, 0.52), (0.43, 0.71), (0.77, 0.3)]
        points = [QPointF(box.x() + box.width() * x, box.y() + box.height() * y) for x, y in corners]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.HighlightedText), box.width() / 8))
        painter.drawPolyline(QPolygonF(points))
