"""Sets of more examples than are watched: a full batch in chunks, and an iteration opened up, as for small ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.analysis.chain_rule import mean
from core.analysis.terms import entry_terms
from core.arrays import frozen
from core.data.examples import MAX_WATCHED, of_classes
from core.data.own import OwnData, own_data
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.fast.workspace import MAX_PASS, Pass, workspace_of
from core.training.gradient import batch_gradient, full_gradient
from core.training.loop import advance, step
from core.training.problem import Problem, prepare
from core.training.trace import trace


@cache
def rows(count: int) -> OwnData:
    x = np.random.default_rng(0).standard_normal((2, count))
    return own_data("many", ("a", "b"), "class", ("no", "yes"), of_classes(x, (x[0] * x[1] > 0).astype(np.int64)))


def with_batch(train: int, batch: int) -> Problem:
    share = 0.1
    base = Experiment().with_data(rows(round(train / (1 - share))), share)
    return prepare(replace(base, batch_size=min(batch, base.train_size), regularizer=L2(lam=0.01)))


def unchunked(problem: Problem, rows: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Return the gradient of a batch at the start in a single pass."""
    space = workspace_of(problem)
    batch = Pass(problem.experiment, problem.layout, space.theta, space.gradient, len(rows))
    space.theta[:] = theta = problem.start().theta
    batch.load(rows)
    for call in batch.calls:
        call()
    return space.gradient + problem.experiment.regularizer.gradient(theta * problem.layout.is_weight)


@pytest.mark.parametrize("train", [MAX_PASS + 1, 120_000])
def test_a_full_batch_in_chunks_is_the_gradient_of_all(train: int) -> None:
    problem = with_batch(train, 10**9)
    assert problem.batches == 1
    expected = unchunked(problem, problem.rows)
    bound = 1e-12 * np.abs(expected).max()
    start = problem.start()
    opened, made = trace(problem, start), step(problem, start)
    for got in (
        opened.gradient,
        batch_gradient(problem, start.theta, 0),
        full_gradient(problem, start.theta, problem.rows),
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=bound)
    assert made.gradient_norm[0] == opened.gradient_norm
    assert made.batch_loss[0] == opened.loss
    assert made.snapshot.state.tobytes() == opened.after.state.tobytes()
    if train <= MAX_WATCHED:
        measured = evaluate(problem, start.theta, 0)
        assert opened.data_loss == pytest.approx(measured.train_loss, rel=1e-12)


def test_a_pass_of_a_small_batch_is_a_single_one() -> None:
    assert isinstance(workspace_of(with_batch(9_000, MAX_PASS)).pass_of(MAX_PASS), Pass)


@pytest.mark.parametrize(("train", "batch"), [(20_001, 10**9), (50_001, 30_000), (120_000, 32), (120_000, 10**9)])
def test_an_opened_iteration_adds_up_to_its_gradient(train: int, batch: int) -> None:
    problem = with_batch(train, batch)
    t = trace(problem, advance(problem, problem.start(), 2, evaluated=False).snapshot)
    kept = min(t.m, MAX_WATCHED)
    assert len(t.columns) == kept
    assert t.layers[0].z.shape[1] == t.layers[0].dz.shape[1] == t.x.shape[1] == len(t.per_example) == kept
    np.testing.assert_array_equal(t.x.T, problem.rows[t.columns, :2])
    for index in (0, problem.layout.parameters - 1):
        l, j, i = problem.layout.position(index)
        layer, whole = t.layers[l - 1], mean(t, problem, index)
        assert whole.data == pytest.approx(float(layer.dw[j - 1, i - 1] if i else layer.db[j - 1, 0]), rel=1e-9)
        assert whole.total == pytest.approx(t.gradient[index], rel=1e-9)
    terms = entry_terms(t, problem.layout, "db", 1, 0, 0)
    products = sum(float(np.prod([factor.value for factor in product])) for product in terms.products)
    assert terms.front[0].value * products == pytest.approx(t.layers[0].db[0, 0], rel=1e-9)
    assert (len(terms.products) > kept) == (t.m > kept)


def test_a_batch_in_chunks_that_overflows_says_where() -> None:
    problem = with_batch(30_000, 10**9)
    start = problem.start()
    stopped = advance(problem, start._replace(state=frozen(start.state + 1e200)), 5).stopped
    assert stopped is not None
    assert "overflow" in stopped.words


def test_a_large_set_is_evaluated_often_enough_for_a_curve_from_the_start() -> None:
    problem = with_batch(120_000, 32)
    at = [0]
    while at[-1] < 3 * problem.evaluation_stride:
        at.append(problem.evaluation_after(at[-1]))
    gaps = np.diff(at)
    assert problem.evaluation_stride > 500
    assert (gaps <= np.maximum(1, np.array(at[:-1]) / 4)).all()
    assert len(at) < 60
    assert all(problem.evaluation_after(k) == next(e for e in at if e > k) for k in range(at[-2]))
