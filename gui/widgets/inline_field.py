"""A small field that opens over a view, reads one value and goes away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.hyperparameters import InvalidSetting
from gui.widgets.notated import OwnLetters
from gui.widgets.text_field import mark_fault
from gui.widgets.theme import Look
from gui.widgets.understood import Understood


class InlineField(OwnLetters, QFrame):
    """A small field over its parent that reads one value; it closes on Enter, Esc or when left.

    Parameters
    ----------
    apply
        Called with the text; raises `InvalidSetting` with what is wrong, which then stands under the field; an
        `ExpressionError` marks the characters at fault.
    what
        What is to be typed.
    latex
        Returns the formula that a text is understood as, which then stands under the field; None for no formula.

    Signals
    -------
    refused : str
        What was wrong with the text that the field was left with.
    """

    refused = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        label: str,
        text: str,
        apply: Callable[[str], None],
        look: Look,
        what: str = "a number",
        latex: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._host, self._apply, self._look, self._open = parent, apply, look, True
        self._caption, self.field, self.message = QLabel(label), QLineEdit(text), QLabel()
        self.field.setAccessibleName(label)
        self.field.setToolTip(f"{label}: type {what}. Enter takes it, Esc keeps the old one.")
        self.message.setWordWrap(True)
        self.message.hide()
        self.understood = Understood(latex, self) if latex is not None else None
        self._arrange(look)
        self._dress(look)
        self.field.installEventFilter(self)

    def _arrange(self, look: Look) -> None:
        self._column = QVBoxLayout(self)
        margin = round(look.px(6))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(round(look.px(3)))
        for widget in (self._caption, self.field, self.understood, self.message):
            if widget is not None:
                self._column.addWidget(widget)
        if self.understood is not None:
            self.field.textChanged.connect(self.understood.follow)
            self.understood.follow(self.field.text())
            self.understood.set_look(look)

    def _dress(self, look: Look) -> None:
        theme = look.theme
        for widget in (self._caption, self.field, self.message):
            widget.setFont(look.font(0.9))
        self.setFixedWidth(round(look.px(190)))
        self.setStyleSheet(
            f"InlineField {{ background: {theme.card}; border: 1px solid {theme.accent}; border-radius: 6px; }}"
            f"QLabel {{ color: {theme.text}; border: none; }}"
            f"QLineEdit {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.edge};"
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
        wrapped = self._column.hasHeightForWidth()  # not while there is no message
        whole = self._column.totalHeightForWidth(self.width()) if wrapped else self._column.totalSizeHint().height()
        self.setFixedHeight(whole)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Take the value on Enter, drop it on Esc, and close when the field is left."""
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
        if refusal := self._refusal():
            self._show_refusal(refusal)
        else:
            self._return()

    def _refusal(self) -> InvalidSetting | None:
        """Apply the text if it was changed; return what is wrong with it, if anything is."""
        if self.field.isModified():
            try:
                self._apply(self.field.text())
            except InvalidSetting as refused:
                return refused
        return None

    def _show_refusal(self, refusal: InvalidSetting) -> None:
        mark_fault(self.field, refusal, self._look)
        self.message.setText(f"⚠ {refusal}")
        self.message.show()
        self._fit()
        bottom = self._host.height() - self.height()
        self.move(self.x(), max(0, min(self.y(), bottom)))

    def _leave(self) -> None:
        """Take what was typed; if it cannot be, the last good value stays and the reason is told."""
        if self._open and (refusal := self._refusal()):
            self.refused.emit(refusal.words)
        self.drop()

    def _return(self) -> None:
        """Close and give the keyboard back."""
        self.drop()
        self._host.setFocus(Qt.FocusReason.PopupFocusReason)

    def drop(self) -> None:
        """Go away without taking the text."""
        if self._open:
            self._open = False  # before hiding, which takes the focus away and would come back here
            self.hide()
            self.deleteLater()
