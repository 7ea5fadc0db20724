"""The displayed plane and the path of the run on it: what the worker makes for the descent path."""

from __future__ import annotations

import math
from dataclasses import field, replace
from functools import partial
from time import perf_counter

import numpy as np

from core.analysis.curvature import CurvatureSearch, begin
from core.analysis.landscape import LossSurface, example_slopes, losses_of, losses_on
from core.analysis.planes import Plane, PlaneInputs
from core.analysis.sight import Sight
from core.analysis.surface import SLENDER, Bounds, covering
from core.arrays import Array, frozen
from core.hyperparameters import InvalidSetting
from core.training.batches import batch_rows
from core.training.gradient import full_gradient
from core.training.problem import Problem
from core.training.run import RunId
from core.training.snapshot import Snapshot
from core.values import dataclass
from gui.frames.wanted import Wanted

FARTHEST = 1e60
"""Largest coordinate that is shown: pixels of much larger ones would leave the range of numbers."""
SPREAD = 0.8
"""Least half-width of what is shown of a plane, in units of the coordinates: for parameters, of these."""
SAME = 1e-9
"""Extent of a path, by its largest coordinate, below which it counts as a point."""
REACH = 2.5
"""Other runs of a race that are farther off than so many widths of the path do not stretch the surface."""
MAX_COMPARED, QUICK_COMPARISON = 60, 1e7
"""Places at which slice and truth are compared, and multiplications that this may cost while training runs."""
OLDEST, QUICK_PATH = 4, 60_000
"""How many pictures of a running run may reuse the path's distance from the plane and the comparison, if its snapshots
have so few parameters in total; if they have k times as many, k times as many pictures."""
LENT = ("compared", "compared_of", "compared_at", "slice_losses", "true_losses")
"""What a chart of a running run takes over from the one before."""
MAX_ARROWS = 64
EXPENSIVE_GRADIENT, OLDEST_SLOPE = 2e6, 2
"""Examples × parameters beyond which the slope is recomputed at every third picture only while training runs."""
CURVATURE_SECONDS = 0.004
"""Time in one job for the direction of the largest curvature while training runs; a gradient at least."""
FINDING = "looking for the direction of largest curvature …"


def _nothing(*shape: int) -> Array:
    return frozen(np.empty(shape))


@dataclass(frozen=True, eq=False)
class Chart:
    """A plane, and the path of the run on it.

    Attributes
    ----------
    sight
        Where the views looked when it was made.
    plane
        It goes through the displayed θ; None where there is no such plane, and ``notice`` says why.
    box
        (s_low, s_high, t_low, t_high) that a surface should cover.
    of
        Whose path it is.
    snapshots
        The keys up to now that the path is seen through, and the displayed one (k).
    iterations, path, distances
        Their iterations (k,), where they are on the plane (2 × k), and how far off it (k,).
    share
        The length of the path on the plane, divided by its true length: 0 … 1.
    slope
        The gradient's part on the plane, as (s, t); where it takes long, while training runs, as it was ``slope_age``
        pictures ago.
    batch
        The batch that begins here, as rows like those of ``problem.rows``, if its loss is wanted; else None.
    own_slopes
        Those of single examples of the batch (2 × at most 64).
    compared, compared_of, compared_at
        Iterations at which slice and truth are compared (n,), their snapshots, and where they are on the plane (2 × n).
    slice_losses
        The whole training set's loss on the plane there, as far as it is computed (at most n,).
    true_losses
        That of the run itself then, as far as it is computed (at most n,).
    age
        How many pictures ago ``distances`` and ``share`` were found, while training runs.
    search
        The search for the direction of the largest curvature, and the problem that it is for, while it is under way.
    """

    sight: Sight
    plane: Plane | None
    notice: str = ""
    of: RunId | None = None
    box: Bounds = (-1.0, 1.0, -1.0, 1.0)
    snapshots: tuple[Snapshot, ...] = ()
    iterations: Array = field(default_factory=partial(_nothing, 0))
    path: Array = field(default_factory=partial(_nothing, 2, 0))
    distances: Array = field(default_factory=partial(_nothing, 0))
    share: float = 1.0
    slope: tuple[float, float] = (0.0, 0.0)
    slope_age: int = 0
    batch: Array | None = None
    own_slopes: Array = field(default_factory=partial(_nothing, 2, 0))
    compared: Array = field(default_factory=partial(_nothing, 0))
    compared_of: tuple[Snapshot, ...] = ()
    compared_at: Array = field(default_factory=partial(_nothing, 2, 0))
    slice_losses: Array = field(default_factory=partial(_nothing, 0))
    true_losses: Array = field(default_factory=partial(_nothing, 0))
    age: int = 0
    search: tuple[Problem, CurvatureSearch] | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left to compute."""
        return self.search is None and len(self.slice_losses) == len(self.compared)

    def has_coordinates_of(self, plane: Plane) -> bool:
        """Tell whether places on ``plane`` have the same coordinates here."""
        return self.plane is not None and self.plane.has_coordinates_of(plane)

    def goes_on(self, before: Chart) -> bool:
        """Tell whether the path ``before`` is the beginning of this one."""
        return before.of is self.of and before.snapshots[-1].iteration <= self.snapshots[-1].iteration

    def is_covered(self, surface: LossSurface | None, wanted: Wanted, iteration: int) -> bool:
        """Tell whether ``surface`` is the one that is wanted here at ``iteration``; without a plane none is."""
        if self.plane is None:
            return True
        return (
            surface is not None
            and surface.iteration == iteration
            and len(surface.s) >= wanted.surface_points
            and surface.box == self.box
        )

    def lends_to(self, plane: Plane, wanted: Wanted) -> bool:
        """Tell whether the next chart, with ``plane``, may have from this one what takes long to compute."""
        oldest = OLDEST * max(1, len(self.snapshots) * len(plane.u) // QUICK_PATH)
        return not wanted.calm and self.has_coordinates_of(plane) and (wanted.hurried or self.age < oldest)

    def looks_like(self, sight: Sight, theta: Array) -> bool:
        """Tell whether it is a chart for ``sight``, of a space of parameters like that of ``theta``."""
        same = (self.sight.plane, self.sight.picked) == (sight.plane, sight.picked)
        return same and (self.plane is None or len(self.plane.origin) == len(theta))


def lay(of: RunId, problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Chart | None) -> Chart:
    """Return the chart of a ``snapshot`` of run ``of``. While training runs the directions stay those of ``before``.

    Directions that take long to find are looked for in slices: the chart then has those of ``before``, if any, and
    holds the search.
    """
    if before is not None and not before.looks_like(wanted.sight, snapshot.theta):
        before = None
    snapshots = (*(key for key in wanted.keys if key.iteration < snapshot.iteration), snapshot)
    curvature = _curvature(problem, snapshot, wanted, before)
    search = None if curvature is None or curvature.done else (problem, curvature)
    try:
        plane = _plane(problem, snapshots, wanted, before, curvature)
    except InvalidSetting as refusal:
        return Chart(wanted.sight, None, refusal.words)
    if plane is None:
        return Chart(wanted.sight, None, before.notice if before and before.notice else FINDING, search=search)
    chart = Chart(wanted.sight, plane, of=of, snapshots=snapshots, search=search)
    lent = before if before is not None and before.lends_to(plane, wanted) else None
    chart = _with_path(chart, plane, lent)
    chart = replace(chart, box=_box(chart.path, _paths_beside(plane, snapshot, wanted), wanted.sight.close))
    if before is not None and _may_wait(problem, wanted, before):
        chart = replace(chart, slope=before.slope, slope_age=before.slope_age + 1)
    else:
        chart = _with_slopes(problem, snapshot, chart, plane)
    return _with_comparison(problem, wanted, chart, lent)


def _curvature(problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Chart | None) -> CurvatureSearch | None:
    """Return the search for the largest curvature with one more slice of it done; None where it is not needed.

    Once the picture is calm it is the curvature here; while training runs, where it was when the search began.
    """
    if not wanted.sight.plane.needs_curvature or (before is not None and before.plane is not None and not wanted.calm):
        return None
    whose, curvature = (None, None) if before is None or before.search is None else before.search
    if (
        curvature is None
        or whose is not problem
        or (wanted.calm and not np.array_equal(curvature.theta, snapshot.theta))
    ):
        curvature = begin(partial(full_gradient, problem), snapshot.theta)
    return curvature.proceed(max(wanted.surface_seconds, CURVATURE_SECONDS))


def _plane(
    problem: Problem,
    snapshots: tuple[Snapshot, ...],
    wanted: Wanted,
    before: Chart | None,
    curvature: CurvatureSearch | None,
) -> Plane | None:
    """Return the plane through the last of ``snapshots``, with new directions if the picture is calm.

    Raises as `PlaneKind.plane` does. None while its directions are still looked for and there are none before.
    """
    sight, former, snapshot = wanted.sight, None if before is None else before.plane, snapshots[-1]
    if former is not None and not wanted.calm:
        return former.through(snapshot.theta)
    if curvature is not None and not curvature.done:
        return None if former is None else former.through(snapshot.theta)
    later = bool(wanted.keys) and wanted.keys[-1].iteration > snapshot.iteration
    end = wanted.keys[-1].theta if later else snapshot.theta
    sharpest = None if curvature is None else curvature.result
    thetas = np.array([each.theta for each in snapshots])
    plane = sight.plane.plane(PlaneInputs(problem, snapshot.theta, thetas, end, sight.picked, sharpest))
    return plane if former is None else plane.facing(former)


def _with_path(chart: Chart, plane: Plane, lent: Chart | None) -> Chart:
    """Return ``chart`` with where its snapshots are.

    Places that ``lent`` knows are taken from there; so is how far off the plane the path is and how much of it the
    plane holds, which is expensive to compute.
    """
    chart = replace(chart, iterations=frozen(np.array([float(each.iteration) for each in chart.snapshots])))
    if lent is not None:
        distances = frozen(np.interp(chart.iterations, lent.iterations, lent.distances))
        path = _path(plane, chart.snapshots, lent)
        return replace(chart, path=path, distances=distances, share=lent.share, age=lent.age + 1)
    thetas = np.array([each.theta for each in chart.snapshots])
    path = frozen(np.clip(plane.place(thetas).T, -FARTHEST, FARTHEST))
    return replace(chart, path=path, distances=frozen(plane.distances(thetas)), share=plane.length_share(thetas))


def _path(plane: Plane, snapshots: tuple[Snapshot, ...], lent: Chart) -> Array:
    """Return where ``snapshots`` are (2 × k): those of ``lent`` as they are there."""
    known, path = {*map(id, lent.snapshots)}, lent.path  # by id: they are hundreds, and hash slowly
    new = [each for each in snapshots if id(each) not in known]
    if new:
        placed = plane.place(np.array([each.theta for each in new])).T
        path = np.concatenate([path, np.clip(placed, -FARTHEST, FARTHEST)], axis=1)
    column = {id(each): k for k, each in enumerate((*lent.snapshots, *new))}
    return frozen(path[:, [column[id(each)] for each in snapshots]])


def _with_comparison(problem: Problem, wanted: Wanted, chart: Chart, lent: Chart | None) -> Chart:
    """Return ``chart`` with slice and truth compared, if that is quick; while training runs, as just before."""
    if lent is not None and not wanted.hurried and chart.goes_on(lent):
        there = {name: getattr(lent, name) for name in LENT}
        return replace(chart, **there)
    count = len(chart.snapshots)
    chosen = np.linspace(0, count - 1, min(count, MAX_COMPARED)).astype(np.int64)
    of = tuple(chart.snapshots[k] for k in chosen)
    chart = replace(
        chart, compared=frozen(chart.iterations[chosen]), compared_of=of, compared_at=frozen(chart.path[:, chosen])
    )
    quick = len(chosen) * len(problem.train) * problem.layout.parameters <= QUICK_COMPARISON
    return compare(problem, chart, math.inf) if quick else chart


def _may_wait(problem: Problem, wanted: Wanted, before: Chart) -> bool:
    """Tell whether the last picture's slope is good enough: for a running run whose gradient takes long."""
    at_work = not (wanted.calm or wanted.hurried or wanted.sight.batch_only or before.batch is not None)
    effort = len(problem.train) * problem.layout.parameters
    return at_work and before.plane is not None and effort > EXPENSIVE_GRADIENT and before.slope_age < OLDEST_SLOPE


def _with_slopes(problem: Problem, snapshot: Snapshot, chart: Chart, plane: Plane) -> Chart:
    """Return ``chart`` with the slopes at ``snapshot``, of the batch if it is to be that."""
    theta, batch = snapshot.theta, None
    if chart.sight.batch_only:
        batch = batch_rows(problem, snapshot.iteration, problem.passes(snapshot))
        own = example_slopes(problem, plane, theta, batch[:MAX_ARROWS])
        chart = replace(chart, own_slopes=frozen(plane.downhill(own)))
    gradient = full_gradient(problem, theta, batch)
    slope = plane.downhill(np.array([gradient @ plane.u, gradient @ plane.v]))
    return replace(chart, batch=batch, slope=(float(slope[0]), float(slope[1])))


def compare(problem: Problem, chart: Chart, seconds: float) -> Chart:
    """Return ``chart`` with slice and truth at more places of the path, as many as fit into ``seconds``."""
    if chart.plane is None or chart.whole:
        return chart
    deadline = perf_counter() + seconds
    slices, truths, places = list(chart.slice_losses), list(chart.true_losses), chart.compared_at.T
    size = len(places) if seconds == math.inf else 4
    while len(slices) < len(places):
        part = slice(len(slices), len(slices) + size)
        slices += losses_on(problem, chart.plane, places[part]).tolist()
        truths += losses_of(problem, np.array([each.theta for each in chart.compared_of[part]])).tolist()
        if perf_counter() > deadline:
            break
    return replace(chart, slice_losses=frozen(np.array(slices)), true_losses=frozen(np.array(truths)))


def _paths_beside(plane: Plane, snapshot: Snapshot, wanted: Wanted) -> Array:
    """Return where the others of a race have been up to ``snapshot``, on the plane (2 × k)."""
    thetas = [key.theta for key in wanted.beside if key.iteration <= snapshot.iteration]
    same = [theta for theta in thetas if len(theta) == len(plane.origin)]
    return np.clip(plane.place(np.array(same)).T, -FARTHEST, FARTHEST) if same else np.empty((2, 0))


def _box(path: Array, beside: Array, close: bool) -> Bounds:
    """Return what a surface should cover: a path (2 × k), and of the paths beside it what is not far off."""
    low, high = path.min(axis=1, keepdims=True), path.max(axis=1, keepdims=True)
    longer = float((high - low).max())
    moved = longer > SAME * float(np.abs(path).max())
    least = min(SLENDER * longer, SPREAD) if close and moved else SPREAD
    own = np.array(covering(path, least))
    reach = REACH * (own[1::2] - own[::2])[:, None]
    near = beside[:, np.all((beside >= low - reach) & (beside <= high + reach), axis=0)]
    return covering(np.concatenate([path, near], axis=1), least)
