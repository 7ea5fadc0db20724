"""Reads tables of numbers, words and dates from text; every error names its row."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from core.arrays import Array, frozen
from core.data.cells import as_words, column_of
from core.data.columns import NAMED, CsvColumn, rows_in_words, unit_in
from core.data.csv_text import UnreadableTable
from core.data.layout import DELIMITER_NAMES, SPACES, Dialect, Head, fitted, head_of, rows_of
from core.data.numbers import CODE, LARGEST_WHOLE
from core.words import counted

MAX_ROWS = 1_000_000
CHUNK = 200_000
"""Characters that NumPy's reader gets at once: some milliseconds, in which no other thread gets Python's lock."""
TOP = 500_000
"""Characters that a preview reads."""
ROWS_AT_ONCE = 20_000
SHOWN_ROWS = 20

Report = Callable[[float], bool]
"""Takes the share that is done; returns False to cancel."""


class Cancelled(Exception):
    """The user has cancelled the reading."""


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

    def with_words(self, place: int) -> Table:
        """Return this table with a column of numbers that has odd cells taken as words."""
        columns = list(self.columns)
        columns[place] = as_words(columns[place])
        return replace(self, columns=tuple(columns))


def first_rows(text: str, dialect: Dialect) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Return the columns' names and the first rows of cells as they are written, with their lines, for a preview.

    Raises
    ------
    UnreadableTable
        If there are none, or too many columns.
    """
    head, rows = head_of(_top(text, dialect.quote), dialect)
    return head.names, tuple((line, tuple(cells)) for line, cells in rows[:SHOWN_ROWS])


def _top(text: str, quote: str) -> str:
    """Return whole lines from the beginning, as many as a preview may need; all if a quote goes on beyond them."""
    top = text[: text.find("\n", TOP) + 1] if len(text) > TOP else text
    return top if top.count(quote) % 2 == 0 else text


def read(text: str, dialect: Dialect, report: Report = lambda done: True) -> Table:
    """Return the table in ``text``.

    Raises
    ------
    UnreadableTable
        For rows of different lengths, unclosed quotes, too many rows or columns, numbers that are too large, no rows.
    Cancelled
        If ``report`` says so.
    """
    head, rows = head_of(_top(text, dialect.quote), dialect)
    if not rows:
        raise UnreadableTable("The table has a header but no rows: there is nothing to learn from.")
    by_cells = dialect.quote in text or dialect.ambiguous or CODE.search(text, 0, TOP) is not None
    values = None if by_cells else _numbers(text, dialect, head, report)
    if values is None:
        columns = _any_columns(text, dialect, head, report)
    else:
        columns = tuple(CsvColumn(name, "number", frozen(values[:, i].copy())) for i, name in enumerate(head.names))
    return Table(tuple(_described(column, head, i, dialect) for i, column in enumerate(columns)), rows[0][0])


def _described(column: CsvColumn, head: Head, place: int, dialect: Dialect) -> CsvColumn:
    """Return a column with what the rows above it tell."""
    unit = head.units[place] or column.unit or unit_in(column.name) if column.holds == "number" else ""
    return replace(column, unit=unit, unnamed=place == 0 and head.unnamed)


def _numbers(text: str, dialect: Dialect, head: Head, report: Report) -> Array | None:
    """Return all rows (m × columns) where every cell is a finite number, by NumPy's own reader; else None."""
    pieces, start, count = [], _body_start(text, dialect.first_row, head.rows), 0
    while start < len(text):
        _go_on(report, start / len(text))
        end = text.find("\n", start + CHUNK) + 1 or len(text)
        piece = _numbers_of(text[start:end], dialect)
        if piece is None or (len(piece) and piece.shape[1] != len(head.names)):
            return None
        pieces += [piece] if len(piece) else []
        start, count = end, count + len(piece)
        _refuse_too_many(count)
    return np.concatenate(pieces) if pieces else None


def _numbers_of(part: str, dialect: Dialect) -> Array | None:
    if part.isspace():
        return np.empty((0, 1))
    if dialect.decimal == ",":
        if dialect.delimiter == "," or "." in part:  # a point may stand between thousands
            return None
        part = part.replace(",", ".")
    delimiter = None if dialect.delimiter in SPACES else dialect.delimiter
    try:
        values = np.loadtxt(io.StringIO(part), delimiter=delimiter, comments=None, ndmin=2)
    except ValueError:
        return None
    with np.errstate(over="ignore"):
        total = np.abs(values).sum()
    return values if total <= LARGEST_WHOLE or _are_exact(values) else None


def _are_exact(values: Array) -> bool:
    """Tell whether all numbers are finite, and none so large that whole ones are not exact: those may be codes."""
    return bool(np.isfinite(values).all() and np.abs(values).max() <= LARGEST_WHOLE)


def _body_start(text: str, first_row: int, above: int) -> int:
    """Return where the row after the header begins; blank lines may come between."""
    start = 0
    for _ in range(first_row - 1):
        start = text.find("\n", start) + 1 or len(text)
    while above and start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        above -= not text[start:end].isspace()
        start = end
    return start


def _any_columns(text: str, dialect: Dialect, head: Head, report: Report) -> tuple[CsvColumn, ...]:
    """Return columns of any kind, cell by cell."""
    numbers, cells = _all_rows(text, dialect, head, report)
    place = np.array(numbers)
    columns = []
    for name, column in zip(head.names, zip(*cells, strict=True), strict=True):
        _go_on(report, 0.9)
        columns.append(column_of(name, column, place, dialect.decimal, dialect.day_first, dialect.ambiguous))
    return tuple(columns)


def _all_rows(text: str, dialect: Dialect, head: Head, report: Report) -> tuple[list[int], list[list[str]]]:
    """Return line numbers and cells of all rows below the header, all of the same width."""
    numbers: list[int] = []
    cells: list[list[str]] = []
    uneven: list[tuple[int, int]] = []
    width, total = len(head.names), max(1, text.count("\n"))
    for line, raw in islice(rows_of(text, dialect), head.rows, None):
        row = fitted(raw, width)
        if len(row) != width:
            uneven.append((line, len(row)))
        numbers.append(line)
        cells.append(row)
        if len(cells) % ROWS_AT_ONCE == 0:
            _go_on(report, 0.8 * line / total)
            _refuse_too_many(len(cells))
    _refuse_uneven(uneven, width, dialect)
    return numbers, cells


def _refuse_uneven(uneven: list[tuple[int, int]], width: int, dialect: Dialect) -> None:
    if uneven:
        rows, widths = [line for line, _ in uneven], sorted({cells for _, cells in uneven})
        raise UnreadableTable(
            f"Every row should have {counted(width, 'cell')}, but {rows_in_words(rows)} "
            f"{'has' if len(rows) == 1 else 'have'} {' or '.join(map(str, widths[:NAMED]))}. "
            "Leave a cell empty where a value is missing. Is "
            f"“{DELIMITER_NAMES[dialect.delimiter]}” the right separator?"
        )


def _refuse_too_many(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableTable(f"The table has more than {MAX_ROWS:,} rows; save fewer of them.")


def _go_on(report: Report, done: float) -> None:
    if not report(done):
        raise Cancelled
