"""Copying what is under the mouse, or has the keyboard: a matrix as cells, any other card as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from core.arrays import Array
from gui.share.drawing import image_of
from gui.widgets.card import Card
from gui.widgets.matrix_view import MatrixView

NOTHING_HERE = "Nothing is copied: point at a card first."


def copy_what_is_meant() -> str:
    """Copy it; return in words what was copied, or why nothing was."""
    under, focused = QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()
    found = next((each for each in (*_around(under), *_around(focused)) if isinstance(each, (MatrixView, Card))), None)
    return copied(found) if isinstance(found, (MatrixView, Card)) else NOTHING_HERE


def copied(part: MatrixView | Card) -> str:
    """Copy a matrix with all its digits, or the picture of a card; return in words what was copied."""
    clipboard = QGuiApplication.clipboard()
    if isinstance(part, MatrixView):
        clipboard.setText(cells_of(part.values))
        return f"Copied: the cells of {part.name}, for a spreadsheet."
    clipboard.setImage(image_of(part, scale=part.devicePixelRatioF()))
    return f"Copied: the picture of “{part.title}”."


def cells_of(values: Array) -> str:
    """Return numbers as spreadsheets take them: tabs between cells, a line for each row."""
    return "".join("\t".join(map(repr, row)) + "\n" for row in values.tolist())


def _around(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget and those that it is in, from the inside out."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()
