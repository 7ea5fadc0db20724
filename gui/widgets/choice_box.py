"""A combo box for panels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from gui.widgets.theme import Look


class ChoiceBox(QComboBox):
    """A combo box that elides, shows its arrow in every theme and leaves the wheel to the panel unless focused."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(20)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.setFont(look.font())
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._look.px(60)), super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        self.view().setFont(self.font())
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + round(self._look.px(24)))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.subControls = QStyle.SubControl.SC_ComboBoxFrame
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        pad, arrow = round(self._look.px(8)) + 3, self._look.px(20)  # 3: border and inner margin of a line of text
        room = self.rect().adjusted(pad, 0, -round(arrow), 0)
        elided = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        self._paint_arrow(painter)

    def _paint_arrow(self, painter: QStylePainter) -> None:
        half, x, y = self._look.px(3.5), self.width() - self._look.px(12), self.height() / 2
        painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(QPen(colour, self._look.px(1.5), c=Qt.PenCapStyle.RoundCap))
        corners = [QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)]
        painter.drawPolyline(QPolygonF(corners))
