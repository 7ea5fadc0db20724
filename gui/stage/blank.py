"""A black or white screen that lies over the stage, so that the class looks at the teacher."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

OVER_ALL = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
"""A window that lies over dialogs and lists, and leaves them the keyboard."""


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
        self.setParent(self._under, OVER_ALL if self._lies_under_others() else Qt.WindowType.Widget)
        self.fit()
        self.show()
        self.raise_()

    def _lies_under_others(self) -> bool:
        """Tell whether a dialog or a list lies over what is to be covered."""
        own, area = self._under.window(), self._area()
        others = (each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not own)
        return any(each.frameGeometry().intersects(area) for each in others)

    def _area(self) -> QRect:
        """Return where on the screen what it covers is."""
        return QRect(self._under.mapToGlobal(QPoint()), self._under.size())

    def fit(self) -> None:
        """Be as large as what it covers."""
        self.setGeometry(self._area() if self.isWindow() else self._under.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing but the colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colour)
        painter.end()
