"""The data panel: which data set, its settings, and how much of it is kept for testing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.datasets import DATASETS
from core.hyperparameters import Hyperparameter
from core.training.experiment import Experiment
from core.training.problem import Problem
from core.words import shortened
from gui.panels.features import FeaturesPanel
from gui.widgets.card import FOLD_ROOM
from gui.widgets.choice_editor import EntryPages
from gui.widgets.controls import NumberField
from gui.widgets.field import ROW_GAP, card_margins, set_text_colour, tooltip
from gui.widgets.fold import Fold
from gui.widgets.notated_label import NamesLabel
from gui.widgets.row_button import RowButton
from gui.widgets.theme import Look
from gui.widgets.thumbnail import OWN, ThumbnailGrid

TEST_SHARE = Hyperparameter(
    name="test_share",
    kind=float,
    default=0.1,
    symbol="",
    help="The share of examples that training never sees. The test loss is measured on them; 0 %: no test set.",
    low=0.0,
    below=1.0,
    unit="%",
)
FED = ("features", "standardise", "standardise_target")
"""Settings of what the network is fed with."""

OPEN = "Open a table …"
TABLE_HELP = (
    "Learn from your own table: open a CSV file, drop one on the window, or paste cells from a spreadsheet (Ctrl+V)."
)
LISTED = 4
"""How many inputs or classes are named; of more the first ones."""


def prediction(data: Dataset) -> str:
    """Return what is predicted of what, in one sentence."""
    if not data.classes:
        what = _listed(data.targets, ", ")
    elif data.class_names == tuple(f"class {number}" for number in range(data.classes)):
        what = f"one of {data.classes} classes"
    else:
        what = f"{shortened(data.target)} ({_listed(data.class_names, ' / ')})"
    return f"Predicts {what} from {_listed(data.inputs, ', ')}."


def _listed(names: Sequence[str], between: str) -> str:
    """Return some names, with how many more there are if they are many."""
    few = names if len(names) <= LISTED + 1 else names[:2]
    return between.join([*map(shortened, few), *([f"… {len(names)} in all"] if len(names) > len(few) else [])])


def told(data: Dataset) -> tuple[str, ...]:
    """Return what else there is to know of a data set: its help, inputs, classes and source."""
    many = f" … {len(data.inputs)} in all" if len(data.inputs) > MAX_TOLD else ""
    goals = f"Classes of {data.target}: {', '.join(data.class_names)}." if data.classes else ""
    return (
        data.help,
        f"Inputs: {', '.join(data.inputs[:MAX_TOLD])}{many}.",
        goals or f"Predicted: {', '.join(data.targets)}.",
        f"Source: {data.source}" if data.source else "Source: made by this program.",
    )


MAX_TOLD = 12
"""Inputs that the tooltip names."""


class DataPanel(QWidget):
    """Thumbnails of the data sets, the settings of the chosen one, the test share, and what the network is fed with.

    Signals
    -------
    data_changed : Dataset
        The new one.
    test_share_changed : float
    setting_changed : (str, object)
        One of `FED` and its new value.
    table_asked
        A table should be opened.
    draw_asked : bool
        Drawing of points should begin, or end.
    """

    data_changed = Signal(object)
    test_share_changed = Signal(float)
    setting_changed = Signal(str, object)
    table_asked = Signal()
    draw_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._experiment: Experiment | None = None
        # Clicking beside the fields takes the focus from them, and so commits what was typed.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Data")
        self._own: Dataset | None = None
        self._title = ""
        self.title, self.chosen, self.about, self.counts = QLabel("Data"), NamesLabel(), NamesLabel(), QLabel()
        for label in (self.chosen, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)  # names may look like markup
        self.grid = ThumbnailGrid(DATASETS)
        self.pages = EntryPages(DATASETS, foldable=False)
        self.test_share = NumberField(TEST_SHARE)
        self.features = FeaturesPanel()
        self.open_table = RowButton(OPEN, "table")
        self.open_table.setAccessibleName("Open a table")
        self.chosen.setMinimumWidth(1)  # a file's long name pushes nothing apart
        self.open_table.setToolTip(tooltip(TABLE_HELP))
        self._arrange()
        self.grid.chosen.connect(self._choose)
        self.grid.own_chosen.connect(self._choose_own)
        self.grid.draw_asked.connect(self.draw_asked)
        self.open_table.clicked.connect(self.table_asked)
        self.features.changed.connect(self.setting_changed)
        self.pages.changed.connect(self._change_data)
        self.test_share.committed.connect(self.test_share_changed.emit)

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.chosen, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self.settings = Fold(
            "the data", ("the settings", "test share"), (self.pages, self.test_share), "Settings", "settings"
        )
        parts = (self.grid, self.open_table, self.settings, self.features, self.about, self.counts)
        for widget in parts:
            self._column.addWidget(widget)
        self._column.addStretch(1)
        for label in (self.about, self.counts):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.counts.setToolTip("How many examples train the network, and how many only test it.")

    def show_experiment(self, experiment: Experiment, problem: Problem) -> None:
        """Bring every control up to date without emitting anything."""
        if experiment != self._experiment:
            self._forget_errors()
        self._experiment = experiment
        self.test_share.set_value(experiment.test_share)
        self._show_data(experiment.data)
        self.features.show_experiment(experiment, problem)
        train = experiment.train_size
        tests = experiment.data.points - train
        self.counts.setText(f"{train:,} to train, {tests:,} to test" if tests else f"{train:,} to train, no test set")

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the control of ``setting`` and go back to what was last shown.

        Returns
        -------
        bool
            Whether the panel has such a control; if not, somebody else must say it.
        """
        if setting == "test_share":
            self.test_share.show_error(text)
        elif setting in FED:
            self.features.show_error(text)
        elif not self.pages.show_error(setting, text):
            return False
        if setting not in FED:
            self.settings.set_open(True)
        if self._experiment is not None:
            self.test_share.set_value(self._experiment.test_share)
            self._show_data(self._experiment.data)
        return True

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.07, bold=True))
        self.open_table.set_look(look)
        for label in (self.chosen, self.about, self.counts):
            label.setFont(look.font(0.93))
            set_text_colour(label, look, "dim")
        for part in (self.grid, self.pages, self.test_share, self.settings, self.features):
            part.set_look(look)
        self._column.setSpacing(round(look.px(ROW_GAP)))
        self._head.setSpacing(round(look.px(8)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fit the margins to the width, and the name to what the arrow of the card leaves of it."""
        self._column.setContentsMargins(margins := card_margins(self._look, self.width()))
        taken = margins.left() + self.title.sizeHint().width() + self._head.spacing() + self._look.px(FOLD_ROOM)
        room = round(self.width() - taken)
        name = self.chosen.fontMetrics().elidedText(shortened(self._title), Qt.TextElideMode.ElideRight, room)
        self.chosen.setText(name)

    def _show_data(self, data: Dataset) -> None:
        self.pages.set_choice(data)
        self._title = data.title
        self._fit()
        self.chosen.setToolTip(tooltip(data.title))
        self.about.setText(prediction(data))
        self.about.setToolTip(tooltip(*told(data)))
        if data.name == OWN and data != self._own:
            self._own = data
            self.grid.show_own(data)
        self.grid.check(data.name)

    def _choose_own(self) -> None:
        if self._own is not None and self._experiment is not None and self._experiment.data != self._own:
            self._change_data(self._own)

    def _choose(self, name: str) -> None:
        if self._experiment is None or name != self._experiment.data.name:
            self._change_data(DATASETS[name]())

    def _change_data(self, data: Dataset) -> None:
        self._show_data(data)
        self.data_changed.emit(data)

    def _forget_errors(self) -> None:
        self.pages.forget_errors()
        self.test_share.forget_errors()
