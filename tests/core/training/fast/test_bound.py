"""What the training loop walks does what the functions say that students read."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.arrays import Array
from core.nn.activations import ACTIVATIONS, Activation, Sigmoid, Softmax
from core.nn.activations.base import MANY
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Loss
from core.training.fast.bound import mean_call
from core.training.fast.recording import recorded
from tests.core.nn.test_losses import EVERY_PAIR, targets_for
from tests.core.samples import away_from_zero, entries, title

SIZES = [6, MANY]


@pytest.mark.parametrize("m", SIZES)
@pytest.mark.parametrize("g", entries(ACTIVATIONS), ids=title)
def test_calls_of_activations_equal_them_to_the_bit(g: Activation, m: int) -> None:
    z, da = away_from_zero((3, m)), np.linspace(-1.0, 1.0, 3 * m).reshape(3, m)
    a, dz, bound_a, bound_dz = (np.empty_like(z) for _ in range(4))
    calls = recorded(g.forward, z, bound_a)[0] + recorded(g.backward, z, bound_a, da, bound_dz)[0]
    for _ in range(2):  # the calls are bound once and see what the arrays hold by then
        z *= -1.5
        g.forward(z, a)
        g.backward(z, a, da, dz)
        for call in calls:
            call()
        assert (bound_a.tobytes(), bound_dz.tobytes()) == (a.tobytes(), dz.tobytes())


@pytest.mark.parametrize("m", SIZES)
@pytest.mark.parametrize("g", entries(ACTIVATIONS), ids=title)
def test_calls_equal_activations_in_single_precision(g: Activation, m: int) -> None:
    z = away_from_zero((3, m)).astype(np.float32)
    a, bound = np.empty_like(z), np.empty_like(z)
    g.forward(z, a)
    for call in recorded(g.forward, z, bound)[0]:
        call()
    assert bound.tobytes() == a.tobytes()


@pytest.mark.parametrize(("loss", "g"), EVERY_PAIR)
def test_calls_of_losses_equal_them_to_the_bit(loss: Loss, g: Activation) -> None:
    z, y = away_from_zero((3, 6)), targets_for(3)
    a, (da, dz, bound_dz) = g(z), np.empty((3, 3, 6))
    loss.backward(g, z, a, y, da, dz)
    for call in recorded(partial(loss.backward, g), z, a, y, da, bound_dz)[0]:
        call()
    assert bound_dz.tobytes() == dz.tobytes()


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("loss", "g"), EVERY_PAIR)
def test_bound_mean_is_the_mean(loss: Loss, g: Activation, outputs: int) -> None:
    z, y = away_from_zero((outputs, 6)), targets_for(outputs).copy()
    a = np.empty_like(z)
    mean = mean_call(loss, z, a, y)
    for _ in range(2):
        z *= -1.5
        g.forward(z, a)
        assert mean() == pytest.approx(loss.mean(z, a, y), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("z", [-800.0, -720.0, -40.0, -20.0, 0.0, 40.0, 800.0])
@pytest.mark.parametrize(("loss", "g"), [(BinaryCrossEntropy(), Sigmoid()), (CategoricalCrossEntropy(), Softmax())])
def test_bound_cross_entropies_are_stable(loss: Loss, g: Activation, z: float, target: float) -> None:
    values = np.array([[z], [0.0]]) if g.name == "softmax" else np.array([[z]])
    y = np.array([[target], [1.0 - target]])[: len(values)]
    met = mean_call(loss, values, g(values), y)()
    assert met >= 0.0
    assert met == pytest.approx(float(np.logaddexp(0.0, -z if target else z)), rel=1e-12, abs=1e-14)


def test_arrays_with_gaps_are_refused() -> None:
    z = np.zeros((2, 3))
    with pytest.raises(ValueError, match="C-contiguous"):
        mean_call(BinaryCrossEntropy(), z, z, np.zeros((3, 2)).T)


@pytest.mark.parametrize("loss", [BinaryCrossEntropy(), CategoricalCrossEntropy()], ids=title)
def test_what_is_no_number_stays_none(loss: Loss) -> None:
    z: Array = np.array([[np.nan, 1.0], [0.0, 1.0]])
    g = Softmax() if loss.name.startswith("categorical") else Sigmoid()
    assert np.isnan(mean_call(loss, z, g(z), targets_for(2)[:, :2].copy())())
