"""Exact slopes: right wherever a function is smooth and finite, whatever overflows on the way; at kinks, both sides."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.expressions import limits, parse

INF, NAN = math.inf, math.nan


def logistic(z: float) -> float:
    """Return 1/(1 + e⁻ᶻ) to all digits, by decimal arithmetic."""
    with localcontext() as context:
        context.prec = 60
        return float(1 / (1 + (-Decimal(z)).exp()))


FAR = (-20_000.0, -2_000.0, -800.0, -400.0, -30.0, -1.0, 0.0, 1.0, 30.0, 400.0, 800.0, 2_000.0, 20_000.0)


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize(
    "text", ["1/(1 + exp(-z))", "(1 + exp(-z))^-1", "sigmoid(z)", "1/(1 + e^-z)", "(1 + tanh(z/2))/2", "1 - 1/(1+e^z)"]
)
def test_the_sigmoid_in_every_spelling(text: str, z: float) -> None:
    value, (slope,) = parse(text, ("z",)).gradient(z=z)
    atol = 0.0 if text == "sigmoid(z)" else 1e-15
    np.testing.assert_allclose([value, slope], [logistic(z), logistic(z) * logistic(-z)], rtol=1e-13, atol=atol)


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize(
    "text", ["log(1 + exp(z))", "ln(e^z + 1)", "softplus(z)", "log1p(exp(z))", "max(0,z)+log1p(e^-|z|)"]
)
def test_the_softplus_in_every_spelling(text: str, z: float) -> None:
    value, (slope,) = parse(text, ("z",)).gradient(z=z)
    right = max(z, 0.0) + math.log1p(math.exp(-abs(z)))
    np.testing.assert_allclose([value, slope], [right, logistic(z)], rtol=1e-13, atol=1e-300)


def test_where_kinks_cancel_the_gradient_has_the_slope_of_both_sides() -> None:
    x = np.array([[-1.0, 0.0, 2.0]])
    for text in ("max(z,0) + min(z,0)", "relu(z) - relu(-z)", "2max(z,0) - |z|"):
        np.testing.assert_array_equal(parse(text, ("z",)).gradient(z=x)[1], np.ones((1, 1, 3)))
    np.testing.assert_array_equal(parse("max(x,y) + min(x,y)", ("x", "y")).gradient(x=1.0, y=1.0)[1], [1.0, 1.0])
    np.testing.assert_array_equal(parse("max(x,0) + |x|", ("x",)).gradient(x=0.0)[1], [1.0])  # a kink's convention


SMOOTH: list[tuple[str, float, float, float]] = [
    # formula, place, value, slope
    ("exp(-exp(-z))", -2000.0, 0.0, 0.0),
    ("exp(-exp(-z))", -800.0, 0.0, 0.0),
    ("exp(-exp(-z))", 0.0, math.exp(-1), math.exp(-1)),
    ("exp(-exp(-z))", 2000.0, 1.0, 0.0),
    ("z/(1 + exp(-z))", -2000.0, 0.0, 0.0),
    ("z/(1 + exp(-z))", -1e6, 0.0, 0.0),
    ("z/(1 + exp(-z))", 0.0, 0.0, 0.5),
    ("z/(1 + exp(-z))", 1000.0, 1000.0, 1.0),
    ("z*exp(-z^2)", 1e200, 0.0, 0.0),
    ("z*exp(-z^2)", -1e200, 0.0, 0.0),
    ("z*exp(-z^3)", 1e200, 0.0, 0.0),
    ("z exp(-z²)", 1.0, math.exp(-1), -math.exp(-1)),
    ("sqrt(max(0, z))", -1.0, 0.0, 0.0),
    ("sqrt(max(0, z))", 4.0, 2.0, 0.25),
    ("sqrt(relu(z))", -1e300, 0.0, 0.0),
    ("cbrt(max(0, z))", -1.0, 0.0, 0.0),
    ("max(0, z)^0.5", -1.0, 0.0, 0.0),
    ("max(0, z)^1.5", -1.0, 0.0, 0.0),
    ("log(1 + max(0, z))", -1.0, 0.0, 0.0),
    ("tanh(1e300 z)", 1.0, 1.0, 0.0),
    ("tanh(1e300 z)", 0.0, 0.0, 1e300),
    ("tanh(z^3)", 1e200, 1.0, 0.0),
    ("tanh(z)", 20.0, 1.0, 4.0 * math.exp(-40)),
    ("atan(exp(z))", 2000.0, math.pi / 2, 0.0),
    ("atan(z)", 1e200, math.pi / 2, 0.0),
    ("atan(z)", 1e100, math.pi / 2, 1e-200),
    ("atan(1/z)", 1e-9, math.pi / 2, -1.0),
    ("1/(1 + z^2)", 1e200, 0.0, 0.0),
    ("z/sqrt(1 + z^2)", 1e100, 1.0, 0.0),
    ("asinh(z)", 1e200, math.log(2e200), 1e-200),
    ("2^(-exp(z))", 2000.0, 0.0, 0.0),
    ("(1 + exp(z))^-2", 2000.0, 0.0, 0.0),
    ("exp(-z)/(1 + exp(-z))^2", 300.0, math.exp(-300), -math.exp(-300)),
    ("1/cosh(z)", 2000.0, 0.0, 0.0),
    ("1/cosh(z)^2", -2000.0, 0.0, 0.0),
    ("cbrt(z)^3", 0.0, 0.0, 1.0),
    ("cbrt(z-1)^3", 1.0, 0.0, 1.0),
    ("sqrt(z^4)", 0.0, 0.0, 0.0),
    ("sqrt(z^4 + 2z^6)", 0.0, 0.0, 0.0),
    ("z*|z|", 0.0, 0.0, 0.0),
    ("z*cbrt(z)", 0.0, 0.0, 0.0),
    ("|z|^2", 0.0, 0.0, 0.0),
    ("|z|^3", -2.0, 8.0, -12.0),
    ("max(z, -z)^2", 0.0, 0.0, 0.0),
    ("z^0", 0.0, 1.0, 0.0),
    ("z^1", 0.0, 0.0, 1.0),
    ("z^2", 0.0, 0.0, 0.0),
    ("0^z", 2.0, 0.0, 0.0),
    ("2^z", 10.0, 1024.0, 1024.0 * math.log(2.0)),
    ("z^-1", 2.0, 0.5, -0.25),
    ("z^(1/3)", 8.0, 2.0, 1.0 / 12.0),
    ("floor(z)", 1.5, 1.0, 0.0),
    ("ceil(z) + z", 1.5, 3.5, 1.0),
    ("round(z)", 2.2, 2.0, 0.0),
    ("sign(z)*z", -3.0, 3.0, -1.0),
    ("sin(floor(z))", -0.5, math.sin(-1.0), 0.0),
    ("asin(z)", 0.6, math.asin(0.6), 1.25),
    ("acos(z)", 0.6, math.acos(0.6), -1.25),
    ("acosh(z)", 1.25, math.log(2.0), 4.0 / 3.0),
    ("atanh(z)", 0.5, math.atanh(0.5), 4.0 / 3.0),
    ("log2(z)", 8.0, 3.0, 1.0 / (8.0 * math.log(2.0))),
    ("log10(z)", 100.0, 2.0, 1.0 / (100.0 * math.log(10.0))),
    ("sinh(z)", 1.0, math.sinh(1.0), math.cosh(1.0)),
    ("expm1(z)", 1e-12, 1e-12, 1.0),
    ("tan(z)", 0.5, math.tan(0.5), 1.0 / math.cos(0.5) ** 2),
    ("1/(1e-200 + z^2)", 0.0, 1e200, 0.0),
    ("|sign(z)|*z", 0.0, 0.0, 1.0),
    ("z^2*sign(z)", 0.0, 0.0, 0.0),
    ("sign(z)^2*sin(z)", 0.0, 0.0, 1.0),
    ("(z - 2)*(floor(z) + ceil(-z))", 2.0, 0.0, 0.0),
    ("exp(z)/(1 + exp(z))", 710.0, 1.0, math.exp(-710)),
    ("exp(z)/(1 + exp(z))", 20_000.0, 1.0, 0.0),
    ("exp(z)/(1 + exp(z))", 1e9, 1.0, 0.0),
    ("(z - 800)*exp(z)/(1 + exp(z))", 800.0, 0.0, 1.0),
    ("exp(z)/(exp(z) + exp(-z))", 5_000.0, 1.0, 0.0),
    ("(exp(z) - exp(-z))/(exp(z) + exp(-z))", -5_000.0, -1.0, 0.0),
    ("sinh(z)/cosh(z)", 5_000.0, 1.0, 0.0),
    ("ln(sinh z)", 5_000.0, 5_000.0 - math.log(2.0), 1.0),
    ("ln(cosh z)", -5_000.0, 5_000.0 - math.log(2.0), -1.0),
    ("asinh(exp(z))", 5_000.0, 5_000.0 + math.log(2.0), 1.0),
    ("exp(z)*exp(-z)", 20_000.0, 1.0, 0.0),
    ("sin(exp(-z))/exp(-z)", 20_000.0, 1.0, 0.0),
    ("exp(exp(z)/(1 + exp(z)))", 20_000.0, math.e, 0.0),
    ("sqrt(exp(z))*exp(-z/2)", 5_000.0, 1.0, 0.0),
    ("cbrt(exp(3z))/exp(z)", 5_000.0, 1.0, 0.0),
    ("z^64/(1 + z^64)", 1e300, 1.0, 0.0),
    ("log2(exp(z))", 20_000.0, 20_000.0 / math.log(2.0), 1.0 / math.log(2.0)),
    ("-log(sigmoid(z))", -20_000.0, 20_000.0, -1.0),
    ("-log(1 - sigmoid(z))", 50.0, 50.0, 1.0),
    ("-log(1 - sigmoid(z))", 20_000.0, 20_000.0, 1.0),
    ("-log(1 - 1/(1 + exp(-z)))", 800.0, 800.0, 1.0),
    ("-log(1 - e^z/(e^z + 1))", 20_000.0, 20_000.0, 1.0),
    ("log(1 - tanh(z))", 800.0, math.log(2.0) - 1600.0, -2.0),
    ("log(1 + tanh(z))", -800.0, math.log(2.0) - 1600.0, 2.0),
    ("log(tanh(z) + 1)", -30.0, math.log(2.0) - 60.0, 2.0),
    ("1/(sigmoid(z) - 1)", 40.0, -1.0 - math.exp(40), -math.exp(40)),
    ("log(1 - tanh(z)^2)", 300.0, math.log(4.0) - 600.0, -2.0),
    # what is flat around, however near a kink is
    ("sqrt(max(0, z^2 - 1e-12))", 0.0, 0.0, 0.0),
    ("sqrt(max(0, z^2 - 1e-12))", 9.9e-7, 0.0, 0.0),
    ("sqrt(max(0, |z| - 1e-13))", 0.0, 0.0, 0.0),
    ("sqrt(|max(0, z)|)", -1e-12, 0.0, 0.0),
    ("sqrt(relu(z) + relu(z - 1))", -1e-300, 0.0, 0.0),
    ("cbrt(min(z, 0)) + z", 1e-15, 1e-15, 1.0),
    ("sqrt(max(z, 0) - max(z, 0))", -1e-12, 0.0, 0.0),
    ("sqrt(|0z|)", 1.0, 0.0, 0.0),
    ("sqrt(relu(max(z, -1) + 1))", -2.0, 0.0, 0.0),
    ("sqrt(min(max(z, 0), 1))", 1.0 + 1e-12, 1.0, 0.0),
    ("acos(min(max(z, -1), 1))", 3.0, 0.0, 0.0),
    ("(relu(z) + relu(-z - 1))^0.5", -0.5, 0.0, 0.0),
    ("sqrt(|z|)", 1e-30, 1e-15, 5e14),
    ("sqrt(|z|) sqrt(|z|)", 1e-12, 1e-12, 1.0),
    ("sqrt(|(floor(2z) - sign(z))/z^2|)", 0.9999999999, 0.0, 0.0),
    ("z*atanh(cbrt(z)/2)", 0.0, 0.0, 0.0),
    (
        "cbrt(cbrt(z^2*log(1 + z^2) + 0z)) - 0",
        1.0,
        math.log(2.0) ** (1 / 9),
        math.log(2.0) ** (-8 / 9) * (2 * math.log(2.0) + 1) / 9,
    ),
    ("|sinh(z)*0.1z|*sqrt(min(z^2, 0.5))", 0.0, 0.0, 0.0),
    # what is too large on the way, where that is hidden
    ("min(z + 1, sqrt(z*z))", 1e200, 1e200, 1.0),
    ("min(z, cbrt(z*z))", 1e300, 1e200, 2e-100 / 3.0),
    ("atan(1e200*z*1e200*1e-200*1e-200)", 1.0, math.pi / 4, 0.5),
    ("exp(-(1e200*z*1e200*1e-200*1e-200))", 1.0, math.exp(-1), -math.exp(-1)),
    ("max(z, z*1e300*1e300)*1e-300*1e-300", 1.0, 1.0, 1.0),
    ("sign(1/(z*1e200*1e200))", 1.0, 1.0, 0.0),
    # what is too small on the way
    ("exp(-z) exp(z/2) exp(z/2)", 800.0, 1.0, 0.0),
    ("exp(-800) exp(800) z", 1.0, 1.0, 1.0),
    ("exp(z) exp(700)", -735.0, math.exp(-35), math.exp(-35)),
    ("1/(1/z)", 1e-310, 1e-310, 1.0),
    ("sqrt(z^2)", 1e-170, 1e-170, 1.0),
    ("sqrt(exp(-z)) exp(z/4)", 800.0, math.exp(-200), -0.25 * math.exp(-200)),
    ("1e-300*1e-300*1e300*1e300*z", 1.0, 1.0, 1.0),
    ("1e300/exp(z)", 800.0, 1e300 * math.exp(-400) * math.exp(-400), -1e300 * math.exp(-400) * math.exp(-400)),
    ("log(exp(-z^2))", 40.0, -1600.0, -80.0),
    ("log(sigmoid(z)/2)", -800.0, -800.0 - math.log(2.0), 1.0),
    ("exp(-z)/exp(-z - 1)", 800.0, math.e, 0.0),
    ("sign(exp(-z^2))", 100.0, 1.0, 0.0),
    ("ceil(exp(-z^2))", 100.0, 1.0, 0.0),
    ("cbrt(z^3)*1e200", 1e-150, 1e50, 1e200),
    ("exp(-z)*1e300*1e300", 1000.0, 5.075958897549457e165, -5.075958897549457e165),
    ("1e300 (1 - tanh(z))", 400.0, 7.335749168355373e-48, -1.4671498336710747e-47),
    ("z^2/1e-300", 1e-170, 1e-40, 2e130),
    ("2^(-z)*2^(z - 10)", 1080.0, 2.0**-10, 0.0),
]


@pytest.fixture(params=[np.longdouble, np.float64], ids=["most-digits", "plain-digits"])
def digits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute limits with the most digits that there are, and with no more than other machines have."""
    monkeypatch.setattr(limits, "DIGITS", request.param)


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize(("text", "z", "value", "slope"), SMOOTH)
def test_slopes_are_right_where_a_function_is_smooth(text: str, z: float, value: float, slope: float) -> None:
    got, (derivative,) = parse(text, ("z",)).gradient(z=np.array([z, 0.7]))
    assert (got[0], derivative[0]) == (
        pytest.approx(value, rel=1e-9, abs=1e-300),
        pytest.approx(slope, rel=1e-9, abs=1e-15),
    )
    np.testing.assert_array_equal(parse(text, ("z",)).value(z=z), got[0])
    left, right = parse(text, ("z",)).one_sided(z=z)["z"]
    assert [left, right] == pytest.approx([slope, slope], rel=1e-6, abs=1e-9)


KINKS: list[tuple[str, float, float, float]] = [
    # formula, place, slopes from the left and from the right
    ("|z|", 0.0, -1.0, 1.0),
    ("-|2z|", 0.0, 2.0, -2.0),
    ("|z - 3|", 3.0, -1.0, 1.0),
    ("relu(z)", 0.0, 0.0, 1.0),
    ("max(0, z)", 0.0, 0.0, 1.0),
    ("max(0.01z, z)", 0.0, 0.01, 1.0),
    ("max(z, 2z, 3z)", 0.0, 1.0, 3.0),
    ("min(z, 2z, 3z)", 0.0, 3.0, 1.0),
    ("min(z^2, z)", 1.0, 2.0, 1.0),
    ("exp(|z|)", 0.0, -1.0, 1.0),
    ("|sin z|", 0.0, -1.0, 1.0),
    ("||z| - 1|", 1.0, -1.0, 1.0),
    ("||z| - 1|", 0.0, 1.0, -1.0),
    ("sqrt(max(0, z))", 0.0, 0.0, INF),
    ("sqrt(|z|)", 0.0, -INF, INF),
    ("sqrt(z^2)", 0.0, -1.0, 1.0),
    ("cbrt(z)^2", 0.0, -INF, INF),
    ("cbrt(z)", 0.0, INF, INF),
    ("sqrt(z)", 0.0, NAN, INF),
    ("z^0.5", 0.0, NAN, INF),
    ("z^1.5", 0.0, NAN, 0.0),
    ("sqrt(z)^2", 0.0, NAN, 1.0),
    ("z*sqrt(z)", 0.0, NAN, 0.0),
    ("asin(z)", 1.0, INF, NAN),
    ("|z| + |z|", 0.0, -2.0, 2.0),
    ("|z| - |z|", 0.0, 0.0, 0.0),
    ("max(z, -z)/2", 0.0, -0.5, 0.5),
    ("floor(z)", 2.0, 0.0, 0.0),
    ("sign(z) + z", 0.0, 1.0, 1.0),
    ("z*sign(z)", 0.0, -1.0, 1.0),
    ("z*floor(z)", 2.0, 1.0, 2.0),
    ("z*ceil(z)", 2.0, 2.0, 3.0),
    ("sign(z)*sin(z)", 0.0, -1.0, 1.0),
    ("sin(sign(z)*z)", 0.0, -1.0, 1.0),
    ("exp(z*sign(z))", 0.0, -1.0, 1.0),
    ("round(z)*(z - 0.5)", 0.5, 0.0, 1.0),
    ("round(z)*(z - 1.5)", 1.5, 1.0, 2.0),
    ("floor(z)*ceil(z)*z", -1.0, 2.0, 0.0),
    ("z*floor(z + sign(z))", 0.0, -2.0, 1.0),
    ("z*floor(cos(z))", 0.0, 0.0, 0.0),
    ("z*floor(1 + z^3)", 0.0, 0.0, 1.0),
    ("z*floor(1 - z^2)", 0.0, 0.0, 0.0),
    ("z*floor(1e6 z)", 0.0, -1.0, 0.0),
    ("z*sign(z)^2", 0.0, 1.0, 1.0),
    ("max(z, sign(z))", 0.0, 1.0, 0.0),
    ("|z|*sign(z)", 0.0, 1.0, 1.0),
    ("sqrt(z)*sign(z)", 0.0, NAN, INF),
    ("max(-1, sqrt(z))", 0.0, NAN, INF),
    ("min(max(ceil(z), sqrt(z)), z)", 0.0, NAN, 1.0),
    ("z^(1 + sign(z))", 0.5, 1.0, 1.0),
    ("(z - 1)*floor(z)/z", 1.0, 0.0, 1.0),
    ("z*(z - floor(z))", 3.0, 4.0, 3.0),
    ("relu(sign(z))*z", 0.0, 0.0, 1.0),
    ("cbrt(2z) - 1e200*z*z", 0.0, INF, INF),
    ("|cbrt(1e300 + z) - 800cbrt(z)|", 0.0, -INF, -INF),
    ("cbrt(cbrt(z^(z^2)))", 0.0, NAN, 0.0),
    ("(1e200*z)^z*z", 0.0, NAN, 1.0),
    ("sin(2z) sign(z)^cbrt(z)", 0.0, NAN, 2.0),
]


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize(("text", "z", "left", "right"), KINKS)
def test_both_slopes_at_kinks(text: str, z: float, left: float, right: float) -> None:
    sides = parse(text, ("z",)).one_sided(z=z)["z"]
    np.testing.assert_allclose(sides, (left, right), rtol=1e-9, atol=1e-12)
    _, (slope,) = parse(text, ("z",)).gradient(z=z)
    low, high = (f(x for x in (left, right) if not math.isnan(x)) for f in (min, max))
    assert low <= slope <= high, "a convention between both"


def test_no_factor_0_is_taken_for_one_that_has_become_too_small() -> None:
    z = np.concatenate([np.linspace(-3.0, 3.0, 61), np.zeros(40)])
    for text in ("relu(z)*z", "max(0, z)^2*z", "z^2*z", "z*exp(relu(z))", "relu(z)/(2 + z^2)*relu(-z)", "tanh(z)*z*0"):
        f = parse(text, ("z",))
        assert all(np.isfinite(numbers).all() for numbers in f._by_the_rules({"z": z})), text


@pytest.mark.parametrize("text", ["floor(z)", "sign(z - 1e-300)", "|z|", "sign(sin(z))"])
@pytest.mark.parametrize("z", [1e-16, 1e-12, 1e-9, 3e-300])
def test_beside_a_jump_or_kink_both_sides_are_level(text: str, z: float) -> None:
    (left_jump, left), (right_jump, right) = parse(text, ("z",)).sides(z=z)["z"]
    assert (left_jump, right_jump, left) == (0.0, 0.0, right)


def test_a_step_without_a_value_at_some_points_ends() -> None:
    at = np.array([-1e300, -2.5, 0.0, 1.0, 800.0])
    value, slopes = parse("floor(x^y)", ("x", "y")).gradient(x=at, y=at[::-1])
    assert np.isnan(slopes[:, np.isnan(value)]).all()


def test_a_step_that_is_near_only_beside_the_size_of_the_variable_is_no_kink() -> None:
    assert parse("max(floor(z), z)", ("z",)).one_sided(z=35942575353967.99)["z"] == (1.0, 1.0)


def test_each_variable_has_its_own_sides() -> None:
    assert parse("|x| + y^2", ("x", "y")).one_sided(x=0.0, y=3.0) == {"x": (-1.0, 1.0), "y": (6.0, 6.0)}
    assert parse("max(x, y)", ("x", "y")).one_sided(x=1.0, y=1.0) == {"x": (0.0, 1.0), "y": (0.0, 1.0)}


def smooth(depth: int) -> st.SearchStrategy[str]:
    """Return random formulas that are smooth everywhere."""
    leaves = st.sampled_from(["x", "y", "2", "0.5", "pi"])
    if depth == 0:
        return leaves
    less = smooth(depth - 1)
    ones = ["sin({})", "cos({})", "tanh({})", "sigmoid({})", "softplus({})", "atan({})", "asinh({})", "exp(-({})²)",
            "({})^3", "sqrt(1+({})²)", "1/(1+({})²)", "log(2+sin({}))", "-({})", "ln(1+e^({}))",
            "1/(1+exp(-({})))"]  # fmt: skip
    twos = ["({})+({})", "({})-({})", "({})({})", "({})/(2+sin({}))"]
    return st.one_of(
        leaves,
        st.builds(str.format, st.sampled_from(ones), less),
        st.builds(str.format, st.sampled_from(twos), less, less),
    )


@given(smooth(2), st.floats(-3, 3), st.floats(-3, 3))
@settings(max_examples=200)
@pytest.mark.slow
def test_slopes_of_random_smooth_formulas_are_those_of_difference_quotients(text: str, x: float, y: float) -> None:
    f, h = parse(text, ("x", "y")), 1e-4
    value, slopes = f.gradient(x=x, y=y)
    assert np.isfinite([value, *slopes]).all()
    steps = h * np.array([-2.0, -1.0, 1.0, 2.0])
    rows = np.stack([f.value(x=x + steps, y=y), f.value(x=x, y=y + steps)])
    near, far = (rows[:, 2] - rows[:, 1]) / (2 * h), (rows[:, 3] - rows[:, 0]) / (4 * h)
    assume((np.abs(near - far) <= 1e-3 * (1.0 + np.abs(near))).all())  # where it bends wildly, quotients say nothing
    np.testing.assert_allclose(slopes, (4 * near - far) / 3, rtol=1e-5, atol=1e-6 * (1.0 + abs(value)))


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("1^ln(x)", -1.0),
        ("log(x)^0", -1.0),
        ("(x/x)^(x/1)", 0.0),
        ("(sqrt(x)^sqrt(round(x)))^7", -0.2),
        ("sign((x/x)^x)", 0.0),
        ("0.5 (-e^x)^(-0.5)", 800.0),
        ("(-e^x)^1.5", 800.0),
    ],
)
def test_a_power_of_what_has_no_value_has_none(text: str, x: float) -> None:
    f = parse(text)
    value, (slope,) = f.gradient(x=x)
    assert np.isnan([f.value(x=x), value, slope]).all()
