"""The network panel: the diagram with its header line, and the edits that it makes of what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.hyperparameters import Hyperparameter, InvalidSetting
from core.nn.activations import Activation
from core.nn.network import Network
from core.training.remarks import remarks_on
from gui.panels.activation_menu import ActivationMenu
from gui.panels.network_edits import UNITS, inserted, moved, removed, with_activation, with_units
from gui.widgets.callout import Callout
from gui.widgets.card import FOLD_ROOM, HEAD, head_margins
from gui.widgets.diagram import NetworkDiagram
from gui.widgets.field import permit
from gui.widgets.inline_field import InlineField
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.number_text import read_number, write_number
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from gui.frames.frame import Frame

NUMBERED = "Write the weights on their connections: the largest of each layer, as far as there is room."
ALWAYS_NUMBERED = "On so small a network weights stand on their connections by themselves, as far as there is room."


class NetworkPanel(QWidget):
    """Shows the network and asks for changes to it.

    Signals
    -------
    edited : Network
        A changed network.
    weight_picked : int
        Index in θ of a clicked connection, or of the bias of a clicked neuron.
    neuron_selected : (l, j)
        Layer (0: inputs) and neuron, counted from 1.
    """

    edited = Signal(object)
    weight_picked = Signal(int)
    neuron_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network")
        self._look = Look()
        self._frame: Frame | None = None
        self._network: Network | None = None
        self.title, self.shape, self.remark = NotatedLabel("Network"), NotatedLabel(), NotatedLabel()
        self.diagram, self.area = NetworkDiagram(), QScrollArea()
        self.message, self.numbers = Callout(self.area, inside=True), TickBox("numbers")
        self.numbers.setAccessibleName("Numbers on the weights")
        self.numbers.toggled.connect(self.diagram.show_numbers)
        self.field: InlineField | None = None
        self.menu: ActivationMenu | None = None
        self._arrange()
        self.setFocusProxy(self.diagram)
        self._connect()
        self.set_look(self._look)

    def _arrange(self) -> None:
        self.shape.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.remark.setWordWrap(True)
        self.remark.setAccessibleName("Remark on the network")
        self.remark.hide()
        self.message.setAccessibleName("Message about the network")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.diagram)
        self._row = QHBoxLayout()
        self._row.addWidget(self.title)
        self._row.addWidget(self.shape, 1)
        self._row.addWidget(self.numbers)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self.remark)
        self._column.addWidget(self.area, 1)

    def _connect(self) -> None:
        diagram = self.diagram
        diagram.units_changed.connect(lambda layer, units: self._edit(lambda n: with_units(n, layer, units)))
        diagram.layer_inserted.connect(lambda gap: self._edit(lambda n: inserted(n, gap)))
        diagram.layer_removed.connect(lambda layer: self._edit(lambda n: removed(n, layer)))
        diagram.layer_moved.connect(lambda layer, gap: self._edit(lambda n: moved(n, layer, gap)))
        diagram.activation_wanted.connect(self.open_activations)
        diagram.units_wanted.connect(self.open_units)
        diagram.layer_selected.connect(self._show_layer)
        diagram.weight_picked.connect(self.weight_picked)
        diagram.neuron_selected.connect(self.neuron_selected)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which the picture could not be read; wider networks scroll."""
        return QSize(round(self._look.px(260)), round(self._look.px(200)))

    # --- what is shown ---

    def set_look(self, look: Look) -> None:
        """Follow a change of theme or text size."""
        self._look = look
        margins = head_margins(look)
        self._column.setContentsMargins(margins)
        self.title.setMinimumHeight(round(look.px(HEAD)))
        self._column.setSpacing(round(look.px(4)))
        self._row.setContentsMargins(0, 0, max(0, round(look.px(FOLD_ROOM)) - margins.right()), 0)
        self._row.setSpacing(round(look.px(10)))
        self.title.setFont(look.font(1.0, bold=True))
        for label, role in ((self.title, "text"), (self.shape, "dim"), (self.remark, "error")):
            label.setStyleSheet(f"color: {getattr(look.theme, role)};")
        self.shape.setFont(look.font())
        self.message.set_look(look)
        for part in (self.remark, self.numbers):
            part.setFont(look.font())
        self.diagram.set_look(look)
        self._write_shape()

    def show_network(self, network: Network) -> None:
        """Take the network that edits start from; its picture comes with the next frame."""
        self._network = network

    def show_frame(self, frame: Frame) -> None:
        """Show an iteration of the active run."""
        before, self._frame = self._frame, frame
        if before is None or before.problem.layout != frame.problem.layout:
            self._write_shape()
        if before is None or before.problem is not frame.problem:
            remark = " ".join(remarks_on(frame.problem))
            self.remark.setText(f"⚠ {remark}" if remark else "")
            self.remark.setVisible(bool(remark))
            self.show_error("")
        self.diagram.show_frame(frame)
        permit(self.numbers, ALWAYS_NUMBERED if self.diagram.always_numbered else "", NUMBERED)

    def show_error(self, text: str) -> None:
        """Show why an edit was refused, or take that away (empty text)."""
        self.message.say(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the header line to the new width."""
        super().resizeEvent(event)
        self._write_shape()

    def _write_shape(self) -> None:
        """Write layer sizes and the number of parameters beside the title."""
        if self._frame is None:
            return
        layout = self._frame.problem.layout
        sizes = "–".join(map(str, layout.sizes))
        text = f"{sizes} · {layout.parameters:,} parameters"
        self.shape.setText(self._fitting(text, sizes))
        self.shape.setToolTip(f"Neurons in each layer, inputs first: {text}. A parameter is a weight or a bias.")

    def _fitting(self, text: str, short: str) -> str:
        """Return the text for the header line, its short form, or as much of that as fits beside the title."""
        title, metrics = QFontMetricsF(self.title.font()), QFontMetricsF(self.shape.font())
        taken = title.horizontalAdvance(self.title.text()) + self.numbers.sizeHint().width()
        room = self.width() - taken - self._look.px(32 + FOLD_ROOM)
        if metrics.horizontalAdvance(text) <= room:
            return text
        return metrics.elidedText(short, Qt.TextElideMode.ElideMiddle, room)

    def _show_layer(self, layer: int) -> None:
        """Scroll a layer into view, where the network is wider than the panel."""
        header = self.diagram.column(layer).header
        self.area.ensureVisible(round(header.center().x()), 0, round(header.width()), 0)

    # --- edits ---

    def _edit(self, change: Callable[[Network], Network]) -> None:
        """Ask for a change; where it cannot be, say why and leave everything as it was."""
        try:
            self._ask(change)
        except InvalidSetting as refused:
            self.show_error(str(refused))
        except IndexError:
            return  # a second click on a layer that the first one has removed

    def _ask(self, change: Callable[[Network], Network]) -> None:
        """Emit the changed network, if it is another one."""
        if self._network is None:
            return
        network = change(self._network)
        self.show_error("")
        if network != self._network:
            self.edited.emit(network)

    def open_units(self, layer: int) -> None:
        """Open the field for the number of neurons of a hidden layer."""
        column = self.diagram.column(layer)

        def apply(text: str) -> None:
            self._ask(lambda n: with_units(n, layer, read_number(text, UNITS)))

        self._open_field(f"Neurons in layer {layer}", str(column.units), apply, column.count)

    def open_activations(self, layer: int) -> None:
        """Open the menu of activations for a layer (1…L)."""
        network = self._network
        if network is None or layer > len(network.activations):
            return
        hidden = layer <= len(network.hidden)
        self.menu = menu = ActivationMenu(self, layer, network.activations[layer - 1], hidden, self._look)
        menu.chosen.connect(lambda chosen: self._choose_activation(layer, chosen))
        menu.setting_wanted.connect(lambda declared: self._open_setting(layer, declared))
        menu.destroyed.connect(self._forget_menu)
        menu.popup(self.diagram.mapToGlobal(self.diagram.column(layer).name.bottomLeft().toPoint()))
        menu.mark_present()

    def _choose_activation(self, layer: int, chosen: Activation) -> None:
        """Take an activation; one whose setting is a text asks for that at once."""
        self._edit(lambda n: with_activation(n, layer, chosen))
        declared = next((each for each in chosen.hyperparameters() if each.kind is str), None)
        if declared is not None and self._network is not None and self._network.activations[layer - 1] == chosen:
            self._open_setting(layer, declared)

    def _open_setting(self, layer: int, declared: Hyperparameter) -> None:
        """Open the field for a hyperparameter of a layer's activation."""
        assert self._network is not None
        now: Activation = self._network.activations[layer - 1]

        is_text = declared.kind is str

        def apply(text: str) -> None:
            changed = replace(now, **{declared.name: text if is_text else read_number(text, declared)})
            self._ask(lambda n: with_activation(n, layer, changed))

        value, place = getattr(now, declared.name), self.diagram.column(layer).name
        text = value if is_text else write_number(value, declared)
        what = "a function, e.g. max(0.01*z, z)" if is_text else "a number"
        self._open_field(f"{declared.label} of layer {layer}", text, apply, place, what, declared.latex)

    def _open_field(
        self,
        label: str,
        text: str,
        apply: Callable[[str], None],
        place: QRectF,
        what: str = "a number",
        latex: Callable[[str], str] | None = None,
    ) -> None:
        self.show_error("")
        self.field = InlineField(self, label, text, apply, self._look, what, latex)
        self.field.refused.connect(self.show_error)
        self.field.destroyed.connect(self._forget_field)
        self.field.open_at(self.diagram.mapTo(self, place.center().toPoint()))

    def _forget_menu(self) -> None:
        self.menu = None

    def _forget_field(self) -> None:
        self.field = None
