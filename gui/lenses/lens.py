"""What all lenses share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from gui.session.session import Session
from gui.widgets.tabs import TabPage
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame


class Lens(TabPage):
    """A page of the card under the network: it looks closely at one side of the iteration on show.

    What takes longer than a few milliseconds it asks the session for (`Session.ask`).
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    """What is seen and how to read it: the tooltip of the tab."""
    always_offered: ClassVar[bool] = True
    """Whether there is always something to see; if not, the lens says by ``offered`` when there is."""

    offered = Signal(bool)
    called = Signal()
    """Something has happened that should be looked at here."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.look = Look()
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.help)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.look = look

    def show_frame(self, frame: ShownFrame) -> None:
        """Show another iteration; called only while the lens is visible, and when it becomes so."""
        raise NotImplementedError
