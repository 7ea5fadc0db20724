"""The buffers of a problem, and the calls that one iteration makes on them.

For small networks the cost of a step is the overhead of calling NumPy, so everything that can be decided before the
first iteration is: arrays are made once for each batch size, and the calls are bound to them once and then walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, constant
from core.nn.network import Layout, Network

if TYPE_CHECKING:
    from core.training.experiment import Experiment

Call = Callable[[], object]
Precision = np.dtype[Any]
SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)


class Forward:
    """Forward passes over ``m`` inputs at any θ, in room of their own: what evaluations and maps are made with.

    Maps are made in single precision (``kind``): twice as fast, and far finer than any colour.

    Attributes
    ----------
    lock
        To be held from `run` until its results have been read.
    z
        Z[L] (n_L × m): that of the layers before is gone, as they all write to the same room.
    a
        A[l] (n_l × m), by l from 0.
    """

    def __init__(self, network: Network, layout: Layout, m: int, kind: Precision = DOUBLE) -> None:
        self.lock = Lock()
        self._theta = np.empty(layout.parameters, kind)
        self._loaded: Array | None = None
        room = np.empty((max(layout.sizes), m), kind)
        over_ones = [np.ones((n + 1, m), kind) for n in layout.sizes]
        self.z = room[: layout.sizes[-1]]
        self.a = [a[:-1] for a in over_ones]
        z = [room[:n] for n in layout.sizes]
        for l, layer in enumerate(network.hidden, start=1):
            if layer.activation.in_place:  # the less memory a pass walks through, the more of it stays in the cache
                z[l] = self.a[l]
        self._calls = _forward_calls(network, layout, self._theta, z, over_ones)

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
    """Return the forward pass of a network over ``m`` inputs: made once, then used again and again."""
    return Forward(network, layout, m, kind)


def parts(x: Array, size: int) -> Iterator[tuple[slice, Array]]:
    """Yield where the parts of ``size`` columns of ``x`` lie, and the parts; if one is enough it is ``x`` itself."""
    if x.shape[1] <= size:
        yield slice(None), x
        return
    for start in range(0, x.shape[1], size):
        part = slice(start, start + size)
        yield part, x[:, part]


def _forward_calls(network: Network, layout: Layout, theta: Array, z: list[Array], a: list[Array]) -> list[Call]:
    """Return the calls, two a layer, that fill ``z`` and ``a``, where each A has a row of ones under it."""
    calls: list[Call] = []
    for l, g in enumerate(network.activations, start=1):
        calls.append(partial(layout.block(theta, l).dot, a[l - 1], z[l]))
        calls.append(partial(g.forward, z[l], a[l][:-1]))
    return calls


class Pass:
    """A forward and backward pass over batches of one size.

    Attributes
    ----------
    rows
        The batch (m × (n₀ + 1 + k)): inputs, a one, and targets of each example. It is a view of ``columns``, in which
        each feature lies in one piece, for products are faster so.
    z, a
        Z[l] (n_l × m) and A[l], by l; index 0 of ``z`` is unused. ``a[l]`` has a row of ones under it (n_l + 1 × m), so
        that [W | b] times it is W A + b.
    da, dz
        Room for dA[l] and dZ[l] (their first n_l rows), shared by all layers: each is gone once the next is made.
    calls
        What fills all these and the gradient, one after the other.
    data_loss
        Returns the loss of the batch after the calls have been made.
    """

    def __init__(self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array, m: int) -> None:
        inputs, depth = layout.sizes[0], layout.depth
        self.depth = depth
        self.columns = np.empty((inputs + 1 + layout.sizes[-1], m))
        self.rows = self.columns.T
        self._loaded: Array | None = None
        self.y = self.columns[inputs + 1 :]
        self.z = [np.empty((n, m)) for n in layout.sizes]
        self.a = [self.columns[: inputs + 1], *(np.ones((n + 1, m)) for n in layout.sizes[1:])]
        self.outputs = self.a[depth][:-1]
        self.data_loss = partial(experiment.loss.mean, self.z[depth], self.outputs, self.y)
        self.calls = _forward_calls(experiment.network, layout, theta, self.z, self.a)
        self._bind_backward(experiment, layout, theta, gradient)
        self.calls.append(partial(np.multiply, gradient, constant(1.0 / m), gradient))

    def _bind_backward(self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array) -> None:
        """Append the calls for dZ[L], then for dW[l], dA[l-1] and dZ[l-1], l = L … 1.

        Each dA and dZ is used up before the next one is written, so all layers share room for one of each: the less
        memory a pass walks through, the more of it stays in the cache.
        """
        last, network = layout.depth, experiment.network
        self.da, self.dz = da, dz = np.empty((2, max(layout.sizes[1:]) + 1, self.columns.shape[1]))
        k = layout.sizes[-1]
        self.calls.append(
            partial(experiment.loss.backward, network.output, self.z[last], self.outputs, self.y, da[:k], dz[:k])
        )
        for l in range(last, 0, -1):
            n, before = layout.sizes[l], layout.sizes[l - 1]
            self.calls.append(partial(dz[:n].dot, self.a[l - 1].T, layout.block(gradient, l)))
            if l > 1:
                g = network.activations[l - 2]
                # [W | b]ᵀ dZ: what comes of b is no one's, but W alone has gaps, and products would copy it first.
                self.calls.append(partial(layout.block(theta, l).T.dot, dz[:n], da[: before + 1]))
                self.calls.append(partial(g.backward, self.z[l - 1], self.a[l - 1][:-1], da[:before], dz[:before]))

    def load(self, rows: Array) -> None:
        """Let ``rows`` be the batch; nothing is to do if these very rows are in already."""
        if rows is not self._loaded:
            self.rows[:] = rows
            self._loaded = rows

    def gather(self, columns: Array, order: NDArray[np.int64]) -> None:
        """Let the examples with the numbers ``order`` (m,) of ``columns`` (n₀ + 1 + k × all) be the batch."""
        self._loaded = None
        columns.take(order, 1, self.columns, "clip")

    def take(self, rows: Array) -> None:
        """Let ``rows`` be the batch, copied from room that is used again."""
        self._loaded = None
        self.rows[:] = rows

    def forward(self, first: int) -> list[Call]:
        """Return the calls that compute layers ``first`` … L from the layer before."""
        return self.calls[2 * (first - 1) : 2 * self.depth]

    def backward(self, layer: int) -> list[Call]:
        """Return the calls that make dZ[l] (for l < L by way of dA[l]) and then m times dW[l] and db[l]."""
        end = 2 * self.depth + 2 + 3 * (self.depth - layer)
        return self.calls[end - (2 if layer == self.depth else 3) : end]

    def average(self) -> None:
        """Divide the gradient by m: the last of the calls."""
        self.calls[-1]()


class Workspace:
    """θ, slots and gradient of one problem, and its passes by batch size."""

    def __init__(self, experiment: Experiment, layout: Layout) -> None:
        self.experiment = experiment
        self.layout = layout
        self.state = np.zeros((1 + len(experiment.optimizer.slots), layout.parameters))
        self.theta = self.state[0]
        self.slots = tuple(self.state[1:])
        self.gradient = np.empty(layout.parameters)
        self.step = np.empty(layout.parameters)
        self._passes: dict[int, Pass] = {}

    def pass_of(self, m: int) -> Pass:
        """Return the pass over batches of ``m`` examples."""
        if m not in self._passes:
            self._passes[m] = Pass(self.experiment, self.layout, self.theta, self.gradient, m)
        return self._passes[m]
