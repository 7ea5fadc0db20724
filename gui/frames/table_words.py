"""What the table dialog says of a table: its columns, cells that do not fit, what has to be asked, what will be set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.data.coding import MAX_WORDS, inputs_of
from core.data.columns import NAMED, CsvColumn, Odd, rows_in_words
from core.data.csv_reader import Table
from core.data.dates import day_first_of, read_date
from core.data.layout import Dialect
from core.data.numbers import OTHER, read_number, written
from core.training.changes import learner_in_words
from core.training.experiment import Experiment
from core.values import dataclass
from core.words import counted, shortened, unit_of

KINDS = {"number": "numbers", "words": "words", "date": "dates", "constant": "constant", "empty": "empty"}
LONGEST_CELL = 30
"""Characters of a cell that a sentence quotes."""


@dataclass(frozen=True)
class ListedColumn:
    """A column as the dialog lists it.

    Attributes
    ----------
    values
        Smallest and largest number, first and last day, or the first words.
    becomes
        What an input is made of a column of words, e.g. ``"3 inputs"``; empty for others.
    odd
        Which rows hold what does not fit, e.g. ``"row 18 holds “oops”"``; empty if all cells do.
    taken_as_words
        Whether it is taken as words because of them.
    """

    name: str
    kind: str
    unit: str
    values: str
    becomes: str
    missing: str
    remark: str
    odd: str
    taken_as_words: bool


class OneReading(NamedTuple):
    """One way to read a cell: what it is then, and what that says of the table, as a wish."""

    words: str
    wish: str
    value: str | bool


class TwoReadings(NamedTuple):
    """A cell that can be read in two ways, where no other cell of the table tells which is right."""

    cell: str
    column: str
    readings: tuple[OneReading, OneReading]


def listed(read: CsvColumn, taken: CsvColumn) -> ListedColumn:
    """Return what is listed of a column, as it was read and as it is taken."""
    return ListedColumn(
        taken.name,
        KINDS[taken.kind],
        taken.unit,
        _values(taken),
        _becomes(taken) if taken.holds == "words" and not taken.constant else "",
        f"{len(taken.missing):,}" if taken.missing else "",
        taken.remark.removeprefix(f"“{taken.name}” "),
        _odd_in_words(read.odd),
        taken is not read,
    )


def _values(column: CsvColumn) -> str:
    if column.kind == "empty":
        return "–"
    if column.holds == "words":
        rest = len(column.words) - NAMED
        first = ", ".join(shortened(word, LONGEST_CELL) for word in column.words[:NAMED])
        return f"{first} and {rest:,} more" if rest > 0 else first
    low, high = (column.text(float(end)) for end in (column.there.min(), column.there.max()))
    return (
        low if low == high else f"{low} … {high}".replace("-", "−") if column.holds == "number" else f"{low} … {high}"
    )


def _becomes(column: CsvColumn) -> str:
    count = counted(inputs_of(column), "input")
    return f"{count}, the rarest words as “other”" if len(column.words) > MAX_WORDS else count


def _odd_in_words(odd: Sequence[Odd]) -> str:
    if not odd:
        return ""
    texts = list(dict.fromkeys(shortened(cell.text, LONGEST_CELL) for cell in odd))
    words = ", ".join(f"“{text}”" for text in texts[:NAMED]) + (" …" if len(texts) > NAMED else "")
    return f"{rows_in_words([cell.row for cell in odd])} {'holds' if len(odd) == 1 else 'hold'} {words}"


def question_of(table: Table, dialect: Dialect) -> TwoReadings | None:
    """Return what has to be asked before a table can be taken: how a number or a day is to be read, as shown first."""
    column = next((column for column in table.columns if column.example), None)
    if column is None:
        return None
    if column.holds == "date":
        shown, _ = day_first_of([column.example])
        days = ((first, read_date(column.example, first)) for first in (shown, not shown))
        one, other = (
            OneReading(f"{when.day} {when:%B %Y}" if when else "", "day_first", first) for first, when in days
        )
        return TwoReadings(column.example, column.name, (one, other))
    if ":" in column.example:
        hours, minutes = column.example.split(":")
        as_clock = OneReading(f"{int(hours)} h {int(minutes)} min", "minutes", False)
        return TwoReadings(
            column.example,
            column.name,
            (as_clock, OneReading(f"{int(hours)} min {int(minutes)} s", "minutes", True)),
        )
    numbers = ((mark, read_number(column.example, mark)) for mark in (dialect.decimal, OTHER[dialect.decimal]))
    one, other = (OneReading(written(found[0]) if found else "", "decimal", mark) for mark, found in numbers)
    return TwoReadings(column.example, column.name, (one, other))


def plan_in_words(experiment: Experiment) -> str:
    """Return how a table is going to be learned: what is scaled, and what is set to suit it."""
    inputs = "Inputs are standardised" if experiment.standardise else "Inputs are used as they are"
    return f"{inputs}{_target_in_words(experiment)}. To be set to suit the table: {learner_in_words(experiment)}."


def _target_in_words(experiment: Experiment) -> str:
    data = experiment.data
    if data.classes:
        return ""
    names = ", ".join(shortened(name, LONGEST_CELL) for name in data.targets)
    many = "are" if len(data.targets) > 1 else "is"
    if not experiment.standardise_target:
        return f"; {names} {many} learned as {'they are' if many == 'are' else 'it is'}"
    unit = unit_of(data.targets[0]) if many == "is" else ""
    own = unit or ("their own units" if many == "are" else "its own unit")
    return f"; {names} {many} learned scaled and shown in {own}"
