"""Going through time with the strip and the loss curve, and undoing edits."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation
from core.exchange.scenes import load_scene
from core.training.optimizers import SGD
from core.training.run import Run, begin
from core.words import as_typed
from gui.session.edits import ONE_EDIT
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look
from tests.gui.driving import click, press_strip, run_to, wait_until_idle
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
LEFT = Qt.MouseButton.LeftButton
NAMES = ["SGD from 20", "a name that somebody has given, far too long for its place " * 4, "α 0.5"]


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
    assert strip.line.iteration_at(-1e6) == 0
    assert strip.line.iteration_at(1e6) == window.session.run.history.end == 0


@pytest.mark.slow
@pytest.mark.folded
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


@pytest.mark.slow
def test_a_parameter_set_by_hand_leaves_a_mark_that_names_it(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 25)
    window.session.set_parameter(3, 0.25)
    wait_until_idle(qtbot, window)
    ((start, words),) = window.timeline._edits
    assert start == 25
    assert words.startswith(f"{window.session.frame.problem.layout.name(3)} = 0.25")


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
    monkeypatch.setattr("gui.session.edits.monotonic", lambda: next(now))
    for alpha in (0.1, 0.2):
        window.training.changed.emit("optimizer", SGD(alpha=alpha))
        wait_until_idle(qtbot, window)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert window.session.experiment.optimizer == SGD(alpha=0.1)


def test_another_scene_can_be_undone(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.experiment
    window.stages.choose(load_scene("three-arms"))
    wait_until_idle(qtbot, window)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert window.session.experiment == before
    assert window.transport.scenes.currentData() == "xor-tanh"


def test_choosing_the_same_scene_again_starts_it_afresh(qtbot: QtBot, window: MainWindow) -> None:
    window.stages.choose(load_scene("xor-tanh"))
    assert not window.session.edits.canUndo()  # nothing has happened yet
    run_to(qtbot, window, 10)
    window.stages.choose(load_scene("xor-tanh"))
    wait_until_idle(qtbot, window)
    assert (window.session.iteration, window.session.known) == (0, 0)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert (window.session.iteration, window.session.known) == (10, 10)


def test_end_on_the_stage_goes_to_the_last_iteration(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 60)
    press_strip(qtbot, window, 10)
    qtbot.keyClick(window.network.diagram, Qt.Key.Key_End)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 60


@pytest.mark.slow
def test_keys_go_by_phase_and_by_epoch(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles")
    batches = window.session.experiment.batches
    run_to(qtbot, window, 2 * batches + 5)
    window.timeline.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for key, held, iteration in (
        (Qt.Key.Key_Left, control, 2 * batches),
        (Qt.Key.Key_Left, control, batches),
        (Qt.Key.Key_Left, control, 0),
        (Qt.Key.Key_Left, control, 0),
        (Qt.Key.Key_Right, control, batches),
        (Qt.Key.Key_Right, control, 2 * batches),
        (Qt.Key.Key_Right, control, 2 * batches + 5),
        (Qt.Key.Key_Right, control, 2 * batches + 5),
        (Qt.Key.Key_Left, shift, 2 * batches + 4),
    ):
        qtbot.keyClick(window.timeline, key, held)
        wait_until_idle(qtbot, window)
        assert window.session.iteration == iteration
    assert window.session.frame.phase.title == "update"
    qtbot.keyClick(window.timeline, Qt.Key.Key_Right, shift)
    qtbot.keyClick(window.timeline, Qt.Key.Key_Right, shift)
    session = window.session
    qtbot.waitUntil(lambda: (session.iteration, session.frame.step_into) == (2 * batches + 5, 2), timeout=10_000)


def test_buttons_of_the_strip(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles")
    strip, batches = window.timeline, window.session.experiment.batches
    assert not any(button.isEnabled() for button in (strip.to_start, strip.epoch_back, strip.epoch_on, strip.to_end))
    run_to(qtbot, window, 2 * batches + 5)
    for button, iteration in (
        (strip.epoch_back, 2 * batches),
        (strip.to_start, 0),
        (strip.epoch_on, batches),
        (strip.to_end, 2 * batches + 5),
    ):
        qtbot.mouseClick(button, LEFT)
        wait_until_idle(qtbot, window)
        assert window.session.iteration == iteration
    assert not strip.to_end.isEnabled()


@pytest.mark.slow
@pytest.mark.folded("lenses")
def test_what_comes_after_is_forgotten_with_one_click(qtbot: QtBot, window: MainWindow) -> None:
    strip, axis = window.timeline, window.loss_curve.canvas.box
    assert not strip.forget.isEnabled()
    run_to(qtbot, window, 600)
    assert "Nothing comes after" in strip.forget.toolTip()
    press_strip(qtbot, window, 40)
    at = window.session.iteration
    assert axis.viewRange()[0][1] > 600
    qtbot.mouseClick(strip.forget, LEFT)
    wait_until_idle(qtbot, window)
    assert (window.session.iteration, window.session.known, strip.line.span) == (at, at, at)
    assert at < axis.viewRange()[0][1] < 2 * at
    assert not strip.forget.isEnabled()
    assert "Undo the edit of: what was forgotten. (Ctrl Z)" in window.transport.undo.toolTip()
    qtbot.mouseClick(window.transport.undo, LEFT)
    wait_until_idle(qtbot, window)
    assert (window.session.iteration, window.session.known, strip.line.span) == (at, 600, 600)
    assert axis.viewRange()[0][1] > 600


@pytest.mark.slow
@pytest.mark.folded("lenses")
def test_the_title_tells_nothing_of_what_is_to_come(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("overfit-moons")
    run_to(qtbot, window, 700)
    live = window.loss_curve.header.live
    assert "lowest test" in live.text
    marked = len(window.loss_curve.markers.markers)
    click(qtbot, window, window.transport.restart)
    assert "lowest" not in live.text
    assert len(window.loss_curve.markers.markers) == marked - 1


def test_a_drag_forward_jumps_instead_of_training_the_way(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 300)
    there = window.session.frame.snapshot.state
    press_strip(qtbot, window, 0)
    shown: list[int] = []
    window.session.frame_changed.connect(lambda frame: shown.append(frame.snapshot.iteration))
    press_strip(qtbot, window, 300)
    assert set(shown) == {300}
    assert np.array_equal(window.session.frame.snapshot.state, there)


class TestForks:
    """What happens to the old future when the past is changed."""

    def fork(self, qtbot: QtBot, window: MainWindow, at: int, alpha: float) -> None:
        press_strip(qtbot, window, at)
        window.training.changed.emit("optimizer", SGD(alpha=alpha))
        wait_until_idle(qtbot, window)

    @pytest.mark.slow
    @pytest.mark.folded
    def test_a_change_in_the_past_leaves_the_old_future_as_a_ghost(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 117)
        old = window.session.run
        assert old.history.evaluated("iteration")[-1] < 110
        future = old.history.batch_loss.copy()
        self.fork(qtbot, window, 30, 0.05)
        assert window.session.frame.ghosts == (old,)
        assert window.session.run is not old
        assert window.session.run.history.end == 30
        run_to(qtbot, window, 60)
        assert np.array_equal(old.history.batch_loss, future)
        assert "0.05" in window.session.run.name
        assert any(curve.isVisible() for curve in window.loss_curve.ghosts)
        assert window.loss_curve.ghosts[0].getData()[0].max() > 113  # but for a gap between dashes, up to its end
        assert any(curve.isVisible() for curve in window.descent_path.ghosts)

    def test_a_ghost_can_be_gone_on_with(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 50)
        end, old = window.session.frame.snapshot.state, window.session.run
        self.fork(qtbot, window, 20, 0.05)
        run_to(qtbot, window, 50)
        window.timeline.ghosts.activated.emit(old)
        wait_until_idle(qtbot, window)
        assert window.session.run is old
        assert np.array_equal(window.session.frame.snapshot.state, end)
        assert window.session.experiment.optimizer == SGD(alpha=0.3)

    def test_rename_and_delete(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 50)
        self.fork(qtbot, window, 20, 0.05)
        (ghost,) = window.session.frame.ghosts
        window.timeline.ghosts.renamed.emit(ghost, "  my   run ")
        assert ghost.name == as_typed("my run")
        window.timeline.ghosts.renamed.emit(ghost, "")
        assert ghost.name == as_typed("my run")
        assert "name" in window.banner.text
        window.timeline.ghosts.deleted.emit(ghost)
        assert window.session.frame.ghosts == ()

    @pytest.mark.slow
    def test_a_run_is_renamed_in_the_notation_on_show(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 50)
        self.fork(qtbot, window, 20, 0.05)
        (ghost,) = window.session.frame.ghosts
        name = ghost.name
        assert "α" in name
        window.set_look(replace(window.look, notation=load_notation("goodfellow")))
        for typed, kept in ((name.replace("α", "ε"), name), ("ε, not α", as_typed("ε, not α"))):
            window.timeline.ghosts.menu_of(ghost).actions()[1].trigger()
            dialog = window.findChild(QInputDialog)
            assert dialog.textValue() == window.look.notation.text(ghost.name)
            dialog.setTextValue(typed)
            dialog.accept()
            assert ghost.name == kept
        place = next(branch.tag.center() for branch in window.timeline.ghosts.branches(window.timeline.line, None))
        assert window.timeline.help_text(place).startswith(as_typed("ε, not α"))

    @pytest.mark.slow
    def test_a_fifth_run_is_refused_and_nothing_lost(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 40)
        for alpha in (0.1, 0.2, 0.4, 0.5):
            self.fork(qtbot, window, 20, alpha)
            run_to(qtbot, window, 40)
        assert len(window.session.runs.all) == 4
        assert "at most 4 runs" in window.banner.text or window.session.experiment.optimizer == SGD(alpha=0.4)
        assert window.session.run.history.end == 40

    @pytest.mark.slow
    def test_an_edit_that_was_refused_leaves_nothing_to_undo(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 40)
        for alpha in (0.1, 0.2, 0.4):
            self.fork(qtbot, window, 20, alpha)
            run_to(qtbot, window, 40)
        press_strip(qtbot, window, 20)
        edits = window.session.edits.count()
        window.training.changed.emit("batch_size", 4)
        wait_until_idle(qtbot, window)
        assert "at most 4 runs" in window.banner.text
        assert window.session.edits.count() == edits
        assert window.session.edits.undoText() == "optimizer"
        assert window.session.experiment.optimizer == SGD(alpha=0.4)

    @pytest.mark.slow
    def test_the_menu_of_a_ghost_and_the_strip_with_ghosts(self, qtbot: QtBot, window: MainWindow) -> None:
        strip, height = window.timeline, window.timeline.height()
        run_to(qtbot, window, 40)
        self.fork(qtbot, window, 20, 0.1)
        (ghost,), run = window.session.frame.ghosts, window.session.run
        (branch,) = strip.ghosts.branches(strip.line, run)
        middle = QPointF((branch.start.x() + branch.end) / 2, branch.y)
        assert all(strip.ghosts.at(place, strip.line, run) is ghost for place in (middle, branch.tag.center()))
        assert strip.ghosts.at(QPointF(middle.x(), 5.0), strip.line, run) is None
        assert strip.height() == height
        menu = strip.ghosts.menu_of(ghost)
        assert [action.text() for action in menu.actions()] == [f"Go on with “{ghost.name}”", "Rename …", "Delete"]
        menu.close()


def test_going_back_from_a_place_far_from_its_key_is_exact(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 300)
    history = window.session.run.history
    states = {key.iteration: key.state for key in history.keys}
    history.keys = [key for key in history.keys if key.iteration % 128 == 0]
    press_strip(qtbot, window, 240)
    for iteration in (239, 238, 237):
        window.player.back()
        wait_until_idle(qtbot, window)
        assert np.array_equal(window.session.frame.snapshot.state, states[iteration])
    passed = [each.iteration for each in window.session.frame.passed]
    assert passed == list(range(176, 237))


@pytest.mark.parametrize("ends", [(0.1, 0.2, 1.0), (1.0, 1.0, 1.0), (0.9, 1.0, 0.1)])
def test_names_of_ghosts_stand_beside_each_other(window: MainWindow, ends: tuple[float, float, float]) -> None:
    strip, line = window.timeline, window.timeline.line
    for run, name in zip(runs := [Run(begin(window.session.experiment)) for _ in ends], NAMES, strict=True):
        run.name = name
    strip.ghosts.runs = tuple(runs)
    short = strip.ghosts.names(line)
    tags = strip.ghosts.tags(short, [line.left + end * (line.right - line.left) for end in ends], line)
    assert short[::2] == NAMES[::2]
    assert not any(one.intersects(other) for one, other in combinations(tags, 2))
    row = QRectF(line.left, line.middle, strip.width() - line.left, strip.height() - line.middle)
    assert all(row.contains(tag) for tag in tags)


def test_the_names_of_branches_are_painted_anew_wherever_they_stood(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip, asked = window.timeline, list[QRect]()
    monkeypatch.setattr(strip, "update", lambda area=None: asked.append(area or strip.rect()))
    strip.show_frame(window.session.frame)
    lowest = QPoint(1, strip.height() - 1)
    assert any(area.contains(lowest) for area in asked)


@pytest.mark.parametrize("width", [1920, 1366, 1024, 800])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_place_in_time_leaves_buttons_and_line_their_room(window: MainWindow, width: int, scale: float) -> None:
    strip, place = window.timeline, window.transport.below
    strip.set_look(Look(text=scale * Look.text))
    place.set_look(Look(text=scale * Look.text))
    strip.resize(width, strip.sizeHint().height())
    strip.keep_room(True)
    assert strip.forget.geometry().right() < place.x()
    assert place.geometry().right() < width
    assert place.width() > 0
    if width > 480 * scale:
        assert strip.line.right > strip.line.left + strip.line.look.px(8)
