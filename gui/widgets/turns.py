"""Works that are done in turns with all else that a window has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer


def in_turns(owner: QObject, works: Iterable[Callable[[], object]]) -> None:
    """Do one work after another; between them the window paints and answers, and it ends with its ``owner``."""
    left = iter(works)

    def go_on() -> None:
        if (work := next(left, None)) is not None:
            work()
            QTimer.singleShot(0, owner, go_on)

    go_on()
