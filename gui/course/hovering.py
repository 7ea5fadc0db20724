"""What the glossary says of the words under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from core.exchange.notated_glossary import glossary_in
from gui.course.lines import Lines, Placed
from gui.widgets.glossary_text import rich
from gui.widgets.theme import Look
from gui.widgets.tips import show_tip
from gui.widgets.whats_this import TermBox


def explain(event: QEvent, widget: QWidget, lines: Lines, look: Look) -> bool:
    """Tell what the word under the mouse means, if a tooltip is asked for; tell whether that was it."""
    if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
        return False
    found = lines.at(QPointF(event.pos()))
    if found is None or not found.box.terms:
        QToolTip.hideText()
        return False
    show_tip(rich(found.box.terms, look.theme.dim, look.theme.accent), widget, found.area.toAlignedRect())
    return True


def look_up(found: Placed, widget: QWidget, look: Look) -> None:
    """Tell of a word in a box that stays, until Esc or a click beside it."""
    corner = widget.mapToGlobal(found.area.bottomLeft().toPoint())
    TermBox(widget, corner, found.box.terms, glossary_in(look.notation))
