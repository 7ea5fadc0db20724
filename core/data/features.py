"""From the data's inputs to A[0]: features computed from them, standardised on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, frozen
from core.data.standard import standard_of
from core.hyperparameters import InvalidSetting
from core.words import counted


@dataclass(frozen=True)
class Feature:
    """A number computed from an example's inputs.

    Attributes
    ----------
    name
        As in scene files, e.g. ``"x1^2"``.
    title
        As on screen, e.g. ``"x₁²"``.
    formula
        In LaTeX.
    needs
        How many inputs the data must have at least.
    of
        Returns the feature (m,) of inputs (n × m).
    """

    name: str
    title: str
    formula: str
    needs: int
    of: Callable[[Array], Array]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", r"x_1", 1, lambda x: x[0]),
        Feature("x2", "x₂", r"x_2", 2, lambda x: x[1]),
        Feature("x1^2", "x₁²", r"x_1^2", 1, lambda x: x[0] * x[0]),
        Feature("x2^2", "x₂²", r"x_2^2", 2, lambda x: x[1] * x[1]),
        Feature("x1*x2", "x₁x₂", r"x_1 x_2", 2, lambda x: x[0] * x[1]),
        Feature("sin(x1)", "sin x₁", r"\sin x_1", 1, lambda x: np.sin(x[0])),
        Feature("sin(x2)", "sin x₂", r"\sin x_2", 2, lambda x: np.sin(x[1])),
    )
}
MAX_INPUTS = 2
"""Data with more inputs are used without features."""


def offered(inputs: int) -> tuple[Feature, ...]:
    """Return the features for data with this many inputs; none if the inputs are used as they are."""
    return tuple(f for f in FEATURES.values() if f.needs <= inputs) if inputs <= MAX_INPUTS else ()


def check_features(names: tuple[str, ...], inputs: int) -> None:
    """Refuse features that data with this many inputs cannot have.

    Raises
    ------
    InvalidSetting
        For ``"features"``.
    """
    known = [feature.name for feature in offered(inputs)]
    for name in names:
        if name not in FEATURES:
            raise InvalidSetting("features", f"There is no feature “{name}”; choose from: {', '.join(FEATURES)}.")
        if name not in known:
            raise InvalidSetting("features", f"Data with {counted(inputs, 'input')} cannot have the feature “{name}”.")
    if len(set(names)) < len(names):
        raise InvalidSetting("features", "Each feature can be used only once.")


@dataclass(frozen=True, eq=False)
class Inputs:
    """How an example's inputs become A[0]: features, minus their mean, divided by their standard deviation.

    Attributes
    ----------
    features
        Empty to use the inputs as they are.
    names
        Names of the rows of A[0].
    mean, deviation
        (n₀ × 1) each; 0 and 1 if nothing is standardised. They come from the training examples only, so that nothing
        about the test set is known before the test.
    """

    features: tuple[Feature, ...]
    names: tuple[str, ...]
    mean: Array
    deviation: Array

    def of(self, x: Array) -> Array:
        """Return A[0] (n₀ × m) for inputs ``x`` (n × m)."""
        fed = _features_of(self.features, x)
        standard: Array = (fed - self.mean) / self.deviation if self.standardised else fed
        return standard

    @property
    def standardised(self) -> bool:
        """Whether the features are standardised."""
        return bool(np.any(self.mean != 0.0) or np.any(self.deviation != 1.0))


def _features_of(features: tuple[Feature, ...], x: Array) -> Array:
    return np.stack([feature.of(x) for feature in features]) if features else x


def inputs_for(names: tuple[str, ...], input_names: tuple[str, ...], standardise: bool, train: Array) -> Inputs:
    """Return how training inputs ``train`` (n × m) become A[0]. A constant input keeps deviation 1."""
    features = tuple(FEATURES[name] for name in names)
    titles = tuple(feature.title for feature in features) or input_names
    if not standardise:
        return Inputs(features, titles, frozen(np.zeros((len(titles), 1))), frozen(np.ones((len(titles), 1))))
    with np.errstate(over="ignore", invalid="ignore"):  # features of huge numbers are infinite
        mean, deviation = standard_of(_features_of(features, train))
    return Inputs(features, titles, frozen(mean), frozen(deviation))
