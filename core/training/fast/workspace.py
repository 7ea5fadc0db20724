"""The buffers of a problem, and the calls that one iteration makes on them.

In a small network most of a step's time is the overhead of calling NumPy. So as much as possible is done before the
first iteration: the arrays are made, and the calls are bound to them, once for each batch size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache, partial, singledispatch
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.arrays import DOUBLE, LINE, Array, Precision, buffer, constant
from core.nn.network import Layout, Network
from core.training.experiment import Experiment
from core.training.fast.bound import mean_call, penalty_call
from core.training.fast.recording import Call, recorded
from core.training.problem import Problem

if TYPE_CHECKING:
    from core.training.fast._tape import Tape


def buffer_over_ones(n: int, m: int, kind: Precision = DOUBLE) -> Array:
    """Return a buffer of n × m values with a row of ones under it (n + 1 × m)."""
    over_ones = buffer(n + 1, m, kind=kind)
    over_ones[n] = 1.0
    return over_ones


class Forward:
    """Forward passes over ``m`` inputs at any θ, with buffers of their own, for evaluations and maps.

    Maps use single precision (``kind``), which is twice as fast and far finer than any colour.

    Attributes
    ----------
    lock
        Hold it from `run` until the results have been read.
    z
        Z[L] (n_L × m). All layers share one buffer, so the Z of earlier layers is overwritten.
    a
        A[l] (n_l × m), by l from 0.
    """

    def __init__(self, network: Network, layout: Layout, m: int, kind: Precision = DOUBLE) -> None:
        self.lock = Lock()
        self._theta = buffer(layout.parameters, kind=kind)
        self._loaded: Array | None = None
        shared = buffer(max(layout.sizes), m, kind=kind)
        over_ones = [buffer_over_ones(n, m, kind) for n in layout.sizes]
        self.z = shared[: layout.sizes[-1]]
        self.a = [a[:-1] for a in over_ones]
        z = [shared[:n] for n in layout.sizes]
        for l, layer in enumerate(network.hidden, start=1):
            if layer.activation.in_place:  # a pass that touches less memory keeps more of it in the cache
                z[l] = self.a[l]
        self._calls = list(chain.from_iterable(_forward_calls(network, layout, self._theta, z, over_ones)))

    def run(self, theta: Array, x: Array) -> None:
        """Compute all layers for ``x`` (n₀ × m) at ``theta`` (p,)."""
        self._theta[:] = theta
        if x is not self._loaded:
            self.a[0][:] = x
            self._loaded = None if x.flags.writeable else x
        for call in self._calls:
            call()


@lru_cache(maxsize=16)
def forward_over(network: Network, layout: Layout, m: int, kind: Precision = DOUBLE) -> Forward:
    """Return the forward pass of a network over ``m`` inputs; it is made once and reused."""
    return Forward(network, layout, m, kind)


def chunks(x: Array, size: int) -> Iterator[tuple[slice, Array]]:
    """Yield the chunks of ``x``, ``size`` columns each, with their places; a single chunk is ``x`` itself."""
    if x.shape[1] <= size:
        yield slice(None), x
        return
    for start in range(0, x.shape[1], size):
        chunk = slice(start, start + size)
        yield chunk, x[:, chunk]


def _forward_calls(
    network: Network, layout: Layout, theta: Array, z: list[Array], a: list[Array]
) -> Iterator[list[Call]]:
    """Yield, for each layer, the calls that fill its ``z`` and ``a``; each A has a row of ones under it."""
    for l, g in enumerate(network.activations, start=1):
        yield [partial(layout.block(theta, l).dot, a[l - 1], z[l]), *recorded(g.forward, z[l], a[l][:-1])[0]]


class Pass:
    """A forward and backward pass over batches of one size.

    Attributes
    ----------
    rows
        The batch (m × (n₀ + 1 + k)): inputs, a one, and targets of each example. It is a view of ``columns``,
        in which each feature is contiguous: this makes products faster.
    z, a
        Z[l] (n_l × m) and A[l], by l; index 0 of ``z`` is unused. ``a[l]`` has a row of ones under it (n_l + 1 × m), so
        [W | b] times it is W A + b.
    da, dz
        Buffers for dA[l] and dZ[l] (their first n_l rows), shared by all layers: each layer overwrites the last.
    calls
        The calls that fill all these and the gradient, in order.
    data_loss
        Returns the loss of the batch after the calls have been made.
    average
        Divides the gradient by m: the last of the calls.
    """

    def __init__(self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array, m: int) -> None:
        inputs, depth = layout.sizes[0], layout.depth
        self.depth = depth
        self.columns = buffer(inputs + 1 + layout.sizes[-1], m)
        self.rows = self.columns.T
        self._loaded: Array | None = None
        self.y = self.columns[inputs + 1 :]
        self.z = [buffer(n, m) for n in layout.sizes]
        self.a = [self.columns[: inputs + 1], *(buffer_over_ones(n, m) for n in layout.sizes[1:])]
        self.outputs = self.a[depth][:-1]
        self.data_loss = mean_call(experiment.loss, self.z[depth], self.outputs, self.y)
        # Each dA and dZ is used up before the next one is written, so all layers share one buffer of each. A pass that
        # touches less memory keeps more of it in the cache.
        self.da, self.dz = (buffer(max(layout.sizes[1:]) + 1, m) for _ in range(2))
        self._forward = list(_forward_calls(experiment.network, layout, theta, self.z, self.a))
        self._backward = list(self._backward_calls(experiment, layout, theta, gradient))
        self.average: Call = partial(np.multiply, gradient, constant(1.0 / m), gradient)
        self.calls: list[Call] = [*chain(*self._forward, *self._backward), self.average]

    def _backward_calls(
        self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array
    ) -> Iterator[list[Call]]:
        """Yield the calls of each layer l = L … 1: (for l < L dA[l], then) dZ[l], and m times dW[l] and db[l]."""
        z, a, da, dz, network = self.z, self.a, self.da, self.dz, experiment.network
        for l in range(self.depth, 0, -1):
            n = layout.sizes[l]
            if l == self.depth:
                back = partial(experiment.loss.backward, network.output)
                calls = recorded(back, z[l], self.outputs, self.y, da[:n], dz[:n])[0]
            else:
                # [W | b]ᵀ dZ: nobody uses the row of b, but W alone is not contiguous and would be copied first.
                calls = [partial(layout.block(theta, l + 1).T.dot, dz[: layout.sizes[l + 1]], da[: n + 1])]
                calls += recorded(network.activations[l - 1].backward, z[l], a[l][:-1], da[:n], dz[:n])[0]
            yield [*calls, partial(dz[:n].dot, a[l - 1].T, layout.block(gradient, l))]

    def load(self, rows: Array) -> None:
        """Make ``rows`` the batch; do nothing if these very rows are loaded already."""
        if rows is not self._loaded:
            self.rows[:] = rows
            self._loaded = rows

    def refill(self) -> None:
        """Forget which rows are loaded: others are about to be written over them."""
        self._loaded = None

    def gather(self, columns: Array, order: NDArray[np.int64]) -> None:
        """Make the examples with the numbers ``order`` (m,) of ``columns`` (n₀ + 1 + k × all) the batch."""
        self.refill()
        columns.take(order, 1, self.columns, "clip")

    def take(self, rows: Array) -> None:
        """Make ``rows`` the batch; copy them always, because the caller reuses their buffer."""
        self.refill()
        self.rows[:] = rows

    def forward(self, first: int) -> list[Call]:
        """Return the calls that compute layers ``first`` … L from the layer before."""
        return list(chain(*self._forward[first - 1 :]))

    def backward(self, layer: int) -> list[Call]:
        """Return the calls that compute dZ[l] (for l < L from dA[l]), then m times dW[l] and db[l]."""
        return self._backward[self.depth - layer]


@singledispatch
def pass_kind(experiment: Experiment) -> type[Pass]:
    """Return the passes that such an experiment is trained with; a kind of its own registers its passes."""
    return Pass


CHUNK, MAX_PASS = 2_048, 4_096
"""Examples in one pass of a larger batch, and the largest batch that is one pass. Larger ones fall out of the cache."""


class ChunkedPass:
    """A pass over a large batch, in chunks with the gradient summed: it needs the memory of one chunk.

    It is used like a `Pass`. Its arrays are those of the last chunk: of the first one that overflowed, if one did.
    """

    def __init__(self, pass_of: Callable[[int], Pass], gradient: Array, m: int) -> None:
        self._pass_of, self._gradient, self._m = pass_of, gradient, m
        self._batch, self._total = np.empty((0, 0)), np.zeros_like(gradient)
        self.last = pass_of(CHUNK)
        self._loss = 0.0
        self.calls: list[Call] = [self.run]

    @property
    def z(self) -> list[Array]:
        """Z[l] of the last chunk, by l."""
        return self.last.z

    @property
    def a(self) -> list[Array]:
        """A[l] of the last chunk, by l, each with a row of ones under it."""
        return self.last.a

    def data_loss(self) -> float:
        """Return the loss of the batch after the calls have been made."""
        return self._loss

    def run(self) -> None:
        """Sum loss and gradient over the chunks; stop at one that is not finite."""
        for _ in self.chunks(lambda batch: batch.calls):
            pass

    def chunks(self, calls_of: Callable[[Pass], list[Call]]) -> Iterator[Pass]:
        """Yield each chunk after its calls, which leave its mean gradient, have been made. Sum up at the end."""
        total, self._loss = self._total, 0.0
        total[:] = 0.0
        for start in range(0, self._m, CHUNK):
            rows = self._batch[start : start + CHUNK]
            self.last = self._pass_of(len(rows))
            self.last.take(rows)
            for call in calls_of(self.last):
                call()
            yield self.last
            share = len(rows) / self._m
            self._loss += self.last.data_loss() * share
            total += self._gradient * share
            if not math.isfinite(self._loss + float(total.dot(total))):
                break
        self._gradient[:] = total

    def load(self, rows: Array) -> None:
        """Make ``rows`` the batch; they are read at each pass, and not copied."""
        self._batch = rows

    take = load

    def gather(self, columns: Array, order: NDArray[np.int64]) -> None:
        """Make the examples with the numbers ``order`` (m,) of ``columns`` (n₀ + 1 + k × all) the batch."""
        self._batch = columns.T.take(order, 0)


AnyPass = Pass | ChunkedPass


class Workspace:
    """θ, slots and gradient of one problem, and its passes by batch size.

    Attributes
    ----------
    lock
        Hold it from the first write until the results have been copied.
    penalty
        Adds the penalty's gradient to the gradient and returns the penalty; None where there is none.
    numbers, update
        What the optimiser needs to know of an update, and the calls that then move θ and the slots.
    tapes
        Those of passes by batch size, once they have been tried; see `core.training.fast.tape`.
    """

    def __init__(self, experiment: Experiment, layout: Layout) -> None:
        self.lock = Lock()
        self.experiment = experiment
        self.layout = layout
        p, per_line = layout.parameters, LINE // DOUBLE.itemsize
        self.state = buffer(1 + len(experiment.optimizer.slots), p + -p % per_line)[:, :p]  # each row begins a line
        self.theta = self.state[0]
        self.slots = tuple(self.state[1:])
        self.gradient = buffer(p)
        penalised, optimizer = experiment.regularizer.active, experiment.optimizer
        penalty = partial(penalty_call, experiment.regularizer, self.theta, layout.is_weight, self.gradient)
        self.penalty = penalty() if penalised else None
        self.numbers = buffer(len(optimizer.numbers(optimizer.alpha, 1)))
        each = [self.numbers[i : i + 1].reshape(()) for i in range(len(self.numbers))]
        self.update = recorded(optimizer.move, self.theta, self.gradient, self.slots, each, buffer(p))[0]
        self.tapes: dict[int, Tape | None] = {}
        self._passes: dict[int, Pass] = {}
        self._chunked: dict[int, ChunkedPass] = {}

    def pass_of(self, m: int) -> AnyPass:
        """Return the pass over batches of ``m`` examples: in chunks, if they are many."""
        if m <= MAX_PASS:
            return self.one_pass(m)
        if m not in self._chunked:
            self._chunked[m] = ChunkedPass(self.one_pass, self.gradient, m)
        return self._chunked[m]

    def one_pass(self, m: int) -> Pass:
        """Return the pass over ``m`` examples at once."""
        if m not in self._passes:
            kind = pass_kind(self.experiment)
            self._passes[m] = kind(self.experiment, self.layout, self.theta, self.gradient, m)
        return self._passes[m]


_spaces: WeakKeyDictionary[Problem, Workspace] = WeakKeyDictionary()
_finding = Lock()


def workspace_of(problem: Problem) -> Workspace:
    """Return the workspace of a problem. It is made at the first call and lives as long as the problem.

    Any thread may call this. The key is the problem's identity: comparing experiments takes longer than an iteration.
    """
    with _finding:
        space = _spaces.get(problem)
        if space is None:
            space = _spaces[problem] = Workspace(problem.experiment, problem.layout)
        return space
