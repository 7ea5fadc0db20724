"""What to say about a character that cannot be used in a function."""

from __future__ import annotations

import unicodedata

from core.expressions.faults import ExpressionError

LOOK_ALIKES = dict(zip("асеорхуіјѕАВЕКМНОРСТХУαοχυΑΒΕΚΜΝΟΡΤΧΥΖ", "aceopxyijsABEKMHOPCTXYaoxuABEKMNOPTXYZ", strict=True))
"""Cyrillic and Greek letters, each with the Latin letter that it is easily mistaken for."""
HINTS = {
    "^": "For a power write **, e.g. x**2.",
    "=": "Write only the right side of the equation, e.g. x**2.",
    "|": "For the absolute value write abs(x).",
    "[": "Use round brackets.",
    "]": "Use round brackets.",
    "{": "Use round brackets.",
    "}": "Use round brackets.",
    "√": "Write sqrt(x).",
    "∞": "Only finite numbers can be written.",
    ".": "A point can only be part of a number, e.g. 0.5.",
    ";": "Values are separated by commas, e.g. max(0, x).",
    "<": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    ">": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    "\n": "Write it all on one line.",
    "\r": "Write it all on one line.",
    "!": "There is no factorial; write the product.",
    "%": "Write a percentage as a number, e.g. 0.05.",
    "#": "Comments are not possible here.",
}


def strange(text: str, place: int) -> ExpressionError:
    """Return an error that names the character at ``place`` and says what to do about it."""
    character = text[place]
    return ExpressionError(
        f"Character {place + 1}, {_shown(character)}, cannot be used here. {_hint(character)}", (place, place + 1)
    )


def _shown(character: str) -> str:
    """Return the character in readable form, with its name where it could be mistaken for another."""
    name = unicodedata.name(character, "").lower()
    if not character.isprintable():
        return f"U+{ord(character):04X} ({name or 'invisible'})"
    return f"“{character}”" if character.isascii() else f"“{character}” ({name or f'U+{ord(character):04X}'})"


def _hint(character: str) -> str:
    if character in HINTS:
        return HINTS[character]
    if character in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        return "For a power write **, e.g. x**2."
    plain = LOOK_ALIKES.get(character, unicodedata.normalize("NFKC", character))
    if plain != character and len(plain) == 1 and "!" <= plain <= "~":
        return f"It only looks like “{plain}”: type “{plain}” on the keyboard."
    if not character.isprintable():
        return "Delete it."
    return "Use letters a to z, digits, round brackets and the signs + - * / **."
