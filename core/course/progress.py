"""How far somebody has come in a lesson."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.exchange.page_state import PageState
from core.patterns import pattern
from core.values import dataclass

STATE = pattern(
    r"(?P<place>\d{1,4}):(?P<chosen>\d{0,2})(:(?P<seed>\d{0,6})(:(?P<right>[01]?)(:(?P<solved>1?))?)?)?", re.ASCII
)
"""What is kept of a page; see `states_to`."""


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


def states_to(states: Mapping[int, PageState]) -> str:
    """Return what was answered and solved, by the places of its pages, as a line of text.

    For each ``place:answer:seed:right:solved``; what is usual is left out.
    """
    return " ".join(filter(None, (_state_to(place, state) for place, state in sorted(states.items()))))


def _state_to(place: int, state: PageState) -> str:
    chosen = "" if state.chosen is None else str(state.chosen)
    right = "" if state.right is None else str(int(state.right))
    text = f"{chosen}:{state.seed or ''}:{right}:{'1' if state.solved else ''}".rstrip(":")
    return f"{place}:{text}" if text else ""


def states_from(text: str) -> dict[int, PageState]:
    """Return what `states_to` wrote; nothing of what nobody wrote so."""
    found = (STATE.fullmatch(word) for word in text.split())
    return {int(each["place"]): _state_from(each) for each in found if each is not None}


def _state_from(found: re.Match[str]) -> PageState:
    chosen, seed, right = (int(found[key]) if found[key] else None for key in ("chosen", "seed", "right"))
    return PageState(chosen, solved=bool(found["solved"]), seed=seed or 0, right=None if right is None else bool(right))
