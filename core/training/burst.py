"""Why an iteration has no finite loss or gradient: which layer's numbers left their range first, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.training.changes import called
from core.training.fast.workspace import Pass, Workspace
from core.words import number

SMALLER = "A smaller learning rate may help."
LOOK = "Look at the data and the initial weights."
FAR = 1e6
"""A size of z from which on it is growth that is to blame, not the function that gets such a z."""
STEEP = 1e30
"""A slope from which on an activation is to blame for the gradient."""
ANOTHER_ONE = "give that layer a flatter one."
ANOTHER = "Give that layer another function, one that is finite for every z."


@dataclass(frozen=True)
class Cause:
    """What burst.

    Attributes
    ----------
    layer
        The layer (1…L) that burst first, on the way forward or backward; None if only the loss did.
    words
        What happened, as the middle of a sentence.
    undefined
        Whether nothing grew: an activation, or its slope, has no finite value for what its layer got.
    hint
        What may help, if it is more than what always may.
    """

    layer: int | None
    words: str
    undefined: bool = False
    hint: str = ""

    def story(self, burst: int, good: int) -> str:
        """Return the whole story, of an iteration that burst and the last one that was good enough to be kept."""
        hint = ANOTHER if self.undefined else self.hint or (SMALLER if burst else LOOK)
        if burst == 0:
            return f"No step can be made from iteration 0: {self.words}. {hint}"
        head = "Stopped" if self.undefined else "Diverged"
        return f"{head} at iteration {burst}: {self.words}. Kept iteration {good}, the last good one. {hint}"


def cause_of(space: Workspace, batch: Pass, loss: float) -> Cause:
    """Find what burst first in ``batch``, on the way forward in order, then backward."""
    return _forward(space, batch) or _backward(space, batch, loss)


def _forward(space: Workspace, batch: Pass) -> Cause | None:
    for l, g in enumerate(space.experiment.network.activations, start=1):
        z, bad = batch.z[l], ~np.isfinite(batch.a[l][:-1])
        if not bad.any():
            continue
        nearest = _nearest_to_0(z[bad])
        if abs(nearest) <= FAR:
            return Cause(l, f"{called(g)}, the activation of layer {l}, {_missing(nearest)}", undefined=True)
        return Cause(l, f"the values of layer {l} grew beyond every number")
    return None


def _backward(space: Workspace, batch: Pass, loss: float) -> Cause:
    if not math.isfinite(loss):
        return Cause(None, "the loss grew beyond every number")
    layout, hidden = space.layout, space.experiment.network.hidden
    for l in range(layout.depth, 0, -1):
        if l < layout.depth:
            g, z = hidden[l - 1].activation, batch.z[l]
            bad = ~np.isfinite(g.slope(z))
            if bad.any():
                slope = f"the slope of {called(g)}, the activation of layer {l},"
                return Cause(l, f"{slope} {_missing(_nearest_to_0(z[bad]))}", undefined=True)
        if not math.isfinite(float(np.linalg.norm(layout.block(space.gradient, l)))):
            return Cause(l, f"the gradient of layer {l} grew beyond every number", hint=_steep(space, batch))
    what = "the update" if math.isfinite(float(np.linalg.norm(space.gradient))) else "the gradient"
    return Cause(None, f"{what} grew beyond every number")


def _steep(space: Workspace, batch: Pass) -> str:
    """Return which layer has an activation so steep that gradients through it grow beyond every number, if any has."""
    for l, layer in enumerate(space.experiment.network.hidden, start=1):
        z = batch.z[l]
        slopes = np.abs(layer.activation.slope(z))[np.abs(z) <= FAR]
        if slopes.max(initial=0.0) > STEEP:
            steepest = number(float(slopes.max()))
            return f"{called(layer.activation)}, the activation of layer {l}, has slopes of {steepest}: {ANOTHER_ONE}"
    return ""


def _nearest_to_0(z: Array) -> float:
    """Return the smallest of ``z`` (k,) in size; NaN and infinity count as the largest."""
    sizes = np.abs(z)
    return float(z[np.argmin(np.where(np.isfinite(sizes), sizes, np.inf))])


def _missing(z: float) -> str:
    return f"has no finite value at z = {number(z)}"
