"""Which pass over the training examples an iteration belongs to, whatever the batch size was on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class EpochPlace(NamedTuple):
    """Where an iteration stands in its epoch; epoch and batch count from 1, and are 0 before the first step."""

    epoch: int
    batch: int
    batches: int


@dataclass(frozen=True, slots=True)
class Passes:
    """How a run goes through its training examples from an iteration on.

    Another batch size takes over within an epoch: it goes on with the examples that this epoch has not seen. So every
    epoch uses every example once, and epochs count passes over the training set.

    Attributes
    ----------
    examples
        Number of training examples.
    size
        Examples per batch, from iteration ``start`` on.
    epoch, seen, done
        The epoch, from 0, that ``start`` falls into, and how many of its examples and batches came before.
    """

    examples: int
    size: int
    start: int = 0
    epoch: int = 0
    seen: int = 0
    done: int = 0

    @property
    def batches(self) -> int:
        """Number of batches in a whole epoch."""
        return -(-self.examples // self.size)

    @property
    def ends(self) -> int:
        """The iteration at which the epoch of ``start`` ends."""
        return self.start - (-(self.examples - self.seen) // self.size)

    def next(self, iteration: int) -> tuple[int, int, int]:
        """Return what the update from ``iteration`` sees, from 0: epoch, batch, first example in the epoch's order."""
        if iteration < self.ends:
            ahead = iteration - self.start
            return self.epoch, self.done + ahead, self.seen + ahead * self.size
        epoch, batch = divmod(iteration - self.ends, self.batches)
        return self.epoch + 1 + epoch, batch, batch * self.size

    def place(self, iteration: int) -> EpochPlace:
        """Return the place of the update that led to ``iteration``.

        "iteration 57 = epoch 2, batch 28 of 29" is ``Passes(900, 32).place(57) == (2, 28, 29)``.
        """
        if iteration == 0:
            return EpochPlace(0, 0, self.batches)
        epoch, batch, _ = self.next(iteration - 1)
        batches = self.done + self.ends - self.start if epoch == self.epoch else self.batches
        return EpochPlace(epoch + 1, batch + 1, batches)

    def share(self, iteration: int) -> float:
        """Return how many passes, whole ones and the share of another, led to ``iteration``."""
        epoch, _, first = self.next(iteration)
        return epoch + first / self.examples

    def with_size(self, size: int, iteration: int) -> Passes:
        """Return how the run goes on from ``iteration`` with another batch size."""
        if size == self.size:
            return self
        epoch, batch, first = self.next(iteration)
        return Passes(self.examples, size, iteration, epoch, first, batch)

    def end_after(self, iteration: int) -> int:
        """Return the first end of an epoch after ``iteration``."""
        if iteration < self.ends:
            return self.ends
        return self.ends + ((iteration - self.ends) // self.batches + 1) * self.batches
