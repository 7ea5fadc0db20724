"""One row of a panel: a label, its control and the message when a value was refused."""

from __future__ import annotations

import html

from PySide6.QtCore import QMargins
from PySide6.QtGui import QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.widgets.glossary_text import plain
from gui.widgets.theme import Look

STACKED_BELOW = 14.5
"""Width, in text heights, below which a label stands above its field instead of beside it."""
BESIDE = (9, 10)
"""Shares of the width for a label and the control beside it."""


def tooltip(*lines: str) -> str:
    """Return a tooltip that wraps (Qt wraps only rich text); empty lines are left out."""
    return "<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>"


def permit(control: QWidget, why_not: str, help: str = "") -> None:
    """Enable a control, or turn it grey and let its tooltip begin with the reason.

    Parameters
    ----------
    why_not
        The reason, in one plain sentence; empty if the control can be used.
    help
        What the tooltip says of the control itself; if empty, what it said before.
    """
    help = help or control.property("help") or plain(control.toolTip()).strip()
    control.setEnabled(not why_not)
    if (why_not, help) == (control.property("why_not"), control.property("help")):
        return
    control.setProperty("why_not", why_not)
    control.setProperty("help", help)
    control.setToolTip(tooltip(why_not, *help.split("\n")))
    control.setAccessibleDescription(f"{why_not} {help}".strip())


def card_margins(look: Look, width: int) -> QMargins:
    """Return the margins of a panel in its card; they give way where there is little room for large text."""
    side = round(min(look.px(12), width / 24))
    return QMargins(side, round(look.px(10)), side, round(look.px(12)))


def repolish(widget: QWidget) -> None:
    """Let a widget take up a style rule that depends on one of its properties."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_text_colour(label: QWidget, look: Look, role: str) -> None:
    """Write a label in a colour of the theme."""
    shown = label.palette()
    shown.setColor(QPalette.ColorRole.WindowText, look.colour(role))
    label.setPalette(shown)


class Field(QWidget):
    """A label, its control beside it (above it where room is short) and a message when a value was refused."""

    def __init__(self, label: str, help: str, control: QWidget) -> None:
        super().__init__()
        self.label = QLabel(label)
        self.control = control
        self.message = QLabel()
        self.message.hide()
        self._look = Look()
        self._arrange()
        self.label.setBuddy(control)
        control.setAccessibleName(label)
        self.set_help(help)

    def _arrange(self) -> None:
        for text in (self.label, self.message):
            text.setWordWrap(True)
            text.setMinimumWidth(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.label, BESIDE[0])
        self._row.addWidget(self.control, BESIDE[1])
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.message)

    def set_help(self, help: str) -> None:
        """Explain the control: one line of ``help`` is one line of the tooltip."""
        self._help = help
        self.control.setAccessibleDescription(help)
        for widget in (self.label, self.control):
            widget.setToolTip(tooltip(*help.split("\n")))

    @property
    def error(self) -> str:
        """The message shown beside the control; empty if there is none."""
        return self.message.text().removeprefix("⚠ ")

    def set_error(self, text: str) -> None:
        """Show a message below the control, or take it away (empty text)."""
        if text == self.error:
            return
        self.message.setText(f"⚠ {text}" if text else "")
        self.message.setVisible(bool(text))
        self.control.setAccessibleDescription(f"{text} {self._help}".strip())
        self.control.setProperty("refused", bool(text))
        repolish(self.control)
        self.control.setFont(self._look.font())  # which a style sheet that is set again forgets

    def forget_errors(self) -> None:
        """Take the message away."""
        self.set_error("")

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.control.setFont(look.font())
        self.message.setFont(look.font(0.87))
        set_text_colour(self.label, look, "dim")
        set_text_colour(self.message, look, "error")
        self._column.setSpacing(round(look.px(2)))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        stacked = self.width() < STACKED_BELOW * self._look.text
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        self._row.setSpacing(round(self._look.px(2 if stacked else 6)))
        beside = (self.width() - self._look.px(6)) * BESIDE[0] / sum(BESIDE)
        self._fit_label(self.width() if stacked else beside)

    def _fit_label(self, room: float) -> None:
        """Wrapping breaks between words only; where the longest one is wider than its room, the letters shrink."""
        measure = QFontMetricsF(self._look.font())
        longest = max((measure.horizontalAdvance(word) for word in self.label.text().split()), default=0.0)
        size = min(1.0, max(0.6, (room - 2.0) / max(longest, 1.0)))
        self.label.setFont(self._look.font(size))
