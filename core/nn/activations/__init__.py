"""Activation functions g, each with its derivative and formula.

The functions write into an array given as ``out`` so that the training loop allocates nothing. Called as ``g(z)`` they
return a new array.
"""

from __future__ import annotations

from core.hyperparameters import catalogue
from core.nn.activations.base import Activation
from core.nn.activations.bounded import Sigmoid, Sine, Softmax, Step, Tanh
from core.nn.activations.own import Own, own_expression
from core.nn.activations.unbounded import ELU, GELU, Identity, LeakyReLU, ReLU, Softplus, Swish

ACTIVATIONS: dict[str, type[Activation]] = catalogue(
    Identity, Sigmoid, Tanh, ReLU, LeakyReLU, ELU, Softplus, Swish, GELU, Sine, Step, Own, Softmax
)
HIDDEN_ACTIVATIONS = {name: entry for name, entry in ACTIVATIONS.items() if entry.hidden}

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "HIDDEN_ACTIVATIONS",
    "Activation",
    "Identity",
    "LeakyReLU",
    "Own",
    "ReLU",
    "Sigmoid",
    "Sine",
    "Softmax",
    "Softplus",
    "Step",
    "Swish",
    "Tanh",
    "own_expression",
]
