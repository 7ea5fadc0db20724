"""Pictures that are kept, since painting them takes longer than showing them again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

CLEAR = QColor(0, 0, 0, 0)


class Kept:
    """A picture that is painted again only when what it depends on has changed."""

    def __init__(self) -> None:
        self._key: object = None
        self._picture = QPixmap()

    def of(
        self, key: object, size: QSize, ratio: float, paint: Callable[[QPainter], None], ground: QColor = CLEAR
    ) -> QPixmap:
        """Return the picture for ``key`` on its ground: one that is not see-through is shown in half the time.

        ``size`` is in pixels of the widget, ``ratio`` device pixels for each.
        """
        if self._key != (key, ratio):
            self._key = (key, ratio)
            if self._picture.size() != size * ratio:  # else the room is used again: a new one costs more than painting
                self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(ground)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.end()
        return self._picture
