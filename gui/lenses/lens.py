"""What all lenses share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.lenses.inquiry import Rhythm
from gui.session.session import Session
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.tabs import TabPage
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame


class Lens(TabPage):
    """A page of the card under the network: it looks closely at one side of the iteration on show.

    What takes longer than a few milliseconds it asks the worker for, by an `Inquiry`.
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
        self.rhythms: tuple[Rhythm, ...] = ()
        """Those that start again once the lens is visible again: what was asked for may not come."""
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.help)

    def scroll_through(self, page: QWidget) -> None:
        """Fill the lens with a page that scrolls."""
        self.area = ScrollPage(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.look = look

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for another size."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Arrange the parts for the present size."""

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was shown and asked."""
        super().hideEvent(event)
        for rhythm in self.rhythms:
            rhythm.forget()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show another iteration; called only while the lens is visible, and when it becomes so."""
        raise NotImplementedError
