"""A demonstration with the keyboard alone: another scene, views, steps, a question, a black screen, and back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from tests.gui.typing import Keyboard, focused

pytestmark = pytest.mark.slow


@pytest.fixture
def keyboard(qtbot: QtBot, active: MainWindow) -> Keyboard:
    """Return the keyboard of somebody who presents."""

    def at_rest() -> bool:
        player = active.player
        return player.goal is None and not player.playing and not player.phases.to_go and not active.session.busy

    return Keyboard(lambda: qtbot.waitUntil(at_rest, timeout=20_000))


def test_all_of_it(qtbot: QtBot, active: MainWindow, keyboard: Keyboard) -> None:
    window, press = active, keyboard.press
    session, presenting = window.session, window.presenting
    press("Shift+F6 Shift+F6 Space")
    keyboard.go_to(lambda: "Two spirals" in focused().accessibleName(), "Down")
    press("Return F5")
    stage = presenting.stage
    assert session.scene is not None
    assert (session.scene.name, presenting.is_on) == ("spiral", True)

    press("V")
    assert presenting.sheet.isVisible()
    press("V Shift+1 3")
    first, third = stage.offered[0].name, stage.offered[2].name
    assert stage.names == (first, third)
    press("Shift+Right")
    assert stage.names == (third, first)

    press("PgDown PgDown Right Left")
    assert session.iteration == 2
    press("Shift+PgDown")
    assert session.frame is not None
    assert session.frame.phase is not None
    press("Shift+PgUp PgUp")
    assert session.iteration == 1
    press("N PgDown")
    assert session.iteration > 2
    press("Home")
    assert session.iteration == 0

    rate = session.experiment.optimizer.alpha
    press("+", times=4)
    assert session.experiment.optimizer.alpha == pytest.approx(10 * rate, rel=0.05)
    press("-", times=4)

    press("Q 1")
    qtbot.waitUntil(lambda: presenting.questions.is_open, timeout=20_000)
    press("1 1 2 Shift+1 Backspace")
    assert presenting.questions.card.ballot.tally[:2] == (2, 1)
    press("PgDown")
    qtbot.waitUntil(lambda: not presenting.questions.card.ballot.counting, timeout=20_000)
    press("Esc")
    assert not presenting.questions.is_open

    press("B")
    assert presenting.blank.isVisible()
    press("W")  # any key brings the picture back, and does no more
    assert not presenting.blank.isVisible()
    press("W X")
    assert not presenting.blank.isVisible()

    press("F1")
    assert type(QApplication.activeModalWidget()).__name__ == "KeySheet"
    press("Esc")
    assert presenting.is_on
    window.activateWindow()  # as a window manager does
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5_000)
    press("Esc Esc")
    assert not presenting.is_on
    assert window.isActiveWindow()
