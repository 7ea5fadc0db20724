"""The chain rule: every route from a weight to the loss, and that they add up."""

from __future__ import annotations

from dataclasses import replace
from itertools import product as every

import numpy as np
import pytest

from core.analysis import chain_rule
from core.analysis.chain_rule import Chain, chain, mean
from core.analysis.terms import product_of
from core.nn.activations import GELU, ReLU, Sigmoid, Softmax, Tanh
from core.nn.losses import MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.problem import Problem, prepare
from core.training.trace import Trace, trace
from tests.core.samples import SMALL, THREE, random_theta
from tests.core.training.test_trace import LN3, by_hand

DEEP = replace(THREE, network=Network((DenseLayer(4, Tanh()), DenseLayer(5, GELU()), DenseLayer(3, ReLU())), Softmax()))
KINDS = [
    pytest.param(SMALL, id="one output"),
    pytest.param(DEEP, id="softmax, straight"),
    pytest.param(replace(DEEP, loss=MeanSquaredError()), id="softmax, coupled"),
    pytest.param(replace(SMALL, network=Network((), Sigmoid())), id="no hidden layer"),
]


def opened(experiment: Experiment, seed: int = 0) -> tuple[Problem, Trace]:
    """Return a trace at random parameters."""
    problem = prepare(experiment)
    start = problem.start()
    return problem, trace(problem, start._replace(state=np.vstack([random_theta(problem, seed), start.slots])))


def tolerance(found: Chain) -> float:
    return 1e-10 * sum(abs(route.product) for route in found.routes)


def test_by_hand() -> None:
    problem, t = by_hand((1, 2), (0, 2))
    found = chain(t, problem, problem.layout.index(1, 1, 2), 0)
    (route,) = found.routes
    expected = [("dZ[2]₁", -0.25), ("w[2]₁,₁", 4 * LN3), ("g′(z[1]₁)", 0.1875), ("x₂", 2.0)]
    assert [f.name for f in route.factors] == [name for name, _ in expected]
    assert [f.value for f in route.factors] == pytest.approx([value for _, value in expected], rel=1e-14)
    assert (found.name, route.neurons, found.count, found.remainder) == ("w[1]₁,₂", (1, 1), 1, 0.0)
    assert route.product == pytest.approx(-0.375 * LN3, rel=1e-14)
    named = [("∂ℓ/∂a[1]₁", -LN3), ("∂a[1]₁/∂z[1]₁", 0.1875), ("∂z[1]₁/∂w[1]₁,₂", 2.0)]
    assert [f.name for f in found.factors] == [name for name, _ in named]
    assert [f.value for f in found.factors] == pytest.approx([value for _, value in named], rel=1e-14)


@pytest.mark.parametrize("experiment", KINDS)
def test_all_routes_add_up_to_the_derivative(experiment: Experiment) -> None:
    problem, t = opened(experiment)
    for index in range(problem.layout.parameters):
        sums = 0.0
        for column in range(len(t.columns)):
            found = chain(t, problem, index, column)
            l, j, i = problem.layout.position(index)
            fed = 1.0 if i == 0 else t.inputs(l)[i - 1, column]
            assert found.total == t.layers[l - 1].dz[j - 1, column] * fed
            assert len(found.routes) == found.count
            assert sum(r.product for r in found.routes) == pytest.approx(found.total, rel=1e-10, abs=tolerance(found))
            assert product_of(found.factors) == pytest.approx(found.total, rel=1e-10, abs=tolerance(found))
            sums += found.total
        assert sums / len(t.columns) == pytest.approx(t.gradient[index], rel=1e-9, abs=1e-15)


def test_routes_come_by_size_and_each_once() -> None:
    problem, t = opened(DEEP)
    found = chain(t, problem, problem.layout.index(1, 2, 1), 3)
    sizes = [abs(route.product) for route in found.routes]
    assert sizes == sorted(sizes, reverse=True)
    assert {r.neurons for r in found.routes} == set(every([2], range(1, 6), range(1, 4), range(1, 4)))
    for route in found.routes:
        assert len(route.factors) == 2 + 2 * 3
        assert route.product == pytest.approx(product_of(route.factors))


@pytest.mark.parametrize("cap", [1, 3, 10, 44])
def test_of_too_many_routes_the_largest_are_kept(cap: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(5):
        problem, t = opened(replace(DEEP, loss=MeanSquaredError()), seed)
        for column in range(len(t.columns)):
            whole = chain(t, problem, 0, column)
            with monkeypatch.context() as patch:
                patch.setattr(chain_rule, "MAX_ROUTES", cap)
                some = chain(t, problem, 0, column)
            assert (len(some.routes), some.count, some.total) == (cap, 45, whole.total)
            sizes = [abs(route.product) for route in some.routes]
            assert sizes == pytest.approx([abs(route.product) for route in whole.routes[:cap]], rel=1e-12)
            assert some.remainder == whole.total - sum(route.product for route in some.routes)


def test_a_deep_network_has_more_routes_than_are_listed() -> None:
    deep = replace(SMALL, network=Network((DenseLayer(20, Tanh()),) * 10, Sigmoid()))
    problem, t = opened(deep)
    found = chain(t, problem, 0, 0)
    assert (found.count, len(found.routes)) == (20**9, 2_000)
    assert sum(r.product for r in found.routes) + found.remainder == pytest.approx(found.total, rel=1e-10)


def test_a_bias_and_an_output_weight() -> None:
    problem, t = opened(THREE)
    bias = chain(t, problem, problem.layout.index(1, 2, 0), 1)
    assert {route.factors[-1] for route in bias.routes} == {("1", 1.0)}
    last = chain(t, problem, problem.layout.index(3, 2, 1), 1)
    assert [f.name for f in last.factors] == ["∂ℓ/∂z[3]₂", "∂z[3]₂/∂w[3]₂,₁"]
    assert [[f.name for f in route.factors] for route in last.routes] == [["dZ[3]₂", "a[2]₁"]]


def test_where_the_output_saturates_the_first_two_factors_are_one() -> None:
    problem = prepare(replace(SMALL, network=Network((), Sigmoid())))
    start = problem.start()
    theta = np.array([[0.0, 0.0, 1e3], [0.0] * 3, [0.0] * 3])
    t = trace(problem, start._replace(state=theta))
    assert not np.isfinite(t.layers[0].da).all()
    for column in range(len(t.columns)):
        found = chain(t, problem, 2, column)
        assert product_of(found.factors) == found.total


@pytest.mark.parametrize(("index", "column", "words"), [(20, 0, "no 20"), (-1, 0, "no -1"), (0, 7, "0 to 6")])
def test_what_is_not_there_is_refused(index: int, column: int, words: str) -> None:
    problem = prepare(SMALL)
    assert problem.layout.parameters == 20
    with pytest.raises(ValueError, match=words):
        chain(trace(problem, problem.start()), problem, index, column)


@pytest.mark.parametrize("experiment", [*KINDS, pytest.param(replace(SMALL, regularizer=L2(lam=0.1)), id="penalty")])
def test_the_mean_over_the_batch_is_what_the_optimiser_gets(experiment: Experiment) -> None:
    problem, t = opened(experiment)
    for index in range(problem.layout.parameters):
        found = mean(t, problem, index)
        chains = [chain(t, problem, index, column) for column in range(len(t.columns))]
        assert found.each.tolist() == [each.total for each in chains]
        assert found.total == pytest.approx(t.gradient[index], rel=1e-9, abs=1e-15)
        assert found.data + found.penalty == found.total
        np.testing.assert_allclose(found.values.prod(axis=1), found.each, rtol=1e-9, atol=1e-14)
        for row, each in zip(found.values, chains, strict=True):
            assert [f.name for f in each.factors] == list(found.names)
            assert [f.value for f in each.factors] == pytest.approx(list(row), rel=1e-12)


def test_neurons_passed_are_named() -> None:
    problem, t = opened(DEEP)
    route = chain(t, problem, problem.layout.index(2, 5, 1), 0).routes[0]
    assert route.passed[0] == "a[2]₅"
    assert [name[:4] for name in route.passed] == ["a[2]", "a[3]", "a[4]"]


def test_the_mean_of_no_parameter_is_refused() -> None:
    problem, t = opened(SMALL)
    with pytest.raises(ValueError, match="no 20"):
        mean(t, problem, 20)
