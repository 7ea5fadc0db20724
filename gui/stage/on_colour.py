"""Numbers on colours, read in a bright room as well as on the stage's own ground."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QRawFont, QTextLayout

from gui.widgets.theme import Look

HALO = 5 / 1080
"""How far the ground reaches around a number, as a share of the stage's height."""
SHARES = 1.0, 0.6, 0.35
"""Shares of it laid over each other: a stroke wider than a small part, a decimal point, leaves holes in it."""
PALE = 0.2
"""Share of its full colour up to which a box is so close to the ground that a number needs no halo. Halos take time."""


def write_on_colour(painter: QPainter, box: QRectF, number: str, look: Look, share: float = 1.0) -> None:
    """Write a number in the painter's font in the middle of a box that has a ``share`` of its full colour.

    It has a halo of the stage's ground where it needs one.
    """
    metrics = QFontMetricsF(painter.font())
    middle = QPointF(metrics.horizontalAdvance(number), metrics.descent() - metrics.ascent()) / 2
    at = QPointF((box.center() - middle).toPoint())  # on whole pixels the same number looks the same everywhere
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if share > PALE:
        _paint_halo(painter, at, number, look)
    painter.setPen(look.colour("text"))
    painter.drawText(at, number)


def _paint_halo(painter: QPainter, at: QPointF, number: str, look: Look) -> None:
    """Paint the halo of a number from a place on its base line on."""
    layout, colour = QTextLayout(number, painter.font()), look.colour("background")
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    corner = at - QPointF(0.0, line.ascent())
    for run in layout.glyphRuns():
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            painter.fillPath(_around(run.rawFont(), glyph, HALO * look.stage).translated(corner + place), colour)


@lru_cache(maxsize=512)
def _around(font: QRawFont, glyph: int, reach: float) -> QPainterPath:
    """Return all that is no further than ``reach`` from a letter: it is soon filled, but found slowly."""
    letter, stroker = font.pathForGlyph(glyph), QPainterPathStroker()
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    around = letter
    for part in SHARES:
        stroker.setWidth(2 * part * reach)
        around = around.united(stroker.createStroke(letter))
    return around
