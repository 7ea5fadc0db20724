"""F over the steps of a walk, and of all optimisers that race."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem, QWidget

from core.arrays import Array
from core.functions.walk import FunctionPath
from gui.frames.function_frame import FunctionFrame
from gui.function_lab.paths import TOO_LARGE, race_entries
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.curves import MAX_POINTS, dash, round_end, thin, told_course
from gui.plots.parts.draggable import DraggablePlot
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.present import Present
from gui.plots.parts.tags import Tags, curve_name
from gui.widgets.numbers import number

HELP = (
    "The value of the function after each step. Steps right of the marker have been walked before. Drag "
    "sideways to move along the walk. In a race each optimiser has its own colour and dashes."
)


def walked(path: FunctionPath, step: int) -> tuple[Array, Array]:
    """Return the steps of a path up to one, from 0, and f there: those beyond are still to be found out."""
    values = path.values[: step + 1]
    return np.arange(float(len(values))), values


class FunctionValues(DraggablePlot):
    """F over the steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("f over the steps", HELP, ("f", "step"), parent)
        self._frame: FunctionFrame | None = None
        self._drawn: tuple[object, ...] = ()
        self.curve, self.present, self.markers, self.tags = CurveItem(), Present(), MarkersItem(), Tags()
        self.racers: list[CurveItem] = []
        for item in (self.curve, self.present, self.markers, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.curve.setSegmentedLineMode("on")
        self.canvas.box.sigResized.connect(self._redraw)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.curve.setPen(cosmetic_pen(self.look.colour("positive"), self.look.data_line(2)))
        self.present.look = self.tags.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._redraw()

    def _redraw(self) -> None:
        if self._frame is not None:
            self.show_walk(self._frame)

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self._frame = frame
        drawable = float(np.abs(walked(frame.path, self._known(frame))[1]).max()) < MAX_PLOT
        self.set_notice("" if drawable else TOO_LARGE)
        self.curve.setVisible(drawable and not frame.racers)
        for item in (self.present, self.markers):
            item.setVisible(drawable)
        if drawable:
            self._draw_lines(frame)
        dot = Marker("o", self.look.px(9), self.look.colour("highlight"), self.look.colour("text"), self.look.line(1))
        self.markers.show_markers([(dot, frame.step, frame.value)])
        self.present.show_present(frame.step, self._known(frame))
        self.header.set_text("" if self.look.stage else f"step {frame.step:,}: {number(frame.value)}")
        self.refresh_readout()

    def told(self) -> str:
        """Return f here, how it goes, and where it was lowest."""
        frame = self._frame
        if frame is None:
            return super().told()
        return f"f over the steps: {told_course(*walked(frame.path, frame.known), frame.step, frame.value, 'step')}."

    def _known(self, frame: FunctionFrame) -> int:
        """Return up to which step there is something to see."""
        return frame.step if self.look.asked else frame.known

    def _draw_lines(self, frame: FunctionFrame) -> None:
        """Draw the curves, unless they are displayed already: along a known path they stay the same."""
        drawn = (
            frame.path,
            self._known(frame),
            frame.racers,
            self.look,
            self.canvas.box.width(),
            self.canvas.box.height(),
        )
        if drawn == self._drawn:
            return
        self._drawn = drawn
        columns = max(100, min(MAX_POINTS // 2 - 1, round(self.canvas.box.width())))
        self.curve.setData(*thin(*walked(frame.path, self._known(frame)), columns))
        self.curve.setVisible(not frame.racers)
        self._set_range(frame)
        self._show_race(frame, columns)

    def _set_range(self, frame: FunctionFrame) -> None:
        """Hold the whole curve; in a race not what lies far above the start."""
        values = [walked(path, self._known(frame))[1] for path in (frame.path, *(each.path for each in frame.racers))]
        low = min(float(each.min()) for each in values)
        start = float(frame.path.values[0])
        high = max(float(each.max()) for each in values)
        if frame.racers:
            high = min(high, start + 0.3 * (start - low))
        spare = 0.06 * (high - low) or max(1.0, abs(high)) / 2
        last = round_end(1.02 * max(9.0, self._known(frame)))
        self.canvas.box.setRange(xRange=(-0.02 * last, last), yRange=(low - spare, high + spare), padding=0)

    def _show_race(self, frame: FunctionFrame, columns: int) -> None:
        while len(self.racers) < len(frame.racers):
            curve = CurveItem()
            curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # the marker moves more often than they
            self.canvas.box.addItem(curve, ignoreBounds=True)
            self.racers.append(curve)
        entries, scale = race_entries(frame.racers, self.look), self.canvas.pixels_per_unit()
        for place, curve in enumerate(self.racers):
            curve.setVisible(place < len(frame.racers))
        for curve, each, entry in zip(self.racers, frame.racers, entries, strict=False):
            curve.setPen(cosmetic_pen(entry.colour, entry.width, cap=Qt.PenCapStyle.FlatCap))
            x, y = thin(*walked(each.path, self._known(frame)), columns // 2)
            if entry.pattern:
                curve.setData(*dash(x, y, scale, entry.pattern), connect="pairs")
            else:
                curve.setData(x, y, connect="all")
        text, pairs = self.look.colour("text"), zip(self.racers, entries, strict=False)
        named = [] if self.look.stage else pairs  # there the standing names them
        self.tags.show_tags([curve_name(entry.name, curve, entry.colour, text) for curve, entry in named])

    def place_changed(self, x: float | None) -> None:
        """Draw a line at the step that is read."""
        self.present.show_pointer(None if x is None or self._frame is None else self._nearest(x))

    def _nearest(self, x: float) -> int:
        assert self._frame is not None
        return max(0, min(round(x), self._known(self._frame)))

    def drag_to(self, x: float) -> None:
        """Go to the step at ``x``, as far as the walk is known."""
        if self._frame is not None:
            self.dragged.emit(max(0, min(round(x), self._known(self._frame))))

    def read(self, x: float, y: float) -> str:
        """Return f at the step nearest to ``x``."""
        if self._frame is None:
            return ""
        step = self._nearest(x)
        lines = [f"step {step:,}", f"f = {number(float(self._frame.path.values[step]))}"]
        return "\n".join([*lines, *(f"{r.optimizer.title} {number(r.value_at(step))}" for r in self._frame.racers)])
