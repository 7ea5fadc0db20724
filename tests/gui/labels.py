"""What is written in a plot, and what is drawn there: labels, lines and balls in pixels."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from core.arrays import Array
from gui.plots.parts.base import PlotView
from gui.plots.parts.items import CurveItem, MarkersItem
from gui.plots.parts.magnifier import Magnifier
from gui.plots.parts.path import PathItem
from gui.plots.parts.sketch import Sketch
from gui.plots.parts.tags import Tags
from gui.widgets.placement import nearest_in

TOUCHING = 0.5
"""Pixels by which a label may seem to touch something: half a pixel is round-off."""


def items_of(view: PlotView) -> list[tuple[Any, QTransform]]:
    """Return all visible items of a plot, each with what brings its data units into pixels."""
    view.canvas.box.prepareForPaint()  # else one that was never painted has no scale yet
    onto = view.canvas.viewportTransform()
    items = view.canvas.box.childGroup.childItems()
    return [(item, item.deviceTransform(onto)) for item in items if item.isVisible()]


def label_boxes(view: PlotView) -> list[QRectF]:
    """Return where something is written in a plot."""
    return [box for item, onto in items_of(view) if hasattr(item, "boxes") for box in item.boxes(onto)]


def lines_of(item: Any) -> list[Array]:
    """Return the straight pieces of an item's lines, in data units, as (x, y) of both ends (2 × 2 × k)."""
    if isinstance(item, Sketch):
        return [np.array([s.start, s.end]).T for s in item.strokes]
    x, y = item.path.points if isinstance(item, PathItem) else item.getData()
    if x is None or len(x) < 2:
        return []
    stride = 2 if isinstance(item, CurveItem) and item.opts["connect"] == "pairs" else 1
    pairs = zip(np.stack([x, y]).T[:-1:stride], np.stack([x, y]).T[1::stride], strict=True)
    return [np.stack(pair, axis=1) for pair in pairs]


def covers(box: QRectF, piece: Array, onto: QTransform) -> bool:
    """Tell whether a box covers a part of a straight piece."""
    share = np.linspace(0.0, 1.0, 60)
    x, y = piece[:, :1] + (piece[:, 1:] - piece[:, :1]) * share
    across, down = x * onto.m11() + onto.dx(), y * onto.m22() + onto.dy()
    inner = box.adjusted(TOUCHING, TOUCHING, -TOUCHING, -TOUCHING)
    inside = (inner.left() < across) & (across < inner.right()) & (inner.top() < down) & (down < inner.bottom())
    return bool(inside.any())


def balls_of(view: PlotView) -> list[QRectF]:
    """Return the middles of all markers in the picture, half as large as they are."""
    area, balls = QRectF(view.canvas.box.sceneBoundingRect()), []
    for item, onto in items_of(view):
        if isinstance(item, MarkersItem):
            for marker, x, y in item.markers:
                at, half = onto.map(QPointF(x, y)), marker.size / 4
                if area.contains(at):
                    balls.append(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
    return balls


def check_strokes(view: PlotView) -> None:
    """See that nothing ties a label to a place that a small picture hides, nor goes across that."""
    frames = [frame for item, onto in items_of(view) if isinstance(item, Magnifier) if (frame := item.frame(onto))]
    for item, onto in items_of(view):
        for tag, at, box in item._placed(onto) if frames and isinstance(item, Tags) else ():
            near = nearest_in(box, at)
            stroke = np.array([[at.x(), near.x()], [at.y(), near.y()]])
            crossed = any(covers(frame, stroke, QTransform()) for frame in frames)
            assert not crossed, f"{view.accessibleName()}: “{tag.text}” is tied across the small picture"


def check_labels(view: PlotView) -> int:
    """See that no label covers another, a ball or a line; return how many there are."""
    boxes, name = label_boxes(view), view.accessibleName()
    for first, second in combinations(boxes, 2):
        assert not first.intersects(second), f"{name}: {first} covers {second}"
    for box in boxes:
        assert not any(map(box.intersects, balls_of(view))), f"{name}: {box} covers a ball"
        for item, onto in items_of(view):
            if isinstance(item, CurveItem | PathItem | Sketch):
                assert not any(covers(box, piece, onto) for piece in lines_of(item)), f"{name}: {box} covers {item}"
    check_strokes(view)
    return len(boxes)
