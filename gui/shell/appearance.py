"""Theme, text size and notation: how they are changed, and what of that is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.exchange.notations import notation_or_articles
from core.exchange.scenes import Scene
from core.training.notation import ARTICLES, Notation
from gui.shell.settings import NORMAL_TEXT, Settings
from gui.widgets.theme import CHALKBOARD, TEXT_SIZES, WHITEBOARD, Look


class Appearance:
    """Changes the look, which ``look`` returns and ``set_look`` takes.

    ``say`` tells what is wrong with a notation.
    """

    def __init__(
        self,
        settings: Settings | None,
        look: Callable[[], Look],
        set_look: Callable[[Look], None],
        say: Callable[[str], None],
    ) -> None:
        self._settings, self._look, self._set_look, self._say = settings, look, set_look, say
        self._doubt = self._asked = ""

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
        if self._settings:
            self._settings.text = size

    # --- notation ---

    @property
    def asks_for_notation(self) -> bool:
        """Whether nobody has ever chosen one, and a choice could be remembered."""
        return self._settings is not None and not self._settings.notation

    def choose_notation(self, notation: Notation) -> None:
        """Write in another notation, and do so from now on wherever a file names none."""
        self._asked = ""
        if self._settings:
            self._settings.notation = notation.name
        self._write_in(notation)

    def begin_with(self, notation: Notation) -> None:
        """Write in a notation for as long as the window is open, wherever a file names none; it is not remembered."""
        self._asked = notation.name
        self._write_in(notation)

    def show_scene(self, scene: Scene) -> None:
        """Write in the notation that a scene names, or else in the one that was chosen."""
        self.write_in(scene.notation)

    def write_in(self, name: str) -> None:
        """Write in a notation for as long as a scene or a lesson wants it; empty for the one that was chosen.

        What was chosen stays. Where there is no such notation it is the articles', and `say_doubt` says why.
        """
        chosen = self._asked or (self._settings.notation if self._settings else "")
        notation, self._doubt = notation_or_articles(name or chosen or ARTICLES.name)
        self._write_in(notation)

    def say_doubt(self) -> None:
        """Say, once, why a scene is shown in the articles' notation instead of its own, if it is."""
        doubt, self._doubt = self._doubt, ""
        if doubt:
            self._say(doubt)

    def _write_in(self, notation: Notation) -> None:
        if notation != self._look().notation:
            self._set_look(replace(self._look(), notation=notation))
