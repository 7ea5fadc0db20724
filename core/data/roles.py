"""Which of a table's columns are most likely inputs, and which one is to be predicted."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.columns import CsvColumn
from core.data.csv_reader import Table
from core.data.own import MAX_CLASSES, MIN_ROWS

LIKELY_CLASSES = 10
"""Different whole numbers up to which a column of numbers is taken to name classes."""
TARGET_NAMES = frozenset(
    ("target", "class", "label", "labels", "species", "outcome", "result", "diagnosis", "survived", "klasse", "ziel")
)
"""Names, in small letters, of columns that are there to be predicted."""
MIN_COMPLETE = 0.5
"""Share of the rows that should have a value in all inputs: columns with many gaps are left out until it is so."""
TargetKind = Literal["classes", "number"]
Role = Literal["input", "target", "none"]


def likely_kind(column: CsvColumn) -> TargetKind:
    """Return what a target column most likely is: words, or a few whole numbers that occur again, are classes."""
    if column.holds != "number":
        return "classes" if column.holds == "words" else "number"
    values = column.there
    different = np.unique(values[:100_000])
    whole = bool(np.all(different == np.rint(different)))
    again = 2 * len(different) <= len(values)
    return "classes" if whole and again and len(different) <= LIKELY_CLASSES else "number"


def roles(table: Table, target: int | None = None) -> tuple[Role, ...]:
    """Return the most likely role of each column; that of the target is given, or guessed.

    The target is the column with a name such as “class” or “species”, or y beside x₁, x₂ …; else the last one that can
    be predicted. Inputs are the others but for row numbers, names of rows, free text, what is empty or constant, and
    columns with so many gaps that few rows are complete; row numbers and names are inputs where there is nothing else.
    """
    goal = likely_target(table) if target is None else target
    others = [place for place in range(len(table.columns)) if place != goal]
    usable = [place for place in others if not table.columns[place].constant]
    telling = [place for place in usable if not table.columns[place].counts and not table.columns[place].is_text]
    chosen = _with_few_gaps(table, telling or usable, goal)
    return tuple(
        "target" if place == goal else "input" if place in chosen else "none" for place in range(len(table.columns))
    )


def likely_target(table: Table) -> int:
    """Return the place of the column that is most likely to be predicted; see `roles`."""
    columns = table.columns
    usable = [place for place, column in enumerate(columns) if _can_be_predicted(column)]
    named = [place for place in usable if _is_named_target(table, place)]
    return named[0] if named else usable[-1] if usable else len(columns) - 1


def _is_named_target(table: Table, place: int) -> bool:
    name = table.columns[place].name.lower()
    others = [column.name.lower() for other, column in enumerate(table.columns) if other != place]
    return name in TARGET_NAMES or (name == "y" and all(other.startswith("x") for other in others))


def _can_be_predicted(column: CsvColumn) -> bool:
    if column.constant or column.counts or column.holds == "date":
        return False
    return column.holds == "number" or len(column.words) <= min(MAX_CLASSES, len(column.there) - 1)


def _with_few_gaps(table: Table, places: list[int], goal: int) -> list[int]:
    """Return those of the columns that leave enough rows with a value in all of them."""
    chosen, there = list(places), {place: _there(table.columns[place]) for place in (*places, goal)}
    enough = max(min(MIN_ROWS, there[goal].sum()), MIN_COMPLETE * there[goal].sum())
    while len(chosen) > 1 and np.all([there[place] for place in (*chosen, goal)], axis=0).sum() < enough:
        chosen.remove(min(chosen, key=lambda place: int(there[place].sum())))
    return chosen


def _there(column: CsvColumn) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = column.values >= 0 if column.holds == "words" else np.isfinite(column.values)
    return there
