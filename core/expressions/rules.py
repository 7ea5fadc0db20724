"""What may be written in a function, each sign and function with its rule for dual numbers, and the limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.expressions import dual
from core.expressions.dual import Dual, elementary
from core.values import dataclass

MAX_LENGTH = 500
"""Characters of a text."""
MAX_DEPTH = 30
"""How deep brackets and operations may be nested."""
MAX_NODES = 300
"""Numbers, variables, signs and functions in all."""
MAX_EXPONENT = 64.0
"""Largest size of a constant exponent."""
MAX_NUMBER = 1e300
"""Largest number."""
LARGEST_ANGLE = 2.0**50
"""Size, about 10¹⁵, from which the digits of an angle are too few to tell its sine, cosine and tangent: they are nan.
"""
MOVED = 1e-14
"""How far a place may be off by rounding, as a share of the variable's size (of 1 around 0)."""

DualFunction = Callable[..., Dual]
SIGNS: dict[str, DualFunction] = {
    "+": dual.add,
    "-": dual.subtract,
    "*": dual.multiply,
    "/": dual.divide,
    "**": dual.power,
    "negative": dual.negative,
}
CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}


@dataclass(frozen=True)
class NamedFunction:
    """A function that may be called by its name.

    Attributes
    ----------
    name, help
        As it is written, and what it is.
    rule
        Its value and slope.
    latex
        How it is typeset, with %s for its value.
    many
        Whether it takes two values or more; otherwise it takes one.
    """

    name: str
    help: str
    rule: DualFunction
    latex: str
    many: bool = False


def _one(name: str, help: str, g: Callable[[Array], Array], slope: Callable[[Array, Array], Array]) -> NamedFunction:
    """Return a function whose name LaTeX knows as well."""
    return NamedFunction(name, help, elementary(g, slope), rf"\{name}\left(%s\right)")


def _shown(
    name: str, help: str, latex: str, g: Callable[[Array], Array], slope: Callable[[Array, Array], Array]
) -> NamedFunction:
    return NamedFunction(name, help, elementary(g, slope), latex)


def _named(name: str) -> str:
    return rf"\operatorname{{{name}}}\left(%s\right)"


def _folded(pair: Callable[[Dual, Dual], Dual]) -> DualFunction:
    """Return a rule for any number of values, from left to right."""
    return lambda *values: reduce(pair, values)


def _sigmoid(u: Array) -> Array:
    """1 / (1 + e⁻ᵘ), made of e^−|u|, which never overflows."""
    small = np.exp(-np.abs(u))
    result: Array = np.where(u < 0.0, small, 1.0) / (1.0 + small)
    return result


def _softplus(u: Array) -> Array:
    result: Array = np.logaddexp(0.0, u)
    return result


def _strict(g: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Return g without a value, rather than with an infinite one, at its poles."""

    def defined(u: Array) -> Array:
        a = g(u)
        result: Array = np.where(np.isinf(a) & np.isfinite(u), np.nan, a)
        return result

    return defined


def _of_angle(g: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Return a function of an angle, without a value where that is too large."""

    def defined(u: Array) -> Array:
        result: Array = np.where(np.abs(u) >= LARGEST_ANGLE, np.nan, g(u))
        return result

    return defined


def _level(jumps: Callable[[Array, Array], NDArray[np.bool_]]) -> Callable[[Array, Array], Array]:
    """Return the slope 0 of a function that is level between its jumps; there it has none."""
    return lambda u, a: np.where(jumps(u, a), np.nan, 0.0)


FUNCTIONS = {
    entry.name: entry
    for entry in (
        _one("sin", "sine of an angle in radians", _of_angle(np.sin), lambda u, a: np.cos(u)),
        _one("cos", "cosine of an angle in radians", _of_angle(np.cos), lambda u, a: -np.sin(u)),
        _one("tan", "tangent of an angle in radians", _of_angle(np.tan), lambda u, a: 1.0 + a * a),
        _shown("exp", "e to the power of the value", "e^{%s}", np.exp, lambda u, a: a),
        _shown(
            "log", "natural logarithm of a value above 0", r"\ln\left(%s\right)", _strict(np.log), lambda u, a: 1.0 / u
        ),
        _shown("sqrt", "square root of a value from 0 up", r"\sqrt{%s}", np.sqrt, lambda u, a: 0.5 / np.abs(a)),
        NamedFunction("abs", "absolute value, the distance from 0", dual.absolute, r"\left|%s\right|"),
        _one("tanh", "hyperbolic tangent, from −1 to 1", np.tanh, lambda u, a: np.cosh(u) ** -2.0),
        NamedFunction("max", "the largest of two or more values", _folded(dual.maximum), r"\max\left(%s\right)", True),
        NamedFunction("min", "the smallest of two or more values", _folded(dual.minimum), r"\min\left(%s\right)", True),
        _shown(
            "asin", "angle with this sine", r"\arcsin\left(%s\right)", np.arcsin,
            lambda u, a: 1.0 / np.sqrt((1.0 - u) * (1.0 + u)),
        ),
        _shown(
            "acos", "angle with this cosine", r"\arccos\left(%s\right)", np.arccos,
            lambda u, a: -1.0 / np.sqrt((1.0 - u) * (1.0 + u)),
        ),
        _shown(
            "atan", "angle with this tangent", r"\arctan\left(%s\right)", np.arctan,
            lambda u, a: np.where(np.abs(u) > 1.0, (1.0 / u) ** 2 / (1.0 + (1.0 / u) ** 2), 1.0 / (1.0 + u * u)),
        ),
        _one("sinh", "hyperbolic sine", np.sinh, lambda u, a: np.cosh(u)),
        _one("cosh", "hyperbolic cosine", np.cosh, lambda u, a: np.sinh(u)),
        _shown("asinh", "inverse of sinh", _named("arsinh"), np.arcsinh, lambda u, a: 1.0 / np.hypot(1.0, u)),
        _shown(
            "acosh", "inverse of cosh", _named("arcosh"), np.arccosh,
            lambda u, a: 1.0 / (np.sqrt(u - 1.0) * np.sqrt(u + 1.0)),
        ),
        _shown(
            "atanh", "inverse of tanh", _named("artanh"), _strict(np.arctanh),
            lambda u, a: 1.0 / ((1.0 - u) * (1.0 + u)),
        ),
        _shown(
            "log2", "logarithm to base 2", r"\log_{2}\left(%s\right)", _strict(np.log2),
            lambda u, a: 1.0 / math.log(2.0) / u,
        ),
        _shown(
            "log10", "logarithm to base 10", r"\log_{10}\left(%s\right)", _strict(np.log10),
            lambda u, a: 1.0 / math.log(10.0) / u,
        ),
        _shown(
            "log1p", "natural logarithm of 1 + the value", _named("log1p"), _strict(np.log1p),
            lambda u, a: 1.0 / (1.0 + u),
        ),
        _shown("expm1", "e to the power of the value, less 1", _named("expm1"), np.expm1, lambda u, a: np.exp(u)),
        _shown("cbrt", "cube root", r"\sqrt[3]{%s}", np.cbrt, lambda u, a: 1.0 / (3.0 * a * a)),
        _shown("sigmoid", "1/(1 + exp(−x))", _named("sigmoid"), _sigmoid, lambda u, a: a * _sigmoid(-u)),
        _shown("softplus", "log(1 + exp(x))", _named("softplus"), _softplus, lambda u, a: _sigmoid(u)),
        NamedFunction("relu", "max(0, x)", lambda u: dual.maximum(dual.NOTHING, u), _named("relu")),
        _shown("sign", "−1, 0 or 1", _named("sign"), np.sign, _level(lambda u, a: u == 0.0)),
        _shown("floor", "the whole number at or below", r"\lfloor %s\rfloor ", np.floor, _level(np.equal)),
        _shown("ceil", "the whole number at or above", r"\lceil %s\rceil ", np.ceil, _level(np.equal)),
        _shown(
            "round", "the nearest whole number, halves to the even one", _named("round"), np.round,
            _level(lambda u, a: np.abs(u - a) == 0.5),
        ),
    )
}  # fmt: skip
ANGLES = ("sin", "cos", "tan")
"""Functions of an angle."""
STEPS = ("sign", "floor", "ceil", "round")
"""Functions that are level between their jumps."""
RULES: dict[str, DualFunction] = {**SIGNS, **{name: entry.rule for name, entry in FUNCTIONS.items()}}
