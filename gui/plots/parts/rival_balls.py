"""Where the runs of a race stand on the descent path's plane, each with its name."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from core.analysis.planes import Plane
from core.arrays import Array
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.values import dataclass
from gui.frames.chart import FARTHEST
from gui.frames.shown import ShownFrame
from gui.plots.parts.descent_arrows import BALL
from gui.plots.parts.items import DeviceItem, room_of
from gui.plots.parts.path import INK, PathOnPlane, losses_at
from gui.plots.parts.tags import Tags
from gui.widgets.placement import Room, nearest_in
from gui.widgets.theme import Look

PAPER = "#f4f7f8"
"""Names stand on the surface, whose shades are the same in every theme."""
REACH = 0.15
"""A ball that lies farther off the surface than so many widths of it does not stretch the picture: it is an arrow."""
RADIUS = 6.5
"""Of a ball, in pixels at normal text."""
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


def draw_balls(painter: QPainter, look: Look, balls: Sequence[tuple[Ball, QPointF]], room: Room) -> None:
    """Draw balls with their names where they are in pixels; one outside the room is an arrow at its edge."""
    there = shown_at(look, balls, room.area)
    plates = plates_of(look, there, room)
    painter.setPen(QPen(QColor(INK), look.line(1)))
    for (_, at), plate in zip(there, plates, strict=True):
        if plate is not None:
            painter.drawLine(at, nearest_in(plate, at))
    for (ball, at), (_, true) in zip(there, balls, strict=True):
        painter.setPen(QPen(QColor(INK), look.line(1.5)))
        painter.setBrush(ball.colour or QColor(BALL))
        if not room.area.contains(true):
            painter.drawPolygon(_arrow(at, true, look.px(8)))
        elif ball.colour is not None:
            painter.drawEllipse(at, look.px(RADIUS), look.px(RADIUS))
    for (ball, _), plate in zip(there, plates, strict=True):
        if plate is not None:
            _write(painter, look, ball, plate)


def shown_at(look: Look, balls: Sequence[tuple[Ball, QPointF]], area: QRectF) -> list[tuple[Ball, QPointF]]:
    """Return balls with where they are seen in pixels: those outside ``area`` at its edge."""
    half = look.px(6)
    edge = area.adjusted(half, half, -half, -half)
    return [(ball, at if area.contains(at) else on_edge(at, edge)) for ball, at in balls]


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


def plates_of(look: Look, balls: Sequence[tuple[Ball, QPointF]], room: Room) -> list[QRectF | None]:
    """Return a plate for each name, near its ball in pixels, that covers nothing; None where there is no room.

    Balls and plates are taken then.
    """
    half = look.px(8)
    for _, at in balls:
        room.take(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
    plates = [_plate(look, ball, at, room) for ball, at in reversed(balls)]
    return plates[::-1]


def _plate(look: Look, ball: Ball, at: QPointF, room: Room) -> QRectF | None:
    """Return where a name goes; the place is then taken."""
    metrics = QFontMetricsF(_font(look, ball))
    size = metrics.horizontalAdvance(ball.name) + look.px(8), metrics.height()
    plate = room.place(size, np.array([[at.x()], [at.y()]]))
    if plate is not None:
        room.take(plate)
    return plate


def _font(look: Look, ball: Ball) -> QFont:
    return look.font(0.8, bold=ball.colour is None)


def _write(painter: QPainter, look: Look, ball: Ball, plate: QRectF) -> None:
    """Write a name on its plate."""
    ground = QColor(PAPER)
    ground.setAlpha(225)
    painter.setPen(QPen(ball.colour or QColor(INK), look.line(1.2)))
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, look.px(3), look.px(3))
    painter.setFont(_font(look, ball))
    painter.setPen(QColor(INK))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, look.notation.text(ball.name))


class RivalBalls(DeviceItem):
    """The balls and the names, each name where it covers neither a ball nor a path."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.balls: tuple[Ball, ...] = ()

    def show_balls(self, balls: Sequence[Ball]) -> None:
        """Show other balls."""
        self.balls = tuple(balls)
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw them all; without any nobody asks what room the lines leave, which takes long."""
        if self.balls:
            draw_balls(painter, self.look, self._at(to_pixels), room_of(self, to_pixels, Tags))

    def boxes(self, to_pixels: QTransform) -> list[QRectF]:
        """Return where names are written, in pixels."""
        room = room_of(self, to_pixels, Tags)
        plates = plates_of(self.look, shown_at(self.look, self._at(to_pixels), room.area), room)
        return [plate for plate in plates if plate is not None]

    def _at(self, to_pixels: QTransform) -> list[tuple[Ball, QPointF]]:
        return [(ball, to_pixels.map(QPointF(*ball.place))) for ball in self.balls]

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the balls and of their names."""
        if not self.balls:
            return
        half = self.look.px(8)
        for _, at in shown_at(self.look, self._at(to_pixels), room.area):
            room.take(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
        for box in self.boxes(to_pixels):
            room.take(box)
