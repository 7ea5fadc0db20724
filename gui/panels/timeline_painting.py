"""How the timeline paints its words and the ghost runs under its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QGradient, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from gui.widgets.kept import Kept
from gui.widgets.theme import Look

LEFT, MIN_NAME = 14.0, 90.0
"""Where names before their branch begin at the left, and what they have in any case, in pixels at normal text."""


def write(painter: QPainter, look: Look, x: float, text: str, role: str, y: float) -> None:
    """Write ``text`` from ``x`` on, centred on the height ``y``, in a colour of the theme."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(look.colour(role))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)


def dashed(colour: QColor, start: float, on: float, off: float) -> QBrush:
    """Return what fills a level line with dashes from ``start`` on; Qt's dashed pen takes a millisecond for it."""
    dash = QLinearGradient(start, 0.0, start + on + off, 0.0)
    dash.setSpread(QGradient.Spread.RepeatSpread)
    end, clear = on / (on + off), QColor(Qt.GlobalColor.transparent)
    dash.setStops([(0.0, colour), (end, colour), (end + 1e-6, clear), (1.0, clear)])
    return QBrush(dash)


@dataclass(frozen=True)
class GhostBranch:
    """A ghost's name, and its branch from ``start`` on the line to (``end``, ``y``), in pixels."""

    name: str
    start: QPointF
    end: float
    y: float


class Ghosts:
    """The branches of the ghosts, each with its name at the end; kept, for in a race they stay while it runs."""

    def __init__(self) -> None:
        self._kept = Kept()

    def paint(self, painter: QPainter, strip: QWidget, look: Look, rows: tuple[GhostBranch, ...]) -> None:
        """Paint them on the strip."""
        if rows:
            key, draw = (rows, look, strip.size()), partial(paint_ghosts, look, rows, strip.width() - look.px(10))
            painter.drawPixmap(0, 0, self._kept.of(key, strip.size(), strip.devicePixelRatioF(), draw))


def paint_ghosts(look: Look, rows: Sequence[GhostBranch], right: float, painter: QPainter) -> None:
    """Paint ghosts in rows; their names do not go beyond ``right``."""
    painter.setFont(look.font(0.93))
    for place, row in enumerate(rows):
        _paint_ghost(painter, look, row, place, right)


def _paint_ghost(painter: QPainter, look: Look, row: GhostBranch, place: int, right: float) -> None:
    """Paint ghost number ``place``. Its name does not go beyond ``right``: there it stands before the branch."""
    start, end, y = row.start, row.end, row.y
    path, bend = QPainterPath(start), look.px(14)
    path.cubicTo(start.x() + bend, start.y(), start.x(), y, start.x() + bend, y)
    end = max(end, start.x() + bend)
    colour, wide = QColor(look.theme.classes[2 + place]), look.px(2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, wide))
    painter.drawPath(path)
    line = QRectF(start.x() + bend, y - wide / 2, end - start.x() - bend, wide)
    painter.fillRect(line, dashed(colour, line.left() - look.px(4), look.px(8), look.px(4)))
    metrics, x, name = QFontMetricsF(painter.font()), end + look.px(8), row.name
    if x + metrics.horizontalAdvance(name) > right:
        room = start.x() - look.px(LEFT + 8)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, look.px(MIN_NAME)))
        x = max(look.px(LEFT), start.x() - metrics.horizontalAdvance(name) - look.px(8))
    write(painter, look, x, name, "text", y)
