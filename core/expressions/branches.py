"""A formula beside points: in the place of each kink, the one of its branches that holds there.

So max(0, x) is 0 beside −1, and depends on nothing: what is flat is told from what only has the slope 0, as x² at 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.arrays import ZERO
from core.expressions.evaluation import Operands, evaluate
from core.expressions.rules import STEPS
from core.expressions.tree import Level, Node, Number, Operation, Variable, arguments, walk

KINKED = ("max", "min", "abs", "relu")
SMOOTH = {
    *("+", "-", "*", "negative", "sin", "cos", "exp", "expm1", "tanh", "sinh", "cosh", "atan", "asinh"),
    *("sigmoid", "softplus"),
}
"""What has a value and all its derivatives everywhere."""
FIRST, SECOND, BOTH = range(3)
"""Which of two branches holds; both, where neither their values nor their slopes tell."""
WHOLE = 2.0**52
"""Size from which numbers may be whole only because they are large."""
Indices = NDArray[np.int64]


def has_jumps(tree: Node) -> bool:
    """Tell whether a formula may jump."""
    return any(isinstance(node, Operation) and node.name in STEPS for node in walk(tree))


def is_smooth(tree: Node) -> bool:
    """Tell whether a formula has a value and all its derivatives everywhere: nothing in it has an edge or a pole."""
    return all(node.name in SMOOTH or _is_smooth_power(node) for node in walk(tree) if isinstance(node, Operation))


def _is_smooth_power(node: Operation) -> bool:
    match node:
        case Operation(name="**", arguments=(_, Number(value=exponent))) if exponent >= 0.0 and exponent % 1.0 == 0.0:
            return True
        case Operation(name="**", arguments=(Number(value=base), _)):
            return base > 0.0
    return False


def has_kinks(tree: Node) -> bool:
    """Tell whether a formula may have kinks."""
    return any(isinstance(node, Operation) and node.name in KINKED for node in walk(tree))


def branches(tree: Node, place: Callable[[Indices], Operands], name: str, count: int) -> Iterator[tuple[Indices, Node]]:
    """Yield points out of ``count``, and what ``tree`` is beside them.

    Parameters
    ----------
    place
        From points to where they are, with slopes along the variable ``name`` on the side to look at.
    """
    waiting = [np.arange(count)]
    while waiting:
        points = waiting.pop()
        beside = _beside(tree, place(points), name, {})
        if isinstance(beside, np.ndarray):
            each = np.broadcast_to(beside, points.shape)
            waiting += [points[each == which] for which in np.unique(each)]
        else:
            yield points, beside


def _beside(node: Node, place: Operands, name: str, known: dict[int, Node | Indices]) -> Node | Indices:
    """Return what a node is beside some points; if they differ, which branch holds at each, where they first do.

    ``known`` are the parts that have been looked at.
    """
    if id(node) not in known:
        known[id(node)] = _branch_of(node, place, name, known)
    return known[id(node)]


def _branch_of(node: Node, place: Operands, name: str, known: dict[int, Node | Indices]) -> Node | Indices:
    parts: list[Node] = []
    for argument in arguments(node):
        part = _beside(argument, place, name, known)
        if isinstance(part, np.ndarray):
            return part
        parts.append(part)
    if not isinstance(node, Operation):
        return node
    match node.name:
        case "abs":
            parts = [parts[0], Operation("negative", (parts[0],))]
        case "relu":
            parts = [Number(0.0), parts[0]]
        case "**" if parts[0] == Number(0.0) and _depends(parts[1], name):
            return parts[0]  # 0⁰ is 1; beside, 0 or nothing
        case "max" | "min":
            pass
        case "**" if (
            isinstance(parts[0], Level) and (nothing := parts[0].value == 0.0).any() and _depends(parts[1], name)
        ):
            return np.where(nothing, FIRST, SECOND)
        case name_of_step if name_of_step in STEPS:
            return _level(Operation(name_of_step, tuple(parts)), place)
        case _:
            kept = all(part is argument for part, argument in zip(parts, node.arguments, strict=True))
            return node if kept else Operation(node.name, tuple(parts))
    larger = np.less if node.name == "min" else np.greater
    best, *others = parts
    for other in others:
        which = _which(larger, best, other, place, name)
        if (which != which.flat[0]).any():
            return which
        both = Operation("min" if node.name == "min" else "max", (best, other))
        best = (best, other, both)[which.flat[0]]
    return best


def _depends(node: Node, name: str) -> bool:
    """Tell whether a variable occurs in a node."""
    return any(isinstance(part, Variable) and part.name == name for part in walk(node))


def _level(step: Operation, place: Operands) -> Node:
    """Return the number that a step is beside some points, or the numbers."""
    value = evaluate(step, place).value
    heights = np.unique(value)
    height = float(heights[0])
    if len(heights) > 1 or not abs(height) < WHOLE:  # beyond what floats tell apart there may be several that are equal
        return Level(step.name, (), value)
    return Number(height) if height >= 0.0 else Operation("negative", (Number(-height),))


def _which(better: np.ufunc, first: Node, second: Node, place: Operands, name: str) -> Indices:
    """Return which of two branches holds at each point."""
    u, v = evaluate(first, place), evaluate(second, place)
    pairs = [(u.value, v.value), tuple(part.partials.get(name, ZERO) for part in (u, v))]
    level = not (_depends(first, name) or _depends(second, name))
    which = np.array(FIRST if level or first == second else BOTH)
    for one, other in reversed(pairs):
        which = np.where(better(one, other), FIRST, np.where(better(other, one), SECOND, which))
    return which
