"""Iterations on tapes: from which batch to which, what the optimiser is told, and what is brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.training.fast import tape
from core.training.fast.workspace import MAX_PASS, Pass, Workspace
from core.training.loading import AHEAD
from core.training.passes import Passes
from core.training.problem import Problem

LONGEST, MOST_KEPT = 4_096, 2**20
"""Most iterations of a stretch, and most numbers in its keys: what it fills should stay small."""
ExampleOrder = NDArray[np.int64]
NO_ORDER: ExampleOrder = np.empty(0, np.int64)


class Stretch(NamedTuple):
    """Some iterations after each other: their losses and norms, and the keys' numbers with θ and slots, read-only."""

    batch: Pass
    losses: list[float]
    norms: list[float]
    keys: list[tuple[int, Array]]


class Taped:
    """The way of a run through its examples, on tapes.

    A tape is tried before it is trusted: once, its first iteration is also made call by call, and all has to be equal
    to the last bit.
    """

    def __init__(self, problem: Problem, space: Workspace, passes: Passes, age: int) -> None:
        self._problem, self._space, self._passes, self._age = problem, space, passes, age
        self._columns, self._examples = problem.rows.T, len(problem.rows)
        self._apart = self._columns.flags.c_contiguous
        self._epoch, self._order = -1, NO_ORDER

    def stretch(self, k: int, most: int, key_stride: int, once: Callable[[], list[float]]) -> Stretch | None:
        """Do up to ``most`` iterations from ``k``; None where there is no tape for the first of them.

        It may end early: before an iteration whose loss or gradient is not finite, maybe the first. ``once`` makes one
        iteration call by call and returns its loss and norm.
        """
        epoch, _, first = self._passes.next(k)
        m = min(self._passes.size, self._examples - first)
        if m > MAX_PASS:
            return None
        if m not in self._space.tapes:
            self._try(k, epoch, first, m, once)
        if self._space.tapes.get(m) is None:
            return None
        most = min(most, LONGEST, 1 + MOST_KEPT // self._space.state.size * key_stride)
        most = most if self._apart else min(most, 1 + AHEAD // m)
        sizes = [m] * most if m == self._examples else self._sizes(first, most)
        return self._walk(sizes, epoch, first, k, key_stride)

    def _sizes(self, first: int, most: int) -> list[int]:
        """Return the sizes of up to ``most`` batches from the example ``first`` of an epoch on, as far as tapes go."""
        size, tapes, sizes = self._passes.size, self._space.tapes, list[int]()
        while len(sizes) < most:
            whole, rest = divmod(self._examples - first, size)
            for m, count in ((size, whole), (rest, min(rest, 1))):
                if count and tapes.get(m) is None:
                    return sizes[:most]
                sizes += [m] * count
            first = 0
            if size == self._examples:  # from then on all at once, and in no order
                break
        return sizes[:most]

    def _walk(self, sizes: list[int], epoch: int, first: int, k: int, key_stride: int) -> Stretch:
        """Do an iteration with a batch of each size, from the example ``first`` of an epoch on."""
        space, optimizer, rate = self._space, self._space.experiment.optimizer, self._space.experiment.schedule.factor
        columns = self._columns
        order: ExampleOrder | None = None
        if sizes[0] == self._examples:
            space.one_pass(sizes[0]).load(self._problem.rows)
        else:
            order = self._ordered(epoch, first, sum(sizes))
            if not self._apart:  # an example's numbers are side by side: all are gathered at once, and then in order
                columns = np.ascontiguousarray(self._problem.rows.take(order, 0).T)
                order = np.arange(len(order))
            for m in set(sizes):
                space.one_pass(m).refill()
        count, alpha, t = len(sizes), optimizer.alpha, self._age + 1
        told = np.array([optimizer.numbers(alpha * rate(j), j + t) for j in range(k, k + count)])
        losses, norms = np.empty((2, count))
        until_key = key_stride - k % key_stride
        keys = np.empty((max(0, (count - until_key) // key_stride + 1), *space.state.shape))
        given = columns, order, told, losses, norms, space.state, keys, until_key, key_stride
        done: int = tape.extension.run(tuple(map(space.tapes.__getitem__, sizes)), *given)
        numbers = range(k + until_key, k + done + 1, key_stride)
        kept = [(j, frozen(key.copy())) for j, key in zip(numbers, keys, strict=False)]
        last = space.one_pass(sizes[max(0, done - 1)])
        return Stretch(last, losses[:done].tolist(), norms[:done].tolist(), kept)

    def _ordered(self, epoch: int, first: int, count: int) -> ExampleOrder:
        """Return the next ``count`` examples from ``first`` on in the order of an epoch, and then of those after it."""
        parts: list[ExampleOrder] = []
        while count > 0:
            if epoch != self._epoch:
                self._epoch, self._order = epoch, self._problem.order(epoch)
            parts.append(self._order[first : first + count])
            count -= len(parts[-1])
            epoch, first = epoch + 1, 0
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _try(self, k: int, epoch: int, first: int, m: int, once: Callable[[], list[float]]) -> None:
        """Make a tape for batches of ``m``, and keep it if its iteration is what ``once`` does."""
        tapes, state, before = self._space.tapes, self._space.state, self._space.state.copy()
        tapes[m] = tape.tape_of(self._space, self._space.one_pass(m))
        if tapes[m] is None:
            return
        walked = self._walk([m], epoch, first, k, 1)
        after = state.tobytes()
        state[:] = before
        called = once()
        same = np.array(called).tobytes() == np.array(walked.losses + walked.norms).tobytes()
        if not (same and state.tobytes() == after):
            tapes[m] = None
        elif not called:  # nothing was shown: its loss or gradient is not finite
            del tapes[m]
        state[:] = before
