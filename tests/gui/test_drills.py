"""A drill in the window: all that is done with a run is done with it, and nothing there names its fault."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.course.faults import FAULTS, fault_of, with_fault, without_fault
from core.exchange.scenes import Scene
from core.nn.activations import ReLU
from gui.lenses.nudge.lens import NudgeLens
from gui.shell.main_window import MainWindow
from tests.core.samples import SMALL, with_hidden
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to, wait_until_idle

SOUND = replace(with_hidden(SMALL, ReLU()), standardise=True)


def open_drill(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.session.open_scene(Scene("drill", "What is wrong here?", "", 60, with_fault(SOUND, name)))
    wait_until_idle(qtbot, window)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.slow
def test_a_drill_is_a_run_like_any_other(make_window: MakeWindow, qtbot: QtBot, name: str) -> None:
    window = make_window()
    open_drill(window, qtbot, name)
    session = window.session
    run_to(qtbot, window, 25)
    for lens in window.lenses.pages:
        if window.lenses.row.isTabVisible(window.lenses.stack.indexOf(lens)):
            window.lenses.turn_to(lens)
            wait_until_idle(qtbot, window)
    there = session.run.history.nearest_key(25).theta.tobytes()
    session.seek(7)
    wait_until_idle(qtbot, window)
    run_to(qtbot, window, 25)
    assert session.frame is not None
    assert session.frame.snapshot.theta.tobytes() == there
    session.seek(7)
    wait_until_idle(qtbot, window)
    session.edit(replace(session.experiment, batch_size=3))
    wait_until_idle(qtbot, window)
    run_to(qtbot, window, 12)
    assert fault_of(session.experiment) == name
    assert session.runs is not None
    assert len(session.runs.all) == 2
    session.edits.undo()
    wait_until_idle(qtbot, window)
    assert session.experiment == with_fault(SOUND, name)
    shown = " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert name not in shown
    session.edit(without_fault(session.experiment))
    wait_until_idle(qtbot, window)
    assert session.iteration == 0
    assert fault_of(session.experiment) == ""


@pytest.mark.slow
def test_the_check_in_the_window_finds_a_fault(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=(1920, 1080))
    open_drill(window, qtbot, "no_mean")
    lens = next(page for page in window.lenses.pages if isinstance(page, NudgeLens))
    window.lenses.turn_to(lens)
    wait_until_idle(qtbot, window)
    qtbot.waitUntil(lens.check.button.isEnabled)
    lens.check.button.click()
    qtbot.waitUntil(lambda: lens.check.table.rowCount() > 0, timeout=10_000)
    assert "derivatives differ from their quotients (this batch, 7 examples)" in lens.check.words.text()
