"""What the Layers lens says in words."""

from __future__ import annotations

import numpy as np

from core.analysis.gradient_norms import FAR, LATEST, NEIGHBOURS, UNEVEN, Norms
from core.analysis.layers import FLAT, LayerView, Shares
from core.analysis.scope import ScopeName
from core.arrays import Array
from core.words import percent

LONG = 32
"""Letters from which on a part of a sentence may be broken into lines."""
LAYER_HELP = "The layer to look into. A click in the network, or a phase, switches to its layer."
HELPS = {
    "shares": (
        "Counted over the training examples, or over a sample if the set is large.\n"
        "Dead: a neuron whose slope g′(z) is 0 for every example. No gradient of the data loss reaches its weights: "
        "only a penalty, weight decay or momentum still moves them.\n"
        "Off: share of all values (neuron, example) with z ≤ 0, for activations that are flat 0 there.\n"
        f"Saturated: share of all values that are not off and whose |g′(z)| is below {100 * FLAT:.0f} % of this "
        "activation's mean slope (for z from −2 to 2, or for the z that occur), here and farther out."
    ),
    "w": "Distribution of this layer's weights, without the biases.",
    "a": "Distribution of this layer's activations, over all its neurons and the training examples.",
    "dw": (
        "Distribution of the derivatives with respect to this layer's weights: of the loss of the next update's batch, "
        "or of the whole set, penalty included, before clipping."
    ),
}
OF_NORMS: dict[ScopeName, str] = {"batch": "each update's batch", "set": "whole set"}
"""Whose gradient the norms are of."""
MANY_NEEDED = "Gradients over the run need more than one example."
SMOOTH_HELP = (
    "Gradient of the loss of each update's own batch, or of the whole set, penalty included, before clipping, at up to "
    "200 iterations. Each point is the "
    f"median of itself and up to {NEIGHBOURS} neighbours on either side, because batches differ a lot."
)
NORMS_HELP = (
    f"The rule: the first layer's norm divided by the last one's, as the median of the latest {LATEST} points. "
    f"Up to a factor of {UNEVEN:.0f} they are balanced; from a factor of {FAR:.0f} on they vanish or explode."
)


def summary(view: LayerView, without_slope: bool) -> str:
    """Return what the layer's values are like; ``without_slope`` tells whether its dZ is A − Y, with no g′ in it."""
    parts = _parts(view, without_slope)
    if view.examples < view.of:
        parts.append(f"of {view.examples:,} of {view.of:,} examples")
    return " · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") if len(part) < LONG else part for part in parts)


def _parts(view: LayerView, without_slope: bool) -> list[str]:
    if view.shares is None:
        return [f"{view.g.title} mixes all z of an example: no neuron is dead or saturated by itself"]
    if not view.g.learns:
        return ["⚠ slope 0 everywhere: no learning here", *_shares(view.shares)]
    told = _shares(view.shares)
    if without_slope and view.shares.saturated > 0.0:
        told.append("no harm here: with this loss dZ = A − Y, without g′")
    return told


def _shares(shares: Shares) -> list[str]:
    n = len(shares.dead)
    dead = f"dead {shares.dead_count} of {n} neuron{'s' if n > 1 else ''} ({percent(shares.dead_count / n, 0)})"
    off = [] if shares.off is None else [f"off {percent(shares.off, 0)}"]
    return [dead, *off, f"saturated {percent(shares.saturated, 0)}"]


def joined(iterations: Array, norms: Array, now: int, here: Norms) -> tuple[Array, Array]:
    """Return iterations (n,) and norms (L × n) with those of the iteration ``now`` among them, in order."""
    if len(here) == 0 or now in iterations:
        return iterations, norms
    place = int(np.searchsorted(iterations, now))
    before = norms.reshape(len(here), len(iterations))
    return np.insert(iterations, place, float(now)), np.insert(before, place, here, axis=1)
