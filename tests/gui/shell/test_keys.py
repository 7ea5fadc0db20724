"""Esc in a window that has the keyboard: what has the focus comes first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from gui.widgets.controls import NumberEdit
from tests.gui.driving import run_to, wait_until_idle

pytestmark = pytest.mark.folded("plots", "lenses")
ESC = Qt.Key.Key_Escape


@pytest.mark.slow
def test_what_is_being_typed_is_given_up(qtbot: QtBot, active: MainWindow) -> None:
    field = active.data.findChildren(NumberEdit)[0]
    before = field.text()
    active.columns.blow_up(active.network_card)
    active.columns.blow_up(active.network_card)
    field.setFocus()
    qtbot.keyClicks(field, "7")
    assert field.text() != before
    qtbot.keyClick(field, ESC)
    assert field.text() == before
    for _ in range(2):  # the second field for a name closes the first
        active.timeline.marks.set_bookmark()
    assert [field.isVisible() for field in active.timeline.findChildren(QLineEdit)].count(True) == 1
    name = active.timeline.marks.name_field
    qtbot.keyClicks(name, "another")
    qtbot.keyClick(name, ESC)
    assert not name.isVisible()
    assert [mark.name for mark in active.session.run.bookmarks] == ["iteration 0"]


@pytest.mark.slow
def test_a_popup_closes_else_a_card_that_is_blown_up_gets_its_size_back(qtbot: QtBot, active: MainWindow) -> None:
    active.columns.blow_up(active.network_card)
    popup = active.transport.popup
    popup.drop()
    qtbot.keyClick(popup, ESC)
    assert not popup.isVisible()
    assert active.columns.blown_up is active.network_card
    active.network.setFocus()
    qtbot.keyClick(active.network, ESC)
    assert active.columns.blown_up is None


UNDO, REDO = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)


@pytest.mark.slow
def test_undo_in_a_field_takes_back_typing_first_and_then_edits(qtbot: QtBot, active: MainWindow) -> None:
    session, field = active.session, active.training.editors["optimizer"].fields["alpha"].edit
    before, text = session.experiment, field.text()
    field.setFocus()
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Z, UNDO)
    assert field.text() == text
    qtbot.keyClick(field, Qt.Key.Key_Z, REDO)
    assert field.text() != text
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until_idle(qtbot, active)
    assert session.experiment.optimizer.alpha == 0.5
    run_to(qtbot, active, 20)
    assert QApplication.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_Z, UNDO)
    wait_until_idle(qtbot, active)
    assert (session.experiment, session.iteration, session.known, field.text()) == (before, 0, 0, text)
    qtbot.keyClick(field, Qt.Key.Key_Z, REDO)
    wait_until_idle(qtbot, active)
    assert (session.experiment.optimizer.alpha, session.iteration, field.text()) == (0.5, 20, "0.5")


@pytest.mark.slow
def test_marks_are_undone_by_the_window_that_has_the_keyboard(qtbot: QtBot, active: MainWindow) -> None:
    active.timeline.marks.set_bookmark()
    name = active.timeline.marks.name_field
    qtbot.keyClicks(name, "here")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert [mark.name for mark in active.session.run.bookmarks] == ["here"]
    active.network.setFocus()
    for names in (["iteration 0"], []):
        qtbot.keyClick(active.network, Qt.Key.Key_Z, UNDO)
        assert [mark.name for mark in active.session.run.bookmarks] == names
    qtbot.keyClick(active.network, Qt.Key.Key_Z, REDO)
    assert [mark.name for mark in active.session.run.bookmarks] == ["iteration 0"]
