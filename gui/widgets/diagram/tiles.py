"""The tiles of the network diagram: each neuron's map over the input plane, and the fold chips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gui.widgets.diagram.layout import DiagramLayout, LayerColumn
from gui.widgets.theme import Align, Look, blend, diverging_table

ZERO = 128
"""Index of the value 0 in a map."""
Maps = NDArray[np.uint8]


def empty(images: Maps) -> list[bool]:
    """Tell for each map (n × r × r) whether it is zero everywhere."""
    return [bool(zero) for zero in (images == ZERO).all(axis=(1, 2))]


def chip_words(column: LayerColumn) -> str:
    """Return what stands on the chip of a folded layer: how many neurons it has, or which of them are drawn."""
    return f"… {column.units:,}" if column.first == 1 else f"{column.numbers[0]}–{column.numbers[-1]}"


class Tiles:
    """The tiles of a layout: each neuron's map over the input plane in a rounded frame."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        self._colours = np.array(diverging_table(look.theme), dtype=np.uint32)
        self._edge = QPen(QColor(*blend(look.theme.card, look.theme.dim, 0.6)), look.line(1.2))
        self._corners, self._frames = QPainterPath(), QPainterPath()
        radius = diagram.tile * 0.12
        for tile in (tile for column in diagram.columns if column.picture is None for tile in column.tiles):
            self._corners.addRect(tile)
            self._corners.addRoundedRect(tile, radius, radius)
            self._frames.addRoundedRect(tile, radius, radius)

    def paint(self, painter: QPainter, maps: Sequence[Maps], clear: Sequence[float] = ()) -> None:
        """Paint all maps, each layer as ``clear`` as it says (0…1); tiles of one that has none stay plain."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for column, images in zip(self._diagram.columns, maps, strict=False):
            drawn = images[column.shown]
            if column.picture is None and len(drawn) and images.shape[-1]:
                painter.setOpacity(clear[column.layer] if clear else 1.0)
                self._paint_column(painter, column.tiles[: len(drawn)], drawn)
        painter.setOpacity(1.0)

    def _paint_column(self, painter: QPainter, tiles: Sequence[QRectF], images: Maps) -> None:
        # One sheet for the layer. A QImage only reads the buffer, which must outlive it; its first row is the top one.
        count, side = len(images), images.shape[-1]
        sheet = self._colours.take(images[:, ::-1])
        image = QImage(sheet.data, side, count * side, 4 * side, QImage.Format.Format_RGB32)
        for number, (tile, nothing) in enumerate(zip(tiles, empty(images), strict=True)):
            if nothing:
                painter.fillRect(tile, self._look.colour("field"))  # a hollow in the card: nothing to see here
            else:
                painter.drawImage(tile, image, QRectF(0, number * side, side, side))

    def paint_corners(self, painter: QPainter) -> None:
        """Round the corners of all tiles off."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("card"))
        painter.drawPath(self._corners)  # odd-even fill: only what lies between square and rounded corner
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_frames(self, painter: QPainter) -> None:
        """Round the corners of all tiles off and paint their borders; slow, so paint it once."""
        self.paint_corners(painter)
        painter.setPen(self._edge)
        painter.drawPath(self._frames)

    def paint_chips(self, painter: QPainter) -> None:
        """Paint the chips of folded layers."""
        for column in self._diagram.columns:
            if column.rest is not None:
                self._paint_chip(painter, column.rest, chip_words(column))

    def _paint_chip(self, painter: QPainter, area: QRectF, text: str) -> None:
        painter.setPen(self._edge)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(self._look.colour("text"))
        painter.setFont(self._look.font(0.8))
        fits = painter.fontMetrics().horizontalAdvance(text) <= area.width()
        painter.drawText(area, Align.AlignCenter, text if fits else "…")
