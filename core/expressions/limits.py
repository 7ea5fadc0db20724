"""Values and slopes where plain arithmetic has none: beyond the range of its numbers, and as limits from one side.

What the rules of `core.expressions.dual` cannot tell is looked at more closely: with numbers of a wider range, then at
places nearer and nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array
from core.expressions.branches import Indices, branches
from core.expressions.dual import Dual
from core.expressions.evaluation import Operands, evaluate
from core.expressions.tree import Node
from core.expressions.wide import Wide

DIGITS: type[np.floating[Any]] = np.longdouble
"""The numbers with the most digits that there are; on many machines they have no more than others."""
DISTANCES = (1.37e-5, 1.37e-7, 1.37e-9)
"""How near the places are, as shares of the variable's size (of 1 around 0); no round numbers, where poles may be."""
BESIDE = (1e-15, 1e-12, 1e-9, 1e-5)
"""Where to look which step a function is on: at the nearest of these at which its argument is another number."""
TREND = 1.2
"""By how much a slope must grow from each place to the next, to be infinite in the limit."""
NOISE = 1e-12
"""Share of a slope below which a change is round-off."""

HALVINGS = 2.0 ** -np.arange(2.0, 47.0)
"""Distances of the difference quotients that are extended to distance 0, as shares of the variable's size."""
ORDERS = 6
"""How many powers of the distance are taken out of them."""
SETTLED = 1e-10
"""Share of a quotient within which two limits of them are the same."""

NamedPoints = Mapping[str, Array]


def value_of(tree: Node, points: NamedPoints) -> Array:
    """Return f at points (n,): nan where it has no value, infinite where that is too large."""
    return _known(tree, _place(points), _length(points))[0].astype(np.float64)


def slopes_of(tree: Node, points: NamedPoints, names: Sequence[str]) -> Array:
    """Return ∂f/∂v for the variables v called ``names`` (d × n) at points (n,), where 0 · ∞ and the like arise.

    Where the slopes from both sides differ, it is the one nearest to 0 of all between them.
    """
    value, slopes = _known(tree, _place(points, names), _length(points), names)
    for name, slope in zip(names, slopes, strict=True):
        unclear = ~np.isfinite(slope) & np.isfinite(value)
        if unclear.any():
            those = chosen(points, unclear)
            (_, left), (_, right) = (one_sided(tree, those, name, side) for side in (-1.0, 1.0))
            left, right = np.where(np.isnan(left), right, left), np.where(np.isnan(right), left, right)
            least = np.where(np.abs(left) < np.abs(right), left, right)
            slope[unclear] = np.where(left * right < 0.0, 0.0, least)
    return slopes.astype(np.float64) + 0.0


def one_sided(tree: Node, points: NamedPoints, name: str, side: float) -> tuple[Array, Array]:
    """Return how f jumps at points (n,) to the right (``side`` 1) or left (−1), and its slope; nan where there is no f.

    What is level between its jumps, as sign(x), has the value that it has on that side, and a kink the branch there.
    """
    here, _ = _known(tree, _place(points), _length(points))
    limit, slope = np.empty_like(here), np.empty_like(here)

    def place(those: Indices) -> Operands:
        near = chosen(points, those)
        return _place(near, (name,), side, True, _beside(near, name, side))

    for those, branch in branches(tree, place, name, here.size):
        limit[those], slope[those] = _from_side(branch, chosen(points, those), name, side)
    nearest, _ = _known(tree, _beside(points, name, side)[0], here.shape)
    none = np.isnan(nearest) | np.isnan(limit)
    jump, slope = (np.where(none, np.nan, array) + 0.0 for array in (limit - here, slope))  # −0 is 0
    return jump.astype(np.float64), slope.astype(np.float64)


def _from_side(tree: Node, points: NamedPoints, name: str, side: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return f and its slope at points (n,) as seen from one side."""
    scale, shape = np.maximum(1.0, np.abs(points[name])) * side, _length(points)
    beside = _beside(points, name, side)
    limit, (slope,) = _known(tree, _place(points, (name,), side, True, beside), shape, (name,))
    _, (plain,) = _known(tree, _place(points, (name,), beside=beside), shape, (name,))
    there = _moved(points, name, np.array(DISTANCES)[:, None] * scale)
    _, (nearer,) = _known(tree, _place(there, (name,)), (len(DISTANCES), *shape), (name,))
    slope = np.where(np.isnan(plain) | np.isnan(slope), _limit(nearer, side * slope), side * slope)
    clear = np.isfinite(plain) & np.isfinite(slope)
    if not clear.all():  # 0 · ∞, or ∞ times a rounded 0
        tends = _from_values(tree, points, name, scale, limit)
        slope = np.where(clear | np.isnan(tends), slope, tends)
    return limit, slope


def _beside(points: NamedPoints, name: str, side: float) -> tuple[Operands, ...]:
    """Return places on one side of points, the nearest first."""
    size = np.where(points[name] == 0.0, 1.0, np.abs(points[name])) * side
    return tuple(_place(_moved(points, name, share * size)) for share in BESIDE)


def _from_values(tree: Node, points: NamedPoints, name: str, scale: Array, limit: Array) -> Array:
    """Return what difference quotients on one side of points (n,) tend to; nan where they do not settle.

    Powers of the distance are taken out one by one (Richardson 1911); the farthest distance at which the result stays
    the same is taken, since round-off grows towards the nearest. ``limit`` is f at the points, from that side.
    """
    there = _moved(points, name, HALVINGS[:, None] * scale)
    quotients = (_known(tree, _place(there), there[name].shape)[0] - limit) / (there[name] - points[name])
    quotients[(quotients == 0.0) & quotients.any(axis=0)] = np.nan  # nothing is left of a small number
    table = quotients
    for order in range(1, ORDERS + 1):
        table = table[1:] + (table[1:] - table[:-1]) / (2.0**order - 1.0)
    still = np.abs(np.diff(table, axis=0)) <= SETTLED * np.abs(quotients[: len(table) - 1])
    first = np.take_along_axis(table, still.argmax(axis=0)[None], 0)[0]
    least = np.fmax(SETTLED * np.abs(quotients[0]), 1e-200)
    digits = 10.0 ** (10.0 - np.ceil(np.log10(np.maximum(np.abs(first), least))))
    result: Array = np.where(still.any(axis=0), np.rint(first * digits) / digits, np.nan)
    return result


def _moved(points: NamedPoints, name: str, step: Array) -> NamedPoints:
    """Return points moved along one variable, with more digits than it has."""
    return {**points, name: points[name].astype(DIGITS) + step}


def _place(
    points: NamedPoints,
    names: Iterable[str] = (),
    step: float = 1.0,
    limit: bool = False,
    beside: tuple[Operands, ...] = (),
) -> Operands:
    """Return the points in wide numbers, as dual numbers in the variables called ``names``."""
    at = {n: Dual(_wide(array), {n: _wide(step)} if n in names else {}, limit) for n, array in points.items()}
    return Operands(at, beside, _wide, 0.0)


def _wide(number: ArrayLike) -> Array:
    return cast(Array, Wide(np.asarray(number, DIGITS)))


def _known(
    tree: Node, place: Operands, shape: tuple[int, ...], names: Sequence[str] = ()
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return f and its slopes by the rules alone, in plain numbers of the most digits."""
    result = evaluate(tree, place)
    value = _floats(result.value, shape)
    slopes = np.zeros((len(names), *shape), DIGITS)
    for row, name in enumerate(names):
        if name in result.partials:
            slopes[row] = _floats(result.partials[name], shape)
    slopes[:, np.isnan(value)] = np.nan
    return value, slopes


def _floats(number: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.broadcast_to(number.floats() if isinstance(number, Wide) else number, shape)


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


def chosen(points: NamedPoints, which: NDArray[Any]) -> NamedPoints:
    """Return some of points (n,), by a mask or their indices."""
    return {name: array[which] for name, array in points.items()}


def _length(points: NamedPoints) -> tuple[int, ...]:
    return next(iter(points.values())).shape
