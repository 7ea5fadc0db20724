"""The network as a picture that is edited directly, with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from core.nn.network import MAX_HIDDEN_LAYERS
from core.words import counted
from gui.widgets.diagram.layout import HEADER_PARTS, VALUE_PARTS, Hit
from gui.widgets.diagram.view import DiagramView
from gui.widgets.diagram.words import header_text, why_idle
from gui.widgets.keys import NETWORK, pressed, presses

if TYPE_CHECKING:
    from gui.frames.frame import Frame

KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
EDITS = "more", "fewer", "units", "activation", "insert", "remove"
"""What keys do to a layer: to the first hidden one where none is selected."""


class NetworkDiagram(DiagramView):
    """The picture that is edited. It changes nothing itself: it tells by signals what was asked for.

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

    def show_frame(self, frame: Frame) -> None:
        """Show an iteration; a selection stays within what is drawn."""
        before = self._frame
        super().show_frame(frame)
        if before is None or before.experiment.network != frame.experiment.network:
            self._select(*self.selected)

    # --- mouse ---

    def _acts(self, hit: Hit) -> bool:
        """Tell whether a click there does something."""
        if self._frame is None or hit.part in ("nothing", "header"):
            return False
        if hit.part in ("minus", "plus", "count", "close") and not self.hidden(hit.layer):
            return False
        return not (why_idle(self._frame.experiment.network, hit) or (hit.part == "name" and hit.layer == 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse: highlight, value card, dragging of a layer."""
        pointing = self._pointing
        pointing.mouse = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag()
            return
        hover = self.hit(pointing.mouse)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._acts(hover) else Qt.CursorShape.ArrowCursor)
        if hover != pointing.hover or hover.part in VALUE_PARTS:
            pointing.hover = hover
            self.update()

    def _drag(self) -> None:
        pointing, layer = self._pointing, self._pointing.pressed.layer
        far = (pointing.mouse - pointing.press).manhattanLength() >= QApplication.startDragDistance()
        if far and pointing.pressed.part in HEADER_PARTS and self.hidden(layer) and self.last_layer > 2:
            pointing.dragged = layer
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if pointing.dragged:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the highlight."""
        self._pointing.hover = Hit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or drag starts; leave a double-click on free ground to the card, which grows."""
        if event.type() == QEvent.Type.MouseButtonDblClick and self.hit(event.position()) == Hit():
            event.ignore()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pointing.press, self._pointing.pressed = event.position(), self.hit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or act on a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pointing.pressed = self._pointing.pressed, Hit()
        if self._pointing.dragged:
            self._drop(event.position().x())
        elif pressed == self.hit(event.position()):
            self._click(pressed)
        self.update()

    def _drop(self, x: float) -> None:
        """Let go of the dragged layer."""
        layer, self._pointing.dragged = self._pointing.dragged, 0
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if self._diagram is not None:
            self._move(layer, self._diagram.gap_at(x))

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
            "rest": lambda: self.turn_over(hit.layer),
            "neuron": lambda: self._choose(hit.layer, hit.neuron),
            "connection": lambda: self._pick(hit.layer, hit.neuron, hit.source),
        }
        actions[hit.part]()

    # --- what mouse and keyboard ask for ---

    def _select(self, layer: int, neuron: int) -> None:
        """Select a layer (neuron 0) or neuron, kept within what is drawn."""
        if self._diagram is None or layer < 0:
            return
        layer = min(layer, self.last_layer)
        neuron = max(0, min(neuron, self.column(layer).units))
        self.reveal(layer, neuron)
        if layer != self.selected[0]:
            self.layer_selected.emit(layer)
        self._pointing.selected = (layer, neuron)
        self._describe(layer, neuron)
        self.update()

    def _describe(self, layer: int, neuron: int) -> None:
        """Tell a screen reader what is selected."""
        assert self._frame is not None
        what = f"{header_text(self._frame, layer).title}, {counted(self.column(layer).units, 'neuron')}"
        chosen = f"; neuron {neuron}" if neuron else ""
        self.setAccessibleDescription(f"Layer {layer} of {self.last_layer}: {what}{chosen}. {NETWORK.told}")

    def _choose(self, layer: int, neuron: int) -> None:
        """Select a neuron and pick its bias; a pixel has none, so pick the weight that it goes into."""
        self._select(layer, neuron)
        self.neuron_selected.emit((layer, neuron))
        if layer > 0:
            self._pick(layer, neuron, 0)
        elif self._frame is not None and self.column(0).picture is not None:
            first, j, _ = self._frame.problem.layout.position(self._frame.selected)
            self._pick(1, j if first == 1 else 1, neuron)

    def _pick(self, layer: int, neuron: int, source: int) -> None:
        if self._frame is not None:
            self.weight_picked.emit(self._frame.problem.layout.index(layer, neuron, source))

    def _grow(self, change: int) -> None:
        layer = self.selected[0]
        if self.hidden(layer):
            self.units_changed.emit(layer, self.column(layer).units + change)

    def _insert(self, gap: int) -> None:
        if not 0 <= gap < self.last_layer:
            return
        if self.last_layer <= MAX_HIDDEN_LAYERS:  # else it will be refused, and the selection stays
            self._pointing.selected = (gap + 1, 0)
        self.layer_inserted.emit(gap)

    def _remove(self) -> None:
        if self.hidden(self.selected[0]):
            self.layer_removed.emit(self.selected[0])

    def _move(self, layer: int, gap: int) -> None:
        """Ask for a layer to be moved into a gap, unless it is there already."""
        if gap not in (layer - 1, layer):
            self._pointing.selected = (gap if gap > layer else gap + 1, 0)
            self.layer_moved.emit(layer, gap)

    # --- keyboard ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard acts: the first hidden layer, if nothing was selected."""
        if self.selected[0] < 0 and event.reason() in KEYBOARD_REASONS:
            self._select(min(1, self.last_layer), 0)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with keys what the mouse does; other keys go on to the window."""
        if self.selected[0] < 0 and NETWORK.does(event, *EDITS):
            self._select(min(1, self.last_layer), 0)
        action = presses(NETWORK, self._what_keys_do()).get(pressed(event))
        if action is not None and self._diagram is not None:
            action()
        else:
            super().keyPressEvent(event)

    def _what_keys_do(self) -> dict[str, Callable[[], object]]:
        """Return what goes through the network, and what changes the selected layer."""
        layer = self.selected[0]
        return {
            "layer_before": lambda: self._step_layer(-1, move=False),
            "layer_after": lambda: self._step_layer(1, move=False),
            "neuron_above": lambda: self._step_neuron(-1, through=False),
            "neuron_below": lambda: self._step_neuron(1, through=False),
            "weight_above": lambda: self._step_neuron(-1, through=True),
            "weight_below": lambda: self._step_neuron(1, through=True),
            "pick": self._enter,
            "more": lambda: self._grow(1),
            "fewer": lambda: self._grow(-1),
            "units": lambda: self.units_wanted.emit(layer) if self.hidden(layer) else None,
            "activation": lambda: self.activation_wanted.emit(layer) if layer > 0 else None,
            "insert": lambda: self._insert(layer),
            "remove": self._remove,
            "move_back": lambda: self._step_layer(-1, move=True),
            "move_on": lambda: self._step_layer(1, move=True),
        }

    def _step_layer(self, change: int, move: bool) -> None:
        layer, neuron = self.selected
        if move:
            gap = layer + change if change > 0 else layer - 2
            if self.hidden(layer) and 0 <= gap < self.last_layer:
                self._move(layer, gap)
        else:
            self._pointing.hover = Hit()
            self._select(max(0, layer + change), neuron)

    def _step_neuron(self, change: int, through: bool) -> None:
        """Go to the next neuron, or with ``through`` to the next connection that enters the selected one."""
        layer, neuron = self.selected
        if through:
            self._step_connection(layer, neuron, change)
            return
        self._pointing.hover = Hit()
        self._select(max(layer, 0), neuron + change)
        if self.selected[1]:
            self.neuron_selected.emit(self.selected)

    def _step_connection(self, layer: int, neuron: int, change: int) -> None:
        if layer <= 0 or neuron <= 0 or self._diagram is None:
            return
        hover = self._pointing.hover
        source = hover.source if hover.part == "connection" else 0
        source = max(1, min(source + change, self.column(layer - 1).units))
        self.reveal(layer - 1, source)
        self._pointing.hover = Hit("connection", layer, neuron, source)
        self._pointing.mouse = self._diagram.point(layer, neuron, source, 0.5)
        self.update()

    def _enter(self) -> None:
        """Do what a click on the highlighted connection or selected neuron does."""
        layer, neuron = self.selected
        if self._pointing.hover.part == "connection":
            self._click(self._pointing.hover)
        elif neuron > 0:
            self._choose(layer, neuron)
        elif layer > 0:
            self.activation_wanted.emit(layer)
