"""The list of a table's columns: which are inputs, what each holds, and what to know about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from core.data.csv_reader import Table
from core.data.roles import roles
from gui.frames.table_jobs import Preview
from gui.frames.table_words import ListedColumn
from gui.widgets.field import tooltip
from gui.widgets.theme import Look
from gui.widgets.tick_delegate import TickDelegate

WIDEST = 300
"""Width of a column at most, in pixels at normal text: longer names and cells are cut, with a tooltip."""
HEADINGS = ("input", "column", "kind", "unit", "range or words", "missing", "to know", "predict too")
VALUES, REMARK, ALSO = 4, 6, 7
"""Columns: of ranges and words; of remarks; of ticks for what is predicted too, which stands beside the inputs."""
NO_NUMBERS = "This column holds no numbers, so it cannot be predicted too."
NOTHING = "This column has the same value wherever it has one, or is empty, so nothing can be learned from it."
GOAL = "This column is predicted, so it cannot be an input."
MAX_SHOWN = 60
"""Columns of a preview; further ones are read but not shown."""


def style_table(table: QTableWidget, look: Look) -> None:
    """Give a table the look's fonts and colours."""
    table.setFont(look.font(0.93))
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setFont(look.font(0.87))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setMaximumSectionSize(round(look.px(WIDEST)))
    table.verticalHeader().setDefaultSectionSize(round(look.px(25)))
    theme = look.theme
    table.setStyleSheet(
        f"QTableWidget {{ background: {theme.field}; color: {theme.text}; gridline-color: {theme.grid};"
        f" border: 1px solid {theme.border}; }}"
        f"QHeaderView {{ background: {theme.field}; }}"
        f"QHeaderView::section {{ background: {theme.card}; color: {theme.dim}; border: none;"
        f" border-bottom: 1px solid {theme.border}; padding: 2px 6px; }}"
        f"QTableCornerButton::section {{ background: {theme.card}; border: none; }}"
    )


class PreviewTable(QTableWidget):
    """The first rows of a table as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("First rows of the table")
        self.setToolTip("The first rows, as the table has them.")

    def show_preview(self, preview: Preview) -> None:
        """Show cells under the names of their columns, beside their lines in the file."""
        names, rows = preview.names, preview.rows
        shown = min(len(names), MAX_SHOWN)
        self.setColumnCount(shown)
        self.setRowCount(len(rows))
        for column, name in enumerate(names[:shown]):
            self.setHorizontalHeaderItem(column, _cell(name.strip()))
        self.setVerticalHeaderLabels([str(line) for line, _ in rows])
        for place, (_, row) in enumerate(rows):
            for column in range(shown):
                text = row[column] if column < len(row) else ""
                self.setItem(place, column, _cell(text))
        self.resizeColumnsToContents()


class ColumnsTable(QTableWidget):
    """A row for each column: a tick whether it is an input, its name, what it holds, and what to know about it.

    Where numbers are predicted, another tick makes it one more of them.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(0, len(HEADINGS))
        self.setHorizontalHeaderLabels(HEADINGS)
        self.horizontalHeader().moveSection(ALSO, 1)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setWordWrap(False)
        self.setAccessibleName("Columns of the table")
        self.setToolTip("Tick the columns that the network gets as inputs (Space ticks the chosen row).")
        self._table: Table | None = None
        self._listed: Sequence[ListedColumn] = ()
        self._target = -1
        self._asked: dict[int, bool] = {}
        self._ticks = TickDelegate(self)
        for ticked in (0, ALSO):
            self.setItemDelegateForColumn(ticked, self._ticks)
        self.itemChanged.connect(self._tick)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._ticks.look = look
        style_table(self, look)

    def forget(self) -> None:
        """Forget what has been ticked: another table comes."""
        self._asked = {}

    def show_table(self, table: Table, listed: Sequence[ListedColumn]) -> None:
        """List a table's columns; likely inputs are ticked once the target is set.

        Ticks that were set by hand stay where the table has as many columns as before.
        """
        if len(listed) != len(self._listed):
            self._asked = {}
        self.blockSignals(True)
        self.setRowCount(len(listed))
        for place, column in enumerate(listed):
            self.setItem(place, 0, QTableWidgetItem())
            texts = (column.name, column.kind, column.unit, column.values, column.missing, column.remark)
            for cell, text in enumerate(texts, start=1):
                self.setItem(place, cell, _cell(text))
            self.setItem(place, ALSO, QTableWidgetItem())
        self.blockSignals(False)
        self._table, self._listed, self._target = table, listed, -1

    def set_target(self, target: int) -> None:
        """Let a column be what is predicted: it is no input then; the one before may be one again."""
        assert self._table is not None
        self.blockSignals(True)
        likely = roles(self._table, target)
        changed = range(self.rowCount()) if self._target < 0 else (self._target, target)
        self._target = target
        for place in changed:
            self._fit_input(place, self._asked.get(place, likely[place] == "input"))
            self._fit_also(place)
        self.blockSignals(False)
        self.changed.emit()

    def set_several(self, on: bool) -> None:
        """Let further columns be predicted, or none."""
        self.setColumnHidden(ALSO, not on)
        for place in [] if on else self.also:
            self._tick_of(place, ALSO).setCheckState(Qt.CheckState.Unchecked)

    def _fit_input(self, place: int, ticked: bool) -> None:
        """Let a column be an input and tick it, or say why it cannot be one."""
        assert self._table is not None
        goal, constant = place == self._target, self._table.columns[place].constant
        self._allow(place, ("target", GOAL) if goal else ("–", NOTHING) if constant else ("", ""), ticked)
        column = self._listed[place]
        values = f"{column.values} → {column.becomes}" if column.becomes and not goal else column.values
        self._tick_of(place, VALUES).setText(values)
        self._tick_of(place, VALUES).setToolTip(tooltip(values) if values else "")

    def _fit_also(self, place: int) -> None:
        """Leave the target, and columns of words, out of what may be predicted too."""
        assert self._table is not None
        item, goal, words = self._tick_of(place, ALSO), place == self._target, self._table.columns[place].holds
        item.setText("✓" if goal else "–" if words == "words" else "")
        item.setCheckState(Qt.CheckState.Unchecked)
        _name(item, f"{self._listed[place].name}: predict too")
        self._permit(item, "This column is the target already." if goal else NO_NUMBERS if words == "words" else "")

    def _tick_of(self, place: int, column: int) -> QTableWidgetItem:
        item = self.item(place, column)
        assert item is not None
        return item

    @property
    def also(self) -> list[int]:
        """Places of the columns that are predicted too."""
        return [
            place
            for place in range(self.rowCount())
            if self._tick_of(place, ALSO).checkState() == Qt.CheckState.Checked
        ]

    def _allow(self, place: int, why_not: tuple[str, str], ticked: bool) -> None:
        """Let a column be an input, and tick it, or not; ``why_not`` is what stands there instead, and the reason."""
        item, (word, reason) = self._tick_of(place, 0), why_not
        item.setCheckState(Qt.CheckState.Checked if ticked and not word else Qt.CheckState.Unchecked)
        item.setText(word)
        _name(item, f"{self._listed[place].name}: {word or 'input'}")
        self._permit(item, reason)

    def _permit(self, item: QTableWidgetItem, why_not: str) -> None:
        """Let an item be ticked, or say in its tooltip why it cannot be."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags if why_not else flags | Qt.ItemFlag.ItemIsUserCheckable)
        item.setToolTip(tooltip(why_not) if why_not else "")

    @property
    def inputs(self) -> list[int]:
        """Places of the columns that are ticked."""
        return [place for place in range(self.rowCount()) if self._ticked(place)]

    def _ticked(self, place: int) -> bool:
        item = self.item(place, 0)
        return item is not None and place != self._target and item.checkState() == Qt.CheckState.Checked

    def _tick(self, item: QTableWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        if item.column() == 0:
            self._asked[item.row()] = on
        elif item.column() == ALSO:
            self.blockSignals(True)
            self._allow(item.row(), ("target", GOAL) if on else ("", ""), not on)
            self.blockSignals(False)
            self.viewport().update()
        if item.column() in (0, ALSO):
            self.changed.emit()


def _name(item: QTableWidgetItem, name: str) -> None:
    """Let a screen reader say what a tick is for, beside which no words stand."""
    item.setData(Qt.ItemDataRole.AccessibleTextRole, name)


def _cell(text: str) -> QTableWidgetItem:
    """Return a cell whose whole text is in the tooltip, for it may be cut."""
    item = QTableWidgetItem(text)
    item.setToolTip(tooltip(text) if text else "")
    return item
