"""What a widget says besides its labels, in a notation: tooltip, words on a button, name and description.

All of it is set with the articles' letters, by whoever knows what to say. What was set is remembered beside what is
shown for it, so that it can be written in another notation, and so that something newly set is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMenu, QWidget

from core.training.notation import ARTICLES, Notation

NOTATED = Qt.ItemDataRole.UserRole + 100
"""Where an entry of a list keeps what was set; plus the role."""
ROLES = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
"""What an entry says: its title, and what is said of it."""
Way = tuple[str, Callable[[Any], str], Callable[[Any, str], object]]
TIP: Way = ("tip", QWidget.toolTip, QWidget.setToolTip)
SPOKEN: tuple[Way, ...] = (
    TIP,
    ("name", QWidget.accessibleName, QWidget.setAccessibleName),
    ("description", QWidget.accessibleDescription, QWidget.setAccessibleDescription),
)
WORDS: Way = ("words", QAbstractButton.text, QAbstractButton.setText)
OF_ACTION: tuple[Way, ...] = (
    ("words", QAction.text, QAction.setText),
    ("tip", QAction.toolTip, QAction.setToolTip),
)


class OwnLetters:
    """A widget whose names come from the user's data: neither it nor what is in it has letters of the notation."""


class OwnTitles:
    """A list whose entries have titles that the user may have typed; only what else they say has letters."""


def has_own_letters(widget: QWidget | None) -> bool:
    """Tell whether a widget, or what it is in, has its names from the user's data."""
    while widget is not None:
        if isinstance(widget, OwnLetters):
            return True
        widget = widget.parentWidget()
    return False


def written(text: str, widget: QWidget, notation: Notation, own: bool = False) -> str:
    """Return a text that a widget paints, in a notation; as it is where the widget has letters of its own."""
    return text if notation is ARTICLES or has_own_letters(widget) else notation.text(text, own)


def spell(view: QWidget, notation: Notation, hidden: bool = True) -> None:
    """Write what a widget says, and all that is in it, in a notation; what is ``hidden``, too."""
    if isinstance(view, OwnLetters):
        return
    for way in _ways(view):
        _spell(view, way, notation)
    if isinstance(view, QComboBox) and isinstance(view.model(), QStandardItemModel):
        _spell_entries(view, notation)
    if isinstance(view, QMenu):
        for action in view.actions():
            for way in OF_ACTION:
                _spell(action, way, notation)
    for child in view.children():
        if isinstance(child, QWidget) and (hidden or not child.isHidden()):
            spell(child, notation, hidden)


def _ways(view: QWidget) -> Iterator[Way]:
    yield from SPOKEN
    if isinstance(view, QAbstractButton):
        yield WORDS


def set_tip(widget: QWidget) -> str:
    """Return a widget's tooltip as it was set."""
    known = widget.property("notated tip")
    return str(known[0]) if known is not None and known[1] == widget.toolTip() else widget.toolTip()


def _spell_entries(box: QComboBox, notation: Notation) -> None:
    for row in range(box.count()):
        for role in ROLES[isinstance(box, OwnTitles) :]:
            now = box.itemData(row, role)
            known = box.itemData(row, NOTATED + role)
            written = known[0] if known and known[1] == now else now
            if written and ((shown := notation.text(written)) != now or known):
                box.setItemData(row, shown, role)
                box.setItemData(row, [written, shown], NOTATED + role)


def _spell(owner: QWidget | QAction, way: Way, notation: Notation) -> None:
    key, said, say = way
    now = said(owner)
    if not now:
        return
    known = owner.property(f"notated {key}")
    written = known[0] if known is not None and known[1] == now else now
    shown = notation.text(written)
    if shown != now:
        say(owner, shown)
    if known is not None or shown != written:
        owner.setProperty(f"notated {key}", [written, shown])
