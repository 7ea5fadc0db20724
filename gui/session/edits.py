"""Edits, for undo and redo."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.training.run import Run
from gui.session.kept import KeptState, kept_state
from gui.session.state import State

EditPlace: TypeAlias = tuple[Run | None, int, int]
"""Where an edit is made: the run, None for one that has only just begun, its last iteration, and the displayed one."""
ONE_EDIT = 1.0
"""Seconds within which changes of the same setting are one edit: a key held down, a wheel turned."""
MOST = 200
"""So many edits can be undone."""
MEMORY, NEAREST, FAR = 128 * 2**20, 2, 2**20
"""Bytes that runs kept for undoing may take, those of the nearest edits not counted, which share most with the runs of
today. Beyond that the keys of each take no more than ``FAR``, and more is replayed."""
Value = TypeVar("Value")


class Edit(QUndoCommand):
    """An edit of what is trained: undone by going back to how all stood before it, redone likewise.

    One that follows at once may be one with it. Nothing may have happened in between: no iteration, no other run,
    nothing undone. One that is refused when it is made leaves nothing to undo.

    Parameters
    ----------
    subject
        What is edited: only edits of the same one may be one. None for one that always stands alone.
    make
        Makes it, and returns False if that was refused.
    """

    def __init__(
        self,
        name: str,
        state: State,
        subject: Hashable,
        within: float,
        make: Callable[[], bool],
        go_back: Callable[[KeptState], None],
    ) -> None:
        super().__init__(name)
        self._state, self._subject, self._within = state, subject, within
        self._make, self._go_back = make, go_back
        self.before = kept_state(state)
        self.after: KeptState | None = None
        self._at = monotonic()
        self._begun = self._left = self._place()

    def _place(self) -> EditPlace:
        state = self._state
        if not state.ready or state.runs is None:
            return None, 0, 0
        return None if state.untouched else state.run, state.run.history.end, state.iteration

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in an edit of the same that follows at once."""
        assert isinstance(other, Edit)
        follows = other._begun == self._left and other._at - self._at <= other._within
        if other._subject is None or other._subject != self._subject or other.isObsolete() or not follows:
            return False
        self._at, self._left = other._at, other._left
        return True

    def undo(self) -> None:
        self.after = kept_state(self._state)
        self._at = -math.inf
        self._go_back(self.before)

    def redo(self) -> None:
        if self.after is not None:
            self._go_back(self.after)
        elif not self._make():
            self.setObsolete(True)
        self._left = self._place()


class ValueEdit(QUndoCommand, Generic[Value]):
    """A change of a value that is taken back by itself, however far training has gone since; ``put`` puts one.

    A change of the same ``subject`` that follows at once is one with it.
    """

    def __init__(self, name: str, subject: Hashable, before: Value, after: Value, put: Callable[[Value], None]) -> None:
        super().__init__(name)
        self._subject, self.before, self.after, self._put = subject, before, after, put
        self._at = monotonic()

    def id(self) -> int:
        return 2

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a change of the same that follows at once: a slider that is dragged, a key held down."""
        assert isinstance(other, ValueEdit)
        if other._subject is None or other._subject != self._subject or other._at - self._at > ONE_EDIT:
            return False
        self.after, self._at = other.after, other._at
        return True

    def undo(self) -> None:
        self._at = -math.inf
        self._put(self.before)

    def redo(self) -> None:
        self._put(self.after)


class Edits(QUndoStack):
    """What has been changed, to undo and redo. Nothing is one edit with something undone."""

    def __init__(self, state: State, go_back: Callable[[KeptState], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._go_back = state, go_back
        self.setUndoLimit(MOST)
        self.indexChanged.connect(self._save_memory)

    def make(self, name: str, make: Callable[[], bool], subject: Hashable = None, within: float | None = None) -> None:
        """Make an edit: one with the last one if that was of the same ``subject``, ``within`` so many seconds."""
        within = -1.0 if self.canRedo() else ONE_EDIT if within is None else within
        self.push(Edit(name, self._state, subject, within, make, self._go_back))

    def put(self, name: str, subject: Hashable, before: Value, after: Value, put: Callable[[Value], None]) -> None:
        """Change a value that is taken back by itself."""
        self.push(ValueEdit(name, subject, before, after, put))

    def _save_memory(self) -> None:
        """Have far edits keep fewer keys of their runs, where all together they would take too much memory."""
        today = () if self._state.runs is None else self._state.runs.all
        left, near_first = MEMORY, sorted(range(self.count()), key=lambda place: abs(place + 0.5 - self.index()))
        for place in near_first[NEAREST:]:
            edit = self.command(place)
            for at in (edit.before, edit.after) if isinstance(edit, Edit) else ():
                if at is not None and at.runs is not None:
                    if at.runs.memory > left:
                        at.runs.keep_within(FAR)
                    left = max(0, left - at.runs.memory)
                    at.runs.let_go(today)
