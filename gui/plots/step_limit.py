"""How far each step went against 2/κ, the longest step that the curvature along the gradient allows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from core.words import counted
from gui.plots.parts.base import PlotView
from gui.plots.parts.curves import dash, log_range, pieces
from gui.plots.parts.items import CurveItem, DeviceItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.line_labels import LineLabel, LineLabels
from gui.plots.parts.moment import Moment
from gui.widgets.numbers import number
from gui.widgets.theme import Look

HELP = (
    "How far each step went down the gradient, divided by the gradient norm: for plain gradient descent that is α; "
    "for other optimisers it is the α with which plain descent would have gone as far. The dashed line is 2/κ, where "
    "κ is the curvature of the loss along the gradient: if that curvature stayed the same, a step above the line "
    "would land higher on the other side of the valley. Where the step is above it, the gap is hatched. There is no "
    "2/κ where the loss curves down or is not finite, and no point where the step went uphill. The scale is "
    "logarithmic: equal heights are equal factors."
)
EDGE = 0.05
"""Share of the height between the outermost values and the edges."""


def excess(x: Array, step: Array, limit: Array) -> list[Array]:
    """Return where ``step`` runs above ``limit``, as outlines.

    Parameters
    ----------
    x, step, limit
        (n,) each; gaps are NaN.

    Returns
    -------
    list of (2 × k) arrays
        One polygon for each stretch without gaps, flat where ``step`` is not above.
    """
    outlines = []
    for part in pieces(x, step - limit):
        at, above = x[part], (step - limit)[part]
        turns = np.flatnonzero(above[:-1] * above[1:] < 0.0)
        crossings = at[turns] + (at[turns + 1] - at[turns]) * above[turns] / (above[turns] - above[turns + 1])
        places = np.union1d(at, crossings)
        low = np.interp(places, at, limit[part])
        high = np.maximum(low, np.interp(places, at, step[part]))
        outlines.append(np.array([[*places, *places[::-1]], [*high, *low[::-1]]]))
    return outlines


class Excess(DeviceItem):
    """The hatched space between a step and the limit that it is above."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.outlines: list[Array] = []

    def show_outlines(self, outlines: list[Array]) -> None:
        """Show other polygons (2 × k), in data units."""
        self.outlines = outlines
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Fill and hatch them."""
        painter.setPen(Qt.PenStyle.NoPen)
        for outline in self.outlines:
            shape = to_pixels.map(QPolygonF([QPointF(x, y) for x, y in outline.T.tolist()]))
            painter.setBrush(self.look.colour("error", 50))
            painter.drawPolygon(shape)
            painter.setBrush(QBrush(self.look.colour("error", 170), Qt.BrushStyle.BDiagPattern))
            painter.drawPolygon(shape)


class StepLimit(PlotView):
    """The step of each iteration and 2/κ, on a logarithmic axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Step against 2/κ", HELP, ("step", "iteration"), parent)
        self.iterations: Array = np.empty(0)
        self.steps: Array = np.empty(0)
        self.limits: Array = np.empty(0)
        self.step_name, self.marked_iteration = "α", 0
        self.step, self.limit = CurveItem(), CurveItem()
        self.excess, self.dots, self.moment, self.labels = Excess(), MarkersItem(), Moment(), LineLabels()
        for item in (self.excess, self.moment, self.limit, self.step, self.dots, self.labels):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.step.setSegmentedLineMode("on")
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.canvas.plot.getAxis("left").setLogMode(False, True)
        self.set_look(self.look)
        self.canvas.box.sigResized.connect(self._draw)

    def restyle(self) -> None:
        """Take pens and fonts from the look."""
        look = self.look
        for curve, role, width in ((self.step, "negative", 2.4), (self.limit, "positive", 2.0)):
            curve.setPen(cosmetic_pen(look.colour(role), look.data_line(width), cap=Qt.PenCapStyle.FlatCap))
        self.excess.look = self.moment.look = self.labels.look = look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._draw()

    def show_steps(
        self, iterations: Array, steps: Array, limits: Array, step_name: str = "α", marked_iteration: int = 0
    ) -> None:
        """Show steps and limits.

        Parameters
        ----------
        iterations
            (n,), ascending.
        steps
            (n,): how far the update went along −g, by |g|; NaN where there was none.
        limits
            (n,): 2/κ; infinite or NaN where there is no limit.
        step_name
            What ``steps`` is called at the end of its line.
        marked_iteration
            The iteration at which a line stands.
        """
        self.iterations, self.steps, self.limits = iterations, steps, limits
        self.step_name, self.marked_iteration = step_name, marked_iteration
        self.rename_axes((step_name, "iteration"))
        self.set_notice("")
        self._draw()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        empty = np.empty(0)
        self.show_steps(empty, empty, empty)
        self.set_notice(notice)

    def _draw(self) -> None:
        x, steps, limits = self.iterations, _powers(self.steps), _powers(self.limits)
        self.labels.show_labels(self._labels(x, steps, limits))
        if len(x):
            self._set_range(x)
        self.step.setData(x, steps, connect="finite")
        pattern = self.look.px(8), self.look.px(4)
        self.limit.setData(*dash(x, limits, self.canvas.pixels_per_unit(), pattern), connect="pairs")
        self.excess.show_outlines(excess(x, steps, limits))
        self._draw_dots(x, steps, limits)
        self.moment.show_moment(self.marked_iteration if len(x) else None)
        self._say()
        self.refresh_readout()

    def _set_range(self, x: Array) -> None:
        """Hold both lines, and to the right of them their names."""
        low, high = log_range(np.concatenate([self.steps, self.limits]))
        first, last = float(x[0]), max(float(x[-1]), float(x[0]) + 4.0)
        share = min(0.5, self.labels.room / max(1.0, self.canvas.box.width()))
        span, spare = last - first, EDGE * (high - low)
        right = last + share / (1.0 - share) * 1.02 * span
        self.canvas.box.setRange(xRange=(first - 0.02 * span, right), yRange=(low - spare, high + spare), padding=0)

    def _labels(self, x: Array, steps: Array, limits: Array) -> list[LineLabel]:
        """Return the names of the lines, each where its line ends."""
        lines = ((self.step_name, steps, "negative", True), ("2/κ", limits, "positive", False))
        known = [(line, np.flatnonzero(np.isfinite(line[1]))) for line in lines]
        return [
            LineLabel(name, float(x[at[-1]]), float(line[at[-1]]), self.look.colour(role), bold)
            for (name, line, role, bold), at in known
            if len(at)
        ]

    def _draw_dots(self, x: Array, steps: Array, limits: Array) -> None:
        """Mark each value; where they get many, only those alone between two gaps, which are no line."""
        few = len(x) <= self.canvas.box.width() / (3.0 * self.look.px(6))
        ground = self.look.colour("card")
        step, limit = self.look.colour("negative"), self.look.colour("positive")
        dot, ring = (
            Marker("o", self.look.px(6), step, step, 0.0),
            Marker("s", self.look.px(6), ground, limit, self.look.line(1.5)),
        )
        self.dots.show_markers(
            [
                (marker, float(at), float(y))
                for marker, line, alone in ((ring, limits, lonely(x, limits)), (dot, steps, lonely(x, steps)))
                for at, y in zip(x, line, strict=True)
                if few or at in alone
            ]
        )

    def _say(self) -> None:
        with np.errstate(invalid="ignore"):
            above, known = int(np.sum(self.steps > self.limits)), int(np.sum(np.isfinite(self.limits)))
        text = f"above 2/κ in {above:,} of {counted(known, 'step')}" if len(self.iterations) else ""
        self.header.set_text(text, text.removesuffix(" steps"))

    def read(self, x: float, y: float) -> str:
        """Return step and limit at the iteration nearest to ``x``."""
        if not len(self.iterations):
            return ""
        place = int(np.argmin(np.abs(self.iterations - x)))
        step, limit = float(self.steps[place]), float(self.limits[place])
        made = "no step" if np.isnan(step) else f"{self.step_name} {number(step)}"
        words = "unknown" if np.isnan(limit) else "no limit: the loss curves down" if np.isinf(limit) else number(limit)
        return f"iteration {self.iterations[place]:,.0f}\n{made}\n2/κ {words}"


def lonely(x: Array, y: Array) -> set[float]:
    """Return the x of each finite y between two gaps."""
    known = np.concatenate([[False], np.isfinite(y), [False]])
    return set(x[known[1:-1] & ~known[:-2] & ~known[2:]].tolist())


def _powers(values: Array) -> Array:
    """Return values as powers of ten, NaN for those that have no place on a logarithmic axis."""
    with np.errstate(all="ignore"):
        powers = np.log10(values)
    return np.where(np.isfinite(powers), powers, np.nan)
