"""The path of a run over a plane: coloured by its true loss, thinner the farther off the plane it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from core.analysis.planes import TwoParameters
from core.arrays import Array
from core.training.history import History
from core.values import dataclass
from gui.frames.chart import FARTHEST
from gui.frames.shown import ShownFrame
from gui.plots.parts.items import DRAWN_EVERY, CachedItem, mapped
from gui.plots.parts.surface import Levels, loss_table
from gui.widgets.placement import Room
from gui.widgets.theme import Look, Theme

INK = "#10161a"
"""Dark outline of what is drawn on the surface, whose shades are the same in every theme."""
WIDTHS = (2.6, 1.7, 0.9)
"""Widths of the line on the plane, off it and far off it."""
EDGES = ((INK, 4.2), ("#ffffff", 2.2))
"""What lies around the line, and by how much it is wider: dark, so that it shows on yellow, and white."""
GRAIN = 2.0
"""Points nearer together than so many pixels are one."""
COLOURS = 32
MAX_OFF = 1e300
"""No point counts as farther off the plane than this, so that two distances can be added."""


@dataclass(frozen=True, eq=False)
class PathOnPlane:
    """Where a run has been.

    Attributes
    ----------
    iterations
        (k,), the displayed one last.
    points
        Places on the plane (2 × k).
    losses
        The training loss, penalty included, as it was measured; between two measurements in a straight line (k,).
    distances
        How far off the plane (k,).
    """

    iterations: Array = field(default_factory=lambda: np.zeros(1))
    points: Array = field(default_factory=lambda: np.zeros((2, 1)))
    losses: Array = field(default_factory=lambda: np.zeros(1))
    distances: Array = field(default_factory=lambda: np.zeros(1))


def path_of(frame: ShownFrame) -> PathOnPlane:
    """Return the path up to the displayed iteration: of two parameters at all keys, else at those of the chart."""
    chart = frame.chart
    if isinstance(chart.sight.plane, TwoParameters):
        iterations, points = path_until(
            frame.run.history, chart.sight.picked, frame.snapshot.theta, frame.snapshot.iteration
        )
    else:
        iterations, points = chart.iterations, chart.path
    losses = losses_at(frame.run.history, iterations)
    losses[-1] = frame.evaluation.train_loss + frame.evaluation.penalty
    return PathOnPlane(iterations, points, losses, np.interp(iterations, chart.iterations, chart.distances))


def path_until(history: History, picked: tuple[int, int], theta: Array, iteration: int) -> tuple[Array, Array]:
    """Return iterations (k,) and the two picked parameters then (2 × k) up to ``iteration``, where θ is ``theta``."""
    iterations, points = history.path(*picked, iteration)
    if iterations[-1] < iteration:
        iterations = np.append(iterations, iteration)
        points = np.column_stack((points, theta[list(picked)]))
    return iterations.astype(np.float64), np.clip(points, -FARTHEST, FARTHEST)


def losses_at(history: History, iterations: Array) -> Array:
    """Return the training loss, penalty included, at ``iterations`` (k,), straight between those it was measured at."""
    losses = history.evaluated("train_loss") + history.evaluated("penalty")
    at: Array = np.interp(iterations, history.evaluated("iteration"), losses)
    return at


def moved(points: Array, scale: tuple[float, float]) -> NDArray[np.bool_]:
    """Return which of ``points`` (2 × k) are not in the same pixel as the one before; the last one always counts."""
    pixels = np.rint(points * np.array(scale)[:, None])
    return np.append(np.any(np.diff(pixels, axis=1) != 0, axis=0), True)


def apart(points: Array, scale: tuple[float, float]) -> Array:
    """Return ``points`` (2 × k) without those in the same pixel as the one before; the last one stays."""
    return np.asarray(points[:, moved(points, scale)])


def since(path: PathOnPlane, before: PathOnPlane) -> PathOnPlane:
    """Return the part of ``path`` that has come since it was ``before``, from the end of that on."""
    first = int(np.searchsorted(path.iterations, before.iterations[-1], side="right"))
    return PathOnPlane(
        np.append(before.iterations[-1], path.iterations[first:]),
        np.column_stack((before.points[:, -1], path.points[:, first:])),
        np.append(before.losses[-1], path.losses[first:]),
        np.append(before.distances[-1], path.distances[first:]),
    )


class PathItem(CachedItem):
    """The line; painted once and kept until it or the view changes. What is new is painted over it for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.path = self._drawn_path = PathOnPlane()
        self.levels: Levels | None = None
        self._drawn_at = 0.0

    def show_path(self, path: PathOnPlane, levels: Levels | None, goes_on: bool = False) -> None:
        """Show another path, in the shades of a surface; white without one.

        If it ``goes_on`` from the one before, that is repainted only now and then.
        """
        waits = goes_on and perf_counter() - self._drawn_at < DRAWN_EVERY
        self.path, self.levels = path, levels
        self.update() if waits else self.changed()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Show the picture of the line, and over it what has come since."""
        super().paint(painter, option, widget)
        if self.path is not self._drawn_path:
            to_pixels = painter.worldTransform()
            painter.save()
            painter.resetTransform()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_path(painter, to_pixels, since(self.path, self._drawn_path))
            painter.restore()

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the line."""
        points = mapped(to_pixels, *self.path.points)
        room.take_lines(points[:, :-1], points[:, 1:])

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the whole line."""
        self._drawn_path, self._drawn_at = self.path, perf_counter()
        self._draw_path(painter, to_pixels, self.path)

    def _draw_path(self, painter: QPainter, to_pixels: QTransform, path: PathOnPlane) -> None:
        """Draw the outlines, then the colours, the parts farthest off the plane first."""
        scale = abs(to_pixels.m11()), abs(to_pixels.m22())
        kept = moved(path.points, (scale[0] / GRAIN, scale[1] / GRAIN))
        x = path.points[0, kept] * to_pixels.m11() + to_pixels.dx()
        y = path.points[1, kept] * to_pixels.m22() + to_pixels.dy()
        if len(x) < 2 or not np.isfinite(x + y).all():
            return
        lines = [QLineF(*ends) for ends in np.column_stack((x[:-1], y[:-1], x[1:], y[1:])).tolist()]
        far = self._how_far(path.distances[kept])
        for edge, wider in (*EDGES, ("", 0.0)):
            colours = [edge] * len(far) if edge else self._colours(path.losses[kept])
            for (step, colour), chosen in _groups(far, colours).items():
                cap = Qt.PenCapStyle.RoundCap
                painter.setPen(
                    QPen(
                        QColor(colour),
                        self.look.data_line(WIDTHS[step]) + self.look.px(wider),
                        Qt.PenStyle.SolidLine,
                        cap,
                    )
                )
                painter.drawLines([lines[k] for k in chosen])

    def _how_far(self, distances: Array) -> NDArray[np.intp]:
        """Return how far off the plane each line is between points (k,): 0 … 2 (k − 1,)."""
        farthest, distances = float(_finite(self.path.distances).max()), _finite(distances)
        share = (distances[1:] + distances[:-1]) / 2 / farthest if farthest > 0.0 else np.zeros(len(distances) - 1)
        return np.minimum(share * len(WIDTHS), len(WIDTHS) - 1).astype(np.intp)

    def _colours(self, losses: Array) -> list[str]:
        """Return the colour of each line between points with these ``losses`` (k,)."""
        if self.levels is None:
            return ["#ffffff"] * (len(losses) - 1)
        return loss_colours((losses[1:] + losses[:-1]) / 2, self.levels, self.look.theme)


def _groups(far: NDArray[np.intp], colours: Sequence[str]) -> dict[tuple[int, str], list[int]]:
    """Return the numbers of the lines that look alike by how far off they are and their colour, the farthest first."""
    groups: dict[tuple[int, str], list[int]] = {}
    steps = far.tolist()
    for k in np.argsort(-far, kind="stable").tolist():
        groups.setdefault((steps[k], colours[k]), []).append(k)
    return groups


def _finite(distances: Array) -> Array:
    return np.minimum(np.nan_to_num(distances), MAX_OFF)


def loss_colours(losses: Array, levels: Levels, theme: Theme) -> list[str]:
    """Return the shade of each loss (k,) by name, in a few steps; white where it is no number."""
    place = levels.place(losses)
    steps = np.rint(np.clip(np.nan_to_num(place), 0.0, 1.0) * (COLOURS - 1)).astype(int)
    table = loss_table(theme)
    names = [f"#{table[step * 254 // (COLOURS - 1)] & 0xFFFFFF:06x}" for step in range(COLOURS)]
    finite = np.isfinite(place).tolist()
    return [names[step] if each else "#ffffff" for step, each in zip(steps.tolist(), finite, strict=True)]
