"""The matrices of one equation, beside each other: few rows and columns, and what goes into one cell framed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.analysis.sight import PER_EXAMPLE
from core.values import dataclass
from gui.lenses.maths.pages import Line, Shown
from gui.stage.in_view import in_view
from gui.stage.on_colour import write_on_colour
from gui.widgets.fonts import symbol_font
from gui.widgets.matrix_painting import SHADES, WIDEST, Block, largest, shades, signed
from gui.widgets.symbols import width_of, write
from gui.widgets.theme import Align, Look

MOST_ROWS, MOST_COLUMNS, FEWEST = 6, 7, 2
"""Rows and columns in view at most, "…" included, and columns at least of what is multiplied or added up."""
SIZES, ENOUGH = (1.9, 1.75, 1.6, 1.45, 1.3, 1.15), 5
"""By how much all may be larger, and how many columns have to be in view before it is."""
NAME = 1.6
"""Height of a matrix' name and of the signs between matrices, by normal text."""
OF_SIGN, OF_FRACTION = 0.3, (-0.2, 0.85)
"""How far the lines of a sign, and of both parts of a fraction, are below the middle, by the letters' size."""
ROW, TALLEST, TALLEST_BELOW = 1.3, 2.0, 2.9
"""Least and largest height of a row, also of matrices below each other, by normal text."""
AROUND = 0.5
"""Free beside the widest number of a matrix, by normal text."""
BETWEEN = 0.7
"""Free on both sides of a sign, by normal text."""
WIDEST_GAP, EDGE = 2.0, 0.15
"""Most that items stand apart, and what is free at the left for a frame, by normal text."""
BELOW = 0.5
"""Free between matrices below each other, by normal text."""
EXAMPLE = "example"
REST, REST_BELOW = "⋯", "⋮"
"""What stands for columns and for rows that are not in view."""
Framed = Callable[[Shown], Block | None]


def _by_example(item: Shown | str) -> bool:
    """Tell whether the columns of a matrix are examples."""
    return isinstance(item, Shown) and item.matrix in PER_EXAMPLE and not item.turned


def _size(shown: Shown) -> str:
    return " × ".join(map(str, shown.values.shape))


def short(value: float) -> str:
    """Return a value in few letters."""
    return signed(value).removeprefix("+")


@dataclass(frozen=True)
class Grid:
    """A matrix with the rows and columns of it that are in view (None stands for those between), and its place.

    ``name`` is where its name stands, above it or at its left.
    """

    shown: Shown
    rows: list[int | None]
    columns: list[int | None]
    x: float
    top: float
    cell: tuple[float, float]
    name: QRectF

    @property
    def width(self) -> float:
        return len(self.columns) * self.cell[0]

    def box(self, row: int, column: int) -> QRectF:
        """Return where the cell in a row and column in view is."""
        width, height = self.cell
        return QRectF(self.x + column * width, self.top + row * height, width, height)

    def cells(self) -> Iterator[tuple[QRectF, int | None, int | None]]:
        """Yield each place with its row and column in the matrix."""
        for r, row in enumerate(self.rows):
            for c, column in enumerate(self.columns):
                yield self.box(r, c), row, column

    def frame(self, block: Block) -> QRectF:
        """Return the rectangle of a cell, row or column."""
        rows = [r for r, row in enumerate(self.rows) if block[0] is None or row == block[0]]
        columns = [c for c, column in enumerate(self.columns) if block[1] is None or column == block[1]]
        if not rows or not columns:
            return QRectF()
        return self.box(rows[0], columns[0]) | self.box(rows[-1], columns[-1])


class MatricesInView(QWidget):
    """Paints the matrices and signs of an equation; where not all have room, its result is left out."""

    cell_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.line: Line | None = None
        self.m = 1
        self._names: dict[int, str] = {}
        self._cell_widths: dict[int, float] = {}
        self.framed: Framed = lambda shown: None
        self.grids: list[Grid] = []
        self.signs: list[tuple[float, str]] = []
        self.setAccessibleName("Matrices of the equation")
        self._grow(1.0)

    def show_line(self, line: Line, m: int, framed: Framed) -> None:
        """Show an equation of a batch of ``m``; ``framed`` says what goes into the cell that is written out."""
        self.line, self.m, self.framed = line, m, framed
        self.arrange()

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.arrange()

    def resizeEvent(self, event: object) -> None:
        """Show as much as there is room for."""
        self.arrange()

    # --- room ---

    def arrange(self) -> None:
        """Choose rows and columns, and place all, as large as there is room for."""
        if self.line is None:
            return
        items: Sequence[Shown | str] = self.line.items
        self._names = {id(each): self.look.notation.text(each.name) for each in self.line.shown}
        self._cell_widths = {id(each): self._cell_width(each) for each in self.line.shown}
        self.update()
        for size in (*SIZES, 1.0):
            self._grow(size)
            if self._place_below(self.line.shown):
                return
        for size in SIZES:
            self._grow(size)
            if self._place(items, ENOUGH) and self._all_rows():
                return
        self._grow(1.0)
        while not self._place(items, 1 if "→" in items else FEWEST) and "→" not in items and len(items) > 2:
            items = items[2:] if isinstance(items[1], str) else items[1:]

    def _grow(self, scale: float) -> None:
        """Draw all in a look so many times as large as the stage's own, and names and signs in letters for it."""
        self.scale, self._drawn = scale, self.look.scaled(scale * self.look.text)
        self._letters = symbol_font(round(NAME * self._drawn.text))

    def _place_below(self, shown: Sequence[Shown]) -> bool:
        """Place matrices below each other where a column of each is the same example, and tell whether that can be."""
        text, columns = self._drawn.text, {each.values.shape[1] for each in shown}
        if self.line is None or "→" not in self.line.items or not all(map(_by_example, shown)) or len(columns) > 1:
            return False
        left = max(self._name_width(each) + self._size_width(each) for each in shown) + text
        width = self.scale * max(self._cell_widths.values())
        count, fit = columns.pop(), int((self.width() - left - EDGE * text) / width)
        rows = [min(MOST_ROWS, each.values.shape[0]) for each in shown]
        height = (self.height() - (ROW + BELOW * len(rows)) * text) / sum(rows)
        if fit < min(count, MOST_COLUMNS if self.scale > 1.0 else FEWEST) or height < ROW * text:
            return False
        height, top = min(height, TALLEST_BELOW * text), EDGE * text
        kept = next((block[1] for block in map(self.framed, shown) if block and block[1] is not None), 0)
        self.grids, self.signs = [], []
        for each, most in zip(shown, rows, strict=True):
            row = (self.framed(each) or (None,))[0]
            seen = in_view(each.values.shape[0], most, row or 0), in_view(count, min(MOST_COLUMNS, fit), kept)
            name = QRectF(EDGE * text, top, left, height / 2 + 0.8 * NAME * text)
            self.grids.append(Grid(each, *seen, left, top, (width, height), name))
            top += most * height + BELOW * text
        return True

    def _all_rows(self) -> bool:
        """Tell whether all rows that are to be in view have room."""
        return all(len(grid.rows) == min(MOST_ROWS, grid.shown.values.shape[0]) for grid in self.grids)

    def _place(self, items: Sequence[Shown | str], fewest: int) -> bool:
        """Place items with as many columns as fit, and tell whether even the fewest fit.

        Matrices with the same number of columns, e.g. one for each example, show the same number of them.
        """
        shown = [item for item in items if isinstance(item, Shown)]
        signs = EDGE * self._drawn.text + sum(self._sign_width(item) for item in items if isinstance(item, str))
        counts = {each.values.shape[1]: min(fewest, each.values.shape[1]) for each in shown}

        def taken() -> float:
            return signs + sum(self._width(each, counts[each.values.shape[1]]) for each in shown)

        growing = sorted(counts)
        while growing:
            columns = min(growing, key=lambda each: (counts[each], each))
            counts[columns] += 1
            if counts[columns] > min(MOST_COLUMNS, columns) or taken() > self.width():
                counts[columns] -= 1
                growing.remove(columns)
        self._put(items, counts, max((self.width() - taken()) / max(len(items) - 1, 1), 0.0))
        return taken() <= self.width()

    def _put(self, items: Sequence[Shown | str], counts: Mapping[int, int], spare: float) -> None:
        text = self._drawn.text
        top = 1.35 * NAME * text
        labels = ROW * text * any(_by_example(item) for item in items)
        room = max(int((self.height() - top - labels) // (ROW * text)), 1)
        rows = max(min(MOST_ROWS, room, each.values.shape[0]) for each in items if isinstance(each, Shown))
        height = min((self.height() - top - labels - 4) / max(rows, 1), TALLEST * text)
        x, self.grids, self.signs = EDGE * text, [], []
        gap = min(spare, WIDEST_GAP * text)
        for item in items:
            if isinstance(item, str):
                self.signs.append((x, item))
                x += self._sign_width(item) + gap
                continue
            kept = self.framed(item) or (None, None)
            count, width = counts[item.values.shape[1]], self._name_width(item)
            grid = Grid(
                item,
                in_view(item.values.shape[0], min(MOST_ROWS, room), kept[0] or 0),
                in_view(item.values.shape[1], count, kept[1] or 0),
                x,
                top,
                (self.scale * self._cell_widths[id(item)], height),
                QRectF(x, 0, max(self._width(item, count), width), top - 0.15 * text),
            )
            self.grids.append(grid)
            x += max(grid.width, width) + gap

    def _cell_width(self, shown: Shown) -> float:
        """Return the width of a cell in normal text."""
        metrics = QFontMetricsF(self.look.font())
        few = shown.values[:MOST_ROWS, :MOST_COLUMNS].ravel().tolist()
        widest = max(metrics.horizontalAdvance(text) for text in (WIDEST, *map(short, few)))
        return widest + AROUND * self.look.text

    def _width(self, shown: Shown, most: int) -> float:
        """Return the width of a matrix that shows at most ``most`` columns, or of its name if that is wider."""
        cells = min(int(shown.values.shape[1]), most) * self.scale * self._cell_widths[id(shown)]
        return max(cells, self._name_width(shown))

    def _name_width(self, shown: Shown) -> float:
        return width_of(self._names[id(shown)], self._letters, self._least) + 0.5 * self._drawn.text

    def _size_width(self, shown: Shown) -> float:
        return QFontMetricsF(self._drawn.font()).horizontalAdvance(_size(shown))

    def _sign_width(self, sign: str) -> float:
        width = max(width_of(part, self._letters) for part in self._sign(sign).split("/"))
        return width + BETWEEN * self._drawn.text

    @property
    def _least(self) -> int:
        """Pixels of indices at least."""
        return round(self.look.text)

    def _sign(self, sign: str) -> str:
        return f"1/{self.m}" if sign == "1/m" else self.look.notation.text(sign)

    # --- painting and mouse ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, cells, signs and frames."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for grid in self.grids:
            self._paint_name(painter, grid)
            self._paint_cells(painter, grid)
            if _by_example(grid.shown) and (self.signs or grid is self.grids[-1]):
                self._paint_examples(painter, grid)
        for grid in self.grids:
            if (block := self.framed(grid.shown)) is not None:
                _paint_frame(painter, grid.frame(block), self._drawn)
        painter.setPen(self._drawn.colour("text"))
        area = max((grid.frame((None, None)) for grid in self.grids), key=QRectF.height, default=QRectF())
        for x, sign in self.signs:
            self._paint_sign(painter, QPointF(x + self._sign_width(sign) / 2, area.center().y()), self._sign(sign))
        painter.end()

    def _paint_sign(self, painter: QPainter, middle: QPointF, sign: str) -> None:
        """Paint a sign around a place, or a fraction above and below it."""
        letters, parts = self._letters, sign.split("/")
        size = letters.pixelSize()
        lines = (OF_SIGN,) if len(parts) == 1 else OF_FRACTION
        for part, down in zip(parts, lines, strict=True):
            write(painter, middle + QPointF(-width_of(part, letters) / 2, down * size), part, letters)
        if len(parts) > 1:
            half = max(width_of(part, letters) for part in parts) / 2 + 0.1 * size
            painter.setPen(QPen(self._drawn.colour("text"), self._drawn.line(1.0)))
            painter.drawLine(QLineF(middle - QPointF(half, 0.0), middle + QPointF(half, 0.0)))

    def _paint_name(self, painter: QPainter, grid: Grid) -> None:
        look, width, flags = self._drawn, self._name_width(grid.shown), Align.AlignLeft | Align.AlignBottom
        painter.setPen(look.colour("text"))
        line = grid.name.bottomLeft() - QPointF(0.0, 0.4 * look.text)
        write(painter, line, self._names[id(grid.shown)], self._letters, self._least)
        if width + self._size_width(grid.shown) <= grid.name.width():
            painter.setFont(look.font())
            painter.setPen(look.colour("dim"))
            down = QFontMetricsF(look.font()).descent() - 0.4 * look.text
            painter.drawText(grid.name.adjusted(width, 0, 0, down), flags, _size(grid.shown))

    def _paint_cells(self, painter: QPainter, grid: Grid) -> None:
        values, colours = grid.shown.values, shades(self.look.theme)
        scale = largest(values) or 1.0
        painter.setFont(self._drawn.font())
        for box, row, column in grid.cells():
            if row is None or column is None:
                painter.setPen(self._drawn.colour("dim"))
                painter.drawText(box, Align.AlignCenter, _rest(row, column))
                continue
            value = float(values[row, column])
            tone = round(max(-1.0, min(1.0, value / scale)) * SHADES) if value == value else 0
            painter.fillRect(box.adjusted(0, 0, -2, -2), colours[SHADES + tone])
            write_on_colour(painter, box, short(value), self._drawn, abs(tone) / SHADES)

    def _paint_examples(self, painter: QPainter, grid: Grid) -> None:
        """Write below the columns which examples of the batch they are, with the word where it has room."""
        painter.setFont(self._drawn.font())
        painter.setPen(self._drawn.colour("dim"))
        for column, number in enumerate(grid.columns):
            box = grid.box(len(grid.rows), column)
            box.setHeight(ROW * self._drawn.text)
            text = REST if number is None else f"{number + grid.shown.first + 1:,}"
            painter.drawText(box, Align.AlignCenter, text)
        first = next(each for each in self.grids if _by_example(each.shown))
        is_lowest = all(len(each.rows) <= len(grid.rows) for each in self.grids)
        if not self.signs or (grid is first and grid is not self.grids[0] and is_lowest):
            word = QRectF(0, box.top(), grid.x - 0.4 * self._drawn.text, box.height())
            if QFontMetricsF(self._drawn.font()).horizontalAdvance(EXAMPLE) <= word.width():
                painter.drawText(word, Align.AlignRight | Align.AlignVCenter, EXAMPLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the cell that is clicked."""
        for grid in self.grids:
            for box, row, column in grid.cells():
                if row is not None and column is not None and box.contains(event.position()):
                    self.cell_clicked.emit(grid.shown.cell(row, column))


def _rest(row: int | None, column: int | None) -> str:
    """Return what stands in place of the cells that are left out."""
    return REST_BELOW if column is not None else REST if row is not None else ""


def _paint_frame(painter: QPainter, box: QRectF, look: Look) -> None:
    for role, wider in (("highlight_edge", 1.6), ("highlight", 1.0)):
        painter.setPen(QPen(look.colour(role), wider * look.line(1.8)))
        painter.drawRoundedRect(box.adjusted(1, 0, -2, -2), 4, 4)
