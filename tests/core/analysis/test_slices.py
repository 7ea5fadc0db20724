"""The loss over one parameter, at once and in pieces."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.line import valleys
from core.analysis.slices import SPREAD, begin, earlier_keys, range_of, slice_over
from core.exchange.scenes import load_scene
from core.nn.activations import ReLU
from core.nn.network import DenseLayer
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.history import History
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import Problem, prepare
from core.training.trace import Trace, trace
from tests.core.samples import SMALL


def opened(alpha: float = 0.1, steps: int = 20, batch_size: int = 30) -> tuple[Problem, Trace]:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=alpha), regularizer=L2(lam=0.01), batch_size=batch_size))
    return problem, trace(problem, advance(problem, problem.start(), steps).snapshot)


@pytest.mark.parametrize("index", [0, 4, 8, 12, 19])
def test_a_slice_touches_the_run_where_it_stands(index: int) -> None:
    problem, seen = opened()
    cut = slice_over(problem, seen, index)
    met = evaluate(problem, seen.before.theta, 0)
    assert cut.loss_now == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    assert cut.loss[np.searchsorted(cut.w, cut.now)] == cut.loss_now
    bump = 1e-6
    moved = [np.array(seen.before.theta) for _ in range(2)]
    moved[0][index] += bump
    moved[1][index] -= bump
    after, before = (evaluate(problem, theta, 0) for theta in moved)
    quotient = (after.train_loss + after.penalty - before.train_loss - before.penalty) / (2 * bump)
    assert cut.slope == pytest.approx(quotient, rel=1e-6, abs=1e-9)


def test_the_coming_step_is_alpha_times_the_gradient() -> None:
    problem, seen = opened(alpha=0.3, batch_size=7)
    cut = slice_over(problem, seen, 5)
    assert cut.alpha == 0.3
    assert cut.step == pytest.approx(-0.3 * cut.gradient, rel=1e-12)
    landed = np.array(seen.before.theta)
    landed[5] += cut.step
    met, there = evaluate(problem, landed, 0), evaluate(problem, seen.after.theta, 0)
    assert cut.landing == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    assert cut.arrival == pytest.approx(there.train_loss + there.penalty, rel=1e-12)
    assert cut.w[0] < min(cut.now, cut.now + cut.step) < max(cut.now, cut.now + cut.step) < cut.w[-1]


def test_minima_are_lower_than_what_lies_beside_them() -> None:
    problem, seen = opened()
    found = 0
    for index in range(problem.layout.parameters):
        cut = slice_over(problem, seen, index, half=6.0)
        for w, loss in cut.minima:
            near = np.abs(cut.w - w) < 0.5
            assert loss <= cut.loss[near].min() + 1e-12
            found += 1
    assert found > 3


def test_valleys_of_a_curve() -> None:
    at = np.arange(9.0)
    assert valleys(at, (at - 4) ** 2) == [(3.0, 5.0)]
    assert valleys(at, np.array([1, 1, 0, 0, 0, 1, 1, 0, 0.0])) == [(1.0, 5.0)]  # the last stretch rises nowhere
    assert valleys(at, np.array([2, 1, 1 + 1e-15, 1, 1, 1, 1, 1, 1])) == []
    assert valleys(at, np.array([math.inf, 2, 1, 2, math.inf, 5, 3, 4, math.nan])) == [(1.0, 3.0), (5.0, 7.0)]


def test_it_comes_in_pieces_coarse_first() -> None:
    scene = load_scene("article-moons").experiment
    problem = prepare(scene)
    seen = trace(problem, problem.start())
    work, sizes = begin(problem, seen, 0), []
    assert work.result is None
    while not work.done:
        before = len(work.known.at)
        work = work.proceed(0.0)
        sizes.append(len(work.known.at) - before)
        if work.result is not None and len(work.known.at) < 60:
            assert len(work.result.w) >= 21
            assert np.ptp(work.result.w) == pytest.approx(2.0)
    assert max(sizes) < 10
    whole = slice_over(problem, seen, 0)
    assert work.result is not None
    assert np.array_equal(whole.w, work.result.w)
    assert np.array_equal(whole.loss, work.result.loss)


def test_the_range_stays_while_the_parameter_is_well_inside() -> None:
    held = range_of(0.5, 0.01)
    assert held == (-0.5, 1.5)
    assert range_of(0.8, -0.1, None, held) == held
    assert range_of(1.45, 0.01, None, held) == pytest.approx((0.45, 2.45))
    assert range_of(0.5, 0.01, 3.0, held) == (-2.5, 3.5)
    assert range_of(0.5, 4.0) == (-9.5, 10.5)  # room for the step
    assert range_of(0.5, math.nan) == held


def test_a_step_that_diverges_is_none() -> None:
    experiment = replace(SMALL, optimizer=SGD(alpha=1e6), network=replace(SMALL.network, hidden=()))
    problem = prepare(replace(experiment, regularizer=L2(lam=100.0)))
    start = problem.start()
    seen = trace(problem, start._replace(state=np.full_like(start.state, 1e306)))
    assert seen.diverged
    work = begin(problem, seen, 0, 1.0).proceed(math.inf)
    assert math.isnan(work.step)
    assert work.around is None


def test_a_dead_neuron_has_no_minima() -> None:
    network = replace(SMALL.network, hidden=(DenseLayer(2, ReLU()),))
    problem = prepare(replace(SMALL, network=network))
    start = problem.start()
    theta = np.array(start.theta)
    theta[problem.layout.index(1, 1, 0)] = -1e3
    seen = trace(problem, start._replace(state=theta[None].repeat(len(start.state), 0)))
    cut = slice_over(problem, seen, problem.layout.index(1, 1, 1))
    assert np.ptp(cut.loss) < 1e-12
    assert len(cut.minima) == 0


def test_a_short_step_has_points_of_its_own() -> None:
    problem, seen = opened(alpha=1e-3)
    cut = slice_over(problem, seen, 5)
    assert cut.around is not None
    low, high = cut.around
    ends = sorted((cut.now, cut.now + cut.step))
    assert low < ends[0] < ends[1] < high
    assert high - low == pytest.approx(2.2 * abs(cut.step))
    close = (low <= cut.w) & (cut.w <= high)
    assert close.sum() >= 17
    theta = np.array(seen.before.theta)
    for w, loss in zip(cut.w[close], cut.loss[close], strict=True):
        theta[5] = w
        met = evaluate(problem, theta, 0)
        assert loss == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    first = begin(problem, seen, 5).proceed(0.0)
    while first.result is None:
        first = first.proceed(0.0)
    assert ((low <= first.result.w) & (first.result.w <= high)).sum() >= 17  # as soon as there is anything to show


def test_a_long_step_and_none_have_no_points_of_their_own() -> None:
    problem, seen = opened(alpha=1e-3)
    work = begin(problem, seen, 5)
    assert work.around is not None
    assert begin(problem, seen, 5, half=2.0 * abs(work.step)).around is None
    still = replace(seen, after=seen.before)
    assert begin(problem, still, 5).around is None
    assert slice_over(problem, still, 5).around is None


@pytest.mark.slow
def test_earlier_slices_come_in_pieces_over_the_same_range() -> None:
    problem = prepare(load_scene("article-moons").experiment)
    progress = advance(problem, problem.start(), 12, key_stride=1)
    history = History(problem.start(), evaluate(problem, problem.start().theta, 0))
    history.extend(progress)
    before = earlier_keys(history, 12)
    assert [key.iteration for key in before] == [0, 5, 10, 11]
    seen = trace(problem, progress.snapshot)
    work, sizes = begin(problem, seen, 3, before=before), []
    while not work.done:
        known = len(work.known.at) + len(work.in_past.at) + sum(len(each.w) for each in work.past)
        work = work.proceed(0.0)
        sizes.append(len(work.known.at) + len(work.in_past.at) + sum(len(each.w) for each in work.past) - known)
    assert max(sizes) < 10
    assert work.result is not None
    assert np.array_equal(work.result.loss, slice_over(problem, seen, 3).loss)
    for key, each in zip(before, work.past, strict=True):
        own = slice_over(problem, trace(problem, key), 3)
        assert each.loss_now == pytest.approx(own.loss_now, rel=1e-12)
        assert (each.iteration, each.now, each.range) == (key.iteration, own.now, work.result.range)
        theta = np.array(key.theta)
        theta[3] = each.w[7]
        met = evaluate(problem, theta, 0)
        assert each.loss[7] == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    again = begin(problem, seen, 3, before=before, known=work.past)
    assert again.past == work.past
    assert begin(problem, seen, 4, before=before, known=work.past).past == ()
    assert begin(problem, seen, 3, 0.5, before=before, known=work.past).past == ()


def test_earlier_iterations_stay_while_the_run_goes_on() -> None:
    problem, _ = opened()
    start = problem.start()
    history = History(start, evaluate(problem, start.theta, 0))
    assert earlier_keys(history, 0) == ()
    history.extend(advance(problem, start, 120, key_stride=1))
    for until, iterations in ((1, [0]), (4, [0, 1, 2, 3]), (20, [0, 5, 10, 15, 19]), (25, [0, 5, 10, 15, 20, 24])):
        assert [key.iteration for key in earlier_keys(history, until)] == iterations
    assert [key.iteration for key in earlier_keys(history, 120, since=30)] == [30, 50, 70, 90, 110, 119]
    assert earlier_keys(history, 30, since=30) == ()
    for until in range(1, 121):
        assert len(earlier_keys(history, until)) <= SPREAD + 1
    history._thin()  # every second key is gone
    assert [key.iteration for key in earlier_keys(history, 100)] == [0, 20, 40, 60, 80, 98]
