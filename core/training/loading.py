"""From a data set to the arrays that training reads, done once and shared by all experiments on the same data."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.dataset import Dataset
from core.data.examples import Examples, Labels
from core.data.features import Inputs, inputs_for
from core.data.split import split
from core.data.standard import AS_THEY_ARE, TargetScale, target_scale

LARGE, AHEAD = 50_000, 4_096
"""From how many training examples on batches are gathered ahead, and how many examples at once. Scattered reads from a
large array wait for the memory, and many reads at once take hardly longer than one."""


class Loaded(NamedTuple):
    """The part of a problem that depends only on its data; shared by all experiments on the same data."""

    whole: Examples
    whole_test: Examples
    train: Examples
    test: Examples
    bounds: tuple[float, float, float, float]
    inputs: Inputs
    target_scale: TargetScale
    x: Array
    y: Array
    labels: Labels
    rows: Array
    watched: Array
    variation: tuple[float, float]


@lru_cache(maxsize=4)
def load(
    data: Dataset,
    test_share: float,
    features: tuple[str, ...],
    standardise: bool,
    outputs: int,
    standardise_target: bool = False,
) -> Loaded:
    """Return the data of an experiment."""
    parts = split(data, test_share)
    inputs = inputs_for(features, data, standardise, parts.train.x)
    scale = target_scale(parts.train.values) if standardise_target and not data.classes else AS_THEY_ARE
    rows = _rows(inputs, parts.train, scale.scaled(targets(parts.train, outputs)))
    train, test = parts.train.watched, parts.test.watched
    m = len(train)
    x = frozen(np.concatenate([rows[:m, : len(inputs.names)].T, inputs.of(test.x)], axis=1))
    labels = frozen(np.concatenate([train.labels, test.labels]))
    y = frozen(np.concatenate([scale.scaled(targets(part, outputs)) for part in (train, test)], axis=1))
    watched = rows if m == len(rows) else rows[:m]
    varies = float(variation(y[:, :m]).sum()), float(variation(y[:, m:]).sum())
    whole = parts.train, parts.test
    return Loaded(*whole, train, test, parts.bounds, inputs, scale, x, y, labels, rows, watched, varies)


def targets(examples: Examples, outputs: int) -> Array:
    """Return Y (outputs × m): the numbers; for classes 0 or 1 with one output, else 1 in the row of the class."""
    if len(examples.values):
        return examples.values
    labels = examples.labels
    if outputs == 1:
        return labels[None].astype(np.float64)
    return np.equal(np.arange(outputs)[:, None], labels[None]).astype(np.float64)


def _rows(inputs: Inputs, train: Examples, y: Array) -> Array:
    """Return the training examples, with targets ``y`` (k × m), as `Problem.rows` has them."""
    n0, m = len(inputs.names), len(train)
    shape = (n0 + 1 + len(y), m)
    columns = np.empty(shape) if m <= LARGE else np.empty(shape[::-1]).T
    columns[:n0], columns[n0], columns[n0 + 1 :] = inputs.of(train.x), 1.0, y
    return frozen(columns).T


def variation(y: Array) -> Array:
    """Return Σ(y − mean)² of each row of targets ``y`` (k × m): exactly 0 where all are equal, or there are none."""
    if not y.shape[1]:
        return np.zeros(len(y))
    varied: Array = np.sum((y - y.mean(axis=1, keepdims=True)) ** 2, axis=1) * (y.min(axis=1) < y.max(axis=1))
    return varied


def epoch_order(seed: int, epoch: int, examples: int) -> NDArray[np.int64]:
    """Return the order in which an epoch (from 0) goes through the examples: a fresh shuffle, from the seed."""
    return (_kept if examples > LARGE else _shuffled)(seed, epoch, examples)


def _shuffled(seed: int, epoch: int, examples: int) -> NDArray[np.int64]:
    return frozen(np.random.default_rng((seed, 4, epoch)).permutation(examples))


_kept = lru_cache(maxsize=4)(_shuffled)
"""For large sets, whose order is read many times during an epoch; up to four runs may race."""


class Ahead:
    """The examples of an epoch in order, gathered some thousand at a time."""

    def __init__(self, rows: Array, order: NDArray[np.int64]) -> None:
        self._rows, self._order = rows, order
        self._start, self._gathered = 0, rows[:0]

    def rows(self, start: int, count: int) -> Array:
        """Return ``count`` examples from a place of the order on, as rows."""
        if not self._start <= start <= start + count <= self._start + len(self._gathered):
            self._start = start
            self._gathered = self._rows.take(self._order[start : start + max(AHEAD, count)], 0)
        return self._gathered[start - self._start : start - self._start + count]
