"""Words beside places and curves of a plot, each where it has room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field, replace
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from core.arrays import Array
from core.values import dataclass
from gui.plots.parts.items import CurveItem, DeviceItem, mapped, room_of
from gui.plots.parts.sketch import clipped
from gui.widgets.numbers import number
from gui.widgets.placement import Room, distance, nearest_in
from gui.widgets.symbols import width_of, write
from gui.widgets.theme import Look

MAX_SHARE = 0.9
"""Share of a plot's width that a tag takes at most if it has a shorter form."""
NEAR, FAR = 3.0, 8.0
"""Text heights from its place up to which a tag is taken to stand there, and beyond which one is left out."""
TIED = 1.2
"""Text heights from its place from which on a stroke ties a tag to it."""
ENDS = 0.0, 0.1, 0.2, 0.8, 0.9, 1.0
"""Shares of a straight line at which its name may stand."""
PLACED_EVERY = 0.6
"""Seconds between two searches for places while training runs: one takes as long as painting a whole plot."""
CAPITAL = 0.66
"""Height of their capitals by their size."""
SPOTS = 24
"""Points of a curve at any of which its name may stand."""
USUAL, FINE = 3, 12
"""Digits of a number, and at most where it takes more to tell it from another one."""


def told_apart(values: Sequence[float]) -> list[str]:
    """Return values with as many digits as it takes to tell different ones apart, up to 12."""
    different = len(set(values))
    for digits in range(USUAL, FINE):
        texts = [number(value, digits) for value in values]
        if len(set(texts)) == different:
            return texts
    return [number(value, FINE) for value in values]


@dataclass(frozen=True)
class Tag:
    """Words beside a place in data units; ``short`` ones, shorter and shorter, where there is no room for them.

    One that is ``needed`` may stand far off its place. A ``formula`` is typeset, as large as the names of axes are.
    """

    text: str
    at: tuple[float, float]
    colour: QColor
    needed: bool = True
    short: tuple[str, ...] = ()
    formula: bool = False


@dataclass(frozen=True, eq=False)
class CurveName(Tag):
    """The name of a curve, beside any of its points ``along`` (2 × k) in data units; its plate may have an edge."""

    along: Array = field(default_factory=lambda: np.empty((2, 0)))
    edge: QColor | None = None


@dataclass(frozen=True)
class StrokeName(Tag):
    """What a straight line from ``start`` to ``at`` is, beside an end of what is seen of it."""

    start: tuple[float, float] = (math.nan, math.nan)


def curve_name(text: str, curve: CurveItem, line: QColor, ink: QColor | None = None) -> CurveName:
    """Return a name that stands at a curve in its colour, or in ``ink`` with an edge in it; not finite without points.

    It is not needed: where there is no room the read-out tells which curve is which.
    """
    x, y = curve.getData()
    points = np.empty((2, 0)) if x is None else np.stack([x, y])
    points = points[:, np.isfinite(points).all(axis=0)]
    count = points.shape[1]
    points = points[:, np.linspace(0, count - 1, min(count, SPOTS)).astype(np.int64)]
    at = tuple(points[:, -1].tolist()) if points.size else (math.nan, math.nan)
    return CurveName(text, (at[0], at[1]), ink or line, needed=False, along=points, edge=line if ink else None)


class Tags(DeviceItem):
    """Tags, the first ones placed first; they cover neither each other nor what other items of the plot occupy."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.tags: tuple[Tag, ...] = ()
        self._before: dict[str, QRectF] = {}
        self._drawn: list[tuple[Tag, QPointF, QRectF]] = []
        self._drawn_at, self._rests = 0.0, False

    def rest(self) -> bool:
        """Stay where the tags have just been placed, if that was a moment ago; tell whether they do.

        While training goes on they get new places only now and then: that takes time, and nobody can read words that
        jump.
        """
        self._rests = perf_counter() - self._drawn_at < PLACED_EVERY
        return self._rests

    def show_tags(self, tags: Sequence[Tag]) -> None:
        """Show other tags; places that are not finite are left out."""
        self._rests, text = False, self.look.notation.text
        self.tags = tuple(
            replace(tag, text=text(tag.text), short=tuple(map(text, tag.short)))
            for tag in tags
            if np.isfinite(tag.at).all()
        )
        self.update()

    def boxes(self, to_pixels: QTransform) -> list[QRectF]:
        """Return where tags are written, in pixels."""
        return [box for _, _, box in self._placed(to_pixels)]

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Write the tags, each on a ground of its own and tied to its place if it is not beside it."""
        if not self._rests:
            self._drawn, self._drawn_at = self._placed(to_pixels), perf_counter()
        placed = self._drawn
        tied = TIED * QFontMetricsF(self._words).height()
        for tag, at, box in placed:
            near = nearest_in(box, at)
            if (at - near).manhattanLength() > tied:
                painter.setPen(QPen(tag.colour, self.look.line(1)))
                painter.drawLine(at, near)
        for tag, _, box in placed:
            self._write(painter, tag, box)

    def _placed(self, to_pixels: QTransform) -> list[tuple[Tag, QPointF, QRectF]]:
        """Return tags in the forms that have room, each with what it stands at and its place."""
        if not self.tags or self.getViewBox() is None:
            return []
        room = room_of(self, to_pixels, Tags)
        spots = [_spots(tag, to_pixels, room) for tag in self.tags]
        half = self.look.px(7)
        for tag, at in zip(self.tags, spots, strict=True):  # of the marks themselves
            if at.size and not isinstance(tag, CurveName | StrokeName):
                room.take(QRectF(at[0, 0] - half, at[1, 0] - half, 2 * half, 2 * half))
        placed = []
        for n, (tag, at) in enumerate(zip(self.tags, spots, strict=True)):
            if not at.size:
                continue
            others = np.concatenate([*spots[:n], *spots[n + 1 :], np.empty((2, 0))], axis=1)
            text, box = self._place(tag, at, others, room)
            if box is None:
                continue
            spot = _nearest(at, box)
            if any(clipped(spot, nearest_in(box, spot), hidden) for hidden in room.covered):
                if not tag.needed:
                    continue
                spot = box.center()  # not tied to it
            room.take(box)
            placed.append((replace(tag, text=text), spot, box))
        self._before = {tag.text: box for tag, _, box in placed}
        return placed

    def _place(self, tag: Tag, at: Array, others: Array, room: Room) -> tuple[str, QRectF | None]:
        """Return the longest form of a tag that has room near its place, and where; None if none has."""
        metrics, found = QFontMetricsF(self._words), []
        height, letters = metrics.height(), self.look.symbol_font()
        for text in (tag.text, *tag.short):
            width = width_of(text, letters) if tag.formula else metrics.horizontalAdvance(text)
            size = width + self.look.px(8), float(letters.pixelSize()) if tag.formula else height
            if tag.short and text != tag.short[-1] and size[0] > MAX_SHARE * room.area.width():
                continue
            box = room.place(size, at, others, self._before.get(text))
            if box is not None:
                found.append((_off(at, box) / height, text, box))
        near = next((each for each in found if each[0] <= NEAR), min(found, key=lambda each: each[0], default=None))
        if near is None or (near[0] > FAR and not tag.needed):
            return tag.text, None
        return near[1], near[2]

    @property
    def _words(self) -> QFont:
        return self.look.font(0.87)

    def _write(self, painter: QPainter, tag: Tag, box: QRectF) -> None:
        edge, ink = tag.edge if isinstance(tag, CurveName) else None, tag.colour
        text, readable = self.look.colour("text"), map(self.look.colour, ("text", "dim", "accent"))
        if self.look.stage and ink not in readable:  # in a bright room other colours cannot be read
            edge, ink = ink, text
        painter.setPen(QPen(edge, self.look.line(1.4)) if edge is not None else Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("card", 225))
        painter.drawRoundedRect(box, self.look.px(3), self.look.px(3))
        painter.setPen(ink)
        if tag.formula:
            letters = self.look.symbol_font()
            base = box.center().y() + CAPITAL * letters.pixelSize() / 2
            write(painter, QPointF(box.left() + self.look.px(4), base), tag.text, letters)
        else:
            painter.setFont(self._words)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.text)


def _spots(tag: Tag, to_pixels: QTransform, room: Room) -> Array:
    """Return the places (2 × k), in pixels and to be seen, at any of which a tag may stand."""
    area, spots = room.area, mapped(to_pixels, *np.array([tag.at]).T)
    if isinstance(tag, CurveName) and tag.along.size:
        spots = mapped(to_pixels, *tag.along)
    elif isinstance(tag, StrokeName):
        piece = clipped(to_pixels.map(QPointF(*tag.start)), to_pixels.map(QPointF(*tag.at)), area)
        if piece is not None:
            start, end = (np.array([[place.x()], [place.y()]]) for place in piece)
            spots = start + np.array(ENDS) * (end - start)
    inner = np.clip(spots, [[area.left()], [area.top()]], [[area.right()], [area.bottom()]])
    hidden = np.zeros(spots.shape[1], dtype=np.bool_)
    for box in room.covered:
        across = (box.left() <= spots[0]) & (spots[0] <= box.right())
        hidden |= across & (box.top() <= spots[1]) & (spots[1] <= box.bottom())
    seen = np.all(spots == inner, axis=0) & ~hidden
    if seen.any():
        return np.asarray(inner[:, seen])
    return inner[:, :0] if isinstance(tag, CurveName) or (hidden.all() and not tag.needed) else inner


def _nearest(at: Array, box: QRectF) -> QPointF:
    """Return which of some places is nearest to a box."""
    beside = np.clip(at, [[box.left()], [box.top()]], [[box.right()], [box.bottom()]])
    return QPointF(*at[:, int(np.argmin(np.abs(at - beside).sum(axis=0)))].tolist())


def _off(at: Array, box: QRectF) -> float:
    return float(distance(np.array([box.x()]), np.array([box.y()]), (box.width(), box.height()), at)[0])
