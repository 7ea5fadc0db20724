"""The setup of a race: the one setting that differs, up to three other values of it, and where it starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.training.experiment import Experiment
from core.training.factors import FACTORS, Factor
from core.training.runs import MAX_RUNS
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.choice_editor import ChoiceEditor
from gui.widgets.controls import NumberField
from gui.widgets.field import Field, permit, set_text_colour, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

WIDE_FROM = 40.0
"""Width, in text heights, from which on the values stand beside each other."""
ABOUT = (
    "A race compares up to four runs that differ in one setting; all else is the same. Run 1 is the displayed one.\n"
    "Press Race, then Step or Run: all runs move together, curves and balls stand beside each other, and a table tells "
    "who leads and when each run first reached a loss that you choose."
)
FULL = f"There are {MAX_RUNS} runs already. Delete one first: click it under the timeline."


class ValueRow(QWidget):
    """One of the other runs: whether it takes part, and its value."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self._look = number, Look()
        self._editors: dict[str, ChoiceEditor | NumberField] = {}
        self._factor: Factor | None = None
        self.box = TickBox(f"run {number}")
        self.box.setToolTip(tooltip(f"Whether run {number} takes part in the race."))
        self.box.setAccessibleName(f"Run {number} takes part")
        self.box.toggled.connect(self._show_taking_part)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.box)
        self._column.addStretch()

    @property
    def editor(self) -> ChoiceEditor | NumberField | None:
        """The control of the factor's value."""
        return self._editors.get(self._factor.name) if self._factor else None

    @property
    def value(self) -> Any:
        """The value of this run."""
        editor = self.editor
        return editor.choice if isinstance(editor, ChoiceEditor) else editor.value if editor else None

    def show_factor(self, factor: Factor, experiment: Experiment, suggestion: Any, takes_part: bool) -> None:
        """Offer values of ``factor``, with one of them set."""
        if self.editor:
            self.editor.hide()
        self._factor = factor
        if factor.name not in self._editors:
            self._editors[factor.name] = self._make_editor(factor, experiment)
        editor = self._editors[factor.name]
        editor.forget_errors()
        if isinstance(editor, ChoiceEditor):
            editor.set_choice(suggestion)
        else:
            editor.set_highest(factor.number(experiment).high)
            editor.set_value(suggestion)
        self.box.setChecked(takes_part)
        self._show_taking_part()

    def _make_editor(self, factor: Factor, experiment: Experiment) -> ChoiceEditor | NumberField:
        editor: ChoiceEditor | NumberField
        if factor.entries:
            editor = ChoiceEditor(factor.title, factor.entries, factor.help)
            editor.changed.connect(self.changed)
        else:
            editor = NumberField(replace(factor.number(experiment), title=factor.title, symbol=""))
            editor.committed.connect(self.changed)
        self._column.insertWidget(self._column.count() - 1, editor)
        editor.set_look(self._look)
        return editor

    def _show_taking_part(self) -> None:
        if self.editor:
            self.editor.setVisible(self.box.isChecked())
        self.changed.emit()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.box.setFont(look.font())
        self._column.setSpacing(round(look.px(4)))
        for editor in self._editors.values():
            editor.set_look(look)


class RaceSetup(QWidget):
    """Asks for a race: what differs, the other values, and whether it begins now or at iteration 0."""

    asked = Signal(object, object, bool)
    """The `Factor`, its values, and whether to begin at the displayed iteration."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._experiment: Experiment | None = None
        self._room, self._iteration = MAX_RUNS - 1, 0
        self._make_controls()
        self._arrange()

    def _make_controls(self) -> None:
        self.what, self.begin = ChoiceBox(), ChoiceBox()
        for factor in FACTORS.values():
            self.what.addItem(factor.title, factor.name)
        self.begin.addItem("iteration 0", False)
        self.what_row = Field(
            "What differs", "The one setting that differs between the runs; everything else is the same.", self.what
        )
        self.begin_row = Field(
            "Starts at",
            "From the displayed iteration, the runs share everything before it. Initial weights, activations and seed "
            "can only differ from iteration 0.",
            self.begin,
        )
        self.values = tuple(ValueRow(number) for number in range(2, MAX_RUNS + 1))
        self.race = QPushButton("Race")
        self.race.setProperty("primary", True)
        self.race.setToolTip(tooltip("Create these runs next to the current one. Step, Run and Back then move all."))
        self.note = NotatedLabel()
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        self.about = NotatedLabel(ABOUT)
        self.about.setWordWrap(True)
        self.about.setMinimumWidth(1)
        self.what.activated.connect(self._show_factor)
        for row in self.values:
            row.changed.connect(partial(self.show_refusal, ""))
        self.race.clicked.connect(self._ask)

    def _arrange(self) -> None:
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for widget in (self.what_row, self.begin_row):
            self._top.addWidget(widget, 1)
        self._top.addWidget(self.race)
        for row in self.values:
            self._beside.addWidget(row, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._top)
        self._column.addWidget(self.note)
        self._column.addLayout(self._beside)
        self._column.addWidget(self.about)
        self._column.addStretch()

    @property
    def factor(self) -> Factor:
        """What differs."""
        return FACTORS[self.what.currentData()]

    def show_state(self, experiment: Experiment, iteration: int, runs: int) -> None:
        """Show where a race would begin, and suggest values that differ from those of ``experiment``."""
        room = MAX_RUNS - runs
        if experiment != self._experiment or room != self._room:
            self._experiment, self._room = experiment, room
            self._show_factor()
        if iteration != self._iteration or self.begin.count() != 1 + self._can_begin_later(iteration):
            self._iteration = iteration
            self._show_begin()

    def _can_begin_later(self, iteration: int) -> bool:
        return iteration > 0 and self.factor.begins_later

    def _show_factor(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        suggested = self.factor.suggestions(experiment)
        for place, row in enumerate(self.values):
            suggestion = suggested[min(place, len(suggested) - 1)] if suggested else self.factor.read(experiment)
            row.show_factor(self.factor, experiment, suggestion, takes_part=place < min(self._room, len(suggested)))
        self._show_begin()
        self.show_refusal("")

    def _show_begin(self) -> None:
        later = self._can_begin_later(self._iteration)
        words = f"iteration {self._iteration:,} (now)"
        if not later:
            self.begin.removeItem(1)
        elif self.begin.count() == 1:
            self.begin.addItem(words, True)
            self.begin.setCurrentIndex(1)
        else:
            self.begin.setItemText(1, words)

    def show_refusal(self, text: str) -> None:
        """Say why there can be no such race."""
        full = self._room < 1
        permit(self.race, FULL if full else "")
        self.note.setText(f"⚠ {text}" if text else FULL if full else "")
        self.note.setVisible(bool(text) or full)
        set_text_colour(self.note, self._look, "error" if text else "dim")

    def _ask(self) -> None:
        values = [row.value for row in self.values if row.box.isChecked()]
        self.asked.emit(self.factor, values, bool(self.begin.currentData()))

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for box in (self.what, self.begin):
            box.set_look(look)
        parts: tuple[Field | ValueRow, ...] = (self.what_row, self.begin_row, *self.values)
        for part in parts:
            part.set_look(look)
        for widget in (self.race, self.note, self.about):
            widget.setFont(look.font())
        set_text_colour(self.about, look, "dim")
        self._column.setSpacing(round(look.px(8)))
        self._top.setSpacing(round(look.px(12)))
        self._beside.setSpacing(round(look.px(16)))
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The values beside each other, or one below the other."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= WIDE_FROM * self._look.text
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for layout in (self._top, self._beside):
            layout.setDirection(direction)
