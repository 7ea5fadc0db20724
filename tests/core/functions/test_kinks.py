"""Kinks are found from values alone: where they are, and nowhere else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.functions.at_point import at_point
from core.functions.catalogue import ENTRIES, FUNCTIONS
from core.functions.ending import ending
from core.functions.kinks import Jump, Kink
from core.functions.plain_function import PlainFunction, own_function
from core.functions.slices import broken_along, kink_along, secants, slice_along
from core.functions.walk import descend
from core.training.optimizers import SGD


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("abs(x)", 0.0, -1.0, 1.0),
        ("abs(x)", 4.4e-16, -1.0, 1.0),  # where a walk that ought to end at 0 ends
        ("max(0, x)", 0.0, 0.0, 1.0),
        ("max(x, 0.01*x)", 0.0, 0.01, 1.0),
        ("min(x, x**2)", 1.0, 2.0, 1.0),
        ("min(x, x**2)", 0.0, 1.0, 0.0),
        ("abs(x**2 - 1)", 1.0, -2.0, 2.0),
        ("abs(sin(x))", math.pi, -1.0, 1.0),
        ("abs(x - 1) + exp(x)", 1.0, math.e - 1.0, math.e + 1.0),
        ("abs(x) + 1000", 0.0, -1.0, 1.0),
        ("0.001*abs(x) + 5", 0.0, -0.001, 0.001),
        ("1/x + abs(x - 1)", 1.0, -2.0, 0.0),
        ("1e300*abs(x)", 0.0, -1e300, 1e300),
        ("x*abs(x) + 100*abs(x - 2)", 2.0, -96.0, 104.0),
        ("acos(cos(x))", 0.0, -1.0, 1.0),
        ("asin(sin(x))", math.pi / 2, 1.0, -1.0),
        ("sqrt(1 - cos(x))", 0.0, -math.sqrt(0.5), math.sqrt(0.5)),
    ],
)
def test_slopes_on_both_sides_of_a_kink(text: str, x: float, left: float, right: float) -> None:
    kink = kink_along(own_function(text), (x,), 0)
    assert kink is not None
    assert (kink.left, kink.right) == pytest.approx((left, right), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        *[("abs(x)", beside) for beside in (1e-11, 1e-9, -1e-7, 1e-3, 0.13)],
        ("exp(5*x)", 2.0), ("exp(700*x)", 1.0), ("x**4", 2.9), ("x**4", 0.0), ("x**2 - 2*x + 1", 1.0),
        ("x**3 - 3*x**2 + 3*x - 1", 1.0), ("x*abs(x)", 0.0), ("abs(x)**3", 0.0), ("abs(x)**1.1", 0.0),
        ("1/x", 1e-7), ("1/x", 1e-3), ("1/x", 0.5), ("tan(x)", 1.57), ("tan(x)", 1.5707963), ("log(x)", 1e-9),
        ("sqrt(x)", 1e-9), ("sqrt(abs(x))", 0.0), ("x/abs(x)", 1e-9), ("sin(1000*x)", 1.0), ("sin(1/x)", 1e-3),
        ("tanh(1000*x)", 0.0), ("tanh(1000000*x)", 1e-6), ("0*x", 1.0), ("10*x + 30", 8.0),
        ("sqrt(x**4)", 0.0), ("cbrt(x)", 0.0), ("max(x, 0) + min(x, 0)", 0.0),
        *[(f"sqrt(x**2 + 1e-{n})", 0.0) for n in (6, 12, 16, 20)],
    ],
)  # fmt: skip
def test_what_is_smooth_steep_or_a_pole_is_no_kink(text: str, x: float) -> None:
    assert kink_along(own_function(text), (x,), 0) is None


@pytest.mark.parametrize("function", ENTRIES, ids=lambda function: function.name)
def test_the_catalogue_has_its_one_kink_and_no_other(function: PlainFunction) -> None:
    random = np.random.default_rng(3)
    low, high = np.array(function.ranges).T
    points = [tuple(random.uniform(low, high).tolist()) for _ in range(100)]
    points += [tuple(np.round(point).tolist()) for point in points[:30]] + [*function.minima, function.start]
    for point in points:
        for index in range(function.dimensions):
            expected = Kink(-1.0, 1.0) if function.name == "kink" and point == (0.0,) else None
            assert kink_along(function, point, index) == expected, point


def test_of_two_variables_one_may_have_a_kink() -> None:
    function = own_function("abs(x) + y**2")
    along = [slice_along(function, (0.0, 1.0), index) for index in (0, 1)]
    assert along[0].kink == Kink(-1.0, 1.0)
    assert along[1].kink is None
    assert kink_along(function, (0.5, 0.0), 0) is None


def test_secants_tend_to_the_slope_on_their_side() -> None:
    table = secants(FUNCTIONS["kink"], (0.0,), 0, np.array([1.0, 1e-3, -1e-3, -1.0]))
    assert table.limits.tolist() == [1.0, 1.0, -1.0, -1.0]
    assert table.errors.tolist() == [0.0] * 4
    assert table.words(0) == "There is no tangent: secants tend to 1.00 for Δ > 0, to −1.00 for Δ < 0."
    beside = secants(FUNCTIONS["kink"], (0.5,), 0, np.array([-1.0]))
    assert beside.kink is None
    assert beside.errors.tolist() == [1.0]


def test_where_kinks_cancel_the_tangent_is_that_of_both_sides() -> None:
    function = own_function("max(x, 0) + min(x, 0)")
    assert (slice_along(function, (0.0,), 0).slope, secants(function, (0.0,), 0).derivative) == (1.0, 1.0)


def test_a_walk_that_stands_on_a_kink_says_so() -> None:
    function = own_function("abs(x)")
    path = descend(function, SGD(alpha=0.1), start=(0.0,), steps=3)
    assert ending(function, path) == "Reached a minimum, at a kink along x: x = 0, f = 0."


@pytest.mark.parametrize(
    ("text", "x", "jump"),
    [
        ("sign x", 0.0, Jump(-1.0, 0.0, 1.0)),
        ("floor x", 2.0, Jump(-1.0, 2.0, 0.0)),
        ("sign(0.2x-1)", 5.0, Jump(-1.0, 0.0, 1.0)),
        ("x*floor(x)", 1.0, Jump(-1.0, 1.0, 0.0)),
    ],
)
def test_a_jump_is_no_flat_place(text: str, x: float, jump: Jump) -> None:
    function = own_function(text)
    assert broken_along(function, (x,), 0) == slice_along(function, (x,), 0).broken == jump
    table = secants(function, (x,), 0)
    assert np.isnan(table.limits).all()
    assert table.words(3) == "There is no tangent: the function jumps here."
    at_x = ending(function, descend(function, SGD(alpha=0.1), start=(x,), steps=0))
    assert at_x.startswith("At a jump along x, where there is no slope: ")
    assert at_point(text, f"x={x}")["words"] == f"No derivative along x: jump, {jump.words}."


@pytest.mark.parametrize(("text", "x"), [("sign x", 0.5), ("x*sign(x)", 0.0), ("floor x", 2.5), ("x^2*sign(x)", 0.0)])
def test_beside_a_jump_there_is_none(text: str, x: float) -> None:
    assert not isinstance(broken_along(own_function(text), (x,), 0), Jump)
