"""The line that says what has just happened."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.training.caption import Caption
from core.training.notation import ARTICLES, Notation
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Align, Look


class Captioned(Protocol):
    """A picture that has a caption."""

    @property
    def caption(self) -> Caption:
        """What has just happened."""


class StatusLine(OwnLetters, QWidget):
    """Paints the caption of a picture in its notation; no layout follows its length.

    It asks for a caption only while it is visible, for captions cost time.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()
        self._of: Captioned | None = None
        self._notation, self.words = ARTICLES, ""
        self.setToolTip("What has just happened: in this phase, in the last step, or since the start.")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.update()

    def show_of(self, picture: Captioned, notation: Notation) -> None:
        """Show the caption of a picture."""
        self._of, self._notation = picture, notation
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write(self) -> None:
        if self._of is None or not self.isVisible():
            return
        words = self._of.caption.text(self._notation)
        if words != self.words:
            self.words = words
            self.setAccessibleName(words)
            self.update()

    def room_for(self, words: str) -> float:
        """Return how wide it has to be for a sentence to be read in full, in pixels."""
        return QFontMetricsF(self._look.font()).horizontalAdvance(words) + 2.0 * self._look.px(10)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        area = QRectF(self.rect()).adjusted(look.px(10), 0.0, -look.px(10), 0.0)
        painter.setFont(look.font())
        painter.setPen(look.colour("text"))
        cut = QFontMetricsF(look.font()).elidedText(self.words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Align.AlignLeft | Align.AlignVCenter, cut)
        painter.end()
