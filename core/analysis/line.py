"""The loss at places along a line, computed piece by piece."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, frozen
from core.nn.network import Layout
from core.values import dataclass

PIECE = 3e7
"""Examples × parameters × places in one piece: about 10 ms."""
MAX_PLACES = 64
"""Places in one piece, however small the network."""
EQUAL = 1e-12
"""Two losses that differ by less than this share of the largest loss are equal up to rounding."""


def places_in_a_piece(layout: Layout, examples: int, first: int) -> int:
    """Return the number of places to compute at once if layers from ``first`` (1…L) on differ."""
    moved = layout.parameters - layout.offsets[first - 1]
    return int(np.clip(PIECE / (examples * moved), 1, MAX_PLACES))


@dataclass(frozen=True, eq=False)
class Known:
    """Places where the loss is known, in order, and the loss there, (n,) each; it may be infinite or NaN."""

    at: Array
    loss: Array

    @classmethod
    def nothing(cls) -> Known:
        """Return a line with no known places."""
        return cls(frozen(np.empty(0)), frozen(np.empty(0)))

    def __getitem__(self, place: float) -> float:
        """Return the loss at a known place."""
        return float(self.loss[np.searchsorted(self.at, place)])

    def missing(self, places: Array) -> Array:
        """Return the finite ``places`` that are not known, in order and without repeats."""
        return np.setdiff1d(places[np.isfinite(places)], self.at)

    def plus(self, at: Array, loss: Array) -> Known:
        """Return this with more places, none of which were known before."""
        places, losses = np.concatenate([self.at, at]), np.concatenate([self.loss, loss])
        order = np.argsort(places)
        return Known(frozen(places[order]), frozen(losses[order]))

    def between(self, low: float, high: float) -> Known:
        """Return the part from ``low`` to ``high``, both included."""
        inside = slice(int(np.searchsorted(self.at, low)), int(np.searchsorted(self.at, high, side="right")))
        return Known(self.at[inside], self.loss[inside])

    @property
    def lowest(self) -> int:
        """Index of the lowest loss."""
        return int(np.argmin(np.where(np.isnan(self.loss), np.inf, self.loss)))

    def narrowing(self, width: float) -> Array:
        """Return the next places for the search of the minimum; none once its neighbours are at most ``width`` apart.

        They halve the distances from the lowest point so far to its neighbours.
        """
        n = self.lowest
        left, middle, right = self.at[max(0, n - 1)], self.at[n], self.at[min(n + 1, len(self.at) - 1)]
        if right - left <= width:
            return np.empty(0)
        return self.missing(np.array([(left + middle) / 2.0, (middle + right) / 2.0]))


def valleys(at: Array, loss: Array) -> list[tuple[float, float]]:
    """Return (left, right) of each valley: the loss falls after left and rises before right.

    A flat stretch belongs to a valley if the loss rises at both its ends; not if it reaches the end of the line.
    """
    with np.errstate(invalid="ignore"):
        rise = np.diff(loss)
        finite = loss[np.isfinite(loss)]
        turns = np.flatnonzero(np.abs(rise) > EQUAL * np.abs(finite).max(initial=0.0))
    falls = rise[turns] < 0.0
    pairs = zip(turns[:-1], turns[1:], falls[:-1], falls[1:], strict=True)
    return [(float(at[a]), float(at[b + 1])) for a, b, down, still_down in pairs if down and not still_down]
