"""Words and numbers for the screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.words import counted, measured, number, percent, unit_of


def test_one_is_not_many() -> None:
    assert counted(1, "batch", "batches") == "1 batch"
    assert counted(0, "row") == "0 rows"
    assert counted(1200, "batch", "batches") == "1,200 batches"


def test_large_and_tiny_numbers_are_powers_of_ten_without_an_e() -> None:
    assert number(-2.951e19, 4) == "−2.951·10¹⁹"
    assert number(1.2e-7) == "1.20·10⁻⁷"
    assert number(-0.25) == "−0.250"


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
