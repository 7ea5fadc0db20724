"""The path of the run over the loss surface of a plane through parameter space."""

from __future__ import annotations

import math
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from core.analysis.landscape import LossSurface
from core.analysis.planes import TwoParameters
from core.analysis.scope import TITLES
from core.arrays import Array
from core.training.runs import MAX_RUNS
from gui.frames.chart import MAX_ARROWS
from gui.frames.shown import ShownFrame
from gui.plots.parts.clickable import ClickablePlot
from gui.plots.parts.descent_arrows import Arrow, names_on_stage, own_ball, start_ring
from gui.plots.parts.items import GHOSTS_EVERY, CurveItem, LastDrawn, MarkersItem, cosmetic_pen
from gui.plots.parts.loss_strip import LossStrip
from gui.plots.parts.path import PathItem, PathOnPlane, apart, losses_at, path_of
from gui.plots.parts.plane_controls import PlaneControls
from gui.plots.parts.rival_balls import Ball, RivalBalls, balls_of, path_on, paths_beside, stretched
from gui.plots.parts.start_here import StartHere
from gui.plots.parts.surface import SurfaceItem, height_at, is_flat, levels_of
from gui.plots.parts.surface_3d import Surface3D
from gui.plots.parts.tags import Tag, Tags
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number, percent
from gui.widgets.parameter_picker import U_HELP, V_HELP, ParameterPicker

HELP = (
    "The training loss over a plane through the space of all parameters: dark is low, yellow is high, lines join "
    "points of equal loss. The ball shows where training is; the line is its path from the square. The arrow points "
    "in the direction of steepest descent on this plane; its length means nothing. Hatched: the loss is not finite.\n\n"
    "The surface is a slice: everything off the plane has its current values. These change too, so the older part of "
    "the path was on other slices. The line is coloured by the true training loss (interpolated between measurements "
    "of the whole set) and thinner the farther it was from this plane.\n\n"
    "Click to choose a new start; you are asked first."
)
NOWHERE = "The loss is not finite anywhere on this plane."
COMPUTING = "computing the surface …"
LEAST_SURFACE = 190
"""Height of the surface with its axis, in pixels at normal text, below which the strip leaves it its room."""
LONGEST = "88.8 % of path"
"""The least that stands in the header, at its longest."""


class DescentPath(ClickablePlot):
    """Loss surface with contours, path, ball and arrow; `picked` asks for other parameters (indices into θ)."""

    picked = Signal(int, int)
    looked = Signal(object, bool, bool)
    """Asks for another plane (a `PlaneKind`), for the loss of the batch, and to come close to the path."""
    start_asked = Signal(object)
    """Asks to set θ (p,) by hand."""
    least = 150.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Descent path", HELP, ("", ""), parent)
        self._frame: ShownFrame | None = None
        self._surface: LossSurface | None = None
        self._drawn, self._ghosts_drawn_at = LastDrawn(), 0.0
        self._balls: tuple[Ball, ...] = ()
        self._asked_theta: Array | None = None
        self.path_on_plane = PathOnPlane()
        self._make_header()
        self._make_items()
        self._make_others()

    def _make_header(self) -> None:
        self.picker = ParameterPicker(self)
        self.picker.picked.connect(self.picked)
        self.controls = PlaneControls(self)
        self.controls.looked.connect(self.looked)
        self.controls.drawn.connect(self._redraw)
        self.words = NotatedLabel("u"), NotatedLabel("v")  # as at the picked weights in the network
        for word, box, help in zip(self.words, (self.picker.u, self.picker.v), (U_HELP, V_HELP), strict=True):
            word.setBuddy(box)
            word.setToolTip(help)
        pickers = (self.words[0], self.picker.u, self.words[1], self.picker.v)
        self.header.add(*pickers)
        self.header.longest = LONGEST
        self.header.add_last(self.controls.more)

    def _make_items(self) -> None:
        self.surface, self.path, self.arrow, self.markers = SurfaceItem(), PathItem(), Arrow(), MarkersItem()
        self.ghosts = [CurveItem() for _ in range(MAX_RUNS - 1)]
        self.rivals, self.tags = RivalBalls(), Tags()
        for item in (self.surface, *self.ghosts, self.path, self.arrow, self.markers, self.rivals, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in self.ghosts:
            curve.setSegmentedLineMode("on")
            curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def _make_others(self) -> None:
        """Make what is beside, below and over the plot."""
        self.solid = Surface3D(self)
        self.strip = LossStrip(self)
        self.start_here = StartHere(self.canvas)
        self.start_here.agreed.connect(self._start)
        self.clicked.connect(self._ask)
        self._column.addWidget(self.solid, 1)
        self._column.addWidget(self.strip)
        self.solid.hide()

    def _place_notice(self) -> None:
        """Lay it at the foot, where the plane is known: the ball stands in the middle."""
        super()._place_notice()
        if self.notice.written in (COMPUTING, NOWHERE):
            foot = self.canvas.inside.bottom() - round(self.look.px(6))
            self.notice.move(self.notice.x(), foot - self.notice.height())

    def restyle(self) -> None:
        """Take pens and markers from the look."""
        for curve, hue in zip(self.ghosts, self.look.theme.classes[2:], strict=False):
            curve.setPen(cosmetic_pen(QColor(hue), self.look.data_line(1.5)))
        for word in self.words:
            palette = word.palette()
            palette.setColor(word.foregroundRole(), self.look.colour("dim"))
            word.setPalette(palette)
        for part in (self.picker, self.controls, self.strip, self.solid, self.start_here):
            part.set_look(self.look)
        self.surface.look = self.arrow.look = self.path.look = self.rivals.look = self.tags.look = self.look
        self.surface.changed()
        self._redraw()

    def _redraw(self) -> None:
        """Draw the same frame differently."""
        self.controls.arrange(self.canvas, self.solid)
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the run stands and how it got there."""
        if self._frame is None or frame.snapshot is not self._frame.snapshot or frame.sight != self._frame.sight:
            self.start_here.hide()
        goes_on, stays = self._goes_on(frame), frame.is_beside(self._frame)
        others = bool(frame.rivals) or self.solid.isVisible()  # which move, or turn, in ways of their own
        anew = others or frame.surface is not self._surface or not frame.is_further_than(self._frame)
        self._frame, self._surface = frame, frame.surface
        chart = frame.chart
        ball = tuple(chart.path[:, -1].tolist()) if chart.plane is not None else (np.nan, np.nan)
        if stays or (goes_on and not anew and self._drawn.is_near(ball, self.canvas.pixels_per_unit())):
            return
        self._drawn.note(ball)
        self._show_controls(frame)
        self.set_notice(self._notice(frame))
        self.path_on_plane = PathOnPlane() if chart.plane is None else path_of(frame)
        self._balls = balls_of(frame, self.look)
        scale = self.controls.scale.currentText()
        if self.solid.isVisible():
            surface, notice = frame.surface, self._notice(frame)
            if notice:
                surface = None
            levels = levels_of(np.zeros(0) if surface is None else surface.heights, scale)
            names = (*(chart.plane.names if chart.plane else ("", "")), "loss")
            self.solid.show_surface(surface, levels, self.path_on_plane, names, notice)
            self.solid.show_race(() if self.look.asked else paths_beside(frame, self.look), self._balls)
        else:
            self._show_flat(frame, scale, goes_on)
        self._compare(frame)
        self.refresh_readout()

    @staticmethod
    def _notice(frame: ShownFrame) -> str:
        """Return why nothing is visible; empty if something is."""
        if frame.surface is None:
            return frame.chart.notice or COMPUTING
        return "" if np.isfinite(frame.surface.heights).any() else NOWHERE

    def _goes_on(self, frame: ShownFrame) -> bool:
        """Tell whether the run has advanced on the same plane since the last frame."""
        before, plane = self._frame, frame.chart.plane
        if before is None or plane is None or frame.calm:
            return False
        same = before.ghosts == frame.ghosts and before.chart.has_coordinates_of(plane)
        return same and frame.chart.goes_on(before.chart)

    def _show_flat(self, frame: ShownFrame, scale: str, goes_on: bool) -> None:
        there = frame.chart.plane is not None and self.notice.written != NOWHERE
        for item in (self.path, self.arrow, self.markers):
            item.setVisible(there)
        self.arrow.setVisible(there and not self.look.asked)
        self.surface.show_surface(self._surface, scale)
        self._set_range()
        self.path.show_path(self.path_on_plane, self.surface.levels if self._surface is not None else None, goes_on)
        self.rivals.show_balls(self._balls)
        if not goes_on or perf_counter() - self._ghosts_drawn_at > GHOSTS_EVERY:
            self._draw_ghosts(frame)
        self._mark(frame)

    def _show_controls(self, frame: ShownFrame) -> None:
        """Follow the frame with header and axes."""
        sight, plane, layout = frame.chart.sight, frame.chart.plane, frame.problem.layout
        self.controls.show_sight(sight)
        for widget in (*self.words, self.picker.u, self.picker.v):
            widget.setVisible(isinstance(sight.plane, TwoParameters))
        self.picker.show_pair(layout, sight.picked)
        self.rename_axes((plane.names[1], plane.names[0]) if plane is not None else ("", ""))
        told, whose = self._say(frame), _whose(frame, of_batch=frame.chart.batch is not None)
        named = tuple(f"{words} · {whose}" for words in told)
        self.header.set_text(*(("",) if self.look.stage else (*named, *(told[-1:] if whose == TITLES["set"] else ()))))

    def _say(self, frame: ShownFrame) -> tuple[str, ...]:
        """Return the words of the header, and their shorter forms."""
        if frame.chart.plane is None:
            return "no such plane here", "no plane"
        chart, shown = frame.chart, frame.surface.plane if frame.surface is not None else frame.chart.plane
        off = number(round(shown.distance(frame.snapshot.theta), 9), 2)
        flat = frame.surface is not None and is_flat(frame.surface.heights)
        many = len(chart.batch) if chart.batch is not None else 0
        arrows = f" · {MAX_ARROWS} of {many:,} arrows" if many > MAX_ARROWS else ""
        farthest = number(float(chart.distances.max(initial=0.0)), 2)
        long, short = "The loss is the same everywhere. " if flat else "", "flat · " if flat else ""
        if len(chart.iterations) == 1:
            words = f"no path yet · ball {off} from this plane"
            told = f"{long}{words.capitalize() if flat else words}{arrows}"
            return told, f"{short}{words}", f"{short}no path yet · ball {off} off plane", f"{short}no path yet"
        share = percent(chart.share)
        words = f"{long}This plane shows {share} of the path. The ball is {off} away, the path up to {farthest}{arrows}"
        middle = f"{short}{share} of the path shown · ball {off} from this plane"
        return words, middle, f"{short}{share} of path · ball {off} off", f"{short}{share} of path"

    def _compare(self, frame: ShownFrame) -> None:
        """Show truth and slice below; before there is a path their room is kept, so that the surface does not move."""
        chart = frame.chart
        left = self.height() - self.header.height() - self.strip.sizeHint().height()
        self.controls.show_room_for_strip(left >= self.look.px(LEAST_SURFACE))
        self.strip.setVisible(
            self.controls.strip.isChecked() and self.controls.strip.isEnabled() and not self.look.stage
        )
        if self.strip.isHidden() or chart.plane is None or len(chart.compared) < 2:
            self.strip.clear()
            return
        measured = frame.run.history.evaluated("iteration")
        at = np.union1d(measured[measured <= chart.compared[-1]], chart.compared)
        true = losses_at(frame.run.history, at)
        if at[-1] == frame.snapshot.iteration:
            true[-1] = frame.evaluation.train_loss + frame.evaluation.penalty
        true[np.searchsorted(at, chart.compared[: len(chart.true_losses)])] = chart.true_losses
        self.strip.show_losses(at, true, chart.compared, chart.slice_losses)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the strip where there is room for it now."""
        super().resizeEvent(event)
        if self._frame is not None:
            self._compare(self._frame)

    def _set_range(self) -> None:
        """Show the whole surface, and the ball if it has left it; without a surface the whole path."""
        points = self.path_on_plane.points
        if self._surface is None:
            (u_low, v_low), (u_high, v_high) = points.min(axis=1), points.max(axis=1)
            margin = 0.3 * max(u_high - u_low, v_high - v_low, 0.5)
            u, v = (u_low - margin, u_high + margin), (v_low - margin, v_high + margin)
        else:
            ball = points[:, -1]
            u, v = _including(self._surface.s, ball[0]), _including(self._surface.t, ball[1])
        u, v = (stretched(*ends, [ball.place[axis] for ball in self._balls]) for axis, ends in enumerate((u, v)))
        self.canvas.box.setRange(xRange=u, yRange=v, padding=0)

    def _draw_ghosts(self, frame: ShownFrame) -> None:
        """Draw the paths of the other runs on the same plane."""
        plane, self._ghosts_drawn_at = frame.chart.plane, perf_counter()
        for place, curve in enumerate(self.ghosts):
            curve.setVisible(plane is not None and place < len(frame.ghosts) and not self.look.asked)
            if plane is not None and place < len(frame.ghosts):
                curve.setData(*apart(path_on(plane, frame.ghosts[place]), self.canvas.pixels_per_unit()))

    def _mark(self, frame: ShownFrame) -> None:
        start, now = tuple(self.path_on_plane.points[:, 0]), self.path_on_plane.points[:, -1]
        self.markers.show_markers((*start_ring(self.look, start), (own_ball(self.look), *now)))
        self.arrow.show_descent(QPointF(*now), frame.chart.slope, frame.chart.own_slopes)
        self.tags.show_tags(self._names(frame, start) if self.look.stage else ())

    def _names(self, frame: ShownFrame, start: tuple[float, float]) -> list[Tag]:
        """Return what is named on the stage; nothing while it moves, and of a race the balls are."""
        if not frame.calm or frame.rivals or self._surface is None:
            return []
        box, tip = self.canvas.box, (math.nan, math.nan)
        if not self.look.asked and not self.arrow.own.size:
            tip = self.arrow.tip(self.canvas.pixels_per_unit(), min(box.width(), box.height()))
        return names_on_stage(self.look, start, tip, "−∇L")

    def read(self, x: float, y: float) -> str:
        """Return both coordinates at a place and the loss there."""
        if self._frame is None or self._frame.chart.plane is None:
            return ""
        place = self._named(x, y)
        return place if self._surface is None else f"{place}\n{_loss_at(self._frame, self._surface, x, y)}"

    def _named(self, x: float, y: float) -> str:
        up, across = self.names
        return f"{across} = {number(x)}, {up} = {number(y)}"

    # Starting from another place

    def unclick(self) -> None:
        """Ask no more."""
        self.start_here.hide()

    def _ask(self, at: QPointF | None) -> None:
        """Ask whether to start where the surface was clicked."""
        if at is None or self._surface is None or self._frame is None or self._frame.chart.plane is None:
            self.start_here.hide()
            return
        self._asked_theta = self._frame.chart.plane.at(at.x(), at.y())  # now: a plane's directions may be new soon
        loss = _loss_at(self._frame, self._surface, at.x(), at.y())
        self.start_here.ask(f"{self._named(at.x(), at.y())} · {loss}", self._on_canvas(at))

    def _start(self) -> None:
        if self._asked_theta is not None:
            self.start_asked.emit(self._asked_theta)


def _including(axis: np.ndarray[tuple[int, ...], np.dtype[np.float64]], value: float) -> tuple[float, float]:
    """Return the ends of ``axis``, moved a little past ``value`` if it lies outside."""
    low, high = float(axis[0]), float(axis[-1])
    spare = 0.08 * (high - low)
    return (low if value >= low else value - spare), (high if value <= high else value + spare)


def _whose(frame: ShownFrame, of_batch: bool) -> str:
    """Return whose loss the surface is, e.g. "whole set" or "a sample of 900,000"."""
    if of_batch:
        return TITLES["batch"]
    return frame.problem.sample_words().removeprefix(" · ") or TITLES["set"]


def _loss_at(frame: ShownFrame, surface: LossSurface, x: float, y: float) -> str:
    """Return the loss at a place of the plane, and whose it is."""
    return f"loss {number(height_at(surface, x, y))} ({_whose(frame, surface.of_batch)})"
