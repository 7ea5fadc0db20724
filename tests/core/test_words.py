"""Words and numbers for the screen."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.words import (
    apart,
    capital,
    counted,
    ends_of,
    kept_together,
    measured,
    number,
    number_in,
    percent,
    stepped,
    unit_of,
)
from tests.core.numbers import value_of


def test_one_is_not_many() -> None:
    assert counted(1, "batch", "batches") == "1 batch"
    assert counted(0, "row") == "0 rows"
    assert counted(1200, "batch", "batches") == "1,200 batches"


def test_large_and_tiny_numbers_are_powers_of_ten_without_an_e() -> None:
    assert number(-2.951e19, 4) == "−2.951·10¹⁹"
    assert number(1.2e-7) == "1.20·10⁻⁷"
    assert number(-0.25) == "−0.250"


def test_a_number_keeps_the_digits_of_its_step() -> None:
    assert stepped(4e-7, 1e-7) == "4·10⁻⁷"
    assert stepped(-4.2e-7, 2e-8) == "−4.2·10⁻⁷"
    assert stepped(1_000_000.2, 0.2) == "1,000,000.2"
    assert stepped(1_200_000.0, 2e5) == "1.2·10⁶"
    assert stepped(250_000.0, 5e4) == "250000"
    assert stepped(9.6e-7, 2e-8) == "9.6·10⁻⁷"
    assert stepped(1e-22, 0.1) == "0"


def test_a_number_in_its_usual_range_has_three_digits() -> None:
    assert [number_in(0.3, -1.0, 1.0), number_in(708.0, 0.0, 1600.0)] == ["0.300", "708"]
    assert [number_in(4.7123e-7, 4e-7, 7e-7), number_in(0.00169, 0.001, 0.002)] == ["4.71·10⁻⁷", "0.00169"]


@pytest.mark.parametrize("seed", range(100))
def test_a_number_tells_hundredths_of_its_range_apart(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low, span = float(rng.normal() * 10.0 ** rng.uniform(-9, 9)), float(10.0 ** rng.uniform(-3, 9))
    value = low + span * float(rng.random())
    assert abs(value_of(number_in(value, low, low + span)) - value) <= span / 200.0 * (1.0 + 1e-9)


@settings(max_examples=200)
@given(st.integers(1, 10**9), st.data(), st.integers(0, 3))
def test_no_share_is_rounded_to_none_or_all(of: int, data: st.DataObject, digits: int) -> None:
    count = data.draw(st.one_of(st.integers(0, of), st.integers(max(0, of - 3), of), st.integers(0, min(3, of))))
    share, text = count / of, percent(count / of, digits)
    bound = float(re.sub(r"[<> %]", "", text))
    assert (bound == 0.0 and text[0] != "<") == (count == 0)
    assert (bound == 100.0 and text[0] != ">") == (count == of)
    if text[0] == "<":
        assert 0.0 < 100.0 * share < bound
    elif text[0] == ">":
        assert bound < 100.0 * share < 100.0
    else:
        assert abs(100.0 * share - bound) <= 0.5000001 * 10.0**-digits


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.9824, 1, "98.2 %"),
        (19_999 / 20_000, 1, "> 99.9 %"),
        (1 / 20_000, 1, "< 0.1 %"),
        (0.0, 0, "0 %"),
        (0.004, 0, "< 1 %"),
        (0.33, 0, "33 %"),
        (0.996, 0, "> 99 %"),
        (1.0, 0, "100 %"),
        (-0.0, 1, "0.0 %"),
        (-2.4, 1, "−240.0 %"),
        (-1e-6, 1, "> −0.1 %"),
        (float("nan"), 1, "not defined"),
        (float("-inf"), 1, "−∞ %"),
    ],
)
def test_shares_in_words(share: float, digits: int, text: str) -> None:
    assert percent(share, digits) == text


@pytest.mark.parametrize(
    ("name", "unit"),
    [("price (€)", "€"), ("speed [km/h] ", "km/h"), ("price", ""), ("f(x) of y", ""), ("a (b) (m)", "m")],
)
def test_a_unit_stands_in_brackets_at_the_end_of_a_name(name: str, unit: str) -> None:
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("value", "text"), [(12_345.6, "12,346 €"), (-999.6, "−1,000 €"), (0.25, "0.250 €"), (2e7, "2.00·10⁷ €")]
)
def test_measured_values_have_their_unit(value: float, text: str) -> None:
    assert measured(value, "€") == text


@settings(max_examples=300)
@given(st.floats(-1e9, 1e9), st.floats(-1e-3, 1e-3))
def test_two_numbers_are_written_apart_and_in_their_order(first: float, share: float) -> None:
    second = first * (1.0 + share)
    texts = apart(first, second)
    if texts is None:
        assert second == pytest.approx(first, rel=2e-5, abs=1e-300)
    else:
        assert (value_of(texts[0]) < value_of(texts[1])) == (first < second)


def test_a_sentence_begins_with_a_capital_letter() -> None:
    assert [capital(each) for each in ("momentum moves", "SGD", "")] == ["Momentum moves", "SGD", ""]


def test_no_number_is_parted_from_its_letter() -> None:
    assert kept_together("α = 0.1 and 5 %") == "α\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0.1 and 5\N{NO-BREAK SPACE}%"


def test_the_ends_of_a_range_are_told_apart() -> None:
    assert ends_of(0.7158, 0.7163) == ("0.7158", "0.7163")
    assert ends_of(-1.0, 1.0) == ("−1.00", "1.00")
    assert ends_of(0.5, 0.5) == ("0.500", "0.500")
