"""A training step as the article "Let's code a neural network in plain NumPy" writes it.

That is what "textbook NumPy step" means in the table. Parameters, memory and gradients are dictionaries of layers,
every array is a fresh one, and one equation follows the other as on paper. The article's step also

* computes loss *and accuracy* of its batch at every iteration,
* takes plain logarithms, unguarded,
* starts the way back from dA = −(Y/Ŷ − (1−Y)/(1−Ŷ)) and computes the sigmoid again from Z for its slope,
* copies dA and sets it to 0 where Z ≤ 0 for a ReLU.

The article knows neither Adam nor softmax nor tanh: here Adam goes array by array, softmax takes the short A − Y, and
the slope of tanh is 1 − A². Over a grid the article's plots do the same forward pass, memory and all.

`core.nn.backpropagation` has these equations too, but the yardstick stays as the article wrote it: it must not move
when core does.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from tests.benchmarks.tasks import Benchmark

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Textbook:
    """The network of a task, trained in plain NumPy."""

    def __init__(self, task: Benchmark) -> None:
        self.depth = len(task.sizes) - 1
        self.hidden = task.activation
        self.several = task.sizes[-1] > 1
        self.adam, self.alpha = task.adam, 0.001 if task.adam else 0.01
        self.params: dict[str, Array] = {}
        for l, (w, b) in enumerate(task.first_weights, start=1):
            self.params[f"W{l}"], self.params[f"b{l}"] = w.copy(), b.copy()
        self.m = {key: np.zeros_like(value) for key, value in self.params.items()}
        self.v = {key: np.zeros_like(value) for key, value in self.params.items()}
        self.t = 0

    def forward(self, x: Array) -> tuple[Array, dict[str, Array]]:
        """Return the outputs (k × m), and every Z and A by name."""
        a, memory = x, {"A0": x}
        for l in range(1, self.depth + 1):
            z = np.dot(self.params[f"W{l}"], a) + self.params[f"b{l}"]
            a = self._output(z) if l == self.depth else self._activation(z)
            memory[f"Z{l}"], memory[f"A{l}"] = z, a
        return a, memory

    def _activation(self, z: Array) -> Array:
        return np.tanh(z) if self.hidden == "tanh" else np.maximum(0, z)

    def _output(self, z: Array) -> Array:
        if self.several:
            e = np.exp(z - np.max(z, axis=0, keepdims=True))
            result: Array = e / np.sum(e, axis=0, keepdims=True)
            return result
        return 1 / (1 + np.exp(-z))

    def _backward_activation(self, da: Array, z: Array, a: Array) -> Array:
        if self.hidden == "tanh":
            return da * (1 - a**2)
        dz = da.copy()
        dz[z <= 0] = 0
        return dz

    def _backward_output(self, a: Array, y: Array, z: Array) -> Array:
        if self.several:
            return a - y
        da = -(y / a - (1 - y) / (1 - a))
        sigmoid = self._output(z)
        return da * sigmoid * (1 - sigmoid)

    def loss(self, a: Array, y: Array) -> float:
        """Return the cross-entropy of the outputs (k × m)."""
        m = y.shape[1]
        if self.several:
            return float(-np.sum(y * np.log(a)) / m)
        likelihood = np.dot(y, np.log(a).T) + np.dot(1 - y, np.log(1 - a).T)
        return float(-likelihood[0, 0] / m)

    def accuracy(self, a: Array, y: Array) -> float:
        """Return the share of right answers among the outputs (k × m)."""
        if self.several:
            return float((np.argmax(a, axis=0) == np.argmax(y, axis=0)).mean())
        return float(np.mean((a > 0.5) == y))

    def backward(self, y: Array, memory: dict[str, Array]) -> dict[str, Array]:
        """Return dW and db of every layer by name."""
        m, grads = y.shape[1], {}
        dz = self._backward_output(memory[f"A{self.depth}"], y, memory[f"Z{self.depth}"])
        for l in range(self.depth, 0, -1):
            grads[f"W{l}"] = np.dot(dz, memory[f"A{l - 1}"].T) / m
            grads[f"b{l}"] = np.sum(dz, axis=1, keepdims=True) / m
            if l > 1:
                da = np.dot(self.params[f"W{l}"].T, dz)
                dz = self._backward_activation(da, memory[f"Z{l - 1}"], memory[f"A{l - 1}"])
        return grads

    def step(self, x: Array, y: Array) -> tuple[float, float]:
        """Do one update from the batch (n₀ × m), (k × m); return its loss and accuracy."""
        a, memory = self.forward(x)
        loss, accuracy = self.loss(a, y), self.accuracy(a, y)
        grads = self.backward(y, memory)
        self.t += 1
        for key, g in grads.items():
            self.params[key] = self.params[key] - self.alpha * (self._adam(key, g) if self.adam else g)
        return loss, accuracy

    def _adam(self, key: str, g: Array) -> Array:
        self.m[key] = BETA1 * self.m[key] + (1 - BETA1) * g
        self.v[key] = BETA2 * self.v[key] + (1 - BETA2) * g**2
        m_hat = self.m[key] / (1 - BETA1**self.t)
        v_hat = self.v[key] / (1 - BETA2**self.t)
        result: Array = m_hat / (np.sqrt(v_hat) + EPSILON)
        return result
