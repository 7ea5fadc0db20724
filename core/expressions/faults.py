"""The error for text that is not a function."""

from __future__ import annotations

import re

from core.hyperparameters import InvalidSetting
from core.words import as_typed


class ExpressionError(InvalidSetting):
    """A text that cannot be read as a function.

    Attributes
    ----------
    position : tuple of int
        (start, end): the characters at fault in the text as it was typed, from 0, end exclusive. At the end of the
        text, where something is missing, both may be its length.
    """

    def __init__(self, message: str, position: tuple[int, int]) -> None:
        super().__init__("expression", message)
        self.position = position

    @property
    def words(self) -> str:
        """The message for the window, in which all that it quotes was typed."""
        return re.sub("“([^”]*)”", lambda quoted: f"“{as_typed(quoted[1])}”", str(self))
