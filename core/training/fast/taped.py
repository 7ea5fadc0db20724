"""Iterations on tapes: from which batch to which, what the optimiser is told, and what is brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.training.fast.tape import tape_of
from core.training.fast.workspace import MAX_PASS, Pass, Workspace
from core.training.loading import LARGE
from core.training.passes import Passes
from core.training.problem import Problem

if TYPE_CHECKING:
    from core.training.fast._tape import Tape

LONGEST, MOST_KEPT = 4_096, 2**20
"""Most iterations of a stretch, and most numbers in its keys: what it fills should stay small."""
Order = NDArray[np.int64]
NO_ORDER: Order = np.empty(0, np.int64)


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
        self._columns = problem.rows.T
        self._epoch, self._order = -1, NO_ORDER

    def stretch(self, k: int, most: int, key_stride: int, once: Callable[[], list[float]]) -> Stretch | None:
        """Do up to ``most`` iterations from ``k`` with batches of one size; None where there is no tape for them.

        It may end early: before an iteration whose loss or gradient is not finite, maybe the first. ``once`` makes one
        iteration call by call and returns its loss and norm.
        """
        examples, size, tapes = len(self._problem.rows), self._passes.size, self._space.tapes
        epoch, _, first = self._passes.next(k)
        m = min(size, examples - first)
        if m > MAX_PASS or examples > LARGE or not self._columns.flags.c_contiguous:
            return None
        if m in tapes and tapes[m] is None:
            return None
        order, count = None, min(most, LONGEST, 1 + MOST_KEPT // self._space.state.size * key_stride)
        if m < examples:
            order, count = self._order_of(epoch)[first:], min(count, (examples - first) // m)
        if m not in tapes:
            self._try(k, m, order, once)
        tape = tapes.get(m)
        return None if tape is None else self._walk(tape, k, m, order, count, key_stride)

    def _order_of(self, epoch: int) -> Order:
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._problem.order(epoch)
        return self._order

    def _walk(self, tape: Tape, k: int, m: int, order: Order | None, count: int, key_stride: int) -> Stretch:
        space, optimizer, rate = self._space, self._space.experiment.optimizer, self._space.experiment.schedule.factor
        batch = space.one_pass(m)
        if order is None:
            batch.load(self._problem.rows)
        else:
            batch.refill()
        alpha, t = optimizer.alpha, self._age + 1
        told = np.array([optimizer.numbers(alpha * rate(j), j + t) for j in range(k, k + count)])
        losses, norms = np.empty(count), np.empty(count)
        until_key = key_stride - k % key_stride
        keys = np.empty((max(0, (count - until_key) // key_stride + 1), *space.state.shape))
        done = tape.run(count, self._columns, order, told, losses, norms, space.state, keys, until_key, key_stride)
        kept = [
            (j, frozen(key.copy()))
            for j, key in zip(range(k + until_key, k + done + 1, key_stride), keys, strict=False)
        ]
        return Stretch(batch, losses[:done].tolist(), norms[:done].tolist(), kept)

    def _try(self, k: int, m: int, order: Order | None, once: Callable[[], list[float]]) -> None:
        """Make a tape for batches of ``m``, and keep it if its iteration is what ``once`` does."""
        space = self._space
        tape, state, before = tape_of(space, space.one_pass(m)), space.state, space.state.copy()
        if tape is not None:
            walked = self._walk(tape, k, m, order, 1, 1)
            after = state.tobytes()
            state[:] = before
            called = once()
            same = np.array(called).tobytes() == np.array(walked.losses + walked.norms).tobytes()
            tape = tape if same and state.tobytes() == after else None
            state[:] = before
            if not called:  # nothing was shown: its loss or gradient is not finite
                return
        space.tapes[m] = tape
