"""A column of a table: what it holds, what is missing or does not fit, and what to know before using it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.csv_text import LOST
from core.data.dates import moment
from core.data.numbers import is_any_number, written
from core.data.own import MAX_CLASSES
from core.values import dataclass
from core.words import shortened

NAMED = 5
"""How many rows or values a message lists."""
MIN_COUNTED = 10
"""RowNumbers from which on a column 1, 2, 3, … is taken to count them, and many different words to be free text."""
LOOKED_AT = 1_000
"""Words that tell what kind of words there are."""
WORDY = 0.5
"""Different words by rows beyond which words are free text."""
ID_NAME = re.compile(
    r"(.*[\W_])?(id|ids|nr|no|idx|index|row|rows|rownames?|row_?number|uid|uuid|guid|key|#|№|n[°º])[\W_]*"
    r"|l\.?p\.?|s[lr]?\.? ?no\.?"
    r"|unnamed: ?\d+|.*[a-z](I[dD]|N[or])|(№|n[°º]).*|.*(nummer|番号|番號|编号|編號|번호|学号|學號|학번|电话|電話|전화)"
    r"|(.*[\W_])?(matrikel|matricule|matr[ií]cula|tele(fon|phone)|t[eé]l[eé](phone|fono)|phone|tel|mobile|barcode|strichcode"
    r"|ean|gtin|isbn|upc|iban)[\W_]*(n[ro]|number|code|13|8)?[\W_]*|(matrikel|telefon|kunden|artikel|rechnungs)nr\.?"
)
RUNNING = re.compile(r".*(id|num|number|n[uú]m[eé]ro)[\W_]*", re.IGNORECASE)
"""Names of ids, if their numbers go up by 1: they may be amounts otherwise, as “paid” and “number” may."""
VARIABLE = re.compile(r"[^\W\d]\d?|time|year|month|week|day|hour|minute|second|step|epoch", re.IGNORECASE)
"""Names of columns that may be 1, 2, 3, … for a reason of their own."""
LETTER = re.compile(r"[^\W\d_yY]")
"""Names of columns that may but count the rows: y is rather what is to be predicted."""
UNIT = re.compile(r".*[^\s(\[]\s*[(\[]([^()\[\]\s=\d][^()\[\]\s=]{0,11})[)\]]")

GAP_MARKS = frozenset((99.9, 99.99, 999.0, 999.9, 9999.0, 9999.9, 99999.0, 999999.0))
"""Numbers that, with either sign, stand for missing values in the files of many instruments."""
FAR = 4
"""How many times as far as the others reach such a number lies from them."""

RowNumbers = NDArray[np.int64]
CellKind = Literal["number", "words", "date"]
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
        RowNumbers without a value, as in the file, counted from 1 with the header.
    unit
        From the name, a row of units, or the cells; empty if there is none.
    odd
        Cells that are no number (or date) in a column of numbers (or dates): rows that cannot be learned from.
    since
        The day from which dates are counted.
    ambiguous
        How the cells can be read in another way, in plain words; empty if only one reading is possible.
    reading
        How the cells are read, where they are no plain numbers, or why they are not; empty if there is nothing to say.
    form
        What its numbers have that some odd cells lack, in plain words; empty if these are no numbers at all.
    example
        A cell that can be read both ways; empty if there is none.
    unnamed
        Whether the header has no name for it.
    texts, rows
        The cells as they are written, and their rows in the file; only where there are odd ones.
    """

    name: str
    holds: CellKind
    values: Array
    words: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    unit: str = ""
    odd: tuple[Odd, ...] = ()
    since: date = date.min
    ambiguous: str = ""
    reading: str = ""
    form: str = ""
    example: str = ""
    unnamed: bool = False
    texts: tuple[str, ...] = ()
    rows: RowNumbers | None = None

    @cached_property
    def there(self) -> Array:
        """The values that are not missing."""
        present = self.values >= 0 if self.holds == "words" else np.isfinite(self.values)
        return self.values if present.all() else frozen(self.values[present])

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
        if named:
            whole = bool(np.all(self.values == np.rint(self.values)))
            return whole and len(np.unique(self.values)) == len(self.values)
        if VARIABLE.fullmatch(self.name) is not None:
            return False
        running = self.values[0] in (0, 1) or RUNNING.fullmatch(self.name) is not None
        counting = running and bool(np.all(np.diff(self.values) == 1))
        return enough and counting

    @cached_property
    def may_count(self) -> bool:
        """Whether a name such as x is all that tells it from a row number: it goes 0, 1, 2 … or 1, 2, 3 …"""
        if self.holds != "number" or LETTER.fullmatch(self.name) is None:
            return False
        if not MIN_COUNTED <= len(self.there) == len(self.values):
            return False
        return self.values[0] in (0, 1) and bool(np.all(np.diff(self.values) == 1))

    def text(self, value: float) -> str:
        """Return a value as the table has it: with all digits, as ISO words for a date, or as a word."""
        if self.holds == "words":
            return self.words[int(value)]
        return moment(value, self.since) if self.holds == "date" else written(value)

    @property
    def number_name(self) -> str:
        """Its name as a number, with its unit: of dates, it says since when the days are counted."""
        if self.holds == "date":
            return f"{self.name} (days after {self.since.isoformat()})"
        return self.name if not self.unit or unit_in(self.name) else f"{self.name} ({self.unit})"

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
    def everywhere(self) -> str:
        """Where a constant column has its value, in words: not where cells are empty, or odd."""
        return "wherever it has one" if self.missing or self.odd else "in every row"

    @property
    def remark(self) -> str:
        """What to know before using it, in plain words; empty if there is nothing to say."""
        parts = [*self._learnable(), *self._readings()]
        if self.missing and self.kind != "empty":
            parts.append(f"has no value in {rows_in_words(self.missing)}")
        return (f"“{self.name}” " + ". It ".join(parts) + ".").replace("?.", "?") if parts else ""

    @cached_property
    def _outlying_mark(self) -> str:
        """A number, far from all others, that programs write where a value is missing, e.g. −999; else empty."""
        if self.holds != "number" or self.constant:
            return ""
        for end in (float(self.there.min()), float(self.there.max())):
            if abs(end) not in GAP_MARKS:
                continue
            others = self.there[self.there != end]
            if abs(end - others.mean()) > FAR * max(float(np.ptp(others)), abs(others).max()):
                return written(end).replace("-", "−")
        return ""

    @property
    def _alike(self) -> str:
        """Two words that differ only in capital letters, as “Berlin” and “berlin”; empty if there are none."""
        first: dict[str, str] = {}
        for word in self.words if not self.is_text else ():
            if len(word) > 1 and first.setdefault(word.lower(), word) != word:
                return f"“{shortened(first[word.lower()])}” and “{shortened(word)}”"
        return ""

    def _learnable(self) -> list[str]:
        if self.kind == "empty":
            return ["is empty, so nothing can be learned from it"]
        if self.kind == "constant":
            return [f"has the same value {self.everywhere}, so nothing can be learned from it"]
        if not self.counts or (self.holds == "words" and self.reading):
            if self.is_text or len(self.words) > MAX_CLASSES:
                return [f"has {len(self.words):,} different words in {len(self.there):,} rows{self._beyond_classes}"]
            return ["goes up by 1 all the way: leave it out if it only counts"] if self.may_count else []
        first = self.words[:LOOKED_AT]
        like = [*filter(_is_like_a_number, first)] if self.holds == "words" else []
        if like and len(like) + sum(map(is_any_number, first)) > len(first) / 2:
            some = f"“{shortened(like[0])}” is no plain number"
            return [f"is read as words, for {some}; each row has another word, so nothing can be learned from it"]
        what = "has another word in each row" if self.holds == "words" else "numbers the rows"
        what = "counts the rows" if self.holds == "number" and np.all(np.diff(self.values) == 1) else what
        return [f"{what}: it says nothing about new examples, so leave it out where there is another input"]

    @property
    def _beyond_classes(self) -> str:
        return f": at most {MAX_CLASSES} can be predicted as classes" if len(self.words) > MAX_CLASSES else ""

    def _readings(self) -> list[str]:
        dates = f"holds dates, read as days after {self.since.isoformat()}" if self.holds == "date" else ""
        parts = [part for part in (dates, self.ambiguous, self.reading) if part]
        if lost := next((word for word in self.words if LOST in word), ""):
            parts.append(f"holds “{shortened(lost)}”, of which a letter is lost: is the file cut there?")
        if alike := self._alike:
            parts.append(
                f"has words that differ only in capital letters, such as {alike}: they count as different words"
            )
        if mark := self._outlying_mark:
            parts.append(f"holds {mark}, which may stand for missing values")
        if self.odd:
            texts = list(dict.fromkeys(shortened(cell.text) for cell in self.odd))
            words = ", ".join(f"“{text}”" for text in texts[:NAMED]) + (" …" if len(texts) > NAMED else "")
            kind = "date" if self.holds == "date" else "number"
            parts.append(f"holds {words}, not a {kind}{self.form}, in {rows_in_words([cell.row for cell in self.odd])}")
        return parts


def _is_like_a_number(word: str) -> bool:
    """Tell whether a word begins like a number, but is none, nor a code of digits."""
    begins = word[:1].isdigit() or (word[1:2].isdigit() and not word[:1].isalpha())
    return begins and not word.isdecimal() and not is_any_number(word)


def unit_in(name: str) -> str:
    """Return the unit that a name ends with in brackets, e.g. ``"°C"`` of ``"temp (°C)"``; empty if there is none."""
    found = UNIT.fullmatch(name)
    return found[1] if found is not None else ""
