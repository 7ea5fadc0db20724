"""What the session and its helpers share: what exists, and what is displayed. Main thread only."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.analysis.scope import ScopeChoice
from core.analysis.sight import Cell, LitPath, Sight
from core.exchange.scenes import Scene
from core.training.breakpoints import Breakpoints
from core.training.experiment import Experiment
from core.training.loop import Divergence
from core.training.run import Run, Segment
from core.training.runs import Runs
from gui.frames.shown import ShownFrame

DELTA = 0.01
"""The nudge Δ at first."""


@dataclass(eq=False)
class State:
    """What exists and what is displayed; only the session and its helpers write it.

    Attributes
    ----------
    frame
        What is displayed; None at first.
    sight, pointed
        Where the views look, and the cell or path that is pointed at.
    delta
        Δ by which the chosen parameter is nudged.
    scope
        Whose loss and derivatives the lenses show.
    racers
        The runs that race, the active one among them unless it is a fork made meanwhile; empty without a race.
    stopped
        Why those of them diverged that have.
    diverged
        Why the active run could go no further, and its segments then: another edit may let it go on.
    busy
        Whether a job is under way that makes a frame.
    beginning
        Whether that frame is the first one of a new run.
    awaited
        The iteration that is on its way where the displayed frame is of what is no more, an undone run or a forgotten
        future; None where there is no such thing.
    looking
        Whether a job is under way that makes the displayed picture better.
    dragging
        Whether a hand drags: pictures need be quick then, not fine.
    generation
        The number of the newest job that makes a frame; answers to older ones are stale.
    """

    runs: Runs | None = None
    frame: ShownFrame | None = None
    scene: Scene | None = None
    experiment: Experiment = field(default_factory=Experiment)
    sight: Sight = Sight()
    pointed: Cell | LitPath | None = None
    delta: float = DELTA
    scope: ScopeChoice = ScopeChoice()
    breakpoints: Breakpoints = Breakpoints()
    racers: tuple[Run, ...] = ()
    stopped: dict[Run, Divergence] = field(default_factory=dict)
    diverged: tuple[tuple[Segment, ...], Divergence] | None = None
    busy: bool = False
    beginning: bool = False
    awaited: int | None = None
    looking: bool = False
    dragging: bool = False
    generation: int = 0

    @property
    def run(self) -> Run:
        """The active run."""
        assert self.runs is not None
        return self.runs.active

    @property
    def others(self) -> tuple[Run, ...]:
        """The runs that race with the active one, in the order they were made in; empty where there is no race."""
        return () if self.runs is None else tuple(run for run in self.runs.ghosts if run in self.racers)

    @property
    def iteration(self) -> int:
        """The displayed iteration, or the one on its way; 0 at first, and while a new run is on its way."""
        if self.awaited is not None:
            return self.awaited
        return 0 if self.frame is None or self.beginning else self.frame.snapshot.iteration

    def stopped_at(self, iteration: int) -> Divergence | None:
        """Return why the active run can go no further than ``iteration``; None if it can."""
        if self.diverged is None or self.runs is None:
            return None
        segments, stopped = self.diverged
        return stopped if segments is self.run.segments and iteration == stopped.good else None

    @property
    def ready(self) -> bool:
        """Whether something is displayed that can be changed: not while another run is on its way."""
        return self.frame is not None and not self.beginning and self.awaited is None

    @property
    def untouched(self) -> bool:
        """Whether there is but one run, and it has only begun."""
        return self.runs is not None and len(self.runs.all) == 1 and self.run.history.end == 0

    def end_race(self) -> None:
        """Have no run race; all stay as ghosts."""
        self.racers, self.stopped = (), {}

    def reset(self) -> None:
        """Be as before the first scene; what is still under way is stale."""
        vars(self).update(vars(State(generation=self.generation + 1)))
