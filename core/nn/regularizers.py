"""Penalties on the weights, added to the data loss. Biases are not penalised."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.hyperparameters import Choice, catalogue, hyperparameter


class Regularizer(Choice):
    """A penalty R(w), summed over all weights w. What is minimised is L = L_data + R."""

    active = True

    def penalty(self, weights: Array) -> float:
        """Return R, where ``weights`` is θ with the biases set to 0 (p,)."""
        each = self.each(weights)
        return float(each.dot(np.ones_like(each)))

    def each(self, weights: Array) -> Array:
        """Return the share of each weight in R (p,)."""
        raise NotImplementedError

    def gradient(self, weights: Array) -> Array:
        """Return ∂R/∂w (p,); 0 wherever ``weights`` is 0."""
        raise NotImplementedError


class NoPenalty(Regularizer):
    name = "none"
    title = "none"
    help = "The loss is that of the data alone."
    formula = r"R = 0"
    active = False

    def each(self, weights: Array) -> Array:
        return np.zeros_like(weights)

    def gradient(self, weights: Array) -> Array:
        return np.zeros_like(weights)


class L1(Regularizer):
    name = "l1"
    title = "L1"
    help = "Costs λ for every unit of weight: pulls unneeded weights to almost 0."
    formula = r"R = \lambda \sum |w|"

    lam: float = hyperparameter(0.001, "λ", "How much weights cost.", low=0.0, high=100.0, log=True, title="Strength")

    def each(self, weights: Array) -> Array:
        return self.lam * np.abs(weights)

    def gradient(self, weights: Array) -> Array:
        return self.lam * np.sign(weights)


class L2(Regularizer):
    name = "l2"
    title = "L2"
    help = "Costs the square of every weight: keeps all of them small."
    formula = r"R = \frac{\lambda}{2} \sum w^2"

    lam: float = hyperparameter(0.001, "λ", "How much weights cost.", low=0.0, high=100.0, log=True, title="Strength")

    def each(self, weights: Array) -> Array:
        return 0.5 * self.lam * weights * weights

    def gradient(self, weights: Array) -> Array:
        return self.lam * weights


REGULARIZERS: dict[str, type[Regularizer]] = catalogue(NoPenalty, L1, L2)
