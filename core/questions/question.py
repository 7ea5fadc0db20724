"""A question before a deed: the answers one can choose from, the thought behind each, and the truth."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterable

import numpy as np

from core.values import dataclass

MAX_OPTIONS = 4
Polyline = tuple[tuple[float, float], ...]
"""Points (x, y) in the unit square, y upwards."""


class Undecidable(ValueError):
    """A question that makes no sense here, or whose answer is a tie; the message says why in a sentence.

    Attributes
    ----------
    at
        The iteration at which it turned out; None for where the deed has got to.
    """

    def __init__(self, words: str, at: int | None = None) -> None:
        super().__init__(words)
        self.at = at


@dataclass(frozen=True)
class Option:
    """An answer that one can choose.

    Attributes
    ----------
    key
        What it says, for the program: no two options of a question have the same.
    words
        What it says, for the class.
    thought
        Why it is wrong, where it is: the thought that leads there, in a sentence, which is true. Empty where the answer
        is known to be right when the question is asked.
    sketch
        A small picture of it; empty for none.
    """

    key: Hashable
    words: str
    thought: str
    sketch: Polyline = ()


@dataclass(frozen=True)
class Question:
    """A question with the numbers of a run.

    Attributes
    ----------
    name
        The kind of question, as the catalogue has it.
    words
        The question itself.
    options
        Two to four answers, exactly one of them right.
    at
        The iteration, or step, at which it is asked.
    until
        The deed: to go on to this iteration, or step, at most; ``at`` if one only has to look.
    row
        The example that it is about, as `Problem.row_of` has it; None where it is about none.
    """

    name: str
    words: str
    options: tuple[Option, ...]
    at: int
    until: int
    row: int | None = None

    def __post_init__(self) -> None:
        if not 2 <= len(self.options) <= MAX_OPTIONS:
            raise ValueError(f"A question has 2 to {MAX_OPTIONS} answers, not {len(self.options)}.")
        if len({each.key for each in self.options}) < len(self.options):
            raise ValueError("Two answers of a question say the same.")

    def place_of(self, key: Hashable) -> int:
        """Return the place of the option that says ``key``, from 0.

        Raises
        ------
        ValueError
            If none does.
        """
        return [each.key for each in self.options].index(key)


@dataclass(frozen=True)
class Truth:
    """What came of the deed.

    Attributes
    ----------
    right
        The place of the right option, from 0; None for a tie, or where the deed could not be done.
    words
        What happened, or why nothing can be said, in a sentence or two.
    at
        The iteration, or step, at which it happened.
    """

    right: int | None
    words: str
    at: int


def mixed(options: Iterable[Option], *seeds: int | str) -> tuple[Option, ...]:
    """Return the options in an order that tells nothing: always the same for the same ``seeds``."""
    listed = list(options)
    entropy = [each if isinstance(each, int) else zlib.crc32(each.encode()) for each in seeds]
    return tuple(listed[place] for place in np.random.default_rng((*entropy, 8)).permutation(len(listed)))
