"""The loss after a step down the gradient, over the size of the step, with what each size is called."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.step_sizes import StepSizes, Zone
from gui.plots.parts.base import PlotView
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.sketch import Sketch, Stroke
from gui.plots.parts.tags import Tag, Tags
from gui.plots.parts.zones import Band, ZoneNames, Zones
from gui.widgets.numbers import number

HELP = (
    "The loss after one step of plain gradient descent, θ − α·g, for every step size α; equal distances across are "
    "equal factors of α. The level line is the current loss: a step that lands above it makes things worse. The ball "
    "is the current α, the triangle the α that gains most, the square the smallest α that makes the loss worse.\n"
    "Too small: gains little. About right: near the lowest point. Too large: past it, but still a gain. Divergent: "
    "worse than now; if every step is like this, training diverges."
)
ABOVE, BELOW = 0.5, 0.3
"""How far above the loss now and below the best one the plot goes, as shares of what can be gained."""
TOO_LARGE = "These numbers are too large to draw. Go back to an earlier iteration, or choose a smaller α."
NOT_FINITE = "The loss is not finite here. Go back to an earlier iteration, or fix the cause."
LEAD = 0.5
"""Where the ball of a loss above the picture is, as a share from the current loss to the picture's end."""
BAND_COLOURS: dict[Zone, str] = {
    "too small": "dim",
    "about right": "good",
    "too large": "negative",
    "divergent": "error",
}
BAND_PATTERNS: dict[Zone, Qt.BrushStyle] = {
    "too large": Qt.BrushStyle.BDiagPattern,
    "divergent": Qt.BrushStyle.DiagCrossPattern,
}


def told(zone: Zone) -> str:
    """Return a zone's name with what it means, where the name alone does not say it."""
    return "divergent (worse than now)" if zone == "divergent" else zone


class StepSizePlot(PlotView):
    """Loss over α, α on a logarithmic axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss over α", HELP, ("loss", "α"), parent)
        self.sizes: StepSizes | None = None
        self.zones, self.curve = Zones(), CurveItem()
        self.sketch, self.markers, self.tags = Sketch(), MarkersItem(), Tags()
        self.names_of_zones = ZoneNames(self.zones)
        for item in (self.zones, self.curve, self.names_of_zones, self.sketch, self.markers, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.curve.setSegmentedLineMode("on")
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.canvas.plot.getAxis("bottom").setLogMode(True, False)
        self.set_look(self.look)
        self.canvas.box.sigResized.connect(self._draw)
        self.canvas.box.sigResized.connect(self._place_notice)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.curve.setPen(cosmetic_pen(self.look.colour("positive"), self.look.data_line(2.4)))
        self.sketch.look = self.zones.look = self.tags.look = self.look
        self._draw()

    def show_sizes(self, sizes: StepSizes) -> None:
        """Show the loss over other steps."""
        self.sizes = sizes
        self._draw()
        self.refresh_readout()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        self.sizes = None
        self._draw()
        self.set_notice(notice)

    def set_notice(self, text: str) -> None:
        """Show a calm text instead of the plot; empty shows the plot, with its axes."""
        super().set_notice(text)
        self.canvas.show_axes(not text)

    def _draw(self) -> None:
        sizes = self.sizes
        if sizes is not None:
            self.set_notice(self._why_not_drawn(sizes))
        if sizes is None or self.notice.text():
            self.curve.setData([], [])
            self.zones.show_bands(())
            self.sketch.show_sketch(())
            self.markers.show_markers(())
            self.tags.show_tags(())
            return
        self.zones.show_bands([self._band(*zone) for zone in sizes.zones])
        self.names_of_zones.update()
        low, high = self._heights(sizes)
        # Far above the plot the curve would only cost time, and where it has no finite value it has left the plot.
        loss = np.clip(np.where(np.isfinite(sizes.loss), sizes.loss, np.inf), None, high + 10.0 * (high - low))
        self.curve.setData(np.log10(sizes.alpha), loss)
        self.canvas.box.setRange(xRange=powers(sizes), yRange=(low, high), padding=0)
        self._draw_marks(sizes, low, high)

    def _why_not_drawn(self, sizes: StepSizes) -> str:
        """Say why there is no picture; empty if there is one."""
        if not math.isfinite(sizes.loss_now):
            return NOT_FINITE
        return "" if np.max(np.abs(self._heights(sizes))) < MAX_PLOT else TOO_LARGE  # also where they are NaN

    def _heights(self, sizes: StepSizes) -> tuple[float, float]:
        """Return the (low, high) of the loss axis: what can be gained, some loss, and the names above."""
        gain = max(sizes.loss_now - sizes.best_loss, 1e-6 * abs(sizes.loss_now)) or 1e-6
        best = min(sizes.best_loss, sizes.loss_now)
        low, high = best - BELOW * gain, sizes.loss_now + ABOVE * gain
        share = min(0.5, self.zones.height(powers(sizes), self.canvas.box.width()) / max(1.0, self.canvas.box.height()))
        return low, high + (high - low) * share / (1.0 - share)

    def _band(self, zone: Zone, low: float, high: float) -> Band:
        colour, pattern = self.look.colour(BAND_COLOURS[zone]), BAND_PATTERNS.get(zone, Qt.BrushStyle.SolidPattern)
        return Band(told(zone), math.log10(low) if low > 0.0 else -math.inf, math.log10(high), colour, pattern, zone)

    def _draw_marks(self, sizes: StepSizes, low: float, high: float) -> None:
        look, (left, right) = self.look, powers(sizes)
        card, text = look.colour("card"), look.colour("text")
        strokes = [Stroke((left, sizes.loss_now), (right, sizes.loss_now), text, look.line(1.4), dashed=True)]
        tags: list[Tag] = []
        markers: list[tuple[Marker, float, float]] = []
        step = "this step α = {}" if sizes.plain else "this step (as α = {})"
        names = self.zones.height((left, right), self.canvas.box.width())
        top = high - (high - low) * min(0.5, (names + look.px(7)) / max(1.0, self.canvas.box.height()))
        for name, alpha, loss, role, shape, size in (
            (step, sizes.today, sizes.today_loss, "accent", "o", 14),
            ("best α = {}", sizes.best if sizes.gains else math.nan, sizes.best_loss, "good", "t1", 13),
            ("worse from α = {}", sizes.first_worse if sizes.gains else math.nan, sizes.loss_now, "error", "s", 10),
        ):
            if not (0.0 < alpha < math.inf):
                continue
            above = not loss <= top  # or no number
            at = (math.log10(alpha), top if above else loss)
            strokes.append(Stroke((at[0], low), at, look.colour(role), look.line(1.6), dashed=shape != "o"))
            fill = "highlight" if shape == "o" else role
            words = _words(name.format(number(alpha)), loss, above)
            if above:
                strokes[-1] = replace(strokes[-1], arrow=True)
                at = (at[0], sizes.loss_now + LEAD * (top - sizes.loss_now))
            tags.append(Tag(words[0], at, look.colour(role), short=words[1:]))
            markers.append(
                (
                    Marker(shape, look.px(size), look.colour(fill), text if shape == "o" else card, look.line(1.5)),
                    *at,
                )
            )
        tags.append(Tag(f"loss now {number(sizes.loss_now)}", (left, sizes.loss_now), text, needed=False))
        self.tags.show_tags(tags)
        self.sketch.show_sketch(strokes)
        self.markers.show_markers(markers[::-1])

    def read(self, x: float, y: float) -> str:
        """Return the loss after a step of the size nearest to ``x``."""
        if self.sizes is None:
            return ""
        place = int(np.argmin(np.abs(np.log10(self.sizes.alpha) - x)))
        loss = float(self.sizes.loss[place])
        change = loss - self.sizes.loss_now
        sign = "+" if change > 0 else ""
        return f"α = {number(float(self.sizes.alpha[place]))}\nloss {number(loss, 4)}\nchange {sign}{number(change)}"


def _words(words: str, loss: float, above: bool) -> tuple[str, ...]:
    """Return what stands beside a mark, and shorter forms; with its loss where that lies above the picture."""
    told = f"loss {number(loss)} ↑" if math.isfinite(loss) else "no finite loss ↑"
    return (f"{words}, {told}", f"this step: {told}", "this step ↑") if above else (words,)


def powers(sizes: StepSizes) -> tuple[float, float]:
    """Return from which to which power of ten the α axis goes: all that is marked, and room beside it."""
    marked = [a for a in (sizes.today, sizes.best, sizes.first_worse) if 0.0 < a < math.inf]
    return math.log10(min(*marked, sizes.best / 10.0)) - 0.4, math.log10(max(*marked, 2.0 * sizes.best)) + 0.5
