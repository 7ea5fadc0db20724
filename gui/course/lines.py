"""Boxes broken into lines of a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from core.values import dataclass
from gui.course.boxes import WordBox, cut
from gui.widgets.theme import Look

GAP = 2.0
"""Pixels that stay free between the highest and lowest signs of two lines."""


@dataclass(frozen=True)
class Placed:
    """A box and where its base line begins."""

    box: WordBox
    at: QPointF

    @property
    def area(self) -> QRectF:
        """Its room."""
        return self.box.area(self.at)


@dataclass(frozen=True)
class Lines:
    """Boxes at their places, how high they are together, and frames that some stand in."""

    placed: tuple[Placed, ...] = ()
    height: float = 0.0
    frames: tuple[QRectF, ...] = ()

    def moved(self, x: float, y: float) -> Lines:
        """Return the same elsewhere."""
        placed = (Placed(each.box, each.at + QPointF(x, y)) for each in self.placed)
        return Lines(tuple(placed), self.height, tuple(each.translated(x, y) for each in self.frames))

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint all boxes but the buttons, which are widgets."""
        for frame in self.frames:
            painter.setPen(QPen(look.colour("border"), look.line(1.0)))
            painter.setBrush(look.colour("background"))
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))
        for each in self.placed:
            each.box.paint(painter, each.at, look)

    def at(self, place: QPointF) -> Placed | None:
        """Return what stands at a place."""
        return next((each for each in self.placed if each.area.contains(place)), None)


def broken(boxes: Sequence[WordBox], width: float, line: float) -> Lines:
    """Return boxes in lines of a width, ``line`` pixels apart, or more where something is higher."""
    placed: list[Placed] = []
    height = 0.0
    for row in _rows(boxes, width):
        ascent = max(box.ascent for box in row)
        descent = max(box.descent for box in row)
        spare = max(GAP, line - ascent - descent)
        base, x = height + spare / 2 + ascent, 0.0
        for place, box in enumerate(row):
            x += box.space if place else 0.0
            placed.append(Placed(box, QPointF(x, base)))
            x += box.width
        height += ascent + descent + spare
    return Lines(tuple(placed), height)


def _rows(boxes: Sequence[WordBox], width: float) -> Iterator[list[WordBox]]:
    """Yield what stands in each line."""
    row: list[WordBox] = []
    taken = 0.0
    for group in _groups(boxes):
        space, wide = group[0].space if row else 0.0, sum(box.width for box in group)
        if row and taken + space + wide > width:
            yield row
            row, taken, space = [], 0.0, 0.0
        if wide > width:
            *whole, group = _narrowed(group, width)
            yield from whole
            wide = sum(box.width for box in group)
        row, taken = row + group, taken + space + wide
    if row:
        yield row


def _groups(boxes: Sequence[WordBox]) -> Iterator[list[WordBox]]:
    """Yield boxes that cannot be parted, such as a formula and the comma after it."""
    group: list[WordBox] = []
    for box in boxes:
        if group and box.space:
            yield group
            group = []
        group.append(box)
    if group:
        yield group


def _narrowed(group: list[WordBox], width: float) -> list[list[WordBox]]:
    """Return a group that is wider than a line in several lines: words are cut, formulas shrink."""
    rows: list[list[WordBox]] = [[]]
    for box in group:
        if box.width <= width:
            parts = [box]
        elif box.font is None:
            others = sum(each.width for each in group) - box.width  # a full stop stays beside it
            parts = [box.scaled(width - others if others < width / 4 else width)]
        else:
            parts = list(cut(box, width))
        for part in parts:
            if rows[-1] and sum(each.width for each in rows[-1]) + part.width > width:
                rows.append([])
            rows[-1].append(part)
    return rows
