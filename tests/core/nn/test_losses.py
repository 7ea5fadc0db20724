"""Every loss with every output activation it goes with, against central differences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.nn.activations import Activation, Identity, Sigmoid, Softmax
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Huber, Loss, MeanSquaredError
from tests.core.samples import away_from_zero, pairs, title

H = 1e-5
EVERY_PAIR = [pytest.param(loss, g, id=f"{loss.name}-{g.name}") for loss, g in pairs()]


def targets_for(outputs: int) -> Array:
    """Return 0/1 targets (outputs × 6)."""
    if outputs == 1:
        return np.array([[0.0, 1.0, 1.0, 0.0, 1.0, 0.0]])
    return np.eye(outputs)[:, np.arange(6) % outputs]


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("loss", "g"), EVERY_PAIR)
def test_backward_is_the_gradient_of_the_summed_loss(loss: Loss, g: Activation, outputs: int) -> None:
    outputs = max(outputs, 2) if g.name == "softmax" else outputs  # a single probability of 1 says nothing
    y, z = targets_for(outputs), away_from_zero((outputs, 6))

    def total(k: int, i: int, bump: float) -> float:
        moved = z.copy()
        moved[k, i] += bump
        return float(np.sum(loss.per_example(moved, g(moved), y)))

    dz, da = np.empty_like(z), np.empty_like(z)
    loss.backward(g, z, g(z), y, da, dz)
    numeric = [[(total(k, i, H) - total(k, i, -H)) / (2 * H) for i in range(6)] for k in range(outputs)]
    np.testing.assert_allclose(dz, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("loss", "g"), EVERY_PAIR)
def test_the_short_way_back_equals_the_long_one(loss: Loss, g: Activation) -> None:
    outputs = 3 if g.name == "softmax" else 1
    y, z = targets_for(outputs), away_from_zero((outputs, 6))
    short, da, long = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    loss.backward(g, z, g(z), y, da, short)
    loss.derivative(z, g(z), y, da)
    g.backward(z, g(z), da, long)
    np.testing.assert_allclose(short, long, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("loss", "g"), EVERY_PAIR)
def test_mean_is_the_mean_of_the_examples(loss: Loss, g: Activation) -> None:
    y, z = targets_for(3), away_from_zero((3, 6))
    assert loss.mean(z, g(z), y) == pytest.approx(np.sum(loss.per_example(z, g(z), y)) / 6, rel=1e-14)


@pytest.mark.parametrize("z", [-800.0, -40.0, 0.0, 40.0, 800.0])
@pytest.mark.parametrize(("loss", "g"), [(BinaryCrossEntropy(), Sigmoid()), (CategoricalCrossEntropy(), Softmax())])
def test_cross_entropies_are_stable(loss: Loss, g: Activation, z: float) -> None:
    values = np.array([[z], [0.0]]) if g.name == "softmax" else np.array([[z]])
    y = np.zeros_like(values)
    y[0] = 1.0
    expected = -z if z < -100 else math.log1p(math.exp(-z))
    assert loss.mean(values, g(values), y) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("z", [-800.0, -40.0, -20.0, 0.0, 40.0, 800.0])
def test_binary_cross_entropy_is_stable_where_the_target_is_0(z: float) -> None:
    values = np.array([[z]])
    loss = BinaryCrossEntropy().mean(values, Sigmoid()(values), np.zeros((1, 1)))
    assert loss >= 0.0
    assert loss == pytest.approx(float(np.logaddexp(0.0, z)), rel=1e-12, abs=1e-14)


def test_values_worked_by_hand() -> None:
    z, y = np.array([[2.0, -1.0]]), np.array([[0.0, 1.0]])
    assert MeanSquaredError().mean(z, z, y) == (4.0 + 4.0) / 2
    assert Huber(delta=0.5).mean(z, z, y) == 0.5 * (2.0 - 0.25)
    assert BinaryCrossEntropy().mean(np.zeros((1, 2)), Identity()(z), y) == pytest.approx(math.log(2.0))


@pytest.mark.parametrize("loss", [MeanSquaredError(), Huber()], ids=title)
def test_losses_of_numbers_are_means_over_outputs(loss: Loss) -> None:
    a, y = away_from_zero((1, 6)), targets_for(1)
    thrice = loss.mean(np.repeat(a, 3, 0), np.repeat(a, 3, 0), np.repeat(y, 3, 0))
    assert thrice == pytest.approx(loss.mean(a, a, y), rel=1e-14)
