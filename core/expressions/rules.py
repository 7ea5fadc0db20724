"""What may be written in a function, each sign and function with its rule for dual numbers, and the limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from core.expressions import dual
from core.expressions.dual import Dual, elementary

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

DualFunction = Callable[..., Dual]
SIGNS: dict[str, DualFunction] = {
    "+": dual.add,
    "-": dual.subtract,
    "*": dual.multiply,
    "/": dual.divide,
    "**": dual.power,
    "negative": dual.negative,
}
CONSTANTS = {"pi": math.pi, "e": math.e}


@dataclass(frozen=True)
class NamedFunction:
    """A function that may be called by its name.

    Attributes
    ----------
    name, help
        As it is written, and what it is.
    rule
        Its value and slope.
    many
        Whether it takes two values or more; otherwise it takes one.
    """

    name: str
    help: str
    rule: DualFunction
    many: bool = False


def _folded(pair: Callable[[Dual, Dual], Dual]) -> DualFunction:
    """Return a rule for any number of values, from left to right."""
    return lambda *values: reduce(pair, values)


FUNCTIONS = {
    entry.name: entry
    for entry in (
        NamedFunction("sin", "sine of an angle in radians", elementary(np.sin, lambda u, a: np.cos(u))),
        NamedFunction("cos", "cosine of an angle in radians", elementary(np.cos, lambda u, a: -np.sin(u))),
        NamedFunction("tan", "tangent of an angle in radians", elementary(np.tan, lambda u, a: 1.0 + a * a)),
        NamedFunction("exp", "e to the power of the value", elementary(np.exp, lambda u, a: a)),
        NamedFunction("log", "natural logarithm of a value above 0", elementary(np.log, lambda u, a: 1.0 / u)),
        NamedFunction("sqrt", "square root of a value from 0 up", elementary(np.sqrt, lambda u, a: 0.5 / a)),
        NamedFunction("abs", "absolute value, the distance from 0", elementary(np.abs, lambda u, a: np.sign(u))),
        NamedFunction("tanh", "hyperbolic tangent, from −1 to 1", elementary(np.tanh, lambda u, a: 1.0 - a * a)),
        NamedFunction("max", "the largest of two or more values", _folded(dual.maximum), many=True),
        NamedFunction("min", "the smallest of two or more values", _folded(dual.minimum), many=True),
    )
}
RULES: dict[str, DualFunction] = {**SIGNS, **{name: entry.rule for name, entry in FUNCTIONS.items()}}
