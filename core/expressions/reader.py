"""From tokens to the syntax tree.

Python's own grammar does the reading (`ast.parse`, which runs nothing). Only numbers, known names, signs and calls of
known functions are accepted from its tree. Nothing is ever compiled or evaluated as code.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from core.expressions.evaluation import constant_value
from core.expressions.faults import ExpressionError
from core.expressions.rules import CONSTANTS, FUNCTIONS, MAX_DEPTH, MAX_EXPONENT, MAX_NODES, MAX_NUMBER
from core.expressions.scanner import PLAIN, Token
from core.expressions.tree import Node, Number, Operation, Variable

SIGNS: dict[type[ast.operator | ast.unaryop], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.USub: "negative",
    ast.UAdd: "positive",
}
Locate = Callable[[ast.expr], tuple[int, int]]


def read(tokens: list[Token], names: tuple[str, ...]) -> Node:
    """Return the tree of well-ordered tokens.

    Raises
    ------
    ExpressionError
        If it is too long or too deep, or an exponent is too large.
    """
    text, starts, ends = "", {}, {}
    for token in tokens:
        starts[len(text)] = token.start
        text += token.plain
        ends[len(text)] = token.end
        text += " "

    def place(node: ast.expr) -> tuple[int, int]:
        return starts[node.col_offset], ends[node.end_col_offset or 0]

    spelt = {name.translate(PLAIN): name for name in names}
    return Whitelist(spelt, place).take(ast.parse(text.rstrip(), mode="eval").body)


class Whitelist:
    """Accepts what is allowed in a Python syntax tree and refuses everything else.

    Parameters
    ----------
    names
        The variables, by how they are spelt in the tree.
    place
        Where a node stands in the text.
    """

    def __init__(self, names: Mapping[str, str], place: Locate) -> None:
        self.names, self.place = names, place
        self.nodes = 0

    def take(self, node: ast.expr, depth: int = 0) -> Node:
        """Return ``node`` as ours; ``depth`` counts operations in operations, a chain like a + b + c as one."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            words = f"More than {MAX_NODES} numbers, variables and signs: make it shorter."
            raise ExpressionError(words, self.place(node))
        if depth > MAX_DEPTH:
            words = f"Operations are nested more than {MAX_DEPTH} deep: make it simpler."
            raise ExpressionError(words, self.place(node))
        match node:
            case ast.Constant(value=float() | int()) if not isinstance(node.value, bool):
                return self._number(node)
            case ast.Name(id=name) if name in self.names:
                return Variable(self.names[name])
            case ast.Name(id=name) if name in CONSTANTS:
                return Number(CONSTANTS[name], name)
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in SIGNS:
                inner = self.take(operand, depth + 1)
                return inner if isinstance(sign, ast.UAdd) else Operation("negative", (inner,))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
                return self._binary(SIGNS[type(sign)], left, right, depth)
            case ast.Call(func=ast.Name(id=name), args=values, keywords=[]) if name in FUNCTIONS:
                return self._call(node, name, values, depth)
        raise ExpressionError("Only numbers, variables, signs and known functions can be used here.", self.place(node))

    def _number(self, node: ast.Constant) -> Number:
        if not isinstance(node.value, (int, float)) or not 0 <= node.value <= MAX_NUMBER:
            raise ExpressionError(f"This number is too large: at most {MAX_NUMBER:g}.", self.place(node))
        return Number(float(node.value))

    def _binary(self, sign: str, left: ast.expr, right: ast.expr, depth: int) -> Operation:
        first = self.take(left, depth if isinstance(left, ast.BinOp) else depth + 1)
        second = self.take(right, depth + 1)
        if sign == "**":
            self._check_exponent(second, self.place(right))
        return Operation(sign, (first, second))

    def _check_exponent(self, exponent: Node, place: tuple[int, int]) -> None:
        value = constant_value(exponent)
        if value is not None and not abs(value) <= MAX_EXPONENT:
            words = f"This exponent is too large: use −{MAX_EXPONENT:g} to {MAX_EXPONENT:g}. For growth write exp(x)."
            raise ExpressionError(words, place)

    def _call(self, node: ast.Call, name: str, values: list[ast.expr], depth: int) -> Operation:
        if len(values) < 2 if FUNCTIONS[name].many else len(values) != 1:
            number = "two or more values" if FUNCTIONS[name].many else "one value"
            raise ExpressionError(f"“{name}” takes {number}.", self.place(node))
        return Operation(name, tuple(self.take(value, depth + 1) for value in values))
