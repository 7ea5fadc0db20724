"""The confusion matrix: which classes are mistaken for which, with precision and recall at its edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QMoveEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.scores import ClassScores
from gui.widgets.field import tooltip
from gui.widgets.keys import CELLS, way_of
from gui.widgets.notated import OwnLetters
from gui.widgets.numbers import percent
from gui.widgets.theme import Align, Look
from gui.widgets.tips import show_tip

HELP = (
    "Row: the true class. Column: the predicted class. Right answers lie on the diagonal. Right: recall, the "
    "share of this class's examples that are predicted as it. Below: precision, the share of the examples "
    "predicted as this class that belong to it."
)
TRUE, PREDICTED, RECALL, PRECISION = "true ↓", "predicted →", "recall %", "precision %"
WIDEST = "> 99"
"""What has room in every cell, at every size of text."""
SIZE = 0.87
"""Of all letters, of that of the usual ones."""
CUTS = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideRight
"""Where a long name can be cut; the first is best, as it leaves both ends."""
STRONGEST = 150
"""Opacity (of 255) of a cell that holds all examples of its class."""


def short_percent(share: float) -> str:
    """Return a share of 1 in whole percent, without the sign; a dash where it is not defined."""
    return "–" if math.isnan(share) else percent(share, 0).removesuffix(" %")


def _cut(names: Sequence[str], metrics: QFontMetricsF, room: float) -> list[str]:
    cuts = ([metrics.elidedText(name, mode, room) for name in names] for mode in CUTS)
    return max(cuts, key=lambda names: len(set(names)))


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return names without the words that all begin or end with."""
    words = [name.split(" ") for name in names]
    fewest = min(map(len, words))
    begin = next((k for k in range(fewest - 1) if len({each[k] for each in words}) > 1), fewest - 1)
    end = next((k for k in range(fewest - begin - 1) if len({each[-1 - k] for each in words}) > 1), fewest - begin - 1)
    return [" ".join(each[begin : len(each) - end]) for each in words]


class ConfusionMatrix(OwnLetters, QWidget):
    """Paints the counts; a click or Enter asks for the examples of a cell.

    Signals
    -------
    asked : (label, said)
        The class and the answer of the examples that should be listed.
    walked : (x, y)
        The middle of the cell that the arrows have gone to.
    """

    asked = Signal(int, int)
    walked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._scores: ClassScores | None = None
        self._names: tuple[str, ...] = ()
        self._measure()
        self._hover: tuple[int, int] | None = None
        self._current = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Confusion matrix")
        self.setAccessibleDescription(HELP)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._measure()
        self.updateGeometry()
        self.update()

    def show_scores(self, scores: ClassScores, names: Sequence[str]) -> None:
        """Show other counts."""
        if len(names) != len(self._names):
            self._current, self._hover = (0, 0), None
            self.updateGeometry()
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._measure()
        self._scores = scores
        self.update()

    # Geometry

    def _measure(self) -> None:
        """Measure what is written at the edges; every cell's place hangs on it."""
        self._metrics = QFontMetricsF(self._look.font(SIZE))
        width, gap = self._metrics.horizontalAdvance, self._look.px(10)
        self._least = width(PRECISION) + gap
        self._longest = max(width(name) for name in (*self._names, PRECISION, TRUE)) + gap
        self._last = width(RECALL) + self._look.px(8)

    def _left(self) -> float:
        """Return the width of the names of the rows: of what is seen where it scrolls, they leave most to the cells."""
        page = self.parentWidget()
        seen = self.width() if page is None else min(self.width(), page.width())
        return max(self._least, min(self._longest, 0.3 * seen))

    @property
    def names_room(self) -> tuple[float, float]:
        """The width and height in pixels that the names take, which stay where it scrolls."""
        return self._left(), self.cell(0, 0).top()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the names in view."""
        super().moveEvent(event)
        self.update()

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a cell is; row and column k hold precision and recall, row −1 the names.

        The column of recalls is as wide as its name.
        """
        k, left, last = len(self._names), self._left(), self._last
        width, height = (self.width() - left - last) / max(1, k), (self.height() - 1.0) / (k + 3.0)
        width = min(width, self._look.px(92))
        return QRectF(left + column * width, (row + 2) * height, last if column == k else width, height)

    def minimumSizeHint(self) -> QSize:
        k, px, metrics = len(self._names), self._look.px, self._metrics
        edges = metrics.horizontalAdvance(PRECISION) + metrics.horizontalAdvance(RECALL) + px(18)
        return QSize(
            round(k * (metrics.horizontalAdvance(WIDEST) + px(6)) + edges), round((k + 3) * (metrics.height() + px(2)))
        )

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() * 1.3

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the cell of counts under a point."""
        names, seen = self.names_room, _seen_of(self)
        if not len(self._names) or point.x() < seen.left() + names[0] or point.y() < seen.top() + names[1]:
            return None
        first = self.cell(0, 0)
        row = math.floor((point.y() - first.top()) / first.height())
        column = math.floor((point.x() - first.left()) / first.width())
        inside = 0 <= row < len(self._names) and 0 <= column < len(self._names)
        return (row, column) if inside else None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint counts, precision and recall, and over them the names."""
        if self._scores is None:
            return
        painter = QPainter(self)
        of_class = np.maximum(1, self._scores.confusion.sum(axis=1, keepdims=True))
        strength = self._scores.confusion / of_class
        painter.setFont(self._look.font(SIZE))
        for row in range(len(self._names)):
            for column in range(len(self._names)):
                self._paint_cell(painter, row, column, float(strength[row, column]))
        self._paint_edges(painter, self._scores)
        self._paint_marks(painter)
        self._paint_names(painter)
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        """Paint which side is which, and the names along both: at the edges of what is seen."""
        painter.setFont(self._look.font(SIZE))
        painter.setPen(self._look.colour("dim"))
        gap, seen, ground = self._look.px(6), _seen_of(self), self._look.colour("card")
        left, top = self.names_room
        across, down = QPointF(seen.left(), 0.0), QPointF(0.0, seen.top())
        painter.fillRect(QRectF(seen.left(), seen.top(), left, seen.height()), ground)
        for place, name in enumerate((*_cut(self._names, self._metrics, left - gap), PRECISION)):
            row = self.cell(place, 0)
            area = QRectF(0, row.top(), left - gap, row.height()).translated(across)
            painter.drawText(area, Align.AlignRight | Align.AlignVCenter, name)
        painter.fillRect(QRectF(seen.left(), seen.top(), seen.width(), top), ground)
        for place, name in enumerate((*self.heads(self.cell(-1, 0).width() - 2), RECALL)):
            painter.drawText(self.cell(-1, place).translated(down), Align.AlignCenter, name)
        painter.fillRect(QRectF(seen.left(), seen.top(), left, top), ground)
        painter.setPen(self._look.colour("text"))
        head = self.cell(-1, 0)
        corner = QRectF(0, head.top(), left - gap, head.height()).translated(across + down)
        painter.drawText(corner, Align.AlignRight | Align.AlignVCenter, TRUE)
        painter.drawText(self.above(), Align.AlignHCenter | Align.AlignBottom, PREDICTED)

    def above(self) -> QRectF:
        """Return where the side of what is predicted is named: over the middle of the columns that are seen."""
        seen, (left, _), last = _seen_of(self), self.names_room, self.cell(-1, len(self._names) - 1)
        start = seen.left() + left
        width = max(min(last.right(), seen.right()) - start, self._look.px(90))
        return QRectF(start, seen.top(), width, self.cell(-1, 0).top())

    def heads(self, room: float) -> list[str]:
        """Return the names of the columns: where one has no room, all without the words that they begin or end with."""
        if all(self._metrics.horizontalAdvance(name) <= room for name in self._names):
            return list(self._names)
        return _cut(_told_apart(self._names), self._metrics, room)

    def _paint_cell(self, painter: QPainter, row: int, column: int, strength: float) -> None:
        assert self._scores is not None
        area, count = self.cell(row, column).adjusted(1, 1, -1, -1), int(self._scores.confusion[row, column])
        role = "positive" if row == column else "negative"
        painter.fillRect(area, self._look.colour("field"))
        if count:
            painter.fillRect(area, self._look.colour(role, round(STRONGEST * (0.15 + 0.85 * math.sqrt(strength)))))
        painter.setPen(self._look.colour("text" if count else "dim"))
        painter.drawText(area, Align.AlignCenter, f"{count:,}" if count else "·")

    def _paint_edges(self, painter: QPainter, scores: ClassScores) -> None:
        painter.setPen(self._look.colour("text"))
        k = len(self._names)
        for place in range(k):
            painter.drawText(self.cell(place, k), Align.AlignCenter, short_percent(float(scores.recall[place])))
            painter.drawText(self.cell(k, place), Align.AlignCenter, short_percent(float(scores.precision[place])))

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("accent"), self._look.line(2)))
        for place in {self._hover, self._current if self.hasFocus() else None} - {None}:
            assert place is not None
            painter.drawRect(self.cell(*place).adjusted(1, 1, -1, -1))

    def cells_shown(self) -> list[list[str]]:
        """Return what is painted, as rows of cells: names, counts, recall and precision."""
        assert self._scores is not None
        edges = [
            [short_percent(share) for share in each.tolist()] for each in (self._scores.recall, self._scores.precision)
        ]
        counts = [[*map(str, row)] for row in self._scores.confusion.tolist()]
        rows = [[name, *row, recall] for name, row, recall in zip(self._names, counts, edges[0], strict=True)]
        return [[f"{TRUE} {PREDICTED}", *self._names, RECALL], *rows, [PRECISION, *edges[1], ""]]

    # Mouse and keys

    def words(self, row: int, column: int) -> str:
        """Return what a cell says."""
        assert self._scores is not None
        count, names = int(self._scores.confusion[row, column]), self._names
        if row == column:
            return f"{count:,} of class {names[row]} are found."
        return f"{count:,} of class {names[row]} are taken for {names[column]}."

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Outline the cell under the mouse."""
        self._hover = self._at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Outline nothing."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the examples of the cell."""
        if event.button() == Qt.MouseButton.LeftButton and (place := self._at(event.position())) is not None:
            self._current = place
            self.asked.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the cells with the arrows; Enter asks for the examples."""
        way = way_of(event)
        if way is not None and len(self._names):
            row, column = (min(max(a + b, 0), len(self._names) - 1) for a, b in zip(self._current, way, strict=True))
            self._current = (row, column)
            middle = self.cell(row, column).center().toPoint()
            self.walked.emit(middle.x(), middle.y())
            if self._scores is not None:
                self.setAccessibleDescription(f"{self.words(row, column)} {HELP}")
            self.update()
        elif CELLS.does(event, "choose"):
            self.asked.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what the cell under the mouse means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            lines = (self.words(*place), "Click to list them.") if place and self._scores else (HELP,)
            show_tip(tooltip(*lines), self, self.cell(*place).toAlignedRect() if place and self._scores else None)
            return True
        return bool(super().event(event))


def _seen_of(matrix: QWidget) -> QRectF:
    """Return what is seen of a matrix where it scrolls; the names stay at its left and at its top."""
    page = matrix.parentWidget()
    return QRectF(matrix.rect() if page is None else matrix.rect() & page.rect().translated(-matrix.pos()))
