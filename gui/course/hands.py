"""The window's hands: what a lesson does is asked for as a user would ask, so that it is shown and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.analysis.nudge import check_delta
from core.analysis.sight import Cell, Sight, following
from core.arrays import Array
from core.course.seen import SceneSeen
from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.hyperparameters import InvalidSetting
from core.training.breakpoints import Breakpoint
from core.training.experiment import Experiment
from core.training.factors import Factor
from core.training.problem import Problem
from core.training.run import Run
from core.values import dataclass
from gui.function_lab.session import FunctionSession
from gui.session.player import Player
from gui.session.session import Session

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

NUDGED_AT_FIRST, SECANT_AT_FIRST = 0.01, 1.0
"""Δ of a network's parameter, and of a function's secant, when a scene begins."""
NO_NETWORK = "this can be done with a network only, and a plain function is open."
NO_FUNCTION = "a secant is shown of a plain function, and a network is open."


@dataclass(frozen=True)
class Desk:
    """What hands move: the network's session, the function's, and the clock of the one that is open.

    Attributes
    ----------
    choose
        Begins a scene, also the one on show.
    show, write_in
        Put views on the stage, by name; write in a notation, empty for the user's own.
    """

    session: Session
    function: FunctionSession
    player: Player
    choose: Callable[[Scene], None]
    show: Callable[[tuple[str, ...]], None]
    write_in: Callable[[str], None]


class WindowHands:
    """Hands on the window; see `core.course.hands.Hands`. One thing at a time: `at_rest` tells when the next may be."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session, self._function, self._player = desk.session, desk.function, desk.player

    # What is on show

    @property
    def at_rest(self) -> bool:
        """Whether all that was asked for is on show."""
        session, player = self._session, self._player
        if player.goal is not None or player.phases.to_go:
            return False
        if self.descent is None:
            return session.ready and not session.busy
        frame = self._function.frame
        return frame is not None and frame.asked is self._function.asked

    @property
    def descent(self) -> Descent | None:
        """The descent on a plain function, where the scene is about one."""
        scene = self._session.scene
        return None if scene is None or scene.descent is None else self._function.descent

    @property
    def _frame(self) -> ShownFrame:
        frame = self._session.frame
        if self.descent is not None or frame is None:
            raise InvalidSetting("action", NO_NETWORK)
        return frame

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self._session.experiment if self._frame else Experiment()

    @property
    def sight(self) -> Sight:
        """Where the views look."""
        return self._session.sight

    @property
    def now(self) -> int:
        """The displayed iteration, or step."""
        return self._player.timeline.now

    @property
    def problem(self) -> Problem:
        """The experiment, made ready for training."""
        return self._frame.problem

    @property
    def theta(self) -> Array:
        """The parameters at the displayed iteration (p,)."""
        return self._frame.snapshot.theta

    def seen(self) -> SceneSeen:
        """Return a frozen picture of what is on show, with copies of the runs for whoever gets it alone."""
        asked, session = self._function.asked, self._session
        if self.descent is not None and asked is not None:
            return SceneSeen(now=asked.step, descent=asked.descent, along=asked.along, delta=asked.delta)
        frame = self._frame
        stopped = {rival.of: rival.stopped for rival in frame.rivals}

        def of(run: Run) -> SceneSeen:
            return SceneSeen(run.kept(), self.now, self.sight, stopped=stopped.get(run.id))

        rivals = tuple(map(of, session.racing.others))
        picked, delta = self.sight.picked[0], session.delta
        return replace(of(session.run), rivals=rivals, stopped=frame.stopped, along=picked, delta=delta)

    def standing(self) -> tuple[object, ...]:
        """Return by what it is told whether anything has been done since."""
        asked, session, frame = self._function.asked, self._session, self._session.frame
        if self.descent is not None and asked is not None:
            return session.scene, asked.descent, asked.step, asked.along, asked.delta
        run = session.run if session.runs is not None else None
        phase = frame.step_into if frame is not None else 0
        segments = run.segments if run is not None else ()
        where = session.iteration, phase, session.sight, session.pointed, session.delta
        return (session.scene, segments, where, session.racing.others)

    # What is done

    def open(self, scene: Scene) -> None:
        """Begin a scene afresh."""
        session = self._session
        self._desk.choose(scene)
        if scene.descent is not None:
            self._function.race(False)
            self._function.look_along(0, SECANT_AT_FIRST)
        elif session.ready:  # it stood there already; only where one looks may have changed
            session.racing.leave()
            session.looking.point_at(None)
            session.travel.go_to_phase(0)
            self.look(following(self.problem, Sight().fitting(scene.experiment), scene.follow))
        session.looking.nudge_by(NUDGED_AT_FIRST)

    def edit(self, experiment: Experiment) -> None:
        """Go over to another experiment."""
        self._session.edit(experiment)

    def walk(self, descent: Descent) -> None:
        """Go over to another descent on a plain function."""
        self._function.edit(descent)

    def set_parameters(self, values: Sequence[tuple[int, float]]) -> None:
        """Set parameters by hand, as one edit."""
        self._session.hand.set_parameters(values)

    def go_to(self, iteration: int) -> None:
        """Go to an iteration, or step: back, or on by training."""
        if self.descent is None and self._frame.step_into:
            self._session.travel.go_to_phase(0)
        self._player.go_to(iteration)

    def go_to_phase(self, phase: int) -> None:
        """Open the displayed iteration up, with so many of its phases done."""
        self._session.travel.go_to_phase(phase)

    def run_until(self, breakpoint: Breakpoint, most: int) -> None:
        """Go on until a breakpoint holds; whoever acts forgets it then."""
        if self._frame:
            self._session.travel.until = breakpoint
            self._player.go_to(self.now + most, watching=True)

    def look(self, sight: Sight) -> None:
        """Turn the views elsewhere."""
        self._session.looking.look(sight)

    def point_at(self, cell: Cell) -> None:
        """Choose a number among the matrices; whoever is followed stays."""
        sight = self.sight
        self._session.looking.point_at(cell)
        self.look(sight)

    def look_along(self, along: int, delta: float) -> None:
        """Show the secant of a plain function along another variable, or over another Δ."""
        if self.descent is None:
            raise InvalidSetting("secant", NO_FUNCTION)
        self._function.look_along(along, delta)

    def nudge(self, index: int, delta: float) -> None:
        """Choose a parameter, and the Δ that it is nudged by."""
        check_delta(self.theta, index, delta)
        second = next(each for each in (*self.sight.picked, 0, 1) if each != index)
        self.look(replace(self.sight, picked=(index, second)))
        self._session.looking.nudge_by(delta)

    def race(self, factor: Factor, values: Sequence[Any]) -> None:
        """Begin a race from the displayed iteration."""
        if self._frame:
            self._session.racing.start(factor, values, self.now)

    def show(self, views: tuple[str, ...]) -> None:
        """Put other views on the stage."""
        self._desk.show(views)

    def write_in(self, notation: str) -> None:
        """Write in another notation."""
        self._desk.write_in(notation)
