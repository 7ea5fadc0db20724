"""The menu in which a layer's activation is chosen and its hyperparameters are opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from core.hyperparameters import Hyperparameter
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation
from gui.widgets.notated import spell
from gui.widgets.theme import Look
from gui.widgets.whats_this import ask


class ActivationMenu(QMenu):
    """Offers the activations that a layer may use.

    Signals
    -------
    chosen : Activation
        The one that was chosen.
    setting_wanted : Hyperparameter
        The hyperparameter of the activation in use that is to be changed.
    """

    chosen = Signal(object)
    setting_wanted = Signal(object)

    def __init__(self, parent: QWidget, layer: int, now: Activation, hidden: bool, look: Look) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"Activation of layer {layer}")
        self.setFont(look.font())
        self.setToolTipsVisible(True)
        self._typed = ""
        for entry in (HIDDEN_ACTIVATIONS if hidden else ACTIVATIONS).values():
            self.addAction(self._choice(entry, now))
        self._add_settings(now)
        self._notation = look.notation
        spell(self, look.notation)
        self.aboutToHide.connect(self.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of the activation under the mouse at Shift+F1: the window's own key does not reach an open menu."""
        if event.matches(QKeySequence.StandardKey.WhatsThis):
            ask(self._notation)
        elif event.text().isalnum() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._find(event.text())
        else:
            super().keyPressEvent(event)

    def mark_present(self) -> None:
        """Begin at the activation in use."""
        if (present := next((each for each in self.actions() if each.isChecked()), None)) is not None:
            self.setActiveAction(present)

    def _find(self, letter: str) -> None:
        """Go to the next entry that begins with what is being typed, or else with this letter."""
        actions, now = self.actions(), self.activeAction()
        place = actions.index(now) if now in actions else 0
        for typed in (self._typed + letter, letter):
            begins = [each for each in actions if each.text().lower().startswith(typed.lower())]
            after = [each for each in begins if actions.index(each) > place - (len(typed) > 1)]
            if begins:
                self._typed = typed
                self.setActiveAction((after or begins)[0])
                return

    def _choice(self, entry: type[Activation], now: Activation) -> QAction:
        action = QAction(entry.title if entry.learns else f"{entry.title}  ⚠", self)
        action.setCheckable(True)
        action.setChecked(isinstance(now, entry))
        action.setToolTip(entry.help)
        activation = now if isinstance(now, entry) else entry()
        action.triggered.connect(lambda: self.chosen.emit(activation))
        return action

    def _add_settings(self, now: Activation) -> None:
        """Add an entry for each hyperparameter of the activation in use."""
        if now.hyperparameters():
            self.addSeparator()
        for declared in now.hyperparameters():
            self.addAction(self._setting(declared, getattr(now, declared.name)))

    def _setting(self, declared: Hyperparameter, value: float | str) -> QAction:
        written = value if isinstance(value, str) else f"{value:g}"
        action = QAction(f"{declared.label} = {written} …", self)
        action.setToolTip(f"{declared.help} Allowed: {declared.bounds}.")
        action.triggered.connect(lambda: self.setting_wanted.emit(declared))
        return action
