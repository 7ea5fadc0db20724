"""Room for rows that scroll: as high as whole rows fit, so that none is cut in half."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


class WholeRows(QWidget):
    """Holds what scrolls, and leaves the room below the last whole row free.

    Parameters
    ----------
    area
        What scrolls.
    row
        Returns the height of a row, in pixels.
    above
        Returns the height of what stands above the rows and does not scroll, the frame included.
    """

    def __init__(
        self, area: QAbstractScrollArea, row: Callable[[], float], above: Callable[[], float] = lambda: 0.0
    ) -> None:
        super().__init__()
        self._area, self._row, self._above = area, row, above
        area.setParent(self)
        self.setSizePolicy(area.sizePolicy())

    def sizeHint(self) -> QSize:
        return self._area.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._area.minimumSizeHint()

    def fit(self) -> None:
        """Take the height of a row once more."""
        row, above = max(1.0, self._row()), self._above()
        rows = max(0, int((self.height() - above) / row))
        whole = round(above + rows * row) if rows else self.height()
        self._area.setGeometry(0, 0, self.width(), whole)
        self._area.verticalScrollBar().setSingleStep(round(row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
