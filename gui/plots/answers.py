"""The network's answers over the data's inputs: regions or shades over two of them, a curve over one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from gui.plots.decision_regions import DecisionRegions
from gui.plots.drawing import Drawing
from gui.plots.fitted_curve import FittedCurve
from gui.plots.parts.held_inputs import HeldInputs
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame


class PredictionsView(QStackedWidget):
    """Shows the plot that goes with the data.

    Signals
    -------
    looked_over : (axes, held, row)
        Other inputs have been chosen to draw over, or held elsewhere; see `core.analysis.sight.Sight`.
    looked_into : hidden
        The last hidden layer's main directions have been chosen instead, or inputs again.
    """

    looked_over = Signal(object, object, object)
    looked_into = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.regions = DecisionRegions()
        self.held = HeldInputs(self.regions)
        self.regions.header.add_last(self.held)
        self.held.looked_over.connect(self.looked_over)
        self.held.looked_into.connect(self.looked_into)
        self.drawing = Drawing(self)
        self._add(self.regions)

    @cached_property
    def curve(self) -> FittedCurve:
        """The curve over a single input, made when there first is one: most data have more."""
        curve = FittedCurve()
        self._add(curve)
        curve.set_look(self._look)
        return curve

    def _add(self, plot: PredictionPlot) -> None:
        self.addWidget(plot)

    def set_look(self, look: Look) -> None:
        """Take another theme and text size."""
        self._look = look
        for part in (self.regions, self.held, self.drawing):
            part.set_look(look)
        if "curve" in vars(self):
            self.curve.set_look(look)

    def show_frame(self, frame: Frame) -> None:
        """Show another iteration."""
        plot = self.curve if frame.fitted is not None else self.regions
        self.setCurrentWidget(plot)
        plot.show_frame(frame)
        self.held.show_frame(frame)
        self.drawing.show_frame(plot, frame)

    def begin_drawing(self, frame: Frame) -> None:
        """Let points be drawn, beginning with those of the frame's data where that can be."""
        self.show_frame(frame)
        self.drawing.begin(self.curve if frame.fitted is not None else self.regions, frame)
