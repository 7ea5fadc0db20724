"""The example that is followed, as the picture it is, before the input layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.theme import Look
from gui.widgets.diagram_layout import DiagramLayout
from gui.widgets.picture import ink_image

if TYPE_CHECKING:
    from gui.frame import Frame

LEAST, MOST = 44.0, 150.0
"""Side of the picture in pixels at normal text; where there is less room it is left out."""


class InputPicture:
    """Paints the followed example of data that are pictures; without one the first training example."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._look = look
        tiles = diagram.columns[0].tiles
        room = tiles[0].left() - look.px(18)
        side = min(room, look.px(MOST))
        middle = (tiles[0].top() + tiles[-1].bottom()) / 2
        self.area = QRectF(room + look.px(8) - side, middle - side / 2, side, side)

    @property
    def fits(self) -> bool:
        """Whether there is room for a picture."""
        return self.area.width() >= self._look.px(LEAST)

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the picture, if the data are pictures and there is room, and whose it is below."""
        shape = frame.experiment.data.picture
        if shape is None or not self.fits:
            return
        row, m = frame.row or 0, len(frame.problem.train)
        painter.drawImage(self.area, ink_image(frame.inputs_of(row).reshape(shape), self._look))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        followed = frame.row is not None
        painter.setPen(QPen(self._look.colour("accent" if followed else "border"), self._look.px(2)))
        painter.drawRect(self.area)
        painter.setPen(self._look.colour("dim"))
        painter.setFont(self._look.font(0.8))
        below = QRectF(self.area.left() - 20, self.area.bottom() + 2, self.area.width() + 40, self._look.px(20))
        which = f"training {row + 1}" if row < m else f"test {row - m + 1}"
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, which)
