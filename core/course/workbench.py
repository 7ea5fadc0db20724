"""The workbench: acts a lesson out without a window, as the window would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from core.analysis.nudge import check_delta
from core.analysis.sight import Cell, Sight, following
from core.arrays import Array
from core.course.lesson import Actions
from core.course.seen import SceneSeen, go_on
from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.hyperparameters import InvalidSetting
from core.training.breakpoints import Breakpoint
from core.training.experiment import Experiment
from core.training.factors import Factor
from core.training.loop import Divergence
from core.training.problem import Problem, prepare
from core.training.race import entrants
from core.training.run import Run, Segment, begin, replay
from core.training.snapshot import Snapshot
from core.training.trace import phases
from core.work import Unfinished


class LessonBench:
    """Hands without a window; see `core.course.hands.Hands`.

    What takes long raises `core.work.Unfinished` when the time is over; the same action, done again, goes on.
    """

    def __init__(self) -> None:
        self._run: Run | None = None
        self.descent: Descent | None = None
        self.now, self.phase = 0, 0
        self.sight = Sight()
        self.pointed: Cell | None = None
        self.views: tuple[str, ...] = ()
        self.notation = ""
        self._along, self._delta = 0, 1.0
        self._racers: tuple[Run, ...] = ()
        self._stopped: dict[Run, Divergence] = {}

    def act(self, actions: Actions) -> SceneSeen:
        """Do some actions, and return what is seen then.

        Raises
        ------
        InvalidSetting
            If one cannot be done.
        """
        for action in actions:
            action.act(self)
        return self.seen()

    def seen(self) -> SceneSeen:
        """Return a frozen picture of what is open."""
        if self._run is None:
            return SceneSeen(now=self.now, descent=self.descent, along=self._along, delta=self._delta)
        rivals = tuple(
            SceneSeen(run.kept(), self.now, self.sight, stopped=self._stopped.get(run)) for run in self._racers
        )
        run, stopped = self._run.kept(), self._stopped.get(self._run)
        return SceneSeen(run, self.now, self.sight, rivals, stopped, along=self._along, delta=self._delta)

    # What actions know

    @property
    def run(self) -> Run:
        """The displayed run."""
        if self._run is None:
            raise InvalidSetting("action", "this can be done with a network only, and a plain function is open.")
        return self._run

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self.run.experiment_at(self.now)

    @property
    def problem(self) -> Problem:
        """The experiment, made ready."""
        return prepare(self.experiment)

    @property
    def theta(self) -> Array:
        """The parameters at the displayed iteration (p,)."""
        return self._snapshot(self.run).theta

    def _snapshot(self, run: Run) -> Snapshot:
        return replay(run.segments, run.history.nearest_key(self.now), self.now)

    # What they do

    def open(self, scene: Scene) -> None:
        """Begin a scene afresh."""
        self.now, self.phase, self.pointed = 0, 0, None
        self._racers, self._stopped = (), {}
        self._along, self._delta = 0, 1.0
        self._run, self.descent = None, scene.descent
        if scene.descent is None:
            self._run = Run(begin(scene.experiment, scene.start))
            self.sight = following(self.problem, Sight().fitting(scene.experiment), scene.follow)

    def edit(self, experiment: Experiment) -> None:
        """Go over to another experiment: from now on, or from 0 where the past does not stay valid."""
        before = self.experiment
        if experiment.starts_over(before):
            self._run, self.now = Run(begin(experiment)), 0
            self._racers, self._stopped = (), {}
            self.sight = self.sight.fitting(experiment, before)
        else:
            self._stopped.pop(self.run, None)
            self.run.edit(self.now, experiment)
        self.phase = 0

    def walk(self, descent: Descent) -> None:
        """Go over to another descent: it begins at step 0."""
        self.descent, self.now = descent, 0
        self._along = min(self._along, descent.function.dimensions - 1)

    def set_parameters(self, values: Sequence[tuple[int, float]]) -> None:
        """Set parameters by hand."""
        self.run.history.truncate(self.now)
        self._stopped.pop(self.run, None)
        self.run.set_parameters(self._snapshot(self.run), values)

    def go_to(self, iteration: int) -> None:
        """Go to an iteration, or step; where it cannot be reached, to the last one that can."""
        self.phase = 0
        if self._run is None:
            seen = SceneSeen(now=iteration, descent=self.descent)
            self.now = seen.path.steps
            return
        runs = (self._run, *self._racers)
        self.now = min(self._reach(run, iteration) for run in runs)

    def _reach(self, run: Run, iteration: int) -> int:
        """Train a run up to an iteration; return how far it could go, or ``iteration`` for a rival that has stopped."""
        if run not in self._stopped and run.history.end < iteration:
            if len(run.segments) == 1:  # nothing was changed on the way: other pages have trained this, too
                known = trained(run.segments[0])
                stopped = go_on(known, iteration)
                run.history = known.history.fork(min(iteration, known.history.end))
            else:
                stopped = go_on(run, iteration)
            if stopped is not None and stopped.good < iteration:
                self._stopped[run] = stopped
        return min(iteration, run.history.end)

    def go_to_phase(self, phase: int) -> None:
        """Open the displayed iteration up."""
        self.phase = min(phase, len(phases(self.experiment.layout.depth)))

    def run_until(self, breakpoint: Breakpoint, most: int) -> None:
        """Go on until a breakpoint holds."""
        run, first = self.run, self.now
        try:
            for iteration in range(first + 1, first + most + 1):
                self.go_to(iteration)
                if self.now < iteration or breakpoint.holds(run.history, iteration):
                    return
        except Unfinished:
            self.now = first  # from where it is begun again
            raise

    def look(self, sight: Sight) -> None:
        """Turn the views elsewhere."""
        self.sight = sight

    def point_at(self, cell: Cell) -> None:
        """Choose a number among the matrices."""
        self.pointed = cell

    def look_along(self, along: int, delta: float) -> None:
        """Show the secant along another variable, or over another Δ."""
        if self.descent is None:
            raise InvalidSetting("secant", "a secant is shown of a plain function, and a network is open.")
        self._along, self._delta = along, delta

    def nudge(self, index: int, delta: float) -> None:
        """Choose a parameter, and the Δ that it is nudged by."""
        check_delta(self.theta, index, delta)
        second = next(each for each in (*self.sight.picked, 0, 1) if each != index)
        self.sight = replace(self.sight, picked=(index, second))
        self._along, self._delta = index, delta

    def race(self, factor: Factor, values: Sequence[Any]) -> None:
        """Begin a race from the displayed iteration."""
        self._racers = tuple(each.run() for each in entrants(self.run, self.now, factor, values))

    def show(self, views: tuple[str, ...]) -> None:
        """Put other views on the stage."""
        self.views = views

    def write_in(self, notation: str) -> None:
        """Write in another notation."""
        self.notation = notation


@lru_cache(maxsize=8)
def trained(segment: Segment) -> Run:
    """Return the run that begins so, as far as it has been trained before."""
    return Run(begin(segment.experiment, segment.hand_set))
