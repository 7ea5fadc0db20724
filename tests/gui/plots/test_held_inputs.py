"""Where the other inputs are held while answers are drawn over two of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.plots.parts.held_inputs import HeldInputs
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("lenses")


def test_inputs_are_held_by_sliders(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    assert window.session.frame is not None
    held = window.answers.findChild(HeldInputs)
    assert isinstance(held, HeldInputs)
    QTest.mouseClick(held, Qt.MouseButton.LeftButton)
    assert held.popup.isVisible()
    assert [slider.isEnabled() for slider in held.sliders] == [False, False, True]
    held.sliders[2].setValue(held.sliders[2].maximum())
    most = window.session.frame.problem.train.x[2].max()
    qtbot.waitUntil(lambda: window.session.frame is not None and window.session.frame.sight.held[2] == most)
    held.across.setCurrentIndex(2)
    held.across.activated.emit(2)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.session.frame.sight.axes == (2, 1))
    assert [slider.isEnabled() for slider in held.sliders] == [True, False, False]
    held.popup.hide()


def test_the_panel_goes_when_there_is_nothing_to_hold(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    held = window.answers.findChild(HeldInputs)
    assert isinstance(held, HeldInputs)
    QTest.mouseClick(held, Qt.MouseButton.LeftButton)
    window.data.grid.chosen.emit("moons")
    qtbot.waitUntil(lambda: not held.isVisible())
    assert not held.popup.isVisible()
