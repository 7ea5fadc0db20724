"""A network in small, without a word: what of it goes into one number is lit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.analysis.sight import LitPath
from core.nn.network import Layout
from gui.stage.in_view import in_view
from gui.widgets.theme import Look

MOST = 7
"""Neurons of a layer that are drawn."""
TILE = 0.62
"""Side of a neuron, in units of what it has of the height."""
Neuron = tuple[int, int]
"""Layer and number, counted from 0 and 1."""


class SmallNetwork(QWidget):
    """Shows neurons as tiles and weights as lines in the colours of their signs; a path is lit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.layout_of: Layout | None = None
        self.path = LitPath(())
        self._signs: dict[tuple[int, int, int], bool] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Network with the path of the number")

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.update()

    def show_path(self, layout: Layout, theta: object, path: LitPath) -> None:
        """Show the network of parameters ``theta`` with a path."""
        self.layout_of, self.path = layout, path
        self._signs = {
            (l, j, i): bool(layout.weights(theta, l)[j - 1, i - 1] < 0)  # type: ignore[arg-type]
            for l in range(1, layout.depth + 1)
            for j in self.drawn(l)
            for i in self.drawn(l - 1)
            if j is not None and i is not None
        }
        self.update()

    def drawn(self, layer: int) -> list[int | None]:
        """Return the neurons of a layer that are drawn, from the first; None where some are left out."""
        assert self.layout_of is not None
        lit = next((j for l, j in self.path.neurons if l == layer), 1)
        places = in_view(self.layout_of.sizes[layer], MOST, lit - 1)
        return [None if place is None else place + 1 for place in places]

    def places(self) -> dict[Neuron, QPointF]:
        """Return the middle of each neuron that is drawn."""
        if self.layout_of is None:
            return {}
        columns = [self.drawn(layer) for layer in range(self.layout_of.depth + 1)]
        side = self._pitch
        return {
            (layer, j): QPointF(self._x(layer), self.height() / 2 + (row - (len(column) - 1) / 2) * side)
            for layer, column in enumerate(columns)
            for row, j in enumerate(column)
            if j is not None
        }

    @property
    def _pitch(self) -> float:
        assert self.layout_of is not None
        return self.height() / max(2, *(min(size, MOST) for size in self.layout_of.sizes))

    def _x(self, layer: int) -> float:
        assert self.layout_of is not None
        edge = TILE * self._pitch
        return edge + (self.width() - 2 * edge) * layer / self.layout_of.depth

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lines, then tiles, then what is lit."""
        places = self.places()
        if not places:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (l, j, i), negative in self._signs.items():
            painter.setPen(QPen(self.look.colour("negative" if negative else "positive", 110), self.look.line(0.7)))
            painter.drawPath(_curve(places[l - 1, i], places[l, j]))
        for role, wider in (("highlight_edge", 1.8), ("highlight", 1.0)):
            painter.setPen(QPen(self.look.colour(role), wider * self.look.data_line(2.4)))
            for l, j, i in self.path.connections:
                if (l - 1, i) in places and (l, j) in places:
                    painter.drawPath(_curve(places[l - 1, i], places[l, j]))
        for neuron, middle in places.items():
            self._paint_tile(painter, middle, neuron in self.path.neurons)
        painter.end()

    def _paint_tile(self, painter: QPainter, middle: QPointF, lit: bool) -> None:
        half = TILE * self._pitch / 2
        box = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
        painter.setBrush(self.look.colour("highlight" if lit else "background"))
        painter.setPen(QPen(self.look.colour("highlight_edge" if lit else "dim"), self.look.line(1.5)))
        painter.drawRoundedRect(box, 0.3 * half, 0.3 * half)


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    path, middle = QPainterPath(start), (start.x() + end.x()) / 2
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path
