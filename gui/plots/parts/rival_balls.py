"""Where the runs of a race stand on the descent path's plane, each with its name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from core.analysis.planes import Plane
from core.arrays import Array
from core.training.run import Run
from core.training.snapshot import Snapshot
from gui.frames.chart import FARTHEST
from gui.frames.shown import ShownFrame
from gui.plots.parts.descent_arrows import BALL
from gui.plots.parts.items import DeviceItem
from gui.plots.parts.path import INK, PathOnPlane, losses_at
from gui.widgets.theme import Look

PAPER = "#f4f7f8"
"""Names stand on the surface, whose shades are the same in every theme."""
REACH = 0.15
"""A ball that lies farther off the surface than so many widths of it does not stretch the picture: it is an arrow."""
ROWS = sorted(range(-12, 13), key=abs)
"""In which rows a name is put, 0 being that of its ball, the nearest first."""
MAX_KEYS, KEY_VALUES = 250, 300_000
"""Snapshots through which a path is sampled, and values that they may have in total."""


@dataclass(frozen=True)
class Ball:
    """A run's name and place (s, t); ``colour`` is None for the active one, which has its own ball."""

    name: str
    place: tuple[float, float]
    colour: QColor | None


def place_of(plane: Plane, theta: Array) -> tuple[float, float]:
    """Return where θ (p,) is on a plane."""
    s, t = np.clip(np.nan_to_num(plane.place(theta)), -FARTHEST, FARTHEST)
    return float(s), float(t)


def path_on(plane: Plane, run: Run) -> Array:
    """Return the path of a run on a plane (2 × k), at some of its keys."""
    return np.clip(plane.place(np.array([key.theta for key in _keys(run, plane)])).T, -FARTHEST, FARTHEST)


def _keys(run: Run, plane: Plane) -> tuple[Snapshot, ...]:
    return tuple(run.history.some_keys(min(MAX_KEYS, max(16, KEY_VALUES // len(plane.origin)))))


def balls_of(frame: ShownFrame, look: Look) -> tuple[Ball, ...]:
    """Return the balls of a race; without one none."""
    plane = frame.chart.plane
    if plane is None or not frame.rivals:
        return ()
    others = [
        Ball(
            _short(rival.run.name, frame),
            place_of(plane, rival.snapshot.theta),
            QColor(look.theme.classes[2 + frame.ghosts.index(rival.run)]),
        )
        for rival in frame.rivals
    ]
    return (*others, Ball(_short(frame.run.name, frame), place_of(plane, frame.snapshot.theta), None))


def _short(name: str, frame: ShownFrame) -> str:
    """Return a run's name without the iteration that it began at, if that is still unique."""
    cut = [run.name.rsplit(" from ", 1)[0] for run in (frame.run, *(rival.run for rival in frame.rivals))]
    short = name.rsplit(" from ", 1)[0]
    return short if cut.count(short) == 1 else name


def stretched(low: float, high: float, places: Sequence[float]) -> tuple[float, float]:
    """Return the range ``low`` … ``high`` with those of ``places`` in it that are not far off."""
    width = high - low
    near = [place for place in places if low - REACH * width < place < high + REACH * width]
    least, most = min([low, *near]), max([high, *near])
    spare = 0.06 * (most - least)
    return (least - spare if least < low else low), (most + spare if most > high else high)


@dataclass(frozen=True, eq=False)
class Beside:
    """The path of another run, in its colour, and its ball if it races."""

    path: PathOnPlane
    colour: QColor
    ball: Ball | None


def paths_beside(frame: ShownFrame, look: Look) -> tuple[Beside, ...]:
    """Return the paths of all ghosts at the height of their own losses; those that race end where they stand."""
    plane = frame.chart.plane
    if plane is None:
        return ()
    balls = {rival.run: (rival, ball) for rival, ball in zip(frame.rivals, balls_of(frame, look), strict=False)}
    paths = []
    for place, run in enumerate(frame.ghosts):
        rival, ball = balls.get(run, (None, None))
        keys = [key for key in _keys(run, plane) if rival is None or key.iteration < rival.snapshot.iteration]
        if rival is not None:
            keys.append(rival.snapshot)
        losses = losses_at(run.history, np.array([key.iteration for key in keys], dtype=np.float64))
        if rival is not None:
            losses[-1] = rival.evaluation.train_loss + rival.evaluation.penalty
        points = np.clip(plane.place(np.array([key.theta for key in keys])).T, -FARTHEST, FARTHEST)
        paths.append(Beside(PathOnPlane(points=points, losses=losses), QColor(look.theme.classes[2 + place]), ball))
    return tuple(paths)


def draw_balls(painter: QPainter, look: Look, area: QRectF, balls: Sequence[tuple[Ball, QPointF]]) -> None:
    """Draw balls with their names where they are in pixels; one outside ``area`` is an arrow at its edge."""
    half, seen = look.px(6), [(ball, at, area.contains(at)) for ball, at in balls]
    there = [
        (ball, at if inside else on_edge(at, area.adjusted(half, half, -half, -half))) for ball, at, inside in seen
    ]
    plates = plates_of(look, there, area)
    painter.setPen(QPen(QColor(INK), look.px(1)))
    for (_, at), plate in zip(there, plates, strict=True):
        painter.drawLine(at, _nearest(plate, at))
    for (ball, at), (_, true, inside) in zip(there, seen, strict=True):
        painter.setPen(QPen(QColor(INK), look.px(1.5)))
        painter.setBrush(ball.colour or QColor(BALL))
        if not inside:
            painter.drawPolygon(_arrow(at, true, look.px(8)))
        elif ball.colour is not None:
            painter.drawEllipse(at, look.px(5.5), look.px(5.5))
    for (ball, _), plate in zip(there, plates, strict=True):
        _write(painter, look, ball, plate)


def on_edge(at: QPointF, area: QRectF) -> QPointF:
    """Return where the line from the middle of ``area`` to a place outside leaves it."""
    middle = area.center()
    x, y = _towards(middle, at)
    reach = min(
        area.width() / 2 / abs(x) if x else math.inf,
        area.height() / 2 / abs(y) if y else math.inf,
    )
    return QPointF(middle.x() + reach * x, middle.y() + reach * y)


def _towards(start: QPointF, end: QPointF) -> tuple[float, float]:
    """Return the direction from one place to another, of length 1, however far that is."""
    x, y = end.x() - start.x(), end.y() - start.y()
    size = math.hypot(x, y) or 1.0
    return x / size, y / size


def _arrow(tip: QPointF, at: QPointF, size: float) -> QPolygonF:
    """Return a triangle that points from ``tip`` towards ``at``."""
    x, y = _towards(tip, at)
    back = QPointF(tip.x() - size * x, tip.y() - size * y)
    side = QPointF(-0.7 * size * y, 0.7 * size * x)
    return QPolygonF([QPointF(tip.x() + size * x / 2, tip.y() + size * y / 2), back + side, back - side])


def plates_of(look: Look, balls: Sequence[tuple[Ball, QPointF]], area: QRectF) -> list[QRectF]:
    """Return a plate for each name, beside its ball in pixels where there is room, that covers no ball and no other."""
    half = look.px(6)
    taken = [QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half) for _, at in balls]
    plates = [_plate(look, ball, at, area, taken) for ball, at in reversed(balls)]
    return plates[::-1]


def _plate(look: Look, ball: Ball, at: QPointF, area: QRectF, taken: list[QRectF]) -> QRectF:
    """Return where a name goes: right or left of its ball, or above or below that; the place is then ``taken``.

    Where there is no room near the ball it goes to the edge, and where there is none at all it covers little.
    """
    metrics, gap = QFontMetricsF(_font(look, ball)), look.px(10)
    width, height = metrics.horizontalAdvance(ball.name) + look.px(8), metrics.height()
    tops = [at.y() + (row - 0.5) * height for row in ROWS]
    near = (QRectF(left, top, width, height) for top in tops for left in (at.x() + gap, at.x() - gap - width))
    plate = next((each for each in near if _is_free(each, area, taken)), None) or _at_edge(
        QRectF(at.x(), at.y(), width, height), area, taken
    )
    taken.append(plate)
    return plate


def _is_free(plate: QRectF, area: QRectF, taken: Sequence[QRectF]) -> bool:
    return area.contains(plate) and not any(map(plate.intersects, taken))


def _at_edge(plate: QRectF, area: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """Return a plate moved to an edge of ``area`` or its middle: the nearest place that covers least."""
    tops = [area.top() + share * (area.height() - plate.height()) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    lefts = area.left(), (area.left() + area.right() - plate.width()) / 2, area.right() - plate.width()
    places = [QRectF(left, top, plate.width(), plate.height()) for top in tops for left in lefts]
    ball = plate.topLeft()
    return min(places, key=lambda each: (_covered(each, taken), QLineF(ball, _nearest(each, ball)).length()))


def _covered(plate: QRectF, taken: Sequence[QRectF]) -> float:
    """Return how much of what is taken a plate would cover, in square pixels."""
    common = [plate.intersected(other) for other in taken]
    return sum(each.width() * each.height() for each in common)


def _nearest(plate: QRectF, to: QPointF) -> QPointF:
    """Return the point of a plate that is nearest to a place."""
    return QPointF(min(max(to.x(), plate.left()), plate.right()), min(max(to.y(), plate.top()), plate.bottom()))


def _font(look: Look, ball: Ball) -> QFont:
    return look.font(0.8, bold=ball.colour is None)


def _write(painter: QPainter, look: Look, ball: Ball, plate: QRectF) -> None:
    """Write a name on its plate."""
    ground = QColor(PAPER)
    ground.setAlpha(225)
    painter.setPen(QPen(ball.colour or QColor(INK), look.px(1.2)))
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, look.px(3), look.px(3))
    painter.setFont(_font(look, ball))
    painter.setPen(QColor(INK))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, ball.name)


class RivalBalls(DeviceItem):
    """The balls and the names, names to the right of their balls or to the left where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.balls: tuple[Ball, ...] = ()

    def show_balls(self, balls: Sequence[Ball]) -> None:
        """Show other balls."""
        self.balls = tuple(balls)
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw them all."""
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        draw_balls(painter, self.look, area, [(ball, to_pixels.map(QPointF(*ball.place))) for ball in self.balls])
