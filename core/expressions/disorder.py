"""What to say where the tokens of a function are out of order: about values and signs that are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.expressions.characters import RAISED
from core.expressions.faults import ExpressionError
from core.expressions.names import POWER, short
from core.expressions.rules import FUNCTIONS
from core.expressions.scanner import Token

END = Token("end", "", "", 0, 0)
"""What comes after the last token."""
GROUP = re.compile(r"\d{3}(?:\.\d+)?", re.ASCII)
"""What follows a gap between thousands."""


def value_missing(tokens: Sequence[Token], before: Token, token: Token) -> ExpressionError:
    """Return what is wrong where a value has to come: with nothing there, or a sign."""
    if token is END:
        if before.kind == "function":
            return bare(before)
        end = tokens[-1].end
        return ExpressionError(f"It ends with “{before.text}”: a value is missing after it.", (end, end))
    if ord(token.text[0]) in RAISED and (n := _index_of_root(tokens, token)):
        root = "cbrt(x)" if n == "3" else f"x^(1/{n})"
        return ExpressionError(f"Write this root as {root}.", token.place)
    if before is END:
        return ExpressionError(f"It begins with “{token.text}”: a value is missing before it.", token.place)
    if before.plain == "(" and token.plain == ")":
        return ExpressionError("These brackets are empty: write a value.", (before.start, token.end))
    hint = " To divide, write / once." if before.plain == token.plain == "/" else ""
    words = f"A value is missing between “{before.text}” and “{token.text}”.{hint}"
    return ExpressionError(words, (before.start, token.end))


def number_behind(before: Token, number: Token) -> ExpressionError:
    """Return what is wrong with a number right behind a value."""
    left, right = short(before.text), short(number.text)
    words = f"A sign is missing between “{left}” and “{right}”, e.g. {left}*{right} or {left} + {right}."
    if before.kind == "number" and GROUP.fullmatch(number.text) and before.text.isdigit() and len(before.text) < 4:
        words = f"A number has no gaps: write {left}{right} for one number, or a sign between two."
    if before.kind != "number":
        left = "(…)" if before.plain in (")", "|") else left
        words = f"A sign is missing before “{right}”: write {left}*{right} for a product or {left}^{right} for a power."
    return ExpressionError(words, (before.start, number.end))


def _index_of_root(tokens: Sequence[Token], raised: Token) -> str:
    """Return the small raised number before a root sign, as in ³√x; nothing if that is not what it is."""
    after = [token for token in tokens if token.start >= raised.start][2:5]  # behind ** and (
    number, _, root = after if len(after) == 3 else (END, END, END)
    return number.plain if number.kind == "number" and root.text == "√" else ""


def takes_many(function: str) -> bool:
    """Tell whether a function takes more than one value."""
    return function == POWER or (function in FUNCTIONS and FUNCTIONS[function].many)


def bare(function: Token) -> ExpressionError:
    example = "0, x" if takes_many(function.plain) else "x"
    words = f"“{function.text}” needs its value in brackets: write {function.text}({example})."
    return ExpressionError(words, function.place)
