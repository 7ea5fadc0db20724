"""The way of the run over the loss surface of two parameters."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QLabel, QWidget

from core.analysis.landscape import LossSurface
from core.arrays import Array
from core.training.history import History
from core.training.runs import MOST_RUNS
from gui.frame import FARTHEST, Frame
from gui.plots.base import PlotView
from gui.plots.items import DeviceItem, Marker, MarkersItem
from gui.plots.parameter_picker import ParameterPicker
from gui.plots.surface import SurfaceItem, loss_at
from gui.theme import Look
from gui.widgets.numbers import number

HELP = (
    "The training loss over two parameters: dark is low, yellow is high, the lines join places of equal loss. The ball "
    "is where training stands, the line the way it came from the square, the arrow the direction of steepest descent, "
    "(−∂L/∂u, −∂L/∂v), in these two parameters; its length means nothing. Hatched: the loss is no finite number.\n\n"
    "The picture is a slice through today's values of all the other parameters. They change too, so the older part of "
    "the way was walked over other slices and need not lie on this one."
)
COMPUTING = "computing the surface …"
INK = "#10161a"
"""Dark outline of what is drawn on the surface, whose shades are the same in every theme."""
BALL = "#ffd25e"
ARROW_LENGTH = 0.2
"""Length of the arrow as a share of the smaller side of the plot."""


def path_until(history: History, picked: tuple[int, int], theta: Array, iteration: int) -> Array:
    """Return the way of the two picked parameters (2 × k) up to ``iteration``, where they are as in ``theta``."""
    iterations, points = history.path(*picked, iteration)
    if iterations[-1] < iteration:
        points = np.column_stack((points, theta[list(picked)]))
    return np.clip(points, -FARTHEST, FARTHEST)


def apart(points: Array, scale: tuple[float, float]) -> Array:
    """Return ``points`` (2 × k) without those in the same pixel as the one before; the last one stays."""
    pixels = np.rint(points * np.array(scale)[:, None])
    moved = np.any(np.diff(pixels, axis=1) != 0, axis=0)
    return np.asarray(points[:, np.append(moved, True)])


def descent_direction(slope: tuple[float, float], scale: tuple[float, float]) -> tuple[float, float] | None:
    """Return the direction of −∂L on the screen as a unit vector (right, down), or None where it is flat.

    The step −∂L is one in data units; ``scale`` (pixels per unit, across and up) carries it over to the screen, where
    it stands square on the contour lines only if both axes have the same scale.
    """
    right, down = -slope[0] * scale[0], slope[1] * scale[1]
    size = math.hypot(right, down)
    return (right / size, down / size) if math.isfinite(size) and size > 0 else None


class Arrow(DeviceItem):
    """An arrow of fixed length on the screen, beginning at a place in data units."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.start = QPointF()
        self.slope = (0.0, 0.0)

    def show_descent(self, start: QPointF, slope: tuple[float, float]) -> None:
        """Point downhill from ``start``, where the derivatives are ``slope``."""
        self.start, self.slope = start, slope
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the arrow, unless the surface is flat here."""
        direction = descent_direction(self.slope, (abs(to_pixels.m11()), abs(to_pixels.m22())))
        if direction is None:
            return
        area = to_pixels.mapRect(self.boundingRect())
        shape = self._shape(ARROW_LENGTH * min(area.width(), area.height()))
        start, angle = to_pixels.map(self.start), math.degrees(math.atan2(direction[1], direction[0]))
        painter.setPen(QPen(QColor(INK), self.look.px(1.2)))
        painter.setBrush(QColor(BALL))
        painter.drawPath(QTransform.fromTranslate(start.x(), start.y()).rotate(angle).map(shape))

    def _shape(self, length: float) -> QPainterPath:
        half, head = self.look.px(1.6), self.look.px(5)
        length = max(length, self.look.px(26))
        neck, path = length - 2 * head, QPainterPath(QPointF(0, -half))
        for x, y in ((neck, -half), (neck, -head), (length, 0), (neck, head), (neck, half), (0, half)):
            path.lineTo(x, y)
        path.closeSubpath()
        return path


class DescentPath(PlotView):
    """Loss surface with contours, path, ball and arrow; `picked` asks for other parameters (indices into θ)."""

    picked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Descent path", HELP, ("", ""), parent)
        self._frame: Frame | None = None
        self._surface: LossSurface | None = None
        self._make_header()
        self._make_items()
        self.set_look(self.look)

    def _make_header(self) -> None:
        self.picker = ParameterPicker(self)
        self.picker.picked.connect(self.picked)
        self.words = QLabel("→"), QLabel("↑")
        self.header.add(self.words[0], self.picker.u, self.words[1], self.picker.v)

    def _make_items(self) -> None:
        self.surface, self.arrow, self.markers = SurfaceItem(), Arrow(), MarkersItem()
        self.outline, self.path = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.ghosts = [pg.PlotCurveItem() for _ in range(MOST_RUNS - 1)]
        for item in (self.surface, *self.ghosts, self.outline, self.path, self.arrow, self.markers):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (*self.ghosts, self.outline, self.path):
            curve.setSegmentedLineMode("on")
        self.canvas.box.sigResized.connect(self._draw_path)

    def restyle(self) -> None:
        """Take pens and markers from the look."""
        for curve, colour, width in ((self.outline, INK, 4.0), (self.path, "#ffffff", 2.0)):
            pen = QPen(QColor(colour), self.look.px(width))
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            curve.setPen(pen)
        for curve, hue in zip(self.ghosts, self.look.theme.classes[2:], strict=False):
            pen = QPen(QColor(hue), self.look.px(1.5))
            pen.setCosmetic(True)
            curve.setPen(pen)
        for word in self.words:
            palette = word.palette()
            palette.setColor(word.foregroundRole(), self.look.colour("dim"))
            word.setPalette(palette)
        self.picker.set_look(self.look)
        self.surface.look = self.arrow.look = self.look
        self.surface.changed()
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: Frame) -> None:
        """Show where the run stands and how it came there."""
        self._frame = frame
        chart = frame.chart
        self._surface = frame.surface
        layout = frame.problem.layout
        self.picker.show_pair(layout, frame.picked)
        if chart.plane is not None:
            self.rename_axes((chart.plane.names[1], chart.plane.names[0]))
        self.header.set_text(f"loss {number(frame.evaluation.train_loss + frame.evaluation.penalty)}")
        self.surface.show_surface(self._surface)
        self.set_notice(chart.notice or ("" if frame.surface is not None else COMPUTING))
        self.way = path_until(frame.run.history, frame.picked, frame.snapshot.theta, frame.snapshot.iteration)
        self._set_range()
        self._draw_path()
        self._mark(frame)
        self.refresh_readout()

    def _set_range(self) -> None:
        """Show the whole surface, and the ball if it has left it; without a surface the whole way."""
        if self._surface is None:
            (u_low, v_low), (u_high, v_high) = self.way.min(axis=1), self.way.max(axis=1)
            margin = 0.3 * max(u_high - u_low, v_high - v_low, 0.5)
            u, v = (u_low - margin, u_high + margin), (v_low - margin, v_high + margin)
        else:
            ball = self.way[:, -1]
            u, v = _including(self._surface.s, ball[0]), _including(self._surface.t, ball[1])
        self.canvas.box.setRange(xRange=u, yRange=v, padding=0)

    def _draw_path(self) -> None:
        if self._frame is None:
            return
        points = apart(self.way, self.canvas.pixels_per_unit())
        for curve in (self.outline, self.path):
            curve.setData(*points)
        self._draw_ghosts(self._frame)

    def _draw_ghosts(self, frame: Frame) -> None:
        """Draw the ways of the other runs."""
        for place, curve in enumerate(self.ghosts):
            curve.setVisible(place < len(frame.ghosts))
            if place < len(frame.ghosts):
                history = frame.ghosts[place].history
                _, way = history.path(*frame.picked, history.end)
                curve.setData(*apart(np.clip(way, -FARTHEST, FARTHEST), self.canvas.pixels_per_unit()))

    def _mark(self, frame: Frame) -> None:
        px, white, ink = self.look.px, QColor("#ffffff"), QColor(INK)
        clear = QColor(Qt.GlobalColor.transparent)
        square, rim = Marker("s", px(9), clear, white, px(2)), Marker("s", px(9), clear, ink, px(4.5))
        ball = Marker("o", px(14), QColor(BALL), ink, px(1.5))
        start, now = self.way[:, 0], self.way[:, -1]
        self.markers.show_markers(((rim, *start), (square, *start), (ball, *now)))
        self.arrow.show_descent(QPointF(*now), frame.chart.slope)

    def read(self, x: float, y: float) -> str:
        """Return both parameters at a place and the loss there."""
        if self._frame is None:
            return ""
        up, across = self.names
        place = f"{across} = {number(x)}, {up} = {number(y)}"
        return place if self._surface is None else f"{place}\nloss {number(loss_at(self._surface, x, y))}"


def _including(axis: Array, value: float) -> tuple[float, float]:
    """Return the ends of ``axis``, moved a little past ``value`` if it lies outside."""
    low, high = float(axis[0]), float(axis[-1])
    spare = 0.08 * (high - low)
    return (low if value >= low else value - spare), (high if value <= high else value + spare)
