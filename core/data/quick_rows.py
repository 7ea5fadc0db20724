"""Reads many rows at once: plain numbers as such, other cells as numbers of different texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.arrays import Array, frozen
from core.data.cells import column_of
from core.data.columns import CsvColumn
from core.data.dates import read_compact
from core.data.layout import BARS, SPACES, Dialect, Head, Row, split
from core.data.notes import Note, begins_with_total, without_notes
from core.data.numbers import LARGEST_WHOLE, is_missing
from core.data.short_numbers import short_numbers

DAYS = 19_000_101, 20_991_231
"""The first and last day, written as a number."""
LAST = 20
"""Lines at the end among which notes are looked for."""


class Different(dict[str, int]):
    """The different texts of a column with their numbers, in the order in which they come."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class QuickRows:
    """Reads rows whose cells are plain numbers, but for those of some columns.

    Parameters
    ----------
    top
        The first rows: they tell which columns hold plain numbers, which have gaps, and which hold something else.
    """

    def __init__(self, dialect: Dialect, head: Head, top: Sequence[Row]) -> None:
        self._dialect, self._head, self._first = dialect, head, top[0][0]
        self._number = _with_comma if dialect.decimal == "," else _number
        self.different: dict[int, Different] = {}
        self.gaps: set[int] = set()
        self._are_short = True
        """Whether all numbers up to now are plain and short."""
        rows = [cells for _, cells in top if len(cells) == len(head.names)]
        for place, cells in enumerate(zip(*rows, strict=True)):
            self._judge(place, [cell.strip() for cell in cells])
        others = {*self.different, *self.gaps}
        self._plain = [place for place in range(len(head.names)) if place not in others]

    def _judge(self, place: int, cells: Sequence[str]) -> None:
        plain = [self._is_plain(cell) for cell in cells]
        if all(plain) and not all(map(read_compact, cells)):
            return
        if (
            any(plain)
            and not all(plain)
            and all(map(is_missing, (c for c, p in zip(cells, plain, strict=True) if not p)))
        ):
            self.gaps.add(place)
        else:
            self.different[place] = Different()

    def _is_plain(self, cell: str) -> bool:
        try:
            return math.isfinite(self._number(cell))
        except ValueError:
            return False

    @property
    def fits(self) -> bool:
        """Whether rows can be read so: there is a column of numbers, and the delimiter is a single character."""
        others = len(self._plain) < len(self._head.names)
        return bool(self._plain) and not (others and self._dialect.delimiter in (*SPACES, *BARS))

    def end_of(self, text: str, body: int) -> tuple[int, tuple[Note, ...]] | None:
        """Return where the rows end that begin at ``body``, and the notes below; None if the last lines do not tell."""
        before = len(text.rstrip())
        for _ in range(LAST):
            before = max(body - 1, text.rfind("\n", 0, max(before, 0)))
        start = end = before + 1
        last = list(split(text[start:], self._dialect.delimiter, self._dialect.quote, 1))
        there, notes = without_notes(last, self._head if start == body else replace(self._head, rows=1))
        if any(begins_with_total(cells) for _, cells in last):  # what totals are depends on all rows above them
            return None
        if notes and (len(notes) > len(there) or there[-1][0] > notes[0].row):
            return None
        for _ in range(notes[0].row - 1 if notes else 0):
            end = text.find("\n", end) + 1
        end = end if notes else len(text)
        while end > body and text[end - 1] == "\n":
            end -= 1
        above = text.count("\n", 0, start) if notes else 0  # takes as long as a tenth of the reading
        return end, tuple(note._replace(row=note.row + above) for note in notes)

    def read(self, part: str) -> Array | None:
        """Return whole lines as numbers (m × columns): those of texts where there are such; None if they do not fit."""
        if part.isspace():
            return np.empty((0, 1))
        dialect, quoted = self._dialect, self._dialect.quote in part
        others = quoted or len(self._plain) < len(self._head.names)
        if quoted and part.count(dialect.quote) % 2:
            return None
        with_point = part
        if dialect.decimal == "," and not (quoted or self.different):
            if dialect.delimiter == "," or "." in part:  # a point may stand between thousands
                return None
            with_point = part.replace(",", ".")
        short = self._are_short and not (quoted or self.different)
        width = len(self._head.names)
        values = short_numbers(with_point, dialect.delimiter, width, sorted(self.gaps)) if short else None
        self._are_short = values is not None
        if values is None:
            values = self._loaded(part if others else with_point, others, quoted)
        return values if values is not None and self._are_fit(values) else None

    def _loaded(self, part: str, others: bool, quoted: bool) -> Array | None:
        """Return whole lines as NumPy's own reader reads them; None if it cannot."""
        lines, dialect = part.split("\n"), self._dialect
        try:
            values: Array = np.loadtxt(
                lines,
                delimiter=None if dialect.delimiter in SPACES else dialect.delimiter,
                comments=None,
                ndmin=2,
                converters=self._converters(others),
                quotechar=dialect.quote if quoted else None,
            )
        except ValueError:
            return None
        if others and len(values) != len(lines) - (not lines[-1]):  # a blank line, or one that ends within quotes
            return None
        return values

    def _converters(self, others: bool) -> dict[int | str, Callable[[str], float]] | None:
        """Return what makes numbers of the cells of columns; of the other columns NumPy does, which is quicker."""
        if not others:
            return None
        commas = self._plain if self._dialect.decimal == "," else ()
        return {
            **{place: texts.__getitem__ for place, texts in self.different.items()},
            **dict.fromkeys(self.gaps, self._number_or_gap),
            **dict.fromkeys(commas, self._number),
        }

    def _number_or_gap(self, cell: str) -> float:
        try:
            return self._number(cell)
        except ValueError:
            if is_missing(cell):
                return math.nan
            raise

    def _are_fit(self, values: Array) -> bool:
        """Tell whether numbers are finite, no days such as 20210131, and none so large that it may be a code."""
        if values.shape[1:] != (len(self._head.names),):
            return not len(values)
        numbers = values if len(self._plain) == values.shape[1] else values[:, self._plain]
        exact = numbers.min(initial=0) >= -LARGEST_WHOLE and numbers.max(initial=0) <= LARGEST_WHOLE
        with_gaps = values[:, sorted(self.gaps)]
        exact = exact and not (np.abs(with_gaps) > LARGEST_WHOLE).any()
        return bool(exact) and not (_may_be_days(numbers[:1]) and _may_be_days(numbers))

    def columns(self, pieces: Sequence[Array]) -> tuple[CsvColumn, ...] | None:
        """Return the columns of what has been read, piece by piece; None if there are quotes amid texts."""
        quote = self._dialect.quote
        if any(quote in text for texts in self.different.values() for text in texts):
            return None
        return tuple(
            self._column(place, name, frozen(np.concatenate([piece[:, place] for piece in pieces])))
            for place, name in enumerate(self._head.names)
        )

    def _column(self, place: int, name: str, values: Array) -> CsvColumn:
        rows = np.arange(self._first, self._first + len(values))
        if place in self.gaps:
            return CsvColumn(name, "number", values, missing=tuple(rows[np.isnan(values)].tolist()))
        if place not in self.different:
            return CsvColumn(name, "number", values)
        texts = np.array([*self.different[place], ""], dtype=object)[values.astype(np.int64)]
        how = self._dialect.decimal, self._dialect.day_first, False, self._dialect.minutes
        return column_of(name, texts.tolist(), rows, *how)


def _number(cell: str) -> float:
    if "_" in cell:
        raise ValueError
    return float(cell)


def _with_comma(cell: str) -> float:
    if "." in cell:  # it may stand between thousands
        raise ValueError
    return _number(cell.replace(",", "."))


def _may_be_days(values: Array) -> bool:
    """Tell whether there is a column of numbers in which each may be a day."""
    return len(values) > 0 and bool(((DAYS[0] <= values) & (values <= DAYS[1])).all(axis=0).any())
