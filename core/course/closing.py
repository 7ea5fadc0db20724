"""The questions at a lesson's end: other numbers for each seed, and never two answers alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.course.lesson import Closing
from core.course.measures import bare
from core.course.numbers import compute
from core.values import dataclass

TRIES = 200


class Undrawable(ValueError):
    """A question whose answers coincide whatever is drawn."""


@dataclass(frozen=True)
class DrawnQuestion:
    """A closing question with its numbers.

    Attributes
    ----------
    numbers
        The drawn numbers, by name.
    values
        What each answer says, in the order of the lesson.
    order
        In which order the answers stand on the screen.
    """

    closing: Closing
    numbers: Mapping[str, Any]
    values: tuple[Any, ...]
    order: tuple[int, ...]

    def compute(self, expression: str) -> Any:
        """Return the value of an expression of the drawn numbers; ``values`` are those of the answers."""
        return compute(expression, {**bare.FUNCTIONS, **self.numbers, "values": list(self.values)})


def draw(closing: Closing, seed: int) -> DrawnQuestion:
    """Return a question with the numbers of a seed.

    Raises
    ------
    Undrawable
        If two answers coincide however often it is drawn.
    Unreadable
        If an answer cannot be computed.
    """
    generator = np.random.default_rng((seed, *closing.name.encode()))
    for _ in range(TRIES):
        numbers = {name: each[generator.integers(len(each))] for name, each in closing.draws.items()}
        values = tuple(compute(each, {**bare.FUNCTIONS, **numbers}) for each in closing.values)
        if all(_apart(one, other) for place, one in enumerate(values) for other in values[:place]):
            order = tuple(int(each) for each in generator.permutation(len(values)))
            return DrawnQuestion(closing, numbers, values, order)
    raise Undrawable(f"The answers of “{closing.name}” coincide in {TRIES} draws: let them differ.")


def same(one: Any, other: Any) -> bool:
    """Tell whether two answers say the same: texts, or numbers up to their sixth digit."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return bool(abs(one - other) <= 1e-6 * max(abs(one), abs(other)) + 1e-12)


def _apart(one: Any, other: Any) -> bool:
    return not same(one, other)
