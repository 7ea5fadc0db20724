"""What the worker computes for the views: from a snapshot to a whole `Frame`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.analysis.landscape import LossSurface, SurfaceInWork, proceed, slope_at
from core.arrays import Array, frozen
from core.nn.activations import Activation
from core.training.evaluation import answers, summarise
from core.training.loop import Problem
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.training.trace import trace
from gui.frame import Frame, Image, Wanted
from gui.input_plane import InputPlane, fitted_curve, regions_of

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
    plane = InputPlane(problem, wanted.sight)
    activations, outputs = plane.answers(snapshot.theta, CALM_EFFORT if wanted.calm else EFFORT)
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
        regions=regions_of(problem, plane.bounds, outputs) if plane.flat else None,
        wrong_train=given.wrong[:m],
        wrong_test=given.wrong[m:],
        sight=wanted.sight,
        surface=surface,
        slope=slope_at(problem, snapshot.theta, wanted.sight.picked),
        in_work=in_work,
        calm=wanted.calm,
        trace=trace(problem, snapshot) if wanted.opened else None,
        fitted=None if plane.flat else fitted_curve(problem, snapshot.theta),
    )


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
    if before is not None and before.problem is problem and before.picked == wanted.sight.picked:
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
    return SurfaceInWork(snapshot.theta, wanted.sight.picked, snapshot.iteration, u, v)
