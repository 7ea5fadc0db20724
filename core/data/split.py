"""How examples are parted into training and test set."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.data.dataset import Dataset
from core.data.examples import Examples, Labels
from core.hyperparameters import InvalidSetting
from core.ranges import half_range
from core.values import dataclass
from core.words import counted

REACH = 0.58
"""How far the plane reaches from the middle of the points to either side, as a share of their range."""
FEW = 20
"""Tables with fewer rows have no test set unless one is asked for."""
USUAL_SHARE = 0.1


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
        If that leaves the training set empty, or asks for a test set of less than one example.
    """
    if test_share == 0:
        return 0
    count = math.ceil(points * test_share - 1e-9)
    if not 1 <= count <= points - 1:
        raise InvalidSetting(
            "test_share",
            f"A test share of {100 * test_share:g} % of {counted(points, 'point')} leaves one side empty; "
            f"choose one with 1 to {points - 1:,} test points, e.g. 10 %, or 0 % for none.",
        )
    return count


def suited_share(data: Dataset, share: float) -> float:
    """Return a test share for other data: ``share`` where it leaves both sides an example.

    A table gets one of its own: none if it has fewer than 20 rows, where every row is needed for training, and some of
    a larger one.
    """
    if data.stratified and data.points < FEW:
        return 0.0
    tests = math.ceil(data.points * share - 1e-9)
    fits = tests <= data.points - 1 and (tests > 0 or not data.stratified)
    return share if fits else USUAL_SHARE


@lru_cache(maxsize=2)
def split(data: Dataset, test_share: float) -> Split:
    """Return the data's examples, parted into training and test set."""
    examples = data.generate()
    order = np.random.default_rng((data.seed, 3)).permutation(len(examples))
    tests = test_count(len(examples), test_share)
    tested = np.arange(len(order)) < tests
    if data.stratified and data.classes:
        tested = _stratified(examples.labels[order], tests)
    one_scale = len(examples.x) > 1 and data.one_scale(0, 1)
    plane = plane_of(examples.x[:2], one_scale)
    return Split(examples.take(order[~tested]), examples.take(order[tested]), plane)


def _stratified(labels: Labels, tests: int) -> NDArray[np.bool_]:
    """Return which of shuffled examples with these classes (m,) are for testing: the first ones of each class."""
    counts = np.bincount(labels)
    quota = tests_per_class(counts, tests)
    rank = np.empty(len(labels), np.int64)
    by_class = np.argsort(labels, kind="stable")
    rank[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(rank < quota[labels], np.bool_)


def tests_per_class(counts: Labels, tests: int) -> Labels:
    """Return how many of the ``tests`` test examples come from each class of ``counts`` (k,) examples.

    Each class gets its share, rounded so that the sum is right: the largest remainders are rounded up. A class keeps an
    example for training as long as there are enough without.
    """
    share = counts * (tests / max(1, int(counts.sum())))
    kept = np.minimum(counts, 1)
    while int((counts - kept).sum()) < tests:  # too few are left for training: the rarest classes have none
        kept[np.flatnonzero(kept)[np.argmin(counts[kept > 0])]] = 0
    quota: Labels = np.minimum(np.floor(share + 1e-9).astype(np.int64), counts - kept)
    while int(quota.sum()) < tests:
        wanting = np.where(quota < counts - kept, share - quota, -np.inf)
        quota[int(np.argmax(wanting))] += 1
    return quota


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
