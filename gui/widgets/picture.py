"""Pictures of few pixels: examples that are pictures in ink on paper, weights in the colours of their signs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from gui.widgets.theme import Look, Theme, blend, diverging_table


@lru_cache(maxsize=8)
def ink_table(theme: Theme) -> list[int]:
    """Return 256 ARGB colours from paper to ink."""
    colours = (blend(theme.field, theme.text, i / 255) for i in range(256))
    return [0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in colours]


def _image(cells: Array, table: Sequence[int]) -> QImage:
    # The conversion copies, so the picture outlives the array.
    levels = np.ascontiguousarray(np.clip(np.nan_to_num(cells), 0.0, 255.0).astype(np.uint8))
    rows, columns = levels.shape
    image = QImage(levels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(list(table))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def ink_image(pixels: Array, look: Look) -> QImage:
    """Return pixels (r × c) from 0 (paper) to 1 (ink) as a picture of r × c pixels."""
    return _image(np.rint(255.0 * pixels), ink_table(look.theme))


def signed_image(values: Array, look: Look) -> QImage:
    """Return numbers (r × c) as a picture of r × c pixels: the largest size of either sign has its full colour."""
    largest = max(float(np.abs(values).max(initial=0.0)), 1e-300)
    return _image(np.rint(128.0 + 127.0 * values / largest), diverging_table(look.theme))


class PictureView(QWidget):
    """One picture, as large as there is room, its pixels sharp."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)
        self.setToolTip(help)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.image: QImage | None = None
        self._look = Look()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_image(self, image: QImage | None) -> None:
        """Show another picture, or none."""
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:
        side = round(self._look.px(110))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._look.px(60)), round(self._look.px(60)))

    @property
    def area(self) -> QRectF:
        """Where the picture is, in pixels of the widget."""
        side = min(self.width(), self.height()) - 2.0
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in a frame."""
        painter = QPainter(self)
        painter.fillRect(self.area, self._look.colour("field"))
        if self.image is not None:
            painter.drawImage(self.area, self.image)
        painter.setPen(QPen(self._look.colour("border"), max(1.0, self._look.line(0.0))))
        painter.drawRect(self.area)
        painter.end()
