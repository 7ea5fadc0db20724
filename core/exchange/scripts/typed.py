"""Typed functions as source code: the value in NumPy's, PyTorch's or Keras' words, the derivative by the chain rule."""

from __future__ import annotations

import numpy as np

from core.expressions.evaluation import Operands, evaluate
from core.expressions.tree import Node, Number, Operation, Variable, is_constant
from core.values import dataclass

ONE, NOTHING = "1.0", "0.0"
SIGNS = {"max": ">=", "min": "<="}
VALUES = {
    "sin": "np.sin({u})",
    "cos": "np.cos({u})",
    "tan": "np.tan({u})",
    "exp": "np.exp({u})",
    "log": "np.log({u})",
    "sqrt": "np.sqrt({u})",
    "abs": "np.abs({u})",
    "tanh": "np.tanh({u})",
    "asin": "np.arcsin({u})",
    "acos": "np.arccos({u})",
    "atan": "np.arctan({u})",
    "sinh": "np.sinh({u})",
    "cosh": "np.cosh({u})",
    "asinh": "np.arcsinh({u})",
    "acosh": "np.arccosh({u})",
    "atanh": "np.arctanh({u})",
    "log2": "np.log2({u})",
    "log10": "np.log10({u})",
    "log1p": "np.log1p({u})",
    "expm1": "np.expm1({u})",
    "cbrt": "np.cbrt({u})",
    "sigmoid": "(1 / (1 + np.exp(-{u})))",
    "softplus": "np.logaddexp(0, {u})",
    "relu": "np.maximum(0, {u})",
    "sign": "np.sign({u})",
    "floor": "np.floor({u})",
    "ceil": "np.ceil({u})",
    "round": "np.round({u})",
}
"""The functions of `core.expressions.rules`; ``{u}`` stands for the argument."""
SLOPES = {
    "sin": "np.cos({u})",
    "cos": "-np.sin({u})",
    "tan": "(1 + np.tan({u})**2)",
    "exp": "np.exp({u})",
    "log": "1 / {u}",
    "sqrt": "0.5 / np.sqrt({u})",
    "abs": "np.sign({u})",
    "tanh": "(1 - np.tanh({u})**2)",
    "asin": "1 / np.sqrt(1 - {u}**2)",
    "acos": "-1 / np.sqrt(1 - {u}**2)",
    "atan": "1 / (1 + {u}**2)",
    "sinh": "np.cosh({u})",
    "cosh": "np.sinh({u})",
    "asinh": "1 / np.sqrt(1 + {u}**2)",
    "acosh": "1 / np.sqrt({u}**2 - 1)",
    "atanh": "1 / (1 - {u}**2)",
    "log2": "1 / (np.log(2) * {u})",
    "log10": "1 / (np.log(10) * {u})",
    "log1p": "1 / (1 + {u})",
    "expm1": "np.exp({u})",
    "cbrt": "1 / (3 * np.cbrt({u})**2)",
    "sigmoid": "np.exp(-np.abs({u})) / (1 + np.exp(-np.abs({u})))**2",
    "softplus": "1 / (1 + np.exp(-{u}))",
    "relu": "({u} > 0)",
    "sign": NOTHING,
    "floor": NOTHING,
    "ceil": NOTHING,
    "round": NOTHING,
}
"""Their derivatives. A level function has the slope 0 between its jumps."""
TORCH = {
    "np.arcsinh": "torch.asinh",
    "np.arccosh": "torch.acosh",
    "np.arctanh": "torch.atanh",
    "np.cbrt({u})": "(torch.sign({u}) * torch.abs({u}) ** (1 / 3))",
    "np.logaddexp(0, {u})": "torch.nn.functional.softplus({u})",
    "np.maximum(0, {u})": "torch.relu({u})",
    "np.": "torch.",
}
KERAS = {
    "np.cbrt({u})": "(keras.ops.sign({u}) * keras.ops.abs({u}) ** (1 / 3))",
    "np.logaddexp(0, {u})": "keras.ops.softplus({u})",
    "np.": "keras.ops.",
}
"""What NumPy's words are in the others."""


@dataclass(frozen=True)
class Language:
    """How functions are written: what stands for NumPy's words, and how the larger of two values is taken."""

    words: dict[str, str]
    pair: str = "np.{name}imum({u}, {v})"

    def function(self, name: str, u: str) -> str:
        """Return the value of a named function at ``u``."""
        text = VALUES[name]
        for word, own in self.words.items():
            text = text.replace(word, own)
        return text.replace("{u}", u)


IN_NUMPY = Language({})
IN_TORCH = Language(TORCH, "torch.where({u} {sign} {v}, {u}, {v})")
IN_KERAS = Language(KERAS, "keras.ops.where({u} {sign} {v}, {u}, {v})")
"""At a tie their own maximum has the mean of both slopes; this has the first."""


def value_of(node: Node, variable: str, language: Language = IN_NUMPY) -> str:
    """Return the source of a function's value; ``variable`` stands for its only variable. It binds like a factor."""
    if isinstance(node, Variable):
        return variable
    if isinstance(node, Number) or is_constant(node):
        return _number(node)
    assert isinstance(node, Operation)
    parts = [value_of(each, variable, language) for each in node.arguments]
    match node.name, parts:
        case "negative", [u]:
            return f"(-{u})"
        case ("+" | "-" | "*" | "/" | "**") as sign, [u, v]:
            return f"({u} {sign} {v})"
        case ("max" | "min") as name, [first, *others]:
            for other in others:
                first = language.pair.format(name=name, sign=SIGNS[name], u=first, v=other)
            return first
    return language.function(node.name, parts[0])


def slope_of(node: Node, variable: str) -> str:
    """Return the source of a function's derivative, in NumPy: at a tie that of the first of two equal values."""
    if isinstance(node, Variable):
        return ONE
    if isinstance(node, Number) or is_constant(node):
        return NOTHING
    assert isinstance(node, Operation)
    u, du = value_of(node.arguments[0], variable), slope_of(node.arguments[0], variable)
    if len(node.arguments) == 1:
        return f"(-{du})" if node.name == "negative" else _product(f"({SLOPES[node.name]})".replace("{u}", u), du)
    if node.name in ("max", "min"):
        return _of_largest(node, variable)
    v, dv = value_of(node.arguments[1], variable), slope_of(node.arguments[1], variable)
    return _of_pair(node.name, (u, du), (v, dv))


def _of_pair(sign: str, left: tuple[str, str], right: tuple[str, str]) -> str:
    (u, du), (v, dv) = left, right
    match sign:
        case "+" | "-":
            return f"({du} {sign} {dv})" if dv != NOTHING else du
        case "*":
            return _sum(_product(u, dv), _product(v, du))
        case "/":
            return _sum(_product(f"(1 / {v})", du), _product(f"(-{u} / {v}**2)", dv))
    if dv == NOTHING:
        return _product(f"({v} * {u}**({v} - 1))", du)
    return _sum(_product(f"({u}**{v} * np.log({u}))", dv), _product(f"({v} * {u}**({v} - 1))", du))


def _of_largest(node: Operation, variable: str) -> str:
    sign = SIGNS[node.name]
    largest, slope = value_of(node.arguments[0], variable), slope_of(node.arguments[0], variable)
    for each in node.arguments[1:]:
        other = value_of(each, variable)
        slope = f"np.where({largest} {sign} {other}, {slope}, {slope_of(each, variable)})"
        largest = IN_NUMPY.pair.format(name=node.name, u=largest, v=other)
    return slope


def _product(first: str, second: str) -> str:
    if NOTHING in (first, second):
        return NOTHING
    return first if second == ONE else second if first == ONE else f"({first} * {second})"


def _sum(first: str, second: str) -> str:
    return second if first == NOTHING else first if second == NOTHING else f"({first} + {second})"


def _number(node: Node) -> str:
    with np.errstate(all="ignore"):
        value = node.value if isinstance(node, Number) else float(np.asarray(evaluate(node, Operands({})).value))
    text = repr(float(value)).removesuffix(".0")
    return f"({text})" if text.startswith("-") else text
