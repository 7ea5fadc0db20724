"""A derivation, line by line: the formula, its numbers, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.analysis.shortcut import DerivedLine
from gui.widgets.field import set_text_colour
from gui.widgets.formula import Formula
from gui.widgets.theme import Look
from gui.widgets.update_card import digits_font

LINES = 3


class DerivationView(QWidget):
    """Shows three lines: each its formula beside its numbers, and under these what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Why dZ is A − Y")
        self.formulas = [Formula(1.15) for _ in range(LINES)]
        self.numbers, self.says = ([QLabel() for _ in range(LINES)] for _ in range(2))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        for place, (formula, numbers, says) in enumerate(zip(self.formulas, self.numbers, self.says, strict=True)):
            self._grid.addWidget(formula, 2 * place, 0, 2, 1)
            for row, label in enumerate((numbers, says)):
                label.setWordWrap(True)
                self._grid.addWidget(label, 2 * place + row, 1)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
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
