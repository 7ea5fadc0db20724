"""Points above and below a curve that the user types."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, frozen
from core.data.dataset import PointsInPlane
from core.data.examples import Labels
from core.expressions import FUNCTIONS, ExpressionError, parse
from core.hyperparameters import hyperparameter

if TYPE_CHECKING:
    from core.expressions.expression import Expression

PLACES = frozen(np.linspace(-1.0, 1.0, 401))
"""Where the curve must have a value."""
MIN_SHARE = 0.02
"""Smallest share of the square on either side."""


@lru_cache(maxsize=64)
def boundary_expression(text: str) -> Expression:
    """Return the function of x written in ``text``.

    Raises
    ------
    ExpressionError
        If it cannot be read, has no value somewhere from −1 to 1, or leaves (nearly) all of the square on one side.
    """
    expression = parse(text, ("x",))
    values = expression.value(x=PLACES)
    if not np.isfinite(values).all():
        place = f"{PLACES[int(np.argmin(np.isfinite(values)))]:.3g}".replace("-", "−")
        raise ExpressionError(
            f"f(x) has no finite value at x = {place}; it needs one for every x from −1 to 1.", (0, len(text))
        )
    above = float((1.0 - np.clip(values, -1.0, 1.0)).mean()) / 2.0
    if not MIN_SHARE <= above <= 1.0 - MIN_SHARE:
        side = "below" if above < MIN_SHARE else "above"
        words = f"(Nearly) all points would lie {side} this curve: their x and y go from −1 to 1."
        raise ExpressionError(words, (0, len(text)))
    return expression


class TypedBoundary(PointsInPlane):
    name = "boundary"
    title = "typed boundary"
    help = (
        "Points from −1 to 1: class 1 above a curve x₂ = f(x₁) that you type, class 0 below it. Then noise moves them."
    )

    noise: float = hyperparameter(0.05, "", "How far points are moved once their class is decided.", low=0.0, high=2.0)
    boundary: str = hyperparameter(
        "sin(4*x)/2",
        "",
        "The curve that separates the classes, as you would type it into a calculator; x is x₁.",
        title="f(x)",
        allowed=f"x, numbers, pi, e, the signs + − * / ^, brackets, |x|, {', '.join(FUNCTIONS)}",
        read=boundary_expression,
        latex=lambda text: f"f(x) = {boundary_expression(text).latex}",
    )

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        x = rng.uniform(-1.0, 1.0, (2, self.points))
        return x, (x[1] > boundary_expression(self.boundary).value(x=x[0])).astype(np.int64)
