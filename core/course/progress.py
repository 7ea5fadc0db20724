"""How far somebody has come in a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.values import dataclass


@dataclass(frozen=True)
class CourseProgress:
    """How far somebody has come in a lesson.

    Attributes
    ----------
    page
        The page that was open last, from 0.
    done
        Places of the pages whose deed was done.
    """

    page: int = 0
    done: frozenset[int] = frozenset()

    def at(self, page: int) -> CourseProgress:
        """Return it with another page open."""
        return replace(self, page=page)

    def with_done(self, page: int) -> CourseProgress:
        """Return it with a page done."""
        return replace(self, done=self.done | {page})

    def finished(self, pages: int) -> bool:
        """Tell whether all pages of a lesson of so many are done."""
        return self.done >= frozenset(range(pages))

    def minutes_left(self, minutes: int, pages: int) -> int:
        """Return how long the rest of a lesson takes, at least a minute; it has so many pages and takes ``minutes``."""
        return max(1, round(minutes * (pages - self.page) / pages))


def progress_to(progress: CourseProgress) -> str:
    """Return it as a line of text: the open page, and those that are done."""
    return f"{progress.page}:{' '.join(map(str, sorted(progress.done)))}"


def progress_from(text: str) -> CourseProgress:
    """Return what `progress_to` wrote; of what nobody wrote so, the start."""
    page, _, done = text.partition(":")
    words = done.split()
    if not (page.isdecimal() and page.isascii() and all(word.isdecimal() and word.isascii() for word in words)):
        return CourseProgress()
    return CourseProgress(int(page), frozenset(map(int, words)))


def answers_to(answers: Mapping[int, int]) -> str:
    """Return the answers that were given, by the places of their pages, as a line of text."""
    return " ".join(f"{page}:{answer}" for page, answer in sorted(answers.items()))


def answers_from(text: str) -> dict[int, int]:
    """Return what `answers_to` wrote; nothing of what nobody wrote so."""
    pairs = (word.partition(":") for word in text.split())
    return {int(page): int(answer) for page, _, answer in pairs if f"{page}{answer}".isdecimal() and page and answer}
