"""What actions act on: the bench, which has no window, or the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from core.analysis.sight import Cell, Sight
from core.arrays import Array
from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.training.breakpoints import Breakpoint
from core.training.experiment import Experiment
from core.training.factors import Factor
from core.training.problem import Problem


class Hands(Protocol):
    """What can be done with the open scene, a network's or a function's, and what an action must know of it."""

    @property
    def experiment(self) -> Experiment:
        """What is trained."""

    @property
    def descent(self) -> Descent | None:
        """The descent on a plain function, where the scene is about one."""

    @property
    def sight(self) -> Sight:
        """Where the views look."""

    @property
    def now(self) -> int:
        """The displayed iteration, or step."""

    @property
    def problem(self) -> Problem:
        """The experiment, made ready for training."""

    @property
    def theta(self) -> Array:
        """The parameters at the displayed iteration (p,)."""

    def open(self, scene: Scene) -> None:
        """Begin a scene afresh."""

    def edit(self, experiment: Experiment) -> None:
        """Go over to another experiment."""

    def walk(self, descent: Descent) -> None:
        """Go over to another descent on a plain function."""

    def set_parameters(self, values: Sequence[tuple[int, float]]) -> None:
        """Set parameters by hand: (index into θ, value) each."""

    def go_to(self, iteration: int) -> None:
        """Go to an iteration, or step: back, or on by training."""

    def go_to_phase(self, phase: int) -> None:
        """Open the displayed iteration up, with so many of its phases done."""

    def run_until(self, breakpoint: Breakpoint, most: int) -> None:
        """Go on until a breakpoint holds, by ``most`` iterations at most."""

    def look(self, sight: Sight) -> None:
        """Turn the views elsewhere."""

    def point_at(self, cell: Cell) -> None:
        """Choose a number among the matrices."""

    def look_along(self, along: int, delta: float) -> None:
        """Show the secant of a plain function along another variable, or over another Δ."""

    def nudge(self, index: int, delta: float) -> None:
        """Choose a parameter, and the Δ that it is nudged by."""

    def race(self, factor: Factor, values: Sequence[Any]) -> None:
        """Begin a race from the displayed iteration."""

    def show(self, views: tuple[str, ...]) -> None:
        """Put other views on the stage."""

    def write_in(self, notation: str) -> None:
        """Write in another notation."""
