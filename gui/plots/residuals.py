"""Residuals: how far each answer is off, over the answer itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from core.ranges import range_around
from gui.plots.parts.base import PlotView
from gui.plots.parts.graphs import pg
from gui.plots.parts.items import Marker, Points, PointsItem, cosmetic_pen
from gui.widgets.notated import OwnLetters
from gui.widgets.numbers import number

HELP = (
    "Each point is an example: the prediction across, the residual (target − predicted) up. A good fit is a band "
    "around 0 without a pattern; a bow means that the network is too simple or not trained enough, a funnel that the "
    "noise grows."
)
MAX_SHOWN = 2_000
"""Points that are drawn."""
SPARE = 0.06


class Residuals(OwnLetters, PlotView):
    """Target − answer over the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Residuals", HELP, ("target − predicted", "predicted"), parent)
        self.at: Array = np.empty((2, 0))
        self.points, self.zero = PointsItem(), pg.InfiniteLine(0.0, angle=0)
        for item in (self.zero, self.points):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens and markers from the look."""
        self.zero.setPen(cosmetic_pen(self.look.colour("text"), self.look.line(1.6)))
        self._draw()

    def show_residuals(self, y: Array, a: Array, name: str) -> None:
        """Show targets ``y`` (m,) against answers ``a`` (m,) of what is called ``name``."""
        known = np.isfinite(a)
        self.at = np.stack([a, y - a])[:, known]
        count = self.at.shape[1]
        if count > MAX_SHOWN:
            self.at = self.at[:, np.linspace(0, count - 1, MAX_SHOWN).astype(int)]
        self.header.set_text(f"{MAX_SHOWN:,} of {count:,} examples" if count > MAX_SHOWN else "")
        self.rename_axes(("target − predicted", f"predicted: {name}"))
        self._draw()
        self.refresh_readout()

    def _draw(self) -> None:
        if self.at.shape[1]:
            across = range_around(float(self.at[0].min()), float(self.at[0].max()), 0.5 + SPARE)
            reach = 1.1 * (float(np.abs(self.at[1]).max()) or 1.0)
            self.canvas.box.setRange(xRange=across, yRange=(-reach, reach), padding=0)
        colour = QColor(self.look.theme.curves[0])
        marker = Marker("o", self.look.px(6), colour, self.look.colour("card"), self.look.line(0.8))
        self.points.show_points([Points(marker, self.at)])

    def read(self, x: float, y: float) -> str:
        """Return the values of the place."""
        return f"predicted {number(x)}\ntarget − predicted {number(y)}"
