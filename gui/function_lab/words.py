"""The mathematics of a walk in words and formulas: the function, its partial derivatives, the step, where it stands."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.functions.plain_function import PlainFunction
from gui.frames.function_frame import FunctionFrame
from gui.widgets.card import HEAD, head_margins
from gui.widgets.formula import Formula, can_be_set
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import bracketed, number
from gui.widgets.theme import Look

PLAIN = "sgd"
SPARE = 4.0
"""Text heights of room below the words: sentences grow and formulas are set while one looks."""


def story_of(function: PlainFunction) -> str:
    """Return what the variables and f mean, with their units; empty if the function has no story."""
    if not function.inputs:
        return ""
    inputs = "; ".join(f"{v}: {words}" for v, words in zip(function.variables, function.inputs, strict=True))
    return f"{inputs}; f: {function.output}."


def step_of(frame: FunctionFrame) -> str:
    """Return the coming step in numbers."""
    if frame.landing is None:
        return "There is no step from here."
    name = frame.function.variables[0]
    x, after, slope = float(frame.point[0]), float(frame.landing[0]), float(frame.gradient[0])
    if frame.asked.descent.optimizer.name == PLAIN and frame.function.dimensions == 1:
        return (
            f"Step {frame.step + 1}: {name} ← {number(x)} − α · slope = {number(x)} − {number(frame.rate)} · "
            f"{bracketed(number(slope))} = {number(after)}"
        )
    title = frame.asked.descent.optimizer.title
    moves = zip(frame.function.variables, frame.point, frame.landing, strict=True)
    return f"Step {frame.step + 1} of {title}: " + ", ".join(
        f"{v} ← {number(float(a))} {'+' if b >= a else '−'} {number(abs(float(b - a)))}" for v, a, b in moves
    )


def kinks_of(frame: FunctionFrame) -> str:
    """Return along which variables there is no slope where the walk stands; empty if there is one along all."""
    kinks = [
        f"No {_derivative(frame.function, variable)} here, at a {along.broken.name}: {along.broken.words}. The walk "
        f"takes {number(along.slope)}."
        for variable, along in zip(frame.function.variables, frame.slices, strict=True)
        if along.broken is not None
    ]
    kinks += _made_by_round_off(frame)
    kinks += [
        f"Round-off: the walk takes {number(along.walked)} for {_derivative(frame.function, variable)}."
        for variable, along in zip(frame.function.variables, frame.slices, strict=True)
        if along.cancelled and not math.isnan(along.slope)
    ]
    if frame.surface is not None and any(along.rounded for along in frame.slices):
        kinks.append("Round-off: the surface is drawn with numbers that have lost their digits. The slices are exact.")
    return "\n".join(kinks)


def _made_by_round_off(frame: FunctionFrame) -> list[str]:
    """Return what round-off has made of f where the walk stands; nothing if it has left the value its digits."""
    along, value = frame.slices[0], number(frame.value)
    if math.isnan(along.value_now):
        return [f"No value of f is known here. Round-off makes {value} of it, and the walk takes that."]
    return [f"Round-off: the walk takes {value} for f, which is {number(along.value_now)}."] * along.value_cancelled


def _derivative(function: PlainFunction, variable: str) -> str:
    return f"df/d{variable}" if function.dimensions == 1 else f"∂f/∂{variable}"


class FunctionWords(QScrollArea):
    """Formulas are set once for each function; the numbers beside them follow the walk.

    ``reshaped`` is emitted when a formula has been typeset: the words may need more or less room now.
    """

    reshaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._function: PlainFunction | None = None
        self.title, self.story, self.ending, self.step, self.kinks = (NotatedLabel() for _ in range(5))
        self.title.setText("Function and slope")
        self.help = NotatedLabel()
        self.formula = Formula(1.25, own=True)
        self.formula.resized.connect(self.reshaped)
        self.partials: list[Formula] = []
        self.values: list[QLabel] = []
        names = (
            (self.ending, "Where the walk stands"),
            (self.step, "The coming step"),
            (self.kinks, "Kinks, jumps"),
        )
        for label, name in names:
            label.setAccessibleName(name)
        for label in (self.title, self.help, self.story, self.ending, self.step, self.kinks):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        for label in (self.help, self.story, self.ending, self.step, self.kinks):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._rows = QVBoxLayout()
        for part in (self.title, self.ending, self.formula):
            self._column.addWidget(part)
        self._column.addLayout(self._rows)
        for part in (self.kinks, self.step, self.story, self.help):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)
        self.setAccessibleName("Function and slope")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        theme = look.theme
        self.title.setFont(look.font(1.0, bold=True))
        for label in (self.step, self.kinks, *self.values):
            label.setFont(look.font())
        self.title.setContentsMargins(0, 0, round(look.px(24)), 0)  # room for the card's fold button
        self.ending.setFont(look.font(1.0, bold=True))
        for label in (self.story, self.help):
            label.setFont(look.font(0.93))
            label.setStyleSheet(f"color: {theme.dim};")
        for formula in (self.formula, *self.partials):
            formula.set_look(look)
        self.title.setMinimumHeight(round(look.px(HEAD)))
        self._column.setContentsMargins(head_margins(look, below=8.0))
        for layout in (self._column, self._rows):
            layout.setSpacing(round(look.px(5)))

    @property
    def needed(self) -> int:
        """Height of the words in pixels, with a few spare lines for longer sentences."""
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        return self._column.totalHeightForWidth(max(width, 1)) + round(SPARE * self._look.text)

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        if frame.function is not self._function:
            self._show_function(frame.function)
        for variable, along, label in zip(frame.function.variables, frame.slices, self.values, strict=True):
            derivative = "" if self.partials else f"{_derivative(frame.function, variable)} "
            label.setText(
                derivative
                + ("not defined here" if along.broken or math.isnan(along.slope) else f"= {number(along.slope)}")
            )
        self.kinks.setText(kinks_of(frame))
        self.kinks.setVisible(bool(self.kinks.text()))
        self.step.setText(step_of(frame))
        self.ending.setText(frame.ending)

    def _show_function(self, function: PlainFunction) -> None:
        """Set the formulas of another function."""
        self._function = function
        while (row := self._rows.takeAt(0)) is not None:
            widget = row.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.formula.set_latex(function.formula if can_be_set(function.formula) else "")
        self.partials = [Formula(1.1, own=True) for _ in function.partial_formulas]
        for partial in self.partials:
            partial.resized.connect(self.reshaped)
        self.values = [NotatedLabel() for _ in function.variables]
        for place, value in enumerate(self.values):
            line = self._row(function, place, value)
            self._rows.addWidget(line)
            line.show()  # Qt would do so later, and until then it counts for nothing in what is needed
        self.story.setText(story_of(function))
        self.story.setVisible(bool(self.story.text()))
        self.help.setText(function.help)
        self.set_look(self._look)

    def _row(self, function: PlainFunction, place: int, value: QLabel) -> QWidget:
        """Return a partial derivative: its formula, and its value at the displayed point."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        if self.partials:
            self.partials[place].set_latex(function.partial_formulas[place])
            layout.addWidget(self.partials[place])
        layout.addWidget(value)
        layout.addStretch(1)
        value.setAccessibleName(f"Slope along {function.variables[place]}")
        value.setToolTip("The partial derivative at this point: the slope with the other variables held.")
        return row
