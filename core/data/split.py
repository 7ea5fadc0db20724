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
from core.ranges import half_range
from core.words import counted

REACH = 0.58
"""How far the plane reaches from the middle of the points to either side, as a share of their range."""


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
    one_scale = len(examples.x) > 1 and data.one_scale(0, 1)
    return Split(examples.take(order[tests:]), examples.take(order[:tests]), plane_of(examples.x[:2], one_scale))


def plane_of(x: Array, one_scale: bool) -> tuple[float, float, float, float]:
    """Return a plane around all points, with a margin: (x_low, x_high, y_low, y_high).

    Parameters
    ----------
    x
        The two inputs (2 × m), or the only one (1 × m), which then stands for both.
    one_scale
        Whether the plane is a square on which both have equal scales. Else each has its own range, and so its points
        fill the plane even where the inputs differ in unit and size.
    """
    low, high = (end.tolist() for end in (x.min(axis=1), x.max(axis=1)))
    across, up = (half_range(low[place], high[place], REACH) for place in (0, -1))
    if one_scale:
        across = up = max(across, up)
    x_middle, y_middle = (low[0] + high[0]) / 2.0, (low[-1] + high[-1]) / 2.0
    return x_middle - across, x_middle + across, y_middle - up, y_middle + up
