"""The card of an update: the optimiser's declared formula, line by line, each with the numbers of one parameter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from core.nn.network import Layout
from core.training.trace import Trace
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.formula import Formula
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look
from gui.widgets.update_lines import DIGITS, UpdateLine, heading, update_lines

BESIDE_FROM = 31.0
"""Width, in text heights, from which on a formula stands beside its numbers instead of above them."""
OVERFLOW = "⚠ This update is not made: its numbers overflow."


def digits_font(look: Look, bold: bool = False) -> QFont:
    """Return a font whose digits are all of one width."""
    font = look.font(1.0, bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class _Row:
    """The widgets of one line."""

    def __init__(self, parent: QWidget) -> None:
        self.formula, self.symbol, self.origin, self.value = (
            Formula(1.1, parent),
            NotatedLabel(),
            NotatedLabel(),
            NotatedLabel(),
        )
        for label in (self.origin, self.value):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """All of them, from left to right."""
        return self.formula, self.symbol, self.origin, self.value

    def show_line(self, line: UpdateLine) -> None:
        """Write a line's symbol and numbers."""
        self.formula.set_latex(line.formula)
        self.symbol.setText(line.symbol)
        self.origin.setText(line.origin)
        self.value.setText(number(line.value, DIGITS))
        self.value.setAccessibleName(f"{line.symbol}: {line.origin} {self.value.text()}")
        for widget in self.widgets:
            widget.setToolTip(tooltip(line.help))

    def set_look(self, look: Look, last: bool) -> None:
        """Take a theme and text size; the last line, the new value, stands out."""
        self.formula.set_look(look)
        self.symbol.setFont(look.font(1.0, last))
        self.origin.setFont(digits_font(look))
        self.value.setFont(digits_font(look, last))
        for label, role in ((self.symbol, "text"), (self.origin, "dim"), (self.value, "accent" if last else "text")):
            set_text_colour(label, look, role)


class UpdateCard(QWidget):
    """How the optimiser moves one parameter: g, slots before → after, bias corrections, α, step, new value."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._shape: tuple[object, ...] = ()
        self.lines: tuple[UpdateLine, ...] = ()
        self.heading, self.warning = NotatedLabel(), NotatedLabel(OVERFLOW)
        self.heading.setToolTip(tooltip("The parameter that θ stands for, and the settings that the formulas need."))
        for label in (self.heading, self.warning):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(4, 1)
        self._grid.addWidget(self.heading, 0, 0, 1, 5)
        self._grid.addWidget(self.warning, 1, 0, 1, 5)
        self.warning.hide()
        self.setAccessibleName("Update of a parameter")

    def show_update(self, trace: Trace, layout: Layout, index: int) -> None:
        """Show the update of the parameter at ``index`` of θ."""
        self.lines = update_lines(trace, layout, index)
        self.heading.setText(heading(trace, layout, index))
        self.warning.setVisible(trace.diverged)
        while len(self.rows) < len(self.lines):
            self.rows.append(_Row(self))
        for row, line in zip(self.rows, self.lines, strict=False):
            row.show_line(line)
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._shape = ()
        self._grid.setHorizontalSpacing(round(look.px(14)))
        self._grid.setVerticalSpacing(round(look.px(4)))
        self.heading.setFont(look.font(1.0, bold=True))
        self.warning.setFont(look.font())
        set_text_colour(self.heading, look, "text")
        set_text_colour(self.warning, look, "error")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Formulas beside their numbers or above them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the rows into the grid, where anything about them has changed."""
        beside = self.width() >= BESIDE_FROM * self._look.text
        shape = (beside, *(bool(line.formula) for line in self.lines))
        if shape == self._shape:
            return
        self._shape = shape
        place = 2
        self._grid.setRowStretch(self._grid.rowCount() - 1, 0)
        for count, row in enumerate(self.rows, start=1):
            shown = count <= len(self.lines)
            row.set_look(self._look, count == len(self.lines))
            for widget in row.widgets:
                self._grid.removeWidget(widget)
                widget.setVisible(shown)
            if shown:
                place = self._place(row, place, beside, self.lines[count - 1])
        self._grid.setRowStretch(place, 1)

    def _place(self, row: _Row, place: int, beside: bool, line: UpdateLine) -> int:
        """Put one row into the grid; return where the next one goes."""
        row.formula.setVisible(bool(line.formula))
        if line.formula:
            self._grid.addWidget(row.formula, place, 0, 1, 1 if beside else 5)
            place += not beside
        for column, label in enumerate((row.symbol, row.origin, row.value), start=1):
            self._grid.addWidget(label, place, column)
        return place + 1
