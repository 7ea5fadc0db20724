"""Cells that hold more than a number: a number with a unit, a time, a fraction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from core.data.numbers import CURRENCIES, Decimal, is_missing, read_number, written

MEASURE = re.compile(r"([^\w.,(]*[\d.,'’ \u00a0\u202f]*\d[.,]?(?:[eE][+-]?\d+)?)(\s*)([^\W\d_].{0,15}|[°\"'′″Ω].{0,5})")
"""A number, the space after it, and a unit."""
BESIDE = re.compile(
    r"[pnµμmcdhkMGT]?(?:g|m|s|l|L|V|W|Wh|N|J|Pa|Hz|bar|mol|eV|cal|Ω)|[kMGT]?i?[Bb]it|[kMGT]B|[mµk]?A|[cmdk]?m[²³23]|min|hr?|hrs"
    r"|d|sec|t|lbs?|oz|in|ft|yd|mi|mph|km/?h|m/s²?|[kg]+/\w{1,2}[²³]?|rpm|ppm|px|pt|dB|yrs?|yo|°[CFKRN]?|℃|℉|[\"'′″]"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af].{0,3}"
)
"""Units that may stand right beside a number; others, as in “5th”, “8b” or “5more”, may be part of a name."""
UNIT_WORDS = re.compile(
    r"a\.?u\.?|arb\.? units?|%|[kmMGµμu]?eV|K|C|F|mm ?Hg|u(?:g|m|s|l|L|V|A|mol)|deg\.?(?:rees)? ?[CFK]?|rad|pH|st"
    r"|(?:per ?|pro)[cz]ent|(?:centi|milli|micro|kilo|mega)?(?:met(?:er|re)|gram|gramm|lit(?:er|re)|watt|volt|pascal)s?"
    r"|amp(?:ere)?s?|newtons?|joules?|hertz|ohms?|kelvin|celsius|fahrenheit|moles?|inch(?:es)?|f[eo]{2}t|miles?|yards?"
    r"|pounds?|ounces?|tons?|tonnes?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|sekunden?|minuten?|stunden?"
    r"|tage?|wochen?|monate?|jahre?|counts?|points?|pts|pixels?|dollars?|euros?|bytes?|bits?|people|persons?|stück|bpm|dBm",
    re.IGNORECASE,
)
"""Units that may stand alone, as below the name of a column."""
UNIT_SHAPE = re.compile(r"[(\[].+[)\]]|.*[%‰°²³Ωµμ].*|.+\^?[-−]\d")
"""What only units look like: in brackets, with a sign of units, or with a power."""
NO_UNITS = ("text", "string", "word", "words", "name", "category", "label", "[-]", "(-)", "[–]", "[ ]", "ts", "rn")
"""What a row of units says of columns that have none; of times and numbers of rows, the last two."""
TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?([.,]\d+)?\s*([AaPp](?:\.?[Mm]\.?)?)?(?:\s?(?:h|Uhr))?", re.ASCII)
OF_MINUTES = re.compile(r".*(?:\bpace\b|\ballure\b|\blaps?\b|min ?/ ?(?:km|mi)|mm?:ss).*", re.IGNORECASE)
"""Names of columns whose times are minutes and seconds."""
EVEN = 5
"""Minutes of which the steps are multiples where a day is parted evenly."""
FRACTION = re.compile(r"([+\-−]?)(?:(\d{1,4})\s+)?(\d{1,4})\s?[/⁄]\s?([1-9]\d{0,3})", re.ASCII)
SIGN_OF_FRACTION = re.compile("[¼-¾⅐-⅞]")
UNCERTAIN = re.compile(r"([^±(]*\d)\s*(?:(?:±|\+/?[-−])\s*[\d.,].*|\(\d{1,2}\))")
"""A number and its uncertainty, also as physicists write it, in units of the last digit: 2.5(1)."""
CURRENCY_WORDS = frozenset(currency.upper() for currency in CURRENCIES)


class Measures(NamedTuple):
    """The texts that can be read, with their values, their unit, how they are read, and one that may be otherwise."""

    values: Mapping[str, float]
    unit: str = ""
    reading: str = ""
    example: str = ""


def with_unit(counts: Counter[str], decimal: Decimal) -> Measures:
    """Return the numbers in cells such as “5 kg”, all of one unit."""
    bare, others = dict[str, float](), dict[str, dict[str, float]]()
    for text in counts:
        if (number := read_number(text, decimal)) is not None and not number[1]:
            bare[text] = number[0]
        elif (parts := parted(text, decimal)) is not None:
            others.setdefault(_one_form(parts[1]), {})[text] = parts[0]
    if not others:
        return Measures({})
    usual = max(others, key=lambda unit: sum(counts[text] for text in others[unit]))
    having = sum(counts[text] for text in others[usual])
    lacking = sum(counts[text] for text in bare)
    if having < lacking or (lacking and not BESIDE.fullmatch(usual)):  # a mark beside some numbers is no unit
        return Measures({})
    form = parted(next(iter(others[usual])), decimal)
    return Measures({**bare, **others[usual]}, form[1] if form else "")


def parted(cell: str, decimal: Decimal) -> tuple[float, str] | None:
    """Return the number and the unit of a cell such as “5 kg”; None if it is none."""
    found = MEASURE.fullmatch(cell)
    if found is None or not (found[2] or BESIDE.fullmatch(found[3])):
        return None
    number = read_number(found[1].strip(), decimal)
    return None if number is None or number[1] else (number[0], found[3])


def are_units(cells: Sequence[str]) -> bool:
    """Tell whether cells look like units: half of those filled, but for “text” and the like; more beside a 1."""
    bare = [cell.strip() for cell in cells]
    filled = [cell for cell in bare if not is_missing(cell) and cell.lower() not in NO_UNITS]
    return 0 < len(filled) + ("1" in filled) <= 2 * sum(map(is_unit, filled))


def is_unit(cell: str) -> bool:
    """Tell whether a cell looks like a unit, such as kg, mol/L, (s), kg m-2 or years."""
    last = cell.replace("/", " ").split(" ")[-1].rstrip("0123456789^")
    known = cell in CURRENCIES or any(UNIT_WORDS.fullmatch(part) or BESIDE.fullmatch(part) for part in (cell, last))
    return bool(known or UNIT_SHAPE.fullmatch(cell))


def without_unit(cell: str) -> str:
    """Return what stands before the unit of a cell such as “5 kg”, or before “±”; the whole cell if it has none."""
    if uncertain := UNCERTAIN.fullmatch(cell) if "±" in cell or "+" in cell or cell[-1:] == ")" else None:
        return uncertain[1]
    if cell[-1:].isdigit() or not cell[:1].isdigit():
        return cell  # soon told: most are plain
    found = MEASURE.fullmatch(cell)
    return found[1].strip() if found is not None and found[3].upper() not in CURRENCY_WORDS else cell


def _one_form(unit: str) -> str:
    """Return a unit without the ending of its plural."""
    bare = unit.rstrip(".")
    return bare.removesuffix("s") if len(bare) > 2 else bare


def times(counts: Counter[str], name: str = "", wished: bool | None = None) -> Measures:
    """Return times such as “12:30” as hours, or as minutes where one is beyond a day, or the column's name says so.

    So where that is ``wished``. Those in no order and of odd minutes may be either: one is the ``example``.

    Beside times such as 1:02:50, those of two parts are minutes and seconds where they are none of the day or the
    column would fall else; 24:00 is the end of a day that is parted evenly.
    """
    found = {text: match for text in counts if (match := TIME.fullmatch(text)) is not None}
    short = [match for match in found.values() if not match[3] and not match[5]]
    minutes = any(match[4] or (int(match[1]) > 23 and not _ends_day(match, short)) for match in short)
    minutes = minutes or OF_MINUTES.fullmatch(name) is not None
    mixed = 0 < len(short) < len(found)
    if mixed and not any(match[5] for match in found.values()):
        of_minutes = {text: _hours(match) / (1 if match[3] else 60) for text, match in found.items()}
        rises = _rises(of_minutes.values()) and not _rises(map(_hours, found.values()))
        if (minutes or rises) and all(int(match[1]) < 60 for match in short):
            example, whole = short[0][0], next(text for text, match in found.items() if match[3])
            both = f"“{example}” as {_shown(of_minutes[example])} h, “{whole}” as {_shown(of_minutes[whole])} h"
            return Measures(of_minutes, "h", f"is read as minutes and seconds beside hours, {both}")
    values = {text: _hours(match) for text, match in found.items()}
    alike = 0 < len(short) == len(found)
    bare = alike and all(text.replace(":", "").isdigit() for text in found)
    unit = "min" if alike and (wished if bare and wished is not None else minutes) else "h"
    either = bare and wished is None and unit == "h" and not _of_a_day(short, values)
    example = short[0][0] if mixed else next(iter(values), "")
    shown = _shown(values[example]) if values else ""
    reading = f"is read as {'minutes' if unit == 'min' else 'hours'}, “{example}” as {shown} {unit}"
    doubt = ", but may be minutes and seconds" if mixed or either else ""
    return Measures(values, unit, reading + doubt, example if either else "")


def _of_a_day(times: Sequence[re.Match[str]], values: Mapping[str, float]) -> bool:
    """Tell whether times of two parts are rather those of a clock: one after the other, or of round minutes."""
    return _rises(values.values()) or all(int(time[2]) % EVEN == 0 for time in times)


def _shown(value: float) -> str:
    return written(round(value, 3))


def _rises(values: Iterable[float]) -> bool:
    return all(earlier <= later for earlier, later in pairwise(values))


def _ends_day(match: re.Match[str], others: Sequence[re.Match[str]]) -> bool:
    """Tell whether a time is 24:00 among times of a day that is parted evenly, as loads of a grid are told."""
    return match[0].startswith("24:00") and all(
        int(other[1]) <= 24 and int(other[2]) % EVEN == 0 and (int(other[1]) < 24 or other[2] == "00")
        for other in others
    )


def _hours(match: re.Match[str]) -> float:
    """Return a time as so many times what stands before its first colon."""
    first, second = int(match[1]), int(match[2])
    if match[5]:
        first = first % 12 + (12 if match[5].lower().startswith("p") else 0)
    rest = float("0" + (match[4] or ".0").replace(",", "."))
    return first + (second + (int(match[3] or 0) + rest) / 60 if match[3] else second + rest) / 60


def fractions(counts: Counter[str], decimal: Decimal) -> Measures:
    """Return fractions such as “1/2” as numbers; none where one is above 1, as in “120/80”: those are two numbers."""
    found = {text: match for text in counts if (match := FRACTION.fullmatch(_in_digits(text))) is not None}
    if not found or any(int(match[3]) > int(match[4]) for match in found.values()):
        return Measures({})
    values = {
        text: number[0] for text in counts if (number := read_number(text, decimal)) is not None and not number[1]
    }
    for text, match in found.items():
        size = float(int(match[2] or 0) + Fraction(int(match[3]), int(match[4])))
        values[text] = -size if match[1] in ("-", "−") else size
    example = next(iter(found))
    return Measures(values, "", f"is read as fractions, “{example}” as {written(round(values[example], 6))}")


def _in_digits(text: str) -> str:
    """Return a text with digits for signs such as ½: “1½” as “1 1⁄2”."""
    return text if text.isascii() else normalize("NFKC", SIGN_OF_FRACTION.sub(r" \g<0>", text)).strip()


def uncertain(counts: Counter[str], decimal: Decimal) -> Measures:
    """Return the numbers in cells such as “2.5±0.1”, and plain ones among them; the uncertainty is left out."""
    found = {text: match[1] for text in counts if (match := UNCERTAIN.fullmatch(text)) is not None}
    numbers = {text: read_number(found.get(text, text).strip(), decimal) for text in counts}
    values = {text: number[0] for text, number in numbers.items() if number is not None and not number[1]}
    example = next((text for text in values if text in found), "")
    if not example:
        return Measures({})
    return Measures(values, "", f"is read without its uncertainty, “{example}” as {written(values[example])}")
