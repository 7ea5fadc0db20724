"""How examples are parted into training and test set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.data.dataset import Dataset
from core.data.examples import Examples
from core.hyperparameters import InvalidSetting
from core.words import counted


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
