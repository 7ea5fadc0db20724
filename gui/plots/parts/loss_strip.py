"""The strip below the descent path: the true loss along the path beside the loss of the slice at the same places."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from core.words import counted
from gui.plots.parts.curves import thin
from gui.plots.parts.items import polygon_of
from gui.widgets.numbers import ends_of, number
from gui.widgets.theme import Look

HELP = (
    "The loss over the iterations, twice. True: the loss of the whole training set at that time. Slice: the loss of "
    "the surface above at the same place, where everything off the plane has its current values. Where the two "
    "differ, the path was not on this surface; at the ball they meet. The true loss is known where the whole set was "
    "measured, the slice's at up to 60 places of the path. The scale is logarithmic where the true losses differ more "
    "than a hundredfold."
)
BEFORE = "true and slice loss, as the path grows"
MAX_HEIGHT = 3.0
"""The slice's loss is shown up to so many times the largest true one."""
WIDE = 100.0
"""Ratio of the largest to the least true loss from which on the scale is logarithmic."""


class LossStrip(QWidget):
    """Two lines over the iterations."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.iterations, self.true, self.places, self.slice = (np.empty(0) for _ in range(4))
        self._look = Look()
        self.setToolTip(HELP)
        self.setAccessibleName("True loss and slice loss along the path")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self._look = look
        self.setFont(look.font(0.8))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height of a few lines of text."""
        return QSize(round(self._look.px(120)), round(self._look.px(50)))

    def clear(self) -> None:
        """Show no losses."""
        if len(self.true):
            self.show_losses(*(np.empty(0) for _ in range(4)))

    def show_losses(self, iterations: Array, true: Array, places: Array, slice_: Array) -> None:
        """Show other losses.

        Parameters
        ----------
        iterations, true
            Where the true loss is known, and what it is (n,).
        places
            At which of these iterations the slice is looked at (k,).
        slice_
            Its loss there, as far as it is computed (at most k,).
        """
        if slice_ is self.slice and np.array_equal(iterations, self.iterations) and np.array_equal(true, self.true):
            return
        self.iterations, self.true, self.places, self.slice = iterations, true, places, slice_
        there = true[np.searchsorted(iterations, places[: len(slice_)])]
        widest = np.abs(slice_ - there).max(initial=0.0)
        self.setAccessibleDescription(f"{counted(len(slice_), 'place')}, at most {number(float(widest))} apart")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, their names and the ends of the axis."""
        painter = QPainter(self)
        if not np.isfinite(self.true).any():
            painter.setPen(self._look.colour("dim"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, BEFORE)
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, metrics = self._look, QFontMetricsF(self.font())
        left, right = look.text * 0.87 * 4.5 + look.px(6), metrics.horizontalAdvance("slice") + look.px(10)
        area = QRectF(self.rect()).adjusted(left, look.px(4), -right, -look.px(4))
        painter.setPen(QPen(look.colour("dim"), 1))
        painter.drawLine(area.bottomLeft(), area.topLeft())
        self._draw_ends(painter, area)
        true, other = map(QColor, look.theme.curves[:2])
        for at, values, colour, style in (
            (self.iterations, self.true, true, Qt.PenStyle.SolidLine),
            (self.places, self.slice, other, Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(colour, look.line(2), style))
            painter.drawPolyline(self._line(*thin(at[: len(values)], values, max(1, round(area.width()))), area))
        self._draw_names(painter, area, [true, other])
        painter.end()

    @property
    def ends(self) -> tuple[float, float]:
        """The least loss that is shown, and the largest."""
        finite = self.true[np.isfinite(self.true)]
        slices = self.slice[np.isfinite(self.slice)]
        high = max(float(finite.max()), min(float(slices.max(initial=0.0)), MAX_HEIGHT * float(finite.max())))
        low = min(float(finite.min()), float(slices.min(initial=np.inf)))
        return low, high if high > low else low + 1.0

    @property
    def is_logarithmic(self) -> bool:
        """Whether equal ratios of the loss are equally high."""
        finite = self.true[np.isfinite(self.true)]
        return bool(self.ends[0] > 0.0 and finite.max() > WIDE * finite.min())

    def _line(self, at: Array, values: Array, area: QRectF) -> QPolygonF:
        ends = np.array(self.ends)
        with np.errstate(all="ignore"):
            ends, values = (np.log(ends), np.log(values)) if self.is_logarithmic else (ends, values)
            y = area.bottom() - np.clip((values - ends[0]) / np.ptp(ends), -0.1, 1.1) * area.height()
        x = area.left() + at / max(1.0, float(self.iterations[-1])) * area.width()
        finite = np.isfinite(y)
        return polygon_of(x[finite], y[finite])

    def _draw_ends(self, painter: QPainter, area: QRectF) -> None:
        low, high = ends_of(*self.ends)
        painter.setPen(self._look.colour("text"))
        box = QRectF(0, 0, area.left() - self._look.px(5), area.height() + self._look.px(8))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right | Qt.AlignmentFlag.AlignTop, high)
        painter.drawText(box, right | Qt.AlignmentFlag.AlignBottom, low)

    def _draw_names(self, painter: QPainter, area: QRectF, colours: list[QColor]) -> None:
        box = QRectF(area.right() + self._look.px(6), 0, self.width(), self.height())
        for name, colour, side in zip(("true", "slice"), colours, ("AlignTop", "AlignBottom"), strict=True):
            painter.setPen(colour)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | getattr(Qt.AlignmentFlag, side), name)
