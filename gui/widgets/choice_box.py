"""A combo box for panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox

from gui.widgets.field import tooltip
from gui.widgets.glossary_text import plain
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Align, Look
from gui.widgets.tips import show_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionComboBox

SMALLEST = 0.8
"""Size, of that of the usual letters, down to which a long choice shrinks before it takes two lines."""


class ChoiceBox(QComboBox):
    """A combo box that elides, shows its arrow in every theme and leaves the wheel to the panel unless focused."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(20)
        self.currentTextChanged.connect(self.updateGeometry)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.setFont(look.font())
        self.update()

    def sizeHint(self) -> QSize:
        """A box without a frame is as high as a line of text, or two small ones."""
        hint = super().sizeHint()
        if not self.property("flat"):
            return hint
        lines = 2 * SMALLEST if self._is_long() else 1.0
        return QSize(hint.width(), round(lines * self.fontMetrics().height()) + 2)

    def _room(self) -> QRect:
        """Return where the text stands, in pixels."""
        inset = 2 if self.property("flat") else round(self._look.px(8)) + 3  # as that of a line of text
        return self.rect().adjusted(inset, 0, -round(self._look.px(20)), 0)

    def _is_long(self) -> bool:
        """Tell whether the text does not fit into a line, not even in the smallest letters."""
        return SMALLEST * self.fontMetrics().horizontalAdvance(self.currentText()) > self._room().width() > 0

    def minimumSizeHint(self) -> QSize:
        height = self.sizeHint().height() if self.property("flat") else super().minimumSizeHint().height()
        return QSize(round(self._look.px(60)), height)

    def event(self, event: QEvent) -> bool:
        """Answer requests for a tooltip."""
        if event.type() == QEvent.Type.ToolTip:
            show_tip(self.help_text(), self)
            return True
        return bool(super().event(event))

    def help_text(self) -> str:
        """Return the tooltip, which begins with the chosen text where that is cut."""
        text, help = self.currentText(), plain(self.toolTip()).strip()
        return self.toolTip() if text in help or not self._is_long() else tooltip(text, *help.split("\n"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def showPopup(self) -> None:
        self.view().setFont(self._look.font())
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + round(self._look.px(24)))
        super().showPopup()

    def fitting_font(self) -> QFont:
        """Return the font in which the text fits into the line, a little smaller if need be."""
        font, text = self.font(), self.currentText()
        least = round(SMALLEST * font.pixelSize())
        while font.pixelSize() > least and self.elided(font) != text:  # Qt cuts what is as wide as the line, too
            font.setPixelSize(font.pixelSize() - 1)
        return font

    def elided(self, font: QFont) -> str:
        """Return the text as far as the line has room for it in a font."""
        return QFontMetrics(font).elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, self._room().width())

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Let Qt draw all but the text, which is drawn here."""
        super().initStyleOption(option)
        option.currentText = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        room, text = self._room(), self.currentText()
        painter.setFont(font := self.fitting_font())
        wrap = Qt.TextFlag.TextWordWrap
        if not self.property("flat"):  # one line: a long text is cut rather than wrapped
            text, wrap = self.elided(font), Qt.TextFlag(0)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(room, Align.AlignVCenter | Align.AlignLeft | wrap, text)
        self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        half, x, y = self._look.px(3.5), self.width() - self._look.px(12), self.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(QPen(colour, self._look.line(1.5), c=Qt.PenCapStyle.RoundCap))
        corners = [QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)]
        painter.drawPolyline(QPolygonF(corners))


class NamesBox(OwnLetters, ChoiceBox):
    """One of names from the user's data."""
