"""The autopsy: offered when a run diverged or its loss became tenfold; what it shows; rewinding and trying again."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QBoxLayout
from pytestqt.qtbot import QtBot

from core.analysis.autopsy import Autopsy, begin, first_trouble
from core.analysis.retry import Retry
from core.exchange.scenes import load_scene
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from core.training.run import Run
from gui.lenses.autopsy.case import (
    above_limit,
    case_of_divergence,
    case_of_loss,
    cause_of,
    limits,
    why_not_rewind,
    why_not_try,
)
from gui.lenses.autopsy.lens import AutopsyLens
from gui.plots.layer_norms import LayerNorms
from gui.plots.parts.line_labels import spread
from gui.plots.step_limit import StepLimit, excess, lonely
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def lens_of(window: MainWindow) -> AutopsyLens:
    """Return the lens."""
    return next(page for page in window.lenses.pages if isinstance(page, AutopsyLens))


def offered(window: MainWindow) -> bool:
    """Tell whether the tab is there."""
    return window.lenses.row.isTabVisible(window.lenses.stack.indexOf(lens_of(window)))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=20_000)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.session.busy, timeout=20_000)


def set_alpha(window: MainWindow, qtbot: QtBot, alpha: float) -> None:
    """Take plain gradient descent with this learning rate from here on."""
    window.session.edit(replace(window.session.experiment, optimizer=SGD(alpha=alpha)))
    settle(window, qtbot)


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    """Run to an iteration, or until it diverges."""
    window.player.run_to(iteration)
    settle(window, qtbot)


def met_by(window: MainWindow, qtbot: QtBot) -> Autopsy:
    """Wait for the autopsy."""
    lens = lens_of(window)
    qtbot.waitUntil(lambda: lens.met is not None, timeout=20_000)
    assert lens.met is not None
    return lens.met


def tried_by(window: MainWindow, qtbot: QtBot) -> Retry:
    """Wait until smaller learning rates have been tried."""
    lens = lens_of(window)
    qtbot.waitUntil(lambda: lens.tried is not None and lens.tried.done, timeout=20_000)
    assert lens.tried is not None
    assert lens.tried.result is not None
    return lens.tried.result


def divergence(window: MainWindow, qtbot: QtBot, alpha: float, quiet: int = 0) -> Autopsy:
    """Let a run diverge by ``alpha`` from iteration ``quiet`` on; return the autopsy."""
    if quiet:
        set_alpha(window, qtbot, 0.1)
        train(window, qtbot, quiet)
    set_alpha(window, qtbot, alpha)
    train(window, qtbot, quiet + 2000)
    return met_by(window, qtbot)


@pytest.mark.slow
@pytest.mark.folded
def test_a_divergence_is_shown(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons")
    assert not offered(window)
    met = divergence(window, qtbot, 1000.0)
    lens, session = lens_of(window), window.session
    assert offered(window)
    assert window.lenses.stack.currentWidget() is lens
    assert lens.case is not None
    assert lens.case.divergence is not None
    assert lens.cause.text() == met.cause
    assert met.cause.startswith("Each step from iteration 0 on was too long and landed higher")
    assert lens.words.text() == (
        f"Loss grew tenfold at iteration 1. Overflow at iteration {lens.case.divergence.iteration}, "
        f"first in layer {lens.case.divergence.layer}. {met.words}"
    )
    assert "α above 2/κ" in lens.terms.text()
    assert window.banner.text.startswith("Diverged at iteration")
    assert np.array_equal(lens.norms.norms, met.norms, equal_nan=True)
    assert (lens.norms.marked_layer, lens.norms.marked_iteration) == (met.layer, met.since)
    assert np.array_equal(lens.steps.steps, met.reach, equal_nan=True)
    assert lens.steps.steps[0] == pytest.approx(1000.0)
    own = np.sqrt((met.norms[:, : session.run.history.end] ** 2).sum(axis=0))
    np.testing.assert_allclose(own[:2], session.run.history.gradient_norm[:2], rtol=1e-12)


@pytest.mark.slow
def test_the_tab_goes_when_the_experiment_starts_over(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons")
    before = window.lenses.pages[1]
    window.lenses.turn_to(before)
    divergence(window, qtbot, 1000.0)
    window.session.edit(replace(window.session.experiment, seed=5))
    settle(window, qtbot)
    assert not offered(window)
    assert window.lenses.stack.currentWidget() is before
    assert window.lenses.row.currentIndex() == 1
    assert lens_of(window).case is None


@pytest.mark.slow
def test_rewinding_goes_to_before_the_gradient_grew(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons")
    met = divergence(window, qtbot, 30.0, quiet=50)
    lens = lens_of(window)
    assert 50 <= met.calm < met.since
    assert lens.ways.rewind.accessibleName() == f"Rewind to iteration {met.calm}"
    assert window.session.iteration > met.calm
    lens.ways.rewind.click()
    settle(window, qtbot)
    assert window.session.iteration == met.calm
    assert window.banner.text == f"Back at iteration {met.calm}, before the trouble."
    assert not lens.ways.rewind.isEnabled()
    assert "is already displayed" in lens.ways.rewind.toolTip()
    window.player.step()
    settle(window, qtbot)
    assert lens.ways.rewind.isEnabled()


@pytest.mark.slow
def test_another_try_forks_with_an_alpha_that_holds(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.session.edits.ONE_EDIT", -1.0)  # a person is not as quick as this test
    window = make_window("article-moons")
    divergence(window, qtbot, 30.0, quiet=50)
    lens, session, found = lens_of(window), window.session, tried_by(window, qtbot)
    assert found.experiment is not None
    old, end, alpha = session.run, session.run.history.end, found.experiment.optimizer.alpha
    assert lens.ways.retry.accessibleName() == f"Retry from iteration {found.start} with α = {number(alpha)}"
    lens.ways.retry.click()
    settle(window, qtbot)
    assert session.runs is not None
    assert session.runs.ghosts == (old,)
    assert (session.iteration, session.experiment.optimizer) == (found.start, SGD(alpha=alpha))
    assert old.history.end == end
    assert old.experiment_at(end).optimizer == SGD(alpha=30.0)
    assert "α 30" in old.name
    assert lens.whose.text() == f"This happened in the run “{old.name}”."
    assert offered(window)
    assert not lens.ways.retry.isEnabled()
    assert f"takes α = {number(alpha)} from iteration {found.start} on already" in lens.ways.retry.toolTip()
    session.edits.undo()
    settle(window, qtbot)
    assert session.experiment.optimizer == SGD(alpha=30.0)
    session.edits.redo()
    settle(window, qtbot)
    train(window, qtbot, found.start + found.steps)
    assert session.run is not old
    assert session.run.history.end == found.start + found.steps
    assert first_trouble(session.run.history) is None


@pytest.mark.slow
def test_another_try_while_training_runs(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    tenfold(window, qtbot)
    found = tried_by(window, qtbot)
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: window.session.iteration > 200, timeout=20_000)
    lens_of(window).ways.retry.click()
    settle(window, qtbot)
    assert not window.player.playing
    assert window.session.iteration == found.start
    assert window.session.experiment == found.experiment


@pytest.mark.slow
def test_the_user_may_turn_the_autopsy_away(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons")
    divergence(window, qtbot, 1000.0)
    other = window.lenses.pages[0]
    window.lenses.turn_to(other)
    window.player.step()
    settle(window, qtbot)
    assert window.lenses.stack.currentWidget() is other
    window.player.restart()
    settle(window, qtbot)
    assert window.lenses.stack.currentWidget() is other
    train(window, qtbot, 2000)
    assert window.lenses.stack.currentWidget() is lens_of(window)


def tenfold(window: MainWindow, qtbot: QtBot) -> Autopsy:
    """Make the loss tenfold from iteration 50 on; turn to the tab."""
    set_alpha(window, qtbot, 0.1)
    train(window, qtbot, 50)
    set_alpha(window, qtbot, 1000.0)
    train(window, qtbot, 70)
    window.lenses.turn_to(lens_of(window))
    return met_by(window, qtbot)


@pytest.mark.slow
def test_a_tenfold_loss_is_offered_but_not_turned_to(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens, first = lens_of(window), window.lenses.pages[0]
    set_alpha(window, qtbot, 0.1)
    train(window, qtbot, 50)
    assert not offered(window)
    set_alpha(window, qtbot, 1000.0)
    train(window, qtbot, 70)
    qtbot.waitUntil(lambda: offered(window), timeout=10_000)
    assert window.lenses.stack.currentWidget() is first
    assert lens.met is None
    window.lenses.turn_to(lens)
    met = met_by(window, qtbot)
    case = case_of_loss(window.session.run)
    assert case is not None
    assert lens.case is not None
    assert lens.case.covers(case)
    assert lens.words.text().startswith(case.headline)
    assert 50 <= met.calm < met.since <= case.last


@pytest.mark.parametrize(
    ("alpha", "steps", "opens"), [(30.0, 1, True), (30.0, 300, True), (3.0, 20, False), (3.0, 300, True)]
)
@pytest.mark.slow  # it trains, and tries learning rates
def test_a_run_that_does_not_come_back_is_shown_once(
    make_window: MakeWindow, qtbot: QtBot, alpha: float, steps: int, opens: bool
) -> None:
    window = make_window("article-circles")
    lens, first, session = lens_of(window), window.lenses.pages[0], window.session
    session.edit(replace(session.experiment, optimizer=replace(session.experiment.optimizer, alpha=alpha)))
    settle(window, qtbot)
    train(window, qtbot, steps)
    qtbot.waitUntil(lambda: offered(window), timeout=10_000)
    assert window.lenses.stack.currentWidget() is (lens if opens else first)
    if not opens:
        return
    assert met_by(window, qtbot).cause.startswith("The step from iteration 0 was too long")
    found = tried_by(window, qtbot)
    assert found.experiment is not None
    window.lenses.turn_to(first)
    train(window, qtbot, steps + 100)
    assert window.lenses.stack.currentWidget() is first
    lens.ways.retry.click()
    settle(window, qtbot)
    train(window, qtbot, found.start + found.steps)
    assert session.frame.evaluation.train_loss < 0.5 * session.run.history.evaluated("train_loss")[0]
    assert window.lenses.stack.currentWidget() is first


@pytest.mark.slow  # it trains, and tries learning rates
def test_a_run_that_stays_above_its_start_is_shown_once(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh")
    lens, first, session = lens_of(window), window.lenses.pages[0], window.session
    session.edit(replace(session.experiment, optimizer=SGD(alpha=3.0)))
    settle(window, qtbot)
    train(window, qtbot, 40)
    assert not offered(window)
    train(window, qtbot, 150)
    assert window.lenses.stack.currentWidget() is lens
    assert met_by(window, qtbot).calm == 0
    assert lens.words.text().startswith("The loss rose above that at the start, 0.698, at iteration 1; shortly before")
    assert tried_by(window, qtbot).experiment is not None
    window.lenses.turn_to(first)
    for iteration in (200, 300, 400):
        train(window, qtbot, iteration)
        assert window.lenses.stack.currentWidget() is first


@pytest.mark.slow
def test_the_sentences_of_a_late_overflow_agree() -> None:
    experiment = replace(load_scene("sine-noise").experiment, optimizer=SGD(alpha=30.0))
    run, problem = Run(experiment), prepare(experiment)
    progress = advance(problem, problem.start(), 300)
    run.extend(progress)
    assert progress.stopped is not None
    case = case_of_divergence(run, progress.stopped)
    work = begin(case.segments, case.key, case.last)
    while (met := work.result) is None:
        work = work.further()
    assert case.headline.startswith("Loss grew tenfold at iteration 1. Overflow at iteration")
    assert (met.calm, met.since, met.limit_at) == (0, 1, 0)
    assert "At iteration 0 the loss had curvature" in met.words
    assert f"2/κ = {met.limit:.3g}" in met.words
    held = Retry(0, experiment, 2.0 * met.limit, 300)
    assert "above 2/κ too" in above_limit(met, held)[0]
    assert not above_limit(met, replace(held, alpha=0.5 * met.limit))


@pytest.mark.slow
def test_a_fifth_run_is_refused(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    met = tenfold(window, qtbot)
    tried_by(window, qtbot)
    session, lens = window.session, lens_of(window)
    for iteration in (10, 11, 12):
        window.player.go_to(iteration)
        settle(window, qtbot)
        set_alpha(window, qtbot, 0.02 * iteration)
        assert session.runs is not None
        assert lens.case is not None
        session.activate(lens.case.run)
        settle(window, qtbot)
    assert session.runs is not None
    assert len(session.runs.all) == 4
    count, before = session.edits.count(), session.iteration
    assert lens.ways.retry.isEnabled()
    lens.ways.retry.click()
    settle(window, qtbot)
    assert "at most 4 runs" in window.banner.text
    assert (session.edits.count(), session.iteration, len(session.runs.all)) == (count, before, 4)
    assert session.run.history.end > met.calm


@pytest.mark.slow
def test_runs_with_another_past_cannot_go_there(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    tenfold(window, qtbot)
    window.player.go_to(10)
    settle(window, qtbot)
    set_alpha(window, qtbot, 0.02)
    lens = lens_of(window)
    assert lens.case is not None
    for way in (lens.ways.rewind, lens.ways.retry):
        assert not way.isEnabled()
        assert f"make “{lens.case.run.name}” the active run" in way.accessibleDescription()
    session, run = window.session, lens.case.run
    session.racing.delete(run)
    window.player.step()
    settle(window, qtbot)
    assert not offered(window)


@pytest.mark.slow
def test_a_divergence_before_the_first_step(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    for index in range(4):  # both weights of a neuron: their sum overflows
        window.session.set_parameter(index, 1e308)
        settle(window, qtbot)
    train(window, qtbot, 5)
    met = met_by(window, qtbot)
    lens = lens_of(window)
    assert lens.case is not None
    assert lens.case.divergence is not None
    assert lens.case.divergence.iteration == met.calm == 0
    assert "before the first step" in lens.words.text()
    assert lens.cause.text().startswith("No step could be made from iteration 0")
    assert not lens.ways.rewind.isEnabled()
    assert "it is the first one" in lens.ways.rewind.toolTip()
    assert not lens.ways.retry.isEnabled()
    assert "no α can help" in lens.ways.retry.toolTip()


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_every_optimiser_has_an_autopsy(name: str) -> None:
    run = Run(replace(load_scene("article-moons").experiment, optimizer=OPTIMIZERS[name](alpha=1e6)))
    problem = prepare(run.experiment_at(0))
    progress = advance(problem, problem.start(), 40)
    run.extend(progress)
    case = case_of_divergence(run, progress.stopped) if progress.stopped else case_of_loss(run)
    assert case is not None
    work = begin(case.segments, case.key, case.last)
    met = work.proceed(math.inf).result
    assert met.calm < met.since <= case.last
    assert re.search(rf"he gradients? of .* grew (first|together): at iteration {met.since}", met.words)
    assert "nan" not in met.words + case.headline
    assert "e+" not in met.words
    assert why_not_try(case, met, run) == why_not_rewind(case, met, run, met.calm + 1) == ""
    assert cause_of(case, met) == met.cause
    np.testing.assert_array_equal(limits(met)[met.curvature > 0], 2.0 / met.curvature[met.curvature > 0])
    assert np.isinf(limits(met)[met.curvature <= 0]).all()


@pytest.mark.slow
def test_the_real_worker_in_slices(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons", real=True)
    met = divergence(window, qtbot, 30.0, quiet=20)
    assert len(met.iterations) == met.iterations[-1] - met.iterations[0] + 1
    assert lens_of(window).words.text().endswith(met.words)
    assert tried_by(window, qtbot).experiment is not None
    window.close()


@pytest.mark.slow
def test_narrow_pages_stack_the_plots_and_shorten_the_buttons(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons", size=(1024, 768))
    met = divergence(window, qtbot, 1000.0)
    lens, found = lens_of(window), tried_by(window, qtbot)
    assert lens._plots.direction() == QBoxLayout.Direction.TopToBottom
    for text in (15.0, 27.0):
        if text != window.look.text:
            window.set_look(window.look.scaled(text))
        QApplication.processEvents()
        for way in (lens.ways.rewind, lens.ways.retry):
            assert way.sizeHint().width() <= lens.ways.width()
            assert str(met.calm) in way.text()
        assert number(found.alpha) in lens.ways.retry.text()
    lens.ways.resize(900, 60)
    lens.ways.set_look(window.look.scaled(15.0))
    assert lens.ways.retry.text() == f"Retry from iteration 0 with α = {number(found.alpha)}"


# The plots


def test_norms_that_are_no_numbers_lie_at_the_edges(qtbot: QtBot) -> None:
    plot = LayerNorms()
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    norms = np.array([[1.0, 10.0, math.inf], [1.0, 100.0, math.nan], [1.0, 0.1, 0.0]])
    plot.show_norms(np.array([4.0, 5.0, 6.0]), norms, marked_layer=2, marked_iteration=5)
    heights = plot._heights()
    assert heights[:, 1].tolist() == [1.0, 2.0, -1.0]
    assert heights[:, 2].tolist() == [plot._high, plot._high, plot._low]
    assert [label.name for label in plot.labels.labels] == ["layer 1: ∞", "layer 2: ∞", "layer 3: 0"]
    assert [label.bold for label in plot.labels.labels] == [False, True, False]
    assert plot.read(5.2, 0.0).split("\n") == ["iteration 5", "layer 3: 0.100", "layer 2: 100", "layer 1: 10.0"]
    assert plot.header.live.text == "marked: layer 2, iteration 5"
    assert len({(curve.opts["pen"].color().name(), len(curve.getData()[0]) > 3) for curve in plot.curves}) == 3
    plot.clear("Looking back …")
    assert not plot.curves
    assert plot.notice.text() == "Looking back …"


def test_names_are_moved_apart() -> None:
    assert spread([5.0, 5.0, 6.0], 10.0, 0.0, 100.0) == [5.0, 15.0, 25.0]
    assert spread([95.0, 99.0], 10.0, 0.0, 100.0) == [90.0, 100.0]
    assert spread([1.0, 2.0, 3.0], 60.0, 0.0, 100.0) == [0.0, 50.0, 100.0]


def test_what_is_above_the_limit_is_outlined() -> None:
    x, step = np.arange(4.0), np.array([0.0, 2.0, 2.0, math.nan])
    (outline,) = excess(x, step, np.array([1.0, 1.0, 3.0, 1.0]))
    top = dict(zip(outline[0, :5].tolist(), outline[1, :5].tolist(), strict=True))
    assert top == {0.0: 1.0, 0.5: 1.0, 1.0: 2.0, 1.5: 2.0, 2.0: 3.0}
    assert lonely(x, np.array([1.0, math.nan, 2.0, 3.0])) == {0.0}


def test_steps_are_read_with_their_limit(qtbot: QtBot) -> None:
    plot = StepLimit()
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    steps, bounds = np.array([0.5, 0.5, math.nan]), np.array([0.2, math.inf, math.nan])
    plot.show_steps(np.array([7.0, 8.0, 9.0]), steps, bounds, "α", 8)
    assert plot.header.live.text == "above 2/κ in 1 of 1 step"
    assert plot.read(7.0, 0.0) == "iteration 7\nα 0.500\n2/κ 0.200"
    assert plot.read(8.1, 0.0) == "iteration 8\nα 0.500\n2/κ no limit: the loss curves down"
    assert plot.read(9.4, 0.0) == "iteration 9\nno step\n2/κ unknown"
    assert [label.name for label in plot.labels.labels] == ["α", "2/κ"]
