"""What you set in the nudge lens: the parameter itself, and Δ."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from core.hyperparameters import Hyperparameter
from gui.session.state import DELTA
from gui.widgets.controls import NumberField
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.number_text import write_number
from gui.widgets.theme import Look

STEPS = 1000
"""Places of the weight's slider to each side of 0."""
SMALLEST, PER_DECADE, DECADES = -12, 10, 11
"""The slider of ε: from which power of ten on, its places in each decade, how many decades."""
SET_HELP = (
    "The current value of the selected parameter, called w below. Type a new value to set it by hand; Undo reverts "
    "it. Click a connection in the network for its weight, a neuron for its bias."
)
DRAG_HELP = "Drag to change w itself. The regions, the maps and the loss follow; Undo reverts the whole drag."
DELTA_HELP = "How far w is moved to find the loss there; below 0 is to the left."
EPSILON_HELP = "The size of Δ, ε = |Δ|, from 10⁻¹² to 0.1 on a logarithmic scale."
VALUE = Hyperparameter("value", float, 0.0, "", SET_HELP, title="w")
NUDGE = Hyperparameter("delta", float, DELTA, "Δ", DELTA_HELP, title="Nudge")


class QuietSlider(QSlider):
    """A slider that the wheel does not move, so that the page scrolls and no value changes by accident."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)
        self.setToolTip(tooltip(help))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def place(self, value: int) -> None:
        """Set the value without emitting a signal."""
        with QSignalBlocker(self):
            self.setValue(value)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, QSlider) else 0)
    return row


def reach(value: float) -> float:
    """Return the end of a slider on which ``value`` is well inside: 1, 2, 5, 10, …"""
    if abs(value) <= 0.75:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(abs(value)))
    ends = (end * decade for end in (1.0, 2.0, 5.0, 10.0, 20.0))
    return min(next(end for end in ends if 0.75 * end >= abs(value)), sys.float_info.max)


class ParameterControl(QWidget):
    """The selected parameter: a field and a slider that set it."""

    typed = Signal(object)
    dragged = Signal(float, bool)
    """A value, and whether it goes on with the drag that the one before belongs to."""
    held = Signal(bool)
    """The slider was grabbed or released."""

    def __init__(self) -> None:
        super().__init__()
        self.field = NumberField(VALUE)
        self.slider = QuietSlider("Drag w", DRAG_HELP)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self._index = -1
        self._reach = 1.0
        self._dragging = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.ends = NotatedLabel(), NotatedLabel()
        column.addLayout(_row(self.ends[0], self.slider, self.ends[1]))
        self.field.committed.connect(self.typed)
        self.slider.valueChanged.connect(self._drag)
        self.slider.sliderPressed.connect(lambda: self.held.emit(True))
        self.slider.sliderReleased.connect(self._end_drag)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.field.set_look(look)
        self.slider.setMinimumHeight(round(look.px(22)))
        for end in self.ends:
            end.setFont(look.font(0.93))
            set_text_colour(end, look, "dim")

    def show_parameter(self, index: int, name: str, value: float) -> None:
        """Show a parameter; what is being typed about the same one stays."""
        if index != self._index:
            self._index = index
            self.field.declared = replace(VALUE, title=name)
            self.field.rename(f"w = {name}")
            self.field.edit.setAccessibleName(name)
            self.field.forget_errors()
            self.field.edit.setText(write_number(self.field.value, self.field.declared))
        typing = self.field.edit.hasFocus() and self.field.edit.isModified()
        if not typing:
            self.field.set_value(value)
        if not self.slider.isSliderDown():
            self._reach = reach(value)
            self.slider.place(round(STEPS * (value / self._reach)))
            for end, sign in zip(self.ends, ("−", ""), strict=True):
                end.setText(f"{sign}{write_number(self._reach, VALUE)}")

    def refuse(self, text: str) -> None:
        """Say why a value was refused."""
        self.field.show_error(text)

    def _drag(self, place: int) -> None:
        goes_on, self._dragging = self._dragging, self.slider.isSliderDown()
        self.dragged.emit(round(self._reach * (place / STEPS), 12), goes_on)

    def _end_drag(self) -> None:
        self._dragging = False
        self.held.emit(False)


class DeltaControl(QWidget):
    """Δ: a field for it, and a logarithmic slider for its size ε."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = NumberField(NUDGE)
        self.slider = QuietSlider("ε = |Δ|", EPSILON_HELP)
        self.slider.setRange(0, PER_DECADE * DECADES)
        self.slider.setPageStep(PER_DECADE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.words = NotatedLabel("ε = |Δ|")
        self.words.setToolTip(tooltip(EPSILON_HELP))
        column.addLayout(_row(self.words, self.slider))
        self.field.committed.connect(self.asked)
        self.slider.valueChanged.connect(self._slide)
        self.show_delta(self.field.value)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.field.set_look(look)
        self.slider.setMinimumHeight(round(look.px(22)))
        self.words.setFont(look.font())
        set_text_colour(self.words, look, "dim")

    def show_delta(self, delta: float) -> None:
        """Show Δ in the field and on the slider."""
        self.field.set_value(delta)
        self.slider.place(round(PER_DECADE * (math.log10(abs(delta)) - SMALLEST)))

    def _slide(self, place: int) -> None:
        epsilon = float(f"{10.0 ** (SMALLEST + place / PER_DECADE):.3g}")
        self.asked.emit(math.copysign(epsilon, self.field.value))
