"""Optimisers on plain functions, beside their rules on gradients by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.functions.catalogue import FUNCTIONS
from core.functions.curve_fit import ARTICLE_FIT
from core.functions.ending import basin, ending
from core.functions.plain_function import PlainFunction, own_function, suited_rate
from core.functions.walk import descend
from core.hyperparameters import InvalidSetting
from core.training.optimizers import OPTIMIZERS, SGD, Adam, Optimizer
from core.training.schedules import ConstantRate, InverseTime, Schedule
from tests.core.samples import entries, title

STEPS = 200
CHAOTIC = 0.05
"""RMSProp is that much slower here: at the bottom it jumps to and fro by ± α for ever, and such jumps magnify a
last digit that was rounded otherwise step by step, in whatever way they are computed."""
List = list[float]
DATA = list(zip(ARTICLE_FIT.x.tolist(), ARTICLE_FIT.y.tolist(), strict=True))


def wave(p: List) -> List:
    a, b = p
    errors = [(x, math.cos(a * x), math.sin(b * math.cos(a * x)) - y) for x, y in DATA]
    by_a = [2 * e * math.cos(b * c) * b * -math.sin(a * x) * x for x, c, e in errors]
    by_b = [2 * e * math.cos(b * c) * c for x, c, e in errors]
    return [math.fsum(by_a) / 200, math.fsum(by_b) / 200]


def beale(p: List) -> List:
    x, y = p
    u, v, w = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return [
        2 * u * (y - 1) + 2 * v * (y * y - 1) + 2 * w * (y**3 - 1),
        2 * u * x + 2 * v * 2 * x * y + 2 * w * 3 * x * y * y,
    ]


SLOPES: dict[str, Callable[[List], List]] = {
    "line": lambda p: [10.0],
    "growth": lambda p: [10 * p[0]],
    "costs": lambda p: [10 * (p[0] - 4)],
    "parabola": lambda p: [2 * p[0]],
    "two_minima": lambda p: [4 * p[0] ** 3 - 6 * p[0] + 1],
    "kink": lambda p: [float((p[0] > 0) - (p[0] < 0))],
    "three_variables": lambda p: [10 * p[0], 8.0, 35.0],
    "bowl": lambda p: [2 * p[0], 2 * p[1]],
    "valley": lambda p: [2 * p[0], 50 * p[1]],
    "saddle": lambda p: [2 * p[0], -2 * p[1]],
    "monkey_saddle": lambda p: [3 * p[0] ** 2 - 3 * p[1] ** 2, -6 * p[0] * p[1]],
    "himmelblau": lambda p: [
        4 * p[0] * (p[0] ** 2 + p[1] - 11) + 2 * (p[0] + p[1] ** 2 - 7),
        2 * (p[0] ** 2 + p[1] - 11) + 4 * p[1] * (p[0] + p[1] ** 2 - 7),
    ],
    "rosenbrock": lambda p: [
        -2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2),
        200 * (p[1] - p[0] ** 2),
    ],
    "beale": beale,
    "two_basins": lambda p: [4 * p[0] * (p[0] ** 2 - 1) + 0.3, 2 * p[1]],
    "wave_fit": wave,
}
"""Gradients by hand."""


def reference(function: PlainFunction, optimizer: Optimizer, schedule: Schedule, steps: int) -> list[List]:
    """Return the places of ``steps`` steps by the optimiser's rule, as students read it."""
    p = np.array(function.start)
    slots, path = np.zeros((len(optimizer.slots), len(p))), [p.tolist()]
    for k in range(steps):
        alpha, g = optimizer.alpha * schedule.factor(k), np.array(SLOPES[function.name](path[-1]))
        Optimizer.update(optimizer, p, g, slots, alpha, k + 1, np.empty_like(p))
        path.append(p.tolist())
    return path


@pytest.mark.parametrize(
    ("name", "schedule"),
    [*((name, ConstantRate()) for name in FUNCTIONS), ("rosenbrock", InverseTime()), ("line", InverseTime())],
    ids=title,
)
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
@pytest.mark.slow
def test_200_steps_follow_the_rule(name: str, optimizer: Optimizer, schedule: Schedule) -> None:
    function = FUNCTIONS[name]
    slower = CHAOTIC if optimizer.name == "rmsprop" else 1.0
    optimizer = replace(optimizer, alpha=slower * suited_rate(function, optimizer))
    path = descend(function, optimizer, schedule, steps=STEPS)
    assert path.steps == STEPS
    expected = reference(function, optimizer, schedule, STEPS)
    np.testing.assert_allclose(path.points, expected, rtol=1e-12, atol=1e-12)


def test_a_path_is_what_it_says() -> None:
    function = FUNCTIONS["himmelblau"]
    path = descend(function, SGD(alpha=0.01), InverseTime(decay=0.1), steps=7)
    assert path.points.shape == path.gradients.shape == (8, 2)
    np.testing.assert_array_equal(path.values, function.value(path.points.T))
    np.testing.assert_array_equal(path.gradients.T, function.gradient(path.points.T))
    np.testing.assert_allclose(path.rates, [0.01 / (1 + 0.1 * k) for k in range(7)])
    np.testing.assert_allclose(path.points[1:], path.points[:-1] - path.rates[:, None] * path.gradients[:-1])
    assert path.stopped == ""
    assert not path.points.flags.writeable


def test_equal_runs_are_equal_to_the_bit_and_longer_ones_begin_the_same() -> None:
    short, long = (descend(FUNCTIONS["rosenbrock"], Adam(alpha=0.02), steps=n) for n in (50, 120))
    assert short.points.tobytes() == long.points[:51].tobytes()


def test_no_steps_are_a_path_of_one_point() -> None:
    path = descend(FUNCTIONS["bowl"], SGD(), steps=0)
    assert path.points.shape == (1, 2)
    assert "on its way" in ending(FUNCTIONS["bowl"], path)


@pytest.mark.slow
def test_the_articles_path_ends_in_a_wrong_basin() -> None:
    function = FUNCTIONS["wave_fit"]
    path = descend(function, SGD(alpha=function.alpha))
    assert path.steps == 180
    assert path.points[-1] == pytest.approx([-0.81, 1.12], abs=0.02)
    assert [path.values[k] for k in (0, 30, 60, 100)] == pytest.approx([3.12, 0.76, 0.27, 0.08], rel=0.05)
    assert 0.041 <= path.values[-1] <= 0.048
    assert "not the lowest: a = 0, b = 0.9885" in ending(function, path)
    far = descend(function, SGD(alpha=function.alpha), steps=3000)
    assert far.points[-1] == pytest.approx([0.0, 0.98], abs=0.02)
    assert ending(function, far).startswith("Near a minimum that is not the lowest, and still on its way there")
    assert basin(function, (1.0, 2.0)) == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bowl", "Near the lowest point, and still on its way there"),
        ("two_minima", "Reached a minimum that is not the lowest"),
        ("himmelblau", "Reached a lowest point"),
        ("two_basins", "Near a minimum that is not the lowest, and still on its way there"),
        ("kink", "Has not got lower in the last 5 steps"),
        ("saddle", "Still on its way"),
        ("line", "Still on its way"),
        ("beale", "basin belongs to the lowest point"),
    ],
)
def test_endings_are_told_truly(name: str, words: str) -> None:
    function = FUNCTIONS[name]
    assert words in ending(function, descend(function, SGD(alpha=function.alpha)))


@pytest.mark.parametrize("name", ["bowl", "two_basins"])
def test_a_minimum_is_reached_once_the_walk_has_come_to_rest_there(name: str) -> None:
    function = FUNCTIONS[name]
    path = descend(function, SGD(alpha=function.alpha), steps=4 * function.steps)
    assert ending(function, path).startswith("Reached")


@pytest.mark.parametrize(
    ("text", "start", "alpha", "steps", "words"),
    [
        ("x^4", (1.0,), 0.1, 500, "Near a minimum, and still on its way there: x = 0.04969"),
        ("x^2 + y^4", (1.0, 1.0), 0.1, 500, "Near a minimum, and still on its way there"),
        ("cos(50x)/50 + x^2", (1.0,), 0.0005, 4_000, "Reached a minimum: x = 0.4199"),
        ("x^2", (1.0,), 0.1, 500, "Reached a minimum"),
    ],
)
def test_what_still_moves_has_reached_no_minimum(
    text: str, start: tuple[float, ...], alpha: float, steps: int, words: str
) -> None:
    function = own_function(text)
    assert ending(function, descend(function, SGD(alpha=alpha), None, start, steps)).startswith(words)


def test_a_walk_that_diverges_is_called_so() -> None:
    function = own_function("x**2")
    assert "Diverges" in ending(function, descend(function, SGD(alpha=1.2), start=(3.0,), steps=40))


def test_a_steep_place_is_not_called_flat() -> None:
    function = own_function("exp(exp(exp(x)))")
    assert "flat" not in ending(function, descend(function, SGD(alpha=1e-9), start=(1.8,), steps=0))


def test_a_walk_stops_where_the_function_ends_and_says_where() -> None:
    function = own_function("sqrt(x)")
    path = descend(function, SGD(alpha=0.5), start=(1.0,), steps=50)
    assert 0 < path.steps < 50
    assert np.isfinite(path.points).all()
    assert path.stopped == ending(function, path)
    assert f"Stopped after {path.steps} steps: the function has no value at x = −" in path.stopped


def test_divergence_stops_at_the_last_finite_place() -> None:
    path = descend(FUNCTIONS["two_minima"], SGD(alpha=1.0), steps=200)
    assert path.steps < 20
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.gradients).all()
    assert "too large for a number" in path.stopped


@pytest.mark.parametrize(
    ("text", "start", "words"),
    [
        ("1/x", 0.0, "no value at x = 0"),
        ("exp(x)^2", 1e3, "too large for a number at x = 1000"),
        ("log(x)", -1.0, "no value at x = −1"),
        ("sqrt(x)", 0.0, "no finite slope at x = 0"),
    ],
)
def test_it_cannot_start_where_there_is_nothing(text: str, start: float, words: str) -> None:
    with pytest.raises(InvalidSetting, match="Choose another start") as caught:
        descend(own_function(text), SGD(), start=(start,))
    assert caught.value.setting == "start"
    assert words in str(caught.value)


@pytest.mark.parametrize("start", [(1.0,), (1.0, math.nan), (1.0, 2.0, 3.0)])
def test_starts_of_the_wrong_kind_are_refused(start: tuple[float, ...]) -> None:
    with pytest.raises(InvalidSetting, match="one finite number for each variable: x, y"):
        descend(FUNCTIONS["bowl"], SGD(), start=start)


@pytest.mark.parametrize("steps", [-1, 10**9, 2.5, True])
def test_odd_numbers_of_steps_are_refused(steps: int) -> None:
    with pytest.raises(InvalidSetting, match="number of steps"):
        descend(FUNCTIONS["bowl"], SGD(), steps=steps)


def test_a_walk_stops_before_a_pole_that_round_off_makes_a_number_of() -> None:
    function, alpha = own_function("tan(x)"), 0.0743287150816786
    assert 2.0 - alpha * function.value_and_gradient(np.array([2.0]))[1][0] == np.pi / 2
    path = descend(function, SGD(alpha=alpha), start=(2.0,), steps=3)
    assert path.steps == 0
    assert path.stopped == "Stopped after 0 steps: the function has no value at x = 1.571, where step 1 would go."
