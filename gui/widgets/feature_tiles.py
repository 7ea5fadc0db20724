"""Small switches for the features that a network is fed with, each showing its feature over the input plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPixmap

from core.analysis.regions import grid
from core.analysis.surface import Bounds
from core.arrays import Array
from core.data.features import Feature
from gui.widgets.field import tooltip
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Align, diverging_table
from gui.widgets.tile import PictureTile, TileGrid

RESOLUTION = 28
FADED = 0.35
"""How strongly the map of a feature that is off is painted."""


def map_of(feature: Feature, bounds: Bounds) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Return a feature over the plane (r × r) as indices into the diverging table, the lowest row last."""
    with np.errstate(over="ignore"):
        values: Array = feature.of(grid(bounds, RESOLUTION)).reshape(RESOLUTION, RESOLUTION)
    values = np.nan_to_num(values)
    share = values / max(float(np.abs(values).max()), 1e-300)
    return np.ascontiguousarray(np.clip(127.0 * share + 128.5, 1.0, 255.0).astype(np.uint8)[::-1])


class FeatureTile(PictureTile):
    """A switch with a feature's map and, below it, its name."""

    def __init__(self, feature: Feature) -> None:
        super().__init__()
        self.feature = feature
        self._map = np.full((RESOLUTION, RESOLUTION), 128, np.uint8)
        self.setCheckable(True)
        self.setAccessibleName(f"Feature {feature.title}")
        self.toggled.connect(lambda: self.update())

    def show_map(self, bounds: Bounds, meaning: str) -> None:
        """Show the feature over a plane; ``meaning`` says what x₁ and x₂ are."""
        self._map = map_of(self.feature, bounds)
        what = f"{self.feature.title} over the plane of the data: blue above 0, orange below."
        self.setToolTip(
            tooltip(what, meaning, "Click to add it to the network's inputs or remove it. Training then starts over.")
        )
        self.setAccessibleDescription(f"{what} {meaning}")
        self.redraw()

    @property
    def area(self) -> QRectF:
        """The square above the name."""
        return QRectF(0, 0, self.width(), self.height() - self._line)

    @property
    def _line(self) -> float:
        return QFontMetricsF(self._look.font(0.8)).height()

    def draw(self, painter: QPainter) -> None:
        """Draw the map."""
        image = QImage(self._map.data, RESOLUTION, RESOLUTION, RESOLUTION, QImage.Format.Format_Indexed8)
        image.setColorTable(diverging_table(self._look.theme))
        inset = self._look.px(3)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(
            self.area.adjusted(inset, inset, -inset, -inset), image.convertToFormat(QImage.Format.Format_RGB32)
        )

    def paint_picture(self, painter: QPainter, picture: QPixmap) -> None:
        """Put the map on the tile, faded if it is off, and the name below."""
        on = self.isChecked()
        painter.setOpacity(1.0 if on else FADED)
        painter.drawPixmap(0, 0, picture)
        painter.setOpacity(1.0)
        painter.setFont(self._look.font(0.8, bold=on))
        painter.setPen(self._look.colour("text" if on else "dim"))
        below = QRectF(0, self.area.bottom(), self.width(), self._line)
        painter.drawText(below, Align.AlignCenter, self.feature.title)


class FeatureTiles(OwnLetters, TileGrid):
    """The tiles of all features that the data can have, as many in a row as fit."""

    toggled = Signal(str, bool)
    """Name of a feature that was switched, and whether it should be on."""
    gap = 4.0

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, FeatureTile] = {}

    @property
    def in_order(self) -> list[FeatureTile]:
        """All tiles, in the order of the features."""
        return list(self.tiles.values())

    def show_features(
        self, offered: Sequence[Feature], on: Sequence[str], bounds: Bounds, names: Sequence[str]
    ) -> None:
        """Offer features over a plane, those named in ``on`` switched on; ``names`` are those of the inputs."""
        if [feature.name for feature in offered] != list(self.tiles):
            self._make(offered)
        meaning = ", ".join(f"{x} is {name}" for x, name in zip(("x₁", "x₂"), names, strict=False) if x != name)
        for name, tile in self.tiles.items():
            tile.setChecked(name in on)
            tile.show_map(bounds, meaning)

    def _make(self, offered: Sequence[Feature]) -> None:
        for old in self.tiles.values():
            old.hide()
            old.deleteLater()
        self.tiles = {feature.name: FeatureTile(feature) for feature in offered}
        for name, tile in self.tiles.items():
            tile.setParent(self)
            tile.set_look(self._look)
            tile.clicked.connect(lambda on, name=name: self.toggled.emit(name, on))
            tile.show()
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, self._least)

    @property
    def _least(self) -> int:
        """Width that a name needs, and so a tile."""
        metrics = QFontMetricsF(self._look.font(0.8, bold=True))
        return (
            round(max((metrics.horizontalAdvance(tile.feature.title) for tile in self.tiles.values()), default=1)) + 2
        )

    def sizes(self, width: int) -> tuple[int, int, int]:
        """Return tiles in a row, and width and height of a tile: one row if they fit, else rows of equal length."""
        count, gap = max(1, len(self.tiles)), self.space
        fitting = max(1, (width + gap) // (self._least + gap))
        rows = -(-count // fitting)
        per_row = -(-count // rows)
        side = min((width - (per_row - 1) * gap) // per_row, round(self._look.px(46)))
        return per_row, side, side + round(QFontMetricsF(self._look.font(0.8)).height())
