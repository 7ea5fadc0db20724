"""Names at the ends of a plot's lines, moved apart where they would cover each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from core.values import dataclass
from gui.plots.parts.items import DeviceItem
from gui.widgets.placement import Room
from gui.widgets.theme import Look


@dataclass(frozen=True)
class LineLabel:
    """The name of a line that ends at (x, y), in data units; a bold one is kept where there is no room for all."""

    name: str
    x: float
    y: float
    colour: QColor
    bold: bool = False


def spread(wished: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return ascending places between ``low`` and ``high``, each near the wished one and ``gap`` from the next.

    Where there is no room for all, they share what there is.
    """
    gap = min(gap, (high - low) / max(1, len(wished) - 1))
    places: list[float] = []
    for n, wish in enumerate(wished):
        least = places[-1] + gap if places else low
        most = high - gap * (len(wished) - 1 - n)
        places.append(min(max(wish, least), max(most, least)))
    return places


class LineLabels(DeviceItem):
    """The names, to the right of the lines' ends and tied to them by short strokes."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.labels: tuple[LineLabel, ...] = ()

    def show_labels(self, labels: Sequence[LineLabel]) -> None:
        """Show other names."""
        self.labels = tuple(labels)
        self.update()

    @property
    def room(self) -> float:
        """The width that the names need to the right of the lines, in pixels."""
        metrics = QFontMetricsF(self.look.font(0.87, bold=True))
        widest = max((metrics.horizontalAdvance(label.name) for label in self.labels), default=0.0)
        return widest + self.look.px(24) if widest else 0.0

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw as many names as have room, the bold one among them."""
        for label, end, box in self._placed(to_pixels):
            self._write(painter, label, end, box)

    def boxes(self, to_pixels: QTransform) -> list[QRectF]:
        """Return where the names are written, in pixels."""
        return [box for _, _, box in self._placed(to_pixels)]

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        """Take the room of the names."""
        for box in self.boxes(to_pixels):
            room.take(box)

    def _placed(self, to_pixels: QTransform) -> list[tuple[LineLabel, QPointF, QRectF]]:
        """Return the names that have room, each with the end of its line and its place."""
        area = QRectF(to_pixels.mapRect(self.boundingRect()))
        row = QFontMetricsF(self.look.font(0.87)).height()
        ends = [(to_pixels.map(QPointF(label.x, label.y)), label) for label in self.labels]
        shown = self._fitting(sorted(ends, key=lambda end: end[0].y()), int(area.height() / row))
        wished = [end.y() for end, _ in shown]
        places = spread(wished, row, area.top() + row / 2, area.bottom() - row / 2)
        return [
            (label, end, QRectF(end.x() + self.look.px(18), y - row / 2, self._width(label), row))
            for (end, label), y in zip(shown, places, strict=True)
        ]

    def _width(self, label: LineLabel) -> float:
        return QFontMetricsF(self.look.font(0.87, bold=label.bold)).horizontalAdvance(label.name)

    def _fitting(self, ends: list[tuple[QPointF, LineLabel]], rows: int) -> list[tuple[QPointF, LineLabel]]:
        if len(ends) <= rows:
            return ends
        few = max(2, rows // 2)  # far enough apart that each stands beside its end
        kept = {round(n * (len(ends) - 1) / (few - 1)) for n in range(few)}
        return [end for n, end in enumerate(ends) if n in kept or end[1].bold]

    def _write(self, painter: QPainter, label: LineLabel, end: QPointF, box: QRectF) -> None:
        font, px = self.look.font(0.87, bold=label.bold), self.look.px
        painter.setPen(QPen(label.colour, self.look.line(1)))
        painter.drawLine(end + QPointF(px(3), 0), QPointF(end.x() + px(15), box.center().y()))
        painter.setFont(font)
        painter.setPen(self.look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, label.name)
