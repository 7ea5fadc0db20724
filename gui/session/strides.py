"""What “next” is: a phase, an iteration, an epoch, or ten iterations; and back exactly to where one came from."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.training.trace import phases
from gui.session.player import Player
from gui.session.session import Session

Stride = Literal["phase", "iteration", "epoch", "ten"]
STRIDES: tuple[Stride, ...] = ("phase", "iteration", "epoch", "ten")
TEN = 10
SHORT = {"update": "the step", "batch": "the next batch"}
"""What the phases are called that have no layer, where another word is clearer."""


class Station(NamedTuple):
    """A place in time: an iteration, and how many of its phases are done."""

    iteration: int
    step_into: int = 0


class Taken(NamedTuple):
    """A stride that was taken: where it began, and at which iteration it was to end."""

    start: Station
    end: int

    def led_to(self, here: Station) -> bool:
        """Tell whether a place is on its way, or a few phases behind its end."""
        return self.start < here and here.iteration <= self.end


class Strides(QObject):
    """Goes through time in strides of one length, and back over the same places."""

    changed = Signal()
    """Another stride has been chosen."""

    def __init__(self, session: Session, player: Player) -> None:
        super().__init__(player)
        self._session, self._player = session, player
        self.stride: Stride = "iteration"
        self._past: list[Taken] = []
        for forgotten in (session.started_over, player.driven):
            forgotten.connect(self._past.clear)

    def choose(self, stride: Stride) -> None:
        """Let “next” be that."""
        self.stride = stride
        self.changed.emit()

    def choose_next(self) -> None:
        """Let “next” be the following one of `STRIDES`; a plain function has neither phases nor epochs."""
        offered = STRIDES if self._player.training is not None else ("iteration", "ten")
        now = self._in_force
        self.choose(offered[(offered.index(now) + 1) % len(offered)])

    @property
    def _in_force(self) -> Stride:
        return self.stride if self._player.training is not None or self.stride == "ten" else "iteration"

    @property
    def _place(self) -> Station:
        """Where it stands once all that has been asked for is there."""
        frame, player = self._session.frame, self._player
        here = frame is not None and player.training is not None and frame.snapshot.iteration == player.target
        return Station(player.target, frame.step_into if here and frame is not None else 0)

    def next(self) -> None:
        """Go on by a stride."""
        player = self._player
        if self._in_force == "phase":
            player.phase_forward()
            return
        start = self._place
        if self._in_force == "epoch":
            player.epoch()
        else:
            player.go_to(player.target + (TEN if self._in_force == "ten" else 1))
        self._past.append(Taken(start, player.target))

    def back(self) -> None:
        """Take the stride back that led here; where none did, as after a run, go back by one."""
        player = self._player
        if self._in_force == "phase":
            player.phase_back()
            return
        here = self._place
        while self._past and not self._past[-1].led_to(here):
            self._past.pop()
        if self._past:
            place = self._past.pop().start
            player.go_to(place.iteration)
            player.phases.add(place.step_into)
        elif here.step_into:
            player.go_to(here.iteration)
        elif self._in_force == "epoch":
            player.move_epochs(-1)
        else:
            player.go_to(player.target - (TEN if self._in_force == "ten" else 1))

    def words(self) -> str:
        """Return what comes next, in two or three words."""
        now, frame = self._player.target, self._session.frame
        if self._in_force == "ten":
            return "10 iterations" if self._player.training is not None else "10 steps"
        if self._in_force == "epoch":
            return "end of the epoch"
        if self._in_force == "iteration" or frame is None:
            return f"{'iteration' if self._player.training is not None else 'step'} {now + 1:,}"
        everything = phases(frame.problem.layout.depth)
        phase = everything[frame.step_into % len(everything)]
        return f"layer {phase.layer}" if phase.layer is not None else SHORT.get(phase.kind, phase.kind)
