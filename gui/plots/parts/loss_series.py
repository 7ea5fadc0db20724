"""The losses and scores a run has measured, as curves, and the lines that stand for runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from core.arrays import Array
from gui.plots.parts.legend import LegendEntry
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

GHOST_DASHES = ((4.0, 4.0), (9.0, 3.0, 2.0, 3.0), (2.0, 2.0))
"""Dashes on, off, … of the other runs' curves, in pixels at normal text."""
Series = dict[str, tuple[Array, Array]]


def series_of(frame: ShownFrame) -> Series:
    """Return what the run has measured, as (iterations, values) by name; losses contain the penalty.

    The rule that spares evaluations may have left out the present iteration: if it is the run's last, it is added, so
    that the curves reach the marker.
    """
    history, now = frame.run.history, frame.evaluation
    iteration = history.evaluated("iteration")
    scores = ("train_accuracy", "test_accuracy") if frame.problem.classes else ("train_r2", "test_r2")
    names = ("train_loss", "test_loss", "penalty", "train_rmse", "test_rmse", *scores)
    columns = {name: history.evaluated(name) for name in names}
    if now.iteration >= iteration[-1]:  # at the end itself the penalty may have been edited since
        known = slice(0, len(iteration) - int(now.iteration == iteration[-1]))
        iteration = np.append(iteration[known], now.iteration)
        columns = {name: np.append(column[known], getattr(now, name)) for name, column in columns.items()}
    return {
        "train": (iteration, columns["train_loss"] + columns["penalty"]),
        "test": (iteration, columns["test_loss"] + columns["penalty"]),
        "batch": history.batch_loss_outline(),
        "train accuracy": (iteration, columns[scores[0]]),
        "test accuracy": (iteration, columns[scores[1]]),
        "penalty": (iteration, columns["penalty"]),
        "train rmse": (iteration, columns["train_rmse"]),
        "test rmse": (iteration, columns["test_rmse"]),
    }


def train_line(look: Look) -> LegendEntry:
    """Return the line of the active run's training loss."""
    return LegendEntry("train", QColor(look.theme.curves[0]), look.px(2.0))


def ghost_line(place: int, look: Look) -> LegendEntry:
    """Return the line of ghost number ``place``: its colour, and dashes of its own."""
    pattern = tuple(look.px(length) for length in GHOST_DASHES[place])
    return LegendEntry("", QColor(look.theme.classes[2 + place]), look.px(1.5), pattern)
