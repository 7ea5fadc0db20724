"""A plain function of two variables from above: contours, the walk, the ball, the arrow of both partial derivatives."""

from __future__ import annotations

import contourpy
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from gui.function_frame import FunctionFrame, Surface
from gui.plots.base import PlotView
from gui.plots.curves import dash
from gui.plots.function_values import race_entries
from gui.plots.items import CachedItem, CurveItem, Marker, MarkersItem, indexed_image, pixel_rectangle
from gui.plots.legend import LegendEntry
from gui.plots.sketch import Sketch, Stroke, Words
from gui.plots.surface import CONTOURS, levels_of, shade_table, shades
from gui.theme import Look
from gui.widgets.numbers import number

HELP = (
    "The function from above: dark is low, yellow is high, the lines join places of equal f. The ball is where the "
    "walk stands, the line the way it came from the square. The thick arrow is −gradient, made of the two thin ones, "
    "−∂f along each variable; its length means nothing. Triangles: known minima, the lowest filled. Hatched: f is no "
    "finite number. Click to start there."
)
NOTHING = "This function has no finite value anywhere here. Choose another range or function."
INK, BALL = "#10161a", "#ffd25e"
ARROW = 0.22
"""Length of the arrow as a share of the smaller side of the plot."""


class SurfaceItem(CachedItem):
    """Shades and contour lines of f; painted once and kept until another surface comes."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.surface: Surface | None = None
        self._image: QImage | None = None
        self._path = QPainterPath()

    def show_surface(self, surface: Surface | None) -> None:
        """Show another surface, or none."""
        if surface is self.surface:
            return
        self.surface = surface
        if surface is not None:
            levels = levels_of(surface.f)
            lines = contour_lines(surface, np.asarray(levels.place(surface.f)))
            self._path = pg.arrayToQPath(*np.ascontiguousarray(lines), connect="finite")
            self._image = indexed_image(shades(surface.f, levels), shade_table())
        self.changed()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw hatching, shades and lines."""
        if self.surface is None or self._image is None:
            return
        u, v = self.surface.u, self.surface.v
        half = (u[1] - u[0]) / 2, (v[1] - v[0]) / 2  # the points are the middles of the picture's cells
        bounds = (u[0] - half[0], u[-1] + half[0], v[0] - half[1], v[-1] + half[1])
        area = pixel_rectangle(to_pixels, bounds)
        painter.fillRect(area, QBrush(self.look.colour("dim"), Qt.BrushStyle.BDiagPattern))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        painter.setPen(QPen(QColor(255, 255, 255, 120), self.look.px(1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(to_pixels.map(self._path))


def contour_lines(surface: Surface, place: Array) -> Array:
    """Return the lines at equal steps of ``place`` (r × r, 0 lowest … 1 high) as one curve (2 × k)."""
    masked = np.ma.masked_invalid(place)
    generator = contourpy.contour_generator(surface.u, surface.v, masked, line_type=contourpy.LineType.ChunkCombinedNan)
    found = (generator.lines(k / CONTOURS)[0][0] for k in range(1, CONTOURS))
    gap = np.full((1, 2), np.nan)
    parts = [part for lines in found if lines is not None for part in (lines, gap)]
    return np.concatenate(parts[:-1]).T if parts else np.empty((2, 0))


class FunctionPlane(PlotView):
    """Contours with the walk; `start_asked` tells where was clicked."""

    start_asked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("From above", HELP, ("y", "x"), parent)
        self._frame: FunctionFrame | None = None
        self.surface, self.sketch, self.markers = SurfaceItem(), Sketch(), MarkersItem()
        self.outline, self.path = CurveItem(), CurveItem()
        self.racers: list[CurveItem] = []
        for item in (self.surface, self.outline, self.path, self.markers, self.sketch):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (self.outline, self.path):
            curve.setSegmentedLineMode("on")
        self.canvas.box.sigResized.connect(self._redraw)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens from the look."""
        for curve, colour, width in ((self.outline, INK, 4.0), (self.path, "#ffffff", 2.0)):
            pen = QPen(QColor(colour), self.look.px(width))
            pen.setCosmetic(True)
            curve.setPen(pen)
        self.sketch.look = self.surface.look = self.look
        self.surface.changed()
        self._redraw()

    def _redraw(self) -> None:
        if self._frame is not None:
            self.show_walk(self._frame)

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self._frame = frame
        across, up = frame.function.variables
        self.rename_axes((up, across))
        nothing = frame.surface is None or not np.isfinite(frame.surface.f).any()
        self.set_notice(NOTHING if nothing else "")
        self.surface.show_surface(frame.surface)
        self.canvas.box.setRange(xRange=frame.ranges[0], yRange=frame.ranges[1], padding=0)
        way = frame.path.points[: frame.step + 1].T
        for curve in (self.outline, self.path):
            curve.setData(*way)
        names = self._show_race(frame)
        self._mark(frame)
        self.sketch.show_sketch([] if names else self._arrows(frame), names)
        place = f"{across} = {number(frame.point[0])}, {up} = {number(frame.point[1])}"
        self.header.set_text(f"{place}   f = {number(frame.value)}", f"f = {number(frame.value)}")
        self.refresh_readout()

    def _show_race(self, frame: FunctionFrame) -> list[Words]:
        """Show the ways of all who race; return their names, each at its ball."""
        while len(self.racers) < 2 * len(frame.racers):  # each an outline and a line
            curve = CurveItem()
            self.canvas.box.addItem(curve, ignoreBounds=True)
            self.racers.append(curve)
        entries, scale = race_entries(frame.racers, self.look), self.canvas.pixels_per_unit()
        names = []
        for place, curve in enumerate(self.racers):
            curve.setVisible(place < 2 * len(frame.racers))
        for place, (each, entry) in enumerate(zip(frame.racers, entries, strict=True)):
            way = each.path.points[: min(frame.step, each.path.steps) + 1].T
            self._draw_racer(place, way, entry, scale)
            names.append(Words(entry.name, (float(way[0, -1]), float(way[1, -1])), entry.colour))
        return names

    def _draw_racer(self, place: int, way: Array, entry: LegendEntry, scale: tuple[float, float]) -> None:
        ground = QColor(INK if self.look.theme.dark else "#ffffff")  # the theme's colours stand out from that
        curves = self.racers[2 * place : 2 * place + 2]
        for curve, colour, width in zip(curves, (ground, entry.colour), (4.5, 2.4), strict=True):
            pen = QPen(colour, self.look.px(width))
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            curve.setPen(pen)
            if entry.pattern and way.shape[1] > 1:
                curve.setData(*dash(way[0], way[1], scale, entry.pattern), connect="pairs")
            else:
                curve.setData(*way, connect="all")

    def _mark(self, frame: FunctionFrame) -> None:
        px, white, ink = self.look.px, QColor("#ffffff"), QColor(INK)
        clear = QColor(Qt.GlobalColor.transparent)
        square, rim = Marker("s", px(9), clear, white, px(2)), Marker("s", px(9), clear, ink, px(4.5))
        marks: list[tuple[Marker, float, float]] = []
        values = [float(frame.function.value(np.array(place))) for place in frame.function.minima]
        for (u, v), value in zip(frame.function.minima, values, strict=True):
            lowest = value <= min(values) + 1e-9 * max(1.0, abs(min(values)))
            marks.append((Marker("t1", px(12), white if lowest else clear, ink if lowest else white, px(1.5)), u, v))
        start, now = frame.path.points[0].tolist(), frame.point.tolist()
        marks += [(rim, *start), (square, *start)]
        for each, entry in zip(frame.racers, race_entries(frame.racers, self.look), strict=True):
            place = each.path.points[min(frame.step, each.path.steps)].tolist()
            marks.append((Marker("o", px(11), entry.colour, ink, px(1.5)), *place))
        marks.append((Marker("o", px(14), QColor(BALL), ink, px(1.5)), *now))
        self.markers.show_markers(marks)

    def _arrows(self, frame: FunctionFrame) -> list[Stroke]:
        """Return −gradient as an arrow of fixed length on the screen, and what it is made of."""
        down = -frame.gradient
        scale = np.array(self.canvas.pixels_per_unit())
        size = float(np.hypot(*(down * scale)))
        if not (np.isfinite(size) and size > 0):
            return []
        length = ARROW * min(self.canvas.box.width(), self.canvas.box.height())
        step = down * length / size
        here, ink, px = frame.point, QColor(INK), self.look.px
        ends = [here + np.array([step[0], 0.0]), here + np.array([0.0, step[1]])]
        white = QColor("#ffffff")
        parts = [Stroke(tuple(here), tuple(e), white, px(1.8), arrow=True, outline=ink) for e in ends]
        return [*parts, Stroke(tuple(here), tuple(here + step), QColor(BALL), px(3), arrow=True, outline=ink)]

    def read(self, x: float, y: float) -> str:
        """Return both variables at a place and f there."""
        if self._frame is None:
            return ""
        up, across = self.names
        value = float(self._frame.function.value(np.array([x, y])))
        return f"{across} = {number(x)}, {up} = {number(y)}\nf = {number(value)}\nclick: start here"

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to start at the place that was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            scene = self.canvas.mapToScene(self.canvas.mapFrom(self, event.position().toPoint()))
            if self.canvas.box.sceneBoundingRect().contains(scene):
                place = self.canvas.box.mapSceneToView(scene)
                self.start_asked.emit(float(place.x()), float(place.y()))
