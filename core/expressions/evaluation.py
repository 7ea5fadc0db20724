"""The value of a syntax tree, with its partial derivatives, by the rules of dual numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.arrays import constant
from core.expressions.dual import Dual
from core.expressions.rules import RULES
from core.expressions.tree import Node, Number, Variable, walk


def evaluate(node: Node, at: Mapping[str, Dual]) -> Dual:
    """Return the value of ``node`` with the variables set as in ``at``."""
    if isinstance(node, Number):
        return Dual(constant(node.value))
    if isinstance(node, Variable):
        return at[node.name]
    return RULES[node.name](*[evaluate(argument, at) for argument in node.arguments])


def constant_value(node: Node) -> float | None:
    """Return the value of a node without variables; None if it has any."""
    if any(isinstance(part, Variable) for part in walk(node)):
        return None
    with np.errstate(all="ignore"):
        return float(evaluate(node, {}).value)
