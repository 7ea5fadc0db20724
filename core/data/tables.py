"""From a table to a data set: some columns are inputs, one is predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.data.coding import coded_inputs
from core.data.columns import CsvColumn, rows_in_words
from core.data.csv_reader import Table
from core.data.examples import of_classes, of_numbers
from core.data.layout import column_names
from core.data.own import MAX_CLASSES, MAX_COLUMNS, MIN_ROWS, OwnData, own_data
from core.data.roles import TargetKind
from core.hyperparameters import InvalidSetting
from core.words import counted


def lacks_inputs(table: Table, target: int) -> str:
    """Return why no column but ``target`` can be an input, in plain words; empty if one can."""
    others = [column for place, column in enumerate(table.columns) if place != target]
    if not others:
        return (
            "There is only one column; at least two are needed: one to learn from and one to predict. "
            "Between cells there must be commas, semicolons, tabs, bars or spaces."
        )
    if any(not column.constant for column in others):
        return ""
    goal = table.columns[target]
    if goal.constant:
        return "No column has values that differ from row to row, so there is nothing to learn or to predict."
    return f"No column except “{goal.name}” has values that differ from row to row; at least one is needed as an input."


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


class TooFewRows(InvalidSetting):
    """Only so many ``rows`` are complete: too few to learn from."""

    def __init__(self, rows: int, message: str) -> None:
        super().__init__("inputs", message)
        self.rows = rows


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
                f"“{column.name}” has the same value {column.everywhere}; nothing can be learned from it: "
                "leave it out.",
            )


def _complete_rows(
    table: Table, columns: Sequence[CsvColumn]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[str, ...]]:
    """Return which rows have a fitting value in all ``columns``, and remarks on those that do not."""
    kept = np.ones(len(table), bool)
    for column in columns:
        kept &= column.values >= 0 if column.holds == "words" else np.isfinite(column.values)
    missing = sorted({row for column in columns for row in column.missing})
    odd = sorted({cell.row for column in columns for cell in column.odd} - set(missing))
    remarks = *_left_out(missing, "a value is missing"), *_left_out(odd, "a cell does not fit its column")
    if kept.sum() < MIN_ROWS:
        rows = counted(int(kept.sum()), "row")
        few = f"Only {rows} with a value in every chosen column; at least {MIN_ROWS} are needed."
        raise TooFewRows(int(kept.sum()), " ".join(filter(None, (few, table.left_out, *remarks))))
    return kept, remarks


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
        whole = "complete " if len(values) < len(goal.values) else ""
        raise InvalidSetting(
            "target",
            f"“{goal.name}” is “{goal.text(different[0])}” in every {whole}row, so there is nothing to predict: choose "
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
