"""Standardising: values of any size are brought to mean 0 and standard deviation 1, and back."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, frozen
from core.values import dataclass
from core.words import as_typed, bracketed, measured, number

CONSTANT = 1e-14
"""A row whose deviation is at most this share of its mean holds one value, but for rounding."""
LARGE, SMALL = 10.0, 0.1
"""A mean beyond the first, or so many deviations, or a deviation not between the second and the first is far from 1."""
FARTHEST, NARROWEST, WIDEST = 1.0, 0.1, 2.0
"""Targets with a mean beyond ± the first, or another deviation, are learned better when they are scaled."""
MAX_POWER = 1_000
"""Of 2, by which values are multiplied at most."""
MAX_PLACES, MAX_DIGITS = 4, 17
"""Decimal places that a mean is written with; digits, where more of them count beside a small deviation."""
UNLIKE = 10.0
"""Rows whose deviations differ by more than this factor are of unlike size."""


def standard_of(values: Array) -> tuple[Array, Array]:
    """Return mean and standard deviation of each row of ``values`` (n × m), each (n × 1); a constant row has 1.

    The rows are first brought near 1 by a power of two, which is exact: squares of huge or tiny numbers would leave the
    range of floating point.
    """
    largest = np.maximum(values.max(axis=1, keepdims=True), -values.min(axis=1, keepdims=True))
    size = np.clip(np.frexp(largest)[1], -MAX_POWER, MAX_POWER)
    near_one = values * np.ldexp(1.0, -size)
    mean, deviation = near_one.mean(axis=1, keepdims=True), near_one.std(axis=1, keepdims=True)
    constant = deviation <= CONSTANT * np.abs(mean)
    return np.ldexp(mean, size), np.where(constant, 1.0, np.ldexp(deviation, size))


def far_from_one(values: Array) -> bool:
    """Tell whether rows of ``values`` (n × m) are so large, small, shifted or unlike that they are learned badly."""
    mean, deviation = standard_of(values)
    smallest, largest = float(deviation.min()), float(deviation.max())
    sizes = largest > LARGE or smallest < SMALL or largest > UNLIKE * smallest
    return bool(sizes or (np.abs(mean) > LARGE * np.minimum(deviation, 1.0)).any())


def about_one(values: Array) -> bool:
    """Tell whether rows of ``values`` (n × m) are all of a size that an untrained network's output has."""
    mean, deviation = standard_of(values)
    return bool(np.abs(mean).max() <= FARTHEST and deviation.min() >= NARROWEST and deviation.max() <= WIDEST)


@dataclass(frozen=True, eq=False)
class TargetScale:
    """How the numbers to be predicted become Y: minus their mean, divided by their standard deviation.

    Attributes
    ----------
    mean, deviation
        (k × 1) each, of the training examples; empty if the numbers are learned as they are.
    """

    mean: Array
    deviation: Array

    @property
    def standardised(self) -> bool:
        """Whether Y is another than the numbers themselves."""
        return len(self.mean) > 0

    def scaled(self, y: Array) -> Array:
        """Return Y (k × m) for numbers in their own units (k × m)."""
        standard: Array = (y - self.mean) / self.deviation if self.standardised else y
        return standard

    def in_units(self, a: Array) -> Array:
        """Return outputs (k × …) in the units of the numbers; what is not standardised is returned itself."""
        if not self.standardised:
            return a
        shape = (-1, *(1 for _ in a.shape[1:]))
        own: Array = np.asarray(a, np.float64) * self.deviation.reshape(shape) + self.mean.reshape(shape)
        return own

    def words(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return how each is scaled, e.g. ``"price is standardised: (y − 212,345) / 81,023"``; empty if none is."""
        pairs = zip(self.mean[:, 0].tolist(), self.deviation[:, 0].tolist(), strict=True)
        return tuple(
            f"{as_typed(name)} is standardised: (y − {bracketed(mean_beside(mean, deviation))}) / {measured(deviation)}"
            for name, (mean, deviation) in zip(names, pairs, strict=False)
        )


def mean_beside(mean: float, deviation: float) -> str:
    """Return a mean with as many digits as count beside the deviation."""
    places = max(0, 2 - math.floor(math.log10(deviation)))
    digits = places + 1 + math.floor(math.log10(abs(mean))) if mean else 0
    exact = MAX_PLACES < digits <= MAX_DIGITS >= places or (places <= MAX_PLACES and abs(mean) < 1e12)
    return f"{round(mean, places) + 0.0:,.{places}f}".replace("-", "−") if exact else number(mean, 4)


AS_THEY_ARE = TargetScale(frozen(np.empty((0, 1))), frozen(np.empty((0, 1))))


def target_scale(train: Array) -> TargetScale:
    """Return how training targets ``train`` (k × m) are standardised."""
    return TargetScale(*map(frozen, standard_of(train)))
