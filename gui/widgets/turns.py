"""Works that are done in turns with all else that a window has to do, or before it is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

LAYOUTS = 3
"""Times that parts are laid out before they are first painted: cards, then plots, then the square in a plot."""


def lay_out() -> None:
    """Lay out what is new, or it is painted at every size on the way."""
    for _ in range(LAYOUTS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def in_turns(owner: QObject, works: Iterable[Callable[[], object]]) -> None:
    """Do one work after another; between them the window paints and answers, and it ends with its ``owner``."""
    left = iter(works)

    def go_on() -> None:
        if (work := next(left, None)) is not None:
            work()
            QTimer.singleShot(0, owner, go_on)

    go_on()
