"""What views read of the session, and what it tells them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.analysis.sight import Cell, LitPath, Sight
from core.exchange.scenes import Scene
from core.exchange.standing import Standing
from core.training.breakpoints import Breakpoints
from core.training.experiment import Experiment
from core.training.run import Run
from core.training.runs import Runs
from gui.frames.shown import ShownFrame
from gui.session.keeping import standing_of
from gui.session.state import State


class Reading(QObject):
    """The state as views see it: they can read it, and hear of its changes."""

    experiment_changed = Signal()
    scene_changed = Signal(object)
    frame_changed = Signal(object)
    started_over = Signal()
    working = Signal(bool)
    """A job takes long enough to say so; or has been answered."""
    paused = Signal()
    """Training rests: somebody has asked for it, or the run has diverged."""
    stopped = Signal(object)
    """A run has diverged, and ends there."""
    breakpoints_changed = Signal(object)
    message = Signal(object)
    parameter_asked = Signal(int)
    """A weight or bias was clicked, the selected one again or another."""

    def __init__(self, state: State, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def runs(self) -> Runs | None:
        """All runs; None before the first."""
        return self._state.runs

    @property
    def run(self) -> Run:
        """The active run."""
        return self._state.run

    @property
    def frame(self) -> ShownFrame | None:
        """What is displayed."""
        return self._state.frame

    @property
    def iteration(self) -> int:
        """The displayed iteration; 0 at first, and while a new run is on its way."""
        return self._state.iteration

    @property
    def experiment(self) -> Experiment:
        """The experiment that holds at the displayed iteration, or the one that is on its way."""
        return self._state.experiment

    @property
    def scene(self) -> Scene | None:
        """The scene that the experiment began with."""
        return self._state.scene

    @property
    def sight(self) -> Sight:
        """Where the views look, or will look with the next picture."""
        return self._state.sight

    @property
    def pointed(self) -> Cell | LitPath | None:
        """The cell or path that is pointed at."""
        return self._state.pointed

    @property
    def delta(self) -> float:
        """Δ by which the chosen parameter is nudged."""
        return self._state.delta

    @property
    def breakpoints(self) -> Breakpoints:
        """Where a run stops."""
        return self._state.breakpoints

    @property
    def busy(self) -> bool:
        """Whether a job is under way that makes a frame."""
        return self._state.busy

    @property
    def dragging(self) -> bool:
        """Whether a hand drags."""
        return self._state.dragging

    @property
    def ready(self) -> bool:
        """Whether something is displayed that can be changed: not while a new run is on its way."""
        return self._state.ready

    @property
    def now(self) -> int:
        """The displayed iteration."""
        return self.iteration

    @property
    def known(self) -> int:
        """The last iteration of the active run."""
        return self.run.history.end if self.runs is not None else 0

    def standing(self, scene: Scene, file: str) -> Standing:
        """Return what stands here, to be kept under a ``scene`` that belongs to a ``file``."""
        return standing_of(self._state, scene, file)
