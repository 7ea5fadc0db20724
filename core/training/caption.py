"""One sentence on what just happened, short enough for the back row, and how it reads in a notation."""

from __future__ import annotations

import math

from core.training.equations import Equation, Symbol
from core.training.landings import Landing
from core.training.notation import ARTICLES, Notation
from core.training.rewriting import equation_in
from core.values import dataclass
from core.words import apart, number

LONGEST = 85
"""Signs of a caption at most, in every notation: two lines at 4 : 3."""
SHORT = 80
"""Signs with the articles' letters, so that it fits with any others: ``∂L/∂W`` is longer than ``dW``."""
ROUNDED = 1e-9
"""Relative difference between two values that may be round-off."""
EQUATION = "{}"
"""Where in the words the equation stands."""


@dataclass(frozen=True)
class Caption:
    """A sentence, written with the articles' letters.

    Attributes
    ----------
    words
        The sentence; with an equation, ``{}`` stands in its place.
    equation
        What a layer computes, without the layer's number: the words say which one it is.
    """

    words: str
    equation: Equation | None = None

    def parts(self, notation: Notation = ARTICLES) -> tuple[str, str, str]:
        """Return what stands before the equation, the equation of one example, and what stands after it."""
        if self.equation is None:
            return notation.text(self.words), "", ""
        before, _, after = self.words.partition(EQUATION)
        return notation.text(before), _of_one(self.equation, notation), notation.text(after)

    def text(self, notation: Notation = ARTICLES) -> str:
        """Return the whole sentence in a notation."""
        return "".join(self.parts(notation))


def _of_one(equation: Equation, notation: Notation) -> str:
    """Return an equation for one example, e.g. ``z = W·a + b``, where examples are rows ``z = a·W + b``."""
    parts = equation_in(notation, equation).parts(2)  # no layer is A[0] = X
    words = (_letter(part, notation) if isinstance(part, Symbol) else part for part in parts)
    return " ".join(words).replace(" · ", "·")


def _letter(symbol: Symbol, notation: Notation) -> str:
    letter = symbol.letter.lower() if symbol.per_example else symbol.letter
    return notation.symbol(letter) + "ᵀ" * symbol.turned


def fitting(*sentences: str) -> Caption:
    """Return the first of the sentences that is short enough; the last one has to be."""
    return Caption(next((each for each in sentences if len(each) <= SHORT), sentences[-1]))


def change(before: float, after: float, verbs: tuple[str, str, str] = ("rose", "fell", "stayed at")) -> str:
    """Return how a number changed, with as many digits as show it, e.g. ``"rose from 0.310 to 0.520"``."""
    up, down, same = verbs
    if before == after:
        return f"{same} {number(after)}"
    verb = up if after > before else down
    if texts := apart(before, after):
        return f"{verb} from {texts[0]} to {texts[1]}"
    return f"{verb} by {number(abs(after - before))}, to {number(after)}"


def misstep(landing: Landing, what: str) -> Caption | None:
    """Return how a step went wrong on ``what``, e.g. ``"the loss"``; None if it landed no higher, but for round-off."""
    if not landing.higher or math.isclose(landing.landed, landing.loss, rel_tol=ROUNDED):
        return None
    how = "was too long" if landing.too_long else "went uphill" if landing.uphill else "landed higher"
    sentence = f"This step {how}: {what}"
    if not math.isfinite(landing.landed):
        return Caption(f"{sentence} overflowed.")
    return fitting(f"{sentence} {change(landing.loss, landing.landed)}.", f"{sentence} rose.")
