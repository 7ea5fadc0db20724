"""Sentences read back: their numbers, and how long they are in each notation."""

from __future__ import annotations

import re
from functools import cache

import pytest

from core.exchange.notations import load_notation, notation_names
from core.training.caption import LONGEST, Caption
from core.training.notation import Notation
from tests.core.numbers import value_of

N = r"(−?(?:\d[\d,]*)(?:\.\d+)?(?:·10[⁻⁰¹²³⁴-⁹]+)?)"
"""A number as it stands on the screen."""


@cache
def notations() -> tuple[Notation, ...]:
    """Return all notations."""
    return tuple(map(load_notation, notation_names()))


def agrees(text: str, value: float) -> bool:
    """Tell whether a number as it stands on the screen is ``value``, rounded to its digits."""
    mantissa, _, power = text.replace(",", "").partition("·")
    unit = 10.0 ** -len(mantissa.partition(".")[2]) * (value_of(f"1·{power}") if power else 1.0)
    return abs(value_of(text) - value) <= 0.5000001 * unit + 1e-9 * abs(value)


def fits(caption: Caption) -> str:
    """Return a caption's text, once it is one sentence and short enough in every notation."""
    text = caption.text()
    assert re.fullmatch(r"[A-Z“f].*[^.]\.", text), text
    for notation in notations():
        assert len(caption.text(notation)) <= LONGEST, (notation.name, caption.text(notation))
    return text


def read(pattern: str, text: str) -> tuple[str, ...] | None:
    """Return what a sentence says in the brackets of ``pattern``, with ``N`` for a number; None if it is another."""
    found = re.fullmatch(pattern.replace("<N>", N), text)
    return None if found is None else found.groups()


def changes(verb: str, texts: tuple[str, ...], before: float, after: float) -> None:
    """Check that a number rose or fell from one to the other, and that the texts show it."""
    first, second = texts
    assert agrees(first, before)
    assert agrees(second, after)
    assert first != second
    assert (value_of(second) > value_of(first)) == (after > before) == ("rose" in verb or "risen" in verb)


def unread(text: str) -> None:
    """Fail: no test knows what a sentence says."""
    pytest.fail(f"Nobody checks this sentence: {text}")
