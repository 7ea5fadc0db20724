"""Paints the small pictures of lessons and experiments in a theme's colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from gui.widgets.theme import Look, Theme, blend, class_table, diverging_table

if TYPE_CHECKING:
    from core.course.pictures.catalogue import LessonSketch
    from core.course.pictures.marks import Dots, MarkCells, MarkLine, PictureMark

MOST_SQUARES = 16
"""Rows of cells that are painted as squares with a gap at most; more are a picture."""


def paint_sketch(painter: QPainter, sketch: LessonSketch, look: Look, area: QRectF) -> None:
    """Paint a picture over all of an area."""
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.translate(area.bottomLeft())
    frame = _Frame(painter, look.theme, area.width() / sketch.wide, area.height())
    for mark in sketch.marks:
        frame.paint(mark)
    painter.restore()


class _Frame:
    """One call of `paint_sketch`: pixels of a unit, along both axes."""

    def __init__(self, painter: QPainter, theme: Theme, x: float, y: float) -> None:
        self._painter, self._theme, self._x, self._y = painter, theme, x, y

    def paint(self, mark: PictureMark) -> None:
        kind = type(mark).__name__
        getattr(self, f"_paint_{kind.lower()}")(mark)

    def _points(self, points: object) -> list[QPointF]:
        return [QPointF(x * self._x, -y * self._y) for x, y in points.tolist()]  # type: ignore[attr-defined]

    def _colour(self, ink: str | int, is_line: bool = False) -> QColor:
        theme = self._theme
        ink = "accent" if ink == "highlight" and is_line else ink  # a yellow line on white could not be seen
        return QColor(theme.classes[ink % len(theme.classes)] if isinstance(ink, int) else getattr(theme, ink))

    def _paint_markline(self, line: MarkLine) -> None:
        pen = QPen(self._colour(line.ink, is_line=True), max(1.0, line.width * self._y))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if line.dashed:
            pen.setDashPattern([3.0, 2.0])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(QPolygonF(self._points(line.points)))

    def _paint_dots(self, dots: Dots) -> None:
        colour, radius = self._colour(dots.ink), dots.radius * self._y
        self._painter.setBrush(QColor(self._theme.field) if dots.hollow else colour)
        edge = self._theme.highlight_edge if dots.ink == "highlight" else self._theme.field
        width = radius * 0.25
        pen = QPen(colour, max(1.0, width)) if dots.hollow else QPen(QColor(edge), max(1.0, width))
        self._painter.setPen(pen)
        for point in self._points(dots.points):
            self._painter.drawEllipse(point, radius, radius)

    def _paint_markcells(self, cells: MarkCells) -> None:
        rows, columns = cells.levels.shape
        image = QImage(cells.levels.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8)
        image.setColorTable(self._table(cells))
        left, bottom, width, height = cells.place
        place = QRectF(left * self._x, -(bottom + height) * self._y, width * self._x, height * self._y)
        painter = self._painter
        if rows > MOST_SQUARES:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image.convertToFormat(QImage.Format.Format_RGB32))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        across, down = place.width() / columns, place.height() / rows
        gap = 0.0 if cells.shading == "ink" else 0.12 * across
        for row in range(rows):
            for column in range(columns):
                cell = QRectF(place.left() + column * across, place.top() + row * down, across, down)
                painter.fillRect(cell.adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2), image.pixelColor(column, row))

    def _table(self, cells: MarkCells) -> list[int]:
        theme = self._theme
        if cells.shading == "classes":
            return class_table(theme, cells.classes)
        if cells.shading == "signed":
            return diverging_table(theme)
        low, high = theme.surface if cells.shading == "surface" else (theme.field, theme.text)
        colours = (blend(low, high, level / 255) for level in range(256))
        return [0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in colours]
