"""Setting parameters by hand: at once where training stands, after a journey where it does not."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.arrays import Array
from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.run import with_parameter, with_parameters
from gui.session.edits import ONE_EDIT, HandSetting, Setting
from gui.session.messages import Message

if TYPE_CHECKING:
    from core.analysis.landscape import LossSurface, SurfaceInWork
    from core.training.snapshot import Snapshot
    from gui.frames.frame import Frame
    from gui.session.session import Session

Surface = TypeVar("Surface", "LossSurface", "SurfaceInWork")
NOT_HERE = "The active run does not contain this change of a parameter, so there is nothing to undo or redo."


class Hand:
    """Sets parameters for the session, and takes that back where it was done, however far training has gone since."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: deque[Setting] = deque()

    def set_parameter(self, index: int, value: float | str, goes_on: bool = False) -> None:
        """Set a parameter at the iteration on show, as one edit together with the last one if that ``goes_on``.

        Raises
        ------
        InvalidSetting
            As `core.training.run.with_parameter` does, and for a fork too many.
        """
        frame = self._session.frame
        if frame is not None and self._session.ready:
            moved = with_parameter(frame.snapshot, index, value)
            self._set_to(moved.theta, (index,), frame.problem.layout.name(index), math.inf if goes_on else ONE_EDIT)

    def start_at(self, theta: Array) -> None:
        """Set all parameters that differ to those of ``theta`` (p,), as one edit; say what speaks against it."""
        session, frame = self._session, self._session.frame
        session.stopped.emit(None)
        if frame is None or not session.ready or len(theta) != len(frame.snapshot.theta):
            return
        indices = tuple(np.flatnonzero(theta != frame.snapshot.theta).tolist())
        try:
            with_parameters(frame.snapshot, [(index, float(theta[index])) for index in indices])
            self._set_to(theta, indices, "start here", -1.0)
        except InvalidSetting as refusal:
            session.message.emit(Message("error", str(refusal)))

    def _set_to(self, theta: Array, indices: tuple[int, ...], name: str, within: float) -> None:
        """Set parameters to what they are in ``theta``: one edit with the last one if that was ``within`` seconds."""
        session, frame = self._session, self._session.frame
        assert frame is not None
        assert session.runs is not None
        before, after = (tuple(each[list(indices)].tolist()) for each in (frame.snapshot.theta, theta))
        if before == after:
            return
        if session.run.history.end > session.iteration:
            session.runs.refuse_one_more()
            within = -1.0  # a fork is an edit of its own
        setting = Setting(session.iteration, indices, before, after)
        session.edits.push(HandSetting(name, session, setting, within, self._apply))

    def _apply(self, setting: Setting) -> None:
        self._session.stopped.emit(None)
        self._waiting.append(setting)
        if len(self._waiting) == 1:
            self.go_on()

    def go_on(self) -> None:
        """Make the settings that wait, in their order; set out to where the next one belongs."""
        session = self._session
        while self._waiting and session.frame is not None and session.ready:
            setting = self._waiting[0]
            here = session.iteration == setting.iteration and session.frame.run is session.run
            if not here and setting.iteration <= session.run.history.end:
                session.seek(setting.iteration)
                return
            self._waiting.popleft()
            self._set(setting, session.frame)

    def forget(self) -> None:
        """Drop the settings that wait."""
        self._waiting.clear()

    def _set(self, setting: Setting, frame: Frame) -> None:
        """Make a setting at the iteration on show, unless that never was or is no more what it changes."""
        session, snapshot = self._session, frame.snapshot
        assert session.runs is not None
        if not setting.fits(snapshot):
            session.message.emit(Message("info", NOT_HERE))
        elif setting.values_in(snapshot) != setting.after:
            values = tuple(zip(setting.indices, setting.after, strict=True))
            try:
                moved = session.runs.set_parameters(snapshot, values, evaluated_later=True)
            except InvalidSetting as refusal:  # a fork too many
                session.message.emit(Message("error", str(refusal)))
                return
            self._measure(replace(frame, snapshot=moved))
            session.show_moved(
                replace(
                    frame,
                    run=session.run,
                    snapshot=moved,
                    surface=_still_right(frame.surface, moved),
                    in_work=_still_right(frame.in_work, moved),
                    calm=False,
                    trace=None,
                    step_into=0,
                )
            )

    def _measure(self, frame: Frame) -> None:
        """Have the history's evaluation of the whole set put right, if it has one here."""
        history, at = self._session.run.history, frame.snapshot
        if history.is_evaluated(at.iteration):
            job = partial(evaluate, frame.problem, at.theta, at.iteration)
            self._session.background.submit("measure", job, history.correct)


def _still_right(surface: Surface | None, moved: Snapshot) -> Surface | None:
    """Return a surface if it is the one through ``moved`` too: a move within its plane does not change it."""
    return surface if surface is not None and surface.plane.holds(moved.theta) else None
