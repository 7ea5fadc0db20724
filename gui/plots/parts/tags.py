"""Words beside places of a plot, each where it has room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTransform

from gui.plots.parts.items import DeviceItem
from gui.widgets.numbers import number
from gui.widgets.theme import Look

MAX_SHARE = 0.9
"""Share of a plot's width that a tag takes at most if it has a shorter form."""
USUAL, FINE = 3, 12
"""Digits of a number, and at most where it takes more to tell it from another one."""


def told_apart(values: Sequence[float]) -> list[str]:
    """Return values with as many digits as it takes to tell different ones apart, up to 12."""
    different = len(set(values))
    for digits in range(USUAL, FINE):
        texts = [number(value, digits) for value in values]
        if len(set(texts)) == different:
            return texts
    return [number(value, FINE) for value in values]


@dataclass(frozen=True)
class Tag:
    """Words beside a place in data units; ``short`` ones, shorter and shorter, where there is no room for them.

    One that is ``needed`` stands over others where there is no room even so.
    """

    text: str
    at: tuple[float, float]
    colour: QColor
    needed: bool = True
    short: tuple[str, ...] = ()


def free_place(
    at: QPointF, size: tuple[float, float], area: QRectF, taken: Sequence[QRectF], gap: float
) -> QRectF | None:
    """Return the box of that (width, height) nearest to ``at`` that lies in ``area`` and off what is taken."""
    boxes = (_inside(box, area) for box in _around(at, *size, gap))
    return next((box for box in boxes if not any(box.intersects(other) for other in taken)), None)


def _around(at: QPointF, width: float, height: float, gap: float) -> Iterator[QRectF]:
    """Yield boxes right and left of a place, above and below it, nearer ones first; then those farther to the sides."""
    for sides in ((gap, -gap - width), (-width / 2, 0.6 * width, -1.6 * width)):
        for shift in range(6):
            for down in (-1, 1):
                y = at.y() - gap - height if down < 0 else at.y() + gap
                for side in sides:
                    yield QRectF(at.x() + side, y + down * shift * height, width, height)


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
    keeps_off
        Tells, by the data-to-pixel transform, what else tags are to keep off, in pixels.
    """

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.top = 0.0
        self.keeps_off: Callable[[QTransform], Sequence[QRectF]] = lambda to_pixels: ()
        self.tags: tuple[Tag, ...] = ()

    def show_tags(self, tags: Sequence[Tag], top: float = 0.0) -> None:
        """Show other tags."""
        self.tags, self.top = tuple(tags), top
        self.update()

    def boxes(self, to_pixels: QTransform) -> list[QRectF]:
        """Return where tags are written, in pixels."""
        return [box for _, box in self._placed(to_pixels)]

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Write the tags, each on a ground of its own."""
        painter.setFont(self.look.font(0.87))
        for tag, box in self._placed(to_pixels):
            self._write(painter, tag, box)

    def _placed(self, to_pixels: QTransform) -> list[tuple[Tag, QRectF]]:
        """Return tags in the forms that have room, each with its place."""
        px = self.look.px
        area = QRectF(to_pixels.mapRect(self.boundingRect())).adjusted(px(2), px(2) + self.top, -px(2), -px(2))
        places = [to_pixels.map(QPointF(*tag.at)) for tag in self.tags]
        taken = [QRectF(at.x() - px(7), at.y() - px(7), px(14), px(14)) for at in places]  # of the marks themselves
        taken += self.keeps_off(to_pixels)
        never = tuple(taken)
        placed = []
        for tag, at in zip(self.tags, places, strict=True):
            text, box = self._place(tag, at, area, taken)
            if box is None and tag.needed:  # rather over other words than over a mark
                text, box = self._place(tag, at, area, never)
            if box is None and tag.needed:
                text, box = self._forced(tag, at, area)
            if box is not None:
                taken.append(box)
                placed.append((replace(tag, text=text), box))
        return placed

    def _place(self, tag: Tag, at: QPointF, area: QRectF, taken: Sequence[QRectF]) -> tuple[str, QRectF | None]:
        """Return the longest form of a tag that has room, and its place; None if none has."""
        metrics, px = QFontMetricsF(self.look.font(0.87)), self.look.px
        forms = {text: metrics.horizontalAdvance(text) + px(8) for text in (tag.text, *tag.short)}
        for text, width in forms.items():
            if not tag.short or width <= MAX_SHARE * area.width():
                box = free_place(at, (width, metrics.height()), area, taken, px(9))
                if box is not None:
                    return text, box
        return tag.text, None

    def _forced(self, tag: Tag, at: QPointF, area: QRectF) -> tuple[str, QRectF]:
        metrics, px = QFontMetricsF(self.look.font(0.87)), self.look.px
        text = (tag.text, *tag.short)[-1]
        width, height = metrics.horizontalAdvance(text) + px(8), metrics.height()
        return text, _inside(QRectF(at.x() + px(9), at.y() - px(9) - height, width, height), area)

    def _write(self, painter: QPainter, tag: Tag, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("card", 225))
        painter.drawRoundedRect(box, self.look.px(3), self.look.px(3))
        painter.setPen(tag.colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.text)
