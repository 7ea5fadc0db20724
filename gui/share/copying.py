"""Copying what is under the mouse, or has the keyboard: matrices and tables as cells, any other card as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from core.arrays import Array
from core.words import counted, unmarked
from gui.share.drawing import image_of
from gui.widgets.card import Card
from gui.widgets.matrix_view import MatrixView

NOTHING_HERE = "Nothing is copied: point at a card first."


def copy_what_is_meant() -> str:
    """Copy it; return in words what was copied, or why nothing was."""
    under, focused = QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()
    around = (*_around(under), *_around(focused))
    found = next((each for each in around if isinstance(each, (MatrixView, QTableView, Card))), None)
    return copied(found) if isinstance(found, (MatrixView, QTableView, Card)) else NOTHING_HERE


def copied(part: MatrixView | QTableView | Card) -> str:
    """Copy a matrix with all its digits, a table, or the picture of a card; return in words what was copied."""
    clipboard = QGuiApplication.clipboard()
    if isinstance(part, QTableView):
        rows = rows_of(part)
        clipboard.setText("".join("\t".join(row) + "\n" for row in rows))
        return f"Copied: {counted(len(rows) - 1, 'row')} of the table with its heads, for a spreadsheet."
    if isinstance(part, MatrixView):
        clipboard.setText(cells_of(part.values))
        return f"Copied: the cells of {part.name}, for a spreadsheet."
    clipboard.setImage(image_of(part, scale=part.devicePixelRatioF()))
    return f"Copied: the picture of “{part.title}”."


def cells_of(values: Array) -> str:
    """Return numbers as spreadsheets take them: tabs between cells, a line for each row."""
    return "".join("\t".join(map(repr, row)) + "\n" for row in values.tolist())


def rows_of(table: QTableView) -> list[list[str]]:
    """Return a table's heads and rows as they are shown: those that are chosen, if there are several, else all."""
    model, columns = table.model(), range(table.model().columnCount())
    chosen = sorted({index.row() for index in table.selectedIndexes()})
    rows = chosen if len(chosen) > 1 else range(model.rowCount())
    heads = [str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns]
    return [heads, *([_shown(model.index(row, column).data()) for column in columns] for row in rows)]


def _shown(value: object) -> str:
    """Return a cell's words, with a minus sign that spreadsheets know."""
    return " ".join(unmarked(str(value if value is not None else "")).split()).replace("−", "-")


def _around(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget and those that it is in, from the inside out."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()
