"""The engine's step with one thing wrong in it: what the bug drills are trained with, and nothing else is.

Each class is the engine's own but for what its first line says, so that everything that is done with a sound run, from
phases to forks, is done with a faulty one in the same way. Sums are those of at most 2,048 examples: the engine walks
more of them in chunks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.nn.network import Layout
from core.training.experiment import Experiment
from core.training.fast.recording import Call
from core.training.fast.workspace import Pass
from core.training.loading import epoch_order
from core.training.problem import Problem, Total
from core.training.snapshot import Snapshot

OFF = -10.0
"""The bias of a dead ReLU: far below what its weights can make up for."""


class NotAveraged(Pass):
    """dW[l] = dZ[l] A[l-1]ᵀ and db[l] = Σ dZ[l]: 1/m is forgotten."""

    def __init__(self, *bound: Any) -> None:
        super().__init__(*bound)
        self.calls.remove(self.average)
        self.average = _nothing


class WrongSign(Pass):
    """dA[1] = −W[2]ᵀ dZ[2]: the sign is wrong on the way back into layer 1."""

    def _backward_calls(
        self, experiment: Experiment, layout: Layout, theta: Array, gradient: Array
    ) -> Iterator[list[Call]]:
        *later, (back, *others) = super()._backward_calls(experiment, layout, theta, gradient)
        dA = self.da[: layout.sizes[1]]
        turned = [partial(np.negative, dA, dA)] if later else []  # a single layer gets nothing back
        yield from later
        yield [back, *turned, *others]


class Summed(NotAveraged):
    """L_data = Σ ℓ, and so dW[l] = dZ[l] A[l-1]ᵀ."""

    def __init__(self, *bound: Any) -> None:
        super().__init__(*bound)
        m, mean = len(self.rows), self.data_loss
        self.data_loss = lambda: m * mean()


def _nothing() -> None:
    """Do nothing where the engine divides by m."""


class SummedLosses(Problem):
    """L_data = Σ ℓ, of a batch and of a whole set."""

    def data_loss(self, total: Total, m: int) -> Total:
        return total


class ZeroStart(Problem):
    """All weights and biases begin with 0."""

    def start(self) -> Snapshot:
        sound = super().start()
        return sound._replace(state=frozen(np.zeros_like(sound.state)))


class DeadStart(Problem):
    """The biases of the second hidden layer, or of the only one, begin with −10."""

    def start(self) -> Snapshot:
        sound, layer = super().start(), min(2, self.layout.depth - 1)
        state = sound.state.copy()
        if layer:
            self.layout.biases(state[0], layer)[:] = OFF
        return sound._replace(state=frozen(state))


class SameBatch(Problem):
    """Every iteration sees the first batch of the first epoch."""

    def order(self, epoch: int) -> NDArray[np.int64]:
        count = len(self.rows)
        first = epoch_order(self.experiment.seed, 0, count)[: self.experiment.batch_size]
        return frozen(np.resize(first, count))


class TestedOnTraining(Problem):
    """The training examples are the test examples, too."""

    __test__ = False  # no test of pytest's

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        sound = super().of(experiment)
        m, train = len(sound.train), replace(sound.train)  # by which views tell these data from the sound ones
        x, y = (frozen(np.tile(each[:, :m], 2)) for each in (sound.x, sound.y))
        labels, variation = frozen(np.tile(sound.labels[:m], 2)), (sound.variation[0],) * 2
        return replace(
            sound, whole_test=sound.whole, train=train, test=train, x=x, y=y, labels=labels, variation=variation
        )
