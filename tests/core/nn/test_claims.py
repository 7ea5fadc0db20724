"""What the activations' helps say, held against the functions themselves."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.data.datasets import Moons
from core.nn.activations import (
    ELU,
    GELU,
    HIDDEN_ACTIVATIONS,
    Identity,
    LeakyReLU,
    Sigmoid,
    Sine,
    Softmax,
    Softplus,
    Step,
    Swish,
    Tanh,
)
from core.nn.backpropagation import predict
from core.nn.losses import Huber, Loss, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.problem import prepare

CASES = settings(max_examples=200)
Z = st.floats(-30.0, 30.0)


def at(function: Callable[[Array], Array], z: float) -> float:
    """Return a function's value at one place."""
    return float(function(np.array([[z]]))[0, 0])


def cost_and_pull(loss: Loss, error: float) -> tuple[float, float]:
    """Return what an error costs, and how strongly it pulls on the output."""
    z, y = np.full((1, 1), error), np.zeros((1, 1))
    return float(loss.per_example(z, z, y)[0, 0]), float(loss.slope(Identity(), z, y)[0, 0])


@CASES
@given(Z, st.floats(1e-3, 1.0))
def test_with_a_slope_on_the_negative_side_no_neuron_dies(z: float, leak: float) -> None:
    assert at(LeakyReLU(leak=leak).slope, z) > 0.0
    assert at(LeakyReLU(leak=0.0).slope, -1.0) == 0.0


@CASES
@given(st.floats(0.01, 10.0), st.floats(0.01, 30.0))
def test_elu_bends_towards_minus_s(scale: float, depth: float) -> None:
    elu = ELU(scale=scale)
    assert -scale <= at(elu, -depth) < 0.0
    assert at(elu, -2.0 * depth) <= at(elu, -depth)
    assert at(elu, -40.0) == pytest.approx(-scale)
    assert (abs(at(elu.slope, -1e-12) - at(elu.slope, 1e-12)) < 1e-9) == (scale == pytest.approx(1.0, abs=1e-9))


@CASES
@given(Z)
def test_the_shapes_are_as_said(z: float) -> None:
    assert 0.0 < at(Sigmoid(), z) < 1.0
    assert -1.0 <= at(Tanh(), z) <= 1.0
    assert at(Softplus().slope, z) == pytest.approx(at(Sigmoid(), z), rel=1e-12)
    assert at(Swish(), z) == pytest.approx(z * at(Sigmoid(), z), rel=1e-12)
    assert at(Swish(), z) > -0.28  # a small dip
    assert at(Identity(), z) == z
    assert at(Sine(), z + 2.0 * np.pi) == pytest.approx(at(Sine(), z), abs=1e-12)
    assert at(Step(), z) == float(z > 0.0)
    assert at(GELU(), z) == pytest.approx(z * 0.5 * (1.0 + math.erf(z / math.sqrt(2.0))), abs=1e-3)


@CASES
@given(st.lists(st.floats(-300.0, 300.0), min_size=2, max_size=6))
def test_softmax_gives_probabilities(z: list[float]) -> None:
    p = Softmax()(np.array(z)[:, None])[:, 0]
    assert np.all(p >= 0.0)
    assert p.sum() == pytest.approx(1.0)


@CASES
@given(st.integers(0, 400), st.sampled_from(sorted(HIDDEN_ACTIVATIONS)), st.integers(1, 3))
@pytest.mark.slow
def test_before_a_step_nothing_learns(seed: int, name: str, place: int) -> None:
    hidden = [DenseLayer(2, HIDDEN_ACTIVATIONS[name]()) for _ in range(3)]
    hidden[place - 1] = DenseLayer(2, Step())
    problem = prepare(
        Experiment(data=Moons(points=12, seed=seed), network=Network(tuple(hidden), Sigmoid()), batch_size=4)
    )
    theta = np.random.default_rng(seed).standard_normal(problem.layout.parameters)
    gradient = full_gradient(problem, theta)
    assert not any(problem.layout.block(gradient, l).any() for l in range(1, place + 1))


@CASES
@given(st.integers(0, 400), st.integers(1, 4))
@pytest.mark.slow
def test_identities_alone_are_one_linear_function(seed: int, depth: int) -> None:
    network = Network(tuple(DenseLayer(3, Identity()) for _ in range(depth)), Identity())
    problem = prepare(
        Experiment(data=Moons(points=12, seed=seed), network=network, loss=MeanSquaredError(), batch_size=4)
    )
    theta = np.random.default_rng(seed).standard_normal(problem.layout.parameters)
    x = np.random.default_rng(seed + 1).standard_normal((2, 3))
    ends = predict(network, problem.layout, theta, np.concatenate([x, x.mean(axis=1, keepdims=True)], axis=1))
    np.testing.assert_allclose(ends[:, 3], ends[:, :3].mean(axis=1), rtol=1e-9, atol=1e-9)


@CASES
@given(st.floats(-50.0, 50.0), st.floats(0.01, 10.0))
def test_huber_is_quadratic_near_and_linear_far(error: float, delta: float) -> None:
    huber = Huber(delta=delta)
    cost, pull = cost_and_pull(huber, error)
    if abs(error) <= delta:
        assert cost == pytest.approx(error**2 / 2.0)
    else:
        assert cost_and_pull(huber, 2.0 * error)[0] - cost == pytest.approx(delta * abs(error))
    assert abs(pull) <= abs(cost_and_pull(MeanSquaredError(), error)[1])
