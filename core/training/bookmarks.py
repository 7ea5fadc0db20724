"""Bookmarks: iterations of a run that the user has named."""

from __future__ import annotations

from dataclasses import dataclass

from core.hyperparameters import InvalidSetting

MAX_NAME = 40


@dataclass(frozen=True, order=True)
class Bookmark:
    """An iteration and its name.

    Raises
    ------
    InvalidSetting
        For ``"name"`` if it has no or more than 40 characters.
    """

    iteration: int
    name: str

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())
        if not 1 <= len(name) <= MAX_NAME:
            raise InvalidSetting("name", f"A bookmark's name has 1 to {MAX_NAME} characters, not {len(name)}.")
        object.__setattr__(self, "name", name)

    @classmethod
    def at(cls, iteration: int) -> Bookmark:
        """Return a bookmark named after its iteration."""
        return cls(iteration, f"iteration {iteration:,}")


Bookmarks = tuple[Bookmark, ...]
"""In order of iteration, at most one at each."""


def with_bookmark(bookmarks: Bookmarks, bookmark: Bookmark) -> Bookmarks:
    """Return ``bookmarks`` with one more; it replaces one at the same iteration."""
    return tuple(sorted((*without_bookmark(bookmarks, bookmark.iteration), bookmark)))


def without_bookmark(bookmarks: Bookmarks, iteration: int) -> Bookmarks:
    """Return ``bookmarks`` without the one at ``iteration``."""
    return tuple(each for each in bookmarks if each.iteration != iteration)


def bookmarks_until(bookmarks: Bookmarks, iteration: int) -> Bookmarks:
    """Return the bookmarks up to ``iteration``, which a fork from there keeps."""
    return tuple(each for each in bookmarks if each.iteration <= iteration)
