"""The row of a notice has room for its words, however narrow the window is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.files.recovery import BUTTONS
from gui.widgets.notice_row import NoticeRow
from gui.widgets.theme import TEXT_SIZES, Look

WORDS = (
    "On 30 November, at 23:59, the program ended without warning: “Deep, and hard to train” stood at iteration 1,450."
)


@pytest.mark.parametrize("text", TEXT_SIZES)
@pytest.mark.parametrize("width", [1024, 1366, 1920])
def test_the_words_are_whole(qtbot: QtBot, width: int, text: float) -> None:
    window, row, below = QWidget(), NoticeRow("What was kept", BUTTONS), QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(row)
    column.addWidget(below, 1)
    row.set_look(Look(text=text))
    row.say(WORDS)
    window.resize(width, 700)
    window.show()
    words = row.words
    assert words.heightForWidth(words.width()) <= words.height()
