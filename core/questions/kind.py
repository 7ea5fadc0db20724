"""What every kind of question has: its words, its answers, and how the truth is found."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from core.hyperparameters import Choice
from core.questions.fork import Fork, Situation
from core.questions.question import Question, Truth, Undecidable
from core.values import dataclass
from core.work import Work

SECONDS = 0.004
"""Time for one piece of a deed."""


class QuestionKind(Choice):
    """A question about networks. With ``races`` the runs that race take part in the deed."""

    races: ClassVar[bool] = False
    views: ClassVar[tuple[str, ...]] = ()
    """The views of the stage beside which it is best asked, by name, the best one first."""

    def ask(self, situation: Situation) -> Question:
        """Return the question with the numbers of this run; it takes no longer than an iteration and an evaluation.

        Raises
        ------
        Undecidable
            If it makes no sense here, in a sentence.
        """
        raise NotImplementedError

    def deed(self, question: Question, situation: Situation) -> Deed:
        """Return the work that finds the truth about a question that was asked in ``situation``."""
        return Deed(self, question, situation, situation.forks if self.races else (situation.fork,))

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        """Return what came of the deed, with ``forks`` as far as they have got; None if they must go on.

        Raises
        ------
        Undecidable
            For a tie, or where the deed could not be done, in a sentence.
        """
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Deed(Work[Truth]):
    """A deed done on forks that nobody sees, piece by piece.

    Attributes
    ----------
    forks
        How far they have got.
    found
        What came of it; None before it is done.
    """

    kind: QuestionKind
    question: Question
    situation: Situation
    forks: tuple[Fork, ...]
    found: Truth | None = None

    @property
    def done(self) -> bool:
        """Whether the truth is known."""
        return self.found is not None

    @property
    def result(self) -> Truth | None:
        """The truth; None before it is known."""
        return self.found

    def further(self) -> Deed:
        """Return the deed with a few more iterations made, and judged."""
        each = SECONDS / len(self.forks)
        forks = tuple(fork.further(self.question.until, each) for fork in self.forks)
        try:
            found = self.kind.judge(self.question, self.situation, forks)
        except Undecidable as tie:
            found = Truth(None, str(tie), max(fork.iteration for fork in forks) if tie.at is None else tie.at)
        return replace(self, forks=forks, found=found)
