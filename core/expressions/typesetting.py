"""The syntax tree of a function as LaTeX."""

from __future__ import annotations

from core.expressions.characters import SUBSCRIPTS
from core.expressions.rules import FUNCTIONS
from core.expressions.tree import ATOM, NEGATIVE, POWER, PRODUCT, SUM, Node, Number, Operation, Variable, level

DIGITS = tuple("0123456789")


def latex_of(node: Node, least: int = SUM) -> str:
    """Return the node as LaTeX, in brackets if it binds less tightly than ``least``."""
    formula = _latex(node)
    return formula if _height(node) >= least else rf"\left({formula}\right)"


def _height(node: Node) -> int:
    """Return how tightly a node binds once typeset: a fraction's bar and a root's hook need no brackets."""
    return ATOM if isinstance(node, Operation) and node.name == "/" else level(node)


def _latex(node: Node) -> str:
    if isinstance(node, Number):
        return (rf"\{node.name}" if node.name in ("pi", "tau") else node.name) or _latex_number(node.value)
    if isinstance(node, Variable):
        return _latex_variable(node.name)
    match node.name, node.arguments:
        case "+" | "-", (left, right):
            bound = PRODUCT if level(right) != NEGATIVE else ATOM
            return f"{latex_of(left)} {node.name} {latex_of(right, bound)}"
        case "*", (left, right):
            factor = latex_of(right, POWER)
            between = r" \cdot " if factor.startswith((*DIGITS, r"\frac")) else r"\,"
            return f"{latex_of(left, PRODUCT)}{between}{factor}"
        case "/", (above, below):
            return rf"\frac{{{latex_of(above)}}}{{{latex_of(below)}}}"
        case "**", (base, exponent):
            return f"{_latex_base(base)}^{{{latex_of(exponent)}}}"
        case "negative", (inner,):
            return f"-{latex_of(inner, POWER)}"
    arguments = ", ".join(latex_of(argument) for argument in node.arguments)
    return FUNCTIONS[node.name].latex % arguments


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
