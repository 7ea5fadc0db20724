"""Setting parameters by hand: at once where training stands, after a journey where it does not."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.arrays import Array
from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.run import with_parameter, with_parameters
from gui.session.background import Background
from gui.session.edits import ONE_EDIT, Edits, Setting
from gui.session.messages import Message
from gui.session.state import State

if TYPE_CHECKING:
    from core.analysis.landscape import LossSurface, SurfaceInWork
    from core.training.snapshot import Snapshot
    from gui.frames.shown import ShownFrame

AnySurface = TypeVar("AnySurface", "LossSurface", "SurfaceInWork")
NOT_HERE = "The active run does not contain this change of a parameter, so there is nothing to undo or redo."


class Hand:
    """Sets parameters, and takes that back where it was done, however far training has gone since.

    Parameters
    ----------
    pause, seek, show_moved
        Pause training; go to another iteration; recompute what is seen of a frame whose θ was set.
    """

    def __init__(
        self,
        state: State,
        edits: Edits,
        background: Background,
        *,
        pause: Callable[[], None],
        seek: Callable[[int], None],
        show_moved: Callable[[ShownFrame], None],
        say: Callable[[Message], None],
    ) -> None:
        self._state, self._edits, self._background = state, edits, background
        self._pause, self._seek, self._show_moved, self._say = pause, seek, show_moved, say
        self._waiting: deque[Setting] = deque()

    def set_parameter(self, index: int, value: float | str, goes_on: bool = False) -> None:
        """Set a parameter at the displayed iteration, as one edit together with the last one if that ``goes_on``.

        Raises
        ------
        InvalidSetting
            As `core.training.run.with_parameter` does, and for a fork too many.
        """
        self._pause()
        frame = self._state.frame
        if frame is not None and self._state.ready:
            moved = with_parameter(frame.snapshot, index, value)
            self._set_to(moved.theta, (index,), frame.problem.layout.name(index), math.inf if goes_on else ONE_EDIT)

    def start_at(self, theta: Array) -> None:
        """Set all parameters that differ to those of ``theta`` (p,), as one edit; say what speaks against it."""
        self._pause()
        frame = self._state.frame
        if frame is None or not self._state.ready or len(theta) != len(frame.snapshot.theta):
            return
        indices = tuple(np.flatnonzero(theta != frame.snapshot.theta).tolist())
        try:
            with_parameters(frame.snapshot, [(index, float(theta[index])) for index in indices])
            self._set_to(theta, indices, "start here", -1.0)
        except InvalidSetting as refusal:
            self._say(Message("error", str(refusal)))

    def _set_to(self, theta: Array, indices: tuple[int, ...], name: str, within: float) -> None:
        """Set parameters to what they are in ``theta``: one edit with the last one if that was ``within`` seconds."""
        state, frame = self._state, self._state.frame
        assert frame is not None
        assert state.runs is not None
        before, after = (tuple(each[list(indices)].tolist()) for each in (frame.snapshot.theta, theta))
        if before == after:
            return
        if state.run.history.end > state.iteration:
            state.runs.refuse_one_more()
            within = -1.0  # a fork is an edit of its own
        self._edits.set_by_hand(name, Setting(state.iteration, indices, before, after), within, self._apply)

    def _apply(self, setting: Setting) -> None:
        self._pause()
        self._waiting.append(setting)
        if len(self._waiting) == 1:
            self.go_on()

    def go_on(self) -> None:
        """Make the waiting settings in order; go to where the next one belongs."""
        state = self._state
        while self._waiting and state.frame is not None and state.ready:
            setting = self._waiting[0]
            here = state.iteration == setting.iteration and state.frame.run is state.run
            if not here and setting.iteration <= state.run.history.end:
                self._seek(setting.iteration)
                return
            self._waiting.popleft()
            self._set(setting, state.frame)

    def forget(self) -> None:
        """Drop the settings that wait."""
        self._waiting.clear()

    def _set(self, setting: Setting, frame: ShownFrame) -> None:
        """Make a setting at the displayed iteration, unless that never was or is no longer what it changes."""
        runs, snapshot = self._state.runs, frame.snapshot
        assert runs is not None
        if not setting.fits(snapshot):
            self._say(Message("info", NOT_HERE))
        elif setting.values_in(snapshot) != setting.after:
            values = tuple(zip(setting.indices, setting.after, strict=True))
            try:
                moved = runs.set_parameters(snapshot, values, evaluated_later=True)
            except InvalidSetting as refusal:  # a fork too many
                self._say(Message("error", str(refusal)))
                return
            self._measure(replace(frame, snapshot=moved))
            self._show_moved(
                replace(
                    frame,
                    of=runs.active.id,
                    run=runs.active,
                    snapshot=moved,
                    surface=_still_right(frame.surface, moved),
                    in_work=_still_right(frame.in_work, moved),
                    calm=False,
                    trace=None,
                    step_into=0,
                )
            )

    def _measure(self, frame: ShownFrame) -> None:
        """Have the history's evaluation of the whole set put right, if it has one here."""
        history, at = self._state.run.history, frame.snapshot
        if history.is_evaluated(at.iteration):
            job = partial(evaluate, frame.problem, at.theta, at.iteration)
            self._background.submit("measure", job, history.correct)


def _still_right(surface: AnySurface | None, moved: Snapshot) -> AnySurface | None:
    """Return a surface if it is the one through ``moved`` too: a move within its plane does not change it."""
    return surface if surface is not None and surface.plane.holds(moved.theta) else None
