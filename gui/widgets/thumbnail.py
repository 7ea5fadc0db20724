"""Buttons that show data sets as tiny scatters of their own points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QButtonGroup

from core.arrays import Array
from core.data.dataset import Dataset
from core.data.examples import Labels
from core.words import as_typed
from gui.widgets.field import tooltip
from gui.widgets.theme import Look, blend
from gui.widgets.tile import PictureTile, TileGrid

SHOWN_POINTS = 84
FEW = 20
"""Up to so many points are drawn larger: one can count them, and the frame of the chosen one hides none."""
SIZES = 5
"""In how many sizes numbers over a plane are drawn."""
OWN = "own"
"""Name of data of one's own."""


def _disc(painter: QPainter, at: QPointF, half: float) -> None:
    painter.drawEllipse(at, half, half)


def _square(painter: QPainter, at: QPointF, half: float) -> None:
    painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def _triangle(painter: QPainter, at: QPointF, half: float) -> None:
    top, side, foot = at.y() - 1.3 * half, 1.2 * half, at.y() + half
    painter.drawPolygon(QPolygonF([QPointF(at.x(), top), QPointF(at.x() + side, foot), QPointF(at.x() - side, foot)]))


def _diamond(painter: QPainter, at: QPointF, half: float) -> None:
    x, y, far = at.x(), at.y(), 1.4 * half
    painter.drawPolygon(QPolygonF([QPointF(x, y - far), QPointF(x + far, y), QPointF(x, y + far), QPointF(x - far, y)]))


def _bar(painter: QPainter, at: QPointF, half: float) -> None:
    painter.drawRect(QRectF(at.x() - 1.6 * half, at.y() - 0.5 * half, 3.2 * half, half))


def _column(painter: QPainter, at: QPointF, half: float) -> None:
    painter.drawRect(QRectF(at.x() - 0.5 * half, at.y() - 1.6 * half, half, 3.2 * half))


MARKS: tuple[Callable[[QPainter, QPointF, float], None], ...] = (_disc, _square, _triangle, _diamond, _bar, _column)
"""The mark of each class, in order; with more classes they start over."""


def thin(data: Dataset) -> tuple[Array, Labels]:
    """Return some of the data set's points, evenly taken, in a square from 0 to 1 (2 × k), and their classes (k,).

    The axes are the first two inputs, or the input and the number; numbers over a plane come in a few sizes.
    """
    examples = data.generate()
    taken = np.linspace(0, len(examples) - 1, min(SHOWN_POINTS, len(examples))).astype(np.int64)
    few = examples.take(taken)
    x = few.x[:2] if len(few.x) > 1 else np.stack([few.x[0], few.labels if data.classes else few.values[0]])
    low, high = x.min(axis=1, keepdims=True), x.max(axis=1, keepdims=True)
    one_scale = len(few.x) > 1 and data.one_scale(0, 1)
    size = np.full_like(low, (high - low).max()) if one_scale else high - low
    x = (x - (low + high) / 2.0) / np.where(size > 0.0, size, 1.0) + 0.5
    if data.classes or len(few.x) == 1:
        return x, few.labels
    order = np.argsort(np.argsort(few.values[0], kind="stable"), kind="stable")
    return x, SIZES * order // len(few)


def picture_of(data: Dataset) -> Array | None:
    """Return one of the examples as a picture (r × r), if they are pictures: the last one of the class before last."""
    if data.name != "digits":
        return None
    examples = data.generate()
    place = int(np.flatnonzero(examples.labels == data.classes - 2)[-1])
    side = math.isqrt(len(examples.x))
    return examples.x[:, place].reshape(side, side)


class DataFace:
    """What a data set looks like in small: one of its pictures, or some of its points."""

    def __init__(self, data: Dataset) -> None:
        self._pixels = picture_of(data)
        self._points = thin(data)
        self._sized = not data.classes and len(data.inputs) > 1

    def draw(self, painter: QPainter, look: Look, side: float) -> None:
        """Draw it into a square."""
        painter.setPen(Qt.PenStyle.NoPen)
        if self._pixels is None:
            self._draw_points(painter, look, side)
        else:
            self._draw_pixels(painter, self._pixels, look, side)

    def _draw_pixels(self, painter: QPainter, pixels: Array, look: Look, side: float) -> None:
        cell, ink = 0.8 * side / len(pixels), look.colour("text")
        for (row, column), value in np.ndenumerate(pixels):
            ink.setAlphaF(float(value))
            painter.fillRect(QRectF(0.1 * side + column * cell, 0.1 * side + row * cell, cell, cell), ink)

    def _draw_points(self, painter: QPainter, look: Look, side: float) -> None:
        x, labels = self._points
        half, theme = side / (30.0 if len(labels) > FEW else 16.0), look.theme
        shades = [QColor(*blend(theme.negative, theme.positive, k / (SIZES - 1))) for k in range(SIZES)]
        colours = [QColor(colour) for colour in theme.classes]
        places = side * (0.17 + 0.66 * np.stack([x[0], 1.0 - x[1]]))
        for (left, top), label in zip(places.T.tolist(), labels.tolist(), strict=True):
            if self._sized:
                painter.setBrush(shades[label])
                _disc(painter, QPointF(left, top), half * (0.5 + 0.3 * label))
                continue
            painter.setBrush(colours[label % len(colours)])
            MARKS[(label + label // len(colours)) % len(MARKS)](painter, QPointF(left, top), half)


class Thumbnail(PictureTile):
    """A checkable button whose picture is the data set itself; empty until the data are there."""

    def __init__(self, named: Dataset | type[Dataset]) -> None:
        super().__init__()
        self.setCheckable(True)
        self._face: DataFace | None = None
        self._name(named)

    def show_data(self, data: Dataset) -> None:
        """Show a data set."""
        self._face = DataFace(data)
        self._name(data)
        self.redraw()

    def _name(self, named: Dataset | type[Dataset]) -> None:
        self.setAccessibleName(f"Data set {as_typed(named.title)}")
        self.setAccessibleDescription(named.help)
        self.setToolTip(tooltip(f"{as_typed(named.title)}: {named.help}"))

    def draw(self, painter: QPainter) -> None:
        """Draw the picture or the points."""
        if self._face is not None:
            self._face.draw(painter, self._look, self.width())


class PencilTile(PictureTile):
    """The button that lets points be drawn with the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAccessibleName("Draw points")
        self.setToolTip(
            tooltip(
                "Draw points with the mouse in the plot of decision regions. You begin with the points shown there."
            )
        )

    def draw(self, painter: QPainter) -> None:
        """Draw a pencil."""
        side = self.width()
        painter.translate(0.5 * side, 0.5 * side)
        painter.rotate(45.0)
        half, top, foot, tip = 0.075 * side, -0.3 * side, 0.18 * side, 0.33 * side
        painter.setBrush(self._look.colour("text"))
        painter.drawRect(QRectF(-half, top + 0.1 * side, 2 * half, foot - top - 0.1 * side))
        painter.drawRoundedRect(QRectF(-half, top, 2 * half, 0.08 * side), 0.3 * half, 0.3 * half)
        painter.drawPolygon(
            QPolygonF([QPointF(-half, foot + 0.02 * side), QPointF(half, foot + 0.02 * side), QPointF(0, tip)])
        )


class ThumbnailGrid(TileGrid):
    """One thumbnail for each data set, in rows of square tiles that grow and shrink with the width; then a pencil."""

    chosen = Signal(str)
    """Name of the data set whose thumbnail was pressed."""
    own_chosen = Signal()
    draw_asked = Signal(bool)
    """The pencil was pressed: drawing should begin, or end."""
    gap = 5.0

    def __init__(self, entries: Mapping[str, type[Dataset]], per_row: int = 5) -> None:
        super().__init__()
        self._entries, self._per_row = entries, per_row
        self._group = QButtonGroup(self)
        self.thumbnails = {name: Thumbnail(entry) for name, entry in entries.items()}
        self.own: Thumbnail | None = None
        self.pencil = PencilTile()
        self.pencil.setParent(self)
        self.pencil.clicked.connect(self.draw_asked)
        for name, thumbnail in self.thumbnails.items():
            thumbnail.setParent(self)
            thumbnail.clicked.connect(partial(self.chosen.emit, name))
            self._group.addButton(thumbnail)

    @property
    def in_order(self) -> list[PictureTile]:
        """The thumbnails, that of own data, and the pencil."""
        return [*self.thumbnails.values(), *([self.own] if self.own else []), self.pencil]

    def show_pictures(self) -> None:
        """Draw the data sets from now on: all their points take long, and a window has to come first."""
        for name, thumbnail in self.thumbnails.items():
            thumbnail.show_data(self._entries[name]())

    def show_own(self, data: Dataset) -> None:
        """Offer data of one's own too."""
        if self.own is not None:
            self.own.show_data(data)
            return
        self.own = Thumbnail(data)
        self.own.show_data(data)
        self.own.setParent(self)
        self.own.set_look(self._look)
        self.own.clicked.connect(self.own_chosen)
        self._group.addButton(self.own)
        self.own.show()
        self.setTabOrder(self.own, self.pencil)
        self.arrange()

    def check(self, name: str) -> None:
        """Mark one thumbnail as chosen; a name without a thumbnail marks none."""
        self._group.setExclusive(False)  # an exclusive group would not let the last mark go
        for other, thumbnail in self.thumbnails.items():
            thumbnail.setChecked(other == name)
        if self.own is not None:
            self.own.setChecked(name == OWN)
        self._group.setExclusive(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * self._per_row, 24)

    def sizes(self, width: int) -> tuple[int, int, int]:
        """Return tiles in a row, and the sides of a tile: squares."""
        side = min((width - (self._per_row - 1) * self.space) // self._per_row, round(self._look.px(72)))
        return self._per_row, side, side
