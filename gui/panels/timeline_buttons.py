"""The small buttons at the left of the timeline; their signs are painted, for fonts often lack them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

from gui.widgets.field import permit
from gui.widgets.theme import Look

Shape = tuple[tuple[float, float], ...]
LEFT: Shape = ((0.5, 0.2), (0.5, 0.8), (0.1, 0.5))
BAR: Shape = ((0.06, 0.2), (0.16, 0.2), (0.16, 0.8), (0.06, 0.8))
FLAG: Shape = ((0.2, 0.05), (0.95, 0.3), (0.32, 0.56), (0.32, 0.95), (0.2, 0.95))


def moved(shape: Shape, by: float) -> Shape:
    """Return a shape shifted to the right."""
    return tuple((x + by, y) for x, y in shape)


def mirrored(*shapes: Shape) -> tuple[Shape, ...]:
    """Return shapes with left and right exchanged."""
    return tuple(tuple((1.0 - x, y) for x, y in shape) for shape in shapes)


TO_START = (BAR, moved(LEFT, 0.1), moved(LEFT, 0.45))
EPOCH_BACK = (moved(LEFT, -0.05), moved(LEFT, 0.37))
EPOCH_ON, TO_END = mirrored(*EPOCH_BACK), mirrored(*TO_START)
FORGET = (
    moved(BAR, -0.06),
    ((0.34, 0.27), (0.41, 0.2), (0.94, 0.73), (0.87, 0.8)),
    ((0.87, 0.2), (0.94, 0.27), (0.41, 0.8), (0.34, 0.73)),
)
SIZE = 26.0
"""Side of a button at normal text, in pixels."""


class TimeButton(QToolButton):
    """A button with a sign made of filled shapes in a unit square, (0, 0) at its top left."""

    def __init__(self, parent: QWidget, shapes: tuple[Shape, ...], name: str, help: str) -> None:
        super().__init__(parent)
        self._shapes = shapes
        self.setAccessibleName(name)
        self.setToolTip(help)

    def place(self, look: Look, left: float, middle: float) -> float:
        """Stand at ``left``, centred on the height ``middle``; return where the next one may stand."""
        size = round(look.px(SIZE))
        self.setGeometry(round(left), round(middle - size / 2), size, size)
        return left + size + look.px(4)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = 0.5 * self.height()
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(group, QPalette.ColorRole.ButtonText))
        for shape in self._shapes:
            corners = [QPointF(area.x() + side * x, area.y() + side * y) for x, y in shape]
            painter.drawPolygon(QPolygonF(corners))
        painter.end()


def permit_each(buttons: Sequence[TimeButton], *why_not: str) -> None:
    """Enable each button, or turn it grey for its reason."""
    for button, why in zip(buttons, why_not, strict=True):
        permit(button, why)
