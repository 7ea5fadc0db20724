"""The network as a class sees it on the stage: names, maps, what is at work in a phase, and numbers at the neurons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.words import counted
from gui.widgets.diagram.connections import Connections
from gui.widgets.diagram.layout import DiagramLayout, LayerColumn
from gui.widgets.diagram.marks import Pointing
from gui.widgets.diagram.names import EndNames, names_of, overhang
from gui.widgets.diagram.path import PathMarks
from gui.widgets.diagram.picture import InputPicture, shape_of
from gui.widgets.diagram.tiles import Tiles
from gui.widgets.diagram.words import activation_of
from gui.widgets.fonts import symbol
from gui.widgets.kept import Kept
from gui.widgets.layer_sights import LayerSight, Turn, brief, connections_at_work, layer_sights
from gui.widgets.numbers import number
from gui.widgets.symbols import reach_in_words, width_in_words, write_words
from gui.widgets.theme import Align, Look, blend

if TYPE_CHECKING:
    from gui.frames.frame import Frame

CLEAR: dict[Turn, float] = {"plain": 1.0, "now": 1.0, "done": 1.0, "to come": 0.38}
"""How clear a layer is."""
AT_REST = 0.38
"""How clear connections are that are not at work in a phase."""
FRAME, DASH = 5 / 1080, (2.0, 1.5)
"""Width of the frame of a neuron at work, as a share of the stage's height, and dashes of one to come, in widths."""
NAME = 1.08
"""Size of the names of layers, by that of normal text."""
APART = 10.0
"""Pixels at normal text between two headers, and at the ends of what stands on a ground of its own together."""
COVERS = 1.5
"""A number lies at the foot of tiles higher than so many times its own height, else over them."""


class StagePainting:
    """Paints the frames of one network shape in one size and look of the stage."""

    def __init__(self, diagram: DiagramLayout, size: QSize, look: Look) -> None:
        self._diagram, self._size, self._look = diagram, size, look
        self._connections, self._tiles = Connections(diagram, look), Tiles(diagram, look)
        self._names, self._headers = EndNames(diagram, look, size.width()), StageHeaders(diagram, look)
        self._path, self._picture = PathMarks(diagram, look), InputPicture(diagram.columns[0], look)
        self._values = StageValues(diagram, look)
        self._lines, self._lit, self._edges = Kept(), Kept(), Kept()

    def show_frame(self, frame: Frame) -> None:
        """Take the frame that is painted next."""
        self._frame, self._sights = frame, layer_sights(frame, self._look.asked)
        layout, theta = frame.problem.layout, frame.snapshot.theta
        if frame.trace is not None and frame.phase is not None and frame.phase.kind == "update":
            theta = frame.trace.after.theta - frame.trace.before.theta  # the steps are what is at work
        self._connections.show([layout.weights(theta, layer) for layer in range(1, len(self._diagram.columns))])

    def paint(self, painter: QPainter, pointing: Pointing, ratio: float) -> None:
        """Paint the frame."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame
        lit = connections_at_work(frame.phase if frame.trace is not None else None, frame.problem.layout.depth)
        self._paint_connections(painter, lit, ratio)
        self._tiles.paint(painter, frame.maps, [CLEAR[each.turn] for each in self._sights])
        key = tuple((sight.turn, sight.values is None) for sight in self._sights)
        painter.drawPixmap(0, 0, self._edges.of(key, self._size, ratio, self._paint_edges))
        self._tiles.paint_chips(painter)
        self._names.paint(painter, names_of(frame))
        self._picture.paint(painter, frame)
        self._path.paint(painter, frame)
        backward = frame.phase is not None and frame.phase.kind == "backward"
        if len(lit) == 1:
            self._values.paint_heads(painter, lit[0], backward)
        self._values.paint(painter, frame, self._sights)
        self._headers.paint(painter, frame, self._sights)
        if len(lit) == 1:
            self._headers.paint_arrow(painter, lit[0], backward)

    def _paint_connections(self, painter: QPainter, lit: range, ratio: float) -> None:
        rests = self._frame.calm or self._frame.trace is not None  # no run goes on, whose lines may be a little old
        ground, pens = self._look.colour("card"), self._connections.key(rests)
        rest = self._lines.of(pens, self._size, ratio, self._connections.paint, ground)
        phased = self._sights[-1].turn != "plain"
        painter.fillRect(QRectF(0, 0, *self._size.toTuple()), ground)
        painter.setOpacity(AT_REST if phased else 1.0)
        painter.drawPixmap(0, 0, rest)
        painter.setOpacity(1.0)
        if lit:
            shown = self._lit.of((pens, lit), self._size, ratio, lambda p: self._connections.paint(p, lit))
            painter.drawPixmap(0, 0, shown)

    def _paint_edges(self, painter: QPainter) -> None:
        """Round all corners off, and paint the frames of tiles that do not lie under their numbers."""
        self._tiles.paint_corners(painter)
        for column, sight in zip(self._diagram.columns, self._sights, strict=True):
            if sight.values is None or not self._values.cover(column):
                self._paint_frames(painter, column, sight.turn)

    def _paint_frames(self, painter: QPainter, column: LayerColumn, turn: Turn) -> None:
        """Paint the frames of a layer: bold if it is at work, dashed if it is to come."""
        look, radius = self._look, self._diagram.tile * 0.12
        pens = [QPen(QColor(*blend(look.theme.card, look.theme.dim, 0.6)), look.line(1.2))]
        if turn == "to come":
            pens[0].setDashPattern(DASH)
        elif turn == "now":
            wide = FRAME * look.stage
            edge = QPen(look.colour("highlight_edge"), wide + 2 * look.line(0.0))
            pens = [*([] if look.theme.dark else [edge]), QPen(look.colour("highlight"), wide)]
        for pen in pens:
            painter.setPen(pen)
            for tile in column.tiles if column.picture is None else (column.picture,):
                painter.drawRoundedRect(tile, radius, radius)


class StageValues:
    """Writes the numbers at the neurons of one layout."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        self.font = look.font(1.0, bold=True)
        self._metrics = QFontMetricsF(self.font)
        columns = diagram.columns
        self._room = (
            min(b.x - a.x for a, b in diagram.pairs()) * 0.94 if len(columns) > 1 else columns[0].header.width()
        )

    def paint(self, painter: QPainter, frame: Frame, seen: Sequence[LayerSight]) -> None:
        """Write all numbers, and at the output what is not known yet or how large the loss is."""
        texts = self.texts(seen)
        painter.setFont(self.font)
        for column, sight, written in zip(self._diagram.columns, seen, texts, strict=True):
            if column.picture is None:  # pixels tell by ink
                for tile, text in zip(column.tiles, written[column.shown], strict=False):
                    self._write(painter, self.ground(column, tile, text), text, sight.turn == "now")
        self._paint_answer(painter, frame, seen[-1])

    def texts(self, seen: Sequence[LayerSight]) -> list[list[str]]:
        """Return what is written at the neurons of each layer, in as many decimals as all have room for."""
        for decimals in (2, 1):
            texts = [[brief(v, decimals) for v in ([] if s.values is None else s.values.tolist())] for s in seen]
            if all(self._width(text) <= self._room for each in texts for text in each):
                break
        many = len(self._diagram.columns[-1].tiles) > 1
        if many and seen[-1].turn == "to come":
            texts[-1] = ["?"] * self._diagram.columns[-1].units
        return texts

    def _width(self, text: str) -> float:
        return self._metrics.horizontalAdvance(text) + self._look.px(6)

    def cover(self, column: LayerColumn) -> bool:
        """Tell whether the tiles of a layer are so low that numbers lie over them."""
        return column.picture is None and column.tiles[0].height() < COVERS * self._metrics.height()

    def ground(self, column: LayerColumn, tile: QRectF, text: str) -> QRectF:
        """Return the room of a number: at the foot of its tile, or over all of a low one; names stand beside it."""
        height = max(self._metrics.height(), tile.height() if self.cover(column) else 0.0)
        width = max(self._width(text), 0.94 * tile.width())
        middle = QPointF(tile.center().x(), tile.center().y() if self.cover(column) else tile.bottom())
        ground, out = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height), overhang(tile, self._look)
        if column is self._diagram.columns[0]:
            ground.moveLeft(max(ground.left(), tile.left() - out))
        elif column is self._diagram.columns[-1]:
            ground.moveRight(min(ground.right(), tile.right() + out))
        return ground

    def _write(self, painter: QPainter, ground: QRectF, text: str, now: bool) -> None:
        look = self._look
        edge = "highlight_edge" if now else "dim"
        painter.setPen(QPen(look.colour(edge), look.line(0.0)))
        painter.setBrush(look.colour("highlight" if now else "background"))
        painter.drawRoundedRect(ground, look.px(3), look.px(3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("highlight_text" if now else "text"))
        painter.drawText(ground, Align.AlignCenter, text)

    def _paint_answer(self, painter: QPainter, frame: Frame, sight: LayerSight) -> None:
        """Below a single output that is to come: what is asked for; below any at the loss: how large that is."""
        column, look, phase = self._diagram.columns[-1], self._look, frame.phase
        if phase is None or frame.trace is None or phase.kind in ("backward", "update"):
            return
        text, role = "", "dim"
        if phase.kind == "loss":
            text, role = f"loss {number(float(frame.trace.per_example[frame.place]), 2)}", "accent"
            painter.setFont(self.font)
        elif len(column.tiles) == 1 and sight.turn == "to come":
            text = f"{symbol('ŷ')} ?"
            painter.setFont(look.symbol_font())
        if text:
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            below = self._metrics.height() * (1.4 if sight.values is not None else 0.85)
            middle = min(column.x, painter.window().right() - width / 2)
            area = QRectF(middle - width / 2, column.area.bottom() + below - look.px(12), width, look.px(24))
            area.moveBottom(min(area.bottom(), painter.window().bottom()))
            painter.setPen(look.colour(role))
            painter.drawText(area, Align.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def paint_heads(self, painter: QPainter, layer: int, backward: bool) -> None:
        """Paint the heads of arrows where what flows through the weights of a layer arrives."""
        before, after = self._diagram.columns[layer - 1], self._diagram.columns[layer]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("highlight_edge"))
        tip, size = (before.right, -1.0) if backward else (after.tiles[0].left(), 1.0)
        if self.cover(before if backward else after):
            tip -= size * overhang(after.tiles[0], self._look)
        size *= min(self._look.px(12), 0.26 * (after.tiles[0].left() - before.right))
        ends = () if backward and before.picture is not None else (before if backward else after).tiles
        for tile in ends:
            painter.drawPolygon(head(QPointF(tip, tile.center().y()), size))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def head(tip: QPointF, size: float) -> QPolygonF:
    """Return the head of an arrow that points right, or left if ``size`` is negative."""
    half = abs(size) * 0.6
    return QPolygonF([tip, tip + QPointF(-size, -half), tip + QPointF(-size, half)])


class StageHeaders:
    """Names the layers of one layout, and below says what they compute."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look = diagram, look
        self._bold, self._plain = look.font(NAME, bold=True), look.font(1.0)
        columns, apart = diagram.columns, look.px(APART)
        self._room = min(b.x - a.x for a, b in diagram.pairs()) - apart
        last, metrics = len(columns) - 1, QFontMetricsF(self._bold)
        forms = [
            ["Input", *(f"Layer {l}" for l in range(1, last)), "Output"],
            ["In", *map(str, range(1, last)), "Out"],
            ["x", *map(str, range(1, last)), "ŷ"],
        ]
        fitting = (form for form in forms if max(map(metrics.horizontalAdvance, form)) <= self._room)
        self.names = next(fitting, forms[-1])

    def paint(self, painter: QPainter, frame: Frame, seen: Sequence[LayerSight]) -> None:
        """Write both lines above each layer."""
        for column, name, sight in zip(self._diagram.columns, self.names, seen, strict=True):
            now = sight.turn == "now"
            for font, text, area, role in (
                (self._bold, name, column.name, "text"),
                (self._plain, self._below(frame, column, sight), column.count, "dim"),
            ):
                painter.setFont(font)
                painter.setPen(self._look.colour("accent" if now else role))
                metrics, (above, _below) = QFontMetricsF(font), reach_in_words(text, font)
                base = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
                base = max(base, area.top() + above)  # what is raised would reach into the line above
                write_words(painter, QPointF(area.center().x() - width_in_words(text, font) / 2, base), text, font)

    def _below(self, frame: Frame, column: LayerColumn, sight: LayerSight) -> str:
        forms = self._forms(frame, column, sight)
        return next((form for form in forms if width_in_words(form, self._plain) <= self._room), "")

    def _forms(self, frame: Frame, column: LayerColumn, sight: LayerSight) -> Iterator[str]:
        """Yield what is said of a layer, the longest form first."""
        units = f"{column.units:,}"
        if sight.what:
            yield self._look.notation.text(sight.what, own=True)
        elif column.layer == 0:
            shape = shape_of(frame)
            yield counted(column.units, "number") if shape is None else f"{shape[0]} × {shape[1]} pixels"
            yield units
        else:
            title = activation_of(frame, column.layer).title
            if column.units > 1 or column is not self._diagram.columns[-1]:
                yield f"{title} · {units}"
            yield title
            yield units

    def paint_arrow(self, painter: QPainter, layer: int, backward: bool) -> None:
        """Paint an arrow between the names of a layer and the one before, the way the numbers flow, if it has room."""
        metrics, gap, look = QFontMetricsF(self._bold), self._look.px(5), self._look
        before, after = self._diagram.columns[layer - 1 : layer + 1]
        left = before.x + metrics.horizontalAdvance(self.names[layer - 1]) / 2 + gap
        right = after.x - metrics.horizontalAdvance(self.names[layer]) / 2 - gap
        size, y = look.px(9), before.name.center().y()
        if right - left < 1.5 * size:
            return
        tail, tip = (right, left) if backward else (left, right)
        way = -size if backward else size
        painter.setPen(QPen(look.colour("accent"), look.line(2.2)))
        painter.drawLine(QPointF(tail, y), QPointF(tip - way, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawPolygon(head(QPointF(tip, y), way))
        painter.setBrush(Qt.BrushStyle.NoBrush)
