"""What is typed, character by character: which stand for others, and what to say about one that cannot be used."""

from __future__ import annotations

import unicodedata

from core.expressions.faults import ExpressionError

LOOK_ALIKES = dict(zip("асеорхуіјѕАВЕКМНОРСТХУαοχυΑΒΕΚΜΝΟΡΤΧΥΖ", "aceopxyijsABEKMHOPCTXYaoxuABEKMNOPTXYZ", strict=True))
"""Cyrillic and Greek letters, each with the Latin letter that it is easily mistaken for."""
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˣʸᶻ", "0123456789+-xyz")
"""Small raised characters, each with what it is on the line."""
STANDING_FOR = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒―﹣⁃˗➖", "-"),
        **dict.fromkeys("·×∗⋅•✕✖∙⨯⁎⋆✱╳", "*"),
        **dict.fromkeys("÷∕⁄:∶➗", "/"),
        "➕": "+",
        **dict.fromkeys("∣❘", "|"),
        "ˆ": "^",
    }
)
"""Dashes, stars and bars of other keyboards, each with the sign that it is."""
HINTS = {
    "=": "Write only the right side of the equation, e.g. x^2.",
    "_": "A name has letters and digits only.",
    "∞": "Only finite numbers can be written.",
    ".": "A point can only be part of a number, e.g. 0.5.",
    "<": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    ">": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    "≤": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    "≥": "Comparisons are not possible; max, min and abs make kinks, e.g. max(0.01*x, x).",
    "\n": "Write it all on one line.",
    "\r": "Write it all on one line.",
    "!": "There is no factorial; write the product.",
    "%": "Write a percentage as a number, e.g. 0.05.",
    **dict.fromkeys("\"'`$“”„‘’", "Delete it."),
    "Θ": "For a step at 0 write (1 + sign(x))/2.",
    "°": "Angles are in radians: write 90° as pi/2.",
    "#": "Comments are not possible here.",
    "∜": "Write x^(1/4).",
    "±": "Write + or −: a function has one value.",
}


def plain(text: str) -> str:
    """Return ``text`` with every character as the plain keyboard has it, where it can only mean that one.

    It keeps its length, so that places stay what they are. Small raised and lowered digits stay.
    """
    return "".join(map(_plain, text.translate(STANDING_FOR)))


def _plain(character: str) -> str:
    if character.isascii() or ord(character) in RAISED or ord(character) in SUBSCRIPTS:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    known = unicodedata.normalize("NFKC", character)
    meant = len(known) == 1 and (" " < known <= "~" or known in "πστ")
    return known.translate(STANDING_FOR) if meant else character


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
    if character in LOOK_ALIKES:
        return f"It only looks like “{LOOK_ALIKES[character]}”: type “{LOOK_ALIKES[character]}” on the keyboard."
    if not character.isprintable():
        return "Delete it."
    return "Use letters a to z, digits, brackets and the signs + - * / ^."
