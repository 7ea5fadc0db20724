"""The part of the data panel that says what the network is fed with: features of the inputs, and standardising."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.data.features import MAX_INPUTS, Inputs, columns, inputs_for, offered, plain
from core.data.standard import mean_beside
from core.hyperparameters import Hyperparameter
from core.training.experiment import Experiment
from core.training.problem import Problem
from core.words import as_typed, folded
from gui.widgets.callout import Callout
from gui.widgets.controls import SwitchField
from gui.widgets.feature_tiles import FeatureTiles
from gui.widgets.field import ROW_GAP, set_text_colour
from gui.widgets.fold import Fold, column
from gui.widgets.numbers import number
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.widgets.column_ticks import ColumnTicks

STANDARDISE = Hyperparameter(
    name="standardise",
    kind=bool,
    default=False,
    symbol="",
    help="Subtract each input's mean and divide by its standard deviation (training set).",
)
STANDARDISE_TARGET = Hyperparameter(
    name="standardise_target",
    kind=bool,
    default=False,
    symbol="",
    help="Subtract the target's mean and divide by its standard deviation (training set): the network learns the "
    "scaled target, and the loss is that of the scaled target. Predictions are shown in the target's own unit.",
)
INPUTS = "the inputs that the network gets"
LISTED = 4
"""How many inputs are listed with mean and deviation; some more are in the tooltip."""
IN_TABLE = 20
"""How many the tooltip lists."""


class FeaturesPanel(QWidget):
    """Tiles for the features, or ticks for the columns of a table with many, and a switch for standardising.

    Signals
    -------
    changed : (str, object)
        ``"features"`` with the names of all that should be on, or ``"standardise"`` or ``"standardise_target"`` with
        whether.
    """

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._experiment: Experiment | None = None
        self._shown: object = None
        self._columns: dict[str, tuple[str, ...]] = {}
        self.scales = QLabel()
        self.tiles, self._listed = FeatureTiles(), QWidget()
        self._list = column(self._listed, ())
        self.standardise, self.target = SwitchField(STANDARDISE), SwitchField(STANDARDISE_TARGET)
        self.target_scale, self.message = QLabel(), Callout(self.standardise)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        parts = (self.tiles, self._listed, self.standardise, self.scales, self.target, self.target_scale)
        self.fold = Fold(INPUTS, ("the features", "standardising"), parts, "Features", "features")
        self._column.addWidget(self.fold)
        for label in (self.scales, self.target_scale):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)  # names may look like markup
            label.setMinimumWidth(1)
            label.hide()
        self.scales.setAccessibleName("Mean and standard deviation")
        self.target_scale.setAccessibleName("Scale of the target")
        self.tiles.toggled.connect(lambda name, on: self._toggle((name,), on))
        self.standardise.committed.connect(lambda on: self.changed.emit("standardise", on))
        self.target.committed.connect(lambda on: self.changed.emit("standardise_target", on))

    @cached_property
    def ticks(self) -> ColumnTicks:
        """Ticks for the columns of a table; the first picture need not wait for what only they need."""
        from gui.widgets.column_ticks import ColumnTicks

        ticks = ColumnTicks()
        ticks.toggled.connect(lambda name, on: self._toggle(self._columns[name], on))
        ticks.set_look(self._look)
        self._list.addWidget(ticks)
        return ticks

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        for label, role in ((self.scales, "dim"), (self.target_scale, "dim")):
            label.setFont(look.font(0.87))
            set_text_colour(label, look, role)
        self.fold.set_look(look)
        self.tiles.set_look(look)
        if (ticks := vars(self).get("ticks")) is not None:
            ticks.set_look(look)
        self.message.set_look(look)
        self.standardise.set_look(look)
        self.target.set_look(look)
        self._column.setSpacing(round(look.px(ROW_GAP)))

    def show_experiment(self, experiment: Experiment, problem: Problem) -> None:
        """Show which features are on, and how inputs are scaled."""
        self._experiment = experiment
        scaling = experiment.standardise, experiment.standardise_target
        key = experiment.data, experiment.test_share, experiment.features, scaling
        if key == self._shown:
            return
        self._shown = key
        self.show_error("")
        data, choices = experiment.data, offered(experiment.data)
        many = len(data.inputs) > MAX_INPUTS
        self.tiles.setVisible(bool(choices) and not many)
        self._listed.setVisible(bool(choices) and many)
        title, what = ("Inputs", "the inputs") if many else ("Features", "the features")
        if choices:
            self.fold.rename(title, INPUTS, (what, "standardising"))
        else:
            self.fold.rename("Standardising", INPUTS, ("the standardising",))
        self.fold.follow_use(bool(experiment.features) or any(scaling))
        if not many:
            self.tiles.show_features(choices, self._on(experiment), problem.bounds, data.inputs)
        self._columns = columns(data) if many and choices else {}
        self._show_ticks()
        self.standardise.set_value(experiment.standardise)
        self._show_scales(experiment, problem)
        self.target.setVisible(not experiment.data.classes)
        self.target.set_value(experiment.standardise_target)
        self.target_scale.setVisible(problem.target_scale.standardised)
        self.target_scale.setText("\n".join(problem.target_notes))

    @staticmethod
    def _on(experiment: Experiment) -> tuple[str, ...]:
        """Return the names of the features that are on; the inputs as they are are features too."""
        return experiment.features or plain(experiment.data)

    def _show_ticks(self) -> None:
        if self._experiment is not None and self._columns:
            self.ticks.show_columns(self._columns, self._on(self._experiment))

    def show_error(self, text: str) -> None:
        """Say below the tiles why a feature was refused; tiles and ticks go back to what is."""
        if text:
            self.fold.set_open(True)
        self.message.say(text)
        if text:
            self._show_ticks()
        if self._experiment is not None:
            for name, tile in self.tiles.tiles.items():
                tile.setChecked(name in self._on(self._experiment))

    def _toggle(self, names: Sequence[str], on: bool) -> None:
        assert self._experiment is not None
        data, now = self._experiment.data, self._on(self._experiment)
        wanted = tuple(f.name for f in offered(data) if (on if f.name in names else f.name in now))
        if not wanted:
            title = next(f.title for f in offered(data) if f.name == names[0])
            self.show_error(f"{as_typed(title)} stays on: the network needs at least one input.")
            return
        self.changed.emit("features", () if wanted == plain(data) else wanted)

    def _show_scales(self, experiment: Experiment, problem: Problem) -> None:
        inputs = problem.inputs
        if not experiment.standardise:  # to say what it would be
            inputs = inputs_for(experiment.features, experiment.data, True, problem.train.x)
        is_or_would = (
            "Mean and standard deviation are"
            if experiment.standardise
            else f"Mean and standard deviation{problem.sample_words().replace(' ·', ' of')} would be"
        )
        help = html.escape(f"{STANDARDISE.help} {is_or_would}:")
        for widget in (self.standardise.label, self.standardise.control, self.scales):
            widget.setToolTip(f"<qt>{help}{scale_table(inputs)}</qt>")
        self.scales.setVisible(experiment.standardise)
        self.scales.setText(scale_words(inputs))


def scale_words(inputs: Inputs) -> str:
    """Return e.g. “x₁: mean 0.01, std. dev. 0.70”, a line for each of the first inputs."""
    lines = [
        f"{folded(name)}: mean {mean_beside(mean, deviation)}, std. dev. {number(deviation)}"
        for name, mean, deviation in zip(inputs.names, *_scales(inputs), strict=True)
    ]
    rest = len(lines) - LISTED
    return "\n".join(lines if rest <= 1 else [*lines[:LISTED], f"… and {rest} more"])


def _scales(inputs: Inputs) -> tuple[list[float], list[float]]:
    return inputs.mean[:, 0].tolist(), inputs.deviation[:, 0].tolist()


def scale_table(inputs: Inputs) -> str:
    """Return mean and deviation of each input as a table in HTML."""
    rows = zip(inputs.names[:IN_TABLE], *_scales(inputs), strict=False)
    body = "".join(
        f"<tr><td>{html.escape(as_typed(name))}</td><td align=right>&nbsp;&nbsp;{mean_beside(mean, deviation)}</td>"
        f"<td align=right>&nbsp;&nbsp;{number(deviation)}</td></tr>"
        for name, mean, deviation in rows
    )
    head = "<tr><td></td><td align=right>&nbsp;&nbsp;mean</td><td align=right>&nbsp;&nbsp;standard deviation</td></tr>"
    rest = len(inputs.names) - IN_TABLE
    more = f"<tr><td>… and {rest} more</td></tr>" if rest > 0 else ""
    return f"<table>{head}{body}{more}</table>"
