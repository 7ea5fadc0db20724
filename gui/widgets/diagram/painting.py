"""The painted network: what changes with the frame, with the mouse, or hardly ever is kept in a picture of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPen

from core.nn.network import MAX_HIDDEN_LAYERS
from gui.widgets.diagram.connections import Connections
from gui.widgets.diagram.headers import Headers
from gui.widgets.diagram.layout import HEADER_PARTS, DiagramLayout, Hit
from gui.widgets.diagram.marks import DiagramMarks, Pointing
from gui.widgets.diagram.names import EndNames, Names, names_of
from gui.widgets.diagram.path import PathMarks
from gui.widgets.diagram.phases import PhaseMarks
from gui.widgets.diagram.picture import InputPicture
from gui.widgets.diagram.tiles import Tiles
from gui.widgets.diagram.weights import WeightNumbers, always_shown
from gui.widgets.diagram.words import activation_of, header_text, value_text
from gui.widgets.kept import Kept
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame


class DiagramPainting:
    """Paints the frames of one network shape in one size and look."""

    def __init__(self, diagram: DiagramLayout, size: QSize, look: Look) -> None:
        self._diagram, self._size, self._look = diagram, size, look
        self._connections = Connections(diagram, look)
        self._tiles, self._headers = Tiles(diagram, look), Headers(diagram, look)
        self._names = EndNames(diagram, look, size.width())
        self._marks, self._phases = DiagramMarks(diagram, self._connections, look), PhaseMarks(diagram, look)
        self._path, self._picture = PathMarks(diagram, look), InputPicture(diagram.columns[0], look)
        self._lines, self._edges, self._cover, self._picks = (Kept() for _ in range(4))
        self._weights, self.numbered = WeightNumbers(diagram, look), False
        self._line_pens = b""

    def show_frame(self, frame: Frame) -> None:
        """Take the frame that is painted next."""
        self._frame = frame
        layout, theta = frame.problem.layout, frame.snapshot.theta
        self._connections.show([layout.weights(theta, layer) for layer in range(1, len(self._diagram.columns))])
        if self._shows_weights:
            self._weights.show_frame(frame, self._marks.letters(frame))

    def paint(self, painter: QPainter, pointing: Pointing, ratio: float) -> None:
        """Paint the frame, and over it what mouse and keyboard point at."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_network(painter, ratio)
        self._phases.paint_ground(painter, self._frame)
        self._marks.paint_hover(painter, pointing.hover)
        key = (self._frame.picked, self._line_pens)
        marks = self._picks.of(key, self._size, ratio, lambda p: self._marks.paint_picked(p, self._frame))
        painter.drawPixmap(0, 0, marks)
        self._path.paint(painter, self._frame)
        if self._shows_weights:
            self._weights.paint(painter, self._frame)
        letters = self._marks.badges(self._frame) if self._frame.example_activations else []
        self._phases.paint(painter, self._frame, letters)
        cover = self._cover.of(self._cover_key(pointing), self._size, ratio, lambda p: self._paint_cover(p, pointing))
        painter.drawPixmap(0, 0, cover)
        self._paint_at_mouse(painter, pointing)

    @property
    def _shows_weights(self) -> bool:
        """Whether weights stand on their connections: not where a phase writes its own numbers among them."""
        phase = self._frame.phase
        wanted = self.numbered or always_shown(self._frame.problem.layout.sizes)
        return wanted and (phase is None or (phase.kind != "update" and not self._weights.crowded))

    def _paint_network(self, painter: QPainter, ratio: float) -> None:
        """Paint connections, maps and names."""
        ground = self._look.colour("card")
        self._line_pens = self._connections.key(self._frame.calm)
        painter.drawPixmap(0, 0, self._lines.of(self._line_pens, self._size, ratio, self._connections.paint, ground))
        self._tiles.paint(painter, self._frame.maps)
        names = names_of(self._frame)
        painter.drawPixmap(0, 0, self._edges.of(names, self._size, ratio, lambda p: self._paint_edges(p, names)))
        self._picture.paint(painter, self._frame)

    def _paint_edges(self, painter: QPainter, names: Names) -> None:
        """Paint what stays as long as shape and size hold."""
        self._tiles.paint_frames(painter)
        self._tiles.paint_chips(painter)
        self._names.paint(painter, names)

    def _cover_key(self, pointing: Pointing) -> object:
        """Return what selection and headers depend on: of the mouse, only what it does to the headers."""
        over = pointing.hover if pointing.hover.part in (*HEADER_PARTS, "insert") else Hit()
        return over, pointing.selected, pointing.focused, self._frame.experiment.network

    def _paint_cover(self, painter: QPainter, pointing: Pointing) -> None:
        hover = pointing.hover
        if pointing.focused and pointing.selected[0] < 0:  # nothing is selected yet that could show the focus
            painter.setPen(QPen(self._look.colour("accent"), self._look.px(2.0)))
            painter.drawRoundedRect(QRectF(QPointF(), QSizeF(self._size)).adjusted(1, 1, -1, -1), 4, 4)
        self._marks.paint_selection(painter, pointing)
        for column in self._diagram.columns:
            over = hover.layer == column.layer and hover.part in HEADER_PARTS
            marked = over or pointing.selected[0] == column.layer
            self._headers.paint(painter, column, header_text(self._frame, column.layer), hover, marked)
        if len(self._diagram.columns) - 2 < MAX_HIDDEN_LAYERS:
            for gap, mark in enumerate(self._diagram.inserts):
                self._headers.insert(painter, mark, hover == Hit("insert", gap))

    def _paint_at_mouse(self, painter: QPainter, pointing: Pointing) -> None:
        if pointing.dragged:
            title = activation_of(self._frame, pointing.dragged).title
            self._marks.paint_drag(painter, pointing, title, self._size.height())
        elif text := value_text(self._frame, self._diagram, pointing.hover):
            self._marks.paint_value(painter, text, pointing.mouse, QRectF(0, 0, *self._size.toTuple()))
