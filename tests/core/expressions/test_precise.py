"""Values and slopes with all digits, where those of plain numbers have cancelled."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.expressions import FUNCTIONS, parse
from core.expressions.precise import precise
from core.functions.at_point import at_point
from core.functions.ending import ending
from core.functions.plain_function import own_function
from core.functions.slices import secants, slice_along
from core.functions.walk import descend
from core.hyperparameters import InvalidSetting
from core.training.optimizers import SGD


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", [0.3, -0.7, 2.25, 1.7])
def test_every_function_has_the_values_that_plain_numbers_have(name: str, x: float) -> None:
    expression = parse(f"{name}(x, 2x)" if FUNCTIONS[name].many else f"{name}(x)")
    value, slopes = expression.gradient(x=x)
    exact, exact_slopes = precise(expression.tree, {"x": x})
    expected = (float(value), float(slopes[0])) if math.isfinite(value) else (math.nan, math.nan)
    if math.isfinite(value):
        assert (exact, exact_slopes["x"]) == pytest.approx(expected, rel=1e-14)
    else:
        assert math.isnan(exact)


CANCELLED = [
    ("(1-cos x)/x^2", 1e-5, 0.49999999999583333, -8.33333333327777e-7),
    ("(1-cos x)/x^2", 1e-4, 0.49999999958333333, -8.33333332777777e-6),
    ("(e^x-1)/x", 1e-12, 1.0000000000005, 0.5),
    ("ln(1+x)/x", 1e-12, 0.9999999999995, -0.5),
    ("(sqrt(1+x)-1)/x", 1e-12, 0.499999999999875, -0.125),
    ("(tan x - x)/x^3", 1e-5, 0.33333333334666667, 2.6666666668825e-6),
]


@pytest.mark.parametrize(("text", "x", "value", "slope"), CANCELLED)
def test_what_round_off_has_eaten_is_computed_with_more_digits(text: str, x: float, value: float, slope: float) -> None:
    result = at_point(text, f"x={x!r}")
    assert result["value"] == pytest.approx(value, rel=1e-14)
    assert result["derivatives"]["x"] == pytest.approx(slope, rel=1e-10)
    along = slice_along(own_function(text), (x,), 0)
    assert along.slope == secants(own_function(text), (x,), 0).derivative == pytest.approx(slope, rel=1e-10)
    assert along.cancelled
    assert along.value_now == secants(own_function(text), (x,), 0).value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("text", list(dict.fromkeys(text for text, *_ in CANCELLED)))
def test_a_curve_and_its_secants_have_the_digits_that_round_off_has_eaten(text: str) -> None:
    function, x = own_function(text), 1e-12
    along, cut = slice_along(function, (x,), 0, (-1e-6, 1.1e-6), 41), secants(function, (x,), 0)
    exact = [precise(parse(text).tree, {"x": float(v)})[0] for v in along.v]
    np.testing.assert_allclose(along.value, exact, rtol=1e-9)
    after = [precise(parse(text).tree, {"x": x + float(delta)})[0] for delta in cut.deltas]
    np.testing.assert_allclose(cut.after, after, rtol=1e-9)


def test_no_walk_starts_where_round_off_makes_a_value() -> None:
    with pytest.raises(InvalidSetting, match=r"the function has no value at x = 0\.3000"):
        descend(own_function("1/(10x-3)"), SGD(alpha=1e-3), None, (0.3,), 3)
    assert own_function("1/(3x-1.8)", ((-0.9, 0.9),) * 2).start != (0.6,)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("(10x-3)^2", 0.3),
        ("sin x", -math.pi / 2),
        ("x^2 - 2x + 1", 1.0),
        ("x^4-4x^2+x", 1.3469974085277743),
        ("x^2 sin(1/x)", 0.3),
        ("cos(1e5 x)", 2.0),
        ("e^x", 700.0),
    ],
)
def test_what_rounding_of_the_place_would_change_as_much_is_left(text: str, x: float) -> None:
    assert not slice_along(own_function(text), (x,), 0).cancelled


def test_a_minimum_made_by_round_off_is_none() -> None:
    function = own_function("(1-cos x)/x^2")
    path = descend(function, SGD(alpha=1e-9), None, (1e-5,), 3)
    assert "minimum" not in ending(function, path)
