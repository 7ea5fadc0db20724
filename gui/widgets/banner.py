"""One message across the window."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from gui.widgets.theme import Look

MAY_BREAK = "\u200b"
"""Is not seen, but a line may end there."""
LONG_WORD = re.compile(r"\S{24}")


class Banner(QFrame):
    """One message, across the bottom of the window, until it is closed or overtaken."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
        self._text.setAccessibleName("Message")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setText("✕")
        close.setObjectName("close")
        close.setToolTip("Close this message")
        close.setAccessibleName("Close message")
        close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(close)
        self.setObjectName("banner")
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        across, down = round(look.px(10)), round(look.px(6))
        self._row.setContentsMargins(across, down, across, down)
        self._row.setSpacing(round(look.px(8)))
        for part in self.findChildren(QWidget):  # what has never been on show does not follow the application's font
            part.setFont(look.font())

    @property
    def text(self) -> str:
        """The message on show; empty if there is none."""
        return "" if self.isHidden() else self._text.text().replace(MAY_BREAK, "")

    def show_message(self, text: str, is_error: bool) -> None:
        """Show a message in place of the one before."""
        self._sign.setText("⚠" if is_error else "ℹ")
        self._text.setText(LONG_WORD.sub(lambda word: word[0] + MAY_BREAK, text))  # paths are one word, and long
        self.show()
