"""How numbers stand on the screen."""

from __future__ import annotations

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(exponent: int) -> str:
    """Return a whole number as an exponent, e.g. ``"⁻⁷"``."""
    return str(exponent).translate(_RAISED)


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


def percent(share: float) -> str:
    """Return a share of 1 as text, e.g. ``"98.2 %"``; NaN reads "not defined"."""
    return "not defined" if math.isnan(share) else f"{100 * share:.1f} %"
