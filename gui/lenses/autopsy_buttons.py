"""The two ways out of a burst run."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.analysis.autopsy import RETRY
from gui.theme import Look
from gui.widgets.field import tooltip
from gui.widgets.numbers import number

REWIND_HELP = "Goes to the iteration before the gradient grew. What came after it stays known: you can step into it."
RETRY_HELP = (
    f"Goes there and takes 1/{RETRY:.0f} of the learning rate from there on: an edit, which Undo takes back. What came "
    "of the old rate stays as a ghost, to compare with."
)


class Way(QPushButton):
    """A button with a long text, and a short one for where that does not fit."""

    def __init__(self, text: str, help: str) -> None:
        super().__init__(text)
        self.setMinimumWidth(1)
        self._help = help
        self.long = self.short = text

    def show_way(self, long: str, short: str, why_not: str) -> None:
        """Show where it leads; ``why_not`` says why it cannot be taken, if it cannot."""
        self.long, self.short = long, short
        self.setEnabled(not why_not)
        self.setAccessibleName(long)
        self.setAccessibleDescription(why_not or self._help)
        self.setToolTip(tooltip(long + ".", why_not or self._help))

    def needed(self, text: str) -> int:
        """Return the width that the button takes with ``text``."""
        self.setText(text)
        return self.sizeHint().width()


class WaysOut(QWidget):
    """Rewind, and try again with a smaller learning rate."""

    def __init__(self) -> None:
        super().__init__()
        self.rewind, self.retry = Way("Rewind", REWIND_HELP), Way("Retry", RETRY_HELP)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for way in (self.rewind, self.retry):
            self._row.addWidget(way)
        self._row.addStretch()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        for way in (self.rewind, self.retry):
            way.setFont(look.font())
        self._row.setSpacing(round(look.px(8)))
        self._fit()

    def show_nothing(self, why: str) -> None:
        """Offer neither."""
        self.rewind.show_way("Rewind", "Rewind", why)
        self.retry.show_way("Retry with α/3", "Retry", why)
        self._fit()

    def show_rewind(self, iteration: int, why_not: str) -> None:
        """Offer to go to an iteration, unless there is a reason not to."""
        self.rewind.show_way(f"Rewind to iteration {iteration:,}", f"To {iteration:,}", why_not)
        self._fit()

    def show_retry(self, iteration: int, alpha: float, why_not: str) -> None:
        """Offer to try again from an iteration with another learning rate, unless there is a reason not to."""
        rate = f"α = {number(alpha)}"
        self.retry.show_way(f"Retry from iteration {iteration:,} with {rate}", rate, why_not)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Use the long texts if both fit, else the short ones."""
        ways = (self.rewind, self.retry)
        room = self.width() - self._row.spacing()
        if sum(way.needed(way.long) for way in ways) > room:
            for way in ways:
                way.setText(way.short)
