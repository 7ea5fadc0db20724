"""The syntax tree of a function, and how it is written: as text that can be read again, and as LaTeX.

A tree holds nothing but numbers, variables, the signs + − * / ** and the functions of `core.expressions.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(1, 6)
"""How tightly things bind: the higher, the tighter."""
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "negative": NEGATIVE, "**": POWER}


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


Node: TypeAlias = Number | Variable | Operation


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and every node inside it."""
    yield node
    if isinstance(node, Operation):
        for argument in node.arguments:
            yield from walk(argument)


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


CALLS = {"sqrt": r"\sqrt{%s}", "abs": r"\left|%s\right|", "exp": r"e^{%s}", "log": r"\ln\left(%s\right)"}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def latex_of(node: Node, least: int = SUM) -> str:
    """Return the node as LaTeX, in brackets if it binds less tightly than ``least``."""
    formula = _latex(node)
    return formula if _height(node) >= least else rf"\left({formula}\right)"


def _height(node: Node) -> int:
    """Return how tightly a node binds once typeset: a fraction's bar and a root's hook need no brackets."""
    return ATOM if isinstance(node, Operation) and node.name == "/" else level(node)


def _latex(node: Node) -> str:
    if isinstance(node, Number):
        return r"\pi" if node.name == "pi" else node.name or _latex_number(node.value)
    if isinstance(node, Variable):
        return _latex_variable(node.name)
    match node.name, node.arguments:
        case "+" | "-", (left, right):
            bound = PRODUCT if level(right) != NEGATIVE else ATOM
            return f"{latex_of(left)} {node.name} {latex_of(right, bound)}"
        case "*", (left, right):
            factor = latex_of(right, POWER)
            between = r" \cdot " if factor[0].isdigit() else r"\,"
            return f"{latex_of(left, PRODUCT)}{between}{factor}"
        case "/", (above, below):
            return rf"\frac{{{latex_of(above)}}}{{{latex_of(below)}}}"
        case "**", (base, exponent):
            return f"{_latex_base(base)}^{{{latex_of(exponent)}}}"
        case "negative", (inner,):
            return f"-{latex_of(inner, POWER)}"
    arguments = ", ".join(latex_of(argument) for argument in node.arguments)
    return CALLS.get(node.name, rf"\{node.name}\left(%s\right)") % arguments


def _latex_base(base: Node) -> str:
    """Return what is raised to a power: in brackets unless it is a single symbol, or stands between bars."""
    single = not isinstance(base, Operation) or base.name == "abs"
    return _latex(base) if single and "cdot" not in _latex(base) else rf"\left({_latex(base)}\right)"


def _latex_number(value: float) -> str:
    mantissa, _, exponent = f"{value!r}".removesuffix(".0").partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _latex_variable(name: str) -> str:
    letters = name.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉")
    number = name[len(letters) :].translate(SUBSCRIPTS)
    return f"{letters}_{{{number}}}" if number else name
