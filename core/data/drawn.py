"""Points drawn by hand: a draft that changes point by point, and the data set it becomes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array, frozen
from core.data.dataset import Dataset
from core.data.examples import Labels, of_classes, of_numbers
from core.data.own import MIN_ROWS, OwnData, own_data
from core.values import dataclass

MAX_POINTS = 2_000
"""Most points of a draft, whether taken over from the current data or drawn."""

DRAWN = "drawn points"
"""What data that were drawn are called."""


@dataclass(frozen=True, eq=False)
class Draft:
    """Points on the plane.

    Attributes
    ----------
    places
        (2 × m): both inputs, or the input and the number to be predicted.
    labels
        Class of each point (m,); all 0 for numbers.
    numbers
        Whether the height of a point is the number to be predicted.
    """

    places: Array
    labels: Labels
    numbers: bool

    def __len__(self) -> int:
        return len(self.labels)

    def added(self, places: Array, label: int) -> Draft:
        """Return the draft with more points (2 × k) of a class, up to `MAX_POINTS` in all."""
        places = places[:, : max(0, MAX_POINTS - len(self))]
        labels = np.full(places.shape[1], label, np.int64)
        return self._with(np.concatenate([self.places, places], axis=1), np.concatenate([self.labels, labels]))

    def without(self, which: Labels) -> Draft:
        """Return the draft without the points with these indices."""
        return self._with(np.delete(self.places, which, axis=1), np.delete(self.labels, which))

    def moved(self, which: int, x: float, y: float) -> Draft:
        """Return the draft with one point moved."""
        places = self.places.copy()
        places[:, which] = x, y
        return self._with(places, self.labels)

    def _with(self, places: Array, labels: Labels) -> Draft:
        return replace(self, places=frozen(places), labels=labels)

    @property
    def lacks(self) -> str:
        """What it still needs before a network can learn from it, in plain words; empty if nothing."""
        if len(self) < MIN_ROWS:
            return f"At least {MIN_ROWS} points are needed; there {'is' if len(self) == 1 else 'are'} {len(self)}."
        if not self.numbers and len(np.unique(self.labels)) < 2:
            return "Draw points of a second class too."
        return ""

    @property
    def full(self) -> bool:
        """Whether no further point can be added."""
        return len(self) >= MAX_POINTS

    @property
    def classes(self) -> int:
        """How many classes there are: up to the highest that has been drawn, even if one has no point left."""
        return 0 if self.numbers else 1 + int(self.labels.max(initial=-1))

    def data(self) -> OwnData:
        """Return the data set."""
        if self.numbers:
            examples = of_numbers(self.places[:1].copy(), self.places[1:].copy())
            return own_data(DRAWN, ("x",), "y", (), examples)
        names = tuple(f"class {label}" for label in range(self.classes))
        return own_data(DRAWN, ("x₁", "x₂"), "class", names, of_classes(self.places, self.labels.copy()))


def can_be_drawn(data: Dataset) -> bool:
    """Tell whether drawing can begin with the points of ``data``: classes over two inputs, or a number over one."""
    return len(data.inputs) == (2 if data.classes else 1) and data.predicts <= 1


def draft_of(data: Dataset) -> Draft:
    """Return the points of ``data`` as a draft, evenly thinned if there are many; empty if they cannot be drawn."""
    if not can_be_drawn(data):
        return Draft(frozen(np.empty((2, 0))), np.empty(0, np.int64), False)
    examples = data.generate()
    taken = np.linspace(0, len(examples) - 1, min(MAX_POINTS, len(examples))).astype(np.int64)
    few = examples.take(taken)
    if not data.classes:
        return Draft(frozen(np.concatenate([few.x, few.values[:1]])), few.labels, True)
    return Draft(few.x, few.labels, False)


def begun_on(data: Dataset) -> Draft:
    """Return what a drawing begins with: the points that were drawn before, else an empty sheet of the same kind."""
    draft = draft_of(data)
    return draft if isinstance(data, OwnData) and data.label == DRAWN else draft.without(np.arange(len(draft)))
