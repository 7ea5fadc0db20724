"""What has been done on a page of a lesson."""

from __future__ import annotations

from dataclasses import replace

from core.values import dataclass


@dataclass(frozen=True)
class PageState:
    """How far somebody is with a page; kept, it brings the page back as it was.

    Attributes
    ----------
    chosen
        The answer that was given, from 0.
    revealed
        Whether the right one has been shown.
    asked
        The wrong answer whose thought is read.
    done
        The deeds that have happened: ``"deed"``, and runs by their names.
    solved
        Whether the task is done.
    hints
        How many have been asked for.
    seed, right
        Of a closing question: that of its numbers, and whether it was answered rightly; None if not at all.
    """

    chosen: int | None = None
    revealed: bool = False
    asked: int | None = None
    done: frozenset[str] = frozenset()
    solved: bool = False
    hints: int = 0
    seed: int = 0
    right: bool | None = None

    def with_deed(self, deed: str) -> PageState:
        """Return it after a deed."""
        return replace(self, done=self.done | {deed})

    def pressed(self, place: int) -> PageState:
        """Return it after a press on an answer: it is given, or, once the right one is known, its thought is read."""
        return replace(self, asked=place) if self.revealed else replace(self, chosen=place)

    def taken_back(self) -> PageState:
        """Return it before the deed, with nothing revealed; what was reached by oneself stays."""
        return PageState(self.chosen, solved=self.solved, hints=self.hints, seed=self.seed)

    def shown(self, chosen: int | None) -> PageState:
        """Return it with the right answer shown to somebody who gave the answer ``chosen``, or none."""
        return replace(self, chosen=chosen, asked=chosen, revealed=True)
