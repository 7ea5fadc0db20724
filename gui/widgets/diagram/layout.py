"""Where everything in the network diagram is: columns, headers, tiles and curves. Geometry only, no painting.

Layers are counted as in the notation: column 0 holds the inputs, columns 1…L-1 the hidden layers, column L the output.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, cast

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from core.arrays import Array
from core.values import dataclass
from gui.widgets.theme import HEAD, Look

DiagramPart: TypeAlias = Literal[
    "name", "minus", "count", "plus", "close", "insert", "header", "neuron", "rest", "connection", "nothing"
]
HEADER_PARTS = ("name", "header", "minus", "count", "plus", "close")
VALUE_PARTS = ("neuron", "connection", "rest")
MAX_TILES = 16
LARGEST_PICTURE = 168.0
"""Most pixels at normal text, across or down, of the picture that inputs are drawn as."""
SMALLEST_TILE = 12.0
"""Side of a tile, in pixels at normal text, below which neurons are folded instead."""
LINE = 18.0
"""Height of a line of text on the stage, at normal text: there each tile has room for its number."""
FROM_THE_FIRST: Mapping[int, int] = MappingProxyType({})
MANY_CONNECTIONS = 400
"""From here on connections are straight and undashed: curves would cost more than a frame has."""


@dataclass(frozen=True)
class Hit:
    """What lies under a point.

    ``layer`` is the column (for an insertion mark: the column before it), ``neuron`` counts from 1 (0: none) and
    ``source`` is the neuron of the layer before in which a connection starts.
    """

    part: DiagramPart = "nothing"
    layer: int = -1
    neuron: int = 0
    source: int = 0


@dataclass(frozen=True)
class LayerColumn:
    """One layer: its header above, its tiles, and a chip that stands for the neurons that found no room."""

    layer: int
    units: int
    x: float
    header: QRectF
    name: QRectF
    minus: QRectF
    count: QRectF
    plus: QRectF
    close: QRectF
    tiles: tuple[QRectF, ...]
    rest: QRectF | None
    first: int = 1
    """The neuron of the first tile, counted from 1; more than 1 where a folded layer has been turned over."""
    picture: QRectF | None = None
    """The picture that inputs are drawn as: their tiles are its pixels, row by row."""

    @property
    def numbers(self) -> range:
        """The neurons that have tiles, counted from 1."""
        return range(self.first, self.first + len(self.tiles))

    @property
    def shown(self) -> slice:
        """Where the neurons that have tiles are among all of the layer."""
        return slice(self.first - 1, self.first - 1 + len(self.tiles))

    @property
    def heights(self) -> Array:
        """The y of the middle of each tile (k,), where connections end."""
        return np.array([tile.center().y() for tile in self.tiles])

    @property
    def right(self) -> float:
        """The x where connections start."""
        return (self.picture or self.tiles[0]).right()

    @property
    def starts(self) -> Array:
        """The y where the connections of each tile (k,) start."""
        return np.array([self.start_of(tile).y() for tile in self.tiles])

    @property
    def area(self) -> QRectF:
        """The tiles, or the picture that they are."""
        return self.picture or self.tiles[0].united(self.tiles[-1])

    def start_of(self, place: QRectF) -> QPointF:
        """Return where the connections of a tile or chip start: each pixel has its own place at the picture's edge."""
        if self.picture is None:
            return QPointF(place.right(), place.center().y())
        across = (place.center().x() - self.picture.left()) / self.picture.width()
        return QPointF(self.picture.right(), place.top() + across * place.height())


def rise(t: Array | float) -> Array | float:
    """Return how far up (0…1) a connection's curve is at the parameter t."""
    return t * t * (3.0 - 2.0 * t)


def advance(t: float) -> float:
    """Return how far to the right (0…1) a connection's curve is at the parameter t."""
    return t * (1.5 - 1.5 * t + t * t)


def parameter_at(share: float) -> float:
    """Return t at which the curve is ``share`` (0…1) of its way to the right; `advance` only grows, so halve."""
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2.0
        low, high = (middle, high) if advance(middle) < share else (low, middle)
    return (low + high) / 2.0


@dataclass(frozen=True)
class DiagramLayout:
    """The whole picture for one network shape in one widget size."""

    columns: tuple[LayerColumn, ...]
    inserts: tuple[QRectF, ...]
    tile: float
    straight: bool

    @property
    def boxes(self) -> list[QRectF]:
        """Where neurons are: the area of each layer, and the chip of those that are folded."""
        chips = [column.rest for column in self.columns if column.rest is not None]
        return [*(column.area for column in self.columns), *chips]

    def pairs(self) -> Iterator[tuple[LayerColumn, LayerColumn]]:
        """Yield (layer l-1, layer l) for l = 1…L."""
        return itertools.pairwise(self.columns)

    def drawn(self, layer: int, neuron: int) -> bool:
        """Tell whether a neuron has a tile (it may be folded away)."""
        return 0 <= layer < len(self.columns) and neuron in self.columns[layer].numbers

    def place(self, layer: int, neuron: int) -> QRectF:
        """Return the tile of a neuron, or the chip that stands for it."""
        column = self.columns[layer]
        if self.drawn(layer, neuron) or column.rest is None:
            return column.tiles[neuron - column.first]
        return column.rest

    def chip_of(self, layer: int, neuron: int, source: int) -> int:
        """Return the layer in whose chip the parameter w[layer]_{neuron, source} (or b, source 0) is; -1 for none."""
        if not self.drawn(layer, neuron):
            return layer
        return layer - 1 if source and not self.drawn(layer - 1, source) else -1

    def ends(self, layer: int, neuron: int, source: int) -> tuple[QPointF, QPointF]:
        """Return where the connection w[layer]_{neuron, source} starts and ends."""
        end = self.place(layer, neuron)
        start = self.columns[layer - 1].start_of(self.place(layer - 1, source))
        return start, QPointF(end.left(), end.center().y())

    def path(self, layer: int, neuron: int, source: int) -> QPainterPath:
        """Return the line of a connection."""
        start, end = self.ends(layer, neuron, source)
        path = QPainterPath(start)
        if self.straight:
            path.lineTo(end)
        else:
            middle = (start.x() + end.x()) / 2.0
            path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())
        return path

    def point(self, layer: int, neuron: int, source: int, t: float) -> QPointF:
        """Return the point of a connection at its parameter t (0…1)."""
        start, end = self.ends(layer, neuron, source)
        across, up = (t, t) if self.straight else (advance(t), float(rise(t)))
        return QPointF(start.x() + (end.x() - start.x()) * across, start.y() + (end.y() - start.y()) * up)

    def hit(self, x: float, y: float, reach: float) -> Hit:
        """Return what lies under (x, y); a connection may be up to ``reach`` pixels away."""
        point = QPointF(x, y)
        for gap, mark in enumerate(self.inserts):
            if mark.contains(point):
                return Hit("insert", gap)
        for column in self.columns:
            if (found := _in_column(column, point)) is not None:
                return found
        return self._connection_at(x, y, reach)

    def _connection_at(self, x: float, y: float, reach: float) -> Hit:
        for before, column in self.pairs():
            left, right = before.right, column.tiles[0].left()
            if left < x < right:
                return self._nearest(before, column, (x - left) / (right - left), right - left, y, reach)
        return Hit()

    def _nearest(
        self, before: LayerColumn, column: LayerColumn, share: float, width: float, y: float, reach: float
    ) -> Hit:
        """Return the connection nearest to y at ``share`` of the way: all curves of a gap have the same x(t)."""
        t = share if self.straight else parameter_at(share)
        up = share if self.straight else float(rise(t))
        steep = 1.0 if self.straight else 6.0 * t * (1.0 - t) / (1.5 - 3.0 * t + 3.0 * t * t)
        starts = before.starts
        climb = column.heights[:, None] - starts[None, :]
        distance = np.abs(starts + climb * up - y) / np.hypot(1.0, climb * (steep / width))
        j, i = divmod(int(np.argmin(distance)), distance.shape[1])
        if distance[j, i] > reach:
            return Hit()
        return Hit("connection", column.layer, column.first + j, before.first + i)

    def gap_at(self, x: float) -> int:
        """Return the gap (0…L-1, after the column of that number) nearest to x: where a dragged layer would land."""
        return min(range(len(self.inserts)), key=lambda gap: abs(self.inserts[gap].center().x() - x))


def _in_column(column: LayerColumn, point: QPointF) -> Hit | None:
    if column.header.contains(point):
        parts: tuple[tuple[DiagramPart, QRectF], ...] = (
            ("close", column.close),
            ("minus", column.minus),
            ("plus", column.plus),
            ("count", column.count),
            ("name", column.name),
        )
        found = next((part for part, area in parts if area.contains(point)), "header")
        return Hit(cast(DiagramPart, found), column.layer)
    for number, tile in zip(column.numbers, column.tiles, strict=True):
        if tile.contains(point):
            return Hit("neuron", column.layer, number)
    if column.rest is not None and column.rest.contains(point):
        return Hit("rest", column.layer)
    return None


@dataclass(frozen=True)
class _Measures:
    """Sizes shared by all columns."""

    pitch: float
    first: float
    tile: float
    step: float
    slots: int
    top: float
    bottom: float
    line: float
    apart: bool
    head: float

    def header_width(self, look: Look) -> float:
        return min(self.pitch - look.px(32), look.px(120)) if self.apart else self.pitch - look.px(4)


def _pitch(columns: int, width: float, sides: tuple[float, float], tallest: float, look: Look) -> tuple[float, float]:
    """Return how far apart the columns are, and the x of the first: names have ``sides`` of room outside of tiles."""

    def ends(pitch: float) -> tuple[float, float]:
        half = min(tallest, pitch * 0.52) / 2
        return max(pitch / 2, sides[0] + half), max(pitch / 2, sides[1] + half)

    low, high = 0.0, min(width / columns, look.px(250))
    pitch = high
    for _ in range(24):  # what the columns take only grows with their distance, so halve
        low, high = (low, pitch) if sum(ends(pitch)) + (columns - 1) * pitch > width + 0.01 else (pitch, high)
        pitch = high if low == high else (low + high) / 2.0
    return pitch, (width - sum(ends(pitch)) - (columns - 1) * pitch) / 2 + ends(pitch)[0]


def _measures(sizes: tuple[int, ...], width: float, height: float, look: Look, sides: tuple[float, float]) -> _Measures:
    """Choose the pitch of the columns and the size of the tiles: as large as the space allows, up to a limit."""
    pitch, first = _pitch(len(sizes), width, sides, look.px(64), look)
    apart = pitch >= look.px(104)
    line, head = look.px(21), HEAD * look.stage or look.px(2)
    top = head + 2 * line + look.px(6) + (0.0 if apart or look.stage else look.px(20))
    bottom = height - look.px(20 if look.stage else 8)  # where numbers hang at the feet of tiles
    room = max(bottom - top, look.px(24))
    spacing = 1.3
    slots = max(2, min(MAX_TILES, int(room / (look.px(SMALLEST_TILE if not look.stage else LINE) * 1.2))))
    most = min(max(sizes), slots)
    # Whole pixels: a map is scaled three times faster when its tile starts and ends on them.
    tile = math.floor(max(look.px(SMALLEST_TILE), min(look.px(64), pitch * 0.52, room / (most * spacing))))
    step = min(tile * spacing + look.px(4), max(room / most, tile * 1.1))
    return _Measures(pitch, first, tile, step, slots, top, bottom, line, apart, head)


def _header(layer: int, last: int, x: float, measures: _Measures, look: Look) -> dict[str, QRectF]:
    """Return the rectangles of a header; input and output have no buttons, so theirs are empty."""
    width, line = measures.header_width(look), measures.line
    left, hidden = x - width / 2, 0 < layer < last and not look.stage
    button = min(0.28 * width, look.px(26)) if hidden else 0.0
    middle = min(0.44 * width, look.px(40)) if hidden else width
    close = min(look.px(18), width * 0.28) if hidden else 0.0
    top, second = measures.head, measures.head + line
    return {
        "header": QRectF(left, top, width, 2 * line),
        "name": QRectF(left, top, width, line),
        "close": QRectF(left + width - close, top, close, line if hidden else 0.0),
        "minus": QRectF(x - middle / 2 - button, second, button, line),
        "count": QRectF(x - middle / 2, second, middle, line),
        "plus": QRectF(x + middle / 2, second, button, line),
    }


def _tiles(units: int, x: float, measures: _Measures, look: Look) -> tuple[tuple[QRectF, ...], QRectF | None]:
    """Return the tiles of a layer, centred, and the chip for the rest if they do not all fit."""
    folded = units > measures.slots
    shown = measures.slots - 1 if folded else units
    tile, step = measures.tile, measures.step
    rows = shown + (1 if folded else 0)
    first = (measures.top + measures.bottom) / 2 - (rows - 1) * step / 2
    left = round(x - tile / 2)
    tiles = tuple(QRectF(left, round(first + k * step - tile / 2), tile, tile) for k in range(shown))
    if not folded:
        return tiles, None
    wide, tall = min(max(tile, look.px(58)), measures.pitch * 0.92), min(look.px(20), step)
    return tiles, QRectF(x - wide / 2, first + shown * step - tall / 2, wide, tall)


def _pixels(shape: tuple[int, int], x: float, measures: _Measures, look: Look) -> tuple[QRectF, tuple[QRectF, ...]]:
    """Return the picture that the inputs are, with room for a line below it, and its pixels row by row."""
    rows, columns = shape
    room = measures.bottom - measures.top - look.px(20)
    side = min(look.px(LARGEST_PICTURE), measures.pitch * 0.8) / columns
    pixel = max(1, math.floor(min(side, room / rows)))  # whole device pixels, so that none looks wider than another
    middle = (measures.top + measures.bottom - look.px(20)) / 2
    left, top = round(x - pixel * columns / 2), round(max(middle - pixel * rows / 2, measures.top))
    pixels = (QRectF(left + c * pixel, top + r * pixel, pixel, pixel) for r in range(rows) for c in range(columns))
    return QRectF(left, top, pixel * columns, pixel * rows), tuple(pixels)


def arrange(
    sizes: tuple[int, ...],
    width: float,
    height: float,
    look: Look,
    firsts: Mapping[int, int] = FROM_THE_FIRST,
    shape: tuple[int, int] | None = None,
    sides: tuple[float, float] = (0.0, 0.0),
) -> DiagramLayout:
    """Lay out a network of layer sizes (n₀, …, n_L) in ``width`` × ``height`` pixels.

    ``firsts`` tells of folded layers from which neuron on they are drawn, as far as there are enough after it;
    ``shape`` are rows and columns of the picture that the inputs are the pixels of, if they are; ``sides`` the pixels
    kept for names left of the inputs' tiles and right of the outputs'.
    """
    measures = _measures(sizes, width, height, look, sides)
    centres = [measures.first + measures.pitch * k for k in range(len(sizes))]
    columns = []
    for layer, (units, x) in enumerate(zip(sizes, centres, strict=True)):
        tiles, rest = _tiles(units, x, measures, look)
        picture = None
        if layer == 0 and shape is not None:
            (picture, tiles), rest = _pixels(shape, x, measures, look), None
        header = _header(layer, len(sizes) - 1, x, measures, look)
        first = min(firsts.get(layer, 1), units - len(tiles) + 1)
        columns.append(
            LayerColumn(layer=layer, units=units, x=x, tiles=tiles, rest=rest, first=first, picture=picture, **header)
        )
    lines = sum(len(a.tiles) * len(b.tiles) for a, b in itertools.pairwise(columns))
    straight = shape is not None or lines > MANY_CONNECTIONS
    inserts = () if look.stage else _inserts(centres, measures, look)
    return DiagramLayout(tuple(columns), inserts, measures.tile, straight)


def _inserts(centres: list[float], measures: _Measures, look: Look) -> tuple[QRectF, ...]:
    """Return the ⊕ marks: between the headers, or in a line below them where the columns stand close."""
    size = look.px(22)
    y = look.px(2) + (measures.line if measures.apart else 2 * measures.line + size / 2 - look.px(1))
    middles = [(a + b) / 2 for a, b in itertools.pairwise(centres)]
    return tuple(QRectF(x - size / 2, y - size / 2, size, size) for x in middles)


def least_width(columns: int, look: Look) -> int:
    """Return the width in pixels below which headers of ``columns`` columns could not be read or hit."""
    return math.ceil(columns * look.px(38))
