"""One row of a panel: a label, its control and the message when a value was refused."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.callout import Callout
from gui.widgets.glossary_text import plain
from gui.widgets.icons import Sign
from gui.widgets.notated import set_tip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look

STACKED_BELOW = 14.5
"""Width, in text heights, below which a label stands above its field instead of beside it."""
INSET = 8, 4
"""Of a row in its frame, in pixels at normal text."""
ROW_GAP = 2
"""Between the rows of a panel, in pixels at normal text."""
SIGNED_FROM = 9.0
"""Width, in text heights, from which there is room for a sign."""
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
    help = help or control.property("help") or plain(set_tip(control)).strip()
    if why_not and control.hasFocus():
        _place_beside(control).hold(control, why_not)  # else the next control would get it, and the next key
    control.setEnabled(not why_not)
    if not why_not and (held := QApplication.focusWidget()) and isinstance(held, FocusPlace) and held.of is control:
        control.setFocus()
    if (why_not, help) == (control.property("why_not"), control.property("help")):
        return
    control.setProperty("why_not", why_not)
    control.setProperty("help", help)
    control.setToolTip(tooltip(why_not, *help.split("\n")))
    control.setAccessibleDescription(f"{why_not} {help}".strip())


class FocusPlace(QWidget):
    """Has the keyboard in place of a control that has turned grey: Tab goes on from there, and it may come back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.of: QWidget | None = None
        self.resize(1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def hold(self, control: QWidget, why_not: str) -> None:
        """Take the keyboard from a control."""
        self.of = control
        self.setAccessibleName(control.accessibleName() or plain(control.property("text") or ""))
        self.setAccessibleDescription(why_not)
        QWidget.setTabOrder(control, self)
        self.show()
        self.setFocus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Be gone with the keyboard, unless only the window has lost it."""
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.hide()


def _place_beside(control: QWidget) -> FocusPlace:
    parent = control.parentWidget() or control
    found = parent.findChild(FocusPlace, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found or FocusPlace(parent)


def card_margins(look: Look, width: int) -> QMargins:
    """Return the margins of a panel in its card; they give way where there is little room for large text."""
    side = round(min(look.px(12), width / 24))
    return QMargins(side, round(look.px(4)), side, round(look.px(8)))


def repolish(widget: QWidget) -> None:
    """Let a widget take up a style rule that depends on one of its properties."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it will be, once it is shown
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_text_colour(label: QWidget, look: Look, role: str) -> None:
    """Write a label in a colour of the theme, and in the notation of the look."""
    shown = label.palette()
    shown.setColor(QPalette.ColorRole.WindowText, look.colour(role))
    label.setPalette(shown)
    if isinstance(label, NotatedLabel):
        label.set_notation(look.notation)


def begin_narrow(widget: QWidget) -> None:
    """Give fields, and what holds them, the width that most will have: Qt need not style their controls twice."""
    widget.resize(180, widget.height())


class Field(QWidget):
    """A label, its control beside it, and a message when a value was refused.

    Where room is short the control stands below the label, without a frame of its own, and a sign stands before both:
    the ``icon`` of that name, or else the ``symbol``. The whole row is framed then under the mouse and with the focus.
    """

    def __init__(self, label: str, help: str, control: QWidget, icon: str = "", symbol: str = "") -> None:
        super().__init__()
        self._texts = label, label.removesuffix(f" {symbol}") if symbol else label
        self.label = NotatedLabel(label)
        self.control = control
        self.sign = Sign(icon, symbol)
        self.message = Callout(self)
        self._look = Look()
        begin_narrow(self)
        self.stacked = True
        control.setProperty("flat", True)
        self._arrange()
        self.label.setBuddy(control)
        control.setAccessibleName(label)
        control.installEventFilter(self)
        self.set_help(help)

    def _arrange(self) -> None:
        self.label.setWordWrap(True)
        self.label.setMinimumWidth(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.label, BESIDE[0])
        self._row.addWidget(self.control, BESIDE[1])
        self._line = QHBoxLayout()
        self._line.addWidget(self.sign)
        self._line.addLayout(self._row, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)

    def rename(self, label: str) -> None:
        """Name the field otherwise; screen readers go on telling what it is."""
        self._texts = label, label
        self._place()

    def set_help(self, help: str) -> None:
        """Explain the control: one line of ``help`` is one line of the tooltip."""
        self._help = help
        self.permit(self.control.property("why_not") or "")

    def permit(self, why_not: str) -> None:
        """Enable the control, or turn it and its label grey; then both say why."""
        permit(self.control, why_not, self._help)
        self.label.setEnabled(not why_not)
        self.label.setToolTip(tooltip(why_not, *self._help.split("\n")))

    @property
    def error(self) -> str:
        """The message shown beside the control; empty if there is none."""
        return self.message.words

    def set_error(self, text: str) -> None:
        """Show a message over what is below the control, or take it away (empty text)."""
        if text == self.error:
            return
        self.message.say(text)
        self.control.setAccessibleDescription(f"{text} {self._help}".strip())
        self.control.setProperty("refused", bool(text))
        repolish(self.control)
        self.control.setFont(self._look.font(bold=self.stacked))  # which a style sheet that is set again forgets
        self.update()

    def forget_errors(self) -> None:
        """Take the message away."""
        self.set_error("")

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.message.set_look(look)
        self.sign.set_look(look)
        set_text_colour(self.label, look, "dim")
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.stacked = self.width() < STACKED_BELOW * self._look.text
        px = self._look.px
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if self.stacked else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(0 if self.stacked else round(px(6)))
        self._line.setSpacing(round(px(10)))
        across, down = (round(px(INSET[0])), round(px(INSET[1]))) if self.stacked else (0, 0)
        self._line.setContentsMargins(across, down, across, down)
        signed = self.stacked and self.sign.speaks and self.width() >= SIGNED_FROM * self._look.text
        self.sign.setVisible(signed)
        self.label.setText(self._texts[1] if signed else self._texts[0])
        self._set_flat(self.stacked)
        room = self.width() - 2 * across - (self.sign.width() + px(10) if self.sign.isVisibleTo(self) else 0.0)
        self._fit_label(room if self.stacked else (room - px(6)) * BESIDE[0] / sum(BESIDE))

    def _set_flat(self, flat: bool) -> None:
        """Take the control's own frame away, or give it back."""
        if flat != bool(self.control.property("flat")):
            self.control.setProperty("flat", flat)
            repolish(self.control)
        self.control.setFont(self._look.font(bold=flat))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the frame when the control gets or loses the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a click beside the control for one on it, where they are one row."""
        if not self.stacked or not self.control.isEnabled():
            event.ignore()
            return
        self.control.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(self.control, QComboBox):
            self.control.showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        focused = self.control.hasFocus()
        if not self.stacked or not (focused or self.underMouse() or self.error):
            return
        role = "error" if self.error else "accent" if focused else "edge"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour(role), 2.0 if focused or self.error else 1.0))
        painter.setBrush(self._look.colour("field"))
        radius = self._look.px(6)
        painter.drawRoundedRect(QRectF(self._line.geometry()).adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)

    def _fit_label(self, room: float) -> None:
        """Wrapping breaks between words only; where the longest one is wider than its room, the letters shrink."""
        normal = 0.9 if self.stacked else 1.0
        measure = QFontMetricsF(self._look.font(normal))
        longest = max((measure.horizontalAdvance(word) for word in self.label.text().split()), default=0.0)
        size = normal * min(1.0, max(0.6, (room - 2.0) / max(longest, 1.0)))
        self.label.setFont(self._look.font(size))
