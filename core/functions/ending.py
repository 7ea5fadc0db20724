"""Where a path over a plain function has ended, in plain words that hold when they are checked."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np

from core.arrays import Array
from core.functions.plain_function import PlainFunction, finite_places
from core.functions.slices import broken_along
from core.functions.walk import FunctionPath, spelt
from core.words import number

REACHED = 0.02
"""How near a minimum a path must end to have reached it, as a share of the range."""
ARRIVED = 1e-6
"""How near a minimum a path that comes nearer with every step must end to have reached it, as a share of the range."""
STAYED = 0.002
"""Share of the range that the last points of a path keep within once it has come to rest."""
LATELY = 5
"""How many steps count as the last ones."""
SMALL, FLAT = 1e-2, 1e-4
"""Slopes that count as small, and as none; see `_slope`."""
DIVERGED = 10.0
"""How many times the function's rise over its range a path has climbed when it is called divergent."""
AROUND = (1.0, 0.3, 0.1, 0.03, 0.01)
"""Distances at which a minimum is compared with what is around it, as shares of the one that it is looked for in."""
SMALLER = (1.0, 0.25, 0.05)
"""Within which shares of `REACHED` a minimum is looked for, one after the other: it may be narrow."""
SEARCH = 120
"""Rounds of the search for a minimum near a place; each moves, or halves its step."""


def ending(function: PlainFunction, path: FunctionPath) -> str:
    """Return in plain words where a path has ended: in which minimum or basin, at a flat place, or nowhere yet.

    The words describe the path as it is; they are no forecast. Finding the basin may take many steps (up to about
    0.3 s): not for the main thread.
    """
    if path.stopped:
        return path.stopped
    here = f"{spelt(function, path.points[-1])}, f = {number(float(path.values[-1]), 4)}"
    if jumps := _broken(function, tuple(float(x) for x in path.points[-1]), "jump"):
        return f"At a jump along {' and '.join(jumps)}, where there is no slope: {here}."
    if (words := _at_a_minimum(function, path)) or (words := _climbs(function, path)):
        return f"{words}: {here}."
    if _slope(function, path) <= FLAT:
        return f"{_at_a_flat_place(function, path)}: {here}."
    if path.steps > LATELY and np.min(path.values[-LATELY:]) >= np.min(path.values[:-LATELY]):
        return f"Has not got lower in the last {LATELY} steps: {here}."
    place = tuple(float(x) for x in path.points[-1])
    target = basin(function, place)
    if target is None:
        return f"Still on its way: {here}."
    there = spelt(function, np.array(function.minima[target]))
    return f"Still on its way: {here}. This basin belongs to {_kind(function, target)}: {there}."


def _at_a_minimum(function: PlainFunction, path: FunctionPath) -> str:
    """Return how the path stands to the minimum that is near its end; empty if none is near."""
    minimum, kind = _minimum_near(function, path)
    if minimum is None:
        return ""
    if not path.steps:
        return f"Near {kind}"
    kinks = _broken(function, tuple(float(x) for x in minimum), "kink")
    rests = _has_stayed(function, path) and not _is_on_its_way(function, path, minimum)
    if rests and (_slope(function, path) <= SMALL or kinks):
        return f"Reached {kind}" + (f", at a kink along {' and '.join(kinks)}" if kinks else "")
    before, after = path.points[-2] - minimum, path.points[-1] - minimum
    approaches = np.dot(before, after) > 0.0 and np.dot(after, after) < np.dot(before, before)
    return f"Near {kind}, and still on its way there" if approaches else f"Is passing {kind}"


def _minimum_near(function: PlainFunction, path: FunctionPath) -> tuple[Array | None, str]:
    """Return the minimum within `REACHED` of the path's end, and what kind it is.

    Where no minima are known, one is looked for once the slope is small, or the path rests.
    """
    place = path.points[-1]
    known = _near(function, place, REACHED)
    if known is not None:
        return np.array(function.minima[known]), _kind(function, known)
    if function.minima or not (_has_stayed(function, path) or _slope(function, path) <= SMALL):
        return None, ""
    for share in SMALLER:
        found = minimum_near(function, place, share * REACHED)
        if found is not None and _is_known(function, found):
            return found, "a minimum"
    return None, ""


def _is_known(function: PlainFunction, place: Array) -> bool:
    """Tell whether round-off has left f its digits at a place."""
    value = float(function.value(place))
    return function.with_digits(tuple(float(x) for x in place), value, {})[0] == value


def _is_on_its_way(function: PlainFunction, path: FunctionPath, minimum: Array) -> bool:
    """Tell whether each of the last steps ended nearer to a minimum, as far as the place in words shows."""
    last = path.points[-LATELY - 1 :]
    nearer = np.all(np.diff(np.linalg.norm(last - minimum, axis=1)) < 0.0)
    moves = spelt(function, last[0]) != spelt(function, last[-1])
    return bool(nearer and moves and np.any(np.abs(last[-1] - minimum) > ARRIVED * _widths(function)))


def _has_stayed(function: PlainFunction, path: FunctionPath) -> bool:
    """Tell whether the last points lie so close together that the path has come to rest."""
    return bool(np.all(np.ptp(path.points[-LATELY - 1 :], axis=0) <= STAYED * _widths(function)))


def _climbs(function: PlainFunction, path: FunctionPath) -> str:
    """Return that the last steps ended higher and higher, above the start; else nothing."""
    values = path.values
    if not (len(values) > LATELY and values[-1] > values[0] and np.all(np.diff(values[-LATELY - 1 :]) > 0.0)):
        return ""
    rise, _ = _size(function)
    name = "Diverges" if values[-1] - values.min() > DIVERGED * rise else "Climbs"
    return f"{name}: each of the last {LATELY} steps ended higher. A smaller α may help"


def _at_a_flat_place(function: PlainFunction, path: FunctionPath) -> str:
    kinks = _broken(function, tuple(float(x) for x in path.points[-1]), "kink")
    if kinks:
        return f"At a kink along {' and '.join(kinks)}, where there is no slope"
    return "At a flat place, but not at a known minimum" if function.minima else "At a flat place"


def _broken(function: PlainFunction, place: tuple[float, ...], name: str) -> list[str]:
    """Return along which variables there is a kink, or a jump, at a place."""
    each = [(v, broken_along(function, place, n)) for n, v in enumerate(function.variables)]
    return [v for v, broken in each if broken is not None and broken.name == name]


def _widths(function: PlainFunction) -> Array:
    """Return the width of each variable's range (d,)."""
    return np.array([high - low for low, high in function.ranges])


@lru_cache(maxsize=16)
def _size(function: PlainFunction) -> tuple[float, float]:
    """Return by how much f rises over its range, and its median slope there as the rise over a whole range."""
    value, gradient = function.value_and_gradient(finite_places(function))
    steepest = np.max(np.abs(gradient) * _widths(function)[:, None], axis=0)
    return float(np.ptp(value)), float(np.median(steepest))


def _slope(function: PlainFunction, path: FunctionPath) -> float:
    """Return how steep it is at the end of a path: by how much f would change over a whole range at that slope.

    It is a share of the median of that over the range, or of the rise of f, or of the path's own drop, whichever is
    least; of a drop below a thousandth of the others, that thousandth.
    """
    steep = float(np.max(np.abs(path.gradients[-1]) * _widths(function)))
    size = min(_size(function))
    size = min(size, max(float(np.ptp(path.values)), size / 1_000.0))
    return steep / size if size > 0.0 else (0.0 if steep == 0.0 else np.inf)


def _near(function: PlainFunction, place: Array, share: float) -> int | None:
    """Return the number of the known minimum that is within ``share`` of the range of ``place``, if any."""
    if not function.minima:
        return None
    off = np.abs(np.array(function.minima) - place)
    hits = np.flatnonzero(np.all(off <= share * _widths(function), axis=1))
    return int(hits[0]) if len(hits) else None


def _kind(function: PlainFunction, number: int) -> str:
    """Return what kind of minimum the one with this number is."""
    values = function.value(np.array(function.minima).T)
    if len(values) == 1:
        return "the lowest point"
    lowest = values[number] <= values[0] + 1e-9 * max(1.0, abs(float(values[0])))
    return "a lowest point" if lowest else "a minimum that is not the lowest"


def minimum_near(function: PlainFunction, place: Array, reach: float = REACHED) -> Array | None:
    """Return the local minimum within a share of the range of ``place`` (d,), if any; flat floors do not count.

    A step to each side along each variable leads on while it leads lower, and is halved where it does not. What is
    found is compared with its surroundings: nowhere lower, and higher all around at that distance.
    """
    step, found, lowest = reach * _widths(function), place.copy(), float(function.value(place))
    axes = np.concatenate([np.eye(len(place)), -np.eye(len(place))])
    for _ in range(SEARCH):
        tried = found + axes * step
        values = np.nan_to_num(function.value(tried.T), nan=np.inf)
        best = int(np.argmin(values))
        if values[best] < lowest:
            found, lowest = tried[best], float(values[best])
        else:
            step = step / 2.0
    is_near = np.all(np.abs(found - place) <= reach * _widths(function))
    return found if is_near and _is_lowest_around(function, found, reach) else None


def _is_lowest_around(function: PlainFunction, place: Array, share: float) -> bool:
    """Tell whether f is nowhere lower than at ``place`` (d,) around it, and higher at some distance."""
    directions = np.array([each for each in product((-1.0, -0.5, 0.0, 0.5, 1.0), repeat=len(place)) if any(each)])
    reach = share * _widths(function) * directions / np.abs(directions).max(axis=1, keepdims=True)
    here, rings = float(function.value(place)), [function.value((place + each * reach).T) for each in AROUND]
    least = 1e-12 * max(abs(here), float(np.abs(rings[0]).max()))
    return all(bool(np.all(ring >= here - least)) for ring in rings) and bool(np.all(rings[0] > here + least))


def basin(function: PlainFunction, start: tuple[float, ...], steps: int = 5_000) -> int | None:
    """Return the number of the known minimum that plain descent from ``start`` leads to in the end, if any.

    Steps use the function's α, halved where a step would go uphill, so that the descent stays in its basin.
    """
    place, alpha = np.array(start, np.float64), function.alpha
    value, g = function.value_and_gradient(place)
    for _ in range(steps if function.minima else 0):
        number = _near(function, place, REACHED / 2.0)
        if number is not None:
            return number
        after, slope = function.value_and_gradient(place - alpha * g)
        if after <= value:
            place, value, g = place - alpha * g, after, slope
        else:
            alpha /= 2.0
    return None
