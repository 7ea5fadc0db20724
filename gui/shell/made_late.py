"""What of the window is made when it is first asked for: all else starts sooner without."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from gui.files.files import Files
from gui.files.recovery import Recovery
from gui.panels.network import NetworkPanel
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.settings import Settings
from gui.shell.stages import Stages
from gui.widgets.banner import Banner
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.shell.at_home import AtHome
    from gui.shell.lessons import Lessons
    from gui.shell.presenting import Presenting


class MadeLate(QMainWindow):
    """The stage, lessons and home, each instead of the desk in the window's body."""

    session: Session
    player: Player
    stages: Stages
    network: NetworkPanel
    files: Files
    recovery: Recovery
    banner: Banner
    appearance: Appearance
    settings: Settings | None
    look: Look
    _body: QStackedWidget

    @cached_property
    def presenting(self) -> Presenting:
        """What shows the stage."""
        from gui.shell.presenting import Presenting

        presenting = Presenting(self, self._body, self.session, self.stages.function, self.player, self.settings)
        presenting.ended.connect(self._show_present_frame)
        presenting.set_look(self.look)
        return presenting

    @cached_property
    def lessons(self) -> Lessons:
        """What shows lessons."""
        from gui.shell.lessons import Lessons

        lessons = Lessons(self, self._body)
        lessons.course_asked.connect(lambda: self.at_home.begin())
        for happened in (lessons.player.turned, lessons.player.changed):
            happened.connect(self.recovery.note)
        lessons.set_look(self.look)
        return lessons

    @cached_property
    def at_home(self) -> AtHome:
        """What shows home."""
        from gui.shell.at_home import AtHome

        return AtHome(self, self._body)

    @property
    def is_at_home(self) -> bool:
        """Whether home is what is seen, and the desk is not."""
        return "at_home" in vars(self) and self.at_home.is_on

    @property
    def made(self) -> list[Any]:
        """Those of them that are there."""
        return [vars(self)[name] for name in ("presenting", "lessons", "at_home") if name in vars(self)]

    def is_calm(self) -> bool:
        """Tell whether nothing moves and nothing better is to come."""
        raise NotImplementedError

    def _show_present_frame(self) -> None:
        """Bring views up to date that have just become visible."""
        raise NotImplementedError
