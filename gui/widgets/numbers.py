"""How numbers stand on the screen."""

from __future__ import annotations

import math

from core.words import bracketed as bracketed
from core.words import number as number
from core.words import number_in as number_in
from core.words import raised as raised
from core.words import stepped as stepped


def percent(share: float) -> str:
    """Return a share of 1 as text, e.g. ``"98.2 %"``; NaN reads "not defined"."""
    return "not defined" if math.isnan(share) else f"{100 * share:.1f} %"
