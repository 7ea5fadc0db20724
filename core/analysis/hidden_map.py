"""The plane on which the activations of the last hidden layer spread most, and where the examples stand on it.

It is a principal component analysis, as in Jolliffe and Cadima, “Principal component analysis: a review and recent
developments” (2016), section 2. The output layer answers on the plane itself, so nothing is fitted.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, frozen
from core.data.split import REACH
from core.training.problem import Problem
from core.values import dataclass

LARGEST = 1e100
"""Larger activations are not drawn: their squares overflow."""
ALIKE, STRAIGHT = 1e-12, 1e-12
"""Spread, as a share of the activations' size, that counts as none; second variance, as a share of the first, too."""
MIN_TAKEN, EFFORT = 256, 100_000_000
"""Directions are those of the first so many examples at least, and of as many as take no more multiplications."""
EIGHTHS = 8
"""Bounds are rounded to steps that go at least so often into half of the plane, so that they seldom change."""


@dataclass(frozen=True, eq=False)
class HiddenMap:
    """The plane mean + s · direction 1 + t · direction 2 in the space of A[L-1].

    Attributes
    ----------
    mean
        Of the training examples' activations (n × 1).
    directions
        The two directions (n × 2) of their largest variance, of length 1 and perpendicular; the second one is 0 where
        all activations lie on one line.
    share
        The share of the variance, 0 to 1, that both hold.
    places
        Where the examples stand, (s, t) each (2 × m), training examples first: their projections.
    bounds
        ``(s_low, s_high, t_low, t_high)`` of a square around them.
    lacks
        Why there is no such plane, in words; empty where there is one. Without one, the rest is 0.
    """

    mean: Array
    directions: Array
    share: float
    places: Array
    bounds: tuple[float, float, float, float]
    lacks: str = ""

    @property
    def straight(self) -> bool:
        """Whether there is one direction only."""
        return not self.directions[:, 1].any()

    def place(self, a: Array) -> Array:
        """Return the projections (2 × m) of activations A[L-1] (n × m)."""
        places: Array = self.directions.T @ (a - self.mean)
        return places

    def answers(self, problem: Problem, theta: Array, at: Array) -> Array:
        """Return what the output layer answers at places ``at`` (2 × r) of the plane: A[L] (k × r)."""
        layout = problem.layout
        W, b = layout.weights(theta, layout.depth), layout.biases(theta, layout.depth)
        with np.errstate(all="ignore"):
            return problem.experiment.network.output(W @ self.directions @ at + (W @ self.mean + b))


def layer_name(problem: Problem) -> str:
    """Return what the map is of: a network without hidden layers has its inputs there."""
    return "last hidden layer" if problem.layout.depth > 1 else "network's inputs"


def hidden_map(problem: Problem, a: Array) -> HiddenMap:
    """Return the map of the activations A[L-1] (n × m) of all examples, in the order of `Problem.x`."""
    if not np.abs(a).max() < LARGEST:
        return _none(a, f"The activations of the {layer_name(problem)} are too large or not finite: no map of them.")
    m = len(problem.train)
    mean = a[:, :m].mean(axis=1, keepdims=True)
    centred = a - mean
    spread = float(np.abs(centred[:, :m]).max())
    flat = spread <= ALIKE * float(np.abs(a[:, :m]).max())
    train = centred[:, :m] / spread if spread else centred[:, :m]
    directions = np.zeros((len(a), 2)) if flat else _directions(train)
    if not directions.any():
        return _none(a, f"The {layer_name(problem)} is the same for all training examples: no direction to draw.")
    places, seen = directions.T @ centred, directions.T @ train
    share = min(1.0, float(np.vdot(seen, seen) / np.vdot(train, train)))
    return HiddenMap(frozen(mean), frozen(directions), share, frozen(places), _bounds(places))


def _none(a: Array, why: str) -> HiddenMap:
    n, m = a.shape
    zero = [frozen(np.zeros(shape)) for shape in ((n, 1), (n, 2), (2, m))]
    return HiddenMap(zero[0], zero[1], 0.0, zero[2], (-1.0, 1.0, -1.0, 1.0), why)


def _directions(centred: Array) -> Array:
    """Return the two main directions (n × 2) of centred activations (n × m): eigenvectors of their covariance."""
    n = len(centred)
    few = centred[:, : max(MIN_TAKEN, EFFORT // n**2)]
    wide = n > few.shape[1]  # the smaller of both matrices has the same eigenvalues
    variances, vectors = np.linalg.eigh(few.T @ few if wide else few @ few.T)
    found = np.zeros((n, 2))
    for k in range(min(2, len(variances))):
        if variances[-1 - k] > STRAIGHT * variances[-1]:
            found[:, k] = _upright(few @ vectors[:, -1 - k] if wide else vectors[:, -1 - k])
    return found


def _upright(direction: Array) -> Array:
    """Return the direction with length 1, pointing to where the activations grow in sum.

    Of the plain rules this one turns a direction round most seldom from picture to picture.
    """
    unit: Array = direction / np.linalg.norm(direction)
    total = float(unit.sum())
    lead = total if abs(total) > ALIKE else float(unit[np.argmax(np.abs(unit))])
    return unit if lead > 0.0 else -unit


def _bounds(places: Array) -> tuple[float, float, float, float]:
    """Return a square around the places (2 × m)."""
    low, high = places.min(axis=1), places.max(axis=1)
    least = REACH * float((high - low).max())
    step = 2.0 ** math.floor(math.log2(least / EIGHTHS))
    half = step * math.ceil(least / step)
    x, y = (step * round(float(middle) / step) for middle in (low + high) / 2.0)
    return x - half, x + half, y - half, y + half
