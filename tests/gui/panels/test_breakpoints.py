"""Breakpoints: the list under "until …", and that a run stops exactly where one holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.training.breakpoints import (
    AtIteration,
    Breakpoint,
    Breakpoints,
    GradientAbove,
    LossBelow,
    LossRises,
    TurnInTestLoss,
    next_stop,
)
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare
from core.training.run import Run
from gui.panels.breakpoints import BreakpointsPanel
from gui.shell.main_window import MainWindow
from gui.widgets.theme import CHALKBOARD, Look
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
LEFT = Qt.MouseButton.LeftButton
LAST = 3_000


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy, timeout=20_000)


def run_to(qtbot: QtBot, window: MainWindow, iteration: int) -> None:
    window.player.run_to(iteration)
    wait_until_idle(qtbot, window)


def watch(window: MainWindow, *breakpoints: Breakpoint) -> None:
    window.session.set_breakpoints(Breakpoints(breakpoints))


def whole_run(scene: str = "xor-tanh") -> Run:
    """Return what the engine alone makes of a scene in LAST iterations."""
    run = Run(load_scene(scene).experiment)
    problem = prepare(run.segments[0].experiment)
    run.extend(advance(problem, problem.start(), LAST))
    return run


@pytest.mark.parametrize(
    "condition",
    [
        AtIteration(iteration=777),
        LossBelow(loss=0.3),
        LossRises(),
        TurnInTestLoss(patience=1),
        GradientAbove(norm=0.6),
    ],
    ids=lambda each: each.name,
)
def test_a_run_stops_exactly_where_the_engine_says(qtbot: QtBot, window: MainWindow, condition: Breakpoint) -> None:
    whole = whole_run()
    stop = next_stop([condition], whole.history, 0)
    assert stop is not None
    watch(window, condition)
    run_to(qtbot, window, LAST)
    history = window.session.run.history
    assert window.session.iteration == history.end == stop.iteration
    assert window.banner.text == stop.words
    assert np.array_equal(history.batch_loss, whole.history.batch_loss[: stop.iteration])
    assert all(k <= stop.iteration for k in history.evaluated("iteration"))
    state = advance(prepare(window.session.experiment), whole.history.keys[0], stop.iteration).snapshot.state
    assert np.array_equal(window.session.frame.snapshot.state, state)


@pytest.mark.slow
@pytest.mark.parametrize("rate", [500.0, float("inf")])
def test_the_speed_makes_no_difference(qtbot: QtBot, window: MainWindow, rate: float) -> None:
    window.player.pace.set_rate(rate)
    watch(window, AtIteration(iteration=123))
    run_to(qtbot, window, 200)
    assert window.session.iteration == window.session.run.history.end == 123


def test_run_again_goes_on_past_it_as_if_it_had_never_stopped(qtbot: QtBot, window: MainWindow) -> None:
    watch(window, AtIteration(iteration=50))
    run_to(qtbot, window, 300)
    assert window.session.iteration == 50
    run_to(qtbot, window, 300)
    assert window.session.iteration == 300
    assert np.array_equal(window.session.run.history.batch_loss, whole_run().history.batch_loss[:300])


@pytest.mark.slow
@pytest.mark.folded
def test_along_the_known_future_it_stops_and_nothing_is_forgotten(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 400)
    losses = window.session.run.history.batch_loss.copy()
    window.player.go_to(100)
    wait_until_idle(qtbot, window)
    watch(window, AtIteration(iteration=250))
    run_to(qtbot, window, 400)
    assert window.session.iteration == 250
    assert np.array_equal(window.session.run.history.batch_loss, losses)


def test_beyond_the_known_future_only_what_is_new_is_cut_off(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 100)
    window.player.go_to(90)
    wait_until_idle(qtbot, window)
    watch(window, AtIteration(iteration=95))
    run_to(qtbot, window, 2_000)
    assert (window.session.iteration, window.session.run.history.end) == (95, 100)


def test_an_epoch_stops_and_a_step_does_not(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles")
    watch(window, AtIteration(iteration=3))
    for _ in range(4):
        qtbot.mouseClick(window.transport.step, LEFT)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 4
    window.player.restart()
    wait_until_idle(qtbot, window)
    qtbot.mouseClick(window.transport.epoch, LEFT)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 3
    qtbot.mouseClick(window.transport.epoch, LEFT)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == window.session.experiment.batches


def test_going_back_is_not_stopped(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 60)
    watch(window, AtIteration(iteration=40))
    run_to(qtbot, window, 20)
    assert window.session.iteration == 20


def test_one_that_is_off_does_not_stop(qtbot: QtBot, window: MainWindow) -> None:
    at = AtIteration(iteration=30)
    window.session.set_breakpoints(Breakpoints((at,)).switched(at, on=False))
    run_to(qtbot, window, 60)
    assert window.session.iteration == 60
    assert window.transport.until.text() == "until …"


@pytest.mark.slow
def test_a_known_future_with_an_edit_in_it_is_gone_along_exactly(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 100)
    window.training.changed.emit("optimizer", SGD(alpha=0.05))
    wait_until_idle(qtbot, window)
    run_to(qtbot, window, 200)
    end = window.session.frame.snapshot.state
    for through in (0, 99, 100, 101):
        window.player.go_to(through)
        wait_until_idle(qtbot, window)
        run_to(qtbot, window, 200)
        assert np.array_equal(window.session.frame.snapshot.state, end)
        assert window.session.frame.problem.experiment == window.session.experiment


class TestPanel:
    """The list and the row to add one."""

    @pytest.fixture
    def panel(self, window: MainWindow) -> Iterator[BreakpointsPanel]:
        window.transport.popup.drop()
        yield window.transport.breakpoints
        window.transport.popup.hide()

    def choose(self, panel: BreakpointsPanel, name: str) -> None:
        box = panel.editor.box
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())

    def write(self, qtbot: QtBot, panel: BreakpointsPanel, setting: str, text: str) -> None:
        edit = panel.editor.fields[setting].edit
        edit.selectAll()
        qtbot.keyClicks(edit, text)

    def test_add_switch_off_and_remove(self, qtbot: QtBot, window: MainWindow, panel: BreakpointsPanel) -> None:
        self.choose(panel, "loss_below")
        self.write(qtbot, panel, "loss", "0.25")
        qtbot.mouseClick(panel.add, LEFT)
        assert window.session.breakpoints.active == (LossBelow(loss=0.25),)
        assert window.transport.until.text() == "until … (1)"
        (row,) = panel.rows
        assert row.tick.text() == "loss below 0.25"
        row.tick.click()
        assert window.session.breakpoints == Breakpoints((LossBelow(loss=0.25),), frozenset({LossBelow(loss=0.25)}))
        panel.rows[0].remove.click()
        assert window.session.breakpoints == Breakpoints()
        assert panel.rows == []

    @pytest.mark.parametrize(
        ("name", "setting", "text", "words"),
        [
            ("iteration", "iteration", "20", "already"),
            ("iteration", "iteration", "0", "at least 1"),
            ("loss_below", "loss", "0", "never below"),
            ("loss_below", "loss", "-3", "never below"),
            ("gradient_above", "norm", "1e400", "finite"),
            ("test_turns", "patience", "soon", "number"),
        ],
    )
    def test_what_can_never_hold_is_refused_beside_its_field(
        self,
        qtbot: QtBot,
        window: MainWindow,
        panel: BreakpointsPanel,
        name: str,
        setting: str,
        text: str,
        words: str,
    ) -> None:
        run_to(qtbot, window, 20)
        watch(window, LossRises())
        reached = window.session.iteration
        self.choose(panel, name)
        self.write(qtbot, panel, setting, text)
        qtbot.mouseClick(panel.add, LEFT)
        assert words in panel.editor.fields[setting].error
        assert window.session.breakpoints == Breakpoints((LossRises(),))
        assert window.session.iteration == reached

    def test_a_loss_that_is_below_already_is_told(
        self, qtbot: QtBot, window: MainWindow, panel: BreakpointsPanel
    ) -> None:
        self.choose(panel, "loss_below")
        self.write(qtbot, panel, "loss", "10")
        qtbot.mouseClick(panel.add, LEFT)
        assert window.session.breakpoints.active == (LossBelow(loss=10.0),)
        assert "already" in panel.editor.fields["loss"].error

    def test_a_gradient_that_is_above_already_is_told(
        self, qtbot: QtBot, window: MainWindow, panel: BreakpointsPanel
    ) -> None:
        run_to(qtbot, window, 3)
        norm = window.session.run.history.gradient_norm[2]
        self.choose(panel, "gradient_above")
        self.write(qtbot, panel, "norm", f"{norm / 2}")
        qtbot.mouseClick(panel.add, LEFT)
        assert len(window.session.breakpoints.active) == 1
        assert f"The norm is already {norm:.4g}" in panel.editor.fields["norm"].error

    def test_a_double_is_refused(self, qtbot: QtBot, window: MainWindow, panel: BreakpointsPanel) -> None:
        self.choose(panel, "iteration")
        for _ in range(2):
            qtbot.mouseClick(panel.add, LEFT)
        assert "already" in panel.editor.fields["iteration"].error
        assert len(window.session.breakpoints.listed) == 1

    @pytest.mark.slow
    def test_the_list_fits_its_popup_with_large_text(self, window: MainWindow, panel: BreakpointsPanel) -> None:
        window.set_look(Look(CHALKBOARD, 27.0))
        watch(window, *(AtIteration(iteration=k) for k in range(1, 9)))
        popup = window.transport.popup
        popup.fit()
        assert len(panel.rows) == 8
        assert popup.height() <= 768
        assert panel.geometry().bottom() <= popup.height()
