"""How the steps of a run landed on the loss of their own batch, and what that says to pupils."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array, scaled
from core.training.gradient import batch_loss_and_gradient
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.values import dataclass


@dataclass(frozen=True)
class Landing:
    """Where an update landed, on the loss of the batch that it was made with.

    Attributes
    ----------
    loss, landed
        The loss before and after it; not finite where the numbers overflowed.
    slope, slope_after
        The slope of the loss in the direction of the update, before and after it, as a share of the gradient's norm:
        negative where it goes downhill; NaN where it is not known.
    """

    loss: float
    landed: float
    slope: float
    slope_after: float

    @property
    def higher(self) -> bool:
        """Whether it landed higher than it started, or where numbers overflow."""
        return not self.landed <= self.loss

    @property
    def too_long(self) -> bool:
        """Whether it started downhill and landed higher: a shorter one in that direction would have landed lower."""
        return self.higher and self.slope < 0.0

    @property
    def across(self) -> bool:
        """Whether it was too long, and the loss rises there: it is on the other side of the valley."""
        return self.too_long and self.slope_after > 0.0

    @property
    def uphill(self) -> bool:
        """Whether it went uphill from the start."""
        return self.higher and self.slope > 0.0


def landing_of(problem: Problem, before: Snapshot, after: Snapshot, loss: float, g: Array) -> Landing:
    """Return where an update landed on the loss of its own batch, which is ``loss`` with gradient ``g`` before it."""
    landed, g_after = batch_loss_and_gradient(problem, after.theta, before.iteration, problem.passes(before))
    move = after.theta - before.theta
    return Landing(loss, landed, slope_along(move, g), slope_along(move, g_after))


def slope_along(move: Array, g: Array) -> float:
    """Return the slope of a loss with gradient ``g`` in the direction of a move, as a share of the gradient's norm."""
    with np.errstate(all="ignore"):
        return float(np.dot(scaled(move), scaled(g)))


def landing_words(start: int, landings: Sequence[Landing]) -> str:
    """Return in one sentence for pupils how the steps from iteration ``start`` on landed."""
    n = len(landings)
    long, across = sum(each.too_long for each in landings), sum(each.across for each in landings)
    uphill, higher = sum(each.uphill for each in landings), sum(each.higher for each in landings)
    if not n:
        return f"No step could be made from iteration {start:,}: the loss or its gradient is not finite there."
    if not higher:
        return f"No step from iteration {start:,} on raised the loss of its own batch."
    if uphill > long:
        return f"{_these(uphill, n, start)} went uphill, against the slope under {_it(uphill, n)}."
    if not long:
        return f"{_these(higher, n, start)} landed higher than before."
    side = " on the other side" if across == long else f", {_count(across)} of them on the other side" if across else ""
    return f"{_these(long, n, start)} {'was' if _it(long, n) == 'it' else 'were'} too long and landed higher{side}."


def _these(count: int, n: int, start: int) -> str:
    """Return the subject of a sentence on ``count`` of ``n`` steps."""
    if n == 1:
        return f"The step from iteration {start:,}"
    if count == n:
        return f"Each step from iteration {start:,} on"
    return f"{_count(count).capitalize()} of the {n:,} steps from iteration {start:,} on"


def _it(count: int, n: int) -> str:
    return "it" if count in (1, n) else "them"


def _count(count: int) -> str:
    return "one" if count == 1 else f"{count:,}"
