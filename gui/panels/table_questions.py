"""What the table dialog asks: how a number with two readings is meant, and what becomes of cells that do not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.frames.table_words import ListedColumn, OneReading, TwoReadings
from gui.widgets.field import tooltip
from gui.widgets.switch import Stepper, Switch
from gui.widgets.theme import Look

NAMED = 40
"""Characters of a column's name or of a reading on show; the whole name is in the tooltip."""


class TableQuestion(QFrame):
    """A question with two buttons, one for each reading of a cell."""

    answered = Signal(str, object)
    """The name of a `Wishes`, and its value."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("popup")
        self.words, self.buttons = QLabel(), (QPushButton(), QPushButton())
        self.words.setWordWrap(True)
        self._readings: tuple[OneReading, OneReading] | None = None
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        for place, button in enumerate(self.buttons):
            button.setAutoDefault(False)
            self._row.addWidget(button)
            button.clicked.connect(lambda _=False, place=place: self._answer(place))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._row.setSpacing(round(look.px(8)))
        self._row.setContentsMargins(*(round(look.px(side)) for side in (10, 6, 10, 6)))
        for part in (self.words, *self.buttons):
            part.setFont(look.font())

    def ask(self, question: TwoReadings | None) -> None:
        """Ask, or ask nothing."""
        self._readings = question.readings if question else None
        self.setVisible(question is not None)
        if question is None:
            return
        self.words.setText(f"{why_asked(question)} Nothing else in the table tells which is right.")
        for button, reading in zip(self.buttons, question.readings, strict=True):
            button.setText(reading.words)
            help = f"Read “{question.cell}” as {reading.words}, and all other cells in the same way."
            button.setToolTip(tooltip(help))
            button.setAccessibleName(help)

    def _answer(self, place: int) -> None:
        assert self._readings is not None
        self.answered.emit(self._readings[place].wish, self._readings[place].value)


def why_asked(question: TwoReadings) -> str:
    """Return the question in words."""
    column = question.column if len(question.column) <= NAMED else question.column[: NAMED - 1] + "…"
    first, second = question.readings
    return f"Is “{question.cell}” in “{column}” {first.words} or {second.words}?"


class OddCells(QWidget):
    """Says which rows of a column hold what does not fit, with two ways out; of some such columns one after another."""

    changed = Signal()
    """Other columns are to be taken as words."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[int, ListedColumn] = {}
        self._shown = 0
        self.as_words: frozenset[int] = frozenset()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.stepper = Stepper("column", "with cells that do not fit.", "Which column has cells that do not fit.")
        self.switch = Switch(
            ("leave these rows out", "Learn from the other rows only."),
            ("take it as words", "Take every cell of this column as a word, not as a number."),
        )
        self.leave_out, self.take_as_words = self.switch.buttons
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.stepper)
        self._row.addWidget(self.switch)
        self.stepper.stepped.connect(self._step)
        self.switch.turned.connect(self._turn)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._row.setSpacing(round(look.px(10)))
        self.words.setFont(look.font())
        for part in (self.stepper, self.switch):
            part.set_look(look)

    @property
    def has_any(self) -> bool:
        """Whether there are such cells."""
        return bool(self._columns)

    def forget(self) -> None:
        """Let no column be taken as words."""
        self.as_words, self._shown = frozenset(), 0

    def show_columns(self, columns: Sequence[ListedColumn]) -> None:
        """Show those of a table's columns that have cells that do not fit."""
        self._columns = {place: column for place, column in enumerate(columns) if column.odd}
        self.as_words &= self._columns.keys()
        self._shown = min(self._shown, max(0, len(self._columns) - 1))
        if self._columns:
            self._show()

    def _show(self) -> None:
        place, column = list(self._columns.items())[self._shown]
        self.words.setText(f"“{column.name}”: {column.odd}.")
        self.words.setToolTip(tooltip(self.words.text()))
        last = len(self._columns) - 1
        self.stepper.setVisible(last > 0)
        self.stepper.show_which(f"column {self._shown + 1} of {last + 1}", self._shown == 0, self._shown == last)
        chosen = self.take_as_words if place in self.as_words else self.leave_out
        chosen.setChecked(True)

    def _step(self, by: int) -> None:
        self._shown += by
        self._show()

    def _turn(self) -> None:
        place = list(self._columns)[self._shown]
        wanted = self.as_words | {place} if self.take_as_words.isChecked() else self.as_words - {place}
        if wanted != self.as_words:
            self.as_words = wanted
            self.changed.emit()
