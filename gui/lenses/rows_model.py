"""The table of examples as a Qt model: only visible cells are turned into text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.analysis.scores import shares
from core.arrays import Array
from core.data.columns import RowNumbers
from core.training.evaluation import classify
from core.values import dataclass
from core.words import as_typed, shortened, unmarked
from gui.frames.frame import Frame
from gui.frames.listed import Listed, listed
from gui.frames.pointing import Group
from gui.widgets.field import tooltip
from gui.widgets.numbers import number, percent
from gui.widgets.picture import ink_image
from gui.widgets.theme import Look

Index = QModelIndex | QPersistentModelIndex
FED_SHOWN = 12
"""Inputs of the network that a tooltip lists."""
SHORT = 24
"""Letters that surely have room in a column; longer texts are in the tooltip too."""
STARTS = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap
NO_CELL = QModelIndex()
NO_TESTS = "There is no test set: the test share is 0 %."


@dataclass(frozen=True)
class ExampleColumn:
    """A column: its heading, what it means, the text of a row, and what rows (r,) are sorted by."""

    name: str
    help: str
    text: Callable[[int], str]
    key: Callable[[RowNumbers], Array]
    largest_first: bool = False
    is_input: bool = False


def sureness(outputs: Array) -> Array:
    """Return the output of the predicted class (m,), of outputs (k × m): a probability for sigmoid and softmax."""
    if len(outputs) > 1:
        best: Array = np.asarray(outputs.max(axis=0))
        return best
    return np.asarray(np.where(outputs[0] > 0.5, outputs[0], 1.0 - outputs[0]))


def answer_text(frame: Frame, outputs: Array, most: int = 1000) -> str:
    """Return the prediction that outputs (k,) are: a class, its name cut to ``most`` letters, and its confidence."""
    if not frame.problem.classes:
        return "; ".join(number(float(value)) for value in frame.in_units(outputs))
    name = as_typed(shortened(frame.experiment.data.class_names[int(predicted_class(outputs))], most))
    if frame.experiment.network.output.name not in ("sigmoid", "softmax"):
        return f"{name} · {'; '.join(number(float(value)) for value in outputs)}"
    sure = float(outputs.max()) if len(outputs) > 1 else max(float(outputs[0]), 1.0 - float(outputs[0]))
    return f"{name} · {percent(sure, 0)}"


def predicted_class(outputs: Array) -> int:
    """Return the class that the outputs (k,) of one example stand for."""
    return int(classify(outputs[:, None])[0])


def target_text(frame: Frame, row: int) -> str:
    """Return the target of an example; see `Frame.row`."""
    if frame.problem.classes:
        return as_typed(frame.experiment.data.class_names[frame.label_of(row)])
    return "; ".join(as_given(float(value)) for value in frame.target_of(row))


def as_given(value: float) -> str:
    """Return a number of the data as text; integers without decimals."""
    return f"{value:.0f}".replace("-", "−") if value.is_integer() and abs(value) < 1e6 else number(value, 4)


def columns_of(frame: Frame, given: Listed, share: Array) -> tuple[ExampleColumn, ...]:
    """Return the columns for what is listed of a frame; ``share`` (t,) is each example's share of its set's loss.

    Rows that texts and keys are asked for are places among what is listed.
    """
    problem, data = frame.problem, frame.experiment.data
    classes, row_of = problem.classes, given.rows
    target = given.labels.astype(float) if classes else given.y[0]
    sure = np.clip(sureness(given.outputs), 0.0, 1.0)
    answer = classify(given.outputs) + 0.999 * sure if classes else given.outputs[0]
    off = () if classes else (_residual(frame, given),)
    seen, of_which = len(frame.answers.loss), "the sample" if problem.samples else "its set"
    of_what = " It is that of the standardised target." if problem.target_scale.standardised else ""

    def answered(row: int) -> str:
        return ("✗ " if given.wrong[row] else "") + answer_text(frame, given.outputs[:, row])

    fixed = (
        ExampleColumn(
            "no.",
            "Number of the example in its set.",
            lambda r: frame.name_of(int(row_of[r])).split()[1].replace(",", ""),
            lambda r: row_of[r].astype(float),
        ),
        ExampleColumn(
            data.target, "Target of the example.", lambda r: target_text(frame, int(row_of[r])), lambda r: target[r]
        ),
        ExampleColumn(
            "predicted",
            "The network's prediction and its confidence; ✗ marks a wrong class.",
            answered,
            lambda r: answer[r],
        ),
        *off,
        ExampleColumn(
            "loss",
            f"Loss of this example.{of_what}",
            lambda r: number(float(given.loss[r])),
            lambda r: given.loss[r],
            True,
        ),
        ExampleColumn(
            "share",
            f"This example's share of the loss of {of_which}.",
            lambda r: percent(float(share[r]), 2) if r < seen else "–",
            lambda r: given.loss[r],
            True,
        ),
    )
    own = _input_columns(frame, given)
    return (fixed[0], *own, *fixed[1:]) if data.picture is not None else (*fixed, *own)


def _residual(frame: Frame, given: Listed) -> ExampleColumn:
    """Return how far each of the numbers is from its answer, in its own unit; sorted by the first one's size."""
    y, a = given.y[0], given.outputs[0]

    def off(row: int) -> Array:
        return frame.target_of(int(given.rows[row])) - frame.in_units(given.outputs[:, row])

    return ExampleColumn(
        "residual",
        f"Residual: {frame.experiment.data.target} − answer; sorted by its size.",
        lambda r: "; ".join(number(float(value)) for value in off(r)),
        lambda r: np.abs(y[r] - a[r]),
        largest_first=True,
    )


def _whole(text: str) -> str | None:
    """Return a tooltip with a text that may be cut in its cell; None for a short one."""
    return tooltip(text) if len(text) > SHORT else None


def _input_columns(frame: Frame, given: Listed) -> tuple[ExampleColumn, ...]:
    data = frame.experiment.data
    if data.picture is not None:

        def ink(rows: RowNumbers) -> Array:
            return np.asarray(_inputs(frame, given, slice(None))[:, rows].sum(axis=0))

        return (ExampleColumn("picture", "The picture; sorted by its ink.", lambda r: "", ink, True, True),)
    return tuple(_input_column(frame, given, place, name) for place, name in enumerate(data.inputs))


def _input_column(frame: Frame, given: Listed, place: int, name: str) -> ExampleColumn:
    return ExampleColumn(
        name,
        f"{name}, in its original unit.",
        lambda r: as_given(float(frame.inputs_of(int(given.rows[r]))[place])),
        lambda r: _inputs(frame, given, slice(place, place + 1))[0, r],
        is_input=True,
    )


def _inputs(frame: Frame, given: Listed, places: slice) -> Array:
    """Return some inputs of what is listed (n × t), in their own units."""
    problem, seen = frame.problem, frame.problem.x.shape[1]
    beyond = problem.whole.x[places, given.rows[seen:] - len(problem.test)]
    return np.concatenate([problem.train.x[places], problem.test.x[places], beyond], axis=1)


class RowsModel(QAbstractTableModel):
    """Examples of one set, sorted and filtered: ``rows`` are places among what is ``listed``."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[ExampleColumn, ...] = ()
        self.rows: RowNumbers = np.empty(0, np.int64)
        self.share: Array = np.empty(0)
        self.sorted_by, self.falling = 3, True
        self.listed: Listed | None = None
        self._frame: Frame | None = None
        self._look = Look()
        self._side = 20

    def set_look(self, look: Look, picture_side: int) -> None:
        """Take a theme, and how large pictures are."""
        self._look, self._side = look, picture_side

    def show(self, frame: Frame, group: Group, wrong_only: bool) -> None:
        """Show the examples of a group."""
        m, seen, given = len(frame.problem.train), frame.problem.x.shape[1], listed(frame)
        part = np.arange(m) if group.train else np.arange(m, seen)
        share = np.full(len(given.rows), np.nan)
        share[part] = shares(given.loss[part])
        whole = np.concatenate([part, np.arange(seen, len(given.rows))]) if group.train else part
        names = [column.name for column in self.columns]
        self.share, self.columns, self._frame, self.listed = share, columns_of(frame, given, share), frame, given
        if names != [column.name for column in self.columns]:
            self.sorted_by = [column.name for column in self.columns].index("loss")
            self.falling = True
            self.beginResetModel()
            self.rows = self._ordered(_of_group(given, group, whole, wrong_only))
            self.endResetModel()
        else:
            self._take(self._ordered(_of_group(given, group, whole, wrong_only)))

    def _take(self, rows: RowNumbers) -> None:
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif len(rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))

    def sort_by(self, place: int) -> None:
        """Sort by a column; the same one again reverses the order."""
        again = place == self.sorted_by
        self.falling = not self.falling if again else self.columns[place].largest_first
        self.sorted_by = place
        self._take(self._ordered(np.sort(self.rows)))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def _ordered(self, rows: RowNumbers) -> RowNumbers:
        if not len(rows):
            return rows
        key = np.nan_to_num(self.columns[self.sorted_by].key(rows).astype(float), nan=np.inf)
        return np.asarray(rows[np.argsort(-key if self.falling else key, kind="stable")])

    def place_of(self, row: int) -> int | None:
        """Return where an example stands in the table; see `Frame.row`."""
        if self.listed is None:
            return None
        found = np.flatnonzero(self.listed.rows[self.rows] == row)
        return int(found[0]) if len(found) else None

    def row_at(self, place: int) -> int:
        """Return which example stands there, as `Frame.row` has it."""
        assert self.listed is not None
        return int(self.listed.rows[self.rows[place]])

    # What Qt asks

    def rowCount(self, parent: Index = NO_CELL) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_CELL) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            name = shortened(column.name, SHORT)
            return f"{name} {'↓' if self.falling else '↑'}" if section == self.sorted_by else name
        if role == Qt.ItemDataRole.ToolTipRole:
            whole = [column.name] if len(column.name) > SHORT else []
            return tooltip(*whole, column.help, "Click to sort; click again to reverse the order.")
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        frame = self._frame
        if frame is None or self.listed is None or not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = int(self.rows[index.row()]), self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if role == Qt.ItemDataRole.ForegroundRole and column.name == "predicted" and self.listed.wrong[row]:
            return self._look.colour("error")
        if role == Qt.ItemDataRole.ToolTipRole:
            return fed_text(frame, self.row_at(index.row())) if column.is_input else _whole(column.text(row))
        if column.is_input and role == Qt.ItemDataRole.DecorationRole:
            return self._picture(frame, self.row_at(index.row()))
        return None

    def match(
        self, start: Index, role: int, value: Any, hits: int = 1, flags: Qt.MatchFlag = STARTS
    ) -> list[QModelIndex]:
        """Return the next cell whose words begin with what is typed, whatever marks stand before them."""
        if not isinstance(value, str) or start.column() >= len(self.columns):
            return []
        text, typed = self.columns[start.column()].text, value.lower()
        for place in np.roll(np.arange(len(self.rows)), -start.row()):
            if unmarked(text(int(self.rows[place]))).lstrip("✗ ").lower().startswith(typed):
                return [self.index(int(place), start.column())]
        return []

    def _picture(self, frame: Frame, row: int) -> Any:
        shape = frame.experiment.data.picture
        if shape is None:
            return None
        return ink_image(frame.inputs_of(row).reshape(shape), self._look).scaled(self._side, self._side)


def _of_group(given: Listed, group: Group, whole: RowNumbers, wrong_only: bool) -> RowNumbers:
    """Return the places of those of a set that are to be listed."""
    kept = np.ones(len(whole), bool)
    if wrong_only:
        kept &= given.wrong[whole]
    if group.label is not None:
        kept &= given.labels[whole] == group.label
    if group.predicted is not None:
        kept &= classify(given.outputs)[whole] == group.predicted
    return whole[kept]


def fed_text(frame: Frame, row: int) -> str:
    """Return what the network gets for an example: standardised, or as features."""
    inputs = frame.problem.inputs
    if not inputs.standardised and not inputs.features:
        return tooltip("The network gets these numbers unchanged.")
    fed = zip(inputs.names, frame.problem.fed(row).tolist(), strict=True)
    lines = [f"{name} = {number(value, 4)}" for name, value in fed]
    more = [f"… {len(lines) - FED_SHOWN} more"] if len(lines) > FED_SHOWN else []
    how = "standardised" if inputs.standardised else "as features"
    return tooltip(f"The network gets, {how}:", *lines[:FED_SHOWN], *more)
