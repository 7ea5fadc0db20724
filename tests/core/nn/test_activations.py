"""Every activation against central differences."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.expressions import parse
from core.nn.activations import ACTIVATIONS, ELU, Activation, LeakyReLU, Own, ReLU, Sigmoid, Softmax
from core.nn.activations.base import MANY
from tests.core.samples import away_from_zero, described, entries, extremes, title

H = 1e-6
ROUNDED = str.maketrans({"−": "-", "√": "sqrt"})
ALL = entries(ACTIVATIONS)
EVERY_SETTING = [*ALL, *extremes(ACTIVATIONS)]


def bumped(g: Activation, z: Array, k: int, i: int) -> Array:
    """Return ∂A/∂z of the one value z_{k,i}, by central differences (n × m)."""
    up, down = z.copy(), z.copy()
    up[k, i] += H
    down[k, i] -= H
    difference: Array = (g(up) - g(down)) / (2.0 * H)
    return difference


@pytest.mark.parametrize("g", EVERY_SETTING, ids=described)
def test_slope_is_the_derivative(g: Activation) -> None:
    z = away_from_zero((4, 5))
    numeric = [[bumped(g, z, k, i)[k, i] for i in range(5)] for k in range(4)]
    np.testing.assert_allclose(g.slope(z), numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("g", EVERY_SETTING, ids=described)
def test_backward_is_the_gradient_of_the_outputs_weighted_sum(g: Activation) -> None:
    z, da = away_from_zero((4, 5)), np.random.default_rng(1).normal(size=(4, 5))
    dz = np.empty_like(z)
    g.backward(z, g(z), da.copy(), dz)
    numeric = [[np.sum(da * bumped(g, z, k, i)) for i in range(5)] for k in range(4)]
    np.testing.assert_allclose(dz, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("g", ALL, ids=title)
@pytest.mark.parametrize("size", [0.0, 1e-300, 40.0, 800.0, 1e5, 1e200, 1e308])
def test_large_and_small_inputs_give_numbers(g: Activation, size: float) -> None:
    z = np.array([[size, -size], [0.0, 0.0]])
    assert np.isfinite(g(z)).all()
    assert np.isfinite(g.slope(z)).all()


@pytest.mark.parametrize("g", ALL, ids=title)
def test_values_stay_within_reach_of_the_centre(g: Activation) -> None:
    a = g(np.linspace(-50.0, 50.0, 303).reshape(3, 101))
    centre, reach = g.neutral_and_reach(len(a))
    if reach is not None:
        assert np.abs(a - centre).max() <= reach


def test_softmax_is_neutral_where_all_classes_are_alike() -> None:
    for classes in (2, 3, 10):
        centre, reach = Softmax().neutral_and_reach(classes)
        np.testing.assert_allclose(Softmax()(np.zeros((classes, 1))), centre, rtol=1e-15)
        np.testing.assert_allclose(centre + reach, 1.0, rtol=1e-15)


@pytest.mark.parametrize("g", ALL, ids=title)
def test_the_input_is_left_alone_and_shape_kept(g: Activation) -> None:
    z = away_from_zero((3, 4))
    before = z.copy()
    assert g(z).shape == g.slope(z).shape == (3, 4)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("g", [g for g in ALL if g.elementwise], ids=title)
def test_elementwise_means_that_any_shape_gives_the_same(g: Activation) -> None:
    z = away_from_zero((2, 3, 4))
    np.testing.assert_allclose(g(z)[1], g(z[1]), rtol=1e-15)


def test_softmax_columns_add_up_to_one() -> None:
    a = ACTIVATIONS["softmax"]()(np.array([[1e3, 0.0], [-1e3, 1.0], [999.0, 2.0]]))
    np.testing.assert_allclose(a.sum(axis=0), 1.0, rtol=1e-15)


@pytest.mark.parametrize("g", ALL, ids=title)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_many_values_are_what_few_are(g: Activation, kind: type) -> None:
    z = np.linspace(-5.0, 5.0, 3 * 2 * MANY).reshape(3, -1)
    z[:, 0] = 0.0
    a, da, dz = np.empty(z.shape, kind), np.ones(z.shape), np.empty(z.shape)
    g.forward(z.astype(kind), a)
    few = np.concatenate([g(part) for part in np.split(z, 20, axis=1)], axis=1)
    np.testing.assert_allclose(
        a, few, rtol=1e-12 if kind is np.float64 else 2e-6, atol=1e-6 if kind is np.float32 else 0
    )
    if g.elementwise:
        g.backward(z, few, da, dz)
        parts = [g.slope(part) for part in np.split(z, 20, axis=1)]
        np.testing.assert_allclose(dz, np.concatenate(parts, axis=1), rtol=1e-12)


@pytest.mark.parametrize("g", [g for g in ALL if g.in_place], ids=title)
def test_in_place_means_that_z_may_be_overwritten_on_the_way(g: Activation) -> None:
    z = away_from_zero((3, 4))
    expected = g(z)
    g.forward(z, z)
    np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("z", [-2.5, -0.125, 0.0, 0.5, 3.25])
@pytest.mark.parametrize("g", [*ALL, LeakyReLU(0.2), ELU(2.5)], ids=described)
def test_worked_out_with_a_number_it_comes_to_its_value(g: Activation, z: float) -> None:
    worked = g.with_number(z)
    assert bool(worked) == g.elementwise
    if worked:
        read = parse(worked.translate(ROUNDED), ("x",)).value(x=np.zeros(1))[0]
        assert read == pytest.approx(float(g(np.array([[z]]))[0, 0]), rel=2e-3, abs=1e-9)


def test_worked_out_as_on_paper() -> None:
    assert ReLU().with_number(-0.12) == "max(0, −0.120)"
    assert Sigmoid().with_number(-0.12) == "1 / (1 + e^(−(−0.120)))"
    assert LeakyReLU().with_number(-2.0) == "0.0100 · (−2.00)"
    assert Own("max(0.1z, z)").with_number(-2.0) == "max(0.1 · (−2.00), (−2.00))"


@pytest.mark.parametrize(
    ("text", "slope"), [("|z|", 0.0), ("max(0, z)", 0.0), ("max(z, 0)", 1.0), ("min(2z, z)", 2.0), ("min(z, 2z)", 1.0)]
)
def test_the_slope_of_an_own_function_at_a_kink_is_the_one_that_its_help_tells(text: str, slope: float) -> None:
    assert "At a kink |z| takes the slope 0, max and min that of the first of two equal values." in Own.help
    assert parse(text, ("z",)).gradient(z=np.zeros(1))[1].item() == slope
