"""What the command line says of a function at a point."""

from __future__ import annotations

import math

import pytest

from core.expressions import ExpressionError
from core.functions.at_point import at_point, point_from
from core.hyperparameters import InvalidSetting


def test_value_derivatives_and_formula() -> None:
    assert at_point("x^2 y", "x=2,y=1") == {"value": 4.0, "derivatives": {"x": 4.0, "y": 4.0}, "latex": r"x^{2}\,y"}
    assert at_point("2w + b^2", "w=1, b = -3")["derivatives"] == {"w": 2.0, "b": -6.0}
    assert at_point("x1 x2", "x1=2;x2=5")["derivatives"] == {"x1": 5.0, "x2": 2.0}
    assert at_point("x^2", "x=3,y=7")["derivatives"] == {"x": 6.0, "y": 0.0}


def test_what_is_not_finite_is_none() -> None:
    assert at_point("log x", "x=-1") == {"value": None, "derivatives": {"x": None}, "latex": r"\ln\left(x\right)"}
    assert at_point("1/x", "x=0")["value"] is None
    assert at_point("sqrt x", "x=0")["derivatives"] == {"x": None}


@pytest.mark.parametrize(
    ("text", "at", "sides", "word"),
    [
        ("|x|", "x=0", {"x": [-1.0, 1.0]}, "kink, slope −1.00 from the left, 1.00 from the right"),
        ("max(x, 2x) + y", "x=0,y=1", {"x": [1.0, 2.0]}, "along x: kink"),
        ("max(x, y)", "x=1,y=1", {"x": [0.0, 1.0], "y": [0.0, 1.0]}, "y: kink"),
        ("sqrt(max(0, z))", "z=0", {"z": [0.0, None]}, "slope 0 from the left, ∞ from the right"),
        ("floor(x)", "x=2", {"x": [0.0, 0.0]}, "jump, 1.00 to the left, 2.00 here, 2.00 to the right"),
        ("x + sign(x)", "x=0", {"x": [1.0, 1.0]}, "jump"),
    ],
)
def test_kinks_and_jumps_have_both_slopes_and_a_word(
    text: str, at: str, sides: dict[str, list[float | None]], word: str
) -> None:
    result = at_point(text, at)
    assert result["one_sided"] == sides
    assert word in result["words"]
    assert all(result["derivatives"][name] is None for name in sides)


@pytest.mark.parametrize("text", ["x^2", "x|x|", "exp(-exp(-x))", "1/x", "log x", "sqrt x", "floor(x + 1/2)", "tan x"])
@pytest.mark.parametrize("x", [-2000.0, -1.0, 0.0, 1.0])
def test_there_is_no_kink_where_there_is_a_derivative(text: str, x: float) -> None:
    assert "one_sided" not in at_point(text, f"x={x}")


def test_without_a_point_there_are_formula_and_variables() -> None:
    assert at_point("f(x, z) = z + 2x") == {"latex": r"z + 2\,x", "variables": ["x", "z"]}


def test_values_may_be_typed_as_formulas() -> None:
    assert point_from("x = pi/2, y=−0.5; z=1e3") == {"x": math.pi / 2, "y": -0.5, "z": 1000.0}


@pytest.mark.parametrize(
    "at", ["", "x", "2", "x=", "x=a", "x=1,x=2", "e=1", "sin=1", "x=inf", "x=nan", "x=1,5", "1x=2"]
)
def test_what_is_no_point_is_refused(at: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        at_point("x", at)
    assert refused.value.setting == "at"


def test_a_variable_without_a_value_is_named_with_its_place() -> None:
    with pytest.raises(ExpressionError, match="no value for y") as refused:
        at_point("x + y", "x=1")
    assert refused.value.position == (4, 5)
