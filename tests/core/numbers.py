"""Numbers read back from the screen."""

from __future__ import annotations

_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def value_of(text: str) -> float:
    """Return the value of a number as it stands on the screen, e.g. of ``"−4.2·10⁻⁷"``."""
    mantissa, _, power = text.replace("−", "-").replace(",", "").partition("·10")
    return float(f"{mantissa}e{power.translate(_LOWERED) or 0}")
