"""How home is laid out: lessons beside the rest where there is room, else all in one column."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QLineF, QRect, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.course.home_cards import GAP, NARROWEST
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

MARGIN, NARROW_MARGIN, GUTTER, SPACE = 48, 14, 72, 22
"""Pixels at normal text: at the sides, the same in a column, between the columns, and between parts of one."""
COLUMN, WIDER, FROM = 320, 376, 1700
"""Width of the right column in pixels at normal text, and in pages from a width on."""


class HomePage(QWidget):
    """Places the parts of home; how high it is follows from its width."""

    def __init__(self, header: QWidget, begin: QWidget, lessons: QWidget, experiments: QWidget) -> None:
        super().__init__()
        self._look = Look()
        self._heights: dict[int, int] = {}
        self._header, self._begin, self._lessons, self._experiments = header, begin, lessons, experiments
        for part in (header, begin, lessons, experiments):
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look, self._heights = look, {}
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Put every part in its place when one of them has another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._heights = {}
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _column(self, width: int) -> int:
        """Return the width of the right column; 0 where four lessons would not fit beside each other then."""
        px = self._look.px
        column = px(WIDER if width >= px(FROM) else COLUMN)
        return round(column) if width >= 4 * px(NARROWEST) + 3 * px(GAP) + column + px(GUTTER + 2 * MARGIN) else 0

    def _places(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        px, column = self._look.px, self._column(width)
        side, space = round(px(MARGIN if column else NARROW_MARGIN)), round(px(SPACE))
        whole = width - 2 * side
        top = space + space // 2
        header = QRect(side, space, whole, _height(self._header, whole))
        yield self._header, header
        top = header.bottom() + 1 + space
        if not column:
            for part in (self._begin, self._lessons, self._experiments):
                yield part, (place := QRect(side, top, whole, _height(part, whole)))
                top = place.bottom() + 1 + space
            return
        left = whole - column - round(px(GUTTER))
        yield self._lessons, QRect(side, top, left, _height(self._lessons, left))
        for part in (self._begin, self._experiments):
            yield part, (place := QRect(width - side - column, top, column, _height(part, column)))
            top = place.bottom() + 1 + space

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            lowest = max(place.bottom() + 1 for _, place in self._places(width))
            self._heights[width] = lowest + round(self._look.px(SPACE))
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(round(self._look.px(NARROWEST)), round(self._look.px(NARROWEST)))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for part, place in self._places(self.width()):
            part.setGeometry(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line between the columns."""
        super().paintEvent(event)
        if self._column(self.width()):
            painter = QPainter(self)
            painter.setPen(QPen(self._look.colour("border"), 1.0))
            x = self._begin.x() - self._look.px(GUTTER / 2)
            painter.drawLine(QLineF(x, self._begin.y(), x, self.height() - self._look.px(SPACE)))


class HomeArea(ScrollPage):
    """Scrolls the page, and leaves all keys to home: arrows walk from card to card."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _height(part: QWidget, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
