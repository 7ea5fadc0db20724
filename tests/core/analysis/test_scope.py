"""Whose loss is looked at: one derivative has one value, whichever view shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import slices
from core.analysis.chain_rule import chain, mean
from core.analysis.gradient_check import check_all
from core.analysis.nudge import nudge
from core.analysis.scope import TITLES, Scope, ScopeChoice, ScopeName, scope_of, too_large, whole_set
from core.analysis.step_sizes import step_sizes
from core.arrays import Array
from core.nn.activations import HIDDEN_ACTIVATIONS
from core.nn.backpropagation import gradient, total_loss
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS, NoPenalty
from core.training.problem import Problem, prepare
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from core.words import number
from tests.core.samples import SMALL, THREE, entries, pairs, random_theta

NAMES: tuple[ScopeName, ...] = tuple(TITLES)
NETWORKS = 67


def random_problem(rng: np.random.Generator) -> Problem:
    activations, penalties, ends = entries(HIDDEN_ACTIVATIONS), entries(REGULARIZERS), list(pairs())
    loss, output = ends[rng.integers(len(ends))]
    hidden = (DenseLayer(int(n), activations[rng.integers(len(activations))]) for n in rng.integers(1, 6, 2))
    experiment = replace(
        (SMALL, THREE)[rng.integers(2)],
        network=Network(tuple(hidden), output),
        loss=loss,
        regularizer=penalties[rng.integers(len(penalties))],
        batch_size=int(rng.integers(1, 31)),
    )
    return prepare(experiment)


def on_paper(problem: Problem, theta: Array, scope: Scope) -> tuple[float, Array]:
    """Return loss and derivatives by the reference: of one example without the penalty."""
    experiment, inputs = problem.experiment, problem.layout.sizes[0]
    penalty = NoPenalty() if scope.name == "example" else experiment.regularizer
    x, y = scope.rows[:, :inputs].T, scope.rows[:, inputs + 1 :].T
    recipe = experiment.network, problem.layout, theta, x, y, experiment.loss, penalty
    return total_loss(*recipe), gradient(*recipe)


def of_the_chain_rule(problem: Problem, opened: Trace, scope: Scope, index: int, place: int) -> float:
    if scope.name == "example":
        return chain(opened, problem, index, min(place, len(opened.columns) - 1)).total
    if scope.name == "set":
        opened = trace(problem, opened.before, np.arange(len(scope.rows)))
    return mean(opened, problem, index).total


def derivatives(problem: Problem, snapshot: Snapshot, scope: Scope, index: int, place: int) -> Iterator[float]:
    """Yield what each view shows of one derivative: chain rule, nudge, one weight and gradient check."""
    theta, opened = snapshot.theta, trace(problem, snapshot)
    yield of_the_chain_rule(problem, opened, scope, index, place)
    yield nudge(problem, theta, index, 1e-3, scope).derivative
    cut = slices.begin(problem, opened, index, scope=scope).further()
    assert cut.slope is not None
    yield cut.slope
    yield check_all(problem, theta, seconds=0.0, scope=scope).gradient[index]


@pytest.mark.parametrize("name", NAMES)
def test_one_derivative_has_one_value(name: ScopeName) -> None:
    for seed in range(NETWORKS):
        rng = np.random.default_rng([7, seed])
        problem = random_problem(rng)
        snapshot = problem.start()._replace(iteration=int(rng.integers(40)))
        state = np.array(snapshot.state)
        state[0] = random_theta(problem, seed)
        snapshot = snapshot._replace(state=state)
        index, place = int(rng.integers(problem.layout.parameters)), int(rng.integers(30))
        scope = scope_of(problem, snapshot.iteration, ScopeChoice(name, place))
        loss, expected = on_paper(problem, snapshot.theta, scope)
        told = {number(value + 0.0) for value in derivatives(problem, snapshot, scope, index, place)}
        assert told == {number(float(expected[index]) + 0.0)}
        assert nudge(problem, snapshot.theta, index, 1e-3, scope).before == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_curves_are_of_the_same_loss(name: ScopeName) -> None:
    for seed in range(6):
        problem = random_problem(np.random.default_rng([8, seed]))
        seen = trace(problem, problem.start())
        scope, theta = scope_of(problem, 0, ScopeChoice(name, 2)), seen.before.theta
        loss, g = on_paper(problem, theta, scope)
        cut, sizes = slices.slice_over(problem, seen, 1, scope=scope), step_sizes(problem, seen, scope)
        assert cut.loss_now == pytest.approx(loss, rel=1e-12)
        moved = np.array(theta)
        moved[1] = cut.w[-1]
        assert cut.loss[-1] == pytest.approx(on_paper(problem, moved, scope)[0], rel=1e-10)
        assert sizes is not None
        assert sizes.loss_now == pytest.approx(loss, rel=1e-12)
        after, _ = on_paper(problem, theta - sizes.best * g, scope)
        assert sizes.best_loss == pytest.approx(after, rel=1e-9, abs=1e-12)


def test_the_batch_of_all_is_the_set() -> None:
    problem = prepare(replace(SMALL, batch_size=30))
    theta = random_theta(problem)
    batch = scope_of(problem, 5, ScopeChoice("batch"))
    assert batch.gradient(problem, theta).tobytes() == whole_set(problem).gradient(problem, theta).tobytes()


def test_each_says_whose_it_is() -> None:
    problem = prepare(SMALL)
    columns = trace(problem, problem.start()._replace(iteration=4)).columns
    said = [scope_of(problem, 4, ScopeChoice(name, 9)).words for name in NAMES]  # two examples: the last is meant
    assert said == [f"this example, no. {columns[-1] + 1}", "this batch, 2 examples", "whole set, 30 examples"]
    assert [scope_of(problem, 4, ScopeChoice(name)).letter for name in NAMES] == ["ℓ", "L", "L"]
    assert scope_of(prepare(replace(SMALL, batch_size=1)), 0, ScopeChoice()).words == "this batch, 1 example"


def test_a_sample_is_called_one_and_a_large_batch_refused() -> None:
    problem = prepare(replace(SMALL, batch_size=30))
    rows = np.tile(problem.rows, (900, 1))
    problem = replace(problem, rows=rows, watched=rows[:20_000])
    assert whole_set(problem).words == "sample of the set, 20,000 of 27,000 examples"
    assert "27,000 examples" in too_large(problem)["batch"]
    assert too_large(prepare(SMALL)) == {}


@pytest.mark.parametrize(
    ("name", "refused", "instead"),
    [
        ("example", {"example"}, "batch"),
        ("batch", {"batch"}, "set"),
        ("set", {"set"}, "batch"),
        ("set", {"example"}, "set"),
        ("example", {"example", "batch"}, "set"),
    ],
)
def test_where_one_cannot_be_the_next_is_shown(name: ScopeName, refused: set[ScopeName], instead: ScopeName) -> None:
    assert ScopeChoice(name, 3).among(refused) == ScopeChoice(instead, 3)
