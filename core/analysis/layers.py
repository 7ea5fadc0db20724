"""Inside one layer: how its neurons answer the training examples, and how its numbers are spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.analysis.gradient_norms import norms_by_layer
from core.arrays import Array, frozen
from core.nn.activations import Activation
from core.nn.network import layer_by_layer
from core.training.batches import batch_columns
from core.training.gradient import batch_gradient
from core.training.problem import Problem
from core.training.snapshot import Snapshot

MOST_EXAMPLES, FEWEST_EXAMPLES = 2_000, 200
"""How many training examples are looked at: all up to the first, and never fewer than the second if there are more."""
WORK, VALUES = 2e7, 4e5
"""Examples × parameters, and examples × neurons of the widest layer, beyond which fewer examples are looked at."""
FLAT = 0.01
"""A slope below this share of the activation's largest one counts as saturated."""
BINS = 40
NEAREST, FARTHEST = 1e-100, 1e60
"""Least and largest half-width of a range that can be drawn; what lies farther out is not counted."""
ROUND_REACHES = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
LEAST_REACH = 2.0
"""Least half-width of the range of z: so much of an activation is always seen."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many values lie where.

    Attributes
    ----------
    low, high
        Ends of the range, round numbers; 0 is one of them or the edge in the middle.
    counts
        Values other than exact zeros in each of the equal bins (`BINS`,).
    zeros
        Values that are exactly 0.
    bad
        Values that are not finite, or so large (`FARTHEST`) that no plot can show them.
    total
        All values, the zeros and the bad ones too.
    """

    low: float
    high: float
    counts: Array
    zeros: int
    bad: int
    total: int

    @property
    def width(self) -> float:
        """Width of a bin."""
        return (self.high - self.low) / len(self.counts)

    def bin_of(self, value: float) -> int | None:
        """Return the bin that ``value`` would be counted in; None outside of the range."""
        if not self.low <= value <= self.high:
            return None
        return min(int((value - self.low) / self.width), len(self.counts) - 1)


def reach(largest: float) -> float:
    """Return the next round number that is not below ``largest`` (finite); 1 for 0, as there must be some range."""
    if largest == 0.0:
        return 1.0
    wanted = max(NEAREST, largest)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((end * power for end in ROUND_REACHES if end * power >= wanted), 10.0 * power)


def histogram(values: Array, least: float = 0.0) -> Histogram:
    """Count ``values`` (any shape) in 40 bins from a round number to another.

    The range has 0 at an end if all values are on one side of it; if not, or if a ``least`` half-width is asked for, in
    its middle. Exact zeros are counted apart: there may be so many that no other bar could be seen.
    """
    flat = values.ravel()
    good = flat[np.abs(flat) <= FARTHEST]
    shown = good[good != 0.0]
    end = reach(max(least, float(np.abs(shown).max(initial=0.0))))
    low = -end if least > 0.0 or float(shown.min(initial=0.0)) < 0.0 else 0.0
    high = end if least > 0.0 or low == 0.0 or float(shown.max(initial=0.0)) > 0.0 else 0.0
    counts = np.histogram(shown, BINS, (low, high))[0].astype(np.float64)
    return Histogram(low, high, frozen(counts), len(good) - len(shown), len(flat) - len(good), len(flat))


@lru_cache(maxsize=64)
def largest_slope(g: Activation) -> float:
    """Return the largest |g'(z)|, as found at 4,001 places from −10 to 10, 0 among them."""
    return float(np.abs(g.slope(np.linspace(-10.0, 10.0, 4_001))).max())


def switches_off(g: Activation) -> bool:
    """Tell whether ``g`` and its slope are exactly 0 for all z ≤ 0, as a ReLU's are: there a neuron is *off*."""
    if not g.elementwise:
        return False
    z = np.array([-100.0, -1.0, -1e-3, 0.0])
    return not g(z).any() and not g.slope(z).any()


@dataclass(frozen=True, eq=False)
class Shares:
    """How many neurons and values of a layer let a gradient pass.

    Attributes
    ----------
    dead
        For each neuron (n,), whether g'(z) = 0 for every example: whatever comes back, its weights do not move.
    off
        Share of all values (neuron, example) with z ≤ 0, where the activation `switches_off`; else None.
    saturated
        Share of all values that are not off and where |g'(z)| is below 1 % of the activation's largest slope.
    """

    dead: Array
    off: float | None
    saturated: float

    @property
    def dead_count(self) -> int:
        """How many neurons are dead."""
        return int(np.count_nonzero(self.dead))


def shares_of(g: Activation, z: Array) -> Shares | None:
    """Return the shares for Z (n × m) of a layer; None for an activation without a slope of its own, as softmax."""
    if not g.elementwise:
        return None
    with np.errstate(all="ignore"):
        slope = np.abs(g.slope(z))
        flat = slope < FLAT * largest_slope(g)
    dead = frozen((slope == 0.0).all(axis=1).astype(np.float64))
    if not switches_off(g):
        return Shares(dead, None, float(flat.mean()))
    off = z <= 0.0
    return Shares(dead, float(off.mean()), float((flat & ~off).mean()))


@dataclass(frozen=True, eq=False)
class LayerView:
    """One layer at one iteration.

    Attributes
    ----------
    layer
        1…L.
    g
        Its activation.
    examples, of
        How many of how many training examples were looked at.
    first
        Number of the first example of the batch that the update from here is made with.
    z, a
        How Z[l] and A[l] of these examples are spread.
    first_z, first_a
        (n_l,) each: column of Z[l] and A[l] for the batch's first example.
    shares
        None for softmax.
    w, dw
        How W[l] and dW[l] are spread. dW is of the loss that the update is made with, penalty included, unclipped.
    norms
        Length of the gradient in each layer 1…L, for the same batch.
    """

    layer: int
    g: Activation
    examples: int
    of: int
    first: int
    z: Histogram
    a: Histogram
    first_z: Array
    first_a: Array
    shares: Shares | None
    w: Histogram
    dw: Histogram
    norms: tuple[float, ...]


def sample(problem: Problem) -> Array:
    """Return A[0] (n₀ × m) of the training examples that are looked at: all, or as many as `WORK` allows, spread."""
    sizes, count = problem.layout.sizes, len(problem.train)
    most = min(WORK / problem.layout.parameters, VALUES / max(sizes), MOST_EXAMPLES)
    stride = -(-count // int(max(most, FEWEST_EXAMPLES)))
    return problem.x[:, :count:stride]


def look_inside(problem: Problem, snapshot: Snapshot, layer: int) -> LayerView:
    """Return what ``layer`` (1…L) looks like at ``snapshot``."""
    layout, k, theta = problem.layout, snapshot.iteration, snapshot.theta
    x, first = sample(problem), int(batch_columns(problem, k)[0])
    inputs = np.concatenate([x, problem.rows[first, : layout.sizes[0], None]], axis=1)
    g = problem.experiment.network.activations[layer - 1]
    with np.errstate(all="ignore"):
        passed = layer_by_layer(problem.experiment.network, layout, theta, inputs)
        z, a = next(each for l, each in enumerate(passed, start=1) if l == layer)
        gradient = batch_gradient(problem, theta, k)
        return LayerView(
            layer,
            g,
            x.shape[1],
            len(problem.rows),
            first,
            histogram(z[:, :-1], LEAST_REACH),
            histogram(a[:, :-1]),
            frozen(z[:, -1].copy()),
            frozen(a[:, -1].copy()),
            shares_of(g, z[:, :-1]),
            histogram(layout.weights(theta, layer)),
            histogram(layout.weights(gradient, layer)),
            norms_by_layer(layout, gradient),
        )
