"""A whole lesson with the keyboard alone: from home to its last page, each question answered and each deed done."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.course.buttons import DeedButton
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.course.lesson_window import Taught
from tests.gui.typing import Keyboard

MOST_TABS = 20
"""To come to the next thing to be done on a page."""
pytestmark = pytest.mark.slow


def do_all(keyboard: Keyboard, taught: Taught) -> None:
    """Do one deed of the page after the other, till the answer is shown."""
    player, done = taught.lessons.player, set[str]()
    for _ in range(MOST_TABS):
        focused = QApplication.focusWidget()
        if isinstance(focused, DeedButton) and focused.accessibleName() not in done:
            done.add(focused.accessibleName())
            keyboard.press("Return")
            if player.state.revealed:
                return
        keyboard.press("Tab")
    raise AssertionError(f"page {player.place}: nothing more to do, and no answer")


def test_the_first_lesson_from_home_to_its_end(qtbot: QtBot, settings: Settings) -> None:
    taught = Taught(qtbot, settings)
    window, player = taught.window, taught.lessons.player
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5_000)
    keyboard = Keyboard(taught.settle)
    window.network.setFocus()
    keyboard.press("Ctrl+H Return")
    qtbot.waitUntil(lambda: player.lesson is not None)
    taught.settle()
    assert player.lesson is not None
    pages = len(player.lesson.pages)
    while player.place < len(player.titles) - 1:
        place = player.place
        keyboard.press("PgDown")
        assert player.place == place + 1
        if player.words.told is not None and player.words.told.answers:
            keyboard.press("2")
            assert player.state.chosen == 1
            if player.page is not None:
                do_all(keyboard, taught)
            assert player.state.revealed
    assert player.memory.progress.done == frozenset(range(pages))
    assert taught.faults == []
    keyboard.press("PgUp")
    assert player.place == len(player.titles) - 2
    keyboard.press("Ctrl+L")
    assert not taught.lessons.is_on
    keyboard.press("Ctrl+R")
    assert taught.lessons.is_on
    close_window(window)


def test_f6_goes_round_page_stage_and_foot(qtbot: QtBot, settings: Settings) -> None:
    taught = Taught(qtbot, settings)
    window, view = taught.window, taught.lessons.view
    window.activateWindow()
    window.network.setFocus()
    keyboard = Keyboard(taught.settle)
    keyboard.press("Ctrl+H Return")
    qtbot.waitUntil(lambda: taught.lessons.player.lesson is not None)
    taught.settle()
    keyboard.press("PgDown")
    met = []
    for _ in range(2):
        keyboard.press("F6")
        met.append(QApplication.focusWidget())
    assert view.page.isAncestorOf(met[0])
    assert view.foot.isAncestorOf(met[1])
    keyboard.press("Shift+F6")
    assert QApplication.focusWidget() is met[0]
    close_window(window)
