"""What keeps a window's work against an end without warning, put together with the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QBoxLayout, QStackedWidget

from gui.files.files import Files
from gui.files.recovery import Recovery
from gui.session.session import Session
from gui.shell.settings import Settings
from gui.shell.stages import Stages

if TYPE_CHECKING:
    from gui.shell.lessons import Lessons
    from gui.shell.presenting import Presenting


class HasWork(Protocol):
    """The window as far as it is kept."""

    session: Session
    stages: Stages
    files: Files
    settings: Settings | None

    @property
    def presenting(self) -> Presenting: ...

    @property
    def lessons(self) -> Lessons: ...


def recovery_of(window: HasWork, body: QStackedWidget, column: QBoxLayout) -> Recovery:
    """Return what keeps what stands in a window; its offers stand above the ``body``, at the top of a ``column``."""
    recovery = Recovery(
        window.session,
        window.stages.function,
        window.files,
        window.settings.folder if window.settings else None,
        presents=lambda: "presenting" in vars(window) and body.currentWidget() is window.presenting.stage,
        lesson=lambda: window.lessons.place if "lessons" in vars(window) else None,
        open_lesson=lambda at, stays: window.lessons.return_to(at, stays),
    )
    column.insertWidget(0, recovery.row)
    body.currentChanged.connect(lambda _: recovery.show_row())
    return recovery
