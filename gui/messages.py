"""What the window has to say to whoever sits before it."""

from __future__ import annotations

from typing import Literal

from core.value_class import value_class


@value_class
class Message:
    """One sentence for the user; ``setting`` names the control that it belongs to."""

    kind: Literal["error", "info"]
    text: str
    setting: str = ""
