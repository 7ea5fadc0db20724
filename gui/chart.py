"""The plane on show and the way of the run as seen on it: what the worker makes for the descent path."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.analysis.bend import Bend, begin, proceed
from core.analysis.landscape import example_slopes, full_gradient, losses_on
from core.analysis.planes import Plane, View
from core.arrays import Array, frozen
from core.hyperparameters import InvalidSetting
from core.training.loop import Problem
from core.training.snapshot import Snapshot
from core.training.trace import batch_columns

if TYPE_CHECKING:
    from gui.frame import Sight, Wanted

Box = tuple[float, float, float, float]
FARTHEST = 1e60
"""Largest coordinate that is shown: pixels of much larger ones would leave the range of numbers."""
SPREAD = 0.8
"""Least half-width of what is shown of a plane, in units of the coordinates: for parameters, of these."""
REACH = 2.5
"""Other runs of a race that are farther off than so many widths of the way do not stretch the surface."""
MOST_COMPARED, QUICK_COMPARISON = 60, 1e7
"""Places at which slice and truth are compared, and multiplications that this may cost while training runs."""
MOST_ARROWS = 64
DEAR_GRADIENT, OLDEST_SLOPE = 2e6, 2
"""Examples × parameters beyond which the slope is computed anew at every third picture only while training runs."""
BEND_SECONDS = 0.004
"""Time in one job for the direction of the sharpest bend while training runs; a gradient at least."""
FINDING = "looking for the direction of the sharpest bend …"


def _no_places() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Chart:
    """A plane, and the way of the run on it.

    Attributes
    ----------
    sight
        Where the views looked when it was made.
    plane
        It goes through the θ on show; None where there is no such plane, and ``notice`` says why.
    box
        (s_low, s_high, t_low, t_high) that a surface should cover.
    iterations, way, distances
        Key iterations up to now (k,), where they are on the plane (2 × k), and how far off it (k,).
    share
        The length of the way as seen on the plane, by its true length: 0 … 1.
    slope
        (∂L/∂s, ∂L/∂t) here; where it takes long, while training runs, as it was ``slope_age`` pictures ago.
    batch
        The batch that begins here, as rows like those of ``problem.rows``, if the loss is to be its; else None.
    own_slopes
        Those of single examples of the batch (2 × at most 64).
    compared
        Places among the key iterations at which slice and truth are compared (n,).
    slice_losses
        The loss on the plane there, as far as it is computed (at most n,).
    search
        The search for the direction of the sharpest bend, and the problem that it is for, while it is under way.
    """

    sight: Sight
    plane: Plane | None
    notice: str = ""
    box: Box = (-1.0, 1.0, -1.0, 1.0)
    iterations: Array = field(default_factory=partial(np.empty, 0))
    way: Array = field(default_factory=partial(np.empty, (2, 0)))
    distances: Array = field(default_factory=partial(np.empty, 0))
    share: float = 1.0
    slope: tuple[float, float] = (0.0, 0.0)
    slope_age: int = 0
    batch: Array | None = None
    own_slopes: Array = field(default_factory=partial(np.empty, (2, 0)))
    compared: NDArray[np.int64] = field(default_factory=_no_places)
    slice_losses: Array = field(default_factory=partial(np.empty, 0))
    search: tuple[Problem, Bend] | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left to compute."""
        return self.search is None and len(self.slice_losses) == len(self.compared)

    def looks_like(self, sight: Sight, theta: Array) -> bool:
        """Tell whether it is a chart for ``sight``, of a space of parameters like that of ``theta``."""
        same = (self.sight.plane, self.sight.picked) == (sight.plane, sight.picked)
        return same and (self.plane is None or len(self.plane.origin) == len(theta))


def lay(problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Chart | None) -> Chart:
    """Return the chart of ``snapshot``. While training runs the directions stay those of ``before``.

    Directions that take long to find are looked for in slices: the chart then has those of ``before``, if any, and
    holds the search.
    """
    if before is not None and not before.looks_like(wanted.sight, snapshot.theta):
        before = None
    keys = tuple(key for key in wanted.keys if key.iteration < snapshot.iteration)
    thetas = np.array([*(key.theta for key in keys), snapshot.theta])
    bend = _bend(problem, snapshot, wanted, before)
    search = None if bend is None or bend.found else (problem, bend)
    try:
        plane = _plane(problem, snapshot, wanted, thetas, before, bend)
    except InvalidSetting as refusal:
        return Chart(wanted.sight, None, str(refusal))
    if plane is None:
        return Chart(wanted.sight, None, before.notice if before and before.notice else FINDING, search=search)
    iterations = frozen(np.array([*(key.iteration for key in keys), snapshot.iteration], dtype=np.float64))
    chart = Chart(wanted.sight, plane, iterations=iterations, search=search)
    chart = _with_way(chart, plane, thetas, None if wanted.calm else before)
    chart = replace(chart, box=_box(chart.way, _ways_beside(plane, snapshot, wanted)))
    if before is not None and _may_wait(problem, wanted, before):
        chart = replace(chart, slope=before.slope, slope_age=before.slope_age + 1)
    else:
        chart = _with_slopes(problem, snapshot, chart, plane)
    quick = len(chart.compared) * len(problem.train) * problem.layout.parameters <= QUICK_COMPARISON
    return compare(problem, chart, math.inf) if quick else chart


def _bend(problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Chart | None) -> Bend | None:
    """Return the search for the sharpest bend with one more slice of it done; None where it is not needed.

    Once the picture is calm it is the bend here; while training runs, where it was when the search began.
    """
    if not wanted.sight.plane.bends or (before is not None and before.plane is not None and not wanted.calm):
        return None
    whose, bend = (None, None) if before is None or before.search is None else before.search
    if bend is None or whose is not problem or (wanted.calm and not np.array_equal(bend.theta, snapshot.theta)):
        bend = begin(snapshot.theta)
    deadline = perf_counter() + max(wanted.surface_seconds, BEND_SECONDS)
    while not bend.found:
        bend = proceed(bend, partial(full_gradient, problem))
        if perf_counter() > deadline:
            break
    return bend


def _plane(
    problem: Problem, snapshot: Snapshot, wanted: Wanted, thetas: Array, before: Chart | None, bend: Bend | None
) -> Plane | None:
    """Return the plane through ``snapshot``, its directions anew if the picture is calm; raise as `PlaneKind.plane`.

    None while its directions are still looked for and there are none before.
    """
    sight, former = wanted.sight, None if before is None else before.plane
    if former is not None and not wanted.calm:
        return former.through(snapshot.theta)
    if bend is not None and not bend.found:
        return None if former is None else former.through(snapshot.theta)
    later = bool(wanted.keys) and wanted.keys[-1].iteration > snapshot.iteration
    end = wanted.keys[-1].theta if later else snapshot.theta
    sharpest = None if bend is None else bend.direction
    plane = sight.plane.plane(View(problem, snapshot.theta, thetas, end, sight.picked, sharpest))
    return plane if former is None else plane.facing(former)


def _with_way(chart: Chart, plane: Plane, thetas: Array, before: Chart | None) -> Chart:
    """Return ``chart`` with where ``thetas`` (k × p) are.

    How far off and how much of the path the plane holds is dear to tell: if given, ``before`` lends what it knew.
    """
    way = np.clip(plane.place(thetas).T, -FARTHEST, FARTHEST)
    if before is not None and before.plane is not None and before.plane.has_coordinates_of(plane):
        distances, share = np.interp(chart.iterations, before.iterations, before.distances), before.share
    else:
        distances, share = plane.distances(thetas), plane.length_share(thetas)
    return replace(
        chart,
        way=frozen(way),
        distances=frozen(distances),
        share=share,
        compared=np.unique(np.linspace(0, len(thetas) - 1, MOST_COMPARED).astype(np.int64)),
    )


def _may_wait(problem: Problem, wanted: Wanted, before: Chart) -> bool:
    """Tell whether the slope of the picture before will do: of a run at work where a gradient takes long."""
    at_work = not (wanted.calm or wanted.hurried or wanted.sight.batch_only or before.batch is not None)
    effort = len(problem.train) * problem.layout.parameters
    return at_work and before.plane is not None and effort > DEAR_GRADIENT and before.slope_age < OLDEST_SLOPE


def _with_slopes(problem: Problem, snapshot: Snapshot, chart: Chart, plane: Plane) -> Chart:
    """Return ``chart`` with the slopes at ``snapshot``, of the batch if it is to be that."""
    theta, batch = snapshot.theta, None
    if chart.sight.batch_only:
        batch = frozen(problem.rows[batch_columns(problem, snapshot.iteration)])
        chart = replace(chart, own_slopes=example_slopes(problem, plane, theta, batch[:MOST_ARROWS]))
    gradient = full_gradient(problem, theta, batch)
    return replace(chart, batch=batch, slope=(float(gradient @ plane.u), float(gradient @ plane.v)))


def compare(problem: Problem, chart: Chart, seconds: float) -> Chart:
    """Return ``chart`` with the loss on the plane at more places of the way, as many as fit into ``seconds``."""
    if chart.plane is None or chart.whole:
        return chart
    deadline = perf_counter() + seconds
    done, places = list(chart.slice_losses), chart.way.T[chart.compared]
    while len(done) < len(places):
        size = len(places) if seconds == math.inf else 4
        done += losses_on(problem, chart.plane, places[len(done) : len(done) + size], chart.batch).tolist()
        if perf_counter() > deadline:
            break
    return replace(chart, slice_losses=frozen(np.array(done)))


def _ways_beside(plane: Plane, snapshot: Snapshot, wanted: Wanted) -> Array:
    """Return where the others of a race have been up to ``snapshot``, on the plane (2 × k)."""
    thetas = [key.theta for key in wanted.beside if key.iteration <= snapshot.iteration]
    same = [theta for theta in thetas if len(theta) == len(plane.origin)]
    return np.clip(plane.place(np.array(same)).T, -FARTHEST, FARTHEST) if same else np.empty((2, 0))


def _box(way: Array, beside: Array) -> Box:
    """Return what a surface should cover: a way (2 × k), and of the ways beside it what is not far off."""
    low, high = way.min(axis=1, keepdims=True), way.max(axis=1, keepdims=True)
    reach = REACH * np.maximum(high - low, 2.0 * SPREAD)
    near = beside[:, np.all((beside >= low - reach) & (beside <= high + reach), axis=0)]
    s, t = np.concatenate([way, near], axis=1)
    return (*_round_range(s), *_round_range(t))


def _round_range(values: Array) -> tuple[float, float]:
    """Return a range that holds ``values``, with a margin, on round numbers so that it rarely changes."""
    low, high = float(values.min()), float(values.max())
    half = max(SPREAD, 0.75 * (high - low))
    grain = 2.0 ** np.floor(np.log2(half)) / 2.0
    middle = (low + high) / 2.0
    return float(grain * np.floor((middle - half) / grain)), float(grain * np.ceil((middle + half) / grain))
