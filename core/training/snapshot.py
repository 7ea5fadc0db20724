"""Everything needed to go on from an iteration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.arrays import Array, frozen
from core.training.passes import Passes


@dataclass(eq=False, slots=True)
class Snapshot:
    """The state of a run after ``iteration`` updates. Its fields are final: the type checker enforces it.

    A ``frozen`` dataclass would enforce it at run time, but takes three times as long to make, and one is made at every
    iteration.

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

    iteration: Final[int]
    state: Final[Array]
    age: Final[int]
    slots_of: Final[str]
    passes: Final[Passes | None] = None

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
