"""The training panel: optimiser, schedule, loss, regularisation, initialisation, batches and seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.hyperparameters import Choice, Hyperparameter
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import MAX_SEED, Experiment
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES
from gui.widgets.choice_editor import ChoiceEditor
from gui.widgets.controls import NumberField
from gui.widgets.field import ROW_GAP, Field, begin_narrow, card_margins
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

CLIP_NORM = Hyperparameter(
    name="clip_gradient_norm",
    kind=float,
    default=1.0,
    symbol="",
    help="A longer gradient is shortened to this norm, so one steep place cannot throw the parameters far away.",
    above=0.0,
    log=True,
)
BATCH_SIZE = Hyperparameter(
    name="batch_size",
    kind=int,
    default=32,
    symbol="",
    help="How many training examples one iteration uses. Small batches: many rough steps. "
    "The full batch: one exact step.",
    low=1,
    log=True,
)
SEED = Hyperparameter(
    name="seed",
    kind=int,
    default=1,
    symbol="",
    help="Fixes the first weights and the order of the batches: the same seed gives the same run.",
    low=0,
    high=MAX_SEED,
)


CHOICES: tuple[tuple[str, str, Mapping[str, type[Choice]], str], ...] = (
    ("optimizer", "Optimiser", OPTIMIZERS, "How the gradient moves the parameters."),
    ("schedule", "Schedule", SCHEDULES, "How the learning rate changes with the iteration."),
    ("loss", "Loss", LOSSES, "What training makes small: how wrong the outputs are."),
    ("regularizer", "Regularisation", REGULARIZERS, "What large weights add to the loss."),
    ("initializer", "Initialisation", INITIALIZERS, "How the first weights are drawn."),
)
"""Field of the `Experiment`, title, catalogue and help of what is chosen."""


class TrainingPanel(QWidget):
    """How the network learns; every control names the experiment field it edits."""

    changed = Signal(str, object)
    """Name of the `Experiment` field and its new value."""

    def __init__(self) -> None:
        super().__init__()
        begin_narrow(self)
        self._look = Look()
        self._experiment: Experiment | None = None
        self._partial_batch = BATCH_SIZE.default
        # Clicking beside the fields takes the focus from them, and so commits what was typed.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Training")
        self.title = NotatedLabel("Training")
        self._make_controls()
        self._arrange()
        self._connect()

    def _make_controls(self) -> None:
        self.editors = {name: ChoiceEditor(title, entries, help, icon=name) for name, title, entries, help in CHOICES}
        self.numbers = {
            "clip_norm": NumberField(CLIP_NORM, off=math.inf),
            "batch_size": NumberField(BATCH_SIZE),
            "seed": NumberField(SEED),
        }
        self.full_batch = TickBox()
        self.full_batch_row = Field(
            "Full batch", "Every iteration uses all training examples.", self.full_batch, "full_batch"
        )

    def _arrange(self) -> None:
        self._column = QVBoxLayout(self)
        rows: list[QWidget] = [self.editors[name] for name in ("optimizer", "schedule", "loss", "regularizer")]
        rows += [self.numbers["clip_norm"], self.editors["initializer"], self.numbers["batch_size"]]
        for widget in (self.title, *rows, self.full_batch_row, self.numbers["seed"]):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    def _connect(self) -> None:
        for name, editor in self.editors.items():
            editor.changed.connect(partial(self.changed.emit, name))
        for name, number in self.numbers.items():
            number.committed.connect(partial(self.changed.emit, name))
        self.full_batch.clicked.connect(self._switch_full_batch)

    def show_experiment(self, experiment: Experiment) -> None:
        """Bring every control up to date without emitting anything."""
        if experiment != self._experiment:
            self._forget_errors()
        self._experiment = experiment
        self._show_values()
        self._show_full_batch(experiment.batch_size, experiment.train_size)

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the control of ``setting`` and go back to what was last shown.

        Returns
        -------
        bool
            Whether the panel has such a control; if not, somebody else must say it.
        """
        if setting in self.numbers:
            self.numbers[setting].show_error(text)
            self._show_values()
        elif setting in self.editors:
            self._show_values()
            self.editors[setting].show_choice_error(text)
        else:
            return self._show_hyperparameter_error(setting, text)
        return True

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.07, bold=True))
        parts: list[ChoiceEditor | Field] = [*self.editors.values(), *self.numbers.values(), self.full_batch_row]
        for part in parts:
            part.set_look(look)
        self._column.setContentsMargins(card_margins(look, self.width()))
        self._column.setSpacing(round(look.px(ROW_GAP)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(card_margins(self._look, self.width()))

    def _show_values(self) -> None:
        if self._experiment is None:
            return
        for name, editor in self.editors.items():
            editor.set_choice(getattr(self._experiment, name))
        for name, number in self.numbers.items():
            number.set_value(getattr(self._experiment, name))

    def _show_hyperparameter_error(self, setting: str, text: str) -> bool:
        placed = any(editor.show_error(setting, text) for editor in self.editors.values())
        self._show_values()
        return placed

    def _show_full_batch(self, batch_size: int, examples: int) -> None:
        self.numbers["batch_size"].set_highest(examples)
        self.full_batch.setText(f"all {examples:,}")
        self.full_batch.setChecked(batch_size == examples)
        if batch_size < examples:
            self._partial_batch = batch_size

    def _switch_full_batch(self, full: bool) -> None:
        highest = int(self.numbers["batch_size"].declared.high)
        size = highest if full else min(self._partial_batch, max(1, highest // 2))
        self.changed.emit("batch_size", size)

    def _forget_errors(self) -> None:
        parts: list[ChoiceEditor | Field] = [*self.editors.values(), *self.numbers.values()]
        for part in parts:
            part.forget_errors()
