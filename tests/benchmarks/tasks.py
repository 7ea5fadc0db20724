"""What is measured: the same network, data, batches and optimiser for every contestant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.arrays import Array
from core.data.dataset import PointsInPlane
from core.data.examples import Labels
from core.hyperparameters import hyperparameter
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import GlorotUniform
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.optimizers import SGD, Adam
from core.training.problem import Problem, prepare


class RandomPoints(PointsInPlane):
    """Points anywhere, of any class: what is learned does not matter for the time it takes."""

    name = "random"
    title = "random"
    help = "For measuring only."

    width: int = hyperparameter(2, "", "Number of inputs.", low=2)
    kinds: int = hyperparameter(2, "", "Number of classes.", low=2)

    @property
    def inputs(self) -> tuple[str, ...]:
        """One name for each input."""
        return tuple(f"x{i}" for i in range(1, self.width + 1))

    @property
    def classes(self) -> int:
        return self.kinds

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        return rng.standard_normal((self.width, self.points)), rng.integers(0, self.kinds, self.points)


@dataclass(frozen=True)
class Benchmark:
    """One row of the table.

    Attributes
    ----------
    sizes
        (n₀, …, n_L); one output is a sigmoid, several are a softmax.
    batch
        Examples per iteration.
    adam
        Adam with α = 0.001, else SGD with α = 0.01.
    required
        How many times as fast as scikit-learn, PyTorch, the textbook step and TensorFlow Playground's engine we want to
        be, at least.
    """

    sizes: tuple[int, ...]
    activation: str
    batch: int
    adam: bool
    required: tuple[float, ...]

    @property
    def title(self) -> str:
        """The row's name in the table."""
        shape = "–".join(map(str, self.sizes))
        how_many = "all" if self.batch == self.problem.rows.shape[0] else "batch"
        return f"{shape} {self.activation}, {how_many} {self.batch:,}, {'Adam' if self.adam else 'SGD'}"

    @cached_property
    def problem(self) -> Problem:
        """The task as an experiment of ours, on 1,000 training points."""
        kinds = max(2, self.sizes[-1])
        several = self.sizes[-1] > 1
        g = ACTIVATIONS[self.activation]()
        return prepare(
            Experiment(
                data=RandomPoints(points=1112, width=self.sizes[0], kinds=kinds),
                test_share=0.1,
                network=Network(
                    tuple(DenseLayer(n, g) for n in self.sizes[1:-1]),
                    ACTIVATIONS["softmax" if several else "sigmoid"](),
                ),
                initializer=GlorotUniform(),
                loss=CategoricalCrossEntropy() if several else BinaryCrossEntropy(),
                optimizer=Adam(alpha=0.001) if self.adam else SGD(alpha=0.01),
                batch_size=self.batch,
            )
        )

    @cached_property
    def batches(self) -> list[tuple[Array, Array, Labels]]:
        """The peers' batches, cut once: X (n₀ × m), Y (k × m) and classes (m,); only whole ones."""
        problem, m = self.problem, self.batch
        starts = range(0, len(problem.train) - m + 1, m)
        cut = [slice(start, start + m) for start in starts]
        return [(problem.x[:, s].copy(), problem.y[:, s].copy(), problem.labels[s].copy()) for s in cut]

    @cached_property
    def first_weights(self) -> list[tuple[Array, Array]]:
        """W[l] and b[l] that everybody starts from."""
        theta, layout = self.problem.start().theta, self.problem.layout
        layers = range(1, layout.depth + 1)
        return [(layout.weights(theta, l).copy(), layout.biases(theta, l).copy()) for l in layers]

    @property
    def layer_sizes(self) -> list[tuple[int, int]]:
        """(n_{l-1}, n_l) of each layer."""
        return list(pairwise(self.sizes))


ARTICLE = (2, 4, 6, 6, 4, 1)
TASKS = (
    Benchmark(ARTICLE, "relu", 1000, True, (6.0, 8.0, 3.0, 5.0)),
    Benchmark(ARTICLE, "relu", 32, True, (6.0, 15.0, 4.0, 5.0)),
    Benchmark((2, 4, 2, 1), "tanh", 10, False, (8.0, 12.0, 2.0, 1.5)),
    Benchmark((2, 64, 64, 64, 1), "relu", 128, True, (2.0, 2.5, 1.3, 5.0)),
    Benchmark((64, 128, 64, 10), "relu", 64, True, (1.5, 2.0, 1.2, math.nan)),
)
REGIONS = Benchmark(ARTICLE, "relu", 32, True, (2.5, 2.0, 4.0, math.nan))
