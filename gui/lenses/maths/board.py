"""The equations of a page: each a formula with its matrices under it, beside each other as far as there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.training.notation import Notation
from core.values import dataclass
from gui.lenses.maths.pages import Line, Shown
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.formula import Formula
from gui.widgets.matrix_painting import MatrixMarks
from gui.widgets.matrix_view import MatrixView
from gui.widgets.theme import Look

MIN_COLUMNS = (12, 8, 5, 3)
"""Columns that a matrix has in view at least, where the width allows: the first number with which all find room."""
MAX_COLUMNS = 12
TALLER = 0.5
"""Most that cells are higher where there is room, in units of their height."""
NARROW = 6
"""Columns up to which a matrix is shown whole, if that can be, before wide ones grow."""
MIN_ROWS, MAX_ROWS = 6, 12
SIZE, SIZE_WHERE_LOW = 1.3, 1.0
"""Sizes of formulas by normal text; the second where the page is low: rows win it."""
ROWS_WHERE_LOW = 2
"""BlockRows in view at least, where not even `MIN_ROWS` of one equation fit."""
MarksOf = Callable[[Shown], MatrixMarks]


class EquationBlock(LeavesDoubleClick, QWidget):
    """One equation: the formula, and under it matrices and signs in the same order.

    Signals
    -------
    cell_clicked : Cell
        The cell that was clicked.
    name_clicked : str
        A sign or name that was clicked: where a matrix is shown above, only its name stands here.
    """

    cell_clicked = Signal(object)
    name_clicked = Signal(str)

    def __init__(self, line: Line, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.line = line
        self._signs: list[tuple[float, str]] = []
        self.formula = Formula(SIZE, self)
        self.matrices = [MatrixView(self) for _ in line.shown]
        for place, matrix in enumerate(self.matrices):
            matrix.cell_clicked.connect(lambda row, column, place=place: self._click(place, row, column))
        self.set_look(look)

    def _click(self, place: int, row: int, column: int) -> None:
        self.cell_clicked.emit(self.line.shown[place].cell(row, column))

    @property
    def pattern(self) -> tuple[bool, ...]:
        """Which of the items are matrices."""
        return pattern_of(self.line)

    def show_line(self, line: Line, marks_of: MarksOf) -> None:
        """Show an equation of the same pattern."""
        self.line = line
        self._measure_signs()
        notation = self._look.notation
        self.formula.set_latex(line.formula)
        for matrix, shown in zip(self.matrices, line.shown, strict=True):
            named = partial(_cell_name, notation, shown)
            matrix.set_matrix(notation.text(shown.name), shown.values, notation.text(shown.about), named)
            matrix.set_marks(marks_of(shown))
        self.update()

    def set_marks(self, marks_of: MarksOf) -> None:
        """Outline other cells."""
        for matrix, shown in zip(self.matrices, self.line.shown, strict=True):
            matrix.set_marks(marks_of(shown))

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._metrics = QFontMetricsF(look.font(1.15))
        self._measure_signs()
        self.formula.set_look(look)
        for matrix in self.matrices:
            matrix.set_look(look)

    # --- room ---

    def _sign_width(self, sign: str) -> float:
        return self._metrics.horizontalAdvance(self._look.notation.text(sign)) + self._look.px(12)

    def _measure_signs(self) -> None:
        self._signs_width = sum(self._sign_width(item) for item in self.line.items if isinstance(item, str))

    def width_with(self, columns: Sequence[int]) -> int:
        """Return the width in pixels of the matrices and signs with so many columns of each matrix in view."""
        matrices = sum(matrix.needed(count).width() for matrix, count in zip(self.matrices, columns, strict=True))
        return round(matrices + self._signs_width) + 2

    def width_up_to(self, width: int, columns: Sequence[int]) -> int:
        """Return the width of all of it; the formula shrinks rather than take more than ``width``."""
        return max(self.width_with(columns), min(self.formula.sizeHint().width(), width))

    @property
    def heading(self) -> int:
        """Height of the formula in pixels."""
        return self.formula.sizeHint().height()

    def height_with(self, rows: int, taller: int = 0) -> int:
        """Return the height in pixels with so many rows in view."""
        tallest = max(matrix.needed(1, rows, taller).height() for matrix in self.matrices)
        return self.heading + round(self._look.px(2)) + tallest

    def rows_in_view(self, rows: int) -> int:
        """Return how many rows its tallest matrix shows of so many."""
        return min(rows, max(int(matrix.values.shape[0]) for matrix in self.matrices))

    def arrange(self, columns: Sequence[int], rows: int, width: int, taller: int) -> None:
        """Place formula, matrices and signs, with so many columns and rows in view."""
        for matrix, count in zip(self.matrices, columns, strict=True):
            matrix.set_room(count, rows, taller)
        top = self.heading + round(self._look.px(2))
        self.formula.setGeometry(0, 0, width, self.heading)
        x, matrices = 0.0, iter(self.matrices)
        self._signs.clear()
        for item in self.line.items:
            if isinstance(item, str):
                self._signs.append((x, item))
                x += self._sign_width(item)
            else:
                matrix = next(matrices)
                matrix.move(round(x), top)
                x += matrix.width()
        self.setFixedSize(max(width, round(x)), top + max(matrix.height() for matrix in self.matrices))
        self.update()

    def edges(self) -> list[int]:
        """Return the heights on the page at which it begins, its formula ends, or a row of its cells."""
        top, cell = self.y() + self.matrices[0].y(), self.matrices[0].grid
        rows = max(matrix.grid.rows for matrix in self.matrices)
        feet = [round(top + cell.top + n * cell.cell.height()) for n in range(min(ROWS_WHERE_LOW, rows), rows + 1)]
        return [self.y(), self.y() + self.heading, *feet, self.geometry().bottom() + 1]

    def is_whole_at(self, edge: int) -> bool:
        """Tell whether a page that ends there has none of it, all of it, its formula, or that and whole rows."""
        return edge <= self.y() or edge > self.geometry().bottom() or edge in self.edges()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for what stands between the matrices by name."""
        x = event.position().x()
        for left, sign in self._signs:
            if left <= x <= left + self._sign_width(sign) and event.position().y() > self.heading:
                self.name_clicked.emit(sign)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the signs, halfway up the tallest matrix's cells."""
        painter = QPainter(self)
        painter.setFont(self._look.font(1.15))
        painter.setPen(self._look.colour("text"))
        tallest = max(self.matrices, key=QWidget.height)
        area = tallest.grid.area.translated(tallest.x(), tallest.y())
        for x, sign in self._signs:
            box = QRectF(x, area.top(), self._sign_width(sign), min(area.height(), self.height() - area.top()))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._look.notation.text(sign))
        painter.end()


BlockRows: TypeAlias = list[list[EquationBlock]]


def _cell_name(notation: Notation, shown: Shown, row: int, column: int) -> str:
    return notation.text(shown.name_of(row, column))


def pattern_of(line: Line) -> tuple[bool, ...]:
    """Return which of a line's items are matrices."""
    return tuple(isinstance(item, Shown) for item in line.items)


@dataclass(frozen=True)
class Plan:
    """How the blocks of a page lie in a room: row by row, with the columns in view of each matrix.

    Attributes
    ----------
    most, taller
        BlockRows of cells in view at most, and the pixels that each is higher than it must be.
    width, height
        The room's width, and the height of all of it, in pixels.
    corner
        The room that is left beside the last row and below it.
    """

    rows: tuple[tuple[EquationBlock, ...], ...]
    columns: tuple[list[list[int]], ...]
    most: int
    taller: int
    width: int
    height: int
    corner: QRect


class Board(QWidget):
    """The blocks of a page, flowing from left to right and top to bottom.

    Signals
    -------
    cell_clicked : Cell
        As of `EquationBlock`.
    wanted : QWidget
        The matrix whose name was clicked.
    """

    cell_clicked = Signal(object)
    wanted = Signal(object)
    reshaped = Signal()
    """A formula has changed its size, so the layout must be planned again."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Equations")
        self._look = Look()
        self.blocks: list[EquationBlock] = []

    def show_lines(self, lines: Sequence[Line], marks_of: MarksOf) -> None:
        """Show the equations of a page; they have no place until one is planned."""
        if [pattern_of(line) for line in lines] != [block.pattern for block in self.blocks]:
            self._rebuild(lines)
        for block, line in zip(self.blocks, lines, strict=True):
            block.show_line(line, marks_of)

    def _rebuild(self, lines: Sequence[Line]) -> None:
        for block in self.blocks:
            block.hide()
            block.deleteLater()
        self.blocks = [EquationBlock(line, self._look, self) for line in lines]
        for block in self.blocks:
            block.cell_clicked.connect(self.cell_clicked)
            block.name_clicked.connect(self._find)
            block.formula.resized.connect(self.reshaped)
            for matrix in block.matrices:
                matrix.scrolled.connect(partial(self._scroll_along, matrix))
            block.show()

    def _scroll_along(self, matrix: MatrixView, column: int) -> None:
        """Keep the columns of all matrices over the same examples together: else A = g(Z) would look false."""
        for other in (each for block in self.blocks for each in block.matrices if each is not matrix):
            if other.values.shape[1] == matrix.values.shape[1]:
                with QSignalBlocker(other):
                    other.scroll_to(other.offset[0], column)

    def _find(self, name: str) -> None:
        """Go to the matrix that has a name as the result of its equation."""
        for block in self.blocks:
            if block.line.shown and block.line.shown[0].name == name:
                block.matrices[0].setFocus(Qt.FocusReason.OtherFocusReason)
                self.wanted.emit(block.matrices[0])

    def set_marks(self, marks_of: MarksOf) -> None:
        """Outline other cells."""
        for block in self.blocks:
            block.set_marks(marks_of)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for block in self.blocks:
            block.set_look(look)

    def set_low(self, low: bool, narrow: bool) -> None:
        """Have smaller formulas where the page is low, and shapes only where it is not narrow."""
        for block in self.blocks:
            block.formula.set_size(SIZE_WHERE_LOW if low else SIZE)
            for matrix in block.matrices:
                matrix.set_short(narrow)

    # --- flowing ---

    def plan(self, width: int, height: int) -> Plan:
        """Return how the blocks lie in a width and about so much height: more in view where there is more."""
        rows, fewest = self._rows(width, height)
        most = self._most_rows(height, len(rows))
        columns: list[list[list[int]]] = []
        caps: dict[int, int] = {}
        for blocks in rows:
            counts = shared_columns(blocks, width - self._gap * (len(blocks) - 1), fewest, caps)
            for block, row in zip(blocks, counts, strict=True):
                for matrix, count in zip(block.matrices, row, strict=True):
                    caps.setdefault(int(matrix.values.shape[1]), count)
            columns.append(counts)
        cells = sum(max(block.rows_in_view(most) for block in blocks) for blocks in rows)
        highest = round(TALLER * self.blocks[0].matrices[0].row_height)
        taller = max(0, min((height - self._height(rows, most)) // max(cells, 1), highest))
        whole = self._height(rows, most, taller)
        y = self._height(rows[:-1], most, taller)
        last = zip(rows[-1], columns[-1], strict=True)
        x = sum(block.width_up_to(width, counts) + self._gap for block, counts in last)
        corner = QRect(x, y, max(width - x, 0), max(height - y, 0))
        return Plan(tuple(map(tuple, rows)), tuple(columns), most, taller, width, whole, corner)

    def follow(self, plan: Plan) -> None:
        """Lay the blocks out."""
        y = 0
        for blocks, counts in zip(plan.rows, plan.columns, strict=True):
            x = 0
            for block, columns in zip(blocks, counts, strict=True):
                block.arrange(columns, plan.most, block.width_up_to(plan.width, columns), plan.taller)
                block.move(x, y)
                x += block.width() + self._gap
            y += self._height([list(blocks)], plan.most, plan.taller)
        self.setMinimumWidth(max((block.width_with([1] * len(block.matrices)) for block in self.blocks), default=0))
        self.setFixedHeight(max(plan.height, 1))

    def whole_up_to(self, height: int) -> int:
        """Return where to end, at most so high, for what is in view to be whole: blocks, formulas or rows of cells."""
        edges = {edge for block in self.blocks for edge in block.edges()} - {0}
        whole = [edge for edge in edges if edge <= height and all(block.is_whole_at(edge) for block in self.blocks)]
        return max(whole, default=height)

    @property
    def _gap(self) -> int:
        return round(self._look.px(22))

    def _height(self, rows: BlockRows, most: int, taller: int = 0) -> int:
        """Return the height of rows of blocks, with the gaps below them."""
        gap = round(self._look.px(8))
        return sum(max(block.height_with(most, taller) for block in blocks) + gap for blocks in rows)

    def _rows(self, width: int, height: int) -> tuple[BlockRows, int]:
        """Return the blocks row by row, and the fewest columns with which they found room; the least if none."""
        for fewest in MIN_COLUMNS:
            rows = self._flowed(width, fewest)
            if self._height(rows, MIN_ROWS) <= height:
                break
        return rows, fewest

    def _flowed(self, width: int, fewest: int) -> BlockRows:
        rows: BlockRows = []
        room = -1
        for block in self.blocks:
            needed = block.width_up_to(width, [min(fewest, matrix.values.shape[1]) for matrix in block.matrices])
            if rows and needed + self._gap <= room:
                rows[-1].append(block)
                room -= needed + self._gap
            else:
                rows.append([block])
                room = width - needed
        return rows

    def _most_rows(self, height: int, count: int) -> int:
        """Return how many rows of cells make ``count`` rows of blocks about as high as the room."""
        cell = self.blocks[0].matrices[0].row_height
        taken = max(block.height_with(0) for block in self.blocks) + self._look.px(9)
        alone = int((height - taken + self._look.px(8)) // cell)  # whole rows, and no gap below
        least = max(ROWS_WHERE_LOW, min(MIN_ROWS, alone))
        return max(least, min(MAX_ROWS, int((height / count - taken) // cell)))


def shared_columns(
    blocks: Sequence[EquationBlock], width: int, fewest: int, caps: Mapping[int, int]
) -> list[list[int]]:
    """Return the columns in view of each matrix: as many as fit, narrow matrices first, then the narrowest view.

    Each has ``fewest`` columns, or less where even these find no room. A matrix as wide as one above has no more in
    view than that: ``caps`` is what those have by their width.
    """
    whole = [[int(matrix.values.shape[1]) for matrix in block.matrices] for block in blocks]
    limit = [[min(caps.get(columns, MAX_COLUMNS), columns) for columns in row] for row in whole]
    places = [(b, k) for b, block in enumerate(blocks) for k in range(len(block.matrices))]

    def widths(counts: list[list[int]]) -> int:
        return sum(block.width_up_to(width, columns) for block, columns in zip(blocks, counts, strict=True))

    for least in range(fewest, 0, -1):
        counts = [[min(least, columns) for columns in row] for row in limit]
        if widths(counts) <= width:
            break
    while places:
        b, k = min(places, key=lambda at: (whole[at[0]][at[1]] > NARROW, counts[at[0]][at[1]]))
        counts[b][k] += 1
        if counts[b][k] > limit[b][k] or widths(counts) > width:
            counts[b][k] -= 1
            places.remove((b, k))
    return counts
