"""Words as inputs of a network: one number, 0 or 1, for each word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.data.columns import CsvColumn

MAX_WORDS = 32
"""Most inputs that a column of words becomes; beyond it the rarest words share the last one."""
OTHER_WORDS = "other"
AFFIRMATIVE = frozenset(
    ("yes", "y", "true", "t", "on", "ja", "j", "oui", "o", "vrai", "sí", "si", "s", "да", "是", "wahr")
)
NEGATIVE = frozenset(("no", "n", "false", "f", "off", "nein", "non", "faux", "falso", "não", "нет", "否", "falsch"))


class CodedInput(NamedTuple):
    """An input that is made of a column, its values (m,), and the column's name."""

    name: str
    values: Array
    group: str


def inputs_of(column: CsvColumn) -> int:
    """Return how many inputs a column becomes, if all its words occur in the rows that are kept."""
    words = len(column.words) if column.holds == "words" else 1
    return 1 if words == 2 else min(words, MAX_WORDS)


def coded_inputs(column: CsvColumn, kept: NDArray[np.bool_]) -> list[CodedInput]:
    """Return the inputs that a column becomes in the rows that are kept.

    Numbers and dates are one input as they are. Two words become one input, named after the word that is 1, e.g.
    “smoker = yes”; more words one input each, the most frequent first.
    """
    values = column.values[kept]
    if column.holds != "words":
        return [CodedInput(column.number_name, values, column.name)]
    places = values.astype(np.int64)
    counts = np.bincount(places, minlength=len(column.words))
    order = [int(place) for place in np.argsort(-counts, kind="stable") if counts[place]]
    if len(order) == 2:
        order = [_one(order, column.words)]
    single = order if len(order) <= MAX_WORDS else order[: MAX_WORDS - 1]
    coded = [(column.words[place], places == place) for place in single]
    if len(single) < len(order):
        other = OTHER_WORDS if OTHER_WORDS not in column.words else f"{OTHER_WORDS} words"
        coded.append((other, ~np.isin(places, single)))
    return [CodedInput(f"{column.name} = {word}", is_word.astype(np.float64), column.name) for word, is_word in coded]


def _one(places: list[int], words: tuple[str, ...]) -> int:
    """Return which of two words is 1: the one that says yes, else the later one in the alphabet."""
    return max(places, key=lambda place: (words[place].lower() in AFFIRMATIVE, words[place].lower(), words[place]))
