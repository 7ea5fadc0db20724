"""The user's own data in a file: a name and a list of values for each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.data.examples import Examples, Labels, of_classes, of_numbers
from core.data.own import MAX_CLASSES, MAX_COLUMNS, MIN_ROWS, OwnData, own_data
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.words import counted

MAX_NUMBERS = 1_000_000
"""Most numbers in a file: 20 MB, which take some seconds to read."""
KEYS = ("name", "label", "seed", "stratified", "inputs", "targets")


def own_data_to(data: OwnData) -> dict[str, Any]:
    """Return the table from which `own_data_from` makes the same data.

    Raises
    ------
    InvalidSetting
        If there are more numbers than a file can hold; the message says what to do.
    """
    columns = len(data.inputs) + len(data.targets)
    if data.points * columns > MAX_NUMBERS:
        raise InvalidSetting(
            "data",
            f"{data.title} has {counted(data.points, 'row')} in {counted(columns, 'column')}; a file holds up to "
            f"{MAX_NUMBERS:,} numbers. Choose fewer columns, or open a table with fewer rows; the whole table stays "
            "in its own file.",
        )
    examples = data.examples
    inputs = [_column(name, values) for name, values in zip(data.inputs, examples.x, strict=True)]
    for column, group in zip(inputs, data.groups, strict=False):
        column["group"] = group
    if data.classes:
        labels = {"values": examples.labels.tolist()}
        targets = [{"name": data.targets[0], "classes": list(data.class_names), **labels}]
    else:
        targets = [_column(name, values) for name, values in zip(data.targets, examples.values, strict=True)]
    own = {"stratified": True} if data.stratified else {}
    return {"name": data.name, "label": data.title, "seed": data.seed, **own, "inputs": inputs, "targets": targets}


def _column(name: str, values: Array) -> dict[str, Any]:
    return {"name": name, "values": values.tolist()}


def own_data_from(content: Mapping[str, Any]) -> OwnData:
    """Return the data that a table describes.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    refuse_other_keys(content, "own data", KEYS)
    inputs, targets = (_columns(content, key) for key in ("inputs", "targets"))
    names = tuple(_name(column) for column in inputs)
    goals = tuple(_name(column) for column in targets)
    x, class_names, examples = np.stack([_values(column) for column in inputs]), _classes(targets), _values(targets[0])
    if class_names:
        made = _classified(x, examples, class_names)
    else:
        made = of_numbers(x, np.stack([_values(column) for column in targets]))
    data = own_data(_label(content), names, goals, class_names, made, _groups(inputs))
    if not isinstance(content.get("stratified", False), bool):
        raise InvalidSetting("stratified", f"must be true or false, not {content['stratified']!r:.40}.")
    return replace(data, **{key: content[key] for key in ("seed", "stratified") if key in content})


def _classified(x: Array, values: Array, names: tuple[str, ...]) -> Examples:
    wrong = np.flatnonzero((np.rint(values) != values) | (values < 0) | (values >= len(names)))
    if len(wrong):
        row = int(wrong[0])
        words = f"must be class numbers from 0 to {len(names) - 1}; row {row + 1:,} has {values[row]:g}."
        raise InvalidSetting("values", words)
    labels: Labels = values.astype(np.int64)
    return of_classes(x, labels)


def _columns(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the columns under a key; all columns have as many values."""
    columns = content.get(key)
    if not (isinstance(columns, list) and columns and all(isinstance(each, Mapping) for each in columns)):
        raise InvalidSetting(key, 'must be one or more columns, each {name = "hours", values = [1.5, 2.0, …]}.')
    if len(columns) > MAX_COLUMNS:
        raise InvalidSetting(key, f"has {len(columns):,} columns; at most {MAX_COLUMNS:,} are allowed.")
    known = ("name", "values", "classes" if key == "targets" else "group")
    for column in columns:
        refuse_other_keys(column, f"a column of {key}", known)
    counts = {len(_list(column)) for column in (*columns, *content["inputs"][:1])}
    if len(counts) > 1 or min(counts) < MIN_ROWS:
        numbers = " and ".join(f"{count:,}" for count in sorted(counts))
        words = f"All columns need the same number of values, at least {MIN_ROWS}; these have {numbers}."
        raise InvalidSetting("values", words)
    return columns


def _list(column: Mapping[str, Any]) -> list[Any]:
    values = column.get("values")
    if not isinstance(values, list):
        raise InvalidSetting("values", f"“{_name(column)}” needs a list of numbers, values = [1.5, 2.0, …].")
    return values


def _values(column: Mapping[str, Any]) -> Array:
    """Return a column's numbers (m,)."""
    values = _list(column)
    if not all(type(value) in (int, float) for value in values):
        row, value = next((row, v) for row, v in enumerate(values, 1) if type(v) not in (int, float))
        raise InvalidSetting("values", f"“{_name(column)}” must be numbers; row {row:,} has {value!r:.40}.")
    try:
        numbers: Array = np.array(values, dtype=np.float64)
    except OverflowError:
        numbers = np.array([float(value) if abs(value) < 1e300 else np.inf for value in values])
    if not np.isfinite(numbers).all():
        row = int(np.argmin(np.isfinite(numbers))) + 1
        raise InvalidSetting("values", f"“{_name(column)}” must be finite numbers; the value in row {row:,} is not.")
    return numbers


def _name(column: Mapping[str, Any]) -> str:
    name = column.get("name")
    if not isinstance(name, str):
        raise InvalidSetting("name", f"A column's name must be text, not {name!r:.40}.")
    return name


def _groups(inputs: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return for each input the name of the column that it is made of; none where no input tells."""
    if not any("group" in column for column in inputs):
        return ()
    groups = tuple(column.get("group", _name(column)) for column in inputs)
    for group in groups:
        if not isinstance(group, str):
            raise InvalidSetting("group", f"The group of an input must be text, not {group!r:.40}.")
    return groups


def _label(content: Mapping[str, Any]) -> str:
    label = content.get("label", "own data")
    if not isinstance(label, str):
        raise InvalidSetting("label", f"must be text, not {label!r:.40}.")
    return label


def _classes(targets: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the names of the classes; none where numbers are to be predicted."""
    if not any("classes" in column for column in targets):
        return ()
    names = targets[0].get("classes")
    fits = len(targets) == 1 and isinstance(names, list) and 2 <= len(names) <= MAX_CLASSES
    if not (fits and all(isinstance(name, str) for name in names or [])):
        words = f"must be 2 to {MAX_CLASSES} names, in a single column of targets."
        raise InvalidSetting("classes", words)
    return tuple(names or ())
