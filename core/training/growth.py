"""Warns of a run whose numbers become far too large, long before they overflow."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.training.evaluation import Evaluation
from core.training.optimizers import Optimizer
from core.words import number

GROWN = 1_000.0
"""How many times the loss at the start counts as growth."""
WORST_R2 = -10.0
LARGE_PARAMETER = 1e6
FAR_RATE = 100.0
"""How many times the scene's learning rate counts as far from it."""


def growth(start: float, now: Evaluation, theta: Array) -> str:
    """Return what has grown too far since iteration 0, in one sentence; empty if nothing has.

    Parameters
    ----------
    start
        The loss at iteration 0, penalty included.
    now
        The evaluation of the present iteration.
    theta
        The present parameters (p,).
    """
    if now.iteration == 0:
        return ""
    loss = now.train_loss + now.penalty
    if 0.0 < GROWN * start <= loss:
        return (
            f"The loss is {_times(loss / start)} times what it was at the start. Shorter steps may help: a smaller α."
        )
    if now.train_r2 < WORST_R2:
        return f"R² is {number(now.train_r2)}: the mean of the targets would be a far better prediction."
    largest = float(np.abs(theta).max())
    if largest > LARGE_PARAMETER:
        return f"A parameter is {number(largest)} in size. Shorter steps may help: a smaller α."
    return ""


def far_rate(chosen: Optimizer, scene: Optimizer) -> str:
    """Return that a learning rate is far above that of the scene, in one sentence; empty if it is not.

    Rates of different optimisers are not compared: the same number makes steps of other lengths.
    """
    if type(chosen) is not type(scene) or chosen.alpha < FAR_RATE * scene.alpha:
        return ""
    return f"α is {_times(chosen.alpha / scene.alpha)} times this scene's {number(scene.alpha)}. Undo takes it back."


def _times(factor: float) -> str:
    """Return a factor of 100 or more, rounded down: the sentence claims that it has been reached."""
    return f"{np.floor(factor * (1.0 + 1e-12)):,.0f}" if factor < 999_999.5 else number(factor)
