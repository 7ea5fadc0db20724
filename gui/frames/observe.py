"""What the worker computes for the views: from a snapshot to a whole `Frame`."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.analysis.hidden_map import HiddenMap, hidden_map
from core.analysis.landscape import LossSurface, SurfaceInWork
from core.analysis.regions import activations_over
from core.arrays import Array, frozen
from core.nn.activations import Activation
from core.training.evaluation import Answers, answers, summarise
from core.training.problem import Problem
from core.training.run import RunId
from core.training.snapshot import Snapshot
from core.training.trace import trace
from core.training.whole_set import WholeEvaluation
from gui.frames.chart import Chart, compare, lay
from gui.frames.frame import Frame, Regions
from gui.frames.image import Image
from gui.frames.regions import InputPlane, fitted_curve, hidden_regions, regions_of
from gui.frames.wanted import Wanted

TINY = 1e-30
"""Keeps the division from meeting 0, in single precision too."""
EFFORT, CALM_EFFORT = 2e6, 6e7
"""Multiplications that the regions may cost while the picture moves, and while it is still."""
FREE_EXAMPLES = 400
"""Examples whose points may move at each picture of a run that makes several iterations between two. Of k times as
many, the last hidden layer's map stays for k pictures, but for `MAX_RESTED` at most."""
FREE_EFFORT, MAX_RESTED = 1.5e7, 15
"""Multiplications that a row of the surface may cost at each picture while training runs. One that costs k times as
many is done after k pictures without one, but after this many at the latest."""
HURRIED_EFFORT = 2e7
"""Multiplications that a row of the surface may cost while somebody waits for the picture."""


def observe(of: RunId, problem: Problem, snapshot: Snapshot, wanted: Wanted, before: Frame | None) -> Frame:
    """Return the frame of ``snapshot``. ``before`` lends its surface and the work on the next one."""
    m, seen = len(problem.train), _seen(problem, snapshot.theta, wanted, before)
    chart = lay(of, problem, snapshot, wanted, None if before is None else before.chart)
    surface, in_work = _surface(problem, snapshot, wanted, chart, before)
    return Frame(
        of=of,
        experiment=problem.experiment,
        problem=problem,
        snapshot=snapshot,
        answers=seen.answers,
        evaluation=summarise(problem, snapshot.theta, snapshot.iteration, seen.answers),
        maps=tuple(_map(a, g) for a, g in zip(seen.maps, (None, *problem.experiment.network.activations), strict=True)),
        regions=seen.regions,
        hidden_map=seen.hidden_map,
        map_rested=seen.rested,
        wrong_train=seen.answers.wrong[:m],
        wrong_test=seen.answers.wrong[m:],
        sight=wanted.sight,
        surface=surface,
        chart=chart,
        in_work=in_work,
        calm=wanted.calm,
        trace=trace(problem, snapshot) if wanted.opened else None,
        fitted=fitted_curve(problem, snapshot.theta) if len(problem.train.x) == 1 else None,
        rested=0 if before is None or in_work is not before.in_work else before.rested + 1,
        example_activations=_example_activations(problem, snapshot.theta, wanted.sight.row),
        made=before.made if before and (before.snapshot, before.problem) == (snapshot, problem) else None,
    )


class Answered(NamedTuple):
    """The answers to the examples, over the plane of inputs by layer, and over the plane that is looked at."""

    answers: Answers
    maps: list[Array]
    regions: Regions | None
    hidden_map: HiddenMap | None = None
    rested: int = 0


def _seen(problem: Problem, theta: Array, wanted: Wanted, before: Frame | None) -> Answered:
    plane, effort = InputPlane(problem, wanted.sight), CALM_EFFORT if wanted.calm else EFFORT
    if not (wanted.sight.hidden and plane.flat):
        maps, outputs = plane.answers(theta, effort)
        regions = regions_of(problem, plane.bounds, outputs) if plane.flat else None
        return Answered(answers(problem, theta), maps, regions)
    maps = plane.maps(theta, effort)
    if before is not None and _may_rest(problem, wanted, before):
        return Answered(answers(problem, theta), maps, before.regions, before.hidden_map, before.map_rested + 1)
    a = np.empty((problem.layout.sizes[-2], problem.x.shape[1]))
    given = answers(problem, theta, a)
    hidden = hidden_map(problem, a)
    return Answered(given, maps, hidden_regions(problem, theta, hidden, wanted.calm), hidden)


def _may_rest(problem: Problem, wanted: Wanted, before: Frame) -> bool:
    """Tell whether the map of the last hidden layer may stay for a picture: all its points move."""
    there = before.problem is problem and before.hidden_map is not None
    rests = min(MAX_RESTED, problem.x.shape[1] // FREE_EXAMPLES)
    return wanted.running and there and before.map_rested < rests


def _example_activations(problem: Problem, theta: Array, row: int | None) -> tuple[Array, ...]:
    """Return what each layer answers to an example, inputs first."""
    if row is None:
        return ()
    with np.errstate(all="ignore"):
        layers = activations_over(problem.experiment.network, problem.layout, theta, problem.fed(row)[:, None])
    return tuple(frozen(a[:, 0]) for a in layers)


def _map(a: Array, g: Activation | None) -> Image:
    """Return indices into the diverging table for the maps (n × r × r) of a layer; 128 stands for neutral."""
    centre, reach = g.neutral_and_reach(len(a)) if g else (0.0, None)
    centred = a - centre
    scale = np.abs(centred).max(axis=(1, 2), keepdims=True) + TINY if reach is None else reach
    with np.errstate(all="ignore"):
        centred *= 127.0 / scale
    centred[np.isnan(centred)] = 0.0
    centred += 128.5
    return frozen(np.clip(centred, 1.0, 255.0, out=centred).astype(np.uint8))


COARSE, COARSEST, QUICK = 13, 7, 2e8
"""Points along each side of the first surface on a plane, quickly there, then replaced by a finer one; and so few where
it takes more multiplications than that."""
FIRST_SECONDS = 0.012
"""Time in one job for a surface where none is displayed."""


def refine(frame: Frame, wanted: Wanted) -> Frame:
    """Return ``frame`` with more work done: on the whole of a large set, on its plane, its surface, the comparison."""
    if frame.sampled:
        work = frame.whole_set or WholeEvaluation(frame.problem, frame.snapshot)
        work = work.proceed(wanted.surface_seconds)
        return replace(frame, whole_set=work, evaluation=work.result or frame.evaluation)
    chart = frame.chart
    if chart.search is not None:
        chart = lay(frame.of, frame.problem, frame.snapshot, wanted, chart)
    surface, in_work = _surface(frame.problem, frame.snapshot, wanted, chart, frame)
    if chart.is_covered(surface, wanted, frame.snapshot.iteration):
        chart = compare(frame.problem, chart, wanted.surface_seconds)
    return replace(frame, surface=surface, in_work=in_work, chart=chart)


def _surface(
    problem: Problem, snapshot: Snapshot, wanted: Wanted, chart: Chart, before: Frame | None
) -> tuple[LossSurface | None, SurfaceInWork | None]:
    """Go on with the surface in work, or begin the next one. Return the newest whole one, and the work."""
    if chart.plane is None:
        return None, None
    surface = in_work = None
    if before is not None and before.problem is problem and before.chart.sight.batch_only == wanted.sight.batch_only:
        surface = before.surface if _is_on(chart, before.surface) else None
        in_work = before.in_work if _is_on(chart, before.in_work) else None
    if chart.search is not None:  # whatever were computed on this plane would be for nothing
        return surface, None
    if in_work is None and not chart.is_covered(surface, wanted, snapshot.iteration):
        in_work = _begin_surface(problem, snapshot, chart, None if surface is None else wanted.surface_points)
    if in_work is not None and not (surface and _leaves_out(problem, wanted, before)):
        seconds = max(wanted.surface_seconds, FIRST_SECONDS if surface is None else 0.0)
        in_work = in_work.proceed(seconds)
        if in_work.done:
            surface, in_work = in_work.result, None
    return surface, in_work


def _is_on(chart: Chart, surface: LossSurface | SurfaceInWork | None) -> bool:
    """Tell whether a surface has the coordinates of the chart, so that it can be shown there."""
    return surface is not None and chart.plane is not None and chart.plane.has_coordinates_of(surface.plane)


def _leaves_out(problem: Problem, wanted: Wanted, before: Frame | None) -> bool:
    """Tell whether an expensive row of the surface is left for later, so that the picture can move."""
    effort = _row_effort(problem, wanted)
    rested = before.rested if before is not None else 0
    in_a_hurry = wanted.hurried and effort > HURRIED_EFFORT
    return in_a_hurry or (not wanted.calm and rested < min(effort // FREE_EFFORT, MAX_RESTED))


def _row_effort(problem: Problem, wanted: Wanted) -> float:
    """Return the multiplications that one row of the surface takes."""
    return float(wanted.surface_points * len(problem.train) * problem.layout.parameters)


def _begin_surface(problem: Problem, snapshot: Snapshot, chart: Chart, points: int | None) -> SurfaceInWork:
    """Return the work on a surface of so many points along each side; the first one on a plane is a coarse one."""
    if points is None:
        effort = COARSE**2 * len(problem.train) * problem.layout.parameters
        points = COARSE if effort <= QUICK else COARSEST
    assert chart.plane is not None
    s_low, s_high, t_low, t_high = chart.box
    s, t = frozen(np.linspace(s_low, s_high, points)), frozen(np.linspace(t_low, t_high, points))
    return SurfaceInWork(problem, chart.plane, snapshot.iteration, s, t, chart.batch)
