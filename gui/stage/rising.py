"""What may be changed on the stage: it rises at the lower edge, and goes away by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QRectF, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSlider, QWidget

from core.exchange.pace import RATES
from core.hyperparameters import Choice
from core.nn.activations import ACTIVATIONS
from core.training.optimizers import OPTIMIZERS
from gui.panels.speed import SpeedControl
from gui.stage.adjusting import LARGEST_DELTA, LEAST_DELTA, Adjustable
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import permit
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.icons import set_icon
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look

STAYS = 2_000
"""Milliseconds that it stays after the last thing done with it."""
EDGE = 0.14
"""Share of the stage's height, from below, in which the mouse brings it up."""
RATES_ON_SLIDER, DELTAS_ON_SLIDER = (1e-6, 1e2), (LEAST_DELTA, LARGEST_DELTA)
"""The least and the largest learning rate of its slider, and Δ of its own."""
NOTCHES = 4
"""Of a slider, to each power of ten."""
RATE_HELP = "The learning rate. (+ and −: four presses are a factor of 10)"
DELTA_HELP = "How far the nudge or the secant reaches. (D: a tenth of it; Shift D: ten times as far)"
SLIDER, BOX = 260, 150
"""Widths in pixels at normal text."""


def notch_of(value: float) -> int:
    """Return the notch of a slider that is nearest to a value."""
    return round(NOTCHES * math.log10(max(value, 1e-300)))


class PowerSlider(QWidget):
    """A positive number, such as the learning rate, after its letter, and a logarithmic slider for it."""

    chosen = Signal(float)

    def __init__(self, letter: str, name: str, help: str, ends: tuple[float, float], longest: str) -> None:
        super().__init__()
        self.letter, self._longest = letter, longest
        self.words, self.slider = NotatedLabel(), QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(*map(notch_of, ends))
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(help)
        self.slider.valueChanged.connect(lambda notch: self.chosen.emit(float(f"{10 ** (notch / NOTCHES):.3g}")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addWidget(self.slider)

    def show_value(self, value: float) -> None:
        """Show a value, without asking for one."""
        self.words.setText(f"{self.letter} = {number(value)}")
        with QSignalBlocker(self.slider):
            self.slider.setValue(notch_of(value))

    def set_look(self, look: Look) -> None:
        """Keep room for the longest value."""
        self.slider.setMinimumWidth(round(look.px(SLIDER / 2)))
        longest = f"{self.letter} = {self._longest}"
        self.words.setMinimumWidth(self.words.fontMetrics().horizontalAdvance(longest))


class Rising(QWidget):
    """Transport, learning rate, Δ, optimiser, a layer's activation and speed, large."""

    optimizer_chosen = Signal(object)
    activation_chosen = Signal(int, object)
    """Of a layer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self._look = parent, Look()
        self._now: Adjustable | None = None
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.setInterval(STAYS)
        self._going.timeout.connect(self._go)
        self.setAccessibleName("What may be changed on the stage")
        self._make_buttons()
        self._make_choices()
        self._flow = FlowLayout(self)
        for group in (self._buttons, self.alpha, self.delta, self.optimizers, self._layer, self.speed):
            self._flow.addWidget(group)
        self.hide()

    def _make_buttons(self) -> None:
        self._buttons, row = QWidget(), QHBoxLayout()
        self._buttons.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.restart, self.back, self.step = QPushButton(), QPushButton(), QPushButton()
        self.run = QPushButton("Run")
        for button, name, help in (
            (self.restart, "Restart", "Go back to the start. (Home)"),
            (self.back, "Back", "Take the last stride back. (Page Up)"),
            (self.step, "Next", "Go on by a stride. (Page Down; N chooses how far)"),
            (self.run, "Run or pause", "Run, or pause. (Space)"),
        ):
            button.setAccessibleName(name)
            button.setToolTip(help)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)

    def _make_choices(self) -> None:
        self.alpha = PowerSlider("α", "Learning rate", RATE_HELP, RATES_ON_SLIDER, "0.000888")
        self.delta = PowerSlider("Δ", "Δ", DELTA_HELP, DELTAS_ON_SLIDER, "8.88·10⁻¹²")
        self.optimizers = self._box("Optimiser", [entry.title for entry in OPTIMIZERS.values()])
        self.optimizers.activated.connect(lambda place: self._choose(OPTIMIZERS, place, self.optimizer_chosen.emit))
        self._layer, row = QWidget(), QHBoxLayout()
        self._layer.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.which = NotatedLabel()
        self.activations = self._box("Activation", [entry.title for entry in ACTIVATIONS.values()])
        self.activations.activated.connect(lambda place: self._choose(ACTIVATIONS, place, self._choose_activation))
        row.addWidget(self.which)
        row.addWidget(self.activations)
        self.speed = SpeedControl(RATES)

    @staticmethod
    def _box(name: str, texts: list[str]) -> ChoiceBox:
        box = ChoiceBox()
        box.addItems(texts)
        box.setAccessibleName(name)
        return box

    @staticmethod
    def _choose(entries: Mapping[str, type[Choice]], place: int, take: Callable[[Choice], object]) -> None:
        take(list(entries.values())[place]())

    def _choose_activation(self, activation: Choice) -> None:
        assert self._now is not None
        self.activation_chosen.emit(self._now.layer, activation)

    # --- what is shown ---

    def show_now(self, now: Adjustable, playing: bool, has_delta: bool, at_start: bool) -> None:
        """Show what can be changed, Δ where a view has it, and whether it runs."""
        for button in (self.restart, self.back):
            permit(button, "This is the start already." if at_start else "")
        self.run.setText("Pause" if playing else "Run")
        if self.delta.isHidden() == has_delta:
            self.delta.setVisible(has_delta)
            self._place()
        if now == self._now:
            return
        self._now = now
        self.alpha.show_value(now.optimizer.alpha)
        self.delta.show_value(now.delta)
        self.optimizers.setCurrentIndex(list(OPTIMIZERS).index(now.optimizer.name))
        self._layer.setVisible(now.activation is not None)
        if now.activation is not None:
            self.which.setText(f"layer {now.layer}")
            self.activations.setCurrentIndex(list(ACTIVATIONS).index(now.activation.name))

    def set_look(self, look: Look) -> None:
        """Take the look of the stage."""
        self._look = look
        self._flow.setContentsMargins(*(round(look.px(8)) for _ in range(4)))
        self._flow.setSpacing(round(look.px(14)))
        for widget in self.findChildren(QWidget):
            widget.setFont(look.font())
        for box in (self.optimizers, self.activations):
            box.set_look(look)
            box.setMinimumWidth(round(look.px(BOX)))
        for slider in (self.alpha, self.delta):
            slider.set_look(look)
        self.speed.set_look(look)
        for button, icon in ((self.restart, "restart"), (self.back, "back"), (self.step, "step")):
            set_icon(button, icon, look)
        self._place()

    # --- rising and going ---

    def rise(self) -> None:
        """Come up, or stay a while longer."""
        self._place()
        self.show()
        self.raise_()
        self._going.start()

    def follow(self, mouse: QPoint) -> None:
        """Come up where the mouse, at a place of the stage, is near the lower edge."""
        height = self._stage.height()
        if self._stage.rect().contains(mouse) and mouse.y() > (1 - EDGE) * height:
            self.rise()

    def _go(self) -> None:
        """Go away, unless a list is open or the mouse holds something."""
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._going.start() if held or QApplication.activePopupWidget() is not None else self.hide()

    def _place(self) -> None:
        """Lie over the caption, as wide as the stage."""
        width, foot = self._stage.width(), round(0.936 * self._stage.height())
        height = self._flow.heightForWidth(width)
        self.setGeometry(0, foot - height, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a ground and an edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("background"))
        painter.setPen(QPen(self._look.colour("contour"), self._look.line(1)))
        painter.drawLine(QRectF(self.rect()).topLeft(), QRectF(self.rect()).topRight())
        painter.end()
