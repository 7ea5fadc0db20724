"""The article's data points with the curve that the present a and b stand for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.functions.curve_fit import ARTICLE_FIT
from gui.frames.function_frame import FunctionFrame
from gui.plots.parts.base import PlotView
from gui.plots.parts.items import CurveItem, Marker, Points, PointsItem, cosmetic_pen
from gui.plots.parts.tags import Tags, curve_name
from gui.widgets.numbers import number

HELP = (
    "The data and two curves sin(b·cos(a·x)): one with the current a and b, which the walk changes, and "
    "one with a = 1.2 and b = 2.5, from which the data were made by adding noise. f is the mean of the squared "
    "vertical distances between points and curve."
)
X = np.linspace(-1.0, 1.0, 201)


class FunctionFit(PlotView):
    """Data points, the present curve, and the true one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Data and curve", HELP, ("y", "x"), parent)
        self._frame: FunctionFrame | None = None
        self.points, self.truth, self.curve, self.tags = PointsItem(), CurveItem(), CurveItem(), Tags()
        for item in (self.points, self.truth, self.curve, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        self.truth.setData(X, ARTICLE_FIT.curve(ARTICLE_FIT.a, ARTICLE_FIT.b, X))
        y = ARTICLE_FIT.y
        self.canvas.box.setRange(xRange=(-1.03, 1.03), yRange=(min(-1.1, y.min() - 0.1), y.max() + 0.1), padding=0)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens and markers from the look."""
        look = self.look
        for curve, role, width, style in (
            (self.truth, "good", 1.6, Qt.PenStyle.DashLine),
            (self.curve, "accent", 2.6, Qt.PenStyle.SolidLine),
        ):
            curve.setPen(cosmetic_pen(look.colour(role), look.data_line(width), style))
        dot = Marker("o", look.px(4), look.colour("dim"), look.colour("card"), 0.0)
        self.points.show_points([Points(dot, np.stack([ARTICLE_FIT.x, ARTICLE_FIT.y]))])
        self.canvas.plot.getAxis("left").setGrid(70)
        self.tags.look = look
        self._name()

    def _name(self) -> None:
        now, true = self.look.colour("accent"), self.look.colour("good")
        self.tags.show_tags([curve_name("present a, b", self.curve, now), curve_name("true a, b", self.truth, true)])

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self._frame = frame
        a, b = (float(x) for x in frame.point)
        self.curve.setData(X, ARTICLE_FIT.curve(a, b, X))
        self._name()
        self.header.set_text(f"a = {number(a)}, b = {number(b)}")
        self.refresh_readout()

    def read(self, x: float, y: float) -> str:
        """Return both curves at ``x``."""
        if self._frame is None:
            return ""
        a, b = (float(each) for each in self._frame.point)
        now = float(ARTICLE_FIT.curve(a, b, np.array(x)))
        true = float(ARTICLE_FIT.curve(ARTICLE_FIT.a, ARTICLE_FIT.b, np.array(x)))
        return f"x = {number(x)}\npresent curve {number(now)}\ntrue curve {number(true)}"
