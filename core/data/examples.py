"""Examples as columns, and how they are parted into training and test set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.hyperparameters import InvalidSetting
from core.words import counted

if TYPE_CHECKING:
    from core.data.dataset import Dataset

Labels = NDArray[np.int64]
MAX_WATCHED = 20_000
"""Most examples of each set that plots show and evaluations look at: a sample that never changes, of larger sets."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples as columns.

    Attributes
    ----------
    x
        Inputs (n₀ × m).
    labels
        Number of the class of each example (m,), from 0; all 0 where numbers are to be predicted.
    values
        The numbers to be predicted (k × m); (0 × m) where there are classes.
    """

    x: Array
    labels: Labels
    values: Array

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def watched(self) -> Examples:
        """The examples that are shown and evaluated: all, or the first 20,000 of a shuffled set."""
        return self if len(self) <= MAX_WATCHED else self._first(MAX_WATCHED)

    def _first(self, count: int) -> Examples:
        return Examples(self.x[:, :count], self.labels[:count], self.values[:, :count])

    def take(self, columns: NDArray[np.int64]) -> Examples:
        """Return the examples of the given columns, read-only."""
        labels = self.labels[columns]
        labels.setflags(write=False)
        return Examples(frozen(self.x[:, columns]), labels, frozen(self.values[:, columns]))


def of_classes(x: Array, labels: Labels) -> Examples:
    """Return examples that have a class each."""
    labels.setflags(write=False)
    return Examples(frozen(x), labels, frozen(np.empty((0, len(labels)))))


def of_numbers(x: Array, values: Array) -> Examples:
    """Return examples with numbers (k × m) to be predicted."""
    labels = np.zeros(x.shape[1], np.int64)
    labels.setflags(write=False)
    return Examples(frozen(x), labels, frozen(values))


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
            f"A test share of {100 * test_share:g} % of {counted(points, 'point')} leaves one side empty; "
            f"choose one with 1 to {points - 1:,} test points, e.g. 10 %.",
        )
    return count


@lru_cache(maxsize=2)
def split(data: Dataset, test_share: float) -> Split:
    """Return the data's examples, parted into training and test set."""
    examples = data.generate()
    order = np.random.default_rng((data.seed, 3)).permutation(len(examples))
    tests = test_count(len(examples), test_share)
    return Split(examples.take(order[tests:]), examples.take(order[:tests]), plane_of(examples.x))


def plane_of(x: Array) -> tuple[float, float, float, float]:
    """Return a square around the first two inputs of all points, with a margin: (x_low, x_high, y_low, y_high).

    The second input counts as 0 where there is one only.
    """
    low, high = (np.resize(end, 2) if len(x) == 1 else end[:2] for end in (x.min(axis=1), x.max(axis=1)))
    centre, half = (low + high) / 2.0, 0.58 * float((high - low).max())
    half = max(half, 0.5)
    return (
        float(centre[0] - half),
        float(centre[0] + half),
        float(centre[1] - half),
        float(centre[1] + half),
    )
