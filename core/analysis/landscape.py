"""The training loss over two parameters, all others held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, frozen
from core.nn.network import layer_by_layer

if TYPE_CHECKING:
    from core.training.loop import Problem

STACK = 8
"""Parameter vectors in one stacked product."""
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
    base = inputs_of(problem, work.theta, first_layer(problem, work.picked))
    while len(rows) < len(work.v):
        points = np.stack([work.u, np.full(len(work.u), work.v[len(rows)])], axis=1)
        rows.append(frozen(losses_over(problem, work.theta, work.picked, points, base)))
        if perf_counter() > deadline:
            break
    return replace(work, rows=tuple(rows))


def first_layer(problem: Problem, picked: tuple[int, int]) -> int:
    """Return the lowest layer that one of the picked parameters belongs to."""
    return min(problem.layout.position(index)[0] for index in picked)


def inputs_of(problem: Problem, theta: Array, layer: int) -> Array:
    """Return A[layer - 1] over the training set (n × m): what no parameter of ``layer`` or above changes."""
    network, layout = problem.experiment.network, problem.layout
    x = problem.x[:, : len(problem.train)]
    with np.errstate(all="ignore"):
        below = islice(layer_by_layer(network, layout, theta, x), layer - 1)
        return [x, *(a for _, a in below)][-1]


def losses_over(problem: Problem, theta: Array, picked: tuple[int, int], points: Array, base: Array) -> Array:
    """Return the loss with the picked parameters set to each of ``points`` (n × 2) in turn: (n,).

    ``base`` is `inputs_of` the first layer that the picked parameters belong to: layers before it are the same at all
    points and are computed once.
    """
    thetas = np.repeat(theta[None], len(points), axis=0)
    thetas[:, list(picked)] = points
    layer = first_layer(problem, picked)
    with np.errstate(all="ignore"):
        data = [_stack(problem, thetas[k : k + STACK], layer, base) for k in range(0, len(points), STACK)]
        penalties = [problem.penalty(each) for each in thetas] if problem.experiment.regularizer.active else 0.0
    return np.concatenate(data) + penalties


def _stack(problem: Problem, thetas: Array, first: int, base: Array) -> Array:
    """Return the data loss of several parameter vectors (s × p) at once, from layer ``first`` on: (s,)."""
    loss, total = problem.experiment.loss, np.zeros(len(thetas))
    for start in range(0, base.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        y = problem.y[:, : base.shape[1]][:, part]
        z, a = _last(_layers_stacked(problem, thetas, first, base[:, part]))
        total += [np.add.reduce(loss.per_example(z_s, a_s, y), axis=None) for z_s, a_s in zip(z, a, strict=True)]
    means: Array = total / base.shape[1]
    return means


def _layers_stacked(problem: Problem, thetas: Array, first: int, a: Array) -> Iterator[tuple[Array, Array]]:
    """Yield (Z[l], A[l]), each (s × n_l × m), for l = first … L."""
    layout = problem.layout
    for layer in range(first, layout.depth + 1):
        g = problem.experiment.network.activations[layer - 1]
        blocks = np.stack([layout.block(theta, layer) for theta in thetas])
        z = np.matmul(blocks[:, :, :-1], a)
        z += blocks[:, :, -1:]
        a = np.empty_like(z)
        if g.elementwise:
            g.forward(z, a)
        else:
            for z_s, a_s in zip(z, a, strict=True):
                g.forward(z_s, a_s)
        yield z, a


def _last(layers: Iterator[tuple[Array, Array]]) -> tuple[Array, Array]:
    *_, last = layers
    return last


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
        for start in range(0, m, CHUNK):
            rows = problem.rows[start : start + CHUNK]
            batch = space.pass_of(len(rows))
            batch.rows[:] = rows
            for call in batch.calls:
                call()
            total += space.gradient * (len(rows) / m)
        if experiment.regularizer.active:
            total += experiment.regularizer.gradient(theta * problem.layout.is_weight)
    return frozen(total)
