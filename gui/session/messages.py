"""What the window has to say to whoever sits before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One sentence for the user; ``setting`` names the control that it belongs to."""

    kind: Literal["error", "info"]
    text: str
    setting: str = ""
