"""The names of a plot's curves, each with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.widgets.kept import Kept
from gui.widgets.theme import Look


def draw_ground(painter: QPainter, area: QRectF, look: Look, alpha: int, edge: str) -> None:
    """Draw the rounded ground of something that lies over a plot."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(edge), 1))
    painter.setBrush(look.colour("card", alpha))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))


ROOM = 16
"""Pixels between curves and legend, and legend and edge, together."""
SHARE_OF_PLOT, SHARE_OF_WIDTH = 0.75, 0.6
"""Shares of the plot beyond which a legend over the curves goes away: it would hide them."""
MIN_ROOM = 0.6
"""Share of a plot's width that a legend beside the curves must leave to them."""


def room_beside(legend: QWidget, width: float) -> float:
    """Return the share of a plot so many pixels wide that a legend at its right leaves to the curves; 1 if too little.

    Several runs' curves end in different places: there is no corner where it would hide none of them.
    """
    share = 1.0 - (legend.width() + ROOM) / max(1.0, width)
    return share if share >= MIN_ROOM else 1.0


def fits(legend: QWidget, area: QRectF, beside: bool) -> bool:
    """Tell whether a legend is small enough for a plot; ``beside`` the curves it may be as high as they are."""
    height, width = legend.height() + ROOM, legend.width()
    if beside and room_beside(legend, area.width()) < 1.0:
        return height < area.height()
    return height < SHARE_OF_PLOT * area.height() and width < SHARE_OF_WIDTH * area.width()


@dataclass(frozen=True)
class LegendEntry:
    """A name with the line it stands for; ``pattern`` gives dashes on, off, … in pixels, empty for a solid line."""

    name: str
    colour: QColor
    width: float
    pattern: tuple[float, ...] = ()


class Legend(QWidget):
    """The names of the curves, in the plot's upper right corner."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.entries: tuple[LegendEntry, ...] = ()
        self._look = Look()
        self._kept = Kept()

    def show_entries(self, entries: Sequence[LegendEntry], look: Look) -> None:
        """Show other names or the same in another look."""
        self.entries, self._look = tuple(entries), look
        self.setFont(look.font(0.8))
        self.setAccessibleName("legend: " + ", ".join(entry.name for entry in entries))
        self.resize(self.sizeHint())
        self.update()

    @property
    def margin(self) -> int:
        """Pixels between the legend and the edge of the plot."""
        return round(self._look.px(6))

    def lie_right(self, area: QRect, down: int = 0) -> None:
        """Lie at the right of a plot's ``area``, so many pixels below its top."""
        self.move(area.right() - self.width() - self.margin, area.top() + self.margin + down)

    def sizeHint(self) -> QSize:
        """Return the size the names need."""
        metrics, px = QFontMetricsF(self.font()), self._look.px
        width = max((metrics.horizontalAdvance(entry.name) for entry in self.entries), default=0)
        return QSize(round(width + px(46)), round(len(self.entries) * self._row() + px(6)))

    def _row(self) -> float:
        return QFontMetricsF(self.font()).height() + self._look.px(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line and a name for each entry."""
        key = self.entries, self._look, self.size().toTuple()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept.of(key, self.size(), self.devicePixelRatioF(), self._draw))
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        px = self._look.px
        painter.setFont(self.font())
        draw_ground(painter, QRectF(self.rect()), self._look, 200, edge="grid")
        for row, entry in enumerate(self.entries):
            box = QRectF(0, px(3) + row * self._row(), self.width(), self._row())
            self._draw_sample(painter, entry, box.center().y())
            painter.setPen(self._look.colour("text"))
            painter.drawText(box.adjusted(px(40), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, entry.name)

    def _draw_sample(self, painter: QPainter, entry: LegendEntry, y: float) -> None:
        pen = QPen(entry.colour, entry.width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if entry.pattern:
            pen.setDashPattern([length / entry.width for length in entry.pattern])
        painter.setPen(pen)
        painter.drawLine(QPointF(self._look.px(7), y), QPointF(self._look.px(34), y))
