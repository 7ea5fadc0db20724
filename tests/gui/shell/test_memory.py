"""What is opened and closed again leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QAbstractAnimation, QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.shell.main_window import MainWindow
from gui.widgets.whats_this import ask
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.slow
FIRST, MORE = 4, 16
"""Rounds after which all is there that is made once, and those that must not add to it."""
Calm = Callable[[], None]


def close_opened(window: MainWindow) -> None:
    """Close whatever lies over the window."""
    QApplication.processEvents()
    for opened in QApplication.topLevelWidgets():
        if opened is not window and opened.isVisible():
            opened.close()
    QApplication.processEvents()


def lenses(window: MainWindow, calm: Calm) -> None:
    for place in range(window.lenses.row.count()):
        if window.lenses.row.isTabVisible(place):
            window.lenses.row.setCurrentIndex(place)
            calm()
    window.lenses.row.setCurrentIndex(0)


def scenes(window: MainWindow, calm: Calm) -> None:
    for name in ("pigs", "spiral", "xor-tanh"):
        window.stages.choose(load_scene(name))
        calm()


def popups(window: MainWindow, _calm: Calm) -> None:
    for open_it in (window.transport.scenes.showPopup, window.transport.until.click, window.own_data.show_dialog):
        open_it()
        close_opened(window)


def menus(window: MainWindow, _calm: Calm) -> None:
    for menu in (window.transport.file.menu(), *window.menus.menus.values()):
        assert isinstance(menu, QMenu)
        menu.popup(window.mapToGlobal(window.rect().center()))
        close_opened(window)


def help_menu(window: MainWindow, _calm: Calm) -> None:
    for action in window.menus.menus["&Help"].actions():
        if not action.isSeparator() and not action.text().startswith("&What"):
            action.trigger()
            close_opened(window)


def what_is_this(window: MainWindow, _calm: Calm) -> None:
    for widget in (window.transport.step, window.network, window.training):
        widget.setFocus()
        ask(window.look.notation)
        close_opened(window)


def cards(window: MainWindow, _calm: Calm) -> None:
    for card in (*window.editors, *window.stage):
        place = card.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, card.mapToGlobal(place))
        QApplication.sendEvent(card, event)
        close_opened(window)
        card.blown_up.emit()
        QApplication.processEvents()
        card.blown_up.emit()
        card.set_folded(True)
        QApplication.processEvents()
        card.set_folded(False)


def stage(window: MainWindow, calm: Calm) -> None:
    window.presenting.begin()
    calm()
    for key in (Qt.Key.Key_V, Qt.Key.Key_V, Qt.Key.Key_Q, Qt.Key.Key_Q):
        QTest.keyClick(window, key)
    window.presenting.end()
    calm()


def home(window: MainWindow, calm: Calm) -> None:
    window.at_home.begin()
    calm()
    window.at_home.end()


def lesson(window: MainWindow, calm: Calm) -> None:
    window.lessons.open("01-pigs")
    calm()
    window.lessons.leave()
    calm()


def edits(window: MainWindow, calm: Calm) -> None:
    experiment = window.session.experiment
    window.session.edit(replace(experiment, seed=experiment.seed + 1))
    calm()
    window.player.step()
    calm()
    window.session.edits.undo()
    calm()


def look(window: MainWindow, calm: Calm) -> None:
    window.appearance.switch_theme()
    window.appearance.scale_text(1)
    calm()
    window.appearance.scale_text(0)
    window.appearance.switch_theme()
    calm()


def fault(window: MainWindow, calm: Calm) -> None:
    window.banner.show_message("Something went wrong.", True, "report")
    calm()
    window.leave()


ROUNDS = [lenses, scenes, popups, menus, help_menu, what_is_this, cards, stage, home, lesson, edits, look, fault]


def objects(window: MainWindow) -> dict[str, int]:
    """Return how many of each kind there are."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    counts = {"windows": len(QApplication.topLevelWidgets()), "widgets": len(QApplication.allWidgets())}
    application = QApplication.instance()
    assert application is not None
    for each in (*window.findChildren(QObject), *application.findChildren(QObject)):
        if isinstance(each, QAbstractAnimation):  # Qt's own, which goes when it has run
            continue
        name = each.metaObject().className()
        counts[name] = counts.get(name, 0) + 1
    return counts


@pytest.mark.parametrize("make_round", ROUNDS)
def test_rounds_leave_nothing_behind(
    qtbot: QtBot, make_window: MakeWindow, make_round: Callable[[MainWindow, Calm], None]
) -> None:
    window = make_window(fresh=True)
    calm = partial(qtbot.waitUntil, window.is_calm, timeout=20_000)
    for _ in range(FIRST):
        make_round(window, calm)
    before = objects(window)
    for _ in range(MORE):
        make_round(window, calm)
    assert {kind: count for kind, count in objects(window).items() if count > before.get(kind, 0)} == {}
