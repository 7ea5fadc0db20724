"""The way of one number through the network: which neurons and connections a cell of the matrices is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from core.analysis.sight import Cell, LitPath
from core.training.trace import Phase
from gui.widgets.diagram.layout import DiagramLayout
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

IN_PHASE = {
    "batch": ("x", "y"),
    "forward": ("x", "w", "b", "z", "a"),
    "loss": ("a", "y", "loss"),
    "backward": ("x", "y", "w", "a", "da", "dz", "slope", "dw", "db"),
    "update": ("update",),
}
"""Which cells belong to a phase."""

MAX_WIDE = 32
"""Connections up to which they are lit up broadly; more of them would run into one."""


def path_of(cell: Cell, sizes: tuple[int, ...]) -> LitPath:
    """Return what of a network of layer sizes (n₀, …, n_L) goes into a cell."""
    l, j, i = cell.layer, cell.row + 1, cell.column + 1
    if cell.matrix == "loss":
        return LitPath(tuple((l, k) for k in range(1, sizes[l] + 1)))
    if cell.matrix == "z":
        sources = range(1, sizes[l - 1] + 1)
        return LitPath(((l, j), *((l - 1, k) for k in sources)), tuple((l, j, k) for k in sources))
    if cell.matrix == "da" and l < len(sizes) - 1:
        targets = range(1, sizes[l + 1] + 1)
        return LitPath(((l, j), *((l + 1, k) for k in targets)), tuple((l + 1, k, j) for k in targets))
    if cell.matrix in ("w", "dw", "update") and i <= sizes[l - 1]:
        return LitPath(((l, j), (l - 1, i)), ((l, j, i),))
    return LitPath(((l, j),))


def on_show(frame: Frame) -> Cell | None:
    """Return the cell whose way is painted: the one asked about, unless another phase is open by now."""
    if frame.trace is None:
        return None
    cell, phase = frame.cell, frame.phase
    if cell is None or (phase is not None and not _belongs(cell, phase)):
        return None
    sizes = frame.problem.layout.sizes
    return cell if cell.layer < len(sizes) and cell.row < max(sizes[cell.layer], 1) else None


def lit_path(frame: Frame) -> LitPath | None:
    """Return what lights up: the route pointed at, if it is the selected parameter's, or the way of a cell."""
    if frame.trace is None:
        return None
    lit, cell = frame.lit, on_show(frame)
    if lit is not None and lit.of == frame.selected:
        return lit
    return None if cell is None else path_of(cell, frame.problem.layout.sizes)


def _belongs(cell: Cell, phase: Phase) -> bool:
    near = phase.layer is None or cell.layer in (phase.layer, phase.layer - 1)
    return near and cell.matrix in IN_PHASE[phase.kind]


class PathMarks:
    """Paints the way of a number over the network of one layout."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Light up the way that is pointed at, if there is one."""
        path, px = lit_path(frame), self._look.px
        if path is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = sorted({self._drawn(*connection) for connection in path.connections})
        for role, width in (("card", 6.0), ("accent", 2.8)) if len(places) <= MAX_WIDE else (("accent", 1.0),):
            painter.setPen(QPen(self._look.colour(role), px(width)))
            for place in places:
                painter.drawPath(self._diagram.path(*place))
        neurons = {(layer, self._tile(layer, j)) for layer, j in path.neurons}
        pixels = {(0, j) for j in self._diagram.columns[0].numbers if self._diagram.columns[0].picture is not None}
        if pixels and pixels <= neurons:  # the whole picture has one ring
            painter.setPen(QPen(self._look.colour("accent"), px(3.2)))
            painter.drawRect(self._diagram.columns[0].area)
            neurons -= pixels
        for neuron in sorted(neurons):
            self._ring(painter, *neuron)

    def _tile(self, layer: int, neuron: int) -> int:
        """Return the neuron, or 0 for all that are folded away: the chip."""
        return neuron if self._diagram.drawn(layer, neuron) else 0

    def _drawn(self, layer: int, neuron: int, source: int) -> tuple[int, int, int]:
        return layer, self._tile(layer, neuron), self._tile(layer - 1, source)

    def _ring(self, painter: QPainter, layer: int, neuron: int) -> None:
        tile, grow = self._diagram.place(layer, neuron), self._look.px(3.5)
        if self._diagram.columns[layer].picture is not None:  # pixels touch each other
            grow = 0.0
        painter.setPen(QPen(self._look.colour("accent"), self._look.line(3.2 if grow else 1.6)))
        painter.drawRoundedRect(tile.adjusted(-grow, -grow, grow, grow), tile.height() * 0.18, tile.height() * 0.18)
