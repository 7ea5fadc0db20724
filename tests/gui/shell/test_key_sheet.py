"""F1: all keys that act in the running window stand on the sheet, and what is typed is found."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.shell.key_sheet import KeySheet, found
from gui.shell.main_window import MainWindow
from gui.widgets.keys import EVERYWHERE, PLACES, press_of
from gui.widgets.theme import THEMES, Look

pytestmark = pytest.mark.folded("plots", "lenses")


def sheet() -> KeySheet | None:
    """Return the open sheet."""
    open_ones = (each for each in QApplication.topLevelWidgets() if isinstance(each, KeySheet) and each.isVisible())
    return next(open_ones, None)


def test_every_shortcut_of_the_window_is_listed_and_every_listed_one_acts(window: MainWindow) -> None:
    listed = {press_of(key) for line in EVERYWHERE.lines.values() for key in line.keys.split() if key != "Alt"}
    acting = [press_of(each.key().toString()) for each in window.findChildren(QShortcut) if each.parent() is window]
    assert set(acting) == listed
    assert len(acting) == len(listed)  # else Qt calls a key ambiguous, and nothing happens


def test_every_key_in_a_menu_is_listed(window: MainWindow) -> None:
    listed = {
        QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        for place in PLACES
        for line in place.lines.values()
        for key in line.keys.split()
    }
    window.transport.file.menu().aboutToShow.emit()
    menus = [window.transport.file.menu(), *window.menus.menus.values()]
    shown = [action.text().split("\t")[1] for menu in menus for action in menu.actions() if "\t" in action.text()]
    assert len(shown) > 15
    assert set(shown) <= listed | {"Alt"}


@pytest.mark.slow
def test_f1_opens_it_esc_closes_it_and_the_desk_has_the_keyboard_again(qtbot: QtBot, active: MainWindow) -> None:
    active.network.setFocus()
    for closing in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
        qtbot.keyClick(QApplication.focusWidget() or active, Qt.Key.Key_F1)
        shown = sheet()
        assert shown is not None
        page = shown.page.toPlainText()
        for place in PLACES:
            assert place.title in page
            for line in filter(lambda each: each.words, place.lines.values()):
                assert line.words in page
                assert line.shown in page.replace("\xa0", " ")
        qtbot.keyClick(shown.search, closing)
        qtbot.waitUntil(lambda: sheet() is None)
    qtbot.waitUntil(lambda: active.isActiveWindow())
    assert active.network.diagram.hasFocus()


@pytest.mark.slow
def test_what_is_typed_is_found_and_arrows_scroll(qtbot: QtBot, active: MainWindow) -> None:
    qtbot.keyClick(active, Qt.Key.Key_F1)
    shown = sheet()
    assert shown is not None
    shown.resize(600, 400)
    bar = shown.page.verticalScrollBar()
    qtbot.keyClick(shown.search, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    assert active.session.iteration == 0
    qtbot.keyClicks(shown.search, "bookmark")
    page = re.sub(r"\s+", " ", shown.page.toPlainText())
    assert "Ctrl B" in page
    assert "theme" not in page
    qtbot.keyClicks(shown.search, " xyz")
    assert "No key does that." in shown.page.toPlainText()
    shown.reject()


@pytest.mark.slow
@pytest.mark.parametrize("key", [Qt.Key.Key_F5, None])
def test_it_opens_over_the_stage_and_at_home_too(qtbot: QtBot, active: MainWindow, key: Qt.Key | None) -> None:
    if key is None:
        active.at_home.begin()
    else:
        qtbot.keyClick(active, key)
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), Qt.Key.Key_F1)
    shown = sheet()
    assert shown is not None
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: sheet() is None)
    assert active.presenting.is_on == (key is not None)
    assert active.at_home.is_on == (key is None)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda each: each.name)
@pytest.mark.parametrize("width", [500, 1000, 1900])
def test_no_column_is_wider_than_the_sheet(qtbot: QtBot, theme: object, width: int) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.resize(width, 900)
    shown = KeySheet(window, Look(theme))  # type: ignore[arg-type]
    shown.show()
    assert shown.page.horizontalScrollBar().maximum() == 0
    shown.close()


def test_words_are_found_in_titles_and_keys_too() -> None:
    assert [place.title for place, _ in found("")] == [place.title for place in PLACES]
    assert [place.title for place, _ in found("drawing esc")] == ["While drawing points"]
