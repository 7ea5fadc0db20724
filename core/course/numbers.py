"""Expressions in lessons: arithmetic, comparisons, and what is measured; a whitelist of Python's own syntax."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

from core.words import number

MAX_LENGTH = 400
FORM = re.compile(r"[1-9]?|\.\d|%\d?", re.ASCII)
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: math.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "tanh", "ceil", "floor", "pi", "isfinite")},
    **{each.__name__: each for each in (abs, min, max, round, sum, len, all, any)},
}
"""What every expression knows; π is no function, but a name all the same."""


class NamesKnown(Protocol):
    """Where an expression finds its names: a `Mapping` or anything with its brackets."""

    def __getitem__(self, name: str, /) -> Any:
        """Return what a name stands for; raise `KeyError` if it is not known."""


class Unreadable(ValueError):
    """An expression that cannot be read or computed; the message says why in a sentence."""


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.expr:
    """Return the tree of an expression.

    Raises
    ------
    Unreadable
        If it is no expression.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"“{text[:40]} …” is too long: an expression has at most {MAX_LENGTH} characters.")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"“{text}” is no expression: {error.args[0]}.") from error


def compute(text: str, names: NamesKnown) -> Any:
    """Return the value of an expression with these ``names``, and those in `FUNCTIONS`.

    Raises
    ------
    Unreadable
        If it cannot be read or computed, with the reason.
    """
    try:
        return _value(parsed(text), names)
    except Unreadable:
        raise
    except KeyError as error:
        raise Unreadable(f"“{text}”: nothing is called {error.args[0]!s}.") from error
    except (ArithmeticError, AttributeError, IndexError, TypeError, ValueError) as error:
        raise Unreadable(f"“{text}” cannot be computed: {error}") from error


def _value(node: ast.expr, names: NamesKnown) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.Name(id=name):
            return FUNCTIONS[name] if name in FUNCTIONS else _plain(names[name])
        case ast.Attribute(value=ast.Name(id=run), attr=name):
            return _plain(names[run][name])
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _called(function, names)(*(_value(each, names) for each in arguments))
        case ast.UnaryOp(op=sign, operand=operand):
            return _operator(sign)(_value(operand, names))
        case ast.BinOp(left=left, op=sign, right=right):
            return _operator(sign)(_value(left, names), _value(right, names))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_value(each, names) for each in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_value(each, names) for each in parts)
        case ast.Compare():
            return _compared(node, names)
        case ast.Subscript(value=row, slice=place):
            return _value(row, names)[_value(place, names)]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_value(each, names) for each in parts]
    raise Unreadable(f"“{ast.unparse(node)}” is not allowed in an expression.")


def _operator(sign: ast.AST) -> Callable[..., Any]:
    if type(sign) not in OPERATORS:
        raise Unreadable(f"The sign of a {type(sign).__name__} is not allowed in an expression.")
    return OPERATORS[type(sign)]


def _compared(node: ast.Compare, names: NamesKnown) -> bool:
    values = [_value(each, names) for each in (node.left, *node.comparators)]
    return all(_operator(sign)(*pair) for sign, pair in zip(node.ops, pairwise(values), strict=True))


def _called(function: ast.expr, names: NamesKnown) -> Callable[..., Any]:
    match function:
        case ast.Name(id=name):
            return FUNCTIONS[name] if name in FUNCTIONS else names[name]
        case ast.Attribute(value=ast.Name(id=run), attr=name):
            return names[run][name]  # type: ignore[no-any-return]
    raise Unreadable(f"“{ast.unparse(function)}” cannot be called.")


def _plain(value: Any) -> Any:
    """Return what is measured without any argument, where a name stands alone."""
    return value() if callable(value) else value


def names_in(text: str) -> set[str]:
    """Return the names that an expression uses, runs and measures alike."""
    return {node.id for node in ast.walk(parsed(text)) if isinstance(node, ast.Name)}


def arguments_in(text: str) -> list[float]:
    """Return the numbers that an expression gives to what it measures: which iteration, which place."""
    calls = [node for node in ast.walk(parsed(text)) if isinstance(node, ast.Call)]
    values = [each.value for call in calls for each in call.args if isinstance(each, ast.Constant)]
    return [float(value) for value in values if isinstance(value, int | float)]


def sides_in(text: str) -> list[str]:
    """Return what is compared in an expression, each once, but for plain numbers and words."""
    compared = [node for node in ast.walk(parsed(text)) if isinstance(node, ast.Compare)]
    sides = [side for node in compared for side in (node.left, *node.comparators)]
    return list(dict.fromkeys(ast.unparse(side) for side in sides if any(names_in(ast.unparse(side)))))


def bounds_in(text: str) -> list[float]:
    """Return the sizes of the numbers that something must be above or below in an expression."""
    compared = [node for node in ast.walk(parsed(text)) if isinstance(node, ast.Compare)]
    beyond = [node for node in compared if not any(isinstance(sign, ast.Eq | ast.NotEq) for sign in node.ops)]
    sides = [side for node in beyond for side in (node.left, *node.comparators)]
    values = [side.value for side in sides if isinstance(side, ast.Constant)]
    return [abs(float(value)) for value in values if isinstance(value, int | float)]


def spelt_out(value: Any, form: str = "") -> str:
    """Return a computed value as it stands in the words.

    Parameters
    ----------
    form
        Empty for three significant digits; a number of them; ``".2"`` for two decimals; ``"%"`` or ``"%1"`` for per
        cent, with that many decimals.
    """
    if FORM.fullmatch(form) is None:
        raise Unreadable(f"“{form}” is no way to write a number: e.g. 4 for digits, .2 for decimals, % for per cent.")
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(spelt_out(each, form) for each in value)
    if form.startswith("%"):
        return f"{100.0 * value:.{form[1:] or 0}f} %".replace("-", "−")
    if form.startswith("."):
        return f"{value + 0.0:,.{form[1:]}f}".replace("-", "−")
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return f"{int(value):,}".replace("-", "−")
    return number(float(value), int(form or 3))
