"""Numbers on colours, read in a bright room as well as on the stage's own ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from gui.widgets.theme import Look

HALO = 5 / 1080
"""How far the ground reaches around a number, as a share of the stage's height."""


def write_on_colour(painter: QPainter, box: QRectF, number: str, look: Look) -> None:
    """Write a number in the painter's font in the middle of a coloured box, with a halo of the stage's ground."""
    metrics, around = QFontMetricsF(painter.font()), QPainterPath()
    at = box.center() - QPointF(metrics.horizontalAdvance(number), metrics.descent() - metrics.ascent()) / 2
    around.addText(at, painter.font(), number)
    halo = QPen(look.colour("background"), 2 * HALO * look.stage)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(halo)
    painter.setBrush(look.colour("background"))
    painter.drawPath(around)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.colour("text"))
    painter.drawText(at, number)
