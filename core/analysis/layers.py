"""Inside one layer: how its neurons respond to the training examples, and how its numbers are distributed."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.analysis.gradient_norms import norms_by_layer
from core.analysis.regions import layer_over
from core.analysis.scope import Scope, ScopeChoice, scope_of
from core.arrays import Array, frozen
from core.nn.activations import Activation
from core.training.batches import batch_columns
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.words import counted

MAX_EXAMPLES, MIN_EXAMPLES = 2_000, 200
"""Most and fewest training examples that are used."""
WORK, VALUES = 2e7, 4e5
"""Examples × parameters, and examples × neurons of the widest layer, beyond which fewer examples are used."""
FLAT, NONE = 0.01, 1e-15
"""Shares of the activation's `usual_slope` below which a value counts as saturated, and its slope as 0."""
MIDDLE = frozen(np.linspace(-2.0, 2.0, 401))
OUTWARD = 2.0
"""How much farther from 0 the slope of a saturated value must be small too: a flat place in the middle is none."""
BINS = 40
NEAREST, FARTHEST = 1e-100, 1e60
"""Smallest and largest half-width of a range that can be drawn; values farther out are not counted."""
ROUND_REACHES = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
MIN_REACH = 2.0
"""Smallest half-width of the range of z: this much of an activation is always visible."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often values occur, bin by bin.

    Attributes
    ----------
    low, high
        Ends of the range, round numbers; 0 is one of them or the edge in the middle.
    counts
        Values other than exact zeros in each of the equal bins (`BINS`,).
    zeros
        Values that are exactly 0.
    bad
        Values that are not finite, or too large for any plot (`FARTHEST`).
    total
        All values, including zeros and bad ones.
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
        """Return the bin of ``value``; None outside the range."""
        if not self.low <= value <= self.high:
            return None
        return min(int((value - self.low) / self.width), len(self.counts) - 1)


def reach(largest: float) -> float:
    """Return the next round number from ``largest`` (finite) up; 1 for 0, so that the range is not empty."""
    if largest == 0.0:
        return 1.0
    wanted = max(NEAREST, largest)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((end * power for end in ROUND_REACHES if end * power >= wanted), 10.0 * power)


def histogram(values: Array, least: float = 0.0) -> Histogram:
    """Count ``values`` (any shape) in 40 bins from a round number to another.

    The range has 0 at an end if all values are on one side of it, else, or if a ``least`` half-width is given, in its
    middle. Exact zeros are counted separately: they may be so many that no other bar could be seen.
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
def _middle_slope(g: Activation) -> float:
    slopes = np.abs(g.slope(MIDDLE))
    return float(slopes.mean(where=np.isfinite(slopes))) if np.isfinite(slopes).any() else 0.0


def usual_slope(g: Activation, slope: Array) -> float:
    """Return the mean of |g'(z)| from −2 to 2, or that of the slopes ``slope`` that occur, whichever is larger."""
    occurring = slope[np.isfinite(slope)]
    return max(_middle_slope(g), float(occurring.mean()) if occurring.size else 0.0)


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
        For each neuron (n,), whether g'(z) is 0 for every example, or 10⁻¹⁵ of the `usual_slope`: no gradient of the
        data loss reaches its weights.
    off
        Share of all values (neuron, example) with z ≤ 0, where the activation `switches_off`; else None.
    saturated
        Share of all values that are not off and have |g'(z)| below 1 % of the `usual_slope`, here and 2 farther out.
    """

    dead: Array
    off: float | None
    saturated: float

    @property
    def dead_count(self) -> int:
        """How many neurons are dead."""
        return int(np.count_nonzero(self.dead))


def shares_of(g: Activation, z: Array) -> Shares | None:
    """Return the shares for Z (n × m) of a layer; None for activations that are not elementwise, as softmax."""
    if not g.elementwise:
        return None
    with np.errstate(all="ignore"):
        slope = np.abs(g.slope(z))
        usual = usual_slope(g, slope)
        farther = np.abs(g.slope(z + OUTWARD * np.sign(z)))
        flat = np.maximum(slope, farther) < FLAT * usual
    dead = frozen(np.all(slope <= NONE * usual, axis=1).astype(np.float64))
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
        How many of how many training examples were used.
    first
        Number of the first example in the batch of the next update.
    z, a
        Distributions of Z[l] and A[l] for these examples.
    first_z, first_a
        (n_l,) each: column of Z[l] and A[l] for the batch's first example.
    shares
        None for softmax.
    w, dw
        Distributions of W[l] and dW[l]; dW belongs to the loss of the chosen scope, penalty included, unclipped.
    norms
        Norm of the gradient in each layer 1…L, for the same loss.
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

    @property
    def over(self) -> str:
        """The examples that Z and A are of, whatever scope the gradient has: e.g. "48 training examples"."""
        every = counted(self.of, "training example")
        return every if self.examples == self.of else f"{self.examples:,} of {every}"


def sample(problem: Problem) -> Array:
    """Return A[0] (n₀ × m) of the training examples that are used: all, or evenly spread as many as `WORK` allows."""
    sizes, count = problem.layout.sizes, len(problem.train)
    most = min(WORK / problem.layout.parameters, VALUES / max(sizes), MAX_EXAMPLES)
    stride = -(-count // int(max(most, MIN_EXAMPLES)))
    return problem.x[:, :count:stride]


def look_inside(problem: Problem, snapshot: Snapshot, layer: int, scope: Scope | None = None) -> LayerView:
    """Return the view of ``layer`` (1…L) at ``snapshot``; its gradient is that of the next batch, or of ``scope``."""
    layout, k, theta = problem.layout, snapshot.iteration, snapshot.theta
    passes = problem.passes(snapshot)
    x, first = sample(problem), int(batch_columns(problem, k, passes)[0])
    inputs = np.concatenate([x, problem.rows[first, : layout.sizes[0], None]], axis=1)
    g = problem.experiment.network.activations[layer - 1]
    with np.errstate(all="ignore"):
        z, a = layer_over(problem.experiment.network, layout, theta, layer, inputs)
        gradient = (scope or scope_of(problem, k, ScopeChoice(), passes)).gradient(problem, theta)
        return LayerView(
            layer,
            g,
            x.shape[1],
            len(problem.rows),
            first,
            histogram(z[:, :-1], MIN_REACH),
            histogram(a[:, :-1]),
            frozen(z[:, -1].copy()),
            frozen(a[:, -1].copy()),
            shares_of(g, z[:, :-1]),
            histogram(layout.weights(theta, layer)),
            histogram(layout.weights(gradient, layer)),
            norms_by_layer(layout, gradient),
        )
