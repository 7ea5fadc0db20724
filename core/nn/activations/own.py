"""The activation function that the user types."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, frozen
from core.expressions import FUNCTIONS, ExpressionError, parse
from core.hyperparameters import hyperparameter
from core.nn.activations.base import Activation
from core.words import number

if TYPE_CHECKING:
    from core.expressions.expression import Expression

PLACES = frozen(np.linspace(-5.0, 5.0, 1001))
"""Places for z: a typed function needs a finite value and slope at one of them at least."""


@lru_cache(maxsize=64)
def own_expression(text: str) -> Expression:
    """Return the function of z written in ``text``.

    Raises
    ------
    ExpressionError
        If it cannot be read, or has no finite value with a slope anywhere from −5 to 5.
    """
    expression = parse(text, ("z",))
    value, slopes = expression.gradient(z=PLACES)
    if not np.any(np.isfinite(value) & np.isfinite(slopes[0])):
        words = "This function has no finite value and slope anywhere from z = −5 to 5."
        raise ExpressionError(words, (0, len(text)))
    return expression


class Own(Activation):
    """A function typed by the user; value and exact slope come from its text (see `core.expressions`)."""

    name = "own"
    title = "own function"
    help = (
        "A function of z that you type. Its slope is exact. "
        "At a kink |z| takes the slope 0, max and min that of the first of two equal values."
    )

    expression: str = hyperparameter(
        "max(0.01*z, z)",
        "",
        "The function g(z), as you would type it into a calculator.",
        title="g(z)",
        allowed=f"z, numbers, pi, e, the signs + − * / ^, brackets, |z|, {', '.join(FUNCTIONS)}",
        read=own_expression,
        latex=lambda text: f"g(z) = {own_expression(text).latex}",
        variable="z",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        latex = self._function.latex
        object.__setattr__(self, "formula", rf"g(z) = {latex}")
        object.__setattr__(
            self, "derivative_formula", rf"g'(z) = \frac{{\mathrm{{d}}}}{{\mathrm{{d}}z}}\left({latex}\right)"
        )

    @property
    def _function(self) -> Expression:
        return own_expression(self.expression)

    def with_number(self, z: float, write: Callable[[float], str] = number) -> str:
        return self._function.with_number(z, write)

    def forward(self, z: Array, out: Array) -> None:
        np.copyto(out, self._function.value(z=z), casting="same_kind")

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.copyto(out, self._function.gradient(z=z)[1][0], casting="same_kind")
