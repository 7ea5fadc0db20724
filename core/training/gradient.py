"""The gradient of the loss at any θ: over the training set, and over the batch of one iteration."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, frozen
from core.training.batches import batch_rows
from core.training.fast.workspace import Workspace, workspace_of
from core.training.passes import Passes
from core.training.problem import Problem

CHUNK = 2048
"""Examples in one pass."""


def full_gradient(problem: Problem, theta: Array, examples: Array | None = None) -> Array:
    """Return ∂L/∂θ of data loss + penalty (p,): over the whole training set, or over ``examples``, rows as there."""
    total = data_gradient(problem, theta, problem.watched if examples is None else examples).copy()
    _add_penalty(problem, theta, total)
    return frozen(total)


def data_gradient(problem: Problem, theta: Array, examples: Array) -> Array:
    """Return ∂L_data/∂θ (p,): of the data loss over ``examples``, rows as in ``problem.rows``, without penalty."""
    space, total = workspace_of(problem), np.zeros_like(theta)
    with space.lock, np.errstate(all="ignore"):
        space.theta[:] = theta
        for start in range(0, len(examples), CHUNK):
            rows = examples[start : start + CHUNK]
            total += _of_data(space, rows) * (len(rows) / len(examples))
    return frozen(total)


def batch_gradient(problem: Problem, theta: Array, iteration: int, passes: Passes | None = None) -> Array:
    """Return ∂L/∂θ (p,) at ``theta`` of the loss that the update from ``iteration`` is made with, before clipping."""
    return batch_loss_and_gradient(problem, theta, iteration, passes)[1]


def batch_loss_and_gradient(
    problem: Problem, theta: Array, iteration: int, passes: Passes | None = None
) -> tuple[float, Array]:
    """Return the loss that the update from ``iteration`` is made with, at ``theta``, and its ∂L/∂θ (p,)."""
    space, rows = workspace_of(problem), batch_rows(problem, iteration, passes)
    with space.lock, np.errstate(all="ignore"):
        space.theta[:] = theta
        gradient = _of_data(space, rows).copy()
        loss = space.pass_of(len(rows)).data_loss() + problem.penalty(theta)
        _add_penalty(problem, theta, gradient)
    return loss, frozen(gradient)


def _of_data(space: Workspace, rows: Array) -> Array:
    """Return ∂L/∂θ of the data loss over ``rows`` at the θ of the workspace; the array is its own, and used again."""
    batch = space.pass_of(len(rows))
    batch.load(rows)
    for call in batch.calls:
        call()
    return space.gradient


def _add_penalty(problem: Problem, theta: Array, gradient: Array) -> None:
    if problem.experiment.regularizer.active:
        gradient += problem.experiment.regularizer.gradient(theta * problem.layout.is_weight)
