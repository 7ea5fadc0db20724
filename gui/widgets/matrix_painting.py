"""How a matrix is painted: its grid of cells, their colours by value, and their numbers in few letters."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.arrays import Array
from core.values import dataclass
from gui.widgets.numbers import raised
from gui.widgets.theme import Align, Look, Theme, blend

Place: TypeAlias = tuple[int, int]
Block: TypeAlias = tuple[int | None, int | None]
"""A cell, a whole row (no column) or a whole column (no row)."""
SHADES = 24
"""Shades of each sign's colour."""
STRONGEST = 0.5
"""Share of the sign's colour in the strongest shade: more, and the number on it could not be read."""
TEXT = 0.8
"""Height of the numbers, in units of normal text."""
WIDEST = "−0.000"
STRIP = 13.0
"""Pixels at normal text for the "…" beside and below what is clipped."""


def signed(value: float) -> str:
    """Return a value with its sign in few letters, e.g. ``"+1.43"``, ``"−0.012"`` or ``"+4·10⁻⁷"``."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "+∞" if value > 0 else "−∞"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 9_999.5 or size < 0.00095:
        mantissa, exponent = f"{value:+.0e}".split("e")
        text = f"{mantissa}·10{raised(int(exponent))}"
    else:
        digits = next(d for d, least in enumerate((99.95, 9.995, 0.09995, 0.0)) if size >= least)
        text = f"{value:+.{digits}f}"
    return text.replace("-", "−")


def largest(values: Array) -> float:
    """Return the largest finite |value|; 0 if there is none."""
    if values.size == 0:
        return 0.0
    high, low = float(values.max()), float(values.min())
    if math.isfinite(high - low):
        return max(abs(high), abs(low))
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


@lru_cache(maxsize=8)
def shades(theme: Theme) -> tuple[QColor, ...]:
    """Return the colours from full negative over zero (the middle one) to full positive."""
    return tuple(
        QColor(*blend(theme.field, theme.negative if k < 0 else theme.positive, STRONGEST * abs(k) / SHADES))
        for k in range(-SHADES, SHADES + 1)
    )


@dataclass(frozen=True)
class MatrixMarks:
    """What is outlined: the cell that is asked about, what it is made of, and what is of the selected parameter."""

    cell: Block | None = None
    part: Block | None = None
    chosen: Block | None = None


@dataclass(frozen=True)
class CellGrid:
    """Where the cells in view are: ``rows`` × ``columns`` of them from ``first`` on."""

    first: Place
    rows: int
    columns: int
    clipped: tuple[bool, bool]
    top: float
    cell: QSizeF
    size: QSize

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1) -> QRectF:
        """Return the rectangle of a block of cells by its first row and column in the matrix."""
        width, height = self.cell.width(), self.cell.height()
        x, y = (column - self.first[1]) * width, self.top + (row - self.first[0]) * height
        return QRectF(x, y, columns * width, rows * height)

    @property
    def area(self) -> QRectF:
        """The rectangle of all cells in view."""
        return self.box(*self.first, self.rows, self.columns)

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the cell at a point."""
        if not self.area.contains(x, y):
            return None
        row, column = int((y - self.top) // self.cell.height()), int(x // self.cell.width())
        return self.first[0] + min(row, self.rows - 1), self.first[1] + min(column, self.columns - 1)


class MatrixPainting:
    """Paints matrices in one look."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.font, self.title_font = look.font(TEXT), look.font(TEXT)
        self._long_font = look.font(TEXT * len(WIDEST) / 8.0)
        metrics = QFontMetricsF(self.font)
        self.cell = QSizeF(
            math.ceil(metrics.horizontalAdvance(WIDEST) + look.px(5)), math.ceil(metrics.height() + look.px(3))
        )
        self._top = float(math.ceil(QFontMetricsF(self.title_font).height() + look.px(2)))
        self._values: Array = np.zeros((1, 1))
        self._scale = 0.0
        self._texts: dict[Place, str] = {}
        self.marks = MatrixMarks()

    def set_values(self, values: Array) -> None:
        """Paint other values (n × m) from now on."""
        self._values, self._scale = values, largest(values)
        self._texts.clear()

    def grid(
        self, shape: tuple[int, ...], room: tuple[int, int], first: Place, title: float = 0.0, taller: int = 0
    ) -> CellGrid:
        """Return where the cells of a matrix are with room for so many (columns, rows) under a title that wide.

        ``taller``: pixels that a cell is higher than it must be.
        """
        cell = self.cell + QSizeF(0, taller)
        rows, columns = min(shape[0], room[1]), min(shape[1], room[0])
        below, beside = rows < shape[0], columns < shape[1]
        strip = self._look.px(STRIP)
        size = QSize(
            math.ceil(max(columns * cell.width() + (strip if beside else 3), title)),
            math.ceil(self._top + rows * cell.height() + (strip if below else 4)),
        )
        return CellGrid(first, rows, columns, (below, beside), self._top, cell, size)

    def paint(self, painter: QPainter, grid: CellGrid, title: str, focus: Place | None) -> None:
        """Paint the matrix; ``focus`` is the cell that the keys act on, if they do."""
        painter.setFont(self.title_font)
        painter.setPen(self._look.colour("dim"))
        painter.drawText(QRectF(0, 0, grid.size.width(), grid.top), Align.AlignLeft | Align.AlignTop, title)
        self._paint_cells(painter, grid)
        self._paint_marks(painter, grid, focus)
        self._paint_rest(painter, grid)

    def _paint_cells(self, painter: QPainter, grid: CellGrid) -> None:
        (top, left), colours = grid.first, shades(self._look.theme)
        part = self._values[top : top + grid.rows, left : left + grid.columns]
        tones = np.zeros(part.shape)
        if self._scale > 0:
            np.divide(np.nan_to_num(part, nan=0.0, posinf=self._scale, neginf=-self._scale), self._scale, out=tones)
        numbers = np.rint(tones * SHADES).astype(int).tolist()
        painter.setPen(self._look.colour("text"))
        for r, tones_of_row in enumerate(numbers):
            for c, tone in enumerate(tones_of_row):
                box = grid.box(top + r, left + c).adjusted(0, 0, -1, -1)
                painter.fillRect(box, colours[SHADES + tone])
                text = self._text(top + r, left + c)
                painter.setFont(self.font if len(text) <= len(WIDEST) + 1 else self._long_font)
                painter.drawText(box, Align.AlignCenter, text)

    def _text(self, row: int, column: int) -> str:
        if (row, column) not in self._texts:
            self._texts[row, column] = signed(float(self._values[row, column]))
        return self._texts[row, column]

    def _paint_marks(self, painter: QPainter, grid: CellGrid, focus: Place | None) -> None:
        """Outline thickly the cell asked about, thinly what it is made of, dashed what is of the selected parameter."""
        px = self._look.px
        outlines = (
            (self.marks.part, "accent", px(1.4), Qt.PenStyle.SolidLine),
            (self.marks.chosen, "text", px(1.8), Qt.PenStyle.DashLine),
            (focus, "text", px(1.2), Qt.PenStyle.DotLine),
            (self.marks.cell, "accent", px(2.6), Qt.PenStyle.SolidLine),
        )
        painter.save()
        painter.setClipRect(grid.area.adjusted(-1, -1, 1, 1))
        for block, role, width, style in outlines:
            if block is not None:
                self._outline(painter, self._box(grid, block), role, width, style)
        painter.restore()

    def _box(self, grid: CellGrid, block: Block) -> QRectF:
        row, column = block
        rows, columns = self._values.shape
        box = grid.box(row or 0, column or 0, rows if row is None else 1, columns if column is None else 1)
        return box & grid.area.adjusted(-2, -2, 2, 2)

    def _outline(self, painter: QPainter, box: QRectF, role: str, width: float, style: Qt.PenStyle) -> None:
        painter.setPen(QPen(self._look.colour(role), width, style))
        inset = width / 2
        painter.drawRect(box.adjusted(inset, inset, -1 - inset, -1 - inset))

    def _paint_rest(self, painter: QPainter, grid: CellGrid) -> None:
        """Paint "…" where the matrix goes on, and bars that tell where in it the view is."""
        below, beside = grid.clipped
        n, m = self._values.shape
        area, strip = grid.area, self._look.px(STRIP)
        painter.setFont(self._look.font(TEXT, bold=True))
        painter.setPen(self._look.colour("dim"))
        if beside:
            if grid.first[1] + grid.columns < m:
                painter.drawText(QRectF(area.right(), area.top(), strip, area.height()), Align.AlignCenter, "…")
            start, length = grid.first[1] / m * area.width(), grid.columns / m * area.width()
            painter.fillRect(QRectF(0, area.bottom() + 1, area.width(), 2), self._look.colour("border"))
            painter.fillRect(QRectF(start, area.bottom() + 1, length, 2), self._look.colour("dim"))
        if below:
            if grid.first[0] + grid.rows < n:
                painter.drawText(QRectF(0, area.bottom(), area.width(), strip), Align.AlignCenter, "…")
            start, length = grid.first[0] / n * area.height(), grid.rows / n * area.height()
            painter.fillRect(QRectF(area.right(), area.top(), 2, area.height()), self._look.colour("border"))
            painter.fillRect(QRectF(area.right(), area.top() + start, 2, length), self._look.colour("dim"))
