"""The network as a picture that is read and edited directly: painted with QPainter, the mouse by hit-testing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from core.arrays import Array
from core.nn.activations import Activation
from core.nn.network import MAX_HIDDEN_LAYERS, MAX_UNITS
from gui.theme import Look, blend, diverging_table
from gui.widgets.diagram_layout import Column, DiagramLayout, Hit, arrange, least_width
from gui.widgets.field import tooltip

if TYPE_CHECKING:
    from gui.frame import Frame

STRENGTHS = 6
"""Number of widths in which connections are drawn; each width has one pen a sign."""
SMOOTH_FROM = 4
"""The strength from which connections are smoothed and widened when there are hundreds of them."""
Align = Qt.AlignmentFlag


def signed(value: float) -> str:
    """Return a number with its sign, e.g. ``−0.120``, in four figures where it is large."""
    text = f"{value:+.3f}" if abs(value) < 1000 else f"{value:+.4g}"
    return text.replace("-", "−")


def strengths(weights: Array, rows: int, columns: int) -> NDArray[np.int64]:
    """Return the pen number of each of the first ``rows`` × ``columns`` weights, row by row.

    It is ``2 s + (1 if negative)`` with the strength s = 0…5 from √(|w| / largest |w| of the layer), so that weak
    connections stay visible beside one that is very strong.
    """
    size = np.nan_to_num(np.abs(weights), nan=0.0, posinf=1e300)
    share = np.sqrt(size[:rows, :columns] / max(float(size.max()), 1e-300))
    strength = np.minimum(share * STRENGTHS, STRENGTHS - 1).astype(np.int64)
    return np.asarray(2 * strength + (weights[:rows, :columns] < 0), dtype=np.int64).ravel()


class Connections:
    """All connections of a layout, with their paths made once and their pens chosen anew for each θ."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self.diagram = diagram
        self.pens = [self._pen(number, look) for number in range(2 * STRENGTHS)]
        places = [
            (after.layer, j, i)
            for before, after in diagram.pairs()
            for j in range(1, len(after.tiles) + 1)
            for i in range(1, len(before.tiles) + 1)
        ]
        self._lines = [QLineF(*diagram.ends(*place)) for place in places] if diagram.straight else []
        self._paths = [] if diagram.straight else [diagram.path(*place) for place in places]

    def _pen(self, number: int, look: Look) -> QPen:
        """Return the pen of a strength and sign: stronger is wider and clearer, negative is dashed."""
        strength, negative = divmod(number, 2)
        share, straight = (strength + 0.5) / STRENGTHS, self.diagram.straight
        colour = look.theme.negative if negative else look.theme.positive
        # Mixed with the ground instead of see-through: opaque lines are painted faster.
        mixed = QColor(*blend(look.theme.card, colour, 0.12 + 0.8 * share**1.6 if straight else 0.26 + 0.7 * share))
        thickest = min(look.px(6.0), self.diagram.tile * 0.13)
        narrow = self.diagram.tile * 0.06 if strength >= SMOOTH_FROM else 1.0
        pen = QPen(mixed, narrow if straight else 0.5 + (thickest - 0.5) * share**1.8)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if negative and not straight:
            width = max(pen.widthF(), 1.0)
            pen.setDashPattern([max(look.px(9.0) / width, 3.2), max(look.px(3.0) / width, 0.7)])
        return pen

    def numbers(self, weights: Sequence[Array]) -> NDArray[np.int64]:
        """Return the pen number of every drawn connection, in the order of the paths."""
        return np.concatenate(
            [
                strengths(w, len(after.tiles), len(before.tiles))
                for w, (before, after) in zip(weights, self.diagram.pairs(), strict=True)
            ]
        )

    def paint(self, painter: QPainter, weights: Sequence[Array]) -> None:
        """Paint the connections for W[1]…W[L], the weak ones first."""
        numbers = self.numbers(weights)
        order = np.argsort(numbers, kind="stable")
        starts = np.searchsorted(numbers[order], np.arange(2 * STRENGTHS + 1)).tolist()
        places = order.tolist()
        for number, (start, end) in enumerate(itertools.pairwise(starts)):
            if start < end:
                painter.setPen(self.pens[number])
                self._paint_class(painter, number // 2, places[start:end])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_class(self, painter: QPainter, strength: int, places: list[int]) -> None:
        if not self.diagram.straight:
            for place in places:
                painter.drawPath(self._paths[place])
        elif strength > 0:  # among hundreds, the weakest are only a haze that costs time
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, strength >= SMOOTH_FROM)
            painter.drawLines([self._lines[place] for place in places])


class Tiles:
    """The tiles of a layout: each neuron's map over the input plane in a rounded frame."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        self._corners, self._frames = QPainterPath(), QPainterPath()
        radius = diagram.tile * 0.12
        for tile in (tile for column in diagram.columns for tile in column.tiles):
            self._corners.addRect(tile)
            self._corners.addRoundedRect(tile, radius, radius)
            self._frames.addRoundedRect(tile, radius, radius)

    def paint_frames(self, painter: QPainter) -> None:
        """Round the corners of all tiles off and paint their borders; slow, so paint it once."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("card"))
        painter.drawPath(self._corners)  # odd-even fill: only what lies between square and rounded corner
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("border"), self._look.px(1.2)))
        painter.drawPath(self._frames)

    def paint(self, painter: QPainter, maps: Sequence[NDArray[np.uint8]]) -> None:
        """Paint all maps; where a layer has none (no input plane), its tiles stay plain."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for column, images in zip(self._diagram.columns, maps, strict=False):
            self._paint_column(painter, column, images)

    def _paint_column(self, painter: QPainter, column: Column, images: NDArray[np.uint8]) -> None:
        count, side = min(len(column.tiles), len(images)), images.shape[-1]
        if not count or not side:
            return
        # One sheet for the layer. A QImage only reads the buffer, which must outlive it; its first row is the top one.
        sheet = np.ascontiguousarray(images[:count, ::-1])
        indexed = QImage(sheet.data, side, count * side, side, QImage.Format.Format_Indexed8)
        indexed.setColorTable(diverging_table(self._look.theme))
        image = indexed.convertToFormat(QImage.Format.Format_RGB32)  # once a sheet, not once a tile
        for number, tile in enumerate(column.tiles[:count]):
            painter.drawImage(tile, image, QRectF(0, number * side, side, side))


@dataclass(frozen=True)
class HeaderText:
    """What the header of a column says."""

    title: str
    warning: bool
    editable: bool
    clickable: bool


class Headers:
    """The headers: activation, number of neurons, and the marks that change them."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        shrink = max(0.76, min(1.0, diagram.columns[0].header.width() / look.px(84)))
        self._bold, self._plain = look.font(0.95 * shrink, bold=True), look.font(0.92 * shrink)
        self._metrics = QFontMetricsF(self._bold)
        self._roomy = diagram.columns[0].header.width() >= look.px(70)

    def paint(self, painter: QPainter, column: Column, text: HeaderText, hover: Hit, marked: bool) -> None:
        """Paint one header; ``marked`` shows the remove mark."""
        part = hover.part if hover.layer == column.layer else "nothing"
        removable = text.editable and marked
        self._paint_name(painter, column, text, part == "name", removable)
        painter.setFont(self._plain)
        painter.setPen(self._look.colour("accent" if part == "count" and text.editable else "text"))
        painter.drawText(column.count, Align.AlignCenter, f"{column.units:,}")
        if text.editable:
            self.sign(painter, column.minus, part == "minus", plus=False, enabled=column.units > 1)
            self.sign(painter, column.plus, part == "plus", plus=True, enabled=column.units < MAX_UNITS)
        if removable:
            self._cross(painter, column.close, part == "close")

    def _paint_name(self, painter: QPainter, column: Column, text: HeaderText, hot: bool, removable: bool) -> None:
        right = column.close.left() if removable else column.name.right()
        warning = self._look.px(15) if text.warning else 0.0
        room = right - column.name.left() - warning
        width = self._metrics.horizontalAdvance(text.title)
        arrow = self._look.px(10) if text.clickable and self._roomy and width + self._look.px(10) <= room else 0.0
        title = self._metrics.elidedText(text.title, Qt.TextElideMode.ElideRight, room)
        width = self._metrics.horizontalAdvance(title)
        left = min(column.x - (warning + width + arrow) / 2, right - warning - width - arrow)
        painter.setFont(self._bold)
        painter.setPen(self._look.colour("accent" if hot and text.clickable else "text"))
        area = QRectF(left + warning, column.name.top(), width + 2, column.name.height())
        painter.drawText(area, Align.AlignLeft | Align.AlignVCenter, title)
        if text.warning:
            self._warning(painter, QPointF(left + self._look.px(6), column.name.center().y()))
        if arrow:
            self._arrow(painter, QPointF(area.right() + self._look.px(5), area.center().y()), hot)

    def _arrow(self, painter: QPainter, middle: QPointF, hot: bool) -> None:
        size = self._look.px(3)
        path = QPainterPath(middle + QPointF(-size, -size * 0.5))
        path.lineTo(middle + QPointF(0, size * 0.6))
        path.lineTo(middle + QPointF(size, -size * 0.5))
        painter.setPen(QPen(self._look.colour("accent" if hot else "dim"), self._look.px(1.4)))
        painter.drawPath(path)

    def _warning(self, painter: QPainter, middle: QPointF) -> None:
        size = self._look.px(6)
        path = QPainterPath(middle + QPointF(0, -size))
        path.lineTo(middle + QPointF(size, size * 0.8))
        path.lineTo(middle + QPointF(-size, size * 0.8))
        path.closeSubpath()
        painter.setPen(QPen(self._look.colour("error"), self._look.px(1.4)))
        painter.drawPath(path)
        painter.drawLine(middle + QPointF(0, -size * 0.35), middle + QPointF(0, size * 0.2))
        painter.drawPoint(middle + QPointF(0, size * 0.5))

    def _ink(self, hot: bool, enabled: bool = True) -> QPen:
        theme = self._look.theme
        colour = QColor(theme.accent if hot else theme.dim) if enabled else QColor(*blend(theme.card, theme.dim, 0.35))
        pen = QPen(colour, self._look.px(2.0 if hot and enabled else 1.5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def sign(self, painter: QPainter, area: QRectF, hot: bool, plus: bool, enabled: bool = True) -> None:
        """Paint a minus or plus mark in the middle of ``area``."""
        middle, arm = area.center(), min(self._look.px(4.5), area.width() * 0.36)
        painter.setPen(self._ink(hot, enabled))
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if plus:
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))

    def insert(self, painter: QPainter, area: QRectF, hot: bool) -> None:
        """Paint the ⊕ that inserts a layer."""
        middle = area.center()
        inner = QRectF(middle.x() - area.width() * 0.22, middle.y() - 1, area.width() * 0.44, 2)
        self.sign(painter, inner, hot, plus=True)
        painter.drawEllipse(middle, area.width() * 0.34, area.width() * 0.34)

    def _cross(self, painter: QPainter, area: QRectF, hot: bool) -> None:
        middle, arm = area.center(), self._look.px(3.6)
        painter.setPen(self._ink(hot))
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
        painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm))


def paint_card(painter: QPainter, text: str, anchor: QPointF, area: QRectF, look: Look) -> None:
    """Paint a value card beside ``anchor``, kept inside ``area``."""
    font = look.font(0.95, bold=True)
    lines = text.split("\n")
    metrics = QFontMetricsF(font)
    width = max(metrics.horizontalAdvance(line) for line in lines) + look.px(16)
    height = metrics.height() * len(lines) + look.px(9)
    x = min(max(anchor.x() + look.px(12), area.left()), area.right() - width)
    y = anchor.y() - height - look.px(9)
    card = QRectF(max(x, area.left()), y if y > area.top() else anchor.y() + look.px(20), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("accent"))
    painter.drawRoundedRect(card, look.px(5), look.px(5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.colour("accent_text"))
    painter.setFont(font)
    painter.drawText(card, Align.AlignCenter, text)


def paint_letter(painter: QPainter, letter: str, middle: QPointF, radius: float, look: Look) -> None:
    """Paint the round u or v label of a picked parameter."""
    painter.setPen(QPen(look.colour("card"), look.px(1.5)))
    painter.setBrush(look.colour("accent"))
    painter.drawEllipse(middle, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.colour("accent_text"))
    painter.setFont(look.font(0.1 * radius * 15 / look.text, bold=True))
    area = QRectF(middle.x() - radius, middle.y() - radius - look.px(1), 2 * radius, 2 * radius)
    painter.drawText(area, Align.AlignCenter, letter)


class NetworkDiagram(QWidget):
    """The picture itself. It changes nothing: it tells by signals what was asked for.

    Layers are numbered 0 (inputs) to L (outputs), gaps 0 to L-1 (gap k follows layer k).
    """

    activation_wanted = Signal(int)
    units_wanted = Signal(int)
    units_changed = Signal(int, int)
    layer_inserted = Signal(int)
    layer_removed = Signal(int)
    layer_moved = Signal(int, int)
    layer_selected = Signal(int)
    weight_picked = Signal(int)
    neuron_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Network diagram")
        self.setWhatsThis(KEYS)
        self._look = Look()
        self._frame: Frame | None = None
        self._diagram: DiagramLayout | None = None
        self._picture: QPixmap | None = None
        self._selected, self._hover = (-1, 0), Hit()
        self._frames_picture: tuple[object, QPixmap] = ((), QPixmap())
        self._cover_picture: tuple[object, QPixmap] = ((), QPixmap())
        self._mouse, self._pressed, self._press = QPointF(), Hit(), QPointF()
        self._dragged, self._version = 0, 0
        self._build()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(round(self._look.px(760)), round(self._look.px(380)))

    def set_look(self, look: Look) -> None:
        """Follow a change of theme or text size."""
        self._look = look
        self._build()

    def show_frame(self, frame: Frame) -> None:
        """Show an iteration: weights as lines, neurons as tiles."""
        before, self._frame = self._frame, frame
        self._picture = None
        if before is None or before.problem.layout.sizes != frame.problem.layout.sizes:
            self._build()
        if before is None or before.experiment.network != frame.experiment.network:
            self._select(*self._selected)
        self.update()

    @property
    def selected(self) -> tuple[int, int]:
        """The selected (layer, neuron); neuron 0 stands for the whole layer, layer -1 for nothing."""
        return self._selected

    def column(self, layer: int) -> Column:
        """Return where a layer is drawn."""
        assert self._diagram is not None
        return self._diagram.columns[layer]

    @property
    def arrangement(self) -> DiagramLayout | None:
        """Where everything is; None before the first frame."""
        return self._diagram

    # --- geometry ---

    def _build(self) -> None:
        """Lay out anew: after a change of shape, size or look."""
        self._picture = None
        self._hover, self._dragged = Hit(), 0
        self._version += 1
        self.setMinimumHeight(round(self._look.px(150)))
        if self._frame is None:
            return
        sizes = self._frame.problem.layout.sizes
        self.setMinimumWidth(least_width(len(sizes), self._look))
        self._diagram = arrange(sizes, self.width(), self.height(), self._look)
        self._connections = Connections(self._diagram, self._look)
        self._tiles, self._headers = Tiles(self._diagram, self._look), Headers(self._diagram, self._look)
        if self.underMouse():  # what the mouse rests on may be another part now
            self._hover = self._hit(self._mouse)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        self._build()

    # --- what is shown ---

    @property
    def _depth(self) -> int:
        return 0 if self._diagram is None else len(self._diagram.columns) - 1

    def _activation(self, layer: int) -> Activation:
        assert self._frame is not None
        return self._frame.experiment.network.activations[layer - 1]

    def _hidden(self, layer: int) -> bool:
        return 0 < layer < self._depth

    def _header_text(self, layer: int) -> HeaderText:
        if layer == 0:
            return HeaderText("input", False, False, False)
        activation = self._activation(layer)
        return HeaderText(activation.title, not activation.learns, self._hidden(layer), True)

    def value_text(self, hit: Hit) -> str:
        """Return what the value card says about a connection, neuron or chip; empty for anything else."""
        if self._frame is None or self._diagram is None:
            return ""
        layout, theta = self._frame.problem.layout, self._frame.snapshot.theta
        if hit.part == "connection":
            index = layout.index(hit.layer, hit.neuron, hit.source)
            return f"{layout.name(index)} = {signed(theta[index])}"
        if hit.part == "rest":
            column = self.column(hit.layer)
            return f"{column.units:,} neurons, {len(column.tiles)} of them drawn"
        if hit.part != "neuron":
            return ""
        if hit.layer == 0:
            return f"input {self._frame.experiment.data.inputs[hit.neuron - 1]}"
        index = layout.index(hit.layer, hit.neuron, 0)
        where = f"layer {hit.layer}" if self._hidden(hit.layer) else "the output layer"
        title = self._activation(hit.layer).title
        return f"neuron {hit.neuron} of {where} · {title}\nbias {layout.name(index)} = {signed(theta[index])}"

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture of the frame, and over it what mouse and keyboard point at."""
        if self._frame is None or self._diagram is None:
            return
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_hover(painter)
        self._paint_picked(painter)
        painter.drawPixmap(0, 0, self._cover())
        if self._dragged:
            self._paint_drag(painter)
        elif text := self.value_text(self._hover):
            paint_card(painter, text, self._mouse, QRectF(self.rect()), self._look)
        painter.end()

    def _blank(self) -> QPixmap:
        """Return an empty picture of the widget's size, in device pixels."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _paint_picture(self) -> QPixmap:
        """Paint what changes only with the frame; moving the mouse reuses it."""
        assert self._frame is not None
        picture = self._blank()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout, theta = self._frame.problem.layout, self._frame.snapshot.theta
        self._connections.paint(painter, [layout.weights(theta, layer) for layer in range(1, self._depth + 1)])
        self._tiles.paint(painter, self._frame.maps)
        painter.drawPixmap(0, 0, self._frames())
        painter.end()
        return picture

    def _frames(self) -> QPixmap:
        """Return the picture of the tiles' frames and the labels beside them: as long as shape and size hold."""
        key = self._key()
        if self._frames_picture[0] != key:
            self._frames_picture = (key, self._blank())
            painter = QPainter(self._frames_picture[1])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._tiles.paint_frames(painter)
            self._paint_labels(painter)
            painter.end()
        return self._frames_picture[1]

    def _cover(self) -> QPixmap:
        """Return the picture of selection and headers: until one of them, or the mouse over them, changes."""
        assert self._frame is not None
        over = self._hover if self._hover.part in (*HEADER_PARTS, "insert") else Hit()
        key = (*self._key(), over, self._selected, self.hasFocus(), self._frame.experiment.network)
        if self._cover_picture[0] != key:
            self._cover_picture = (key, self._blank())
            painter = QPainter(self._cover_picture[1])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_selection(painter)
            self._paint_headers(painter)
            painter.end()
        return self._cover_picture[1]

    def _key(self) -> tuple[object, ...]:
        """Return what a kept picture depends on in any case."""
        return (self._version, self._look, self.devicePixelRatioF())

    def _paint_labels(self, painter: QPainter) -> None:
        """Paint the names of the inputs and the chips of folded layers."""
        assert self._frame is not None
        assert self._diagram is not None
        inputs = self._diagram.columns[0]
        font = self._look.font(0.95)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self._look.colour("text"))
        for name, tile in zip(self._frame.experiment.data.inputs, inputs.tiles, strict=False):
            area = QRectF(0, tile.top(), tile.left() - self._look.px(6), tile.height())
            if metrics.horizontalAdvance(name) <= area.width():
                painter.drawText(area, Align.AlignRight | Align.AlignVCenter, name)
        for column in self._diagram.columns:
            if column.rest is not None:
                self._paint_rest(painter, column.rest, f"… {column.units:,}")

    def _paint_rest(self, painter: QPainter, area: QRectF, text: str) -> None:
        painter.setPen(QPen(self._look.colour("border"), self._look.px(1.2)))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(self._look.colour("text"))
        painter.setFont(self._look.font(0.8))
        painter.drawText(area, Align.AlignCenter, text)

    def _paint_headers(self, painter: QPainter) -> None:
        assert self._diagram is not None
        for column in self._diagram.columns:
            over = self._hover.layer == column.layer and self._hover.part in HEADER_PARTS
            chosen = self._selected[0] == column.layer
            self._headers.paint(painter, column, self._header_text(column.layer), self._hover, over or chosen)
        if self._depth <= MAX_HIDDEN_LAYERS:
            for gap, mark in enumerate(self._diagram.inserts):
                self._headers.insert(painter, mark, self._hover == Hit("insert", gap))

    def _ring(self, painter: QPainter, layer: int, neuron: int, width: float, role: str = "accent") -> None:
        assert self._diagram is not None
        if self._diagram.drawn(layer, neuron):
            tile, grow = self.column(layer).tiles[neuron - 1], width / 2
            painter.setPen(QPen(self._look.colour(role), width))
            painter.drawRoundedRect(tile.adjusted(-grow, -grow, grow, grow), tile.width() * 0.14, tile.width() * 0.14)

    def _paint_selection(self, painter: QPainter) -> None:
        """Mark the selected layer or neuron: thick and in the accent colour while the keyboard acts here."""
        layer, neuron = self._selected
        if layer < 0:
            return
        role, width = ("accent", 2.4) if self.hasFocus() else ("dim", 1.4)
        self._ring(painter, layer, neuron, self._look.px(width), role)
        painter.setPen(QPen(self._look.colour("border" if neuron else role), self._look.px(1.0 if neuron else width)))
        painter.setBrush(self._look.colour("field"))
        painter.drawRoundedRect(self.column(layer).header, self._look.px(6), self._look.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_line(self, painter: QPainter, layer: int, neuron: int, source: int, extra: float, role: str) -> None:
        """Paint one connection once more, over the others."""
        assert self._frame is not None
        assert self._diagram is not None
        weight = self._frame.problem.layout.weights(self._frame.snapshot.theta, layer)
        number = int(strengths(weight, neuron, source).reshape(neuron, source)[-1, -1])
        pen = QPen(self._connections.pens[number])
        pen.setColor(self._look.colour(role if role != "sign" else ("negative" if number % 2 else "positive")))
        pen.setWidthF(max(pen.widthF(), self._look.px(1.0)) + extra)
        if role != "sign":
            pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawPath(self._diagram.path(layer, neuron, source))

    def _paint_hover(self, painter: QPainter) -> None:
        hover = self._hover
        if hover.part == "connection":
            self._paint_line(painter, hover.layer, hover.neuron, hover.source, self._look.px(1.5), "accent")
            self._ring(painter, hover.layer, hover.neuron, self._look.px(2.4))
            self._ring(painter, hover.layer - 1, hover.source, self._look.px(2.4))
        elif hover.part == "neuron":
            self._paint_fan(painter, hover.layer, hover.neuron)
            self._ring(painter, hover.layer, hover.neuron, self._look.px(2.4))

    def _paint_fan(self, painter: QPainter, layer: int, neuron: int) -> None:
        """Bring out the connections of one neuron, in their full colours."""
        if layer > 0:
            for source in range(1, len(self.column(layer - 1).tiles) + 1):
                self._paint_line(painter, layer, neuron, source, self._look.px(0.8), "sign")
        if layer < self._depth:
            for target in range(1, len(self.column(layer + 1).tiles) + 1):
                self._paint_line(painter, layer + 1, target, neuron, self._look.px(0.8), "sign")

    def _paint_picked(self, painter: QPainter) -> None:
        """Mark the two parameters of the descent path as u and v."""
        assert self._frame is not None
        assert self._diagram is not None
        taken: list[QPointF] = []
        letters = []
        for letter, index in zip("uv", self._frame.picked, strict=True):
            layer, neuron, source = self._frame.problem.layout.position(index)
            if not self._diagram.drawn(layer, neuron) or (source and not self._diagram.drawn(layer - 1, source)):
                continue
            middle = self._picked_point(layer, neuron, source, taken)
            if source:
                self._paint_line(painter, layer, neuron, source, self._look.px(6.0), "accent")
                self._paint_line(painter, layer, neuron, source, self._look.px(3.0), "card")
                self._paint_line(painter, layer, neuron, source, 0.0, "sign")
            taken.append(middle)
            letters.append(letter)
        for letter, middle in zip(letters, taken, strict=True):  # after both lines, so that none runs over a letter
            paint_letter(painter, letter, middle, self._letter_radius, self._look)

    @property
    def _letter_radius(self) -> float:
        assert self._diagram is not None
        return min(self._look.px(8.5), self._diagram.tile * 0.38)

    def _picked_point(self, layer: int, neuron: int, source: int, taken: list[QPointF]) -> QPointF:
        """Return where a label stands: on the line where it does not cover the other one, or at the tile's corner."""
        assert self._diagram is not None
        if not source:
            return self.column(layer).tiles[neuron - 1].bottomLeft()
        points = [self._diagram.point(layer, neuron, source, t) for t in (0.5, 0.7, 0.3, 0.85)]
        least = 2.3 * self._letter_radius
        free = (p for p in points if all((p - q).manhattanLength() > least for q in taken))
        return next(free, points[0])

    def _paint_drag(self, painter: QPainter) -> None:
        """Show the dragged header at the mouse, and where its layer would land."""
        assert self._diagram is not None
        gap = self._diagram.gap_at(self._mouse.x())
        x, header = self._diagram.inserts[gap].center().x(), self.column(self._dragged).header
        painter.setPen(QPen(self._look.colour("accent"), self._look.px(3)))
        painter.drawLine(QPointF(x, header.top()), QPointF(x, self.height() - self._look.px(8)))
        ghost = header.translated(self._mouse - self._press)
        painter.setPen(QPen(self._look.colour("accent"), self._look.px(1.5)))
        painter.setBrush(self._look.colour("card", 225))
        painter.drawRoundedRect(ghost, self._look.px(6), self._look.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._look.colour("text"))
        painter.setFont(self._look.font(0.92, bold=True))
        painter.drawText(ghost, Align.AlignCenter, self._activation(self._dragged).title)

    # --- mouse ---

    def _hit(self, point: QPointF) -> Hit:
        if self._diagram is None:
            return Hit()
        return self._diagram.hit(point.x(), point.y(), self._look.px(7))

    def _acts(self, hit: Hit) -> bool:
        """Tell whether a click there does something."""
        if hit.part in ("nothing", "header", "rest"):
            return False
        if hit.part in ("minus", "plus", "count", "close"):
            return self._hidden(hit.layer) and not (hit.part == "minus" and self.column(hit.layer).units == 1)
        if hit.part == "insert":
            return self._depth <= MAX_HIDDEN_LAYERS
        return not (hit.part == "name" and hit.layer == 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse: highlight, value card, dragging of a layer."""
        self._mouse = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag()
            return
        hover = self._hit(self._mouse)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._acts(hover) else Qt.CursorShape.ArrowCursor)
        if hover != self._hover or hover.part in VALUE_PARTS:
            self._hover = hover
            self.update()

    def _drag(self) -> None:
        far = (self._mouse - self._press).manhattanLength() >= QApplication.startDragDistance()
        if far and self._pressed.part in HEADER_PARTS and self._hidden(self._pressed.layer) and self._depth > 2:
            self._dragged = self._pressed.layer
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the highlight."""
        self._hover = Hit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or drag starts."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._pressed = event.position(), self._hit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or act on a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, Hit()
        if self._dragged:
            layer, self._dragged = self._dragged, 0
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self._move(layer, self._diagram.gap_at(event.position().x()) if self._diagram else layer)
        elif pressed == self._hit(event.position()):
            self._click(pressed)
        self.update()

    def _move(self, layer: int, gap: int) -> None:
        """Ask for a layer to be moved into a gap, unless it is there already."""
        if gap not in (layer - 1, layer):
            self._selected = (gap if gap > layer else gap + 1, 0)
            self.layer_moved.emit(layer, gap)

    def _click(self, hit: Hit) -> None:
        if hit.part in HEADER_PARTS:
            self._select(hit.layer, 0)
        if not self._acts(hit):
            return
        actions: dict[str, Callable[[], None]] = {
            "name": lambda: self.activation_wanted.emit(hit.layer),
            "count": lambda: self.units_wanted.emit(hit.layer),
            "minus": lambda: self._grow(-1),
            "plus": lambda: self._grow(1),
            "close": self._remove,
            "insert": lambda: self._insert(hit.layer),
            "neuron": lambda: self._choose(hit.layer, hit.neuron),
            "connection": lambda: self._pick(hit.layer, hit.neuron, hit.source),
        }
        actions[hit.part]()

    # --- what mouse and keyboard ask for ---

    def _select(self, layer: int, neuron: int) -> None:
        """Select a layer (neuron 0) or neuron, kept within what is drawn."""
        if self._diagram is None or layer < 0:
            return
        layer = min(layer, self._depth)
        neuron = max(0, min(neuron, len(self.column(layer).tiles)))
        if layer != self._selected[0]:
            self.layer_selected.emit(layer)
        self._selected = (layer, neuron)
        what = f"{self._header_text(layer).title}, {self.column(layer).units} neurons"
        chosen = f"; neuron {neuron}" if neuron else ""
        self.setAccessibleDescription(f"Layer {layer} of {self._depth}: {what}{chosen}. {KEYS}")
        self.update()

    def _choose(self, layer: int, neuron: int) -> None:
        """Select a neuron and pick its bias; inputs have none."""
        self._select(layer, neuron)
        self.neuron_selected.emit((layer, neuron))
        if layer > 0:
            self._pick(layer, neuron, 0)

    def _pick(self, layer: int, neuron: int, source: int) -> None:
        if self._frame is not None:
            self.weight_picked.emit(self._frame.problem.layout.index(layer, neuron, source))

    def _grow(self, change: int) -> None:
        layer = self._selected[0]
        if self._hidden(layer) and 1 <= (units := self.column(layer).units + change) <= MAX_UNITS:
            self.units_changed.emit(layer, units)

    def _insert(self, gap: int) -> None:
        if 0 <= gap < self._depth:
            self._selected = (gap + 1, 0)
            self.layer_inserted.emit(gap)

    def _remove(self) -> None:
        if self._hidden(self._selected[0]):
            self.layer_removed.emit(self._selected[0])

    # --- keyboard ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard acts: the first hidden layer, if nothing was selected."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if self._selected[0] < 0 and event.reason() in reasons:
            self._select(min(1, self._depth), 0)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with keys what the mouse does; other keys go on to the window."""
        layer, neuron = self._selected
        modifiers = event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        key = Qt.Key(event.key())
        actions: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._step_layer(-1, alt),
            Qt.Key.Key_Right: lambda: self._step_layer(1, alt),
            Qt.Key.Key_Up: lambda: self._step_neuron(-1, shift),
            Qt.Key.Key_Down: lambda: self._step_neuron(1, shift),
            Qt.Key.Key_Plus: lambda: self._grow(1),
            Qt.Key.Key_Equal: lambda: self._grow(1),
            Qt.Key.Key_Minus: lambda: self._grow(-1),
            Qt.Key.Key_Insert: lambda: self._insert(layer),
            Qt.Key.Key_Delete: self._remove,
            Qt.Key.Key_A: lambda: self.activation_wanted.emit(layer) if layer > 0 else None,
            Qt.Key.Key_N: lambda: self.units_wanted.emit(layer) if self._hidden(layer) else None,
            Qt.Key.Key_Return: lambda: self._enter(layer, neuron),
            Qt.Key.Key_Enter: lambda: self._enter(layer, neuron),
        }
        if key in actions and not modifiers & Qt.KeyboardModifier.ControlModifier and self._diagram is not None:
            actions[key]()
        else:
            super().keyPressEvent(event)

    def _step_layer(self, change: int, move: bool) -> None:
        layer = self._selected[0]
        if move:
            gap = layer + change if change > 0 else layer - 2
            if self._hidden(layer) and 0 <= gap < self._depth:
                self._move(layer, gap)
        else:
            self._hover = Hit()
            self._select(max(0, layer + change), self._selected[1])

    def _step_neuron(self, change: int, through: bool) -> None:
        """Go to the next neuron, or with ``through`` to the next connection that enters the selected one."""
        layer, neuron = self._selected
        if not through:
            self._hover = Hit()
            self._select(max(layer, 0), neuron + change)
            if self._selected[1]:
                self.neuron_selected.emit(self._selected)
        elif layer > 0 and neuron > 0 and self._diagram is not None:
            source = self._hover.source if self._hover.part == "connection" else 0
            source = max(1, min(source + change, len(self.column(layer - 1).tiles)))
            self._hover = Hit("connection", layer, neuron, source)
            self._mouse = self._diagram.point(layer, neuron, source, 0.5)
            self.update()

    def _enter(self, layer: int, neuron: int) -> None:
        """Do what a click on the highlighted connection or selected neuron does."""
        if self._hover.part == "connection":
            self._click(self._hover)
        elif neuron > 0:
            self._choose(layer, neuron)
        elif layer > 0:
            self.activation_wanted.emit(layer)

    # --- help ---

    def event(self, event: QEvent) -> bool:
        """Answer requests for a tooltip with the help of what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.help_text(self._hit(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), tooltip(*text.split("\n")), self)
            return True
        return bool(super().event(event))

    def help_text(self, hit: Hit) -> str:
        """Return the tooltip of a part of the picture."""
        if hit.part == "name" and hit.layer > 0:
            activation = self._activation(hit.layer)
            warning = "" if activation.learns else "⚠ No gradient: it cannot learn.\n"
            return f"{warning}{activation.title}: {activation.help}\nClick to choose another activation."
        if not self._hidden(hit.layer) and hit.part in HEADER_PARTS:
            what = "inputs" if hit.layer == 0 else "outputs"
            return f"The number of {what} follows the data."
        return TIPS.get(hit.part, "")


HEADER_PARTS = ("name", "header", "minus", "count", "plus", "close")
VALUE_PARTS = ("neuron", "connection", "rest")
KEYS = (
    "Left and Right: layer. Up and Down: neuron. Shift with Up and Down: its connections. Enter: pick. "
    "Plus and minus: add or remove a neuron. N: type their number. A: activation. Insert and Delete: layer. "
    "Alt with Left and Right: move the layer."
)
TIPS: dict[str, str] = {
    "minus": "Remove a neuron from this layer (key −).",
    "plus": "Add a neuron to this layer (key +).",
    "count": "The number of neurons in this layer. Click to type another (key N).",
    "close": "Remove this layer (key Delete).",
    "insert": "Insert a layer here (key Insert).",
    "header": "Drag to move this layer (keys Alt with Left and Right).",
    "rest": "This layer has more neurons than there is room for; all of them compute and learn.",
    "neuron": (
        "The value of this neuron over the input plane: blue positive, orange negative.\n"
        "Click to select it and to pick its bias for the descent path."
    ),
    "connection": (
        "A weight: blue and solid is positive, orange and dashed negative; the thicker, the larger.\n"
        "Click to pick it for the descent path."
    ),
    "nothing": "The network. Change it here: click an activation or a number, + and −, ⊕ and ✕, or drag a header.",
}
