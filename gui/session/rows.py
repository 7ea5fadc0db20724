"""A group of examples that somebody wants to see."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.frames.pointing import Group


class Rows(QObject):
    """Asks for lists of examples.

    Signals
    -------
    asked : Group
        Examples that should be listed.
    """

    asked = Signal(object)

    def ask(self, group: Group) -> None:
        """Ask for a list of examples."""
        self.asked.emit(group)
