"""Races in the window: all runs at the same iteration in every frame, each to the bit the run it would be alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.planes import PathComponents
from core.hyperparameters import InvalidSetting
from core.nn.activations import Identity, Own
from core.nn.losses import MeanSquaredError
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.first_reached import LossesInWork, proceed
from core.training.loop import advance, prepare
from core.training.optimizers import OPTIMIZERS, SGD, Momentum
from core.training.run import Run, replay
from core.training.snapshot import Snapshot
from gui.frame import Frame
from gui.lenses.race import RaceLens
from gui.lenses.race_maps import answers_over, share_that_differs
from gui.lenses.race_table import LEADS
from gui.main_window import MainWindow
from gui.plots.rival_balls import balls_of
from gui.theme import Look
from tests.gui.conftest import MakeWindow
from tests.gui.lab import calm, stage_of, type_own

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the frame on show."""
    assert window.session.frame is not None
    return window.session.frame


def settle(window: MainWindow, qtbot: QtBot) -> Frame:
    """Wait until nothing is under way; return what is on show."""
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=20_000)
    return shown(window)


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> Frame:
    """Go to an iteration."""
    window.player.go_to(iteration)
    return settle(window, qtbot)


def open_lens(window: MainWindow) -> RaceLens:
    """Turn to the lens."""
    lens = next(page for page in window.lenses.pages if isinstance(page, RaceLens))
    window.lenses.turn_to(lens)
    return lens


def race(window: MainWindow, qtbot: QtBot, what: str, *values: object, at: int | None = None) -> Frame:
    """Begin a race at the iteration on show."""
    window.session.racing.start(FACTORS[what], values, window.session.iteration if at is None else at)
    return settle(window, qtbot)


def choose(lens: RaceLens, what: str) -> None:
    """Choose what differs, as a click in the list does."""
    place = lens.setup.what.findData(what)
    lens.setup.what.setCurrentIndex(place)
    lens.setup.what.activated.emit(place)


def press(lens: RaceLens) -> None:
    """Click “Race”."""
    lens.area.ensureWidgetVisible(lens.setup.race)
    QTest.mouseClick(lens.setup.race, Qt.MouseButton.LeftButton)


def at(run: Run, iteration: int) -> Snapshot:
    """Return an iteration of a run, replayed."""
    return replay(run.segments, run.history.nearest_key(iteration), iteration)


def check_level(frame: Frame) -> None:
    """Compare every run on show with its own replay at the iteration of all."""
    k = frame.snapshot.iteration
    for run, snapshot in ((frame.run, frame.snapshot), *((rival.run, rival.snapshot) for rival in frame.rivals)):
        assert snapshot.iteration == k
        assert run.history.end >= k
        assert snapshot.state.tobytes() == at(run, k).state.tobytes()


def alone(before: Experiment, after: Experiment, begin: int, end: int) -> Snapshot:
    """Return a run that changes at ``begin``, made without a window."""
    first = advance(prepare(before), prepare(before).start(), begin).snapshot
    return advance(prepare(after), first, end - begin).snapshot


def test_every_frame_of_a_race_is_level_and_its_runs_are_those_made_alone(window: MainWindow, qtbot: QtBot) -> None:
    frames: list[Frame] = []
    experiment = window.session.experiment
    train(window, qtbot, 12)
    race(window, qtbot, "optimizer", SGD(alpha=0.2), Momentum(alpha=0.1))
    window.session.frame_changed.connect(frames.append)
    for goal in (13, 20, 150):
        window.player.run_to(goal)
        frame = settle(window, qtbot)
    assert len(frames) >= 3
    assert frame.snapshot.iteration == 150
    for each in frames:
        assert {rival.snapshot.iteration for rival in each.rivals} == {each.snapshot.iteration}
    assert frame.snapshot.state.tobytes() == alone(experiment, experiment, 12, 150).state.tobytes()
    for rival, optimizer in zip(frame.rivals, (SGD(alpha=0.2), Momentum(alpha=0.1)), strict=True):
        expected = alone(experiment, replace(experiment, optimizer=optimizer), 12, 150)
        assert rival.snapshot.state.tobytes() == expected.state.tobytes()
        assert rival.evaluation.iteration == 150
        assert rival.run.history.end == 150
    check_level(frame)


@pytest.mark.parametrize("what", ["seed", "activation", "initializer"])
def test_a_race_from_the_start_takes_all_there(window: MainWindow, qtbot: QtBot, what: str) -> None:
    train(window, qtbot, 20)
    values = FACTORS[what].suggestions(window.session.experiment)
    with pytest.raises(InvalidSetting, match="iteration 0"):
        race(window, qtbot, what, *values)
    assert len(window.session.runs.all) == 1  # type: ignore[union-attr]
    frame = race(window, qtbot, what, *values, at=0)
    assert frame.snapshot.iteration == 0
    assert len(frame.rivals) == 3
    assert frame.run.history.end == 20
    check_level(frame)
    check_level(train(window, qtbot, 33))


def test_stepping_going_back_and_seeking_move_all(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 10)
    race(window, qtbot, "alpha", 0.2, 0.7, at=0)
    window.player.to_end()  # the first run has been to 10 before, the others not yet
    frame = settle(window, qtbot)
    assert frame.snapshot.iteration == 10
    check_level(frame)
    for move, expected in (
        (window.player.step, 11),
        (window.player.back, 10),
        (window.player.phase_back, 9),
        (window.player.phase_forward, 10),
        (window.player.epoch, None),
        (window.player.restart, 0),
    ):
        move()
        qtbot.waitUntil(lambda: not window.session.busy)
        frame = settle(window, qtbot)
        assert expected is None or frame.snapshot.iteration == expected
        check_level(frame)
    for iteration in (7, 3, 40, 22):
        check_level(train(window, qtbot, iteration))


def test_phases_of_the_last_iteration_lead_all_on(window: MainWindow, qtbot: QtBot) -> None:
    race(window, qtbot, "alpha", 0.2)
    for _ in range(3 * (2 * window.session.experiment.layout.depth + 3)):
        window.player.phase_forward()
        check_level(settle(window, qtbot))
    assert window.session.iteration >= 1


def test_another_run_becomes_the_active_one(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    frame = race(window, qtbot, "alpha", 0.2, 0.7)
    train(window, qtbot, 30)
    first, other = frame.run, frame.rivals[1].run
    QTest.mouseClick(lens.table.rows[2], Qt.MouseButton.LeftButton)
    frame = settle(window, qtbot)
    assert frame.run is other
    assert {rival.run for rival in frame.rivals} == {first, *(run for run in frame.ghosts)}
    assert window.session.experiment.optimizer.alpha == 0.7
    check_level(frame)
    check_level(train(window, qtbot, 45))


def test_an_edit_in_the_past_forks_and_the_fork_races_too(window: MainWindow, qtbot: QtBot) -> None:
    race(window, qtbot, "alpha", 0.2)
    train(window, qtbot, 30)
    train(window, qtbot, 15)
    window.session.edit(replace(window.session.experiment, batch_size=1))
    frame = settle(window, qtbot)
    assert len(frame.rivals) == 2
    check_level(frame)
    check_level(train(window, qtbot, 40))
    window.session.set_parameter(0, 0.25)
    check_level(settle(window, qtbot))
    check_level(train(window, qtbot, 44))


def test_a_breakpoint_of_the_active_run_stops_all(window: MainWindow, qtbot: QtBot) -> None:
    race(window, qtbot, "alpha", 0.2, 0.7)
    window.session.set_breakpoints(Breakpoints((AtIteration(27),)))
    window.player.run_to(500)
    frame = settle(window, qtbot)
    assert frame.snapshot.iteration == 27
    assert {rival.run.history.end for rival in frame.rivals} == {27}
    check_level(frame)


@pytest.mark.folded
def test_a_run_that_diverges_stays_behind(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    experiment = replace(window.session.experiment, optimizer=SGD(alpha=0.1))
    hidden = tuple(replace(layer, activation=Identity()) for layer in experiment.network.hidden)
    network = replace(experiment.network, hidden=hidden, output=Identity())
    window.session.edit(replace(experiment, network=network, loss=MeanSquaredError()))
    settle(window, qtbot)
    lens = open_lens(window)
    race(window, qtbot, "alpha", 0.2, 1e5)
    frame = train(window, qtbot, 60)
    calm, wild = frame.rivals
    assert calm.snapshot.iteration == frame.snapshot.iteration == 60
    assert wild.stopped is not None
    assert wild.snapshot.iteration == wild.stopped.good == wild.run.history.end < 60
    assert wild.snapshot.state.tobytes() == at(wild.run, wild.stopped.good).state.tobytes()
    assert calm.snapshot.state.tobytes() == at(calm.run, 60).state.tobytes()
    standing = lens.table.rows[2].standing
    assert standing is not None
    assert standing.cells[-1] == f"⚠ diverged at {wild.stopped.iteration:,}"
    frame = train(window, qtbot, 80)
    assert frame.rivals[1].stopped == wild.stopped
    frame = train(window, qtbot, wild.stopped.good)
    assert frame.rivals[1].stopped is None
    check_level(frame)
    frame = train(window, qtbot, 70)
    assert frame.rivals[1].snapshot.iteration == wild.stopped.good
    assert frame.rivals[0].snapshot.iteration == 70


def test_setting_up_a_race_by_clicks(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    train(window, qtbot, 16)
    assert lens.setup.isVisible()
    assert not lens.race.isVisible()
    choose(lens, "alpha")
    assert lens.setup.begin.currentData() is True
    assert [row.value for row in lens.setup.values] == list(FACTORS["alpha"].suggestions(window.session.experiment))
    lens.area.ensureWidgetVisible(lens.setup.values[2].box)
    QTest.mouseClick(lens.setup.values[2].box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    press(lens)
    frame = settle(window, qtbot)
    assert len(frame.rivals) == 2
    assert frame.snapshot.iteration == 16
    assert lens.race.isVisible()
    assert not lens.setup.isVisible()
    frame = train(window, qtbot, 60)
    losses = [row.standing.loss for row in lens.table.rows if row.standing]
    expected = [frame.evaluation.train_loss + frame.evaluation.penalty]
    expected += [rival.evaluation.train_loss + rival.evaluation.penalty for rival in frame.rivals]
    assert losses == expected
    leading = [row.standing.run for row in lens.table.rows if row.standing and row.standing.cells[-1] == LEADS]
    assert leading == [(frame.run, *(rival.run for rival in frame.rivals))[int(np.argmin(expected))]]
    QTest.mouseClick(lens.stop, Qt.MouseButton.LeftButton)
    frame = settle(window, qtbot)
    assert frame.rivals == ()
    assert len(frame.ghosts) == 2
    assert lens.setup.isVisible()
    train(window, qtbot, 70)
    assert {run.history.end for run in frame.ghosts} == {60}


def test_clearing_a_race_leaves_the_active_run_alone(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    race(window, qtbot, "seed", 5, 6, 7)
    frame = train(window, qtbot, 8)
    QTest.mouseClick(lens.clear, Qt.MouseButton.LeftButton)
    after = settle(window, qtbot)
    assert after.run is frame.run
    assert not after.ghosts
    assert not after.rivals
    assert window.session.racing.others == ()


def test_equal_values_and_too_many_runs_are_refused_beside_the_button(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    choose(lens, "seed")
    field = lens.setup.values[0].editor
    assert field is not None
    field.set_value(window.session.experiment.seed)  # type: ignore[union-attr]
    press(lens)
    assert "has already" in lens.setup.note.text()
    assert len(window.session.runs.all) == 1  # type: ignore[union-attr]
    choose(lens, "seed")
    assert not lens.setup.note.isVisible()
    for row in lens.setup.values:
        row.box.setChecked(False)
    press(lens)
    assert "needs another value" in lens.setup.note.text()
    race(window, qtbot, "seed", 5, 6, 7)
    window.session.racing.leave()
    assert not lens.setup.race.isEnabled()
    assert "4 runs already" in lens.setup.note.text()
    with pytest.raises(InvalidSetting, match="more than 4"):
        race(window, qtbot, "alpha", 0.2)


@pytest.mark.folded
def test_maps_and_their_difference(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    race(window, qtbot, "seed", 5, 6)
    frame = train(window, qtbot, 40)
    qtbot.waitUntil(lambda: lens.maps.difference.isVisible(), timeout=10_000)
    mine = answers_over(frame.problem, frame.snapshot.theta)
    theirs = [answers_over(rival.problem, rival.snapshot.theta) for rival in frame.rivals]
    qtbot.waitUntil(lambda: lens.maps.share == share_that_differs(mine, theirs[0]), timeout=10_000)
    tile = lens.maps.tiles[2]
    lens.area.ensureWidgetVisible(tile)
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert lens.maps.share == share_that_differs(mine, theirs[1])
    assert tile.isChecked()
    assert not lens.maps.tiles[1].isChecked()


def test_the_loss_to_reach_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    race(window, qtbot, "alpha", 0.2)
    frame = train(window, qtbot, 50)
    losses = frame.run.history.evaluated("train_loss")
    edit = lens.goal.edit
    reach(lens, f"{losses[20]:.9f}")
    expected = int(np.flatnonzero(losses <= lens.goal.value)[0])
    standing = lens.table.rows[0].standing
    assert standing is not None
    assert standing.reached == expected
    assert standing.epochs == expected / frame.problem.batches
    QTest.keyClicks(edit, "x")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert lens.goal.error


def every_loss(run: Run) -> list[float]:
    """Return the minimised loss of a run without edits at every iteration, made anew."""
    problem = prepare(run.experiment_at(0))
    keys = [problem.start(), *advance(problem, problem.start(), run.history.end).keys]
    found = [evaluate(problem, key.theta, key.iteration) for key in keys]
    return [each.train_loss + each.penalty for each in found]


@pytest.mark.folded
def test_the_first_iteration_with_a_loss_is_found_between_evaluations(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lens = open_lens(window)
    window.session.edit(replace(window.session.experiment, batch_size=1))
    settle(window, qtbot)
    race(window, qtbot, "batch_size", 50, 200)
    lens.goal.set_value(0.4)
    seen: list[tuple[bool, str, str]] = []

    def look(frame: Frame) -> None:
        row = lens.table.rows[0]
        if row.standing is not None and row.standing.reached is not None:
            seen.append((frame.calm or frame.trace is not None, row.standing.cells[3], row.toolTip()))

    window.session.frame_changed.connect(look)
    frame = train(window, qtbot, 400)
    runs = (frame.run, *(rival.run for rival in frame.rivals))
    qtbot.waitUntil(lambda: not any(row.standing.doubt for row in lens.table.rows[:3]), timeout=10_000)  # type: ignore[union-attr]
    expected = [first_at(every_loss(run), 0.4) for run in runs]
    assert expected == [257, 181, 173]
    rows = [row.standing for row in lens.table.rows[:3] if row.standing is not None]
    assert [row.reached for row in rows] == expected
    assert [row.cells[3] for row in rows] == ["257", "181", "173"]
    assert [row.epochs for row in rows] == [
        pytest.approx(iteration / run.experiment_at(0).batches) for iteration, run in zip(expected, runs, strict=True)
    ]
    moving = [(cell, help) for rests, cell, help in seen if not rests]
    assert moving  # "then or before" is said while it runs, and why
    for cell, help in moving:
        assert cell == "≤ 320"
        assert "at iteration 320, and may have had it before" in help
        assert "When it stands" in help
    assert "before" not in lens.table.rows[0].toolTip()
    window.session.frame_changed.disconnect(look)
    calls: list[LossesInWork] = []

    def counted(work: LossesInWork, loss: float, until: int, seconds: float) -> LossesInWork:
        calls.append(work)
        return proceed(work, loss, until, seconds)

    monkeypatch.setattr("gui.lenses.race.proceed", counted)
    reach(lens, "0.5")
    train(window, qtbot, 420)
    assert lens.table.rows[0].standing.reached == first_at(every_loss(frame.run), 0.5)  # type: ignore[union-attr]
    assert not calls  # all that is known already
    reach(lens, "0.3")
    qtbot.waitUntil(lambda: not any(row.standing.doubt for row in lens.table.rows[:3]), timeout=10_000)  # type: ignore[union-attr]
    assert lens.table.rows[2].standing.reached == first_at(every_loss(runs[2]), 0.3)  # type: ignore[union-attr]
    assert calls


def reach(lens: RaceLens, text: str) -> None:
    """Type a loss to reach."""
    edit = lens.goal.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def first_at(losses: list[float], loss: float) -> int:
    return next(k for k, each in enumerate(losses) if each <= loss)


@pytest.mark.folded
def test_a_search_that_takes_too_long_is_given_up_and_says_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.lenses.race.MOST_WORK", 0.0)
    lens = open_lens(window)
    race(window, qtbot, "alpha", 3.0)
    lens.goal.set_value(0.4)
    train(window, qtbot, 400)
    row = lens.table.rows[1]
    qtbot.waitUntil(lambda: "given up" in row.toolTip(), timeout=10_000)
    assert row.standing is not None
    assert row.standing.cells[3] == "≤ 200"
    assert row.standing.cells[4] == f"≤ {200 / row.standing.run.experiment_at(0).batches:,.2f}"


def test_own_activations_are_called_by_their_formulas(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    long = "max(0.01*z, z) + 0.5*sin(3*z) - 0.1*tanh(z)"
    frame = race(window, qtbot, "activation", Own(expression="z**3"), Own(expression=long), at=0)
    names = ["“z**3”", "“max(0.01*z,z)+…1*tanh(z)”"]
    assert [rival.run.name for rival in frame.rivals] == names
    assert [ball.name for ball in balls_of(frame, Look())][:2] == names
    assert [row.standing.run.name for row in lens.table.rows[1:3] if row.standing] == names
    assert long in lens.table.rows[2].toolTip()


def test_balls_are_named_without_where_they_began(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 10)
    race(window, qtbot, "batch_size", 8, 16)
    frame = train(window, qtbot, 12)
    assert [rival.run.name for rival in frame.rivals] == ["batch 8 from 10", "batch 16 from 10"]
    assert [ball.name for ball in balls_of(frame, Look())] == ["batch 8", "batch 16", frame.run.name.split(" from ")[0]]


@pytest.mark.folded
def test_all_balls_are_on_one_plane_with_their_names(window: MainWindow, qtbot: QtBot) -> None:
    race(window, qtbot, "seed", 5, 6)
    for plane in (None, PathComponents()):
        if plane is not None:
            window.session.look_through(plane, False)
        train(window, qtbot, 30 if plane is None else 40)
        qtbot.waitUntil(lambda: window.session.settled, timeout=20_000)
        frame = shown(window)
        chart, balls = frame.chart, window.descent_path.rivals.balls
        assert chart.plane is not None
        thetas = [*(rival.snapshot.theta for rival in frame.rivals), frame.snapshot.theta]
        assert [ball.name for ball in balls] == [*(rival.run.name for rival in frame.rivals), frame.run.name]
        assert [ball.place for ball in balls] == [tuple(chart.plane.place(theta)) for theta in thetas]
        (u_low, u_high), (v_low, v_high) = window.descent_path.canvas.box.viewRange()
        for u, v in (ball.place for ball in balls):
            assert u_low <= u <= u_high
            assert v_low <= v <= v_high
        curve = window.descent_path.ghosts[0]
        assert curve.isVisible()
        assert (curve.xData[-1], curve.yData[-1]) == pytest.approx(balls[0].place, rel=1e-12)
        s_low, s_high, t_low, t_high = frame.surface.box  # it covers the ways of all, not only the active run's
        for way in window.descent_path.ghosts[:2]:
            assert s_low <= way.xData.min() <= way.xData.max() <= s_high
            assert t_low <= way.yData.min() <= way.yData.max() <= t_high
    solid = window.descent_path.solid
    window.descent_path.controls.solid.setChecked(True)
    assert [beside.ball.name for beside in solid.beside] == [rival.run.name for rival in frame.rivals]
    for beside, rival in zip(solid.beside, frame.rivals, strict=True):
        assert tuple(beside.way.points[:, -1]) == pytest.approx(beside.ball.place, rel=1e-12)
        assert beside.way.losses[-1] == rival.evaluation.train_loss + rival.evaluation.penalty
    picture = solid.grab().toImage()
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert {beside.colour.rgb() for beside in solid.beside} <= seen
    window.session.racing.leave()
    assert all(beside.ball is None for beside in solid.beside)
    window.descent_path.controls.solid.setChecked(False)
    assert window.descent_path.rivals.balls == ()


def test_a_race_with_the_real_worker_is_level(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    frames: list[Frame] = []
    race(window, qtbot, "optimizer", SGD(), Momentum())
    window.session.frame_changed.connect(frames.append)
    window.player.run_to(400)
    frame = settle(window, qtbot)
    assert all({rival.snapshot.iteration for rival in each.rivals} == {each.snapshot.iteration} for each in frames)
    check_level(frame)


@pytest.mark.folded
def test_in_the_function_lab_neither_equals_lead_nor_who_has_stopped(make_window: MakeWindow, qtbot: QtBot) -> None:
    lab = make_window("function-lab")
    calm(qtbot, lab)
    table = stage_of(lab).race
    type_own(qtbot, lab, "0*x + 3")
    stage_of(lab).panel.race.click()
    for text, step, words in (
        ("0*x + 3", 1, f"nobody leads after step 1; {len(OPTIMIZERS)} are equal"),
        ("x**3", 1_000, "leads after step 1,000"),
    ):
        type_own(qtbot, lab, text)
        lab.stages.function_player.go_to(step)
        calm(qtbot, lab)
        assert words in table.title.text()
        rows = [[label.text() for label in row] for row in table.cells[1:]]
        assert sum("★" in row[1] for row in rows) == (1 if "x**3" in text else 0)
        assert not any("★" in row[1] and "stopped" in row[3] for row in rows)
    assert any("⚠ stopped" in row[3] for row in rows)
