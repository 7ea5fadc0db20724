"""Values and slopes where plain arithmetic has none: beyond the range of its numbers, and as limits from one side.

What the rules of `core.expressions.dual` cannot tell is looked at more closely: with numbers of a wider range, then at
places nearer and nearer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import ZERO, Array, constant
from core.expressions.branches import Indices, branches
from core.expressions.dual import Dual
from core.expressions.evaluation import Operands, evaluate
from core.expressions.precise import MANY_DIGITS, Coordinate, exact_value, hidden_rise, same
from core.expressions.rules import STEPS
from core.expressions.tree import Node, Number, Operation, Variable, arguments, variables_of
from core.expressions.wide import Wide

DIGITS: type[np.floating[Any]] = np.longdouble
"""The numbers with the most digits that there are; on many machines they have no more than others."""
DISTANCES = (1.37e-5, 1.37e-6, 1.37e-7, 1.37e-8, 1.37e-9)
"""How near the places are, as shares of the variable's size (of 1 around 0); no round numbers, where poles may be."""
BESIDE = (2.1e-16, 2e-15, 1e-12, 1e-9, 1e-5, 1e-3, 6e-2)
"""Where to look which step a function is on: at the nearest of these at which its argument is another number."""
TREND = 1.2
"""By how much a slope must grow from each place to the next, to be infinite in the limit."""
STEEPEST = 100.0
"""How much farther f may rise from a point to a place than the slope there tells."""
NOISE = 1e-12
"""Share of a slope below which a change is round-off."""

HALVINGS = 2.0 ** -np.arange(2.0, 47.0)
"""Distances of the difference quotients that are extended to distance 0, as shares of the variable's size."""
ORDERS = 6
"""How many powers of the distance are taken out of them."""
ALIKE = 1e-3
"""Share within which a slope at one of these places is that in the limit."""
SETTLED = 1e-10
"""Share of a quotient within which two limits of them are the same."""

ROUNDINGS = 8.0 * 2.0**-53
"""How far a place may be off by rounding, as a share of the variable's size (of 1 around 0)."""

PLACES: Mapping[str, Callable[[float], float]] = {
    **dict.fromkeys(("sign", "abs", "relu"), lambda u: 0.0),
    **dict.fromkeys(("floor", "ceil"), lambda u: float(round(u))),
    "round": lambda u: math.floor(u) + 0.5,
    **dict.fromkeys(("asin", "acos", "acosh", "atanh"), lambda u: math.copysign(1.0, u)),
    "log1p": lambda u: -1.0,
}
"""For functions that jump, bend or end somewhere, which of these places is the nearest to u."""

NamedPoints = Mapping[str, Array]


def value_of(tree: Node, points: NamedPoints) -> Array:
    """Return f at points (n,): nan where it has no value, infinite where that is too large."""
    return _known(tree, _place(points), _length(points))[0].astype(np.float64)


def long_value_of(tree: Node, points: NamedPoints) -> NDArray[Any]:
    """Return f at points of any shape by plain arithmetic, in the numbers with the most digits."""
    at = {name: Dual(cast(Array, array.astype(DIGITS))) for name, array in points.items()}
    return cast(NDArray[Any], evaluate(tree, Operands(at, number=lambda number: cast(Array, DIGITS(number)))).value)


def slopes_of(tree: Node, points: NamedPoints, names: Sequence[str]) -> Array:
    """Return ∂f/∂v for the variables v called ``names`` (d × n) at points (n,), where 0 · ∞ and the like arise.

    Where the slopes from both sides differ, it is the one nearest to 0 of all between them.
    """
    value, slopes = _known(tree, _place(points, names), _length(points), names)
    for name, slope in zip(names, slopes, strict=True):
        unclear = ~np.isfinite(slope) & np.isfinite(value)
        if unclear.any():
            those = chosen(points, unclear)
            left, right = both_sides(tree, those, name)[1]
            left, right = np.where(np.isnan(left), right, left), np.where(np.isnan(right), left, right)
            least = np.where(np.abs(left) < np.abs(right), left, right)
            slope[unclear] = np.where(left * right < 0.0, 0.0, least)
    return slopes.astype(np.float64) + 0.0


class _Point:
    """One point: in plain numbers, whose slopes are taken along all variables, in wide ones, and with all digits."""

    def __init__(self, points: NamedPoints, digits: Mapping[str, Coordinate]) -> None:
        self.points, self.digits = points, digits
        self.plain = Operands({n: Dual(array, {n: constant(1.0)}) for n, array in points.items()}, known={})
        self.wide = _place(points)


def as_rounded(tree: Node, points: NamedPoints, digits: Mapping[str, Coordinate]) -> Node:
    """Return a formula that stands at a jump or kink in wide numbers, too, if it does at a point (1,).

    So floor(10x) is 3 at 0.3, and less to the left, though the number nearest to 0.3 is a little smaller. ``digits``
    is the point with all digits.
    """
    return _as_rounded(tree, _Point(points, digits))


def _as_rounded(tree: Node, point: _Point) -> Node:
    if not isinstance(tree, Operation):
        return tree
    parts = [_as_rounded(argument, point) for argument in tree.arguments]
    plain = [_plain(argument, point.plain) for argument in tree.arguments]
    match tree.name:
        case name if name in PLACES and math.isfinite(plain[0]):
            place = PLACES[name](plain[0])
            if _is_at(tree.arguments[0], place, point):
                parts[0] = _shifted(tree.arguments[0], parts[0], place, point)
                if name in STEPS and getattr(tree.arguments[0], "name", "") not in STEPS:  # these are level
                    parts[0] = _unhidden(tree.arguments[0], parts[0], point)
        case "max" | "min":
            best = plain.index(max(plain) if tree.name == "max" else min(plain))
            less = (Operation("-", (node, tree.arguments[best])) for node in tree.arguments)
            equal = [_is_at(node, 0.0, point) for node in less]
            if sum(equal) > 1:
                exact = exact_value(tree, point.digits)
                value = plain[best] if exact is None else float(exact)
                each = zip(tree.arguments, parts, equal, strict=True)
                parts = [_shifted(node, part, value, point) if one else part for node, part, one in each]
    node = Operation(tree.name, tuple(parts))
    is_nothing = tree.name in ("+", "-") and _is_at(tree, 0.0, point)
    return _shifted(tree, node, 0.0, point) if is_nothing else node


def _is_at(node: Node, place: float, point: _Point) -> bool:
    """Tell whether a node has a value at a point, with all digits; as plain numbers tell where those are not known."""
    plain = _plain(node, point.plain)
    if plain != place and not abs(plain - place) <= _rounding(node, point):
        return False
    exact = exact_value(node, point.digits)
    return plain == place if exact is None else same(exact, Decimal(place))


def _rounding(node: Node, point: _Point) -> float:
    """Return how far the value of a node may be off at a point by rounding."""
    places = point.points.items()
    moves = [max(1.0, abs(float(array[0]))) * abs(_plain(node, point.plain, n)) for n, array in places]
    sizes = [abs(_plain(part, point.plain)) for part in (node, *arguments(node))]
    return ROUNDINGS * (sum(moves) + max(sizes))


def _plain(node: Node, place: Operands, name: str = "") -> float:
    """Return the value of a node at one place in plain numbers, or its slope along the variable ``name``."""
    result = evaluate(node, place)
    return float(np.broadcast_to(result.partials.get(name, ZERO) if name else result.value, (1,))[0])


def _shifted(plain: Node, node: Node, value: float, point: _Point) -> Node:
    """Return a node that has this value at a point in wide numbers, if only rounding has given it another."""
    for _ in range(2):  # the first difference is rounded
        off = float(value - _known(node, point.wide, (1,))[0][0])
        if not 0.0 < abs(off) <= _rounding(plain, point):
            break
        node = Operation("+", (node, Number(off)))
    return node


def _unhidden(plain: Node, node: Node, point: _Point) -> Node:
    """Return a node that rises or falls visibly on the sides where all that it does so by is too little for numbers.

    So 2 − x²⁰ at 0 becomes 2 − x²⁰ − |x|, which is in the same place, and on the same steps beside it.
    """
    here, exact = _plain(plain, point.plain), exact_value(plain, point.digits, MANY_DIGITS)
    for name, array in point.points.items():
        if name not in variables_of(plain):
            continue
        x = float(array[0])
        size = BESIDE[3] * (abs(x) or 1.0)
        beside = ({**point.points, name: array + side * size} for side in (-1, 1))
        level = [_plain(plain, Operands({n: Dual(at) for n, at in each.items()})) == here for each in beside]
        left, right = (
            hidden_rise(plain, point.digits, name, side, exact) if seems else 0.0
            for side, seems in zip((-1, 1), level, strict=True)
        )
        along = Operation("-", (Variable(name), Number(x)))
        for factor, bent in (((right - left) / 2.0, along), ((right + left) / 2.0, Operation("abs", (along,)))):
            node = Operation("+", (node, Operation("*", (Number(factor), bent)))) if factor else node
    return node


def both_sides(tree: Node, points: NamedPoints, name: str) -> tuple[Array, Array]:
    """Return how f jumps at points (n,) to the left and to the right (2 × n), and its slopes; nan where there is no f.

    What is level between its jumps, as sign(x), has the value that it has on that side, and a kink the branch there.
    """
    count, points = _length(points)[0], {n: np.tile(array, 2) for n, array in points.items()}
    if name in variables_of(tree):
        jump, slope = _one_sided(tree, points, name, np.repeat([-1.0, 1.0], count))
    else:
        jump = slope = np.where(np.isnan(_known(tree, _place(points), (2 * count,))[0]), np.nan, 0.0)
    return jump.reshape(2, count), slope.reshape(2, count)


def _one_sided(tree: Node, points: NamedPoints, name: str, side: Array) -> tuple[Array, Array]:
    """Return how f jumps at points (n,), to the right where ``side`` (n,) is 1, else −1, to the left, and its slope."""
    here, _ = _known(tree, _place(points), _length(points))
    limit, slope = np.empty_like(here), np.empty_like(here)

    def place(those: Indices) -> Operands:
        near = chosen(points, those)
        return _place(near, (name,), side[those], True, _beside(near, name, side[those]))

    for those, branch in branches(tree, place, name, here.size):
        limit[those], slope[those] = _from_side(branch, chosen(points, those), name, side[those])
    near = _moved(points, name, BESIDE[1] * _sizes(points, name, side))  # the first is none without more digits
    nearest, _ = _known(tree, _place(near), here.shape)
    none = np.isnan(nearest) | np.isnan(limit)
    jump, slope = (np.where(none, np.nan, array) + 0.0 for array in (limit - here, slope))  # −0 is 0
    return jump.astype(np.float64), slope.astype(np.float64)


def _from_side(tree: Node, points: NamedPoints, name: str, side: Array) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return f and its slope at points (n,) as seen from one side."""
    scale, shape = np.maximum(1.0, np.abs(points[name])) * side, _length(points)
    beside = _beside(points, name, side)
    limit, (slope,) = _known(tree, _place(points, (name,), side, True, beside), shape, (name,))
    _, (plain,) = _known(tree, _place(points, (name,), beside=beside), shape, (name,))
    rules = side * slope
    if np.isfinite(plain).all() and np.isfinite(rules).all():
        return limit, rules
    there = _moved(points, name, np.array(DISTANCES)[:, None] * scale)
    near, (nearer,) = _known(tree, _place(there, (name,)), (len(DISTANCES), *shape), (name,))
    slope = np.where(np.isnan(plain) | np.isnan(rules), _limit(nearer, rules), rules)
    confirmed = np.abs(slope - rules) <= ALIKE * np.abs(rules)
    slope = np.where(confirmed, rules, slope)
    clear = (np.isfinite(plain) | confirmed) & np.isfinite(slope)
    if not clear.all():  # 0 · ∞, or ∞ times a rounded 0
        tends = _from_values(tree, points, name, scale, limit)
        alike = (np.abs(tends - nearer) <= ALIKE * np.abs(tends)).any(axis=0) & (tends != 0.0)
        lost = np.isinf(slope) & ~alike  # too little beside f to change it
        slope = np.where(clear | np.isnan(tends) | lost, slope, tends)
        slope = np.where(clear | _leads(near - limit, nearer, there[name] - points[name]), slope, np.nan)
    return limit, slope


def _beside(points: NamedPoints, name: str, side: Array) -> Operands:
    """Return places on one side of points (n,), the nearest first (7 × n)."""
    return _place(_moved(points, name, np.array(BESIDE)[:, None] * _sizes(points, name, side)))


def _sizes(points: NamedPoints, name: str, side: Array) -> Array:
    sizes: Array = np.where(points[name] == 0.0, 1.0, np.abs(points[name])) * side
    return sizes


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
    first, size = (np.take_along_axis(rows, still.argmax(axis=0)[None], 0)[0] for rows in (table, np.abs(quotients)))
    first = np.where(np.abs(first) <= NOISE * size, 0.0, first)
    least = np.fmax(SETTLED * size, 1e-200)
    digits = 10.0 ** (10.0 - np.ceil(np.log10(np.maximum(np.abs(first), least))))
    result: Array = np.where(still.any(axis=0), np.rint(first * digits) / digits, np.nan)
    return result


def _moved(points: NamedPoints, name: str, step: Array) -> NamedPoints:
    """Return points moved along one variable, with more digits than it has."""
    return {**points, name: points[name].astype(DIGITS) + step}


def _place(
    points: NamedPoints,
    names: Iterable[str] = (),
    step: ArrayLike = 1.0,
    limit: bool = False,
    beside: Operands | None = None,
) -> Operands:
    """Return the points in wide numbers, as dual numbers in the variables called ``names``."""
    at = {n: Dual(_wide(array), {n: _wide(step)} if n in names else {}, limit) for n, array in points.items()}
    return Operands(at, beside, _wide, 0.0, {})


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


def _leads(rise: Array, slopes: Array, distance: Array) -> NDArray[np.bool_]:
    """Tell where slopes are known near enough: the last one leads back to f itself, not past a step between."""
    most = STEEPEST * np.abs(slopes[-1] * distance[-1])
    return cast(NDArray[np.bool_], ~(np.abs(rise[-1]) > most + NOISE * np.abs(rise).max(axis=0) + 1e-300))


def _limit(slopes: Array, otherwise: Array) -> Array:
    """Return what slopes (5 × n) at places, each a tenth as far as the one before, tend to.

    Two powers of the distance are taken out; what grows on and on is infinite. ``otherwise`` stands where they tend to
    nothing.
    """
    first, _, second, _, third = slopes
    before, after = second - first, third - second
    still = np.abs(after) <= NOISE * np.abs(third)
    once = _extended(*slopes[:3]), _extended(*slopes[1:4]), _extended(*slopes[2:])
    twice = _extended(*once)
    better = np.abs(once[2] - once[1]) < 0.9 * np.abs(once[1] - once[0])
    settled = np.where(still, third, np.where(better, twice, once[2]))
    fades = _fades(first, second, third) & _fades(*once)  # as √h log h does
    settled = np.where(fades | (np.abs(settled) <= SETTLED * np.abs(first)), 0.0, settled)
    grows = (np.abs(third) > TREND * np.abs(second)) & (np.abs(second) > TREND * np.abs(first))
    limit = np.where(grows, np.sign(third) * np.inf, settled)
    tends = grows | still | _fades(before, after)
    result: Array = np.where(tends & ~np.isnan(limit), limit, otherwise)
    return result


def _fades(*numbers: Array) -> NDArray[np.bool_]:
    """Tell where each number is smaller than the one before."""
    fades = [np.abs(later) <= 0.9 * np.abs(number) for number, later in pairwise(numbers)]
    return cast(NDArray[np.bool_], np.logical_and.reduce(fades))


def _extended(first: Array, second: Array, third: Array) -> Array:
    """Return what three numbers tend to whose differences have one ratio (Aitken 1926)."""
    after = third - second
    change = after - (second - first)
    result: Array = np.where(change == 0.0, third, third - after * after / change)
    return result


def chosen(points: NamedPoints, which: NDArray[Any]) -> NamedPoints:
    """Return some of points (n,), by a mask or their indices."""
    return {name: array[which] for name, array in points.items()}


def _length(points: NamedPoints) -> tuple[int, ...]:
    return next(iter(points.values())).shape
