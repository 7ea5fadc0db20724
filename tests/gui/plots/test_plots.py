"""The three live plots: what they draw, what they say, and what they leave alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.data.datasets import Rings
from core.data.regression import TwoHills
from core.nn.activations import Identity, Softmax, Tanh
from core.nn.initializers import Zeros
from core.nn.losses import CategoricalCrossEntropy, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2, REGULARIZERS
from core.training.epochs import in_words
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run, Segment
from core.training.runs import Runs
from gui.frames.observe import observe
from gui.frames.regions import regions_of
from gui.frames.shown import ShownFrame
from gui.frames.shown import shown as shown_with
from gui.frames.wanted import Wanted
from gui.plots.decision_regions import DecisionRegions, answer_at
from gui.plots.descent_path import DescentPath
from gui.plots.loss_curve import LossCurve
from gui.plots.parts import items
from gui.plots.parts.base import PlotView
from gui.plots.parts.descent_arrows import descent_direction
from gui.plots.parts.example_points import SYMBOLS
from gui.plots.parts.header import Header
from gui.plots.parts.items import CROWD, Marker, draw_stamps, polygon_of
from gui.plots.parts.loss_series import series_of
from gui.plots.parts.path import apart, path_until
from gui.widgets.card import Card
from gui.widgets.numbers import number
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look, class_table
from tests.gui.labels import check_labels
from tests.gui.shared import MakeWindow

VIEWS = (LossCurve, DescentPath, DecisionRegions)
STEPS = 60


def make_run(experiment: Experiment) -> Run:
    run = Run(experiment)
    run.extend(advance(prepare(experiment), run.history.keys[0], STEPS))
    return run


def frame_at(run: Run, iteration: int, picked: tuple[int, int] = (0, 3)) -> ShownFrame:
    keys = run.history.some_keys(400)
    wanted = Wanted(Sight(picked), keys, surface_points=13, surface_seconds=10.0, calm=False, opened=False)
    frame = observe(run.id, prepare(run.experiment_at(0)), run.history.nearest_key(iteration), wanted, None)
    return shown_with(frame, Runs(run), ())


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run(Experiment())


@pytest.fixture(scope="module")
def frame(run: Run) -> ShownFrame:
    return frame_at(run, STEPS)


def shown(qtbot: QtBot, view: PlotView, frame: ShownFrame | None, size: tuple[int, int] = (560, 420)) -> PlotView:
    qtbot.addWidget(view)
    view.resize(*size)
    with qtbot.waitExposed(view):
        view.show()
    if frame is not None:
        view.show_frame(frame)
    return view


@pytest.mark.parametrize("iteration", [0, 7, STEPS])
def test_path_ends_at_the_present_iteration(run: Run, iteration: int) -> None:
    theta = run.history.nearest_key(iteration).theta
    _, points = path_until(run.history, (0, 3), theta, iteration)
    assert points.shape == (2, iteration + 1)
    np.testing.assert_array_equal(points[:, -1], theta[[0, 3]])


def test_points_in_one_pixel_are_drawn_once() -> None:
    points = np.array([[0.0, 0.001, 0.002, 1.0, 1.001], [0.0, 0.0, 0.0, 0.0, 0.0]])
    assert apart(points, (10.0, 10.0)).shape == (2, 2)
    assert apart(points, (10.0, 10.0))[0, -1] == 1.001


def test_arrow_points_downhill_on_the_screen() -> None:
    assert descent_direction((1.0, 0.0), (10.0, 500.0)) == (-1.0, 0.0)
    assert descent_direction((0.0, 2.0), (10.0, 500.0)) == (0.0, 1.0), "down on the screen: v falls"
    right, down = descent_direction((1.0, 1.0), (100.0, 200.0)) or (0.0, 0.0)
    assert down / right == pytest.approx(-2.0)
    assert descent_direction((0.0, 0.0), (1.0, 1.0)) is None
    assert descent_direction((float("nan"), 1.0), (1.0, 1.0)) is None


def test_iteration_in_words() -> None:
    segments = (Segment(0, Experiment()),)
    assert in_words(segments, 57) == "iteration 57 = epoch 2, batch 28 of 29"
    assert in_words(segments, 29) == "iteration 29 = epoch 1, batch 29 of 29"
    assert in_words(segments, 0).startswith("iteration 0")


def test_curves_contain_the_penalty() -> None:
    run = make_run(Experiment(regularizer=REGULARIZERS["l2"]()))
    frame = frame_at(run, STEPS)
    series, history = series_of(frame), run.history
    np.testing.assert_array_equal(series["train"][1], history.evaluated("train_loss") + history.evaluated("penalty"))
    assert series["train"][1][-1] == frame.evaluation.train_loss + frame.evaluation.penalty


def test_loss_curve_says_what_it_draws_with_the_penalty(qtbot: QtBot) -> None:
    frame = frame_at(make_run(Experiment(regularizer=L2(lam=0.1))), STEPS)
    view, now = shown(qtbot, LossCurve(), frame, (900, 420)), frame.evaluation
    train, test, penalty = now.train_loss + now.penalty, now.test_loss + now.penalty, now.penalty
    words = f"train {number(train)}   test {number(test)}   both with penalty {number(penalty)}"
    assert view.header.live.text.startswith(words)
    assert view.names[0] == "loss with penalty"


def test_where_numbers_are_predicted_the_score_is_called_r2(qtbot: QtBot, frame: ShownFrame) -> None:
    network = Network((DenseLayer(3, Tanh()),), Identity())
    numbers = frame_at(make_run(Experiment(data=TwoHills(), network=network, loss=MeanSquaredError())), STEPS)
    view = shown(qtbot, LossCurve(), frame)
    view.accuracy.setChecked(True)
    for each, score in ((numbers, "R²"), (frame, "accuracy")):
        view.show_frame(each)
        assert [tag.text for tag in view.names_of_curves.tags][-2:] == [f"train {score}", f"test {score}"]
        assert f"{score} train" in view.read(30.0, 0.0)


def test_softmax_maps_are_neutral_at_one_in_k(frame: ShownFrame) -> None:
    network = Network((), Softmax())
    experiment = Experiment(data=Rings(rings=3), network=network, initializer=Zeros(), loss=CategoricalCrossEntropy())
    (_, outputs) = frame_at(Run(experiment), 0).maps
    assert outputs.shape[0] == 3
    assert np.unique(outputs).tolist() == [128]


def test_curves_reach_a_last_iteration_that_the_rule_left_out(frame: ShownFrame) -> None:
    later = replace(frame, evaluation=replace(frame.evaluation, iteration=STEPS + 1, train_loss=0.125))
    assert series_of(later)["train"][0][-1] == STEPS + 1
    assert series_of(later)["train"][1][-1] == 0.125


def test_a_curve_that_hardly_moves_rests_until_it_moves_or_the_run_does(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "DRAWN_EVERY", np.inf)
    many = Run(Experiment())
    many.extend(advance(prepare(Experiment()), many.history.keys[0], 3_000))
    now, next_one, further = (frame_at(many, k) for k in (1_000, 1_001, 1_100))
    view = shown(qtbot, LossCurve(), now)
    assert view.canvas.pixels_per_unit()[0] < 1.0
    for frame, drawn in ((next_one, False), (replace(next_one, calm=True), True), (further, True)):
        view.show_frame(frame)
        assert (view.markers.markers[-1][1] == frame.snapshot.iteration) == drawn


@pytest.mark.parametrize("solid", [False, True], ids=["flat", "3-D"])
def test_a_path_on_whose_plane_the_ball_hardly_moves_rests_but_in_3d(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, solid: bool, frame: ShownFrame
) -> None:
    monkeypatch.setattr(items, "DRAWN_EVERY", np.inf)
    view = shown(qtbot, DescentPath(), frame)
    view.controls.solid.setChecked(solid)
    drawn, further = view.path_on_plane, frame.snapshot._replace(iteration=frame.snapshot.iteration + 1)
    view.show_frame(replace(frame, snapshot=further))
    assert (view.path_on_plane is drawn) == (not solid)


def test_losses_too_large_for_any_other_axis_are_drawn_on_a_logarithmic_one(qtbot: QtBot, frame: ShownFrame) -> None:
    view, run = shown(qtbot, LossCurve(), frame), make_run(Experiment())
    run.extend(advance(prepare(Experiment()), run.history.nearest_key(STEPS), 1))
    now = replace(frame.evaluation, iteration=STEPS + 1, train_loss=1e120)
    view.show_frame(replace(frame, run=run, evaluation=now))
    assert view.notice.text() == ""
    assert view.canvas.plot.getAxis("left").logMode
    assert np.nanmax(view.curves["train"].getData()[1]) == pytest.approx(120)
    view.show_frame(frame)
    assert not view.canvas.plot.getAxis("left").logMode


@pytest.mark.parametrize("size", [(640, 300), (420, 260)])
def test_the_names_of_several_runs_stand_at_their_curves(
    qtbot: QtBot, frame: ShownFrame, size: tuple[int, int]
) -> None:
    others = tuple(make_run(Experiment(seed=seed)) for seed in (2, 3, 4))
    view = shown(qtbot, LossCurve(), replace(frame, ghosts=others), size)
    names = view.names_of_curves
    assert [tag.text for tag in names.tags] == [*(other.name for other in others), "train", "test", "each batch"]
    boxes = names.boxes(names.deviceTransform(view.canvas.viewportTransform()))
    assert len(boxes) >= 5
    check_labels(view)


def test_loss_curve_reads_the_iteration_under_the_pointer(qtbot: QtBot, frame: ShownFrame) -> None:
    view = shown(qtbot, LossCurve(), frame)
    text = view.read(57.2, 0.0)
    train = number(frame.run.history.evaluated("train_loss")[57])
    assert text.splitlines()[0] == in_words(frame.run.segments, 57)
    assert f"train {train}" in text
    assert "accuracy" not in text
    view.accuracy.setChecked(True)
    assert "accuracy train" in view.read(57.2, 0.0)


def test_loss_curve_survives_log_infinity_and_one_point(qtbot: QtBot, run: Run) -> None:
    start = Run(Experiment())
    view = shown(qtbot, LossCurve(), frame_at(start, 0))
    view.log.setChecked(True)
    view.accuracy.setChecked(True)
    assert len(view.markers.markers) == 2, "a single point is seen as a dot"
    frame = frame_at(run, STEPS)
    view.show_frame(replace(frame, evaluation=replace(frame.evaluation, train_loss=np.inf, test_loss=np.nan)))
    assert view.markers.markers == ()
    view.grab()


def test_loss_curve_veils_the_future(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, LossCurve(), frame_at(run, 20))
    assert (view.present.iteration, view.present.end) == (20, STEPS)
    assert view.curves["train"].xData[-1] == STEPS


def test_descent_path_shows_ball_names_and_readout(qtbot: QtBot, frame: ShownFrame) -> None:
    view = shown(qtbot, DescentPath(), frame)
    layout = frame.problem.layout
    assert view.names == (layout.name(3), layout.name(0))
    assert view.markers.markers[-1][1:] == tuple(frame.snapshot.theta[[0, 3]])
    assert view.notice.isHidden()
    assert frame.surface is not None
    place = frame.surface.s[2], frame.surface.t[5]
    assert view.read(*place).endswith(f"loss {number(frame.surface.heights[5, 2])} (whole set)")


def test_descent_path_without_its_surface(qtbot: QtBot, frame: ShownFrame) -> None:
    view = shown(qtbot, DescentPath(), replace(frame, surface=None))
    assert view.surface.surface is None
    assert not view.notice.isHidden()
    assert "loss" not in view.read(0.0, 0.0)
    assert view.path.path.points.shape[1] == STEPS + 1


def test_surface_is_drawn_anew_only_for_another_surface(qtbot: QtBot, run: Run, frame: ShownFrame) -> None:
    view = shown(qtbot, DescentPath(), frame)
    lines = view.surface.lines
    view.show_frame(replace(frame_at(run, 30), surface=frame.surface))
    assert view.surface.lines is lines


def test_parameters_are_picked_from_lists(qtbot: QtBot, frame: ShownFrame) -> None:
    view = shown(qtbot, DescentPath(), frame)
    assert view.picker.u.count() == frame.problem.layout.parameters
    assert view.picker.u.currentText() == frame.problem.layout.name(0)
    for chosen, pair in ((5, (5, 3)), (3, (3, 0))):
        view.picker.u.setCurrentIndex(chosen)
        with qtbot.waitSignal(view.picked) as signal:
            view.picker.u.activated.emit(chosen)
        assert tuple(signal.args) == pair, "the same parameter twice swaps the two"
        assert view.picker.u.currentIndex() == 0, "the list follows the session, not the click"


def test_wrong_marks_follow_the_mask(qtbot: QtBot, frame: ShownFrame) -> None:
    wrong = np.zeros(len(frame.problem.train), bool)
    wrong[[3, 8]] = True
    none = np.zeros(len(frame.problem.test), bool)
    view = shown(qtbot, DecisionRegions(), replace(frame, wrong_train=wrong, wrong_test=none))
    marks, groups = view.wrong.groups, view.train.groups
    np.testing.assert_array_equal(marks[0].at, frame.problem.train.x[:, [3, 8]])
    view.show_frame(replace(frame, wrong_train=wrong.copy(), wrong_test=none.copy()))
    assert view.wrong.groups is marks
    view.show_frame(replace(frame, wrong_train=~wrong, wrong_test=none))
    assert view.wrong.groups[0].at.shape[1] == len(wrong) - 2
    assert view.train.groups is groups, "points that did not change are not set again"
    view.show_train.setChecked(False)
    assert view.wrong.groups[0].at.shape[1] == 0
    assert not view.train.isVisible()


def test_three_classes_differ_by_shape_and_colour(qtbot: QtBot) -> None:
    experiment = Experiment(
        data=Rings(), network=Network((DenseLayer(6, Tanh()),), Softmax()), loss=CategoricalCrossEntropy()
    )
    frame = frame_at(make_run(experiment), STEPS)
    view = shown(qtbot, DecisionRegions(), frame)
    markers = [group.marker for group in view.train.groups]
    assert [marker.symbol for marker in markers] == list(SYMBOLS[:3])
    assert len({marker.fill.name() for marker in markers}) == 3
    assert sum(group.at.shape[1] for group in view.train.groups) == len(frame.problem.train)
    assert re.search(r"\nclass \d, certainty .*% \(0 %: undecided\)$", view.read(0.0, 0.0))


def test_answers_are_read_from_the_picture(frame: ShownFrame) -> None:
    regions = frame.regions
    assert regions is not None
    x_low, x_high, y_low, _ = regions.bounds
    label, certainty = answer_at(regions, 2, x_low + 1e-9, y_low + 1e-9) or (-1, -1.0)
    assert (label, round(certainty * 126)) == divmod(int(regions.image[0, 0]), 127)
    assert answer_at(regions, 2, x_high + 1.0, y_low) is None


@pytest.mark.parametrize("outputs", [1, 3])
def test_where_there_is_no_finite_answer_there_is_no_region(frame: ShownFrame, outputs: int) -> None:
    given = np.full((outputs, 4, 4), 0.9)
    given[0, 0, 0] = np.nan
    regions = regions_of(frame.problem, (0.0, 1.0, 0.0, 1.0), given)
    table = class_table(Look().theme, max(2, outputs))
    assert answer_at(regions, max(2, outputs), 0.1, 0.1) is None
    assert table[regions.image[0, 0]] == 0
    assert answer_at(regions, max(2, outputs), 0.9, 0.9) is not None
    assert table[regions.image[3, 3]] != 0


def test_regions_need_two_inputs(qtbot: QtBot, frame: ShownFrame) -> None:
    view = shown(qtbot, DecisionRegions(), replace(frame, regions=None))
    assert not view.notice.isHidden()
    assert view.read(0.0, 0.0) == ""
    view.show_frame(frame)
    assert view.notice.isHidden()
    assert view.train.groups


def test_undefined_accuracy_is_said(qtbot: QtBot, frame: ShownFrame) -> None:
    nan = replace(frame.evaluation, test_accuracy=float("nan"))
    view = shown(qtbot, DecisionRegions(), replace(frame, evaluation=nan))
    assert "not defined test" in view.header.live.text


@pytest.mark.parametrize("make", VIEWS)
@pytest.mark.parametrize("look", [Look(CHALKBOARD, 15), Look(WHITEBOARD, 27)])
@pytest.mark.parametrize("size", [(480, 420), (1200, 800)])
def test_plots_are_drawn_in_every_look(
    qtbot: QtBot, frame: ShownFrame, make: type[PlotView], look: Look, size: tuple[int, int]
) -> None:
    view = shown(qtbot, make(), frame, size)
    view.set_look(look)
    picture = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = look.colour("card").rgb()
    places = [(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)]
    assert sum(picture.pixel(x, y) != ground for x, y in places) > 60
    assert view.header.width() <= view.width()


def test_a_header_breaks_its_row_before_it_shortens_its_words(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    header = Header("Descent path", "", owner)
    header.add(QPushButton("plane …"))
    header.set_look(Look(CHALKBOARD, 15))
    header.set_text("82.6 % of path, 0 off")
    for width in range(200, 500, 3):
        header.resize(width, 80)
        header.layout().activate()
        assert header.live.width() >= header.live.needed() or width < 220, width


@pytest.mark.parametrize("make", VIEWS)
def test_plots_without_a_frame_stay_calm(qtbot: QtBot, make: type[PlotView]) -> None:
    view = shown(qtbot, make(), None, (120, 100))
    view.set_look(Look(WHITEBOARD, 20))
    view.canvas.pointed.emit(QPointF(0.1, 0.2))
    assert view.readout.isHidden()
    assert view.accessibleName()
    assert view.header.toolTip()


@pytest.mark.parametrize("make", VIEWS)
def test_pointer_shows_and_hides_the_readout(qtbot: QtBot, frame: ShownFrame, make: type[PlotView]) -> None:
    view = shown(qtbot, make(), frame)
    view.canvas.pointed.emit(QPointF(0.1, 0.2))
    assert view.readout.isVisible()
    assert view.canvas.rect().contains(view.readout.geometry())
    view.canvas.pointed.emit(None)
    assert view.readout.isHidden()


@pytest.mark.parametrize("make", VIEWS)
@pytest.mark.parametrize("part", ["header", "plot"])
def test_double_click_asks_to_be_enlarged(qtbot: QtBot, make: type[PlotView], part: str) -> None:
    card = Card("", view := make())
    qtbot.addWidget(card)
    card.show()
    target = view.header.title if part == "header" else view.canvas.viewport()
    with qtbot.waitSignal(card.blown_up, timeout=1000):
        qtbot.mouseDClick(target, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))


def test_a_polygon_of_no_points_is_empty() -> None:
    none, two = np.empty(0), np.array([1.0, 2.0])
    assert polygon_of(none, none).isEmpty()
    assert [(point.x(), point.y()) for point in polygon_of(two, 3.0 * two).toList()] == [(1.0, 3.0), (2.0, 6.0)]


@pytest.mark.slow
def test_a_narrow_header_keeps_title_controls_and_names_whole(qtbot: QtBot, make_window) -> None:
    window = make_window("article-circles", size=(1366, 768))
    window.set_look(window.look.scaled(27))
    window.upper_row.turn_to(window.plot_cards[1])
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert window.columns.widget().width() <= window.columns.viewport().width()  # nothing to scroll sideways
    path = window.descent_path
    for header in (path.header, window.loss_curve.header):
        title = header.title
        assert title.width() > title.fontMetrics().horizontalAdvance(title.text())
        assert title.geometry().right() <= header.width() - 27
    for box in (path.picker.u, path.picker.v):
        room = box.width() - 3 - round(box._look.px(8)) - round(box._look.px(20))
        assert box.fontMetrics().horizontalAdvance(box.currentText()) <= room
        assert box.currentText() in box.toolTip()
    more = path.controls.more
    assert more.width() >= more.sizeHint().width()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_many_points_are_drawn_as_each_would_be_and_those_outside_left_out(qtbot: QtBot, ratio: float) -> None:
    x, y = np.random.default_rng(0).uniform(-20.0, 220.0, (2, 300))
    stamp = Marker("o", 6.3, QColor("red"), QColor("white"), 0.6).stamp(ratio)

    def picture(draw: Callable[[QPainter], None]) -> QImage:
        pixmap = QPixmap(round(200 * ratio), round(200 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw(painter)
        painter.end()
        return pixmap.toImage()

    def one_by_one(painter: QPainter) -> None:
        for place in zip(x - stamp.width() / ratio / 2, y - stamp.height() / ratio / 2, strict=True):
            painter.drawPixmap(QPointF(*place), stamp)

    far = np.array([np.nan, np.inf, 1e300, -1e300])
    every = np.concatenate([x, far]), np.concatenate([y, far])
    assert picture(lambda painter: draw_stamps(painter, stamp, *every)) == picture(one_by_one)
    assert picture(lambda painter: draw_stamps(painter, stamp, far, far)) == picture(lambda painter: None)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_of_a_crowd_only_points_that_others_cover_are_left_out(qtbot: QtBot, ratio: float) -> None:
    x, y = np.random.default_rng(0).normal(100.0, 30.0, (2, CROWD + 15_000))
    stamp = Marker("o", 6.3, QColor("red"), QColor("white"), 0.6).stamp(ratio)

    def picture(*parts: slice) -> NDArray[np.int16]:
        image = QImage(round(200 * ratio), round(200 * ratio), QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        for part in parts:
            draw_stamps(painter, stamp, x[part], y[part])
        painter.end()
        return np.frombuffer(image.bits(), np.uint8).astype(np.int16).reshape(image.height(), image.width(), 4)

    whole = picture(*(slice(k, k + CROWD) for k in range(0, len(x), CROWD)))
    off = np.abs(picture(slice(None)) - whole).max(axis=2)
    assert np.mean(off > 128) < 0.02
    assert not ((off > 0) & (whole[..., :3].max(axis=2) == 0)).any()  # nothing where there is no point


@pytest.mark.slow
def test_the_legend_stands_beside_the_square(make_window: MakeWindow) -> None:
    window = make_window(size=(1920, 1080))
    regions = window.answers.regions
    window.columns.blow_up(next(card for card in window.plot_cards if card.isAncestorOf(regions)))
    for _ in range(4):
        QApplication.processEvents()
    area = regions.canvas.inside
    assert abs(area.width() - area.height()) < 0.02 * area.height()
    assert area.height() > 800
    right = regions.canvas.mapTo(regions, area.topRight()).x()
    assert 0 <= regions.show_train.x() + regions.show_train.parentWidget().x() - right < 30
