"""The numbers of a moment, as files for a spreadsheet or for NumPy: curves, parameters, matrices, predictions, data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from core.arrays import Array
from core.exchange.scripts.catalogue import arrays_of
from core.hyperparameters import InvalidSetting
from core.training.evaluation import Evaluation, classify
from core.training.history import History
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.training.trace import trace
from core.training.whole_set import outputs_of
from core.values import dataclass

NamedColumns = Mapping[str, Any]
"""NamedColumns by name, all of one length."""


@dataclass(frozen=True)
class RunMoment:
    """Where a run stands.

    Attributes
    ----------
    curves
        As `curves_of` returns them: a history belongs to one thread alone.
    """

    problem: Problem
    snapshot: Snapshot
    curves: NamedColumns


def curves_of(history: History, until: int) -> NamedColumns:
    """Return what was measured: batch loss and gradient norm of each iteration, whole-set values where they are known.

    Data losses are without the penalty, which has a column of its own.
    """
    iterations = np.arange(until + 1)
    columns: dict[str, Any] = {"iteration": iterations}
    for name, values in (("batch_loss", history.batch_loss), ("gradient_norm", history.gradient_norm)):
        columns[name] = np.full(until + 1, np.nan)
        columns[name][: min(until, len(values))] = values[:until]
    at = history.evaluated("iteration").astype(np.int64)
    for field in fields(Evaluation)[1:]:
        column = np.full(until + 1, np.nan)
        column[at[at <= until]] = history.evaluated(field.name)[at <= until]
        if not np.isnan(column).all():
            columns[field.name] = column
    return columns


def parameters_of(moment: RunMoment) -> dict[str, Array]:
    """Return θ by layer: W1 (n₁ × n₀), b1 (n₁ × 1), W2, …"""
    layout, theta = moment.problem.layout, moment.snapshot.theta
    found: dict[str, Array] = {}
    for l in range(1, layout.depth + 1):
        found |= {f"W{l}": layout.weights(theta, l), f"b{l}": layout.biases(theta, l)}
    return found


def matrices_of(moment: RunMoment) -> dict[str, Array]:
    """Return all matrices of the coming iteration in the articles' notation: X, Y, Z1, A1, dZ1, dW1, db1, … and θ."""
    opened = trace(moment.problem, moment.snapshot)
    found = {"X": opened.x, "Y": opened.y, **parameters_of(moment)}
    for l, layer in enumerate(opened.layers, start=1):
        found |= {f"Z{l}": layer.z, f"A{l}": layer.a, f"dZ{l}": layer.dz, f"dW{l}": layer.dw, f"db{l}": layer.db}
    return found


def parameter_table(moment: RunMoment) -> NamedColumns:
    """Return θ as a table of names and values, as on the screen."""
    layout = moment.problem.layout
    return {"parameter": [layout.name(i) for i in range(layout.parameters)], "value": moment.snapshot.theta}


def predictions_of(moment: RunMoment) -> NamedColumns:
    """Return each example's inputs, as in the data, with its target and what the network answers."""
    problem = moment.problem
    data, sets = problem.experiment.data, (problem.whole, problem.whole_test)
    columns: dict[str, Any] = {"set": ["training"] * len(sets[0]) + ["test"] * len(sets[1])}
    x = np.concatenate([each.x for each in sets], axis=1)
    columns |= {f"input {name}": row for name, row in zip(data.inputs, x, strict=True)}
    outputs = outputs_of(problem, moment.snapshot.theta)
    if data.classes:
        names = np.array(data.class_names)
        columns["class"] = names[np.concatenate([each.labels for each in sets])]
        columns["predicted class"] = names[classify(outputs)]
        shown = data.class_names if len(outputs) > 1 else (data.class_names[-1],)
        columns |= {f"output for {name}": row for name, row in zip(shown, outputs, strict=True)}
    else:
        values = np.concatenate([each.values for each in sets], axis=1)
        for name, y, a in zip(data.targets, values, problem.target_scale.in_units(outputs), strict=True):
            columns |= {name: y, f"predicted {name}": a}
    return columns


TABLES: dict[str, tuple[str, Callable[[RunMoment], NamedColumns]]] = {
    "curves": ("The curves: loss and scores", lambda moment: moment.curves),
    "parameters": ("All parameters by name", parameter_table),
    "predictions": ("Every example with the network's answer", predictions_of),
}
"""What a table can hold: its words, and what makes it. Besides, any matrix by its name."""
ARRAYS: dict[str, tuple[str, Callable[[RunMoment], Mapping[str, Any]]]] = {
    "parameters": ("All parameters by layer: W1, b1, …", parameters_of),
    "matrices": ("All matrices of this step: X, Z1, A1, dZ1, …", matrices_of),
    "curves": ("The curves: loss and scores", lambda moment: moment.curves),
    "predictions": ("Every example with the network's answer", predictions_of),
    "data": ("X and Y as the network gets them", lambda moment: arrays_of(moment.problem)),
}
"""What a file for NumPy can hold."""


def as_csv(moment: RunMoment, what: str) -> bytes:
    """Return a table, or a matrix by its name, as CSV: a comma between cells, a point in numbers, UTF-8.

    Raises
    ------
    InvalidSetting
        If there is nothing of that name; the message lists what there is.
    """
    if what in TABLES:
        return _csv(TABLES[what][1](moment))
    matrices = matrices_of(moment)
    if what not in matrices:
        known = ", ".join([*TABLES, *matrices])
        raise InvalidSetting("what", f"There is no table or matrix “{what}” here. There are: {known}.")
    return "".join(",".join(map(repr, row)) + "\r\n" for row in matrices[what].tolist()).encode()


def as_npz(moment: RunMoment, what: str) -> bytes:
    """Return arrays as NumPy stores them; see `as_csv`."""
    if what not in ARRAYS:
        raise InvalidSetting("what", f"There are no arrays “{what}”. There are: {', '.join(ARRAYS)}.")
    file = io.BytesIO()
    arrays = {name: np.asarray(column) for name, column in ARRAYS[what][1](moment).items()}
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def _csv(columns: NamedColumns) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows(zip(*map(_cells, columns.values()), strict=True))
    return text.getvalue().encode("utf-8-sig")  # the mark by which spreadsheets know UTF-8


def _cells(column: Any) -> list[str]:
    """Return a column's cells: what is not known is empty, numbers have all their digits."""
    values = column.tolist() if isinstance(column, np.ndarray) else column
    return ["" if value != value else value if isinstance(value, str) else repr(value) for value in values]
