"""Edits of the experiment, for undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from time import monotonic

from PySide6.QtGui import QUndoCommand

from core.exchange.scenes import Scene
from core.training.experiment import Experiment

ONE_EDIT = 1.0
"""Seconds within which changes of the same setting are one edit: a key held down, a wheel turned."""


@dataclass(frozen=True)
class State:
    """What an edit changes: the experiment, and the scene that it began with."""

    experiment: Experiment
    scene: Scene | None

    def changed_from(self, before: State) -> tuple[str, ...]:
        """Return the names of the settings that differ."""
        names = [field.name for field in fields(Experiment)]
        differ = [n for n in names if getattr(self.experiment, n) != getattr(before.experiment, n)]
        return (*differ, *(("scene",) if self.scene != before.scene else ()))


class Edit(QUndoCommand):
    """One edit; applied by ``apply``, which is told the state to go to."""

    def __init__(self, before: State, after: State, apply: Callable[[State], None]) -> None:
        super().__init__(", ".join(after.changed_from(before)).replace("_", " "))
        self.before, self.after = before, after
        self._apply = apply
        self._at = monotonic()

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a change of the same settings that follows at once."""
        assert isinstance(other, Edit)
        if other._at - self._at > ONE_EDIT or other.after.changed_from(other.before) != self.after.changed_from(
            self.before
        ):
            return False
        self.after, self._at = other.after, other._at
        return True

    def undo(self) -> None:
        self._apply(self.before)

    def redo(self) -> None:
        self._apply(self.after)


class HandSetting(QUndoCommand):
    """A parameter set by hand; ``apply`` is told iteration, index and value."""

    def __init__(
        self, iteration: int, index: int, before: float, after: float, apply: Callable[[int, int, float], None]
    ) -> None:
        super().__init__("a parameter")
        self.iteration, self.index, self.before, self.after = iteration, index, before, after
        self._apply = apply
        self._at = monotonic()

    def id(self) -> int:
        return 2

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in another value of the same parameter that follows at once: a drag."""
        assert isinstance(other, HandSetting)
        same = (other.iteration, other.index) == (self.iteration, self.index)
        if not same or other._at - self._at > ONE_EDIT:
            return False
        self.after, self._at = other.after, other._at
        return True

    def undo(self) -> None:
        self._apply(self.iteration, self.index, self.before)

    def redo(self) -> None:
        self._apply(self.iteration, self.index, self.after)
