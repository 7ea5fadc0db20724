"""Things in a plot that are painted in device pixels: images, markers, and layers kept as a picture."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from shiboken6 import wrapInstance

from core.arrays import Array
from core.values import dataclass
from gui.plots.parts.graphs import pg
from gui.widgets.formula import keeps_lines
from gui.widgets.placement import Room

SYMBOLS = pg.graphicsItems.ScatterPlotItem.Symbols
"""Outlines by their names, one pixel wide."""
SMOOTH = 1000
"""Points of a curve up to which its edges are smoothed."""
DRAWN_EVERY, GHOSTS_EVERY = 0.2, 0.4
"""Seconds between two drawings, while training runs, of what takes long to draw and changes little, and of ghosts."""
CROWD, CLOSE = 5_000, 0.25
"""Of more points than this, one that another covers but for so small a share of its width is not drawn."""


def polygon_of(x: Array, y: Array) -> QPolygonF:
    """Return points (k,) each as a polygon, two hundred times as fast as point by point."""
    # of no points it would write to nowhere
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(x, y) if len(x) else QPolygonF()
    return polygon


@dataclass(frozen=True)
class Marker:
    """How a point is drawn: a pyqtgraph symbol, its size and edge in pixels, and its colours."""

    symbol: str
    size: float
    fill: QColor
    edge: QColor
    width: float = 1.0

    def draw(self, painter: QPainter, centre: QPointF) -> None:
        """Draw the marker around a point given in pixels."""
        shape: QPainterPath = QTransform.fromScale(self.size, self.size).map(SYMBOLS[self.symbol])
        painter.setPen(QPen(self.edge, self.width) if self.width else Qt.PenStyle.NoPen)
        painter.setBrush(self.fill)
        painter.drawPath(shape.translated(centre))

    def stamp(self, ratio: float) -> QPixmap:
        """Return the marker as a small picture for a screen of ``ratio`` device pixels per pixel."""
        side = int(self.size + 2 * self.width) + 3
        picture = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QPointF(side / 2, side / 2))
        painter.end()
        return picture


def cosmetic_pen(
    colour: QColor,
    width: float,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    cap: Qt.PenCapStyle = Qt.PenCapStyle.SquareCap,
) -> QPen:
    """Return a pen whose ``width`` is in pixels, whatever a data unit takes of them."""
    pen = QPen(colour, width, style, cap)
    pen.setCosmetic(True)
    return pen


def mapped(to_pixels: QTransform, x: Array, y: Array) -> Array:
    """Return where places in data units (k,) each are, in pixels (2 × k)."""
    with np.errstate(all="ignore"):  # far outside the picture
        return np.stack([x * to_pixels.m11() + to_pixels.dx(), y * to_pixels.m22() + to_pixels.dy()])


class LastDrawn:
    """Where the mark that a plot is about was drawn, and when: what has hardly moved need not be drawn again."""

    def __init__(self) -> None:
        self._at, self._when = (np.inf, np.inf), 0.0

    def note(self, at: tuple[float, float]) -> None:
        """Note that the mark is drawn at a place, in data units."""
        self._at, self._when = at, perf_counter()

    def is_near(self, at: tuple[float, float], scale: tuple[float, float]) -> bool:
        """Tell whether a mark there were within a pixel of where it was drawn a moment ago; ``scale`` is in pixels."""
        moved = (abs(new - old) * pixels for new, old, pixels in zip(at, self._at, scale, strict=True))
        return all(each < 1.0 for each in moved) and perf_counter() - self._when < DRAWN_EVERY


class FillsView:
    """An item as large as what is visible of its plot: noted when that changes, as Qt asks often."""

    _visible = QRectF()

    def boundingRect(self) -> QRectF:
        """Return the visible rectangle, in data units."""
        return self._visible

    def viewRangeChanged(self) -> None:
        """Note that the visible rectangle is another one now."""
        assert isinstance(self, pg.GraphicsObject)
        self.prepareGeometryChange()
        self._visible = self.getViewBox().viewRect()


class CurveItem(FillsView, pg.PlotCurveItem):  # type: ignore[misc]
    """A curve that fills its view: pyqtgraph would look for the bounds of the points each time they are others."""

    def setData(self, *points: Any, **options: Any) -> None:
        """Show other points; with smooth edges where they are few, for that takes up to twice the time."""
        super().setData(*points, antialias=bool(points) and len(points[0]) <= SMOOTH, **options)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room that the line stands in."""
        x, y = self.getData()
        if x is not None and len(x) > 1:
            points, stride = mapped(to_pixels, x, y), 2 if self.opts["connect"] == "pairs" else 1
            room.take_lines(points[:, :-1:stride], points[:, 1::stride])


class DeviceItem(FillsView, pg.GraphicsObject):  # type: ignore[misc]
    """An item that fills its view and draws in pixels."""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw with the data-to-pixel transform handed on instead of set."""
        to_pixels = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, to_pixels)
        painter.restore()

    def _draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw where there is room; tell of a fault here, for one that leaves an item ends the program."""
        if not to_pixels.isInvertible():  # of a plot without width or height
            return
        try:
            self.draw(painter, to_pixels)
        except Exception:
            sys.excepthook(*sys.exc_info())

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw in pixels."""
        raise NotImplementedError

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room that words are to keep off; none for what lies behind them."""


def room_of(item: DeviceItem, to_pixels: QTransform, *but: type) -> Room:
    """Return the room that the other items of an item's plot leave, those of the kinds ``but`` not asked."""
    room = Room(QRectF(to_pixels.mapRect(item.boundingRect())).adjusted(2.0, 2.0, -2.0, -2.0))
    for other in item.parentItem().childItems():
        if other is not item and other.isVisible() and hasattr(other, "occupy") and not isinstance(other, but):
            other.occupy(room, to_pixels)
    return room


class CachedItem(DeviceItem):
    """An item that is drawn into a picture, and redrawn only when it or the view changes."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self._key: tuple[object, ...] = ()

    def changed(self) -> None:
        """Have the picture redrawn."""
        self._key = ()
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Show the picture, redrawn if the view has changed."""
        if keeps_lines(painter):
            super().paint(painter, option, widget)
            return
        to_pixels = painter.worldTransform()
        area = to_pixels.mapRect(self.boundingRect()).toAlignedRect()
        ratio = painter.device().devicePixelRatioF()
        t = to_pixels
        key = (t.m11(), t.m22(), t.dx(), t.dy(), area.width(), area.height(), ratio)
        if key != self._key or self._picture is None:
            self._picture, self._key = self._drawn(to_pixels, area, ratio), key
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(area.topLeft(), self._picture)
        painter.restore()

    def _drawn(self, to_pixels: QTransform, area: QRect, ratio: float) -> QPixmap:
        size = QSize(max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))
        # The room is used again: a new one would cost more than painting it.
        picture = self._picture if self._picture is not None and self._picture.size() == size else QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, to_pixels * QTransform.fromTranslate(-area.x(), -area.y()))
        painter.end()
        return picture


def indexed_image(cells: NDArray[np.uint8], table: Sequence[int]) -> QImage:
    """Return (rows × columns) colour indices as a picture; row 0 of ``cells`` is the lowest."""
    flipped = np.ascontiguousarray(cells[::-1])
    height, width = flipped.shape
    image = QImage(flipped.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(list(table))
    # The conversion copies, so the picture outlives the array, and smooth scaling need not convert at every paint.
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class ImageItem(DeviceItem):
    """A picture laid over a rectangle in data units, smoothly scaled (several times faster than pyqtgraph's)."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.bounds = (0.0, 1.0, 0.0, 1.0)

    def show_image(self, image: QImage | None, bounds: tuple[float, float, float, float]) -> None:
        """Show a picture over ``(x_low, x_high, y_low, y_high)``."""
        self.image, self.bounds = image, bounds
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the picture, if there is one."""
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(pixel_rectangle(to_pixels, self.bounds), self.image)


def pixel_rectangle(to_pixels: QTransform, bounds: tuple[float, float, float, float]) -> QRectF:
    """Return where ``(x_low, x_high, y_low, y_high)`` lies on the screen."""
    x_low, x_high, y_low, y_high = bounds
    return to_pixels.mapRect(QRectF(x_low, y_low, x_high - x_low, y_high - y_low))


@dataclass(frozen=True)
class Points:
    """Points that look alike: ``at`` is (2 × m), in data units."""

    marker: Marker
    at: Array


class PointsItem(CachedItem):
    """Many points, in groups that look alike; painted once and kept."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[Points, ...] = ()

    def show_points(self, groups: Sequence[Points]) -> None:
        """Show other points."""
        self.groups = tuple(groups)
        self.changed()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw all points, group after group."""
        for group in self.groups:
            with np.errstate(over="ignore", invalid="ignore"):  # far outside the picture
                x = group.at[0] * to_pixels.m11() + to_pixels.dx()
                y = group.at[1] * to_pixels.m22() + to_pixels.dy()
            if keeps_lines(painter):
                for centre in zip(x, y, strict=True):
                    group.marker.draw(painter, QPointF(*centre))
                continue
            draw_stamps(painter, group.marker.stamp(painter.device().devicePixelRatioF()), x, y)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the points, each about as large as its marker."""
        for group in self.groups:
            points, half = mapped(to_pixels, *group.at), group.marker.size / 2
            for shift in (-half, half):
                room.take_lines(points + np.array([[shift], [-half]]), points + np.array([[shift], [half]]))


def draw_stamps(painter: QPainter, stamp: QPixmap, x: Array, y: Array) -> None:
    """Draw a small picture around each of many centres (m,) in pixels, six times as fast as one by one."""
    ratio, device = stamp.devicePixelRatioF(), painter.device()
    reach = max(stamp.width(), stamp.height())
    seen = np.flatnonzero((x > -reach) & (x < device.width() + reach) & (y > -reach) & (y < device.height() + reach))
    if len(seen) > CROWD:
        seen = seen[_uppermost(x[seen] + reach, y[seen] + reach, CLOSE * reach / ratio)]
    # The numbers of Qt's own `PixmapFragment`: centre, part of the picture, its size, scale, rotation, opacity.
    fragments = np.empty((len(seen), 10))
    fragments[:, 0], fragments[:, 1] = x[seen], y[seen]
    fragments[:, 2:] = 0.0, 0.0, stamp.width(), stamp.height(), 1.0 / ratio, 1.0 / ratio, 0.0, 1.0
    if len(fragments):
        first = cast(QPainter.PixmapFragment, wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment))
        painter.drawPixmapFragments(first, len(fragments), stamp)


def _uppermost(x: Array, y: Array, apart: float) -> NDArray[np.intp]:
    """Return which points (m,) are the last in their square of a grid, with lines so many pixels ``apart``."""
    column, row = (x / apart).astype(np.intp), (y / apart).astype(np.intp)
    last = np.full((column.max() + 1, row.max() + 1), -1)
    last[column, row] = np.arange(len(x))  # where a place is written to more than once, the last number stays
    return np.sort(last[last >= 0])


class MarkersItem(DeviceItem):
    """A few markers that move with every frame."""

    def __init__(self) -> None:
        super().__init__()
        self.markers: tuple[tuple[Marker, float, float], ...] = ()

    def show_markers(self, markers: Sequence[tuple[Marker, float, float]]) -> None:
        """Show markers, each with its place in data units; places that are not finite are left out."""
        self.markers = tuple(each for each in markers if np.isfinite(each[1:]).all())
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the markers that are to be seen in order, the last on top."""
        area = to_pixels.mapRect(self.boundingRect())
        for marker, x, y in self.markers:
            centre, reach = to_pixels.map(QPointF(x, y)), marker.size + marker.width
            if area.adjusted(-reach, -reach, reach, reach).contains(centre):
                marker.draw(painter, centre)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the markers."""
        for marker, x, y in self.markers:
            centre, reach = to_pixels.map(QPointF(x, y)), (marker.size + marker.width) / 2
            room.take(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach))
