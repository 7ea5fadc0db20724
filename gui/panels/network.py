"""The network panel: the diagram with its header line, and the edits that it makes of what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.hyperparameters import Hyperparameter, InvalidSetting
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation, ReLU
from core.nn.network import MAX_UNITS, DenseLayer, Network
from gui.theme import Look
from gui.widgets.network_diagram import NetworkDiagram
from gui.widgets.number_text import read_number, write_number

if TYPE_CHECKING:
    from gui.frame import Frame


def with_units(network: Network, layer: int, units: int) -> Network:
    """Return ``network`` with another number of neurons in a hidden layer (1…L-1)."""
    return _with_layer(network, layer, replace(network.hidden[layer - 1], units=units))


def with_activation(network: Network, layer: int, activation: Activation) -> Network:
    """Return ``network`` with another activation in a layer (1…L; L is the output)."""
    if layer > len(network.hidden):
        return replace(network, output=activation)
    return _with_layer(network, layer, replace(network.hidden[layer - 1], activation=activation))


def _with_layer(network: Network, layer: int, dense: DenseLayer) -> Network:
    hidden = network.hidden
    return replace(network, hidden=(*hidden[: layer - 1], dense, *hidden[layer:]))


def inserted(network: Network, gap: int) -> Network:
    """Return ``network`` with a layer more after layer ``gap``: like its neighbour, else four ReLU neurons."""
    hidden = network.hidden
    layer = hidden[max(gap - 1, 0)] if hidden else DenseLayer(4, ReLU())
    return replace(network, hidden=(*hidden[:gap], layer, *hidden[gap:]))


def removed(network: Network, layer: int) -> Network:
    """Return ``network`` without a hidden layer."""
    return replace(network, hidden=network.hidden[: layer - 1] + network.hidden[layer:])


def moved(network: Network, layer: int, gap: int) -> Network:
    """Return ``network`` with a hidden layer moved to the place after layer ``gap`` (counted before the move)."""
    dense, rest = network.hidden[layer - 1], removed(network, layer)
    place = gap if gap < layer else gap - 1
    return replace(rest, hidden=(*rest.hidden[:place], dense, *rest.hidden[place:]))


UNITS = Hyperparameter("neurons", int, 4, "", "How many neurons the layer has.", low=1, high=MAX_UNITS)
"""What the field for the number of neurons accepts."""


class InlineField(QFrame):
    """A small field over the diagram that reads one number; it closes on Enter, Esc or when left.

    Parameters
    ----------
    apply
        Called with the text; raises `InvalidSetting` with what is wrong, which then stands under the field.
    """

    def __init__(self, parent: QWidget, label: str, text: str, apply: Callable[[str], None], look: Look) -> None:
        super().__init__(parent)
        self._host, self._apply, self._open = parent, apply, True
        self.field = QLineEdit(text)
        self.field.setAccessibleName(label)
        self.field.setToolTip(f"{label}: type a number. Enter takes it, Esc keeps the old one.")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        self._column = column = QVBoxLayout(self)
        margin = round(look.px(6))
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(round(look.px(3)))
        column.addWidget(caption := QLabel(label))
        column.addWidget(self.field)
        column.addWidget(self.message)
        self._dress((caption, self.field, self.message), look)
        self.field.installEventFilter(self)

    def _dress(self, widgets: tuple[QWidget, ...], look: Look) -> None:
        theme = look.theme
        for widget in widgets:
            widget.setFont(look.font(0.9))
        self.setFixedWidth(round(look.px(190)))
        self.setStyleSheet(
            f"InlineField {{ background: {theme.card}; border: 1px solid {theme.accent}; border-radius: 6px; }}"
            f"QLabel {{ color: {theme.text}; border: none; }}"
            f"QLineEdit {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.border};"
            " border-radius: 4px; padding: 2px; }"
        )
        self.message.setStyleSheet(f"color: {theme.error};")

    def open_at(self, corner: QPoint) -> None:
        """Show the field with its top middle at ``corner``, kept inside the parent, ready to be typed over."""
        self.show()
        self._fit()
        room = self._host.size() - self.size()
        x = max(0, min(corner.x() - self.width() // 2, room.width()))
        self.move(x, max(0, min(corner.y(), room.height())))
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        """Take the height that the wrapped message needs."""
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Take the number on Enter, drop it on Esc, and close when the field is left."""
        if event.type() == QEvent.Type.FocusOut:
            self._leave()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._return()
                return True
        return False

    def _take(self) -> None:
        """Apply the text, or say under the field why it cannot be; the old value stays then."""
        if self.field.isModified():
            try:
                self._apply(self.field.text())
            except InvalidSetting as refused:
                self._refuse(str(refused))
                return
        self._return()

    def _refuse(self, text: str) -> None:
        self.message.setText(f"⚠ {text}")
        self.message.show()
        self._fit()
        bottom = self._host.height() - self.height()
        self.move(self.x(), max(0, min(self.y(), bottom)))

    def _leave(self) -> None:
        if self._open and self.field.isModified() and self.message.isHidden():
            with suppress(InvalidSetting):  # left with nonsense in it: the last good value stays, as with Esc
                self._apply(self.field.text())
        self._close()

    def _return(self) -> None:
        """Close and give the keyboard back."""
        self._close()
        self._host.setFocus(Qt.FocusReason.PopupFocusReason)

    def _close(self) -> None:
        if self._open:
            self._open = False  # before hiding, which takes the focus away and would come back here
            self.hide()
            self.deleteLater()


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
        self._shape = ""
        self.title, self.shape, self.message = QLabel("Network"), QLabel(), QLabel()
        self.diagram = NetworkDiagram()
        self.field: InlineField | None = None
        self.menu: QMenu | None = None
        self._arrange()
        self.setFocusProxy(self.diagram)
        self._connect()
        self.set_look(self._look)

    def _arrange(self) -> None:
        self.shape.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.setWordWrap(True)
        self.message.setAccessibleName("Message about the network")
        self.message.hide()
        self._row = QHBoxLayout()
        self._row.addWidget(self.title)
        self._row.addWidget(self.shape, 1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.diagram)
        self.area.viewport().setAutoFillBackground(False)
        self.diagram.setAutoFillBackground(False)  # setWidget switches it on, but the card is the ground
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self.message)
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

    def set_look(self, look: Look) -> None:
        """Follow a change of theme or text size."""
        self._look = look
        margin = round(look.px(12))
        self._column.setContentsMargins(margin, round(look.px(8)), margin, round(look.px(4)))
        self._column.setSpacing(round(look.px(4)))
        self._row.setSpacing(round(look.px(10)))
        self.title.setFont(look.font(1.0, bold=True))
        for label, role in ((self.title, "text"), (self.shape, "dim"), (self.message, "error")):
            label.setStyleSheet(f"color: {getattr(look.theme, role)};")
        self.shape.setFont(look.font())
        self.message.setFont(look.font())
        self.diagram.set_look(look)
        self._write_shape()

    def show_frame(self, frame: Frame) -> None:
        """Show an iteration of the active run."""
        before, self._frame = self._frame, frame
        if before is None or before.problem.layout != frame.problem.layout:
            self._write_shape()
        if before is not None and before.experiment.network != frame.experiment.network:
            self.show_error("")
        self.diagram.show_frame(frame)

    def show_error(self, text: str) -> None:
        """Show why an edit was refused; an empty text takes the message away."""
        self.message.setText(f"⚠ {text}" if text else "")
        self.message.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the header line to the new width."""
        super().resizeEvent(event)
        self._write_shape()

    def _write_shape(self) -> None:
        """Write layer sizes and the number of parameters beside the title."""
        if self._frame is None:
            return
        layout = self._frame.problem.layout
        text = f"{'–'.join(map(str, layout.sizes))} · {layout.parameters:,} parameters"
        taken = QFontMetricsF(self.title.font()).horizontalAdvance(self.title.text())
        room = self.width() - taken - self._look.px(40)
        self.shape.setText(QFontMetricsF(self.shape.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self.shape.setToolTip(f"Neurons in each layer, inputs first: {text}. A parameter is a weight or a bias.")

    def _show_layer(self, layer: int) -> None:
        """Scroll a layer into view, where the network is wider than the panel."""
        header = self.diagram.column(layer).header
        self.area.ensureVisible(round(header.center().x()), 0, round(header.width()), 0)

    # --- edits ---

    def _edit(self, change: Callable[[Network], Network]) -> None:
        try:
            self._emit(change)
        except InvalidSetting as refused:
            self.show_error(str(refused))

    def _emit(self, change: Callable[[Network], Network]) -> None:
        """Emit the changed network, if it is another one."""
        if self._frame is None:
            return
        before = self._frame.experiment.network
        if (network := change(before)) != before:
            self.show_error("")
            self.edited.emit(network)

    def open_units(self, layer: int) -> None:
        """Open the field for the number of neurons of a hidden layer."""
        column = self.diagram.column(layer)
        self._open_field(
            f"Neurons in layer {layer}",
            str(column.units),
            lambda text: self._emit(lambda n: with_units(n, layer, read_number(text, UNITS))),
            column.count,
        )

    def _open_field(self, label: str, text: str, apply: Callable[[str], None], place: QRectF) -> None:
        corner = self.diagram.mapTo(self, place.center().toPoint())
        self.field = InlineField(self, label, text, apply, self._look)
        self.field.destroyed.connect(self._forget_field)
        self.field.open_at(corner)

    def _forget_menu(self) -> None:
        self.menu = None

    def _forget_field(self) -> None:
        self.field = None

    def open_activations(self, layer: int) -> None:
        """Open the menu of activations for a layer (1…L)."""
        if self._frame is None:
            return
        network = self._frame.experiment.network
        hidden, now = layer <= len(network.hidden), network.activations[layer - 1]
        self.menu = menu = QMenu(self)
        menu.setAccessibleName(f"Activation of layer {layer}")
        menu.setFont(self._look.font())
        menu.setToolTipsVisible(True)
        for entry in (HIDDEN_ACTIVATIONS if hidden else ACTIVATIONS).values():
            menu.addAction(self._activation_action(menu, layer, entry, now))
        self._add_settings(menu, layer, now)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.destroyed.connect(self._forget_menu)
        menu.popup(self.diagram.mapToGlobal(self.diagram.column(layer).name.bottomLeft().toPoint()))

    def _activation_action(self, menu: QMenu, layer: int, entry: type[Activation], now: Activation) -> QAction:
        action = QAction(entry.title if entry.learns else f"{entry.title}  ⚠", menu)
        action.setCheckable(True)
        action.setChecked(isinstance(now, entry))
        action.setToolTip(entry.help)
        chosen = now if isinstance(now, entry) else entry()
        action.triggered.connect(lambda: self._edit(lambda n: with_activation(n, layer, chosen)))
        return action

    def _add_settings(self, menu: QMenu, layer: int, now: Activation) -> None:
        """Add an entry for each hyperparameter of the activation in use."""
        if now.hyperparameters():
            menu.addSeparator()
        for declared in now.hyperparameters():
            action = menu.addAction(f"{declared.label} = {getattr(now, declared.name):g} …")
            action.setToolTip(f"{declared.help} Allowed: {declared.bounds}.")
            action.triggered.connect(lambda _=False, declared=declared: self._open_setting(layer, declared))

    def _open_setting(self, layer: int, declared: Hyperparameter) -> None:
        """Open the field for a hyperparameter of a layer's activation."""
        assert self._frame is not None
        now = self._frame.experiment.network.activations[layer - 1]

        def apply(text: str) -> None:
            changed = replace(now, **{declared.name: read_number(text, declared)})
            self._emit(lambda n: with_activation(n, layer, changed))

        text = write_number(getattr(now, declared.name), declared)
        self._open_field(f"{declared.label} of layer {layer}", text, apply, self.diagram.column(layer).name)
