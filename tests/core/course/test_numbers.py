"""Expressions of lessons: what they compute, and that nothing else can be reached through them."""

from __future__ import annotations

from typing import Any

import pytest

from core.course.numbers import Unreadable, compute, names_in, spelt_out

NAMES: dict[str, Any] = {"a": 3, "loss": lambda at=7: at / 2, "long": {"loss": lambda: 9.0}, "row": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2*a*3 + 1", 19),
        ("-a**2", -9),
        ("loss", 3.5),
        ("loss(4)", 2.0),
        ("long.loss", 9.0),
        ("long.loss()", 9.0),
        ("1 < loss <= 3.5 and not a == 4", True),
        ("a > 5 or loss > 5", False),
        ("max(row[0], a)", 3),
        ("abs([1, -2][1])", 2),
        ("round(pi, 2)", 3.14),
        ("'yes' == 'yes'", True),
        ("7 // 2 + 7 % 2", 4),
    ],
)
def test_expressions(text: str, value: object) -> None:
    assert compute(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 +", "is no expression"),
        ("b + 1", "nothing is called b"),
        ("1 / 0", "cannot be computed"),
        ("9.0**9.0**9.0", "cannot be computed"),
        ("9**9**9**9", "cannot be computed"),
        ("row[5]", "cannot be computed"),
        ("__import__('os')", "nothing is called __import__"),
        ("a.real", "cannot be computed"),
        ("().__class__", "not allowed"),
        ("[x for x in row]", "not allowed"),
        ("lambda: 1", "not allowed"),
        ("(1).bit_length()", "cannot be called"),
        ("f'{a}'", "not allowed"),
        ("loss(at=1)", "not allowed"),
        ("a" * 500, "too long"),
    ],
)
def test_what_cannot_be_computed_is_told(text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        compute(text, NAMES)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (45.0, "", "45"),
        (40.05, "", "40.0"),
        (40.05, "4", "40.05"),
        (0.9432, "%", "94 %"),
        (0.9432, "%1", "94.3 %"),
        (-3.14159, ".2", "−3.14"),
        (298598400, "", "298,598,400"),
        (-5, "", "−5"),
        ("up", "", "up"),
        ([1.0, 2.5], "", "1, 2.50"),
    ],
)
def test_numbers_are_spelt_out(value: object, form: str, text: str) -> None:
    assert spelt_out(value, form) == text


def test_the_names_that_an_expression_uses() -> None:
    assert names_in("long.loss + weight('w[1]1,1') * a") == {"long", "weight", "a"}
