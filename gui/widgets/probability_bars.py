"""The outputs for one example as bars, one for each class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.widgets.notated import OwnLetters
from gui.widgets.numbers import percent
from gui.widgets.theme import Align, Look

LINE = 1.1
"""Height of a bar on the stage at least, in text heights."""
HELP = (
    "The probability that the network gives to each class. The largest, in bold, is its prediction. The frame "
    "marks the true class."
)


class ProbabilityBars(OwnLetters, QWidget):
    """A bar for each class: its name, its length, its percentage."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Array = np.empty(0)
        self.truth: int | None = None
        self._names: tuple[str, ...] = ()
        self._look = Look()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Probabilities")
        self.setAccessibleDescription(HELP)
        self.setToolTip(HELP)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_values(self, values: Array, names: Sequence[str], truth: int | None) -> None:
        """Show outputs (k,) from 0 to 1, and which class is right if that is known; none leave the bars empty."""
        if len(names) != len(self._names):
            self.updateGeometry()
        self.values, self._names, self.truth = values, tuple(names), truth
        if len(values):
            best = int(np.argmax(values))
            self.setAccessibleDescription(f"{names[best]}: {percent(float(values[best]), 0)}. {HELP}")
        self.update()

    @property
    def enough(self) -> float:
        """Height in pixels in which each class has a bar on the stage."""
        return LINE * self._look.text * len(self._names)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._look.px(110)), round(len(self._names) * self._look.px(15)))

    def sizeHint(self) -> QSize:
        return QSize(round(self._look.px(200)), round(len(self._names) * self._look.px(20)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        best = int(np.argmax(self.values)) if len(self.values) else -1
        places = self._places()
        row = min(self.height() / max(1, len(places)), self._look.px(26))
        metrics = QFontMetricsF(self._look.font(0.87, bold=True))
        left = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0) + self._look.px(12)
        right = metrics.horizontalAdvance("> 99 %") + self._look.px(8)
        for line, place in enumerate(places):
            name = self._names[place]
            painter.setFont(self._look.font(0.87, bold=place == best))
            area = QRectF(0, line * row, self.width(), row)
            painter.setPen(self._look.colour("text"))
            painter.drawText(area.adjusted(0, 0, 0, 0), Align.AlignVCenter | Align.AlignLeft, f" {name}")
            bar = QRectF(left, area.top() + 0.15 * row, max(4.0, self.width() - left - right), 0.7 * row)
            self._paint_bar(painter, bar, place, best)
            if len(self.values):
                text = percent(float(self.values[place]), 0)
                painter.setPen(self._look.colour("text"))
                painter.drawText(area, Align.AlignVCenter | Align.AlignRight, text)
        painter.end()

    def _places(self) -> list[int]:
        """Return which classes have a bar, in their order: all of them; on the stage the likeliest that have room."""
        count = len(self._names)
        most = int(self.height() / (LINE * self._look.text)) if self._look.stage else count
        if count <= most:
            return list(range(count))
        first = np.argsort(-self.values, kind="stable") if len(self.values) else np.arange(count)
        return sorted(first[: max(1, most)].tolist())

    def _paint_bar(self, painter: QPainter, bar: QRectF, place: int, best: int) -> None:
        painter.fillRect(bar, self._look.colour("field"))
        if len(self.values) and np.isfinite(self.values[place]):
            share = min(1.0, max(0.0, float(self.values[place])))
            filled = QRectF(bar.left(), bar.top(), share * bar.width(), bar.height())
            painter.fillRect(filled, self._look.colour("highlight" if place == best else "positive"))
            if place == best and not self._look.theme.dark:  # yellow on white is seen by its edge
                painter.setPen(QPen(self._look.colour("text"), self._look.line(1.0)))
                painter.drawRect(filled)
        if place == self.truth:
            painter.setPen(QPen(self._look.colour("text"), self._look.line(1.6)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar)
