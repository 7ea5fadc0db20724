"""A combo box for panels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from gui.widgets.theme import Look

SMALLEST = 0.8
"""Size, of that of the usual letters, down to which a long choice shrinks before it is cut."""


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

    def sizeHint(self) -> QSize:
        """A box without a frame is as high as a line of text."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.fontMetrics().height() + 2) if self.property("flat") else hint

    def minimumSizeHint(self) -> QSize:
        height = self.sizeHint().height() if self.property("flat") else super().minimumSizeHint().height()
        return QSize(round(self._look.px(60)), height)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        self.view().setFont(self._look.font())
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + round(self._look.px(24)))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.subControls = QStyle.SubControl.SC_ComboBoxFrame
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        inset = 2 if self.property("flat") else round(self._look.px(8)) + 3  # as that of a line of text
        arrow = self._look.px(20)
        room = self.rect().adjusted(inset, 0, -round(arrow), 0)
        wide = self.fontMetrics().horizontalAdvance(self.currentText())
        if wide > room.width():  # a little smaller rather than cut
            font = self.font()
            font.setPixelSize(max(round(SMALLEST * font.pixelSize()), font.pixelSize() * room.width() // wide))
            painter.setFont(font)
        elided = painter.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
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
