"""The menu bar: every action with its key, in sight by Alt."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.shell.main_window import MainWindow
from gui.shell.menu_bar import MenuBar
from gui.shell.settings import Settings
from gui.shell.window_keys import window_menus
from tests.gui.conftest import close_window
from tests.gui.driving import wait_until_idle
from tests.gui.inline import Inline

pytestmark = pytest.mark.folded


def alt(qtbot: QtBot, window: MainWindow) -> None:
    """Press Alt alone and let it go."""
    target = QApplication.focusWidget() or window
    qtbot.keyPress(target, Qt.Key.Key_Alt)
    qtbot.keyRelease(target, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)


def menus(bar: MenuBar) -> dict[str, QMenu]:
    """Return the menus by their titles."""
    for menu in bar.findChildren(QMenu):
        menu.aboutToShow.emit()
    return {action.text(): menu for action in bar.actions() if isinstance(menu := action.menu(), QMenu)}


@pytest.mark.slow
def test_alt_shows_it_and_a_second_one_takes_it_away(qtbot: QtBot, active: MainWindow) -> None:
    window = active
    assert not window.menus.isVisible()
    window.network.setFocus()
    alt(qtbot, window)
    assert window.menus.isVisible()
    assert window.menus.hasFocus()
    alt(qtbot, window)
    assert not window.menus.isVisible()
    assert window.network.hasFocus() or window.network.isAncestorOf(QApplication.focusWidget())


@pytest.mark.slow
def test_alt_with_another_key_does_not(qtbot: QtBot, active: MainWindow) -> None:
    window = active
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.keyRelease(window, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    assert not window.menus.isVisible()


def test_entries_do_what_their_buttons_do(qtbot: QtBot, window: MainWindow) -> None:
    entries = {
        action.text().split("\t")[0]: action for menu in menus(window.menus).values() for action in menu.actions()
    }
    assert not entries["&Back"].isEnabled()
    assert entries["&Back"].toolTip() == window.transport.back.toolTip()
    entries["&Step"].trigger()
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 1
    menus(window.menus)
    entries["&Back"].trigger()
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0


def test_mnemonics_are_told_apart(window: MainWindow) -> None:
    titles = [action.text() for action in window.menus.actions()]
    assert [title.replace("&", "") for title in titles] == ["File", "Edit", "View", "Run", "Help"]
    for texts in (titles, *([a.text() for a in menu.actions() if a.text()] for menu in menus(window.menus).values())):
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")]
        assert len(set(letters)) == len(letters), texts


def test_every_entry_has_help_and_all_keys_are_known(window: MainWindow) -> None:
    for _, entries in window_menus(window):
        for entry in filter(None, entries):
            assert entry.help or entry.act.toolTip()  # type: ignore[union-attr]


def test_it_stays_if_asked_to_and_the_next_time(qtbot: QtBot, settings: Settings) -> None:
    for stays in (False, True):
        window = MainWindow(load_scene("xor-tanh"), settings, Inline())
        window.show()
        assert window.menus.isVisible() == stays
        window.menus.stay.setChecked(True)
        assert window.menus.isVisible()
        window.network.setFocus()
        assert window.menus.isVisible()
        close_window(window)


@pytest.mark.slow
def test_it_lies_over_the_top_row_by_alt_and_takes_a_row_where_it_stays(qtbot: QtBot, active: MainWindow) -> None:
    window = active

    def top() -> int:
        QApplication.processEvents()
        return window.transport.mapTo(window, QPoint(0, 0)).y()

    window.network.setFocus()
    before = top(), window.stages.height()
    alt(qtbot, window)
    bar = window.menus.geometry()
    assert (bar.top(), bar.width()) == (0, window.width())
    assert (top(), window.stages.height()) == before
    window.menus.stay.setChecked(True)
    assert top() == before[0] + window.menus.height()
    window.resize(window.width() - 40, window.height())
    assert window.menus.width() == window.width()
    window.menus.stay.setChecked(False)
    assert top() == before[0]


@pytest.mark.slow
def test_it_goes_with_its_menu_by_escape(qtbot: QtBot, active: MainWindow) -> None:
    window = active
    window.network.setFocus()
    alt(qtbot, window)
    first = QApplication.activePopupWidget()
    assert isinstance(first, QMenu)
    window.menus.setActiveAction(window.menus.actions()[1])  # another one drops in place of the first
    QApplication.processEvents()
    second = QApplication.activePopupWidget()
    assert isinstance(second, QMenu)
    assert second is not first
    assert window.menus.isVisible()
    qtbot.keyClick(second, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.menus.isVisible())
    assert window.network.hasFocus() or window.network.isAncestorOf(QApplication.focusWidget())
