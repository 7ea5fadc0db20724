"""Examples as columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.values import dataclass

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
        return Examples(frozen(self.x[:, columns]), frozen(self.labels[columns]), frozen(self.values[:, columns]))


def of_classes(x: Array, labels: Labels) -> Examples:
    """Return examples that have a class each."""
    return Examples(frozen(x), frozen(labels), frozen(np.empty((0, len(labels)))))


def of_numbers(x: Array, values: Array) -> Examples:
    """Return examples with numbers (k × m) to be predicted."""
    return Examples(frozen(x), frozen(np.zeros(x.shape[1], np.int64)), frozen(values))
