"""What all lenses share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.lenses.inquiry import Rhythm
from gui.session.session import Session
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.tabs import TabPage
from gui.widgets.theme import Look
from gui.widgets.veil import Veil

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

EARLIER = "iteration {:,} · pause to see the current one"


class Lens(TabPage):
    """A page of the card under the network: it looks closely at one side of the iteration on show.

    What takes longer than a few milliseconds it asks the worker for, by an `Inquiry`.
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    """What is seen and how to read it: the tooltip of the tab."""
    always_offered: ClassVar[bool] = True
    """Whether there is always something to see; if not, the lens says by ``offered`` when there is."""

    on_stage: ClassVar[str] = ""
    """The view of the stage that shows it, by name."""

    early: ClassVar[bool] = False
    """Whether it is made before anybody turns to it: it hears what happens in the session."""

    offered = Signal(bool)
    called = Signal()
    """Something has happened that should be looked at here."""
    notation_chosen = Signal(object)
    """Somebody has chosen a `Notation` here."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.look = Look()
        self.rhythms: tuple[Rhythm, ...] = ()
        """Those that start again once the lens is visible again: what was asked for may not come."""
        self.opened: ShownFrame | None = None
        """The last frame opened up whose picture is whole: it stays while training runs."""
        self.veil = Veil(self)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.help)

    def ask_for_notation(self) -> None:
        """Ask, once, which notation is wanted; a lens that writes equations does."""

    def scroll_through(self, page: QWidget) -> None:
        """Fill the lens with a page that scrolls."""
        self.area = ScrollPage(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.look = self.veil.look = look

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for another size."""
        super().resizeEvent(event)
        self.veil.resize(event.size())
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

    def opened_or_earlier(self, frame: ShownFrame) -> ShownFrame:
        """Return the frame, or while training runs the last one of the run that was opened up, under a veil."""
        earlier = self.opened
        stays = frame.trace is None and not frame.calm and earlier is not None and earlier.of is frame.of
        self.veil.cover(EARLIER.format(earlier.snapshot.iteration) if stays and earlier is not None else "")
        if not stays or earlier is None:
            return frame
        return replace(earlier, sight=frame.sight, scope=frame.scope, cell=frame.cell, lit=frame.lit)
