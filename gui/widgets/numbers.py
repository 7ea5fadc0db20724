"""How numbers stand on the screen."""

from __future__ import annotations

from core.words import bracketed as bracketed
from core.words import ends_of as ends_of
from core.words import number as number
from core.words import number_in as number_in
from core.words import percent as percent
from core.words import raised as raised
from core.words import stepped as stepped


def r2_text(r2: float) -> str:
    """Return R² as text; "not defined" where all numbers to be predicted are equal."""
    return "not defined" if r2 != r2 else number(r2)
