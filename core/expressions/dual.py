"""Dual numbers: a value together with its exact partial derivatives (Clifford 1873; forward-mode differentiation).

(u, u') stands for u + u' ε with ε² = 0, so that f(u + u' ε) = f(u) + f'(u) u' ε. Every rule below is that line for one
operation. A value that does not depend on a variable has no entry for it, not a zero, so that 0 · ∞ never arises by
accident.

At a kink the slope is a convention: |u|' = 0 at u = 0; where both sides of max or min are equal, the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from core.arrays import ZERO, Array


@dataclass(frozen=True, eq=False)
class Dual:
    """A value with its partial derivatives.

    Attributes
    ----------
    value
        Any shape.
    partials
        ∂value/∂v by the name of v, for the variables that it depends on and whose derivative is asked for.
    """

    value: Array
    partials: Mapping[str, Array] = field(default_factory=dict)


def _joined(value: Array, first: Mapping[str, Array], second: Mapping[str, Array]) -> Dual:
    """Return ``value`` with the sum of both sets of partial derivatives."""
    both = {name: first[name] + second[name] for name in first.keys() & second.keys()}
    return Dual(value, {**first, **second, **both})


def _times(factor: Array, u: Dual) -> Mapping[str, Array]:
    return {name: factor * partial for name, partial in u.partials.items()}


def negative(u: Dual) -> Dual:
    """(−u)' = −u'"""
    return Dual(-u.value, {name: -partial for name, partial in u.partials.items()})


def add(u: Dual, v: Dual) -> Dual:
    """(u + v)' = u' + v'"""
    return _joined(u.value + v.value, u.partials, v.partials)


def subtract(u: Dual, v: Dual) -> Dual:
    """(u − v)' = u' − v'"""
    return _joined(u.value - v.value, u.partials, negative(v).partials)


def multiply(u: Dual, v: Dual) -> Dual:
    """(u v)' = u' v + u v'"""
    return _joined(u.value * v.value, _times(v.value, u), _times(u.value, v))


def divide(u: Dual, v: Dual) -> Dual:
    """(u / v)' = u' / v − (u / v) v' / v"""
    ratio = np.divide(u.value, v.value)
    by_u = {name: partial / v.value for name, partial in u.partials.items()}
    by_v = _times(-ratio / v.value, v) if v.partials else {}
    return _joined(ratio, by_u, by_v)


def power(u: Dual, v: Dual) -> Dual:
    """(uᵛ)' = v uᵛ⁻¹ u' + uᵛ ln(u) v'"""
    value = np.power(u.value, v.value)
    by_u = _times(_power_slope(u.value, v.value), u) if u.partials else {}
    by_v = _times(_exponent_slope(u.value, v.value, value), v) if v.partials else {}
    return _joined(value, by_u, by_v)


def _power_slope(u: Array, v: Array) -> Array:
    """Return v uᵛ⁻¹: 0 for v = 0, at u = 0 too."""
    slope: Array = np.where(v == 0.0, 0.0, v * np.power(u, v - 1.0))
    return slope


def _exponent_slope(u: Array, v: Array, value: Array) -> Array:
    """Return uᵛ ln(u): 0 at u = 0 for v > 0, where uᵛ stays 0; no number for u < 0."""
    slope: Array = np.where((u == 0.0) & (v > 0.0), 0.0, value * np.log(u))
    return slope


def maximum(u: Dual, v: Dual) -> Dual:
    """The slope is that of the larger, of the first if they are equal."""
    return _chosen(np.maximum(u.value, v.value), np.greater_equal(u.value, v.value), u, v)


def minimum(u: Dual, v: Dual) -> Dual:
    """The slope is that of the smaller, of the first if they are equal."""
    return _chosen(np.minimum(u.value, v.value), np.less_equal(u.value, v.value), u, v)


def _chosen(value: Array, first: np.bool_ | Array, u: Dual, v: Dual) -> Dual:
    names = {**u.partials, **v.partials}
    return Dual(value, {n: np.where(first, u.partials.get(n, ZERO), v.partials.get(n, ZERO)) for n in names})


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
        return Dual(a, _times(slope(u.value, a), u) if u.partials else {})

    return rule
