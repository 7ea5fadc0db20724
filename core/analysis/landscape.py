"""The training loss over two parameters, all others held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, frozen

if TYPE_CHECKING:
    from core.analysis.planes import Plane
    from core.training.loop import Problem

CHUNK = 2048
"""Examples in one product."""


@dataclass(frozen=True, eq=False)
class LossSurface:
    """Data loss + penalty over the plane of two parameters, exact at every point of the grid.

    Attributes
    ----------
    picked
        The two parameters, as indices into θ.
    iteration
        The iteration whose θ holds all other parameters.
    u, v
        Values of the first and the second parameter (r,).
    loss
        (r × r), ``loss[row of v, column of u]``; infinite where it overflows.
    """

    picked: tuple[int, int]
    iteration: int
    u: Array
    v: Array
    loss: Array


@dataclass(frozen=True, eq=False)
class SurfaceInWork:
    """A surface of which some rows are done; `proceed` does more of them."""

    theta: Array
    picked: tuple[int, int]
    iteration: int
    u: Array
    v: Array
    rows: tuple[Array, ...] = ()

    @property
    def finished(self) -> LossSurface | None:
        """The surface, once all rows are there."""
        if len(self.rows) < len(self.v):
            return None
        return LossSurface(self.picked, self.iteration, self.u, self.v, frozen(np.array(self.rows)))


def proceed(problem: Problem, work: SurfaceInWork, seconds: float) -> SurfaceInWork:
    """Return ``work`` with more rows done: at least one, and as many as fit into ``seconds``."""
    deadline = perf_counter() + seconds
    rows = list(work.rows)
    while len(rows) < len(work.v):
        points = np.stack([work.u, np.full(len(work.u), work.v[len(rows)])], axis=1)
        rows.append(frozen(losses_over(problem, work.theta, work.picked, points)))
        if perf_counter() > deadline:
            break
    return replace(work, rows=tuple(rows))


def losses_over(problem: Problem, theta: Array, picked: tuple[int, int], points: Array) -> Array:
    """Return the training loss with the picked parameters set to each of ``points`` (n × 2) in turn: (n,)."""
    indices = list(picked)

    def write(point: Array, room: Array) -> None:
        room[indices] = point

    layer = min(problem.layout.position(index)[0] for index in picked)
    return _losses(problem, theta, write, points, layer, problem.watched)


def losses_on(problem: Problem, plane: Plane, points: Array, rows: Array | None = None) -> Array:
    """Return the loss at each of ``points`` (n × 2) of a plane, in its coordinates: (n,).

    Parameters
    ----------
    rows
        The examples, as rows like those of ``problem.rows``; the whole training set as it is evaluated if None.
    """

    def write(point: Array, room: Array) -> None:
        plane.write(point[0], point[1], room)

    rows = problem.watched if rows is None else rows
    return _losses(problem, plane.origin, write, points, plane.first_layer, rows)


Write = Callable[[Array, Array], None]
"""Writes the θ that belongs to a point."""


def _losses(problem: Problem, theta: Array, write: Write, points: Array, layer: int, rows: Array) -> Array:
    """Return the loss at each of ``points`` (n × 2): (n,).

    Layers before ``layer`` are the same as at ``theta`` at all points: they are computed once.
    """
    losses = np.zeros(len(points))
    with problem.lock, np.errstate(all="ignore"):
        for chunk in _chunks(rows):
            losses += _sums_over(problem, theta, write, points, chunk, layer)
        losses /= len(rows)
        if problem.experiment.regularizer.active:
            losses += [_penalty_at(problem, theta, write, point) for point in points]
    return losses


def _chunks(rows: Array) -> Iterator[Array]:
    """Yield the examples, as many at a time as stay in the cache."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _sums_over(problem: Problem, theta: Array, write: Write, points: Array, rows: Array, layer: int) -> list[float]:
    """Return the summed data loss of ``rows`` at each of ``points``."""
    space = problem.workspace
    batch = space.pass_of(len(rows))
    batch.load(rows)
    space.theta[:] = theta
    for call in batch.forward(1):
        call()
    from_layer, sums = batch.forward(layer), []
    for point in points:
        write(point, space.theta)
        for call in from_layer:
            call()
        sums.append(batch.data_loss() * len(rows))
    return sums


def _penalty_at(problem: Problem, theta: Array, write: Write, point: Array) -> float:
    moved = theta.copy()
    write(point, moved)
    return problem.penalty(moved)


def slope_at(problem: Problem, theta: Array, indices: tuple[int, int]) -> tuple[float, float]:
    """Return the derivatives of the training loss for two parameters, by backpropagation over the training set."""
    gradient = full_gradient(problem, theta)
    return float(gradient[indices[0]]), float(gradient[indices[1]])


def full_gradient(problem: Problem, theta: Array) -> Array:
    """Return ∂L/∂θ of data loss + penalty over the whole training set (p,)."""
    space, experiment = problem.workspace, problem.experiment
    total = np.zeros_like(theta)
    m = len(problem.train)
    with problem.lock, np.errstate(all="ignore"):
        space.theta[:] = theta
        for rows in _chunks(problem.watched):
            batch = space.pass_of(len(rows))
            batch.load(rows)
            for call in batch.calls:
                call()
            total += space.gradient * (len(rows) / m)
        if experiment.regularizer.active:
            total += experiment.regularizer.gradient(theta * problem.layout.is_weight)
    return frozen(total)
