"""The plane of the last hidden layer's main directions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.hidden_map import MIN_TAKEN, HiddenMap, hidden_map
from core.analysis.sight import Sight
from core.arrays import Array
from core.data.examples import of_classes
from core.data.own import OwnData, own_data
from core.exchange.scenes import load_scene
from core.nn.activations import ReLU, Tanh
from core.nn.network import DenseLayer, Network
from core.training.evaluation import answers
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import Problem, prepare
from tests.core.samples import SMALL, THREE

TRAIN = 30
"""Training examples of `SMALL`."""


def with_last(units: int, experiment: Experiment = SMALL) -> Experiment:
    """Return the experiment with so many neurons in its last hidden layer; 0 for no hidden layers."""
    hidden = (DenseLayer(3, Tanh()), DenseLayer(units, Tanh())) if units else ()
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def table(inputs: int) -> OwnData:
    """Return 60 examples of a table with so many inputs."""
    x = np.random.default_rng(3).normal(size=(inputs, 60))
    labels = (x[0] + x[-1] > 0).astype(np.int64)
    names = tuple("abcdefg"[:inputs])
    return own_data("own", names, "k", ("no", "yes"), of_classes(x, labels))


def after(experiment: Experiment, iterations: int) -> tuple[Problem, Array, Array]:
    """Return the problem, θ, and A[L-1] of all examples after so many iterations."""
    problem = prepare(experiment)
    theta = advance(problem, problem.start(), iterations).snapshot.theta
    a = np.empty((problem.layout.sizes[-2], problem.x.shape[1]))
    answers(problem, theta, a)
    return problem, theta, a


def random_layer(n: int, m: int = 40) -> Array:
    """Return made-up activations (n × m), whose spread is another along each neuron."""
    return np.random.default_rng(n).normal(size=(n, m)) * np.linspace(1.0, 3.0, n)[:, None] + 2.0


@pytest.mark.parametrize("experiment", [SMALL, THREE], ids=["two classes", "three classes"])
@pytest.mark.parametrize("iterations", [0, 60])
def test_with_two_neurons_the_map_is_the_layer_itself(experiment: Experiment, iterations: int) -> None:
    problem, theta, a = after(experiment, iterations)
    plane = hidden_map(problem, a)
    np.testing.assert_allclose(plane.mean + plane.directions @ plane.places, a, rtol=0, atol=1e-12)
    assert plane.share == pytest.approx(1.0, abs=1e-12)
    given = plane.answers(problem, theta, plane.places)
    np.testing.assert_allclose(given, answers(problem, theta).outputs, rtol=0, atol=1e-12)


def test_on_the_plane_answers_are_those_of_the_network_s_last_layer() -> None:
    problem, theta, a = after(with_last(6, THREE), 40)
    plane = hidden_map(problem, a)
    at = np.random.default_rng(1).normal(size=(2, 20))
    W, b = problem.layout.weights(theta, 3), problem.layout.biases(theta, 3)
    expected = problem.experiment.network.output(W @ (plane.mean + plane.directions @ at) + b)
    np.testing.assert_allclose(plane.answers(problem, theta, at), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("n", [3, 7, MIN_TAKEN + 40])
def test_directions_and_share_are_those_of_the_singular_values(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.analysis.hidden_map.EFFORT", 10**9)
    a = random_layer(n)
    plane = hidden_map(prepare(SMALL), a)
    left, sizes, _ = np.linalg.svd(a[:, :TRAIN] - a[:, :TRAIN].mean(axis=1, keepdims=True), full_matrices=False)
    np.testing.assert_allclose(plane.directions.T @ plane.directions, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * left[:, :2], axis=0)), 1.0, atol=1e-9)
    assert plane.share == pytest.approx(np.sum(sizes[:2] ** 2) / np.sum(sizes**2), abs=1e-12)
    assert (plane.directions.sum(axis=0) > 0.0).all()
    np.testing.assert_allclose(plane.place(a), plane.places, atol=1e-12)
    assert np.var(plane.places[0, :TRAIN]) >= np.var(plane.places[1, :TRAIN])


def test_the_share_of_a_wide_layer_is_that_of_all_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.analysis.hidden_map.EFFORT", 0)
    monkeypatch.setattr("core.analysis.hidden_map.MIN_TAKEN", 12)
    a = random_layer(20)
    plane = hidden_map(prepare(SMALL), a)
    np.testing.assert_allclose(plane.directions.T @ plane.directions, np.eye(2), atol=0.2)
    held = np.var(plane.places[:, :TRAIN], axis=1).sum()
    assert plane.share == pytest.approx(held / np.var(a[:, :TRAIN], axis=1).sum(), rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 9])
@pytest.mark.parametrize("scale", [1e-80, 1.0, 1e80])
def test_a_square_holds_all_examples_at_any_size(n: int, scale: float) -> None:
    plane = hidden_map(prepare(SMALL), random_layer(n) * scale)
    assert not plane.lacks
    assert np.linalg.norm(plane.directions[:, 0]) == pytest.approx(1.0)
    s_low, s_high, t_low, t_high = plane.bounds
    assert s_high - s_low == t_high - t_low
    for (low, high), row in zip(((s_low, s_high), (t_low, t_high)), plane.places, strict=True):
        assert low < row.min() <= row.max() < high
    assert np.ptp(plane.places[0]) > 0.6 * (s_high - s_low)


def test_of_one_neuron_there_is_one_direction() -> None:
    problem, theta, a = after(with_last(1), 20)
    plane = hidden_map(problem, a)
    assert plane.straight
    assert plane.share == pytest.approx(1.0)
    np.testing.assert_array_equal(plane.places[1], 0.0)
    np.testing.assert_allclose(plane.answers(problem, theta, plane.places), answers(problem, theta).outputs, atol=1e-12)


def test_neurons_that_all_say_the_same_span_one_direction() -> None:
    a = np.repeat(random_layer(1), 4, axis=0)
    plane = hidden_map(prepare(SMALL), a)
    assert plane.straight
    np.testing.assert_allclose(plane.directions[:, 0], 0.5)


def test_a_tie_of_the_sum_is_broken_by_the_largest_component() -> None:
    line = np.linspace(-1.0, 1.0, 40)
    for a in (np.stack([line, -line]), np.stack([-line, line])):
        plane = hidden_map(prepare(SMALL), a)
        np.testing.assert_allclose(plane.directions[:, 0] * plane.directions[0, 0], [0.5, -0.5])
        assert plane.directions[0, 0] > 0.0


def lacking(a: Array, experiment: Experiment = SMALL) -> HiddenMap:
    problem = prepare(experiment)
    plane = hidden_map(problem, a)
    assert plane.lacks
    assert plane.places.shape == (2, a.shape[1])
    return plane


def test_dead_neurons_are_said_in_words() -> None:
    experiment = replace(SMALL, network=replace(SMALL.network, hidden=(DenseLayer(4, ReLU()),)))
    problem = prepare(experiment)
    theta = problem.start().theta.copy()
    problem.layout.biases(theta, 1)[:] = -1e3
    a = np.empty((4, problem.x.shape[1]))
    answers(problem, theta, a)
    assert lacking(a).lacks == "The last hidden layer is the same for all training examples: no direction to draw."


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e200])
@pytest.mark.parametrize("example", [0, -1], ids=["training", "test"])
def test_what_is_no_number_or_too_large_is_said_in_words(value: float, example: int) -> None:
    a = random_layer(5)
    a[2, example] = value
    assert "too large or not finite" in lacking(a).lacks


def test_without_hidden_layers_the_inputs_take_their_place() -> None:
    problem, theta, a = after(with_last(0), 10)
    np.testing.assert_array_equal(a, problem.x)
    plane = hidden_map(problem, a)
    np.testing.assert_allclose(plane.answers(problem, theta, plane.places), answers(problem, theta).outputs, atol=1e-12)
    assert "network's inputs" in lacking(np.ones_like(a), with_last(0)).lacks


@pytest.mark.parametrize(("inputs", "hidden"), [(2, False), (3, False), (4, True), (7, True)])
def test_more_than_three_inputs_are_seen_through_the_hidden_layer(inputs: int, hidden: bool) -> None:
    assert Sight().fitting(SMALL.with_data(table(inputs), 0.2)).hidden is hidden


def test_pictures_are_and_a_choice_stays_for_the_same_inputs() -> None:
    digits, circles = (load_scene(name).experiment for name in ("digits", "article-circles"))
    seen = Sight().fitting(circles).fitting(digits, circles)
    assert seen.hidden
    chosen = replace(seen, hidden=False)
    smaller = replace(digits, network=Network((DenseLayer(4, Tanh()),), digits.network.output))
    assert not chosen.fitting(smaller, digits).hidden
    assert not seen.fitting(circles, digits).hidden
    assert chosen.fitting(circles, digits).fitting(digits, circles).hidden
