"""Views in rows: as many beside each other as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui.widgets.theme import Look

MIN_WIDTH, MIN_HEIGHT = 225, 150
"""Least size of a view in pixels, at normal text."""
COLUMNS = 6
"""Columns of the grid: rows of one, two and three views are its whole, halves and thirds."""


class PlotRows(QWidget):
    """Lays views out in rows.

    Parameters
    ----------
    views
        In reading order.
    rows
        How many views (1, 2 or 3) stand in each row, by how many fit beside each other; the numbers add up to all.
    """

    def __init__(self, views: Sequence[QWidget], rows: Mapping[int, Sequence[int]]) -> None:
        super().__init__()
        self._views, self._rows = tuple(views), rows
        self._look = Look()
        self._room = 0
        self._fitting = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def set_look(self, look: Look) -> None:
        """Take a text size."""
        self._look = look
        self._fitting = 0
        self._grid.setSpacing(round(look.px(4)))
        for view in self._views:
            view.setMinimumHeight(round(look.px(MIN_HEIGHT)))
        self._arrange()

    def set_room(self, width: int) -> None:
        """Arrange the views for so much width."""
        self._room = width
        self._arrange()

    def _arrange(self) -> None:
        fitting = max(1, min(max(self._rows), int(self._room / self._look.px(MIN_WIDTH))))
        if fitting == self._fitting:
            return
        self._fitting = fitting
        views = iter(self._views)
        for row, count in enumerate(self._rows[fitting]):
            for place in range(count):
                span = COLUMNS // count
                self._grid.addWidget(next(views), row, place * span, 1, span)
        rows = len(self._rows[fitting])
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row < rows))
        # Where text wraps beside it, a layout asks for hints only: these are far too high, and the least is enough.
        self.setMinimumHeight(round(self._look.px(MIN_HEIGHT) * rows) + self._grid.verticalSpacing() * (rows - 1))
