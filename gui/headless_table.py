"""A table without a window: what it holds, and what is learned from it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from core.data.columns import CsvColumn
from core.data.csv_reader import Table
from core.data.roles import Role, likely_kind, likely_target, roles
from core.data.tables import TooFewRows, lacks_inputs
from core.exchange.scenes import Scene
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.words import shortened
from gui.frames.table_jobs import Chosen, Opened, ReadingProgress, Wishes, content_of, make, open_content, read_all
from gui.headless import MEASURED, train_headless

ITERATIONS = 2_000
"""Iterations that a table is trained for by default."""
MAX_NAMES = 30
"""How many columns a refusal names."""


@np.errstate(all="ignore")  # as on the worker: what overflows is told of in words
def table_report(path: Path, target: str | None, inputs: str | None, steps: int | None) -> dict[str, Any]:
    """Learn from a table without a window, and return what became of it and what the table holds, ready for JSON.

    Under ``"table"``: ``encoding`` as Python names it; ``delimiter``, the character itself, a space for any number of
    spaces; ``decimal``; whether there is a ``header``; ``first_row``, the line of the file, from 1, where the table
    begins; ``rows``, the number of rows of values; ``left_out``, how many of them are not learned from, so that
    ``rows`` − ``left_out`` are the examples; ``columns``; ``notes``, the lines that are no rows (notes, totals, names
    that come again), each with its ``row`` and ``text``; ``doubt``, only where the letters may be wrong.
    A column has the numbers ``low`` and ``high`` as the table writes them (days as ISO words, null for words), its
    different ``words`` (null for numbers and days), and the number of ``missing`` cells.
    With no ``steps`` a table of too few rows is told of, too, and under ``"refusal"`` that nothing can be learned.

    Parameters
    ----------
    target, inputs
        Names of columns, those of the inputs with commas between them; None: the most likely ones.

    Raises
    ------
    UnreadableTable, InvalidSetting
        If the table cannot be read, or nothing can be learned from these columns.
    """
    opened = open_content(content_of(path), Wishes())
    table = read_all(opened.text, opened.dialect, ReadingProgress())
    chosen = _roles(table, target, inputs)
    goal = chosen.index("target")
    places = [place for place, role in enumerate(chosen) if role == "input"]
    if not places and (why := lacks_inputs(table, goal)):
        raise InvalidSetting("inputs", why)
    described = _described(table, opened, chosen)
    try:
        made = make(table, path.name, Chosen(tuple(places), goal, likely_kind(table.columns[goal])), Experiment())
    except TooFewRows as refusal:
        if steps != 0:
            raise
        told, rows = {**dict.fromkeys(MEASURED), "iteration": 0, "refusal": str(refusal)}, refusal.rows
    else:
        told = train_headless(Scene(str(path.resolve()), path.name, "", ITERATIONS, made.experiment), steps)
        rows = made.data.points
    return {**told, "scene": str(path.resolve()), "table": {**described, "left_out": len(table) - rows}}


def _roles(table: Table, target: str | None, inputs: str | None) -> tuple[Role, ...]:
    """Return the roles that are asked for; those that are not are the most likely ones."""
    names = next(csv.reader([inputs], skipinitialspace=True), []) if inputs else []
    if inputs is not None and not names:
        raise InvalidSetting("inputs", "--inputs names no column; give their names with commas between them.")
    places = [_place(table, name) for name in names]
    if target is not None:
        goal = _place(table, target)
    else:
        goal = likely_target(table)
        if goal in places:
            goal = next((p for p in reversed(range(len(table.columns))) if p not in places), goal)
    if goal in places:
        raise InvalidSetting("inputs", f"“{table.columns[goal].name}” cannot be both an input and the target.")
    if not places:
        return roles(table, goal)
    return tuple("target" if p == goal else "input" if p in places else "none" for p in range(len(table.columns)))


def _place(table: Table, asked: str) -> int:
    """Return the place of the column of that name; capitals do not matter where no other is alike.

    Raises
    ------
    InvalidSetting
        If there is none; the message names those that there are, and one of a similar name.
    """
    names = [column.name for column in table.columns]
    if asked in names:
        return names.index(asked)
    alike = [place for place, name in enumerate(names) if name.strip().lower() == asked.strip().lower()]
    if len(alike) == 1:
        return alike[0]
    lower = {name.lower(): name for name in reversed(names)}
    close = get_close_matches(asked.strip().lower(), lower, 1)
    meant = f" Did you mean “{lower[close[0]]}”?" if close else ""
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    listed = ", ".join(f"“{name}”" for name in names[:MAX_NAMES])
    raise InvalidSetting(
        "columns", f"There is no column “{shortened(asked, 60)}”.{meant} The columns are: {listed}{more}."
    )


def _described(table: Table, opened: Opened, chosen: Sequence[Role]) -> dict[str, Any]:
    dialect = opened.dialect
    return {
        "encoding": dialect.encoding,
        "delimiter": dialect.delimiter[0],
        "decimal": dialect.decimal,
        "header": dialect.header,
        "first_row": dialect.first_row,
        "rows": len(table),
        "left_out": 0,
        "columns": [_column(column, role) for column, role in zip(table.columns, chosen, strict=True)],
        "notes": [note._asdict() for note in table.notes],
        **({"doubt": opened.doubt} if opened.doubt else {}),
    }


def _column(column: CsvColumn, role: Role) -> dict[str, Any]:
    low, high = column.low_high
    return {
        "name": column.name,
        "kind": column.kind,
        "unit": column.unit,
        "role": role,
        "low": low,
        "high": high,
        "words": list(column.words) if column.holds == "words" and column.kind != "empty" else None,
        "missing": len(column.missing),
        "remark": column.remark,
    }
