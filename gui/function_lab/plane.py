"""A plain function of two variables from above: contours, the walk, the ball, the arrow of both partial derivatives."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.arrays import Array
from gui.frames.function_frame import FunctionFrame
from gui.function_lab.paths import LEAST_STEP, end_of, race_entries, steps_until, until_far_out
from gui.plots.parts.clickable import ClickablePlot
from gui.plots.parts.curves import dash
from gui.plots.parts.descent_arrows import BALL, names_on_stage, own_ball, start_ring
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.lines import LineStyle
from gui.plots.parts.path import GRAIN, INK, PathItem, PathOnPlane, apart
from gui.plots.parts.rival_balls import Ball, Beside, RivalBalls
from gui.plots.parts.sketch import Sketch, Stroke
from gui.plots.parts.surface import SurfaceItem, levels_of
from gui.plots.parts.surface_3d import Surface3D
from gui.plots.parts.surface_controls import SurfaceControls
from gui.plots.parts.tags import Tags
from gui.widgets.numbers import number

HELP = (
    "The function from above: dark is low, lines join points of equal f. The ball shows where the "
    "walk is; the line is its path from the square, in the shades of f. The thick arrow is −gradient, made of "
    "the two thin ones, −∂f along each variable; its length means nothing. Triangles: known minima, the lowest filled. "
    "Hatched: f is no finite number. Click to start there."
)
VIEW_HELP = "Choose how to draw the function: its levels, how much of it, flat or in 3-D."
NOTHING = "This function has no finite value anywhere here. Choose another range or function."
ROOM_FOR_BOTH = 500.0
"""Width in pixels at normal text from which 3-D stands beside the view from above."""
ALIKE = 2.5
"""Ratio of the two ranges up to which both axes have one scale on the stage: −gradient is at right angles to lines."""
ARROW = 0.22
"""Length of the arrow as a share of the smaller side of the plot."""
OWN_WALK = "this walk"


def ratio_of(frame: FunctionFrame) -> float | None:
    """Return the width of the surface by its height if both axes can have one scale."""
    if frame.surface is None:
        return None
    s_low, s_high, t_low, t_high = frame.surface.box
    ratio = (s_high - s_low) / (t_high - t_low)
    return ratio if 1 / ALIKE <= ratio <= ALIKE else None


class FunctionPlane(ClickablePlot):
    """Contours with the walk; `start_asked` tells where was clicked, `close_asked` whether to come close to it."""

    start_asked = Signal(float, float)
    close_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("From above", HELP, ("y", "x"), parent)
        self._frame: FunctionFrame | None = None
        self.meant.connect(self._start)
        self.path_on_plane = PathOnPlane()
        self.controls = SurfaceControls(self, "From above", "view …", VIEW_HELP)
        self.controls.drawn.connect(self._redraw)
        self.controls.close_up.clicked.connect(self.close_asked)
        self.header.add_last(self.controls.more)
        self.surface, self.sketch, self.markers = SurfaceItem(), Sketch(), MarkersItem()
        self.path, self.rivals, self.tags = PathItem(), RivalBalls(), Tags()
        self.racers: list[CurveItem] = []
        for item in (self.surface, self.path, self.sketch, self.markers, self.rivals, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.rivals.setZValue(1.0)  # above the paths of all who race, which come later
        self.solid = Surface3D(self)
        self._column.removeWidget(self.canvas)
        self._row = QHBoxLayout()
        self._row.addWidget(self.canvas, 1)
        self._row.addWidget(self.solid, 1)
        self._column.addLayout(self._row, 1)
        self.controls.solid.setChecked(True)
        self.canvas.box.sigResized.connect(self._redraw)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.sketch.look = self.surface.look = self.path.look = self.rivals.look = self.tags.look = self.look
        self.controls.set_look(self.look)
        self.solid.set_look(self.look)
        self.surface.changed()
        self._redraw()

    def _arrange(self) -> None:
        """Show the surface in space beside the view from above, or alone where there is no room for both."""
        self.controls.arrange(self.canvas, self.solid)
        if self.width() >= self.look.px(ROOM_FOR_BOTH) and not self.look.stage:
            self.canvas.show()
        self._column.activate()
        self.header.title.setText("In 3-D" if self.canvas.isHidden() else "From above")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one or both, as there is room."""
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        """Draw the same step differently."""
        self._arrange()
        if self._frame is not None:
            self.show_walk(self._frame)

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self._frame = frame
        across, up = frame.function.variables
        self.rename_axes((up, across))
        self.controls.close_up.setChecked(frame.asked.close)
        nothing = frame.surface is None or not np.isfinite(frame.surface.heights).any()
        self.set_notice(NOTHING if nothing else "")
        self.path_on_plane = steps_until(frame.path, frame.step)
        beside = self._beside(frame)
        if self.controls.solid.isChecked():
            self._show_solid(frame, beside)
        if not self.canvas.isHidden():
            self._show_flat(frame, beside)
        place = f"{across} = {number(frame.point[0])}, {up} = {number(frame.point[1])}"
        told = f"{place}   f = {number(frame.value)}", f"f = {number(frame.value)}"
        self.header.set_text(*(("",) if self.look.stage else told))
        self.refresh_readout()

    def _beside(self, frame: FunctionFrame) -> tuple[Beside, ...]:
        """Return the paths of all who race, each with its name at its ball."""
        paths = [steps_until(each.path, frame.step) for each in frame.racers]
        return tuple(
            Beside(path, entry.colour, Ball(entry.name, end_of(*path.points[:, -1]), entry.colour))
            for path, entry in zip(paths, race_entries(frame.racers, self.look), strict=True)
        )

    def _balls(self, beside: tuple[Beside, ...]) -> tuple[Ball, ...]:
        """Return the balls of a race, the walk's own last; without one that alone, and only where it has left."""
        others = tuple(each.ball for each in beside if each.ball is not None)
        own = Ball(OWN_WALK, end_of(*self.path_on_plane.points[:, -1]), None)
        return (*others, own) if others or self._has_left(own.place) else ()

    def _has_left(self, place: tuple[float, float]) -> bool:
        surface = self._frame.surface if self._frame is not None else None
        if surface is None:
            return False
        s_low, s_high, t_low, t_high = surface.box
        return not (s_low <= place[0] <= s_high and t_low <= place[1] <= t_high)

    def _show_solid(self, frame: FunctionFrame, beside: tuple[Beside, ...]) -> None:
        surface, notice = None if self.notice.text() else frame.surface, self.notice.written
        levels = levels_of(np.zeros(0) if surface is None else surface.heights, self.controls.scale.currentText())
        across, up = frame.function.variables
        self.solid.show_surface(surface, levels, self.path_on_plane, (across, up, "f"), notice)
        self.solid.show_race(beside, self._balls(beside))

    def _show_flat(self, frame: FunctionFrame, beside: tuple[Beside, ...]) -> None:
        self.surface.show_surface(frame.surface, self.controls.scale.currentText())
        if frame.surface is not None:
            s_low, s_high, t_low, t_high = frame.surface.box
            self.canvas.box.setAspectLocked(bool(self.look.stage) and ratio_of(frame) is not None)
            self.canvas.box.setRange(xRange=(s_low, s_high), yRange=(t_low, t_high), padding=0)
        self.path.show_path(self._to_draw(self.path_on_plane), self.surface.levels)
        self._draw_race(frame, beside)
        self._mark(frame)
        self.sketch.show_sketch([] if beside or self.look.asked else self._arrows(frame))
        self.rivals.show_balls(self._balls(beside))
        strokes = self.sketch.strokes
        tip = strokes[-1].end if strokes else (math.nan, math.nan)
        names = names_on_stage(self.look, tuple(frame.path.points[0].tolist()), tip, "−∇f")
        self.tags.show_tags(names if self.look.stage and not beside else ())

    def _to_draw(self, path: PathOnPlane) -> PathOnPlane:
        """Return a path up to where it leaves the picture for good, as far as can be told."""
        surface = self._frame.surface if self._frame is not None else None
        return path if surface is None else until_far_out(path, surface.box)

    def _draw_race(self, frame: FunctionFrame, beside: tuple[Beside, ...]) -> None:
        """Draw the paths of all who race."""
        while len(self.racers) < 2 * len(beside):  # each an outline and a line
            curve = CurveItem()
            curve.setSegmentedLineMode("on")
            self.canvas.box.addItem(curve, ignoreBounds=True)
            self.racers.append(curve)
        for place, curve in enumerate(self.racers):
            curve.setVisible(place < 2 * len(beside))
        entries, scale = race_entries(frame.racers, self.look), self.canvas.pixels_per_unit()
        grain = scale[0] / GRAIN, scale[1] / GRAIN
        for place, (each, entry) in enumerate(zip(beside, entries, strict=True)):
            self._draw_racer(place, apart(self._to_draw(each.path).points, grain), entry, scale)

    def _draw_racer(self, place: int, points: Array, entry: LineStyle, scale: tuple[float, float]) -> None:
        ground = QColor(INK if self.look.theme.dark else "#ffffff")  # the theme's colours stand out from that
        outline, line = self.racers[2 * place : 2 * place + 2]
        for curve, colour, width in ((outline, ground, 4.5), (line, entry.colour, 2.4)):
            curve.setPen(cosmetic_pen(colour, self.look.data_line(width), cap=Qt.PenCapStyle.FlatCap))
            if entry.pattern and points.shape[1] > 1 and curve is line:
                curve.setData(*dash(points[0], points[1], scale, entry.pattern), connect="pairs")
            else:
                curve.setData(*points, connect="all")

    def _mark(self, frame: FunctionFrame) -> None:
        px, line, white, ink = self.look.px, self.look.line, QColor("#ffffff"), QColor(INK)
        clear = QColor(Qt.GlobalColor.transparent)
        marks: list[tuple[Marker, float, float]] = []
        values = [float(frame.function.value(np.array(place))) for place in frame.function.minima]
        for (u, v), value in zip(frame.function.minima, values, strict=True):
            lowest = value <= min(values) + 1e-9 * max(1.0, abs(min(values)))
            marks.append(
                (Marker("t1", px(12), clear, ink, self.look.line(4)), u, v)
            )  # else white is lost on a light ground
            marks.append((Marker("t1", px(12), white if lowest else clear, ink if lowest else white, line(1.5)), u, v))
        start, now = frame.path.points[0].tolist(), frame.point.tolist()
        marks += [*start_ring(self.look, start), (own_ball(self.look), *now)]
        self.markers.show_markers(marks)

    def _arrows(self, frame: FunctionFrame) -> list[Stroke]:
        """Return −gradient as an arrow of fixed length on the screen, and what it is made of."""
        down = -frame.gradient
        scale = np.array(self.canvas.pixels_per_unit())
        size = float(np.hypot(*(down * scale)))
        if not (np.isfinite(size) and size > 0) or self._is_still(frame):
            return []
        length = ARROW * min(self.canvas.box.width(), self.canvas.box.height())
        step = down * length / size
        here, ink, line = frame.point, QColor(INK), self.look.line
        ends = [here + np.array([step[0], 0.0]), here + np.array([0.0, step[1]])]
        white = QColor("#ffffff")
        parts = [Stroke(tuple(here), tuple(e), white, line(1.8), arrow=True, outline=ink) for e in ends]
        return [*parts, Stroke(tuple(here), tuple(here + step), QColor(BALL), line(3), arrow=True, outline=ink)]

    @staticmethod
    def _is_still(frame: FunctionFrame) -> bool:
        """Return whether nobody could see the coming step: all but at a lowest point, what is left is round-off."""
        spans = np.ptp(np.array(frame.ranges), axis=1)
        return frame.landing is not None and bool((np.abs(frame.landing - frame.point) < LEAST_STEP * spans).all())

    def read(self, x: float, y: float) -> str:
        """Return both variables at a place and f there."""
        if self._frame is None:
            return ""
        up, across = self.names
        value = float(self._frame.function.value(np.array([x, y])))
        return f"{across} = {number(x)}, {up} = {number(y)}\nf = {number(value)}\nclick: start here"

    def _start(self, place: QPointF | None) -> None:
        """Ask to start at the place that was clicked."""
        if self._frame is not None and place is not None:
            self.start_asked.emit(place.x(), place.y())
