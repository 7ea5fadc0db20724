"""A derivation, line by line: the formula, its numbers, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from core.analysis.shortcut import DerivedLine
from gui.widgets.field import set_text_colour
from gui.widgets.formula import Formula
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look
from gui.widgets.update_card import BESIDE_FROM, digits_font

LINES = 3


class DerivationView(QWidget):
    """Shows three lines: each its formula beside its numbers, and under these what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Why dZ is A − Y")
        self.formulas = [Formula(1.15) for _ in range(LINES)]
        self.numbers, self.says = ([NotatedLabel() for _ in range(LINES)] for _ in range(2))
        for label in (*self.numbers, *self.says):
            label.setWordWrap(True)
        self._grid, self._beside, self._look = QGridLayout(self), False, Look()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._arrange()

    def _arrange(self) -> None:
        """Put the words beside their formula, or under it where there is little room."""
        for place, (formula, numbers, says) in enumerate(zip(self.formulas, self.numbers, self.says, strict=True)):
            row, column = 3 * place, 1 if self._beside else 0
            self._grid.addWidget(formula, row, 0, *((2, 1) if self._beside else (1, 2)))
            self._grid.addWidget(numbers, row + 1 - column, column, 1, 2 - column)
            self._grid.addWidget(says, row + 2 - column, column, 1, 2 - column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the lines for another width."""
        beside = event.size().width() >= BESIDE_FROM * self._look.text
        if beside != self._beside:
            self._beside = beside
            self._arrange()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for formula, numbers, says in zip(self.formulas, self.numbers, self.says, strict=True):
            formula.set_look(look)
            numbers.setFont(digits_font(look))
            says.setFont(look.font(0.87))
            set_text_colour(numbers, look, "text")
            set_text_colour(says, look, "dim")
        self._grid.setHorizontalSpacing(round(look.px(16)))
        self._grid.setVerticalSpacing(round(look.px(3)))

    def show_lines(self, lines: Sequence[DerivedLine]) -> None:
        """Show a derivation."""
        for line, formula, numbers, says in zip(lines, self.formulas, self.numbers, self.says, strict=True):
            formula.set_latex(line.formula)
            numbers.setText(f"= {line.numbers}")
            says.setText(line.says)
