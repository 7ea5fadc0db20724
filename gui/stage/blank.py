"""A black or white screen that lies over the stage, so that the class looks at the teacher."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Blank(QWidget):
    """Covers its parent wholly in one colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self._colour = Qt.GlobalColor.black
        self.setAccessibleName("Blank screen")
        self.hide()

    def cover(self, colour: Qt.GlobalColor) -> None:
        """Cover everything."""
        self._colour = colour
        self.fit()
        self.raise_()
        self.show()

    def fit(self) -> None:
        """Be as large as what it covers."""
        self.setGeometry(self._under.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing but the colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colour)
        painter.end()
