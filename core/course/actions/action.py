"""What every action has, and how its arguments are read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from core.course.hands import Hands
from core.functions.walk import MAX_STEPS
from core.hyperparameters import InvalidSetting

MAX_TEXT = 400


class LessonAction:
    """Something that a lesson lets happen. ``verb`` is its key in the file, ``example`` an argument."""

    verb: ClassVar[str]
    help: ClassVar[str]
    example: ClassVar[str]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        """Return the action with an argument from a file; ``folder`` is the lesson's.

        Raises
        ------
        InvalidSetting
            For the verb, if the argument is not allowed.
        """
        raise NotImplementedError

    @property
    def parts(self) -> tuple[LessonAction, ...]:
        """What is done one after the other, where a window has to show each before the next."""
        return (self,)

    def act(self, hands: Hands) -> None:
        """Do it.

        Raises
        ------
        InvalidSetting
            If it cannot be done with what is open.
        """
        raise NotImplementedError


def table(verb: str, value: Any) -> Mapping[str, Any]:
    """Return a table of a file, or refuse what is none."""
    if not isinstance(value, Mapping) or not value:
        raise InvalidSetting(verb, "must be a table that is not empty.")
    return value


def text(key: str, value: Any) -> str:
    """Return a text, or refuse what is none."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise InvalidSetting(key, f"must be a text, not {str(value)[:60]!r}.")
    return value


def whole(key: str, value: Any, least: int) -> int:
    """Return a whole number, or refuse what is none."""
    if type(value) is not int or not least <= value <= MAX_STEPS:
        raise InvalidSetting(key, f"must be a whole number from {least} to {MAX_STEPS:,}, not {str(value)[:60]!r}.")
    return value


def finite(key: str, value: Any) -> float:
    """Return a finite number, or refuse what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidSetting(key, f"must be a finite number, not {str(value)[:60]!r}.")
    return float(value)
