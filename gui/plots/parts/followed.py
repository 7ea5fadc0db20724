"""The example whose numbers are shown, on the stage: a ring around it, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from gui.plots.parts.items import DeviceItem
from gui.widgets.fonts import symbol
from gui.widgets.placement import Room
from gui.widgets.theme import Look

RADIUS, WIDTH, HALO = 20 / 1080, 6 / 1080, 4 / 1080
"""Of the ring, and of what parts it from the ground, as shares of the stage's height."""
NAME = symbol("x")


class Followed(DeviceItem):
    """Rings an example, and calls it x."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.at: tuple[float, ...] = ()

    def show_at(self, at: Sequence[float], look: Look) -> None:
        """Show where it is, in data units; nowhere if ``at`` is empty or not finite."""
        place = tuple(at) if np.isfinite(at).all() else ()
        if (place, look) != (self.at, self.look):
            self.at, self.look = place, look
            self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the ring and the name."""
        if not self.at:
            return
        centre, look = to_pixels.map(QPointF(*self.at)), self.look
        radius, width, halo = (share * look.stage for share in (RADIUS, WIDTH, HALO))
        area = to_pixels.mapRect(self.boundingRect())
        if not area.contains(centre):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, thick in (("highlight_text", width + 2 * halo), ("highlight", width)):
            painter.setPen(QPen(look.colour(role), thick))
            painter.drawEllipse(centre, radius, radius)
        name = QPainterPath()
        name.addText(self._name_at(centre, area, radius + 2 * width), look.symbol_font(), NAME)
        painter.strokePath(name, QPen(look.colour("card"), 2 * halo))
        painter.fillPath(name, look.colour("accent"))

    def _name_at(self, centre: QPointF, area: QRectF, off: float) -> QPointF:
        """Return where the name begins: right of the ring, or left of it where it would leave the plot."""
        width = QFontMetricsF(self.look.symbol_font()).horizontalAdvance(NAME)
        right = centre.x() + off + width < area.right()
        base = max(centre.y() + off / 3, area.top() + off)
        return QPointF(centre.x() + off if right else centre.x() - off - width, base)

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the ring."""
        if self.at:
            centre, reach = to_pixels.map(QPointF(*self.at)), (RADIUS + WIDTH) * self.look.stage
            room.take(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach))
