"""What the network answers over two of the inputs, the others held: maps of neurons, regions of classes, numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from core.analysis.hidden_map import HiddenMap
from core.analysis.regions import activations_over, grid, layer_over, outputs_over
from core.analysis.sight import Sight
from core.analysis.surface import Bounds
from core.arrays import Array, frozen
from core.data.split import plane_of
from core.ranges import range_around
from core.training.problem import Problem
from gui.frames.frame import Regions
from gui.frames.image import NO_ANSWER

MAP_RESOLUTION = 50
CURVE_POINTS = 400
LEVELS = 10
"""Lines of equal numbers."""


@lru_cache(maxsize=8)
def _grid(bounds: Bounds, resolution: int) -> Array:
    return grid(bounds, resolution)


class InputPlane:
    """The plane of two inputs of a problem; of data with one input, that input across.

    Attributes
    ----------
    flat
        Whether there are two inputs at least.
    bounds
        ``(x_low, x_high, y_low, y_high)``.
    """

    def __init__(self, problem: Problem, sight: Sight) -> None:
        self._problem = problem
        self._axes = list(sight.axes)
        self._held = sight.held
        inputs = len(problem.train.x)
        self.flat = inputs > 1
        self.bounds = problem.bounds if self._axes == [0, 1] else _bounds(problem, sight.axes)

    def inputs(self, resolution: int) -> Array:
        """Return A[0] (n₀ × r²) over the plane."""
        points, examples = _grid(self.bounds, resolution), self._problem.train.x
        if not self.flat:
            points = points[:1]
        elif len(examples) > 2 or self._axes != [0, 1]:
            held = np.array(self._held)[:, None] if self._held else examples.mean(axis=1, keepdims=True)
            points, over = np.repeat(held, points.shape[1], axis=1), points
            points[self._axes] = over
        return self._problem.inputs.of(points)

    def maps(self, theta: Array, effort: float) -> list[Array]:
        """Return A[0] … A[L] over a coarse grid (n_l × r × r), as fine as ``effort`` (operations) allows."""
        network, layout = self._problem.experiment.network, self._problem.layout
        coarse = min(self._fine(effort), MAP_RESOLUTION)
        with np.errstate(all="ignore"):
            maps = activations_over(network, layout, theta, self.inputs(coarse))
        return [a.reshape(-1, coarse, coarse) for a in maps]

    def answers(self, theta: Array, effort: float) -> tuple[list[Array], Array]:
        """Return `maps`, and A[L] over a finer grid, 24 to 100 points a side."""
        network, layout = self._problem.experiment.network, self._problem.layout
        maps, fine = self.maps(theta, effort), self._fine(effort)
        if fine <= MAP_RESOLUTION:
            return maps, maps[-1]
        with np.errstate(all="ignore"):
            outputs = outputs_over(network, layout, theta, self.inputs(fine))
        return maps, outputs.reshape(-1, fine, fine)

    def _fine(self, effort: float) -> int:
        layout = self._problem.layout
        cost = layout.parameters + 10 * sum(layout.sizes)
        return int(min(100, max(24, math.sqrt(effort / cost)))) // 2 * 2


@lru_cache(maxsize=4)
def _bounds(problem: Problem, axes: tuple[int, int]) -> Bounds:
    """Return the plane of two chosen inputs around the examples that are shown."""
    x = np.concatenate([examples.x[list(axes)] for examples in (problem.train, problem.test)], axis=1)
    return plane_of(x, problem.experiment.data.one_scale(*axes))


def fitted_curve(problem: Problem, theta: Array) -> Array:
    """Return places along the only input, and the answers there in their own units (1 + k × r)."""
    x_low, x_high, _, _ = problem.bounds
    x = np.linspace(x_low, x_high, CURVE_POINTS)[None]
    with np.errstate(all="ignore"):
        layout = problem.layout
        _, answers = layer_over(problem.experiment.network, layout, theta, layout.depth, problem.inputs.of(x))
    return frozen(np.concatenate([x, problem.target_scale.in_units(answers)]))


def hidden_regions(problem: Problem, theta: Array, plane: HiddenMap, calm: bool) -> Regions | None:
    """Return the regions on the last hidden layer's plane, finer while the picture is still; None where it is none."""
    if plane.lacks:
        return None
    resolution = 2 * MAP_RESOLUTION if calm else MAP_RESOLUTION
    answers = plane.answers(problem, theta, grid(plane.bounds, resolution))
    return regions_of(problem, plane.bounds, answers.reshape(-1, resolution, resolution))


def regions_of(problem: Problem, bounds: Bounds, outputs: Array) -> Regions:
    """Return shades and lines for outputs over the plane (k × r × r)."""
    if not problem.classes:
        return _numbers(problem, bounds, np.asarray(problem.target_scale.in_units(outputs)[0], dtype=np.float64))
    finite = np.isfinite(outputs).all(axis=0)
    outputs = outputs if finite.all() else np.nan_to_num(outputs)
    if len(outputs) == 1:
        probability = np.clip(outputs[0], 0.0, 1.0)
        classes, winner, certainty = 2, (probability > 0.5).astype(int), np.abs(2.0 * probability - 1.0)
        borders = [probability - 0.5]
    else:
        ordered = np.sort(outputs, axis=0)
        classes, winner = len(outputs), np.argmax(outputs, axis=0)
        certainty = np.clip(ordered[-1] - ordered[-2], 0.0, 1.0)
        winning = np.flatnonzero(np.bincount(winner.ravel())).tolist()  # the others have no border here
        borders = [outputs[c] - np.where(winner == c, ordered[-2], ordered[-1]) for c in winning]
    levels = NO_ANSWER // classes
    image = (winner * levels + np.rint(certainty * (levels - 1))).astype(np.uint8)
    image[~finite] = NO_ANSWER
    return Regions(bounds, frozen(image), _lines(borders, [0.0], bounds))


def number_range(problem: Problem) -> tuple[float, float]:
    """Return the numbers that shades run between: those of the training examples."""
    y = problem.train.values[0]
    low, high = float(y.min()), float(y.max())
    return (low, high) if high > low else range_around(low, high, 0.5)


def _numbers(problem: Problem, bounds: Bounds, answer: Array) -> Regions:
    low, high = number_range(problem)
    share = np.clip(np.nan_to_num((answer - low) / (high - low), nan=0.0), 0.0, 1.0)
    levels = [low + (high - low) * k / LEVELS for k in range(1, LEVELS)]
    image = np.rint((NO_ANSWER - 1) * share).astype(np.uint8)
    image[~np.isfinite(answer)] = NO_ANSWER
    return Regions(bounds, frozen(image), _lines([answer], levels, bounds), low, high)


def _lines(fields: list[Array], levels: list[float], bounds: Bounds) -> Array:
    """Return the lines where the fields (r × r) cross the levels."""
    resolution = len(fields[0])
    points = _grid(bounds, resolution).reshape(2, resolution, resolution)
    return frozen(lines_over(points[0], points[1], fields, levels))


def lines_over(x: Array, y: Array, fields: Iterable[Array], levels: Sequence[float]) -> Array:
    """Return the lines where fields cross the levels, as one NaN-joined curve (2 × k).

    They go around places where a field is no finite number. `contourpy.contour_generator` would do the same, but it
    imports NumPy's masked arrays, which takes longer than all else that the first picture needs of the worker.

    Parameters
    ----------
    x, y, fields
        Each (r × c).
    """
    import contourpy  # here, for the worker imports it while the window is put together

    pieces = []
    for field in fields:
        generator = contourpy.SerialContourGenerator(
            x,
            y,
            field,
            ~np.isfinite(field),
            corner_mask=True,
            line_type=contourpy.LineType.ChunkCombinedNan,
            fill_type=contourpy.FillType.OuterOffset,
            quad_as_tri=False,
            z_interp=contourpy.ZInterp.Linear,
        )
        for level in levels:
            lines = generator.lines(level)[0][0]
            if lines is not None:
                pieces += [lines, np.full((1, 2), np.nan)]
    joined = np.concatenate(pieces[:-1]).T if pieces else np.empty((2, 0))
    return np.ascontiguousarray(joined)
