"""The descent path on every plane: what is shown is true, what cannot be is said, a click may start elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.analysis.landscape import losses_on
from core.analysis.planes import (
    PLANES,
    GradientAndCurvature,
    PathComponents,
    PlaneInputs,
    PlaneKind,
    RandomDirections,
    StartNowEnd,
    TwoParameters,
)
from core.analysis.scope import Scope
from core.analysis.sight import Sight
from core.exchange.scenes import load_scene
from core.nn.activations import Own
from core.nn.initializers import GlorotUniform, Zeros
from core.training.optimizers import SGD
from core.training.run import Run
from core.words import ends_of, number
from gui.frames import jobs
from gui.frames.chart import FINDING, MAX_ARROWS, OLDEST
from gui.frames.frame import Frame
from gui.frames.jobs import CALM_POINTS
from gui.frames.observe import COARSE
from gui.plots.descent_path import COMPUTING, NOWHERE
from gui.plots.parts.plane_controls import NO_ROOM
from gui.shell.main_window import MainWindow
from tests.core.samples import entries, title, with_hidden
from tests.gui.conftest import MakeWindow
from tests.gui.planes import go_to, look, whole_loss

pytestmark = pytest.mark.folded("lenses")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def fine_surfaces(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have surfaces as fine here as they are in the program."""
    monkeypatch.setattr("gui.frames.jobs.CALM_POINTS", CALM_POINTS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", entries(PLANES), ids=title)
def test_the_loss_at_the_ball_is_the_runs_own(qtbot: QtBot, window: MainWindow, kind: PlaneKind) -> None:
    go_to(qtbot, window, 60, 40)
    frame = look(qtbot, window, kind)
    chart, view = frame.chart, window.descent_path
    assert chart.plane is not None
    assert chart.plane.distance(frame.snapshot.theta) < 1e-12
    ball = view.path_on_plane.points[:, -1]
    assert losses_on(frame.problem, chart.plane, ball[None])[0] == pytest.approx(
        whole_loss(frame, frame.snapshot.theta), rel=1e-12
    )
    assert view.markers.markers[-1][1:] == tuple(ball)
    assert view.notice.isHidden()
    assert view.surface.surface is frame.surface
    assert frame.surface is not None
    s, t = 20, 5  # a place far from the ball: θ there, evaluated as any θ is
    there = chart.plane.at(frame.surface.s[s], frame.surface.t[t])
    assert frame.surface.heights[t, s] == pytest.approx(whole_loss(frame, there), rel=1e-9)


@pytest.mark.slow
def test_the_header_says_what_the_plane_shows_of_the_path(qtbot: QtBot, window: MainWindow) -> None:
    go_to(qtbot, window, 60)
    two = look(qtbot, window, TwoParameters()).chart.share
    main = look(qtbot, window, PathComponents()).chart
    assert two < main.share <= 1.0
    assert f"{100 * main.share:.3g}"[:3] in window.descent_path.header.live.text
    assert "0 away" in window.descent_path.header.live.text
    steps = np.diff([key.theta for key in window.session.run.history.keys], axis=0)
    seen = np.linalg.norm(steps @ np.stack([main.plane.u, main.plane.v]).T, axis=1).sum()
    assert main.share == pytest.approx(seen / np.linalg.norm(steps, axis=1).sum(), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PathComponents(), StartNowEnd()], ids=title)
def test_a_path_of_one_point_is_told_in_words(qtbot: QtBot, window: MainWindow, kind: PlaneKind) -> None:
    frame = look(qtbot, window, kind)
    view = window.descent_path
    assert frame.chart.plane is None
    assert frame.chart.notice in view.notice.text()
    assert len(view.notice.text()) > 20
    assert not view.notice.isHidden()
    assert view.surface.surface is None
    assert not view.markers.isVisible()
    assert view.names == ("", "")  # and not those of the plane before
    plot = view.canvas.mapFromScene(view.canvas.box.sceneBoundingRect()).boundingRect()
    assert plot.left() <= view.notice.x()
    assert view.notice.geometry().right() <= plot.right()
    assert view.read(0.0, 0.0) == ""
    go_to(qtbot, window, 30, 15)
    assert window.session.frame.chart.plane is not None
    assert view.notice.isHidden()


@pytest.mark.slow
def test_a_loss_that_is_nowhere_finite_or_flat_is_told_in_words(qtbot: QtBot, window: MainWindow) -> None:
    view, session = window.descent_path, window.session
    session.edit(replace(session.experiment, initializer=Zeros()))
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert view.header.live.text.startswith("The loss is the same everywhere.")
    session.edit(with_hidden(replace(session.experiment, initializer=GlorotUniform()), Own(expression="log(z)")))
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    for kind in (TwoParameters(), RandomDirections()):
        look(qtbot, window, kind)
        assert view.notice.text() == NOWHERE
        assert not view.markers.isVisible()
    assert window.loss_curve.notice.isVisible()
    assert not window.loss_curve.names_of_curves.tags
    view.controls.solid.setChecked(True)
    assert view.solid.notice == NOWHERE
    assert view.solid.surface is None
    told: list[str] = []
    session.message.connect(lambda message: told.append(message.text))
    window.player.step()
    qtbot.waitUntil(lambda: bool(told) and not session.busy, timeout=20_000)
    assert told[0].startswith(
        "No step can be made from iteration 0: “log(z)”, the activation of layer 1, has no finite"
    )
    assert "grew" not in told[0]


@pytest.mark.slow
def test_switching_quickly_never_shows_the_surface_of_another_plane(qtbot: QtBot, window: MainWindow) -> None:
    go_to(qtbot, window, 60, 30)
    shown: list[Frame] = []
    window.session.frame_changed.connect(shown.append)
    window.player.run_to(3_000)
    kinds = [TwoParameters(), PathComponents(), RandomDirections(seed=4), GradientAndCurvature(), RandomDirections()]
    for turn in range(30):
        window.session.looking.look_through(kinds[turn % len(kinds)], turn % 3 == 0)
        if turn % 7 == 0:
            window.session.looking.pick(turn % 5, 7)
        count = len(shown)
        qtbot.waitUntil(lambda count=count: len(shown) > count, timeout=5_000)
    window.player.pause()
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    there = [frame for frame in shown if frame.surface is not None]
    assert len(there) > 10
    for frame in there:
        assert frame.chart.plane.has_coordinates_of(frame.surface.plane)
        assert frame.surface.of_batch == frame.sight.batch_only


def has_surface_on(window: MainWindow, plane: PlaneKind) -> bool:
    frame = window.session.frame
    return frame is not None and frame.sight.plane == plane and frame.surface is not None


@pytest.mark.slow
def test_a_coarse_surface_comes_first(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles")
    go_to(qtbot, window, 60)
    for seed in range(2):
        plane = RandomDirections(seed=seed)
        window.session.looking.look_through(plane, False)
        qtbot.waitUntil(lambda plane=plane: has_surface_on(window, plane))
        assert len(window.session.frame.surface.s) == COARSE
        qtbot.waitUntil(window.is_calm, timeout=20_000)
        assert len(window.session.frame.surface.s) == CALM_POINTS


@pytest.mark.slow
def test_directions_stay_while_training_runs_and_are_new_at_rest(qtbot: QtBot, window: MainWindow) -> None:
    go_to(qtbot, window, 60)
    before = look(qtbot, window, PathComponents()).chart.plane
    frames: list[Frame] = []
    window.session.frame_changed.connect(lambda frame: frames.append(frame) if not frame.calm else None)
    go_to(qtbot, window, 200)
    assert frames
    for frame in frames:
        np.testing.assert_array_equal(frame.chart.plane.u, before.u)
        assert frame.chart.plane.distance(frame.snapshot.theta) < 1e-12
        np.testing.assert_allclose(frame.chart.path[:, -1], before.place(frame.snapshot.theta), atol=1e-9)
    assert not np.array_equal(window.session.frame.chart.plane.u, before.u)


@pytest.mark.slow
def test_close_to_the_path_a_short_one_fills_the_picture(qtbot: QtBot, window: MainWindow) -> None:
    go_to(qtbot, window, 5)
    whole, near = (look(qtbot, window, TwoParameters(), close=close) for close in (False, True))
    extent = float(np.ptp(near.chart.path, axis=1).max())
    assert near.surface is not None
    assert whole.surface is not None
    s_low, s_high, t_low, t_high = near.surface.box
    assert max(s_high - s_low, t_high - t_low) < 3.0 * extent
    assert 20.0 * extent < whole.surface.box[1] - whole.surface.box[0]
    assert window.descent_path.controls.close_up.isChecked()
    assert near.surface.heights.min() < near.evaluation.train_loss < near.surface.heights.max()
    window.session.seek(0)
    at_start = look(qtbot, window, TwoParameters(), close=True)  # a path of one point
    assert at_start.surface is not None
    assert at_start.surface.box == at_start.chart.box
    assert at_start.surface.box[1] - at_start.surface.box[0] > 1.0


@pytest.mark.slow
def test_the_largest_curvature_is_looked_for_in_slices(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_to(qtbot, window, 20)
    for module in ("core.work", "gui.frames.chart"):
        monkeypatch.setattr(f"{module}.perf_counter", partial(next, count(0.0, 0.02)))  # a very slow machine
    shown: list[Frame] = []
    window.session.frame_changed.connect(shown.append)
    frame = look(qtbot, window, GradientAndCurvature())
    chart = frame.chart
    assert len([each for each in shown if each.chart.search is not None]) > 5
    assert shown[0].chart.notice == FINDING
    assert shown[0].surface is None
    view = PlaneInputs(
        frame.problem, frame.snapshot.theta, frame.snapshot.theta[None], frame.snapshot.theta, frame.picked
    )
    assert np.array_equal(np.abs(chart.plane.v), np.abs(GradientAndCurvature().plane(view).v))
    window.session.looking.look_through(RandomDirections(), False)
    window.player.run_to(10_000)
    window.session.looking.look_through(GradientAndCurvature(), False)  # and while training runs
    qtbot.waitUntil(lambda: has_surface_on(window, GradientAndCurvature()), timeout=20_000)
    window.player.pause()
    qtbot.waitUntil(window.is_calm, timeout=20_000)


@pytest.mark.slow
def test_this_batch_has_its_own_surface_and_arrows(qtbot: QtBot, make_window) -> None:
    window = make_window("article-circles")
    go_to(qtbot, window, 20)
    first = look(qtbot, window, TwoParameters(), batch_only=True)
    assert first.surface.of_batch
    place = first.chart.plane.place(first.snapshot.theta)[None]
    batch = Scope("batch", first.chart.batch, len(first.problem.rows))
    loss = losses_on(first.problem, first.chart.plane, place, batch)[0]
    assert loss == pytest.approx(first.trace.loss, rel=1e-12)
    np.testing.assert_allclose(first.chart.slope, first.trace.gradient[list(first.picked)], rtol=1e-9)
    np.testing.assert_allclose(first.chart.own_slopes.mean(axis=1), first.chart.slope, rtol=1e-9)
    assert first.chart.own_slopes.shape == (2, 32)
    go_to(qtbot, window, 21)
    second = window.session.frame
    assert second.surface.iteration == 21
    assert not np.allclose(second.surface.heights, first.surface.heights)
    truth = second.evaluation.train_loss + second.evaluation.penalty
    assert second.chart.slice_losses[-1] == pytest.approx(truth, rel=1e-12)  # of the whole set, as what is true is


def test_arrows_of_a_large_batch_are_counted(qtbot: QtBot, make_window) -> None:
    window = make_window("xor-tanh")
    experiment = window.session.experiment
    window.session.edit(replace(experiment, batch_size=experiment.train_size))
    frame = look(qtbot, window, TwoParameters(), batch_only=True)
    assert frame.chart.own_slopes.shape == (2, MAX_ARROWS)
    assert f"no path yet · ball 0 from this plane · {MAX_ARROWS} of {experiment.train_size:,} arrows · this batch" == (
        window.descent_path.header.live.text
    )


def test_the_strip_compares_truth_and_slice(qtbot: QtBot, make_window) -> None:
    window = make_window(size=(1900, 1060))
    go_to(qtbot, window, 50)
    frame = look(qtbot, window, TwoParameters())
    strip, chart = window.descent_path.strip, frame.chart
    assert strip.isVisible()
    assert strip.slice[-1] == pytest.approx(strip.true[-1], rel=1e-12)
    assert strip.iterations[-1] == 50
    assert np.array_equal(strip.true[:-1], chart.true_losses[:-1])
    k = len(strip.true) // 2
    theta = frame.snapshot.theta.copy()
    then = window.session.run.history.keys[int(strip.iterations[k])].theta
    assert strip.true[k] == pytest.approx(whole_loss(frame, then), rel=1e-12)
    theta[list(frame.picked)] = then[list(frame.picked)]
    assert strip.slice[k] == pytest.approx(whole_loss(frame, theta), rel=1e-12)
    assert len(chart.slice_losses) == len(chart.compared)
    controls = window.descent_path.controls
    assert controls.strip.isEnabled()
    window.descent_path.resize(window.descent_path.width(), 150)
    assert strip.isHidden()
    assert not controls.strip.isEnabled()
    assert NO_ROOM in controls.strip.toolTip()
    window.descent_path.resize(window.descent_path.width(), 400)
    assert strip.isVisible()
    controls.strip.setChecked(False)
    assert strip.isHidden()


@pytest.mark.slow
def test_the_strip_ends_at_the_largest_loss_that_was_measured(qtbot: QtBot, make_window) -> None:
    window = make_window("article-circles", size=(1900, 1060))
    experiment = window.session.experiment
    window.session.edit(replace(experiment, optimizer=replace(experiment.optimizer, alpha=30.0)))
    go_to(qtbot, window, 300)  # more keys than places at which it is compared with the slice
    strip, history = window.descent_path.strip, window.session.run.history
    assert len(strip.places) < len(strip.iterations)
    assert strip.ends[1] == history.evaluated("train_loss").max() > 1e7
    assert strip.is_logarithmic
    go_to(qtbot, window, 0, 5)
    assert strip.iterations.tolist() == strip.places.tolist() == list(range(6))


@pytest.mark.slow
def test_the_first_step_moves_no_plot(qtbot: QtBot, make_window) -> None:
    window = make_window(size=(1900, 1060))
    at_start = window.descent_path.canvas.y()
    go_to(qtbot, window, 1)
    assert window.descent_path.canvas.y() == at_start
    live = window.descent_path.header.live
    assert live.text.startswith("This plane shows ")
    window.session.seek(0)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert "no path yet" in live.fitting()
    assert live.width() >= live.width_of("no path yet")


@pytest.mark.parametrize(
    ("iteration", "forms"),
    [
        (0, ["0 from this plane · whole set", "0 off plane · whole set", "no path yet · whole set", "no path yet"]),
        (
            1,
            [
                "of the path. The ball is 0 away, the path up to",
                "of the path shown · ball 0 from this plane · whole set",
                "of path · ball 0 off · whole set",
                "of path · whole set",
                "of path",
            ],
        ),
    ],
)
def test_the_header_says_what_fits(qtbot: QtBot, window: MainWindow, iteration: int, forms: list[str]) -> None:
    go_to(qtbot, window, iteration)
    live = window.descent_path.header.live
    widths = [live.fontMetrics().horizontalAdvance(form) for form in (live.text, *live.shorter)]
    assert widths == sorted(widths, reverse=True)
    for width, form in zip(sorted({*widths}, reverse=True), forms, strict=True):
        live.resize(width + 1, live.height())
        assert form in live.fitting()


def test_on_a_flat_surface_it_is_still_said_how_far_off_the_ball_is(qtbot: QtBot, window: MainWindow) -> None:
    window.session.edit(replace(load_scene("xor-tanh").experiment, initializer=Zeros()))
    go_to(qtbot, window, 5)
    look(qtbot, window, TwoParameters())
    live = window.descent_path.header.live
    assert live.text.startswith(
        "The loss is the same everywhere. This plane shows 0.0 % of the path. The ball is 0 away"
    )
    share, whose = "flat · 0.0 % of path", " · whole set"
    assert live.shorter[1:] == (f"{share} · ball 0 off{whose}", share + whose, share)
    for plane, words in ((PathComponents(), "The path is straight so far"), (RandomDirections(), "All weights are 0")):
        assert look(qtbot, window, plane).chart.notice.startswith(words)


@pytest.mark.slow
def test_close_to_a_long_path_it_never_shows_more(qtbot: QtBot, window: MainWindow) -> None:
    window.session.edit(replace(load_scene("xor-tanh").experiment, optimizer=SGD(alpha=0.5)))
    go_to(qtbot, window, 300)
    whole, near = (look(qtbot, window, PathComponents(), close=close).surface.box for close in (False, True))
    assert near[0] >= whole[0]
    assert near[1] <= whole[1]
    assert near[2] >= whole[2]
    assert near[3] <= whole[3]


def test_levels_are_as_chosen(qtbot: QtBot, window: MainWindow) -> None:
    view = window.descent_path
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    for scale, log in (("linear", False), ("log", True)):
        view.controls.scale.setCurrentText(scale)
        view.controls.scale.activated.emit(0)
        assert view.surface.levels.log is log


class TestInSpace:
    def test_dragging_turns_it(self, qtbot: QtBot, window: MainWindow) -> None:
        go_to(qtbot, window, 30)
        view = window.descent_path
        view.controls.solid.setChecked(True)
        assert view.solid.isVisible()
        assert not view.canvas.isVisible()
        before, first = view.solid.azimuth, view.solid.grab().toImage()
        qtbot.mousePress(view.solid, LEFT, pos=QPoint(50, 40))
        qtbot.mouseMove(view.solid, QPoint(90, 45))
        qtbot.mouseRelease(view.solid, LEFT, pos=QPoint(90, 45))
        assert view.solid.azimuth != before
        assert view.solid.grab().toImage() != first
        colours = {first.pixel(x, y) for x in range(0, first.width(), 3) for y in range(0, first.height(), 3)}
        assert len(colours) > 60

    def test_it_turns_by_itself_only_while_it_is_seen(self, qtbot: QtBot, window: MainWindow) -> None:
        view = window.descent_path
        view.controls.solid.setChecked(True)
        view.controls.turn.setChecked(True)
        before = view.solid.azimuth
        qtbot.waitUntil(lambda: view.solid.azimuth != before, timeout=5_000)
        view.controls.solid.setChecked(False)
        assert not view.solid._turning.isActive()

    def test_a_plane_that_is_none_says_so_there_too(self, qtbot: QtBot, window: MainWindow) -> None:
        window.descent_path.controls.solid.setChecked(True)
        frame = look(qtbot, window, PathComponents())
        assert window.descent_path.solid.notice == frame.chart.notice


@pytest.mark.parametrize("batch_only", [False, True])
def test_a_run_at_work_tells_where_it_was_and_how_much_of_that_is_seen(batch_only: bool) -> None:
    scene = load_scene("xor-tanh")
    begun = jobs.begin(scene.experiment, None, Sight(batch_only=batch_only))
    frame, run = begun.frame, Run(begun.beginning)
    for _ in range(12):
        keys = run.history.some_keys(jobs.max_keys(frame.experiment))
        asked = jobs.wanted(keys, frame.sight, frame.experiment, calm=False, opened=False)
        trained = jobs.train(frame, run.segments, 40, math.inf, 1, (), asked)
        run.extend(trained.progress)
        frame = trained.frame
    chart = frame.chart
    thetas = np.array([snapshot.theta for snapshot in chart.snapshots])
    np.testing.assert_array_equal(chart.iterations, [snapshot.iteration for snapshot in chart.snapshots])
    np.testing.assert_allclose(chart.path, chart.plane.place(thetas).T, atol=1e-9)
    then = chart.iterations <= chart.compared[-1]
    assert then.sum() > 100
    assert chart.share == pytest.approx(
        chart.plane.length_share(thetas[then]), rel=0.25
    )  # through fewer keys, a little later
    assert frame.snapshot.iteration - chart.compared[-1] <= 40 * OLDEST
    compared = np.array([run.history.keys[int(iteration)].theta for iteration in chart.compared])
    np.testing.assert_allclose(chart.compared_at, chart.plane.place(compared).T, atol=1e-9)


def test_that_the_surface_is_on_its_way_is_said_beside_the_ball(window: MainWindow) -> None:
    view = window.descent_path
    _, u, v = view.markers.markers[-1]
    ball = view.canvas.mapFromScene(view.canvas.box.mapViewToScene(QPointF(u, v)))
    view.set_notice(COMPUTING)
    assert view.canvas.inside.contains(view.notice.geometry())
    assert not view.notice.geometry().contains(ball)
    view.set_notice("")


def test_the_ends_of_the_strip_are_two_numbers(qtbot: QtBot, make_window, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window("article-circles", size=(1900, 1060))
    go_to(qtbot, window, 1)
    look(qtbot, window, TwoParameters())
    strip, told = window.descent_path.strip, list[tuple[str, str]]()
    assert number(strip.ends[0]) == number(strip.ends[1])
    monkeypatch.setattr("gui.plots.parts.loss_strip.ends_of", lambda *ends: told.append(ends_of(*ends)) or told[-1])
    strip.grab()
    assert told
    assert all(low != high for low, high in told)
