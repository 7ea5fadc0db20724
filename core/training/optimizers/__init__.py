"""Optimisers: how the gradient moves θ.

Each works on the flat vector θ (p,), the gradient g (p,) and its own *slots*, one (p,) row each, which start at 0.
t counts the updates since the slots started, from 1.

Each optimiser is written twice: `Optimizer.rule` is the paper's equation, and `Optimizer.move` does the same in place
with fewer and faster calls. A test holds both equal to each other and to the displayed formula.
"""

from __future__ import annotations

from core.hyperparameters import catalogue
from core.training.optimizers.adam import Adam, Adamax, AdamW
from core.training.optimizers.adaptive import Adadelta, AdaGrad, RMSProp
from core.training.optimizers.base import Explanation, Optimizer, Rule
from core.training.optimizers.descent import SGD, Momentum, Nesterov

OPTIMIZERS: dict[str, type[Optimizer]] = catalogue(
    SGD, Momentum, Nesterov, AdaGrad, Adadelta, RMSProp, Adam, Adamax, AdamW
)
__all__ = [
    "OPTIMIZERS",
    "SGD",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "AdamW",
    "Adamax",
    "Explanation",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "Rule",
]
