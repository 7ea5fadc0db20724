"""A small panel that drops from a button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget


class Popup(QWidget):
    """A small panel that drops from a button and goes away by Esc or a click elsewhere."""

    def __init__(self, button: QPushButton, *widgets: QWidget) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self._button = button
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        for widget in widgets:
            column.addWidget(widget)
        button.clicked.connect(self.drop)

    def fit(self) -> None:
        """Take the height that the content needs, while it is open."""
        if self.isVisible():
            self.drop()

    def drop(self) -> None:
        """Show under the button, as high as the content needs."""
        self.ensurePolished()
        if (column := self.layout()) is not None:
            column.activate()
            self.resize(self.width(), column.totalHeightForWidth(self.width()))
        corner = self._button.mapToGlobal(self._button.rect().bottomLeft())
        screen = self._button.screen().availableGeometry()
        corner.setX(min(corner.x(), screen.right() - self.width()))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        if not self.isVisible():
            self.show()
            self._give_keyboard()

    def _give_keyboard(self) -> None:
        """Let the first control have the keyboard."""
        controls = (each for each in self.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next((each for each in controls if each.isVisibleTo(self) and each.isEnabled()), self)
        first.setFocus(Qt.FocusReason.TabFocusReason)
