"""How numbers are written in tables: decimals, thousands, signs, currencies, per cent."""

from __future__ import annotations

import re
from typing import Literal

Decimal = Literal[".", ","]
OTHER: dict[Decimal, Decimal] = {".": ",", ",": "."}
"""Of the two marks, the one that is no decimal mark stands between thousands."""
MISSING = frozenset(
    (
        *("", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "<na>", "(null)", "?", "??"),
        *("-", "--", "---", ":", "–", "—", "−", "*", "**", "***", ".", "..", "...", "…"),
        *("#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"),
    )
)
"""What stands, in small letters, where a value is missing."""
CURRENCIES = (
    *("$", "US$", "A$", "R$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₴", "zł", "Kč", "Ft", "kr", "kr.", "Fr.", "SFr."),
    *("CHF", "USD", "EUR", "GBP", "JPY", "CNY", "PLN", "SEK", "NOK", "DKK", "元", "円"),
)
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
NOTHING_OF = re.compile("(?P<c>" + "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True))) + r")\s*[-–—−]")
"""How accountants' sheets write 0, as in “$ -”."""
CODE = re.compile(r"0(?<![\d.]0)\d{2,}(?![\d.])", re.ASCII)
"""Digits that begin with 0, as codes do; a pattern that begins with a character is searched for quickly."""
MAX_DIGITS, LARGEST_WHOLE = 15, 2.0**53
"""Whole numbers up to here are exact."""
SAME = str.maketrans(
    "０１２３４５６７８９＋－．，％＄￡￥−–\u00a0\u2009\u202f٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९٬٪",
    "0123456789+-.,%$£¥--   " + 3 * "0123456789" + "'%",
)
"""Full-width, Arabic, Persian and Indian characters, other minus signs and spaces, and what they stand for."""
ARABIC_DECIMAL = "٫"
POWER = re.compile(
    r"\s?[×x·⋅*]\s?10(?:\^|\*\*)\(?(?P<n>[+-]?\d+)\)?(?!\d)|\s?[×x·⋅*]\s?10(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
)
"""A power of ten as people write it, at the end of a number: ×10^3, ·10⁻²."""
RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
GAPS = "'’_ "
"""What may stand between thousands, whatever the decimal mark is."""


def _grammar(decimal: Decimal) -> re.Pattern[str]:
    """Return the pattern of a number with its sign and unit; groups of thousands all have the same mark."""
    d, o = re.escape(decimal), re.escape(OTHER[decimal])
    grouped = rf"[1-9]\d{{0,2}}(?P<gap>[{o}{GAPS}])\d{{3}}(?:(?P=gap)\d{{3}})*|[1-9]\d?(?:{o}\d\d)+{o}\d{{3}}"
    units = "|".join(re.escape(unit) for unit in sorted((*CURRENCIES, "%", "‰"), key=len, reverse=True))
    return re.compile(
        rf"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<before>{units})?\s*(?P<later>[+-])?(?P<inner>\()?"
        rf"(?P<number>(?:{grouped}|\d+)(?:{d}\d*)?|{d}\d+)(?P<exponent>\s?[eE][+-]\d+|[eE]\d+)?"
        rf"(?P<last>(?<={d}\d\d)-)?\s*(?P<after>{units})?\s*(?P<close>\))?",
        re.ASCII,
    )


GRAMMARS: dict[Decimal, re.Pattern[str]] = {decimal: _grammar(decimal) for decimal in OTHER}


def read_number(cell: str, decimal: Decimal) -> tuple[float, str] | None:
    """Return the number that a cell without spaces around it is, and its unit (%, a currency, or none); else None.

    A number in brackets is negative, as accountants write it, and one with its minus after two decimals or more, as SAP
    does: 2- is rather a mark. Digits beyond what a number can hold are a code: two such
    codes could not be told apart.
    """
    if cell.isdecimal() and len(cell) > MAX_DIGITS and abs(float(cell)) > LARGEST_WHOLE:
        return None
    if decimal == "." and PLAIN.fullmatch(cell):
        return float(cell), ""
    if nothing := NOTHING_OF.fullmatch(cell):
        return 0.0, nothing["c"]
    if len(cell) > 400 or not any(map(str.isdigit, cell)):
        return None
    cell = cell.translate(SAME).replace(ARABIC_DECIMAL, decimal)
    if ("10" in cell and not cell.isascii()) or "^" in cell or "**" in cell:
        cell = POWER.sub(_exponent, cell)
    found = GRAMMARS[decimal].fullmatch(cell)
    if (
        found is None
        or bool(found["open"] or found["inner"]) != bool(found["close"])
        or (found["sign"] and found["later"])
        or (found["last"] and (found["sign"] or found["later"] or found["close"]))
    ):
        return None
    if (found["before"] and found["after"]) or (found["open"] and found["inner"]):
        return None
    if found["exponent"] and not found["number"].replace(decimal, "").isdigit():
        return None  # nobody groups thousands before an exponent: “5,671e-3” is read in one way only
    digits = "".join(c for c in found["number"] if c.isdigit() or c == decimal).replace(decimal, ".")
    negative = bool(found["close"]) or "-" in (found["sign"], found["later"], found["last"])
    value = float(digits + (found["exponent"] or "").strip())
    return -value if negative else value, found["before"] or found["after"] or ""


def _exponent(power: re.Match[str]) -> str:
    return "e" + (power["n"] or power["raised"].translate(RAISED))


def is_number(cell: str, decimal: Decimal) -> bool:
    """Tell whether a cell is written like a number."""
    return read_number(cell.strip(), decimal) is not None


def is_any_number(cell: str) -> bool:
    """Tell whether a cell is written like a number, with either decimal mark."""
    return is_number(cell, ".") or is_number(cell, ",")


def is_missing(cell: str) -> bool:
    """Tell whether a cell is empty, or has a mark that says that a value is missing."""
    bare = cell.strip()
    return bare.lower() in MISSING or (bare[:2] == "##" and not bare.strip("#"))  # what a narrow column shows


def written(value: float) -> str:
    """Return a number with all its digits, e.g. ``"1234567"``, ``"0.1234567"``."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e16 else repr(float(value))
