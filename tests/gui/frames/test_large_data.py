"""Many rows in the window: nothing that takes long happens on the main thread, and dear work waits its turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.data.examples import of_classes, of_numbers
from core.data.own import OwnData, own_data
from core.exchange.scenes import Scene
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.loop import step
from core.training.problem import prepare
from core.training.trace import phases
from core.training.whole_set import WholeEvaluation
from core.words import as_typed
from gui.frames import jobs
from gui.frames.observe import observe, refine
from gui.headless import train_headless
from gui.lenses.rows import RowsLens
from gui.lenses.rows_model import answer_text, as_given
from gui.plots.decision_regions import DecisionRegions
from gui.plots.fitted_curve import FittedCurve
from gui.plots.parts.loss_series import ON_SAMPLE
from gui.plots.parts.prediction_plot import score_of
from gui.widgets.numbers import number as number_text
from tests.gui.conftest import MakeWindow
from tests.gui.races import open_lens, race, shown, train


def rows(count: int) -> OwnData:
    x = np.random.default_rng(0).standard_normal((2, count))
    return own_data("many", ("x₁", "x₂"), "class", ("a", "b"), of_classes(x, (x[0] > 0).astype(np.int64)))


@pytest.mark.slow
def test_many_rows_are_prepared_by_the_worker_and_shown_then(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    session, panel = window.session, window.data
    before = panel.counts.text()
    session.edit(session.experiment.with_data(rows(100_000), 0.1))
    assert (session.experiment.data.points, panel.counts.text()) == (100_000, before)
    qtbot.waitUntil(lambda: session.ready and panel.counts.text() == "90,000 to train, 10,000 to test", timeout=10_000)
    session.edit(replace(session.experiment, standardise=True))
    assert panel.features.standardise.control.text() == "off"
    qtbot.waitUntil(lambda: session.ready and panel.features.standardise.control.text() == "on", timeout=10_000)
    session.edit(replace(session.experiment, seed=7))  # the data are the same: shown at once
    assert window.training.numbers["seed"].control.text() == "7"
    qtbot.waitUntil(lambda: session.ready, timeout=10_000)


def test_while_a_run_is_at_work_an_expensive_slope_waits_but_is_never_old() -> None:
    experiment = Experiment().with_data(rows(25_000), 0.1)
    frame = jobs.begin(experiment, None, Sight()).frame
    exact, snapshot, keys = [], frame.snapshot, (frame.snapshot,)
    for _ in range(6):
        snapshot = step(frame.problem, snapshot).snapshot
        wanted = jobs.wanted(keys, frame.sight, experiment, calm=False, opened=False)
        frame = observe(frame.of, frame.problem, snapshot, wanted, frame)
        gradient = full_gradient(frame.problem, snapshot.theta)
        exact.append(frame.chart.slope == (gradient[0], gradient[1]))
    assert exact == [False, False, True, False, False, True]
    for calm in (True, False):  # a picture that stands, and one that somebody has stepped to
        wanted = jobs.wanted(keys, frame.sight, experiment, calm, opened=True)
        snapshot = step(frame.problem, snapshot).snapshot
        gradient = full_gradient(frame.problem, snapshot.theta)
        shown = observe(frame.of, frame.problem, snapshot, wanted, frame)
        assert shown.chart.slope == (gradient[0], gradient[1])


@pytest.mark.slow
def test_phases_and_lenses_work_beyond_the_sample(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    session, player = window.session, window.player
    session.edit(session.experiment.with_data(rows(22_500), 0.1))
    qtbot.waitUntil(lambda: session.ready and not session.busy, timeout=10_000)
    lenses = iter(window.lenses.pages)
    assert session.frame is not None
    for place, _ in enumerate(phases(session.frame.problem.layout.depth), start=1):
        player.phase_forward()
        if (lens := next(lenses, None)) is not None:
            window.lenses.turn_to(lens)
        qtbot.waitUntil(lambda: not session.busy and player.goal is None, timeout=10_000)
        assert session.frame.step_into == place


@pytest.mark.parametrize(("count", "batch"), [(22_500, 32), (55_600, 25_000), (134_000, 10**9)])
@pytest.mark.slow
def test_a_batch_is_outlined_and_drawn_beyond_the_sample(qtbot: QtBot, count: int, batch: int) -> None:
    experiment = Experiment().with_data(rows(count), 0.1)
    frame = jobs.begin(replace(experiment, batch_size=min(batch, experiment.train_size)), None, Sight()).frame
    view = DecisionRegions()
    qtbot.addWidget(view)
    opened = jobs.open_up(frame, 1)
    view.show_frame(opened)
    assert opened.trace is not None
    *drawn, ring = view.batch.groups
    np.testing.assert_array_equal(ring.at, frame.problem.whole.x[:, opened.trace.columns])
    unseen = np.count_nonzero(opened.trace.columns >= len(frame.problem.train))
    assert sum(points.at.shape[1] for points in drawn) == unseen


@pytest.mark.slow
@pytest.mark.parametrize("classes", [True, False])
def test_the_batch_is_listed_and_can_be_followed_beyond_the_sample(
    make_window: MakeWindow, qtbot: QtBot, classes: bool
) -> None:
    x = np.random.default_rng(0).standard_normal((3, 60_000))
    examples = of_classes(x, (x[0] > 0).astype(np.int64)) if classes else of_numbers(x, 9.0 * x[:1] + x[1:2])
    data = own_data("many", ("a", "b", "c"), "y", ("no", "yes") if classes else (), examples)
    window = make_window("article-circles")
    session, lens = window.session, next(page for page in window.lenses.pages if isinstance(page, RowsLens))
    window.lenses.turn_to(lens)
    standardised = replace(session.experiment.with_data(data, 0.1), standardise=True, standardise_target=not classes)
    session.edit(standardised)
    qtbot.waitUntil(lambda: session.ready and not session.busy and lens.isVisible(), timeout=10_000)
    window.player.phase_forward()
    qtbot.waitUntil(lambda: not session.busy and shown(window).step_into == 1)
    problem, batch, model = shown(window).problem, shown(window).trace, lens.model
    assert batch is not None
    beyond = batch.columns[batch.columns >= len(problem.train)]
    assert 0 < len(beyond) < len(batch.columns)
    assert lens.summary.text.startswith("20,000 examples · a sample of 54,000 · ")
    assert f" · and {len(beyond)} more of the batch" in lens.summary.text
    assert model.rowCount() == 20_000 + len(beyond)
    number = int(beyond[3])
    place = model.place_of(number + len(problem.test))
    assert place is not None
    lens.table.setCurrentIndex(model.index(place, 0))
    qtbot.waitUntil(lambda: shown(window).row == number + len(problem.test) and not session.busy)
    frame, at = shown(window), batch.columns.tolist().index(number)
    texts = {column.name: model.data(model.index(place, i)) for i, column in enumerate(model.columns)}
    assert texts["no."] == str(number + 1)
    assert texts["a"] == as_given(float(problem.whole.x[0, number]))
    assert texts["loss"] == number_text(float(batch.per_example[at]))
    assert texts["share"] == "–"
    widths = QFontMetricsF(lens.table.font())
    for i, column in enumerate(model.columns):
        text = column.text(int(model.rows[place]))
        assert widths.horizontalAdvance(text) < lens.table.columnWidth(i), column.name
    np.testing.assert_array_equal(frame.example_activations[0], batch.x[:, at])
    np.testing.assert_allclose(frame.example_activations[-1], batch.layers[-1].a[:, at], rtol=1e-12)
    goal = frame.in_units(batch.y[:, at])[0]
    given = as_typed(("no", "yes")[problem.whole.labels[number]]) if classes else as_given(float(goal))
    assert texts["y"] == given
    answered = batch.layers[-1].a[:, at]
    assert texts["predicted"].removeprefix("✗ ") == answer_text(frame, answered)
    assert frame.place_in_batch == at
    assert frame.sight.held == tuple(problem.whole.x[:, number])
    assert f"follows training {number + 1:,}" in lens.let_go.text()
    marker = window.answers.regions.chosen.markers[-1]
    assert marker[1:] == tuple(problem.whole.x[:2, number])
    lens.sets.test.click()
    assert model.rowCount() == len(problem.test)
    assert "more of the batch" not in lens.summary.text


@pytest.mark.parametrize("classes", [True, False])
def test_the_batch_of_a_single_input_is_drawn_too(qtbot: QtBot, classes: bool) -> None:
    x = np.random.default_rng(0).standard_normal((1, 25_000))
    examples = of_classes(x, (x[0] > 0).astype(np.int64)) if classes else of_numbers(x, x**2)
    data = own_data("many", ("x",), "y", ("a", "b") if classes else (), examples)
    frame = jobs.begin(Experiment().with_data(data, 0.1), None, Sight()).frame
    view = FittedCurve()
    qtbot.addWidget(view)
    view.show_frame(jobs.open_up(frame, 1))
    assert frame.trace is not None
    unseen, ring = view.batch.groups
    np.testing.assert_array_equal(ring.at[0], frame.problem.whole.x[0, frame.trace.columns])
    assert unseen.at.shape[1] == np.count_nonzero(frame.trace.columns >= len(frame.problem.train))


def test_a_sample_says_so_until_the_whole_set_is_known_at_rest() -> None:
    experiment = Experiment().with_data(rows(45_000), 0.1)
    frame = jobs.begin(experiment, None, Sight()).frame
    assert (frame.sampled, frame.of_sample) == (True, " (sample)")
    assert "(sample)" in score_of(frame)[2]
    sample, wanted = frame.evaluation, jobs.wanted((frame.snapshot,), frame.sight, experiment, calm=True, opened=True)
    while frame.sampled:
        assert not frame.has(wanted)
        frame = refine(frame, wanted)
    assert frame.evaluation.train_loss != sample.train_loss
    assert "(sample)" not in score_of(frame)[2]
    assert jobs.open_up(frame, 2).evaluation is frame.evaluation
    later = jobs.show(frame.of, experiment, step(frame.problem, frame.snapshot).snapshot, wanted, frame)
    assert later.sampled
    small = jobs.begin(Experiment(), None, Sight()).frame
    assert (small.sampled, small.of_sample) == (False, "")


@pytest.mark.slow
def test_what_a_sample_measured_says_so_wherever_it_stands(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    window.session.edit(window.session.experiment.with_data(rows(22_500), 0.01))
    qtbot.waitUntil(lambda: window.session.ready and not window.session.busy, timeout=10_000)
    race(window, qtbot, "alpha", 0.3)
    train(window, qtbot, 3)
    window.session.looking.settle()
    path, loss, lens = window.descent_path, window.loss_curve, open_lens(window)
    qtbot.waitUntil(
        lambda: window.is_calm() and not shown(window).sampled and shown(window).surface is not None, timeout=20_000
    )
    frame = shown(window)
    assert frame.surface is not None
    assert "a sample of 22,275" in path.header.live.text
    assert "(a sample of 22,275)" in path.read(float(frame.surface.s[0]), float(frame.surface.t[0]))
    assert ON_SAMPLE in loss.read(1.0, 0.0)
    assert ON_SAMPLE not in loss.read(3.0, 0.0), "the whole set is known there"
    assert lens.table.titles.heads[0] == "loss\n(sample)"
    ours, other = (row.standing for row in lens.table.rows[:2])
    assert ours is not None
    assert other is not None
    sample = evaluate(frame.problem, frame.snapshot.theta, 3)
    assert ours.loss == sample.train_loss != frame.evaluation.train_loss
    assert ours.leads != other.leads


def test_what_stands_on_the_command_line_is_of_the_whole_set() -> None:
    experiment = Experiment().with_data(rows(45_000), 0.5)
    problem = prepare(experiment)
    told = train_headless(Scene("many", "Many", "", 0, experiment), 0)
    everything = WholeEvaluation(problem, problem.start()).proceed(60.0).result
    assert everything is not None
    assert told["train_accuracy"] == everything.train_accuracy
    assert told["train_accuracy"] != evaluate(problem, problem.start().theta, 0).train_accuracy
