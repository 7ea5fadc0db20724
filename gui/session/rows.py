"""Which examples are looked at: one that is followed, or a group that somebody wants to see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.frames.pointing import Group
from gui.session.state import State


class Rows(QObject):
    """Chooses examples for the session.

    Signals
    -------
    asked : Group
        Examples that should be listed.
    """

    asked = Signal(object)

    def __init__(
        self,
        state: State,
        look_over: Callable[[tuple[int, int], tuple[float, ...], int | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._look_over = state, look_over

    def choose(self, row: int | None) -> None:
        """Follow an example, as `Frame.row` has it: it is marked, and further inputs are held where it has them."""
        frame = self._state.frame
        if frame is None or not self._state.ready or row == frame.row:
            return
        held = frame.sight.held
        if row is not None and len(frame.problem.train.x) > 2:
            held = tuple(float(value) for value in frame.inputs_of(row))
        self._look_over(frame.sight.axes, held, row)

    def ask(self, group: Group) -> None:
        """Ask for a list of examples."""
        self.asked.emit(group)
