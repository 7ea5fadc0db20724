"""A matrix as coloured cells with their numbers. Only what is in view is ever formatted or painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from core.arrays import Array
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.keys import CELLS, way_of
from gui.widgets.matrix_painting import CellGrid, MatrixMarks, MatrixPainting, Place, largest
from gui.widgets.numbers import number
from gui.widgets.theme import Look
from gui.widgets.tips import show_tip


def beside(place: Place, step: Place, shape: Place) -> Place:
    """Return the cell so many rows down and columns right of ``place``, as far as a matrix of that shape goes."""
    row, column = (max(0, min(at + by, size - 1)) for at, by, size in zip(place, step, shape, strict=True))
    return row, column


class MatrixView(LeavesDoubleClick, QWidget):
    """Shows a matrix; what does not fit is reached by wheel, drag and arrow keys.

    Signals
    -------
    cell_clicked : (row, column)
        A cell that was clicked, counted from 0.
    """

    cell_clicked = Signal(int, int)
    scrolled = Signal(int)
    """Another column is the first in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look = Look()
        self.name, self.help = "", ""
        self.values: Array = np.zeros((1, 1))
        self._named: Callable[[int, int], str] = lambda row, column: ""
        self.marks = MatrixMarks()
        self._offset, self._at = (0, 0), (0, 0)
        self._pressed: QPoint | None = None
        self._dragged_from = (0, 0)
        self._dragging = False
        self._room, self._taller = (8, 6), 0
        self._short = False
        self._painting = MatrixPainting(self._look)
        self._size_up()

    # --- what is shown ---

    def set_matrix(self, name: str, values: Array, help: str, named: Callable[[int, int], str]) -> None:
        """Show other values (n × m).

        Parameters
        ----------
        name
            What stands above the cells, before the shape.
        help
            What the matrix is: the first line of the tooltip.
        named
            Returns the name of a cell for its tooltip.
        """
        if values.shape != self.values.shape or name != self.name:
            self._offset, self._at = (0, 0), (0, 0)
        self.name, self.help, self.values, self._named = name, help, values, named
        self._painting.set_values(values)
        self.setAccessibleName(f"{name}, {values.shape[0]} by {values.shape[1]}")
        self.setAccessibleDescription(f"{help} {CELLS.told}".strip())
        self._size_up()

    def set_marks(self, marks: MatrixMarks) -> None:
        """Outline other cells, and scroll to what has newly been marked."""
        before, self.marks = self.marks, marks
        if marks == before:
            return
        self._painting.marks = marks
        for now, then in ((marks.chosen, before.chosen), (marks.part, before.part), (marks.cell, before.cell)):
            if now is not None and now != then:
                self.reveal(*now)
        self.update()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._painting = MatrixPainting(look)
        self._painting.set_values(self.values)
        self._painting.marks = self.marks
        self._size_up()

    def set_room(self, columns: int, rows: int, taller: int = 0) -> None:
        """Show at most so many columns and rows at once, each so many pixels ``taller``: what is marked, if not all."""
        if (columns, rows, taller) != (*self._room, self._taller):
            self._room, self._taller = (columns, rows), taller
            self._size_up()
            for place in (self.marks.chosen, self.marks.part, self.marks.cell):
                if place is not None:
                    self.reveal(*place)

    def needed(self, columns: int, rows: int = 1, taller: int = 0) -> QSize:
        """Return the size in pixels with room for so many columns and rows."""
        return self._painting.grid(self.values.shape, (columns, rows), (0, 0), self._title_width, taller).size

    @property
    def row_height(self) -> int:
        """Height in pixels that a row needs."""
        return round(self._painting.cell.height())

    @property
    def shown(self) -> tuple[int, int]:
        """How many (rows, columns) are in view."""
        return self.grid.rows, self.grid.columns

    @property
    def offset(self) -> Place:
        """The first row and column in view."""
        return self._offset

    @property
    def grid(self) -> CellGrid:
        """Where the cells are."""
        return self._grid

    def _size_up(self) -> None:
        self._title_width = QFontMetricsF(self._painting.title_font).horizontalAdvance(self.heading) + 2.0
        self.scroll_to(*self._offset)
        self.setFixedSize(self._grid.size)

    # --- scrolling ---

    def reveal(self, row: int | None, column: int | None) -> None:
        """Scroll until a cell is in view; None for any row or column."""
        (top, left), (rows, columns) = self._offset, self.shown
        if row is not None:
            top = min(max(top, row - rows + 1), row)
        if column is not None:
            left = min(max(left, column - columns + 1), column)
        self.scroll_to(top, left)

    def scroll_to(self, row: int, column: int) -> bool:
        """Let the view start at a row and column, as near as can be; tell whether that moved it."""
        before = self._offset
        self._grid = self._painting.grid(self.values.shape, self._room, before, self._title_width, self._taller)
        rows, columns = self.values.shape
        top, left = max(0, min(row, rows - self._grid.rows)), max(0, min(column, columns - self._grid.columns))
        self._offset = top, left
        self._grid = replace(self._grid, first=self._offset)
        self.update()
        if left != before[1]:
            self.scrolled.emit(left)
        return self._offset != before

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by rows, or by columns where all rows are in view or Shift is down; at the end let the page scroll."""
        turned, shift = event.angleDelta(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = -1 if (turned.y() or turned.x()) > 0 else 1
        top, left = self._offset
        across = shift or bool(turned.x()) or self.shown[0] >= self.values.shape[0]
        moved = self.scroll_to(top, left + steps) if across else self.scroll_to(top + steps, left)
        event.setAccepted(moved)

    # --- mouse and keys ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged_from = event.position().toPoint(), self._offset
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cells."""
        if self._pressed is None:
            return
        moved = event.position().toPoint() - self._pressed
        if self._dragging or moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            top, left = self._dragged_from
            self.scroll_to(
                top - round(moved.y() / self._grid.cell.height()), left - round(moved.x() / self._grid.cell.width())
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click the cell under the mouse, unless it was dragged."""
        pressed, self._pressed = self._pressed, None
        place = self.place_at(event.position().toPoint())
        if pressed is not None and not self._dragging and place is not None and place == self.place_at(pressed):
            self._at = place
            self.cell_clicked.emit(*place)
            self.update()

    def place_at(self, point: QPoint) -> Place | None:
        """Return the (row, column) under a point; None beside the cells."""
        return self._grid.place_at(point.x(), point.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell; click."""
        if (way := way_of(event)) is not None:
            self._at = beside(self._at, way, self.values.shape)
            self.reveal(*self._at)
            self.update()
        elif CELLS.does(event, "choose"):
            self.cell_clicked.emit(*self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cell that the keys act on."""
        self.reveal(*self._at)
        super().focusInEvent(event)

    # --- painting and words ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, cells in view, outlines, and a mark of what is out of view."""
        painter = QPainter(self)
        self._painting.paint(painter, self._grid, self.heading, self._at if self.hasFocus() else None)
        painter.end()

    @property
    def heading(self) -> str:
        """What stands above the cells: the name, and the shape where there is room for it."""
        rows, columns = self.values.shape
        return self.name if self._short else f"{self.name}  {rows} × {columns}"

    def set_short(self, short: bool) -> None:
        """Leave the shape to the tooltip, where room is short."""
        if short != self._short:
            self._short = short
            self._size_up()

    def event(self, event: QEvent) -> bool:
        """Answer requests for a tooltip with the full value of the cell under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(event.pos())
            about = self._grid.box(*place).toAlignedRect() if place is not None else None
            show_tip(tooltip(*self.help_text(place).split("\n")), self, about)
            return True
        return bool(super().event(event))

    def help_text(self, place: Place | None) -> str:
        """Return the tooltip of a cell, or of the matrix."""
        rows, columns = self.values.shape
        lines = [f"{self.name}, {rows} × {columns} (rows × columns). {self.help}"]
        if place is not None:
            value = f"{self.values[place]:.10g}".replace("-", "−")
            lines.insert(0, f"{self._named(*place)} = {value}")
            lines.append("Click it to see where it comes from.")
        scale = number(largest(self.values))
        lines.append(f"Blue is positive, orange negative; the strongest colour is ±{scale}, zero is uncoloured.")
        return "\n".join(lines)
