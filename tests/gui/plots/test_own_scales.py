"""Examples fill the pictures they are drawn in, whatever the units and sizes of their inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.analysis.regions import class_map
from core.analysis.sight import Sight
from core.arrays import Array, frozen
from core.data.examples import of_classes, of_numbers
from core.data.features import FEATURES
from core.data.own import OwnData, own_data
from core.data.split import plane_of
from core.nn.activations import Sigmoid
from core.nn.losses import BinaryCrossEntropy
from core.nn.network import Network
from core.training.experiment import Experiment
from core.training.problem import prepare
from core.training.run import Run
from core.training.runs import Runs
from core.training.snapshot import Snapshot
from gui.frames.observe import observe
from gui.frames.regions import InputPlane
from gui.frames.shown import ShownFrame
from gui.frames.shown import shown as shown_with
from gui.frames.wanted import Wanted
from gui.plots.answers import PredictionsView
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.widgets.feature_tiles import map_of
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look
from gui.widgets.thumbnail import Thumbnail, thin
from tests.gui.conftest import MakeWindow

Scale = tuple[float, float]
ALIKE: list[Scale] = [(0.0, 1e-7), (0.0, 1e-3), (0.0, 1.0), (0.0, 1e3), (0.0, 1e9), (1e6, 1.0), (-1e9, 1e-3)]
"""What is added to each input, and its unit."""
MIXED: list[tuple[Scale, ...]] = [
    ((0.0, 1.0), (0.0, 500.0), (0.0, 1e-7)),
    ((0.0, 1e-7), (0.0, 1e9), (1e6, 1.0)),
    ((1e6, 1.0), (0.0, 1e-3), (-1e9, 1e-3)),
]
SCALES = [(scale,) * 3 for scale in ALIKE] + MIXED
EVEN = np.random.default_rng(5).uniform(1.0, 2.0, (3, 40))
EVEN[:, 0], EVEN[:, 1] = 1.0, 2.0
"""Inputs (3 × m) from 1 to 2, in units of their own."""


def scaled(scales: tuple[Scale, ...], inputs: int) -> Array:
    return np.stack([start + unit * row for (start, unit), row in zip(scales[:inputs], EVEN, strict=False)])


def table(scales: tuple[Scale, ...], inputs: int, names: tuple[str, ...] = ("a", "b", "c")) -> OwnData:
    labels = (EVEN[0] > 1.5).astype(np.int64)
    return own_data("own", names[:inputs], "k", ("no", "yes"), of_classes(scaled(scales, inputs), labels))


def experiment_on(data: OwnData) -> Experiment:
    """Return a network of one neuron without hidden layers."""
    network = Network((), Sigmoid())
    return replace(Experiment(network=network, loss=BinaryCrossEntropy()).with_data(data, 0.2))


def upright(experiment: Experiment, scales: tuple[Scale, ...]) -> Snapshot:
    """Return parameters whose decision boundary stands upright in the middle of the first input's range."""
    start, unit = scales[0]
    first = prepare(experiment).start()
    state = first.state.copy()
    state[0] = 0.0
    state[0, 0], state[0, -1] = 100.0 / unit, -100.0 / unit * (start + 1.5 * unit)
    return Snapshot(0, frozen(state), 0, first.slots_of)


def frame_of(experiment: Experiment, snapshot: Snapshot | None = None, axes: tuple[int, int] = (0, 1)) -> ShownFrame:
    run, problem = Run(experiment), prepare(experiment)
    snapshot = snapshot or problem.start()
    wanted = Wanted(Sight(axes=axes), (snapshot,), surface_points=5, surface_seconds=0.0, calm=False, opened=False)
    return shown_with(observe(run.id, problem, snapshot, wanted, None), Runs(run), ())


def assert_filled(plot: PredictionPlot, points: Array) -> None:
    """Assert that all points (2 × m) are to be seen, and take more than half of the plot in both directions."""
    for (low, high), row in zip(plot.canvas.box.viewRange(), points, strict=True):
        assert low < row.min() <= row.max() < high
        assert row.max() - row.min() > 0.5 * (high - low)


@pytest.fixture(scope="module")
def kept(qapp: QApplication) -> PredictionsView:
    view = PredictionsView()
    view.resize(560, 330)
    return view


@pytest.fixture
def view(kept: PredictionsView) -> Iterator[PredictionsView]:
    """Return the view of the network's answers, on which one data set follows the other."""
    kept.show()
    yield kept
    kept.hide()


@pytest.mark.parametrize("scales", SCALES)
def test_points_fill_the_plane_of_any_two_inputs(view: PredictionsView, scales: tuple[Scale, ...]) -> None:
    view.show_frame(frame_of(Experiment()))
    for inputs, axes in ((2, (0, 1)), (2, (1, 0)), (3, (0, 1)), (3, (2, 0))):
        frame = frame_of(experiment_on(table(scales, inputs)), axes=axes)
        view.show_frame(frame)
        assert_filled(view.regions, scaled(scales, inputs)[list(axes)])
        places = np.concatenate(
            [group.at for item in (view.regions.train, view.regions.test) for group in item.groups], 1
        )
        np.testing.assert_array_equal(np.sort(places), np.sort(scaled(scales, inputs)[list(axes)]))
        assert frame.regions is not None
        maps = InputPlane(frame.problem, frame.sight).inputs(20)
        for place, row in enumerate(scaled(scales, inputs)):
            low, high = maps[place].min(), maps[place].max()
            assert (low < row.min() <= row.max() < high) if place in axes else low == high


@pytest.mark.parametrize("scales", SCALES)
def test_the_curve_over_one_input_fills_its_picture(view: PredictionsView, scales: tuple[Scale, ...]) -> None:
    x, heights = scaled(scales[:1], 1), scaled((scales[1],), 1)[:, ::-1]
    for data in (table(scales, 1), own_data("own", ("a",), "y", (), of_numbers(x, heights))):
        view.show_frame(frame_of(experiment_on(data)))
        assert_filled(view.curve, np.stack([x[0], data.examples.labels if data.classes else heights[0]]))
        curve = view.curve.curve.getData()[0]
        low, high = view.curve.canvas.box.viewRange()[0]
        assert low <= curve.min() < x.min() < x.max() < curve.max() <= high


@pytest.mark.parametrize("scales", SCALES)
def test_an_upright_boundary_stands_in_the_middle(scales: tuple[Scale, ...]) -> None:
    experiment = experiment_on(table(scales, 2))
    snapshot = upright(experiment, scales)
    regions = frame_of(experiment, snapshot).regions
    assert regions is not None
    middle = scales[0][0] + 1.5 * scales[0][1]
    assert regions.boundary[0] == pytest.approx(middle, rel=0, abs=0.02 * scales[0][1])
    assert np.ptp(regions.boundary[1]) > 1.1 * scales[1][1], "from the bottom of the plane to its top"
    classes = class_map(prepare(experiment), snapshot.theta).classes
    assert (classes[:, :25] == 0).all()
    assert (classes[:, 25:] == 1).all()


@pytest.mark.parametrize("start", [1e3, 1e6, 1e9])
def test_a_large_input_that_is_held_blurs_no_boundary(start: float) -> None:
    experiment = experiment_on(table(((0.0, 1.0), (0.0, 1.0), (start, 1.0)), 3))
    problem, first = prepare(experiment), prepare(experiment).start()
    state = np.zeros_like(first.state)
    mean = float(problem.train.x[2].mean())
    state[0, 0], state[0, 2], state[0, -1] = 2.0, 1.0, -3.0 - mean
    regions = frame_of(experiment, Snapshot(0, frozen(state), 0, first.slots_of)).regions
    assert regions is not None
    assert np.ptp(regions.boundary[1]) > 1.1
    np.testing.assert_allclose(regions.boundary[0], 1.5, atol=1e-6)


@pytest.mark.parametrize("scales", [scales for scales in SCALES if not any(start for start, _ in scales[:2])])
def test_tiles_show_the_same_in_any_unit(scales: tuple[Scale, ...]) -> None:
    ordinary = prepare(experiment_on(table(((0.0, 1.0),) * 2, 2)))
    problem = prepare(experiment_on(table(scales, 2)))
    for name in ("x1", "x2", "x1^2", "x2^2", "x1*x2"):
        tile, same = (map_of(FEATURES[name], each.bounds).astype(int) for each in (problem, ordinary))
        assert np.abs(tile - same).max() <= 1


@pytest.mark.parametrize("scales", SCALES)
@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_thumbnails_are_filled(scales: tuple[Scale, ...], inputs: int) -> None:
    places, _ = thin(table(scales, inputs))
    np.testing.assert_allclose([places.min(axis=1), places.max(axis=1)], [[0.0, 0.0], [1.0, 1.0]], atol=1e-6)


@pytest.mark.parametrize(
    ("names", "scales", "equal"),
    [
        (("length (cm)", "width (cm)", "c"), ((0.0, 4.0), (0.0, 5.0), (0.0, 1.0)), True),
        (("length [m]", "width [m]", "c"), ((0.0, 4e-7), (0.0, 5e-7), (0.0, 1.0)), True),
        (("dose (mg)", "weight (mg)", "c"), ((0.0, 0.002), (0.0, 500.0), (0.0, 1.0)), False),
        (("length (cm)", "weight (kg)", "c"), ((0.0, 4.0), (0.0, 5.0), (0.0, 1.0)), False),
        (("length", "width", "c"), ((0.0, 4.0), (0.0, 5.0), (0.0, 1.0)), False),
        (("x₁", "x₂", "c"), ((0.0, 4.0), (0.0, 5.0), (0.0, 1.0)), True),
    ],
)
@pytest.mark.parametrize("inputs", [2, 3])
def test_scales_are_equal_where_the_unit_is_one(
    view: PredictionsView, names: tuple[str, ...], scales: tuple[Scale, ...], equal: bool, inputs: int
) -> None:
    if names[0] == "x₁" and inputs == 3:
        names = ("x (m)", "y (m)", "z (m)")
    view.show_frame(frame_of(experiment_on(table(scales, inputs, names))))
    across, up = view.regions.canvas.pixels_per_unit()
    assert (across == pytest.approx(up, rel=0.01)) == equal
    points = scaled(scales, inputs)[:2]
    if not equal:
        assert_filled(view.regions, points)


def test_one_value_has_room_to_either_side() -> None:
    for value, half in ((0.0, 0.5), (-4e-7, 2e-7), (250_000.0, 125_000.0)):
        x = np.stack([np.full(4, value), np.array([0.0, 1.0, 2.0, 3.0])])
        x_low, x_high, y_low, y_high = plane_of(x, one_scale=False)
        assert (x_low, x_high) == pytest.approx((value - half, value + half))
        assert (y_low, y_high) == pytest.approx((-0.24, 3.24))


@pytest.mark.folded("lenses")
@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_the_window_fills_its_plot(make_window: MakeWindow, qtbot: QtBot, inputs: int) -> None:
    window = make_window()
    window.session.edit(window.session.experiment.with_data(table(MIXED[0], inputs), 0.2))
    qtbot.waitUntil(lambda: window.session.ready)
    plot = window.answers.currentWidget()
    assert isinstance(plot, PredictionPlot)
    x = scaled(MIXED[0], inputs)
    assert_filled(plot, x[:2] if inputs > 1 else np.stack([x[0], EVEN[0] > 1.5]))


@pytest.mark.parametrize("look", [Look(WHITEBOARD), Look(CHALKBOARD)])
def test_the_frame_of_a_chosen_thumbnail_hides_no_corner_of_its_data(look: Look, qtbot: QtBot) -> None:
    x = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    data = own_data("xor", ("a", "b"), "y", ("0", "1"), of_classes(x, np.array([0, 1, 1, 0])))
    thumbnail = Thumbnail(data)
    qtbot.addWidget(thumbnail)
    thumbnail.set_look(look)
    thumbnail.resize(31, 31)
    thumbnail.show_data(data)
    inks = []
    for chosen in (False, True):
        thumbnail.setChecked(chosen)
        image = thumbnail.grab().toImage()
        colours = [QColor(colour).rgb() for colour in look.theme.classes[:2]]
        inks.append([sum(image.pixel(u, v) == colour for u in range(31) for v in range(31)) for colour in colours])
    assert inks[0] == inks[1]
    assert min(inks[0]) >= 4
