"""The names of inputs and outputs, outside of their neurons, and the room that they take there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gui.widgets.diagram.layout import DiagramLayout, LayerColumn
from gui.widgets.fonts import symbol
from gui.widgets.theme import Align, Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

SHARE, ON_STAGE = 0.28, 0.4
"""Most of the picture's width that the names of one side take; the second on the stage, where letters are large."""
COLUMN, FEWEST_LETTERS = 38.0, 66.0
"""Pixels at normal text that each column keeps beside long names, for its own name above it, and that names keep."""
EDGE = 4.0
"""Pixels at normal text between names and the edge of the picture, where the frame of the focus is."""
LONG = 64.0
"""Pixels at normal text above which a name is set in two lines, where neurons stand so far apart."""
NUMBER = "−0.00"
"""There is room for this beside names."""
Names = tuple[tuple[str, ...], tuple[str, ...]]
"""Those of the inputs and of the outputs."""


def names_of(frame: Frame) -> Names:
    """Return the names of inputs and outputs; a single output that is just called class 1 has none."""
    data, outputs = frame.experiment.data, frame.problem.layout.sizes[-1]
    if not data.classes:
        return frame.problem.inputs.names, data.targets
    if outputs == data.classes:
        return frame.problem.inputs.names, data.class_names
    return frame.problem.inputs.names, tuple(name for name in data.class_names[1:] if name != "class 1")


def beside_names(lay_out: Callable[..., DiagramLayout], look: Look, width: float, names: Names) -> DiagramLayout:
    """Return a layout with room for names at its sides; ``lay_out`` takes that room, none at first."""
    diagram = lay_out()
    for _ in range(2 if look.stage else 1):  # the room beside tiles follows how wide they have become
        diagram = lay_out(sides=EndNames(diagram, look, width).room(names))
    return diagram


def overhang(tile: QRectF, look: Look) -> float:
    """Return how far the number at a neuron of the stage may reach beyond its tile, left and right."""
    number = QFontMetricsF(look.font(1.0, bold=True)).horizontalAdvance(NUMBER) + look.px(8)
    return max(0.0, number - tile.width()) / 2


class EndNames:
    """Paints the names of one layout, in a picture of so many pixels across."""

    def __init__(self, diagram: DiagramLayout, look: Look, width: float) -> None:
        self._ends, self._look, self._width = (diagram.columns[0], diagram.columns[-1]), look, width
        self._columns = len(diagram.columns)

    def room(self, names: Names) -> tuple[float, float]:
        """Return the pixels that the names want left of the inputs and right of the outputs."""
        wanted = [self._wanted(column, each) for column, each in zip(self._ends, names, strict=True)]
        most = (ON_STAGE if self._look.stage else SHARE) * self._width
        if not self._look.stage:
            spare = (self._width - self._columns * self._look.px(COLUMN)) / 2
            most = min(most, max(spare, self._look.px(FEWEST_LETTERS)))
        left, right = (min(each, most) for each in wanted)
        return left, right

    def _wanted(self, column: LayerColumn, names: Sequence[str]) -> float:
        if column.picture is not None or not names:
            return 0.0
        metrics = QFontMetricsF(self._font(column, names))
        lines = [line for name in names for line in self._lines(column, name, metrics)]
        return max(map(metrics.horizontalAdvance, lines)) + self._look.px(8) + self._beside(column)

    def paint(self, painter: QPainter, names: Names) -> None:
        """Paint the names; where there is no room for one, as much of it as fits."""
        painter.setPen(self._look.colour("text"))
        for column, each in zip(self._ends, names, strict=True):
            painter.setFont(self._font(column, each))
            side = Align.AlignLeft if column.layer else Align.AlignRight
            for area, text in self.placed(column, each):
                painter.drawText(area, side | Align.AlignVCenter, text)

    def placed(self, column: LayerColumn, names: Sequence[str]) -> Iterator[tuple[QRectF, str]]:
        """Yield what is written at the tiles of a column, and where."""
        metrics, gap = QFontMetricsF(self._font(column, names)), self._look.px(5) + self._beside(column)
        if self._symbols(names):
            names = [symbol(name) for name in names]
        for name, tile in zip(names[column.shown], () if column.picture else column.tiles, strict=False):
            edge = 0.0 if self._look.stage else self._look.px(EDGE)
            left, right = (tile.right() + gap, self._width - edge) if column.layer else (edge, tile.left() - gap)
            lines = self._lines(column, name, metrics)
            if right - left >= min(max(map(metrics.horizontalAdvance, lines)), 3 * metrics.height()):  # else no word
                more = max(0.0, len(lines) * metrics.height() + self._look.px(2) - tile.height()) / 2
                shown = (metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, right - left) for line in lines)
                yield QRectF(left, tile.top() - more, right - left, tile.height() + 2 * more), "\n".join(shown)

    def _lines(self, column: LayerColumn, name: str, metrics: QFontMetricsF) -> Sequence[str]:
        """Return a name in one line, or in the two that are narrowest."""
        words = name.split()
        roomy = len(column.tiles) < 2 or column.tiles[1].top() - column.tiles[0].top() >= 2 * metrics.height()
        if len(words) < 2 or not roomy or metrics.horizontalAdvance(name) <= self._look.px(LONG):
            return (name,)
        cuts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
        return min(cuts, key=lambda lines: max(map(metrics.horizontalAdvance, lines)))

    def _beside(self, column: LayerColumn) -> float:
        """Return by how much the number at a neuron is wider than its tile, at each side of it: on the stage."""
        return overhang(column.tiles[0], self._look) if self._look.stage and column.picture is None else 0.0

    def _symbols(self, names: Sequence[str]) -> bool:
        """Tell whether names are set as symbols of formulas: on the stage, if all of them are."""
        return bool(self._look.stage) and all(map(symbol, names))

    def _font(self, column: LayerColumn, names: Sequence[str]) -> QFont:
        """Return a font whose lines are no farther apart than the tiles: indices hang low."""
        if self._symbols(names):
            return self._look.symbol_font()
        font = self._look.font(0.95)
        if len(column.tiles) > 1:
            apart = column.tiles[1].top() - column.tiles[0].top()
            font = self._look.font(0.95 * min(1.0, apart / QFontMetricsF(font).height()))
        return font
