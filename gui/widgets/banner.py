"""One message across the window."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from core.patterns import pattern
from gui.widgets.field import repolish
from gui.widgets.fonts import line_height
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look

MAY_BREAK = "\u200b"
"""Is not seen, but a line may end there."""
LONG_WORD = pattern(r"\S{24}")
COPY, COPIED = "copy the report", "copied"
NOT_COPIED = "Nothing can be copied here. This is the report:"
SMALL, LINES = 0.87, 2
"""Size of the letters of a message that is longer than a line, and how many lines of these have room."""


class Banner(QFrame):
    """One message, below the stage, until it is closed or overtaken.

    The stage keeps its ``room`` free: nothing moves, and nothing is covered. A message that is too long for it ends in
    "…", and lies over the stage whole only while somebody asks for more.
    """

    closed = Signal(str)
    """Somebody has read this message, and closed it."""

    def __init__(self) -> None:
        super().__init__()
        self._stage: QWidget | None = None
        self._look, self._whole = Look(), ""
        self._sign = NotatedLabel()
        self._text = NotatedLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
        self._text.setAccessibleName("Message")
        self._text.setObjectName("text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = self._button("more", "Show all of this message, over the plots; or its beginning again.")
        self._more.setObjectName("more")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._find_place)
        self._report, self._stays = "", False
        self._copy = self._button(COPY, "Copy what happened, and where in the program, for those who can mend it.")
        self._copy.setObjectName("report")
        self._copy.clicked.connect(self._copy_report)
        self._close = self._button("✕", "Close this message")
        self._close.setObjectName("close")
        self._close.setAccessibleName("Close message")
        self._close.clicked.connect(self.put_away)
        self._row = QHBoxLayout(self)
        for part in (self._sign, self._text, self._copy, self._more, self._close):
            self._row.addWidget(part, part is self._text)
        self.setObjectName("banner")
        self.hide()

    @staticmethod
    def _button(text: str, help: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(help)
        return button

    def float_over(self, stage: QWidget) -> None:
        """Lie on top of ``stage``, within the same parent, wherever that goes."""
        if self._stage is not None:
            self._stage.removeEventFilter(self)
        shown, self._stage = self.isVisible(), stage
        self.setParent(stage.parentWidget())
        self.setVisible(shown)
        stage.installEventFilter(self)
        self._find_place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay where the stage is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._find_place()
        return super().eventFilter(watched, event)

    def _find_place(self) -> None:
        if self._stage is not None and self._whole:
            room = self._stage.geometry()
            self._write(room.width())
            height = self.heightForWidth(room.width()) if self._more.isChecked() else self.room
            self.setGeometry(QRect(room.bottomLeft(), QSize(room.width(), height)).translated(0, 1 - height))
            self.raise_()

    def _write(self, width: int) -> None:
        """Write the message in a line, or small in two, or as far as these go if nobody asks for more."""
        self._more.setText("less" if self._more.isChecked() else "more")
        always = (self._sign, self._close, *([self._copy] if self._report else []))
        beside = [part.sizeHint().width() + self._row.spacing() for part in (*always, self._more)]
        width -= self._row.contentsMargins().left() * 2 + self.frameWidth() * 2 + sum(beside[:-1])
        whole = self._fits(self._whole, 1.0, 1, width) or self._fits(self._whole, self._small, LINES, width)
        self._more.setVisible(not whole)
        if not whole and not self._more.isChecked():
            ends, width = range(len(self._whole)), width - beside[-1]
            past = bisect_left(ends, True, key=lambda end: not self._fits(self._begun(end), self._small, LINES, width))
            self._fits(self._begun(past - 1), self._small, LINES, width)

    @property
    def _small(self) -> float:
        """Size of two lines, by normal text: on the stage no text is smaller than that."""
        return 1.0 if self._look.stage else SMALL

    def _begun(self, end: int) -> str:
        return self._whole[: max(0, end)].rstrip() + " …"

    def _fits(self, text: str, size: float, lines: int, width: int) -> bool:
        """Write a text; tell whether it takes no more than so many lines."""
        self._text.setFont(self._look.font(size))
        self._text.setText(text)
        return self._text.heightForWidth(width) <= lines * line_height(self._text.font())

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        across, down = round(look.px(10)), round(look.px(1))
        self._row.setContentsMargins(across, down, across, down)
        self._row.setSpacing(round(look.px(8)))
        for part in self.findChildren(QWidget):  # what has never been on show does not follow the application's font
            part.setFont(look.font())
        self._find_place()

    @property
    def room(self) -> int:
        """The height that is kept free for it."""
        margins, frame = self._row.contentsMargins(), 2 * self.frameWidth()
        small = LINES * line_height(self._look.font(self._small))
        return max(self._close.sizeHint().height(), small) + margins.top() + margins.bottom() + frame

    @property
    def text(self) -> str:
        """The message on show; empty if there is none."""
        return "" if self.isHidden() else self._whole.replace(MAY_BREAK, "")

    def make_way(self) -> None:
        """Take a message away that is old by now, unless it stays until somebody has read it."""
        if not self._stays:
            self.hide()

    def put_away(self) -> None:
        """Close the message: it has been read."""
        text = self.text
        self.hide()
        self.closed.emit(text)

    def _copy_report(self) -> None:
        """Put the report on the clipboard; where there is none, show it instead."""
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(self._report)
        if clipboard.text() == self._report:
            self._copy.setText(COPIED)
        else:
            self.show_message(f"{NOT_COPIED}\n{self._report}", is_error=True)
            self._more.setChecked(True)

    def show_message(self, text: str, is_error: bool, report: str = "", stays: bool = False) -> None:
        """Show a message in place of the one before; one of a fault stays, and its report can be copied."""
        self._report, self._stays = report, stays or bool(report)
        self._copy.setText(COPY)
        self._copy.setVisible(bool(report))
        self._sign.setText("⚠" if is_error else "ℹ")
        self._whole = LONG_WORD.sub(lambda word: word[0] + MAY_BREAK, text)  # paths are one word, and long
        self._more.setChecked(False)
        self.setProperty("error", is_error)
        repolish(self)
        self._find_place()
        self.show()
