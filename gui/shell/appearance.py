"""Theme and text size: how they are changed, and what of that is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gui.shell.settings import NORMAL_TEXT, Settings
from gui.widgets.theme import CHALKBOARD, TEXT_SIZES, WHITEBOARD, Look

PRESENTING_TEXT = 1 / 40
"""Height of normal text while presenting, as a share of the screen's height."""


class Appearance:
    """Changes the look, which ``look`` returns and ``set_look`` takes; no text size of presenting is remembered."""

    def __init__(self, settings: Settings | None, look: Callable[[], Look], set_look: Callable[[Look], None]) -> None:
        self._settings, self._look, self._set_look = settings, look, set_look
        self._text_before: float | None = None  # while presenting

    def switch_theme(self) -> None:
        """Chalkboard for whiteboard and back."""
        theme = WHITEBOARD if self._look().theme.dark else CHALKBOARD
        self._set_look(replace(self._look(), theme=theme))
        if self._settings:
            self._settings.theme = theme

    def scale_text(self, direction: int) -> None:
        """Make everything larger (1), smaller (-1), or normal (0)."""
        text = self._look().text
        if direction == 0:
            size = NORMAL_TEXT
        elif direction > 0:
            size = next((size for size in TEXT_SIZES if size > text + 0.1), TEXT_SIZES[-1])
        else:
            size = next((size for size in reversed(TEXT_SIZES) if size < text - 0.1), TEXT_SIZES[0])
        self._set_look(self._look().scaled(size))
        if self._settings and self._text_before is None:
            self._settings.text = size

    def begin_presenting(self, height: int) -> None:
        """Make the text large enough for a screen of that height, in pixels."""
        self._text_before = self._look().text
        self._set_look(self._look().scaled(max(self._text_before, height * PRESENTING_TEXT)))

    def end_presenting(self) -> None:
        """Have the text as it was before."""
        if self._text_before is not None:
            self._set_look(self._look().scaled(self._text_before))
            self._text_before = None
