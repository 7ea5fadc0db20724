"""What a column of a table holds: numbers, words or dates, with what is missing or does not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.csv_text import UnreadableTable
from core.data.dates import day_first_of, days, moment, read_date
from core.data.numbers import OTHER, Decimal, is_missing, read_number, written
from core.words import shortened

NAMED = 5
"""How many rows or values a message lists."""
FEW = 0.1
"""Of cells that do not fit, the share up to which a column is still one of numbers; one cell is always few."""
MIN_FITTING = 3
"""How many cells must fit for each one that does not."""
MIN_COUNTED = 10
"""Rows from which on a column 1, 2, 3, … is taken to count them, and many different words to be free text."""
WORDY = 0.5
"""Different words by rows beyond which words are free text."""
ID_NAME = re.compile(
    r"(.*[\W_])?(id|ids|nr|no|idx|index|row|rows|rownames?|row_?number|uid|uuid|guid|key|#|№)[\W_]*"
    r"|unnamed: ?\d+|.*[a-z]I[dD]"
)
VARIABLE = re.compile(r"[^\W\d]\d?|time|year|month|week|day|hour|minute|second|step|epoch", re.IGNORECASE)
"""Names of columns that may be 1, 2, 3, … for a reason of their own."""
UNIT = re.compile(r".*[^\s(\[]\s*[(\[]([^()\[\]\s=\d][^()\[\]\s=]{0,11})[)\]]")

Rows = NDArray[np.int64]
Holds = Literal["number", "words", "date"]
Kind = Literal["number", "words", "date", "constant", "empty"]


def rows_in_words(rows: Sequence[int]) -> str:
    """Return e.g. ``"row 5"`` or ``"rows 2, 5, 9 and 12 more"``."""
    if len(rows) == 1:
        return f"row {rows[0]:,}"
    named = ", ".join(f"{row:,}" for row in rows[:NAMED])
    return f"rows {named} and {len(rows) - NAMED:,} more" if len(rows) > NAMED else f"rows {named}"


class Odd(NamedTuple):
    """A cell that does not fit its column."""

    row: int
    text: str


class Cells(NamedTuple):
    """The cells of a column without the spaces around them, how often each text occurs, and their rows in the file."""

    texts: Sequence[str]
    counts: Counter[str]
    rows: Rows

    @classmethod
    def of(cls, cells: Sequence[str], rows: Rows) -> Cells:
        """Return cells without the spaces around them."""
        texts = [cell.strip() for cell in cells]
        return cls(texts, Counter(texts), rows)


@dataclass(frozen=True, eq=False)
class CsvColumn:
    """A column of a table.

    Attributes
    ----------
    holds
        What its cells are; ``kind`` is that too, but where nothing can be learned from the column.
    values
        (m,): the numbers, or for dates the days after ``since``; NaN where one is missing or odd. For words: their
        indices in ``words``, −1 where one is missing.
    words
        The different words in order of appearance; empty for numbers and dates.
    missing
        Rows without a value, as in the file, counted from 1 with the header.
    unit
        From the name, a row of units, or the cells; empty if there is none.
    odd
        Cells that are no number (or date) in a column of numbers (or dates): rows that cannot be learned from.
    since
        The day from which dates are counted.
    ambiguous
        How the cells can be read in another way, in plain words; empty if only one reading is possible.
    unnamed
        Whether the header has no name for it.
    texts, rows
        The cells as they are written, and their rows in the file; only where there are odd ones.
    """

    name: str
    holds: Holds
    values: Array
    words: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    unit: str = ""
    odd: tuple[Odd, ...] = ()
    since: date = date.min
    ambiguous: str = ""
    unnamed: bool = False
    texts: tuple[str, ...] = ()
    rows: Rows | None = None

    @cached_property
    def there(self) -> Array:
        """The values that are not missing."""
        return frozen(self.values[self.values >= 0 if self.holds == "words" else np.isfinite(self.values)])

    @cached_property
    def kind(self) -> Kind:
        """What it holds, or that it is empty or constant."""
        if not len(self.there):
            return "empty"
        return "constant" if bool(np.all(self.there == self.there[0])) else self.holds

    @property
    def constant(self) -> bool:
        """Whether all its values are the same or missing, so that nothing can be learned from it."""
        return self.kind in ("constant", "empty")

    @cached_property
    def counts(self) -> bool:
        """Whether it only tells the rows apart: a row number, or a name or code that is different in each."""
        if self.constant or self.holds == "date" or len(self.there) < len(self.values):
            return False
        named = self.unnamed or ID_NAME.fullmatch(self.name.lower()) or ID_NAME.fullmatch(self.name)
        enough = len(self.values) >= MIN_COUNTED
        if self.holds == "words":
            return len(self.words) == len(self.values)
        whole = bool(np.all(self.values == np.rint(self.values)))
        if named:
            return whole and len(np.unique(self.values)) == len(self.values)
        counting = self.values[0] in (0, 1) and bool(np.all(np.diff(self.values) == 1))
        return enough and counting and VARIABLE.fullmatch(self.name) is None

    def text(self, value: float) -> str:
        """Return a value as the table has it: with all digits, as ISO words for a date, or as a word."""
        if self.holds == "words":
            return self.words[int(value)]
        return moment(value, self.since) if self.holds == "date" else written(value)

    @property
    def number_name(self) -> str:
        """Its name as a number: of dates, it says since when the days are counted."""
        return f"{self.name} (days after {self.since.isoformat()})" if self.holds == "date" else self.name

    @cached_property
    def is_text(self) -> bool:
        """Whether nearly each row has words of its own, from which nothing can be learned about others."""
        return self.holds == "words" and len(self.there) >= MIN_COUNTED and len(self.words) > WORDY * len(self.there)

    @property
    def low_high(self) -> tuple[float | str | None, float | str | None]:
        """Its smallest and largest number, or first and last day as ISO words; None for words."""
        if self.holds == "words" or not len(self.there):
            return None, None
        low, high = float(self.there.min()), float(self.there.max())
        return (moment(low, self.since), moment(high, self.since)) if self.holds == "date" else (low, high)

    @property
    def remark(self) -> str:
        """What to know before using it, in plain words; empty if there is nothing to say."""
        parts = [*self._learnable(), *self._readings()]
        if self.missing:
            parts.append(f"has no value in {rows_in_words(self.missing)}")
        return f"“{self.name}” " + " and ".join(parts) + "." if parts else ""

    def _learnable(self) -> list[str]:
        if self.kind == "empty":
            return ["is empty, so nothing can be learned from it"]
        if self.kind == "constant":
            return ["has the same value in every row, so nothing can be learned from it"]
        if not self.counts:
            return [f"has {len(self.words):,} different words in {len(self.there):,} rows"] if self.is_text else []
        what = "names each row" if self.holds == "words" else "numbers the rows"
        what = "counts the rows" if self.holds == "number" and np.all(np.diff(self.values) == 1) else what
        return [f"{what}: it says nothing about new examples, so leave it out"]

    def _readings(self) -> list[str]:
        parts = [self.ambiguous] if self.ambiguous else []
        if self.holds == "date":
            parts.append(f"holds dates, read as days after {self.since.isoformat()}")
        if self.odd:
            texts = list(dict.fromkeys(shortened(cell.text) for cell in self.odd))
            words = ", ".join(f"“{text}”" for text in texts[:NAMED]) + (" …" if len(texts) > NAMED else "")
            kind = "date" if self.holds == "date" else "number"
            parts.append(f"holds {words}, not a {kind}, in {rows_in_words([cell.row for cell in self.odd])}")
        return parts

    def as_words(self) -> CsvColumn:
        """Return the same column as words, where odd cells make it doubtful that it is one of numbers."""
        return self if self.rows is None else _of_words(self.name, Cells.of(self.texts, self.rows))


def unit_in(name: str) -> str:
    """Return the unit that a name ends with in brackets, e.g. ``"°C"`` of ``"temp (°C)"``; empty if there is none."""
    found = UNIT.fullmatch(name)
    return found[1] if found is not None else ""


def column_of(
    name: str, cells: Sequence[str], rows: Rows, decimal: Decimal, day_first: bool | None, ambiguous: bool
) -> CsvColumn:
    """Return a column from its cells (m,) and the rows of the file in which they stand.

    Where numbers are ``ambiguous`` in the whole table, a column that has such ones says so.

    Raises
    ------
    UnreadableTable
        If a number is too large.
    """
    each = Cells.of(cells, rows)
    numbers = {text: read_number(text, decimal) for text in each.counts}
    units = Counter[str]()
    for text, number in numbers.items():
        if number is not None:
            units[number[1]] += each.counts[text]
    unit = next((unit for unit, _ in units.most_common() if unit), "")
    values = {text: number[0] for text, number in numbers.items() if number is not None and number[1] in ("", unit)}
    if _is_kind(values, each):
        either = _other_reading(each, decimal) if ambiguous else ""
        return replace(_of_numbers(name, each, values), unit=unit, ambiguous=either)
    first, both = day_first_of(each.counts) if day_first is None else (day_first, False)
    moments = {text: when for text in each.counts if (when := read_date(text, first)) is not None}
    if _is_kind(moments, each):
        return _of_dates(name, each, moments, _either(first) if both else "")
    column = _of_words(name, each)
    other = {text: True for text in each.counts if read_number(text, OTHER[decimal]) is not None}
    if not _is_kind(other, each):
        return column
    return replace(
        column, ambiguous=f"holds numbers with “{OTHER[decimal]}” before decimals, where the table has “{decimal}”"
    )


def _either(day_first: bool) -> str:
    orders = ("day before month", "month before day")
    return f"is read as {orders[not day_first]}, but may be {orders[day_first]}"


def _other_reading(each: Cells, decimal: Decimal) -> str:
    """Return a number that can be read in two ways, with both of them."""
    for text in each.counts:
        one, other = read_number(text, decimal), read_number(text, OTHER[decimal])
        if one is not None and other is not None and one != other:
            return f"is read with “{decimal}” before decimals: “{text}” as {written(one[0])}, not {written(other[0])}"
    return ""


def _is_kind(fitting: Mapping[str, object], each: Cells) -> bool:
    """Tell whether cells are of a kind, all but a few, given those texts that fit."""
    fit = sum(each.counts[text] for text in fitting)
    odd = sum(count for text, count in each.counts.items() if text not in fitting and not is_missing(text))
    return fit > 0 and (odd == 0 or (odd <= max(1, FEW * fit) and fit >= MIN_FITTING * odd))


def _of_numbers(name: str, each: Cells, numbers: Mapping[str, float]) -> CsvColumn:
    values = np.array([numbers.get(text, np.nan) for text in each.texts])
    beyond = np.flatnonzero(np.isinf(values))
    if len(beyond):
        raise UnreadableTable(
            f"“{name}” has a number beyond 1.8·10³⁰⁸ in {rows_in_words(each.rows[beyond].tolist())}: "
            f"“{each.texts[int(beyond[0])][:24]}”. Is it a typing error?"
        )
    return CsvColumn(name, "number", frozen(values), **_gaps(each, numbers))


def _of_dates(name: str, each: Cells, moments: Mapping[str, datetime], ambiguous: str) -> CsvColumn:
    since = min(moments.values()).date()
    numbers = {text: days(when, since) for text, when in moments.items()}
    values = np.array([numbers.get(text, np.nan) for text in each.texts])
    found = _gaps(each, moments)
    return CsvColumn(name, "date", frozen(values), since=since, ambiguous=ambiguous, **found)


def _gaps(each: Cells, fitting: Mapping[str, object]) -> dict[str, Any]:
    """Return the rows without a value, and the cells that do not fit."""
    misfits = {text for text in each.counts if text not in fitting}
    missing, odd = [], []
    for row, text in zip(each.rows.tolist(), each.texts, strict=True) if misfits else ():
        if text in misfits:
            missing.append(row) if is_missing(text) else odd.append(Odd(row, text))
    kept = {"texts": tuple(each.texts), "rows": frozen(each.rows)} if odd else {}
    return {"missing": tuple(missing), "odd": tuple(odd), **kept}


def _of_words(name: str, each: Cells) -> CsvColumn:
    gone = {text for text in each.counts if is_missing(text)} - _answers(set(each.counts))
    words = tuple(text for text in each.counts if text not in gone)
    places = {word: place for place, word in enumerate(words)}
    values = np.array([places.get(text, -1) for text in each.texts], dtype=np.float64)
    missing = tuple(each.rows[values < 0].tolist())
    return CsvColumn(name, "words", frozen(values), words, missing)


def _answers(texts: set[str]) -> set[str]:
    """Return those marks of missing values that are answers, judged by the other words of the column.

    “none” beside words is one; so are “−” beside “+”, NA (Namibia, North America, sodium) beside other short capitals,
    stars where there is nothing else, and any mark but blanks and question marks that leaves only one other word.
    """
    marks = {text for text in texts if is_missing(text)}
    others = texts - marks
    if not others:
        stars = {text for text in marks if text.strip("*") == "" and text}
        return stars if len(stars) > 1 else set()
    answers = {text for text in marks if text.lower() in ("none", "nil")}
    if any(set(other) <= set("+±") for other in others):
        answers |= marks & {"-", "--", "---", "–", "−", "—"}
    for mark, short in (("NA", str.isupper), ("Na", str.istitle)):
        if all(len(other) <= 2 and short(other) for other in others) and any(len(other) == 2 for other in others):
            answers |= marks & {mark}
    if len(others) == 1 and not answers:
        answers |= {text for text in marks if text.lower() in ("na", "n/a", "null", "-", "–", "−")}
    return answers if len(others | answers) > 1 else set()
