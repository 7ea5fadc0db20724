"""How dates are written in tables, and days as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

MONTHS = {
    name: number + 1
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
TIME = r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
TIME += r"\s*(?:Z|UTC|(?:GMT|UTC)?[+-]\d\d?(?::?\d\d)?)?)?"
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<a>\d{{1,2}})(?P=mark)(?P<b>\d{{1,2}}){TIME}", re.ASCII)
YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d\d){TIME}", re.ASCII
)
NAMED = re.compile(
    rf"(?:(?P<a>\d{{1,2}})\.?[ -](?P<month>[A-Za-z]{{3,9}})\.?,?[ -](?P<year>\d{{4}}|\d\d)"
    rf"|(?P<before>[A-Za-z]{{3,9}})\.? (?P<b>\d{{1,2}}),? (?P<late>\d{{4}})){TIME}",
    re.ASCII,
)
MONTH = re.compile(
    r"(?P<year>\d{4})[-/](?P<b>0[1-9]|1[0-2])|(?P<c>0?[1-9]|1[0-2])[-/](?P<late>\d{4})"
    r"|(?P<month>[A-Za-z]{3,9})\.?[ -](?P<last>\d{4}|\d\d)"
    r"|(?P<before>\d{4})[- ]?Q(?P<q>[1-4])|Q(?P<r>[1-4])[- /]?(?P<after>\d{4})",
    re.ASCII,
)
"""A month or a quarter of a year, which is read as its first day."""
COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d", re.ASCII)
"""A day without marks."""
CENTURY = 69
"""Years of two digits from here on belong to 1900."""


def may_be_date(cell: str) -> bool:
    """Tell whether a cell is written like a date."""
    return read_date(cell, True) is not None or read_date(cell, False) is not None


def read_date(cell: str, day_first: bool) -> datetime | None:
    """Return the day and time that a cell is; None if it is none."""
    for pattern in (YEAR_FIRST, YEAR_LAST, NAMED):
        if (found := pattern.fullmatch(cell)) is not None:
            parts = found.groupdict()
            day = _day(parts, pattern, day_first or parts.get("mark") == ".")
            return _at_time(day, parts) if day is not None else None
    return _month(cell)


def read_compact(cell: str) -> datetime | None:
    """Return the day that eight digits such as 20210131 are; None if they are none."""
    if COMPACT.fullmatch(cell) is None:
        return None
    return read_date(f"{cell[:4]}-{cell[4:6]}-{cell[6:]}", True)


def _month(cell: str) -> datetime | None:
    """Return the first day of a month or quarter; None if a cell is none."""
    found = MONTH.fullmatch(cell)
    if found is None:
        return None
    month = MONTHS.get(found["month"][:3].lower(), 0) if found["month"] else int(found["b"] or found["c"] or 0)
    month = month or 3 * int(found["q"] or found["r"] or 0) - 2
    year = next(found[name] for name in ("year", "late", "last", "before", "after") if found[name])
    return datetime(_in_century(year), month, 1) if month > 0 else None


def _in_century(year: str) -> int:
    return int(year) + (0 if len(year) > 2 else 1900 if int(year) >= CENTURY else 2000)


def _day(parts: dict[str, str | None], pattern: re.Pattern[str], day_first: bool) -> datetime | None:
    if pattern is NAMED:
        month = MONTHS.get((parts["month"] or parts["before"] or "")[:3].lower(), 0)
        day, year = int(parts["a"] or parts["b"] or 0), parts["year"] or parts["late"]
    else:
        first, second, year = int(parts["a"] or 0), int(parts["b"] or 0), parts["year"]
        day, month = (first, second) if day_first and pattern is YEAR_LAST else (second, first)
    try:
        return datetime(_in_century(year or "0"), month, day)
    except ValueError:
        return None


def _at_time(day: datetime, parts: dict[str, str | None]) -> datetime | None:
    if parts["hour"] is None:
        return day
    hour, minute, second = int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower().startswith("p") else 0)
    there = hour < 24 and minute < 60 and second < 60
    return day.replace(hour=hour, minute=minute, second=second) if there else None


def day_first_of(cells: Iterable[str]) -> tuple[bool, bool]:
    """Return whether the day comes before the month in a column, and whether both are possible for all cells.

    Where both are: the month comes first if slashes part the numbers, as in the United States.
    """
    seen, first, second, slashes = False, 0, 0, False
    for cell in cells:
        found = YEAR_LAST.fullmatch(cell)
        if found is not None and found["mark"] != ".":
            seen, slashes = True, slashes or found["mark"] == "/"
            first, second = max(first, int(found["a"])), max(second, int(found["b"]))
    if first > 12 or second > 12:
        return first > 12, False
    return not slashes, seen


def days(moment: datetime, since: date) -> float:
    """Return how many days after the beginning of the day ``since`` a moment is."""
    return (moment - datetime(since.year, since.month, since.day)) / timedelta(days=1)


def moment(value: float, since: date) -> str:
    """Return the day, and the time if there is one, as ISO words, e.g. ``"2024-01-05"``, ``"2024-01-05T10:30"``."""
    when = datetime(since.year, since.month, since.day) + timedelta(seconds=round(value * 86_400))
    if when.hour or when.minute or when.second:
        return when.isoformat(timespec="seconds" if when.second else "minutes")
    return when.date().isoformat()
