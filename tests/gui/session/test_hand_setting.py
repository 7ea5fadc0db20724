"""Parameters set by hand: an edit that the timeline keeps and undo takes back, to the bit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.hyperparameters import InvalidSetting
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.run import replay, with_parameter
from core.training.snapshot import Snapshot
from gui.frames.frame import Frame
from gui.shell.main_window import MainWindow
from tests.core.samples import alike
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def settle(window: MainWindow, qtbot: QtBot) -> Snapshot:
    """Wait until nothing is under way; return the displayed frame."""
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=10_000)
    return shown(window).snapshot


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> Snapshot:
    """Go to an iteration."""
    window.player.go_to(iteration)
    snapshot = settle(window, qtbot)
    assert snapshot.iteration == iteration
    return snapshot


def same(one: Snapshot, other: Snapshot) -> bool:
    """Tell whether two snapshots are equal to the last bit."""
    return (one.iteration, one.age, one.state.tobytes()) == (other.iteration, other.age, other.state.tobytes())


def test_a_weight_is_set_where_training_stands_and_training_goes_on_from_it(window: MainWindow, qtbot: QtBot) -> None:
    before = train(window, qtbot, 5)
    window.session.set_parameter(3, "0.25")
    after = settle(window, qtbot)
    assert same(after, with_parameter(before, 3, 0.25))
    frame, problem = shown(window), shown(window).problem
    assert alike(frame.evaluation, evaluate(problem, after.theta, 5))
    assert frame.trace is not None
    assert frame.step_into == 0
    run = window.session.run
    assert run.hand_set_at(5) == ((3, 0.25),)
    assert run.history.evaluated("train_loss")[-1] == frame.evaluation.train_loss
    assert same(train(window, qtbot, 9), advance(problem, after, 4).snapshot)
    assert same(replay(run.segments, run.history.keys[0], 9), shown(window).snapshot)


def test_undo_and_redo_at_the_same_iteration(window: MainWindow, qtbot: QtBot) -> None:
    before, runs = train(window, qtbot, 5), window.session.runs
    window.session.set_parameter(3, 0.1)
    after = settle(window, qtbot)
    assert window.session.edits.undoText() == shown(window).problem.layout.name(3)
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)
    assert alike(shown(window).evaluation, evaluate(shown(window).problem, before.theta, 5))
    window.session.edits.redo()
    assert same(settle(window, qtbot), after)
    assert runs is not None
    assert len(runs.all) == 1


def test_undo_after_more_training_brings_back_the_run_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    before, run = train(window, qtbot, 5), window.session.run
    window.session.set_parameter(3, 0.1)
    future = train(window, qtbot, 30)
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)
    assert (window.session.run, run.history.end, run.hand_set_at(5)) == (run, 5, ())
    train(window, qtbot, 12)
    window.session.edits.redo()
    assert same(settle(window, qtbot), future)
    assert (run.history.end, run.hand_set_at(5)) == (30, ((3, 0.1),))


def test_two_undos_at_once_are_both_made(window: MainWindow, qtbot: QtBot) -> None:
    start = train(window, qtbot, 4)
    window.session.set_parameter(3, 0.1)
    train(window, qtbot, 8)
    window.session.set_parameter(5, -0.2)
    train(window, qtbot, 10)
    window.session.edits.undo()
    window.session.edits.undo()
    assert same(settle(window, qtbot), start)


def test_a_drag_is_one_undo_step(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("gui.session.edits.monotonic", lambda: clock[0])
    before = train(window, qtbot, 5)
    for place, value in enumerate((0.1, 0.2, 0.3)):
        window.session.set_parameter(3, value, goes_on=place > 0)
        settle(window, qtbot)
        clock[0] += 20.0  # however long the hand rests
    assert window.session.edits.count() == 1
    window.session.set_parameter(3, 0.9)
    settle(window, qtbot)
    assert window.session.edits.count() == 2
    window.session.edits.undo()
    assert settle(window, qtbot).theta[3] == 0.3
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)


@pytest.mark.slow
def test_values_set_faster_than_they_are_shown(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    before = train(window, qtbot, 3)
    for step in range(40):
        window.session.set_parameter(2, 0.01 * step, goes_on=step > 0)
        window.session.set_parameter(7, 0.02 * step, goes_on=step > 0)
    after = settle(window, qtbot)
    assert same(after, with_parameter(with_parameter(before, 2, 0.39), 7, 0.78))
    assert alike(shown(window).evaluation, evaluate(shown(window).problem, after.theta, 3))
    qtbot.waitUntil(
        lambda: window.session.run.history.evaluated("train_loss")[-1] == shown(window).evaluation.train_loss
    )


@pytest.mark.slow
def test_setting_by_hand_pauses_a_run(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(real=True)
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: window.session.iteration > 20, timeout=10_000)
    window.session.set_parameter(0, 1.5)
    at = window.session.iteration
    assert not window.player.playing
    assert settle(window, qtbot).iteration == at
    assert shown(window).snapshot.theta[0] == 1.5
    assert window.session.run.history.end == at


def test_changing_the_past_forks_once_however_far_the_drag(window: MainWindow, qtbot: QtBot) -> None:
    future = train(window, qtbot, 20)
    train(window, qtbot, 10)
    for place, value in enumerate((0.1, 0.2, 0.3)):
        window.session.set_parameter(3, value, goes_on=place > 0)
        settle(window, qtbot)
    runs = window.session.runs
    assert runs is not None
    assert len(runs.all) == 2
    assert runs.active.name == f"{shown(window).problem.layout.name(3)} = 0.3 from 10"
    (ghost,) = runs.ghosts
    assert same(replay(ghost.segments, ghost.history.nearest_key(20), 20), future)


@pytest.mark.slow
def test_a_fork_too_many_is_refused_and_nothing_is_lost(window: MainWindow, qtbot: QtBot) -> None:
    for value in (0.1, 0.2, 0.3):
        train(window, qtbot, 20)
        train(window, qtbot, 10)
        window.session.set_parameter(3, value)
        settle(window, qtbot)
        window.session.edits.clear()
    end = train(window, qtbot, 20)
    before, runs = train(window, qtbot, 10), window.session.runs
    assert runs is not None
    known = runs.all
    with pytest.raises(InvalidSetting, match="at most 4 runs"):
        window.session.set_parameter(3, 0.4)
    assert same(settle(window, qtbot), before)
    assert (runs.all, runs.active.history.end, window.session.edits.count()) == (known, 20, 0)
    assert same(train(window, qtbot, 20), end)


@pytest.mark.slow
def test_undo_takes_back_forks_however_many_runs_there_are(window: MainWindow, qtbot: QtBot) -> None:
    for value in (0.1, 0.2, 0.3):
        train(window, qtbot, 20)
        train(window, qtbot, 10)
        window.session.set_parameter(3, value)
        settle(window, qtbot)
    for left in (3, 2, 1):
        train(window, qtbot, 20)
        window.session.edits.undo()
        assert settle(window, qtbot).iteration == 10
        assert window.session.runs is not None
        assert len(window.session.runs.all) == left
        assert window.session.run.history.end == 20
    assert window.session.run.hand_set_at(10) == ()


def test_undo_from_a_ghost_brings_back_the_run_that_was_changed(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 20)
    run, before = window.session.run, train(window, qtbot, 10)
    window.session.set_parameter(3, 0.5)
    settle(window, qtbot)
    train(window, qtbot, 25)
    window.session.activate(run)
    settle(window, qtbot)
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)
    assert window.session.runs is not None
    assert (window.session.runs.all, run.history.end) == ((run,), 20)


@pytest.mark.parametrize("value", [math.nan, math.inf, "nan", "1e400", "-1e400", "", "much"])
def test_what_is_no_finite_number_is_refused(window: MainWindow, qtbot: QtBot, value: float | str) -> None:
    before = train(window, qtbot, 5)
    with pytest.raises(InvalidSetting, match="A parameter must be a"):
        window.session.set_parameter(3, value)
    assert same(settle(window, qtbot), before)
    assert window.session.edits.count() == 0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered:RuntimeWarning")  # the worker is set to that
@pytest.mark.parametrize(("scene", "value"), [("features", 1e20), ("sine-noise", 1e308), ("three-arms", -1e154)])
@pytest.mark.folded
def test_a_huge_weight_is_looked_at_by_every_lens(
    make_window: MakeWindow, qtbot: QtBot, scene: str, value: float
) -> None:
    window = make_window(scene)
    train(window, qtbot, 5)
    index = 0 if value < 1e100 else len(shown(window).snapshot.theta) - 1
    window.session.looking.pick_next(index)
    window.session.set_parameter(index, value)
    settle(window, qtbot)
    for lens in window.lenses.pages:
        if lens.always_offered:
            window.lenses.turn_to(lens)
            window.grab()
    window.session.edits.undo()
    settle(window, qtbot)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered:RuntimeWarning")  # the worker is set to that
@pytest.mark.parametrize("iteration", [0, 5])
@pytest.mark.folded
def test_a_value_that_no_step_can_be_made_from_stays_and_can_be_undone(
    window: MainWindow, qtbot: QtBot, iteration: int
) -> None:
    before = train(window, qtbot, iteration)
    index = len(before.theta) - 2
    window.session.set_parameter(index, 1e308)
    after, name = settle(window, qtbot), shown(window).problem.layout.name(index)
    window.player.step()
    assert same(settle(window, qtbot), after)
    run = window.session.run
    assert run.hand_set_at(iteration) == ((index, 1e308),)
    assert run.history.end == iteration
    assert f"With {name} = 1e+308, set by hand at iteration {iteration}, the loss" in window.banner.text
    assert "Undo takes it back" in window.banner.text
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)
    assert abs(train(window, qtbot, iteration + 3).theta[index]) < 10.0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered:RuntimeWarning")
def test_settings_that_no_step_can_be_made_with_stay_too(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_parameter(0, 1e160)  # its square is beyond every number
    before = train(window, qtbot, 5)
    good = window.session.experiment
    window.session.edit(replace(good, regularizer=L2()))
    settle(window, qtbot)
    window.player.step()
    assert settle(window, qtbot).iteration == 5
    assert window.session.experiment.regularizer == L2()
    assert "where settings were changed" in window.banner.text
    window.session.edits.undo()
    assert same(settle(window, qtbot), before)
    assert window.session.experiment == good


@pytest.mark.slow
def test_the_same_value_changed_elsewhere_is_an_edit_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    """However quick: an iteration, a fork or something undone lies between."""
    edits, session = window.session.edits, window.session
    sgd = [replace(session.experiment, optimizer=SGD(alpha=alpha)) for alpha in (0.1, 0.2, 0.3, 0.4)]
    session.edit(sgd[0])
    session.edit(sgd[1])
    assert edits.count() == 1  # one drag, at iteration 0
    settle(window, qtbot)
    train(window, qtbot, 8)
    session.edit(sgd[2])
    assert edits.count() == 2
    settle(window, qtbot)
    train(window, qtbot, 12)
    train(window, qtbot, 8)
    session.edit(sgd[3])  # forks
    session.edit(sgd[0])  # goes on with that, in the fork
    assert edits.count() == 3
    settle(window, qtbot)
    edits.undo()
    settle(window, qtbot)
    assert session.experiment == sgd[2]
    session.edit(sgd[1])
    assert edits.count() == 3  # what was undone is gone; it does not go on with what lies before that
    settle(window, qtbot)
    edits.undo()
    settle(window, qtbot)
    assert session.experiment == sgd[2]
