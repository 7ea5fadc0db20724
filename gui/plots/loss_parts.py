"""The loss that is minimised, taken apart over the iterations: data loss, and on top of it the penalty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.plots.parts.base import PlotView
from gui.plots.parts.curves import linear_range, round_end, thin
from gui.plots.parts.items import CurveItem, cosmetic_pen
from gui.plots.parts.loss_series import sample_note, series_of
from gui.plots.parts.tags import Tags, curve_name
from gui.widgets.numbers import number

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

HELP = (
    "The loss that is minimised is a sum: at the bottom the data loss, the mean over the training examples; on top of "
    "it, hatched, the penalty on large weights. The line is the total."
)
COLUMNS = 300
"""Columns of pixels that the curves are thinned to."""


class LossParts(PlotView):
    """Data loss and penalty, one on top of the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Parts of the training loss", HELP, ("loss", "iteration"), parent)
        self._frame: ShownFrame | None = None
        self.iterations, self.data, self.penalty = (np.empty(0) for _ in range(3))
        self.whole, self.below = CurveItem(fillLevel=0.0), CurveItem(fillLevel=0.0)
        self.ground = CurveItem(fillLevel=0.0)
        self.tags = Tags()
        for item in (self.whole, self.ground, self.below, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens and brushes from the look."""
        theme = self.look.theme
        first, second = QColor(theme.curves[0]), QColor(theme.curves[1])
        self.whole.setPen(cosmetic_pen(second, self.look.data_line(2)))
        self.whole.setBrush(QBrush(second, Qt.BrushStyle.BDiagPattern))
        self.ground.setPen(cosmetic_pen(QColor(0, 0, 0, 0), 1))
        self.ground.setBrush(QBrush(self.look.colour("card")))
        shade = QColor(first)
        shade.setAlpha(90)
        self.below.setPen(cosmetic_pen(first, self.look.data_line(2)))
        self.below.setBrush(QBrush(shade))
        self.tags.look = self.look
        self._name()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the run so far."""
        self._frame, series = frame, series_of(frame)
        self.iterations, whole = series["train"]
        self.penalty = series["penalty"][1]
        self.data = whole - self.penalty
        self._draw(whole)
        now = frame.evaluation
        total = f"{number(now.train_loss + now.penalty)}{frame.of_sample}"
        self.header.set_text(
            f"data {number(now.train_loss)} + penalty {number(now.penalty)} = {total}", f"whole {total}"
        )
        self.refresh_readout()

    def _draw(self, whole: Array) -> None:
        _, high = linear_range(whole)
        last = round_end(1.02 * max(9.0, float(self.iterations[-1])))
        self.canvas.box.setRange(xRange=(0.0, last), yRange=(0.0, high), padding=0)
        for curve, values in ((self.whole, whole), (self.ground, self.data), (self.below, self.data)):
            x, y = thin(self.iterations, values, COLUMNS)
            known = np.isfinite(y)
            curve.setData(x[known], y[known])
        self._name()

    def _name(self) -> None:
        first, second = (QColor(hue) for hue in self.look.theme.curves[:2])
        names = ("with penalty", self.whole, second), ("data loss", self.below, first)
        self.tags.show_tags([curve_name(*each) for each in names])

    def read(self, x: float, y: float) -> str:
        """Return the parts at the evaluated iteration nearest to ``x``."""
        if not len(self.iterations):
            return ""
        place = int(np.argmin(np.abs(self.iterations - x)))
        data, penalty = float(self.data[place]), float(self.penalty[place])
        lines = (
            f"iteration {int(self.iterations[place]):,}",
            f"data {number(data)} + penalty {number(penalty)} = {number(data + penalty)}",
            *(sample_note(self._frame, int(self.iterations[place])) if self._frame is not None else ()),
        )
        return "\n".join(lines)
