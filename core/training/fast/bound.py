"""Losses and penalties bound once to the arrays that the training loop fills again and again.

`core.nn.losses` and `core.nn.regularizers` have them in a readable form. The most common losses are spelled out here in
a form that is faster still, and exact enough but near 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from core.arrays import Array, buffer
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Loss, MeanSquaredError, ones
from core.nn.regularizers import Regularizer
from core.training.fast.recording import Call, recorded

SMALL = 1e-6
"""Mean cross-entropies below this are computed with care: the quick forms are exact to some 1e-16 only."""
Product = Callable[[], Any]
"""The bound ``dot`` of two arrays of one row."""


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """A number that is a product of two rows, less another, over a divisor.

    Attributes
    ----------
    calls
        What is called before.
    plus, minus
        The products; there may be one alone.
    low, high
        Where the total of both is between these, it is good.
    exact
        What is called instead where it is not.
    """

    calls: list[Call]
    plus: Product
    minus: Product | None
    divisor: float
    low: float = -math.inf
    high: float = math.inf
    exact: Callable[[], float] | None = None

    def __call__(self) -> float:
        """Return the number."""
        for call in self.calls:
            call()
        total = float(self.plus()) if self.minus is None else float(self.plus() - self.minus())
        if self.exact is None or self.low < total < self.high:
            return total / self.divisor
        return self.exact()


def mean_call(loss: Loss, z: Array, a: Array, y: Array) -> Callable[[], float]:
    """Return a call that computes ``loss.mean(z, a, y)``, up to rounding; the arrays (k × m) are contiguous.

    The result depends only on their content, so repeating an iteration gives the same loss.
    """
    m, (flat_z, flat_a, flat_y) = z.shape[1], map(_flat, (z, a, y))
    exact = _exact_mean(loss, z, a, y)
    each = buffer(z.size)
    if type(loss) is BinaryCrossEntropy:
        # ln(1 + e^z) = z − ln σ(z), because the batch's sigmoids are known already. Below z = −709 the sigmoid is 0; of
        # small losses the difference has lost its digits.
        calls: list[Call] = [partial(np.log, flat_a, each), partial(np.subtract, flat_z, each, each)]
        product, true = partial(each.dot, ones(z.size)), partial(flat_y.dot, flat_z)
        return Tally(calls, product, true, m, SMALL * m, math.inf, exact)
    if type(loss) is CategoricalCrossEntropy:
        # The probabilities have been computed stably already. One may be 0; near 1 its logarithm has lost its digits.
        calls = [partial(np.log, flat_a, each)]
        return Tally(calls, partial(flat_y.dot, each), None, -m, -math.inf, -SMALL * m, exact)
    if type(loss) is MeanSquaredError:
        return Tally([partial(np.subtract, flat_a, flat_y, each)], partial(each.dot, each), None, z.size)
    return exact


def penalty_call(regularizer: Regularizer, theta: Array, is_weight: Array, gradient: Array) -> Tally:
    """Return a call that adds ∂R/∂w to ``gradient`` and returns the penalty R of ``theta``."""
    weights = buffer(len(theta))
    slopes, slope = recorded(regularizer.gradient, weights)
    shares, each = recorded(regularizer.each, weights)
    chosen, added = partial(np.multiply, theta, is_weight, weights), partial(np.add, gradient, slope, gradient)
    return Tally([chosen, *slopes, added, *shares], partial(each.dot, ones(len(each))), None, 1.0)


def _exact_mean(loss: Loss, z: Array, a: Array, y: Array) -> Callable[[], float]:
    """Return a call that computes ``loss.mean(z, a, y)``, to the bit."""
    calls, each = recorded(loss.per_example, z, a, y)
    if each is None:
        return partial(loss.mean, z, a, y)
    return Tally(calls, partial(_flat(each).dot, ones(each.size)), None, z.shape[1])


def _flat(array: Array) -> Array:
    """Return a view of all values in one row."""
    if not array.flags.c_contiguous:
        raise ValueError("The array must be C-contiguous: reshape would copy it, and later writes would be lost.")
    return array.reshape(-1)
