"""Why an iteration has no finite loss or gradient: which layer's numbers overflowed first, and how."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.training.changes import called
from core.training.fast.workspace import AnyPass, Workspace
from core.values import dataclass
from core.words import number

SMALLER = "A smaller learning rate may help."
LOOK = "Look at the data and the initial weights."
FAR = 1e6
"""Beyond this size of z, growth is to blame, not the function."""
STEEP = 1e30
"""Beyond this slope, the activation is to blame for the gradient."""
ANOTHER_ONE = "give that layer a flatter one."
ANOTHER = "Give that layer a function that is finite for every z."


@dataclass(frozen=True)
class Cause:
    """What overflowed.

    Attributes
    ----------
    layer
        The layer (1…L) that overflowed first, forward or backward; None if only the loss did.
    words
        What happened, as the middle of a sentence.
    undefined
        Whether nothing grew: an activation, or its slope, has no finite value at its z.
    hint
        What may help in this case; empty for the general hint.
    """

    layer: int | None
    words: str
    undefined: bool = False
    hint: str = ""

    def story(self, diverged: int, good: int) -> str:
        """Return the whole story of iteration ``diverged``, which overflowed, and ``good``, the last one kept."""
        hint = ANOTHER if self.undefined else self.hint or (SMALLER if diverged else LOOK)
        if diverged == 0:
            return f"No step can be made from iteration 0: {self.words}. {hint}"
        head = "Stopped" if self.undefined else "Diverged"
        return f"{head} at iteration {diverged}: {self.words}. Iteration {good}, the last good one, is kept. {hint}"


def cause_of(space: Workspace, batch: AnyPass, loss: float) -> Cause:
    """Find what overflowed first in ``batch``: forward in order, then backward."""
    return _forward(space, batch) or _backward(space, batch, loss)


def _forward(space: Workspace, batch: AnyPass) -> Cause | None:
    for l, g in enumerate(space.experiment.network.activations, start=1):
        z, bad = batch.z[l], ~np.isfinite(batch.a[l][:-1])
        if not bad.any():
            continue
        nearest = _nearest_to_0(z[bad])
        if abs(nearest) <= FAR:
            return Cause(l, f"{called(g)}, the activation of layer {l}, {_missing(nearest)}", undefined=True)
        return Cause(l, f"the values of layer {l} overflowed")
    return None


def _backward(space: Workspace, batch: AnyPass, loss: float) -> Cause:
    if not math.isfinite(loss):
        return Cause(None, "the loss overflowed")
    layout, hidden = space.layout, space.experiment.network.hidden
    for l in range(layout.depth, 0, -1):
        if l < layout.depth:
            g, z = hidden[l - 1].activation, batch.z[l]
            bad = ~np.isfinite(g.slope(z))
            if bad.any():
                slope = f"the slope of {called(g)}, the activation of layer {l},"
                return Cause(l, f"{slope} {_missing(_nearest_to_0(z[bad]))}", undefined=True)
        if not math.isfinite(float(np.linalg.norm(layout.block(space.gradient, l)))):
            return Cause(l, f"the gradient of layer {l} overflowed", hint=_steep(space, batch))
    what = "the update" if math.isfinite(float(np.linalg.norm(space.gradient))) else "the gradient"
    return Cause(None, f"{what} overflowed")


def _steep(space: Workspace, batch: AnyPass) -> str:
    """Return which layer's activation is so steep that gradients through it overflow; empty if none is."""
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
