"""From the cells of a column to what it holds: numbers, dates or words; what is missing, and what does not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np

from core.arrays import frozen
from core.data.coding import AFFIRMATIVE, NEGATIVE
from core.data.columns import ID_NAME, NAMED, CsvColumn, Odd, RowNumbers, rows_in_words
from core.data.csv_text import UnreadableTable
from core.data.dates import day_first_of, days, on_one_clock, read_compact, read_date
from core.data.measures import fractions, is_unit, parted, times, uncertain, with_unit
from core.data.numbers import CODE, CURRENCIES, OTHER, Decimal, is_missing, read_number, written

FEW, ALWAYS_FEW = 0.15, 2
"""Of cells that do not fit, the share and number up to which a column is still one of numbers."""
VARIED = 5
"""Different numbers from which on one word among them, however often it occurs, is rather a mark than a class."""
MIN_FITTING, FITTING_EACH = 3, 2
"""How many cells must fit at least, and for each one that does not."""
BEYOND = re.compile(r"[<>≤≥~≈].*\d.*|[+\-−]?(inf|infinity|∞)|nan.*|over|under|overflow", re.IGNORECASE)
"""Cells that tell of a number that was not measured: of these there may be more."""
SIGNS = (*CURRENCIES, "%", "‰")
PAIR = re.compile(r"\d+(?:[.,]\d+)?\s?/\s?\d+(?:[.,]\d+)?", re.ASCII)
DATE_NAME = re.compile(r".*(date|datum|day|tag|fecha|data|jour|dato|päivä|дата|日期|日付|날짜).*", re.IGNORECASE)
DATES = 3
"""Different numbers such as 20210131 that are dates by themselves; fewer only where the column's name says so."""


NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))


class Cells(NamedTuple):
    """The cells of a column without the spaces around them, how often each text occurs, and their rows in the file."""

    texts: Sequence[str]
    counts: Counter[str]
    rows: RowNumbers

    @classmethod
    def of(cls, cells: Sequence[str], rows: RowNumbers) -> Cells:
        """Return cells without the spaces around them, and letters of one form: ö may be o and two dots, too."""
        texts = [cell.strip() if cell.isascii() else _of_one_form(cell) for cell in cells]
        return cls(texts, Counter(texts), rows)


def _of_one_form(cell: str) -> str:
    """Return a cell with composed letters, and without what takes no room."""
    return normalize("NFC", cell.translate(NO_WIDTH)).strip()


def column_of(
    name: str,
    cells: Sequence[str],
    rows: RowNumbers,
    decimal: Decimal,
    day_first: bool | None,
    ambiguous: bool,
    minutes: bool | None = None,
) -> CsvColumn:
    """Return a column from its cells (m,) and the rows of the file in which they stand.

    Where numbers are ``ambiguous`` in the whole table, a column that has such ones says so.

    Raises
    ------
    UnreadableTable
        If a number is too large.
    """
    each = Cells.of(cells, rows)
    if (column := _of_compact_dates(name, each)) is not None:
        return column
    values, unit = _numbers_in(each, decimal)
    if _is_kind(values, each) and not _are_codes(each):
        either, example = _other_reading(each, decimal) if ambiguous else ("", "")
        how = _with_or_without(each, decimal, unit)
        column = replace(_of_numbers(name, each, values), unit=unit, ambiguous=either, example=example, reading=how)
        return replace(column, form=_form(column, each, decimal))
    first, both = day_first_of(each.counts) if day_first is None else (day_first, False)
    moments = {text: when for text in each.counts if (when := read_date(text, first)) is not None}
    if _is_kind(moments, each):
        clock, how = on_one_clock(moments)
        column = _of_dates(name, each, clock, _either(first) if both else "")
        twofold = (text for text in moments if read_date(text, first) != read_date(text, not first))
        return replace(column, reading=how, example=next(twofold, "") if both else "")
    if not _are_codes(each):
        for measures in (
            with_unit(each.counts, decimal),
            times(each.counts, name, minutes),
            fractions(each.counts, decimal),
            uncertain(each.counts, decimal),
        ):
            if _is_kind(measures.values, each):
                column = _of_numbers(name, each, measures.values)
                where = _among_numbers(each, decimal) if measures.reading else ""
                reading = measures.reading + where or _with_or_without(each, decimal, measures.unit)
                column = replace(column, unit=measures.unit, reading=reading, example=measures.example)
                return replace(column, form=_form(column, each, decimal))
    words = _of_words(name, each)
    return replace(words, reading=words.reading or ("" if _are_codes(each) else _why_words(each, decimal)))


def _form(column: CsvColumn, each: Cells, decimal: Decimal) -> str:
    """Return what numbers of a column have that some odd cells lack: its decimal mark or its unit; empty if none do."""
    odd = {cell.text for cell in column.odd}
    if _of_other_mark(each, decimal) & odd:
        return f" with “{decimal}” before decimals"
    return f" in “{column.unit}”" if column.unit and any(_unit_of(text, decimal) for text in odd) else ""


def _among_numbers(each: Cells, decimal: Decimal) -> str:
    """Return in which rows the cells are no plain numbers, if others are."""
    plain = {text for text in each.counts if is_missing(text) or read_number(text, decimal) is not None}
    rows = [row for row, text in zip(each.rows.tolist(), each.texts, strict=True) if text not in plain]
    return f", in {rows_in_words(rows)}" if plain else ""


def _of_compact_dates(name: str, each: Cells) -> CsvColumn | None:
    """Return a column of days such as 20210131; None if its cells are something else."""
    there = [text for text in each.counts if not is_missing(text)]
    if not there or ID_NAME.fullmatch(name.lower()) or not (len(there) >= DATES or DATE_NAME.fullmatch(name)):
        return None
    moments = {text: when for text in there if (when := read_compact(text)) is not None}
    return _of_dates(name, each, moments, "") if len(moments) == len(there) else None


def _of_other_mark(each: Cells, decimal: Decimal) -> set[str]:
    """Return the texts that are numbers only with the other mark before decimals."""
    texts = (text for text in each.counts if read_number(text, decimal) is None)
    return {text for text in texts if read_number(text, OTHER[decimal]) is not None}


def _why_words(each: Cells, decimal: Decimal) -> str:
    """Return why a column of numbers is taken as words, in plain words; empty if it is none."""
    there = [text for text in each.counts if not is_missing(text)]
    other = _of_other_mark(each, decimal)
    either = {text: True for text in there if text in other or read_number(text, decimal) is not None}
    if other and _is_kind(either, each):
        rows = [row for row, text in zip(each.rows.tolist(), each.texts, strict=True) if text in other]
        where = f"in {rows_in_words(rows)}, where the table has “{decimal}”"
        return f"holds numbers with “{OTHER[decimal]}” before decimals {where}"
    if there and all(map(PAIR.fullmatch, there)):
        return f"holds two numbers in each cell, such as “{there[0]}”: make two columns of it"
    units = {text: unit for text in there if (unit := _unit_of(text, decimal)) is not None}
    if 2 * len(units) <= len(there) or len({*units.values()}) < 2:
        return ""
    return f"is taken as words, for its numbers have several units ({_units_in_words(each, units)}): use one"


def _unit_of(text: str, decimal: Decimal) -> str | None:
    """Return the unit of a number in a cell, empty for none; None if it is no number, or what follows it no unit."""
    found = read_number(text, decimal) or parted(text, decimal)
    return found[1] if found is not None and (not found[1] or found[1] in SIGNS or is_unit(found[1])) else None


def _units_in_words(each: Cells, units: Mapping[str, str]) -> str:
    """Return the units that texts have and the rows of each, e.g. ``"“%” in rows 2, 5, none in row 3"``."""
    rows: dict[str, list[int]] = {}
    for row, text in zip(each.rows.tolist(), each.texts, strict=True):
        if text in units:
            rows.setdefault(units[text], []).append(row)
    named = (f"{f'“{unit}”' if unit else 'none'} in {rows_in_words(places)}" for unit, places in rows.items())
    return ", ".join(islice(named, NAMED))


def _with_or_without(each: Cells, decimal: Decimal, unit: str) -> str:
    """Return which cells have the unit of the others and which have none, in plain words; empty if all are alike."""
    units = {text: found for text in each.counts if (found := _unit_of(text, decimal)) is not None}
    if unit in ("", *CURRENCIES) or not {"", unit} <= {*units.values()}:
        return ""
    one, other = (next(text for text, found in units.items() if found == kind) for kind in (unit, ""))
    where = _units_in_words(each, {text: found for text, found in units.items() if found in ("", unit)})
    if unit not in ("%", "‰"):
        return f"has {where}: all are read in “{unit}”"
    return f"has {where}: “{one}” and “{other}” are read as {_value(one, decimal)} and {_value(other, decimal)}"


def _value(text: str, decimal: Decimal) -> str:
    found = read_number(text, decimal)
    return written(found[0]).replace("-", "−") if found is not None else ""


def _numbers_in(each: Cells, decimal: Decimal) -> tuple[dict[str, float], str]:
    """Return the texts that are numbers, with their values, and the unit of most; those of another are left out."""
    numbers = {text: number for text in each.counts if (number := read_number(text, decimal)) is not None}
    units = Counter[str]()
    for text, (_, unit) in numbers.items():
        units[unit] += each.counts[text]
    usual = next((unit for unit, _ in units.most_common() if unit), "")
    return {text: value for text, (value, unit) in numbers.items() if unit in ("", usual)}, usual


def _are_codes(each: Cells) -> bool:
    """Tell whether numbers are codes, as postcodes are: of one length, and some begin with 0."""
    texts = [text for text in each.counts if not is_missing(text)]
    return len({len(text) for text in texts}) == 1 and all(map(str.isdecimal, texts)) and any(map(CODE.search, texts))


def as_words(column: CsvColumn) -> CsvColumn:
    """Return the same column as words, where odd cells make it doubtful that it is one of numbers or dates."""
    return column if column.rows is None else _of_words(column.name, Cells.of(column.texts, column.rows))


def _either(day_first: bool) -> str:
    orders = ("day before month", "month before day")
    return f"is read as {orders[not day_first]}, but may be {orders[day_first]}"


def _other_reading(each: Cells, decimal: Decimal) -> tuple[str, str]:
    """Return the two ways in which a number can be read, and that number; empty if there is none."""
    for text in each.counts:
        one, other = read_number(text, decimal), read_number(text, OTHER[decimal])
        if one is not None and other is not None and one != other:
            both = f"“{text}” as {written(one[0])}, not {written(other[0])}"
            return f"is read with “{decimal}” before decimals: {both}", text
    return "", ""


def _is_kind(fitting: Mapping[str, object], each: Cells) -> bool:
    """Tell whether cells are of a kind, all but a few, given those texts that fit."""
    fit = sum(each.counts[text] for text in fitting)
    odd = sum(count for text, count in each.counts.items() if text not in fitting and not is_missing(text))
    if fit == 0 or odd == 0:
        return fit > 0
    odds = (text for text in each.counts if text not in fitting and not is_missing(text))
    words = [text for text in odds if not BEYOND.fullmatch(text)]
    few = sum(each.counts[text] for text in words) <= max(ALWAYS_FEW, FEW * fit)
    few |= len(words) == 1 and len(fitting) >= VARIED
    return few and fit >= max(MIN_FITTING, FITTING_EACH * odd)


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
    texts = [text for text in each.counts if text not in gone]
    spelt = _yes_or_no(texts) or dict(zip(texts, texts, strict=True))
    words = tuple(dict.fromkeys(spelt.values()))
    numbers = {word: place for place, word in enumerate(words)}
    places = {text: numbers[word] for text, word in spelt.items()}
    values = np.array([places.get(text, -1) for text in each.texts], dtype=np.float64)
    missing = tuple(each.rows[values < 0].tolist())
    other = next(((text, word) for text, word in spelt.items() if text != word), None)
    such = other and f"such as “{other[1]}” and “{other[0]}”"
    said = f"spells an answer in several ways, {such}: they count as one" if such else ""
    return CsvColumn(name, "words", frozen(values), words, missing, reading=said)


def _yes_or_no(texts: Sequence[str]) -> dict[str, str]:
    """Return how two words for yes and no are spelt first, whatever letters are capital in the others; else nothing."""
    first = {text.lower(): text for text in reversed(texts)}
    both = len(first) == 2 and first.keys() <= AFFIRMATIVE | NEGATIVE and not first.keys() <= AFFIRMATIVE
    return {text: first[text.lower()] for text in texts} if both else {}


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
