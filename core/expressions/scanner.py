"""From characters to tokens. Every mistake in spelling or order is found here and named with its place.

The result is a well-formed sum of products of powers, made only of numbers, known names, signs and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.expressions.characters import strange
from core.expressions.faults import ExpressionError
from core.expressions.rules import CONSTANTS, FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_NUMBER

TOKEN = re.compile(
    r"(?P<blank>[ \t\u00a0]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>π|[A-Za-z][A-Za-z0-9₀-₉]*)"
    r"|(?P<sign>\*\*|[-+*/(),−·×÷])"
)
PLAIN = str.maketrans("−·×÷₀₁₂₃₄₅₆₇₈₉", "-**/0123456789")
"""Typeset signs and subscripts, each with its form on the keyboard."""
INSTEAD = {
    "ln": "log(x)",
    "log10": "log(x)/log(10)",
    "pow": "x**2",
    "relu": "max(0, x)",
    "sigmoid": "1/(1 + exp(-x))",
    "sinh": "(exp(x) - exp(-x))/2",
    "cosh": "(exp(x) + exp(-x))/2",
}
"""Names that people try, and what to write instead."""


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    Attributes
    ----------
    kind
        ``"number"``, ``"variable"``, ``"constant"``, ``"function"`` or ``"sign"``.
    text
        As typed.
    plain
        As Python's grammar has it.
    start, end
        Where it stands in the text.
    """

    kind: str
    text: str
    plain: str
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """(start, end)."""
        return self.start, self.end


def scan(text: str, names: Sequence[str]) -> list[Token]:
    """Return the tokens of ``text``, in which the variables ``names`` may occur.

    Raises
    ------
    ExpressionError
        If it is not text, empty or too long, or at the first mistake.
    """
    if not isinstance(text, str):
        raise ExpressionError(f"A function must be text, not {type(text).__name__}.", (0, 0))
    if len(text) > MAX_LENGTH:
        words = f"This has {len(text):,} characters; at most {MAX_LENGTH} can be read. Shorten it."
        raise ExpressionError(words, (MAX_LENGTH, len(text)))
    tokens = _tokens(text, names)
    if not tokens:
        raise ExpressionError(f"There is nothing here: write a function, e.g. {names[0]}**2.", (0, len(text)))
    _Order(tokens, len(text.rstrip())).check()
    return tokens


def _tokens(text: str, names: Sequence[str]) -> list[Token]:
    known = {name.translate(PLAIN): name for name in names}
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if found is None:
            raise strange(text, place)
        place = found.end()
        if found.lastgroup != "blank":
            tokens.append(_token(found, known))
    return tokens


def _token(found: re.Match[str], known: dict[str, str]) -> Token:
    text, (start, end) = found.group(), found.span()
    plain = "pi" if text == "π" else text.translate(PLAIN)
    if found.lastgroup == "number":
        if float(text) > MAX_NUMBER:
            raise ExpressionError(f"“{_short(text)}” is too large: numbers go up to {MAX_NUMBER:g}.", (start, end))
        return Token("number", text, repr(float(text)), start, end)
    if found.lastgroup == "sign":
        return Token("sign", text, plain, start, end)
    for kind, those in (("variable", known), ("constant", CONSTANTS), ("function", FUNCTIONS)):
        if plain in those:
            return Token(kind, text, plain, start, end)
    raise ExpressionError(f"“{_short(text)}” is not known. {_name_hint(plain, known)}", (start, end))


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"


def _name_hint(plain: str, known: dict[str, str]) -> str:
    """Return what may have been meant by an unknown name."""
    there = {**known, **dict.fromkeys(CONSTANTS), **dict.fromkeys(FUNCTIONS)}
    if plain.lower() in there:
        return f"Write “{plain.lower()}” in small letters."
    if plain.lower() in INSTEAD:
        return f"Write it as {INSTEAD[plain.lower()]}."
    if len(plain) <= 8 and set(plain) <= {*known, "e"}:
        return f"To multiply, write {'*'.join(plain)}."
    return f"You can use {', '.join(known.values())}; the numbers {', '.join(CONSTANTS)}; and {', '.join(FUNCTIONS)}."


@dataclass
class _Bracket:
    """An open bracket: its place, its function if any, and how many values it holds so far."""

    token: Token
    function: Token | None
    values: int = 1


class _Order:
    """Checks that values and signs alternate and that brackets match."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self.tokens, self.end = tokens, end
        self.open: list[_Bracket] = []
        self.before: Token | None = None
        self.value_next = True  # whether a value has to come next, not a sign between two values

    def check(self) -> None:
        """Raise `ExpressionError` at the first token that is out of order."""
        for token in self.tokens:
            if self.before is not None and self.before.kind == "function" and token.plain != "(":
                raise self._bare_function(self.before)
            if token.kind != "sign" or token.plain == "(":
                self._value(token)
            elif self.value_next:
                self._sign_for_a_value(token)
            else:
                self._after_a_value(token)
            self.before = token
        if self.before is not None and self.before.kind == "function":
            raise self._bare_function(self.before)
        if self.value_next and self.before is not None:
            raise ExpressionError(
                f"It ends with “{self.before.text}”: a value is missing after it.", (self.end, self.end)
            )
        if self.open:
            raise ExpressionError("This bracket is never closed: write ) where it ends.", self.open[-1].token.place)

    def _value(self, token: Token) -> None:
        calls = self.before is not None and self.before.kind == "function"
        if not self.value_next and not calls:
            raise self._no_sign_between(token)
        if token.plain == "(":
            self.open.append(_Bracket(token, self.before if calls else None))
            if len(self.open) > MAX_DEPTH:
                raise ExpressionError(f"Brackets are nested more than {MAX_DEPTH} deep: make it simpler.", token.place)
        self.value_next = token.plain == "("

    def _sign_for_a_value(self, token: Token) -> None:
        """Take a sign where a value has to come: + and − may stand before one."""
        if token.plain in "+-":
            return
        if self.before is None:
            raise ExpressionError(f"It begins with “{token.text}”: a value is missing before it.", token.place)
        if self.before.plain == "(" and token.plain == ")":
            raise ExpressionError("These brackets are empty: write a value.", (self.before.start, token.end))
        hint = " To divide, write / once." if self.before.plain == token.plain == "/" else ""
        words = f"A value is missing between “{self.before.text}” and “{token.text}”.{hint}"
        raise ExpressionError(words, (self.before.start, token.end))

    def _after_a_value(self, token: Token) -> None:
        if token.plain == ")":
            self._close(token)
        elif token.plain == ",":
            self._comma(token)
        else:
            self.value_next = True

    def _comma(self, token: Token) -> None:
        function = self.open[-1].function if self.open else None
        if function is None:
            words = "A comma only separates the values of max and min. In numbers write a point, e.g. 0.5."
            raise ExpressionError(words, token.place)
        if not FUNCTIONS[function.plain].many:
            words = f"“{function.text}” takes one value. In numbers write a point, e.g. 0.5."
            raise ExpressionError(words, token.place)
        self.open[-1].values += 1
        self.value_next = True

    def _close(self, token: Token) -> None:
        if not self.open:
            raise ExpressionError("This bracket was never opened: delete it, or write ( where it begins.", token.place)
        bracket = self.open.pop()
        function = bracket.function
        if function is not None and FUNCTIONS[function.plain].many and bracket.values < 2:
            words = f"“{function.text}” takes two or more values, e.g. {function.text}(0, x)."
            raise ExpressionError(words, (function.start, token.end))

    def _no_sign_between(self, token: Token) -> ExpressionError:
        assert self.before is not None  # a first token never stands where a sign has to
        left, right = _short(self.before.text), _short(token.text)
        if token.plain == "(" and self.before.kind == "variable":
            words = f"“{left}” is a variable, not a function. To multiply, write {left}*(…)."
        elif token.kind == "number" and self.before.kind == "number":
            words = f"A sign is missing between “{left}” and “{right}”, e.g. {left}*{right} or {left} + {right}."
        else:
            shown = {"(": "(…)"}.get(right, right)
            words = f"A sign is missing between “{left}” and “{right}”. To multiply, write {_left_of(left)}*{shown}."
        return ExpressionError(words, (self.before.start, token.end))

    def _bare_function(self, function: Token) -> ExpressionError:
        example = "0, x" if FUNCTIONS[function.plain].many else "x"
        words = f"“{function.text}” needs its value in brackets: write {function.text}({example})."
        return ExpressionError(words, function.place)


def _left_of(text: str) -> str:
    return "(…)" if text == ")" else text
