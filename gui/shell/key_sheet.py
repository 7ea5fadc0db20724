"""The sheet of all keys, by F1: made from the table that the keys themselves are taken from."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication, QDialog, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from gui.widgets.controls import dress
from gui.widgets.keys import EVERYWHERE, PLACES, KeyLine, KeyPlace
from gui.widgets.theme import Look

COLUMN, MOST_COLUMNS = 400, 3
"""Width of a column of keys at least, in pixels at normal text, and how many there are at most."""
SHARE = 0.92
"""What the sheet takes of its window."""
TITLE_LINES = 2
"""What a title takes of a column, in lines."""
SCROLLING = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}
FIND = "Type a key, or what it does: only those are listed."


def found(words: str) -> list[tuple[KeyPlace, list[KeyLine]]]:
    """Return the lines in which all these words stand, by their places; all lines if there are no words."""
    asked = words.lower().split()
    groups = [
        (place, [line for line in place.lines.values() if line.words and _speaks_of(place, line, asked)])
        for place in PLACES
    ]
    return [(place, lines) for place, lines in groups if lines]


def _speaks_of(place: KeyPlace, line: KeyLine, asked: Sequence[str]) -> bool:
    told = f"{place.title} {line.shown} {line.words}".lower()
    return all(word in told for word in asked)


class KeySheet(QDialog):
    """Lists all keys, grouped by where they act; closes by Esc, or by the key that has opened it."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("All keys")
        self._look = look
        self.search, self.page = QLineEdit(), QTextBrowser()
        self.search.setPlaceholderText("Find a key, or what it does …")
        self.search.setToolTip(FIND)
        self.search.setAccessibleName("Find")
        self.search.setAccessibleDescription(FIND)
        self.search.textChanged.connect(self._show_found)
        self.page.setAccessibleName("Keys")
        self.page.setToolTip("All keys, grouped by where they act. Esc closes.")
        column = QVBoxLayout(self)
        for part in (self.search, self.page):
            column.addWidget(part)
        self.resize(parent.size() * SHARE)
        dress(self, look)
        self.search.setFocus()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for part in (self.search, self.page):
            part.setFont(look.font())
        self._show_found()

    def _show_found(self) -> None:
        groups = found(self.search.text())
        room = round((self.width() - self._look.px(60)) / self._look.px(COLUMN))
        columns = _shared(groups, max(1, min(MOST_COLUMNS, room)))
        cells = "".join(f"<td width='{100 // len(columns)}%'>{self._column(each)}</td>" for each in columns)
        none = "<p>No key does that.</p>"
        self.page.setHtml(f"<table width='100%' cellspacing='8'><tr>{cells}</tr></table>" if groups else none)

    def _column(self, groups: Sequence[tuple[KeyPlace, list[KeyLine]]]) -> str:
        theme = self._look.theme
        rows = []
        for place, lines in groups:
            rows.append(f"<tr><td colspan='2'><br><b>{html.escape(place.title)}</b></td></tr>")
            for line in lines:
                key, words = html.escape(line.shown).replace(" ", "&nbsp;"), html.escape(line.words)
                key = key.replace(",&nbsp;", ", ")
                rows.append(f"<tr><td style='color: {theme.accent}'>{key}</td><td>{words}</td></tr>")
        return f"<table cellpadding='2'>{''.join(rows)}</table>"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll while something is being found; close by F1 too."""
        if EVERYWHERE.does(event, "sheet"):
            self.reject()
        elif (action := SCROLLING.get(Qt.Key(event.key()))) is not None:
            self.page.verticalScrollBar().triggerAction(action)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _shared(groups: list[tuple[KeyPlace, list[KeyLine]]], columns: int) -> list[list[tuple[KeyPlace, list[KeyLine]]]]:
    """Return the groups in columns of about the same height."""
    heights = [len(lines) + TITLE_LINES for _, lines in groups]
    each, so_far = max(1.0, sum(heights) / columns), 0
    shared: list[list[tuple[KeyPlace, list[KeyLine]]]] = [[] for _ in range(columns)]
    for group, height in zip(groups, heights, strict=True):
        shared[min(columns - 1, int((so_far + height / 2) / each))].append(group)
        so_far += height
    return [column for column in shared if column] or [[]]


def show_keys(look: Look) -> None:
    """Show the sheet over the window that has the keyboard."""
    if (active := QApplication.activeWindow()) is not None:
        KeySheet(active, look).open()
