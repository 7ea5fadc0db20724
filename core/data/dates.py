"""How dates are written in tables, and days as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta, timezone
from functools import cache
from unicodedata import combining, normalize

NAMES_OF_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mrz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
)
LABELS = frozenset(("gen", "lug", "mag", "out", "set"))
"""Short names of months that are words too: “Set 12” is none."""
LETTER = "[A-Za-zÀ-ɏ\u0300-\u036f]"
WORD = rf"{LETTER}{{3,12}}"
ORDINAL = r"(?:\.|st|nd|rd|th|er|º|°)?"
TIME = r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
TIME += r"\s*(?:(?P<utc>Z|UTC|GMT)|(?:GMT|UTC)?(?P<ahead>[+\-−])(?P<zone>\d\d?)(?::?(?P<rest>\d\d))?)?)?"
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<a>\d{{1,2}})(?P=mark)(?P<b>\d{{1,2}}){TIME}", re.ASCII)
YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d\d){TIME}", re.ASCII
)
NAMED = re.compile(
    rf"(?:{LETTER}{{2,12}}\.?,? )?"  # the day of the week
    rf"(?:(?P<a>\d{{1,2}}){ORDINAL}[ -](?:de )?(?P<month>{WORD})\.?,?[ -](?:de )?(?P<year>\d{{4}}|\d\d)"
    rf"|(?P<before>{WORD})\.? (?P<b>\d{{1,2}}){ORDINAL},? (?P<late>\d{{4}})){TIME}",
    re.ASCII,
)
MONTH = re.compile(
    r"(?P<year>\d{4})[-/](?P<b>0[1-9]|1[0-2])|(?P<c>0?[1-9]|1[0-2])[-/](?P<late>\d{4})"
    rf"|(?P<month>{WORD})\.?[ -](?:de )?(?P<last>\d{{4}}|\d\d)"
    r"|(?P<before>\d{4})[- ]?Q(?P<q>[1-4])|Q(?P<r>[1-4])[- /]?(?P<after>\d{4})",
    re.ASCII,
)
"""A month or a quarter of a year, which is read as its first day."""
OF_THE_EAST = re.compile(r"(\d{4})(?:年|년 ?|\. )(\d{1,2})(?:月|월 ?|\. )(\d{1,2})(?:日|일|\.)?(?=$|[ T])", re.ASCII)
"""A day as Chinese, Japanese and Korean write it: 2024年3月1日, 2024. 3. 1."""
COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d", re.ASCII)
"""A day without marks."""
MOST_AHEAD = timedelta(hours=14)
"""No clock is further from UTC."""
CENTURY = 69
"""Years of two digits from here on belong to 1900."""


def may_be_date(cell: str) -> bool:
    """Tell whether a cell is written like a date."""
    return read_date(cell, True) is not None or read_date(cell, False) is not None


def read_date(cell: str, day_first: bool) -> datetime | None:
    """Return the day and time that a cell is; None if it is none."""
    cell = OF_THE_EAST.sub(r"\1-\2-\3", cell) if cell[4:5] in ("年", "년", ".") else cell
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


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    return "".join(letter for letter in normalize("NFD", word.lower()) if not combining(letter))


@cache
def _months() -> dict[str, int]:
    """Return the months by their names, and by the beginnings of these that can be no other month's."""
    found: dict[str, set[int]] = {}
    for names in NAMES_OF_MONTHS:
        for number, name in enumerate(_plain(names).split(), start=1):
            for end in range(3, len(name) + 1):
                found.setdefault(name[:end], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


def _month_called(word: str) -> int:
    """Return the month of a name, or of its beginning, in one of some languages; 0 if it is none."""
    return _months().get(_plain(word), 0)


def _month(cell: str) -> datetime | None:
    """Return the first day of a month or quarter; None if a cell is none."""
    found = MONTH.fullmatch(cell)
    if found is None:
        return None
    if found["last"] and len(found["last"]) < 4 and found["month"].lower() in LABELS:
        return None
    month = _month_called(found["month"]) if found["month"] else int(found["b"] or found["c"] or 0)
    month = month or 3 * int(found["q"] or found["r"] or 0) - 2
    year = _in_century(next(found[name] for name in ("year", "late", "last", "before", "after") if found[name]))
    return datetime(year, month, 1) if month > 0 and year > 0 else None


def _in_century(year: str) -> int:
    return int(year) + (0 if len(year) > 2 else 1900 if int(year) >= CENTURY else 2000)


def _day(parts: dict[str, str | None], pattern: re.Pattern[str], day_first: bool) -> datetime | None:
    if pattern is NAMED:
        month = _month_called(parts["month"] or parts["before"] or "")
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
    if hour > 23 or minute > 59 or second > 59:
        return None
    ahead = timedelta(hours=int(parts["zone"] or 0), minutes=int(parts["rest"] or 0))
    told = parts["utc"] or parts["zone"]
    if ahead > MOST_AHEAD or int(parts["rest"] or 0) > 59 or (told and not MINYEAR < day.year < MAXYEAR):
        return None
    zone = timezone(ahead if parts["ahead"] == "+" else -ahead) if told else None
    return day.replace(hour=hour, minute=minute, second=second, tzinfo=zone)


def on_one_clock(moments: Mapping[str, datetime]) -> tuple[dict[str, datetime], str]:
    """Return moments without their offsets from UTC, and how they are read, in plain words.

    Where all have the same offset, or none has one, they stay as they are told; else all are told in UTC.
    """
    offsets = {when.utcoffset() for when in moments.values()}
    if len(offsets) == 1:
        return {text: when.replace(tzinfo=None) for text, when in moments.items()}, ""
    within = {text: when.replace(tzinfo=None) - (when.utcoffset() or timedelta()) for text, when in moments.items()}
    bare = next((text for text, when in moments.items() if when.utcoffset() is None), "")
    told = next(text for text, when in moments.items() if when.utcoffset() is not None)
    how = (
        f"has times of several offsets, read as times in UTC: “{told}” as {within[told].isoformat(timespec='minutes')}"
    )
    return within, how + (f", and “{bare}”, which has no offset, as it stands" if bare else "")


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
