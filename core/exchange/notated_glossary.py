"""The glossary in a notation: its symbols, its equations, and which way round it says that matrices stand."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from core.exchange.glossary import WORD, Entry, Glossary, glossary
from core.patterns import pattern
from core.training.equations import Equation
from core.training.notation import ARTICLES, Notation
from core.training.rewriting import equation_in, turned_words

_MATRIX = r"d?[AWZb]\[(?:l|\d)(?:[+-]1)?\]ᵀ?"
_EQUATION = pattern(rf"{_MATRIX} = [^.,:;]*?(?=[.,:;]| brings|$)")
_SPOKEN_OF = pattern(r"(?<!\w)(?:(d?[AWZb])\[|([XYxy])(?!\w)|(dZ)(?!\w))")
_SIZES = pattern(r"(\d+) × (\d+)")
_OF_BATCH = (
    ("the loss ℓ of each example", "the loss L"),
    ("It is the mean", "It is the sum"),
    ("is A − Y", "is (A − Y) / m"),
)
"""What is otherwise with 1/m in the loss."""


@cache
def glossary_in(notation: Notation) -> Glossary:
    """Return the program's glossary with the letters of a notation, also in its spellings."""
    own = glossary()
    if notation is ARTICLES:
        return own
    new = {shown for entry in own.entries for each in entry.spellings if (shown := _symbol(notation, each)) != each}
    return Glossary(tuple(_entry_in(notation, entry, new) for entry in own.entries))


def _entry_in(notation: Notation, entry: Entry, new: set[str]) -> Entry:
    """Return an entry; what is the symbol of something else now is no further spelling of it."""
    first, second = (_sentence(notation, text) for text in entry.sentences)
    also = ((each, _symbol(notation, each)) for each in entry.also)
    return replace(
        entry,
        term=_symbol(notation, entry.term),
        also=tuple(dict.fromkeys(shown for each, shown in also if shown != each or each not in new)),
        sentences=(first, second),
        example=_sentence(notation, entry.example),
    )


def _symbol(notation: Notation, spelling: str) -> str:
    return spelling if re.fullmatch(WORD, spelling) else notation.symbol(spelling)


def _sentence(notation: Notation, text: str) -> str:
    of = {found[1] or found[2] or found[3] for found in _SPOKEN_OF.finditer(text)}
    if {letter.upper() if letter in "xy" else letter for letter in of} & notation.turned:
        text = _SIZES.sub(r"\2 × \1", turned_words(text))
    for words, other in _OF_BATCH if notation.mean == "loss" else ():
        text = text.replace(words, other)
    return notation.text(equations_in(notation, text))


def equations_in(notation: Notation, text: str) -> str:
    """Return a text with its equations for the matrices of a notation, their letters still the articles'."""
    return _EQUATION.sub(lambda found: _equation(notation, found[0]), text)


def _equation(notation: Notation, text: str) -> str:
    """Return an equation in a sentence, where no sign stands for a product, for the matrices of a notation."""
    words = re.sub(r"g\((.*)\)", r"g( \1 )", text).split()
    pairs = zip(words, [*words[1:], ""], strict=True)
    written = [f"{word} ·" if _is_matrix(word) and _is_matrix(then) else word for word, then in pairs]
    rewritten = equation_in(notation, Equation(" ".join(written))).written
    return rewritten.replace("· ", "").replace("( ", "(").replace(" )", ")")


def _is_matrix(word: str) -> bool:
    return word == "X" or re.fullmatch(_MATRIX, word) is not None
