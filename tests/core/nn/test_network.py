"""Where parameters lie in θ, what they are called, and how a network answers."""

from __future__ import annotations

import numpy as np
import pytest

from core.nn.activations import ReLU, Sigmoid, Tanh
from core.nn.initializers import INITIALIZERS, Initializer
from core.nn.network import DenseLayer, Layout, Network, initial_theta
from tests.core.samples import entries, extremes, title

LAYOUT = Layout((2, 12, 3, 1))


def test_sizes() -> None:
    assert LAYOUT.depth == 3
    assert LAYOUT.parameters == 12 * 3 + 3 * 13 + 1 * 4


def test_index_and_position_are_inverse() -> None:
    places = [LAYOUT.position(index) for index in range(LAYOUT.parameters)]
    assert [LAYOUT.index(*place) for place in places] == list(range(LAYOUT.parameters))
    assert len(set(places)) == LAYOUT.parameters


def test_index_agrees_with_the_views() -> None:
    theta = np.arange(float(LAYOUT.parameters))
    for layer, j, i in map(LAYOUT.position, range(LAYOUT.parameters)):
        view = LAYOUT.biases(theta, layer)[j - 1, 0] if i == 0 else LAYOUT.weights(theta, layer)[j - 1, i - 1]
        assert view == LAYOUT.index(layer, j, i)


@pytest.mark.parametrize(
    ("place", "name"),
    [((2, 3, 1), "w[2]₃,₁"), ((2, 3, 0), "b[2]₃"), ((1, 12, 2), "w[1]₁₂,₂"), ((2, 1, 10), "w[2]₁,₁₀")],
)
def test_names(place: tuple[int, int, int], name: str) -> None:
    assert LAYOUT.name(LAYOUT.index(*place)) == name


def test_views_write_into_theta() -> None:
    theta = np.zeros(LAYOUT.parameters)
    LAYOUT.weights(theta, 2)[:] = 1.0
    LAYOUT.biases(theta, 2)[:] = 2.0
    assert theta.sum() == 36 + 6
    assert LAYOUT.is_weight.sum() == 24 + 36 + 3


def test_the_first_layers_are_a_network_of_their_own() -> None:
    network = Network((DenseLayer(12, ReLU()), DenseLayer(3, Sigmoid())), Tanh())
    layout, theta = network.layout(2, 1), np.arange(float(LAYOUT.parameters))
    for layer in (1, 2, 3):
        inner = network.up_to(layer)
        assert inner.activations == network.activations[:layer]
        assert inner.layout(2, layout.sizes[layer]) == layout.up_to(layer)
        np.testing.assert_array_equal(layout.up_to(layer).block(theta, layer), layout.block(theta, layer))


@pytest.mark.parametrize("initializer", [*entries(INITIALIZERS), *extremes(INITIALIZERS)], ids=title)
def test_initial_weights(initializer: Initializer) -> None:
    theta = initial_theta(LAYOUT, initializer, 1)
    assert theta.shape == (LAYOUT.parameters,)
    assert np.isfinite(theta).all()
    assert not theta.flags.writeable
    np.testing.assert_array_equal(theta, initial_theta(LAYOUT, initializer, 1))


@pytest.mark.parametrize("initializer", entries(INITIALIZERS), ids=title)
def test_another_layer_leaves_a_layers_start_as_it_was(initializer: Initializer) -> None:
    wider = Layout((2, 12, 3, 2))
    before, after = initial_theta(LAYOUT, initializer, 5), initial_theta(wider, initializer, 5)
    for layer in (1, 2):
        np.testing.assert_array_equal(LAYOUT.block(before, layer), wider.block(after, layer))


VARIANCES = {
    "zeros": 0.0,
    "constant": 0.0,
    "uniform": 0.5**2 / 3.0,
    "normal": 0.1**2,
    "glorot_uniform": 2.0 / 500.0,
    "glorot_normal": 2.0 / 500.0,
    "he_uniform": 2.0 / 300.0,
    "he_normal": 2.0 / 300.0,
}


@pytest.mark.parametrize("initializer", entries(INITIALIZERS), ids=title)
def test_moments(initializer: Initializer) -> None:
    w = initializer.weights(np.random.default_rng(0), 200, 300)
    assert w.shape == (200, 300)
    assert w.mean() == pytest.approx(getattr(initializer, "value", 0.0), abs=0.005)
    assert w.var() == pytest.approx(VARIANCES[initializer.name], rel=0.03, abs=1e-15)
    np.testing.assert_array_equal(initializer.biases(np.random.default_rng(0), 4), 0.0)


@pytest.mark.parametrize("initializer", [e for e in entries(INITIALIZERS) if VARIANCES[e.name]], ids=title)
def test_another_seed_draws_other_weights(initializer: Initializer) -> None:
    assert (initial_theta(LAYOUT, initializer, 1) != initial_theta(LAYOUT, initializer, 2)).any()
