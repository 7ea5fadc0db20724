"""What the window has to say to whoever sits before it."""

from __future__ import annotations

from typing import Literal

from core.values import dataclass
from gui.session.report import report_of

NO_MEMORY = "There is not enough memory for this. Close other programs, or take fewer examples or a smaller network."
COMPUTING = "Something went wrong while computing. What you made is still here, and you can go on."


@dataclass(frozen=True)
class Message:
    """One sentence for the user; ``setting`` names the control that it belongs to.

    Of a fault of the program, ``report`` tells those who can mend it where it happened. A message that ``stays`` is
    there until somebody has read it, as one of a fault is.
    """

    kind: Literal["error", "info"]
    text: str
    setting: str = ""
    report: str = ""
    stays: bool = False


def failure(error: Exception) -> Message:
    """Return the message about a computation that failed."""
    if isinstance(error, MemoryError):
        return Message("error", NO_MEMORY, report=report_of(error))
    return Message("error", COMPUTING, report=report_of(error))
