"""What the command line says of a function at a point."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.expressions import ExpressionError, parse
from core.functions.at_point import at_point, point_from
from core.functions.plain_function import own_function
from core.functions.slices import slice_along
from core.functions.walk import descend
from core.hyperparameters import InvalidSetting
from core.training.optimizers import SGD


def test_value_derivatives_and_formula() -> None:
    assert at_point("x^2 y", "x=2,y=1") == {"value": 4.0, "derivatives": {"x": 4.0, "y": 4.0}, "latex": r"x^{2}\,y"}
    assert at_point("2w + b^2", "w=1, b = -3")["derivatives"] == {"w": 2.0, "b": -6.0}
    assert at_point("x1 x2", "x1=2;x2=5")["derivatives"] == {"x1": 5.0, "x2": 2.0}
    assert at_point("x^2", "x=3,y=7")["derivatives"] == {"x": 6.0, "y": 0.0}


LARGE = "is beyond 1.8·10³⁰⁸, the largest number here."


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("log x", -1.0, "Undefined there: log(x) has no value."),
        ("1/x", 0.0, "Undefined there: 1/x has no value."),
        ("2 + 3 x ln x", 0.0, "Undefined there: log(x) has no value."),
        ("exp(-1/x^2)", 0.0, "Undefined there: −1/x^2 has no value."),
        ("x + sin(x)/x", 0.0, "Undefined there: sin(x)/x has no value."),
        ("atan(1/x)", 0.0, "Undefined there: 1/x has no value."),
        ("(x^2 - 1)/(x - 1)", 1.0, "Undefined there: (x^2 − 1)/(x − 1) has no value."),
        ("sqrt(x) + asin(x + 3)", -1.0, "Undefined there: sqrt(x) has no value."),
        ("x^-1", 0.0, "Undefined there: x^(−1) has no value."),
        ("tan(x)/0", 0.0, "Undefined there: tan(x)/0 has no value."),
        ("atanh x", 1.0, "Undefined there: atanh(x) has no value."),
        ("e^x", 710.0, f"Too large: the value {LARGE}"),
        ("-e^x^2", 1e4, f"Too large: the value {LARGE}"),
        ("1/x^64", 1e-5, f"Too large: the value {LARGE}"),
        ("x^2*1e300", 1e10, f"Too large: the value {LARGE}"),
        ("1 + sin(e^x)", 1000.0, f"Too large: a number in sin(exp(x)) {LARGE}"),
        ("exp(x)/exp(x)", 1e17, f"Too large: a number in exp(x)/exp(x) {LARGE}"),
        ("ln ln ln ln exp exp exp exp x", 4.0, f"Too large: a number in log(exp(exp(exp(exp(x))))) {LARGE}"),
        (
            "ln exp(-exp exp exp x)",
            4.0,
            "Too small: a number in log(exp(−exp(exp(exp(x))))) is nearer to 0 than 4.9·10⁻³²⁴, the smallest number "
            "here.",
        ),
    ],
)
def test_a_value_that_is_not_finite_is_none_and_words_say_why(text: str, x: float, words: str) -> None:
    result = at_point(text, f"x={x!r}")
    assert (result["value"], result["derivatives"], result["words"]) == (None, {"x": None}, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cbrt x", "No derivative along x: slope ∞ from the left, slope ∞ from the right."),
        ("sqrt x", "No derivative along x: slope ∞ from the right, no value to the left."),
        ("sqrt(x)*sign(x)", "No derivative along x: slope ∞ from the right, no value to the left."),
        ("x^x", "No derivative along x: slope −∞ from the right, no value to the left."),
        ("-sqrt(-x)", "No derivative along x: slope ∞ from the left, no value to the right."),
        ("max(0, sqrt(x))", "No derivative along x: slope ∞ from the right, no value to the left."),
        ("800/(sin(1e-300) + 1e200*x)", f"Too large: the slope along x {LARGE}"),
        ("sqrt(-x^2)", "No derivative along x: no value to the left, no value to the right."),
        ("tanh(1e300*x*1e20)", f"Too large: the slope along x {LARGE}"),
    ],
)
def test_a_slope_that_is_not_finite_is_none_and_words_say_why(text: str, words: str) -> None:
    result = at_point(text, "x=0")
    assert result["derivatives"] == {"x": None}
    assert result["words"] == words


@pytest.mark.parametrize(
    ("text", "x", "slope"), [("exp(-x)", 800.0, 0.0), ("x^2", -1e-200, -2e-200), ("exp(-e^x)", 900.0, 0.0)]
)
def test_a_value_is_told_to_be_too_small_for_a_number(text: str, x: float, slope: float) -> None:
    words = "Too small: the value is nearer to 0 than 4.9·10⁻³²⁴, the smallest number here."
    result = at_point(text, f"x={x!r}")
    assert (result["value"], result["derivatives"], result["words"]) == (0.0, {"x": slope}, words)


@pytest.mark.parametrize(
    ("text", "x"), [("x", 0.0), ("x", 5e-324), ("sin(x)^2 + cos(x)^2 - 1", 0.3), ("relu(x)", -1.0)]
)
def test_no_value_is_told_to_be_too_small_that_is_not(text: str, x: float) -> None:
    assert "words" not in at_point(text, f"x={x!r}")


EE4 = math.exp(4.0)


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("ln exp exp exp x", math.exp(EE4), math.exp(EE4) * EE4),
        ("ln ln exp exp exp x", EE4, EE4),
        ("ln ln ln exp exp exp x", 4.0, 1.0),
        ("tanh exp exp exp x", 1.0, 0.0),
        ("log2(2^(2^(2^(x + 2))))", 2.0**64, 2.0**64 * 64 * math.log(2.0) ** 2),
        ("ln(x^x^x^x)", 4.0**256 * math.log(4.0), None),
    ],
)
def test_numbers_whose_exponents_have_no_more_digits_make_no_wrong_slopes(
    text: str, value: float, slope: float | None
) -> None:
    result = at_point(text, "x=4")
    assert result["value"] == pytest.approx(value, rel=1e-9)
    assert slope is None or result["derivatives"]["x"] == pytest.approx(slope, rel=1e-8)


def test_a_slope_has_all_digits_however_small_it_is() -> None:
    slope = at_point("1e300*tanh(x)", "x=400")["derivatives"]["x"]
    assert slope == pytest.approx(1.4671498336710747e-47, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "at", "sides", "word"),
    [
        ("|x|", "x=0", {"x": [-1.0, 1.0]}, "kink, slope −1.00 from the left, 1.00 from the right"),
        ("max(x, 2x) + y", "x=0,y=1", {"x": [1.0, 2.0]}, "along x: kink"),
        ("max(x, y)", "x=1,y=1", {"x": [0.0, 1.0], "y": [0.0, 1.0]}, "y: kink"),
        ("sqrt(max(0, z))", "z=0", {"z": [0.0, None]}, "slope 0 from the left, ∞ from the right"),
        ("floor(x)", "x=2", {"x": [0.0, 0.0]}, "jump, 1.00 to the left, 2.00 here, 2.00 to the right"),
        ("x + sign(x)", "x=0", {"x": [1.0, 1.0]}, "jump"),
        ("x*sign(x)", "x=0", {"x": [-1.0, 1.0]}, "kink, slope −1.00 from the left, 1.00 from the right"),
        ("x*floor(x)", "x=2", {"x": [1.0, 2.0]}, "jump, 2.00 to the left, 4.00 here, 4.00 to the right"),
        ("|sign(x)|", "x=0", {"x": [0.0, 0.0]}, "jump, 1.00 to the left, 0 here, 1.00 to the right"),
        ("sqrt(x) + sign(x)", "x=0", {"x": [None, None]}, "jump, undefined to the left, 0 here, 1.00 to the right"),
        ("floor(1e10*x)", "x=0", {"x": [0.0, 0.0]}, "jump, −1.00 to the left, 0 here, 0 to the right"),
        ("1e-20*sign(x)", "x=0", {"x": [0.0, 0.0]}, "jump"),
        ("sign(cos(x))", "x=pi/2", {"x": [0.0, 0.0]}, "jump, 1.00 to the left, 0 here, −1.00 to the right"),
        ("cos(x)*sign(cos(x))", "x=pi/2", {"x": [-1.0, 1.0]}, "kink"),
        ("y*sign(x)", "x=0,y=3", {"x": [0.0, 0.0]}, "jump, −3.00 to the left, 0 here, 3.00 to the right"),
        ("asin(sin(x))", "x=pi/2", {"x": [1.0, -1.0]}, "kink, slope 1.00 from the left, −1.00 from the right"),
        ("acos(cos(x))", "x=pi", {"x": [1.0, -1.0]}, "kink"),
        ("acos(cos(x))", "x=0", {"x": [-1.0, 1.0]}, "kink"),
        ("sqrt(1 - cos(x)^2)", "x=0", {"x": [-1.0, 1.0]}, "kink"),
        ("sqrt(1 - cos(x))", "x=0", {"x": [-0.7071067812, 0.7071067812]}, "kink"),
        ("asin(2x/(1 + x^2))", "x=1", {"x": [1.0, -1.0]}, "kink"),
        ("sqrt(sin(1e6 x)^2)", "x=0", {"x": [-1e6, 1e6]}, "kink"),
        ("max(x, acos(cos(x)))", "x=0", {"x": [-1.0, 1.0]}, "kink"),
        ("x*floor(y)", "x=2,y=1", {"y": [0.0, 0.0]}, "y: jump, 0 to the left, 2.00 here, 2.00 to the right"),
    ],
)
def test_kinks_and_jumps_have_both_slopes_and_a_word(
    text: str, at: str, sides: dict[str, list[float | None]], word: str
) -> None:
    result = at_point(text, at)
    assert result["one_sided"] == sides
    assert word in result["words"]
    assert all(result["derivatives"][name] is None for name in sides)


@pytest.mark.parametrize(
    "text",
    [
        "x^2",
        "x|x|",
        "exp(-exp(-x))",
        "1/x",
        "log x",
        "sqrt x",
        "floor(x + 1/2)",
        "tan x",
        "|sign(x)|*x",
        "x^2*sign(x)",
        "tanh(1e9 x)*x",
        "(1e10 + x) - 1e10 + floor(x + 0.5)",
        "sqrt(x^4)",
        "sqrt(1 - cos(x)^2)*sign(x)",
        "cbrt(x - sin(x))",
    ],
)
@pytest.mark.parametrize("x", [-2000.0, -1.0, 0.0, 1.0])
def test_there_is_no_kink_where_there_is_a_derivative(text: str, x: float) -> None:
    assert "one_sided" not in at_point(text, f"x={x}")


@pytest.mark.parametrize(
    ("text", "at", "slopes"),
    [
        ("max(x,0) + min(x,0)", "x=0", [1.0]),
        ("relu(x) - relu(-x)", "x=0", [1.0]),
        ("2max(x,0) - |x|", "x=0", [1.0]),
        ("exp(relu(x) - relu(-x))", "x=0", [1.0]),
        ("relu(x) - relu(-x) + sqrt(x)^3", "x=0", [1.0]),
        ("max(x,y) + min(x,y)", "x=1,y=1", [1.0, 1.0]),
    ],
)
def test_where_kinks_cancel_the_slope_of_both_sides_is_the_derivative(text: str, at: str, slopes: list[float]) -> None:
    result = at_point(text, at)
    assert list(result["derivatives"].values()) == slopes
    assert "words" not in result


def test_without_a_point_there_are_formula_and_variables() -> None:
    assert at_point("f(x, z) = z + 2x") == {"latex": r"z + 2\,x", "variables": ["x", "z"]}


def test_values_may_be_typed_as_formulas() -> None:
    point = point_from("x = pi/2, y=−0.5; z=1e3")
    assert {name: float(x) for name, x in point.items()} == {"x": math.pi / 2, "y": -0.5, "z": 1000.0}


def test_a_comma_may_stand_before_decimals_and_an_index_be_typed_in_any_way() -> None:
    for at in ("x=1,5, y=2", "x=1,5;y=2", "x=1.5,y=2,"):
        assert {name: float(value) for name, value in point_from(at).items()} == {"x": 1.5, "y": 2.0}
    for name in ("x1", "x_1", "x_{1}", "x₁"):
        assert at_point("x_1^2", f"{name}=3")["value"] == 9.0


@pytest.mark.parametrize(
    "at", ["", "x", "2", "x=", "x=a", "x=1,x=2", "e=1", "sin=1", "x=inf", "x=nan", "x=1,,5", "1x=2"]
)
def test_what_is_no_point_is_refused(at: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        at_point("x", at)
    assert refused.value.setting == "at"


def test_a_variable_without_a_value_is_named_with_its_place() -> None:
    with pytest.raises(ExpressionError, match="no value for y") as refused:
        at_point("x + y", "x=1")
    assert refused.value.position == (4, 5)


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("sign(0.2x-1)", "5", "jump, −1.00 to the left, 0 here, 1.00 to the right"),
        ("sign(10x-3)", "0.3", "jump, −1.00 to the left, 0 here, 1.00 to the right"),
        ("floor(10x)", "0.3", "jump, 2.00 to the left, 3.00 here, 3.00 to the right"),
        ("x+floor(5x)", "0.6", "jump, 2.60 to the left, 3.60 here, 3.60 to the right"),
        ("sign(3x-1)", "0.3333333333333333", "jump, −1.00 to the left, 0 here, 1.00 to the right"),
        ("sqrt(10x-3)", "0.3", "slope ∞ from the right, no value to the left"),
        ("|10x-3|", "0.3", "kink, slope −10.0 from the left, 10.0 from the right"),
        ("|0.2x-1|", "5", "kink, slope −0.200 from the left, 0.200 from the right"),
        ("relu(10x-3)", "0.3", "kink, slope 0 from the left, 10.0 from the right"),
        ("max(0.2x,1)", "5", "kink, slope 0 from the left, 0.200 from the right"),
        ("|3x-1|", "0.3333333333333333", "kink, slope −3.00 from the left, 3.00 from the right"),
        ("|sin(pi x)|", "1", "kink, slope −3.14 from the left, 3.14 from the right"),
        ("ceil(100(x-0.1))", "0.04", "jump, −6.00 to the left, −6.00 here, −5.00 to the right"),
        ("floor(100(x-0.1))", "0.24", "jump, 13.0 to the left, 14.0 here, 14.0 to the right"),
        ("round(100x)", "0.145", "jump, 14.0 to the left, 14.0 here, 15.0 to the right"),
        ("floor(3x)", "1/3", "jump, 0 to the left, 1.00 here, 1.00 to the right"),
        ("floor(x^2)", "sqrt(2)", "jump, 1.00 to the left, 2.00 here, 2.00 to the right"),
        ("max(3x-0.3,0)", "0.1", "kink, slope 0 from the left, 3.00 from the right"),
        ("max(x+0.1+0.2, 2x)", "0.3", "kink, slope 1.00 from the left, 2.00 from the right"),
        ("sqrt(x-0.1-0.2)", "0.3", "slope ∞ from the right, no value to the left"),
        ("asin(10x-2)", "0.3", "slope ∞ from the left, no value to the right"),
        ("acosh(10x-2)", "0.3", "slope ∞ from the right, no value to the left"),
        ("0^x", "0", "jump, undefined to the left, 1.00 here, 0 to the right"),
        ("floor(x*1e15)", "0.1", "jump, 1.00 less to the left, 1.00·10¹⁴ here, the same to the right"),
        ("floor(1e17x)", "0.1", "jump, 1.00 less to the left, 1.00·10¹⁶ here, the same to the right"),
        ("x + floor(1e16x)", "0.1", "jump, 1.00 less to the left, 1.00·10¹⁵ here, the same to the right"),
        ("floor(cos(x))", "0", "jump, 0 to the left, 1.00 here, 0 to the right"),
        *[
            (f"floor({text})", "0", "jump, 0 to the left, 1.00 here, 0 to the right")
            for text in ("1-x^4", "1-x^6", "1-x^12", "exp(-x^8)", "cos(x^5)")
        ],
        ("floor(exp(-x^2))", "0", "jump, 0 to the left, 1.00 here, 0 to the right"),
        *[
            (f"floor({text})", "0", "jump, 1.00 to the left, 2.00 here, 1.00 to the right")
            for text in ("2-x^20", "2-x^64", "2-(x^30)^10", "1+cos(x^10)", "3-cosh(x^12)", "2+exp(-x^30)-exp(x^30)")
        ],
        ("floor(2-1e-30x)", "0", "jump, 2.00 to the left, 2.00 here, 1.00 to the right"),
        ("ceil(1+x^40)", "0", "jump, 2.00 to the left, 1.00 here, 2.00 to the right"),
        ("floor(1+x^21)", "0", "jump, 0 to the left, 1.00 here, 1.00 to the right"),
        ("round(1.5-x^33)", "0", "jump, 2.00 to the left, 2.00 here, 1.00 to the right"),
        ("floor(2-(10x-3)^20)", "0.3", "jump, 1.00 to the left, 2.00 here, 1.00 to the right"),
        ("floor(3-sin(pi x)^30)", "1", "jump, 2.00 to the left, 3.00 here, 2.00 to the right"),
        ("floor(5-(x-1e6)^20)", "1e6", "jump, 4.00 to the left, 5.00 here, 4.00 to the right"),
        ("1/floor(1-x^20)", "0", "no value to the left, no value to the right"),
        ("1000000+sign(x)", "0", "jump, 1.00 less to the left, 1.00·10⁶ here, 1.00 more to the right"),
    ],
)
def test_value_and_sides_are_of_one_arithmetic_where_a_decimal_is_rounded(text: str, x: str, words: str) -> None:
    assert at_point(text, f"x={x}")["words"] == f"No derivative along x: {words}."


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("1/(10x-3)", "0.3"),
        ("1/(3x-0.3)", "0.1"),
        ("1/(x-0.1-0.2)", "0.3"),
        ("1/(3x-1)", "1/3"),
        ("1/(3x-1)", "0.3333333333333333"),
        ("1/(x^2-2)", "sqrt(2)"),
        ("1/(log(x)-1)", "e"),
        ("tan(x)", "pi/2"),
        ("1/sin(x)", "3.141592653589793"),
        ("(10x-3)/(10x-3)", "0.3"),
        ("log(10x-3)", "0.3"),
        ("exp(-1/(10x-3)^2)", "0.3"),
        ("atanh(10x-2)", "0.3"),
        ("log1p(10x-4)", "0.3"),
        ("sign(log(x-2))", "0.3"),
        ("sign(max(asin(x), x))", "2.5"),
    ],
)
def test_rounding_makes_no_value_where_there_is_none(text: str, x: str) -> None:
    result = at_point(text, f"x={x}")
    assert (result["value"], result["derivatives"]) == (None, {"x": None})
    assert result["words"].startswith("Undefined there: ")


@pytest.mark.parametrize(
    ("text", "x", "value", "slope"),
    [
        ("0^0", "1", 1.0, 0.0),
        ("x + 0^0", "1", 2.0, 1.0),
        ("(1+1/x)^x", "1e17", math.e, math.e / 2e34),
        ("1/(x^2+1e-300)", "0", 1e300, 0.0),
        ("1/(x^2+1e-30)", "0", 1e30, 0.0),
        ("1/(1-x)", "0.9999999999999999", 1e16, 1e32),
        ("log1p(x)-x", "1e-9", -4.999999996666666e-19, -9.99999999e-10),
        ("floor(sin(x)^2+cos(x)^2)", "1.3", 1.0, 0.0),
        ("floor(x^20)", "0", 0.0, 0.0),
        ("floor(1+tanh(x^40))", "0", 1.0, 0.0),
        ("x*floor(2-x^20)", "0", 0.0, 1.0),
        ("x*floor(sin(x)^2+cos(x)^2)", "1.3", 1.3, 1.0),
        ("x^2*round(cosh(x)^2-sinh(x)^2+0.5)", "0.4", 0.32, 1.6),
    ],
)
def test_no_kink_or_slope_is_made_by_what_floats_cannot_tell(text: str, x: str, value: float, slope: float) -> None:
    result = at_point(text, f"x={x}")
    assert "words" not in result
    assert (result["value"], result["derivatives"]["x"]) == pytest.approx((value, slope), rel=1e-9, abs=0.0)


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [("1/(x-1)", "1.0000000000000002", 5e15), ("tan(x)", "1.5707963", 37320539.58671654), ("1/x^2", "1e-15", 1e30)],
)
def test_a_value_beside_a_pole_is_one(text: str, x: str, value: float) -> None:
    assert at_point(text, f"x={x}")["value"] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("sin(1e9x)", "0.7", 0.8585809602540806),
        ("sin((sqrt(x-0.3))*(x+1e6x))", "100", 0.987787150278543),
        ("atan(tan(1/(1e-8*x)))", "0.7", -0.36631389001263),
    ],
)
def test_angles_of_many_turns_keep_their_digits(text: str, x: str, value: float) -> None:
    assert at_point(text, f"x={x}")["value"] == pytest.approx(value, rel=1e-13)


@pytest.mark.parametrize("name", ["sinh", "tanh", "expm1", "log1p", "asinh", "atanh", "sin", "atan"])
@pytest.mark.parametrize("x", ["1e-300", "-1e-65", "1e-31", "1e-12"])
def test_what_is_small_is_not_nothing(name: str, x: str) -> None:
    assert at_point(f"{name}(x)", f"x={x}")["value"] == pytest.approx(float(x), rel=1e-11)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("cos(expm1(x))", "100"),
        ("sin x", "1e30"),
        ("tan(exp(x))", "300"),
        ("2 + sin(x)/x", "1e17"),
        ("exp(x) - floor(exp(x))", "130"),
        ("(x+1) - x", "1e70"),
    ],
)
def test_a_value_without_one_right_digit_is_not_said(text: str, x: str) -> None:
    result = at_point(text, f"x={x}")
    assert (result["value"], result["derivatives"]) == (None, {"x": None})
    assert result["words"].startswith("Too large to know: ")
    along = slice_along(own_function(text), (float(x),), 0, (float(x) - 1.0, float(x) * 1.01 + 1.0))
    assert math.isnan(along.value_now)
    assert math.isnan(along.value[len(along.value) // 2])


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_angles_are_known_to_all_three_arithmetics_or_to_none(name: str) -> None:
    for size in (1e14, 1e15, 1.2e15, 1e16, 1e300):
        f = parse(f"{name}({size!r}x)", ("x",))
        value, slopes = f.gradient(x=np.array([0.99]))
        known = size < 1.1e15
        exact = at_point(f.text, "x=0.99")
        assert np.isfinite([*value, *slopes[0]]).tolist() == [known, known]
        assert (exact["value"] is not None, exact["derivatives"]["x"] is not None) == (known, known)
        if known:
            assert exact["value"] == pytest.approx(float(parse(f"{name}(x)").value(x=size * 0.99)), abs=0.5, rel=0.5)


def test_a_walk_says_that_an_angle_is_too_large() -> None:
    with pytest.raises(InvalidSetting, match=r"too large to know it at x = 1\.000·10¹⁸"):
        descend(own_function("sin x"), SGD(alpha=1e-3), None, (1e18,), 3)


def test_steps_nearer_than_numbers_lie_do_not_hide_a_slope() -> None:
    assert at_point("exp(x) - floor(exp(x))", "x=100")["derivatives"]["x"] == pytest.approx(math.exp(100.0))
