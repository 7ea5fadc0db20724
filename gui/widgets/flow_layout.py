"""A layout that goes on in a new row where the width ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays items out in rows, each as high as its highest item.

    Spare width goes between the items of a row, or, where they are not ``justified``, to its end.
    """

    def __init__(self, parent: QWidget | None = None, justified: bool = True) -> None:
        super().__init__(parent)
        self._justified = justified
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        rows = self._rows(width - margins.left() - margins.right())
        heights = [max(item.sizeHint().height() for item in row) for row in rows]
        spacing = self.spacing() * max(0, len(rows) - 1)
        return sum(heights) + spacing + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inner = rect.marginsRemoved(self.contentsMargins())
        y = inner.y()
        rows = self._rows(inner.width())
        for row in rows:
            height = max(item.sizeHint().height() for item in row)
            left_over = row is rows[-1] and len(row) == 1 < max(map(len, rows))
            self._place(row, QPoint(inner.x(), y), height, inner.width(), self._justified and left_over)
            y += height + self.spacing()

    def _place(self, row: list[QLayoutItem], at: QPoint, height: int, width: int, to_right: bool) -> None:
        """Set the geometry of a row's items, centred vertically; what is left over for the last row ends it."""
        used = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
        gap = max(0, width - used) // max(1, len(row) - 1) if self._justified else 0
        x = at.x() + max(0, width - used) * to_right
        for item in row:
            size = QSize(min(item.sizeHint().width(), width), item.sizeHint().height())
            item.setGeometry(QRect(QPoint(x, at.y() + (height - size.height()) // 2), size))
            x += size.width() + self.spacing() + gap

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        items = [item for item in self._items if not item.isEmpty()]
        firsts = first_of_rows([item.sizeHint().width() for item in items], width, self.spacing())
        return [items[first:end] for first, end in pairwise([*firsts, len(items)])]


def first_of_rows(widths: Sequence[int], room: int, spacing: int) -> list[int]:
    """Return which items begin a row, in a row's room."""
    firsts: list[int] = []
    left = -1
    for place, needed in enumerate(widths):
        if firsts and needed + spacing <= left:
            left -= needed + spacing
        else:
            firsts.append(place)
            left = room - needed
    return firsts
