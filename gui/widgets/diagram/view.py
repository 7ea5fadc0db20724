"""The network as a picture that is read: layout, painting, value cards and tooltips. It reacts to nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.widgets.diagram.layout import DiagramLayout, Hit, LayerColumn, arrange, least_width
from gui.widgets.diagram.marks import Pointing
from gui.widgets.diagram.names import beside_names, names_of
from gui.widgets.diagram.painting import DiagramPainting
from gui.widgets.diagram.picture import shape_of
from gui.widgets.diagram.presenting import StagePainting
from gui.widgets.diagram.weights import always_shown
from gui.widgets.diagram.words import TIPS, help_text, value_text
from gui.widgets.field import tooltip
from gui.widgets.keys import NETWORK
from gui.widgets.theme import Look
from gui.widgets.tips import show_tip

if TYPE_CHECKING:
    from gui.frames.frame import Frame


def _shape(frame: Frame) -> object:
    """Return what the layout follows: each layer's size, whether the inputs are a picture, and the names beside."""
    return frame.problem.layout.sizes, shape_of(frame), names_of(frame)


class DiagramView(QWidget):
    """Shows a network: weights as lines, neurons as tiles, headers above the layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that the card below is not painted each time
        self.setAccessibleName("Network diagram")
        self.setWhatsThis(NETWORK.told)
        self._look = Look()
        self._pointing = Pointing()
        self._frame: Frame | None = None
        self._diagram: DiagramLayout | None = None
        self._firsts: dict[int, int] = {}
        self._made: DiagramPainting | StagePainting | None = None
        self._numbered = False
        self._build()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(round(self._look.px(760)), round(self._look.px(380)))

    def set_look(self, look: Look) -> None:
        """Follow a change of theme or text size."""
        self._look = look
        self._build()

    def show_frame(self, frame: Frame) -> None:
        """Show an iteration."""
        before, self._frame = self._frame, frame
        if before is None or _shape(before) != _shape(frame):
            self._firsts = {}
            self._build()
        elif self._made is not None:
            self._made.show_frame(frame)
        self.update()

    @property
    def always_numbered(self) -> bool:
        """Whether the network is so small that its weights always stand on its connections."""
        return self._frame is not None and always_shown(self._frame.problem.layout.sizes)

    def show_numbers(self, numbered: bool) -> None:
        """Write the weights on their connections, or not; on those of a small network they always stand."""
        self._numbered = numbered
        self._build()

    @property
    def selected(self) -> tuple[int, int]:
        """The selected (layer, neuron); neuron 0 stands for the whole layer, layer -1 for nothing."""
        return self._pointing.selected

    def column(self, layer: int) -> LayerColumn:
        """Return where a layer is drawn."""
        assert self._diagram is not None
        return self._diagram.columns[layer]

    def turn_over(self, layer: int) -> None:
        """Draw the next neurons of a folded layer; after the last ones the first again."""
        column = self.column(layer)
        after = column.numbers[-1] + 1
        self._draw_from(layer, after if after <= column.units else 1)

    def reveal(self, layer: int, neuron: int) -> None:
        """See to it that a neuron of a folded layer is drawn."""
        column = self.column(layer)
        if neuron and neuron not in column.numbers:
            self._draw_from(layer, neuron if neuron < column.first else neuron - len(column.tiles) + 1)

    def _draw_from(self, layer: int, first: int) -> None:
        self._firsts[layer] = first
        self._build()

    @property
    def arrangement(self) -> DiagramLayout | None:
        """Where everything is; None before the first frame."""
        return self._diagram

    @property
    def last_layer(self) -> int:
        """L, the number of the output layer; 0 before the first frame."""
        return 0 if self._frame is None else self._frame.problem.layout.depth

    def hidden(self, layer: int) -> bool:
        """Tell whether a layer is one of 1…L-1."""
        return 0 < layer < self.last_layer

    def hit(self, point: QPointF) -> Hit:
        """Return what lies under a point."""
        if self._diagram is None:
            return Hit()
        return self._diagram.hit(point.x(), point.y(), self._look.px(7))

    # --- geometry and painting ---

    def _build(self) -> None:
        """Lay out again after a change of shape, size or look."""
        self._pointing.hover, self._pointing.dragged = Hit(), 0
        if not self._look.stage:  # which has the room that it has
            self.setMinimumHeight(round(self._look.px(150)))
        if self._frame is None:
            return
        sizes = self._frame.problem.layout.sizes
        if not self._look.stage:
            self.setMinimumWidth(least_width(len(sizes), self._look))
        lay_out = partial(arrange, sizes, self.width(), self.height(), self._look, self._firsts, shape_of(self._frame))
        self._diagram = beside_names(lay_out, self._look, self.width(), names_of(self._frame))
        self._made = None
        if self.underMouse():  # what the mouse rests on may be another part now
            self._pointing.hover = self.hit(self._pointing.mouse)
        self.update()

    @property
    def _painting(self) -> DiagramPainting | StagePainting | None:
        """What paints the frame; made when it is first asked for, since the size may change some times before."""
        if self._made is None and self._frame is not None and self._diagram is not None:
            if self._look.stage:
                self._made = StagePainting(self._diagram, self.size(), self._look)
            else:
                self._made = DiagramPainting(self._diagram, self.size(), self._look)
                self._made.numbered = self._numbered
            self._made.show_frame(self._frame)
        return self._made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        self._build()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network on the ground of its card."""
        painter = QPainter(self)
        if (painting := self._painting) is None:
            painter.fillRect(self.rect(), self._look.colour("card"))
        else:
            self._pointing.focused = self.hasFocus()
            painting.paint(painter, self._pointing, self.devicePixelRatioF())
        painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Paint the selection without the mark of the keyboard, and no value that it had been led to."""
        if not self.underMouse():
            self._pointing.hover = Hit()
        self.update()
        super().focusOutEvent(event)

    # --- words ---

    def event(self, event: QEvent) -> bool:
        """Answer requests for a tooltip with the help of what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.hit(QPointF(event.pos()))
            show_tip(tooltip(*self.help_text(hit).split("\n")), self, self._place_of(hit, event.pos()))
            return True
        return bool(super().event(event))

    def _place_of(self, hit: Hit, mouse: QPoint) -> QRect:
        """Return where that is of which a tooltip speaks: a tile, or what is around the mouse."""
        if self._diagram is not None and hit.part in ("neuron", "rest"):
            return self._diagram.place(hit.layer, hit.neuron).toAlignedRect()
        half = round(self._look.px(12))
        return QRect(mouse.x() - half, mouse.y() - half, 2 * half, 2 * half)

    def help_text(self, hit: Hit) -> str:
        """Return the tooltip of a part of the picture."""
        return TIPS["nothing"] if self._frame is None else self._spelled(hit, help_text(self._frame, hit))

    def value_text(self, hit: Hit) -> str:
        """Return what the value card says about a connection, neuron or chip; empty for anything else."""
        if self._frame is None or self._diagram is None:
            return ""
        return self._spelled(hit, value_text(self._frame, self._diagram, hit))

    def _spelled(self, hit: Hit, text: str) -> str:
        """Return a text in the notation; of an input, whose name is the user's, as it is."""
        return text if hit.layer == 0 else self._look.notation.text(text)
