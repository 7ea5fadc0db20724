"""How values are spread: bars over a round range, with 0 marked and exact zeros apart."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.analysis.layers import FARTHEST, Histogram
from gui.plots.parts.bars import Bars
from gui.plots.parts.base import PlotView
from gui.plots.parts.curves import round_end
from gui.widgets.numbers import ends_of, number

HELP = (
    "The dashed line marks 0. Values that are exactly 0 are counted only in the hatched bar at 0, which is cut off "
    "where it is taller than the plot; their number is given above, or in the tooltip there."
)


class HistogramPlot(PlotView):
    """The histogram of one kind of a layer's values.

    Parameters
    ----------
    title
        What they are, e.g. ``"Weights W"``; the layer's number is added.
    help
        The header's tooltip.
    name
        Name of the axis below.
    """

    def __init__(self, title: str, help: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, f"{help} {HELP}", ("count", name), parent)
        self._title = title
        self.histogram: Histogram | None = None
        self.bars = Bars()
        self.canvas.box.addItem(self.bars, ignoreBounds=True)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take colours from the look."""
        self.bars.look = self.look
        self.bars.update()

    def show_histogram(self, layer: int, histogram: Histogram, over: str = "") -> None:
        """Show the values of ``layer`` (1…L), and what examples they are ``over``."""
        self.histogram = histogram
        title = f"{self._title}[{layer}]"
        if title != self.header.title.written:
            self.header.title.setText(title)
            self.setAccessibleName(title)
        top = round_end(max(4.0, 1.05 * float(histogram.counts.max())))
        self.bars.show_histogram(histogram, top)
        self.canvas.box.setRange(xRange=(histogram.low, histogram.high), yRange=(0.0, top), padding=0)
        self._say(histogram, over)
        self.refresh_readout()

    def _say(self, histogram: Histogram, over: str) -> None:
        zeros = (
            f"{histogram.zeros:,} of {histogram.total:,} are 0" if histogram.zeros else f"{histogram.total:,}, none 0"
        )
        told = f"{zeros}, ⚠ {histogram.bad:,} beyond {number(FARTHEST, 1)}" if histogram.bad else zeros
        self.header.set_text(f"{over}: {told}" if over else told, over)

    def read(self, x: float, y: float) -> str:
        """Return how many values lie in the bin at ``x``."""
        place = self.histogram.bin_of(x) if self.histogram else None
        if self.histogram is None or place is None:
            return ""
        low = self.histogram.low + place * self.histogram.width
        first, last = ends_of(low, low + self.histogram.width)
        return f"{int(self.histogram.counts[place]):,} from {first} to {last}"
