"""A pad to draw a picture on with the mouse, in the few grey pixels that the data have."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent

from core.arrays import Array, frozen
from gui.widgets.picture import PictureView, ink_image
from gui.widgets.theme import Look

FINE = 4
"""Dots of the pen's grid along each side of a pixel. A pixel's grey is the share of its dots that are inked: the way in
which the digits of the data set were made from bitmaps of 32 × 32."""
PEN = 1.9
"""Radius of the pen, in dots."""
HELP = "The network classifies this picture. Draw your own with the mouse; fill the field as the examples do."


class DrawingPad(PictureView):
    """Shows a picture; drawing on it begins a new one.

    Signals
    -------
    drawn : pixels
        The drawing has changed: (r × c) from 0 (paper) to 1 (ink).
    """

    drawn = Signal(object)

    def __init__(self) -> None:
        super().__init__("Picture to classify", HELP)
        self.pixels: Array | None = None
        self._dots = np.zeros((0, 0), bool)
        self._shape = (8, 8)
        self._drawing = False
        self._last = QPointF()
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        if self.pixels is not None:
            self.show_image(ink_image(self.pixels, look))

    def show_pixels(self, pixels: Array | None, shape: tuple[int, int]) -> None:
        """Show a picture (r × c) that is not a drawing, or an empty pad."""
        self._shape, self._drawing, self.pixels = shape, False, pixels
        self.show_image(None if pixels is None else ink_image(pixels, self._look))

    def clear(self) -> None:
        """Begin an empty drawing."""
        rows, columns = self._shape
        self._dots = np.zeros((FINE * rows, FINE * columns), bool)
        self._drawing = True
        self._tell()

    def _place(self, event: QMouseEvent) -> QPointF:
        """Return where the mouse is, in dots."""
        area, (rows, columns) = self.area, self._shape
        at = event.position() - area.topLeft()
        return QPointF(at.x() / area.width() * FINE * columns, at.y() / area.height() * FINE * rows)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._drawing:
            self.clear()
        self._last = self._place(event)
        self._ink(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a line."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._drawing:
            self._ink(self._place(event))

    def _ink(self, to: QPointF) -> None:
        """Ink all dots within the pen's radius of the line from where the pen was."""
        x0, y0 = self._last.x(), self._last.y()
        dx, dy = to.x() - x0, to.y() - y0
        y, x = np.indices(self._dots.shape) + 0.5
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
        self._dots = self._dots | (np.hypot(x - x0 - along * dx, y - y0 - along * dy) <= PEN)
        self._last = to
        self._tell()

    def _tell(self) -> None:
        rows, columns = self._shape
        self.pixels = frozen(self._dots.reshape(rows, FINE, columns, FINE).mean(axis=(1, 3)))
        self.show_image(ink_image(self.pixels, self._look))
        self.drawn.emit(self.pixels)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or an invitation where there is none."""
        super().paintEvent(event)
        if self.pixels is None or (self._drawing and not self._dots.any()):
            painter = QPainter(self)
            painter.setPen(self._look.colour("dim"))
            painter.setFont(self._look.font(0.87))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.area.adjusted(6, 6, -6, -6), flags, "draw here")
            painter.end()
