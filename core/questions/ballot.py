"""A question that a class is asked: how many hands each answer has, and in the end the truth beside them."""

from __future__ import annotations

from dataclasses import replace

from core.questions.question import Question, Truth
from core.training.bookmarks import Prediction
from core.values import dataclass
from core.words import counted

MAX_HANDS = 999
HINT = "Keys 1–{last}: +1 hand, with Shift: −1"
BEFORE, AFTER, KNOWN, TIE = "Predict first", "What happened", "The answer", "This cannot be decided"


@dataclass(frozen=True)
class Ballot:
    """What stands on the card of a question.

    Attributes
    ----------
    question
        What is asked; None where only a ``refusal`` is to be told.
    tally
        How many hands each answer has.
    truth
        What came of the deed; None before that is shown.
    said
        The place of the answer whose thought is told then.
    refusal
        Why nothing can be asked here, in a sentence.
    """

    question: Question | None = None
    tally: tuple[int, ...] = ()
    truth: Truth | None = None
    said: int | None = None
    refusal: str = ""

    @classmethod
    def of(cls, question: Question) -> Ballot:
        """Return the ballot on a question that nobody has answered yet."""
        return cls(question, (0,) * len(question.options))

    @property
    def counting(self) -> bool:
        """Whether answers are being counted."""
        return self.question is not None and self.truth is None

    def with_hands(self, place: int, hands: int) -> Ballot:
        """Return the ballot with 0 to 999 hands for one answer; once the truth is known, nothing changes."""
        if not self.counting or not 0 <= place < len(self.tally):
            return self
        hands = max(0, min(hands, MAX_HANDS))
        return replace(self, tally=(*self.tally[:place], hands, *self.tally[place + 1 :]))

    def revealed(self, truth: Truth) -> Ballot:
        """Return it with the truth, and the thought behind the wrong answer that has most hands."""
        known = replace(self, truth=truth)
        wrong = [place for place, hands in enumerate(self.tally) if hands and known.thought(place)]
        return replace(known, said=max(wrong, key=lambda place: self.tally[place], default=None))

    def saying(self, place: int) -> Ballot:
        """Return it with the thought behind another wrong answer."""
        return replace(self, said=place) if self.truth is not None and self.thought(place) else self

    def thought(self, place: int) -> str:
        """Return the thought behind a wrong answer; empty before it is known which are wrong."""
        if self.question is None or self.truth is None or self.truth.right in (None, place):
            return ""
        return self.question.options[place].thought if place < len(self.question.options) else ""

    @property
    def prediction(self) -> Prediction | None:
        """What is kept of it; None before the truth is known."""
        if self.question is None or self.truth is None:
            return None
        answers = tuple(each.words for each in self.question.options)
        return Prediction(self.question.words, answers, self.tally, self.truth.right, self.truth.words)

    # In words

    @property
    def foresees(self) -> bool:
        """Whether the answer is yet to happen, and not there to be looked at or worked out."""
        return self.question is not None and self.question.until > self.question.at

    @property
    def heading(self) -> str:
        """What stands over the question, or over the truth."""
        if self.truth is None:
            return BEFORE
        if self.truth.right is None:
            return TIE
        return AFTER if self.foresees else KNOWN

    @property
    def words(self) -> str:
        """The question; then the truth; or why nothing can be asked."""
        if self.truth is not None:
            return self.truth.words
        return self.question.words if self.question is not None else self.refusal

    @property
    def foot(self) -> str:
        """The keys; then the thought behind a wrong answer."""
        if self.counting:
            return HINT.format(last=len(self.tally))
        return "" if self.said is None else f"{self.said + 1}:  {self.thought(self.said)}"

    @property
    def caption(self) -> str:
        """What the stage says below it."""
        total = sum(self.tally)
        if total:
            return f"{counted(total, 'answer')}. Whose reasons convince you?"
        return "What do you think will happen?" if self.foresees else "What do you think?"
