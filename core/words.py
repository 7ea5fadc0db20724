"""Words and numbers for the screen."""

from __future__ import annotations

import math
import re

_UNIT = re.compile(r"[(\[]([^()\[\]]{1,12})[)\]]\s*$")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BEGIN, _END = "\u2068", "\u2069"
TYPED = rf"{_BEGIN}[^{_END}]*{_END}?"
"""Finds what is marked `as_typed`, to its end or that of the text."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with what is counted, e.g. ``"1 batch"``, ``"1,200 batches"``; without ``many``, an s is added."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def as_typed(text: str) -> str:
    """Return words of the user's, marked, so that no notation writes other letters in them.

    The marks are Unicode's isolates: nobody sees them, and names that are read from right to left keep to themselves.
    """
    return f"{_BEGIN}{unmarked(text)}{_END}"


def unmarked(text: str) -> str:
    """Return a text without marks of what was typed."""
    return text.replace(_BEGIN, "").replace(_END, "")


def shortened(text: str, most: int = 24) -> str:
    """Return a name typed by the user, cut with an ellipsis if it has more than ``most`` characters that are seen."""
    if len(unmarked(text)) <= most:
        return text
    marked = text.startswith(_BEGIN)
    return text[: most - 1 + marked].rstrip() + "…" + _END * marked


def folded(text: str, most: int = 24) -> str:
    """Return a name cut in its middle, so that a word or unit at its end is kept, if it has more characters."""
    end = most // 2 - 1
    return text if len(text) <= most else f"{text[: most - end - 1].rstrip()}…{text[-end:].lstrip()}"


def raised(exponent: int) -> str:
    """Return a whole number as an exponent, e.g. ``"⁻⁷"``."""
    return str(exponent).translate(_RAISED)


def capital(sentence: str) -> str:
    """Return a sentence that may begin with a name in small letters, e.g. “momentum”, with a capital one."""
    return sentence[:1].upper() + sentence[1:]


def bracketed(text: str) -> str:
    """Return a number's text as a factor after a multiplication sign: in brackets if it is negative."""
    return f"({text})" if text.startswith("−") else text


def unit_of(name: str) -> str:
    """Return the unit in brackets at the end of a name, e.g. ``"€"`` of ``"price (€)"``; empty if there is none."""
    found = _UNIT.search(name)
    return found[1].strip() if found else ""


def measured(value: float, unit: str = "") -> str:
    """Return a value with its unit, e.g. ``"12,346 €"``: thousands are parted where there are four digits or more."""
    text = f"{value:,.0f}".replace("-", "−") if 999.5 <= abs(value) < 999_999.5 else number(value)
    return f"{text} {unit}" if unit else text


def percent(share: float, digits: int = 1) -> str:
    """Return a share of 1 in percent, e.g. ``"98.2 %"``; NaN reads "not defined".

    It says 0 or 100 only where it is exactly so: 19,999 of 20,000 are ``"> 99.9 %"``.
    """
    if not math.isfinite(share):
        return "not defined" if math.isnan(share) else f"{number(share)} %"
    text, least = f"{100.0 * share + 0.0:.{digits}f}", f"{10.0**-digits:.{digits}f} %"  # −0 is 0
    if share < 1.0 and float(text) == 100.0:
        return f"> {100.0 - 10.0**-digits:.{digits}f} %"
    if share != 0.0 and float(text) == 0.0:
        return f"< {least}" if share > 0.0 else f"> −{least}"
    return f"{text} %".replace("-", "−")


def number(value: float, digits: int = 3) -> str:
    """Return a value with ``digits`` significant digits as on screen, e.g. ``"−0.250"`` or ``"1.20·10⁻⁷"``."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞" if value > 0 else "−∞"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 999_999.5 or size < 1e-4:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}·10{raised(int(exponent))}"
    else:
        text = f"{value:.0f}" if size >= 10.0**digits - 0.5 else f"{value:#.{digits}g}".rstrip(".")
    return text.replace("-", "−")


def apart(first: float, second: float, most: int = 6) -> tuple[str, str] | None:
    """Return two values with 3 digits, or as many as tell them apart; None if it takes more than ``most``."""
    pairs = ((number(first, digits), number(second, digits)) for digits in range(3, most + 1))
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def ends_of(low: float, high: float) -> tuple[str, str]:
    """Return the ends of a range, with as many digits as tell them apart."""
    return apart(low, high) or (number(low), number(high))


def kept_together(text: str) -> str:
    """Return words in which no line ends before ``%``, or at the ``=`` between a letter and its number."""
    space = "\N{NO-BREAK SPACE}"
    return text.replace(" %", f"{space}%").replace(" = ", f"{space}={space}")


def number_in(value: float, low: float, high: float) -> str:
    """Return a value from a range with 3 digits, and more where it takes them to tell hundredths of the range apart."""
    step = (high - low) / 100.0
    return number(value) if _digits(value, step) <= 3 else stepped(value, step)


def stepped(value: float, step: float) -> str:
    """Return a value with all its digits down to those of ``step``, e.g. ``"1,000,000.2"`` or ``"4·10⁻⁷"``."""
    digits = _digits(value, step)
    if digits < 1:
        return "0"
    if abs(value) < 1e-4 or (digits <= 4 and abs(value) >= 999_999.5):
        return number(value, digits)
    thousands = "," if abs(value) >= 999_999.5 else ""
    return f"{value:{thousands}.{max(0, -_power(step))}f}".replace("-", "−")


def _digits(value: float, step: float) -> int:
    """Return how many digits a value has down to those of ``step``; none if it is 0 beside that."""
    return _power(value) - _power(step) + 1 if abs(value) > step / 2.0 > 0.0 else 0


def _power(value: float) -> int:
    """Return the power of ten of a value's first digit."""
    return int(f"{value:.12e}".split("e")[1])
