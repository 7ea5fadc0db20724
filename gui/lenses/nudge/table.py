"""The numbers of a nudge, one below the other, with as many digits as it takes to see them differ."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from core.analysis.nudge import Nudge
from core.analysis.scope import Scope
from gui.widgets.field import set_text_colour
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number, raised
from gui.widgets.theme import Look

DIGITS, MIN_DIGITS, FEWEST = 12, 6, 3
"""At most and at least; the last, of the difference where there is hardly room."""
ROWS = (
    ("L(w)", "The loss now: of the batch or the set with penalty, ℓ of one example without."),
    ("L(w + Δ)", "The same loss if w moves by Δ and everything else stays the same."),
    ("L(w + Δ) − L(w)", "How much the nudge changes the loss."),
    ("quotient", "(L(w + Δ) − L(w)) / Δ: the slope of the chord from w to w + Δ."),
    ("its relative error", "|quotient − derivative| divided by the larger of the two."),
    ("its round-off, up to", "The largest error of the quotient due to rounding alone."),
    ("central quotient", "(L(w + Δ) − L(w − Δ)) / 2Δ: the chord to both sides; its error shrinks with Δ²."),
    ("its relative error", "|central quotient − derivative| divided by the larger of the two."),
    ("∂L/∂w", "The derivative from backpropagation, of the loss of the same examples."),
)
HEADS = (0, 3, 6, 8)
"""Rows that are written in the colour of text; the others are dim."""


def precise(value: float, digits: int = DIGITS) -> str:
    """Return a value with many digits, e.g. ``"−0.123456789012"`` or ``"1.23456·10⁻⁹"``."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}·10{raised(int(exponent))}"
    return number(value) if text in ("nan", "inf", "-inf") else text.replace("-", "−")


def relative_error(quotient: float, derivative: float) -> float:
    """Return |quotient − derivative| by the larger of the two; 0 if both are 0."""
    size = max(abs(quotient), abs(derivative))
    return abs(quotient - derivative) / size if size else 0.0


class NudgeTable(QWidget):
    """Losses, quotients and the derivative of one nudge."""

    def __init__(self) -> None:
        super().__init__()
        self._nudge: Nudge | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.names, self.values = [NotatedLabel(name) for name, _ in ROWS], [NotatedLabel("–") for _ in ROWS]
        for row, (name, help) in enumerate(ROWS):
            for column, label in enumerate((self.names[row], self.values[row])):
                label.setToolTip(help)
                label.setMinimumWidth(1)
                self._grid.addWidget(label, row, column)
            self.values[row].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.values[row].setAccessibleDescription(f"{name}. {help}")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._grid.setHorizontalSpacing(round(look.px(12)))
        self._grid.setVerticalSpacing(round(look.px(1)))
        for row, pair in enumerate(zip(self.names, self.values, strict=True)):
            for label in pair:
                label.setFont(look.font(1.0, bold=row in HEADS[1:]))
                set_text_colour(label, look, "text" if row in HEADS or row == 1 else "dim")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as many digits as there is room for."""
        super().resizeEvent(event)
        if self._nudge is not None:
            self.show_nudge(self._nudge)

    def show_nudge(self, nudge: Nudge) -> None:
        """Show its numbers, all with as many digits as the longest has room for; the difference always with few."""
        self._nudge = nudge
        self._name_rows(nudge.scope)
        self._grid.activate()
        for digits in range(DIGITS, MIN_DIGITS - 1, -1):
            texts = _texts(nudge, digits, self._few(nudge))
            if all(map(_fits, self.values, texts)):
                break
        for label, text in zip(self.values, texts, strict=True):
            label.setText(text)

    def _few(self, nudge: Nudge) -> int:
        """Return how many digits of the difference have room."""
        tries, change = range(MIN_DIGITS, FEWEST, -1), nudge.after - nudge.before
        return next((few for few in tries if _fits(self.values[2], precise(change, few))), FEWEST)

    def _name_rows(self, scope: Scope) -> None:
        """Write the letter of the loss, and whose derivative it is."""
        for label, (name, _) in zip(self.names, ROWS, strict=True):
            label.setText(name.replace("L", scope.letter))
        self.names[-1].setText(f"{self.names[-1].written} ({scope.words})")

    def clear(self) -> None:
        """Show no numbers."""
        self._nudge = None
        for label in self.values:
            label.setText("–")


def _fits(label: NotatedLabel, text: str) -> bool:
    return label.fontMetrics().horizontalAdvance(text) <= label.width()


def _texts(nudge: Nudge, digits: int, few: int) -> tuple[str, ...]:
    """Return the numbers of `ROWS`."""
    errors = [relative_error(each, nudge.derivative) for each in (nudge.quotient, nudge.central)]
    return (
        precise(nudge.before, digits),
        precise(nudge.after, digits),
        precise(nudge.after - nudge.before, few),
        precise(nudge.quotient, digits),
        number(errors[0]),
        number(nudge.noise),
        precise(nudge.central, digits),
        number(errors[1]),
        precise(nudge.derivative, digits),
    )
