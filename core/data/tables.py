"""The user's own table as a data set: some columns are inputs, one is predicted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from core.arrays import Array, frozen
from core.data.coding import coded_inputs
from core.data.columns import MAX_CLASSES, CsvColumn, rows_in_words
from core.data.csv_reader import Table
from core.data.dataset import COORDINATES, Dataset, drawn_from
from core.data.examples import Examples, of_classes, of_numbers
from core.data.layout import MAX_COLUMNS, column_names
from core.data.roles import MIN_ROWS, TargetKind
from core.hyperparameters import InvalidSetting
from core.words import counted

MOST_UNLIKE = 1.7
"""How many times as far as the other an input may reach on equal scales: both fill more than half of the square."""
_UNIT = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")


@dataclass(frozen=True)
class OwnData(Dataset):
    """Examples brought by the user; two are equal if their content is.

    Attributes
    ----------
    content
        A digest of everything that determines the examples.
    groups
        For each input the column that it is made of, where some columns of words make several; else empty.
    """

    name = "own"
    title = "own data"
    help = "Your own data: a table, or points drawn with the mouse."
    source = "provided by you."

    content: str = ""
    label: str = field(default="own data", compare=False)
    input_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    names_of_classes: tuple[str, ...] = ()
    examples: Examples = field(default_factory=lambda: of_numbers(np.empty((1, 0)), np.empty((1, 0))), compare=False)
    seed: int = drawn_from()
    stratified: bool = False
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "title", self.label)  # own data sets each have their own title
        object.__setattr__(self, "target", ", ".join(self.targets))

    @property
    def targets(self) -> tuple[str, ...]:
        return self.target_names or ("class",)

    @property
    def predicts(self) -> int:
        return 0 if self.classes else len(self.targets)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.input_names

    @cached_property
    def _spans(self) -> Array:
        """How far each input reaches (n₀,): kept, since the window asks too, and a million rows take long."""
        spans: Array = frozen(np.ptp(self.examples.x, axis=1))
        return spans

    def one_scale(self, across: int, up: int) -> bool:
        """Tell whether two of the inputs have one unit and are of like size; then both scales are equal."""
        units = {unit_of(self.inputs[place]) for place in (across, up)}
        if self.inputs != COORDINATES and (len(units) > 1 or "" in units):
            return False
        short, long = sorted(self._spans[[across, up]].tolist())
        return bool(long <= MOST_UNLIKE * short)

    @property
    def points(self) -> int:
        return len(self.examples)

    @property
    def classes(self) -> int:
        return len(self.names_of_classes)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.names_of_classes

    def generate(self) -> Examples:
        return self.examples


def unit_of(name: str) -> str:
    """Return the unit in brackets at the end of a name, e.g. ``"cm"`` of ``"height (cm)"``; empty for none."""
    found = _UNIT.search(name)
    return found[1].strip() if found else ""


def own_data(
    label: str,
    inputs: tuple[str, ...],
    target: str | tuple[str, ...],
    class_names: tuple[str, ...],
    examples: Examples,
    groups: tuple[str, ...] = (),
) -> OwnData:
    """Return examples as a data set; it may have several ``target`` numbers, and ``groups`` of inputs."""
    targets = (target,) if isinstance(target, str) else target
    digest = hashlib.sha256(repr((inputs, targets, class_names)).encode())
    for array in (examples.x, examples.labels, examples.values):
        digest.update(np.ascontiguousarray(array).tobytes())
    return OwnData(digest.hexdigest()[:24], label, inputs, targets, class_names, examples, groups=groups)


def lacks_inputs(table: Table, target: int) -> str:
    """Return why no column but ``target`` can be an input, in plain words; empty if one can."""
    others = [column for place, column in enumerate(table.columns) if place != target]
    if not others:
        return "There is only one column; at least two are needed: one to learn from and one to predict."
    if any(not column.constant for column in others):
        return ""
    goal = table.columns[target].name
    return f"No column except “{goal}” has values that differ from row to row; at least one is needed as an input."


def from_table(
    table: Table, label: str, inputs: Sequence[int], target: int, kind: TargetKind, also: Sequence[int] = ()
) -> tuple[OwnData, tuple[str, ...]]:
    """Return a data set made of a table's columns, and remarks on what was left out.

    Parameters
    ----------
    inputs, target
        Places of columns, from 0.
    also
        Places of further columns of numbers that are predicted too.

    Raises
    ------
    InvalidSetting
        For ``"inputs"`` or ``"target"``, in plain words, if nothing can be learned from these columns.
    """
    _check_inputs(table, inputs, (target, *also))
    chosen = [table.columns[place] for place in inputs]
    goals = [table.columns[place] for place in (target, *also)]
    if kind == "number" and any(goal.holds == "words" for goal in goals):
        name = next(goal.name for goal in goals if goal.holds == "words")
        raise InvalidSetting("target", f"“{name}” holds words, not numbers: choose classes for it.")
    if kind == "classes" and also:
        raise InvalidSetting("target", "Only one column can be predicted as classes; several columns as numbers.")
    kept, remarks = _complete_rows(table, [*chosen, *goals])
    remarks = (*filter(None, (table.left_out, _only_names(chosen))), *remarks)
    coded = [one for column in chosen for one in coded_inputs(column, kept)]
    if len(coded) > MAX_COLUMNS:
        raise InvalidSetting(
            "inputs",
            f"These columns and words make {len(coded):,} inputs; at most {MAX_COLUMNS:,} are possible: choose fewer.",
        )
    x = np.stack([one.values for one in coded])
    names = column_names([one.name for one in coded])
    groups = tuple(one.group for one in coded) if any(column.holds == "words" for column in chosen) else ()
    if kind == "number":
        values = np.stack([goal.values[kept] for goal in goals])
        targets = tuple(goal.number_name for goal in goals)
        data = own_data(label, names, targets, (), of_numbers(x, values), groups)
        return replace(data, stratified=True), remarks
    class_names, labels = _classes(goals[0], goals[0].values[kept])
    data = own_data(label, names, goals[0].name, class_names, of_classes(x, labels), groups)
    return replace(data, stratified=True), remarks


def _check_inputs(table: Table, inputs: Sequence[int], targets: Sequence[int]) -> None:
    if not inputs:
        raise InvalidSetting("inputs", "Choose at least one column as an input.")
    for place in inputs:
        column = table.columns[place]
        if place in targets:
            raise InvalidSetting("inputs", f"“{column.name}” is to be predicted, so it cannot be an input too.")
        if column.kind == "empty":
            raise InvalidSetting("inputs", f"“{column.name}” is empty; nothing can be learned from it: leave it out.")
        if column.constant:
            raise InvalidSetting(
                "inputs",
                f"“{column.name}” has the same value in every row; nothing can be learned from it: leave it out.",
            )


def _complete_rows(
    table: Table, columns: Sequence[CsvColumn]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[str, ...]]:
    """Return which rows have a fitting value in all ``columns``, and remarks on those that do not."""
    kept = np.ones(len(table), bool)
    for column in columns:
        kept &= column.values >= 0 if column.holds == "words" else np.isfinite(column.values)
    if kept.sum() < MIN_ROWS:
        raise InvalidSetting(
            "inputs",
            f"Only {counted(int(kept.sum()), 'row')} with a value in every chosen column; "
            f"at least {MIN_ROWS} are needed.",
        )
    missing = sorted({row for column in columns for row in column.missing})
    odd = sorted({cell.row for column in columns for cell in column.odd} - set(missing))
    return kept, (*_left_out(missing, "a value is missing"), *_left_out(odd, "a cell does not fit its column"))


def _only_names(inputs: Sequence[CsvColumn]) -> str:
    """Return that nothing can be learned about new examples where inputs only tell the rows apart; else empty."""
    if not all(column.counts for column in inputs):
        return ""
    names = " and ".join(f"“{column.name}”" for column in inputs)
    tells = "tells" if len(inputs) == 1 else "tell"
    return (
        f"{names} only {tells} the rows apart, so nothing is learned about new examples: choose or add a column that "
        "says something about each row."
    )


def _left_out(rows: Sequence[int], why: str) -> tuple[str, ...]:
    many = "is" if len(rows) == 1 else "are"
    return (f"{rows_in_words(rows).capitalize()} {many} left out: {why}.",) if rows else ()


def _classes(goal: CsvColumn, values: Array) -> tuple[tuple[str, ...], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the classes' names and each row's class (m,): numbers in order, words as they come."""
    different, labels = np.unique(values, return_inverse=True)
    if len(different) < 2:
        raise InvalidSetting(
            "target",
            f"“{goal.name}” is “{goal.text(different[0])}” in every row, so there is nothing to predict: choose "
            "another column.",
        )
    if len(different) > MAX_CLASSES:
        raise InvalidSetting(
            "target",
            f"“{goal.name}” has {len(different):,} different values, but there can be at most {MAX_CLASSES} classes. "
            + (
                "If it is a quantity, choose number." if goal.holds == "number" else "Choose another column to predict."
            ),
        )
    return tuple(goal.text(value) for value in different), labels.astype(np.int64)
