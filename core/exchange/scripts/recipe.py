"""What a script is of."""

from __future__ import annotations

from core.training.experiment import Experiment
from core.training.notation import ARTICLES, Notation
from core.values import dataclass


@dataclass(frozen=True)
class Recipe:
    """An experiment with the iterations that a script makes.

    Attributes
    ----------
    title
        What it is about, in one line.
    start
        Parameters that do not start where the seed puts them: (index into θ, value) each.
    steps
        Iterations.
    """

    title: str
    experiment: Experiment
    start: tuple[tuple[int, float], ...] = ()
    steps: int = 0
    notation: Notation = ARTICLES

    @property
    def sizes(self) -> list[int]:
        """n₀, n₁, …, n_L."""
        return list(self.experiment.layout.sizes)
