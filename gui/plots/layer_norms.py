"""The norm of the gradient in each layer over the iterations: vanishing and exploding seen at a glance."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.plots.parts.base import PlotView
from gui.plots.parts.curves import MAX_POINTS, dash, log_range, thin
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.line_labels import LineLabel, LineLabels
from gui.plots.parts.moment import Moment
from gui.widgets.numbers import number

HELP = (
    "The gradient norm of each layer's weights and biases at each iteration, on a logarithmic axis: equal heights are "
    "equal factors. A layer whose line climbs by powers of ten is exploding; one far below the others hardly learns. "
    "A norm of 0 is drawn at the lower edge, a norm that is not finite at the upper edge."
)
PATTERNS = ((), (8.0, 4.0), (2.0, 3.0), (9.0, 3.0, 2.0, 3.0))
"""Dashes of the layers, in turn."""
FEW = 15
"""Up to so many iterations each one gets a dot."""
EDGE = 0.04
"""Share of the height between the outermost values and the edges."""


class LayerNorms(PlotView):
    """One line per layer, with its name at the end; one layer may be marked as the one to look at."""

    def __init__(self, title: str = "Gradient norm per layer", help: str = HELP, parent: QWidget | None = None) -> None:
        super().__init__(title, help, ("norm", "iteration"), parent)
        self.iterations: Array = np.empty(0)
        self.norms: Array = np.empty((0, 0))
        self.marked_layer: int | None = None
        self.marked_iteration: int | None = None
        self.curves: list[CurveItem] = []
        self._low, self._high = 0.0, 1.0
        self.dots, self.moment, self.labels = MarkersItem(), Moment(), LineLabels()
        for item in (self.moment, self.dots, self.labels):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.canvas.plot.getAxis("left").setLogMode(False, True)
        self.set_look(self.look)
        self.canvas.box.sigResized.connect(self._draw)

    def restyle(self) -> None:
        """Take pens and fonts from the look."""
        self.moment.look = self.labels.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._draw()

    def show_norms(
        self, iterations: Array, norms: Array, marked_layer: int | None = None, marked_iteration: int | None = None
    ) -> None:
        """Show the layers' gradients.

        Parameters
        ----------
        iterations
            (n,), ascending.
        norms
            (L × n); need not be finite.
        marked_layer
            The layer (1…L) that is drawn bold.
        marked_iteration
            The iteration at which a line stands.
        """
        self.iterations, self.norms = iterations, norms
        self.marked_layer, self.marked_iteration = marked_layer, marked_iteration
        self.set_notice("")
        self._draw()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        self.show_norms(np.empty(0), np.empty((0, 0)))
        self.set_notice(notice)

    def _draw(self) -> None:
        self._keep_curves(len(self.norms))
        if not len(self.iterations):
            for item in (self.labels.show_labels, self.dots.show_markers):
                item(())
            self._say()
            return
        self._set_range()
        heights = self._heights()
        for layer, height in enumerate(heights, start=1):
            self._draw_layer(layer, height)
        self._draw_dots(heights)
        self._say()
        self.refresh_readout()

    def _say(self) -> None:
        layer, at = self.marked_layer, self.marked_iteration
        self.moment.show_moment(at, "" if at is None else f"iteration {at:,}")
        known = layer is not None and at is not None
        self.header.set_text(f"marked: layer {layer}, iteration {at:,}" if known else "", f"layer {layer}")

    def _keep_curves(self, count: int) -> None:
        while len(self.curves) > count:
            self.canvas.box.removeItem(self.curves.pop())
        while len(self.curves) < count:
            curve = CurveItem()
            curve.setSegmentedLineMode("on")
            self.canvas.box.addItem(curve, ignoreBounds=True)
            self.curves.append(curve)

    def _set_range(self) -> None:
        """Hold all finite norms, and to the right of the lines their names."""
        self._low, self._high = log_range(self.norms.ravel())
        first, last = float(self.iterations[0]), float(self.iterations[-1])
        last = max(last, first + 4.0)
        self.labels.show_labels([self._label(layer, last, 0.0) for layer in range(1, len(self.norms) + 1)])
        share = min(0.5, self.labels.room / max(1.0, self.canvas.box.width()))
        span, spare = last - first, EDGE * (self._high - self._low)
        right = last + share / (1.0 - share) * 1.02 * span
        self.canvas.box.setRange(
            xRange=(first - 0.02 * span, right), yRange=(self._low - spare, self._high + spare), padding=0
        )

    def _heights(self) -> Array:
        """Return the norms (L × n) as powers of ten within the plot; NaN and ∞ lie at the upper edge."""
        with np.errstate(all="ignore"):
            powers = np.log10(np.where(np.isnan(self.norms), np.inf, self.norms))
        return np.clip(powers, self._low, self._high)

    def _colour(self, layer: int) -> QColor:
        classes = self.look.theme.classes
        return QColor(classes[(layer - 1) % len(classes)])

    def _label(self, layer: int, x: float, y: float) -> LineLabel:
        last = float(self.norms[layer - 1, -1])
        value = ": 0" if last == 0.0 else "" if math.isfinite(last) else ": ∞"
        return LineLabel(f"layer {layer}{value}", x, y, self._colour(layer), layer == self.marked_layer)

    def _draw_layer(self, layer: int, heights: Array) -> None:
        curve = self.curves[layer - 1]
        width = self.look.data_line(3.2 if layer == self.marked_layer else 1.6)
        pattern = tuple(self.look.px(length) for length in PATTERNS[(layer - 1) % len(PATTERNS)])
        cap = Qt.PenCapStyle.FlatCap if pattern else Qt.PenCapStyle.SquareCap
        curve.setPen(cosmetic_pen(self._colour(layer), width, cap=cap))
        columns = max(50, min(MAX_POINTS // 2 - 1, round(self.canvas.box.width())))
        x, y = thin(self.iterations, heights, columns)
        if pattern:
            curve.setData(*dash(x, y, self.canvas.pixels_per_unit(), pattern), connect="pairs")
        else:
            curve.setData(x, y, connect="finite")

    def _draw_dots(self, heights: Array) -> None:
        """Show where each line ends, and each of few iterations."""
        last, px = float(self.iterations[-1]), self.look.px
        self.labels.show_labels([self._label(n, last, float(y)) for n, y in enumerate(heights[:, -1], start=1)])
        places = self.iterations if len(self.iterations) <= FEW else self.iterations[-1:]
        self.dots.show_markers(
            [
                (Marker("o", px(7 if n == self.marked_layer else 4), self._colour(n), self._colour(n), 0.0), x, y)
                for n, line in enumerate(heights, start=1)
                for x, y in zip(places.tolist(), line[-len(places) :].tolist(), strict=True)
            ]
        )

    def read(self, x: float, y: float) -> str:
        """Return the lengths at the iteration nearest to ``x``, the layers from the last to the first."""
        if not len(self.iterations):
            return ""
        place = int(np.argmin(np.abs(self.iterations - x)))
        lines = [f"layer {n}: {number(norm)}" for n, norm in enumerate(self.norms[:, place], start=1)]
        return "\n".join([f"iteration {self.iterations[place]:,.0f}", *reversed(lines)])
