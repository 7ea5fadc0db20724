"""Over which two inputs answers are drawn, and where the others are held: a button with a panel that drops from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QSlider, QVBoxLayout, QWidget

from core.analysis.hidden_map import layer_name
from core.arrays import Array
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import permit, tooltip
from gui.widgets.notated import OwnLetters
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number_in
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from core.data.examples import Examples
    from gui.frames.frame import Frame

STEPS = 200
HELP = (
    "Choose what the map is drawn over: the two main directions of the last hidden layer, or any two inputs, with the "
    "others held (at first at their training means)."
)
OVER_HELP = (
    "Two inputs: the others are held. Else the map is a plane through the activations named here, along the two "
    "directions in which those of the training examples vary most."
)
NOT_OVER_INPUTS = "The map is drawn over main directions, not over two inputs: choose “two inputs” above."


class HeldInputs(OwnLetters, QPushButton):
    """The button; hidden for data of one or two inputs."""

    looked_over = Signal(object, object, object)
    """The two inputs, values of all of them (empty: the means), and the chosen example."""
    looked_into = Signal(bool)
    """Whether to draw over the last hidden layer's main directions instead."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("inputs …", parent)
        self.setToolTip(HELP)
        self.setAccessibleName("Inputs on the axes")
        self._look = Look()
        self._examples: Examples | None = None
        self._names: tuple[str, ...] = ()
        self._low, self._high = np.zeros(0), np.ones(0)
        self._axes, self._held, self._hidden = (0, 1), np.zeros(0), False
        self._row: int | None = None
        self.sliders: list[QSlider] = []
        self.popup = QWidget(self, Qt.WindowType.Popup)
        self.popup.setObjectName("popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make_popup()
        self.clicked.connect(self._drop)
        self.hide()  # until there are data of three inputs: else the plot below would move

    def _make_popup(self) -> None:
        self.over, self.across, self.up = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.over.addItems(["two inputs", ""])
        self.over.setToolTip(OVER_HELP)
        self.over.setAccessibleName("What the map is drawn over")
        self.over.activated.connect(lambda place: self.looked_into.emit(place == 1))
        self.means = QPushButton("hold all at their mean")
        self.means.setToolTip("Set every slider to its input's mean over the training examples.")
        top = QGridLayout()
        top.addWidget(NotatedLabel("over"), 0, 0)
        top.addWidget(self.over, 0, 1)
        for row, (label, box) in enumerate((("across →", self.across), ("up ↑", self.up)), start=1):
            box.setToolTip("The input on this axis. Choosing the other axis's input swaps the two.")
            box.setAccessibleName(f"Input {label}")
            box.activated.connect(self._choose)
            top.addWidget(NotatedLabel(label), row, 0)
            top.addWidget(box, row, 1)
        self._list = QWidget()
        self._rows = QGridLayout(self._list)
        self.area = QScrollArea()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the sliders in it have it
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._list)
        column = QVBoxLayout(self.popup)
        column.addLayout(top)
        column.addWidget(self.area, 1)
        column.addWidget(self.means)
        self.means.clicked.connect(self._hold_means)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self._look = look
        for box in (self.over, self.across, self.up):
            box.set_look(look)
        self.popup.setFont(look.font())

    def show_frame(self, frame: Frame) -> None:
        """Follow the data and the sight of a frame."""
        inputs = frame.experiment.data.inputs
        self.setVisible(len(inputs) > 2)
        if len(inputs) <= 2:
            self.popup.hide()
            return
        if frame.problem.train is not self._examples:
            self._take(frame.problem.train, inputs)
        self._axes, self._row, self._hidden = frame.sight.axes, frame.sight.row, frame.sight.hidden
        self.over.setItemText(1, layer_name(frame.problem))
        self._held = np.array(frame.sight.held) if frame.sight.held else self._means()
        if not self.popup.isVisible():
            return
        self._show_values()

    def _take(self, examples: Examples, names: tuple[str, ...]) -> None:
        self._examples, self._names = examples, names
        self._low, self._high = examples.x.min(axis=1), examples.x.max(axis=1)
        for box in (self.across, self.up):
            box.clear()
            box.addItems(list(names))
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.sliders = []
        self._values: list[QLabel] = []
        for row, name in enumerate(names):
            self._add_row(row, name)

    def _add_row(self, row: int, name: str) -> None:
        label, slider, value = NotatedLabel(name), QSlider(Qt.Orientation.Horizontal), NotatedLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)  # it may look like markup
        slider.setRange(0, STEPS)
        slider.setAccessibleName(f"Hold {name}")
        slider.setToolTip(tooltip(f"Where {name} is held, from its smallest to its largest value in the training set."))
        slider.valueChanged.connect(lambda step, place=row: self._hold(place, step))
        self.sliders.append(slider)
        self._values.append(value)
        for column, widget in enumerate((label, slider, value)):
            self._rows.addWidget(widget, row, column)

    def _means(self) -> Array:
        assert self._examples is not None
        return np.asarray(self._examples.x.mean(axis=1))

    def _drop(self) -> None:
        self._show_values()
        self.popup.resize(round(self._look.px(360)), round(self._look.px(min(460, 190 + 34 * len(self._names)))))
        corner = self.mapToGlobal(self.rect().bottomRight())
        self.popup.move(max(0, corner.x() - self.popup.width()), corner.y())
        self.popup.show()

    def _show_values(self) -> None:
        self.over.setCurrentIndex(int(self._hidden))
        permit(self.means, NOT_OVER_INPUTS * self._hidden)
        for box, place in zip((self.across, self.up), self._axes, strict=True):
            box.setCurrentIndex(place)
            permit(box, NOT_OVER_INPUTS * self._hidden)
        for place, (slider, label) in enumerate(zip(self.sliders, self._values, strict=True)):
            span = self._high[place] - self._low[place]
            share = (self._held[place] - self._low[place]) / span if span > 0 else 0.0
            slider.blockSignals(True)
            slider.setValue(round(STEPS * min(1.0, max(0.0, share))))
            slider.blockSignals(False)
            free = place in self._axes and not self._hidden
            permit(slider, self._why_not_held(place))
            label.setText("drawn over" if free else number_in(self._held[place], self._low[place], self._high[place]))

    def _why_not_held(self, place: int) -> str:
        """Return why an input cannot be held at another value; empty if it can."""
        if self._hidden:
            return NOT_OVER_INPUTS
        if place in self._axes:
            return f"{self._names[place]} is drawn on an axis, so it is not held."
        same = self._low[place] == self._high[place]
        return f"{self._names[place]} has the same value in all training examples." if same else ""

    def _choose(self) -> None:
        chosen = self.across.currentIndex(), self.up.currentIndex()
        if chosen[0] == chosen[1]:
            chosen = self._axes[1], self._axes[0]
        self._axes = chosen
        self._tell()

    def _hold(self, place: int, step: int) -> None:
        held = self._held.copy()
        held[place] = self._low[place] + (self._high[place] - self._low[place]) * step / STEPS
        self._held = held
        self._tell()

    def _hold_means(self) -> None:
        self._held = self._means()
        self._tell()

    def _tell(self) -> None:
        self._show_values()
        self.looked_over.emit(self._axes, tuple(float(value) for value in self._held), self._row)
