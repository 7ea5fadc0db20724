"""Going through time with the strip and the loss curve, and undoing edits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.training.optimizers import SGD
from gui.edits import ONE_EDIT
from gui.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy, timeout=20_000)


def run_to(qtbot: QtBot, window: MainWindow, iteration: int) -> None:
    window.player.run_to(iteration)
    wait_until_idle(qtbot, window)


def press_strip(qtbot: QtBot, window: MainWindow, iteration: int) -> None:
    qtbot.mouseClick(window.timeline, LEFT, pos=window.timeline.place_of(iteration).toPoint())
    wait_until_idle(qtbot, window)


def test_a_click_on_the_strip_shows_that_iteration_exactly(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 40)
    then = window.session.frame.snapshot.state
    run_to(qtbot, window, 100)
    press_strip(qtbot, window, 40)
    assert window.session.iteration == 40
    assert np.array_equal(window.session.frame.snapshot.state, then)
    assert window.session.run.history.end == 100


def test_from_the_past_a_run_goes_on_along_the_known_future(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 100)
    end, losses = window.session.frame.snapshot.state, window.session.run.history.batch_loss.copy()
    press_strip(qtbot, window, 20)
    run_to(qtbot, window, 100)
    assert np.array_equal(window.session.frame.snapshot.state, end)
    assert np.array_equal(window.session.run.history.batch_loss, losses)


def test_keys_on_the_strip(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 30)
    window.timeline.setFocus()
    for key, iteration in (
        (Qt.Key.Key_Left, 29),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, 30),
        (Qt.Key.Key_Right, 30),
    ):
        qtbot.keyClick(window.timeline, key)
        wait_until_idle(qtbot, window)
        assert window.session.iteration == iteration


def test_the_strip_never_asks_for_what_was_not_reached(window: MainWindow) -> None:
    strip = window.timeline
    assert strip.iteration_at(-1e6) == 0
    assert strip.iteration_at(1e6) == window.session.run.history.end == 0


def test_dragging_along_the_loss_curve_goes_through_time(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 60)
    curve = window.loss_curve
    canvas = curve.canvas
    centre = canvas.mapTo(curve, canvas.rect().center())
    qtbot.mousePress(curve, LEFT, pos=centre)
    qtbot.mouseMove(curve, centre - QPoint(60, 0))
    qtbot.mouseRelease(curve, LEFT, pos=centre - QPoint(60, 0))
    wait_until_idle(qtbot, window)
    assert window.session.iteration <= 60


def test_an_edit_leaves_a_mark_that_tells_what_changed(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 25)
    window.training.changed.emit("optimizer", SGD(alpha=0.05))
    wait_until_idle(qtbot, window)
    ((start, words),) = window.timeline._edits
    assert start == 25
    assert "0.05" in words


def test_undo_and_redo_of_edits(qtbot: QtBot, window: MainWindow) -> None:
    first = window.session.experiment
    window.training.changed.emit("seed", 9)
    window.training.changed.emit("batch_size", 4)
    wait_until_idle(qtbot, window)
    last = window.session.experiment
    for _ in range(2):
        qtbot.mouseClick(window.transport.undo, LEFT)
        wait_until_idle(qtbot, window)
    assert window.session.experiment == first
    assert not window.transport.undo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, window)
    assert window.session.experiment == last


def test_quick_changes_of_one_setting_are_one_edit(qtbot: QtBot, window: MainWindow) -> None:
    first = window.session.experiment
    for alpha in (0.1, 0.2, 0.5):
        window.training.changed.emit("optimizer", SGD(alpha=alpha))
    wait_until_idle(qtbot, window)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert window.session.experiment == first


def test_slow_changes_of_one_setting_are_several_edits(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(0, 1000, 2 + int(ONE_EDIT)))
    monkeypatch.setattr("gui.edits.monotonic", lambda: next(now))
    for alpha in (0.1, 0.2):
        window.training.changed.emit("optimizer", SGD(alpha=alpha))
        wait_until_idle(qtbot, window)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert window.session.experiment.optimizer == SGD(alpha=0.1)


def test_another_scene_can_be_undone(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.experiment
    window._choose_scene("three-arms")
    wait_until_idle(qtbot, window)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert window.session.experiment == before
    assert window.transport.scenes.currentData() == "xor-tanh"


def test_choosing_the_same_scene_again_is_a_restart(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 10)
    window._choose_scene("xor-tanh")
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0
    assert not window.session.edits.canUndo()


class TestForks:
    """What happens to the old future when the past is changed."""

    def fork(self, qtbot: QtBot, window: MainWindow, at: int, alpha: float) -> None:
        press_strip(qtbot, window, at)
        window.training.changed.emit("optimizer", SGD(alpha=alpha))
        wait_until_idle(qtbot, window)

    def test_a_change_in_the_past_leaves_the_old_future_as_a_ghost(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 80)
        old = window.session.run
        future = old.history.batch_loss.copy()
        self.fork(qtbot, window, 30, 0.05)
        assert window.session.frame.ghosts == (old,)
        assert window.session.run is not old
        assert window.session.run.history.end == 30
        run_to(qtbot, window, 60)
        assert np.array_equal(old.history.batch_loss, future)
        assert "0.05" in window.session.run.name
        assert any(curve.isVisible() for curve in window.loss_curve.ghosts)
        assert any(curve.isVisible() for curve in window.descent_path.ghosts)

    def test_a_ghost_can_be_gone_on_with(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 50)
        end, old = window.session.frame.snapshot.state, window.session.run
        self.fork(qtbot, window, 20, 0.05)
        run_to(qtbot, window, 50)
        window.timeline.activated.emit(old)
        wait_until_idle(qtbot, window)
        assert window.session.run is old
        assert np.array_equal(window.session.frame.snapshot.state, end)
        assert window.session.experiment.optimizer == SGD(alpha=0.3)

    def test_rename_and_delete(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 50)
        self.fork(qtbot, window, 20, 0.05)
        (ghost,) = window.session.frame.ghosts
        window.timeline.renamed.emit(ghost, "  my   run ")
        assert ghost.name == "my run"
        window.timeline.renamed.emit(ghost, "")
        assert ghost.name == "my run"
        assert "name" in window.banner.text
        window.timeline.deleted.emit(ghost)
        assert window.session.frame.ghosts == ()

    def test_a_fifth_run_is_refused_and_nothing_lost(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 40)
        for alpha in (0.1, 0.2, 0.4, 0.5):
            self.fork(qtbot, window, 20, alpha)
            run_to(qtbot, window, 40)
        assert len(window.session.runs.all) == 4
        assert "more than 4" in window.banner.text or window.session.experiment.optimizer == SGD(alpha=0.4)
        assert window.session.run.history.end == 40

    def test_the_menu_of_a_ghost_and_the_strip_with_ghosts(self, qtbot: QtBot, window: MainWindow) -> None:
        height = window.timeline.height()
        run_to(qtbot, window, 40)
        self.fork(qtbot, window, 20, 0.1)
        qtbot.waitUntil(lambda: window.timeline.height() > height, timeout=5_000)
        (ghost,) = window.session.frame.ghosts
        assert window.timeline.ghost_at(window.timeline.row_of(0)) is ghost
        assert window.timeline.ghost_at(5.0) is None
        menu = window.timeline.menu_of(ghost)
        assert [action.text() for action in menu.actions()] == [f"Go on with “{ghost.name}”", "Rename …", "Delete"]
        menu.close()
