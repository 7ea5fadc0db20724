"""Bookmarks: iterations of a run, or steps of a walk, that the user has named, and what a class predicted there."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from core.hyperparameters import InvalidSetting
from core.values import dataclass

MAX_NAME = 40
RIGHT = "✓"


@dataclass(frozen=True)
class Prediction:
    """A question that was asked before a deed, how many chose each answer, and what came of it.

    Attributes
    ----------
    answers
        The answers that could be chosen.
    tally
        How many hands each of them got.
    right
        The place of the right answer, from 0; None for a tie.
    truth
        What happened, in a sentence.

    Raises
    ------
    InvalidSetting
        For ``"tally"`` if there is not one count for each answer, and ``"right"`` if there is no such answer.
    """

    question: str
    answers: tuple[str, ...]
    tally: tuple[int, ...]
    right: int | None
    truth: str

    def __post_init__(self) -> None:
        if len(self.tally) != len(self.answers) or min(self.tally, default=0) < 0:
            raise InvalidSetting("tally", f"must be {len(self.answers)} counts, one for each answer, from 0 on.")
        if self.right is not None and not 0 <= self.right < len(self.answers):
            raise InvalidSetting("right", f"must be the place of an answer, 0 to {len(self.answers) - 1}.")

    @property
    def words(self) -> str:
        """Question, tally and truth, a line each; the right answer has a tick."""
        counted = zip(self.answers, self.tally, strict=True)
        lines = [f"{RIGHT if n == self.right else '–'} {answer}: {hands}" for n, (answer, hands) in enumerate(counted)]
        return "\n".join([self.question, *lines, self.truth])


@dataclass(frozen=True)
class Bookmark:
    """An iteration and its name, and what was predicted there.

    Raises
    ------
    InvalidSetting
        For ``"name"`` if it has no or more than 40 characters.
    """

    iteration: int
    name: str
    predictions: tuple[Prediction, ...] = ()

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())
        if not 1 <= len(name) <= MAX_NAME:
            raise InvalidSetting("name", f"A bookmark's name has 1 to {MAX_NAME} characters, not {len(name)}.")
        object.__setattr__(self, "name", name)

    @classmethod
    def at(cls, iteration: int, word: str = "iteration") -> Bookmark:
        """Return a bookmark named after its iteration, or what ``word`` calls that."""
        return cls(iteration, f"{word} {iteration:,}")


Bookmarks = tuple[Bookmark, ...]
"""In order of iteration, at most one at each."""


def bookmark_at(bookmarks: Bookmarks, iteration: int) -> Bookmark | None:
    """Return the bookmark at ``iteration``, if there is one."""
    return next((each for each in bookmarks if each.iteration == iteration), None)


def with_bookmark(bookmarks: Bookmarks, bookmark: Bookmark) -> Bookmarks:
    """Return ``bookmarks`` with one more; it replaces one at the same iteration."""
    others = without_bookmark(bookmarks, bookmark.iteration)
    return tuple(sorted((*others, bookmark), key=attrgetter("iteration")))


def with_prediction(bookmarks: Bookmarks, iteration: int, name: str, prediction: Prediction) -> Bookmarks:
    """Return ``bookmarks`` with a prediction at ``iteration``: of the one there, or of one more of that ``name``."""
    there = bookmark_at(bookmarks, iteration) or Bookmark(iteration, name)
    return with_bookmark(bookmarks, replace(there, predictions=(*there.predictions, prediction)))


def without_bookmark(bookmarks: Bookmarks, iteration: int) -> Bookmarks:
    """Return ``bookmarks`` without the one at ``iteration``."""
    return tuple(each for each in bookmarks if each.iteration != iteration)


def bookmarks_until(bookmarks: Bookmarks, iteration: int) -> Bookmarks:
    """Return the bookmarks up to ``iteration``, which a fork from there keeps."""
    return tuple(each for each in bookmarks if each.iteration <= iteration)
