"""The value of a syntax tree, with its partial derivatives, by the rules of dual numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.arrays import constant
from core.expressions.dual import Dual, log_of_sum
from core.expressions.rules import RULES
from core.expressions.tree import Node, Number, Operation, Variable, is_constant


def evaluate(node: Node, at: Mapping[str, Dual]) -> Dual:
    """Return the value of ``node`` with the variables set as in ``at``."""
    if isinstance(node, Number):
        return Dual(constant(node.value))
    if isinstance(node, Variable):
        return at[node.name]
    if node.name in ("log", "log1p") and (exponents := _exponents(node)):
        return log_of_sum(*[evaluate(exponent, at) for exponent in exponents])
    return RULES[node.name](*[evaluate(argument, at) for argument in node.arguments])


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
        return float(evaluate(node, {}).value)
