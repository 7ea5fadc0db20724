"""One iteration opened up: every value on its way from the batch to the new parameters.

`trace` makes the same calls as `step` and copies their results, so that every value is equal to the bit to the one that
a whole step uses.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.examples import MAX_WATCHED
from core.nn.losses import Loss
from core.training.batches import batch_columns
from core.training.experiment import Experiment
from core.training.fast.recording import Call
from core.training.fast.workspace import CHUNK, AnyPass, ChunkedPass, Pass, Workspace, workspace_of
from core.training.optimizers import Explanation
from core.training.passes import Passes
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.values import dataclass

MAX_KEPT = MAX_WATCHED
"""Most examples of a batch whose values are kept: more would fill the memory, and nobody looks at so many."""
PhaseKind = Literal["batch", "forward", "loss", "backward", "update"]


@dataclass(frozen=True)
class Phase:
    """A part of one iteration; ``layer`` is 1…L for forward and backward, else None.

    ``depth``, L, only serves the title: it does not count when phases are compared.
    """

    kind: PhaseKind
    layer: int | None = None
    depth: int = field(default=0, compare=False)

    @property
    def title(self) -> str:
        """The phase in plain words, e.g. "forward, layer 2 of 5"."""
        if self.layer is None:
            return self.kind
        of_all = f" of {self.depth}" if self.depth else ""
        return f"{self.kind}, layer {self.layer}{of_all}"


def phases(depth: int) -> tuple[Phase, ...]:
    """Return the phases of an iteration of a network with ``depth`` layers, in order."""
    layers = range(1, depth + 1)
    return (
        Phase("batch", None, depth),
        *(Phase("forward", l, depth) for l in layers),
        Phase("loss", None, depth),
        *(Phase("backward", l, depth) for l in reversed(layers)),
        Phase("update", None, depth),
    )


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What one iteration computes in layer l. All arrays are read-only.

    Attributes
    ----------
    z, a
        Z[l] and A[l] (n_l × m).
    da, dz
        dA[l] and dZ[l] (n_l × m): derivatives of each example's own loss. If the loss gives
        dZ = A − Y directly, dA of the output layer is for display only: it may be infinite or NaN at saturated outputs.
    dw, db
        dW[l] = (1/m) dZ Aᵀ (n_l × n_{l-1}) and db[l] (n_l × 1): derivatives of the data loss, without the penalty's.
    """

    z: Array
    a: Array
    da: Array
    dz: Array
    dw: Array
    db: Array


@dataclass(frozen=True, eq=False)
class Trace:
    """One iteration, k → k + 1. All arrays are read-only.

    Attributes
    ----------
    experiment
        The recipe under which the iteration is made.
    before, after
        The snapshots around it; ``after`` is ``before`` itself if the iteration diverges, as in `step`. If another
        optimiser takes over, ``before`` has its fresh slots.
    columns
        Numbers of the batch's training examples (m,), in the order used; see ``m``.
    x, y
        Inputs (n₀ × m) and targets (k × m) of the batch.
    layers
        Layers 1…L.
    per_example
        Data loss of each example (m,).
    data_loss, penalty
        Their sum is the loss of the batch.
    gradient
        Gradient of the minimised loss (p,): penalty included, before clipping.
    gradient_norm
        Its norm.
    clip_factor
        The factor of clipping: 1 if the gradient is short enough.
    alpha
        α_k, the learning rate after its schedule.
    t
        Which update this is since the slots were zero, from 1.
    m
        Examples in the batch. Of a batch beyond 20,000 only the first so many are in ``columns``, ``x``, ``y``,
        ``per_example`` and the layers' Z, A, dA and dZ; losses and gradients are those of all.
    """

    experiment: Experiment
    before: Snapshot
    after: Snapshot
    columns: NDArray[np.int64]
    x: Array
    y: Array
    layers: tuple[LayerTrace, ...]
    per_example: Array
    data_loss: float
    penalty: float
    gradient: Array
    gradient_norm: float
    clip_factor: float
    alpha: float
    t: int
    m: int

    @property
    def loss(self) -> float:
        """Data loss + penalty of the batch: what `step` records."""
        return self.data_loss + self.penalty

    @property
    def diverged(self) -> bool:
        """Whether the iteration was not made because its numbers overflow."""
        return self.after is self.before

    @property
    def slots_before(self) -> Array:
        """The optimiser's memory (slots × p) before the update."""
        return self.before.slots

    @property
    def slots_after(self) -> Array:
        """The optimiser's memory (slots × p) after the update."""
        return self.after.slots

    def inputs(self, layer: int) -> Array:
        """Return A[l-1] (n_{l-1} × m), the inputs of ``layer``."""
        return self.x if layer == 1 else self.layers[layer - 2].a

    def explain(self, index: int) -> Explanation:
        """Return the optimiser's intermediate values for the parameter at ``index`` of θ, down to its new value."""
        theta, *slots = (float(value) for value in self.before.state[:, index])
        g = float(self.gradient[index]) * self.clip_factor
        return self.experiment.optimizer.explain(theta, g, slots, self.alpha, self.t)


def trace(problem: Problem, snapshot: Snapshot, columns: NDArray[np.int64] | None = None) -> Trace:
    """Do one iteration from ``snapshot`` as `step` does, and return everything that was computed on the way.

    Parameters
    ----------
    columns
        Training examples to do it with instead of the batch, as if they were one.
    """
    optimizer = problem.experiment.optimizer
    if snapshot.slots_of != optimizer.name:
        snapshot = snapshot.with_slots(optimizer.name, len(optimizer.slots))
    space = workspace_of(problem)
    with space.lock, np.errstate(all="ignore"):
        return _traced(problem, space, snapshot, columns)


def has_shortcut(loss: Loss) -> bool:
    """Tell whether a loss gives dZ = A − Y of the output layer directly, without dA."""
    return type(loss).backward is not Loss.backward


def _traced(problem: Problem, space: Workspace, before: Snapshot, others: NDArray[np.int64] | None) -> Trace:
    """Do what `core.training.loop` does in an iteration, in the same order and with the same operations."""
    experiment, k = problem.experiment, before.iteration
    space.state[:] = before.state
    passes = problem.passes(before)
    columns = batch_columns(problem, k, passes) if others is None else others
    batch = _filled(problem, space, columns)
    values = _values(experiment, batch)
    layers = _layers(space, values)
    penalty = space.penalty() if space.penalty else 0.0
    gradient = space.gradient
    norm = math.sqrt(gradient.dot(gradient))
    clip_factor = experiment.clip_norm / norm if norm > experiment.clip_norm else 1.0
    data_loss, alpha, t = batch.data_loss(), experiment.optimizer.alpha * experiment.schedule.factor(k), before.age + 1
    used = frozen(gradient.copy())
    if clip_factor != 1.0:
        gradient *= clip_factor
    finite = math.isfinite(data_loss + penalty + norm)
    return Trace(
        experiment,
        before,
        _updated(experiment, space, before, passes, alpha) if finite else before,
        columns[:MAX_KEPT],
        frozen(values.x),
        frozen(values.y),
        layers,
        frozen(values.per_example),
        data_loss,
        penalty,
        used,
        norm,
        clip_factor,
        alpha,
        t,
        len(columns),
    )


def _filled(problem: Problem, space: Workspace, columns: NDArray[np.int64]) -> AnyPass:
    """Return the pass whose buffers hold the batch of these training examples."""
    batch = space.pass_of(len(columns))
    if len(columns) == len(problem.rows) and problem.batches == 1:
        batch.load(problem.rows)
    else:
        batch.take(problem.rows[columns])
    return batch


class _Layer(NamedTuple):
    """Z[l], A[l], dA[l] and dZ[l] (n_l × m)."""

    z: Array
    a: Array
    da: Array
    dz: Array


class _Values(NamedTuple):
    """Copies of what a pass leaves for each example (n × m), layer by layer."""

    x: Array
    y: Array
    per_example: Array
    layers: tuple[_Layer, ...]


def _values(experiment: Experiment, batch: AnyPass) -> _Values:
    """Make the calls of a pass and copy what they leave; the data gradient is then in the workspace."""
    if isinstance(batch, ChunkedPass):
        return _values_of_first(experiment, batch)
    for call in batch.forward(1):
        call()
    derivatives = dict(_backward(experiment, batch))
    batch.average()
    layers = tuple(
        _Layer(batch.z[l].copy(), batch.a[l][:-1].copy(), *derivatives[l]) for l in range(1, batch.depth + 1)
    )
    return _Values(batch.a[0][:-1].copy(), batch.y.copy(), _per_example(experiment, batch), layers)


def _values_of_first(experiment: Experiment, batch: ChunkedPass) -> _Values:
    """Do so for a batch in chunks, and keep the first examples; the gradient is that of all."""
    kept: list[_Values] = []

    def keep(chunk: Pass) -> None:
        kept.append(_values(experiment, chunk))

    def calls_of(chunk: Pass) -> list[Call]:
        return [partial(keep, chunk)] if len(kept) * CHUNK < MAX_KEPT else chunk.calls

    for _ in batch.chunks(calls_of):
        pass

    def joined(parts: Iterable[Array]) -> Array:
        return np.concatenate(list(parts), axis=-1)[..., :MAX_KEPT]

    layers = tuple(
        _Layer(*map(joined, zip(*(values.layers[l] for values in kept), strict=True)))
        for l in range(len(kept[0].layers))
    )
    return _Values(
        joined(values.x for values in kept),
        joined(values.y for values in kept),
        joined(values.per_example for values in kept),
        layers,
    )


def _layers(space: Workspace, values: _Values) -> tuple[LayerTrace, ...]:
    """Return what each layer has computed, with the derivatives in the workspace."""
    return tuple(
        LayerTrace(
            frozen(each.z),
            frozen(each.a),
            frozen(each.da),
            frozen(each.dz),
            frozen(space.layout.weights(space.gradient, l).copy()),
            frozen(space.layout.biases(space.gradient, l).copy()),
        )
        for l, each in enumerate(values.layers, start=1)
    )


def _backward(experiment: Experiment, batch: Pass) -> Iterator[tuple[int, tuple[Array, Array]]]:
    """Yield l and (dA[l], dZ[l]) for l = L … 1, copied before the next layer writes to the same buffer."""
    for l in range(batch.depth, 0, -1):
        for call in batch.backward(l):
            call()
        n = len(batch.z[l])
        da = batch.da[:n].copy()
        if l == batch.depth:  # not every loss has computed it
            experiment.loss.derivative(batch.z[l], batch.outputs, batch.y, da)
        yield l, (da, batch.dz[:n].copy())


def _updated(experiment: Experiment, space: Workspace, before: Snapshot, passes: Passes, alpha: float) -> Snapshot:
    """Let the optimiser move θ along the gradient in the workspace; ``before`` if numbers overflow."""
    t = before.age + 1
    space.numbers[:] = experiment.optimizer.numbers(alpha, t)
    for call in space.update:
        call()
    if not np.isfinite(space.state).all():
        return before
    return Snapshot(before.iteration + 1, frozen(space.state.copy()), t, before.slots_of, passes)


def _per_example(experiment: Experiment, batch: Pass) -> Array:
    """Return the data loss of each example (m,), summed over the outputs."""
    each = experiment.loss.per_example(batch.z[batch.depth], batch.outputs, batch.y)
    summed: Array = each if each.ndim == 1 else np.add.reduce(each, axis=0)
    return summed
