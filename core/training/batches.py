"""Which examples an iteration sees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.training.fast.workspace import AnyPass, Workspace
from core.training.loading import LARGE, Ahead
from core.training.passes import Passes
from core.training.problem import Problem


def batch_columns(problem: Problem, iteration: int, passes: Passes | None = None) -> NDArray[np.int64]:
    """Return the numbers of the training examples that the update from ``iteration`` sees (m,), in order."""
    count, passes = len(problem.rows), passes or problem.passes()
    epoch, _, first = passes.next(iteration)
    if first == 0 and passes.size == count:
        columns = np.arange(count)
    else:
        columns = problem.order(epoch)[first : first + passes.size]
    return frozen(columns)


def batch_rows(problem: Problem, iteration: int, passes: Passes | None = None) -> Array:
    """Return the examples that the update from ``iteration`` sees, as rows like those of ``problem.rows``."""
    columns = batch_columns(problem, iteration, passes)
    return problem.rows if len(columns) == len(problem.rows) else frozen(problem.rows[columns])


def batches_from(problem: Problem, space: Workspace, iteration: int, passes: Passes) -> Iterator[AnyPass]:
    """Yield the pass that holds the batch of ``iteration``, then of the next one, and so on for ever.

    A full batch is never shuffled, since its order does not matter.
    """
    rows = problem.rows
    begun, _, first = passes.next(iteration)
    for epoch in count(begun):
        if first == 0 and passes.size == len(rows):
            batch = space.pass_of(len(rows))
            batch.load(rows)
            yield from repeat(batch)
        order = problem.order(epoch)[first:]
        yield from (_ahead if len(rows) > LARGE else _gathered)(problem, space, order)
        first = 0


def _gathered(problem: Problem, space: Workspace, order: NDArray[np.int64]) -> Iterator[AnyPass]:
    """Fill the buffers with each batch of what is left of an epoch's ``order``."""
    columns, size = problem.rows.T, problem.experiment.batch_size
    whole = len(order) - len(order) % size
    batch = space.pass_of(size)
    for chosen in order[:whole].reshape(-1, size):
        batch.gather(columns, chosen)
        yield batch
    if whole < len(order):
        last = space.pass_of(len(order) - whole)
        last.gather(columns, order[whole:])
        yield last


def _ahead(problem: Problem, space: Workspace, order: NDArray[np.int64]) -> Iterator[AnyPass]:
    """Do the same for a large set."""
    ahead, size = Ahead(problem.rows, order), problem.experiment.batch_size
    for start in range(0, len(order), size):
        m = min(size, len(order) - start)
        batch = space.pass_of(m)
        batch.take(ahead.rows(start, m))
        yield batch
