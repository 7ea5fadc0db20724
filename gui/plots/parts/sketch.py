"""Straight lines, arrows and words laid over a plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from gui.plots.parts.items import DeviceItem
from gui.widgets.theme import Look


@dataclass(frozen=True)
class Stroke:
    """A straight line between two places in data units; ``arrow`` puts a head at its end."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: QColor
    width: float
    arrow: bool = False
    dashed: bool = False
    outline: QColor | None = None


@dataclass(frozen=True)
class Words:
    """Words beside a place in data units, on a ground of their own."""

    text: str
    at: tuple[float, float]
    colour: QColor


class Sketch(DeviceItem):
    """Strokes, and words that keep inside the plot and off each other."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.strokes: tuple[Stroke, ...] = ()
        self.words: tuple[Words, ...] = ()

    def show_sketch(self, strokes: Sequence[Stroke], words: Sequence[Words] = ()) -> None:
        """Show other strokes and words; places that are not finite are left out."""
        self.strokes = tuple(s for s in strokes if all(map(math.isfinite, (*s.start, *s.end))))
        self.words = tuple(w for w in words if all(map(math.isfinite, w.at)))
        self.update()

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the strokes, then the words."""
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        room = area.adjusted(-area.width(), -area.height(), area.width(), area.height())
        for stroke in self.strokes:
            piece = clipped(to_pixels.map(QPointF(*stroke.start)), to_pixels.map(QPointF(*stroke.end)), room)
            if piece is None:
                continue
            start, end = piece
            if stroke.outline is not None:
                self._draw_stroke(painter, stroke, start, end, stroke.outline, stroke.width + self.look.px(2.5))
            self._draw_stroke(painter, stroke, start, end, stroke.colour, stroke.width)
        self._draw_words(painter, to_pixels)

    def _draw_stroke(
        self, painter: QPainter, stroke: Stroke, start: QPointF, end: QPointF, colour: QColor, width: float
    ) -> None:
        pen = QPen(colour, width, Qt.PenStyle.DashLine if stroke.dashed else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        length = math.hypot(end.x() - start.x(), end.y() - start.y())
        if not stroke.arrow or length < 1.0:
            painter.drawLine(start, end)
            return
        head = min(self.look.px(12), length)
        along = (end - start) / length
        across, neck = QPointF(-along.y(), along.x()) * 0.45 * head, end - along * head
        painter.drawLine(start, neck + along)
        painter.setBrush(colour)
        painter.setPen(QPen(colour, width - stroke.width + 0.5))
        painter.drawPolygon(QPolygonF([end, neck + across, neck - across]))

    def _draw_words(self, painter: QPainter, to_pixels: QTransform) -> None:
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        font, gap = self.look.font(0.87), self.look.px(6)
        taken: list[QRectF] = []
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for words in self.words:
            at = to_pixels.map(QPointF(*words.at))
            box = QRectF(0, 0, metrics.horizontalAdvance(words.text) + 2 * gap, metrics.height())
            box.moveTopLeft(at + QPointF(gap, -metrics.height() - gap))
            box = _free(_inside(box, area), taken, area, metrics.height() / 2)
            taken.append(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.colour("card", 215))
            painter.drawRoundedRect(box, self.look.px(3), self.look.px(3))
            painter.setPen(words.colour)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words.text)


def clipped(start: QPointF, end: QPointF, area: QRectF) -> tuple[QPointF, QPointF] | None:
    """Return the part of a line that lies in ``area``, None if none does (Liang and Barsky 1984).

    Lines to places very far out could not be painted.
    """
    x, y = end.x() - start.x(), end.y() - start.y()
    first, last = 0.0, 1.0
    for run, room in (
        (-x, start.x() - area.left()),
        (x, area.right() - start.x()),
        (-y, start.y() - area.top()),
        (y, area.bottom() - start.y()),
    ):
        if run == 0.0 and room < 0.0:
            return None
        if run < 0.0:
            first = max(first, room / run)
        elif run > 0.0:
            last = min(last, room / run)
    if not first <= last:  # nor if there is no number
        return None
    return QPointF(start.x() + first * x, start.y() + first * y), QPointF(start.x() + last * x, start.y() + last * y)


def _free(box: QRectF, taken: Sequence[QRectF], area: QRectF, stride: float) -> QRectF:
    """Return ``box`` moved up or down to the nearest place within ``area`` that is not taken, if there is one."""
    shifts = (sign * count * stride for count in range(12) for sign in (1, -1))
    moved = (box.translated(0, shift) for shift in shifts)
    free = (
        each
        for each in moved
        if area.top() <= each.top() and each.bottom() <= area.bottom() and not any(map(each.intersects, taken))
    )
    return next(free, box)


def _inside(box: QRectF, area: QRectF) -> QRectF:
    """Return ``box`` moved into ``area``."""
    x = max(area.left(), min(box.x(), area.right() - box.width()))
    y = max(area.top(), min(box.y(), area.bottom() - box.height()))
    return QRectF(x, y, box.width(), box.height())
