"""What is asked for while the window is at work, and the real worker."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.nn.network import Network
from core.training.loop import advance
from core.training.optimizers import Adam
from core.training.problem import prepare
from gui.shell.main_window import MainWindow
from tests.gui.driving import click, run_endlessly, wait_until_idle
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("lenses")
LEFT = Qt.MouseButton.LeftButton


def test_presses_made_while_a_job_runs_are_not_lost(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(25):
        qtbot.mouseClick(window.transport.step, LEFT)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 25
    for _ in range(40):
        window.player.back()
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0


@pytest.mark.slow
class TestWithTheRealThread:
    """The same window with its real worker."""

    def test_step_back_and_run(self, qtbot: QtBot, make_window: MakeWindow) -> None:
        window = make_window(real=True)
        run_endlessly(window)
        click(qtbot, window, window.transport.step)
        click(qtbot, window, window.transport.step)
        click(qtbot, window, window.transport.back)
        assert window.session.iteration == 1
        qtbot.mouseClick(window.transport.run, LEFT)
        qtbot.waitUntil(lambda: window.session.iteration > 500, timeout=20_000)
        click(qtbot, window, window.transport.run)
        k = window.session.iteration
        problem = prepare(window.session.experiment)
        assert np.array_equal(
            window.session.frame.snapshot.state, advance(problem, problem.start(), k, key_stride=k).snapshot.state
        )

    @pytest.mark.folded
    def test_edits_while_it_runs(self, qtbot: QtBot, make_window: MakeWindow) -> None:
        window = make_window("article-circles", real=True)
        run_endlessly(window)
        qtbot.mouseClick(window.transport.run, LEFT)
        for alpha in (0.001, 0.002, 0.005, 0.01):
            k = window.session.iteration
            qtbot.waitUntil(lambda k=k: window.session.iteration > k, timeout=20_000)
            window.training.changed.emit("optimizer", Adam(alpha=alpha))
        assert window.player.playing
        qtbot.waitUntil(lambda: window.session.frame.experiment.optimizer == Adam(alpha=0.01), timeout=20_000)
        window.player.pause()

    def test_closing_while_it_trains(self, qtbot: QtBot, make_window: MakeWindow) -> None:
        window = make_window("article-moons", real=True)
        run_endlessly(window)
        qtbot.mouseClick(window.transport.run, LEFT)
        qtbot.waitUntil(lambda: window.session.iteration > 3, timeout=20_000)
        window.close()
        assert not window.isVisible()


class TestHurry:
    """Clicks that come before the window has caught up."""

    def test_a_step_right_after_a_new_start_is_the_first_one(self, qtbot: QtBot, window: MainWindow) -> None:
        window.player.run_to(40)
        wait_until_idle(qtbot, window)
        window.training.changed.emit("seed", 99)
        qtbot.mouseClick(window.transport.step, LEFT)
        wait_until_idle(qtbot, window)
        assert window.session.iteration == 1

    def test_a_weight_that_is_gone_cannot_be_picked(self, qtbot: QtBot, window: MainWindow) -> None:
        last = window.session.frame.problem.layout.parameters - 1
        window.network.edited.emit(Network((), window.session.experiment.network.output))
        window.network.weight_picked.emit(last)
        wait_until_idle(qtbot, window)
        assert max(window.session.frame.picked) < window.session.frame.problem.layout.parameters

    def test_two_quick_removals_remove_two_layers(self, qtbot: QtBot, window: MainWindow) -> None:
        window.network.diagram.layer_removed.emit(1)
        window.network.diagram.layer_removed.emit(1)
        window.network.diagram.layer_removed.emit(1)
        window.network.diagram.units_changed.emit(2, 7)
        wait_until_idle(qtbot, window)
        assert window.session.experiment.network.hidden == ()
