"""The error for text that is not a function."""

from __future__ import annotations

from core.hyperparameters import InvalidSetting


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
