"""A plain function along one variable: the curve, where the walk stands, tangent, secant and the coming step."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from core.arrays import Array
from core.functions.slices import FunctionSlice
from core.words import apart
from gui.frames.function_frame import FunctionFrame
from gui.function_lab.paths import LEAST_STEP, TOO_LARGE, end_of, race_entries, steps_until
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.clickable import ClickablePlot
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.path import PathOnPlane
from gui.plots.parts.rival_balls import Ball, RivalBalls
from gui.plots.parts.sketch import Sketch, Stroke
from gui.plots.parts.tags import StrokeName, Tag, Tags
from gui.widgets.field import set_text_colour
from gui.widgets.numbers import number

HELP = (
    "The function along one variable, with any others held. The ball shows where the walk is. The "
    "dashed line is the tangent: its slope is the partial derivative. The secant goes through the ball and the point "
    "at distance Δ; where it cannot be told from the tangent, it is not drawn. The arrow is the coming step, from the "
    "ball to the ring: for plain gradient descent it is −α times "
    "the slope. At a kink there is no tangent: two half lines show the slopes from the left and from the right. At a "
    "jump there is none. Triangles: local minima along this line. Click to start there."
)
SPOILT = 6.0
"""Ratio of all heights to those from the 6th to the 94th percentile from which a pole is taken to spoil the plot."""
GRAINS = 12
"""Into how many round parts the heights of a plot are divided at least; they change by whole ones."""
NOTHING = "This function has no finite value here. Choose another start, range or function."
BESIDE = 0.018
"""Room at both ends of the variable's range, as a share of it: a ball that stands there is whole."""
ROOM_FOR_WORDS = 170.0
"""Height in pixels at normal text under which the numbers stand in the header alone."""
SEEN = 1e-3
"""How far apart two lines are that are told apart, as a share of the height."""
TANGENT = 0.28
"""Half-length of the tangent, as a share of the width."""


def heights(values: Array, now: float | None) -> tuple[float, float]:
    """Return the (low, high) of a curve's plot that a pole does not spoil, with ``now`` in it, if any, and margins.

    They are round numbers, so that the plot stays still while the curve moves a little.
    """
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    near, far = (float(x) for x in np.percentile(finite, (6, 94)))
    if high - low > SPOILT * (far - near) > 0:
        low, high = near - 0.3 * (far - near), far + 0.3 * (far - near)
    if now is not None:
        low, high = min(low, now), max(high, now)
    spare = 0.06 * (high - low) or max(1.0, abs(high)) / 2
    grain = 2.0 ** np.floor(np.log2((high - low + spare) / GRAINS))
    return float(grain * np.floor((low - spare) / grain)), float(grain * np.ceil((high + spare) / grain))


class FunctionCurve(ClickablePlot):
    """One variable's curve; `start_asked` tells which value of it was clicked."""

    start_asked = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Function", HELP, ("f", "x"), parent)
        self.index, self._left = 0, False
        self.meant.connect(self._start)
        self._frame: FunctionFrame | None = None
        self.curve, self.path = CurveItem(), CurveItem()
        self.sketch, self.markers, self.rivals, self.tags = Sketch(), MarkersItem(), RivalBalls(), Tags()
        self.held = QLabel()
        self.held.setWordWrap(True)
        self.held.setMinimumWidth(1)
        self.held.setAccessibleName("Held variables")
        self.held.setToolTip("The other variables are held along this curve, at the point where the walk is.")
        self.held.hide()
        self._column.insertWidget(1, self.held)
        for item in (self.curve, self.path, self.sketch, self.markers, self.rivals, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (self.curve, self.path):
            curve.setSegmentedLineMode("on")
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens from the look."""
        for curve, role, width in ((self.curve, "positive", 2.0), (self.path, "dim", 1.2)):
            curve.setPen(cosmetic_pen(self.look.colour(role), self.look.data_line(width)))
        self.held.setFont(self.look.font(0.93))
        set_text_colour(self.held, self.look, "dim")
        self.sketch.look = self.rivals.look = self.tags.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        if self._frame is not None:
            self.show_walk(self._frame, self.index)

    def show_walk(self, frame: FunctionFrame, index: int) -> None:
        """Show a step along the variable at ``index``."""
        self._frame, self.index = frame, index
        along, name = frame.slices[index], frame.function.variables[index]
        self.rename_axes(("f", name))
        self._left = not frame.ranges[index][0] <= along.now <= frame.ranges[index][1]
        finite = bool(np.isfinite(along.value).any())
        with np.errstate(all="ignore"):
            low, high = heights(along.value, None if self._left else along.value_now) if finite else (0.0, 0.0)
        drawable = max(abs(low), abs(high)) < MAX_PLOT  # not if they are NaN
        self.set_notice(NOTHING if not finite else "" if drawable else TOO_LARGE)
        for item in (self.curve, self.path, self.sketch, self.markers, self.rivals, self.tags):
            item.setVisible(finite and drawable)
        if self.notice.text():
            return
        with np.errstate(all="ignore"):  # it may be infinite in places
            steps = np.abs(np.diff(along.value, prepend=along.value[0])) > 2.0 * (high - low)
        self.curve.setData(along.v, np.where(steps, np.nan, along.value), connect="finite")
        left, right = frame.ranges[index]
        spare = BESIDE * (right - left)
        self.canvas.box.setRange(xRange=(left - spare, right + spare), yRange=(low, high), padding=0)
        self._draw(frame, along, name)
        self.refresh_readout()

    def _draw(self, frame: FunctionFrame, along: FunctionSlice, name: str) -> None:
        alone = frame.function.dimensions == 1
        self.path.setData(*(self._seen(steps_until(frame.path, frame.step)) if alone else (np.empty(0), np.empty(0))))
        self.rivals.show_balls(self._balls(frame))
        strokes, words = ([], [self._where(frame, along, name)]) if self._left else self._lines(frame, along)
        roomy = self.canvas.height() > self.look.px(ROOM_FOR_WORDS)
        self.sketch.show_sketch(strokes)
        self.tags.show_tags(words if roomy or self._left else ())
        self.markers.show_markers(self._marks(frame, along, alone))
        derivative = f"df/d{name}" if alone else f"∂f/∂{name}"
        held = zip(frame.function.variables, frame.point, strict=True)
        others = ", ".join(f"{v} = {number(x)}" for v, x in held if v != name)
        short = f"{derivative} = {number(along.slope)}"
        text = f"{name} = {number(along.now)}   f = {number(along.value_now)}   {short}"
        if along.broken is not None:
            a_jump = "" if along.kink else "a jump, "
            text = f"no tangent here: {a_jump}{along.broken.words}; the walk takes {number(along.slope)}"
            short = f"no tangent: {number(along.kink.left)} | {number(along.kink.right)}" if along.kink else "a jump"
        self.header.title.setText(f"Along {name}" if others else "Function")
        self.header.set_text(text, short)
        self.held.setText(f"{others} held")
        self.held.setVisible(bool(others))

    def _seen(self, path: PathOnPlane) -> tuple[Array, Array]:
        """Return the part of a path that is not far out of the picture: x and f (k,)."""
        (left, right), (low, high) = self.canvas.box.viewRange()
        x, f = path.points[self.index], path.losses
        far = np.flatnonzero((np.abs(x - (left + right) / 2) > 2 * (right - left)) | (np.abs(f) > 1e3 * (high - low)))
        end = max(1, int(far[0])) if len(far) else len(x)
        return x[:end], f[:end]

    def _where(self, frame: FunctionFrame, along: FunctionSlice, name: str) -> Tag:
        """Return where the walk is, at the edge of the picture where it has left it."""
        left, right = frame.ranges[self.index]
        (_, _), (low, high) = self.canvas.box.viewRange()
        beyond = along.now > right
        text = f"{name} = {number(along.now)} is outside {'→' if beyond else '←'}"
        return Tag(text, (right if beyond else left, (low + high) / 2), self.look.colour("accent"))

    def _balls(self, frame: FunctionFrame) -> tuple[Ball, ...]:
        """Return those who race, each at its place along this variable and the height of its own f.

        From above, where there is such a view, they are with their paths.
        """
        if frame.function.dimensions == 2 or not frame.racers:
            return ()
        entries = race_entries(frame.racers, self.look)
        paths = [steps_until(each.path, frame.step) for each in frame.racers]
        return tuple(
            Ball(entry.name, end_of(path.points[self.index, -1], path.losses[-1]), entry.colour)
            for entry, path in zip(entries, paths, strict=True)
        )

    def _lines(self, frame: FunctionFrame, along: FunctionSlice) -> tuple[list[Stroke], list[Tag]]:
        look, now, value = self.look, along.now, along.value_now
        low, high = frame.ranges[self.index]
        reach = TANGENT * (high - low)
        if math.isnan(value):
            return [], []
        strokes, slopes = self._tangents(along, reach)
        words: list[Tag] = []
        if self.index == frame.asked.along and not self._is_tangent(frame, along, reach):
            strokes += self._secant(frame, words, reach)
        if frame.landing is not None and not self.look.asked:
            after = float(frame.landing[self.index])
            if abs(after - now) >= LEAST_STEP * (high - low):
                strokes.append(Stroke((now, value), (after, value), look.colour("text"), look.line(3), arrow=True))
                words.insert(0, Tag(f"step {number(after - now)}", ((now + after) / 2, value), look.colour("text")))
        return strokes, slopes + words

    def _tangents(self, along: FunctionSlice, reach: float) -> tuple[list[Stroke], list[Tag]]:
        """Return the tangent with its slope; at a kink, two half lines with theirs; at a jump, nothing."""
        if along.broken is not None and along.kink is None:
            return [], []
        now, value, colour, width = along.now, along.value_now, self.look.colour("accent"), self.look.line(2)
        left, right = (along.slope, along.slope) if along.kink is None else (along.kink.left, along.kink.right)
        start, end = (now - reach, value - left * reach), (now + reach, value + right * reach)
        if along.kink is None:
            slope = StrokeName(f"slope {number(right)}", end, colour, start=start)
            return [Stroke(start, end, colour, width, dashed=True)], [slope]
        ends = ((start, f"slope {number(left)}, left"), (end, f"slope {number(right)}, right"))
        strokes = [Stroke((now, value), place, colour, width, dashed=True) for place, _ in ends]
        return strokes, [StrokeName(text, place, colour, start=(now, value)) for place, text in ends]

    def _is_tangent(self, frame: FunctionFrame, along: FunctionSlice, reach: float) -> bool:
        """Tell whether the secant's points are one for the eye, and its line lies on the tangent, or on its half."""
        low, high = frame.ranges[self.index]
        delta, heights = float(frame.secants.deltas[0]), along.value[np.isfinite(along.value)]
        tangent = along.slope if along.kink is None else along.kink.right if delta > 0 else along.kink.left
        apart = abs(float(frame.secants.quotients[0]) - tangent) * reach
        whole = along.broken is None or along.kink is not None
        return whole and abs(delta) < LEAST_STEP * (high - low) and apart < SEEN * float(np.ptp(heights))

    def _secant(self, frame: FunctionFrame, words: list[Tag], reach: float) -> list[Stroke]:
        """Return the secant over Δ, from a little before the ball to a little beyond its second point."""
        secants, now = frame.secants, frame.slices[self.index].now
        delta, slope = float(secants.deltas[0]), float(secants.quotients[0])
        colour = self.look.colour("negative")
        start, end = ((now + s, secants.value + slope * s) for s in (-reach / 2, max(delta, reach / 2)))
        told = apart(slope, frame.secants.derivative) or (number(slope),)
        words.append(StrokeName(f"secant {told[0]}", end, colour, start=start))
        return [Stroke(start, end, colour, self.look.line(1.6))]

    def _marks(self, frame: FunctionFrame, along: FunctionSlice, alone: bool) -> list[tuple[Marker, float, float]]:
        look = self.look
        card, text = look.colour("card"), look.colour("text")
        rim = 0.0 if look.stage else look.px(1)  # so thin a line is not seen from afar
        lowest = Marker("t1", look.px(11), look.colour("good"), card, rim)
        marks = [(lowest, float(v), float(f)) for v, f in along.minima]
        if alone:
            dot = Marker("o", look.px(5), look.colour("dim"), card, look.px(0.5) * bool(rim))
            points = frame.path.points[: frame.step, self.index], frame.path.values[: frame.step]
            marks += [(dot, float(x), float(y)) for x, y in list(zip(*points, strict=True))[-200:]]
        if self.index == frame.asked.along:
            second = Marker("d", look.px(9), look.colour("negative"), card, rim)
            marks.append((second, along.now + float(frame.secants.deltas[0]), float(frame.secants.after[0])))
        if alone and frame.landing is not None and not look.asked:
            ring = Marker("o", look.px(11), QColor(Qt.GlobalColor.transparent), text, look.line(2))
            marks.append((ring, float(frame.landing[0]), float(frame.path.values[frame.step + 1])))
        ball = Marker("o", look.px(14), look.colour("highlight"), text, look.line(1.5))
        return marks if self._left else [*marks, (ball, along.now, along.value_now)]

    def read(self, x: float, y: float) -> str:
        """Return the variable and f at a place."""
        if self._frame is None:
            return ""
        along, name = self._frame.slices[self.index], self.names[1]
        place = int(np.argmin(np.abs(along.v - x)))
        return f"{name} = {number(float(along.v[place]))}\nf = {number(float(along.value[place]))}\nclick: start here"

    def _start(self, place: QPointF | None) -> None:
        """Ask to start at the place that was clicked."""
        if self._frame is not None and place is not None:
            left, right = self._frame.ranges[self.index]
            self.start_asked.emit(self.index, min(max(place.x(), left), right))
