"""What is wrong with how a window is laid out: what overlaps, what is cut, what has moved."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from gui.panels.where import Where
from gui.plots.parts.axis import Axis
from gui.plots.parts.canvas import Canvas
from gui.shell.main_window import MainWindow
from gui.widgets.banner import Banner
from gui.widgets.card import Card
from gui.widgets.choice_box import SMALLEST, ChoiceBox
from gui.widgets.glossary_text import plain

CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLabel, QLineEdit, Where)
ROUNDING = 1
"""Pixels that are round-off."""
PADDING, ARROW = 4, 14
"""Pixels beside the text of a button, and beside that of a choice with its arrow, at least."""


def told(widget: QWidget) -> str:
    """Return the words by which a widget is known."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    return f"{type(widget).__name__} “{text or widget.accessibleName()}” {widget.geometry().getRect()}"


def controls(window: QWidget) -> list[QWidget]:
    """Return all controls and texts of a window that are seen, but for what lies over the plots."""
    seen = [w for w in window.findChildren(QWidget) if isinstance(w, CONTROLS) and not w.visibleRegion().isEmpty()]
    return [w for w in seen if not isinstance(w.parent(), Canvas | Banner) and "qt_" not in w.objectName()]


def overlaps(window: QWidget) -> list[str]:
    """Return which controls of the same parent lie over each other."""
    families = defaultdict(list)
    for each in controls(window):
        families[each.parentWidget()].append(each)
    pairs = (pair for family in families.values() for pair in combinations(family, 2))
    return [f"{told(a)} overlaps {told(b)}" for a, b in pairs if overlap(a.geometry(), b.geometry())]


def overlap(a: QRect, b: QRect) -> bool:
    """Tell whether two places have more in common than round-off."""
    common = a.intersected(b)
    return common.width() > ROUNDING and common.height() > ROUNDING


def outside(window: QWidget) -> list[str]:
    """Return which controls stick out of their parents, scrolled pages aside."""
    return [
        f"{told(each)} sticks out of {type(each.parentWidget()).__name__} {each.parentWidget().size().toTuple()}"
        for each in controls(window)
        if not isinstance(each.parentWidget().parentWidget(), QScrollArea)
        and not each.parentWidget().rect().adjusted(-1, -1, 1, 1).contains(each.geometry())
    ]


def cut(window: QWidget) -> list[str]:
    """Return which texts do not show whole, and have neither an ellipsis nor a tooltip that tells the rest."""
    return [*(told(each) for each in controls(window) if is_cut(each)), *cut_axes(window)]


def cut_axes(window: QWidget) -> list[str]:
    """Return which names of axes reach out of their plot, and which short ones are not whole."""
    return [
        f"axis “{axis.labelText}”"
        for plot in window.findChildren(Canvas)
        if not plot.visibleRegion().isEmpty()
        for axis in (plot.plot.getAxis("left"), plot.plot.getAxis("bottom"))
        if is_cut_name(axis)
    ]


def is_cut_name(axis: Axis) -> bool:
    """Tell whether the name of an axis does not show whole; names of columns, of any length, may end in an ellipsis."""
    if not axis.isVisible() or not axis.labelText:
        return False
    if axis.name != axis.labelText and len(axis.labelText) < 14:
        return True
    if axis.named_inside:
        place = axis.mapRectToScene(axis.name_box())
    else:
        margin = axis.label.document().documentMargin()
        place = axis.label.sceneBoundingRect().adjusted(margin, margin, -margin, -margin)
    ground = axis.mapRectToScene(axis.rect()).adjusted(-ROUNDING, -ROUNDING, ROUNDING, ROUNDING)
    return not ground.contains(place)


def askew(window: MainWindow) -> list[str]:
    """Return which titles are not beside the fold arrows of their cards."""
    stage = window.stages.function_stage
    cards = [*window.plot_cards, window.network_card, *(stage.stage if stage is not None else ())]
    found = []
    for card in cards:
        bold = [label for label in card.view.findChildren(QLabel) if label.isVisible() and label.font().bold()]
        if bold:
            first = min(bold, key=lambda label: label.mapTo(card, QPoint(0, 0)).y())
            middle = first.mapTo(card, first.rect().center()).y()
            if abs(middle - card.fold.geometry().center().y()) > 1 + ROUNDING:
                found.append(f"{told(first)} is not beside its arrow {card.fold.geometry().getRect()}")
    return found


def under_arrows(window: QWidget) -> list[str]:
    """Return which texts reach under the fold arrow of their card."""
    found = []
    for card in window.findChildren(Card):
        labels = [label for label in card.view.findChildren(QLabel) if label.isVisible()]
        for label in labels:
            text = QRect(label.mapTo(card, QPoint(0, 0)), label.size())
            text.setWidth(min(label.width(), room_for(label, plain(label.text()))))
            if overlap(text, card.fold.geometry()):
                found.append(f"{told(label)} reaches under the arrow of “{card.title}”")
    return found


def is_cut(widget: QWidget) -> bool:
    """Tell whether a text is cut without a word."""
    if isinstance(widget, QLabel):
        text, shown = plain(widget.text()), widget.text()
        if not text or widget.wordWrap():
            return bool(text) and widget.heightForWidth(widget.width()) > widget.height() + ROUNDING
        whole = widget.sizeHint().width() <= widget.width() + ROUNDING
    elif isinstance(widget, QAbstractButton):
        text = shown = widget.text().replace("&", "")
        whole = room_for(widget, text) + (PADDING if isinstance(widget, QPushButton) else 0) <= widget.width()
    elif isinstance(widget, QComboBox):
        text = shown = widget.currentText()
        whole = SMALLEST * room_for(widget, text) + ARROW <= widget.width()
    else:
        return False
    help = widget.help_text() if isinstance(widget, ChoiceBox) else widget.toolTip()
    return bool(text) and not whole and not (shown in plain(help) or shown.endswith("…"))


def room_for(widget: QWidget, text: str) -> int:
    """Return the width that a text takes at least, the longest word if it may wrap."""
    metrics = QFontMetrics(widget.font())
    return max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0)


def places(window: QWidget) -> dict[int, tuple[str, QRect]]:
    """Return where each control that can be used is, by its number."""
    return {
        id(each): (told(each), QRect(each.mapTo(window, QPoint(0, 0)), each.size()))
        for each in controls(window)
        if not isinstance(each, QLabel)
    }


def moved(before: dict[int, tuple[str, QRect]], after: dict[int, tuple[str, QRect]]) -> list[str]:
    """Return which controls are elsewhere than before."""
    return [
        f"{words}: {place.getRect()} → {after[key][1].getRect()}"
        for key, (words, place) in before.items()
        if key in after and after[key][1].topLeft() != place.topLeft()
    ]
