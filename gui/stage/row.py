"""One example followed through the layers: every number on its way from the inputs to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.plots.parts.header import Header
from gui.stage.example import ShownExample, example_of
from gui.stage.on_colour import write_on_colour
from gui.widgets.diagram import (
    DiagramLayout,
    EndNames,
    InputPicture,
    LayerColumn,
    StageHeaders,
    StageValues,
    arrange,
    beside_names,
    chip_words,
    names_of,
    overhang,
    shape_of,
)
from gui.widgets.layer_sights import LayerSight
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import HEAD, Align, Look, blend

if TYPE_CHECKING:
    from gui.frames.frame import Frame

HELP = "One example on its way through the network: each layer's numbers, from its inputs to the answer."
WIDE, WIDEST, SMALLEST, LARGEST = 0.72, 10.0, 0.8, 1.7
"""Width of a cell as a share of a column's and at most in text heights; smallest and largest text by the normal one."""
APART = 0.92
"""Width of a cell at most, as a share of a column's."""
FOLDED, NUMBER = "…", "0.00"
"""What stands for a layer's other cells, and what a cell has room for if numbers are shown."""
WASH = 0.45
"""How much of its colour a bar has."""


class ExampleRow(OwnLetters, QWidget):
    """Names the example, its target and the answer, and shows each layer's numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.header, self.cells = Header("Example", HELP, self), LayerCells(self)
        self.setAccessibleName("One example")

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self._look = look
        self.header.set_look(look)
        self.cells.look = look
        self._arrange()

    def show_frame(self, frame: Frame) -> None:
        """Show another iteration or phase."""
        shown = example_of(frame, asked=self._look.asked)
        self.header.entitle(shown.name, HELP)
        self.header.set_text(shown.words, shown.words.split(" · ")[0])
        self.cells.show_example(frame, shown)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the numbers have the room of another size."""
        self._arrange()

    def _arrange(self) -> None:
        top, height = round(HEAD * self._look.stage), self.header.sizeHint().height()
        self.header.setGeometry(0, top, self.width(), height)
        above = round(height + HEAD * self._look.stage)  # as far below the example's name as that is below the top
        self.cells.setGeometry(0, above, self.width(), self.height() - above)


class LayerCells(QWidget):
    """A column of numbers for each layer, each number with a bar as long as it is large in its layer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self._frame: Frame | None = None
        self._shown: ShownExample | None = None

    def show_example(self, frame: Frame, shown: ShownExample) -> None:
        """Show the numbers of an example."""
        self._frame, self._shown = frame, shown
        self.update()

    def _layout(self, frame: Frame) -> DiagramLayout:
        def lay_out(sides: tuple[float, float] = (0.0, 0.0)) -> DiagramLayout:
            sizes, shape = frame.problem.layout.sizes, shape_of(frame)
            return arrange(sizes, self.width(), self.height(), self.look, shape=shape, sides=sides)

        return beside_names(lay_out, self.look, self.width(), names_of(frame))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headers, names and numbers."""
        frame, shown = self._frame, self._shown
        if frame is None or shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        diagram = self._layout(frame)
        values = StageValues(diagram, self.look)
        for column, sight, texts in zip(diagram.columns, shown.seen, values.texts(shown.seen), strict=True):
            if column.picture is None:
                self._paint_column(painter, diagram, column, sight, texts)
        InputPicture(diagram.columns[0], self.look).paint(painter, frame)
        EndNames(diagram, self.look, self.width()).paint(painter, names_of(frame))
        StageHeaders(diagram, self.look).paint(painter, frame, shown.seen)
        painter.end()

    def _paint_column(
        self, painter: QPainter, diagram: DiagramLayout, column: LayerColumn, sight: LayerSight, texts: list[str]
    ) -> None:
        numbers = np.empty(0) if sight.values is None else np.nan_to_num(sight.values)
        largest = float(np.abs(numbers).max(initial=0.0)) or 1.0
        shown = range(len(column.tiles))
        for place, tile in zip(shown, column.tiles, strict=True):
            neuron = column.numbers[place] - 1
            share = float(numbers[neuron]) / largest if len(numbers) else 0.0
            text = texts[neuron] if texts else ""
            self._paint_cell(painter, self._cell(diagram, column, tile), text, share, sight.turn)
        if column.rest is not None:
            painter.setPen(self.look.colour("dim"))
            painter.setFont(self.look.font())
            words, room = chip_words(column), _pitch(diagram)
            fits = QFontMetricsF(self.look.font()).horizontalAdvance(words) < room
            painter.drawText(column.rest, Align.AlignCenter | Qt.TextFlag.TextDontClip, words if fits else FOLDED)

    def _cell(self, diagram: DiagramLayout, column: LayerColumn, tile: QRectF) -> QRectF:
        """Return where a number stands: at the ends there are names beside it."""
        columns, text, pitch = diagram.columns, self.look.text, _pitch(diagram)
        width = tile.width() + 2 * overhang(tile, self.look)
        if column not in (columns[0], columns[-1]):
            width = max(width, min(WIDE * pitch, WIDEST * text))
        width = min(width, APART * pitch)
        height = max(min(tile.height(), LARGEST * 1.2 * text), QFontMetricsF(self.look.font()).height())
        return QRectF(tile.center().x() - width / 2, tile.center().y() - height / 2, width, height)

    def _paint_cell(self, painter: QPainter, cell: QRectF, text: str, share: float, turn: str) -> None:
        """Paint a number over its bar, as long as its share of the largest in the layer; a bar alone in little room."""
        look = self.look
        painter.setPen(Qt.PenStyle.NoPen)
        if share:
            colour = look.theme.positive if share > 0 else look.theme.negative
            painter.setBrush(QColor(*blend(look.theme.background, colour, WASH)))
            painter.drawRect(QRectF(cell.left(), cell.top(), abs(share) * cell.width(), cell.height()))
        edge = {"now": "highlight_edge", "to come": "border"}.get(turn, "dim")
        pen = QPen(look.colour(edge), look.line(0.0))
        if turn == "to come":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell)
        size = min(
            cell.height() / (1.3 * look.text),
            0.8 * cell.width() / QFontMetricsF(look.font()).horizontalAdvance(text or "0"),
        )
        if 0.8 * cell.width() >= SMALLEST * QFontMetricsF(look.font()).horizontalAdvance(NUMBER):
            painter.setFont(look.font(min(size, LARGEST), bold=turn == "now"))
            write_on_colour(painter, cell, text, look)


def _pitch(diagram: DiagramLayout) -> float:
    """Return how far apart the columns are."""
    return diagram.columns[1].x - diagram.columns[0].x
