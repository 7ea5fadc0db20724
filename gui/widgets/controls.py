"""Controls made from a declaration, and the style sheet they and all other controls of the window share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol, TypeGuard

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from core.hyperparameters import Hyperparameter, InvalidSetting
from gui.widgets.field import Field
from gui.widgets.icons import has_icon
from gui.widgets.keys import FIELDS
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.number_text import read_number, step_number, write_number
from gui.widgets.steppers import Steppers
from gui.widgets.text_field import OwnTextField, TextField
from gui.widgets.theme import Look, blend, window_sheet
from gui.widgets.tick_box import TickBox

OFF_WORDS = ("", "off", "none")


class NumberEdit(QLineEdit):
    """A line of text that tells of Enter, leaving, Escape and of the keys and the wheel that step."""

    confirmed = Signal()
    left = Signal()
    given_up = Signal()
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if FIELDS.does(event, "up", "down"):
            self.stepped.emit(1 if FIELDS.does(event, "up") else -1)
        elif FIELDS.does(event, "take"):
            self.confirmed.emit()
        elif FIELDS.does(event, "give_up") and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own context menu is not "leaving"
            self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if self.hasFocus() and turned:
            self.stepped.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()  # so that the panel scrolls and no value changes by accident


def still_seen(widget: QWidget | None) -> TypeGuard[QWidget]:
    """Return whether a control still exists and is visible, so that it can have the keyboard again."""
    return widget is not None and isValid(widget) and widget.isVisible()


def describe(declared: Hyperparameter) -> str:
    """Return what a control says about itself: help, allowed values and unit, one line each."""
    if declared.kind is bool:
        return declared.help
    lines = [declared.help, f"Allowed: {declared.bounds}."]
    if declared.kind in (int, float):
        lines.append("− and +, the keys ↑ and ↓, or the wheel in the field step it.")
    if declared.unit == "%":
        lines.append("25 %, 0.25 and 1/4 all mean the same.")
    elif declared.unit:
        lines.append(f"Unit: {declared.unit}.")
    return "\n".join(lines)


class NumberField(Field):
    """A number typed as free text; only an allowed value is ever handed on.

    Parameters
    ----------
    declared
        What is known about the number.
    off
        What an empty field, "off" and "none" stand for, e.g. infinity for a limit; None if it cannot be off.
    """

    committed = Signal(object)
    """The checked value, when it really changed."""

    def __init__(self, declared: Hyperparameter, off: float | None = None) -> None:
        self.edit = NumberEdit()
        note = "" if off is None else "\nEmpty or “off”: none."
        icon = declared.name if not declared.symbol and has_icon(declared.name) else ""
        super().__init__(declared.label, describe(declared) + note, self.edit, icon, declared.symbol)
        self.declared = declared
        self._off = off
        self._value: Any = declared.default
        self._before: Any = None
        self._refused = ""
        self._show_value()
        self.edit.confirmed.connect(self.commit)
        self.edit.left.connect(self._leave)
        self.edit.given_up.connect(self._give_up)
        self.edit.stepped.connect(self._step)
        self.edit.textEdited.connect(lambda: self.set_error(""))

    @property
    def value(self) -> Any:
        """The last good value."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value without telling anybody; what is being typed stays while the value is the same."""
        self._before = None
        if value == self._value:
            return
        self._value = value
        self.set_error("")
        self._show_value()

    def set_highest(self, high: float) -> None:
        """Allow values up to ``high``, where the bound depends on something else, e.g. on the data."""
        if high != self.declared.high:
            self.declared = replace(self.declared, high=high)
            self.set_help(describe(self.declared))

    def show_error(self, text: str) -> None:
        """Say why the value just handed on was refused, and go back to the one before."""
        if self._before is not None:
            self._value, self._before = self._before, None
        self._refuse(text)
        if not self.edit.hasFocus():
            self._show_value()

    def _show_value(self) -> None:
        self.edit.setText(write_number(self._value, self.declared))
        self.edit.setCursorPosition(0)
        self._refused = ""
        self._offer_steps()

    def _read(self) -> Any:
        text = self.edit.text()
        if self._off is not None and text.strip().lower() in OFF_WORDS:
            return self._off
        return read_number(text, self.declared)

    def commit(self) -> None:
        """Take what has been typed, or say why not."""
        # Text nobody touched may be a rounded form of the value, and text already refused stays refused.
        if not self.edit.isModified() or (self.error and self.edit.text() == self._refused):
            return
        try:
            self._accept(self._read())
        except InvalidSetting as refusal:
            self._refuse(str(refusal))

    def _accept(self, value: Any) -> None:
        before, self._value = self._value, value
        self.set_error("")
        self._show_value()
        if value != before:
            self._before = before
            self.committed.emit(value)

    def _refuse(self, text: str) -> None:
        self._refused = self.edit.text()
        self.set_error(text)

    def _leave(self) -> None:
        self.commit()
        if self.error:
            self._show_value()

    def _give_up(self) -> None:
        self.set_error("")
        self._show_value()

    def _step(self, direction: int) -> None:
        self.commit()
        if not self.error:
            self._accept(self._stepped(direction))
            if self.edit.hasFocus():
                self.edit.selectAll()

    def _stepped(self, direction: int) -> Any:
        """Return the next value in a direction; the same one at a bound."""
        finite = math.isfinite(self._value)
        return step_number(self._value, direction, self.declared) if finite else self.declared.default

    # − and +, under the mouse and with the focus

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        super().set_look(look)
        if "steppers" in vars(self):
            self.steppers.set_look(look)

    @cached_property
    def steppers(self) -> Steppers:
        """The two of them, made when they are first to be seen: a window has many numbers."""
        steppers = Steppers(self.edit, self.declared.label, self)
        steppers.stepped.connect(self._step)
        steppers.set_look(self._look)
        return steppers

    def _offer_steps(self) -> None:
        shown = self.edit.isEnabled() and (self.underMouse() or self.edit.hasFocus())
        lowest, highest = (shown and self._stepped(way) == self._value for way in (-1, 1))
        if shown or "steppers" in vars(self):
            self.steppers.offer(shown, lowest, highest)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._offer_steps()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._offer_steps()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_steps()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have − and + beside a field that has the focus, where it is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize, QEvent.Type.Move):
            self._offer_steps()
        return super().eventFilter(watched, event)


class SwitchField(Field):
    """A setting that is on or off."""

    committed = Signal(object)

    def __init__(self, declared: Hyperparameter) -> None:
        self.box = TickBox()
        super().__init__(declared.label, describe(declared), self.box, symbol=declared.symbol)
        self.declared = declared
        self.box.toggled.connect(self._name_state)
        self.set_value(declared.default)
        self._name_state(self.value)
        self.box.clicked.connect(self._commit)

    @property
    def value(self) -> bool:
        """Whether it is on."""
        return self.box.isChecked()

    def set_value(self, value: bool) -> None:
        """Show a value without telling anybody."""
        self.box.setChecked(value)

    def show_error(self, text: str) -> None:
        """Say why the value just handed on was refused."""
        self.set_error(text)

    def _name_state(self, on: bool) -> None:
        self.box.setText("on" if on else "off")

    def _commit(self, on: bool) -> None:
        self.set_error("")
        self.committed.emit(on)


def make_field(declared: Hyperparameter) -> NumberField | SwitchField | TextField:
    """Return the control for a declared setting."""
    if declared.kind is str:
        return TextField(declared) if declared.variable else OwnTextField(declared)
    return SwitchField(declared) if declared.kind is bool else NumberField(declared)


class Themed(Protocol):
    """Something with a look."""

    def ensurePolished(self) -> None: ...

    def styleSheet(self) -> str: ...

    def setStyleSheet(self, sheet: str, /) -> None: ...

    def findChildren(self, kind: type[NotatedLabel], /) -> Sequence[NotatedLabel]: ...

    def set_look(self, look: Look) -> None: ...


def dress(view: Themed, look: Look) -> None:
    """Give a view, and all that is in it, a theme and text size.

    Each view has the style sheet for itself: with one for the whole application a change takes Qt six times as long,
    for it then goes through all that is hidden, and through the menus that pyqtgraph makes for every plot.
    """
    sheet = control_sheet(look) + window_sheet(look)
    if view.styleSheet() != sheet:  # Qt works it out anew each time: half of what another notation would take
        view.ensurePolished()  # of a view never shown Qt keeps what it has worked out from the sheet before
        view.setStyleSheet(sheet)
    view.set_look(look)
    for words in view.findChildren(NotatedLabel):
        words.set_notation(look.notation)


def control_sheet(look: Look) -> str:
    """Return the style sheet of fields, buttons, combo boxes and check boxes (colours and paddings, no font sizes)."""
    theme = look.theme
    across, radius = round(look.px(8)), round(look.px(5))
    down = max(2, round(look.px(4)))
    hover = QColor(*blend(theme.field, theme.text, 0.08)).name()
    faint = QColor(*blend(theme.card, theme.dim, 0.6)).name()
    tick, groove, knob = round(look.px(16)), 2 * round(look.px(2)), 2 * round(look.px(7))
    controls = ("QLineEdit", "QComboBox", "QPushButton", "QToolButton")

    def each(state: str) -> str:
        return ", ".join(control + state for control in controls)

    flat = ", ".join(
        f'{control}[flat="true"]{state}' for control in ("QLineEdit", "QComboBox") for state in ("", ":hover", ":focus")
    )
    return f"""
    {each("")} {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.edge};
        border-radius: {radius}px; padding: {down}px {across}px; }}
    {each(":hover")} {{ background: {hover}; }}
    {each(":focus")} {{ border: 2px solid {theme.accent}; padding: {down - 1}px {across - 1}px; }}
    {each(":disabled")} {{ color: {faint}; background: {theme.card}; border-color: {theme.border}; }}
    QLineEdit {{ selection-background-color: {theme.accent}; selection-color: {theme.accent_text}; }}
    QLineEdit[refused="true"], QComboBox[refused="true"] {{ border: 2px solid {theme.error};
        padding: {down - 1}px {across - 1}px; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {theme.border}; }}
    QPushButton:checked, QToolButton:checked, QPushButton[primary="true"] {{ background: {theme.highlight};
        color: {theme.highlight_text}; border-color: {theme.highlight_edge}; }}
    QPushButton[primary="true"]:disabled {{ background: {theme.card}; color: {faint}; border-color: {theme.border}; }}
    QPushButton[primary="true"]:focus, QPushButton:checked:focus, QToolButton:checked:focus {{
        border: 2px solid {theme.text}; }}
    QPushButton[quiet="true"] {{ background: transparent; color: {theme.dim}; border: 1px solid transparent;
        text-align: left; padding: 1px 1px; }}
    QPushButton[quiet="true"]:hover {{ color: {theme.text}; }}
    QPushButton[quiet="true"]:focus {{ border: 2px solid {theme.accent}; padding: 0px 0px; }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox::drop-down {{ border: none; width: {round(look.px(20))}px; }}
    QComboBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.edge};
        selection-background-color: {theme.accent}; selection-color: {theme.accent_text}; outline: none; }}
    {flat} {{ background: transparent; border: none; padding: 0px; }}
    QCheckBox {{ color: {theme.text}; spacing: {round(look.px(6))}px; border: 2px solid transparent;
        border-radius: {radius}px; }}
    QCheckBox:focus {{ border-color: {theme.accent}; }}
    QCheckBox:disabled {{ color: {faint}; }}
    QCheckBox::indicator {{ width: {tick}px; height: {tick}px; background: {theme.field};
        border: 1px solid {theme.dim}; border-radius: {round(look.px(3))}px; }}
    QCheckBox::indicator:hover {{ background: {hover}; }}
    QCheckBox::indicator:checked {{ background: {theme.highlight}; border-color: {theme.highlight_edge}; }}
    QSlider {{ min-height: {knob + 4}px; }}
    QSlider::groove:horizontal {{ height: {groove}px; background: {theme.dim}; border-radius: {groove // 2}px; }}
    QSlider::sub-page:horizontal {{ background: {theme.accent}; border-radius: {groove // 2}px; }}
    QSlider::handle:horizontal {{ width: {knob}px; margin: -{(knob - groove) // 2}px 0px;
        background: {theme.highlight}; border: 1px solid {theme.highlight_edge}; border-radius: {knob // 2}px; }}
    QSlider::handle:horizontal:hover {{ border-color: {theme.text}; }}
    QSlider::handle:horizontal:focus {{ border: 2px solid {theme.text}; }}
    QSlider::groove:horizontal:disabled, QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{
        background: {faint}; border-color: {faint}; }}
    """
