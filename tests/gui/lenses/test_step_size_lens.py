"""Step size: the loss along the gradient, its zones, the best α."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.scope import TITLES, ScopeChoice, ScopeName, scope_of
from core.analysis.step_sizes import step_sizes
from core.data.datasets import Moons
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.optimizers import SGD, Adam, Optimizer
from core.training.problem import prepare
from core.training.schedules import Cosine
from core.training.trace import trace
from gui.lenses.step_size import NO_STEP, verdict
from gui.plots.parts.zones import Band, Zones, beside
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from tests.core.samples import SMALL
from tests.gui.along_lines import edit, go_to, loss_at, settled, step, step_size
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("plots")


@pytest.mark.slow
def test_the_best_alpha_is_used(window: MainWindow, qtbot: QtBot) -> None:
    lens = step_size(window, qtbot)
    edit(window, lens, qtbot, replace(window.session.experiment, batch_size=200, optimizer=SGD(alpha=0.001)))
    sizes = lens.sizes
    assert sizes is not None
    assert lens.verdict.text().startswith("This step is too short. The best step would be about ")
    assert lens.use_best.isEnabled()
    QTest.mouseClick(lens.use_best, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.session.busy, timeout=10_000)
    frame = settled(window, lens, qtbot)
    assert frame.experiment.optimizer == SGD(alpha=float(f"{sizes.best:.3g}"))
    assert lens.verdict.text().startswith(f"This step is about right. α = {sizes.best:.2f} lowers ")
    assert not lens.use_best.isEnabled()
    after = step(window, lens, qtbot)
    assert loss_at(after, after.snapshot.theta) == pytest.approx(sizes.best_loss, rel=1e-4)


@pytest.mark.parametrize(
    ("factor", "words"), [(1.7, "too long. It passes the lowest point"), (20.0, "far too long (divergent)")]
)
def test_too_large_is_said(window: MainWindow, qtbot: QtBot, factor: float, words: str) -> None:
    lens = step_size(window, qtbot)
    experiment = replace(window.session.experiment, batch_size=200)
    edit(window, lens, qtbot, experiment)
    assert lens.sizes is not None
    edit(window, lens, qtbot, replace(experiment, optimizer=SGD(alpha=factor * lens.sizes.best)))
    assert words in lens.verdict.text()
    zones = ["too small", "about right", "too large", "divergent (worse than now)"]
    assert [band.name for band in lens.plot.zones.bands] == zones
    assert lens.plot.zones.bands[-1].short == "divergent"
    assert lens.plot.header.live.text == f"this step: {zones[2] if factor < 10 else zones[3]}"


def test_of_the_batch_it_is_the_coming_step(window: MainWindow, qtbot: QtBot) -> None:
    lens = step_size(window, qtbot)
    assert "own batch" in lens.note.text()
    lens.scope.batch.click()
    frame = settled(window, lens, qtbot)
    assert lens.sizes is not None
    assert frame.trace is not None
    assert lens.sizes.loss_now == pytest.approx(frame.trace.loss, rel=1e-12)
    assert lens.sizes.today == pytest.approx(0.3, rel=1e-12)
    m = len(frame.trace.columns)
    assert lens.note.text() == f"This is the next step itself. Loss and g: this batch, {m} examples."


def test_other_optimizers_are_told_apart(window: MainWindow, qtbot: QtBot) -> None:
    lens = step_size(window, qtbot)
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=Adam(alpha=0.02)))
    assert not lens.use_best.isEnabled()
    assert "plain gradient descent; Adam steps differently" in lens.use_best.toolTip()
    assert lens.note.text().startswith("Adam does not step straight down the gradient")


def test_names_of_zones_do_not_overlap() -> None:
    assert beside([10, 20, 90], [30, 30, 30], 0, 100) == [0, 30, 70]
    assert beside([95, 95], [30, 30], 0, 100) == [40, 70]
    assert beside([10, 20], [60, 60], 0, 100) is None


def test_zones_have_short_names_where_the_long_ones_have_no_room() -> None:
    zones, red = Zones(), QColor("red")
    bands = [Band("too large", 0.0, 1.0, red), Band("divergent (worse than now)", 1.0, 2.0, red, short="divergent")]
    seen = [(band, QRectF(100.0 * n, 0.0, 100.0, 50.0)) for n, band in enumerate(bands)]
    assert [band.name for band, _ in zones.named(seen, 0.0, 600.0)] == [band.name for band in bands]
    assert [band.name for band, _ in zones.named(seen, 0.0, 200.0)] == ["too large", "divergent"]


@pytest.mark.parametrize("optimizer", [SGD(), Adam()], ids=["sgd", "adam"])
def test_a_rate_of_nothing_is_said(optimizer: Optimizer) -> None:
    problem = prepare(replace(SMALL, optimizer=optimizer, schedule=Cosine(span=2)))
    seen = trace(problem, problem.start()._replace(iteration=2))
    sizes = step_sizes(problem, seen)
    assert sizes is not None
    assert verdict(sizes, "it", problem.batches) == NO_STEP


@pytest.mark.slow
def test_a_loss_above_the_picture_is_marked_at_its_edge(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = step_size(window, qtbot)
    lens.scope.batch.click()
    go_to(window, lens, qtbot, 84)
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=SGD(alpha=5.0), batch_size=32))
    sizes = lens.sizes
    assert sizes is not None
    low, high = lens.plot.canvas.box.viewRange()[1]
    assert sizes.today_loss > high
    tag = next(tag for tag in lens.plot.tags.tags if tag.text.startswith("this step α = 5.00"))
    assert tag.text == f"this step α = 5.00, loss {number(sizes.today_loss)} ↑"
    ball = lens.plot.markers.markers[-1][2]
    arrow = next(stroke for stroke in lens.plot.sketch.strokes if stroke.arrow)
    assert low < sizes.loss_now < ball < arrow.end[1] < high
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=SGD(alpha=0.001)))
    assert lens.sizes is not None
    assert lens.plot.markers.markers[-1][2] == lens.sizes.today_loss
    assert not any(stroke.arrow for stroke in lens.plot.sketch.strokes)


def test_a_loss_that_is_no_number_is_no_height() -> None:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=0.1), batch_size=30))
    sizes = step_sizes(problem, trace(problem, problem.start()))
    assert sizes is not None
    beyond = replace(sizes, today=1e5, today_loss=math.nan)
    assert verdict(beyond, "it", 1).endswith("takes the loss from 0.802 to no finite number.")


@pytest.mark.slow
@settings(max_examples=200)
@given(
    st.integers(0, 400),
    st.floats(-3.0, 3.0),
    st.sampled_from(sorted(HIDDEN_ACTIVATIONS)),
    st.sampled_from(sorted(TITLES)),
)
def test_what_is_said_of_a_step_follows_from_its_losses(seed: int, power: float, name: str, of: ScopeName) -> None:
    network = Network((DenseLayer(3, HIDDEN_ACTIVATIONS[name]()),), Sigmoid())
    experiment = Experiment(data=Moons(points=16, seed=seed), network=network, batch_size=6, seed=seed)
    problem = prepare(replace(experiment, optimizer=SGD(alpha=10.0**power)))
    sizes = step_sizes(problem, trace(problem, problem.start()), scope_of(problem, 0, ScopeChoice(of)))
    if sizes is None:
        return
    words = verdict(sizes, "SGD", problem.batches)
    gain = sizes.loss_now - sizes.today_loss
    if f"α = {number(sizes.today)} lowers" in words:
        assert gain > 0.0
    if "raises" in words:
        assert gain < 0.0
    if "too short" in words:
        assert sizes.today < sizes.best
    if "passes the lowest point" in words:
        assert sizes.today > sizes.best
    if sizes.gains:
        assert np.all(sizes.best_loss <= sizes.loss)
