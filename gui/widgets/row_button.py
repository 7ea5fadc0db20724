"""A button that is one row of a panel: its icon, its words, and an arrow where it opens something below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton

from gui.widgets.field import INSET
from gui.widgets.icons import SIDE, paint_icon
from gui.widgets.theme import Look

GAP = 10
"""Between icon and words, in pixels at normal text."""


class RowButton(QPushButton):
    """Stands in a column of fields, and lines up with them.

    Parameters
    ----------
    icon
        Of ``resources/icons``; without one the words are dim, and stand where those of the fields stand.
    """

    def __init__(self, text: str = "", icon: str = "") -> None:
        super().__init__(text)
        self._icon = icon
        self._look = Look()
        self.opened: bool | None = None
        self.setMinimumWidth(1)

    def set_opened(self, opened: bool) -> None:
        """Show by an arrow whether what it opens is open."""
        self.opened = opened
        self.update()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.setFont(look.font(1.0 if self._icon else 0.9))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        width = words + self._look.px(2 * INSET[0] + SIDE + GAP + 18)
        return QSize(round(width), round(self.fontMetrics().height() + self._look.px(2 * INSET[1] + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus() or self.isDown():
            painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "edge"), 2.0 if self.hasFocus() else 1.0))
            painter.setBrush(look.colour("border" if self.isDown() else "field"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0), px(6), px(6))
        left, side = px(INSET[0]), px(SIDE)
        if self._icon:
            square = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, self._icon, square, look.theme.dim)
        painter.setPen(look.colour("text" if self._icon or self.underMouse() else "dim"))
        words = QRectF(left + side + px(GAP), 0.0, self.width() - left - side - px(GAP + 18), self.height())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.opened is not None:
            self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        """Paint an arrow that points down where it is open, and to the right where it is not."""
        half, x, y = self._look.px(3.5), self.width() - self._look.px(14), self.height() / 2
        down = [QPointF(-half, -half / 2), QPointF(0.0, half / 2), QPointF(half, -half / 2)]
        points = down if self.opened else [QPointF(p.y(), p.x()) for p in down]
        painter.setPen(QPen(self._look.colour("dim"), self._look.line(1.5), c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([QPointF(x, y) + point for point in points]))
