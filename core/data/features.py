"""From the data's inputs to A[0]: features computed from them, standardised on request."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Array, frozen
from core.data.dataset import Dataset
from core.data.standard import standard_of
from core.hyperparameters import InvalidSetting
from core.values import dataclass
from core.words import counted, shortened


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
"""Of data with more inputs, the inputs themselves are the features."""
QUOTED = 12
"""Features that a refusal names."""


def plain(data: Dataset) -> tuple[str, ...]:
    """Return the names of the features that are the inputs as they are."""
    return tuple(FEATURES)[: len(data.inputs)] if len(data.inputs) <= MAX_INPUTS else data.inputs


def offered(data: Dataset) -> tuple[Feature, ...]:
    """Return the features that data can have; none where the inputs are the pixels of a picture."""
    inputs = data.inputs
    if len(inputs) <= MAX_INPUTS:
        return tuple(f for f in FEATURES.values() if f.needs <= len(inputs))
    if data.picture is not None:
        return ()
    return tuple(_as_it_is(place, name) for place, name in enumerate(inputs))


def _as_it_is(place: int, name: str) -> Feature:
    return Feature(name, name, rf"x_{{{place + 1}}}", place + 1, lambda x: x[place])


def columns(data: Dataset) -> dict[str, tuple[str, ...]]:
    """Return the columns that the inputs are made of, each with the names of its inputs."""
    made: dict[str, tuple[str, ...]] = {}
    for name, column in zip(data.inputs, data.groups or data.inputs, strict=True):
        made[column] = (*made.get(column, ()), name)
    return made


def check_features(names: tuple[str, ...], data: Dataset) -> None:
    """Refuse features that such data cannot have.

    Raises
    ------
    InvalidSetting
        For ``"features"``.
    """
    known = [feature.name for feature in offered(data)]
    for name in names:
        if name not in known:
            inputs = counted(len(data.inputs), "input")
            if name in FEATURES or not known:
                raise InvalidSetting("features", f"Data with {inputs} cannot have the feature “{shortened(name)}”.")
            words = f"There is no feature “{shortened(name)}”; choose from: {', '.join(known[:QUOTED])}"
            raise InvalidSetting("features", f"{words}{', …' if len(known) > QUOTED else '.'}")
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


def inputs_for(names: tuple[str, ...], data: Dataset, standardise: bool, train: Array) -> Inputs:
    """Return how training inputs ``train`` (n × m) become A[0]. A constant input keeps deviation 1."""
    known = {feature.name: feature for feature in offered(data)} if names else {}
    features = tuple(known[name] for name in names)
    titles = tuple(feature.title for feature in features) or data.inputs
    if not standardise:
        return Inputs(features, titles, frozen(np.zeros((len(titles), 1))), frozen(np.ones((len(titles), 1))))
    with np.errstate(over="ignore", invalid="ignore"):  # features of huge numbers are infinite
        mean, deviation = standard_of(_features_of(features, train))
    return Inputs(features, titles, frozen(mean), frozen(deviation))
