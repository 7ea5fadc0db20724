"""What is said of walks and slices, held against what is computed anew: many walks, and other means than the words'."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.functions.catalogue import FUNCTIONS
from core.functions.ending import LATELY, REACHED, ending
from core.functions.plain_function import PlainFunction, own_function, suited_rate
from core.functions.slices import DELTAS, minima_of, secants, slice_along
from core.functions.walk import FunctionPath, descend
from core.training.optimizers import OPTIMIZERS, SGD, Momentum
from core.training.schedules import InverseTime

TYPED = (
    "x**4 - 3*x**2 + x",
    "sin(5*x)",
    "x**2 + 1000*exp(10*x)",
    "abs(x) + 0.3*sin(4*x)",
    "tanh(3*x)",
    "max(0, x)",
    "x**2 + max(0, 3*x)",
    "exp(-x**2)",
    "x**3",
    "x**2 + y**2",
    "x**2 - y**2",
    "abs(x) + y**2",
    "sin(2*x)*cos(3*y)",
    "100*(y - x**2)**2 + (1 - x)**2",
    "x**2*y**2",
    "x**4 + y**4",
)
LONG = {"rosenbrock", "beale", "wave_fit"}
"""Functions whose basins take thousands of steps to find: walks on them are tested one by one."""
EVERY = [*(each for name, each in FUNCTIONS.items() if name not in LONG), *map(own_function, TYPED)]


@st.composite
def walks(draw: st.DrawFn) -> tuple[PlainFunction, FunctionPath]:
    """A walk of any optimiser on any function, from any place of the range, at a rate from far too small to too big."""
    function = draw(st.sampled_from(EVERY))
    entry = OPTIMIZERS[draw(st.sampled_from(sorted(OPTIMIZERS)))]()
    rate = suited_rate(function, entry) * draw(st.sampled_from((0.01, 0.3, 1.0, 3.0, 30.0)))
    optimizer = replace(entry, alpha=min(rate, 1e6))
    shares = draw(st.tuples(*[st.floats(0.05, 0.95)] * function.dimensions))
    start = tuple(low + share * (high - low) for share, (low, high) in zip(shares, function.ranges, strict=True))
    value, gradient = function.value_and_gradient(np.array(start))
    assume(bool(np.isfinite(value) and np.isfinite(gradient).all()))
    return function, descend(function, optimizer, None, start, draw(st.sampled_from((0, 1, 2, 7, 40, 150))))


def widths(function: PlainFunction) -> Array:
    """Width of each variable's range (d,)."""
    return np.array([high - low for low, high in function.ranges])


def rise(function: PlainFunction) -> float:
    """By how much f rises over its range, on a grid of 41 places along each variable."""
    axes = [np.linspace(*each, 41) for each in function.ranges]
    values = function.value(np.stack([axis.ravel() for axis in np.meshgrid(*axes)]))
    return float(np.ptp(values[np.isfinite(values)]))


def lowest_within(function: PlainFunction, place: Array, share: float) -> Array:
    """The lowest place of a fine grid within ``share`` of the range around ``place`` (d,)."""
    axis = np.linspace(-share, share, {1: 4_001, 2: 161, 3: 41}[function.dimensions])
    grid = np.stack([each.ravel() for each in np.meshgrid(*[axis] * function.dimensions)])
    places = place[:, None] + grid * widths(function)[:, None]
    lowest: Array = places[:, int(np.nanargmin(function.value(places)))]
    return lowest


@pytest.mark.slow
@settings(max_examples=200)
@given(walks())
def test_what_is_said_of_the_end_of_a_walk_holds(walk: tuple[PlainFunction, FunctionPath]) -> None:
    function, path = walk
    words, place, values = ending(function, path), path.points[-1], path.values
    if path.stopped:
        assert words == path.stopped
        return
    if words.startswith("Reached"):
        off = np.abs(path.points[-LATELY - 1 :] - place) / widths(function)
        assert off.max() <= REACHED, "it has not stayed there"
        lowest = np.abs(lowest_within(function, place, 2.0 * REACHED) - place) / widths(function)
        assert lowest.max() <= 1.1 * REACHED, "there is no minimum so near"
    if words.startswith(("Reached", "Near", "Is passing")) and " the lowest point" in words:
        inside = function.value(np.stack([np.linspace(*each, 41) for each in function.ranges]))
        assert float(function.value(np.array(function.minima[0]))) <= np.nanmin(inside) + 1e-9
    if words.startswith("Is passing"):
        before = path.points[-2]
        minima = np.array(function.minima) if function.minima else lowest_within(function, place, REACHED)[None]
        near = minima[np.argmin(np.abs((minima - place) / widths(function)).max(axis=1))]
        assert np.dot(before - near, place - near) <= 0.0 or np.linalg.norm(place - near) >= np.linalg.norm(
            before - near
        )
    if "flat" in words:
        assert np.max(np.abs(path.gradients[-1]) * widths(function)) <= 2e-4 * rise(function)
    if words.startswith(("Climbs", "Diverges")):
        assert np.all(np.diff(values[-6:]) > 0.0)
        assert values[-1] > values[0]
    if words.startswith("Diverges"):
        assert values[-1] - values.min() > 5.0 * rise(function)
    if words.startswith("Has not got lower"):
        assert values[-5:].min() >= values[:-5].min()
    if words.startswith("Still on its way") and len(values) > LATELY:
        assert values[-5:].min() < values[:-5].min()


@pytest.mark.parametrize("start", [2.0, 1.9, 1.5])
@pytest.mark.parametrize("steps", range(1, 12))
def test_nothing_is_reached_while_flying_through(start: float, steps: int) -> None:
    function = FUNCTIONS["two_minima"]
    path = descend(function, Momentum(alpha=0.02), None, (start,), steps)
    later = descend(function, Momentum(alpha=0.02), None, (start,), steps + 8).points[-9:]
    if np.ptp(later) > REACHED * 4.4:
        assert "Reached" not in ending(function, path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start", "text"),
    [("beale", (4.0, 4.0), ""), ("", (0.0,), "x**2 + 1000*exp(10*x)"), ("", (-0.23,), "x**2 + 1000*exp(10*x)")],
)
@pytest.mark.parametrize("steps", [2])
def test_a_steep_place_is_never_flat(name: str, start: tuple[float, ...], text: str, steps: int) -> None:
    function = own_function(text) if text else FUNCTIONS[name]
    path = descend(function, SGD(alpha=1e-7), None, start, steps)
    assert np.abs(path.gradients[-1]).max() > 10.0
    assert "flat" not in ending(function, path)


@pytest.mark.parametrize("text", ["x**2", "(x - 1)**2 + (y + 0.5)**2", "sin(x)", "x - log(x + 4)", "abs(x - 0.7)"])
def test_a_typed_function_has_minima_too(text: str) -> None:
    function = own_function(text)
    path = descend(function, SGD(alpha=0.1), InverseTime(decay=0.03), steps=1_500)
    assert ending(function, path).startswith("Reached a minimum")


@settings(max_examples=200)
@given(st.floats(-2.9, 2.9), st.floats(0.01, 1e4), st.floats(-1e3, 1e3), st.sampled_from((2.0, 4.0, 1.0)))
@pytest.mark.slow
def test_a_valley_is_found_wherever_it_lies_between_two_samples(at: float, a: float, c: float, power: float) -> None:
    v = np.linspace(-3.0, 3.0, 401)

    def valley(x: Array) -> Array:
        height: Array = a * np.abs(x - at) ** power + c
        return height

    found = minima_of(valley, v, valley(v))
    assert found.shape == (1, 2)
    assert found[0, 0] == pytest.approx(at, abs=0.016)
    assert found[0, 1] <= valley(v).min() + 1e-9 * a


@settings(max_examples=200)
@given(st.floats(1.0, 60.0), st.floats(0.0, 6.28))
def test_every_valley_of_a_wave_is_found(rate: float, shift: float) -> None:
    v = np.linspace(-3.0, 3.0, 401)
    found = minima_of(lambda x: np.sin(rate * x + shift), v, np.sin(rate * v + shift))
    k = np.arange(-100, 100)
    places = (1.5 * np.pi + 2.0 * np.pi * k - shift) / rate
    inside = places[np.abs(places) < 3.0 - 0.03]
    assert all(np.abs(found[:, 0] - each).min() < 1e-3 for each in inside)
    assert len(inside) <= len(found) <= len(inside) + 2


@pytest.mark.parametrize("text", ["max(0, x)", "x", "1/x", "tan(x)", "log(abs(x))", "-1/x**2", "-max(1, x)"])
def test_shelves_edges_and_poles_are_no_minima(text: str) -> None:
    assert slice_along(own_function(text), (1.0,), 0).minima.shape == (0, 2)


@settings(max_examples=300)
@given(st.sampled_from(EVERY), st.floats(0.05, 0.95), st.integers(0, len(DELTAS) - 1), st.booleans())
@pytest.mark.slow
def test_what_is_said_of_a_secant_holds(function: PlainFunction, share: float, at: int, flip: bool) -> None:
    point = tuple(low + share * (high - low) for low, high in function.ranges)
    if not np.isfinite(function.value_and_gradient(np.array(point))[0]):
        return
    table = secants(function, point, 0, -DELTAS if flip else DELTAS)
    words, error = table.words(at), float(table.errors[at])
    size = max(abs(float(table.quotients[at])), abs(float(table.limits[at])))
    if "agree" in words or "almost" in words:
        assert error <= max(1e-3 * size, float(table.noise[at]))
    if "larger Δ does better" in words:
        assert np.any(table.errors[:at] < error)
    if "twelve digits" in words:
        assert error <= 1e-12 * size
    if "round-off." in words:
        assert float(table.noise[at]) > 0.1 * size
    if match := re.search(r"tend to (\S+) for Δ > 0, to (\S+) for Δ < 0", words):
        right, left = (float(each.replace("−", "-")) for each in match.groups())
        assert right != left


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("(1e16 + x^2 + y^2) - 1e16", True),
        ("y^2 + (x+1e9)^2 - (x^2+1e18+2e9x)", True),
        ("x^2 + y^2", False),
        ("(1-cos(1e-7x))/1e-14 + y^2", False),
        ("1/x + floor(y)", False),
        ("x*0 + 3 + y*0", False),
    ],
)
def test_it_is_known_where_round_off_shows_in_a_surface(text: str, rounded: bool) -> None:
    function = own_function(text)
    assert any(slice_along(function, function.start, index).rounded for index in (0, 1)) == rounded
