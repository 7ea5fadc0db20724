"""The norm of each layer's gradient over a run: does it vanish or explode?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.analysis.scope import ScopeChoice, ScopeName, scope_of
from core.arrays import Array, frozen
from core.nn.network import Layout
from core.training.experiment import Experiment
from core.training.problem import prepare
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.work import Work

MAX_POINTS = 200
LATEST = 10
"""Points that a verdict uses, the latest ones: a single batch says little."""
NEIGHBOURS = 4
"""Points on either side that enter the median of a smoothed point."""
UNEVEN, FAR = 10.0, 100.0
"""Factors between first and last layer from which gradients are uneven, and from which they vanish or explode."""

Norms = tuple[float, ...]
"""Norm of the gradient in each layer 1…L."""
KnownNorms = tuple[tuple[Snapshot, Experiment, Norms], ...]
"""Norms at key snapshots, with the experiment for which they were computed; a value, for it crosses to the worker."""


def norms_by_layer(layout: Layout, gradient: Array) -> Norms:
    """Return the Euclidean norm of the gradient of (W[l], b[l]) for l = 1…L; infinite if it overflows."""
    with np.errstate(all="ignore"):
        return tuple(float(np.linalg.norm(layout.block(gradient, l))) for l in range(1, layout.depth + 1))


@dataclass(frozen=True, eq=False)
class NormsInWork(Work[tuple[Array, Array]]):
    """The norms at key snapshots of a run, computed one by one in order.

    Attributes
    ----------
    keys
        Each with the experiment that makes the update from there.
    known
        The norms at some of ``keys``, and at no others.
    of
        Whose gradient: that of each update's own batch, or of the whole training set.
    """

    keys: tuple[tuple[Snapshot, Experiment], ...]
    known: KnownNorms
    of: ScopeName = "batch"

    @property
    def missing(self) -> tuple[tuple[Snapshot, Experiment], ...]:
        """The keys whose norms are not known."""
        known = {key for key, _, _ in self.known}
        return tuple(each for each in self.keys if each[0] not in known)

    @property
    def done(self) -> bool:
        """Whether all are known."""
        return len(self.known) == len(self.keys)

    @property
    def result(self) -> tuple[Array, Array]:
        """The iterations (n,) that are known, and the norms there (L × n)."""
        known = sorted(self.known, key=lambda each: each[0].iteration)
        iterations = np.array([float(key.iteration) for key, _, _ in known])
        depth = len(known[0][2]) if known else 0
        norms = np.array([each for _, _, each in known]).reshape(len(known), depth).T
        return frozen(iterations), frozen(norms)

    def further(self) -> NormsInWork:
        """Return the work with the norms at the next key."""
        key, experiment = self.missing[0]
        problem = prepare(experiment)
        scope = scope_of(problem, key.iteration, ScopeChoice(self.of), problem.passes(key))
        norms = norms_by_layer(problem.layout, scope.gradient(problem, key.theta))
        return replace(self, known=(*self.known, (key, experiment, norms)))


def begin(run: Run, known: KnownNorms, of: ScopeName = "batch") -> NormsInWork:
    """Choose at most `MAX_POINTS` evenly spread keys of ``run``, and keep those of ``known`` that still hold.

    ``known`` must be of the same scope.

    Keys lie at multiples of a power of two, so most are known already when a run grows.
    """
    stride = 1
    while run.history.end // stride >= MAX_POINTS:
        stride *= 2
    wanted = range(0, run.history.end + 1, stride)
    found = dict.fromkeys(run.history.nearest_key(iteration) for iteration in wanted)
    keys = {key: run.experiment_at(key.iteration) for key in found}
    still = tuple(each for each in known if keys.get(each[0]) is each[1])
    return NormsInWork(tuple(keys.items()), still, of)


def smoothed(norms: Array) -> Array:
    """Return ``norms`` (L × n), each replaced by the median of itself and up to 4 neighbours on either side.

    Norms differ by factors of ten from batch to batch; medians show the trend on any axis.
    """
    count, smooth = norms.shape[1], np.empty_like(norms)
    if count > 2 * NEIGHBOURS:
        windows = np.lib.stride_tricks.sliding_window_view(norms, 2 * NEIGHBOURS + 1, axis=1)
        smooth[:, NEIGHBOURS:-NEIGHBOURS] = np.median(windows, axis=2)
    for place in (*range(min(NEIGHBOURS, count)), *range(max(0, count - NEIGHBOURS), count)):
        smooth[:, place] = np.median(norms[:, max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1], axis=1)
    return smooth


def verdict(norms: Array) -> str:
    """Say in a sentence what the latest ``norms`` (L × n) mean.

    Rule: r, the median of |∇₁| / |∇_L| over the last `LATEST` columns where both are finite and the second is not 0,
    compares the first layer with the last one. Within a factor of 10 they are balanced. From a factor of 100 on they
    vanish (r ≤ 1/100) or explode (r ≥ 100) on the way back; between the two they are uneven.
    """
    depth = len(norms)
    if depth == 0 or norms.shape[1] == 0:
        return ""
    count = min(LATEST, norms.shape[1])
    lately = "" if count == 1 else f" at the last {count} points"
    if not norms[:, -LATEST:].any():
        return f"No gradient: it was 0 in all layers{lately}."
    if depth == 1:
        return "Only one layer: its gradient passes through no other."
    first, last = norms[0, -LATEST:], norms[-1, -LATEST:]
    known = np.isfinite(first) & np.isfinite(last) & (last > 0.0)
    if not known.any():
        return f"No comparison: layer 1's or layer {depth}'s gradient was not finite, or layer {depth}'s 0{lately}."
    with np.errstate(all="ignore"):
        r = float(np.median(first[known] / last[known]))
    if r == 0.0 and (zeros := np.count_nonzero(first[known] == 0.0)):
        most = f" at {'most' if zeros > count / 2 else f'{zeros}'} of the last {count} points" if lately else ""
        return f"Vanished: layer 1's gradient was 0{most}, layer {depth}'s was not."
    some = "" if known.all() else f"{np.count_nonzero(known)} of "
    median = f" (median of {some}the last {count} points)" if lately else ""
    times = f"layer 1's gradient is {_factor(r)} layer {depth}'s{median}."
    if 1.0 / UNEVEN < r < UNEVEN:
        return f"Balanced: {times}"
    if 1.0 / FAR < r < FAR:
        return f"Uneven: {times}"
    return f"{'Vanishing' if r < 1.0 else 'Exploding'} on the way back: {times}"


def _factor(r: float) -> str:
    """Return ``r`` in words, e.g. "1/500 of" or "3.1 times"."""
    if not 1e-6 < r < 1e6:
        return "less than a millionth of" if r < 1.0 else "more than a million times"
    return f"1/{_short(1.0 / r)} of" if r < 0.5 else f"{_short(r)} times"


def _short(value: float) -> str:
    """Return ``value`` with two significant digits: batches differ too much for more."""
    return f"{value:.2g}" if value < 99.5 else f"{float(f'{value:.2g}'):,.0f}"
