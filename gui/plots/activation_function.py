"""An activation function with its derivative, and the values of z on them."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from core.analysis.layers import FARTHEST, LayerView
from core.arrays import Array
from core.words import counted
from gui.plots.parts.axis import Axis
from gui.plots.parts.bars import Bars
from gui.plots.parts.base import PlotView
from gui.plots.parts.curves import dash
from gui.plots.parts.items import CurveItem, Marker, Points, PointsItem, cosmetic_pen
from gui.plots.parts.lines import LineStyle
from gui.plots.parts.tags import Tags, curve_name
from gui.widgets.numbers import number

HELP = (
    "The activation function g (solid) and its derivative g′ (dashed). Bars: how often each z occurs in this layer, "
    "over all its neurons and training examples. Dots: the first example of this iteration's batch, one dot per "
    "neuron, the selected neuron larger. Where g′ is near 0, hardly any gradient passes."
)
NO_CURVE = "softmax has no curve of its own: each a depends on all z of its example"
NAMES = ("g, g′", "z")
PLACES = 401
"""Points of a curve; an odd number, so that one is at 0."""
BAND, ROOM = 0.2, 0.36
"""Share of the plot that the highest bar takes, and room for them by the height of the curves."""
BARS_ALONE = 0.4


class AxisFrom(Axis):
    """An axis without numbers below ``least``."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.least = -math.inf

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the ticks from ``least`` on."""
        ticks = super().tickValues(low, high, size)
        return [(spacing, [place for place in places if place >= self.least]) for spacing, places in ticks]


class ActivationFunction(PlotView):
    """g and g′ of a layer over the range of its z."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Activation", HELP, NAMES, parent)
        self.view: LayerView | None = None
        self._neuron: int | None = None
        self._drawn: tuple[object, ...] = ()
        self._g: Array = np.empty(0)
        self._slope: Array = np.empty(0)
        self.axis = AxisFrom("left")
        self.canvas.plot.setAxisItems({"left": self.axis})
        self.curve, self.slope = CurveItem(), CurveItem()
        self.bars, self.dots, self.tags = Bars(BAND), PointsItem(), Tags()
        for item in (self.bars, self.slope, self.curve, self.dots, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (self.curve, self.slope):
            curve.setSegmentedLineMode("on")
        self.notice.setAutoFillBackground(True)
        self.set_look(self.look)
        self.canvas.box.sigResized.connect(self._fit)

    def restyle(self) -> None:
        """Take pens and legend from the look."""
        self.bars.look = self.tags.look = self.look
        palette = self.notice.palette()
        palette.setColor(QPalette.ColorRole.Window, self.look.colour("card"))
        self.notice.setPalette(palette)
        entries = self._entries()
        for curve, entry in zip((self.curve, self.slope), entries, strict=True):
            curve.setPen(cosmetic_pen(entry.colour, entry.width))
        self._drawn = ()
        self._draw()

    def _entries(self) -> tuple[LineStyle, LineStyle]:
        px, (first, second, _) = self.look.px, map(QColor, self.look.theme.curves)
        return LineStyle("g(z)", first, self.look.data_line(2.0)), LineStyle(
            "g′(z)", second, self.look.data_line(2.0), (px(7), px(4))
        )

    def show_layer(self, view: LayerView) -> None:
        """Show a layer."""
        self.view = view
        self.header.set_text(f"{view.g.title}, layer {view.layer}: z of {view.over}", f"z of {view.over}", view.g.title)
        self._draw()
        self.refresh_readout()

    def mark_neuron(self, neuron: int | None) -> None:
        """Draw the dot of the selected ``neuron`` (from 0) larger; None if it is in another layer."""
        if neuron != self._neuron:
            self._neuron = neuron
            if self.view is not None:
                self._draw_dots(self.view)

    def _draw(self) -> None:
        if self.view is None:
            return
        view = self.view
        if self._drawn != (view.g, view.z.low, view.z.high):
            self._drawn = view.g, view.z.low, view.z.high
            self._draw_curves(view)
        self.bars.show_histogram(view.z, float(view.z.counts.max()))
        self._draw_dots(view)

    def _draw_curves(self, view: LayerView) -> None:
        """Draw g and g′ over the range of z; the bars have room of their own below."""
        whole = view.g.elementwise
        self.set_notice("" if whole else NO_CURVE)
        self.rename_axes(NAMES if whole else ("", "z"))
        self.bars.share = BAND if whole else BARS_ALONE
        self._z = np.linspace(view.z.low, view.z.high, PLACES)
        with np.errstate(all="ignore"):
            self._g, self._slope = _shown(view.g(self._z)), _shown(view.g.slope(self._z))
        values = np.nan_to_num(np.concatenate([self._g, self._slope]))
        low, high = min(0.0, float(values.min())), float(values.max())
        span = max(high - low, 1e-9)
        self.axis.least = low - 0.02 * span if whole else math.inf
        y = (low - ROOM * span, high + 0.08 * span)
        self.canvas.box.setRange(xRange=(view.z.low, view.z.high), yRange=y, padding=0)
        self._draw_lines()

    def _draw_lines(self) -> None:
        if self.view is None or not self.view.g.elementwise:
            self.curve.setData([], [])
            self.slope.setData([], [])
            self.tags.show_tags(())
            return
        pattern = self._entries()[1].pattern
        self.curve.setData(self._z, self._g, connect="finite")
        self.slope.setData(*dash(self._z, self._slope, self.canvas.pixels_per_unit(), pattern), connect="pairs")
        pairs = zip(self._entries(), (self.curve, self.slope), strict=True)
        self.tags.show_tags([curve_name(entry.name, curve, entry.colour) for entry, curve in pairs])

    def _draw_dots(self, view: LayerView) -> None:
        look, places = self.look, np.stack([view.first_z, view.first_a])
        if not view.g.elementwise:
            self.dots.show_points(())
            return
        finite = np.isfinite(places).all(axis=0)
        chosen = np.arange(places.shape[1]) == (-1 if self._neuron is None else self._neuron)
        small = Marker("o", look.px(7), look.colour("text"), look.colour("card"), look.line(1))
        large = Marker("o", look.px(12), look.colour("highlight"), look.colour("highlight_text"), look.line(1))
        groups = (Points(small, places[:, finite & ~chosen]), Points(large, places[:, finite & chosen]))
        self.dots.show_points(groups)

    def read(self, x: float, y: float) -> str:
        """Return g and g′ at ``x``, and how many z are near it."""
        if self.view is None:
            return ""
        place = self.view.z.bin_of(x)
        count = int(self.view.z.counts[place]) if place is not None else 0
        share = f"{count:,} of {counted(self.view.z.total, 'value')} near it"
        if not self.view.g.elementwise:
            return f"z = {number(x)}\n{share}"
        z = np.array([x])
        g, slope = float(self.view.g(z)[0]), float(self.view.g.slope(z)[0])
        return f"z = {number(x)}: g = {number(g)}, g′ = {number(slope)}\n{share}"

    def _fit(self) -> None:
        """Cut the dashes for another size of the plot, and keep the legend in its corner."""
        if self.view is not None:
            self._draw_lines()

    def _place_notice(self) -> None:
        """Put the words why there is no curve above the bars."""
        area = self.canvas.rect()
        width = round(area.width() * 0.8)
        self.notice.setGeometry((area.width() - width) // 2, 2, width, self.notice.heightForWidth(width))


def _shown(values: Array) -> Array:
    """Return ``values`` (n,) with gaps where there is none, or one that no plot can show: an own function may do so."""
    return np.where(np.abs(values) <= FARTHEST, values, np.nan)
