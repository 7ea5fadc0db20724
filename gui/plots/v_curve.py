"""The V: how wrong a difference quotient is, for every ε."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.plots.parts.base import PlotView
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.tags import StrokeName, Tags
from gui.widgets.numbers import number

HELP = (
    "The difference between the central quotient (L(w + ε) − L(w − ε)) / 2ε and the backpropagated derivative, "
    "relative to the larger of the two, for every ε, on logarithmic axes. Read it from the right: a smaller ε follows "
    "the curve of the loss better, so the error falls with ε². On the left the two losses differ only in their last "
    "digits, and their rounding errors are divided by an ever smaller ε. The best ε is at the bottom of the V. At a "
    "kink, such as that of a ReLU, the V is cut or has steps."
)
EXACT = 1e-17
"""Where an error of 0 is drawn, which has no place on a logarithmic axis."""
FARTHEST = 20.0
"""Powers of ten that the ε axis reaches at most, up and down."""


class VCurve(PlotView):
    """The relative error of the central quotient over ε, with a marker at the present ε."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Error over ε", HELP, ("relative error", "ε"), parent)
        self._epsilons: Array = np.empty(0)
        self._errors: Array = np.empty(0)
        self._present: tuple[float, float] | None = None
        self.curve, self.marker, self.sides = CurveItem(), MarkersItem(), Tags()
        for item in (self.curve, self.marker, self.sides):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.curve.setSegmentedLineMode("on")
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.canvas.plot.getAxis("left").setLogMode(False, True)
        self.canvas.plot.getAxis("bottom").setLogMode(True, False)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens and fonts from the look."""
        self.curve.setPen(cosmetic_pen(self.look.colour("positive"), self.look.data_line(2)))
        self.sides.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._draw()

    def show_curve(self, epsilons: Array, errors: Array) -> None:
        """Show the relative errors (k,) for ``epsilons`` (k,); infinite ones leave a gap."""
        self._epsilons, self._errors = epsilons, errors
        self._draw()

    def show_present(self, epsilon: float, error: float) -> None:
        """Mark an ε with its error."""
        self._present = (epsilon, error)
        self._draw()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        self._epsilons, self._errors, self._present = np.empty(0), np.empty(0), None
        self._draw()
        self.set_notice(notice)

    def _draw(self) -> None:
        self.set_notice("")
        x, y = np.log10(self._epsilons), _heights(self._errors)
        self.curve.setData(x, y, connect="finite")
        self._mark()
        places = [*x, *(place[0] for place in self._marked())]
        heights = [h for h in (*y, *(place[1] for place in self._marked())) if math.isfinite(h)]
        low, high = max(-FARTHEST, min(places, default=-12.0)), min(FARTHEST, max(places, default=-1.0))
        bottom, top = min(heights, default=-12.0), max(0.0, max(heights, default=0.0))
        spare = 0.12 * (top - bottom) + 0.5  # the two words stand below the V
        self.canvas.box.setRange(xRange=(low - 0.3, high + 0.3), yRange=(bottom - spare, top + 0.4), padding=0)
        dim, foot = self.look.colour("dim"), bottom - spare
        feet = ("← round-off", low - 0.3, low), ("truncation →", high + 0.3, high)
        names = [StrokeName(words, (end, foot), dim, needed=False, start=(inner, foot)) for words, end, inner in feet]
        self.sides.show_tags(names if len(x) else ())
        self.refresh_readout()

    def _marked(self) -> list[tuple[float, float]]:
        """Return where the marker stands, in powers of ten."""
        if self._present is None:
            return []
        epsilon, error = self._present
        return [(math.log10(epsilon), float(_heights(np.array([error]))[0]))]

    def _mark(self) -> None:
        look = self.look
        dot = Marker("o", look.px(11), look.colour("highlight"), look.colour("highlight_text"), look.line(1.5))
        self.marker.show_markers([(dot, *place) for place in self._marked()])
        if self._present is None:
            self.header.set_text("")
        else:
            epsilon, error = self._present
            self.header.set_text(f"at ε = {number(epsilon)}: {number(error)}", number(error))

    def read(self, x: float, y: float) -> str:
        """Return the error at the ε nearest to ``x``."""
        if not len(self._epsilons):
            return ""
        place = int(np.argmin(np.abs(np.log10(self._epsilons) - x)))
        return f"ε = {number(self._epsilons[place])}\nrelative error {number(self._errors[place])}"


def _heights(errors: Array) -> Array:
    """Return errors as powers of ten: 0 at the bottom, NaN for infinite ones."""
    with np.errstate(all="ignore"):
        return np.asarray(np.where(np.isfinite(errors), np.log10(np.maximum(errors, EXACT)), np.nan))
