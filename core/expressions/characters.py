"""What is said of a character that has no place in a function."""

from __future__ import annotations

import unicodedata

from core.expressions.faults import ExpressionError

LOOK_ALIKES = dict(zip("асеорхуіјѕАВЕКМНОРСТХУαοχυΑΒΕΚΜΝΟΡΤΧΥΖ", "aceopxyijsABEKMHOPCTXYaoxuABEKMNOPTXYZ", strict=True))
"""Cyrillic and Greek letters with the Latin ones that they are easily taken for."""
HINTS = {
    "^": "For a power write **, e.g. x**2.",
    "=": "Write only what stands right of the equals sign, e.g. x**2.",
    "|": "For the distance from 0 write abs(x).",
    "[": "Use round brackets.",
    "]": "Use round brackets.",
    "{": "Use round brackets.",
    "}": "Use round brackets.",
    "√": "Write sqrt(x).",
    "∞": "Only finite numbers can be written.",
    ".": "A point stands only inside a number, e.g. 0.5.",
    ";": "Values are separated by commas, e.g. max(0, x).",
    "<": "Nothing can be compared here; max, min and abs make bends, e.g. max(0.01*x, x).",
    ">": "Nothing can be compared here; max, min and abs make bends, e.g. max(0.01*x, x).",
    "\n": "Write it all on one line.",
    "\r": "Write it all on one line.",
    "!": "There is no factorial; write the product.",
    "%": "Write a percentage as a number, e.g. 0.05.",
    "#": "There is no room for remarks here.",
}


def strange(text: str, place: int) -> ExpressionError:
    """Return what is wrong with the character at ``place``, and what to do about it."""
    character = text[place]
    return ExpressionError(
        f"Character {place + 1}, {_shown(character)}, has no place here. {_hint(character)}", (place, place + 1)
    )


def _shown(character: str) -> str:
    """Return the character as it can be read, with its name where looks deceive."""
    name = unicodedata.name(character, "").lower()
    if not character.isprintable():
        return f"U+{ord(character):04X} ({name or 'an invisible one'})"
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
