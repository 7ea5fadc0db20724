"""Shaded ranges of an axis, with their names above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from core.values import dataclass
from gui.plots.parts.items import DeviceItem
from gui.widgets.placement import Room
from gui.widgets.theme import Look


@dataclass(frozen=True)
class Band:
    """A range of x (in data units, maybe without an end), its name and how it is shaded.

    ``short`` is its name where there is no room for all names in one row; as long if empty.
    """

    name: str
    low: float
    high: float
    colour: QColor
    pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern
    short: str = ""


Seen = tuple[Band, QRectF]
"""A band, and where it is seen."""


def beside(centres: Sequence[float], widths: Sequence[float], low: float, high: float) -> list[float] | None:
    """Return the left ends of boxes near their centres that do not overlap, in order; None if there is no room."""
    if sum(widths) > high - low:
        return None
    lefts: list[float] = []
    for n, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        least = lefts[-1] + widths[n - 1] if lefts else low
        lefts.append(max(least, min(centre - width / 2, high - sum(widths[n:]))))
    return lefts


class Zones(DeviceItem):
    """The bands from top to bottom; their names, by `ZoneNames`, in one row at the top or in two."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.bands: tuple[Band, ...] = ()

    def show_bands(self, bands: Sequence[Band]) -> None:
        """Show other bands, in order."""
        self.bands = tuple(bands)
        self.update()

    def height(self, span: tuple[float, float], width: float) -> float:
        """Return the height in pixels that the names take, in a plot so wide that shows ``span``."""
        scale = width / (span[1] - span[0])
        seen = [
            (band, QRectF(left, 0.0, right - left, 0.0))
            for band in self.bands
            if (left := max(0.0, (band.low - span[0]) * scale)) < (right := min(width, (band.high - span[0]) * scale))
        ]
        return self._rows(self.named(seen, 0.0, width), 0.0, width) * self._row + self.look.px(3)

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Shade the bands."""
        for band, box in self._seen(to_pixels):
            painter.fillRect(box, _with_alpha(band.colour, 38))
            if band.pattern != Qt.BrushStyle.SolidPattern:
                painter.fillRect(box, QBrush(_with_alpha(band.colour, 110), band.pattern))

    def draw_names(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Write the names, each with a stroke to its band."""
        area, seen = QRectF(to_pixels.mapRect(self.boundingRect())), self._seen(to_pixels)
        seen = self.named(seen, area.left(), area.right())
        rows = self._rows(seen, area.left(), area.right())
        for row in range(rows):
            self._write(painter, seen[row::rows], row, area)

    def named(self, seen: Sequence[Seen], left: float, right: float) -> list[Seen]:
        """Return bands under the names that they get: the short ones where the whole ones do not fit into one row."""
        fit = self._place(seen, left, right) is not None
        return [(band if fit else replace(band, name=band.short or band.name), box) for band, box in seen]

    def _seen(self, to_pixels: QTransform) -> list[Seen]:
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        return [(band, box) for band in self.bands if (box := _box(band, to_pixels, area)).width() > 0.5]

    @property
    def _row(self) -> float:
        return QFontMetricsF(self.look.font(0.87, bold=True)).height() + self.look.px(2)

    def _rows(self, seen: Sequence[Seen], left: float, right: float) -> int:
        return 1 if self._place(seen, left, right) is not None else 2

    def _widths(self, seen: Sequence[Seen]) -> list[float]:
        metrics = QFontMetricsF(self.look.font(0.87, bold=True))
        return [metrics.horizontalAdvance(band.name) + self.look.px(12) for band, _ in seen]

    def _place(self, seen: Sequence[Seen], left: float, right: float) -> list[float] | None:
        return beside([box.center().x() for _, box in seen], self._widths(seen), left, right)

    def _write(self, painter: QPainter, seen: Sequence[Seen], row: int, area: QRectF) -> None:
        font, px = self.look.font(0.87, bold=True), self.look.px
        height = QFontMetricsF(font).height()
        top = area.top() + px(3) + row * self._row
        painter.setFont(font)
        for (band, box), width, left in zip(
            seen, self._widths(seen), self._place(seen, area.left(), area.right()) or (), strict=False
        ):
            label = QRectF(left, top, width, height)
            middle = box.center().x()
            if not label.left() <= middle <= label.right():
                painter.setPen(QPen(band.colour, self.look.line(1.2)))
                start = QPointF(min(max(middle, label.left()), label.right()), label.bottom())
                painter.drawLine(start, QPointF(middle, label.bottom() + px(10)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.colour("card", 225))
            painter.drawRoundedRect(label, px(3), px(3))
            painter.setPen(self.look.colour("text"))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, band.name)


class ZoneNames(DeviceItem):
    """The names of zones, to lie over a curve that crosses them."""

    def __init__(self, zones: Zones) -> None:
        super().__init__()
        self._zones = zones

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Write the names."""
        self._zones.draw_names(painter, to_pixels)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the rows of the names."""
        area, view = QRectF(to_pixels.mapRect(self.boundingRect())), self.boundingRect()
        height = self._zones.height((view.left(), view.right()), area.width())
        room.take(QRectF(area.left(), area.top(), area.width(), height))


def _box(band: Band, to_pixels: QTransform, area: QRectF) -> QRectF:
    left = max(area.left(), to_pixels.map(QPointF(max(band.low, -1e6), 0.0)).x())
    right = min(area.right(), to_pixels.map(QPointF(min(band.high, 1e6), 0.0)).x())
    return QRectF(left, area.top(), max(0.0, right - left), area.height())


def _with_alpha(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
