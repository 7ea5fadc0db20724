"""Numbers as people type and read them, and the sensible next one up or down."""

from __future__ import annotations

import math
import re
from typing import Any

from core.hyperparameters import Hyperparameter, InvalidSetting
from core.patterns import pattern

_NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?"
_WRITTEN = pattern(rf"({_NUMBER})\s*(?:/\s*({_NUMBER}))?\s*(%?)", re.ASCII)
_GROUPED = pattern(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_TYPED_SIGNS = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def is_share(declared: Hyperparameter) -> bool:
    """Return whether all allowed values lie in [0, 1], so that "10 %" makes sense."""
    return max(declared.low, declared.above) >= 0.0 and min(declared.high, declared.below) <= 1.0


def read_number(text: str, declared: Hyperparameter) -> Any:
    """Return the number that was typed, checked against its declaration.

    Understands ``0.1``, ``0,1``, ``1e-3``, ``1/2`` and, for shares, ``10 %``.

    Raises
    ------
    InvalidSetting
        If it is no number or not an allowed one; the message says what would be.
    """
    plain = text.translate(_TYPED_SIGNS).strip()
    if not plain:
        raise InvalidSetting(declared.name, f"{declared.label} must be a number; the field is empty.")
    if declared.kind is int and _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")  # 12,500 can only be meant as thousands where numbers are whole
    written = _WRITTEN.fullmatch(plain)
    if written is None:
        return declared.check(plain if len(plain) <= 24 else plain[:23] + "…")
    return declared.check(_value_of(written, declared))


def _value_of(written: re.Match[str], declared: Hyperparameter) -> float:
    top, bottom, percent = written.groups()
    value = float(top.replace(",", "."))
    if bottom is not None:
        divisor = float(bottom.replace(",", "."))
        if divisor == 0.0:
            raise InvalidSetting(declared.name, f"{declared.label}: division by 0 is not possible.")
        value /= divisor
    if percent and not is_share(declared):
        raise InvalidSetting(declared.name, f"{declared.label} is not a share: write it without the % sign.")
    # A field that shows percent is given percent: 25 there is 25 %, while 0.25 still is a quarter.
    return value / 100.0 if percent or (declared.unit == "%" and value >= 1.0) else value


def write_number(value: float, declared: Hyperparameter) -> str:
    """Return the short form of a value: at most six significant digits."""
    if math.isinf(value):
        return "off"
    if declared.kind is int:
        return str(value)
    if declared.unit == "%":
        return f"{100.0 * value:.6g} %"
    return re.sub(r"e([+-])0*", lambda found: "e" + found[1].strip("+"), f"{value:.6g}")


def step_number(value: float, direction: int, declared: Hyperparameter) -> Any:
    """Return the next sensible value up (+1) or down (−1); ``value`` itself if that would not be allowed."""
    if declared.log:
        stepped = _step_in_series(value, direction, declared)
    elif declared.kind is int:
        stepped = value + direction
    else:
        size = _step_size(declared)
        count = value / size
        nearest = round(count)
        whole = nearest if abs(count - nearest) < 1e-6 else math.floor(count) + (direction < 0)
        stepped = round((whole + direction) * size, 12)
    try:
        return declared.check(min(max(stepped, declared.low), declared.high))
    except InvalidSetting:
        return value


def _step_size(declared: Hyperparameter) -> float:
    low, high = max(declared.low, declared.above), min(declared.high, declared.below)
    span = high - low
    if span > 100.0:  # bounds this wide only keep nonsense out; the default tells the usual size
        span = 2.0 * (abs(declared.default) or 1.0)
    return _series_value(math.floor(3.0 * math.log10(span / 20.0) + 0.5))


def _series_value(place: int) -> float:
    """Return member number ``place`` of …, 0.5, 1, 2, 5, 10, … (1 is number 0)."""
    decade, member = divmod(place, 3)
    return float(f"{(1, 2, 5)[member]}e{decade}")


def _step_in_series(value: float, direction: int, declared: Hyperparameter) -> float:
    smallest = 1.0 if declared.kind is int else (abs(declared.default) or 1.0) / 1000.0
    if declared.low == 0.0 and (value < smallest * 1.001 if direction < 0 else value == 0.0):
        return 0.0 if direction < 0 else smallest
    if value <= 0.0:
        return value
    place = math.floor(3.0 * math.log10(value)) - 2 * direction
    while (_series_value(place) - value) * direction <= 1e-9 * value:
        place += direction
    return _series_value(place)
