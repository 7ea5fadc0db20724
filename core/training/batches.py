"""Which examples an iteration sees."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


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


@lru_cache(maxsize=4)
def epoch_order(seed: int, epoch: int, examples: int) -> NDArray[np.int64]:
    """Return the order in which an epoch (from 0) goes through the examples: a fresh shuffle, from the seed."""
    order = np.random.default_rng((seed, 4, epoch)).permutation(examples)
    order.setflags(write=False)
    return order
