"""Standardising: values of any size are brought near 1 and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.standard import AS_THEY_ARE, about_one, far_from_one, mean_beside, standard_of, target_scale
from core.words import as_typed, number

HEIGHTS = np.random.default_rng(3).uniform(-1.0, 1.0, (1, 60))


@given(st.integers(-290, 290), st.floats(-5.0, 5.0), st.integers(0, 10_000))
def test_values_of_any_size_get_mean_0_and_deviation_1_and_come_back(power: int, shift: float, seed: int) -> None:
    y = (np.random.default_rng(seed).standard_normal((2, 30)) + shift) * 10.0**power
    scale = target_scale(y)
    scaled = scale.scaled(y)
    assert np.allclose(scaled.mean(axis=1), 0.0, atol=1e-9)
    assert np.allclose(scaled.std(axis=1), 1.0, rtol=1e-9)
    assert np.allclose(scale.in_units(scaled), y, rtol=1e-9, atol=1e-12 * 10.0**power)
    assert np.array_equal(scale.in_units(scaled.reshape(2, 5, 6)), scale.in_units(scaled).reshape(2, 5, 6))


def test_values_of_usual_size_have_numpys_own_mean_and_deviation() -> None:
    values = np.random.default_rng(1).normal(3.0, 40.0, (4, 999))
    mean, deviation = standard_of(values)
    assert np.array_equal(mean, values.mean(axis=1, keepdims=True))
    assert np.array_equal(deviation, values.std(axis=1, keepdims=True))


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read(words: str) -> float:
    """Return the number that is written."""
    mantissa, _, power = words.replace(",", "").replace("−", "-").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(SUPERSCRIPTS) or "0")


@given(st.floats(-1e6, 1e6), st.integers(-6, 6), st.floats(1.0, 9.99), st.floats(-4.0, 4.0))
def test_who_standardises_by_the_numbers_in_words_gets_the_same(
    mean: float, power: int, first: float, score: float
) -> None:
    deviation = first * 10.0**power
    said = (read(each) for each in (mean_beside(mean + score * deviation, deviation), mean_beside(mean, deviation)))
    assert (next(said) - next(said)) / read(number(deviation)) == pytest.approx(score, rel=0.006, abs=0.012)


def test_a_mean_that_is_nothing_has_no_sign() -> None:
    assert mean_beside(-1e-9, 1.0) == "0.00"
    assert mean_beside(2002.5, 1.12) == "2,002.50"


@pytest.mark.parametrize("value", [0.0, 0.1, -7.0, 250_000.0, 1e-9, 1e300])
def test_a_constant_has_no_deviation_to_divide_by(value: float) -> None:
    y = np.full((1, 7), value)
    assert standard_of(y)[1][0, 0] == 1.0
    assert np.allclose(target_scale(y).in_units(target_scale(y).scaled(y)), y)


def test_what_is_learned_as_it_is_stays_the_same_array() -> None:
    assert AS_THEY_ARE.scaled(HEIGHTS) is HEIGHTS
    assert AS_THEY_ARE.in_units(HEIGHTS) is HEIGHTS
    assert AS_THEY_ARE.words(("y",)) == ()


FAR = {
    "tiny": 1e-6 * HEIGHTS,
    "huge": 1e9 * HEIGHTS,
    "shifted": 1e6 + HEIGHTS,
    "below 0": HEIGHTS - 300.0,
    "a small spread round a mean": 6.0 + 0.5 * HEIGHTS,
    "a tiny spread round a large mean": 1e9 + 1e-4 * HEIGHTS,
    "0 or 1000": 1000.0 * (HEIGHTS > 0),
    "one of two": np.concatenate([HEIGHTS, 1e-4 * HEIGHTS]),
}


@pytest.mark.parametrize("name", FAR)
def test_what_is_far_from_one_is_found(name: str) -> None:
    assert far_from_one(FAR[name])


@pytest.mark.parametrize("near", [HEIGHTS, 1.0 * (HEIGHTS > 0), 5.0 + 2.0 * HEIGHTS])
def test_what_is_near_one_is_left_as_it_is(near: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    assert not far_from_one(near)


@pytest.mark.parametrize(
    ("low", "high", "about"),
    [(0, 1, True), (-1, 1, True), (-2, 2, True), (5, 6.4, False), (0, 3, False), (0.4, 0.5, False), (7, 7, False)],
)
def test_targets_of_the_size_of_an_output(low: float, high: float, about: bool) -> None:
    assert about_one(np.array([[low, (low + high) / 2, high]])) == about
    assert not about_one(np.array([[0.0, 0.5, 1.0], [0.0, 500.0, 1000.0]]))


def test_rows_of_unlike_size() -> None:
    assert far_from_one(np.concatenate([HEIGHTS, 11.0 * HEIGHTS]))
    assert not far_from_one(np.concatenate([HEIGHTS, 9.0 * HEIGHTS]))


def test_the_scale_in_words_has_the_digits_that_count() -> None:
    y = np.array([[212_000.0, 293_000.0, 131_000.0], [1e6, 1e6 + 1.0, 1e6 - 1.0], [-3e-7, 3e-7, -3e-7]])
    first, second, third = target_scale(y).words(("price", "height", "charge"))
    assert first == f"{as_typed('price')} is standardised: (y − 212,000) / 66,136"
    assert second == f"{as_typed('height')} is standardised: (y − 1,000,000.000) / 0.816"
    assert third == f"{as_typed('charge')} is standardised: (y − (−1.000·10⁻⁷)) / 2.83·10⁻⁷"


SMALL_SPREADS = {
    "a billion ± 10⁻⁴": (1e9, 1e-4, "(y − 999,999,999.999994) / 0.000102"),
    "below 0": (-1e9, 1e-4, "(y − (−1,000,000,000.000006)) / 0.000102"),
    "nanometres in a metre": (1.0, 1e-9, "(y − 0.99999999993) / 1.02·10⁻⁹"),
    "millions ± 10⁻⁵": (5e6, 1e-5, "(y − 4,999,999.9999993) / 1.02·10⁻⁵"),
    "10¹² ± 1": (1e12, 1.0, "(y − 999,999,999,999.93) / 1.02"),
    "10¹⁵ ± 30": (1e15, 30.0, "(y − 999,999,999,999,998.0) / 30.5"),
    "5.5 ± 10⁻⁶": (5.5, 1e-6, "(y − 5.49999993) / 1.02·10⁻⁶"),
    "small ± less": (1.2345e-4, 1e-8, "(y − 0.0001234493) / 1.02·10⁻⁸"),
    "tiny ± less": (3e-200, 1e-210, "(y − 3.000·10⁻²⁰⁰) / 1.02·10⁻²¹⁰"),
    "huge ± less": (3e200, 1e190, "(y − 3.000·10²⁰⁰) / 1.02·10¹⁹⁰"),
}


@pytest.mark.parametrize("name", SMALL_SPREADS)
def test_a_small_spread_round_a_large_mean_is_scaled_to_deviation_1(name: str) -> None:
    mean, spread, words = SMALL_SPREADS[name]
    y = mean + spread * np.random.default_rng(4).standard_normal((1, 80))
    scale = target_scale(y)
    assert not about_one(y)
    assert far_from_one(y)
    scaled = scale.scaled(y)
    assert scaled.std() == pytest.approx(1.0, rel=1e-3)
    assert abs(scaled.mean()) < 0.02
    assert np.allclose(scale.in_units(scaled), y, rtol=1e-15, atol=spread * 1e-6)
    assert scale.words(("y",)) == (f"{as_typed('y')} is standardised: {words}",)


@pytest.mark.parametrize("count", [4, 1_000, 1_000_000])
@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e9 + 0.1, -7.7e-5])
def test_rounding_is_no_spread(count: int, value: float) -> None:
    sums = np.full((1, count), value)
    sums[0, ::2] = np.nextafter(value, 0.0)
    assert standard_of(sums)[1][0, 0] == 1.0
