"""The loss, and if asked for the accuracy, over the iterations of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from core.training.epochs import in_words
from core.words import measured, unit_of
from gui.plots.parts.axis import Axis
from gui.plots.parts.canvas import style_plot
from gui.plots.parts.curves import MARGIN, MAX_POINTS, dash, round_end, thin, told_course
from gui.plots.parts.draggable import DraggablePlot
from gui.plots.parts.gap import Gap
from gui.plots.parts.ghost_curves import GhostCurves
from gui.plots.parts.items import CurveItem, LastDrawn, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.loss_series import ACCURACIES, LossAxis, LossSeries, own_lines, sample_note, series_of, until
from gui.plots.parts.prediction_plot import NO_TEST
from gui.plots.parts.present import Present
from gui.plots.parts.tags import CurveName, Tags, curve_name
from gui.widgets.numbers import number, percent

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame
    from gui.plots.parts.lines import LineStyle

HELP = (
    "The loss, averaged over all training examples (solid) and all test examples (dashed): after each of the first "
    "iterations (100, of large sets fewer), then less and less often. It is the loss that is minimised, penalty "
    "included; of a standardised target it is the loss of the scaled target. The RMSE of a predicted number is in its "
    "own unit. The thin line is the loss of the next step's batch, measured before that step. Drag along it to move "
    "through time; right of the marker is the future you stepped back from. The gap between training and test loss is "
    "shaded. A triangle marks the lowest test loss once it has risen by 5 % since: stopping there would have been "
    "better."
)
NOTHING = "The loss is not finite: there is nothing to draw."
LOG_HELP = (
    "Draw the loss on a logarithmic axis: equal heights are equal factors. A loss of 0 cannot be shown there. Losses "
    "that are too large for any other axis are always drawn so."
)
ACCURACY_HELP = (
    "Also draw the share of examples classified correctly, on its own axis at the right; for regression, R²: the "
    "share of the variance that the network explains."
)

RISEN = 1.05
"""By how much the test loss must have risen above its lowest value for the turn to be marked."""
AHEAD = 1.4
"""Where the axis ends while the class is asked what comes, by what has been reached."""
GAP_POINTS = 200
"""Places at which the gap between training and test loss is taken."""


def turning_point(series: LossSeries, until: int) -> tuple[int, float] | None:
    """Return iteration and value of the lowest test loss up to ``until``, where it has risen well above it since."""
    iterations, loss = series["test"]
    loss = loss[iterations <= until]
    finite = np.where(np.isfinite(loss), loss, np.inf)
    place = int(np.argmin(finite))
    lowest = float(finite[place])
    if not np.isfinite(lowest) or not RISEN * lowest <= float(loss[-1]) < np.inf:
        return None
    return int(iterations[place]), lowest


class LossCurve(DraggablePlot):
    """Loss of training set, test set and batch over the iterations, with the accuracy if asked for.

    On the stage the loss of each batch is left out as noise, unless the curve is ``of_batches``.
    """

    least = 150.0

    def __init__(self, parent: QWidget | None = None, *, of_batches: bool = False) -> None:
        super().__init__("Loss", HELP, ("loss", "iteration"), parent)
        self.of_batches = of_batches
        self.header.longest = "test 0.00888"
        self._frame: ShownFrame | None = None
        self._series: LossSeries = {}
        self._drawn = LastDrawn()
        self._axis = LossAxis(0.0, 1.0, log=False)
        self.entries = self._own_entries()
        self._named: tuple[str, ...] = ()
        self._others = GhostCurves()
        self.ghosts = self._others.items
        self.accuracy = self.header.check_box("accuracy", ACCURACY_HELP, on=False)
        self.log = self.header.check_box("log", LOG_HELP, on=False)
        self.present, self.markers, self.names_of_curves = Present(), MarkersItem(), Tags()
        self._make_items()
        self.accuracy.toggled.connect(self._change_axes)
        self.log.toggled.connect(self._change_axes)
        self.canvas.box.sigResized.connect(self._fit)

    def _make_items(self) -> None:
        self.curves = {name: CurveItem() for name in ("batch", *ACCURACIES, "test", "train")}
        self.gap = Gap()
        for item in (self.gap, *self.ghosts, *self.curves.values(), self.present, self.markers, self.names_of_curves):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in self.curves.values():
            curve.setSegmentedLineMode("on")
        right = Axis("right")
        self.canvas.plot.setAxisItems({"right": right})
        right.unlinkFromView()
        right.setRange(-100 * MARGIN, 100 + 100 * MARGIN)

    def _own_entries(self) -> dict[str, LineStyle]:
        """Return what the legend says of the run's own curves, by name."""
        return {line.name: line for line in own_lines(self.look)}

    def restyle(self) -> None:
        """Take pens, legend and axes from the look."""
        self.entries = self._own_entries()
        self.present.look = self.names_of_curves.look = self.look
        self.gap.colour = QColor(self.look.theme.curves[1])
        self.gap.colour.setAlpha(36)
        for name, entry in self.entries.items():
            cap = Qt.PenCapStyle.FlatCap if entry.pattern else Qt.PenCapStyle.SquareCap
            self.curves[name].setPen(cosmetic_pen(entry.colour, entry.width, cap=cap))
        self._others.set_look(self.look)
        self._change_axes()

    def _change_axes(self) -> None:
        self._others.expire()
        self._named = ()
        shown = self.accuracy.isChecked()
        self.canvas.plot.showAxis("right", shown)
        style_plot(self.canvas.plot, self.look, *self.names, right=f"{_score_of(self._frame)} in %" if shown else "")
        for name, curve in self.curves.items():
            curve.setVisible(self._is_drawn(name))
        self.canvas.plot.getAxis("left").setGrid(70)
        if self._frame is not None:
            self.show_frame(self._frame)

    def _is_drawn(self, name: str) -> bool:
        """Tell whether there is such a curve: accuracies on request, nothing of no test set, on the stage no noise."""
        if name == "batch" and self.look.stage:
            return self.of_batches
        return (name not in ACCURACIES or self.accuracy.isChecked()) and not (_testless(self._frame) and "test" in name)

    def _name_curves(self) -> None:
        """Write the names at the curves, those of the other runs first: what tells the runs apart matters most."""
        before, ghosts = self._named, [item for item in self.ghosts if item.isVisible()]
        own = [name for name in self.entries if self._is_drawn(name)]
        self._named = () if self.notice.text() else (*self._others.names[: len(ghosts)], *own)
        goes_on = self._frame is not None and not self._frame.calm
        all_stand = self._named == before and len(self.names_of_curves.tags) == len(self._named)
        if goes_on and all_stand and self.names_of_curves.rest():
            return
        text, dim = self.look.colour("text"), self.look.colour("dim")
        others = zip(self._others.entries, ghosts, strict=False)
        names = [curve_name(entry.name, item, entry.colour, text) for entry, item in others]
        names += [self._own_name(name, dim if name == "batch" else self.entries[name].colour) for name in own]
        self.names_of_curves.show_tags(names if self._named else [])

    def _own_name(self, name: str, colour: QColor) -> CurveName:
        words = {"batch": "each batch"}.get(name, name.replace("accuracy", _score_of(self._frame)))
        named = curve_name(words, self.curves[name], colour)
        if named.along.size or not len(self._series.get(name, ((),))[0]):
            return named
        x, y = self._series[name]  # too short for a dash
        return replace(named, at=(float(x[-1]), float(self._axis.height(name, y[-1:])[0])))

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the run's history and mark the present iteration."""
        stays = frame.is_beside(self._frame)
        data = self._frame.experiment.data if self._frame is not None else None
        drawn, before, self._frame = (_score_of(self._frame), _testless(self._frame)), self._frame, frame
        if frame.experiment.data is not data:
            self.header.set_text("")  # words about other data may have been longer
            self.header.make_room_anew()
        if stays:
            return
        if (_score_of(self._frame), _testless(self._frame)) != drawn:
            self.accuracy.setText(_score_of(self._frame))
            self.accuracy.setAccessibleName(f"Loss: {_score_of(self._frame)}")
            self.header.make_room_anew()
            self._change_axes()  # axis and legend take the other name, and the frame is shown
            return
        loss = np.array([frame.evaluation.train_loss + frame.evaluation.penalty])
        at = float(frame.snapshot.iteration), float(self._axis.height("train", loss)[0])
        goes_on = not frame.calm and frame.is_further_than(before)
        if not self._others.note(frame) and goes_on and self._drawn.is_near(at, self.canvas.pixels_per_unit()):
            return
        self._drawn.note(at)
        self._series = series_of(frame)
        if self.look.asked:
            self._series = until(self._series, frame.snapshot.iteration)
        self.set_notice("" if np.isfinite(self._series["train"][1]).any() else NOTHING)
        self.rename_axes(("loss with penalty" if np.any(self._series["penalty"][1] > 0) else "loss", "iteration"))
        self._set_range()
        self._draw_curves()
        self._mark_present(frame)
        self._say(frame)
        self.refresh_readout()

    @property
    def _held(self) -> Iterator[str]:
        """The curves that the axis has room for."""
        yield "train"
        if not _testless(self._frame):
            yield "test"
        if self.of_batches:
            yield "batch"

    def _set_range(self) -> None:
        train = self._series["train"]
        values = np.concatenate([self._series[name][1] for name in self._held])
        before, self._axis = self._axis, LossAxis.holding(values, self.log.isChecked())
        if self._axis.log != before.log:
            self.canvas.plot.getAxis("left").setLogMode(False, self._axis.log)
        reached = float(self._frame.last_iteration) if self._frame else 0.0
        if self.look.asked:  # the last part is blank
            reached = AHEAD * float(train[0][-1])
        last = round_end(1.02 * max(9.0, train[0][-1], reached))
        self.canvas.box.setRange(xRange=(-0.02 * last, last), yRange=(self._axis.low, self._axis.high), padding=0)

    def _draw_curves(self) -> None:
        columns = max(100, min(MAX_POINTS, round(self.canvas.box.width())) // 2)
        scale = self.canvas.pixels_per_unit()
        for name, entry in self.entries.items():
            if not self.curves[name].isVisible():
                continue
            x, y = thin(*self._series[name], columns)
            y = self._axis.height(name, y)
            if entry.pattern:
                self.curves[name].setData(*dash(x, y, scale, entry.pattern), connect="pairs")
            else:
                self.curves[name].setData(x, y, connect="finite")

        self._draw_gap()
        if self._frame is None or self._frame.calm or self._others.due:
            ghosts = self._frame.ghosts if self._frame is not None else ()
            end = self._frame.snapshot.iteration if self._frame is not None and self.look.asked else np.inf
            self._others.draw(ghosts, columns, scale, partial(self._axis.height, "train"), end)
        self._name_curves()

    def _draw_gap(self) -> None:
        """Shade the gap between training and test loss: what has been learned by heart."""
        (x, train), (_, test) = self._series["train"], self._series["test"]
        taken = np.linspace(0, len(x) - 1, min(len(x), GAP_POINTS)).astype(np.int64)
        self.gap.show_between(
            x[taken], self._axis.height("train", train[taken]), self._axis.height("test", test[taken])
        )

    def _mark_present(self, frame: ShownFrame) -> None:
        now, look = frame.evaluation, self.look
        train, test, _ = (QColor(hue) for hue in look.theme.curves)
        dot = Marker("o", look.px(9), train, look.colour("card"), look.line(1))
        ring = Marker("o", look.px(8), look.colour("card"), test, look.line(2))
        train_y, test_y = self._axis.height("train", np.array([now.train_loss, now.test_loss]) + now.penalty)
        at = frame.snapshot.iteration
        test_mark = () if _testless(self._frame) else ((ring, at, test_y),)
        self.markers.show_markers((*self._turn(at), *test_mark, (dot, at, train_y)))
        self.present.show_present(at, frame.run.history.end)

    def _turn(self, until: int) -> tuple[tuple[Marker, float, float], ...]:
        """Return the mark where the test loss was lowest, if it has risen since: where one would have stopped."""
        turn = turning_point(self._series, until)
        if turn is None:
            return ()
        good = Marker("t1", self.look.px(11), self.look.colour("good"), self.look.colour("card"), self.look.line(1))
        return ((good, float(turn[0]), float(self._axis.height("test", np.array([turn[1]]))[0])),)

    def _say(self, frame: ShownFrame) -> None:
        now = frame.evaluation
        both = "" if _testless(self._frame) else "both "
        penalty = f"   {both}with penalty {number(now.penalty)}" if now.penalty > 0 else ""
        turn = turning_point(self._series, frame.snapshot.iteration)
        lowest = f"   lowest test {number(turn[1])} at {turn[0]:,}" if turn else ""
        train = f"train {number(now.train_loss + now.penalty)}"
        test = NO_TEST if _testless(self._frame) else f"test {number(now.test_loss + now.penalty)}"
        short = f"{train}   {test}"
        scaled = "   of the scaled target" if frame.problem.target_scale.standardised else ""
        short += frame.of_sample
        errors = _errors(frame.experiment.data.target, now.train_rmse, now.test_rmse)
        both, one = (f"   RMSE {', '.join(each)}" if errors else "" for each in (errors, errors[-1:]))
        if self.look.stage:  # names stand at the curves, the loss above
            self.header.set_text("")
            return
        less = f"{'scaled: ' if scaled else ''}{short}{one}"
        least = f"RMSE {errors[-1]}" if errors else train if _testless(self._frame) else test
        self.header.set_text(
            short + scaled + both + penalty + lowest,
            short + scaled + both,
            short + scaled + one,
            less,
            least + frame.of_sample,  # the loss of the training set stands above the stage, too
        )

    def told(self) -> str:
        """Return where the loss of the training set stands, how it goes, and where it was lowest."""
        frame = self._frame
        if frame is None or not self._series:
            return super().told()
        now, at = frame.evaluation, frame.snapshot.iteration
        course = told_course(*self._series["train"], at, now.train_loss + now.penalty, "iteration")
        test = "" if _testless(self._frame) else f". Test loss: {number(now.test_loss + now.penalty)}"
        return f"Loss: {course}{test}."

    def read(self, x: float, y: float) -> str:
        """Return iteration, epoch, batch and all values at the evaluated iteration nearest to ``x``."""
        if self._frame is None:
            return ""
        index = self._nearest(x)
        at = {name: float(values[index]) for name, (_, values) in self._series.items() if name != "batch"}
        iteration, batch = int(self._series["train"][0][index]), self._frame.run.history.batch_loss
        lines = [in_words(self._frame.run.segments, iteration)]
        tested = not _testless(self._frame)
        lines.append(f"train {number(at['train'])}, test {number(at['test'])}" if tested else number(at["train"]))
        if at["penalty"] > 0:
            lines.append(f"{'both ' if tested else ''}with the penalty {number(at['penalty'])}")
        lines += self._target_lines(index)
        if self.accuracy.isChecked():
            test = f", test {percent(at['test accuracy'])}" if tested else ""
            lines.append(f"{_score_of(self._frame)} train {percent(at['train accuracy'])}{test}")
        lines += sample_note(self._frame, iteration)
        if iteration < len(batch):
            lines.append(f"next batch {number(batch[iteration])}")
        return "\n".join(lines)

    def _target_lines(self, index: int) -> list[str]:
        """Return what the loss is of, where the target is standardised, and how far off the predicted numbers are."""
        assert self._frame is not None
        both = (float(self._series[name][1][index]) for name in ("train rmse", "test rmse"))
        errors = _errors(self._frame.experiment.data.target, *both)
        scaled = ["of the scaled target"] if self._frame.problem.target_scale.standardised else []
        return scaled + ([f"RMSE {', '.join(errors)}"] if errors else [])

    def _nearest(self, x: float) -> int:
        iterations = self._series["train"][0]
        return int(np.argmin(np.abs(iterations - x)))

    def place_changed(self, x: float | None) -> None:
        """Draw a line at the iteration that is read."""
        known = x is not None and self._frame is not None
        self.present.show_pointer(int(self._series["train"][0][self._nearest(x)]) if known and x is not None else None)

    def drag_to(self, x: float) -> None:
        """Go to the iteration at ``x``, or to one in the same pixel that is quicker to show."""
        if self._frame is not None:
            history = self._frame.run.history
            iteration = max(0, min(history.end, round(x)))
            self.dragged.emit(history.quick_near(iteration, within=self.canvas.box.viewPixelSize()[0]))

    def _fit(self) -> None:
        """Cut the dashes for another size of the plot."""
        if self._frame is not None:
            self._draw_curves()


def _testless(frame: ShownFrame | None) -> bool:
    return frame is not None and not len(frame.problem.test)


def _score_of(frame: ShownFrame | None) -> str:
    """Return what is drawn on the right: accuracy, or R² where numbers are predicted."""
    return "R²" if frame is not None and not frame.problem.classes else "accuracy"


def _errors(target: str, train: float, test: float) -> list[str]:
    """Return the RMSE of a predicted number, in the unit of its name; nothing where there is none."""
    unit = unit_of(target)
    return [f"{name} {measured(v, unit)}" for name, v in (("train", train), ("test", test)) if np.isfinite(v)]
