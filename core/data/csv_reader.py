"""Reads tables of numbers and words from CSV text; every error names its row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np

from core.arrays import Array, frozen
from core.data.csv_text import (
    DATE,
    DELIMITER_NAMES,
    MAX_COLUMNS,
    MISSING,
    Dialect,
    UnreadableTable,
    column_names,
    is_number,
)
from core.words import counted

MAX_ROWS = 1_000_000
CHUNK = 10_000_000
"""Characters that are read between two checks for a cancellation."""
TOP = 500_000
"""Characters that a preview reads."""
ROWS_AT_ONCE = 20_000
SHOWN_ROWS = 20
NAMED = 5
"""How many rows or values a message lists."""

ColumnKind = Literal["number", "words", "dates"]
Report = Callable[[float], bool]
"""Takes the share that is done; returns False to cancel."""


class Cancelled(Exception):
    """The user has cancelled the reading."""


@dataclass(frozen=True, eq=False)
class CsvColumn:
    """A column of a table.

    Attributes
    ----------
    kind
        ``"number"`` if all values are numbers.
    values
        (m,): the numbers, NaN where one is missing. For words: their indices in ``words``, −1 where one is missing.
    words
        The different words in order of appearance; empty for numbers.
    missing
        Rows without a value, as in the file, counted from 1 with the header.
    """

    name: str
    kind: ColumnKind
    values: Array
    words: tuple[str, ...]
    missing: tuple[int, ...]

    @property
    def constant(self) -> bool:
        """Whether all its values are the same, so that nothing can be learned from it."""
        there = self.values[np.isfinite(self.values)] if self.kind == "number" else self.values[self.values >= 0]
        return len(there) == 0 or bool(np.all(there == there[0]))

    @property
    def remark(self) -> str:
        """What to know before using it, in plain words; empty if there is nothing to say."""
        parts = []
        if self.kind == "dates":
            parts.append("holds dates: to use them as an input, turn them into numbers first, e.g. days")
        if self.constant:
            parts.append("has the same value in every row, so nothing can be learned from it")
        if self.missing:
            parts.append(f"has no value in {rows_in_words(self.missing)}")
        return f"“{self.name}” " + " and ".join(parts) + "." if parts else ""


@dataclass(frozen=True, eq=False)
class Table:
    """What was read: columns of equal length; ``first`` is the file's row number of the first row of values."""

    columns: tuple[CsvColumn, ...]
    first: int

    def __len__(self) -> int:
        return len(self.columns[0].values)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know about its columns."""
        return tuple(column.remark for column in self.columns if column.remark)


def rows_in_words(rows: Sequence[int]) -> str:
    """Return e.g. ``"row 5"`` or ``"rows 2, 5, 9 and 12 more"``."""
    if len(rows) == 1:
        return f"row {rows[0]:,}"
    named = ", ".join(f"{row:,}" for row in rows[:NAMED])
    return f"rows {named} and {len(rows) - NAMED:,} more" if len(rows) > NAMED else f"rows {named}"


def first_rows(text: str, dialect: Dialect) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return the columns' names and the first rows of cells as they are written, for a preview.

    Raises
    ------
    UnreadableTable
        If there are none, or too many columns.
    """
    rows = [cells for _, cells in islice(_rows(_top(text), dialect), SHOWN_ROWS + 1)]
    if not rows:
        raise UnreadableTable("The table is empty: it needs at least two rows.")
    if len(rows[0]) > MAX_COLUMNS:
        raise UnreadableTable(f"The table has {len(rows[0]):,} columns; at most {MAX_COLUMNS:,} can be read.")
    return column_names(rows[0], dialect.header), rows[1:] if dialect.header else rows


def _top(text: str) -> str:
    """Return whole lines from the beginning, as many as a preview may need; all if a quote goes on beyond them."""
    top = text[: text.find("\n", TOP) + 1] if len(text) > TOP else text
    return top if top.count('"') % 2 == 0 else text


def read(text: str, dialect: Dialect, report: Report = lambda done: True) -> Table:
    """Return the table in ``text``.

    Raises
    ------
    UnreadableTable
        For rows of different lengths, unclosed quotes, too many rows or columns, numbers that are too large, no rows.
    Cancelled
        If ``report`` says so.
    """
    names, rows = first_rows(text, dialect)
    if not rows:
        raise UnreadableTable("The table has a header but no rows: there is nothing to learn from.")
    values = None if '"' in text else _numbers(text, dialect, len(names), report)
    if values is None:
        columns = _any_columns(text, dialect, names, report)
    else:
        columns = tuple(CsvColumn(name, "number", frozen(values[:, i].copy()), (), ()) for i, name in enumerate(names))
    return Table(columns, 1 + dialect.header)


def _numbers(text: str, dialect: Dialect, width: int, report: Report) -> Array | None:
    """Return all rows (m × columns) where every cell is a finite number, by NumPy's own reader; else None.

    That reader is a third faster on a file than on lines in memory, so each part goes through one.
    """
    pieces, start, count = [], _body_start(text) if dialect.header else 0, 0
    with TemporaryDirectory() as folder:
        while start < len(text):
            _go_on(report, start / len(text))
            end = text.find("\n", start + CHUNK) + 1 or len(text)
            piece = _numbers_of(text[start:end], dialect, Path(folder) / "part.csv")
            if piece is None or (len(piece) and piece.shape[1] != width):
                return None
            pieces += [piece] if len(piece) else []
            start, count = end, count + len(piece)
            _refuse_too_many(count)
    return np.concatenate(pieces) if pieces else None


def _numbers_of(part: str, dialect: Dialect, file: Path) -> Array | None:
    if part.isspace():
        return np.empty((0, 1))
    file.write_text(part.replace(",", ".") if dialect.decimal == "," else part, encoding="utf-8", newline="")
    try:
        values = np.loadtxt(file, delimiter=dialect.delimiter, comments=None, ndmin=2, encoding="utf-8")
    except ValueError:
        return None
    return values if np.isfinite(values.sum()) or np.isfinite(values).all() else None


def _body_start(text: str) -> int:
    """Return where the row after the header begins; blank lines may come first."""
    start = len(text) - len(text.lstrip("\n"))
    return text.find("\n", start) + 1 or len(text)


def _any_columns(text: str, dialect: Dialect, names: tuple[str, ...], report: Report) -> tuple[CsvColumn, ...]:
    """Return columns of any kind, cell by cell."""
    numbers, cells = _all_rows(text, dialect, len(names), report)
    place = np.array(numbers)
    columns = []
    for name, column in zip(names, zip(*cells, strict=True), strict=True):
        _go_on(report, 0.9)
        columns.append(_column(name, column, place, dialect))
    return tuple(columns)


def _all_rows(text: str, dialect: Dialect, width: int, report: Report) -> tuple[list[int], list[list[str]]]:
    """Return line numbers and cells of all rows below the header, all of the same width."""
    numbers: list[int] = []
    cells: list[list[str]] = []
    uneven: list[tuple[int, int]] = []
    total = max(1, text.count("\n"))
    for line, row in islice(_rows(text, dialect), int(dialect.header), None):
        if len(row) != width:
            uneven.append((line, len(row)))
        numbers.append(line)
        cells.append(row)
        if len(cells) % ROWS_AT_ONCE == 0:
            _go_on(report, 0.8 * line / total)
            _refuse_too_many(len(cells))
    if uneven:
        rows, widths = [line for line, _ in uneven], sorted({cells for _, cells in uneven})
        raise UnreadableTable(
            f"Every row should have {counted(width, 'cell')}, but {rows_in_words(rows)} "
            f"{'has' if len(rows) == 1 else 'have'} {' or '.join(map(str, widths[:NAMED]))}. "
            "Leave a cell empty where a value is missing. Is "
            f"“{DELIMITER_NAMES[dialect.delimiter]}” the right separator?"
        )
    return numbers, cells


def _rows(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins, and its cells; blank lines are left out."""
    reader = csv.reader(io.StringIO(text), delimiter=dialect.delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable(
            f"The row that begins on line {line:,} cannot be split into cells ({error}): is a quote not closed?"
        ) from error


def _column(
    name: str, cells: Sequence[str], rows: np.ndarray[tuple[int], np.dtype[np.int64]], dialect: Dialect
) -> CsvColumn:
    stripped = [cell.strip() for cell in cells]
    missing = np.array([cell.lower() in MISSING for cell in stripped])
    there = [cell for cell, gone in zip(stripped, missing, strict=True) if not gone]
    without = tuple(int(row) for row in rows[missing])
    if all(is_number(cell, dialect.decimal) for cell in there):
        values = np.full(len(cells), np.nan)
        values[~missing] = [float(cell.replace(",", ".") if dialect.decimal == "," else cell) for cell in there]
        _refuse_infinite(name, values, rows, stripped)
        return CsvColumn(name, "number", frozen(values), (), without)
    words = tuple(dict.fromkeys(there))
    places = {word: place for place, word in enumerate(words)}
    kind: ColumnKind = "dates" if all(DATE.fullmatch(word) for word in words) else "words"
    codes = [-1 if gone else places[cell] for cell, gone in zip(stripped, missing, strict=True)]
    return CsvColumn(name, kind, frozen(np.array(codes, dtype=np.float64)), words, without)


def _refuse_infinite(
    name: str, values: Array, rows: np.ndarray[tuple[int], np.dtype[np.int64]], cells: list[str]
) -> None:
    beyond = np.flatnonzero(np.isinf(values))
    if len(beyond):
        raise UnreadableTable(
            f"“{name}” has a number beyond 1.8·10³⁰⁸ in {rows_in_words([int(rows[i]) for i in beyond])}: "
            f"“{cells[int(beyond[0])][:24]}”. Is it a typing error?"
        )


def _refuse_too_many(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableTable(f"The table has more than {MAX_ROWS:,} rows; save fewer of them.")


def _go_on(report: Report, done: float) -> None:
    if not report(done):
        raise Cancelled
