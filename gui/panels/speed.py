"""How fast a run goes: a slider, and the speed in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gui.widgets.theme import Look

WIDTHS = 84, 60
"""Of the slider, in pixels at normal text: usual, and in a narrow window."""


def rate_in_words(rate: float) -> str:
    """Return a speed as it is shown, e.g. ``"25/s"`` (iterations per second)."""
    return "full speed" if math.isinf(rate) else f"{rate:g}/s"


class SpeedControl(QWidget):
    """Shows one of some ``rates``, and emits the one that is chosen by hand."""

    chosen = Signal(float)

    def __init__(self, rates: Sequence[float]) -> None:
        super().__init__()
        self._rates = tuple(rates)
        self.slider, self.words = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.slider.setRange(0, len(rates) - 1)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName("Speed")
        help = "Speed of a run, in iterations a second. It is kept for this scene. A single step is always the same."
        self.setToolTip(help)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.slider, self.words):
            self.row.addWidget(widget)
        self.slider.valueChanged.connect(self._choose)
        self.show_rate(rates[-1])

    @property
    def rate(self) -> float:
        """The speed that is shown, in steps a second."""
        return self._rates[self.slider.value()]

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.row.setSpacing(round(look.px(6)))
        self.set_slider(look)
        metrics = QFontMetricsF(look.font())  # the label's own, and its hint, may be of the look before
        self.words.setFixedWidth(math.ceil(metrics.horizontalAdvance(rate_in_words(math.inf))))

    def set_slider(self, look: Look, short: bool = False) -> None:
        """Have a slider of usual length, or a short one."""
        self.slider.setFixedWidth(round(look.px(WIDTHS[short])))
        self.row.activate()

    def show_rate(self, rate: float) -> None:
        """Show a speed that nobody has chosen by hand."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._rates.index(rate))
        self._tell()

    def _choose(self) -> None:
        self._tell()
        self.chosen.emit(self.rate)

    def _tell(self) -> None:
        self.words.setText(rate_in_words(self.rate))
        self.slider.setAccessibleDescription(self.words.text())
