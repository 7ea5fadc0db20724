"""Networks of dense layers, and how one flat vector θ holds their parameters."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.arrays import Array, frozen
from core.hyperparameters import InvalidSetting
from core.nn.activations import Activation
from core.nn.initializers import Initializer
from core.values import dataclass

MAX_UNITS = 512
MAX_HIDDEN_LAYERS = 24
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class DenseLayer:
    """A layer of ``units`` neurons: Z = W A_prev + b, A = g(Z)."""

    units: int
    activation: Activation

    def __post_init__(self) -> None:
        if isinstance(self.units, bool) or not isinstance(self.units, int):
            raise InvalidSetting("units", f"The number of neurons must be a whole number, not {self.units!r}.")
        if not 1 <= self.units <= MAX_UNITS:
            raise InvalidSetting(
                "units", f"A layer can have 1 to {MAX_UNITS} neurons; with {self.units:,} a step would take too long."
            )
        if not self.activation.hidden:
            raise InvalidSetting("activation", f"{self.activation.title} is for the output layer only.")


@dataclass(frozen=True)
class Network:
    """Hidden layers and the activation of the output layer. The numbers of inputs and outputs follow the data."""

    hidden: tuple[DenseLayer, ...]
    output: Activation

    def __post_init__(self) -> None:
        if len(self.hidden) > MAX_HIDDEN_LAYERS:
            raise InvalidSetting(
                "network", f"A network can have at most {MAX_HIDDEN_LAYERS} hidden layers, not {len(self.hidden)}."
            )

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activations of layers 1…L."""
        return (*(layer.activation for layer in self.hidden), self.output)

    def layout(self, inputs: int, outputs: int) -> Layout:
        """Return where the parameters of this network lie in θ."""
        return Layout((inputs, *(layer.units for layer in self.hidden), outputs))

    def up_to(self, layer: int) -> Network:
        """Return layers 1…``layer`` as a network of their own."""
        return Network(self.hidden[: layer - 1], self.activations[layer - 1])


@dataclass(frozen=True)
class Layout:
    """Where W[l] and b[l] of each layer lie in θ.

    Layer l takes the block [W[l] | b[l]] (n_l × (n_{l-1} + 1)), row by row, so that one product with A[l-1] and a row
    of ones gives Z[l].

    Attributes
    ----------
    sizes
        (n₀, n₁, …, n_L).
    """

    sizes: tuple[int, ...]

    @property
    def depth(self) -> int:
        """L, the number of layers with parameters."""
        return len(self.sizes) - 1

    def up_to(self, layer: int) -> Layout:
        """Return where the parameters of layers 1…``layer`` lie: θ begins with them."""
        return Layout(self.sizes[: layer + 1])

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Start of each layer's block in θ, and the end of the last."""
        blocks = [n * (before + 1) for before, n in zip(self.sizes, self.sizes[1:], strict=False)]
        return tuple(int(start) for start in np.cumsum([0, *blocks]))

    @property
    def parameters(self) -> int:
        """p, the number of parameters."""
        return self.offsets[-1]

    def block(self, theta: Array, layer: int) -> Array:
        """Return the view [W | b] of ``layer`` (1…L) in ``theta`` (p,)."""
        start, end = self.offsets[layer - 1], self.offsets[layer]
        return theta[start:end].reshape(self.sizes[layer], self.sizes[layer - 1] + 1)

    def weights(self, theta: Array, layer: int) -> Array:
        """Return the view W[l] (n_l × n_{l-1})."""
        return self.block(theta, layer)[:, :-1]

    def biases(self, theta: Array, layer: int) -> Array:
        """Return the view b[l] (n_l × 1)."""
        return self.block(theta, layer)[:, -1:]

    def index(self, layer: int, j: int, i: int) -> int:
        """Return where w[l]_{j,i} stands in θ; i = 0 means the bias b[l]_j. Counted from 1, as printed."""
        before = self.sizes[layer - 1]
        column = before if i == 0 else i - 1
        return self.offsets[layer - 1] + (j - 1) * (before + 1) + column

    def position(self, index: int) -> tuple[int, int, int]:
        """Return (l, j, i) of the parameter at ``index``: the inverse of `index`."""
        layer = int(np.searchsorted(self.offsets, index, side="right"))
        row, column = divmod(index - self.offsets[layer - 1], self.sizes[layer - 1] + 1)
        return layer, row + 1, 0 if column == self.sizes[layer - 1] else column + 1

    def name(self, index: int) -> str:
        """Return the parameter's name, e.g. ``w[2]₃,₁`` or ``b[2]₃``."""
        layer, j, i = self.position(index)
        row, column = str(j).translate(SUBSCRIPTS), str(i).translate(SUBSCRIPTS)
        return f"b[{layer}]{row}" if i == 0 else f"w[{layer}]{row},{column}"

    @cached_property
    def is_weight(self) -> Array:
        """1 where θ holds a weight, 0 where a bias (p,)."""
        mask = np.ones(self.parameters)
        for layer in range(1, self.depth + 1):
            self.biases(mask, layer)[:] = 0.0
        return frozen(mask)


def initial_theta(layout: Layout, initializer: Initializer, seed: int) -> Array:
    """Return the first θ (p,). Each layer draws from its own stream (seed, l), independent of the others."""
    theta = np.empty(layout.parameters)
    for layer in range(1, layout.depth + 1):
        rng = np.random.default_rng((seed, 1, layer))
        fan_out, fan_in = layout.sizes[layer], layout.sizes[layer - 1]
        layout.weights(theta, layer)[:] = initializer.weights(rng, fan_out, fan_in)
        layout.biases(theta, layer)[:] = initializer.biases(rng, fan_out)[:, None]
    return frozen(theta)
