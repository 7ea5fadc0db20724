"""A small picture in a plot that shows a short step of one parameter magnified, tied to its place."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from core.analysis.line import EQUAL
from core.analysis.slices import ParameterSlice, Span
from core.arrays import Array
from core.values import dataclass
from gui.plots.parts.items import DeviceItem, Marker, polygon_of
from gui.plots.parts.sketch import Sketch, Stroke
from gui.widgets.numbers import number
from gui.widgets.placement import Room
from gui.widgets.theme import Look

BALL = 14
"""Diameter of the ball, in pixels at normal text."""
HIDDEN = 1.5
"""Up to how many diameters of the ball a step cannot be told from it."""
WIDTHS, HEIGHTS = (102.0, 250.0), (92.0, 180.0)
"""Least and largest size in pixels at normal text."""
WIDE, HIGH = 0.46, 0.6
"""Size wanted, and what it may take at most, as shares of the plot."""
MAX_SHARES = 0.6, 0.9
FAR = 1.0
"""By how many heights of the curve's piece the loss may get away from it and still be in the same picture."""
CALM = 24.0
"""Pixels at normal text by which another place has to hide less of the curve for the picture to go there."""


@dataclass(frozen=True)
class Detail:
    """What of a slice is magnified.

    Attributes
    ----------
    w, loss
        Its range on both axes.
    gap
        0 if the loss after the coming iteration is in it; −1 if it lies so far below that a gap is left out, 1 above.
    """

    w: Span
    loss: Span
    gap: int


def detail_of(cut: ParameterSlice) -> Detail | None:
    """Return what is visible around the coming step; None where it has no points of its own."""
    if cut.around is None:
        return None
    inside = cut.loss[(cut.around[0] <= cut.w) & (cut.w <= cut.around[1])]
    if not np.isfinite(inside).all():
        return None
    low, high = float(inside.min()), float(inside.max())
    least = 10.0 * EQUAL * abs(cut.loss_now) or EQUAL  # in less there is but round-off
    if high - low < least:
        low, high = (low + high - least) / 2.0, (low + high + least) / 2.0
    far = FAR * (high - low)
    gap = beyond(cut.arrival, low - far, high + far)
    if gap == 0 and math.isfinite(cut.arrival):
        low, high = min(low, cut.arrival), max(high, cut.arrival)
    spare = 0.14 * (high - low)
    return Detail(cut.around, (low - spare, high + spare), gap)


def beyond(loss: float, low: float, high: float) -> int:
    """Return −1 for a finite loss that lies below a range, 1 for one above it, else 0."""
    return int(math.copysign(1.0, loss - low)) if math.isfinite(loss) and not low <= loss <= high else 0


def change_words(cut: ParameterSlice) -> str:
    """Return by how much the coming iteration, in which all parameters move, changes the loss."""
    change = cut.arrival - cut.loss_now
    return f"{'+' if change > 0 else ''}{number(change, 2)}"


def step_strokes(cut: ParameterSlice, look: Look, reach: float) -> list[Stroke]:
    """Return the tangent, ``reach`` to either side, the coming step, and the line from its end to the curve."""
    now, loss, after = cut.now, cut.loss_now, cut.now + cut.step
    ends = [(now + s, loss + cut.slope * s) for s in (-reach, reach)]
    text = look.colour("text")
    return [
        Stroke(ends[0], ends[1], look.colour("accent"), look.line(2), dashed=True),
        Stroke((after, loss), (after, cut.landing), look.colour("dim"), look.line(1.2), dashed=True),
        Stroke((now, loss), (after, loss), text, look.line(3), arrow=True, outline=look.colour("card")),
    ]


def step_markers(look: Look) -> tuple[Marker, Marker, Marker]:
    """Return the markers of where the loss really gets, of where the step lands, and of the ball."""
    card, text, clear = look.colour("card"), look.colour("text"), QColor(Qt.GlobalColor.transparent)
    return (
        Marker("s", look.px(9), look.colour("negative"), card, look.line(1)),
        Marker("o", look.px(12), clear, text, look.line(2)),
        Marker("o", look.px(BALL), look.colour("highlight"), text, look.line(1.5)),
    )


class Magnifier(DeviceItem):
    """Shown where the step is so short that the ball covers it, at the place where it hides least."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.cut: ParameterSlice | None = None
        self.detail: Detail | None = None
        self.lines: tuple[tuple[Array, Array], ...] = ()
        self._strokes = Sketch()
        self._place: int | None = None
        self._framed: tuple[tuple[object, ...], QRectF | None] = ((), None)

    def show_step(self, cut: ParameterSlice | None, others: tuple[tuple[Array, Array], ...] = ()) -> None:
        """Show the step of another slice; None shows nothing.

        Of the slice and of ``others``, lines as (w, loss), it hides as little as may be.
        """
        if cut is None or self.cut is None or cut.index != self.cut.index:
            self._place = None
        self.cut = cut
        self.detail = detail_of(cut) if cut is not None else None
        self.lines = () if cut is None else ((cut.w, cut.loss), *others)
        self._framed = (), None
        self.update()

    # Where it lies

    def frame(self, to_pixels: QTransform) -> QRectF | None:
        """Return where it lies, in pixels; None if it is not needed, or has no room."""
        key = (QTransform(to_pixels), self.boundingRect(), self.cut, self.look)
        if key != self._framed[0]:
            self._framed = key, self._find_frame(to_pixels)
        return self._framed[1]

    def _find_frame(self, to_pixels: QTransform) -> QRectF | None:
        cut, px = self.cut, self.look.px
        if cut is None or self.detail is None or abs(cut.step * to_pixels.m11()) >= HIDDEN * px(BALL):
            return None
        area = QRectF(to_pixels.mapRect(self.boundingRect())).adjusted(px(5), px(5), -px(5), -px(5))
        width = min(max(WIDE * area.width(), px(WIDTHS[0])), px(WIDTHS[1]))
        height = min(max(HIGH * area.height(), px(HEIGHTS[0])), px(HEIGHTS[1]))
        ball = to_pixels.map(QPointF(cut.now, cut.loss_now))
        if width > MAX_SHARES[0] * area.width() or height > MAX_SHARES[1] * area.height() or not area.contains(ball):
            return None
        return self._best(list(_places(area, width, height)), ball, to_pixels)

    def _best(self, places: list[QRectF], ball: QPointF, to_pixels: QTransform) -> QRectF:
        """Return the place that hides least: the one so far, unless another is clearly better."""
        hidden = [self._hidden(place, ball, to_pixels) for place in places]
        best = int(np.argmin(hidden))
        if self._place is None or hidden[self._place] > hidden[best] + self.look.px(CALM):
            self._place = best
        return places[self._place]

    def _hidden(self, place: QRectF, ball: QPointF, to_pixels: QTransform) -> float:
        """Return how many pixels of the lines a place hides; others count a quarter, the ball very much."""
        clear = self.look.px(BALL)
        lost = 1e6 if place.adjusted(-clear, -clear, clear, clear).contains(ball) else 0.0
        for n, (w, loss) in enumerate(self.lines):
            x = np.linspace(place.left(), place.right(), 24)
            at = (x - to_pixels.dx()) / to_pixels.m11()
            y = np.interp(at, w, loss, np.nan, np.nan) * to_pixels.m22() + to_pixels.dy()
            with np.errstate(invalid="ignore", over="ignore"):
                inside = (place.top() <= y) & (y <= place.bottom())
                along = np.hypot(np.diff(x), np.diff(y))[inside[1:] & inside[:-1]]
            lost += (0.25 if n else 1.0) * float(along.sum())
        return lost

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the frame, and hide what lies below it."""
        if (frame := self.frame(to_pixels)) is not None:
            room.cover(frame)

    # What it shows

    def onto(self, frame: QRectF) -> QTransform:
        """Return what brings the magnified piece, from its data units, into a frame."""
        assert self.detail is not None
        (left, right), (low, high) = self.detail.w, self.detail.loss
        inner, _ = self._parts(frame, self.detail)
        across, up = inner.width() / (right - left), inner.height() / (high - low)
        return QTransform(across, 0.0, 0.0, -up, inner.left() - left * across, inner.bottom() + low * up)

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw the frame, what it is tied to, and the magnified step."""
        frame, cut, detail = self.frame(to_pixels), self.cut, self.detail
        if frame is None or cut is None or detail is None:
            return
        self._draw_frame(painter, frame, to_pixels.map(QPointF(cut.now, cut.loss_now)))
        inner, strip = self._parts(frame, detail)
        inside = self.onto(frame)
        self._write(painter, frame, inside.m11() / to_pixels.m11(), detail)
        painter.save()
        painter.setClipRect(inner)
        self._draw_step(painter, inside, cut, detail)
        painter.restore()
        markers = step_markers(self.look)
        after = cut.now + cut.step
        if detail.gap:
            self._draw_far(painter, strip, QPointF(inside.map(QPointF(after, cut.landing)).x(), strip.center().y()))
        elif math.isfinite(cut.arrival):
            markers[0].draw(painter, inside.map(QPointF(after, cut.arrival)))
        markers[1].draw(painter, inside.map(QPointF(after, cut.landing)))
        markers[2].draw(painter, inside.map(QPointF(cut.now, cut.loss_now)))

    def _draw_frame(self, painter: QPainter, frame: QRectF, ball: QPointF) -> None:
        look = self.look
        painter.setPen(QPen(look.colour("dim"), look.line(1.2)))
        near = QPointF(min(max(ball.x(), frame.left()), frame.right()), min(max(ball.y(), frame.top()), frame.bottom()))
        length = math.hypot(near.x() - ball.x(), near.y() - ball.y())
        if length > look.px(BALL) / 2:
            painter.drawLine(ball + (near - ball) * (look.px(BALL) / 2 / length), near)
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(frame, look.px(4), look.px(4))

    def _parts(self, frame: QRectF, detail: Detail) -> tuple[QRectF, QRectF]:
        """Return where the piece of the curve is drawn, and where what lies beyond a gap (empty without one)."""
        px, row = self.look.px, self._row
        body = frame.adjusted(px(3), row + px(2), -px(3), -row - px(2))
        high = row + px(5) if detail.gap else 0.0
        if detail.gap < 0:
            strip = QRectF(body.left(), body.bottom() - high, body.width(), high)
            return body.adjusted(0, 0, 0, -high), strip
        return body.adjusted(0, high, 0, 0), QRectF(body.left(), body.top(), body.width(), high)

    @property
    def _row(self) -> float:
        return QFontMetricsF(self.look.font(0.8)).height()

    def _write(self, painter: QPainter, frame: QRectF, times: float, detail: Detail) -> None:
        """Write above how much larger it is, and below how much of either axis it shows."""
        look, row = self.look, self._row
        font = look.font(0.8)
        metrics, room = QFontMetricsF(font), frame.width() - look.px(6)
        wide, high = (number(end[1] - end[0], 2) for end in (detail.w, detail.loss))
        forms = (f"{wide} wide · {high} high", f"↔ {wide}  ↕ {high}")
        size = next((form for form in forms if metrics.horizontalAdvance(form) <= room), f"↔ {wide}")
        larger = number(times, 2) if times < 100.0 or times >= 1e6 else f"{float(f'{times:.2g}'):,.0f}"
        titles = (f"around the step, ×{larger}", f"step, ×{larger}")
        title = next((form for form in titles if metrics.horizontalAdvance(form) <= room), titles[-1])
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        above = QRectF(frame.left(), frame.top() + look.px(1), frame.width(), row)
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, title)
        painter.setPen(look.colour("dim"))
        painter.drawText(above.translated(0, frame.height() - row - look.px(2)), Qt.AlignmentFlag.AlignCenter, size)

    def _draw_step(self, painter: QPainter, inside: QTransform, cut: ParameterSlice, detail: Detail) -> None:
        look = self.look
        shown = (detail.w[0] <= cut.w) & (cut.w <= detail.w[1])
        x, y = cut.w[shown] * inside.m11() + inside.dx(), cut.loss[shown] * inside.m22() + inside.dy()
        painter.setPen(QPen(look.colour("positive"), look.data_line(2.4)))
        painter.drawPolyline(polygon_of(x, y))
        self._strokes.look = look
        self._strokes.show_sketch(step_strokes(cut, look, detail.w[1] - detail.w[0]))
        self._strokes.draw(painter, inside)

    def _draw_far(self, painter: QPainter, strip: QRectF, at: QPointF) -> None:
        """Draw, beyond a zigzag, the square that lies farther off than the picture goes, and how far it is."""
        cut, detail, look = self.cut, self.detail, self.look
        assert cut is not None
        assert detail is not None
        edge, tooth = strip.top() if detail.gap < 0 else strip.bottom(), look.px(3)
        count = max(2, int(strip.width() / (2 * tooth)))
        teeth = [
            QPointF(strip.left() + n * strip.width() / count, edge + (tooth / 2 if n % 2 else -tooth / 2))
            for n in range(count + 1)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("dim"), look.line(1)))
        painter.drawPolyline(QPolygonF(teeth))
        step_markers(look)[0].draw(painter, at)
        told = change_words(cut)
        clear = look.px(9)
        left = at.x() > strip.center().x()
        room = strip.adjusted(0, 0, at.x() - clear - strip.right(), 0) if left else strip.adjusted(0, 0, 0, 0)
        room.setLeft(strip.left() if left else at.x() + clear)
        metrics = QFontMetricsF(look.font(0.8))
        text = next((t for t in (f"all move: {told}", told) if metrics.horizontalAdvance(t) <= room.width()), "")
        side = Qt.AlignmentFlag.AlignRight if left else Qt.AlignmentFlag.AlignLeft
        painter.setPen(look.colour("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, text)


def _places(area: QRectF, width: float, height: float) -> Iterator[QRectF]:
    """Yield the corners of an area for a box, then the middles of its sides."""
    xs = area.left(), area.right() - width, area.center().x() - width / 2
    ys = area.top(), area.bottom() - height, area.center().y() - height / 2
    for x, y in ((1, 0), (0, 0), (0, 1), (1, 1), (2, 0), (2, 1), (0, 2), (1, 2)):
        yield QRectF(xs[x], ys[y], width, height)
