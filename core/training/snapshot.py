"""Everything needed to go on from an iteration."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.arrays import Array, frozen
from core.training.passes import Passes


class Snapshot(NamedTuple):
    """The state of a run after ``iteration`` updates.

    A named tuple, since a frozen dataclass takes twice as long to make, and one is made at every iteration. Like all
    that holds arrays, a snapshot equals itself alone.

    Attributes
    ----------
    state
        θ and under it the optimiser's slots, one row each (1 + slots × p), read-only.
    age
        Number of updates since the slots were zero, which the bias corrections of Adam and its variants need.
    slots_of
        Name of the optimiser whose slots these are.
    passes
        How the run has gone through its examples; None for one whose batch size was always the same.
    """

    iteration: int
    state: Array
    age: int
    slots_of: str
    passes: Passes | None = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    @property
    def theta(self) -> Array:
        """The parameters (p,)."""
        row: Array = self.state[0]
        return row

    @property
    def slots(self) -> Array:
        """The optimiser's memory (slots × p)."""
        rows: Array = self.state[1:]
        return rows

    def with_slots(self, optimizer: str, count: int) -> Snapshot:
        """Return the same θ with ``count`` fresh slots: another optimiser takes over."""
        state = np.zeros((1 + count, self.state.shape[1]))
        state[0] = self.theta
        return Snapshot(self.iteration, frozen(state), 0, optimizer, self.passes)
