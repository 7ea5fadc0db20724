"""The loss at many θ at once, for surfaces: several networks side by side, so that each call computes all of them.

The columns of every array are the examples, once for each θ: Z[l] and A[l] are n_l × (k·m), so activations and losses
work as for a single network.
"""

from __future__ import annotations

from functools import lru_cache, partial
from threading import Lock

import numpy as np

from core.analysis.regions import layer_over
from core.arrays import Array
from core.nn.losses import Loss
from core.nn.network import Layout, Network
from core.training.fast.recording import Call

BUFFER, OUTPUTS, MEMORY = 2**15, 2**14, 2**20
"""Most values computed at once, so that they stay in the cache: of the widest layer, the last one, and all θ."""
MAX_AT_ONCE = 64


def how_many_at_once(layout: Layout, m: int, first: int, n: int) -> int:
    """Return how many of ``n`` vectors θ, different from layer ``first`` on, to compute at once over ``m`` examples."""
    widest, last = m * max(layout.sizes[first:]), m * layout.sizes[-1]
    most = max(1, min(MAX_AT_ONCE, BUFFER // widest, OUTPUTS // last, MEMORY // layout.parameters))
    groups = -(-n // most)
    return -(-n // groups)


class Stack:
    """Forward passes over ``m`` examples at ``k`` vectors θ that differ from layer ``first`` (1…L) on.

    Attributes
    ----------
    lock
        To be held while it is in use.
    thetas
        Buffer for the vectors (k × p).
    """

    def __init__(self, network: Network, layout: Layout, loss: Loss, m: int, k: int, first: int) -> None:
        self.lock = Lock()
        self._network, self._layout, self._loss, self._m, self._k, self._first = network, layout, loss, m, k, first
        self.thetas = np.empty((k, layout.parameters))
        self._before = np.ones((layout.sizes[first - 1] + 1, m))
        self._y = np.empty((layout.sizes[-1], k, m))
        self._ones = np.ones(m)
        self._calls: list[Call] = []
        a = self._before[None]
        for l in range(first, layout.depth + 1):
            a = self._append(l, a)

    def _append(self, l: int, before: Array) -> Array:
        """Append the calls of a layer; return its A over ones, (k × n_l + 1 × m), the input of the next layer."""
        n, columns = self._layout.sizes[l], self._k * self._m
        g = self._network.activations[l - 1]
        over_ones = np.ones((n + 1, self._k, self._m))
        self._a = over_ones[:-1].reshape(n, columns)
        shared = g.in_place and l < self._layout.depth
        self._z = self._a if shared else np.empty((n, columns))
        start, end = self._layout.offsets[l - 1], self._layout.offsets[l]
        w = self.thetas[:, start:end].reshape(self._k, n, -1)  # the views [W | b] of all θ
        z = self._z.reshape(n, self._k, self._m).transpose(1, 0, 2)
        self._calls.append(partial(np.matmul, w, before, z))
        if l < self._layout.depth or not self._loss.of_z:
            self._calls.append(partial(g.forward, self._z, self._a))
        return over_ones.transpose(1, 0, 2)

    def load(self, theta: Array, x: Array, y: Array) -> None:
        """Let x (n₀ × m) and y (n_L × m) be the examples, and the layers before ``first`` be those of θ (p,)."""
        if self._first > 1:
            _, x = layer_over(self._network, self._layout, theta, self._first - 1, x)
        self._before[:-1] = x
        self._y[:] = y[:, None]

    def sums(self) -> Array:
        """Return the summed data loss of the examples at each of ``thetas`` (k,)."""
        for call in self._calls:
            call()
        each = self._loss.per_example(self._z, self._a, self._y.reshape(len(self._y), -1))
        totals: Array = each.reshape(-1, self._k, self._m).dot(self._ones).sum(axis=0)
        return totals


@lru_cache(maxsize=12)
def stack_of(network: Network, layout: Layout, loss: Loss, m: int, k: int, first: int) -> Stack:
    """Return a stack of that shape, made once and reused."""
    return Stack(network, layout, loss, m, k, first)
