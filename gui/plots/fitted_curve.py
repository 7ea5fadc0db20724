"""What the network answers to its only input, as a curve through the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from core.ranges import range_around
from gui.plots.parts.example_points import chosen_rings
from gui.plots.parts.followed import Followed
from gui.plots.parts.graphs import pg
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, Points, PointsItem, cosmetic_pen
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.widgets.numbers import number_in

if TYPE_CHECKING:
    from core.data.examples import Examples
    from gui.frames.frame import Frame

HELP = (
    "The curve is the network's answer to each input. Filled points are training examples, hollow ones test examples, "
    "from which it never learns. A curve that runs through every filled point but misses the hollow ones has "
    "learned them by heart."
)
SPARE = 0.12
"""What is shown above and below the examples, as a share of their range."""


class FittedCurve(PredictionPlot):
    """Curve, training and test examples of data with one input and one number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Curve", HELP, ("", ""), parent)
        self._frame: Frame | None = None
        self.halo, self.curve = CurveItem(), CurveItem()
        self.train, self.test, self.batch = PointsItem(), PointsItem(), PointsItem()
        self.chosen, self.followed = MarkersItem(), Followed()
        for item in (self.train, self.test, self.batch, self.halo, self.curve, self.chosen, self.followed):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for line in (self.halo, self.curve):
            line.setSegmentedLineMode("on")
        self.canvas.box.sigResized.connect(self.make_room_for_numbers)
        self.set_look(self.look)

    @property
    def points(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for examples."""
        return self.train, self.test, self.batch, self.chosen, self.followed

    @property
    def answer(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for the network's answers."""
        return self.halo, self.curve

    def restyle(self) -> None:
        """Take pens and markers from the look."""
        for line, colour, width in ((self.halo, "card", 5.0), (self.curve, "accent", 2.5)):
            line.setPen(cosmetic_pen(self.look.colour(colour), self.look.data_line(width)))
        self.test.setVisible(not self.look.stage)
        if self._frame is not None:
            frame, self._frame = self._frame, None
            self.show_frame(frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the answers of this iteration."""
        before, self._frame = self._frame, frame
        if frame.fitted is None:
            return
        self.show_score(frame)
        if before is None or before.problem.train is not frame.problem.train:
            self._show_examples(frame)
        self._show_batch(frame)
        self._show_chosen(frame)
        for line in (self.halo, self.curve):
            line.setData(frame.fitted[0], heights(frame.fitted, frame.problem.classes), connect="finite")
        self.refresh_readout()

    def _show_examples(self, frame: Frame) -> None:
        problem, data = frame.problem, frame.experiment.data
        self.entitle("Fitted curve" if self.look.stage else data.targets[0], HELP)
        self.rename_axes((data.targets[0] if data.classes < 3 else f"{data.target} (number)", data.inputs[0]))
        values = np.concatenate([places(problem.train)[1], places(problem.test)[1]])
        x_low, x_high, _, _ = problem.bounds
        y_range = range_around(float(values.min()), float(values.max()), 0.5 + SPARE)
        self.canvas.box.setRange(xRange=(x_low, x_high), yRange=y_range, padding=0)
        self.make_room_for_numbers()
        size, ground = self.look.px(8), self.look.colour("card")
        train, test, _ = (QColor(hue) for hue in self.look.theme.curves)
        self._dot = Marker("o", size, train, ground, self.look.line(1))
        self.train.show_points([Points(self._dot, places(problem.train))])
        self.test.show_points([Points(Marker("o", size, ground, test, self.look.line(1.8)), places(problem.test))])

    def _show_batch(self, frame: Frame) -> None:
        """Outline the batch while the phases of its iteration are shown, and draw its examples beyond the sample."""
        shown = frame.trace if self.outlines_batch(frame) else None
        self.batch.setVisible(shown is not None)
        if shown is not None:
            ring = Marker("o", self.look.px(16), QColor(0, 0, 0, 0), self.look.colour("accent"), self.look.line(2))
            batch, watched = places(frame.batch), len(frame.problem.train)
            unseen = batch[:, shown.columns[: batch.shape[1]] >= watched]
            self.batch.show_points([Points(self._dot, unseen), Points(ring, batch)])

    def _show_chosen(self, frame: Frame) -> None:
        """Ring the example that is followed."""
        if self.look.stage:
            self.followed.show_at(_shown_place(frame), self.look)
            return
        row, rings = frame.row, chosen_rings(self.look, self.look.px(8))
        self.chosen.show_markers([] if row is None else [(ring, *_place(frame, row)) for ring in rings])

    def read(self, x: float, y: float) -> str:
        """Return the input and the answer there."""
        if self._frame is None or self._frame.fitted is None:
            return ""
        data, fitted = self._frame.experiment.data, self._frame.fitted
        answer = float(np.interp(x, fitted[0], heights(fitted, data.classes)))
        (x_low, x_high), (y_low, y_high) = self.canvas.box.viewRange()
        place = f"{data.inputs[0]} = {number_in(x, x_low, x_high)}"
        return f"{place}\n{data.targets[0]} {number_in(answer, y_low, y_high)}"


def places(examples: Examples) -> Array:
    """Return input and number of examples (2 × m); the number of the class where there are classes."""
    return np.stack([examples.x[0], examples.values[0] if len(examples.values) else examples.labels])


def _place(frame: Frame, row: int) -> tuple[float, float]:
    """Return where an example stands."""
    goal = float(frame.label_of(row) if frame.problem.classes else frame.target_of(row)[0])
    return float(frame.inputs_of(row)[0]), goal


def _shown_place(frame: Frame) -> tuple[float, ...]:
    """Return where the example stands whose numbers are shown; empty if it is none."""
    if frame.trace is not None and frame.phase is not None:
        return tuple(places(frame.problem.whole)[:, int(frame.trace.columns[frame.place])].tolist())
    return () if frame.row is None else _place(frame, frame.row)


def heights(fitted: Array, classes: int) -> Array:
    """Return the heights of the curve: the (first) number answered, or of several classes that of the likeliest."""
    heights: Array = np.argmax(fitted[1:], axis=0).astype(np.float64) if classes and len(fitted) > 2 else fitted[1]
    return heights
