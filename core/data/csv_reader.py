"""Reads tables of numbers, words and dates from text; every error names its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from core.data.cells import as_words, column_of
from core.data.columns import NAMED, CsvColumn, rows_in_words, unit_in
from core.data.csv_text import UnreadableTable
from core.data.layout import DELIMITER_NAMES, TOP, Dialect, Head, Row, commas_in_words, head_of, rows_of, top_of
from core.data.notes import Note, without_notes
from core.data.numbers import CODE, Decimal
from core.data.quick_rows import QuickRows
from core.values import dataclass
from core.words import counted

MAX_ROWS = 1_000_000
CHUNK = 200_000
"""Characters that NumPy's reader gets at once: some milliseconds, in which no other thread gets Python's lock."""
ROWS_AT_ONCE = 20_000
SHOWN_ROWS = 20

Report = Callable[[float], bool]
"""Takes the share that is done; returns False to cancel."""


class Cancelled(Exception):
    """The user has cancelled the reading."""


@dataclass(frozen=True, eq=False)
class Table:
    """What was read: columns of equal length; ``first`` is the file's row number of the first row of values.

    Lines that are no rows of it are left out: its ``notes``.
    """

    columns: tuple[CsvColumn, ...]
    first: int
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.columns[0].values)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know about its columns."""
        return tuple(column.remark for column in self.columns if column.remark)

    @property
    def left_out(self) -> str:
        """Which lines are no rows of the table, in plain words; empty if all are."""
        if not self.notes:
            return ""
        rows = rows_in_words([note.row for note in self.notes])
        what = f"holds a note, “{self.notes[0].text}”" if len(self.notes) == 1 else "hold notes, totals or names"
        return f"{rows.capitalize()} {what}: left out."

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
    head, rows = head_of(top_of(text, dialect.quote), dialect)
    return head.names, tuple((line, tuple(cells)) for line, cells in rows[:SHOWN_ROWS])


def read(text: str, dialect: Dialect, report: Report = lambda done: True) -> Table:
    """Return the table in ``text``.

    Raises
    ------
    UnreadableTable
        For rows of different lengths, unclosed quotes, too many rows or columns, numbers that are too large, no rows.
    Cancelled
        If ``report`` says so.
    """
    head, rows = head_of(top_of(text, dialect.quote), dialect)
    if not rows:
        below = text[_body_start(text, dialect.first_row, head.rows) :].strip("\n")
        what = "only empty rows" if below else "a header but no rows"
        raise UnreadableTable(f"The table has {what}: there is nothing to learn from.")
    found = None if dialect.ambiguous else _columns_at_once(text, dialect, head, rows, report)
    columns, notes = found or _any_columns(text, dialect, head, report)
    return Table(tuple(_described(column, head, i, dialect) for i, column in enumerate(columns)), rows[0][0], notes)


def _described(column: CsvColumn, head: Head, place: int, dialect: Dialect) -> CsvColumn:
    """Return a column with what the rows above it tell."""
    unit = head.units[place] or column.unit or unit_in(column.name) if column.holds == "number" else ""
    return replace(column, unit=unit, unnamed=place == 0 and head.unnamed)


def _columns_at_once(
    text: str, dialect: Dialect, head: Head, rows: list[Row], report: Report
) -> tuple[tuple[CsvColumn, ...], tuple[Note, ...]] | None:
    """Return the columns of a table that NumPy's own reader can read, and the notes below; None if it cannot."""
    quick, pieces, count = QuickRows(dialect, head, rows), [], 0
    start = _body_start(text, dialect.first_row, head.rows)
    if not quick.fits or _has_codes(text[start : start + TOP], dialect.decimal):
        return None
    if (ending := quick.end_of(text, start)) is None:
        return None
    stop, notes = ending
    while start < stop:
        _go_on(report, start / stop)
        end = min(stop, text.find("\n", start + CHUNK) + 1 or stop)
        piece = quick.read(text[start:end])
        if piece is None:
            return None
        pieces += [piece] if len(piece) else []
        start, count = end, count + len(piece)
        _refuse_too_many(count)
    columns = quick.columns(pieces) if pieces else None
    return None if columns is None else (columns, notes)


def _has_codes(part: str, decimal: Decimal) -> bool:
    return CODE.search(part.replace(",", ".") if decimal == "," else part) is not None


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


def _any_columns(
    text: str, dialect: Dialect, head: Head, report: Report
) -> tuple[tuple[CsvColumn, ...], tuple[Note, ...]]:
    """Return columns of any kind, cell by cell, and the notes among the rows."""
    rows, notes = without_notes(_all_rows(text, dialect, head, report), head)
    _refuse_uneven(rows, notes, len(head.names), dialect)
    place = np.array([line for line, _ in rows])
    columns = []
    for name, column in zip(head.names, zip(*(cells for _, cells in rows), strict=True), strict=True):
        _go_on(report, 0.9)
        how = dialect.decimal, dialect.day_first, dialect.ambiguous, dialect.minutes
        columns.append(column_of(name, column, place, *how))
    return tuple(columns), notes


def _all_rows(text: str, dialect: Dialect, head: Head, report: Report) -> list[Row]:
    """Return all rows below the header."""
    rows: list[Row] = []
    total = max(1, text.count("\n"))
    for row in islice(rows_of(text, dialect), head.rows, None):
        rows.append(row)
        if len(rows) % ROWS_AT_ONCE == 0:
            _go_on(report, 0.8 * row[0] / total)
            _refuse_too_many(len(rows))
    return rows


def _refuse_uneven(rows: list[Row], notes: Sequence[Note], width: int, dialect: Dialect) -> None:
    """Refuse rows of another length, and lines that are rather rows than notes since most are like them."""
    uneven = [row for row in rows if len(row[1]) != width]
    if not uneven and len(notes) <= len(rows):
        return
    lines = [line for line, _ in uneven] or [note.row for note in notes]
    widths = sorted({len(cells) for _, cells in uneven}) or [1]
    beyond = len(uneven) > 1 and len(widths) == 1 and [line for line, _ in rows[-len(uneven) :]] == lines
    doubtful = 2 * len(lines) > len(rows) or 1 in widths
    raise UnreadableTable(
        f"Every row should have {counted(width, 'cell')}, but {rows_in_words(lines)} "
        f"{'has' if len(lines) == 1 else 'have'} {' or '.join(map(str, widths[:NAMED]))}. "
        "Leave a cell empty where a value is missing; delete what is no row of the table."
        + (f" Another table may begin in row {lines[0]:,}: save it in a file of its own." if beyond else "")
        + (f" Is “{DELIMITER_NAMES[dialect.delimiter]}” the right separator?" if doubtful else "")
        + (commas_in_words(uneven[0]) if uneven and dialect.delimiter == "," and len(uneven[0][1]) > width else "")
    )


def _refuse_too_many(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableTable(f"The table has more than {MAX_ROWS:,} rows; save fewer of them.")


def _go_on(report: Report, done: float) -> None:
    if not report(done):
        raise Cancelled
