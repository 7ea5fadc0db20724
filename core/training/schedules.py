"""Learning-rate schedules: α at iteration k is α times a factor that depends only on k."""

from __future__ import annotations

import math

from core.hyperparameters import Choice, catalogue, hyperparameter


class Schedule(Choice):
    """How the learning rate changes with the iteration number k = 0, 1, 2, …"""

    def factor(self, k: int) -> float:
        """Return α_k / α."""
        raise NotImplementedError


class ConstantRate(Schedule):
    name = "constant"
    title = "constant"
    help = "The same learning rate throughout."
    formula = r"\alpha_k = \alpha"

    def factor(self, k: int) -> float:
        return 1.0


class StepDecay(Schedule):
    name = "step"
    title = "step"
    help = "Drops suddenly, once every n iterations."
    formula = r"\alpha_k = \alpha\,\gamma^{\lfloor k / n \rfloor}"

    gamma: float = hyperparameter(
        0.5, "γ", "Share of the rate that is left after each drop.", above=0.0, high=1.0, title="Share left"
    )
    every: int = hyperparameter(500, "n", "How often it drops.", low=1, high=10_000_000, log=True, unit="iterations")

    def factor(self, k: int) -> float:
        return self.gamma ** (k // self.every)


class Exponential(Schedule):
    name = "exponential"
    title = "exponential"
    help = "Falls by the same share at every iteration."
    formula = r"\alpha_k = \alpha\,\gamma^{k / n}"

    gamma: float = hyperparameter(
        0.9, "γ", "Share of the rate that is left after n iterations.", above=0.0, high=1.0, title="Share left"
    )
    per: int = hyperparameter(100, "n", "How long this takes.", low=1, high=10_000_000, log=True, unit="iterations")

    def factor(self, k: int) -> float:
        return float(self.gamma ** (k / self.per))


class InverseTime(Schedule):
    name = "inverse_time"
    title = "1/k"
    help = "Falls fast at first, then more and more slowly; the classic for stochastic descent (Robbins & Monro 1951)."
    formula = r"\alpha_k = \frac{\alpha}{1 + d\,k}"

    decay: float = hyperparameter(0.01, "d", "How fast it falls; at k = 1/d half is left.", low=0.0, high=1e3, log=True)

    def factor(self, k: int) -> float:
        return 1.0 / (1.0 + self.decay * k)


class Cosine(Schedule):
    name = "cosine"
    title = "cosine"
    help = "Glides from α to 0 over T iterations along half a cosine wave (Loshchilov & Hutter 2017)."
    formula = r"\alpha_k = \frac{\alpha}{2}\left(1 + \cos(\pi k / T)\right),\ k \leq T"

    span: int = hyperparameter(1450, "T", "When it reaches 0.", low=1, high=10_000_000, log=True, unit="iterations")

    def factor(self, k: int) -> float:
        return 0.5 * (1.0 + math.cos(math.pi * min(k / self.span, 1.0)))


class WarmUp(Schedule):
    name = "warm_up"
    title = "warm-up"
    help = "Starts small, grows linearly to α over n iterations, then stays there."
    formula = r"\alpha_k = \alpha\,\min\left(1, \frac{k + 1}{n}\right)"

    length: int = hyperparameter(100, "n", "How long it grows.", low=1, high=10_000_000, log=True, unit="iterations")

    def factor(self, k: int) -> float:
        return min(1.0, (k + 1) / self.length)


SCHEDULES: dict[str, type[Schedule]] = catalogue(ConstantRate, StepDecay, Exponential, InverseTime, Cosine, WarmUp)
