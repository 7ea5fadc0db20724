"""How fast a scene is watched: iterations per second, or as fast as possible."""

from __future__ import annotations

import math
from typing import Any

from core.hyperparameters import InvalidSetting

RATES = (1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, math.inf)
"""Steps per second that one can choose; the last is as fast as possible."""
FULL_SPEED = "full"


def pace_from(content: Any) -> float:
    """Return the steps per second that a file asks for.

    Raises
    ------
    InvalidSetting
        If it is none of the speeds that one can choose.
    """
    rate = math.inf if content == FULL_SPEED else content
    if isinstance(rate, bool) or rate not in RATES:
        allowed = ", ".join(f"{each:g}" for each in RATES[:-1])
        raise InvalidSetting("pace", f'must be steps per second, one of {allowed}, or "{FULL_SPEED}", not {content!r}.')
    return float(rate)


def pace_to(rate: float) -> int | str:
    """Return what stands in a file for so many steps per second."""
    return FULL_SPEED if math.isinf(rate) else int(rate)
