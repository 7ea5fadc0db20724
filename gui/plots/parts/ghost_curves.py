"""The training losses of ghost runs, as dashed curves; drawn less often than the run's own, for dashes take time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem

from core.arrays import Array
from core.training.runs import MAX_RUNS
from gui.plots.parts.curves import dash, thin
from gui.plots.parts.items import GHOSTS_EVERY, CurveItem, cosmetic_pen
from gui.plots.parts.lines import LineStyle
from gui.plots.parts.loss_series import ghost_line
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from core.training.evaluation import Evaluation
    from core.training.run import Run, RunId
    from gui.frames.shown import ShownFrame


class GhostCurves:
    """Remembers how far each run was seen to get, and draws those beside the active one."""

    def __init__(self) -> None:
        self.items = tuple(CurveItem() for _ in range(MAX_RUNS - 1))
        for curve in self.items:
            curve.setSegmentedLineMode("on")
            curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._look = Look()
        self.names: list[str] = []
        self._ends: WeakKeyDictionary[RunId, Evaluation] = WeakKeyDictionary()
        self._drawn_at = 0.0

    def set_look(self, look: Look) -> None:
        """Take colours and dashes from the look."""
        self._look = look
        for place, curve in enumerate(self.items):
            line = ghost_line(place, look)
            curve.setPen(cosmetic_pen(line.colour, line.width, cap=Qt.PenCapStyle.FlatCap))

    @property
    def entries(self) -> list[LineStyle]:
        """The lines of the ghosts: each its colour, and dashes of its own."""
        return [replace(ghost_line(place, self._look), name=name) for place, name in enumerate(self.names)]

    def note(self, frame: ShownFrame) -> bool:
        """Remember the last evaluation of each run, which its history may have left out; tell whether names differ."""
        seen = [(frame.run, frame.evaluation), *((rival.run, rival.evaluation) for rival in frame.rivals)]
        self._ends.update((run.id, now) for run, now in seen if now.iteration == run.history.end)
        names = [ghost.name for ghost in frame.ghosts]
        changed = names != self.names
        if changed:
            self.names, self._drawn_at = names, 0.0
        return changed

    def expire(self) -> None:
        """Be due to be drawn again."""
        self._drawn_at = 0.0

    @property
    def due(self) -> bool:
        """Whether it is time to draw them, though the picture moves."""
        return perf_counter() - self._drawn_at > GHOSTS_EVERY

    def draw(
        self,
        ghosts: Iterable[Run],
        columns: int,
        scale: tuple[float, float],
        height: Callable[[Array], Array],
        end: float,
    ) -> None:
        """Draw the training loss of other runs until ``end``, each value at its ``height``; see `thin` and `dash`."""
        self._drawn_at = perf_counter()
        curves, entries = [thin(*self._loss_of(ghost, end), columns) for ghost in ghosts], self.entries
        for place, item in enumerate(self.items):
            item.setVisible(place < len(curves))
            if place < len(curves):
                x, y = curves[place]
                item.setData(*dash(x, height(y), scale, entries[place].pattern), connect="pairs")

    def _loss_of(self, run: Run, until: float) -> tuple[Array, Array]:
        """Return the training loss of another run ``until`` then, as (iterations, values)."""
        iterations, loss = self._all_loss_of(run)
        return iterations[iterations <= until], loss[iterations <= until]

    def _all_loss_of(self, run: Run) -> tuple[Array, Array]:
        """Return its training loss up to its end, if that has been seen."""
        history, end = run.history, self._ends.get(run.id)
        iterations = history.evaluated("iteration")
        loss = history.evaluated("train_loss") + history.evaluated("penalty")
        if end is None or not iterations[-1] < end.iteration == history.end:
            return iterations, loss
        return np.append(iterations, end.iteration), np.append(loss, end.train_loss + end.penalty)
