"""Buttons whose face is a picture, drawn once per look and size, and rows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.widgets.theme import Look


class PictureTile(QAbstractButton):
    """A button with a picture in a frame: a thick frame is chosen, a dotted line inside has the keyboard."""

    radius: ClassVar[float] = 5.0
    """Of its corners, in pixels at normal text."""

    ink = "text"
    """What the line inside is drawn in, by its role in the theme."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._picture: QPixmap | None = None

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.redraw()

    def redraw(self) -> None:
        """Draw the picture again: what it shows has changed."""
        self._picture = None
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw what is on the tile, over its ground."""
        raise NotImplementedError

    @property
    def is_chosen(self) -> bool:
        """Whether its frame is thick."""
        return self.isChecked()

    @property
    def area(self) -> QRectF:
        """Where the framed picture is."""
        return QRectF(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.size() != self.size() * ratio:
            self._picture = self._drawn(ratio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_picture(painter, self._picture)
        self._paint_frame(painter)

    def paint_picture(self, painter: QPainter, picture: QPixmap) -> None:
        """Put the drawn picture on the tile."""
        painter.drawPixmap(0, 0, picture)

    def _drawn(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("field"))
        radius = self._look.px(self.radius)
        painter.drawRoundedRect(self.area.adjusted(1, 1, -1, -1), radius, radius)
        self.draw(painter)
        painter.end()
        return picture

    def _paint_frame(self, painter: QPainter) -> None:
        look = self._look
        chosen, near, radius = self.is_chosen, self.underMouse(), look.px(self.radius)
        width = look.px(2.5) if chosen else 1.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("accent" if chosen else "dim" if near else "edge"), width))
        frame = self.area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, radius, radius)
        if self.hasFocus():
            inset = width + look.px(1)
            painter.setPen(QPen(look.colour(self.ink), look.line(1.2), Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), look.px(3), look.px(3))


class TileGrid(QWidget):
    """Tiles in rows: their size follows from the width there is, and the height from that."""

    gap: ClassVar[float]
    """Pixels between two tiles, at normal text."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def in_order(self) -> Sequence[PictureTile]:
        """All tiles, row after row."""
        raise NotImplementedError

    def sizes(self, width: int) -> tuple[int, int, int]:
        """Return tiles in a row, and width and height of a tile, in a grid so many pixels wide."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        for tile in self.in_order:
            tile.set_look(look)
        self.arrange()

    def arrange(self) -> None:
        """Put every tile in its place: there are others, or they have another size."""
        self.updateGeometry()
        self._place()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        per_row, _, height = self.sizes(width)
        rows = -(-len(self.in_order) // per_row)
        return rows * height + max(0, rows - 1) * self.space

    def sizeHint(self) -> QSize:
        width = round(self._look.px(220))
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @property
    def space(self) -> int:
        """Pixels between two tiles."""
        return round(self._look.px(self.gap))

    def _place(self) -> None:
        per_row, width, height = self.sizes(self.width())
        for place, tile in enumerate(self.in_order):
            row, column = divmod(place, per_row)
            tile.setGeometry(column * (width + self.space), row * (height + self.space), width, height)
