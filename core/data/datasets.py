"""Data sets made by a rule: points in the plane with a class each, from a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.hyperparameters import Choice, InvalidSetting, catalogue, hyperparameter

Labels = NDArray[np.int64]
MAX_POINTS = 20_000


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples as columns.

    Attributes
    ----------
    x
        Inputs (n₀ × m).
    labels
        Number of the class of each example (m,), from 0.
    """

    x: Array
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, columns: NDArray[np.int64]) -> Examples:
        """Return the examples of the given columns, read-only."""
        x, labels = self.x[:, columns], self.labels[columns]
        labels.setflags(write=False)
        return Examples(frozen(x), labels)


@dataclass(frozen=True)
class Dataset(Choice):
    """A rule that makes ``points`` examples; the same settings give the same points."""

    inputs: ClassVar[tuple[str, ...]] = ("x₁", "x₂")

    points: int = hyperparameter(
        1000, "", "How many points there are, training and test together.", low=4, high=MAX_POINTS, log=True
    )
    noise: float = hyperparameter(0.1, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    seed: int = hyperparameter(
        100, "", "Another number draws other points of the same kind.", low=0, high=2**31 - 1, title="Data seed"
    )

    @property
    def classes(self) -> int:
        """Number of classes."""
        return 2

    def points_per_class(self) -> list[int]:
        """Return how many points each class gets; the first ones take the rest."""
        return [len(range(c, self.points, self.classes)) for c in range(self.classes)]

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        """Return the points (2 × m) without noise, and their classes (m,)."""
        raise NotImplementedError

    def generate(self) -> Examples:
        """Return the examples, in the order of their making."""
        rng = np.random.default_rng((self.seed, 2))
        x, labels = self.shape(rng)
        x = x + self.noise * rng.standard_normal(x.shape)
        labels.setflags(write=False)
        return Examples(frozen(x), labels)


def _by_class(pieces: list[Array]) -> tuple[Array, Labels]:
    """Join one array (2 × m_c) per class."""
    labels = np.repeat(np.arange(len(pieces)), [piece.shape[1] for piece in pieces])
    return np.concatenate(pieces, axis=1), labels.astype(np.int64)


def _circle(points: int, radius: float) -> Array:
    """Return ``points`` points evenly on a circle around 0 (2 × points)."""
    angle = np.linspace(0.0, 2.0 * math.pi, points, endpoint=False)
    return radius * np.stack([np.cos(angle), np.sin(angle)])


@dataclass(frozen=True)
class Circles(Dataset):
    name = "circles"
    title = "circles"
    help = "A ring around a smaller ring: no straight line parts them."

    factor: float = hyperparameter(0.3, "", "Radius of the inner circle; the outer one has 1.", above=0.0, below=1.0)

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        outer, inner = self.points_per_class()
        return _by_class([_circle(outer, 1.0), _circle(inner, self.factor)])


@dataclass(frozen=True)
class Moons(Dataset):
    name = "moons"
    title = "moons"
    help = "Two half-moons that reach into each other."

    noise: float = hyperparameter(0.2, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        upper, lower = (np.linspace(0.0, math.pi, n) for n in self.points_per_class())
        return _by_class(
            [np.stack([np.cos(upper), np.sin(upper)]), np.stack([1.0 - np.cos(lower), 0.5 - np.sin(lower)])]
        )


@dataclass(frozen=True)
class Xor(Dataset):
    name = "xor"
    title = "xor"
    help = "Four quarters, opposite ones alike: the smallest task that one neuron cannot do."

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        x = rng.uniform(-1.0, 1.0, (2, self.points))
        return x, (x[0] * x[1] > 0).astype(np.int64)


@dataclass(frozen=True)
class Blobs(Dataset):
    name = "blobs"
    title = "blobs"
    help = "Round clouds; noise is their width. Straight lines part them."

    noise: float = hyperparameter(0.3, "", "Width (standard deviation) of each cloud.", low=0.0, high=2.0)
    clouds: int = hyperparameter(2, "", "How many clouds, each a class.", low=2, high=6)

    @property
    def classes(self) -> int:
        return self.clouds

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        centres = _circle(self.clouds, 1.0)
        counts = self.points_per_class()
        return _by_class([np.repeat(centres[:, [c]], n, axis=1) for c, n in enumerate(counts)])


@dataclass(frozen=True)
class Spirals(Dataset):
    name = "spirals"
    title = "spirals"
    help = "Arms that wind around each other: hard."

    noise: float = hyperparameter(0.03, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    arms: int = hyperparameter(2, "", "How many arms, each a class.", low=2, high=5)
    turns: float = hyperparameter(1.5, "", "How often an arm winds around the middle.", above=0.0, high=4.0)

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


@dataclass(frozen=True)
class Rings(Dataset):
    name = "rings"
    title = "rings"
    help = "Rings around one another, two or more classes."

    noise: float = hyperparameter(0.06, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    rings: int = hyperparameter(3, "", "How many rings, each a class.", low=2, high=5)

    @property
    def classes(self) -> int:
        return self.rings

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        counts = self.points_per_class()
        return _by_class([_circle(n, (c + 1) / self.rings) for c, n in enumerate(counts)])


DATASETS: dict[str, type[Dataset]] = catalogue(Circles, Moons, Xor, Blobs, Spirals, Rings)


@dataclass(frozen=True, eq=False)
class Split:
    """Training and test examples, shuffled once by the data's seed, and the plane they are drawn on."""

    train: Examples
    test: Examples
    bounds: tuple[float, float, float, float]


def test_count(points: int, test_share: float) -> int:
    """Return how many of ``points`` examples go to the test set (rounded up).

    Raises
    ------
    InvalidSetting
        If that leaves a side empty.
    """
    count = math.ceil(points * test_share - 1e-9)
    if not 1 <= count <= points - 1:
        raise InvalidSetting(
            "test_share",
            f"A test share of {100 * test_share:g} % of {points} points leaves a side empty; "
            f"choose one that leaves 1 to {points - 1:,} points to test, e.g. 10 %.",
        )
    return count


@lru_cache(maxsize=8)
def split(data: Dataset, test_share: float) -> Split:
    """Return the data's examples, parted into training and test set."""
    examples = data.generate()
    order = np.random.default_rng((data.seed, 3)).permutation(len(examples))
    tests = test_count(len(examples), test_share)
    return Split(examples.take(order[tests:]), examples.take(order[:tests]), _bounds(examples.x))


def _bounds(x: Array) -> tuple[float, float, float, float]:
    """Return a square around all points, with a margin: (x_low, x_high, y_low, y_high)."""
    low, high = x.min(axis=1), x.max(axis=1)
    centre, half = (low + high) / 2.0, 0.58 * float((high - low).max())
    half = max(half, 0.5)
    return (
        float(centre[0] - half),
        float(centre[0] + half),
        float(centre[1] - half),
        float(centre[1] + half),
    )
