"""The losses and scores a run has measured, as curves: how high they are drawn, and the lines that stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from core.arrays import Array
from core.values import dataclass
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.curves import MARGIN, linear_range, log_range
from gui.plots.parts.lines import LineStyle
from gui.widgets.theme import Look, blend

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

ACCURACIES = ("train accuracy", "test accuracy")
GHOST_DASHES = ((4.0, 4.0), (9.0, 3.0, 2.0, 3.0), (2.0, 2.0))
"""Dashes on, off, … of the other runs' curves, in pixels at normal text."""
ON_SAMPLE = "measured on a sample"
LossSeries = dict[str, tuple[Array, Array]]


def until(series: LossSeries, iteration: int) -> LossSeries:
    """Return what was measured up to an iteration."""
    return {name: (x[x <= iteration], y[x <= iteration]) for name, (x, y) in series.items()}


def series_of(frame: ShownFrame) -> LossSeries:
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


def sample_note(frame: ShownFrame, iteration: int) -> tuple[str, ...]:
    """Return what is to be said of an iteration's values in `series_of`: that a sample was measured, or nothing."""
    known = iteration == frame.evaluation.iteration >= frame.run.history.evaluated("iteration")[-1]
    return (ON_SAMPLE,) if frame.problem.samples and not (known and not frame.sampled) else ()


@dataclass(frozen=True)
class LossAxis:
    """The left axis, from ``low`` to ``high``; its numbers are powers of ten if ``log``."""

    low: float
    high: float
    log: bool

    @classmethod
    def holding(cls, losses: Array, log: bool) -> LossAxis:
        """Return the axis on which such losses can be seen: logarithmic also where no other has room for them."""
        log = log or bool(np.any(np.isfinite(losses) & (losses >= MAX_PLOT)))
        return cls(*(log_range if log else linear_range)(losses), log)

    def height(self, name: str, values: Array) -> Array:
        """Return where the values of a curve stand: accuracies are laid over the axis, losses may be logarithmic."""
        if name in ACCURACIES:
            share = (values + MARGIN) / (1 + 2 * MARGIN)
            return self.low + share * (self.high - self.low)
        positive = values > 0 if self.log else True
        shown = np.where(np.isfinite(values) & positive, values, np.nan)
        return np.log10(shown) if self.log else shown


def own_lines(look: Look) -> list[LineStyle]:
    """Return the lines of the active run's curves."""
    px, (train, test) = look.px, map(QColor, look.theme.curves[:2])
    # As if see-through; really so, the many strokes of a noisy curve would take four times as long.
    batch = QColor(*blend(look.theme.card, look.theme.curves[2], 0.6))
    lines = (
        ("train", train, 2.0, ()),
        ("test", test, 2.0, (8, 4)),
        ("batch", batch, 1.0, ()),
        ("train accuracy", train, 1.4, (2, 3)),
        ("test accuracy", test, 1.4, (7, 3, 2, 3)),
    )
    return [
        LineStyle(name, hue, look.line(w) if name == "batch" else look.data_line(w), tuple(px(d) for d in dashes))
        for name, hue, w, dashes in lines
    ]


def train_line(look: Look) -> LineStyle:
    """Return the line of the active run's training loss."""
    return LineStyle("train", QColor(look.theme.curves[0]), look.data_line(2.0))


def ghost_line(place: int, look: Look) -> LineStyle:
    """Return the line of ghost number ``place``: its colour, and dashes of its own."""
    pattern = tuple(look.px(length) for length in GHOST_DASHES[place])
    return LineStyle("", QColor(look.theme.classes[2 + place]), look.data_line(1.5), pattern)
