"""The shaded gap between two curves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF, QTransform

from core.arrays import Array
from gui.plots.parts.items import DeviceItem, polygon_of


class Gap(DeviceItem):
    """Shades what lies between an upper and a lower curve over the same places."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = QColor(0, 0, 0, 0)
        self._outline = QPolygonF()

    def show_between(self, x: Array, first: Array, second: Array) -> None:
        """Shade between two curves (k,) each over ``x`` (k,); places without a number are left out."""
        finite = np.isfinite(x + first + second)
        along = np.concatenate([x[finite], x[finite][::-1]])
        heights = np.concatenate([first[finite], second[finite][::-1]])
        self._outline = polygon_of(along, heights)
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Fill the shape between the curves."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # its edges lie under the curves
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        painter.drawPolygon(to_pixels.map(self._outline))
