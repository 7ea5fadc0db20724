"""The question that is asked where a text can be read in two ways."""

from __future__ import annotations

from core.expressions.faults import ExpressionError
from core.expressions.tree import POWER, Node, Operation, text_of

LONGEST = 60
"""Characters of a reading that is shown in full."""


def two_readings(first: Node, second: Node, place: tuple[int, int]) -> ExpressionError:
    """Return an error that shows both readings of the text at ``place`` and asks for one of them."""
    one, two = (_clear(node).replace("**", "^") for node in (first, second))
    if max(len(one), len(two)) > LONGEST:
        return ExpressionError("This has two readings. Put brackets around what belongs together.", place)
    return ExpressionError(f"This has two readings: write {one} or {two}.", place)


def _clear(node: Node) -> str:
    """Return a node as text, with brackets around a quotient that is multiplied: there lies the question."""
    match node:
        case Operation(name="*", arguments=(Operation(name="/") as ratio, factor)):
            return f"({text_of(ratio)})*{text_of(factor, POWER)}"
    return text_of(node)
