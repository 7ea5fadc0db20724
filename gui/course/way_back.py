"""Above the desk while a lesson waits: which one, and a button that leads back to it."""

from __future__ import annotations

from gui.course.task import SOLVED
from gui.widgets.notice_row import NoticeRow

BACK = "Back to the lesson"
HELP = "Back to the page that is open, with all as it was where the page begins. (Ctrl R)"


class WayBack(NoticeRow):
    """Says which lesson waits; its button is there for a click."""

    def __init__(self) -> None:
        super().__init__("A lesson waits", {BACK: HELP})
        (self.button,) = self.buttons

    def offer(self, title: str, solved: bool) -> None:
        """Say which lesson waits, and whether its task is done."""
        self.say(f"“{title}” waits. {SOLVED if solved else 'Here all settings are yours.'}")
