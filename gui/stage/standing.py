"""Who leads a race: each with its name, what it runs with, and how low it is; the lowest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.values import dataclass
from gui.widgets.theme import Align, Look

NAME, TITLE, LARGEST = 1.25, 1.1, 2.2
"""Heights of names and values and of the title, by normal text, and the most by which all are larger."""
ROW, HEAD, WIDTH = 3.6, 2.2, 17.0
"""Heights of a row and of the title, and the width, that they need, by normal text."""


@dataclass(frozen=True)
class RacePlace:
    """One who races: its name, its colour, what it runs with, its value as text, and whether it leads."""

    name: str
    colour: QColor
    about: str
    value: str
    leads: bool = False


class RaceStanding(QWidget):
    """Paints a title and a row for each, as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.title = ""
        self.places: tuple[RacePlace, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.update()

    def show_places(self, title: str, places: Sequence[RacePlace]) -> None:
        """Show a standing, the first one first."""
        self.title, self.places = title, tuple(places)
        self.setAccessibleName(f"{title}: {', '.join(f'{each.name} {each.value}' for each in places)}")
        self.update()

    @property
    def scale(self) -> float:
        """By how much all is larger than it must be."""
        text, count = self.look.text, max(len(self.places), 1)
        return max(1.0, min(LARGEST, self.height() / ((HEAD + ROW * count) * text), self.width() / (WIDTH * text)))

    def rows(self) -> list[tuple[RacePlace, QRectF]]:
        """Return those in view with their places; where not all have room, the last ones are left out."""
        unit = self.scale * self.look.text
        least = (NAME + 1.35 if self.height() >= self._tight * unit else NAME + 0.5) * unit
        room = self.height() - HEAD * unit
        count = max(min(len(self.places), int(room // least)), 1)
        height = min(room / count, ROW * unit)
        return [
            (each, QRectF(0, HEAD * unit + k * height, self.width(), height))
            for k, each in enumerate(self.places[:count])
        ]

    @property
    def _tight(self) -> float:
        """Height, by normal text, from which what each runs with has a line of its own."""
        return HEAD + (NAME + 1.35) * len(self.places)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title and rows."""
        painter, look, scale = QPainter(self), self.look, self.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = scale * look.text
        title = look.font(scale * TITLE, bold=True)
        painter.setFont(title)
        painter.setPen(look.colour("text"))
        words = QFontMetricsF(title).elidedText(self.title, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), 1.5 * unit), Align.AlignLeft | Align.AlignVCenter, words)
        for place, (each, box) in enumerate(self.rows()):
            if place:
                painter.setPen(QPen(look.colour("border"), look.line(1.0)))
                painter.drawLine(box.topLeft(), box.topRight())
            self._paint_row(painter, each, box, scale)
        painter.end()

    def _paint_row(self, painter: QPainter, each: RacePlace, box: QRectF, scale: float) -> None:
        look, unit = self.look, scale * self.look.text
        both = box.height() >= (NAME + 1.3) * unit
        font = look.font(scale * NAME, bold=each.leads)
        radius, left = 0.45 * unit, box.left() + 1.6 * unit
        about_font = QFontMetricsF(look.font(scale))
        name = QRectF(left, box.top(), box.width() - left, box.height() * (0.55 if both else 1.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(each.colour)
        painter.drawEllipse(QRectF(box.left(), box.center().y() - radius, 2 * radius, 2 * radius))
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        side = Align.AlignBottom if both else Align.AlignVCenter
        painter.drawText(QRectF(name), Align.AlignRight | side, each.value)
        metrics = QFontMetricsF(font)
        room = name.width() - metrics.horizontalAdvance(each.value) - 0.6 * unit
        painter.drawText(name, Align.AlignLeft | side, metrics.elidedText(each.name, Qt.TextElideMode.ElideRight, room))
        painter.setFont(look.font(scale))
        painter.setPen(look.colour("dim"))
        after = left + metrics.horizontalAdvance(each.name) + 0.8 * unit
        if both:
            below = QRectF(left, name.bottom(), box.width() - left, box.bottom() - name.bottom())
            about = about_font.elidedText(each.about, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Align.AlignLeft | Align.AlignTop, about)
        elif after + about_font.horizontalAdvance(each.about) <= left + room:
            painter.drawText(name.adjusted(after - left, 0, 0, 0), Align.AlignLeft | side, each.about)
