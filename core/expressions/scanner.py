"""From characters to tokens. What is no name, number or sign is found here and named with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from core.expressions.characters import RAISED, SUBSCRIPTS, plain, strange
from core.expressions.faults import ExpressionError
from core.expressions.names import INSTEAD, LIBRARIES, WHOLE_WORDS, hint, kind_of, numbered, parts_of, short
from core.expressions.rules import MAX_LENGTH, MAX_NUMBER
from core.values import dataclass

TOKEN = re.compile(
    r"(?P<blank>[ \t]+|\\(?:left|right|displaystyle|quad|qquad)(?![A-Za-z])|\\[,;!:> ])"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[¼½¾⅐-⅞])"
    r"|(?P<raised>[⁰¹²³⁴-⁻ˣʸᶻ]+)"
    r"|(?P<command>\\(?:cdot|times|ast|div|[lr]vert|vert|[lr]floor|[lr]ceil|[lr]brace)(?![A-Za-z]))"
    rf"|(?P<name>(?:(?:{LIBRARIES})\s?\.\s?)*"
    r"(?:\\operatorname\s?\{\s?[A-Za-z0-9]+\s?\}|\\sqrt\s?\[\s?3\s?\]|\\?[A-Za-z][A-Za-z0-9]*|[πστ])"
    r"(?:_?[₀-₉]+|_[0-9]+|_\{[0-9]+\})?)"
    r"|(?P<sign>\*\*|[-+*/^(),;|√∛{}\[\]⌊⌋⌈⌉]|\\[{}|])"
)
COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "lvert": "|", "rvert": "|", "vert": "|",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
"""LaTeX's names of signs."""
SPELT = {"^": "**", "[": "(", "{": "(", "]": ")", "}": ")", "⌋": ")", "⌉": ")"}
ROOTS = {"√": "sqrt", "∛": "cbrt"}
ROUNDING = {"⌊": "floor", "⌈": "ceil"}
LEFT_SIDE = re.compile(
    r"\s*(?:[A-Za-z]\w*\s*/)?\s*[A-Za-z][A-Za-z0-9_₀-₉]*\s*(?:↦|→|\|?->)|"
    r"\s*(?:(?P<name>\\?[A-Za-z][A-Za-z0-9_₀-₉]*)\s*(?:\(\s*(?P<of>[A-Za-z0-9_₀-₉, ]*)\))?\s*)?[:/]?=(?!=)"
)
"""What may stand before the function itself, as f(x) =, or f: x ↦ with its colon as a plain sign."""


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    Attributes
    ----------
    kind
        ``"number"``, ``"variable"``, ``"constant"``, ``"function"``, ``"root"`` or ``"sign"``.
    text
        As typed.
    plain
        As a plain keyboard has it: brackets are round, a power is ``"**"``, a function has the name that it goes by.
    start, end
        Where it stands in the text.
    apart
        Whether there is a blank before it.
    """

    kind: str
    text: str
    plain: str
    start: int
    end: int
    apart: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """(start, end)."""
        return self.start, self.end


def scan(text: str, names: Sequence[str]) -> list[Token]:
    """Return the tokens of ``text``, in which the variables ``names`` may occur.

    Raises
    ------
    ExpressionError
        If it is not text, empty or too long, or holds anything unknown.
    """
    if not isinstance(text, str):
        raise ExpressionError(f"A function must be text, not {type(text).__name__}.", (0, 0))
    if len(text) > MAX_LENGTH:
        words = f"This has {len(text):,} characters; at most {MAX_LENGTH} can be read. Shorten it."
        raise ExpressionError(words, (MAX_LENGTH, len(text)))
    known = {name.translate(SUBSCRIPTS): name for name in names}
    typed = plain(text).rstrip(" \t;")
    left = LEFT_SIDE.match(typed)
    start = left.end() if left is not None and not (left["name"] == "x" and "x" in names) else 0
    tokens = list(_pieces(text, typed, start, known))
    if not tokens:
        raise ExpressionError(f"There is nothing here: write a function, e.g. {[*names, 'x'][0]}^2.", (0, len(text)))
    if start and left is not None and left["name"] and left["of"] is None:
        _check_left_side(left, tokens)
    return tokens


def _check_left_side(left: re.Match[str], tokens: list[Token]) -> None:
    """Refuse an equation for a variable that it depends on itself, such as y = x + y."""
    for token in tokens:
        if token.kind == "variable" and left["name"] == token.plain:
            words = f"“{token.text}” stands on both sides of the equation: write only its right side."
            raise ExpressionError(words, token.place)


def _pieces(text: str, typed: str, place: int, known: Mapping[str, str]) -> Iterator[Token]:
    """Yield the tokens of ``typed``, the plain form of ``text``, from ``place`` on."""
    apart = False
    while place < len(typed):
        found = TOKEN.match(typed, place)
        if found is None:
            raise strange(text, place)
        start, place = found.span()
        if found.lastgroup == "blank":
            apart = True
            continue
        for token in _tokens(found, text, known):
            yield Token(token.kind, token.text, token.plain, token.start, token.end, apart and token.start == start)
        apart = False


def _tokens(found: re.Match[str], text: str, known: Mapping[str, str]) -> Iterator[Token]:
    """Yield the tokens that a match stands for: a raised exponent and a word of several names are more than one."""
    start, end = found.span()
    typed = text[start:end]
    match found.lastgroup:
        case "number":
            yield _number(found.group(), typed, start, end)
        case "raised":
            yield Token("sign", typed, "**", start, end)
            yield Token("sign", typed, "(", start, end)
            inside = " " * start + found.group().translate(RAISED)
            yield from _pieces(text, inside, start, known)
            yield Token("sign", typed, ")", start, end)
        case "name":
            yield from _named(found.group(), typed, start, known)
        case _:
            yield from _sign(COMMANDS.get(found.group()[1:], found.group()), typed, start, end)


def _number(digits: str, typed: str, start: int, end: int) -> Token:
    value = float(digits) if digits.isascii() else unicodedata.numeric(digits)
    if value > MAX_NUMBER:
        raise ExpressionError(f"“{short(typed)}” is too large: numbers go up to {MAX_NUMBER:g}.", (start, end))
    if value == 0.0 and re.search("[1-9]", re.split("[eE]", digits)[0]):
        raise ExpressionError(f"“{short(typed)}” is too small: write 0, or {1 / MAX_NUMBER:g} or more.", (start, end))
    return Token("number", typed, digits if digits.isascii() else repr(value), start, end)


def _sign(sign: str, typed: str, start: int, end: int) -> Iterator[Token]:
    sign = sign.removeprefix("\\")
    if sign in ROOTS:
        yield Token("root", typed, ROOTS[sign], start, end)
        return
    if sign in ROUNDING:
        yield Token("function", typed, ROUNDING[sign], start, end)
        sign = "("
    yield Token("sign", typed, SPELT.get(sign, sign), start, end)


def _named(name: str, typed: str, start: int, known: Mapping[str, str]) -> Iterator[Token]:
    """Yield the token of a name, or those of the names that it is made of."""
    end = start + len(typed)
    bare = re.sub(r"\\operatorname|\\|[{}_\s]", "", re.sub(r"^.*\.\s?", "", name)).translate(SUBSCRIPTS)
    if bare == "sqrt[3]":
        bare = "cbrt"
    if found := kind_of(bare, known) or kind_of(WHOLE_WORDS.get(bare.lower(), bare), known):
        yield Token(found[0], typed, found[1], start, end)
        return
    parts = parts_of(bare, known) if bare == name and bare.lower() not in INSTEAD else []
    if not parts:
        raise ExpressionError(f"“{short(typed)}” is not known. {hint(bare, known)}", (start, end))
    if readings := numbered(bare):
        words = f"“{short(typed)}” has two readings: write {readings[0]} or {readings[1]}."
        raise ExpressionError(words, (start, end))
    tokens = []
    for part in parts:
        kind, spelt = kind_of(part, known) or ("number", part)
        tokens.append(Token(kind, part, spelt, start, start + len(part)))
        start += len(part)
    for first, second in pairwise(tokens):
        if first.kind == "function" and second.plain == "e":
            f = first.text
            words = f"“{f}e” is no function: write {f}(x), or {f}(e*x) with the number e."
            raise ExpressionError(words, (first.start, second.end))
        if first.plain == "e" and second.kind == "variable":
            x = second.text
            words = f"“e{x}” has two readings: write e*{x} for a product or e^{x} for a power."
            raise ExpressionError(words, (first.start, second.end))
    yield from tokens
