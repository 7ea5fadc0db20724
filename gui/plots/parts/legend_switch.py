"""A switch that is an entry of a plot's legend: a marker with its name, on or off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.plots.parts.items import Marker
from gui.widgets.theme import Look

TILE = 38.0, 26.0
"""Width and height of the tile with the marker, in pixels at normal text."""
OFF = 0.4
"""How much is seen of the marker of what is switched off."""


class LegendSwitch(QAbstractButton):
    """A tile with markers, and its name below it where there is room.

    Parameters
    ----------
    name
        One short word.
    help
        What is shown where it is on.
    """

    def __init__(self, name: str, help: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setToolTip(help)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look, self._markers, self._named = Look(), tuple[tuple[float, Marker], ...](), True

    def set_look(self, look: Look, markers: Sequence[tuple[float, Marker]]) -> None:
        """Take another theme and text size, and what stands for it: how far right of the middle in pixels, and what."""
        self._look, self._markers = look, tuple(markers)
        self.setFont(look.font(0.8))
        self.updateGeometry()
        self.update()

    def set_named(self, named: bool) -> None:
        """Write the name below the tile, or not."""
        if named != self._named:
            self._named = named
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of the tile and of its name."""
        metrics = QFontMetricsF(self.font())
        name = metrics.height() if self._named else 0.0
        return QSize(
            round(max(self._look.px(TILE[0]), metrics.horizontalAdvance(self.text()))), round(self._tile + name)
        )

    @property
    def _tile(self) -> float:
        return self._look.px(TILE[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tile, filled where it is on, and the name."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF((self.width() - px(TILE[0])) / 2, 0.0, px(TILE[0]), self._tile).adjusted(1.0, 1.0, -1.0, -1.0)
        painter.setPen(QPen(look.colour("accent"), 2.0) if self.hasFocus() else QPen(look.colour("dim"), 1.0))
        painter.setBrush(look.colour("border" if self.isChecked() else "card"))
        painter.drawRoundedRect(tile, px(5), px(5))
        painter.setOpacity(1.0 if self.isChecked() else OFF)
        for right, marker in self._markers:
            marker.draw(painter, tile.center() + QPointF(right, 0.0))
        painter.setOpacity(1.0)
        painter.setPen(look.colour("text" if self.isChecked() or self.underMouse() else "dim"))
        if self._named:
            below = QRectF(0.0, self._tile, self.width(), self.height() - self._tile)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
