"""The − and + at the right end of a number: a value can be changed with the mouse alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from gui.widgets.field import permit
from gui.widgets.theme import Look

WIDTH = 17.0
"""Of each of the two, in pixels at normal text."""


class Steppers(QWidget):
    """Lies over the end of a line of text, which makes room for it; ``stepped`` tells by which one: −1 or 1.

    It takes no focus: with the keyboard the arrow keys step.
    """

    stepped = Signal(int)

    def __init__(self, edit: QLineEdit, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit = edit
        self.less, self.more = QToolButton(), QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button, text, word, way in ((self.less, "−", "smaller", -1), (self.more, "+", "larger", 1)):
            button.setText(text)
            button.setObjectName("stepper")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoRepeat(True)
            button.setAccessibleName(f"{name}: {word}")
            button.clicked.connect(lambda _=False, way=way: self.stepped.emit(way))
            row.addWidget(button)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take a text size."""
        for button in (self.less, self.more):
            button.setFont(look.font(1.1, bold=True))
            button.setFixedWidth(round(look.px(WIDTH)))
        self.resize(2 * round(look.px(WIDTH)), self.height())

    def offer(self, shown: bool, lowest: bool, highest: bool) -> None:
        """Be there, or not; a value that is the ``lowest`` or ``highest`` one steps no further."""
        if shown == self.isHidden():
            self._edit.setTextMargins(0, 0, self.width() if shown else 0, 0)
            self.setVisible(shown)
        if shown:
            permit(self.less, "This is the smallest value." if lowest else "", "A smaller value. (Down)")
            permit(self.more, "This is the largest value." if highest else "", "A larger value. (Up)")
            self.place()

    def place(self) -> None:
        """Lie at the end of the text."""
        room = self._edit.geometry()
        self.setGeometry(QRect(room.right() + 1 - self.width(), room.top(), self.width(), room.height()))
        self.raise_()
