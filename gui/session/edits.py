"""Edits of the experiment, for undo and redo."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from time import monotonic
from typing import TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.data.tables import OwnData
from core.exchange.scenes import Scene
from core.training.experiment import Experiment
from core.training.run import Run
from core.training.snapshot import Snapshot
from gui.session.state import State

EditPlace: TypeAlias = tuple[Run | None, int, int]
"""Where an edit is made: the run, None for one that has only just begun, its last iteration, and the displayed one."""
ONE_EDIT = 1.0
"""Seconds within which changes of the same setting are one edit: a key held down, a wheel turned."""


@dataclass(frozen=True)
class Recipe:
    """What an edit changes: the experiment, and the scene that it began with."""

    experiment: Experiment
    scene: Scene | None

    def changed_from(self, before: Recipe) -> tuple[str, ...]:
        """Return the names of the settings that differ."""
        names = [field.name for field in fields(Experiment)]
        differ = [n for n in names if getattr(self.experiment, n) != getattr(before.experiment, n)]
        return (*differ, *(("scene",) if self.scene != before.scene else ()))


class PlacedEdit(QUndoCommand):
    """An edit that knows where and when it was made: one that follows at once may be one with it.

    Nothing may have happened in between: no iteration, no other run, nothing undone.
    """

    def __init__(self, name: str, state: State, within: float) -> None:
        super().__init__(name)
        self._state = state
        self._within = within
        self._at = monotonic()
        self._begun = self._left = self._place()

    def _place(self) -> EditPlace:
        state = self._state
        if not state.ready or state.runs is None:
            return None, 0, 0
        end = state.run.history.end
        fresh = len(state.runs.all) == 1 and end == 0
        return None if fresh else state.run, end, state.iteration

    def _follows(self, before: PlacedEdit) -> bool:
        """Tell whether this was made where ``before`` left off, and soon after it."""
        return before._left == self._begun and self._at - before._at <= self._within

    def _take_in(self, other: PlacedEdit) -> None:
        self._at, self._left = other._at, other._left

    def redo(self) -> None:
        self._left = self._place()

    def undo(self) -> None:
        self._at = -math.inf


class Edit(PlacedEdit):
    """One edit; applied by ``apply``, which is told the recipe to go to and returns False if that was refused.

    One that is refused when it is made leaves nothing to undo.
    """

    def __init__(
        self, state: State, before: Recipe, after: Recipe, within: float, apply: Callable[[Recipe], bool]
    ) -> None:
        super().__init__(", ".join(after.changed_from(before)).replace("_", " "), state, within)
        self.before, self.after = before, after
        self._apply = apply
        self._made = False

    @property
    def stands_alone(self) -> bool:
        """Whether it brings a scene, a table or a stroke of the pencil: each is undone by itself."""
        data, other = self.after.experiment.data, self.before.experiment.data
        return self.after.scene is not self.before.scene or (isinstance(data, OwnData) and data != other)

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a change of the same settings that follows at once."""
        assert isinstance(other, Edit)
        if self.stands_alone or other.stands_alone or other.isObsolete() or not other._follows(self):
            return False
        if other.after.changed_from(other.before) != self.after.changed_from(self.before):
            return False
        self.after = other.after
        self._take_in(other)
        return True

    def undo(self) -> None:
        self._apply(self.before)
        super().undo()

    def redo(self) -> None:
        if not self._apply(self.after) and not self._made:
            self.setObsolete(True)
        self._made = True
        super().redo()


@dataclass(frozen=True)
class Setting:
    """Parameters set by hand at an iteration: their indices into θ, their values before and after."""

    iteration: int
    indices: tuple[int, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]

    @property
    def reversed(self) -> Setting:
        """The setting that takes this one back."""
        return replace(self, before=self.after, after=self.before)

    def fits(self, snapshot: Snapshot) -> bool:
        """Tell whether this can be made at ``snapshot``, or has been."""
        known = snapshot.iteration == self.iteration and max(self.indices) < len(snapshot.theta)
        return known and self.values_in(snapshot) in (self.before, self.after)

    def values_in(self, snapshot: Snapshot) -> tuple[float, ...]:
        """Return the values that the parameters have in ``snapshot``."""
        return tuple(snapshot.theta[list(self.indices)].tolist())


class HandSetting(PlacedEdit):
    """Parameters set by hand; made and taken back by ``apply``.

    It is one edit with the one before it if that was made ``within`` so many seconds.
    """

    def __init__(
        self, name: str, state: State, setting: Setting, within: float, apply: Callable[[Setting], None]
    ) -> None:
        super().__init__(name, state, within)
        self.setting = setting
        self._apply = apply

    def id(self) -> int:
        return 2

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in other values of the same parameters: of the same drag, or typed at once."""
        assert isinstance(other, HandSetting)
        old, new = self.setting, other.setting
        if (old.iteration, old.indices, old.after) != (new.iteration, new.indices, new.before):
            return False
        if not other._follows(self):
            return False
        self.setting = replace(old, after=new.after)
        self._take_in(other)
        return True

    def undo(self) -> None:
        self._apply(self.setting.reversed)
        super().undo()

    def redo(self) -> None:
        self._apply(self.setting)
        super().redo()


class Edits(QUndoStack):
    """What has been changed, to undo and redo. Nothing is one edit with something undone."""

    def __init__(self, state: State, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    def change(self, before: Recipe, after: Recipe, apply: Callable[[Recipe], bool]) -> None:
        """Make an edit of the experiment or the scene."""
        self.push(Edit(self._state, before, after, self._unless_undone(ONE_EDIT), apply))

    def set_by_hand(self, name: str, setting: Setting, within: float, apply: Callable[[Setting], None]) -> None:
        """Set parameters by hand: one edit with the last one if that was ``within`` so many seconds."""
        self.push(HandSetting(name, self._state, setting, self._unless_undone(within), apply))

    def _unless_undone(self, within: float) -> float:
        return -1.0 if self.canRedo() else within
