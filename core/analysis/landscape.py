"""The loss over a plane through parameter space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.analysis.planes import Plane
from core.analysis.scope import Scope, whole_set
from core.analysis.stacked import how_many_at_once, stack_of
from core.analysis.surface import Surface
from core.arrays import Array, frozen
from core.training.fast.workspace import workspace_of
from core.training.problem import Problem
from core.values import dataclass
from core.work import Work

CHUNK = 2048
"""Examples in one product."""


@dataclass(frozen=True, eq=False)
class LossSurface(Surface):
    """Data loss + penalty over a plane, exact at every grid point; s and t are the plane's coordinates.

    Attributes
    ----------
    iteration
        The iteration through whose θ the plane goes.
    of_batch
        Whether it is the loss of the iteration's batch only, not of the whole training set.
    """

    plane: Plane
    iteration: int
    of_batch: bool = False


@dataclass(frozen=True, eq=False)
class SurfaceInWork(Work[LossSurface]):
    """A surface, computed row by row.

    Attributes
    ----------
    batch
        The examples of the batch, as rows like those of ``problem.rows``; None for the whole training set.
    rows
        The losses along s (n,) for the first values of t.
    """

    problem: Problem
    plane: Plane
    iteration: int
    s: Array
    t: Array
    batch: Array | None = None
    rows: tuple[Array, ...] = ()

    @property
    def done(self) -> bool:
        """Whether all rows are computed."""
        return len(self.rows) == len(self.t)

    @property
    def result(self) -> LossSurface | None:
        """The surface, once all rows are computed."""
        if not self.done:
            return None
        losses = frozen(np.array(self.rows))
        return LossSurface(self.s, self.t, losses, self.plane, self.iteration, self.batch is not None)

    def further(self) -> SurfaceInWork:
        """Return the work with the next row."""
        points = np.stack([self.s, np.full(len(self.s), self.t[len(self.rows)])], axis=1)
        scope = None if self.batch is None else Scope("batch", self.batch, len(self.problem.rows))
        row = frozen(losses_on(self.problem, self.plane, points, scope))
        return replace(self, rows=(*self.rows, row))


def losses_over(
    problem: Problem, theta: Array, picked: tuple[int, int], points: Array, scope: Scope | None = None
) -> Array:
    """Return the loss with the picked parameters set to each of ``points`` (n × 2) in turn: (n,).

    Parameters
    ----------
    scope
        Whose loss; that of the whole training set if None.
    """
    indices = list(picked)

    def write(some: Array, thetas: Array) -> None:
        thetas[:] = theta
        thetas[:, indices] = some

    layer = min(problem.layout.position(index)[0] for index in picked)
    return _losses(problem, theta, write, points, layer, scope or whole_set(problem))


def losses_on(problem: Problem, plane: Plane, points: Array, scope: Scope | None = None) -> Array:
    """Return the loss at each of ``points`` (n × 2) of a plane, in its coordinates: (n,); ``scope`` as before."""
    return _losses(problem, plane.origin, plane.write, points, plane.first_layer, scope or whole_set(problem))


def losses_of(problem: Problem, thetas: Array) -> Array:
    """Return the loss of the whole training set as it is evaluated, penalty included, at each θ (n × p): (n,)."""

    def write(some: Array, there: Array) -> None:
        there[:] = thetas[some[:, 0].astype(np.int64)]

    places = np.arange(len(thetas), dtype=np.float64)[:, None]
    return _losses(problem, thetas[0], write, places, 1, whole_set(problem))


Write = Callable[[Array, Array], None]
"""Writes the θ (k × p) that belong to some points (k × 2)."""


def _losses(problem: Problem, theta: Array, write: Write, points: Array, layer: int, scope: Scope) -> Array:
    """Return the loss of ``scope`` at each of ``points`` (n × 2): (n,).

    Layers before ``layer`` are the same at all points, as at ``theta``, so they are computed once.
    """
    losses, rows = np.zeros(len(points)), scope.rows
    with np.errstate(all="ignore"):
        for start in range(0, len(rows) if len(points) else 0, CHUNK):
            losses += _sums_over(problem, theta, write, points, rows[start : start + CHUNK], layer)
        losses = problem.data_loss(losses, len(rows))
        if scope.penalised and problem.experiment.regularizer.active:
            losses += _penalties(problem, write, points)
    return losses


def _sums_over(problem: Problem, theta: Array, write: Write, points: Array, rows: Array, layer: int) -> Array:
    """Return the summed data loss of ``rows`` at each of ``points`` (n,), several points at a time."""
    experiment, layout, n = problem.experiment, problem.layout, len(points)
    k = how_many_at_once(layout, len(rows), layer, n)
    stack = stack_of(experiment.network, layout, experiment.loss, len(rows), k, layer)
    inputs, sums = layout.sizes[0], np.empty(n)
    with stack.lock:
        stack.load(theta, rows[:, :inputs].T, rows[:, inputs + 1 :].T)
        for start in range(0, n, k):
            start = min(start, n - k)  # the last group overlaps the one before
            write(points[start : start + k], stack.thetas)
            sums[start : start + k] = stack.sums()
    return sums


def _penalties(problem: Problem, write: Write, points: Array) -> list[float]:
    buffer, penalties = np.empty((1, problem.layout.parameters)), []
    for start in range(len(points)):
        write(points[start : start + 1], buffer)
        penalties.append(problem.penalty(buffer[0]))
    return penalties


def example_slopes(problem: Problem, plane: Plane, theta: Array, examples: Array) -> Array:
    """Return ∂ℓ/∂s and ∂ℓ/∂t of the loss of each single example, penalty included (2 × m).

    Parameters
    ----------
    examples
        As rows like those of ``problem.rows`` (m of them).

    Notes
    -----
    dw of one example in layer l is dz aᵀ, so its product with a direction U[l] is Σⱼ dzⱼ (U[l] a)ⱼ.
    """
    space, experiment, layout = workspace_of(problem), problem.experiment, problem.layout
    slopes = np.zeros((2, len(examples)))
    with space.lock, np.errstate(all="ignore"):
        batch = space.one_pass(len(examples))
        space.theta[:] = theta
        batch.load(examples)
        for call in batch.forward(1):
            call()
        for l in range(layout.depth, 0, -1):
            for call in batch.backward(l):
                call()
            dz = batch.dz[: layout.sizes[l]]
            for each, direction in zip(slopes, (plane.u, plane.v), strict=True):
                each += np.einsum("jm,jm->m", dz, layout.block(direction, l) @ batch.a[l - 1])
    if experiment.regularizer.active:
        penalty = experiment.regularizer.gradient(theta * layout.is_weight)
        slopes += np.array([[penalty @ plane.u], [penalty @ plane.v]])
    return frozen(slopes)
