"""The value of a syntax tree, with its partial derivatives, by the rules of dual numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.arrays import ZERO, Array, constant
from core.expressions.dual import Dual, add, log_of_sum, multiply, negative, share
from core.expressions.rules import RULES, STEPS
from core.expressions.tree import Level, Node, Number, Operation, Variable, is_constant
from core.values import dataclass

LEAST = float(np.finfo(np.float64).tiny)
"""Size below which floats have fewer digits, or are 0."""
SHRINKING = ("*", "/", "**", "exp", "expm1", "sigmoid", "softplus", "tanh", "atan")
"""What makes numbers, or slopes, near 0 of others."""


@dataclass(frozen=True, eq=False)
class Operands:
    """Where a function is looked at.

    Attributes
    ----------
    at
        The variables' values.
    beside
        Places on the side that it is looked at from, the nearest first, along a first axis: steps, as sign(x), have the
        value there.
    number
        How a number is written down, so that it has the range that the variables have.
    least
        Size below which numbers have fewer digits, or are 0; 0 if there is none.
    known
        What nodes are there, so that none is evaluated twice; None to hold nothing.
    """

    at: Mapping[str, Dual]
    beside: Operands | None = None
    number: Callable[[float], Array] = constant
    least: float = LEAST
    known: dict[tuple[int, bool], tuple[Node, Dual]] | None = None


def evaluate(node: Node, place: Operands, enlarged: bool = False) -> Dual:
    """Return the value of ``node`` at a place: nan where something has become too large or small, and that is hidden.

    What is too small matters where it is ``enlarged``, as in exp(−x) exp(x).
    """
    if place.known is None:
        return _evaluated(node, place, enlarged)
    key = id(node), enlarged and place.least > 0.0
    if key not in place.known:
        place.known[key] = node, _evaluated(node, place, enlarged)
    return place.known[key][1]


def _evaluated(node: Node, place: Operands, enlarged: bool) -> Dual:
    if isinstance(node, Level):
        return Dual(node.value)
    if isinstance(node, Number):
        return Dual(place.number(node.value))
    if isinstance(node, Variable):
        return place.at[node.name]
    if place.beside and node.name in STEPS:
        return _step_beside(node, place)
    values: list[Dual] = []
    if node.name in ("log", "log1p") and (exponents := _exponents(node)):
        result = log_of_sum(*[evaluate(exponent, place) for exponent in exponents])
    elif node.name in ("+", "-") and (rest := _rest_of_one(node, place)):
        result = rest
    else:
        inner = enlarged if node.enlarges is None else node.enlarges
        values = [evaluate(argument, place, inner) for argument in node.arguments]
        result = RULES[node.name](*values)
    if place.least:
        if enlarged and (node.name in SHRINKING or not values):
            result = _with_digits(node.name, result, values, place.least)
        for hidden in node.hidden if values else ():
            if (infinite := np.isinf(values[hidden].value)).any():
                result = Dual(np.where(infinite, np.nan, result.value), result.partials, result.limit)
    return result


def _with_digits(name: str, result: Dual, values: Sequence[Dual], least: float) -> Dual:
    """Return what an operation makes of ``values``, with nan where it has become too small; 0 times u has not."""
    small, *slopes = [np.abs(number) < least for number in (result.value, *result.partials.values())]
    if not (small.any() or any(slope.any() for slope in slopes)):
        return result
    clear = [u.value != 0.0 for u in values]
    for there in clear:
        small = small & there
    partials = dict(result.partials)
    for (variable, partial), slope in zip(partials.items() if values else (), slopes, strict=False):
        moves = [u.partials.get(variable, ZERO) != 0.0 for u in values]
        if len(values) == 2:
            moves = [moves[0] & clear[1], moves[1] & clear[0]]
        if name == "**":
            slope = slope & clear[0]
        partials[variable] = np.where(slope & (moves[0] | moves[-1]), np.nan, partial)
    return Dual(np.where(small, np.nan, result.value), partials, result.limit)


def _step_beside(node: Operation, place: Operands) -> Dual:
    """Return a step where its argument first differs from what it is ``at`` the place."""
    (inner,) = node.arguments
    here = argument = evaluate(inner, place).value
    there = evaluate(inner, place.beside).value if place.beside else here
    if len(there.shape) > len(here.shape):  # else it does not depend on the variable
        for row in reversed(range(there.shape[0])):
            argument = np.where(there[row] != here, there[row], argument)
    return RULES[node.name](Dual(argument))


def _rest_of_one(node: Operation, place: Operands) -> Dual | None:
    """Return 1 − u as what is left of 1, however little, for u = ±tanh(v), tanh²(v), σ(v), v/(v + w); else None."""
    match node:
        case Operation(name="-", arguments=(Number(value=1.0), Operation() as taken)):
            pass
        case Operation(name="-", arguments=(Operation() as less, Number(value=1.0) as one)):
            rest = _rest_of_one(Operation("-", (one, less)), place)
            return negative(rest) if rest else None
        case (
            Operation(name="+", arguments=(Number(value=1.0), Operation(name="tanh", arguments=(v,))))
            | Operation(name="+", arguments=(Operation(name="tanh", arguments=(v,)), Number(value=1.0)))
        ):
            taken = Operation("tanh", (Operation("negative", (v,)),))
        case _:
            return None
    return _what_is_left(taken, place)


def _what_is_left(taken: Operation, place: Operands) -> Dual | None:
    match taken:
        case Operation(name="sigmoid", arguments=(v,)):
            return RULES["sigmoid"](negative(evaluate(v, place)))
        case Operation(name="tanh", arguments=(v,)):
            return _one_plus_tanh(negative(evaluate(v, place)))
        case Operation(name="**", arguments=(Operation(name="tanh", arguments=(v,)), Number(value=2.0))):
            inner = evaluate(v, place)
            return multiply(_one_plus_tanh(inner), _one_plus_tanh(negative(inner)))
        case Operation(name="/", arguments=(v, Operation(name="+", arguments=(first, second)))) if v in (first, second):
            other = second if v == first else first
            return share(evaluate(other, place), evaluate(v, place))
    return None


def _one_plus_tanh(v: Dual) -> Dual:
    half = RULES["sigmoid"](add(v, v))
    return add(half, half)


def _exponents(node: Operation) -> tuple[Node, Node] | None:
    """Return u and v of ln(eᵘ + eᵛ), also written ln(1 + eᵛ); None for other logarithms. Their sum may overflow."""
    u: Node | None
    match node.name, node.arguments[0]:
        case "log", Operation(name="+", arguments=(first, second)):
            u, v = _exponent(first), _exponent(second)
        case "log1p", inner:
            u, v = Number(0.0), _exponent(inner)
        case _:
            return None
    return None if u is None or v is None or is_constant(node) else (u, v)


def _exponent(node: Node) -> Node | None:
    """Return u if a node is eᵘ, or a number."""
    if isinstance(node, Number) and node.value > 0.0:
        return Number(0.0) if node.value == 1.0 else Operation("log", (node,))
    return node.arguments[0] if isinstance(node, Operation) and node.name == "exp" else None


def constant_value(node: Node) -> float | None:
    """Return the value of a node without variables; None if it has any."""
    if not is_constant(node):
        return None
    with np.errstate(all="ignore"):
        return float(evaluate(node, Operands({}, least=0.0)).value)
