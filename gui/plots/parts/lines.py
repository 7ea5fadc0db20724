"""How the lines of a plot look, and the ground of what lies over them."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from core.values import dataclass
from gui.widgets.theme import Look


def draw_ground(painter: QPainter, area: QRectF, look: Look, alpha: int, edge: str) -> None:
    """Draw the rounded ground of something that lies over a plot."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(edge), 1))
    painter.setBrush(look.colour("card", alpha))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))


@dataclass(frozen=True)
class LineStyle:
    """The name of a line and how it is drawn; ``pattern`` gives dashes on, off, … in pixels, empty for a solid line."""

    name: str
    colour: QColor
    width: float
    pattern: tuple[float, ...] = ()
