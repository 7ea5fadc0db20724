"""Commas in a function: between the values of a function, or in a number, as 1,5.

A comma between two digits is read as what alone makes sense. Where both do, it is asked which was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.expressions.faults import ExpressionError
from core.expressions.names import POWER
from core.expressions.rules import FUNCTIONS
from core.expressions.scanner import Token

WHOLE = re.compile(r"[0-9]+")
AFTER = re.compile(r"[0-9]+(?:[eE][+-]?[0-9]+)?")


@dataclass
class _Bracket:
    """The commas directly inside one pair of brackets: where they stand among the tokens."""

    begins: int = 0
    function: str = ""
    commas: list[int] = field(default_factory=list)
    ends: int = 0


def decimals_read(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with numbers such as 1,5 in one piece, and semicolons between values as commas.

    Raises
    ------
    ExpressionError
        At the first comma that can be read in two ways.
    """
    inside: set[int] = set()
    for bracket in _brackets(tokens):
        decimals = _decimals_of(bracket, tokens)
        _check_apart(decimals, tokens)
        inside |= set(decimals)
    result: list[Token] = []
    for place, token in enumerate(tokens):
        if place in inside or place - 1 in inside:
            before = result.pop()
            point = "." if place in inside else token.plain
            token = Token(
                "number", before.text + token.text, before.plain + point, before.start, token.end, before.apart
            )
        result.append(token)
    return [replace(token, plain=",") if token.plain == ";" else token for token in result]


def _brackets(tokens: Sequence[Token]) -> Iterator[_Bracket]:
    """Yield all pairs of brackets, the outermost last; what is never closed ends with the text."""
    opened = [_Bracket()]
    for place, token in enumerate(tokens):
        if token.plain == "(":
            called = place > 0 and tokens[place - 1].kind == "function"
            opened.append(_Bracket(place, tokens[place - 1].plain if called else ""))
        elif token.plain in (",", ";"):
            opened[-1].commas.append(place)
        elif token.plain == ")" and len(opened) > 1:
            opened[-1].ends = place
            yield opened.pop()
    yield from reversed(opened)


def _between_digits(place: int, tokens: Sequence[Token]) -> bool:
    """Tell whether a comma may be one in a number: between digits, without blanks."""
    if tokens[place].plain != "," or not 0 < place < len(tokens) - 1:
        return False
    before, comma, after = tokens[place - 1 : place + 2]
    joined = not comma.apart and not after.apart
    return joined and bool(WHOLE.fullmatch(before.plain)) and bool(AFTER.fullmatch(after.plain))


def _decimals_of(bracket: _Bracket, tokens: Sequence[Token]) -> list[int]:
    """Return which commas directly inside a bracket are part of a number."""
    possible = [place for place in bracket.commas if _between_digits(place, tokens)]
    if not possible:
        return []
    least, most = _values_of(bracket.function)
    if any(tokens[place].plain == ";" for place in bracket.commas):
        return possible
    points = any(token.kind == "number" and "." in token.plain for token in tokens)
    separators = len(bracket.commas) - len(possible)
    counts = [n for n in range(_most_decimals(possible) + 1) if least <= separators + len(possible) - n + 1 <= most]
    if least == 1 and most == 1:
        _check_thousands(possible, tokens)
        if bracket.function == "log":
            raise _question(bracket, tokens, possible[0])
        return possible
    if counts == [0] or not counts or points:
        return []
    if len(counts) == 1 and counts[0] == len(possible):
        return possible
    raise _question(bracket, tokens, possible[0])


def _values_of(function: str) -> tuple[int, int]:
    """Return the smallest and largest number of values in a function's brackets."""
    if function == POWER:
        return 2, 2
    return (2, 500) if function in FUNCTIONS and FUNCTIONS[function].many else (1, 1)


def _most_decimals(possible: list[int]) -> int:
    """Return how many of the commas can be in numbers at once: not two beside the same number."""
    count, last = 0, -2
    for place in possible:
        if place - last > 2:
            count, last = count + 1, place
    return count


def _check_apart(decimals: list[int], tokens: Sequence[Token]) -> None:
    """Refuse two commas in one number, as in 1,000,000."""
    for place in decimals:
        if place + 2 in decimals:
            words = "A number can have one comma: write it without those between its thousands, e.g. 1234567.5."
            raise ExpressionError(words, (tokens[place - 1].start, tokens[place + 3].end))


def _check_thousands(possible: list[int], tokens: Sequence[Token]) -> None:
    """Refuse a comma as in 1,000: it may group thousands."""
    for place in possible:
        before, after = tokens[place - 1], tokens[place + 1]
        thousands = len(after.plain) == 3 and len(before.plain) <= 3 and not before.plain.startswith("0")
        if thousands and place + 2 not in possible and place - 2 not in possible:
            shown = f"{before.text},{after.text}"
            words = f"“{shown}” has two readings: write {before.text}.{after.text} or {before.text}{after.text}."
            raise ExpressionError(words, (before.start, after.end))


def _question(bracket: _Bracket, tokens: Sequence[Token], place: int) -> ExpressionError:
    """Return an error that shows both readings of a comma between two numbers."""
    before, after = tokens[place - 1], tokens[place + 1]
    one, two = f"{before.text}.{after.text}", f"{before.text}, {after.text}"
    words = f"“{before.text},{after.text}” has two readings: write {one} for one number or {two} for two values."
    if bracket.function == "log":
        words = (
            f"“{before.text},{after.text}” has two readings: write log({one}), "
            f"or log({before.text})/log({after.text}) for a logarithm to base {after.text}."
        )
    elif whole := _whole(bracket, tokens):
        first, second = whole.replace(",", ", "), whole.replace(f"{before.text},{after.text}", one, 1)
        if bracket.function == POWER:
            first = ".".join(whole.rsplit(",", 1)).replace(",", ", ")
        second = second.replace(",", ", ")
        words = f"“{whole}” has two readings: {first} or {second}. Write the one that you mean."
    return ExpressionError(words, (before.start, after.end))


def _whole(bracket: _Bracket, tokens: Sequence[Token]) -> str:
    """Return a short call in full, without blanks; nothing for a long one."""
    last = bracket.ends or len(tokens) - 1
    text = "".join(token.text for token in tokens[bracket.begins - 1 : last + 1])
    return text if len(text) <= 40 else ""
