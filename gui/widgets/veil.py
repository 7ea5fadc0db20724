"""A veil over a picture that is no longer the present one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.widgets.theme import Align, Look

DIMMED = 115
"""How much of what is under the veil is covered, of 255."""


class Veil(QWidget):
    """Dims its parent and says in a corner what that shows; the mouse reaches through to what is under it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words, self.look = "", Look()
        self.hide()

    def cover(self, words: str) -> None:
        """Lie over the whole parent, with these words; without any, be gone.

        Where they would take more than half of the width, those after a dot are left out.
        """
        if words != self.words:
            self.words = words
            self.setAccessibleName(words)
            self.setGeometry(self._under.rect())
            self.raise_()
            self.update()
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil, and the words in its lower corner."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.look.colour("card", DIMMED))
        font, px = self.look.font(0.93, bold=True), self.look.px
        metrics = QFontMetricsF(font)
        words = self.words
        if metrics.horizontalAdvance(words) > self.width() / 2:
            words = words.split(" · ")[0]
        box = QRectF(0, 0, metrics.horizontalAdvance(words) + px(20), metrics.height() + px(8))
        box.moveBottomRight(self.rect().toRectF().bottomRight())
        painter.setBrush(self.look.colour("card"))
        painter.setPen(self.look.colour("border"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(4), px(4))
        painter.setFont(font)
        painter.setPen(self.look.colour("text"))
        painter.drawText(box, Align.AlignCenter, words)
        painter.end()
