"""All that a window says: what it paints, and what its widgets, menus, lists, tables and plots hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QTabBar, QTableView, QWidget

from core.training.notation import ARTICLES, Notation
from gui.plots.parts.base import PlotView
from gui.widgets.diagram.layout import Hit
from gui.widgets.diagram.view import DiagramView
from gui.widgets.diagram.words import TIPS
from gui.widgets.formula import Formula
from gui.widgets.glossary_text import plain
from gui.widgets.matrix_view import MatrixView
from gui.widgets.notated import OwnLetters

ENTRIES = 12
"""Of a list or table that are looked at: the others are alike."""
Said = tuple[str, str]
"""Who says it, and what."""


def said_by(window: QWidget) -> Iterator[Said]:
    """Yield what is held by the window and its visible parts, and by all menus."""
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QMenu) and not _own(widget):
            widget.aboutToShow.emit()
            for action in widget.actions():
                yield from _of_action(widget, action)
        elif widget.isVisible() and not _own(widget):
            for text in (*_spoken(widget), *_parts(widget)):
                yield type(widget).__name__, plain(text)


def _own(widget: QWidget | None) -> bool:
    while widget is not None:
        if isinstance(widget, OwnLetters):
            return True
        widget = widget.parentWidget()
    return False


def _of_action(menu: QMenu, action: QAction) -> Iterator[Said]:
    for text in (action.text(), action.toolTip()):
        yield f"{type(menu).__name__} {menu.title()}", plain(text)


def _spoken(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    text = widget.property("text")
    if isinstance(text, str):
        yield text


def _parts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            yield from (widget.tabText(tab), widget.tabToolTip(tab))
    elif isinstance(widget, QComboBox):
        for row in range(min(widget.count(), ENTRIES)):
            yield from (widget.itemText(row), str(widget.itemData(row, Qt.ItemDataRole.ToolTipRole) or ""))
    elif isinstance(widget, QTableView):
        yield from _of_table(widget)
    elif isinstance(widget, PlotView):
        yield from (widget.canvas.plot.getAxis(side).labelText or "" for side in ("left", "bottom"))
        yield from _read_out(widget)
    elif isinstance(widget, MatrixView):
        yield widget.help_text((0, 0))
    elif isinstance(widget, Formula):
        yield widget.written
    elif isinstance(widget, DiagramView):
        yield from _of_network(widget)


def _of_table(table: QTableView) -> Iterator[str]:
    model, roles = table.model(), (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    for role in roles:
        for column in range(model.columnCount()):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
            for row in range(min(model.rowCount(), ENTRIES)):
                yield str(model.data(model.index(row, column), role) or "")


def _read_out(plot: PlotView) -> Iterator[str]:
    """Yield what is read at some places."""
    (left, right), (low, high) = plot.canvas.box.viewRange()
    for share in (0.2, 0.5, 0.8):
        plot.canvas.pointed.emit(QPointF(left + share * (right - left), low + share * (high - low)))
        yield plot.readout.text()
    plot.canvas.pointed.emit(None)


def _of_network(diagram: DiagramView) -> Iterator[str]:
    """Yield the tooltip of each kind of part."""
    for part, layer, neuron, source in ((part, layer, 1, 1) for part in TIPS for layer in (1, 2)):
        hit = Hit(part, layer, neuron, source)
        yield from (diagram.value_text(hit), diagram.help_text(hit))


def foreign(notation: Notation) -> re.Pattern[str]:
    """Return what finds letters of the articles' notation that a notation does not have."""
    letters, articles = notation.letters, ARTICLES.letters
    found = [r"(?<!\w)[A-Za-z]{1,2}\[(?:\d+|[lL])(?:[-+]1)?\]", r"\^\{\["] if notation.layer != "W[l]" else []
    for role, pattern in {
        "learning_rate": r"α|\\alpha",
        "example_loss": r"ℓ|\\ell",
        "deviation": r"(?<!function )σ(?!′|\(|, σ′| = )",
        "prediction": r"ŷ|\\hat y",
        "logarithm": r"(?<![A-Za-z])ln(?![A-Za-z])",
        "activation_function": r"(?<![A-Za-z])g(?=['′(])|function g(?![A-Za-z])",
        "loss": r"(?<![A-Za-z])L(?=[(_]|\s=| of )|loss L(?![A-Za-z])|∂L/|\\partial L(?![A-Za-z])",
        "pre_activations": r"(?<![A-Za-z])(?<!Ctrl[ +])(?<!Shift[ +])[zZ](?![A-Za-z])",
    }.items():
        free = role == "deviation" or articles[role] not in letters.values()
        if letters[role] != articles[role] and free:
            found.append(pattern)
    if notation.derivative != "dW":
        found.append(r"(?<![A-Za-z])d[AWb](?![A-Za-z′])")
    if notation.derivative != "dW" or letters["error"] != "dZ":
        found.append(r"(?<![A-Za-z])dZ(?![A-Za-z])")
    return re.compile("|".join(found))
