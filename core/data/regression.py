"""Data sets in which a number is predicted."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.data.dataset import MAX_POINTS, Dataset, drawn_from
from core.data.examples import Examples, of_numbers
from core.hyperparameters import hyperparameter


class Curve(Dataset):
    """A rule that gives every point a number: y = f(x) plus noise."""

    points: int = hyperparameter(
        500, "", "Number of points, training and test together.", low=4, high=MAX_POINTS, log=True
    )
    noise: float = hyperparameter(0.05, "", "How far values stray from the rule.", low=0.0, high=5.0)
    seed: int = drawn_from()

    target = "y"

    @property
    def classes(self) -> int:
        return 0

    def places(self, rng: np.random.Generator) -> Array:
        """Return the inputs (n₀ × m)."""
        return rng.uniform(-1.0, 1.0, (len(self.inputs), self.points))

    def rule(self, x: Array) -> Array:
        """Return f(x) (m,) for inputs (n₀ × m)."""
        raise NotImplementedError

    def generate(self) -> Examples:
        rng = np.random.default_rng((self.seed, 2))
        x = self.places(rng)
        return of_numbers(x, (self.rule(x) + self.noise * rng.standard_normal(self.points))[None])


class Slope(Curve):
    name = "plane"
    title = "tilted plane"
    help = "y = 0.6 x₁ − 0.3 x₂ + 0.1: one neuron without activation is enough."

    def rule(self, x: Array) -> Array:
        height: Array = 0.6 * x[0] - 0.3 * x[1] + 0.1
        return height


class TwoHills(Curve):
    name = "two_hills"
    title = "two hills"
    help = "A hill and a hollow: a plane is not enough."

    def rule(self, x: Array) -> Array:
        hill = np.exp(-8.0 * ((x[0] - 0.4) ** 2 + (x[1] - 0.4) ** 2))
        hollow = np.exp(-8.0 * ((x[0] + 0.4) ** 2 + (x[1] + 0.4) ** 2))
        height: Array = hill - hollow
        return height


class OneInput(Curve):
    """A rule y = f(x) of one input."""

    points: int = hyperparameter(
        120, "", "Number of points, training and test together.", low=4, high=MAX_POINTS, log=True
    )

    @property
    def inputs(self) -> tuple[str, ...]:
        return ("x",)


class SineNoise(OneInput):
    name = "sine_noise"
    title = "sine with noise"
    help = "y = sin(3x) with noise, for x from −2 to 2: the curve of the network adapts to the points."

    noise: float = hyperparameter(0.2, "", "How far values stray from the rule.", low=0.0, high=5.0)

    def places(self, rng: np.random.Generator) -> Array:
        return rng.uniform(-2.0, 2.0, (1, self.points))

    def rule(self, x: Array) -> Array:
        height: Array = np.sin(3.0 * x[0])
        return height


class Cubic(OneInput):
    name = "cubic"
    title = "cubic"
    help = "y = x³ − x with noise: of few points, a large network memorises the noise."

    points: int = hyperparameter(
        24, "", "Number of points, training and test together.", low=4, high=MAX_POINTS, log=True
    )
    noise: float = hyperparameter(0.15, "", "How far values stray from the rule.", low=0.0, high=5.0)

    def places(self, rng: np.random.Generator) -> Array:
        return rng.uniform(-math.sqrt(2.0), math.sqrt(2.0), (1, self.points))

    def rule(self, x: Array) -> Array:
        height: Array = x[0] ** 3 - x[0]
        return height
