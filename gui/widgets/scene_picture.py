"""What a scene looks like in small: its data with its network, or its function with the first steps."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.arrays import Array
from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.functions.walk import descend
from core.nn.activations import Identity
from core.training.experiment import Experiment
from gui.widgets.theme import Look, blend
from gui.widgets.thumbnail import DataFace

MOST_NEURONS = 6
"""Neurons of a layer that are drawn; layers with more have a gap in their middle."""
PLACES, CELLS = 81, 24
"""Places along a curve, and shades along each side of a surface."""
STEPS = 40


def draw_scene(painter: QPainter, scene: Scene, look: Look, area: QRectF) -> None:
    """Draw a scene into an area, wider than high."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.descent is not None:
        _draw_walk(painter, scene.descent, look, area)
        return
    painter.save()
    painter.translate(area.topLeft())
    DataFace(scene.experiment.data).draw(painter, look, area.height())
    painter.restore()
    _draw_network(painter, scene.experiment, look, area.adjusted(area.height(), 0, 0, 0))


def _draw_network(painter: QPainter, experiment: Experiment, look: Look, area: QRectF) -> None:
    """Draw the layers as columns of dots, each dot joined to all of the next column; hollow without an activation."""
    sizes = experiment.layout.sizes
    dot = area.height() / 28
    xs = np.linspace(area.left() + 2 * dot, area.right() - 3 * dot, len(sizes))
    columns = [[QPointF(x, y) for y in _heights(size, area)] for x, size in zip(xs, sizes, strict=True)]
    painter.setPen(QPen(look.colour("border"), 1.0))
    for before, after in itertools.pairwise(columns):
        for start in before:
            for end in after:
                painter.drawLine(start, end)
    painter.setPen(QPen(look.colour("dim"), 1.0))
    for column, g in zip(columns, (None, *experiment.network.activations), strict=True):
        painter.setBrush(look.colour("field" if isinstance(g, Identity) else "dim"))
        for centre in column:
            painter.drawEllipse(centre, dot, dot)


def _to(
    area: QRectF, places: tuple[Array, Array], across: tuple[float, float], up: tuple[float, float]
) -> list[QPointF]:
    """Return places (two arrays) within two ranges as points of an area."""
    x = area.left() + area.width() * (places[0] - across[0]) / (across[1] - across[0])
    y = area.bottom() - area.height() * (places[1] - up[0]) / (up[1] - up[0])
    return [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]


def _heights(size: int, area: QRectF) -> Array:
    """Return where the neurons of a layer are drawn: all, or the first and last few with a gap."""
    pitch = area.height() / (MOST_NEURONS + 2)
    few = min(size, MOST_NEURONS)
    places = (np.arange(few) - (few - 1) / 2) * pitch
    if size > MOST_NEURONS:
        places += np.sign(places) * pitch / 2
    return np.asarray(area.center().y() + places)


def _draw_walk(painter: QPainter, descent: Descent, look: Look, area: QRectF) -> None:
    """Draw a function with the path of its descent: a curve, or a surface from above."""
    function = descent.function
    path = descend(function, descent.optimizer, descent.schedule, descent.start, STEPS).points.T
    painter.save()
    painter.setClipRect(area)
    if function.dimensions == 1:
        v = np.linspace(*function.ranges[0], PLACES)
        value = function.value(v[None])
        low, high = float(value.min()), float(np.percentile(value, 90))
        spare = 0.12 * (high - low)
        _draw_curve(painter, _to(area, (v, value), (v[0], v[-1]), (low - spare, high)), look)
        points = _to(area, (path[0], function.value(path)), (v[0], v[-1]), (low - spare, high))
    else:
        _draw_surface(painter, descent, look, area)
        points = _to(area, (path[0], path[1]), *function.ranges[:2])
        painter.setPen(QPen(look.colour("text"), area.height() / 50))
        painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    for place, point in enumerate(points[:STEPS:3]):
        painter.setBrush(look.colour("text" if place else "highlight"))
        size = area.height() / (22 if place else 14)
        painter.drawEllipse(point, size, size)
    painter.restore()


def _draw_curve(painter: QPainter, points: list[QPointF], look: Look) -> None:
    painter.setPen(QPen(look.colour("positive"), look.line(2)))
    painter.drawPolyline(QPolygonF(points))


def _draw_surface(painter: QPainter, descent: Descent, look: Look, area: QRectF) -> None:
    """Draw the surface in squares, dark where it is low."""
    function = descent.function
    across, up = (np.linspace(*each, CELLS) for each in function.ranges[:2])
    heights = function.value(np.stack(np.meshgrid(across, up)))
    low, high = float(heights.min()), float(np.percentile(heights, 95))
    width, height = area.width() / CELLS, area.height() / CELLS
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for (row, column), value in np.ndenumerate(np.clip((heights - low) / (high - low), 0.0, 1.0)):
        cell = QRectF(area.left() + column * width, area.bottom() - (row + 1) * height, width + 1, height + 1)
        painter.fillRect(cell, QColor(*blend(*look.theme.surface, float(value))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
