"""Actions that go through time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from core.course.actions.action import LessonAction, table, whole
from core.course.hands import Hands
from core.functions.walk import MAX_STEPS
from core.hyperparameters import InvalidSetting, choose
from core.training.breakpoints import BREAKPOINTS, Breakpoint
from core.training.epochs import epoch_end_after
from core.training.run import Segment
from core.training.trace import phases
from core.values import dataclass


@dataclass(frozen=True)
class GoTo(LessonAction):
    verb = "go_to"
    help = "Goes to an iteration, or step of a walk."
    example = "40"

    iteration: int

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(whole(cls.verb, argument, 0))

    def act(self, hands: Hands) -> None:
        hands.go_to(self.iteration)


@dataclass(frozen=True)
class GoOn(LessonAction):
    verb = "go_on"
    help = "Goes on by so many iterations, or steps of a walk."
    example = "1"

    steps: int

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(whole(cls.verb, argument, 1))

    def act(self, hands: Hands) -> None:
        hands.go_to(hands.now + self.steps)


@dataclass(frozen=True)
class GoToEpoch(LessonAction):
    verb = "epoch"
    help = "Goes to the end of an epoch, counted from 1."
    example = "2"

    epoch: int

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(whole(cls.verb, argument, 1))

    def act(self, hands: Hands) -> None:
        end, segments = 0, (Segment(0, hands.experiment),)
        for _ in range(self.epoch):
            end = epoch_end_after(segments, end)
        hands.go_to(min(end, MAX_STEPS))


@dataclass(frozen=True)
class GoToPhase(LessonAction):
    verb = "phase"
    help = "Opens the displayed iteration up: a phase, such as forward 1, loss, backward 2, or how many are done."
    example = '"forward 1"'

    phase: int | str

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(argument if isinstance(argument, str) else whole(cls.verb, argument, 0))

    def act(self, hands: Hands) -> None:
        known = phases(hands.experiment.layout.depth)
        names = [" ".join(filter(None, (each.kind, str(each.layer or "")))) for each in known]
        if isinstance(self.phase, int):
            place = self.phase
        elif self.phase in names:
            place = names.index(self.phase) + 1
        else:
            raise InvalidSetting(self.verb, f"“{self.phase[:40]}” is no phase; they are: {', '.join(names)}.")
        hands.go_to_phase(min(place, len(known)))


@dataclass(frozen=True)
class RunUntil(LessonAction):
    verb = "run_until"
    help = "Goes on until a breakpoint holds, by as many iterations at most."
    example = '{ name = "test_turns", most = 1500 }'

    breakpoint: Breakpoint
    most: int

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = dict(table(cls.verb, argument))
        most = whole("most", given.pop("most", 10_000), 1)
        return cls(choose(BREAKPOINTS, given, cls.verb), most)

    def act(self, hands: Hands) -> None:
        hands.run_until(self.breakpoint, self.most)
