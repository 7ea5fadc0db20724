"""How home is laid out: lessons beside the rest where there is room, else all in one column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QEvent, QLineF, QRect, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.course.home_cards import PER_ROW, HomeGrid
from gui.course.home_sizes import ROOMS, HomeSizes
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

NARROW_MARGIN = 14
"""Pixels at the sides of a single column, at normal text."""
SHARE, COLUMN = 0.24, (236, 376)
"""Width of the right column: as a share of the page, and in pixels at normal text at least and at most."""
HomePart: TypeAlias = Sequence[QWidget]
"""What belongs together, from above: a heading, and what it is of."""


class HomePage(QWidget):
    """Places the parts of home, as roomily as lets all of them be seen; in small windows they are tight, and scroll."""

    def __init__(
        self, header: QWidget, begin: HomePart, lessons: Sequence[HomePart], experiments: Sequence[HomePart]
    ) -> None:
        super().__init__()
        self._look, self._there = Look(), 0
        self._sizes: dict[int, tuple[HomeSizes, int]] = {}
        self._header, self._begin, self._lessons, self._experiments = header, begin, lessons, experiments
        for widget in (header, *(each for part in (begin, *lessons, *experiments) for each in part)):
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._arrange()

    def set_height(self, height: int) -> None:
        """Take the height in which all should be seen."""
        if height != self._there:
            self._there, self._sizes = height, {}

    def event(self, event: QEvent) -> bool:
        """Put every part in its place when one of them has another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        if self._there:
            self._sizes = {}
            self.updateGeometry()
            self._place()

    def _sizes_in(self, width: int) -> tuple[HomeSizes, int]:
        """Return the roomiest sizes with which all is seen, else the tightest, and how high the page is."""
        if width not in self._sizes:
            sizes = self._roomiest(width, [HomeSizes(self._look, room) for room in ROOMS])
            roomy = self._roomiest(width, [*(replace(sizes, for_pictures=room) for room in ROOMS), sizes])
            self._sizes[width] = roomy, self._height(width, sizes)
        return self._sizes[width]

    def _roomiest(self, width: int, offered: Sequence[HomeSizes]) -> HomeSizes:
        """Return the first with which all is seen, else the last; each is tighter than the one before."""
        place = bisect_left(offered, True, key=lambda sizes: self._height(width, sizes) <= self._there)
        return offered[min(place, len(offered) - 1)]

    def _height(self, width: int, sizes: HomeSizes) -> int:
        return max(place.bottom() + 1 for _, place in self._places(width, sizes)) + sizes.space

    def _column(self, width: int) -> int:
        least, most = map(self._look.px, COLUMN)
        return round(min(max(SHARE * width, least), most))

    def _is_wide(self, width: int, sizes: HomeSizes) -> bool:
        """Tell whether a row of lessons fits beside the right column."""
        most = PER_ROW[0]
        lessons = most * sizes.narrowest + (most - 1) * sizes.gap
        return width >= lessons + self._column(width) + sizes.gutter + 2 * sizes.margin

    def _places(self, width: int, sizes: HomeSizes) -> Iterator[tuple[QWidget, QRect]]:
        wide = self._is_wide(width, sizes)
        side = sizes.margin if wide else round(self._look.px(NARROW_MARGIN))
        whole = width - 2 * side
        yield self._header, (header := QRect(side, sizes.space, whole, _height(self._header, whole, sizes)))
        top = header.bottom() + 1 + sizes.space
        if not wide:
            yield from _below((self._begin, *self._lessons, *self._experiments), QRect(side, top, whole, 0), sizes)
            return
        column = self._column(width)
        left, right = whole - column - sizes.gutter, width - side - column
        yield from _below(self._lessons, QRect(side, top, left, 0), sizes)
        yield from _below((self._begin, *self._experiments), QRect(right, top, column, 0), sizes)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._sizes_in(width)[1] if self._there else 1

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        sizes, _ = self._sizes_in(self.width())
        for widget, place in self._places(self.width(), sizes):
            widget.setGeometry(place)
            if isinstance(widget, HomeGrid):
                widget.set_sizes(sizes)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line between the columns."""
        super().paintEvent(event)
        sizes, _ = self._sizes_in(self.width())
        if self._is_wide(self.width(), sizes):
            painter = QPainter(self)
            painter.setPen(QPen(self._look.colour("border"), 1.0))
            begin = self._begin[0]
            x = begin.x() - sizes.gutter / 2
            painter.drawLine(QLineF(x, begin.y(), x, self.height() - sizes.space))


class HomeArea(ScrollPage):
    """Scrolls the page, and leaves all keys to home: arrows walk from card to card."""

    def __init__(self, page: HomePage) -> None:
        super().__init__(page)
        self._page = page

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._page.set_height(self.maximumViewportSize().height())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _below(parts: Sequence[HomePart], first: QRect, sizes: HomeSizes) -> Iterator[tuple[QWidget, QRect]]:
    """Yield where all widgets are of parts below each other, from the place of the first, which has no height yet."""
    x, top, width = first.x(), first.y(), first.width()
    for part in parts:
        for widget in part:
            yield widget, (place := QRect(x, top, width, _height(widget, width, sizes)))
            top = place.bottom() + 1 + sizes.headed
        top += sizes.part - sizes.headed


def _height(widget: QWidget, width: int, sizes: HomeSizes) -> int:
    if isinstance(widget, HomeGrid):
        return widget.height_in(width, sizes)
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
