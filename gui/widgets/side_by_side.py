"""Parts beside each other, or one below the other where it is narrow."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from gui.widgets.theme import Look


class SideBySide(QBoxLayout):
    """A row that becomes a column.

    Parameters
    ----------
    wide_from
        Width, in text heights, from which on it is a row.
    row
        The direction of the row; the column always goes down from the part that was added first.
    """

    def __init__(
        self,
        wide_from: float,
        parent: QWidget | None = None,
        row: QBoxLayout.Direction = QBoxLayout.Direction.LeftToRight,
    ) -> None:
        super().__init__(row, parent)
        self._wide_from, self._row = wide_from, row

    def fit(self, width: int, look: Look) -> bool:
        """Arrange the parts for a width; return whether they are in a row."""
        wide = width >= self._wide_from * look.text
        self.setDirection(self._row if wide else QBoxLayout.Direction.TopToBottom)
        return wide
