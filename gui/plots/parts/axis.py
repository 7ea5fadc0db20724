"""The axes of a plot: numbers that do not meet, logarithmic ticks, and a name."""

from __future__ import annotations

import html
import math
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsSceneResizeEvent

from gui.plots.parts.graphs import pg
from gui.widgets.numbers import number, raised, stepped
from gui.widgets.symbols import is_high, width_of, write

MOST_NUMBERS, FEWEST_NUMBERS = 5, 3
"""Beside an axis on the stage at most; the second where there is nothing else."""
GAP = 0.7
"""Room between two numbers below a plot, in text heights."""
NAME_MARGIN = 8
"""Pixels that the name of an axis leaves free at its ends."""
SHORT_NAME = 12
"""Letters of a name that says nothing once it is cut."""
HIGH, BELOW, BELOW_LETTERS = 1.35, 0.33, 0.25
"""Height of a typeset name that has something raised, what of it is below the line, and what without; by its size."""
INSIDE = 2.8, 6.0
"""Most text heights that the name of the axis at the left and below may take to stand among the numbers."""

COUNTED = "iteration", "step"
"""Names, at the foot, of what is counted: there is nothing between two of them."""
SMALLEST = sys.float_info.min
"""A shorter axis has no ticks: there are no numbers to tell them apart."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with a true minus sign, a name as long as it is itself and, if logarithmic, ticks at 1, 2, 5, 10, …

    Attributes
    ----------
    most
        How many numbers may stand beside it.
    bare
        Whether it has numbers only, neither a line nor ticks.
    symbol
        Its name, where it is typeset as one from a formula; see `gui.widgets.symbols`.
    """

    def __init__(self, side: str) -> None:
        self.most, self.bare, self.symbol, self.symbol_font = math.inf, False, "", QFont()  # it is laid out at once
        super().__init__(side)
        self.enableAutoSIPrefix(False)
        self.setCacheMode(pg.QtWidgets.QGraphicsItem.CacheMode.DeviceCoordinateCache)  # axes change seldom

    @property
    def name(self) -> str:
        """The part of its name that there is room for; of a short one beside numbers only, all or none."""
        room = self.size().width() if self.across else self.size().height()
        if room <= 0:
            return str(self.labelText)
        name = self.metrics.elidedText(self.labelText, Qt.TextElideMode.ElideRight, room - NAME_MARGIN)
        return "" if self.bare and name != self.labelText and len(self.labelText) <= SHORT_NAME else name

    def labelString(self) -> str:
        """Return the name in HTML."""
        style = ";".join(f"{key}: {value}" for key, value in self.labelStyle.items())
        return f"<span style='{style}'>{html.escape(self.name)}</span>"

    def resizeEvent(self, event: QGraphicsSceneResizeEvent | None = None) -> None:
        """Cut the name to the new length, and put it in its place."""
        if self.label is not None and self.label.toPlainText() != self.name:
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)
        if self.label is None:
            return
        self.label.setRotation(0 if self.across or self.named_inside else -90)
        if self.named_inside:
            margin = self.label.document().documentMargin()
            self.label.setPos(self.name_box().topLeft() - QPointF(margin, margin))

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers beside the ticks."""
        if self.logMode:
            return [log_label(value) for value in values]
        if values and abs(math.remainder(values[0], spacing)) > 0.01 * spacing:
            spacing /= 10.0  # they begin at half of it
        texts: list[str] = super().tickStrings(values, scale, spacing)
        exact = spacing < 1e-5 * max(map(abs, values), default=0.0)  # else its six digits would not do
        return [
            stepped(v, spacing) if exact or "e" in t else t.replace("-", "−")
            for v, t in zip(values, texts, strict=True)
        ]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the ticks, those with a number first."""
        if self.logMode:
            return log_ticks(low, high)
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return how far ticks are apart, and where they begin.

        No number meets the next, and there are two of them at least, if they find room: one tells no scale.
        """
        if high - low < SMALLEST:
            return []
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.logMode or not levels:
            return levels
        roomy = [self._spread(low, high, apart, size) for apart, _ in levels]
        tries = [(apart, shift * apart) for shift in (0.0, 0.5) for apart in roomy]
        if self.across and self.labelText in COUNTED:
            tries = [each for each in tries if all(float(part).is_integer() for part in each)] or [(1.0, 0.0)]
        chosen = next((each for each in tries if self._numbers(low, high, *each, size) > 1), tries[0])
        return [chosen, *(level for level in levels if level[0] < chosen[0])]

    def _spread(self, low: float, high: float, apart: float, size: float) -> float:
        """Return ``apart``, or the next 1, 2, 5, 10 … at which no number meets the next, nor are there too many."""
        while apart < high - low and (
            self._extent(low, high, apart, 0.0) > apart / (high - low) * size
            or math.floor(high / apart) - math.ceil(low / apart) >= self.most
        ):
            power = 10.0 ** math.floor(math.log10(1.001 * apart))
            apart = next(step * power for step in (2.0, 5.0, 10.0) if step * power > 1.001 * apart)
        return apart

    def _numbers(self, low: float, high: float, apart: float, begin: float, size: float) -> int:
        """Return how many numbers lie on the axis whole, as only these are drawn; none if they meet."""
        extent = self._extent(low, high, apart, begin) / size * (high - low)
        if extent > apart:
            return 0
        return math.floor((high - extent / 2.0 - begin) / apart) - math.ceil((low + extent / 2.0 - begin) / apart) + 1

    def _extent(self, low: float, high: float, apart: float, begin: float) -> float:
        """Return how much of the axis a number takes, with what parts it from the next, in pixels."""
        height = self.metrics.height()
        return self.longest_number(low, high, apart, begin) + GAP * height if self.across else 0.8 * height

    def longest_number(self, low: float, high: float, apart: float, begin: float) -> float:
        """Return the width in pixels of the longest number of ticks that are so far apart."""
        values = apart * np.arange(math.ceil((low - begin) / apart), math.floor((high - begin) / apart) + 1) + begin
        texts = self.tickStrings(values.tolist(), 1.0, apart)
        return max(map(self.metrics.horizontalAdvance, texts), default=0.0)

    @property
    def named_inside(self) -> bool:
        """Whether its name is short enough to stand among the numbers: left of the plot at the top, below it right."""
        most = INSIDE[self.across] * self.metrics.height()
        return bool(self.symbol) or (bool(self.labelText) and self.metrics.horizontalAdvance(self.labelText) <= most)

    def name_box(self) -> QRectF:
        """Return where a name among the numbers stands, in pixels of the axis."""
        width, height = self.metrics.horizontalAdvance(self.labelText), self.metrics.height()
        if self.symbol:
            width = width_of(self.symbol, self.symbol_font)
            height = float(self.symbol_font.pixelSize()) * (HIGH if is_high(self.symbol) else 1.0)
        if self.across:
            return QRectF(self.size().width() - width, self.size().height() - height - 6.0, width, height)
        return QRectF(self.size().width() - width - self.style["tickTextOffset"][0], 0.0, width, height)

    @property
    def least_width(self) -> float:
        """The width in pixels of an axis at the left in which its name, among the numbers, is whole."""
        return self.name_box().width() + self.style["tickTextOffset"][0] if self.named_inside else 0.0

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Leave out the numbers where the name stands."""
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return specs
        line, ticks, texts = specs
        if self.bare:
            line, ticks = (pg.mkPen(None), *line[1:]), []
        if not self.named_inside:
            return line, ticks, texts
        beside = (
            self.name_box().adjusted(-GAP * self.metrics.height(), 0.0, 0.0, 0.0) if self.across else self.name_box()
        )
        return line, ticks, [text for text in texts if not beside.intersects(text[0])]

    def drawPicture(self, painter: QPainter, *specs: Any) -> None:
        """Draw line, ticks and numbers, and a name that is a symbol."""
        super().drawPicture(painter, *specs)
        if self.symbol:
            painter.setPen(self.textPen())
            below = (BELOW if is_high(self.symbol) else BELOW_LETTERS) * self.symbol_font.pixelSize()
            place = self.name_box().bottomLeft() - QPointF(0.0, below)
            write(painter, place, self.symbol, self.symbol_font)

    @property
    def across(self) -> bool:
        """Whether it is the axis below the plot."""
        return bool(self.orientation == "bottom")

    @property
    def metrics(self) -> QFontMetricsF:
        """The sizes of the numbers' letters."""
        return QFontMetricsF(self.style["tickFont"] or QFont())


def log_label(power: float) -> str:
    """Return the number 10^power beside a tick, as a power of ten where it would get long."""
    whole = round(power)
    if abs(power - whole) < 1e-9 and not -2 <= whole <= 3:
        return "10" + raised(whole)
    return f"{10.0**power:.6g}" if -4 < power < 5 else number(10.0**power)


def log_ticks(low: float, high: float) -> list[tuple[float, list[float]]]:
    """Return ticks of a logarithmic axis between two powers of ten: numbered ones, then those between."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    stride = max(1, round((high - low) / 6))
    numbered = (1, 2, 5) if high - low <= 2 else (1,)
    shown = {(p, m) for p in powers if p % stride == 0 for m in numbered}
    others = {(p, m) for p in powers for m in range(1, 10)} - shown if high - low <= 4 else set()
    return [
        (1.0, sorted(tick for p, m in chosen if low <= (tick := p + math.log10(m)) <= high))
        for chosen in (shown, others)
    ]
