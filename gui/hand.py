"""Setting parameters by hand: at once where training stands, after a journey where it does not."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.run import with_parameter
from gui.edits import ONE_EDIT, HandSetting, Setting
from gui.messages import Message

if TYPE_CHECKING:
    from core.analysis.landscape import LossSurface, SurfaceInWork
    from core.training.snapshot import Snapshot
    from gui.frame import Frame
    from gui.session import Session

Surface = TypeVar("Surface", "LossSurface", "SurfaceInWork")
NOT_HERE = "The active run does not have this change of a parameter: there is nothing to undo or redo in it."


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
        session, frame = self._session, self._session.frame
        if frame is None or session.runs is None or not session.ready:
            return
        moved = with_parameter(frame.snapshot, index, value)
        setting = Setting(session.iteration, index, float(frame.snapshot.theta[index]), float(moved.theta[index]))
        if setting.before == setting.after:
            return
        within = math.inf if goes_on else ONE_EDIT
        if session.run.history.end > session.iteration:
            session.runs.refuse_one_more()
            within = -1.0  # a fork is an edit of its own
        session.edits.push(HandSetting(frame.problem.layout.name(index), setting, within, self._apply))

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
        elif snapshot.theta[setting.index] != setting.after:
            try:
                moved = session.runs.set_parameter(snapshot, setting.index, setting.after, evaluated_later=True)
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
