"""Setting parameters by hand, where training stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.arrays import Array
from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.run import with_parameter, with_parameters
from gui.session.background import Background
from gui.session.edits import ONE_EDIT
from gui.session.messages import Message
from gui.session.state import State

if TYPE_CHECKING:
    from core.analysis.landscape import LossSurface, SurfaceInWork
    from core.training.snapshot import Snapshot
    from gui.frames.shown import ShownFrame

AnySurface = TypeVar("AnySurface", "LossSurface", "SurfaceInWork")
Values = tuple[tuple[int, float], ...]


class Hand:
    """Sets parameters, as edits.

    Parameters
    ----------
    make
        Makes an edit: its name, what makes it, its subject, and within how many seconds of the last one of that it is
        one with it.
    pause, show_moved
        Pause training; recompute what is seen of a frame whose θ was set.
    """

    def __init__(
        self,
        state: State,
        background: Background,
        *,
        make: Callable[[str, Callable[[], bool], Hashable, float], None],
        pause: Callable[[], None],
        show_moved: Callable[[ShownFrame], None],
        say: Callable[[Message], None],
    ) -> None:
        self._state, self._background, self._make = state, background, make
        self._pause, self._show_moved, self._say = pause, show_moved, say

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

    def set_parameters(self, values: Sequence[tuple[int, float]], name: str = "parameters") -> None:
        """Set several parameters, each by (index into θ, value), as one edit; see `set_parameter`."""
        self._pause()
        frame = self._state.frame
        if frame is not None and self._state.ready:
            moved = with_parameters(frame.snapshot, values)
            self._set_to(moved.theta, tuple(index for index, _ in values), name, -1.0)

    def start_at(self, theta: Array) -> None:
        """Set all parameters that differ to those of ``theta`` (p,), as one edit; say what speaks against it."""
        frame = self._state.frame
        if frame is None or len(theta) != len(frame.snapshot.theta):
            return
        indices = np.flatnonzero(theta != frame.snapshot.theta).tolist()
        try:
            self.set_parameters([(index, float(theta[index])) for index in indices], "start here")
        except InvalidSetting as refusal:
            self._say(Message("error", refusal.words))

    def _set_to(self, theta: Array, indices: tuple[int, ...], name: str, within: float) -> None:
        """Set parameters to what they are in ``theta``: one edit with the last one if that was ``within`` seconds."""
        state, frame = self._state, self._state.frame
        assert frame is not None
        assert state.runs is not None
        values = tuple((index, float(theta[index])) for index in indices)
        if all(frame.snapshot.theta[index] == value for index, value in values):
            return
        if state.run.history.end > state.iteration:
            state.runs.refuse_one_more()
            within = -1.0  # a fork is an edit of its own
        self._make(name, partial(self._set, values), indices, within)

    def _set(self, values: Values) -> bool:
        """Set parameters at the displayed iteration."""
        runs, frame = self._state.runs, self._state.frame
        assert runs is not None
        assert frame is not None
        moved = runs.set_parameters(frame.snapshot, values, evaluated_later=True)
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
        return True

    def _measure(self, frame: ShownFrame) -> None:
        """Have the history's evaluation of the whole set put right, if it has one here."""
        history, at = self._state.run.history, frame.snapshot
        if history.is_evaluated(at.iteration):
            job = partial(evaluate, frame.problem, at.theta, at.iteration)
            self._background.submit("measure", job, history.correct, None)


def _still_right(surface: AnySurface | None, moved: Snapshot) -> AnySurface | None:
    """Return a surface if it is the one through ``moved`` too: a move within its plane does not change it."""
    return surface if surface is not None and surface.plane.holds(moved.theta) else None
