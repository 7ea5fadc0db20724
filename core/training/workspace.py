"""The buffers of a problem, and the calls that one iteration makes on them.

For small networks the cost of a step is the overhead of calling NumPy, so everything that can be decided before the
first iteration is: arrays are made once for each batch size, and the calls are bound to them once and then walked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, constant
from core.nn.network import Layout

if TYPE_CHECKING:
    from core.training.experiment import Experiment

Call = Callable[[], object]


class Pass:
    """A forward and backward pass over batches of one size.

    Attributes
    ----------
    rows
        The batch (m × (n₀ + 1 + k)): inputs, a one, and targets of each example, one example a row.
    z, a, dz
        Z[l] (n_l × m), A[l] and dZ[l], by l; index 0 of ``z`` and ``dz`` is unused. ``a[l]`` has a row of ones under it
        (n_l + 1 × m), so that [W | b] times it is W A + b.
    """

    def __init__(self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array, m: int) -> None:
        inputs, depth = layout.sizes[0], layout.depth
        self.depth = depth
        self.rows = np.empty((m, inputs + 1 + layout.sizes[-1]))
        self.y = self.rows[:, inputs + 1 :].T
        self.z = [np.empty((n, m)) for n in layout.sizes]
        self.da = [np.empty((n, m)) for n in layout.sizes]
        self.dz = [np.empty((n, m)) for n in layout.sizes]
        self.a = [self.rows[:, : inputs + 1].T, *(np.ones((n + 1, m)) for n in layout.sizes[1:])]
        self.outputs = self.a[depth][:-1]
        self.loss = experiment.loss
        self.calls: list[Call] = []
        self._bind_forward(experiment, layout, theta)
        self._bind_backward(experiment, layout, theta, gradient)
        self.calls.append(partial(np.multiply, gradient, constant(1.0 / m), gradient))

    def _bind_forward(self, experiment: Experiment, layout: Layout, theta: Array) -> None:
        for l, g in enumerate(experiment.network.activations, start=1):
            self.calls.append(partial(np.dot, layout.block(theta, l), self.a[l - 1], self.z[l]))
            self.calls.append(partial(g.forward, self.z[l], self.a[l][:-1]))

    def _bind_backward(self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array) -> None:
        last, network = layout.depth, experiment.network
        output = (self.z[last], self.outputs, self.y, self.da[last], self.dz[last])
        self.calls.append(partial(experiment.loss.backward, network.output, *output))
        for l in range(last, 0, -1):
            self.calls.append(partial(np.dot, self.dz[l], self.a[l - 1].T, layout.block(gradient, l)))
            if l > 1:
                g = network.activations[l - 2]
                self.calls.append(partial(np.dot, layout.weights(theta, l).T, self.dz[l], self.da[l - 1]))
                self.calls.append(
                    partial(g.backward, self.z[l - 1], self.a[l - 1][:-1], self.da[l - 1], self.dz[l - 1])
                )

    def forward(self, first: int) -> list[Call]:
        """Return the calls that compute layers ``first`` … L from the layer before."""
        return self.calls[2 * (first - 1) : 2 * self.depth]

    def data_loss(self) -> float:
        """Return the loss of the batch after the calls have been made."""
        return self.loss.mean(self.z[-1], self.outputs, self.y)


class Workspace:
    """θ, slots and gradient of one problem, and its passes by batch size."""

    def __init__(self, experiment: Experiment, layout: Layout) -> None:
        self.experiment = experiment
        self.layout = layout
        self.state = np.zeros((1 + len(experiment.optimizer.slots), layout.parameters))
        self.theta = self.state[0]
        self.slots = self.state[1:]
        self.gradient = np.empty(layout.parameters)
        self.step = np.empty(layout.parameters)
        self._passes: dict[int, Pass] = {}

    def pass_of(self, m: int) -> Pass:
        """Return the pass over batches of ``m`` examples."""
        if m not in self._passes:
            self._passes[m] = Pass(self.experiment, self.layout, self.theta, self.gradient, m)
        return self._passes[m]
