"""What the worker computes for the views: from a snapshot to a whole `Frame`."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import contourpy
import numpy as np

from core.analysis.landscape import LossSurface, SurfaceInWork, proceed, slope_at
from core.analysis.regions import activations_over, grid, outputs_over
from core.arrays import Array, frozen
from core.nn.activations import Activation
from core.training.evaluation import answers, summarise
from core.training.loop import Problem
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.training.trace import trace
from gui.frame import Frame, Image, Regions, Wanted

MAP_RESOLUTION = 50
TINY = 1e-30
"""Keeps the division from meeting 0, in single precision too."""
EFFORT, CALM_EFFORT = 2e6, 6e7
"""Multiplications that the regions may cost while the picture moves, and while it stands still."""
HURRIED_EFFORT = 2e7
"""Multiplications that a row of the surface may cost while somebody waits for the picture."""


def observe(run: Run, problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Frame | None) -> Frame:
    """Return the frame of ``snapshot``. ``before`` lends its surface and the work on the next one."""
    given = answers(problem, snapshot.theta)
    m = len(problem.train)
    activations, outputs = _over_plane(problem, snapshot.theta, CALM_EFFORT if wanted.calm else EFFORT)
    surface, in_work = _surface(problem, snapshot, wanted, before)
    return Frame(
        run=run,
        experiment=problem.experiment,
        problem=problem,
        snapshot=snapshot,
        evaluation=summarise(problem, snapshot.theta, snapshot.iteration, given),
        maps=tuple(
            _map(a, g) for a, g in zip(activations, (None, *problem.experiment.network.activations), strict=True)
        ),
        regions=_regions(outputs, problem.bounds) if problem.classes and len(problem.train.x) > 1 else None,
        wrong_train=given.wrong[:m],
        wrong_test=given.wrong[m:],
        picked=wanted.picked,
        surface=surface,
        slope=slope_at(problem, snapshot.theta, wanted.picked),
        in_work=in_work,
        calm=wanted.calm,
        trace=trace(problem, snapshot) if wanted.opened else None,
    )


@lru_cache(maxsize=8)
def _grid(bounds: tuple[float, float, float, float], resolution: int) -> Array:
    return grid(bounds, resolution)


def _inputs_over_plane(problem: Problem, resolution: int) -> Array:
    """Return A[0] (n₀ × r²) over the plane of the first two inputs; further ones are held at their training mean."""
    points, examples = _grid(problem.bounds, resolution), problem.train.x
    if len(examples) == 1:
        points = points[:1]
    elif len(examples) > 2:
        held = np.repeat(examples.mean(axis=1, keepdims=True), points.shape[1], axis=1)
        held[:2] = points
        points = held
    return problem.inputs.of(points)


def _over_plane(problem: Problem, theta: Array, effort: float) -> tuple[list[Array], Array]:
    """Return A[0] … A[L] over a coarse grid (n_l × r × r), for the maps, and A[L] over a finer one, for the regions.

    The finer one is as fine as ``effort`` (operations) allows, 24 to 100 points a side.
    """
    network, layout = problem.experiment.network, problem.layout
    cost = layout.parameters + 10 * sum(layout.sizes)
    fine = int(min(100, max(24, math.sqrt(effort / cost)))) // 2 * 2
    coarse = min(fine, MAP_RESOLUTION)
    with np.errstate(all="ignore"):
        maps = activations_over(network, layout, theta, _inputs_over_plane(problem, coarse))
        outputs = (
            maps[-1] if fine == coarse else outputs_over(network, layout, theta, _inputs_over_plane(problem, fine))
        )
    return [a.reshape(-1, coarse, coarse) for a in maps], outputs.reshape(-1, fine, fine)


def _map(a: Array, g: Activation | None) -> Image:
    """Return indices into the diverging table for the maps (n × r × r) of a layer; 128 stands for neutral."""
    centred = a - (g.centre if g else 0.0)
    if g is not None and g.reach is not None:
        scale: Array | float = g.reach
    else:
        scale = np.abs(centred).max(axis=(1, 2), keepdims=True) + TINY
    with np.errstate(all="ignore"):
        centred *= 127.0 / scale
    return np.clip(np.nan_to_num(centred) + 128.5, 1.0, 255.0).astype(np.uint8)


def _regions(outputs: Array, bounds: tuple[float, float, float, float]) -> Regions:
    """Return shading and boundary for outputs over the grid (k × r × r)."""
    if len(outputs) == 1:
        probability = np.clip(np.nan_to_num(outputs[0]), 0.0, 1.0)
        classes, winner, certainty = 2, (probability > 0.5).astype(int), np.abs(2.0 * probability - 1.0)
        borders = [probability - 0.5]
    else:
        ordered = np.sort(np.nan_to_num(outputs), axis=0)
        classes, winner = len(outputs), np.argmax(outputs, axis=0)
        certainty = np.clip(ordered[-1] - ordered[-2], 0.0, 1.0)
        borders = [a - np.where(winner == c, ordered[-2], ordered[-1]) for c, a in enumerate(outputs)]
    levels = 256 // classes
    image = (winner * levels + np.rint(certainty * (levels - 1))).astype(np.uint8)
    return Regions(bounds, image, _zero_lines(borders, bounds))


def _zero_lines(fields: list[Array], bounds: tuple[float, float, float, float]) -> Array:
    """Return the lines where the fields (r × r) cross 0, as one NaN-joined curve (2 × k)."""
    x, y = (axis.ravel() for axis in _axes(bounds, len(fields[0])))
    pieces = []
    for field in fields:
        lines = contourpy.contour_generator(x, y, field, line_type="ChunkCombinedNan").lines(0.0)[0][0]
        if lines is not None:
            pieces += [lines, np.full((1, 2), np.nan)]
    joined = np.concatenate(pieces[:-1]).T if pieces else np.empty((2, 0))
    return frozen(np.ascontiguousarray(joined))


def _axes(bounds: tuple[float, float, float, float], resolution: int) -> tuple[Array, Array]:
    points = _grid(bounds, resolution).reshape(2, resolution, resolution)
    return points[0, 0], points[1, :, 0]


COARSE = 13
"""Points along each side of the first surface of a pair: quickly there, then replaced by a finer one."""


def refine(frame: Frame, wanted: Wanted) -> Frame:
    """Return ``frame`` with more work done on its surface."""
    surface, in_work = _surface(frame.problem, frame.snapshot, wanted, frame)
    return replace(frame, surface=surface, in_work=in_work)


def _surface(
    problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Frame | None
) -> tuple[LossSurface | None, SurfaceInWork | None]:
    """Go on with the surface in work, or begin the next one. Return the newest whole one, and the work."""
    surface = in_work = None
    if before is not None and before.problem is problem and before.picked == wanted.picked:
        surface, in_work = before.surface, before.in_work
    if in_work is None and not wanted.satisfied_by(surface, snapshot.iteration):
        in_work = _begin_surface(snapshot, wanted, COARSE if surface is None else wanted.surface_points)
    if in_work is not None and not (wanted.hurried and surface and _row_effort(problem, wanted) > HURRIED_EFFORT):
        in_work = proceed(problem, in_work, wanted.surface_seconds)
        if in_work.finished is not None:
            surface, in_work = in_work.finished, None
    return surface, in_work


def _row_effort(problem: Problem, wanted: Wanted) -> float:
    """Return the multiplications that one row of the surface takes."""
    return float(wanted.surface_points * len(problem.train) * problem.layout.parameters)


def _begin_surface(snapshot: Snapshot, wanted: Wanted, points: int) -> SurfaceInWork:
    u_low, u_high, v_low, v_high = wanted.box
    u, v = frozen(np.linspace(u_low, u_high, points)), frozen(np.linspace(v_low, v_high, points))
    return SurfaceInWork(snapshot.theta, wanted.picked, snapshot.iteration, u, v)
