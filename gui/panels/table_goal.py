"""The part of the table dialog that says what is predicted, and how that will be learned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.data.csv_reader import Table
from core.data.roles import TargetKind, likely_kind, likely_target
from core.training.experiment import Experiment
from gui.frames.table_words import plan_in_words
from gui.panels.table_written import InOneRow, NamedBox
from gui.widgets.field import tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.fonts import line_height
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

KINDS = {"classes": "as classes", "number": "as a number"}
INPUTS_HELP = "Subtract each input's mean and divide by its standard deviation (training set)."
TARGET_HELP = (
    "Subtract the target's mean and divide by its standard deviation (training set) for learning. Predictions are "
    "shown in the target's own unit; the loss is that of the scaled target."
)


class TableGoal(QWidget):
    """The column to predict, and as what; whether inputs and target are scaled; what will be set to suit them."""

    target_chosen = Signal()
    kind_chosen = Signal()
    scaling_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._target_is_asked, self._kind_is_asked = False, False
        self.standardise: bool | None = None
        self.standardise_target: bool | None = None
        self._named = (
            NamedBox("Predict", "The column to predict.", {}),
            NamedBox("", "Whether it names a class or is a quantity.", KINDS),
        )
        self.target, self.kind = (named.box for named in self._named)
        self._named[1].label.hide()
        self.kind.setAccessibleName("As classes or as a number")
        self.scale_inputs, self.scale_target = TickBox("standardise inputs"), TickBox("scale target")
        for tick, help in ((self.scale_inputs, INPUTS_HELP), (self.scale_target, TARGET_HELP)):
            tick.setToolTip(tooltip(help))
        self.plan = QLabel()
        self.plan.setWordWrap(True)
        self._flow = FlowLayout(justified=False)
        self._pairs = InOneRow(*self._named), InOneRow(self.scale_inputs, self.scale_target)
        for pair in self._pairs:
            self._flow.addWidget(pair)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._flow)
        self._column.addWidget(self.plan)
        self._connect()

    def _connect(self) -> None:
        self.target.activated.connect(self._choose_target)
        self.kind.activated.connect(self._choose_kind)
        self.scale_inputs.clicked.connect(lambda on: self._choose_scaling("standardise", on))
        self.scale_target.clicked.connect(lambda on: self._choose_scaling("standardise_target", on))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        for named in self._named:
            named.set_look(look)
        for tick in (self.scale_inputs, self.scale_target):
            tick.setFont(look.font())
        self.plan.setFont(look.font(0.93))
        self.plan.setMinimumHeight(2 * line_height(self.plan.font()))  # nothing moves when the words come
        for pair in self._pairs:
            pair.set_look(look)
        self._flow.setSpacing(round(look.px(10)))
        self._column.setSpacing(round(look.px(6)))

    def forget(self) -> None:
        """Forget what has been chosen: another table comes."""
        self._table, self._target_is_asked, self._kind_is_asked = None, False, False
        self.standardise = self.standardise_target = None

    def show_table(self, table: Table) -> None:
        """Offer a table's columns; what has been chosen stays where the table has as many columns as before."""
        same = self._table is not None and len(self._table.columns) == len(table.columns)
        place = self.target.currentIndex() if same and self._target_is_asked else likely_target(table)
        self._table = table
        self.target.clear()
        self.target.addItems([column.name for column in table.columns])
        self.target.setCurrentIndex(place)
        self._fit_kind(keep=same and self._kind_is_asked)

    def _fit_kind(self, keep: bool) -> None:
        assert self._table is not None
        column = self._table.columns[self.target.currentIndex()]
        if not keep or column.holds == "words":
            self._kind_is_asked = False
            self.kind.setCurrentIndex(self.kind.findData(likely_kind(column)))

    def show_plan(self, experiment: Experiment | None) -> None:
        """Say how the table will be learned; None while that is not known."""
        self.plan.setText(plan_in_words(experiment) if experiment is not None else "")
        if experiment is not None:
            self.scale_inputs.setChecked(experiment.standardise)
            self.scale_target.setChecked(experiment.standardise_target)
        self.scale_target.setVisible(self.chosen_kind == "number")

    @property
    def chosen_kind(self) -> TargetKind:
        """What the target is predicted as."""
        kind: TargetKind = self.kind.currentData()
        return kind

    def _choose_target(self) -> None:
        self._target_is_asked = True
        self._fit_kind(keep=False)
        self.target_chosen.emit()

    def _choose_kind(self) -> None:
        self._kind_is_asked = True
        self.kind_chosen.emit()

    def _choose_scaling(self, what: str, on: bool) -> None:
        setattr(self, what, on)
        self.scaling_chosen.emit()
