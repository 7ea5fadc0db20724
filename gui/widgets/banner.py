"""One message across the window."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gui.widgets.field import repolish
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look

MAY_BREAK = "\u200b"
"""Is not seen, but a line may end there."""
LONG_WORD = re.compile(r"\S{24}")


class Banner(QFrame):
    """One message, at the bottom of the stage, until it is closed or overtaken: nothing moves to make it room.

    A stage that is not low keeps the ``room`` of one line free, so that it covers nothing; longer ones lie over it.
    """

    closed = Signal(str)
    """Somebody has read this message, and closed it."""

    def __init__(self) -> None:
        super().__init__()
        self._stage: QWidget | None = None
        self._sign = NotatedLabel()
        self._text = NotatedLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
        self._text.setAccessibleName("Message")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = self._close = QToolButton()
        close.setText("✕")
        close.setObjectName("close")
        close.setToolTip("Close this message")
        close.setAccessibleName("Close message")
        close.clicked.connect(self.put_away)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(close)
        self.setObjectName("banner")
        self.hide()

    def float_over(self, stage: QWidget) -> None:
        """Lie on top of ``stage``, within the same parent, wherever that goes."""
        self._stage = stage
        self.setParent(stage.parentWidget())
        stage.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay where the stage is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._find_place()
        return super().eventFilter(watched, event)

    def _find_place(self) -> None:
        if self._stage is not None:
            room = self._stage.geometry()
            height = self.heightForWidth(room.width())
            self.setGeometry(QRect(room.bottomLeft(), QSize(room.width(), height)).translated(0, 1 - height))
            self.raise_()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        across, down = round(look.px(10)), round(look.px(2))
        self._row.setContentsMargins(across, down, across, down)
        self._row.setSpacing(round(look.px(8)))
        for part in self.findChildren(QWidget):  # what has never been on show does not follow the application's font
            part.setFont(look.font())

    @property
    def room(self) -> int:
        """The height of a message of one line."""
        margins, frame = self._row.contentsMargins(), 2 * self.frameWidth()
        return self._close.sizeHint().height() + margins.top() + margins.bottom() + frame

    @property
    def text(self) -> str:
        """The message on show; empty if there is none."""
        return "" if self.isHidden() else self._text.written.replace(MAY_BREAK, "")

    def put_away(self) -> None:
        """Close the message: it has been read."""
        text = self.text
        self.hide()
        self.closed.emit(text)

    def show_message(self, text: str, is_error: bool) -> None:
        """Show a message in place of the one before."""
        self._sign.setText("⚠" if is_error else "ℹ")
        self._text.setText(LONG_WORD.sub(lambda word: word[0] + MAY_BREAK, text))  # paths are one word, and long
        self.setProperty("error", is_error)
        repolish(self)
        self._find_place()
        self.show()
