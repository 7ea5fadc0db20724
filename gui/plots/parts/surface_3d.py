"""A surface in space, painted without OpenGL: shaded pieces from back to front, the ball and its path on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.surface import Surface
from core.arrays import Array
from gui.plots.parts.descent_arrows import BALL, ball_size
from gui.plots.parts.items import polygon_of
from gui.plots.parts.path import INK, PathOnPlane, moved
from gui.plots.parts.rival_balls import Ball, Beside, draw_balls
from gui.plots.parts.surface import Levels, loss_table
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.numbers import ends_of
from gui.widgets.placement import Room, fitted
from gui.widgets.symbols import is_name, reach_of, width_of, write
from gui.widgets.theme import Look

HEIGHT = 0.9
"""Height of the highest shade, by half the width of the plane."""
SLOW_TURN, TICK = 9.0, 40
"""Degrees a second of the slow turn, and milliseconds between its pictures."""
WIDER = 1.6
"""By how much it is stretched at most to fill its place on the stage: each axis has a scale of its own anyway."""
LOWEST, HIGHEST = 8.0, 80.0
"""From which angles above the plane it can be seen, in degrees."""
FINEST = 100
"""From so many pieces along a side on only every other one is drawn, and so on."""
LINES, GRID = 8, 130
"""Every so-many-th part of the surface's width there is a grid line; how opaque it is, of 255."""
NEAR, FAR = 1.6, 1e4
"""How far from the middle a path is drawn, by half the width of the surface, and how far away a ball counts at most."""
LIGHT = (-0.45, -0.35, 0.82)
HELP = (
    "The surface in 3-D; the axis on the left tells the height. The path is drawn at its true height, so where it runs "
    "above or below the surface, it was not on this surface. Drag to turn."
)
SMALLER = 0.87
"""Size of what is written, by normal text."""


def _is_typeset(text: str, look: Look) -> bool:
    """Tell whether a text is set as a name from a formula."""
    return bool(look.stage) and is_name(text)


def _size(text: str, look: Look) -> tuple[float, float]:
    """Return width and height in pixels that a text takes."""
    if _is_typeset(text, look):
        font = look.symbol_font()
        return width_of(text, font), sum(reach_of(font))
    metrics = QFontMetricsF(look.font(SMALLER))
    return metrics.horizontalAdvance(text) + 2, metrics.height()


class Surface3D(LeavesDoubleClick, QWidget):
    """The surface of one plane, turned by dragging or slowly by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.azimuth, self.elevation = 35.0, 26.0
        self.surface: Surface | None = None
        self.levels = Levels(0.0, 1.0, log=False)
        self.path = PathOnPlane()
        self.beside: tuple[Beside, ...] = ()
        self.ball: Ball | None = None
        self.names = ("", "", "")
        self._room = Room(QRectF())
        self.notice = ""
        self._corners: Array = np.empty((0, 0, 3))
        self._brushes: list[QBrush | None] = []
        self._dragged = QPointF()
        self._turning = QTimer(self)
        self._turning.setInterval(TICK)
        self._turning.timeout.connect(self._turn)
        self.turns = False
        self.setMinimumSize(120, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Surface in 3-D")
        self.setToolTip(HELP)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self.look = look
        self.setFont(look.font(SMALLER))
        self._shade()
        self.update()

    def show_surface(
        self, surface: Surface | None, levels: Levels, path: PathOnPlane, names: tuple[str, str, str], notice: str
    ) -> None:
        """Show another surface, or none and why, with the path; ``names``: of the axes across, up and of height."""
        self.notice = notice or "computing the surface …"
        if (surface, levels) != (self.surface, self.levels):
            self.surface, self.levels = surface, levels
            self._shade()
        self.path, self.names = path, names
        self.update()

    def show_race(self, beside: tuple[Beside, ...], balls: Sequence[Ball]) -> None:
        """Show the paths of other runs too and, in a race, names at all balls; the last one is the active run's."""
        self.beside, self.ball = beside, balls[-1] if balls else None
        self.update()

    def set_turning(self, on: bool) -> None:
        """Turn slowly, while there is anything to be seen."""
        self.turns = on
        if on and self.isVisible():
            self._turning.start()
        else:
            self._turning.stop()

    def _turn(self) -> None:
        self.azimuth = (self.azimuth + SLOW_TURN * TICK / 1000) % 360
        self.update()

    # Geometry

    def _shade(self) -> None:
        """Work out the corners (r × r × 3) and the colour of each piece: once for a surface, however it is turned."""
        surface = self.surface
        if surface is None:
            self._brushes = []
            return
        stride = 1 + (len(surface.s) - 1) // FINEST
        place = self.levels.place(surface.heights)[::stride, ::stride]
        rows, columns = place.shape
        x, y = np.meshgrid(np.linspace(-1.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
        self._corners = np.stack([x, y, HEIGHT * np.clip(place, -0.2, 1.15)], axis=2)
        self._brushes = [QBrush(QColor(rgb)) if rgb >= 0 else None for rgb in self._colours(place).ravel().tolist()]

    def _colours(self, place: Array) -> NDArray[np.int64]:
        """Return the colour 0xRRGGBB of each piece, lit from the upper left; −1 where the loss is no number."""
        mean = (place[:-1, :-1] + place[1:, :-1] + place[:-1, 1:] + place[1:, 1:]) / 4
        c = self._corners
        across, up = c[:-1, 1:] - c[:-1, :-1], c[1:, :-1] - c[:-1, :-1]
        normal = np.cross(across, up)
        with np.errstate(all="ignore"):
            bright = normal @ np.array(LIGHT) / np.linalg.norm(normal, axis=2)
        light = 0.72 + 0.34 * np.nan_to_num(bright)[..., None]
        table = np.array(loss_table(self.look.theme)[:-1], dtype=np.int64)
        steps = np.rint(np.clip(np.nan_to_num(mean), 0.0, 1.0) * (len(table) - 1)).astype(int)
        rgb = np.stack([table[steps] >> 16 & 255, table[steps] >> 8 & 255, table[steps] & 255], axis=2)
        red, green, blue = np.moveaxis(np.clip(rgb * light, 0, 255).astype(np.int64), 2, 0)
        return np.where(np.isfinite(mean), red << 16 | green << 8 | blue, -1)

    def _project(self, points: Array) -> tuple[Array, Array, Array]:
        """Return x and y in pixels, and the depth, larger farther away, of points (…, 3)."""
        turn, tilt = math.radians(self.azimuth), math.radians(self.elevation)
        across = points[..., 0] * math.cos(turn) - points[..., 1] * math.sin(turn)
        away = points[..., 0] * math.sin(turn) + points[..., 1] * math.cos(turn)
        up = (points[..., 2] - HEIGHT / 2) * math.cos(tilt) + away * math.sin(tilt)
        tall, margin = 2 * math.sqrt(2) * math.sin(tilt) + HEIGHT * math.cos(tilt), 3.0 * self.look.text
        ends = ends_of(self.levels.low, self.levels.high)  # of the axis of the height: they stand left of it
        beside = max(margin, max(map(QFontMetricsF(self.font()).horizontalAdvance, ends)) + self.look.px(12))
        wide, size = (self.width() - 2 * beside) / 2.9, (self.height() - margin) / tall
        high = max(1.0, min(wide, size))
        wide = min(wide, WIDER * high) if self.look.stage else high
        depth = away * math.cos(tilt) - points[..., 2] * math.sin(tilt)
        return self.width() / 2 + wide * across, self.height() / 2 - high * up, depth

    def _on_surface(self, points: Array, losses: Array) -> Array:
        """Return where places on the plane (2 × k) at the height of ``losses`` (k,) are in the box (k × 3)."""
        assert self.surface is not None
        s_low, s_high, t_low, t_high = self.surface.box
        x = 2 * (points[0] - s_low) / (s_high - s_low) - 1
        y = 2 * (points[1] - t_low) / (t_high - t_low) - 1
        return np.stack([x, y, HEIGHT * np.clip(self.levels.place(losses), -0.2, 1.15)], axis=1)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw floor, surface, grid, path and ball."""
        painter = QPainter(self)
        if self.surface is None:
            painter.setPen(self.look.colour("dim"))
            around = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), around, self.look.notation.text(self.notice))
        else:
            self._room = Room(QRectF(self.rect()))
            self._draw_frame(painter)
            self._draw_pieces(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_paths(painter)
        painter.end()

    def _draw_pieces(self, painter: QPainter) -> None:
        """Draw the pieces from back to front, each with the grid lines at its edges."""
        x, y, depth = self._project(self._corners)
        corners = [QPointF(a, b) for a, b in zip(x.ravel().tolist(), y.ravel().tolist(), strict=True)]
        columns = x.shape[1]
        middle = (depth[:-1, :-1] + depth[1:, 1:]).ravel()
        stride = max(1, (columns - 1) // LINES)
        grid = QPen(self.look.colour("contour", GRID), self.look.line(1))
        painter.setPen(Qt.PenStyle.NoPen)
        for k in np.argsort(-middle, kind="stable").tolist():
            brush = self._brushes[k]
            if brush is None:
                continue
            row, column = divmod(k, columns - 1)
            first = row * columns + column
            a, b, c, d = corners[first], corners[first + 1], corners[first + columns + 1], corners[first + columns]
            painter.setBrush(brush)
            painter.drawConvexPolygon((a, b, c, d))
            if row % stride == 0 or column % stride == 0:
                painter.setPen(grid)
                if row % stride == 0:
                    painter.drawLine(a, b)
                if column % stride == 0:
                    painter.drawLine(a, d)
                painter.setPen(Qt.PenStyle.NoPen)

    def _draw_frame(self, painter: QPainter) -> None:
        """Draw the floor's edges, and names and ends of the axes at the two edges in front."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], dtype=np.float64)
        x, y, depth = self._project(floor)
        points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        painter.setPen(QPen(self.look.colour("dim"), self.look.line(1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(points))
        painter.setPen(self.look.colour("text"))
        self._draw_height(painter, floor[int(np.argmin(x))])  # its numbers have one place, the others may give way
        nearest, middle = int(np.argmin(depth)), (points[0] + points[2]) / 2
        for start, end in ((nearest, (nearest + 1) % 4), ((nearest - 1) % 4, nearest)):
            self._name_edge(painter, start, points[start], points[end], middle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_height(self, painter: QPainter, corner: Array) -> None:
        """Draw the axis of the height at the floor's leftmost corner: its name, and the heights of both ends."""
        ends = np.stack([corner, corner + np.array([0.0, 0.0, HEIGHT])])
        low, high = (QPointF(a, b) for a, b in zip(*(each.tolist() for each in self._project(ends)[:2]), strict=True))
        painter.setPen(QPen(self.look.colour("dim"), self.look.line(1)))
        painter.drawLine(low, high)
        self._room.take_lines(*(np.array([[end.x()], [end.y()]]) for end in (low, high)))
        for end in (low, high):
            painter.drawLine(end, end - QPointF(self.look.px(5), 0.0))
        painter.setPen(self.look.colour("text"))
        for place, text in self._heights(low, high):
            self._write(painter, place, text)

    def _heights(self, low: QPointF, high: QPointF) -> list[tuple[QPointF, str]]:
        """Return what stands at the axis of the height, and where: the heights left of its ends, its name above."""
        metrics, gap = QFontMetricsF(self.font()), self.look.px(9)
        ends = zip((low, high), ends_of(self.levels.low, self.levels.high), strict=True)
        beside = [(end - QPointF(gap + metrics.horizontalAdvance(text) / 2, 0.0), text) for end, text in ends]
        name = f"{self.names[2]} (log)" if self.levels.log else self.names[2]
        return [*beside, (high - QPointF(0.0, 1.1 * metrics.height()), name)]

    def _name_edge(self, painter: QPainter, start: int, a: QPointF, b: QPointF, middle: QPointF) -> None:
        """Write outside an edge of the floor which coordinate runs along it, from where to where."""
        assert self.surface is not None
        s_low, s_high, t_low, t_high = self.surface.box
        low, high = (s_low, s_high) if start % 2 == 0 else (t_low, t_high)
        if start >= 2:
            low, high = high, low
        out = (a + b) / 2 - middle
        out *= self.look.text / max(1.0, math.hypot(out.x(), out.y()))
        name = self.look.notation.text(self.names[start % 2])
        wide, tall = _size(name, self.look)
        shift = QPointF(math.copysign(wide / 2, out.x()), (tall - QFontMetricsF(self.font()).height()) / 2)
        self._write(painter, (a + b) / 2 + out + shift, name)
        if math.hypot(b.x() - a.x(), b.y() - a.y()) > 6 * self.look.text:
            first, last = ends_of(low, high)
            self._write(painter, a * 0.9 + b * 0.1 + out * 1.2, first)
            self._write(painter, b * 0.9 + a * 0.1 + out * 1.2, last)

    def _write(self, painter: QPainter, place: QPointF, text: str) -> None:
        size = _size(text, self.look)
        box: QRectF | None = fitted(QRectF(place.x() - size[0] / 2, place.y() - size[1] / 2, *size), self._room.area)
        if box is not None and not self._room.is_free(box):
            box = self._room.place(size, np.array([[place.x()], [place.y()]]))
        if box is not None:
            self._room.take(box)
            if _is_typeset(text, self.look):
                font = self.look.symbol_font()
                write(painter, box.topLeft() + QPointF(0.0, reach_of(font)[0]), text, font)
                painter.setFont(self.font())
            else:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_paths(self, painter: QPainter) -> None:
        """Draw all paths at the height of their true losses, the run's own last, then the balls."""
        balls = []
        for each in self.beside:
            self._draw_line(painter, each.path, each.colour)
            if each.ball is not None:
                balls.append((each.ball, self._end(each.path)))
        self._draw_line(painter, self.path, QColor("#ffffff"))
        now = self._end(self.path)
        painter.setPen(QPen(QColor(INK), self.look.line(1.5)))
        painter.setBrush(QColor(BALL))
        painter.drawEllipse(now, ball_size(self.look) / 2, ball_size(self.look) / 2)
        if self.ball is not None:
            draw_balls(painter, self.look, [*balls, (self.ball, now)], self._room)

    def _draw_line(self, painter: QPainter, path: PathOnPlane, colour: QColor) -> None:
        """Draw a path where it is near enough to the surface."""
        box = self._on_surface(path.points, path.losses)
        box = box[np.isfinite(box).all(axis=1) & (np.abs(box[:, :2]) <= NEAR).all(axis=1)]
        if len(box) == 0:
            return
        x, y, _ = self._project(box)
        kept = moved(np.stack([x, y]), (1.0, 1.0))
        line, points = polygon_of(x[kept], y[kept]), np.stack([x[kept], y[kept]])
        self._room.take_lines(points[:, :-1], points[:, 1:])
        for hue, width in ((QColor(INK), 4.4), (colour, 2.2)):
            painter.setPen(QPen(hue, self.look.line(width), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(line)

    def _end(self, path: PathOnPlane) -> QPointF:
        """Return where a path ends in pixels; far away for one that ends far off the surface."""
        box = np.clip(np.nan_to_num(self._on_surface(path.points[:, -1:], path.losses[-1:])), -FAR, FAR)
        x, y, _ = self._project(box)
        return QPointF(float(x[0]), float(y[0]))

    # Turning

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._dragged = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            shift, self._dragged = event.position() - self._dragged, event.position()
            self.azimuth = (self.azimuth + 0.4 * shift.x()) % 360
            self.elevation = min(HIGHEST, max(LOWEST, self.elevation + 0.3 * shift.y()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on turning."""
        super().showEvent(event)
        self.set_turning(self.turns)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._turning.stop()
