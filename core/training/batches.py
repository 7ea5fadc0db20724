"""Which examples an iteration sees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray

from core.arrays import frozen
from core.training.fast.workspace import Pass, Workspace
from core.training.loading import LARGE, Ahead
from core.training.problem import Problem


def place(iteration: int, batches: int) -> tuple[int, int]:
    """Return (epoch, batch), both from 1, of the update that led to ``iteration``; (0, 0) at the start.

    "iteration 57 = epoch 2, batch 28 of 29" is ``place(57, 29) == (2, 28)``.
    """
    if iteration == 0:
        return 0, 0
    epoch, batch = divmod(iteration - 1, batches)
    return epoch + 1, batch + 1


def in_words(iteration: int, batches: int) -> str:
    """Return an iteration with its epoch and batch, e.g. ``"iteration 57 = epoch 2, batch 28 of 29"``."""
    epoch, batch = place(iteration, batches)
    if iteration == 0:
        return "iteration 0, before the first step"
    return f"iteration {iteration:,} = epoch {epoch:,}, batch {batch} of {batches}"


def epoch_order(seed: int, epoch: int, examples: int) -> NDArray[np.int64]:
    """Return the order in which an epoch (from 0) goes through the examples: a fresh shuffle, from the seed."""
    return (_kept if examples > LARGE else _shuffled)(seed, epoch, examples)


def _shuffled(seed: int, epoch: int, examples: int) -> NDArray[np.int64]:
    return frozen(np.random.default_rng((seed, 4, epoch)).permutation(examples))


_kept = lru_cache(maxsize=4)(_shuffled)
"""For large sets, whose order is read many times during an epoch; up to four runs may race."""


def batch_columns(problem: Problem, iteration: int) -> NDArray[np.int64]:
    """Return the numbers of the training examples that the update from ``iteration`` sees (m,), in order."""
    count, size = len(problem.rows), problem.experiment.batch_size
    if problem.batches == 1:
        columns = np.arange(count)
    else:
        epoch, number = divmod(iteration, problem.batches)
        columns = epoch_order(problem.experiment.seed, epoch, count)[number * size : (number + 1) * size]
    return frozen(columns)


def batches_from(problem: Problem, space: Workspace, iteration: int) -> Iterator[Pass]:
    """Yield the pass that holds the batch of ``iteration``, then of the next one, and so on for ever.

    A full batch is never shuffled, since its order does not matter.
    """
    if problem.batches == 1:
        batch = space.pass_of(len(problem.rows))
        batch.load(problem.rows)
        yield from repeat(batch)
    start, number = divmod(iteration, problem.batches)
    for epoch in count(start):
        order = epoch_order(problem.experiment.seed, epoch, len(problem.rows))
        batches_of = _ahead if len(order) > LARGE else _gathered
        yield from batches_of(problem, space, order, number)
        number = 0


def _gathered(problem: Problem, space: Workspace, order: NDArray[np.int64], first: int) -> Iterator[Pass]:
    """Fill the buffers with each batch of an epoch, from the one with the number ``first`` on."""
    columns, size = problem.rows.T, problem.experiment.batch_size
    whole = len(order) - len(order) % size
    batch = space.pass_of(size)
    for chosen in order[first * size : whole].reshape(-1, size):
        batch.gather(columns, chosen)
        yield batch
    if whole < len(order):
        last = space.pass_of(len(order) - whole)
        last.gather(columns, order[whole:])
        yield last


def _ahead(problem: Problem, space: Workspace, order: NDArray[np.int64], first: int) -> Iterator[Pass]:
    """Do the same for a large set."""
    ahead, size = Ahead(problem.rows, order), problem.experiment.batch_size
    for start in range(first * size, len(order), size):
        m = min(size, len(order) - start)
        batch = space.pass_of(m)
        batch.take(ahead.rows(start, m))
        yield batch
