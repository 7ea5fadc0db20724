"""The syntax tree of a function, and how it is written as text that can be read again.

A tree holds nothing but numbers, variables, the signs + − * / ** and the functions of `core.expressions.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, TypeAlias

from core.values import dataclass

SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(1, 6)
"""How tightly things bind: the higher, the tighter."""
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "negative": NEGATIVE, "**": POWER}

ENLARGING = ("*", "/", "**", "log", "log2", "log10", "sqrt", "cbrt", "sign", "floor", "ceil")
"""What can make something large, or of another step, of numbers near 0."""
ABSORBING = ("exp", "cos", "cosh", "sigmoid", "softplus", "acos", "acosh")
"""What is the same at all numbers near 0."""

OVERFLOWING = ("+", "-", "*", "/", "**", "exp", "expm1", "sinh", "cosh")
"""What makes large numbers larger."""
BOUNDED = ("/", "**", "max", "min", "relu", "exp", "expm1", "tanh", "sigmoid", "softplus", "atan", "sign")
"""What can be finite where an argument is infinite."""


@dataclass(frozen=True)
class Number:
    """A number ≥ 0, by its name if it has one (``"pi"``, ``"e"``)."""

    value: float
    name: str = ""


@dataclass(frozen=True)
class Variable:
    name: str


@dataclass(frozen=True)
class Operation:
    """A sign or function applied to ``arguments``: ``"+" "-" "*" "/" "**" "negative"`` or a function's name."""

    name: str
    arguments: tuple[Node, ...]

    @cached_property
    def overflows(self) -> bool:
        """Tell whether it can be infinite where its variables are not."""
        match self.name, self.arguments:
            case "+" | "-", (Number(), _) | (_, Number()):
                own = False
            case ("*", (Number(value=value), _) | (_, Number(value=value))) if value <= 1.0:
                own = False
            case "/", (_, Number(value=value)) if value >= 1.0:
                own = False
            case _:
                own = self.name in OVERFLOWING
        return own or any(isinstance(part, Operation) and part.overflows for part in self.arguments)

    @cached_property
    def hidden(self) -> tuple[int, ...]:
        """Which of its arguments can be infinite without that it is, as in 1/exp(x)."""
        parts = enumerate(self.arguments) if self.name in BOUNDED else ()
        return tuple(place for place, part in parts if isinstance(part, Operation) and part.overflows)

    @cached_property
    def enlarges(self) -> bool | None:
        """Tell whether it can make something large of what is near 0; None if it leaves it near 0."""
        match self.name, self.arguments:
            case "+" | "-", (Number(value=value), _) | (_, Number(value=value)) if value > 0.0:
                return False
            case ("*", (Number(value=value), _) | (_, Number(value=value))) if value <= 1.0:
                return None
            case "/", (_, Number(value=value)) if value >= 1.0:
                return None
        return True if self.name in ENLARGING else False if self.name in ABSORBING else None


@dataclass(frozen=True, eq=False)
class Level(Operation):
    """A step beside some points, where it does not change: ``value`` is its height at each (n,), in any numbers."""

    value: Any = None


Node: TypeAlias = Number | Variable | Operation


def arguments(node: Node) -> tuple[Node, ...]:
    """Return what an operation is applied to; nothing for numbers and variables."""
    return node.arguments if isinstance(node, Operation) else ()


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and every node inside it."""
    yield node
    for argument in arguments(node):
        yield from walk(argument)


def shared(node: Node, known: dict[object, Node]) -> Node:
    """Return an equal node in which equal parts are one; ``known`` are those met so far."""
    if not isinstance(node, Operation):
        return known.setdefault(node, node)
    parts = tuple(shared(part, known) for part in node.arguments)
    return known.setdefault((node.name, *map(id, parts)), Operation(node.name, parts))


def variables_of(node: Node) -> set[str]:
    """Return the names of the variables that occur in a node."""
    return {part.name for part in walk(node) if isinstance(part, Variable)}


def is_constant(node: Node) -> bool:
    """Tell whether no variable occurs in a node."""
    return not variables_of(node)


def level(node: Node) -> int:
    """Return how tightly a node binds."""
    return LEVELS.get(node.name, ATOM) if isinstance(node, Operation) else ATOM


def text_of(node: Node, least: int = SUM) -> str:
    """Return the node as text, in brackets if it binds less tightly than ``least``."""
    text = _text(node)
    return text if level(node) >= least else f"({text})"


def _text(node: Node) -> str:
    if isinstance(node, Number):
        return node.name or f"{node.value!r}".removesuffix(".0")
    if isinstance(node, Variable):
        return node.name
    match node.name, node.arguments:
        case "+" | "-", (left, right):
            return f"{text_of(left, SUM)} {node.name} {text_of(right, PRODUCT if level(right) != NEGATIVE else ATOM)}"
        case "*" | "/", (left, right):
            return f"{text_of(left, PRODUCT)}{node.name}{text_of(right, POWER)}"
        case "**", (base, exponent):
            return f"{text_of(base, ATOM)}**{text_of(exponent, POWER)}"
        case "negative", (inner,):
            return f"-{text_of(inner, POWER)}"
    return f"{node.name}({', '.join(text_of(argument) for argument in node.arguments)})"
