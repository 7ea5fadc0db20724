"""Races in the window: all runs at the same iteration in every frame, each to the bit the run it would be alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.planes import PathComponents
from core.analysis.regions import ClassMap, class_map, share_that_differs
from core.hyperparameters import InvalidSetting
from core.nn.activations import Identity
from core.nn.losses import MeanSquaredError
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.factors import FACTORS
from core.training.optimizers import SGD, Adam, Momentum
from gui.frames.frame import Frame
from gui.lenses.race.maps import RaceMaps
from gui.lenses.race.table import LEADS
from gui.plots.parts.example_points import TOLD_APART, symbol
from gui.plots.parts.rival_balls import balls_of
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look
from tests.gui.conftest import MakeWindow
from tests.gui.races import alone, at, check_level, choose, open_lens, press, race, settle, shown, train

pytestmark = pytest.mark.folded("plots")


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert "already has" in lens.setup.note.text()
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
    with pytest.raises(InvalidSetting, match="at most 4"):
        race(window, qtbot, "alpha", 0.2)


@pytest.mark.slow
@pytest.mark.folded
def test_maps_and_their_difference(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    race(window, qtbot, "seed", 5, 6)
    frame = train(window, qtbot, 40)
    qtbot.waitUntil(lambda: lens.maps.difference.isVisible(), timeout=10_000)
    mine = class_map(frame.problem, frame.snapshot.theta)
    theirs = [class_map(rival.problem, rival.snapshot.theta) for rival in frame.rivals]
    qtbot.waitUntil(lambda: lens.maps.share == share_that_differs(mine, theirs[0]), timeout=10_000)
    tile = lens.maps.tiles[2]
    lens.area.ensureWidgetVisible(tile)
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert lens.maps.share == share_that_differs(mine, theirs[1])
    assert tile.isChecked()
    assert not lens.maps.tiles[1].isChecked()
    assert lens.maps.difference.caption.startswith(f"≠ {tile.run.name}: ")  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.folded
def test_the_framed_map_is_the_leaders(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    assert lens.setup.about.isVisible()
    race(window, qtbot, "optimizer", Adam(alpha=0.1), SGD(alpha=1e-6))
    frame = train(window, qtbot, 60)
    qtbot.waitUntil(lambda: lens.maps.difference.isVisible(), timeout=10_000)
    losses = [frame.evaluation, *(rival.evaluation for rival in frame.rivals)]
    first = min(range(3), key=lambda place: losses[place].train_loss + losses[place].penalty)
    leading = [place == first for place in range(3)]
    qtbot.waitUntil(lambda: [tile.leads for tile in lens.maps.tiles[:3]] == leading, timeout=10_000)
    assert [tile.caption.startswith("★ ") for tile in lens.maps.tiles[:3]] == leading


def test_balls_are_named_without_where_they_began(window: MainWindow, qtbot: QtBot) -> None:
    train(window, qtbot, 10)
    race(window, qtbot, "batch_size", 8, 16)
    frame = train(window, qtbot, 12)
    assert [rival.run.name for rival in frame.rivals] == ["batch 8 from 10", "batch 16 from 10"]
    assert [ball.name for ball in balls_of(frame, Look())] == ["batch 8", "batch 16", frame.run.name.split(" from ")[0]]


@pytest.mark.slow
@pytest.mark.folded
def test_all_balls_are_on_one_plane_with_their_names(window: MainWindow, qtbot: QtBot) -> None:
    race(window, qtbot, "seed", 5, 6)
    for plane in (None, PathComponents()):
        if plane is not None:
            window.session.looking.look_through(plane, False)
        train(window, qtbot, 30 if plane is None else 40)
        qtbot.waitUntil(lambda: window.session.looking.settled, timeout=20_000)
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
        assert tuple(beside.path.points[:, -1]) == pytest.approx(beside.ball.place, rel=1e-12)
        assert beside.path.losses[-1] == rival.evaluation.train_loss + rival.evaluation.penalty
    picture = solid.grab().toImage()
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert {beside.colour.rgb() for beside in solid.beside} <= seen
    window.session.racing.leave()
    assert all(beside.ball is None for beside in solid.beside)
    window.descent_path.controls.solid.setChecked(False)
    assert window.descent_path.rivals.balls == ()


@pytest.mark.slow
def test_a_race_with_the_real_worker_is_level(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    frames: list[Frame] = []
    race(window, qtbot, "optimizer", SGD(), Momentum())
    window.session.frame_changed.connect(frames.append)
    window.player.run_to(400)
    frame = settle(window, qtbot)
    assert all({rival.snapshot.iteration for rival in each.rivals} == {each.snapshot.iteration} for each in frames)
    check_level(frame)


@pytest.mark.parametrize("kinds", [TOLD_APART, 10, 26])
def test_maps_whose_colours_are_not_told_apart_carry_the_shapes_of_their_classes(
    kinds: int, window: MainWindow, qtbot: QtBot
) -> None:
    lens = open_lens(window)
    race(window, qtbot, "alpha", 0.2)
    standing = lens.table.rows[0].standing
    assert standing is not None
    cells = np.add.outer(5 * (np.arange(50) // 9), np.arange(50) // 11) % kinds
    maps = RaceMaps()
    qtbot.addWidget(maps)
    maps.show_answers((standing,), (ClassMap(cells, np.ones(cells.shape)),), kinds)
    tile = maps.tiles[0]
    assert ("ninth class" in tile.toolTip()) == (kinds > TOLD_APART)
    shapes = {label: symbol(label) for label in range(kinds)}
    strewn = {
        (mark.symbol, int(cells[int(50 * row), int(50 * column)]))
        for mark, spots in tile.marks
        for column, row in spots.T.tolist()
    }
    assert strewn == {(shapes[label], label) for label in range(TOLD_APART, kinds)}
    bare, tile.marks = tile.grab().toImage(), []
    assert (tile.grab().toImage() == bare) == (kinds <= TOLD_APART)


@pytest.mark.slow
@pytest.mark.parametrize(("scene", "mapped"), [("xor-tanh", True), ("digits", False), ("sine-noise", False)])
def test_where_there_are_no_maps_the_table_has_their_room(
    make_window: MakeWindow, qtbot: QtBot, scene: str, mapped: bool
) -> None:
    window = make_window(scene, size=(1920, 1080))
    lens = open_lens(window)
    race(window, qtbot, "seed", 5, 6)
    qtbot.waitUntil(lambda: (lens.table.width() > 0.9 * lens.race.width()) != mapped)
    assert lens.maps.isVisible() == mapped == (not lens.no_maps.isVisible())


@pytest.mark.parametrize(("scene", "size"), [("sine-noise", (1920, 1080)), ("digits", (1920, 1080))])
@pytest.mark.parametrize("others", [(0.02,), (0.02, 0.3, 0.005)])
def test_without_maps_the_table_takes_the_room(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], others: tuple[float, ...]
) -> None:
    window = make_window(scene, size=size)
    lens = open_lens(window)
    race(window, qtbot, "alpha", *others)
    qtbot.waitUntil(lambda: lens.no_maps.isVisible(), timeout=20_000)
    assert lens.area.verticalScrollBar().maximum() == 0, "nothing is scrolled to"
    rows = [row for row in lens.table.rows if row.isVisible()]
    assert len(rows) == 1 + len(others)
    normal = window.look.text
    assert rows[0].height() > 1.4 * 1.9 * normal
    lens.resize(lens.width() // 3, lens.height())
    qtbot.waitUntil(lambda: rows[0].height() == round(3.4 * normal), timeout=20_000)
