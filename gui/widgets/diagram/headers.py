"""The headers of the network diagram: activation, number of neurons, and the marks that change them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from core.nn.network import MAX_UNITS
from core.values import dataclass
from gui.widgets.diagram.layout import DiagramLayout, Hit, LayerColumn
from gui.widgets.theme import Align, Look, blend


@dataclass(frozen=True)
class HeaderText:
    """What the header of a column says."""

    title: str
    warning: bool
    editable: bool
    clickable: bool


class Headers:
    """The headers: activation, number of neurons, and the marks that change them."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        shrink = max(0.76, min(1.0, diagram.columns[0].header.width() / look.px(84)))
        self._bold, self._plain = look.font(0.95 * shrink, bold=True), look.font(0.92 * shrink)
        self._metrics = QFontMetricsF(self._bold)
        self._roomy = diagram.columns[0].header.width() >= look.px(70)

    def paint(self, painter: QPainter, column: LayerColumn, text: HeaderText, hover: Hit, marked: bool) -> None:
        """Paint one header; ``marked`` shows the remove mark."""
        part = hover.part if hover.layer == column.layer else "nothing"
        removable = text.editable and marked
        self._paint_name(painter, column, text, part == "name", removable)
        painter.setFont(self._plain)
        painter.setPen(self._look.colour("accent" if part == "count" and text.editable else "text"))
        painter.drawText(column.count, Align.AlignCenter, f"{column.units:,}")
        if text.editable:
            self.sign(painter, column.minus, part == "minus", plus=False, enabled=column.units > 1)
            self.sign(painter, column.plus, part == "plus", plus=True, enabled=column.units < MAX_UNITS)
        if removable:
            self._cross(painter, column.close, part == "close")

    def _paint_name(self, painter: QPainter, column: LayerColumn, text: HeaderText, hot: bool, removable: bool) -> None:
        right = column.close.left() if removable else column.name.right()
        warning = self._look.px(15) if text.warning else 0.0
        room = right - column.name.left() - warning
        width = self._metrics.horizontalAdvance(text.title)
        arrow = self._look.px(10) if text.clickable and self._roomy and width + self._look.px(10) <= room else 0.0
        title = self._metrics.elidedText(text.title, Qt.TextElideMode.ElideRight, room)
        width = self._metrics.horizontalAdvance(title)
        left = min(column.x - (warning + width + arrow) / 2, right - warning - width - arrow)
        painter.setFont(self._bold)
        painter.setPen(self._look.colour("accent" if hot and text.clickable else "text"))
        area = QRectF(left + warning, column.name.top(), width + 2, column.name.height())
        painter.drawText(area, Align.AlignLeft | Align.AlignVCenter, title)
        if text.warning:
            self._warning(painter, QPointF(left + self._look.px(6), column.name.center().y()))
        if arrow:
            self._arrow(painter, QPointF(area.right() + self._look.px(5), area.center().y()), hot)

    def _arrow(self, painter: QPainter, middle: QPointF, hot: bool) -> None:
        size = self._look.px(3)
        path = QPainterPath(middle + QPointF(-size, -size * 0.5))
        path.lineTo(middle + QPointF(0, size * 0.6))
        path.lineTo(middle + QPointF(size, -size * 0.5))
        painter.setPen(QPen(self._look.colour("accent" if hot else "dim"), self._look.line(1.4)))
        painter.drawPath(path)

    def _warning(self, painter: QPainter, middle: QPointF) -> None:
        size = self._look.px(6)
        path = QPainterPath(middle + QPointF(0, -size))
        path.lineTo(middle + QPointF(size, size * 0.8))
        path.lineTo(middle + QPointF(-size, size * 0.8))
        path.closeSubpath()
        painter.setPen(QPen(self._look.colour("error"), self._look.line(1.4)))
        painter.drawPath(path)
        painter.drawLine(middle + QPointF(0, -size * 0.35), middle + QPointF(0, size * 0.2))
        painter.drawPoint(middle + QPointF(0, size * 0.5))

    def _ink(self, hot: bool, enabled: bool = True) -> QPen:
        theme = self._look.theme
        colour = QColor(theme.accent if hot else theme.dim) if enabled else QColor(*blend(theme.card, theme.dim, 0.35))
        pen = QPen(colour, self._look.line(2.0 if hot and enabled else 1.5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def sign(self, painter: QPainter, area: QRectF, hot: bool, plus: bool, enabled: bool = True) -> None:
        """Paint a minus or plus mark in the middle of ``area``."""
        middle, arm = area.center(), min(self._look.px(4.5), area.width() * 0.36)
        painter.setPen(self._ink(hot, enabled))
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if plus:
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))

    def insert(self, painter: QPainter, area: QRectF, hot: bool) -> None:
        """Paint the ⊕ that inserts a layer."""
        middle = area.center()
        inner = QRectF(middle.x() - area.width() * 0.22, middle.y() - 1, area.width() * 0.44, 2)
        self.sign(painter, inner, hot, plus=True)
        painter.drawEllipse(middle, area.width() * 0.34, area.width() * 0.34)

    def _cross(self, painter: QPainter, area: QRectF, hot: bool) -> None:
        middle, arm = area.center(), self._look.px(3.6)
        painter.setPen(self._ink(hot))
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
        painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm))
