"""The two ways out of a diverged run: rewind, or retry with a smaller learning rate that has been tried."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from core.training.notation import ARTICLES
from gui.widgets.field import permit
from gui.widgets.notated import spell
from gui.widgets.numbers import number
from gui.widgets.theme import Look

REWIND_HELP = "Goes to an iteration before the trouble. Later iterations are kept: you can step through them."
RETRY_HELP = (
    "Goes there and takes this learning rate from there on; it has been tried. This is an edit; Undo reverts it. The "
    "old run stays as a ghost for comparison."
)
RETRY = "Retry with a smaller α"


class FittingButton(QPushButton):
    """A button whose text can be said in several ways, the longest first."""

    def __init__(self, text: str, help: str) -> None:
        super().__init__(text)
        self.setMinimumWidth(1)
        self._help = help
        self.texts: tuple[str, ...] = (text,)
        self._notation = ARTICLES

    def set_look(self, look: Look) -> None:
        """Take a text size, and a notation."""
        self._notation = look.notation
        self.setFont(look.font())

    def offer(self, texts: tuple[str, ...], why_not: str) -> None:
        """Show where it leads; ``why_not`` says why it cannot be taken, if it cannot."""
        self.texts = texts
        self.setAccessibleName(texts[0])
        permit(self, why_not, f"{texts[0]}.\n{self._help}")

    def needed(self, text: str) -> int:
        """Return the width that the button takes with ``text``."""
        self._write(text)
        return self.sizeHint().width()

    def fit(self, room: int) -> None:
        """Use the longest text that has room."""
        self._write(next((text for text in self.texts if self.needed(text) <= room), self.texts[-1]))

    def _write(self, text: str) -> None:
        self.setText(text)
        spell(self, self._notation)


class RecoveryButtons(QWidget):
    """Rewind, and try again with a smaller learning rate."""

    def __init__(self) -> None:
        super().__init__()
        self.rewind, self.retry = FittingButton("Rewind", REWIND_HELP), FittingButton("Retry", RETRY_HELP)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for way in (self.rewind, self.retry):
            self._row.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        for way in (self.rewind, self.retry):
            way.set_look(look)
        self._row.setSpacing(round(look.px(8)))
        self._fit()

    def show_nothing(self, why: str) -> None:
        """Offer neither."""
        self.rewind.offer(("Rewind",), why)
        self.retry.offer((RETRY, "Retry"), why)
        self._fit()

    def show_rewind(self, iteration: int, why_not: str) -> None:
        """Offer to go to an iteration, unless there is a reason not to."""
        self.rewind.offer((f"Rewind to iteration {iteration:,}", f"Rewind to {iteration:,}"), why_not)
        self._fit()

    def show_trying(self, alpha: float, why: str) -> None:
        """Show which learning rate is tried; ``why`` says how far it has got, or that none has held."""
        self.retry.offer((f"Trying α = {number(alpha)} …", f"α = {number(alpha)} …"), why)
        self._fit()

    def show_no_retry(self, why: str) -> None:
        """Offer no other learning rate, and say why."""
        self.retry.offer((RETRY, "Retry"), why)
        self._fit()

    def show_retry(self, iteration: int, alpha: float, why_not: str) -> None:
        """Offer to try again from an iteration with another learning rate, unless there is a reason not to."""
        at, rate = f"{iteration:,}", f"α = {number(alpha)}"
        texts = (f"Retry from iteration {at} with {rate}", f"Retry from {at} with {rate}", f"{rate} from {at}")
        self.retry.offer(texts, why_not)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put both beside each other, with shorter texts if need be, or else one below the other."""
        ways, room = (self.rewind, self.retry), self.width() - self._row.spacing()
        for texts in ([way.texts[0] for way in ways], [way.texts[:2][-1] for way in ways]):
            if sum(way.needed(text) for way, text in zip(ways, texts, strict=True)) <= room:
                self._row.setDirection(QBoxLayout.Direction.LeftToRight)
                return
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        for way in ways:
            way.fit(self.width())
