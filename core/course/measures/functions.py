"""What is measured of a plain function and of a walk down on it."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.course.seen import SceneSeen, in_reach, path_of
from core.functions.slices import secants
from core.hyperparameters import InvalidSetting


def _place(seen: SceneSeen, coordinates: tuple[float, ...]) -> Array:
    """Return a place (d,): the one given, or where the walk stands."""
    if not coordinates:
        return seen.point()
    if len(coordinates) != seen.function.dimensions:
        names = ", ".join(seen.function.variables)
        raise InvalidSetting("measure", f"a place needs a number for each variable: {names}.")
    return np.array(coordinates, np.float64)


def f(seen: SceneSeen, *place: float) -> float:
    """Return the function's value at a place, or where the walk stands."""
    return float(seen.function.value(_place(seen, place)))


def slope(seen: SceneSeen, *place: float) -> float:
    """Return f′ at a place; of several variables the partial derivative along the one that the secant is along."""
    return float(seen.function.gradient(_place(seen, place))[seen.along])


def partial(seen: SceneSeen, variable: int, *place: float) -> float:
    """Return the partial derivative for a variable, counted from 1."""
    return float(seen.function.gradient(_place(seen, place))[int(variable) - 1])


def secant(seen: SceneSeen, delta: float, *place: float) -> float:
    """Return the difference quotient over Δ from a place, along the secant's variable."""
    where = tuple(map(float, _place(seen, place)))
    return float(secants(seen.function, where, seen.along, np.array([float(delta)])).quotients[0])


def quotient(seen: SceneSeen) -> float:
    """Return the displayed difference quotient."""
    return secant(seen, seen.delta)


def coordinate(seen: SceneSeen, variable: int = 1, step: int | None = None) -> float:
    """Return a coordinate of the walk at a step, the displayed one if None; variables count from 1."""
    return float(seen.point(step)[int(variable) - 1])


def height(seen: SceneSeen, step: int | None = None) -> float:
    """Return f at a step of the walk."""
    return float(seen.function.value(seen.point(step)))


def walk_slope(seen: SceneSeen, variable: int = 1, step: int | None = None) -> float:
    """Return the partial derivative at a step of the walk."""
    return float(seen.function.gradient(seen.point(step))[int(variable) - 1])


def moved(seen: SceneSeen, step: int | None = None) -> float:
    """Return how far the walk goes in a step, which ends at ``step``."""
    end = seen.now if step is None else int(step)
    return float(np.linalg.norm(seen.point(end) - seen.point(end - 1)))


def walk_length(seen: SceneSeen) -> float:
    """Return the length of the path so far."""
    return float(np.linalg.norm(np.diff(seen.path.points, axis=0), axis=1).sum())


def bee_line(seen: SceneSeen) -> float:
    """Return how far it is from the start to where the walk stands, straight."""
    return float(np.linalg.norm(seen.point() - seen.point(0)))


def walk_stopped(seen: SceneSeen) -> bool:
    """Tell whether the walk cannot go on from where it stands."""
    return bool(path_of(seen.walked, seen.now + 1).stopped)


def first_within(seen: SceneSeen, distance: float, variable: int = 1, most: int = 1000) -> float:
    """Return from which step on a coordinate stays within a distance of 0; ∞ if it does not within ``most`` steps."""
    path = path_of(seen.walked, in_reach(most))
    outside = np.flatnonzero(np.abs(path.points[:, int(variable) - 1]) >= distance)
    last = int(outside[-1]) if len(outside) else -1
    return math.inf if last >= path.steps or path.stopped else float(last + 1)


def downhill_angle(seen: SceneSeen, *goal: float) -> float:
    """Return the angle in degrees between the way straight downhill and the way to a place, from where one stands."""
    here = seen.point()
    down, way = -seen.function.gradient(here), np.array(goal, np.float64) - here
    cosine = float(down @ way / (np.linalg.norm(down) * np.linalg.norm(way)))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def lowest_coordinate(seen: SceneSeen, steps: int, variable: int = 1) -> float:
    """Return the smallest value that a coordinate had on the first steps of the walk."""
    path = path_of(seen.walked, in_reach(steps))
    return float(path.points[:, int(variable) - 1].min())


def first_across(seen: SceneSeen, alpha: float) -> float:
    """Return by how much plain descent with an α multiplies the second coordinate in one step from where it stands."""
    here = seen.point()
    return abs(float((here - alpha * seen.function.gradient(here))[1] / here[1]))


def rate(seen: SceneSeen, step: int) -> float:
    """Return α of a step of the walk, after its schedule; the first one is step 0."""
    return float(path_of(seen.walked, in_reach(step) + 1).rates[int(step)])
