"""The line of the timeline: where on the strip each iteration lies."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from core.values import dataclass
from gui.widgets.theme import Look

ROW, GHOST_ROW = 14.0, 20.0
"""Heights of the row of the line, and of that under it for all ghosts, in pixels at normal text."""


@dataclass(frozen=True)
class StripLine:
    """The line from ``left`` to ``right``, in a row from ``top`` on, in pixels; ghosts share the row under it.

    It spans ``span`` iterations, of which ``end`` have been reached.
    """

    left: float
    right: float
    top: float
    span: int
    end: int
    look: Look

    @property
    def middle(self) -> float:
        """The height of the line."""
        return self.top + self.look.px(ROW) / 2

    @property
    def per_pixel(self) -> float:
        """Iterations per pixel."""
        return self.span / max(1.0, self.right - self.left)

    @property
    def foot(self) -> float:
        """The height under the row of ghosts, whose room is kept free, so that nothing moves when there is one."""
        return self.top + self.look.px(ROW + GHOST_ROW)

    def place_of(self, iteration: int) -> QPointF:
        """Return where an iteration lies."""
        return QPointF(self.left + (self.right - self.left) * min(iteration, self.span) / self.span, self.middle)

    def iteration_at(self, x: float) -> int:
        """Return the iteration nearest to a place; never one that has not been reached."""
        share = (x - self.left) / max(1.0, self.right - self.left)
        return max(0, min(self.end, round(share * self.span)))

    def height_of(self, place: int, count: int) -> float:
        """Return the height at which number ``place`` of so many ghosts lies."""
        return self.foot - self.look.px(GHOST_ROW * (1.0 - (place + 0.5) / count))


def paint_line(painter: QPainter, line: StripLine, now: int, edits: Iterable[int]) -> None:
    """Paint what is behind ``now``, what has been reached, what is to come, and a mark at each edit."""
    look, middle = line.look, line.middle
    for start, end, role in ((now, line.span, "border"), (0, line.end, "dim"), (0, now, "positive")):
        painter.setPen(QPen(look.colour(role), look.px(4), c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(line.place_of(start), line.place_of(end))
    painter.setPen(QPen(look.colour("text"), look.px(2)))
    for start in edits:
        x = line.place_of(start).x()
        painter.drawLine(QPointF(x, middle - look.px(8)), QPointF(x, middle + look.px(8)))


def paint_ball(painter: QPainter, line: StripLine, now: int) -> None:
    """Paint the ball at the iteration on show."""
    painter.setPen(QPen(line.look.colour("highlight_text"), line.look.px(1.5)))
    painter.setBrush(line.look.colour("highlight"))
    painter.drawEllipse(line.place_of(now), line.look.px(8), line.look.px(8))


def write(painter: QPainter, look: Look, x: float, text: str, role: str, y: float) -> None:
    """Write ``text`` from ``x`` on, centred on the height ``y``, in a colour of the theme."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(look.colour(role))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)
