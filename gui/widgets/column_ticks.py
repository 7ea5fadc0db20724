"""A short list of columns, each with a tick: whether the network gets the inputs that are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from core.words import counted
from gui.widgets.field import tooltip
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look
from gui.widgets.tick_delegate import TickDelegate

ROWS = 6
"""Columns that are seen at once; further ones are scrolled to."""
HELP = "Tick to give it to the network, or take the tick off. Training then starts over."


class ColumnTicks(OwnLetters, QListWidget):
    """A tick for each column; words in a column are several inputs, and go in or out together."""

    toggled = Signal(str, bool)
    """Name of a column whose tick was changed, and whether it is on."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.setAccessibleName("Inputs of the network")
        self.setUniformItemSizes(True)
        self._ticks = TickDelegate(self)
        self.setItemDelegate(self._ticks)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(
            lambda item: self.toggled.emit(
                item.data(Qt.ItemDataRole.UserRole), item.checkState() == Qt.CheckState.Checked
            )
        )

    def show_columns(self, columns: Mapping[str, Sequence[str]], on: Sequence[str]) -> None:
        """Show columns with their inputs; ticked are those whose inputs are ``on``."""
        self.blockSignals(True)
        if list(columns) != [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]:
            self.clear()
            for name, inputs in columns.items():
                self._add(name, inputs)
        for row, inputs in enumerate(columns.values()):
            ticked = all(name in on for name in inputs)
            self.item(row).setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.setFixedHeight(self.sizeHint().height())

    def _add(self, name: str, inputs: Sequence[str]) -> None:
        several = f" ({counted(len(inputs), 'input')})" if len(inputs) > 1 else ""
        item = QListWidgetItem(f"{name}{several}", self)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setToolTip(tooltip(*(inputs[:ROWS] if several else (name,)), HELP))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = self._ticks.look = look
        theme = look.theme
        self.setFont(look.font(0.93))
        self.setStyleSheet(
            f"QListWidget {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.edge}; }}"
            f"QListWidget:focus {{ border-color: {theme.accent}; }}"
            f"QListWidget::item {{ height: {round(look.px(24))}px; }}"
        )
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Return the height of a few rows."""
        rows = min(ROWS, max(1, self.count()))
        return QSize(round(self._look.px(120)), rows * max(1, self.sizeHintForRow(0)) + 2 * self.frameWidth())
