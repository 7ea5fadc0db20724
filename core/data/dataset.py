"""What every data set says of itself."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.data.examples import Examples, Labels, of_classes
from core.hyperparameters import Choice, hyperparameter

MAX_POINTS = 20_000
COORDINATES = ("x₁", "x₂")
"""Names of two inputs that are the coordinates of one plane."""


class Dataset(Choice):
    """A source of examples; the same settings give the same examples."""

    target: ClassVar[str] = "class"
    """What is to be predicted, with its unit if it is a number."""
    source: ClassVar[str] = ""
    """Where the examples come from, and under which licence."""
    picture: ClassVar[tuple[int, int] | None] = None
    """Rows and columns of the picture that an example is, its pixels row by row from 0 (paper) to 1 (ink)."""

    @property
    def seed(self) -> int:
        """What decides the draw, and how the examples are parted into training and test set."""
        raise NotImplementedError

    @property
    def stratified(self) -> bool:
        """Whether each class has its share of the training and of the test set, as nearly as whole numbers allow."""
        return False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, with units where they have any."""
        return COORDINATES

    @property
    def groups(self) -> tuple[str, ...]:
        """For each input the column that it is made of, where some columns make several; else empty."""
        return ()

    @property
    def points(self) -> int:
        """Number of examples, training and test together."""
        raise NotImplementedError

    @property
    def classes(self) -> int:
        """Number of classes; 0 where numbers are to be predicted."""
        return 2

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called."""
        return tuple(f"class {number}" for number in range(self.classes))

    @property
    def targets(self) -> tuple[str, ...]:
        """What each of the numbers to be predicted is called; of classes, what they are classes of."""
        return (self.target,)

    @property
    def predicts(self) -> int:
        """How many numbers are to be predicted; 0 where there are classes."""
        return 0 if self.classes else 1

    def one_scale(self, across: int, up: int) -> bool:
        """Tell whether two of the inputs are drawn on equal scales, as the coordinates of one plane are."""
        return self.inputs == COORDINATES

    def generate(self) -> Examples:
        """Return the examples, in the order of their making."""
        raise NotImplementedError


def drawn_from(default: int = 100) -> int:
    """Declare the seed of data that are drawn."""
    help = "A different number draws different examples of the same kind."
    seed: int = hyperparameter(default, "", help, low=0, high=2**31 - 1, title="Data seed")
    return seed


class PointsInPlane(Dataset):
    """A rule that makes points in the plane with a class each."""

    points: int = hyperparameter(
        1000, "", "Number of points, training and test together.", low=4, high=MAX_POINTS, log=True
    )
    noise: float = hyperparameter(0.1, "", "How far points stray from the ideal shape.", low=0.0, high=2.0)
    seed: int = drawn_from()

    def points_per_class(self) -> list[int]:
        """Return how many points each class gets; the first ones take the rest."""
        return [len(range(c, self.points, self.classes)) for c in range(self.classes)]

    def shape(self, rng: np.random.Generator) -> tuple[Array, Labels]:
        """Return the points (2 × m) without noise, and their classes (m,)."""
        raise NotImplementedError

    def generate(self) -> Examples:
        rng = np.random.default_rng((self.seed, 2))
        x, labels = self.shape(rng)
        return of_classes(x + self.noise * rng.standard_normal(x.shape), labels)
