"""Measurements of every iteration, with key snapshots to go back to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.training.evaluation import Evaluation
from core.training.loop import Progress
from core.training.snapshot import Snapshot

MEMORY_BUDGET = 64 * 2**20
MAX_KEYS = 4_096
"""Most keys: more would only shorten replays of a millisecond, and each new key waits for memory."""
MAX_PATH_POINTS = 1_500
KEY_OVERHEAD = 300
"""Bytes that Python needs for a snapshot apart from its numbers."""


BLOCK, FEW = 64, 4_096
"""Values that an outline reduces to two, and the length up to which a column is its own outline."""


class Series:
    """A growing column of numbers, one for each iteration."""

    def __init__(self) -> None:
        self._buffer = np.empty(1024)
        self._count = 0
        self._extremes = np.empty((0, 2))
        self._blocks = 0
        self._shared = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Array:
        """A view of what has been recorded (iterations,)."""
        return self._buffer[: self._count]

    def extend(self, values: Array) -> None:
        """Append ``values``; the buffer doubles when it is full."""
        needed = self._count + len(values)
        if self._count < self._shared:  # a fork still reads the values that would be overwritten
            self._buffer, self._shared = self._buffer.copy(), 0
        if needed > len(self._buffer):
            buffer = np.empty(max(needed, 2 * len(self._buffer)))
            buffer[: self._count] = self.values
            self._buffer, self._shared = buffer, 0
        self._buffer[self._count : needed] = values
        self._count = needed

    def replace(self, place: int, value: float) -> None:
        """Put another ``value`` at ``place``; a fork that shares the column keeps the old one."""
        if place < self._shared:
            self._buffer, self._shared = self._buffer.copy(), 0
        self._buffer[place] = value
        self._blocks = min(self._blocks, place // BLOCK)

    def truncate(self, count: int) -> None:
        """Forget all but the first ``count`` values."""
        self._count = min(self._count, count)
        self._blocks = min(self._blocks, self._count // BLOCK)

    def fork(self, count: int) -> Series:
        """Return a column that begins with the first ``count`` values; they are shared, not copied."""
        other = Series()
        other._buffer = self._buffer[:count]
        other._count = other._shared = count
        self._shared = max(self._shared, count)
        return other

    def outline(self) -> tuple[Array, Array]:
        """Return the column as a curve that is cheap to draw, however long it is.

        Returns
        -------
        places, values
            (k,) each: the smallest and the largest value of each block of 64, then the values of an unfinished block.
            A column of up to 4,096 values is returned as it is.
        """
        if self._count <= FEW:
            return np.arange(self._count, dtype=float), self.values
        self._reduce_new_blocks()
        whole = BLOCK * self._blocks
        places = np.concatenate([np.arange(0, whole, BLOCK // 2), np.arange(whole, self._count)])
        values = np.concatenate([self._extremes[: self._blocks].ravel(), self._buffer[whole : self._count]])
        return places.astype(float), values

    def _reduce_new_blocks(self) -> None:
        blocks = self._count // BLOCK
        if blocks > len(self._extremes):
            buffer = np.empty((2 * blocks, 2))
            buffer[: self._blocks] = self._extremes[: self._blocks]
            self._extremes = buffer
        new = self._buffer[BLOCK * self._blocks : BLOCK * blocks].reshape(-1, BLOCK)
        np.fmin.reduce(new, axis=1, out=self._extremes[self._blocks : blocks, 0])
        np.fmax.reduce(new, axis=1, out=self._extremes[self._blocks : blocks, 1])
        self._blocks = blocks


class _Path:
    """Two parameters at all keys, kept from call to call: only new keys are read."""

    def __init__(self, pair: tuple[int, int]) -> None:
        self.pair = pair
        self.iterations, self.u, self.v = Series(), Series(), Series()

    def extend(self, keys: list[Snapshot]) -> None:
        """Read the keys that are new."""
        i, j = self.pair
        new = keys[len(self.u) :]
        self.iterations.extend(np.array([key.iteration for key in new], dtype=float))
        self.u.extend(np.array([key.state[0, i] for key in new]))
        self.v.extend(np.array([key.state[0, j] for key in new]))


class History:
    """All records of a run, and key snapshots: every iteration's at first.

    Over the memory budget every second key is dropped and their distance, ``key_stride``, doubles. Any iteration can be
    replayed from the nearest key before it.
    """

    def __init__(self, start: Snapshot, evaluation: Evaluation, memory_budget: int = MEMORY_BUDGET) -> None:
        self.key_stride = 1
        self.keys = [start]
        self._path: _Path | None = None
        self._batch_loss = Series()
        self._gradient_norm = Series()
        self._evaluations = {field.name: Series() for field in fields(Evaluation)}
        self._note([evaluation])
        self._memory_budget = memory_budget

    @classmethod
    def restored(cls, keys: Sequence[Snapshot], key_stride: int, records: Array, evaluations: Array) -> History:
        """Return a history with these ``keys``, records of each iteration (2 × end) and `evaluations`."""
        history = cls(keys[0], Evaluation(*evaluations[:, 0]))
        history.keys, history.key_stride = list(keys), key_stride
        history._batch_loss.extend(records[0])
        history._gradient_norm.extend(records[1])
        for column, values in zip(history._evaluations.values(), evaluations, strict=True):
            column.extend(values[1:])
        return history

    @property
    def evaluations(self) -> Array:
        """A copy of the whole-set evaluations: a row for each field of `Evaluation`."""
        return frozen(np.stack([column.values for column in self._evaluations.values()]))

    @property
    def end(self) -> int:
        """The last iteration that was reached."""
        return len(self._batch_loss)

    @property
    def batch_loss(self) -> Array:
        """Loss, penalty included, of the batch of iterations 0 … end - 1."""
        return self._batch_loss.values

    def batch_loss_outline(self) -> tuple[Array, Array]:
        """Return iterations and batch losses as a curve that is cheap to draw; see `Series.outline`."""
        return self._batch_loss.outline()

    @property
    def gradient_norm(self) -> Array:
        """Norm of the gradient, before clipping, at iterations 0 … end - 1."""
        return self._gradient_norm.values

    def evaluated(self, name: str) -> Array:
        """Return one column of the whole-set evaluations, by the field names of `Evaluation`, e.g. ``"test_loss"``."""
        return self._evaluations[name].values

    def extend(self, progress: Progress) -> None:
        """Add the results of `advance`; known iterations are skipped, since they would be the same."""
        new = progress.snapshot.iteration - self.end
        if new <= 0:
            return
        self._batch_loss.extend(progress.batch_loss[-new:])
        self._gradient_norm.extend(progress.gradient_norm[-new:])
        last = self.evaluated("iteration")[-1]
        self._note([evaluation for evaluation in progress.evaluations if evaluation.iteration > last])
        newest, stride = self.keys[-1].iteration, self.key_stride
        self.keys += [key for key in progress.keys if key.iteration > newest and key.iteration % stride == 0]
        while len(self.keys) > self._max_keys():
            self._thin()

    def truncate(self, iteration: int) -> None:
        """Forget everything after ``iteration``."""
        self._batch_loss.truncate(iteration)
        self._gradient_norm.truncate(iteration)
        count = self._evaluations_until(iteration)
        for column in self._evaluations.values():
            column.truncate(count)
        del self.keys[self._place_of_key(iteration) + 1 :]
        self._path = None

    def fork(self, iteration: int) -> History:
        """Return a history that shares everything up to ``iteration`` with this one and then goes its own way."""
        other = copy(self)
        other._batch_loss = self._batch_loss.fork(iteration)
        other._gradient_norm = self._gradient_norm.fork(iteration)
        count = self._evaluations_until(iteration)
        other._evaluations = {name: column.fork(count) for name, column in self._evaluations.items()}
        other.keys = self.keys[: self._place_of_key(iteration) + 1]
        other._path = None
        return other

    @property
    def memory(self) -> int:
        """Bytes that its keys take, about."""
        return len(self.keys) * _bytes_of(self.keys[-1])

    def keep_within(self, memory: int) -> None:
        """Drop keys until they take no more than ``memory`` bytes, or two are left: each iteration can be replayed."""
        while len(self.keys) > max(2, memory // _bytes_of(self.keys[-1])):
            self._thin()

    def is_evaluated(self, iteration: int) -> bool:
        """Tell whether the whole set was evaluated at ``iteration``."""
        count = self._evaluations_until(iteration)
        return count > 0 and bool(self.evaluated("iteration")[count - 1] == iteration)

    def amend(self, snapshot: Snapshot, evaluation: Evaluation | None) -> None:
        """Replace the state of an iteration by ``snapshot``, which was set by hand, and forget everything after it.

        ``evaluation`` belongs to ``snapshot`` and is needed only if its iteration `is_evaluated`; None keeps the old
        one until `correct` replaces it.
        """
        self.truncate(snapshot.iteration)
        if self.keys[-1].iteration == snapshot.iteration:
            self.keys[-1] = snapshot
        if evaluation is not None:
            self.correct(evaluation)

    def correct(self, evaluation: Evaluation) -> None:
        """Replace the evaluation of its iteration by ``evaluation``, if the whole set was evaluated there."""
        place = self._evaluations_until(evaluation.iteration) - 1
        if self.is_evaluated(evaluation.iteration):
            for name, column in self._evaluations.items():
                column.replace(place, getattr(evaluation, name))

    def quick_near(self, iteration: int, within: float) -> int:
        """Return a key's iteration at most ``within`` away, which needs no replay; else ``iteration`` itself.

        For the mouse: in a long run many iterations share a pixel, so any of them will do.
        """
        quick = self.key_stride * round(iteration / self.key_stride)
        known = quick <= self.end and abs(quick - iteration) <= within
        return quick if known and self.nearest_key(quick).iteration == quick else iteration

    def nearest_key(self, iteration: int) -> Snapshot:
        """Return the last key snapshot at or before ``iteration``."""
        return self.keys[self._place_of_key(iteration)]

    def some_keys(self, most: int, until: int | None = None) -> tuple[Snapshot, ...]:
        """Return at most about ``most`` key snapshots, evenly spread from the start to ``until``, and the last one.

        However long the run has become, the path up to an iteration is seen through as many.
        """
        last = self._place_of_key(self.end if until is None else until)
        stride = max(1, -(-(last + 1) // most))
        return (*self.keys[:last:stride], *self.keys[last:][:1], *self.keys[last + 1 :][-1:])

    def path(self, i: int, j: int, until: int) -> tuple[NDArray[np.int64], Array]:
        """Return where θ[i] and θ[j] have been at the keys up to ``until``.

        Returns
        -------
        iterations
            (k,), at most about 1,500 of them, evenly spread.
        points
            (2 × k).
        """
        if self._path is None or self._path.pair != (i, j):
            self._path = _Path((i, j))
        self._path.extend(self.keys)
        count = self._place_of_key(until) + 1
        thin = slice(0, count, max(1, -(-count // MAX_PATH_POINTS)))
        points = np.stack([self._path.u.values[thin], self._path.v.values[thin]])
        return self._path.iterations.values[thin].astype(np.int64), points

    def _evaluations_until(self, iteration: int) -> int:
        return int(np.searchsorted(self.evaluated("iteration"), iteration, side="right"))

    def _place_of_key(self, iteration: int) -> int:
        return bisect_right(self.keys, iteration, key=attrgetter("iteration")) - 1

    def _note(self, evaluations: list[Evaluation]) -> None:
        for name, column in self._evaluations.items():
            column.extend(np.array([getattr(evaluation, name) for evaluation in evaluations], dtype=float))

    def _max_keys(self) -> int:
        """Return how many keys as large as the newest fit the budget: another optimiser may need more slots."""
        return max(2, min(MAX_KEYS, self._memory_budget // _bytes_of(self.keys[-1])))

    def _thin(self) -> None:
        self.key_stride *= 2
        self.keys = [key for key in self.keys if key.iteration % self.key_stride == 0]
        self._path = None


def _bytes_of(key: Snapshot) -> int:
    """Return the memory that a snapshot takes."""
    return int(key.state.nbytes) + KEY_OVERHEAD
