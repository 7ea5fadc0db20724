"""The Layers lens: shares, curves, histograms and norms on the screen are those of core."""

from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from core.analysis.gradient_norms import begin, smoothed, verdict
from core.analysis.layers import histogram, look_inside, shares_of
from core.nn.activations import Activation, Own, ReLU, Sigmoid, Softmax, Step
from core.nn.network import DenseLayer, Network
from core.training.problem import prepare
from gui.frames.frame import Frame
from gui.lenses.layers import ROWS, LayersLens
from gui.lenses.layers_words import OF_NORMS, joined, summary
from gui.plots.activation_function import NO_CURVE, ActivationFunction
from gui.plots.histograms import HistogramPlot
from gui.shell.main_window import MainWindow
from gui.widgets.plot_rows import MIN_HEIGHT
from gui.widgets.theme import THEMES, Look
from tests.core.samples import SMALL, THREE, with_hidden
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def settled(window: MainWindow, lens: LayersLens, qtbot: QtBot) -> Frame:
    """Wait until the lens shows the displayed iteration, its norms too."""

    def done() -> bool:
        frame = window.session.frame
        there = frame is not None and window.player.goal is None and not window.session.busy
        asked = there and lens._shown[:3] == (frame.snapshot, frame.problem, lens.layer)  # type: ignore[union-attr]
        whole = frame is not None and begin(frame.run, lens._known).done
        return bool(asked and whole and lens.view is not None and lens.view.layer == lens.layer)

    qtbot.waitUntil(done, timeout=10_000)
    return shown(window)


def open_lens(window: MainWindow, qtbot: QtBot) -> LayersLens:
    """Turn to the lens and wait for its numbers."""
    lens = next(page for page in window.lenses.pages if isinstance(page, LayersLens))
    window.lenses.turn_to(lens)
    settled(window, lens, qtbot)
    return lens


def train(window: MainWindow, lens: LayersLens, qtbot: QtBot, iteration: int) -> Frame:
    """Go to an iteration and wait for the lens."""
    window.player.go_to(iteration)
    qtbot.waitUntil(lambda: window.session.iteration == iteration, timeout=10_000)
    return settled(window, lens, qtbot)


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.slow
def test_it_stands_behind_the_tab_layers(window: MainWindow) -> None:
    titles = [window.lenses.row.tabText(n) for n in range(window.lenses.row.count())]
    assert titles.index("Layers") == titles.index("Step size") + 1


def test_words_and_plots_are_those_of_core(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    frame = train(window, lens, qtbot, 120)
    lens._choose(1)
    settled(window, lens, qtbot)
    view = look_inside(frame.problem, frame.snapshot, 2)
    qtbot.waitUntil(lambda: lens.summary.text() == summary(view, False))
    assert plain(lens.summary.text()).startswith("dead 0 of 2 neurons (0 %) · saturated ")
    for plot, expected in ((lens.weights, view.w), (lens.activations, view.a), (lens.gradients, view.dw)):
        assert plot.histogram is not None
        assert np.array_equal(plot.histogram.counts, expected.counts)
        assert plot.header.title.text().endswith("[2]")
    assert lens.activation.view is not None
    assert np.array_equal(lens.activation.view.first_z, view.first_z)
    assert lens.weights.header.live.text == "8, none 0"
    m = len(frame.problem.train)
    assert lens.activation.header.live.text == f"tanh, layer 2: z of {m} training examples"
    assert lens.activations.header.live.text.startswith(f"{m} training examples: {2 * m}")
    assert lens.activations.header.live.shorter == (f"{m} training examples",)
    assert lens.gradients.header.live.text == f"{frame.scope_among({}).words}: 8, none 0"


@pytest.mark.slow
def test_norms_are_those_of_core_up_to_the_present(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    frame = train(window, lens, qtbot, 90)
    iterations, norms = begin(frame.run, ()).proceed(math.inf).result
    qtbot.waitUntil(lambda: np.array_equal(lens.norms.iterations, iterations))
    assert np.array_equal(lens.norms.norms, smoothed(norms))
    assert lens.verdict.text() == f"{verdict(norms)} ({OF_NORMS['batch']})"
    assert lens.norms.marked_iteration is None
    train(window, lens, qtbot, 30)
    qtbot.waitUntil(lambda: lens.norms.marked_iteration == 30)  # the norms come after the layer
    assert len(lens.norms.iterations) == 91  # what came after is known still
    assert lens.verdict.text() == f"{verdict(norms[:, :31])} ({OF_NORMS['batch']})"


@pytest.mark.slow
def test_it_follows_clicks_and_phases_and_can_be_led(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    assert (lens.layer, lens.choice.currentText()) == (1, "1 of 3 · tanh")
    window.session.looking.pick_next(shown(window).problem.layout.index(3, 1, 0))
    qtbot.waitUntil(lambda: lens.choice.currentText() == "3 of 3 · sigmoid")
    settled(window, lens, qtbot)
    window.player.phase_forward()
    window.player.phase_forward()
    qtbot.waitUntil(lambda: shown(window).step_into == 2 and lens.layer == 1)
    lens.choice.setCurrentIndex(1)
    lens.choice.activated.emit(1)
    settled(window, lens, qtbot)
    assert lens.activation.header.live.text.startswith("tanh, layer 2: ")
    window.player.phase_forward()
    qtbot.waitUntil(lambda: shown(window).step_into == 3)
    assert lens.layer == 2


def test_the_dot_of_the_selected_neuron_is_the_large_one(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    window.session.looking.pick_next(shown(window).problem.layout.index(1, 3, 0))
    frame = settled(window, lens, qtbot)
    view = look_inside(frame.problem, frame.snapshot, 1)
    qtbot.waitUntil(lambda: lens.activation._neuron == 2)
    small, large = lens.activation.dots.groups
    assert large.at[:, 0].tolist() == [view.first_z[2], view.first_a[2]]
    assert small.at.shape == (2, 3)
    assert large.marker.size > small.marker.size


@pytest.mark.slow
def test_a_dead_layer_is_told(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    window.session.edit(with_hidden(shown(window).experiment, ReLU()))
    qtbot.waitUntil(lambda: window.session.ready and shown(window).experiment == window.session.experiment)
    layout = shown(window).problem.layout
    for neuron in (1, 2):
        window.session.set_parameter(layout.index(2, neuron, 0), -1000.0)
        qtbot.waitUntil(lambda: not window.session.busy)
    lens._choose(1)
    settled(window, lens, qtbot)
    qtbot.waitUntil(lambda: plain(lens.summary.text()) == "dead 2 of 2 neurons (100 %) · off 100 % · saturated 0 %")
    assert lens.verdict.text() == "Vanished: layer 1's gradient was 0, layer 3's was not. (each update's batch)"
    assert lens.activations.header.live.text.endswith(": 400 of 400 are 0")
    assert lens.gradients.header.live.text.endswith(": 8 of 8 are 0")


@pytest.mark.slow
def test_another_network_makes_everything_new(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    train(window, lens, qtbot, 40)
    network = Network((DenseLayer(3, Sigmoid()),), shown(window).experiment.network.output)
    window.session.edit(replace(shown(window).experiment, network=network))
    qtbot.waitUntil(lambda: window.session.ready and shown(window).experiment.network == network)
    settled(window, lens, qtbot)
    qtbot.waitUntil(lambda: len(lens.norms.norms) == 2)
    assert [lens.choice.itemText(n) for n in range(lens.choice.count())] == ["1 of 2 · sigmoid", "2 of 2 · sigmoid"]
    assert lens.norms.iterations.tolist() == [0.0]


def test_while_it_runs_the_worker_is_asked_every_now_and_then(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    asked = []
    original, lens._ask = lens._ask, lambda *question: (asked.append(question), original(*question))[1]  # type: ignore[method-assign]
    lens.layer_inquiry._took = 0.0
    frame = replace(shown(window), calm=False)
    for iteration in range(1, 200):
        lens.show_frame(replace(frame, snapshot=frame.snapshot._replace(iteration=iteration)))
    assert len(asked) <= 3


@pytest.mark.slow
def test_norms_are_finished_where_training_rests_just_as_it_was_asked_about(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    calm = train(window, lens, qtbot, 40)
    lens._known, lens._shown = {}, ()
    lens.layer_inquiry.forget()
    lens.norms_inquiry._begun = perf_counter() + 60.0
    lens.show_frame(replace(calm, calm=False))
    qtbot.waitUntil(lambda: () != lens.layer_inquiry.question == lens._shown)
    assert not begin(calm.run, lens._known).done
    lens.show_frame(calm)
    settled(window, lens, qtbot)


@pytest.mark.slow
def test_hidden_it_asks_for_nothing(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    window.lenses.turn_to(window.lenses.pages[0])
    before = lens.view
    window.player.go_to(5)
    qtbot.waitUntil(lambda: window.session.iteration == 5 and not window.session.busy)
    assert lens.view is before
    window.lenses.turn_to(lens)
    settled(window, lens, qtbot)
    assert len(lens.norms.iterations) == 6


@pytest.mark.slow
def test_with_the_real_thread(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    lens = open_lens(window, qtbot)
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: window.session.iteration > 300, timeout=10_000)
    window.player.pause()
    frame = settled(window, lens, qtbot)
    expected = look_inside(frame.problem, frame.snapshot, lens.layer)
    qtbot.waitUntil(lambda: lens.summary.text() == summary(expected, False), timeout=10_000)
    assert lens.norms.norms.shape[0] == 5


# Plots


@pytest.fixture
def plot(qtbot: QtBot) -> ActivationFunction:
    """Return the plot of an activation."""
    plot = ActivationFunction()
    qtbot.addWidget(plot)
    plot.resize(400, 260)
    plot.show()
    return plot


def test_curves_are_the_function_and_its_derivative(plot: ActivationFunction) -> None:
    problem = prepare(SMALL)
    view = look_inside(problem, problem.start(), 1)
    plot.show_layer(view)
    x, y = plot.curve.getData()
    assert np.array_equal(y, np.tanh(x))
    assert (x[0], x[-1]) == (view.z.low, view.z.high)
    dashes_x, dashes_y = plot.slope.getData()
    assert np.allclose(dashes_y, 1.0 - np.tanh(dashes_x) ** 2, atol=1e-3)
    low, high = plot.canvas.box.viewRange()[1]
    assert low < -1.0 - plot.bars.share * (high - low) * 0.5  # the bars stand below the curves
    assert "g = 0.762, g′ = 0.420" in plot.read(1.0, 0.0)


def test_softmax_says_why_it_has_no_curve(plot: ActivationFunction) -> None:
    problem = prepare(THREE)
    plot.show_layer(look_inside(problem, problem.start(), 3))
    assert plot.notice.text() == NO_CURVE
    assert plot.curve.getData()[0] is None or len(plot.curve.getData()[0]) == 0
    assert "values near it" in plot.read(0.1, 0.0)
    hidden = look_inside(problem, problem.start(), 1)
    plot.show_layer(hidden)
    assert plot.notice.text() == ""
    assert len(plot.curve.getData()[0]) > 100


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_bars_stand_where_the_values_are(theme: object, qtbot: QtBot) -> None:
    view = look_inside(prepare(SMALL), prepare(SMALL).start(), 1)
    plot = HistogramPlot("Weights W", "", "w")
    qtbot.addWidget(plot)
    look = Look(theme)  # type: ignore[arg-type]
    plot.set_look(look)
    plot.resize(400, 260)
    plot.show()
    plot.show_histogram(1, view.w)
    picture = QImage(plot.canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    plot.canvas.render(painter)
    painter.end()
    box = plot.canvas.mapFromScene(plot.canvas.box.sceneBoundingRect()).boundingRect()
    ground = QColor(look.theme.card)
    for place, count in enumerate(view.w.counts):
        middle = QRectF(box).left() + (place + 0.5) * box.width() / len(view.w.counts)
        colour = picture.pixelColor(round(middle), box.bottom() - 5)
        assert (colour != ground) == bool(count), place
    assert plot.read(view.w.high * 2, 0.0) == ""
    assert plot.read(view.w.low * 0.999, 0.0).startswith(f"{int(view.w.counts[0])} from ")


@pytest.mark.slow
def test_a_notice_is_written_in_the_colours_of_the_theme(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    window.appearance.switch_theme()
    colour = lens.activation.notice.palette().color(QPalette.ColorRole.WindowText)
    assert colour.name() == window.look.theme.dim


@pytest.mark.parametrize(("width", "fitting"), [(1200, 3), (560, 2), (300, 1)])
@pytest.mark.slow
def test_plots_stand_in_rows_and_never_get_too_small(
    window: MainWindow, qtbot: QtBot, width: int, fitting: int
) -> None:
    lens = open_lens(window, qtbot)
    lens.rows.set_room(width)
    lens.rows.resize(width, lens.rows.minimumHeight())
    lens.rows.layout().activate()  # type: ignore[union-attr]
    tops = [plot.y() for plot in lens.plots]
    assert tuple(tops.count(top) for top in sorted(set(tops))) == ROWS[fitting]
    assert min(plot.height() for plot in lens.plots) >= MIN_HEIGHT - 1


# Words


@pytest.mark.parametrize(
    ("g", "straight", "words"),
    [
        (ReLU(), False, "dead 1 of 2 neurons (50 %) · off 75 % · saturated 0 %"),
        (Sigmoid(), False, "dead 0 of 2 neurons (0 %) · saturated 50 %"),
        (
            Sigmoid(),
            True,
            "dead 0 of 2 neurons (0 %) · saturated 50 % · no harm here: with this loss dZ = A − Y, without g′",
        ),
        (
            Step(),
            False,
            "⚠ slope 0 everywhere: no learning here · dead 2 of 2 neurons (100 %) · off 75 % · saturated 0 %",
        ),
        (Softmax(), True, "softmax mixes all z of an example: no neuron is dead or saturated by itself"),
    ],
)
def test_summaries(g: Activation, straight: bool, words: str) -> None:
    problem = prepare(SMALL)
    view = look_inside(problem, problem.start(), 2)
    shares = shares_of(g, np.array([[-10.0, -9.0], [-1.0, 1.0]]))
    assert plain(summary(replace(view, g=g, shares=shares), straight)) == words
    sampled = replace(view, g=g, shares=shares, examples=1500, of=4500)
    assert plain(summary(sampled, straight)) == f"{words} · of 1,500 of 4,500 examples"


def test_the_present_iteration_joins_the_others_in_order() -> None:
    iterations, norms = np.array([0.0, 8.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    x, y = joined(iterations, norms, 5, (7.0, 9.0))
    assert (x.tolist(), y.tolist()) == ([0.0, 5.0, 8.0], [[1.0, 7.0, 2.0], [3.0, 9.0, 4.0]])
    assert joined(iterations, norms, 8, (7.0, 9.0)) == (iterations, norms)
    x, y = joined(np.empty(0), np.empty((0, 0)), 0, (7.0, 9.0))
    assert (x.tolist(), y.tolist()) == ([0.0], [[7.0], [9.0]])


@pytest.mark.parametrize("value", [1e59, -1e200, 1e-200])
@pytest.mark.slow
def test_numbers_of_any_size_can_be_shown(window: MainWindow, qtbot: QtBot, value: float) -> None:
    lens = open_lens(window, qtbot)
    window.session.set_parameter(shown(window).problem.layout.index(1, 1, 0), value)
    qtbot.waitUntil(lambda: not window.session.busy)
    frame = settled(window, lens, qtbot)
    view = look_inside(frame.problem, frame.snapshot, 1)
    qtbot.waitUntil(lambda: lens.activation.view is not None and lens.activation.view.z.high == view.z.high)
    assert not lens.grab().isNull()
    assert view.z.bad == (200 if value == -1e200 else 0)
    window.session.edit(with_hidden(frame.experiment, ReLU()))
    qtbot.waitUntil(lambda: window.session.ready and shown(window).experiment == window.session.experiment)
    settled(window, lens, qtbot)


@pytest.mark.parametrize("text", ["log(z)", "z**64", "exp(exp(z))", "-exp(exp(z))"])
def test_an_own_activation_without_values_leaves_gaps(window: MainWindow, qtbot: QtBot, text: str) -> None:
    lens = open_lens(window, qtbot)
    assert lens.view is not None
    far = histogram(np.array([-800.0, 800.0]), 2.0)
    lens.activation.show_layer(replace(lens.view, g=Own(expression=text), z=far))
    z, drawn = lens.activation.curve.getData()
    with np.errstate(all="ignore"):
        expected = Own(expression=text)(z)
    good = np.abs(expected) < 1e60
    assert 0 < good.sum() < len(z)
    assert np.array_equal(drawn[good], expected[good])
    assert np.isnan(drawn[~good]).all()
