"""The user's own table as a data set: some columns are inputs, one is predicted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from core.arrays import Array, frozen
from core.data.csv_reader import CsvColumn, Table, rows_in_words
from core.data.dataset import COORDINATES, Dataset, drawn_from
from core.data.examples import Examples, of_classes, of_numbers
from core.hyperparameters import InvalidSetting
from core.words import counted

MAX_CLASSES = 10
MIN_ROWS = 4
MOST_UNLIKE = 1.7
"""How many times as far as the other an input may reach on equal scales: both fill more than half of the square."""
_UNIT = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
Task = Literal["classes", "number"]


@dataclass(frozen=True)
class OwnData(Dataset):
    """Examples brought by the user; two are equal if their content is.

    Attributes
    ----------
    content
        A digest of everything that determines the examples.
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
    label: str, inputs: tuple[str, ...], target: str | tuple[str, ...], class_names: tuple[str, ...], examples: Examples
) -> OwnData:
    """Return examples as a data set; it may have several ``target`` numbers."""
    targets = (target,) if isinstance(target, str) else target
    digest = hashlib.sha256(repr((inputs, targets, class_names)).encode())
    for array in (examples.x, examples.labels, examples.values):
        digest.update(np.ascontiguousarray(array).tobytes())
    return OwnData(digest.hexdigest()[:24], label, inputs, targets, class_names, examples)


def likely_task(column: CsvColumn) -> Task:
    """Return what a target column most likely is: words, or a few different whole numbers, are classes."""
    if column.kind != "number":
        return "classes"
    values = column.values[np.isfinite(column.values)]
    different = np.unique(values[:100_000])
    whole = bool(np.all(different == np.rint(different)))
    return "classes" if whole and len(different) <= MAX_CLASSES else "number"


def lacks_inputs(table: Table, target: int) -> str:
    """Return why no column but ``target`` can be an input, in plain words; empty if one can."""
    others = [column for place, column in enumerate(table.columns) if place != target]
    if not others:
        return "There is only one column; at least two are needed: one to learn from and one to predict."
    if any(column.kind == "number" and not column.constant for column in others):
        return ""
    goal = table.columns[target].name
    return f"No column except “{goal}” holds numbers that differ from row to row; at least one is needed as an input."


def from_table(
    table: Table, label: str, inputs: Sequence[int], target: int, task: Task, also: Sequence[int] = ()
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
    goal, goals = table.columns[target], [table.columns[place] for place in (target, *also)]
    kept, remarks = _complete_rows(table, [*chosen, *goals])
    x = np.stack([column.values[kept] for column in chosen])
    names = tuple(column.name for column in chosen)
    if task == "number":
        for each in goals:
            if each.kind != "number":
                raise InvalidSetting("target", f"“{each.name}” holds words, not numbers: choose classes for it.")
        values = np.stack([each.values[kept] for each in goals])
        data = own_data(label, names, tuple(each.name for each in goals), (), of_numbers(x, values))
        return replace(data, stratified=True), remarks
    if also:
        raise InvalidSetting("target", "Only one column can be predicted as classes; several columns as numbers.")
    class_names, labels = _classes(goal, goal.values[kept])
    data = own_data(label, names, goal.name, class_names, of_classes(x, labels))
    return replace(data, stratified=True), remarks


def _check_inputs(table: Table, inputs: Sequence[int], targets: Sequence[int]) -> None:
    if not inputs:
        raise InvalidSetting("inputs", "Choose at least one column as an input.")
    for place in inputs:
        column = table.columns[place]
        if place in targets:
            raise InvalidSetting("inputs", f"“{column.name}” is to be predicted, so it cannot be an input too.")
        if column.kind != "number":
            raise InvalidSetting(
                "inputs", f"“{column.name}” holds {column.kind}, but inputs must be numbers: leave it out."
            )
        if column.constant:
            raise InvalidSetting(
                "inputs",
                f"“{column.name}” has the same value in every row; nothing can be learned from it: leave it out.",
            )


def _complete_rows(
    table: Table, columns: Sequence[CsvColumn]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[str, ...]]:
    """Return which rows have a value in all ``columns``, and a remark on those that do not."""
    rows = sorted({row for column in columns for row in column.missing})
    kept = np.ones(len(table), bool)
    for column in columns:
        kept &= np.isfinite(column.values) if column.kind == "number" else column.values >= 0
    if kept.sum() < MIN_ROWS:
        raise InvalidSetting(
            "inputs",
            f"Only {counted(int(kept.sum()), 'row')} with a value in every chosen column; "
            f"at least {MIN_ROWS} are needed.",
        )
    many = "is" if len(rows) == 1 else "are"
    return kept, (f"{rows_in_words(rows).capitalize()} {many} left out: a value is missing.",) if rows else ()


def _classes(goal: CsvColumn, values: Array) -> tuple[tuple[str, ...], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the classes' names and each row's class (m,): numbers in order, words as they come."""
    different, labels = np.unique(values, return_inverse=True)
    if len(different) < 2:
        raise InvalidSetting("target", f"“{goal.name}” has only one class; at least two are needed.")
    if len(different) > MAX_CLASSES:
        raise InvalidSetting(
            "target",
            f"“{goal.name}” has {len(different):,} different values, but there can be at most {MAX_CLASSES} classes. "
            + ("If it is a quantity, choose number." if goal.kind == "number" else "Choose another column to predict."),
        )
    names = (f"{value:g}" for value in different) if goal.kind == "number" else (goal.words[int(v)] for v in different)
    return tuple(names), labels.astype(np.int64)
