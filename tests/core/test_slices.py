"""The loss over one parameter, and over the step size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.landscape import full_gradient
from core.analysis.slices import slice_over, step_sizes
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.loop import Problem, advance, prepare
from core.training.optimizers import SGD
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
    assert cut.step == pytest.approx(-0.3 * cut.gradient, rel=1e-12)
    landed = np.array(seen.before.theta)
    landed[5] += cut.step
    met = evaluate(problem, landed, 0)
    assert cut.landing == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    assert cut.w[0] < min(cut.now, cut.now + cut.step) < max(cut.now, cut.now + cut.step) < cut.w[-1]


def test_minima_are_lower_than_what_lies_beside_them() -> None:
    problem, seen = opened()
    found = 0
    for index in range(problem.layout.parameters):
        cut = slice_over(problem, seen, index, reach=6.0)
        for w, loss in cut.minima:
            near = np.abs(cut.w - w) < 0.5
            assert loss <= cut.loss[near].min() + 1e-12
            found += 1
    assert found > 3


def test_the_best_step_gains_most_and_the_first_worse_one_nothing() -> None:
    problem, seen = opened()
    view = step_sizes(problem, seen)
    g = full_gradient(problem, seen.before.theta)

    def loss(alpha: float) -> float:
        met = evaluate(problem, seen.before.theta - alpha * g, 0)
        return met.train_loss + met.penalty

    assert view.today == pytest.approx(0.1, rel=1e-9)
    assert view.best_loss == pytest.approx(loss(view.best), rel=1e-12)
    assert view.best_loss < min(loss(view.best / 2), loss(view.best * 2), view.loss_now)
    assert loss(0.99 * view.first_worse) < view.loss_now < loss(1.01 * view.first_worse)


@pytest.mark.parametrize(("alpha", "word"), [(1e-4, "Small"), (1e5, "Too large")])
def test_today_is_judged(alpha: float, word: str) -> None:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=alpha), batch_size=30))
    view = step_sizes(problem, trace(problem, problem.start()))
    assert view.verdict.startswith(word)
    assert math.isfinite(view.first_worse) or word == "Small"
