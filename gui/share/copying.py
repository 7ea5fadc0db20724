"""Copying what is under the mouse, or has the keyboard: matrices and tables as cells, any other card as a picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from core.words import counted, unmarked
from gui.share.drawing import image_of
from gui.stage.stage import Stage
from gui.widgets.card import Card
from gui.widgets.matrix_view import MatrixView

NOTHING_HERE = "Nothing is copied: point at a card first."
POWER = re.compile(r"(·|\b)10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
SORTED = re.compile(" [↑↓]$")


@runtime_checkable
class PaintedTable(Protocol):
    """A table that paints itself."""

    def cells_shown(self) -> list[list[str]]:
        """Return its heads and rows as they are shown."""


def copy_what_is_meant() -> str:
    """Copy it; return in words what was copied, or why nothing was."""
    under, focused = QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()
    for each in (*_around(under), *_around(focused)):
        if isinstance(each, (MatrixView, QTableView, PaintedTable, Card, Stage)):
            return copied(each)
    return NOTHING_HERE


def copied(part: MatrixView | QTableView | PaintedTable | Card | Stage) -> str:
    """Copy a matrix with all its digits, a table, or the picture of a card; return in words what was copied."""
    clipboard = QGuiApplication.clipboard()
    if isinstance(part, (Card, Stage)):
        clipboard.setImage(image_of(part, scale=part.devicePixelRatioF()))
        return f"Copied: the picture of {f'“{part.title}”' if isinstance(part, Card) else 'the stage'}."
    if isinstance(part, MatrixView):
        clipboard.setText(_for_spreadsheets([[*map(repr, row)] for row in part.values.tolist()]))
        return f"Copied: the cells of {part.name}, for a spreadsheet."
    rows = rows_of(part) if isinstance(part, QTableView) else part.cells_shown()
    clipboard.setText(_for_spreadsheets([[_shown(cell) for cell in row] for row in rows]))
    return f"Copied: {counted(len(rows) - 1, 'row')} of the table with its heads, for a spreadsheet."


def _for_spreadsheets(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as spreadsheets take them: tabs between cells, a line for each row."""
    return "".join("\t".join(row) + "\n" for row in rows)


def rows_of(table: QTableView) -> list[list[str]]:
    """Return a table's heads and rows as they are shown: those that are chosen, if there are several, else all."""
    model, columns = table.model(), range(table.model().columnCount())
    chosen = sorted({index.row() for index in table.selectedIndexes()})
    rows = chosen if len(chosen) > 1 else range(model.rowCount())
    heads = [SORTED.sub("", str(model.headerData(column, Qt.Orientation.Horizontal) or "")) for column in columns]
    return [heads, *([str(model.index(row, column).data() or "") for column in columns] for row in rows)]


def _shown(words: str) -> str:
    """Return a cell's words in one line, with numbers as spreadsheets know them: −1.2·10⁻⁷ is -1.2e-7."""
    numbers = POWER.sub(
        lambda found: f"{'' if found[1] else 1}e{unicodedata.normalize('NFKC', found[2])}", unmarked(words)
    )
    return " ".join(numbers.split()).replace("−", "-")


def _around(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget and those that it is in, from the inside out."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()
