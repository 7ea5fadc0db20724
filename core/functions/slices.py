"""A plain function along one variable: the slice with its minima, and the secant that turns into the tangent."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.arrays import Array, frozen
from core.differences import MACHINE, quotient_of
from core.functions.kinks import BothSides, Jump, Kink, jump_of, kink_of
from core.functions.plain_function import PlainFunction
from core.hyperparameters import InvalidSetting
from core.values import dataclass
from core.words import number

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
ROUNDS = 40
"""Golden sections: each leaves 0.618 of a bracket, so 4·10⁻⁹ of it in the end."""
DELTAS = frozen(10.0 ** -np.arange(0.0, 16.0))
SEEN = 0.005
"""Share of a curve's height by which two curves differ to the eye."""


@dataclass(frozen=True, eq=False)
class FunctionSlice:
    """f as a function of one variable v, the others held fixed; its slope at ``now`` is ∂f/∂v.

    Attributes
    ----------
    index
        Which variable.
    v, value
        Places along the slice, and f there (n,); nan or infinite where it has no finite value.
    now, value_now, slope
        The point, f there and ∂f/∂v; at a kink or jump, where there is no derivative, the value that descents use.
    walked_value, walked
        What descents use for f and ∂f/∂v: of these, round-off may have left nothing, or made them where there is no f.
    minima
        (k × 2): the local minima of the slice within the range, as (v, f).
    broken
        The kink or jump that the point is at, if any.
    rounded
        Whether round-off would show in the curve, if it were computed with plain numbers, as surfaces are.
    """

    index: int
    v: Array
    value: Array
    now: float
    value_now: float
    slope: float
    minima: Array
    broken: Kink | Jump | None = None
    walked_value: float = math.nan
    walked: float = math.nan
    rounded: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether descents use another slope, because of round-off."""
        return self.walked != self.slope

    @property
    def value_cancelled(self) -> bool:
        """Whether descents use another value."""
        return self.walked_value != self.value_now

    @property
    def kink(self) -> Kink | None:
        """The kink that the point is at, if any."""
        return self.broken if isinstance(self.broken, Kink) else None

    def tangent(self, v: Array) -> Array:
        """Return the tangent's height at each of ``v``."""
        height: Array = self.value_now + self.slope * (v - self.now)
        return height


def slice_along(
    function: PlainFunction,
    point: tuple[float, ...],
    index: int,
    reach: tuple[float, float] | None = None,
    points: int = 401,
) -> FunctionSlice:
    """Return f along the variable at ``index`` through ``point``, over ``reach``; over its range if None."""
    low, high = function.ranges[index] if reach is None else reach
    v = np.linspace(low, high, points)
    value, plain = _along(function, point, index, function.values_with_digits)(v), _along(function, point, index)(v)
    now, slopes = function.value_and_gradient(np.array(point, np.float64))
    broken = _broken(function, point, index, high - low)
    walked = float(slopes[index])
    exact_now, exact = _exact(function, point, index, float(now), walked)
    return FunctionSlice(
        index,
        frozen(v),
        frozen(value),
        point[index],
        exact_now,
        walked if broken else exact,
        frozen(minima_of(_along(function, point, index), v, value)),
        broken,
        float(now),
        walked,
        _differ(plain, value),
    )


def _differ(plain: Array, value: Array) -> bool:
    """Tell whether a curve of plain numbers looks another than the exact one: by more than a line is wide."""
    there = np.isfinite(plain) & np.isfinite(value)
    if not there.any():
        return False
    return bool(np.abs(plain[there] - value[there]).max() > SEEN * np.ptp(value[there]))


def _exact(
    function: PlainFunction, point: tuple[float, ...], index: int, value: float, slope: float
) -> tuple[float, float]:
    """Return f and a slope, or the exact ones where round-off has eaten their digits."""
    variable = function.variables[index]
    exact, slopes = function.with_digits(point, value, {variable: slope})
    return exact, slopes[variable]


def broken_along(function: PlainFunction, point: tuple[float, ...], index: int) -> Kink | Jump | None:
    """Return the kink or jump at ``point`` along the variable at ``index``, if there is one."""
    low, high = function.ranges[index]
    return _broken(function, point, index, high - low)


def _broken(function: PlainFunction, point: tuple[float, ...], index: int, width: float) -> Kink | Jump | None:
    sides = function.singular_sides(point).get(function.variables[index], [])
    here = function.with_digits(point, float(function.value(np.array(point, np.float64))), {})[0] if sides else math.nan
    jump = jump_of(sides, here, abs(point[index])) if sides else None
    return jump or kink_of(_along(function, point, index), point[index], width) or _singular_kink(sides)


def kink_along(function: PlainFunction, point: tuple[float, ...], index: int) -> Kink | None:
    """Return the kink at ``point`` along the variable at ``index``, if there is one."""
    broken = broken_along(function, point, index)
    return broken if isinstance(broken, Kink) else None


def _singular_kink(sides: BothSides) -> Kink | None:
    """Return a kink that round-off hides from `kink_of`, as of arccos(cos(x)) at 0."""
    jumps, slopes = [jump for jump, _ in sides], [slope for _, slope in sides]
    if any(jumps) or not sides or not np.isfinite(slopes).all() or math.isclose(*slopes, rel_tol=1e-9, abs_tol=1e-12):
        return None
    return Kink(*slopes)


def _along(
    function: PlainFunction, point: tuple[float, ...], index: int, f: Callable[[Array], Array] | None = None
) -> Callable[[Array], Array]:
    def at(values: Array) -> Array:
        places = np.repeat(np.array(point, np.float64)[:, None], len(values), axis=1)
        places[index] = values
        return (f or function.value)(places)

    return at


def minima_of(at: Callable[[Array], Array], v: Array, value: Array) -> Array:
    """Return the local minima (k × 2) of a curve sampled at ``v`` (n,), refined by golden sections.

    It finds minima wider than the distance of two samples; of a flat floor, one place. A pole does not count: there
    the curve drops by more than all samples around it.
    """
    ends = np.flatnonzero(np.append(value[1:] != value[:-1], True))  # of runs of equal values
    starts, level = np.append(0, ends[:-1] + 1), value[ends]
    lowest = np.flatnonzero((level[1:-1] < level[:-2]) & (level[1:-1] < level[2:]) & np.isfinite(level[1:-1])) + 1
    if not len(lowest):
        return np.empty((0, 2))
    left, right = v[ends[lowest - 1]].copy(), v[starts[lowest + 1]].copy()
    for _ in range(ROUNDS):
        near, far = right - GOLDEN * (right - left), left + GOLDEN * (right - left)
        lower = at(near) < at(far)
        right, left = np.where(lower, far, right), np.where(lower, left, near)
    middle = (left + right) / 2.0
    bottom = at(middle)
    with np.errstate(all="ignore"):
        beside = np.stack([level[lowest - 1], level[lowest + 1]])
        around = np.where(np.isfinite(beside), beside, level[lowest]).max(axis=0) - level[lowest]
        real = np.isfinite(bottom) & (level[lowest] - bottom <= 4.0 * around + 1e-12 * np.abs(bottom))
    return np.stack([middle[real], bottom[real]], axis=1)


@dataclass(frozen=True, eq=False)
class Secants:
    """Difference quotients (f(v + Δ) − f(v)) / Δ for smaller and smaller Δ, with the derivative that they approach.

    Attributes
    ----------
    deltas, after, quotients
        Δ, f(v + Δ) and the quotient (k,).
    value, derivative
        f(v), and the exact ∂f/∂v; at a kink or jump, where there is none, the value that descents use.
    noise
        Largest error of each quotient by round-off alone (k,).
    broken
        The kink, with the limits of the quotients, or the jump that v is at, if any.
    """

    deltas: Array
    after: Array
    quotients: Array
    value: float
    derivative: float
    noise: Array
    broken: Kink | Jump | None = None

    @property
    def kink(self) -> Kink | None:
        """The kink that v is at, if any."""
        return self.broken if isinstance(self.broken, Kink) else None

    @property
    def limits(self) -> Array:
        """The limit of each quotient as its Δ shrinks (k,): the derivative; at a kink the slope on the side of Δ.

        At a jump there is none (nan).
        """
        if self.kink is None:
            return np.full_like(self.quotients, np.nan if self.broken else self.derivative)
        return np.where(self.deltas > 0.0, self.kink.right, self.kink.left)

    @property
    def errors(self) -> Array:
        """|quotient − its limit| (k,)."""
        return np.abs(self.quotients - self.limits)

    def words(self, place: int) -> str:
        """Return a sentence about the quotient at ``place``."""
        quotient, error, noise = (float(x[place]) for x in (self.quotients, self.errors, self.noise))
        size = max(abs(quotient), abs(float(self.limits[place])))
        if isinstance(self.broken, Jump):
            return "There is no tangent: the function jumps here."
        if not math.isfinite(quotient):
            return "The function has no finite value at the far end of this secant."
        if noise > 0.1 * size and noise > 1e-6:
            return "Δ is so small that this quotient is mostly round-off."
        if self.kink is not None:
            left, right = number(self.kink.left), number(self.kink.right)
            return f"There is no tangent: secants tend to {right} for Δ > 0, to {left} for Δ < 0."
        if error <= 1e-12 * size:
            return "Secant and tangent agree to twelve digits."
        if error <= noise:
            larger = bool(np.any(self.errors[np.abs(self.deltas) > abs(float(self.deltas[place]))] < error))
            words = "Secant and tangent agree as far as round-off at this Δ lets them"
            return words + ("; a larger Δ does better." if larger else ".")
        if error <= 1e-3 * size:
            return "The secant is almost the tangent."
        return "A secant: it cuts the curve at two points."


def secants(function: PlainFunction, point: tuple[float, ...], index: int, deltas: Array = DELTAS) -> Secants:
    """Return the secants along the variable at ``index`` from ``point``.

    Raises
    ------
    InvalidSetting
        For ``"delta"`` if a Δ is 0 or not finite.
    """
    if not (np.isfinite(deltas).all() and np.all(deltas != 0.0)):
        raise InvalidSetting("delta", "Δ must be a finite number other than 0: dividing by 0 is not possible.")
    value, slopes = function.value_and_gradient(np.array(point, np.float64))
    after = _along(function, point, index, function.values_with_digits)(point[index] + deltas)
    walked, broken = float(slopes[index]), broken_along(function, point, index)
    now, exact = _exact(function, point, index, float(value), walked)
    derivative = walked if broken else exact
    with np.errstate(all="ignore"):
        quotients = np.array([quotient_of(rise, delta) for rise, delta in zip(after - now, deltas, strict=True)])
        size = 2.0 * np.maximum(abs(now), np.abs(after)) + abs(point[index] * derivative)
        noise = MACHINE * size / np.abs(deltas)
    return Secants(frozen(deltas.copy()), frozen(after), frozen(quotients), now, derivative, frozen(noise), broken)
