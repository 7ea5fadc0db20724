"""A page that scrolls where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollPage(QScrollArea):
    """Shows a page as wide as there is room, without a frame; it scrolls up and down."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)


class WindowPage(QWidget):
    """What lies between a bar on top and one at the foot keeps at least ``least`` pixels of height."""

    def __init__(self, between: QWidget) -> None:
        super().__init__()
        self._between, self.least = between, 0

    def heightForWidth(self, width: int) -> int:
        """Return the height that the page takes at least; in a lower window it scrolls."""
        layout = self.layout()
        if layout is None:
            return super().heightForWidth(width)
        wished = self._between.sizeHint().height()
        return layout.totalHeightForWidth(width) - wished + max(self.least, self._between.minimumSizeHint().height())
