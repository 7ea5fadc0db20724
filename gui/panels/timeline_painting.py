"""How the time strip paints its words and the ghost runs under its line."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from gui.theme import Look


def write(painter: QPainter, look: Look, x: float, text: str, role: str, y: float) -> None:
    """Write ``text`` from ``x`` on, centred on the height ``y``, in a colour of the theme."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(look.colour(role))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)


def dashes(start: float, end: float, y: float, on: float, off: float) -> list[QLineF]:
    """Return the dashes of a level line; Qt's own take a millisecond."""
    lefts = np.arange(start + off, end, on + off).tolist()
    return [QLineF(left, y, min(left + on, end), y) for left in lefts]


def paint_ghost(
    painter: QPainter, look: Look, name: str, place: int, start: QPointF, end: float, y: float, right: float
) -> None:
    """Paint ghost number ``place`` as a branch from ``start`` on the line to (``end``, ``y``), its name at the end.

    Names do not go beyond ``right``: there they stand before the branch.
    """
    path, bend = QPainterPath(start), look.px(14)
    path.cubicTo(start.x() + bend, start.y(), start.x(), y, start.x() + bend, y)
    end = max(end, start.x() + bend)
    pen = QPen(QColor(look.theme.classes[2 + place]), look.px(2), c=Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # level lines need none
    painter.drawLines(dashes(start.x() + bend, end, y, look.px(8), look.px(4)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, x = QFontMetricsF(painter.font()).horizontalAdvance(name), end + look.px(8)
    if x + width > right:
        x = start.x() - width - look.px(8) if start.x() - width > look.px(60) else look.px(60)
    write(painter, look, x, name, "text", y)
