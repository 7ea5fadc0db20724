"""Which examples are looked at: one that is followed, or a group that somebody wants to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.frames.pointing import Group

if TYPE_CHECKING:
    from gui.session.session import Session


class Rows(QObject):
    """Chooses examples for the session.

    Signals
    -------
    asked : Group
        Examples that should be listed.
    """

    asked = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def choose(self, row: int | None) -> None:
        """Follow an example, a column of `Problem.x`: it is marked, and further inputs are held where it has them."""
        frame = self._session.frame
        if frame is None or not self._session.ready or row == frame.row:
            return
        held = frame.sight.held
        if row is not None and len(frame.problem.train.x) > 2:
            held = tuple(float(value) for value in frame.inputs_of(row))
        self._session.look_over(frame.sight.axes, held, row)

    def ask(self, group: Group) -> None:
        """Ask for a list of examples."""
        self.asked.emit(group)
