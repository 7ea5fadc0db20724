"""A dot for each page of a lesson: those done, the one that is read, those to come."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.widgets.keys import way_of
from gui.widgets.theme import Look
from gui.widgets.tips import show_tip

DOT, NOW, PITCH, HEIGHT = 11.0, 30.0, 20.0, 26.0
"""Width of a dot and of the one that is read, from one to the next where there is room, and height, at normal text."""


class PageDots(QWidget):
    """Shows where one is, and asks for the page that is clicked; the arrow keys go one back or on."""

    page_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._read: frozenset[int] = frozenset()
        self._place, self._look = 0, Look()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(self, place: int, titles: tuple[str, ...], read: frozenset[int]) -> None:
        """Show the page that is read, by its place from 0, among those with these titles."""
        self._place, self._titles, self._read = place, titles, read
        self.setAccessibleName(self._told(place) if 0 <= place < len(titles) else f"{len(titles)} pages")
        self.update()

    def _told(self, place: int) -> str:
        title = f": {self._titles[place]}" if self._titles[place] else ""
        done = ", done" if place in self._read else ""
        return f"Page {place + 1} of {len(self._titles)}{title}{done}"

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = self._look.px
        return QSize(round(px(NOW + PITCH * max(0, len(self._titles) - 1))), round(px(HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, round(self._look.px(HEIGHT)))

    @property
    def dots(self) -> list[QRectF]:
        """The place of each dot; they stand closer where the width asks for it."""
        px, count = self._look.px, len(self._titles)
        share = min(1.0, self.width() / px(NOW + PITCH * max(1, count - 1) + 2.0))
        x, areas, side = 1.0, list[QRectF](), px(DOT) * share
        for place in range(count):
            width = px(NOW) * share if place == self._place else side
            areas.append(QRectF(x, (self.height() - side) / 2, width, side))
            x += width + px(PITCH - DOT) * share
        return areas

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, area in enumerate(self.dots):
            now, done = place == self._place, place in self._read
            edge = "highlight_edge" if now else "positive" if done else "dim"
            painter.setPen(QPen(look.colour(edge), look.line(1.4)))
            painter.setBrush(look.colour("highlight" if now else "positive") if now or done else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(4), look.px(4))

    def _at(self, place: QPointF) -> int | None:
        half = self._look.px(PITCH - DOT) / 2
        hit = (i for i, dot in enumerate(self.dots) if dot.left() - half <= place.x() <= dot.right() + half)
        return next(hit, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (place := self._at(event.position())) is not None and place != self._place:
            self.page_asked.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        _, by = way_of(event) or (0, 0)
        if by and 0 <= self._place + by < len(self._titles):
            self.page_asked.emit(self._place + by)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        place = self._at(QPointF(event.pos()))
        if place is None:
            QToolTip.hideText()
        else:
            show_tip(self._told(place), self, self.dots[place].toAlignedRect())
        return True
