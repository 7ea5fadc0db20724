"""Values and slopes where plain arithmetic has none: beyond the range of its numbers, and as limits from one side.

What the rules of `core.expressions.dual` cannot tell is looked at more closely: with numbers of a wider range (on
machines that have them), then at places nearer and nearer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from core.arrays import ONE, Array, constant
from core.expressions.dual import Dual
from core.expressions.evaluation import evaluate
from core.expressions.tree import Node

DISTANCES = (1e-5, 1e-7, 1e-9)
"""How near the places are, as shares of the variable's size (of 1 around 0)."""
TREND = 1.2
"""By how much a slope must grow from each place to the next, to be infinite in the limit."""
NOISE = 1e-12
"""Share of a slope below which a change is round-off."""

NamedPoints = Mapping[str, Array]


def wide(points: NamedPoints) -> dict[str, Array]:
    """Return the points (n,) in the widest numbers that there are: on many machines they go up to 10⁴⁹³²."""
    return {name: cast(Array, array.astype(np.longdouble)) for name, array in points.items()}


def value_of(tree: Node, points: NamedPoints) -> Array:
    """Return f at points (n,), where intermediate results may be huge."""
    value = evaluate(tree, {name: Dual(array) for name, array in wide(points).items()}).value
    return np.broadcast_to(value, _length(points)).astype(np.float64)


def slopes_of(tree: Node, points: NamedPoints, name: str) -> Array:
    """Return ∂f/∂v along the variable v called ``name`` at points (n,), where 0 · ∞ and the like stand in its way.

    Where the slopes from both sides differ, it is the one nearest to 0 of all between them.
    """
    slope = _plain(tree, wide(points), name, ONE)
    unclear = np.isnan(slope)
    if unclear.any():
        left, right = (one_sided(tree, {n: a[unclear] for n, a in points.items()}, name, side) for side in (-1.0, 1.0))
        left, right = np.where(np.isnan(left), right, left), np.where(np.isnan(right), left, right)
        least = np.where(np.abs(left) < np.abs(right), left, right)
        value = value_of(tree, {n: a[unclear] for n, a in points.items()})
        slope[unclear] = np.where(np.isfinite(value), np.where(left * right < 0.0, 0.0, least), np.nan)
    return slope.astype(np.float64) + 0.0


def one_sided(tree: Node, points: NamedPoints, name: str, side: float) -> Array:
    """Return the slopes from the right (``side`` 1) or left (−1) at points (n,); nan where f has no value beside."""
    at = wide(points)
    slope = side * _plain(tree, at, name, constant(side), limit=True)
    scale = np.maximum(1.0, np.abs(at[name])) * side
    nearer = np.stack([_plain(tree, {**at, name: at[name] + share * scale}, name, ONE) for share in DISTANCES])
    unclear = np.isnan(_plain(tree, at, name, ONE)) | np.isnan(slope)
    slope = np.where(unclear, _limit(nearer, slope), slope)
    beside = value_of(tree, {**points, name: points[name] + (DISTANCES[-1] * scale).astype(np.float64)})
    result: Array = np.where(np.isnan(beside), np.nan, slope).astype(np.float64) + 0.0  # −0 is 0
    return result


def _plain(tree: Node, points: NamedPoints, name: str, step: Array, limit: bool = False) -> Array:
    """Return the slope along one variable by the rules alone, in the numbers of ``points``."""
    at = {n: Dual(array, {name: step} if n == name else {}, limit) for n, array in points.items()}
    result = evaluate(tree, at)
    slope = np.zeros(_length(points), next(iter(points.values())).dtype)
    if name in result.partials:
        slope[:] = result.partials[name]
    slope[np.isnan(np.broadcast_to(result.value, slope.shape))] = np.nan
    return slope


def _limit(slopes: Array, otherwise: Array) -> Array:
    """Return what slopes (3 × n) at three places, each a hundredth as far as the one before, tend to.

    A power of the distance is taken out (Aitken 1926); what grows on and on is infinite. ``otherwise`` stands where
    they tend to nothing.
    """
    first, second, third = slopes
    before, after = second - first, third - second
    change = after - before
    still = np.abs(after) <= NOISE * np.abs(third)
    settled = np.where(still, third, third - after * after / change)
    settled = np.where(np.abs(settled) <= NOISE * np.abs(first), 0.0, settled)
    grows = (np.abs(third) > TREND * np.abs(second)) & (np.abs(second) > TREND * np.abs(first))
    limit = np.where(grows, np.sign(third) * np.inf, settled)
    tends = grows | still | (np.abs(after) <= 0.9 * np.abs(before))
    result: Array = np.where(tends & ~np.isnan(limit), limit, otherwise)
    return result


def _length(points: NamedPoints) -> tuple[int, ...]:
    return next(iter(points.values())).shape
