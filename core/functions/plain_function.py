"""A plain function for descents without a network, from the catalogue or typed by the user."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.expressions import ExpressionError, parse
from core.hyperparameters import InvalidSetting
from core.training.optimizers import Optimizer
from core.values import dataclass

Point = tuple[float, ...]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class PlainFunction:
    """A function f of d variables.

    Attributes
    ----------
    name, title, help
        Its key in `FUNCTIONS`, its name on screen, and what it shows.
    variables
        Names of the variables (d), in the order of all points and gradients.
    formula
        LaTeX, e.g. ``f(x) = x^{2}``.
    partial_texts, partial_formulas
        ∂f/∂v for each variable, as typed, and as LaTeX, e.g. ``\\frac{df}{dx} = 2\\,x``; empty if only
        their values are known.
    value, value_and_gradient
        f, or f and its exact partial derivatives (d × n), at points (d × n); n may be any shape, also none. Without a
        value f is nan, and there is no warning.
    start, alpha, steps
        Where to begin, a learning rate for plain gradient descent, and the number of steps that show what `help` says.
    ranges
        (low, high) of each variable, for the plot.
    minima
        Its known local minima, the lowest first.
    inputs, output
        What the variables and f mean in the function's story, with units; empty if it has none.
    text
        As typed; empty for functions that cannot be typed.
    singular_sides
        `Expression.singular_sides` at a point.
    with_digits
        `Expression.with_digits` of f and its slopes at a point.
    values_with_digits
        `Expression.values_with_digits` at points (d × n); as they are computed if None.
    has_large_angle
        `Expression.has_large_angle` at a point.
    """

    name: str
    title: str
    help: str
    variables: tuple[str, ...]
    formula: str
    value: Callable[[Array], Array]
    value_and_gradient: Callable[[Array], tuple[Array, Array]]
    start: Point
    ranges: tuple[Range, ...]
    alpha: float
    steps: int = 100
    minima: tuple[Point, ...] = ()
    inputs: tuple[str, ...] = ()
    output: str = ""
    text: str = ""
    partial_texts: tuple[str, ...] = ()
    partial_formulas: tuple[str, ...] = ()
    singular_sides: Callable[[Point], dict[str, list[tuple[float, float]]]] = lambda point: {}
    with_digits: Callable[[Point, float, dict[str, float]], tuple[float, dict[str, float]]] = (
        lambda point, value, slopes: (value, slopes)
    )
    values_with_digits: Callable[[Array], Array] | None = None
    has_large_angle: Callable[[Point], bool] = lambda point: False

    @property
    def dimensions(self) -> int:
        """Number of variables d."""
        return len(self.variables)

    def gradient(self, points: Array) -> Array:
        """Return the exact partial derivatives at ``points`` (d × n): (d × n)."""
        return self.value_and_gradient(points)[1]


def from_text(
    name: str,
    title: str,
    help: str,
    text: str,
    *,
    start: Point,
    ranges: tuple[Range, ...],
    alpha: float,
    variables: tuple[str, ...] = ("x", "y"),
    partials: tuple[str, ...] = (),
    steps: int = 100,
    minima: tuple[Point, ...] = (),
    inputs: tuple[str, ...] = (),
    output: str = "",
) -> PlainFunction:
    """Return the function written in ``text``; ``partials`` are the texts of its derivatives, for display.

    Raises
    ------
    ExpressionError
        If one of them cannot be read.
    """
    expression = parse(text, variables)
    symbols = tuple(parse(variable, variables).latex for variable in variables)
    d = "d" if len(variables) == 1 else r"\partial "
    return PlainFunction(
        name,
        title,
        help,
        variables,
        f"f({', '.join(symbols)}) = {expression.latex}",
        lambda points: expression.value(**dict(zip(variables, points, strict=True))),
        lambda points: expression.gradient(**dict(zip(variables, points, strict=True))),
        start,
        ranges,
        alpha,
        steps,
        minima,
        inputs,
        output,
        expression.text,
        partials,
        tuple(
            rf"\frac{{{d}f}}{{{d}{symbol}}} = {parse(partial, variables).latex}"
            for symbol, partial in zip(symbols, partials, strict=False)
        ),
        lambda point: expression.singular_sides(**dict(zip(variables, point, strict=True))),
        lambda point, value, slopes: expression.with_digits(value, slopes, **dict(zip(variables, point, strict=True))),
        lambda points: expression.values_with_digits(**dict(zip(variables, points, strict=True))),
        lambda point: expression.has_large_angle(**dict(zip(variables, point, strict=True))),
    )


OWN_RANGE = (-3.0, 3.0)
NARROWEST = 1e-6
"""Smallest width of a range, relative to its larger end: below it, rounding blurs the places."""
BUFFER = 0.1
"""Share of the range by which a start keeps away from places without a value."""
SAMPLES = {1: 601, 2: 61, 3: 17}
"""Samples along each axis, by the number of variables, to find out whether a function has any value."""


def own_function(text: str, ranges: tuple[Range, ...] = (OWN_RANGE, OWN_RANGE)) -> PlainFunction:
    """Return the function of x, or of x and y if y occurs, that a user typed.

    It starts two thirds out from the middle of ``ranges`` (y: half, since kinks at x = y are not rare), or at the
    nearest place with a value.

    Raises
    ------
    ExpressionError
        If it cannot be read, or has no finite value anywhere in ``ranges``.
    InvalidSetting
        For ``"ranges"``, if one of them is empty.
    """
    check_ranges(("x", "y"), ranges)
    variables = ("x", "y") if "y" in parse(text, ("x", "y")).variables else ("x",)
    ranges = ranges[: len(variables)]
    parts = zip(ranges, (3.0, 4.0), strict=False)
    middle = tuple((high + low) / 2.0 + (high - low) / part for (low, high), part in parts)
    function = from_text(
        "own", "own function", "Typed here.", text, variables=variables, start=middle, ranges=ranges, alpha=0.05
    )
    try:
        places = finite_places(function)
    except InvalidSetting as error:
        raise ExpressionError(str(error), (0, len(text))) from error
    return replace(function, start=_nearest(function, places, middle))


def _nearest(function: PlainFunction, places: Array, to: Point) -> Point:
    """Return ``to`` if the function has a value and a slope there, else the nearest of ``places`` (d × n).

    Places with values all around come first: at an edge a descent would end at once.
    """
    if has_start(function, to):
        return to
    inner = places[:, _has_room(function, places)]
    places = inner if inner.size else places
    order = np.argsort(np.linalg.norm(places - np.array(to)[:, None], axis=0), kind="stable")
    nearest = (tuple(float(x) for x in places[:, place]) for place in order)
    return next(place for place in nearest if has_start(function, place))


def has_start(function: PlainFunction, place: Point) -> bool:
    """Tell whether f has a finite value and slope at a place, not only one that round-off makes of a pole."""
    value, gradient = function.value_and_gradient(np.array(place, np.float64))
    exact, _ = function.with_digits(place, float(value), {})
    return math.isfinite(exact) and bool(np.isfinite(gradient).all())


def _has_room(function: PlainFunction, places: Array) -> NDArray[np.bool_]:
    """Return for which of ``places`` (d × n) the function has values up to `BUFFER` of its range along each axis."""
    fits = np.ones(places.shape[1], dtype=bool)
    for axis, (low, high) in enumerate(function.ranges):
        for share in (-BUFFER, -BUFFER / 2.0, BUFFER / 2.0, BUFFER):
            beside = places.copy()
            beside[axis] += share * (high - low)
            fits &= np.isfinite(function.value(beside))
    return fits


def finite_places(function: PlainFunction, ranges: tuple[Range, ...] | None = None) -> Array:
    """Return the places (d × n) of an even grid over ``ranges`` (its own if None) where f and its slopes are finite.

    Raises
    ------
    InvalidSetting
        For ``"ranges"``, if there is none and so nothing to plot, or if a range is empty.
    """
    ranges = function.ranges if ranges is None else ranges
    check_ranges(function.variables, ranges)
    axes = [np.linspace(low, high, SAMPLES[function.dimensions]) for low, high in ranges]
    places = np.stack([axis.ravel() for axis in np.meshgrid(*axes)])
    value, gradient = function.value_and_gradient(places)
    found: Array = places[:, np.isfinite(value) & np.isfinite(gradient).all(axis=0)]
    if found.shape[1] == 0:
        where = " and ".join(
            f"{name} from {low:g} to {high:g}" for name, (low, high) in zip(function.variables, ranges, strict=True)
        )
        words = f"This function has no finite value and slope for {where}. Choose another range or function."
        raise InvalidSetting("ranges", words.replace("-", "−"))
    return found


def check_ranges(variables: tuple[str, ...], ranges: tuple[Range, ...]) -> None:
    """Refuse an invalid range, with ``"ranges"`` as the setting."""
    for name, (low, high) in zip(variables, ranges, strict=False):
        if not (math.isfinite(high - low) and low < high and high - low > NARROWEST * max(abs(low), abs(high))):
            raise InvalidSetting("ranges", f"The range of {name} must go from a smaller to a larger number.")


def suited_rate(function: PlainFunction, optimizer: Optimizer) -> float:
    """Return an α at which ``optimizer`` moves on ``function`` at a pace to watch, for races without tuning.

    Plain descent uses the function's α; momentum and Nesterov, which sum up to 1 / (1 − β) gradients, that much less.
    All others divide by the gradient's size, so that α is a distance: a hundredth of the range, or a tenth for AdaGrad,
    whose steps shrink. Adadelta measures its own steps and keeps its α.
    """
    if optimizer.name in ("sgd", "momentum", "nesterov"):
        return function.alpha * (1.0 - float(getattr(optimizer, "beta", 0.0)))
    if optimizer.name == "adadelta":
        return optimizer.alpha
    width = min(high - low for low, high in function.ranges)
    return width / (10.0 if optimizer.name == "adagrad" else 100.0)
