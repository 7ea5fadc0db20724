"""The loss over the step size."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.landscape import losses_over
from core.analysis.scope import ScopeChoice, ScopeName, scope_of
from core.analysis.step_sizes import StepSizes, begin, step_sizes
from core.exchange.scenes import load_scene
from core.training.evaluation import evaluate
from core.training.gradient import full_gradient
from core.training.optimizers import SGD, Adam
from core.training.problem import Problem, prepare
from core.training.schedules import WarmUp
from core.training.trace import Trace, trace
from tests.core.analysis.test_slices import opened
from tests.core.samples import SMALL


def loss_after(problem: Problem, seen: Trace) -> Callable[[float], float]:
    g = full_gradient(problem, seen.before.theta)

    def loss(alpha: float) -> float:
        met = evaluate(problem, seen.before.theta - alpha * g, 0)
        return met.train_loss + met.penalty

    return loss


def view_of(problem: Problem, seen: Trace, of: ScopeName = "set") -> StepSizes:
    view = step_sizes(problem, seen, scope_of(problem, seen.before.iteration, ScopeChoice(of)))
    assert view is not None
    return view


def test_the_best_step_gains_most_and_the_first_worse_one_nothing() -> None:
    problem, seen = opened()
    view, loss = view_of(problem, seen), loss_after(problem, seen)
    assert view.today == pytest.approx(0.1, rel=1e-12)
    assert view.today_loss == pytest.approx(loss(0.1), rel=1e-12)
    assert view.loss_now == pytest.approx(loss(0.0), rel=1e-12)
    assert view.best_loss == pytest.approx(loss(view.best), rel=1e-12)
    assert view.best_loss <= min(loss(view.best * 0.995), loss(view.best * 1.005))
    assert loss(0.998 * view.first_worse) < view.loss_now < loss(1.002 * view.first_worse)
    assert view.alpha[0] < view.best / 5
    assert view.alpha[-1] > view.first_worse


@pytest.mark.parametrize(
    ("alpha", "zone"), [(1e-4, "too small"), (1.0, "about right"), (1e5, "divergent"), (None, "too large")]
)
def test_today_is_judged(alpha: float | None, zone: str) -> None:
    problem, seen = opened()
    if alpha is None:
        view = view_of(problem, seen)
        alpha = math.sqrt(1.5 * view.best * view.first_worse)
    elif alpha == 1.0:
        alpha = view_of(problem, seen).best
    problem = prepare(replace(problem.experiment, optimizer=SGD(alpha=alpha)))
    view = view_of(problem, trace(problem, seen.before))
    assert view.today == pytest.approx(alpha, rel=1e-12)
    assert view.zone == zone
    ends = [end for _, low, high in view.zones for end in (low, high)]
    assert ends == sorted(ends)
    assert (ends[0], ends[-1]) == (0.0, math.inf)


def test_of_the_batch_today_is_the_step_itself() -> None:
    problem, seen = opened(alpha=0.3, batch_size=7)
    view = view_of(problem, seen, of="batch")
    assert view.loss_now == pytest.approx(seen.loss, rel=1e-12)
    after = prepare(problem.experiment)
    rows = np.array(problem.rows[seen.columns])
    assert len(rows) == 7
    met = losses_over(replace(after, watched=rows), seen.after.theta, (0, 0), np.full((1, 2), seen.after.theta[0]))
    assert view.today_loss == pytest.approx(float(met[0]), rel=1e-10)


def test_schedule_and_clipping_count() -> None:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=0.4), schedule=WarmUp(length=10), clip_norm=1e-3))
    seen = trace(problem, problem.start())
    view = view_of(problem, seen, of="batch")
    assert view.today == pytest.approx(0.04 * seen.clip_factor, rel=1e-12)
    assert view.factor * 0.4 == pytest.approx(view.today, rel=1e-12)


def test_other_optimizers_go_as_far_along_the_gradient() -> None:
    problem = prepare(replace(SMALL, optimizer=Adam(alpha=0.01), batch_size=30))
    seen = trace(problem, problem.start())
    view, g = view_of(problem, seen), full_gradient(problem, seen.before.theta)
    moved = seen.after.theta - seen.before.theta
    assert not view.plain
    assert view.today == pytest.approx(-(moved @ g) / (g @ g), rel=1e-9)


def test_it_comes_in_pieces() -> None:
    problem = prepare(load_scene("article-moons").experiment)
    seen = trace(problem, problem.start())
    work, sizes = begin(problem, seen), []
    while not work.done:
        before = len(work.known.at)
        work = work.proceed(0.0)
        sizes.append(len(work.known.at) - before)
    assert max(sizes) < 10
    whole = view_of(problem, seen)
    assert work.result is not None
    assert np.array_equal(whole.loss, work.result.loss)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_without_a_gradient_there_is_nothing(value: float) -> None:
    problem, seen = opened()
    work = replace(begin(problem, seen), gradient=np.full(problem.layout.parameters, value))
    assert work.done
    assert work.result is None
    assert work.proceed(1.0) is work


def test_a_gradient_whose_square_overflows_has_a_length() -> None:
    problem, seen = opened()
    g = full_gradient(problem, seen.before.theta)
    work = replace(begin(problem, seen), gradient=1e243 * g)
    assert work.norm == pytest.approx(1e243 * float(np.linalg.norm(g)), rel=1e-12)
    assert work.today == pytest.approx(0.1, rel=1e-12)
    whole = work.proceed(math.inf)
    assert whole.result is not None
    assert not whole.result.gains
    assert replace(work, gradient=1e-200 * g).norm == pytest.approx(1e-200 * float(np.linalg.norm(g)), rel=1e-12)
