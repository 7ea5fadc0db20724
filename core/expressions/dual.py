"""Dual numbers: a value together with its exact partial derivatives (Clifford 1873; forward-mode differentiation).

(u, u') stands for u + u' ε with ε² = 0, so that f(u + u' ε) = f(u) + f'(u) u' ε. Every rule below is that line for one
operation. A value that does not depend on a variable has no entry for it, not a zero, so that 0 · ∞ never arises by
accident.

A value exists where every step to it has one: u / 0, log(0) and 0⁻¹ are nan, so that exp(−1/x²) and x log(x) have none
at 0, whatever they tend to. Infinite is only what is too large for its numbers.

At a kink the slope is a convention: |u|' = 0 at u = 0; where both sides of max or min are equal, the first one's. A
dual number that is a ``limit`` has one-sided slopes instead: u' says on which side of u we look. A slope of 0 stays 0
then, whatever it is multiplied by: exp(−exp(−z)) is flat where exp(−z) overflows. Only beside the infinite slope of a
value that is finite, as at √0, is it unknown: |u| can be written √(u²).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.arrays import ZERO, Array
from core.values import dataclass


@dataclass(frozen=True, eq=False)
class Dual:
    """A value with its partial derivatives.

    Attributes
    ----------
    value
        Any shape.
    partials
        ∂value/∂v by the name of v, for the variables that it depends on and whose derivative is asked for.
    limit
        Whether its slopes are one-sided.
    """

    value: Array
    partials: Mapping[str, Array] = field(default_factory=dict)
    limit: bool = False


NOTHING = Dual(ZERO)


def _joined(value: Array, first: Mapping[str, Array], second: Mapping[str, Array], u: Dual, v: Dual) -> Dual:
    """Return ``value``, made of u and v, with the sum of both sets of partial derivatives."""
    both = {name: first[name] + second[name] for name in first.keys() & second.keys()}
    return Dual(value, {**first, **second, **both}, u.limit or v.limit)


def _times(factor: Array, u: Dual) -> Mapping[str, Array]:
    return {name: _product(factor, partial, u.limit) for name, partial in u.partials.items()}


def _chained(value: Array, slope: Array, u: Dual) -> Mapping[str, Array]:
    """Return g'(u) u' for the value and the slope of g at u."""
    partials = _times(slope, u)
    if not u.limit:
        return partials
    steep = np.isinf(slope) & np.isfinite(value)
    return {name: np.where(steep & (u.partials[name] == 0.0), np.nan, partials[name]) for name in partials}


def _product(factor: Array, partial: Array, limit: bool) -> Array:
    product = factor * partial
    if limit and np.count_nonzero(nothing := (factor == 0.0) | (partial == 0.0)):  # quicker than np.any
        product = np.where(nothing, 0.0, product)
    return product


def negative(u: Dual) -> Dual:
    """(−u)' = −u'"""
    return Dual(-u.value, {name: -partial for name, partial in u.partials.items()}, u.limit)


def add(u: Dual, v: Dual) -> Dual:
    """(u + v)' = u' + v'"""
    return _joined(u.value + v.value, u.partials, v.partials, u, v)


def subtract(u: Dual, v: Dual) -> Dual:
    """(u − v)' = u' − v'"""
    return _joined(u.value - v.value, u.partials, negative(v).partials, u, v)


def multiply(u: Dual, v: Dual) -> Dual:
    """(u v)' = u' v + u v'"""
    return _joined(u.value * v.value, _times(v.value, u), _times(u.value, v), u, v)


def divide(u: Dual, v: Dual) -> Dual:
    """(u / v)' = u' / v − (u / v) v' / v"""
    ratio = np.where(v.value == 0.0, np.nan, np.divide(u.value, v.value))
    by_u = {name: partial / v.value for name, partial in u.partials.items()}
    by_v = {name: _product(-ratio, partial / v.value, v.limit) for name, partial in v.partials.items()}
    return _joined(ratio, by_u, by_v, u, v)


def share(u: Dual, v: Dual) -> Dual:
    """(u / s)' = (v / s) u' / s − (u / s) v' / s for s = u + v, of which no digits are lost where v is small"""
    whole = u.value + v.value
    of_u, of_v = (np.where(whole == 0.0, np.nan, part.value / whole) for part in (u, v))
    return _joined(of_u, _times(of_v / whole, u), negative(Dual(ZERO, _times(of_u / whole, v))).partials, u, v)


def power(u: Dual, v: Dual) -> Dual:
    """(uᵛ)' = v uᵛ⁻¹ u' + uᵛ ln(u) v'"""
    value = np.power(u.value, v.value)
    if not np.all((v.value > 0.0) & (v.value == np.rint(v.value))):  # such powers u, u², … have values where u has one
        value = np.where(_has_power(u.value, v.value), value, np.nan)
    by_u = _chained(value, _power_slope(u.value, v.value), u) if u.partials else {}
    by_v = _times(_exponent_slope(u.value, v.value, value), v) if v.partials else {}
    return _joined(value, by_u, by_v, u, v)


def _has_power(u: Array, v: Array) -> NDArray[np.bool_]:
    """Tell where uᵛ has a value. NumPy's power has one where u or v has none, as 1 for 1ᵛ and u⁰, and (−∞)ᵛ."""
    whole = v == np.rint(v)  # never so where v is nan
    result: NDArray[np.bool_] = (u > 0.0) & (v == v) | (u == 0.0) & (v >= 0.0) | (u < 0.0) & whole
    return result


def _power_slope(u: Array, v: Array) -> Array:
    """Return v uᵛ⁻¹: 0 for v = 0, at u = 0 too."""
    slope: Array = np.where(v == 0.0, 0.0, v * np.power(u, v - 1.0))
    return slope


def _exponent_slope(u: Array, v: Array, value: Array) -> Array:
    """Return uᵛ ln(u): 0 where uᵛ is, as at u = 0 for v > 0; no number for u < 0."""
    slope: Array = np.where((u >= 0.0) & (value == 0.0), 0.0, value * np.log(u))
    return slope


def log_of_sum(u: Dual, v: Dual) -> Dual:
    """ln(eᵘ + eᵛ), which does not overflow: its slopes are the shares of both in the sum"""
    share = 1.0 / (1.0 + np.exp(v.value - u.value)), 1.0 / (1.0 + np.exp(u.value - v.value))
    return _joined(np.logaddexp(u.value, v.value), _times(share[0], u), _times(share[1], v), u, v)


def maximum(u: Dual, v: Dual) -> Dual:
    """The slope is that of the larger, of the first if they are equal."""
    return _chosen(np.maximum(u.value, v.value), np.greater_equal(u.value, v.value), u, v, np.maximum)


def minimum(u: Dual, v: Dual) -> Dual:
    """The slope is that of the smaller, of the first if they are equal."""
    return _chosen(np.minimum(u.value, v.value), np.less_equal(u.value, v.value), u, v, np.minimum)


def _chosen(value: Array, first: np.bool_ | Array, u: Dual, v: Dual, better: np.ufunc) -> Dual:
    slopes = {n: (u.partials.get(n, ZERO), v.partials.get(n, ZERO)) for n in {**u.partials, **v.partials}}
    chosen = {n: np.where(first, *pair) for n, pair in slopes.items()}
    limit = u.limit or v.limit
    if limit:
        chosen = {n: np.where(u.value == v.value, better(*slopes[n]), slope) for n, slope in chosen.items()}
    return Dual(value, chosen, limit)


def absolute(u: Dual) -> Dual:
    """|u|' = ± u', 0 at u = 0"""
    return maximum(u, negative(u)) if u.limit else Dual(np.abs(u.value), _times(np.sign(u.value), u))


def elementary(g: Callable[[Array], Array], slope: Callable[[Array, Array], Array]) -> Callable[[Dual], Dual]:
    """Return the rule g(u)' = g'(u) u' for a function of one variable.

    Parameters
    ----------
    g
        The function.
    slope
        g' from u and a = g(u), in which it often is shortest.
    """

    def rule(u: Dual) -> Dual:
        a = g(u.value)
        return Dual(a, _chained(a, slope(u.value, a), u) if u.partials else {}, u.limit)

    return rule
