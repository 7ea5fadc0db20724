"""What the network answers over the input plane, with the examples on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.analysis.hidden_map import layer_name
from core.data.examples import Examples
from gui.frames.image import NO_ANSWER
from gui.plots.parts.class_names import ClassNames
from gui.plots.parts.example_points import (
    LOSS_SIZES,
    MANY_HELP,
    TOLD_APART,
    chosen_rings,
    legend_markers,
    loss_steps,
    number_points,
    point_markers,
    point_size,
    region_marks,
    wrong_disc,
)
from gui.plots.parts.followed import Followed
from gui.plots.parts.graphs import pg
from gui.plots.parts.items import (
    CurveItem,
    ImageItem,
    Marker,
    MarkersItem,
    Points,
    PointsItem,
    cosmetic_pen,
    indexed_image,
)
from gui.plots.parts.legend_switch import LegendSwitch
from gui.plots.parts.places import (
    HIDDEN_HELP,
    axis_names,
    chosen_place,
    drawn_batch,
    drawn_examples,
    labels,
    one_scale,
    same_axes,
    shown_place,
)
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.plots.parts.surface import shade_table
from gui.widgets.card import QWIDGETSIZE_MAX
from gui.widgets.numbers import number, number_in, percent
from gui.widgets.theme import class_table

if TYPE_CHECKING:
    from core.training.evaluation import Answers
    from core.training.trace import Trace
    from gui.frames.frame import Frame, Regions

HELP = (
    "The colour shows the class that the network predicts for each input: the stronger the colour, the more certain "
    "(certainty: how far the likeliest class leads the next; 0 %: undecided). The line is the decision boundary. "
    "Filled points are training examples, hollow ones test examples. Each class has its own shape; a bright disc "
    "behind one marks it as misclassified."
)
NUMBERS_HELP = (
    "The colour shows the number that the network predicts for each input: the lighter, the higher; each line joins "
    "equal predictions. Filled points are training examples, hollow ones test examples, in the colours of their own "
    "numbers: a point that stands out from its ground is predicted badly."
)
BY_LOSS_HELP = (
    "Size each point by its loss: the area follows the loss, and a point of normal size has the mean loss. The larger, "
    "the more it adds to the loss."
)
SWITCHES = (
    ("train", "Show the training examples (filled)."),
    ("test", "Show the test examples (hollow): the network never learns from them."),
    ("wrong", "Put a bright disc behind each misclassified example."),
    ("size", BY_LOSS_HELP),
)
NAMED_FROM = 210
"""Height in pixels, at normal text, from which on the switches have their names below them."""
CLASSES_FROM = 520
"""Height in pixels, at normal text, from which on the classes are named: that of an enlarged plot."""
STREWN = 25
"""Places along each side at which a region may carry the shape of its class."""
FEW_TO_RESIZE = 1_200
"""Points that can be redrawn with every frame."""
NOT_PLANAR = "Decision regions need classes over two inputs."


def answer_at(regions: Regions, classes: int, x: float, y: float) -> tuple[int, float] | None:
    """Return (class, certainty from 0 to 1) at a place; None off the plane that was computed, or without an answer."""
    x_low, x_high, y_low, y_high = regions.bounds
    rows, columns = regions.image.shape
    column, row = (x - x_low) / (x_high - x_low) * columns, (y - y_low) / (y_high - y_low) * rows
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    index = int(regions.image[int(row), int(column)])
    levels = NO_ANSWER // classes
    return None if index == NO_ANSWER else (index // levels, index % levels / (levels - 1))


def certainty_text(certainty: float, classes: int) -> str:
    """Return a certainty that was rounded to a shade: at the ends it may be up to half a step from 0 or 1."""
    half = 0.5 / (NO_ANSWER // classes - 1)
    if certainty < half:
        return f"< {math.ceil(100.0 * half)} %"
    if certainty > 1.0 - half:
        return f"> {math.floor(100.0 - 100.0 * half)} %"
    return percent(certainty, 0) if half < 0.005 else f"about {percent(certainty, 0)}"


def same_wrong(before: tuple[NDArray[np.bool_], ...] | None, frame: Frame) -> bool:
    """Tell whether the same training and test examples are answered wrongly as before."""
    return before is not None and all(map(np.array_equal, before, (frame.wrong_train, frame.wrong_test)))


class DecisionRegions(PredictionPlot):
    """Regions of the classes, the boundary, training and test examples, and what is classified wrongly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Decision regions", HELP, ("", ""), parent)
        self._frame: Frame | None = None
        self._drawn: tuple[Examples, ...] = ()
        self._size = 0.0
        self._sizes_of: Answers | None = None
        self._wrong: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None
        self._make_controls()
        self._make_items()
        self.canvas.box.sigResized.connect(self._fit)

    def _make_controls(self) -> None:
        self._switches = [LegendSwitch(name, help, self) for name, help in SWITCHES]
        self.show_train, self.show_test, self.show_wrong, self.by_loss = self._switches
        for switch in self._switches:
            switch.setAccessibleName(f"Decision regions: {switch.text()}")
            switch.setChecked(switch is not self.by_loss)
            switch.toggled.connect(self._show_examples)
        self.class_names = ClassNames(self)
        self.put_beside(*self._switches, self.class_names)

    def _make_items(self) -> None:
        self.map, self.pattern = ImageItem(), PointsItem()
        self.halo, self.boundary = CurveItem(), CurveItem()
        self.train, self.test, self.wrong, self.batch = (PointsItem() for _ in range(4))
        self._trace: Trace | None = None
        self.batch.setVisible(False)
        self.chosen, self.followed = MarkersItem(), Followed()
        for item in (*self.answer, self.wrong, self.train, self.test, self.batch, self.chosen, self.followed):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (self.halo, self.boundary):
            curve.setSegmentedLineMode("on")

    @property
    def points(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for examples."""
        return self.train, self.test, self.wrong, self.batch, self.chosen, self.followed

    @property
    def answer(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for the network's answers."""
        return self.map, self.pattern, self.halo, self.boundary

    def restyle(self) -> None:
        """Take the colours of classes, lines and points from the look."""
        dark = self.look.theme.dark
        if self.look.stage:  # what is learned from, the answers, and the example on show: nothing else
            self.show_test.setChecked(False)
            self.show_wrong.setChecked(False)
            self.canvas.show_numbers_only()
        for item in self.answer:
            item.setVisible(not self.look.asked)
        for switch, markers in zip(self._switches, legend_markers(self.look), strict=True):
            switch.set_look(self.look, markers)
        self.class_names.set_look(self.look)
        self.halo.setPen(cosmetic_pen(QColor("#000000" if dark else "#ffffff"), self.look.line(3.4)))
        line = self.look.line(1.6) if not self.look.stage else 4 / 1080 * self.look.stage
        self.boundary.setPen(cosmetic_pen(QColor("#ffffff" if dark else "#000000"), line))
        if self._frame is not None:
            frame, self._frame = self._frame, None
            self.show_frame(frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the answers of this iteration; examples are redrawn only when they change."""
        before, self._frame = self._frame, frame
        self.show_score(frame)
        lacks = frame.hidden_map.lacks if frame.hidden_map is not None else NOT_PLANAR
        self.set_notice("" if frame.regions is not None else lacks)
        self.canvas.plot.setVisible(frame.regions is not None)
        if frame.regions is None:
            return
        rests = frame.map_rested > 0 and before is not None and before.hidden_map is frame.hidden_map
        if before is None or before.regions is not frame.regions or before.problem is not frame.problem:
            self._show_regions(frame.regions, frame.problem.classes)
        if before is None or before.regions is None or not same_axes(before, frame):
            self._name_axes(frame)
            self._show_examples()
        elif before.hidden_map is not frame.hidden_map or (
            not rests and self.by_loss.isChecked() and self._resizes(frame)
        ):
            self._show_examples()
        elif not rests and not same_wrong(self._wrong, frame):
            self._show_wrong()
        outlined = frame.trace if self.outlines_batch(frame) else None
        if outlined is not self._trace:
            self._show_batch(frame, outlined)
        if not rests:
            self._show_chosen(frame)
        self.refresh_readout()

    def _show_batch(self, frame: Frame, outlined: Trace | None) -> None:
        """Outline the batch while the phases of its iteration are shown, and draw its examples beyond the sample."""
        self._trace = outlined
        self.batch.setVisible(outlined is not None)
        if outlined is not None:
            clear, size = QColor(Qt.GlobalColor.transparent), 2.3 * self._size
            ring = Marker("o", size, clear, self.look.colour("accent"), max(2.0, 0.3 * self._size))
            batch, watched = drawn_batch(frame, outlined), len(frame.problem.train)
            unseen = batch.take(np.flatnonzero(outlined.columns[: len(batch)] >= watched))
            drawn = self._groups(unseen, 0, self._size) if len(unseen) else []
            self.batch.show_points([*drawn, Points(ring, batch.x)])

    def _show_chosen(self, frame: Frame) -> None:
        """Ring the example that is followed."""
        if self.look.stage:
            self.followed.show_at(shown_place(frame), self.look)
            return
        at = chosen_place(frame)
        rings = chosen_rings(self.look, max(self._size, self.look.px(6))) if at else ()
        self.chosen.show_markers([(ring, at[0], at[1]) for ring in rings])

    def _name_axes(self, frame: Frame) -> None:
        self.rename_axes(labels(frame, brief=bool(self.look.stage)))
        classes = frame.problem.classes
        help = HELP + MANY_HELP * (classes > TOLD_APART) if classes else NUMBERS_HELP
        if frame.hidden_map is not None:
            help = HIDDEN_HELP.format(layer_name(frame.problem)) + help
        self.entitle("Decision regions" if classes else frame.experiment.data.targets[0], help)
        self.show_wrong.setVisible(bool(classes))
        self._show_class_names()
        self.canvas.box.setAspectLocked(one_scale(frame))
        self.make_room_for_numbers()
        self.canvas.plot.layout.activate()  # else all is painted once more in the size that other numbers ask for
        self._column.activate()

    def _show_regions(self, regions: Regions, classes: int) -> None:
        x_low, x_high, y_low, y_high = regions.bounds
        if self.map.image is None or regions.bounds != self.map.bounds:
            self.canvas.box.setRange(xRange=(x_low, x_high), yRange=(y_low, y_high), padding=0)
            self.make_room_for_numbers()
        table = class_table(self.look.theme, classes) if classes else shade_table()
        image = indexed_image(regions.image, table)
        self.map.show_image(image, regions.bounds)
        self._keep_square()
        self.pattern.setVisible(classes > TOLD_APART and not self.look.asked)
        if classes > TOLD_APART:
            self._strew(regions, NO_ANSWER // classes)
        for curve in (self.halo, self.boundary):
            curve.setData(*regions.boundary, connect="finite")

    def _strew(self, regions: Regions, levels: int) -> None:
        """Strew shapes over the regions whose colours are not told apart from others."""
        x_low, x_high, y_low, y_high = regions.bounds
        low, size = np.array([[x_low], [y_low]]), np.array([[x_high - x_low], [y_high - y_low]])
        labels = np.where(regions.image < NO_ANSWER, regions.image.astype(np.int64) // levels, -1)
        marks = region_marks(self.look, labels, self._point_size(), STREWN)
        self.pattern.show_points([Points(mark, low + size * spots) for mark, spots in marks])

    def _show_examples(self) -> None:
        if self._frame is None:
            return
        self._size, self._drawn = self._point_size(), drawn_examples(self._frame)
        for kind, (item, examples, control) in enumerate(
            zip((self.train, self.test), self._drawn, (self.show_train, self.show_test), strict=True)
        ):
            item.setVisible(control.isChecked())
            item.show_points(self._sized_groups(examples, kind))
        self._sizes_of = self._frame.answers
        self._show_wrong()

    def _point_size(self) -> float:
        assert self._frame is not None
        box, problem = self.canvas.box, self._frame.problem
        count = len(problem.train) + (0 if self.look.stage else len(problem.test))  # the class sees no test points
        return point_size(self.look, min(box.width(), box.height()), count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name switches and classes where there is room."""
        super().resizeEvent(event)
        self.make_room_for_numbers()
        for switch in self._switches:
            switch.set_named(self.canvas.height() >= self.look.px(NAMED_FROM))
        self._show_class_names()

    def _show_class_names(self) -> None:
        names = self._frame.experiment.data.class_names if self._frame is not None else ()
        room = self.canvas.height() - sum(each.sizeHint().height() for each in self._switches) - self.look.px(60)
        self.class_names.show_names(names, room if self.canvas.height() >= self.look.px(CLASSES_FROM) else 0.0)

    def _fit(self) -> None:
        """Draw the points in another size if the plot's asks for it."""
        self.make_room_for_numbers()
        if not self.look.stage:
            self._keep_square()
        if self._frame is not None and abs(self._point_size() - self._size) > 0.5:
            self._show_examples()

    def make_room_for_numbers(self) -> None:
        """Let the numbers be read; on the stage what is between them is a square, and the name stands over it."""
        super().make_room_for_numbers()
        if self.look.stage:
            left, side = self.canvas.square_up()
            right = self.canvas.width() - left - side if self.header.least() <= side else 0
            self.header.setContentsMargins(left, 0, right, 0)

    def _keep_square(self) -> None:
        """Be no wider than what is painted: the legend stands beside that, not at the other end of a wide card."""
        box, widest = self.canvas.box, QWIDGETSIZE_MAX
        if box.state["aspectLocked"] and not self.look.stage:  # there it is a square in the room that it has
            x_low, x_high, y_low, y_high = self.map.bounds
            painted = box.height() * (x_high - x_low) / (y_high - y_low)
            wanted = min(round(self.canvas.width() - box.width() + painted), QWIDGETSIZE_MAX)
            widest = max(self.canvas.minimumSizeHint().width(), wanted)
        if widest != self.canvas.maximumWidth():
            self.canvas.setMaximumWidth(widest)

    def _resizes(self, frame: Frame) -> bool:
        """Tell whether the points are to be redrawn by their losses: many of them only while the picture stands."""
        few = len(frame.problem.labels) <= FEW_TO_RESIZE
        return self._sizes_of is not frame.answers and (frame.calm or few)

    def _sized_groups(self, examples: Examples, kind: int) -> list[Points]:
        """Return the points of a set, the small ones last, so that no large one covers them."""
        assert self._frame is not None
        if not self.by_loss.isChecked():
            return self._groups(examples, kind, self._size)
        loss, m = self._frame.answers.loss, len(self._frame.problem.train)
        step = loss_steps(loss[:m] if kind == 0 else loss[m:], float(np.nanmean(loss)))
        groups: list[Points] = []
        for place in range(len(LOSS_SIZES) - 1, -1, -1):
            some = examples.take(np.flatnonzero(step == place))
            groups += self._groups(some, kind, LOSS_SIZES[place] * self._size) if len(some) else []
        return groups

    def _groups(self, examples: Examples, kind: int, size: float) -> list[Points]:
        assert self._frame is not None
        x, classes = examples.x, self._frame.problem.classes
        if not classes:
            return number_points(self.look, x, examples.values[0], self._regions, size, kind)
        return [
            Points(point_markers(self.look, label, size)[kind], x[:, examples.labels == label])
            for label in range(classes)
        ]

    @property
    def _regions(self) -> Regions:
        assert self._frame is not None
        assert self._frame.regions is not None
        return self._frame.regions

    def _show_wrong(self) -> None:
        """Mark what is wrong among the examples that are shown."""
        if self._frame is None:
            return
        self._wrong = (self._frame.wrong_train, self._frame.wrong_test)
        controls = self.show_train, self.show_test
        parts = [
            examples.x[:, mask]
            for examples, mask, control in zip(self._drawn, self._wrong, controls, strict=True)
            if control.isChecked()
        ]
        self.wrong.setVisible(self.show_wrong.isChecked())
        self.wrong.show_points(
            [Points(wrong_disc(self.look, self._size), np.concatenate([np.empty((2, 0)), *parts], axis=1))]
        )

    def read(self, x: float, y: float) -> str:
        """Return the place and the network's answer there."""
        if self._frame is None or self._frame.regions is None:
            return ""
        across, up = axis_names(self._frame)
        x_low, x_high, y_low, y_high = self._frame.regions.bounds
        place = f"{across} = {number_in(x, x_low, x_high)}, {up} = {number_in(y, y_low, y_high)}"
        data, classes = self._frame.experiment.data, self._frame.problem.classes
        answer = answer_at(self._frame.regions, classes or 1, x, y)
        if answer is None or self.look.asked:
            return place
        if not classes:
            low, high = self._frame.regions.low, self._frame.regions.high
            beyond = "≤ " if answer[1] == 0.0 else "≥ " if answer[1] == 1.0 else ""  # the shades end there
            return f"{place}\n{data.targets[0]} {beyond}{number(low + (high - low) * answer[1])}"
        certainty = certainty_text(answer[1], classes)
        return f"{place}\n{data.class_names[answer[0]]}, certainty {certainty} (0 %: undecided)"
