"""The data panel: which data set, its settings, and how much of it is kept for testing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.datasets import DATASETS
from core.hyperparameters import Hyperparameter
from core.training.experiment import Experiment
from core.training.loop import Problem
from gui.theme import Look
from gui.widgets.choice_editor import EntryPages
from gui.widgets.controls import NumberField
from gui.widgets.field import card_margins, set_text_colour
from gui.widgets.thumbnail import ThumbnailGrid

TEST_SHARE = Hyperparameter(
    name="test_share",
    kind=float,
    default=0.1,
    symbol="",
    help="Share of the points that training never sees; the test loss is measured on them.",
    above=0.0,
    below=1.0,
    unit="%",
)


class DataPanel(QWidget):
    """Thumbnails of the data sets, the settings of the chosen one, and the test share."""

    data_changed = Signal(object)
    """The new `Dataset`."""
    test_share_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._experiment: Experiment | None = None
        # Clicking beside the fields takes the focus from them, and so commits what was typed.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Data")
        self.title, self.chosen, self.counts = QLabel("Data"), QLabel(), QLabel()
        self.grid = ThumbnailGrid(DATASETS)
        self.pages = EntryPages(DATASETS, foldable=False)
        self.test_share = NumberField(TEST_SHARE)
        self._arrange()
        self.grid.chosen.connect(self._choose)
        self.pages.changed.connect(self._change_data)
        self.test_share.committed.connect(self.test_share_changed.emit)
        self.set_look(self._look)

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.chosen, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        for widget in (self.grid, self.pages, self.test_share, self.counts):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.counts.setWordWrap(True)
        self.counts.setMinimumWidth(1)
        self.counts.setToolTip("How many points are trained on, and how many are only tested on.")

    def show_experiment(self, experiment: Experiment, problem: Problem) -> None:
        """Bring every control up to date without emitting anything."""
        if experiment != self._experiment:
            self._forget_errors()
        self._experiment = experiment
        self.test_share.set_value(experiment.test_share)
        self._show_data(experiment.data)
        self.counts.setText(f"{len(problem.train):,} to train, {len(problem.test):,} to test")

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the control of ``setting`` and go back to what was last shown.

        Returns
        -------
        bool
            Whether the panel has such a control; if not, somebody else must say it.
        """
        if setting == "test_share":
            self.test_share.show_error(text)
        elif not self.pages.show_error(setting, text):
            return False
        if self._experiment is not None:
            self.test_share.set_value(self._experiment.test_share)
            self._show_data(self._experiment.data)
        return True

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.07, bold=True))
        for label in (self.chosen, self.counts):
            label.setFont(look.font(0.93))
            set_text_colour(label, look, "dim")
        for part in (self.grid, self.pages, self.test_share):
            part.set_look(look)
        self._column.setContentsMargins(card_margins(look, self.width()))
        self._column.setSpacing(round(look.px(6)))
        self._head.setSpacing(round(look.px(8)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(card_margins(self._look, self.width()))

    def _show_data(self, data: Dataset) -> None:
        self.pages.set_choice(data)
        self.chosen.setText(data.title)
        self.grid.check(data.name)

    def _choose(self, name: str) -> None:
        if self._experiment is None or name != self._experiment.data.name:
            self._change_data(DATASETS[name]())

    def _change_data(self, data: Dataset) -> None:
        self._show_data(data)
        self.data_changed.emit(data)

    def _forget_errors(self) -> None:
        self.pages.forget_errors()
        self.test_share.forget_errors()
