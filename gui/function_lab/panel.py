"""The editors of the function lab: which function, from where, and which optimiser walks down."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSlider, QVBoxLayout, QWidget

from core.expressions import FUNCTIONS as NAMED
from core.expressions import parse
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import OWN, Descent
from core.functions.plain_function import PlainFunction, own_function
from core.hyperparameters import Hyperparameter, InvalidSetting
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES
from gui.function_lab.ranges import FunctionRanges
from gui.widgets.callout import Callout
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.choice_editor import ChoiceEditor
from gui.widgets.controls import NumberField
from gui.widgets.field import Field, card_margins, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.text_field import OwnTextField
from gui.widgets.theme import Look

OWN_TEXT = Hyperparameter(
    "expression",
    str,
    "x**2 + sin(3*x)",
    "",
    "A function of x, or of x and y, as you would type it into a calculator. Enter takes it.",
    title="Own f(x, y)",
    allowed=f"x, y, numbers, pi, e, the signs + − * / ^, brackets, |x|, {', '.join(NAMED)}",
    read=own_function,
    latex=lambda text: parse(text, ("x", "y")).latex,
)
SLIDES = 1000
"""Places of a slider."""
DECADES = (-5.0, 1.0)
"""Powers of ten that the slider of the learning rate spans."""
PRETTY = str.maketrans({"*": "·", "-": "−"})


def pretty(text: str) -> str:
    """Return a function's text as one would write it, e.g. ``"x⁴ − 3·x²"``."""
    for power, raised in (("**2", "²"), ("**3", "³"), ("**4", "⁴")):
        text = text.replace(power, raised)
    return text.translate(PRETTY)


def named(function: PlainFunction) -> str:
    """Return a function as the list has it: name and formula; the title alone where that has the formula in it."""
    words = re.findall(r"[^\W\d_]{2,}", function.title)
    is_name = function.title.isascii() and any(word not in NAMED for word in words)
    return f"{function.title}: {pretty(function.text)}" if is_name and 0 < len(function.text) <= 40 else function.title


class StartField(QWidget):
    """Where one variable starts: typed, or by a slider over its range."""

    changed = Signal(object)

    def __init__(self, name: str, low: float, high: float) -> None:
        super().__init__()
        self._low, self._high = low, high
        words = f"The start of {name}. The walk starts again from there."
        declared = Hyperparameter(f"start_{name}", float, 0.0, "", words, title=f"Start {name}")
        self.field = NumberField(declared)
        self.slider = make_slider(f"Start {name}", words)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.field, self.slider):
            self._column.addWidget(part)
        self.field.committed.connect(self.changed)
        self.slider.valueChanged.connect(self._slide)

    def _slide(self, place: int) -> None:
        self.changed.emit(float(f"{self._low + (self._high - self._low) * place / SLIDES:.4g}"))

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody."""
        self.field.set_value(value)
        share = (value - self._low) / (self._high - self._low)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(SLIDES * min(1.0, max(0.0, share))))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self.field.set_look(look)
        self._column.setSpacing(round(look.px(2)))


def make_slider(name: str, help: str) -> QSlider:
    """Return a slider of `SLIDES` places."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, SLIDES)
    slider.setPageStep(SLIDES // 20)
    slider.setAccessibleName(name)
    slider.setToolTip(tooltip(help))
    return slider


class FunctionPanel(QWidget):
    """Emits whole new descents; what is refused is explained beside its control, and the old one stays."""

    changed = Signal(object)
    race_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._descent: Descent | None = None
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Function and optimiser")
        self.title = NotatedLabel("Function")
        self.box = ChoiceBox()
        for name, function in FUNCTIONS.items():
            self.box.addItem(named(function), name)
            self.box.setItemData(self.box.count() - 1, tooltip(function.help), Qt.ItemDataRole.ToolTipRole)
        self.box.addItem("own function", OWN)
        self.choice = Field("Function", "The function to walk down. The list shows the formulas.", self.box)
        self.ranges = FunctionRanges()
        self.own = OwnTextField(replace(OWN_TEXT, read=lambda text: own_function(text, self.ranges.ranges)))
        self.starts: list[StartField] = []
        self.message = Callout(self.own)
        self.message.setAccessibleName("Message about the function")
        self.optimizer = ChoiceEditor("Optimiser", OPTIMIZERS, "How the gradient moves the point.")
        self.rate = make_slider("Learning rate α", "The learning rate α, on a logarithmic scale from 10⁻⁵ to 10.")
        self.schedule = ChoiceEditor("Schedule", SCHEDULES, "How the learning rate changes with the step.")
        self.race = QPushButton("Race all optimisers")
        self.race.setCheckable(True)
        self.race.setMinimumWidth(1)
        self.race.setToolTip(
            tooltip("Every optimiser walks from this start, each at a rate that suits the function. Which gets lowest?")
        )
        self.race.setAccessibleName("All optimisers on this function")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._column = QVBoxLayout(self)
        self._start_column = QVBoxLayout()
        above: tuple[QWidget, ...] = (self.title, self.choice, self.own, self.ranges)
        below: tuple[QWidget, ...] = (self.optimizer, self.rate, self.schedule, self.race)
        for part in above:
            self._column.addWidget(part)
        self._column.addLayout(self._start_column)
        for part in below:
            self._column.addWidget(part)
        self._column.addStretch(1)

    def _connect(self) -> None:
        self.box.activated.connect(self._choose)
        self.own.committed.connect(lambda text: self._try(lambda d: d.on(OWN, text, self.ranges.ranges)))
        if self.own.understood is not None:
            self.own.edit.textEdited.connect(self.own.understood.show)
        self.ranges.changed.connect(lambda ranges: self._try(lambda d: d.over(ranges)))
        self.optimizer.changed.connect(lambda choice: self._try(lambda d: replace(d, optimizer=choice)))
        self.schedule.changed.connect(lambda choice: self._try(lambda d: replace(d, schedule=choice)))
        self.rate.valueChanged.connect(self._slide_rate)
        self.race.toggled.connect(self.race_asked)

    def _choose(self, row: int) -> None:
        name = self.box.itemData(row)
        self._try(lambda d: d.on(OWN, self.own.value, self.ranges.ranges) if name == OWN else d.on(name))

    def _slide_rate(self, place: int) -> None:
        alpha = float(f"{10.0 ** (DECADES[0] + (DECADES[1] - DECADES[0]) * place / SLIDES):.2g}")
        self._try(lambda d: replace(d, optimizer=replace(d.optimizer, alpha=alpha)))

    def start_at(self, index: int, value: float) -> None:
        """Let one variable start elsewhere."""
        self._try(lambda d: replace(d, start=(*d.start[:index], value, *d.start[index + 1 :])))

    def start_from(self, *place: float) -> None:
        """Let all variables start elsewhere."""
        self._try(lambda d: replace(d, start=place))

    def _try(self, change: Callable[[Descent], Descent]) -> None:
        """Ask for another descent; where it cannot be, say why and leave everything as it was."""
        if self._descent is None:
            return
        try:
            descent = change(self._descent)
        except InvalidSetting as refusal:
            self.show_error(refusal.words)
            return
        self.show_error("")
        self.changed.emit(descent)

    def show_error(self, text: str) -> None:
        """Say why something was refused, and show again what holds; an empty text takes the message away."""
        self.message.say(text)
        if text and self._descent is not None:
            self._show_values(self._descent)

    def show_descent(self, descent: Descent) -> None:
        """Bring every control up to date without emitting anything."""
        if self._descent is None or descent.function is not self._descent.function:
            self._make_starts(descent.function)
        self._descent = descent
        self.show_error("")
        self._show_values(descent)

    def _show_values(self, descent: Descent) -> None:
        self.box.setCurrentIndex(self.box.findData(descent.name))
        self.box.setToolTip(tooltip(named(descent.function), descent.function.help))
        self.ranges.setVisible(descent.name == OWN)
        self.own.rename(OWN_TEXT.title if descent.name == OWN else f"{OWN_TEXT.title}, not in force")
        if self.own.understood is not None:
            self.own.understood.setVisible(descent.name == OWN or self.own.edit.isModified())
        if descent.text:
            self.own.set_value(descent.text)
            self.ranges.show_ranges(descent.function.ranges)
        for start, value in zip(self.starts, descent.start, strict=True):
            start.set_value(value)
        self.optimizer.set_choice(descent.optimizer)
        self.schedule.set_choice(descent.schedule)
        with QSignalBlocker(self.rate):
            power = math.log10(descent.optimizer.alpha)
            self.rate.setValue(round(SLIDES * (power - DECADES[0]) / (DECADES[1] - DECADES[0])))

    def _make_starts(self, function: PlainFunction) -> None:
        """Have a field and a slider for each variable."""
        for old in self.starts:
            self._start_column.removeWidget(old)
            old.hide()
            old.deleteLater()
        pairs = zip(function.variables, function.ranges, strict=True)
        self.starts = [StartField(name, low, high) for name, (low, high) in pairs]
        for index, start in enumerate(self.starts):
            start.set_look(self._look)
            start.changed.connect(partial(self.start_at, index))
            self._start_column.addWidget(start)

    def show_racing(self, racing: bool) -> None:
        """Show whether all race."""
        with QSignalBlocker(self.race):
            self.race.setChecked(racing)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.07, bold=True))
        self.message.set_look(look)
        self.race.setFont(look.font())
        self.box.set_look(look)
        for field in (self.choice, self.own):
            field.set_look(look)
        self.ranges.set_look(look)
        for start in self.starts:
            start.set_look(look)
        for editor in (self.optimizer, self.schedule):
            editor.set_look(look)
        self._column.setContentsMargins(card_margins(look, self.width()))
        self._column.setSpacing(round(look.px(6)))
        self._start_column.setSpacing(round(look.px(6)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(card_margins(self._look, self.width()))
