"""The paths of a walk and of those who race with it, as the function lab's plots show them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor

from core.analysis.surface import Bounds
from core.functions.race import Racer
from core.functions.walk import FunctionPath
from gui.frames.chart import FARTHEST
from gui.plots.parts.lines import LineStyle
from gui.plots.parts.path import PathOnPlane
from gui.widgets.theme import Look

PATTERNS = ((), (9.0, 4.0), (2.0, 3.0), (9.0, 3.0, 2.0, 3.0), (5.0, 2.0))

FAR_OUT = 30.0
"""Widths of the picture beyond which a place is not drawn; the ball then is an arrow at the edge."""
LEAST_STEP = 1e-4
"""A coming step shorter than this share of the variable's range is not drawn: nobody could see it."""
TOO_LARGE = "These numbers are too large to draw. Go back, or start again with a smaller α or closer to 0."


def race_entries(racers: Sequence[Racer], look: Look) -> list[LineStyle]:
    """Return the line of each racer: its name, its colour, its dashes."""
    hues, px = look.theme.classes, look.px
    return [
        LineStyle(
            each.optimizer.title,
            QColor(hues[place % len(hues)]),
            look.data_line(1.8),
            tuple(px(length) for length in PATTERNS[place % len(PATTERNS)]),
        )
        for place, each in enumerate(racers)
    ]


def steps_until(path: FunctionPath, step: int) -> PathOnPlane:
    """Return the first ``step`` steps of a path, as far as it goes."""
    last = min(step, path.steps) + 1
    return PathOnPlane(np.arange(last, dtype=np.float64), path.points[:last].T, path.values[:last], np.zeros(last))


def until_far_out(path: PathOnPlane, box: Bounds) -> PathOnPlane:
    """Return a path up to the first place that is very far out of the ``box``: so long a line could not be painted."""
    low, high = np.array(box[::2])[:, None], np.array(box[1::2])[:, None]
    off = np.maximum(low - path.points, path.points - high) / (high - low)
    far = np.flatnonzero(np.any(off > FAR_OUT, axis=0))
    if not len(far):
        return path
    end = max(1, int(far[0]))
    return PathOnPlane(path.iterations[:end], path.points[:, :end], path.losses[:end], path.distances[:end])


def end_of(x: float, y: float) -> tuple[float, float]:
    """Return a place, moved to where it can still be told in pixels if it is too far out."""
    x, y = np.clip((x, y), -FARTHEST, FARTHEST)
    return float(x), float(y)
