"""Initial weights."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.hyperparameters import Choice, catalogue, hyperparameter


class Initializer(Choice):
    """Draws the first parameters of a layer; biases are zero unless an entry says otherwise."""

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        """Return W (fan_out × fan_in)."""
        raise NotImplementedError

    def biases(self, rng: np.random.Generator, fan_out: int) -> Array:
        """Return b (fan_out,)."""
        return np.zeros(fan_out)


class Zeros(Initializer):
    name = "zeros"
    title = "zeros"
    help = (
        "All weights 0: the neurons of a hidden layer would stay equal, but for rounding. With hidden layers of tanh "
        "or ReLU no weight ever moves, only the last bias. Try it."
    )
    formula = r"w = 0"

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return np.zeros((fan_out, fan_in))


class Constant(Initializer):
    name = "constant"
    title = "constant"
    help = "All weights the same number: the neurons of a hidden layer would never become different, but for rounding."
    formula = r"w = c"

    value: float = hyperparameter(0.5, "c", "The value of every weight.", low=-100.0, high=100.0)

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return np.full((fan_out, fan_in), self.value)


class Uniform(Initializer):
    name = "uniform"
    title = "uniform"
    help = "Every weight is drawn uniformly from −r to r, whatever the size of the layer."
    formula = r"w \sim U(-r, r)"

    radius: float = hyperparameter(0.5, "r", "Largest size of a weight.", above=0.0, high=100.0, log=True)

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return rng.uniform(-self.radius, self.radius, (fan_out, fan_in))


class Normal(Initializer):
    name = "normal"
    title = "normal"
    help = "Every weight is drawn from a bell curve with standard deviation σ."
    formula = r"w \sim N(0, \sigma^2)"

    sigma: float = hyperparameter(0.1, "σ", "Standard deviation of the weights.", above=0.0, high=100.0, log=True)
    biases_too: bool = hyperparameter(False, "", "Draw the biases in the same way instead of starting them at 0.")

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return rng.normal(0.0, self.sigma, (fan_out, fan_in))

    def biases(self, rng: np.random.Generator, fan_out: int) -> Array:
        return rng.normal(0.0, self.sigma, fan_out) if self.biases_too else np.zeros(fan_out)


class GlorotUniform(Initializer):
    name = "glorot_uniform"
    title = "Glorot uniform"
    help = "Keeps signals about the same size from layer to layer; made for tanh (Glorot & Bengio 2010)."
    formula = r"w \sim U(-r, r),\quad r = \sqrt{\frac{6}{n_{l-1} + n_l}}"

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        radius = math.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-radius, radius, (fan_out, fan_in))


class GlorotNormal(Initializer):
    name = "glorot_normal"
    title = "Glorot normal"
    help = "Like Glorot uniform, but drawn from a bell curve (Glorot & Bengio 2010)."
    formula = r"w \sim N(0, \frac{2}{n_{l-1} + n_l})"

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return rng.normal(0.0, math.sqrt(2.0 / (fan_in + fan_out)), (fan_out, fan_in))


class HeUniform(Initializer):
    name = "he_uniform"
    title = "He uniform"
    help = (
        "Variance 2/n for n inputs: twice what a linear layer needs to keep its signal, "
        "because a ReLU cuts half of it off (He et al. 2015)."
    )
    formula = r"w \sim U(-r, r),\quad r = \sqrt{\frac{6}{n_{l-1}}}"

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        radius = math.sqrt(6.0 / fan_in)
        return rng.uniform(-radius, radius, (fan_out, fan_in))


class HeNormal(Initializer):
    name = "he_normal"
    title = "He normal"
    help = "Like He uniform, but drawn from a bell curve; the usual start for ReLU networks (He et al. 2015)."
    formula = r"w \sim N(0, \frac{2}{n_{l-1}})"

    def weights(self, rng: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return rng.normal(0.0, math.sqrt(2.0 / fan_in), (fan_out, fan_in))


INITIALIZERS: dict[str, type[Initializer]] = catalogue(
    Zeros, Constant, Uniform, Normal, GlorotUniform, GlorotNormal, HeUniform, HeNormal
)
