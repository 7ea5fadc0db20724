"""The lines of the stage: what is on and where, what has just happened, and where in time it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.values import dataclass
from core.words import kept_together
from gui.widgets.fonts import medium, symbol, symbol_font
from gui.widgets.theme import Align, Look

TEXT = 1 / 40
"""Height of normal text, as a share of the stage's height."""
LEAST_PIXELS = 9.0
"""Height of text that can be read; where the stage is so low that its share of it is less, it has fewer views."""
TOP_TEXT, CAPTION_TEXT = 0.028, 0.037
"""Heights of the text of the top line and of the caption, as shares of the stage's height."""
BALL, DOT, LINE = 14 / 1080, 7 / 1080, 6 / 1080
"""Radii of the ball and of the dot of a phase, and width of the line of time, as shares of the stage's height."""
APART, GROUP = 25 / 1080, 38 / 1080
"""From one dot to the next, and to the first of the next part of the iteration."""
LETTER = re.compile(r"(?<![^\W_])[a-zA-Zα-ω]\u0302?(?![^\W_ᵀ])")
"""A letter that stands alone."""


class StageLine(QWidget):
    """A line of the stage that paints itself in the stage's look; the mouse reaches through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.update()

    def size_of(self, share: float) -> float:
        """Return by how much text of normal size is to be scaled for it to take that share of the height."""
        return share * self.look.stage / self.look.text


class TopLine(StageLine):
    """Title, place in time, and the loss."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = self.place = self.name = self.value = ""

    def show_words(self, title: str, place: str, name: str, value: str) -> None:
        """Show what is on, where it stands, and the name and value of what is made small."""
        if (title, place, name, value) != (self.title, self.place, self.name, self.value):
            self.title, self.place, self.name, self.value = title, place, name, value
            self.setAccessibleName(f"{title}. {place}. {name} {value}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title at the left, the place in the middle, the value at the right."""
        painter, size = QPainter(self), self.size_of(TOP_TEXT)
        plain, bold = self.look.font(size), self.look.font(size, bold=True)
        area, gap = QRectF(self.rect()), self.look.px(10)
        value = QFontMetricsF(bold).horizontalAdvance(self.value)
        name = QFontMetricsF(plain).horizontalAdvance(self.name)
        place = QFontMetricsF(plain).horizontalAdvance(self.place)
        left = area.center().x() - place / 2
        title = QFontMetricsF(bold)
        room = area.width() - place - name - value - 4 * gap
        wide = title.horizontalAdvance(self.title) + 2 * gap + 1.0  # a hair less, and its end were left out
        if wide > left:  # then the place stands as far right as need be
            left = min(wide, room + 2 * gap)
        painter.setFont(bold)
        painter.setPen(self.look.colour("text"))
        cut = title.elidedText(self.title, Qt.TextElideMode.ElideRight, left - 2 * gap)
        painter.drawText(area, Align.AlignLeft | Align.AlignVCenter, cut)
        painter.drawText(area, Align.AlignRight | Align.AlignVCenter, self.value)
        painter.setFont(plain)
        painter.setPen(self.look.colour("dim"))
        painter.drawText(area.adjusted(left, 0, 0, 0), Align.AlignLeft | Align.AlignVCenter, self.place)
        painter.drawText(area.adjusted(0, 0, -value - gap, 0), Align.AlignRight | Align.AlignVCenter, self.name)
        painter.end()


class CaptionLine(StageLine):
    """One sentence on what just happened, in two lines where one is too narrow for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.parts = ("", "", "")

    @property
    def words(self) -> str:
        """The whole sentence."""
        return "".join(self.parts)

    def show_parts(self, before: str, equation: str, after: str) -> None:
        """Show another sentence: what stands before its equation, if it has one, that, and what stands after it."""
        if (before, equation, after) != self.parts:
            self.parts = before, equation, after
            self.setAccessibleName(self.words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sentence, as large as it can be; in a line its equation is typeset."""
        painter, area = QPainter(self), QRectF(self.rect())
        size = self.size_of(CAPTION_TEXT)
        plain, formula = medium(self.look.font(size)), symbol_font(round(1.2 * size * self.look.text))
        pieces = [(self.parts[0], plain, "text"), (in_symbols(self.parts[1]), formula, "accent")]
        pieces.append((self.parts[2], plain, "text"))
        widths = [QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in pieces]
        if sum(widths) > area.width():
            self._paint_lines(painter, size)
        else:
            metrics = QFontMetricsF(plain)
            x, y = 0.0, area.center().y() + (metrics.ascent() - metrics.descent()) / 2
            for (text, font, role), width in zip(pieces, widths, strict=True):
                painter.setFont(font)
                painter.setPen(self.look.colour(role))
                painter.drawText(QPointF(x, y), text)
                x += width
        painter.end()

    @property
    def _least(self) -> float:
        """Pixels of its text at least, however large that of the stage is."""
        return max(TEXT * self.look.stage, LEAST_PIXELS)

    @property
    def least_height(self) -> float:
        """Height in pixels that two lines take at least."""
        return 2 * QFontMetricsF(self.look.scaled(self._least).font()).lineSpacing() + 1.0

    def _paint_lines(self, painter: QPainter, size: float) -> None:
        """Paint it in two lines, smaller where these need more height."""
        flags, area = Align.AlignLeft | Align.AlignVCenter | Qt.TextFlag.TextWordWrap, QRectF(self.rect())
        words, pixels = kept_together(self.words), size * self.look.text
        while True:
            painter.setFont(medium(self.look.scaled(pixels).font()))
            taken = painter.boundingRect(area.adjusted(0, 0, 0, self.height()), flags, words)
            if taken.height() <= area.height() or pixels <= self._least:
                break
            pixels = max(pixels - 1.0, self._least)
        painter.setPen(self.look.colour("text"))
        painter.drawText(area, flags, words)


def in_symbols(equation: str) -> str:
    """Return an equation with the letters of formulas, e.g. ``𝑧 = 𝑊·𝑎 + 𝑏``."""
    return LETTER.sub(lambda found: symbol(found[0]) or found[0], equation)


@dataclass(frozen=True)
class StageTime:
    """Where in time it stands.

    Attributes
    ----------
    now, known, end
        The step on show, the last one made, and where the line ends.
    phases
        For each part of the iteration, e.g. forward, how many phases it has; empty where there are none.
    done
        How many phases are done; 0 between two iterations.
    """

    now: int = 0
    known: int = 0
    end: int = 1
    phases: Sequence[int] = ()
    done: int = 0


class TimeRow(StageLine):
    """The run as a line with a ball, the phases of the iteration as dots, and what comes next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.moment, self.next = StageTime(), ""

    def show_moment(self, moment: StageTime) -> None:
        """Show another moment."""
        if moment != self.moment:
            self.moment = moment
            self._tell()

    def show_next(self, words: str) -> None:
        """Say what Page Down does."""
        if words != self.next:
            self.next = words
            self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"step {self.moment.now} of {self.moment.end}, {self.next}")
        self.update()

    def dots(self) -> list[float]:
        """Return where the dots of the phases are, in pixels from the first one."""
        xs, x = [], 0.0
        for count in self.moment.phases:
            for _ in range(count):
                xs.append(x)
                x += APART * self.look.stage
            x += (GROUP - APART) * self.look.stage
        return xs

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, dots and words."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = self.next
        painter.setFont(look.font(1.0))
        room = max(QFontMetricsF(look.font(1.0)).horizontalAdvance(each) for each in (words, LONGEST_NEXT))
        painter.setPen(look.colour("dim"))
        painter.drawText(self.rect(), Align.AlignRight | Align.AlignVCenter, words)
        dots = self.dots()
        right = self.width() - room - look.px(20)
        if dots:
            right -= dots[-1] + DOT * look.stage
            self._paint_dots(painter, right, dots)
            right -= look.px(30)
        self._paint_line(painter, BALL * look.stage, right)
        painter.end()

    def _paint_line(self, painter: QPainter, left: float, right: float) -> None:
        look, moment, y = self.look, self.moment, self.height() / 2

        def at(step: int) -> QPointF:
            return QPointF(left + (right - left) * min(step / max(1, moment.end), 1.0), y)

        cap = Qt.PenCapStyle.RoundCap
        for role, end in (("contour", moment.end), ("dim", moment.known), ("positive", moment.now)):
            painter.setPen(QPen(look.colour(role), max(LINE * look.stage, 2.0), Qt.PenStyle.SolidLine, cap))
            painter.drawLine(at(0), at(end))
        self._paint_ball(painter, at(moment.now), BALL * look.stage)

    def _paint_ball(self, painter: QPainter, at: QPointF, radius: float) -> None:
        edge = QPen(self.look.colour("highlight_edge"), self.look.line(1.5))
        painter.setPen(Qt.PenStyle.NoPen if self.look.theme.dark else edge)
        painter.setBrush(self.look.colour("highlight"))
        painter.drawEllipse(at, radius, radius)

    def _paint_dots(self, painter: QPainter, left: float, dots: Sequence[float]) -> None:
        radius, y = DOT * self.look.stage, self.height() / 2
        for number, x in enumerate(dots, start=1):
            if number == self.moment.done:
                self._paint_ball(painter, QPointF(left + x, y), 1.5 * radius)
                continue
            painter.setPen(QPen(self.look.colour("dim"), self.look.line(1.5)))
            painter.setBrush(self.look.colour("dim") if number < self.moment.done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(left + x, y), 0.8 * radius, 0.8 * radius)


LONGEST_NEXT = "next: 10 iterations"
"""Room is kept for this, so that nothing moves."""
