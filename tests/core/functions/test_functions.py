"""The catalogue of plain functions, own functions, slices and secants."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.expressions import ExpressionError, parse
from core.functions.catalogue import FUNCTIONS
from core.functions.curve_fit import ARTICLE_FIT, CurveFit
from core.functions.plain_function import PlainFunction, finite_places, own_function, suited_rate
from core.functions.slices import Secants, secants, slice_along
from core.functions.walk import descend
from core.hyperparameters import InvalidSetting
from core.training.optimizers import OPTIMIZERS, SGD
from tests.core.samples import entries, title

ALL = list(FUNCTIONS.values())


def places(function: PlainFunction, count: int = 40) -> Array:
    rng = np.random.default_rng(8)
    return np.stack([rng.uniform(low, high, count) for low, high in function.ranges])


@pytest.mark.parametrize("function", ALL, ids=title)
def test_gradients_are_those_of_difference_quotients(function: PlainFunction) -> None:
    points, h = places(function), 1e-5
    value, gradient = function.value_and_gradient(points)
    np.testing.assert_array_equal(value, function.value(points))
    for i, bump in enumerate(h * np.eye(function.dimensions)[:, :, None]):
        quotient = (function.value(points + bump) - function.value(points - bump)) / (2 * h)
        np.testing.assert_allclose(gradient[i], quotient, rtol=1e-6, atol=1e-6 * (1 + np.abs(value).max() * 1e-3))


@pytest.mark.parametrize("function", ALL, ids=title)
def test_shown_partial_derivatives_are_the_gradient(function: PlainFunction) -> None:
    points = places(function)
    assert len(function.partial_texts) == (0 if function.name == "wave_fit" else function.dimensions)
    for row, text, latex in zip(
        function.gradient(points), function.partial_texts, function.partial_formulas, strict=False
    ):
        partial = parse(text, function.variables)
        shown = partial.value(**dict(zip(function.variables, points, strict=True)))
        np.testing.assert_allclose(row, shown, rtol=1e-10, atol=1e-9 * np.abs(row).max())
        assert latex.endswith(partial.latex)


PARTIALS = {
    "himmelblau": lambda x, y: (4*x**3 + 4*x*y - 42*x + 2*y*y - 14, 2*x*x + 4*x*y + 4*y**3 - 26*y - 22),
    "rosenbrock": lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    "monkey_saddle": lambda x, y: (3 * x * x - 3 * y * y, -6 * x * y),
    "valley": lambda x, y: (2 * x, 50 * y),
    "three_variables": lambda a, b, c: (10 * a, 8 + 0 * b, 35 + 0 * c),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTIALS)
def test_gradients_are_those_worked_out_by_hand(name: str) -> None:
    points = places(FUNCTIONS[name])
    np.testing.assert_allclose(FUNCTIONS[name].gradient(points), PARTIALS[name](*points), rtol=1e-10, atol=1e-9)


@pytest.mark.parametrize("function", ALL, ids=title)
def test_known_minima_are_minima_the_lowest_first(function: PlainFunction) -> None:
    values = [float(function.value(np.array(minimum))) for minimum in function.minima]
    assert values == sorted(values) or np.ptp(values) < 1e-20
    rng = np.random.default_rng(3)
    for minimum, value in zip(function.minima, values, strict=True):
        around = np.array(minimum)[:, None] + 1e-3 * rng.normal(size=(function.dimensions, 50))
        assert (function.value(around) > value).all()
        assert np.abs(function.gradient(np.array(minimum))).max() < 1e-11


@pytest.mark.parametrize("function", ALL, ids=title)
def test_starts_lie_in_range_and_points_of_any_shape_are_taken(function: PlainFunction) -> None:
    assert all(low <= x <= high for x, (low, high) in zip(function.start, function.ranges, strict=True))
    points = places(function, 12)
    grid = points.reshape(-1, 3, 4)
    assert np.array_equal(function.value(grid).ravel(), function.value(points))
    assert np.array_equal(function.gradient(grid).reshape(points.shape), function.gradient(points))
    assert function.value(np.array(function.start)).shape == ()
    assert function.gradient(np.array(function.start)).shape == (function.dimensions,)


def test_the_articles_fit_has_its_settings() -> None:
    fit = ARTICLE_FIT
    assert (fit.a, fit.b, fit.count, fit.noise) == (1.2, 2.5, 200, 0.1)
    assert (fit.x[0], fit.x[-1], len(fit.y)) == (-1.0, 1.0, 200)
    assert float(np.std(fit.y - np.sin(2.5 * np.cos(1.2 * fit.x)))) == pytest.approx(0.1, rel=0.15)
    by_hand = sum((math.sin(0.7 * math.cos(-2 * x)) - y) ** 2 for x, y in zip(fit.x, fit.y, strict=True)) / 200
    assert float(fit.value(np.array([-2.0, 0.7]))) == pytest.approx(by_hand, rel=1e-13)
    entry = FUNCTIONS["wave_fit"]
    assert (entry.start, entry.alpha, entry.steps) == ((-1.0, -1.5), 0.04, 180)


def test_many_places_are_worked_through_in_chunks() -> None:
    points = np.random.default_rng(1).uniform(-5, 5, (2, 5000))
    few = CurveFit(count=20)
    np.testing.assert_array_equal(few.value(points)[4000:], few.value(points[:, 4000:]))


def test_own_functions_have_the_variables_that_occur() -> None:
    assert own_function("x**2").variables == ("x",)
    f = own_function("sin(x)*y")
    assert f.variables == ("x", "y")
    assert f.formula == r"f(x, y) = \sin\left(x\right)\,y"
    np.testing.assert_allclose(f.gradient(np.array([0.5, 2.0])), [2 * math.cos(0.5), math.sin(0.5)])


@pytest.mark.parametrize("text", ["log(-x)", "sqrt(x - 1)", "1/(x - 2)", "log(y - x) + x**2"])
def test_own_functions_start_away_from_where_they_end(text: str) -> None:
    f = own_function(text)
    assert descend(f, SGD(alpha=f.alpha), steps=3).steps == 3


def test_own_functions_start_where_they_have_a_value() -> None:
    (start,) = own_function("log(-x)").start
    assert start < 0.0
    assert own_function("x**2").start == (2.0,)
    x, y = own_function("sqrt(-x) + log(y)").start
    assert x < 0.0 < y


@pytest.mark.parametrize(
    "text", ["log(-1 - x**2)", "1/(x - x)", "sqrt(x - 10)", "exp(exp(9 + x**2))", "log(-exp(x + y))"]
)
def test_functions_that_are_nowhere_finite_are_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"no finite value .* −3 to 3.* Choose another") as caught:
        own_function(text)
    assert caught.value.position == (0, len(text))


def test_another_range_is_asked_about_and_an_empty_one_refused() -> None:
    function = own_function("sqrt(x)")
    assert finite_places(function).shape[1] == 300, "not at 0, where the slope is infinite"
    with pytest.raises(InvalidSetting, match="x from −3 to −1"):
        finite_places(function, ((-3.0, -1.0),))
    with pytest.raises(InvalidSetting, match="to a larger number"):
        finite_places(function, ((1.0, 1.0),))


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_suited_rates_are_allowed_settings(optimizer: object) -> None:
    for function in ALL:
        rate = suited_rate(function, optimizer)  # type: ignore[arg-type]
        assert type(optimizer).of({"alpha": rate}).alpha == rate  # type: ignore[attr-defined]


def test_a_slice_holds_the_other_variables_and_its_slope_is_the_partial_derivative() -> None:
    function = FUNCTIONS["himmelblau"]
    cut = slice_along(function, (1.0, 2.0), 0)
    np.testing.assert_array_equal(cut.value, [function.value(np.array([v, 2.0])) for v in cut.v])
    assert (cut.now, cut.value_now) == (1.0, float(function.value(np.array([1.0, 2.0]))))
    assert cut.slope == function.gradient(np.array([1.0, 2.0]))[0]
    assert cut.tangent(np.array([1.0, 2.0])).tolist() == [cut.value_now, cut.value_now + cut.slope]


def test_minima_of_slices_are_found_and_poles_are_none() -> None:
    found = slice_along(FUNCTIONS["two_minima"], (0.0,), 0).minima
    np.testing.assert_allclose(found[:, 0], [-1.3008395659415772, 1.1309011226299859], atol=1e-7)
    assert slice_along(FUNCTIONS["kink"], (1.0,), 0).minima[0] == pytest.approx([0.0, 0.0], abs=1e-7)
    for pole in ("1/x", "tan(x)", "log(abs(x))", "-1/x**2", "log(x)", "3", "x"):
        assert slice_along(own_function(pole), (1.0,), 0).minima.shape == (0, 2), pole


def test_the_secant_becomes_the_tangent_until_round_off_takes_over() -> None:
    table = secants(FUNCTIONS["growth"], (3.0,), 0)
    assert table.derivative == 30.0
    np.testing.assert_allclose(table.quotients[:5], 30.0 + 5.0 * table.deltas[:5], rtol=1e-9)
    assert table.errors[7] < 1e-5 < table.errors[14]
    assert "cuts the curve" in table.words(0)
    assert "almost the tangent" in table.words(4)
    assert "round-off" in table.words(15)
    assert (table.errors <= 5.0 * table.deltas + 2.0 * table.noise).all()


def test_secants_of_a_line_are_its_tangent_and_odd_places_are_said() -> None:
    assert "agree" in secants(FUNCTIONS["line"], (3.0,), 0).words(2)
    log: Secants = secants(own_function("log(x)"), (0.5,), 0, np.array([-1.0, 1e-3]))
    assert "no finite value" in log.words(0)
    with pytest.raises(InvalidSetting, match="other than 0"):
        secants(FUNCTIONS["line"], (3.0,), 0, np.array([0.0]))


def test_texts_of_the_catalogue_can_be_typed_again() -> None:
    for function in ALL:
        if function.text:
            assert parse(function.text, function.variables).text == function.text
