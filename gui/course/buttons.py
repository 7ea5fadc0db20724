"""The buttons of a page: words that let something happen, and the answers to a question."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from core.course.lesson import Doing, TextLine, Wording
from gui.course.boxes import Lettering, WordBox, as_written, boxes_of
from gui.course.hovering import explain
from gui.course.lines import Lines, broken
from gui.widgets.fonts import font
from gui.widgets.formula import setter
from gui.widgets.theme import Align, Look

PILL, INLINE = (18.0, 8.0), (2.0, 0.0)
"""Room beside and above the words of a deed, in pixels at normal text: on a line of its own, and among words."""
AROUND = 4
"""Pixels that stay free above and below a deed that is not among words."""
TRIANGLE, AFTER = 11.0, 11.0
"""Width of the triangle before the words of a deed, and the room after it."""
RING, BESIDE, ABOVE = 25.0, 18.0, 11.0
"""Of an answer: the ring around its number, the room beside ring and words, and above the words."""
RIGHT, WRONG = "✓", "✗"


class PageButton(QAbstractButton):
    """A button that Enter presses like Space."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paint_ring(self, painter: QPainter, area: QRectF, radius: float) -> None:
        """Show that the keyboard is here."""
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.colour("accent"), 2.0))
            painter.drawRoundedRect(area.adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)


class DeedButton(PageButton):
    """Words with a triangle before them that let something happen; a check mark stands there once it has."""

    def __init__(self, doing: Doing, alone: bool) -> None:
        super().__init__()
        self.doing, self.alone, self.done = doing, alone, False
        self._lines, self._width = Lines(), 0.0
        self.setAccessibleName(doing.text)
        self.setToolTip("Let this happen on the stage.")
        self.setProperty("around", AROUND if alone else 0)

    def set_done(self, done: bool) -> None:
        """Show whether it has happened."""
        self.done = done
        self.setAccessibleDescription("done" if done else "")
        self.update()

    def fit(self, look: Look, pixels: float, width: float) -> None:
        """Take a look, and be no wider than some pixels."""
        self.look = look
        lettering = Lettering(look, pixels * (0.95 if self.alone else 1.0), "accent", strong=True)
        words = boxes_of((Wording(self.doing.text),), lettering)
        beside, above = self._room
        self._lines = broken(words, width - self._before - beside, lettering.line if len(words) > 1 else 0.0)
        self._width = max((each.area.right() for each in self._lines.placed), default=0.0) + self._before + beside
        self.setProperty("ascent", self._lines.placed[0].at.y() + above if self._lines.placed else 0.0)
        self.update()

    @property
    def _room(self) -> tuple[float, float]:
        beside, above = PILL if self.alone else INLINE
        return self.look.px(beside), self.look.px(above)

    @property
    def _before(self) -> float:
        return self._room[0] + self.look.px(TRIANGLE + AFTER * (1.0 if self.alone else 0.6))

    def sizeHint(self) -> QSize:
        return QSize(round(self._width + 0.5), round(self._lines.height + 2 * self._room[1] + 0.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = min(area.height() / 2, look.px(22)) if self.alone else look.px(4)
        if self.alone or self.underMouse():
            painter.setPen(QPen(look.colour("accent"), look.line(1.3)) if self.alone else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent", 40 if self.underMouse() else 0))
            painter.drawRoundedRect(area.adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)
        lines = self._lines.moved(self._before, self._room[1])
        lines.paint(painter, look)
        if lines.placed:
            self._paint_sign(painter, lines.placed[0].at.y())
        if not self.alone:
            self._underline(painter, lines)
        self.paint_ring(painter, area, radius)

    def _paint_sign(self, painter: QPainter, base: float) -> None:
        look, left = self.look, self._room[0]
        side = look.px(TRIANGLE)
        if self.done and not self.alone:
            painter.setFont(look.font(1.1, bold=True))
            painter.setPen(look.colour("good"))
            painter.drawText(QPointF(left - look.px(1), base), RIGHT)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        top = base - look.px(7) - side / 2
        painter.drawPolygon(
            QPolygonF([QPointF(left, top), QPointF(left + side * 0.9, top + side / 2), QPointF(left, top + side)])
        )

    def _underline(self, painter: QPainter, lines: Lines) -> None:
        painter.setPen(QPen(self.look.colour("accent"), self.look.line(1.0)))
        rows: dict[float, list[QRectF]] = {}
        for each in lines.placed:
            rows.setdefault(each.at.y(), []).append(each.area)
        for base, areas in rows.items():
            low = base + self.look.px(3.5)
            painter.drawLine(QPointF(areas[0].left(), low), QPointF(areas[-1].right(), low))


class AnswerButton(PageButton):
    """An answer with its number in a ring; later it shows whether it is right."""

    _lines = Lines()  # events come before it is made

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place, self.chosen = place, False
        self.right: bool | None = None
        self._words: TextLine = ()
        self._lettering = Lettering(Look(), 20.0)
        self._boxes: list[WordBox] = []
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        setter().done.connect(self._take)

    def show_answer(self, words: TextLine, chosen: bool, right: bool | None) -> None:
        """Show an answer; ``right`` is None while that is not told."""
        if (words, chosen, right) != (self._words, self.chosen, self.right):
            self._words, self.chosen, self.right = words, chosen, right
            self.setChecked(chosen)
            self._renew()

    def nextCheckState(self) -> None:
        """Stay as it is: who asks says what was chosen."""

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        lettering = Lettering(look, pixels)
        if lettering != self._lettering:
            self.look, self._lettering = look, lettering
            self._renew()

    def _renew(self) -> None:
        told = "" if self.right is None else "right" if self.right else "wrong" if self.chosen else ""
        self.setAccessibleName(f"Answer {self.place + 1}: {as_written(self._words, self.look.notation)}")
        self.setAccessibleDescription(", ".join(each for each in ("chosen" * self.chosen, told) if each))
        self._boxes = boxes_of(self._words, self._lettering)
        self._lines = self._arranged(self.width())
        self.updateGeometry()
        self.update()

    @property
    def awaits(self) -> bool:
        """Whether a formula in it is not set yet."""
        return any(box.awaited for box in self._boxes)

    def _take(self) -> None:
        if self.awaits:
            self._renew()

    def _arranged(self, width: float) -> Lines:
        px = self.look.px
        left = px(2 * BESIDE + RING - 4)
        lines = broken(self._boxes, max(1.0, width - left - px(BESIDE)), self._lettering.line)
        above = max(px(ABOVE), (px(RING + 2 * ABOVE) - lines.height) / 2)
        return Lines(lines.moved(left, above).placed, lines.height + 2 * above)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._arranged(width).height)

    def sizeHint(self) -> QSize:
        width = max(self.width(), round(self.look.px(200)))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, math.ceil(self.look.px(RING + 2 * ABOVE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lines = self._arranged(self.width())

    def event(self, event: QEvent) -> bool:
        return explain(event, self, self._lines, self.look) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, px, painter = self.look, self.look.px, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = QRectF(self.rect()), px(8)
        edge = "good" if self.right else "text" if self.chosen else "dim" if self.underMouse() else "edge"
        width = look.line(2.0 if self.right or self.chosen else 1.0)
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour("background"))
        painter.drawRoundedRect(area.adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius)
        self._lines.paint(painter, look)
        self._paint_number(painter)
        self.paint_ring(painter, area, radius)

    def _paint_number(self, painter: QPainter) -> None:
        look, px = self.look, self.look.px
        side, known = px(RING), self.right is not None
        middle = self._lines.placed[0].at.y() - 0.36 * self._lettering.pixels if self._lines.placed else side
        ring = QRectF(px(BESIDE), middle - side / 2, side, side)
        role = "good" if self.right else "text" if self.chosen else "dim"
        filled = self.right or (self.chosen and not known)
        painter.setPen(QPen(look.colour(role), look.line(1.6)))
        painter.setBrush(look.colour(role) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        painter.setPen(look.colour("background" if filled else role))
        painter.setFont(font(round(px(14.5)), bold=True))
        sign = RIGHT if self.right else WRONG if known and self.chosen else str(self.place + 1)
        painter.drawText(ring, Align.AlignCenter, sign)
