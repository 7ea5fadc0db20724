"""Numbers on colours, read in a bright room as well as on the stage's own ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from gui.widgets.theme import Look

HALO = 5 / 1080
"""How far the ground reaches around a number, as a share of the stage's height."""
SHARES = 1.0, 0.6, 0.35
"""Shares of it drawn over each other: a stroke wider than a small part, a decimal point, leaves holes in it."""


PALE = 0.2
"""Share of its full colour up to which a box is so close to the ground that a number needs no halo. Halos are slow."""


def write_on_colour(painter: QPainter, box: QRectF, number: str, look: Look, share: float = 1.0) -> None:
    """Write a number in the painter's font in the middle of a box that has a ``share`` of its full colour.

    It has a halo of the stage's ground where it needs one.
    """
    metrics, letters = QFontMetricsF(painter.font()), QPainterPath()
    middle = QPointF(metrics.horizontalAdvance(number), metrics.descent() - metrics.ascent()) / 2
    at = QPointF((box.center() - middle).toPoint())  # on whole pixels the same number looks the same everywhere
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if share > PALE:
        letters.addText(at, painter.font(), number)
    for part in SHARES if share > PALE else ():
        halo = QPen(look.colour("background"), 2 * part * HALO * look.stage)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(letters, halo)
    painter.setPen(look.colour("text"))
    painter.drawText(at, number)
