"""What was measured at every iteration, with key snapshots to go back to."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.training.evaluation import Evaluation
from core.training.loop import Progress
from core.training.snapshot import Snapshot

MEMORY_BUDGET = 64 * 2**20
MAX_KEYS = 16_384
MAX_PATH_POINTS = 1_500
KEY_OVERHEAD = 300
"""Bytes that Python needs for a snapshot apart from its numbers."""


class Record:
    """A growing column of numbers, one for each iteration."""

    def __init__(self) -> None:
        self._room = np.empty(1024)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Array:
        """A view of what has been recorded (iterations,)."""
        return self._room[: self._count]

    def extend(self, values: Array) -> None:
        """Append ``values``; the room doubles when it is full."""
        needed = self._count + len(values)
        if needed > len(self._room):
            room = np.empty(max(needed, 2 * len(self._room)))
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : needed] = values
        self._count = needed

    def truncate(self, count: int) -> None:
        """Forget all but the first ``count`` values."""
        self._count = min(self._count, count)


class History:
    """All records of a run, and key snapshots: every iteration's at first.

    Over the memory budget every second key is dropped and the distance of keys, ``key_stride``, doubles. Any iteration
    is the nearest key before it and a replay from there.
    """

    def __init__(self, start: Snapshot, evaluation: Evaluation, memory_budget: int = MEMORY_BUDGET) -> None:
        self.key_stride = 1
        self.keys = [start]
        self._batch_loss = Record()
        self._gradient_norm = Record()
        self._evaluations = {field.name: Record() for field in fields(Evaluation)}
        self._note(evaluation)
        per_key = start.state.nbytes + KEY_OVERHEAD
        self._max_keys = max(2, min(MAX_KEYS, memory_budget // per_key))

    @property
    def end(self) -> int:
        """The last iteration that was reached."""
        return len(self._batch_loss)

    @property
    def batch_loss(self) -> Array:
        """Loss, penalty included, of the batch of iterations 0 … end - 1."""
        return self._batch_loss.values

    @property
    def gradient_norm(self) -> Array:
        """Length of the gradient, before clipping, at iterations 0 … end - 1."""
        return self._gradient_norm.values

    def evaluated(self, name: str) -> Array:
        """Return one column of the whole-set evaluations, by the field names of `Evaluation`, e.g. ``"test_loss"``."""
        return self._evaluations[name].values

    def extend(self, progress: Progress) -> None:
        """Take in what `advance` brought back; what is known already is skipped, for it would be the same."""
        new = progress.snapshot.iteration - self.end
        if new <= 0:
            return
        self._batch_loss.extend(progress.batch_loss[-new:])
        self._gradient_norm.extend(progress.gradient_norm[-new:])
        last = self.evaluated("iteration")[-1]
        for evaluation in progress.evaluations:
            if evaluation.iteration > last:
                self._note(evaluation)
        newest = self.keys[-1].iteration
        self.keys += [k for k in progress.keys if k.iteration > newest and k.iteration % self.key_stride == 0]
        while len(self.keys) > self._max_keys:
            self._thin()

    def truncate(self, iteration: int) -> None:
        """Forget everything after ``iteration``."""
        self._batch_loss.truncate(iteration)
        self._gradient_norm.truncate(iteration)
        count = int(np.searchsorted(self.evaluated("iteration"), iteration, side="right"))
        for column in self._evaluations.values():
            column.truncate(count)
        del self.keys[self._place_of_key(iteration) + 1 :]

    def nearest_key(self, iteration: int) -> Snapshot:
        """Return the last key snapshot at or before ``iteration``."""
        return self.keys[self._place_of_key(iteration)]

    def path(self, i: int, j: int, until: int) -> tuple[NDArray[np.int64], Array]:
        """Return where θ[i] and θ[j] have been at the keys up to ``until``.

        Returns
        -------
        iterations
            (k,), at most about 1,500 of them, evenly spread.
        points
            (2 × k).
        """
        count = self._place_of_key(until) + 1
        keys = self.keys[: count : max(1, -(-count // MAX_PATH_POINTS))]
        points = np.array([(key.state[0, i], key.state[0, j]) for key in keys])
        return np.array([key.iteration for key in keys]), points.T

    def _place_of_key(self, iteration: int) -> int:
        return bisect_right(self.keys, iteration, key=attrgetter("iteration")) - 1

    def _note(self, evaluation: Evaluation) -> None:
        for name, column in self._evaluations.items():
            column.extend(np.array([getattr(evaluation, name)], dtype=float))

    def _thin(self) -> None:
        self.key_stride *= 2
        self.keys = [key for key in self.keys if key.iteration % self.key_stride == 0]
