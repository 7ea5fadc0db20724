"""A veil over a picture that is no longer the present one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from gui.widgets.placement import Room
from gui.widgets.theme import Align, Look

DIMMED = 115
"""How much of what is under the veil is covered, of 255."""


class Veil(QWidget):
    """Dims its parent and says what that shows, where nothing is under the words; the mouse reaches through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words, self.look = "", Look()
        self.told, self.box = "", QRectF()
        """The words for which there is room, and their place."""
        self._aside = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._find_place)
        self.hide()

    def cover(self, words: str) -> None:
        """Lie over the whole parent, with these words; without any, be gone.

        Where they have no room, or would take more than half of the width, those after a dot are left out.
        """
        if words != self.words:
            self.words = words
            self.setAccessibleName(words)
            self.setGeometry(self._under.rect())
            self.raise_()
            if words:
                self._find_place()
        self.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find another place when what is under it has its own."""
        super().resizeEvent(event)
        if self.words:
            self._late.start(0)

    def _find_place(self) -> None:
        """Put the words where nothing is drawn, as near to the lower right corner as that is."""
        metrics, px = QFontMetricsF(self._font), self.look.px
        room = Room(QRectF(self.rect()))
        room.take_points(self._drawn())
        corner, parts = np.array([[self.width()], [self.height()]], float), self.words.split(" · ")
        sizes = {
            words: (metrics.horizontalAdvance(words) + px(20), metrics.height() + px(8))
            for words in (self.words, parts[0])
        }
        fitting = [words for words, size in sizes.items() if size[0] <= self.width() / 2 + px(20)] or parts[:1]
        boxes = {words: room.place(sizes[words], corner) for words in fitting}
        self.told, box = next(((words, box) for words, box in boxes.items() if box is not None), (fitting[-1], None))
        self.box = box or QRectF(0, 0, *sizes[self.told])
        if box is None:
            self.box.moveBottomRight(self.rect().toRectF().bottomRight())
        self.update()

    def _drawn(self) -> Array:
        """Return where something is drawn under it (2 × k)."""
        self._aside = True
        picture = self._under.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        self._aside = False
        if picture.isNull():  # for what is under it has no height yet
            return np.empty((2, 0))
        pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)[:, : picture.width()]
        ground = np.uint32(self.look.colour("card").rgb())
        return np.stack(np.nonzero(pixels != ground)[::-1]) / picture.devicePixelRatio()

    @property
    def _font(self) -> QFont:
        return self.look.font(0.93, bold=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil, and the words."""
        if self._aside:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.look.colour("card", DIMMED))
        painter.setBrush(self.look.colour("card"))
        painter.setPen(self.look.colour("border"))
        painter.drawRoundedRect(self.box.adjusted(1, 1, -1, -1), self.look.px(4), self.look.px(4))
        painter.setFont(self._font)
        painter.setPen(self.look.colour("text"))
        painter.drawText(self.box, Align.AlignCenter, self.told)
        painter.end()
