"""Points in the plane with a class each, and the catalogue of all data sets."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.data.boundary import TypedBoundary
from core.data.dataset import Dataset, PointsInPlane
from core.data.examples import Labels
from core.data.regression import Cubic, SineNoise, Slope, TwoHills
from core.data.stories import CourseGrades, CoursePassFail, Digits
from core.hyperparameters import catalogue, hyperparameter


def _by_class(pieces: list[Array]) -> tuple[Array, Labels]:
    """Join one array (2 × m_c) per class."""
    labels = np.repeat(np.arange(len(pieces)), [piece.shape[1] for piece in pieces])
    return np.concatenate(pieces, axis=1), labels.astype(np.int64)


def _circle(points: int, radius: float) -> Array:
    """Return ``points`` points evenly on a circle around 0 (2 × points)."""
    angle = np.linspace(0.0, 2.0 * math.pi, points, endpoint=False)
    return radius * np.stack([np.cos(angle), np.sin(angle)])


class Circles(PointsInPlane):
    name = "circles"
    title = "circles"
    help = "A ring around a smaller ring: no straight line separates them."

    factor: float = hyperparameter(0.3, "", "Radius of the inner circle; the outer one is 1.", above=0.0, below=1.0)

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        outer, inner = self.points_per_class()
        return _by_class([_circle(outer, 1.0), _circle(inner, self.factor)])


class Moons(PointsInPlane):
    name = "moons"
    title = "moons"
    help = "Two half-moons that interlock."

    noise: float = hyperparameter(0.2, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        upper, lower = (np.linspace(0.0, math.pi, n) for n in self.points_per_class())
        return _by_class(
            [np.stack([np.cos(upper), np.sin(upper)]), np.stack([1.0 - np.cos(lower), 0.5 - np.sin(lower)])]
        )


class Xor(PointsInPlane):
    name = "xor"
    title = "xor"
    help = "Four quarters; opposite ones are the same class. No straight line separates them."

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        x = rng.uniform(-1.0, 1.0, (2, self.points))
        return x, (x[0] * x[1] > 0).astype(np.int64)


class Blobs(PointsInPlane):
    name = "blobs"
    title = "blobs"
    help = "Round clouds; noise is their width. Straight lines separate them as long as they do not overlap."

    noise: float = hyperparameter(0.3, "", "Width (standard deviation) of each cloud.", low=0.0, high=2.0)
    clouds: int = hyperparameter(2, "", "Number of clouds; each is a class.", low=2, high=6)

    @property
    def classes(self) -> int:
        return self.clouds

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        centres = _circle(self.clouds, 1.0)
        counts = self.points_per_class()
        return _by_class([np.repeat(centres[:, [c]], n, axis=1) for c, n in enumerate(counts)])


class Spirals(PointsInPlane):
    name = "spirals"
    title = "spirals"
    help = "Arms that wind around each other: a hard task."

    noise: float = hyperparameter(0.03, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    arms: int = hyperparameter(2, "", "Number of arms; each is a class.", low=2, high=5)
    turns: float = hyperparameter(1.5, "", "How many times an arm winds around the middle.", above=0.0, high=4.0)

    @property
    def classes(self) -> int:
        return self.arms

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        return _by_class([self._arm(c, n) for c, n in enumerate(self.points_per_class())])

    def _arm(self, arm: int, points: int) -> Array:
        radius = np.linspace(0.1, 1.0, points)
        angle = 2.0 * math.pi * (self.turns * radius + arm / self.arms)
        arm_points: Array = radius * np.stack([np.cos(angle), np.sin(angle)])
        return arm_points


class Rings(PointsInPlane):
    name = "rings"
    title = "rings"
    help = "Rings inside each other, two or more classes."

    noise: float = hyperparameter(0.06, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    rings: int = hyperparameter(3, "", "Number of rings; each is a class.", low=2, high=5)

    @property
    def classes(self) -> int:
        return self.rings

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        counts = self.points_per_class()
        return _by_class([_circle(n, (c + 1) / self.rings) for c, n in enumerate(counts)])


DATASETS: dict[str, type[Dataset]] = catalogue(
    Circles,
    Moons,
    Xor,
    Blobs,
    Spirals,
    Rings,
    CoursePassFail,
    CourseGrades,
    Digits,
    SineNoise,
    Cubic,
    Slope,
    TwoHills,
    TypedBoundary,
)
