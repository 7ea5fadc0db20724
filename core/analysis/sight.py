"""Where one looks: what is chosen of an experiment and its data, and which number of an iteration's matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from core.analysis.planes import PlaneKind, TwoParameters
from core.training.experiment import Experiment
from core.training.problem import Problem
from core.values import dataclass

MOST_INPUTS = 3
"""Data of more inputs, and pictures, are drawn over the last hidden layer's main directions unless one chooses."""


@dataclass(frozen=True)
class Sight:
    """Where the views look.

    Attributes
    ----------
    picked
        The two parameters of the descent path, as indices into θ.
    plane
        The plane of the descent path.
    batch_only
        Whether the descent path shows the loss of the iteration's batch instead of the whole training set's.
    close
        Whether it shows no more of the plane than the path takes.
    axes
        The two inputs over which answers are drawn, as places among the data's inputs.
    hidden
        Whether they are drawn over the last hidden layer's main directions instead; maps of neurons stay over inputs.
    held
        Values of all inputs, those of the axes too; further inputs are held there. Empty: the training means.
    row
        The chosen example, as `Problem.training_number` takes it; None for none.
    """

    picked: tuple[int, int] = (0, 1)
    axes: tuple[int, int] = (0, 1)
    hidden: bool = False
    held: tuple[float, ...] = ()
    row: int | None = None
    plane: PlaneKind = TwoParameters()
    batch_only: bool = False
    close: bool = False

    def fitting(self, experiment: Experiment, before: Experiment | None = None) -> Sight:
        """Return where to look at another experiment than ``before``: the same place where it has that."""
        inputs = len(experiment.data.inputs)
        picked = self.picked if max(self.picked) < experiment.layout.parameters else (0, 1)
        axes = self.axes if max(self.axes) < inputs else (0, 1)
        if (shape := experiment.data.picture) is not None:
            telling, new = _telling_pixels(*shape), before is None or before.data.picture is None
            axes = telling if new or axes == Sight.axes else axes
            if (new or picked == Sight.picked) and experiment.layout.sizes[0] == inputs:
                u, v = (experiment.layout.index(1, 1, pixel + 1) for pixel in telling)
                picked = u, v
        same = before and (before.data, before.test_share) == (experiment.data, experiment.test_share)
        known = before is not None and before.data.inputs == experiment.data.inputs
        hidden = self.hidden if known else shape is not None or inputs > MOST_INPUTS
        held = self.held if len(self.held) == inputs else ()
        return replace(self, picked=picked, axes=axes, hidden=hidden, held=held, row=self.row if same else None)


def following(problem: Problem, sight: Sight, inputs: tuple[float, ...]) -> Sight:
    """Return the sight that follows the first example with these inputs, if there is one."""
    x = np.concatenate([problem.train.x, problem.test.x], axis=1)
    if len(inputs) != len(x):
        return sight
    found = np.flatnonzero(np.all(x == np.array(inputs)[:, None], axis=0))
    return replace(sight, row=int(found[0]), held=inputs) if len(found) else sight


def _telling_pixels(rows: int, columns: int) -> tuple[int, int]:
    """Return two pixels in the midst of the upper and the lower half: at the edges there is no ink."""
    middle = (columns - 1) // 2
    return rows // 4 * columns + middle, (rows - 1 - rows // 4) * columns + middle


MATRICES = ("x", "y", "w", "b", "z", "a", "da", "dz", "dw", "db", "update", "slope", "loss")
"""The matrices of an iteration; those of an iteration's parameters are before its update."""
PER_EXAMPLE = ("x", "y", "z", "a", "da", "dz", "slope", "loss")
"""Matrices with a column for each example."""


@dataclass(frozen=True)
class Cell:
    """A number among the matrices of an iteration.

    Attributes
    ----------
    matrix
        ``"x"`` and ``"y"`` for the batch, ``"w"`` and ``"b"`` for the parameters; else as for
        `core.analysis.terms.entry_terms`.
    layer
        1…L; 0 for ``"x"``.
    row, column
        From 0; the column of values of neurons is the example's place in the batch.
    """

    matrix: Literal["x", "y", "w", "b", "z", "a", "da", "dz", "dw", "db", "update", "slope", "loss"]
    layer: int
    row: int
    column: int


@dataclass(frozen=True)
class LitPath:
    """A path through the network: neurons as (layer, j), connections as (layer, j, i).

    Counted from 1, but for the inputs' layer 0.

    Attributes
    ----------
    of
        The parameter that it is about, as an index into θ; None for a cell of the matrices.
    """

    neurons: tuple[tuple[int, int], ...]
    connections: tuple[tuple[int, int, int], ...] = ()
    of: int | None = None
