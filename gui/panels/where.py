"""Where the training is, in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.widgets.theme import Look


class Where(QWidget):
    """Where the training is, in words; painted at a fixed width, so that nothing else moves with the numbers.

    In a bar that is narrower than that it is as wide as the bar, and written smaller.
    """

    USUAL, LEAST = "iteration 1,450 · epoch 50, batch 29 of 29 · loss 0.123", 0.5

    def __init__(self) -> None:
        super().__init__()
        self.setToolTip("Iteration: one update from one batch. Epoch: one pass over all training examples.")
        self.setAccessibleName("Where the training is")
        self._look = Look()
        self._parts: list[tuple[str, bool]] = []
        self._usual = QSize()
        self._working = False

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        metrics = QFontMetricsF(look.font(1.05, bold=True))
        self._usual = QSize(round(metrics.horizontalAdvance(self.USUAL)), round(1.3 * metrics.height()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._usual

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.LEAST * self._usual.width()), self._usual.height())

    def show_working(self, working: bool) -> None:
        """Say that the next picture takes time, or no longer."""
        if working != self._working:
            self._working = working
            self.update()

    def show_place(self, iteration: str, at: str, loss: str) -> None:
        """Show an iteration, its epoch and batch, and the training loss."""
        self._parts = [("iteration ", False), (iteration, True), (f" · {at} · loss ", False), (loss, True)]
        self.setAccessibleDescription("".join(text for text, _ in self._parts))
        self.update()

    def show_step(self, step: str, value: str) -> None:
        """Show a step of a walk down a plain function, and f there."""
        self._parts = [("step ", False), (step, True), (" · f = ", False), (value, True)]
        self.setAccessibleDescription("".join(text for text, _ in self._parts))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.colour("text"))
        parts = [*self._parts, (" · computing …", False)] if self._working else self._parts
        fonts = [self._look.font(1.05, bold=bold) for _, bold in parts]
        widths = [QFontMetricsF(f).horizontalAdvance(t) for f, (t, _) in zip(fonts, parts, strict=True)]
        shrink = min(1.0, self.width() / max(1.0, sum(widths)))
        painter.translate(0.0, self.height() / 2)
        painter.scale(shrink, shrink)
        for font, width, (text, _) in zip(fonts, widths, parts, strict=True):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.drawText(QPointF(0.0, (metrics.ascent() - metrics.descent()) / 2), text)
            painter.translate(width, 0.0)
        painter.end()
