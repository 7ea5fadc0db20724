"""Words beside places of a plot, each where it has room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTransform

from gui.plots.items import DeviceItem
from gui.theme import Look


@dataclass(frozen=True)
class Tag:
    """Words beside a place in data units, or ``short`` ones in narrow plots.

    One that is ``needed`` stands over others where there is no room for it.
    """

    text: str
    at: tuple[float, float]
    colour: QColor
    needed: bool = True
    short: str = ""


def free_place(
    at: QPointF, size: tuple[float, float], area: QRectF, taken: Sequence[QRectF], gap: float
) -> QRectF | None:
    """Return the box of that (width, height) nearest to ``at`` that lies in ``area`` and off what is taken."""
    boxes = (_inside(box, area) for box in _around(at, *size, gap))
    return next((box for box in boxes if not any(box.intersects(other) for other in taken)), None)


def _around(at: QPointF, width: float, height: float, gap: float) -> Iterator[QRectF]:
    """Yield boxes right and left of a place, above and below it, nearer ones first."""
    for shift in range(6):
        for down in (-1, 1):
            y = at.y() - gap - height if down < 0 else at.y() + gap
            for x in (at.x() + gap, at.x() - gap - width):
                yield QRectF(x, y + down * shift * height, width, height)


def _inside(box: QRectF, area: QRectF) -> QRectF:
    x = max(area.left(), min(box.x(), area.right() - box.width()))
    y = max(area.top(), min(box.y(), area.bottom() - box.height()))
    return QRectF(x, y, box.width(), box.height())


class Tags(DeviceItem):
    """Tags, the first ones placed first; those that are not needed are left out where there is no room.

    Attributes
    ----------
    top
        Rows of text that are kept free at the top of the plot.
    """

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.top = 0.0
        self.tags: tuple[Tag, ...] = ()

    def show_tags(self, tags: Sequence[Tag], top: float = 0.0) -> None:
        """Show other tags."""
        self.tags, self.top = tuple(tags), top
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Write the tags, each on a ground of its own."""
        font, px = self.look.font(0.87), self.look.px
        metrics = QFontMetricsF(font)
        area = QRectF(to_pixels.mapRect(self.boundingRect())).adjusted(px(2), px(2) + self.top, -px(2), -px(2))
        places = [to_pixels.map(QPointF(*tag.at)) for tag in self.tags]
        taken = [QRectF(at.x() - px(7), at.y() - px(7), px(14), px(14)) for at in places]  # of the marks themselves
        painter.setFont(font)
        for each, at in zip(self.tags, places, strict=True):
            long = each.short and metrics.horizontalAdvance(each.text) > 0.9 * area.width()
            tag = replace(each, text=each.short) if long else each
            size = metrics.horizontalAdvance(tag.text) + px(8), metrics.height()
            box = free_place(at, size, area, taken, px(9))
            if box is None and tag.needed:
                box = _inside(QRectF(at.x() + px(9), at.y() - px(9) - size[1], *size), area)
            if box is not None:
                taken.append(box)
                self._write(painter, tag, box)

    def _write(self, painter: QPainter, tag: Tag, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("card", 225))
        painter.drawRoundedRect(box, self.look.px(3), self.look.px(3))
        painter.setPen(tag.colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.text)
