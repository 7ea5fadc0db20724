"""How another experiment, scene or past comes into force: by an edit, by its undoing or its redoing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.analysis.sight import Sight
from core.exchange.scenes import Scene
from core.exchange.standing import Standing
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.run import Run
from core.training.runs import Runs
from gui.frames import jobs
from gui.frames.frame import Frame
from gui.frames.jobs import Begun
from gui.session import alongside
from gui.session.asking import Asking
from gui.session.kept import KeptState
from gui.session.messages import Message
from gui.session.state import State


class Changes(QObject):
    """Makes edits, begins new runs where an edit needs one, and goes back to how all stood before."""

    scene_changed = Signal(object)
    started_over = Signal()
    not_begun = Signal()
    """A new run could not be begun: nothing that can be trained is there."""

    def __init__(self, state: State, asking: Asking, say: Callable[[Message], None]) -> None:
        super().__init__(asking)
        self._state, self._asking, self._say = state, asking, say

    def open_scene(self, scene: Scene) -> bool:
        """Begin a scene afresh."""
        self._state.sight = Sight().fitting(scene.experiment)
        self._turn_to(scene)
        self._begin(scene.experiment)
        return True

    def return_to(self, standing: Standing) -> bool:
        """Let all be as it stands in a file, or in what was kept of a window."""
        state, runs = self._state, [saved.run() for saved in standing.runs]
        self._turn_to(standing.scene)
        state.beginning, state.runs, state.pointed = False, Runs.of(runs, runs[standing.active]), standing.pointed
        state.sight, state.scope = standing.sight, standing.scope
        kept = list(zip(runs, standing.runs, strict=True))
        state.racers = tuple(run for run, saved in kept if saved.races)
        state.stopped = {run: saved.stopped for run, saved in kept if saved.races and saved.stopped is not None}
        stopped = standing.runs[standing.active].stopped
        state.diverged = None if stopped is None else (state.run.segments, stopped)
        self._asking.set_experiment(state.run.experiment_at(standing.iteration))
        self.started_over.emit()
        self._be_at(standing.iteration, standing.phase)
        return True

    def edit(self, experiment: Experiment) -> bool:
        """Go over to another experiment; return False if that is refused."""
        state, asking = self._state, self._asking
        if state.runs is None or state.frame is None or state.beginning or experiment.starts_over(state.experiment):
            self._begin(experiment)
            return True
        try:
            state.runs.edit(state.iteration, experiment)
        except InvalidSetting as refusal:  # a fork too many
            self._say(Message("error", refusal.words))
            asking.experiment_changed.emit()
            return False
        asking.set_experiment(experiment)
        if state.awaited is not None:
            self._be_at(state.awaited)
        else:
            asking.submit(alongside.along(state, asking.showing(state.frame, calm=True), state.iteration), asking.show)
        return True

    def forget_future(self) -> bool:
        """Forget what comes after the displayed iteration, of all that race."""
        state, at = self._state, self._state.iteration
        for run in {state.run, *state.racers}:
            if run.history.end > at:
                run.forget_after(at)
                state.stopped.pop(run, None)
        self._be_at(at)
        return True

    def try_again(self) -> None:
        """Ask once more for the run, or the iteration of it, that could not be made."""
        if self._state.awaited is not None:
            self._be_at(self._state.awaited)
        elif self._state.beginning:
            self._begin(self._state.experiment)

    def go_back(self, to: KeptState) -> None:
        """Let all be as it stood then."""
        state = self._state
        stays = to.scene is state.scene and state.sight == state.sight.fitting(to.experiment, state.experiment)
        state.sight = state.sight if stays else to.sight
        self._turn_to(to.scene)
        if to.runs is None:
            self._begin(to.experiment)
            return
        state.beginning, state.runs, state.pointed = False, to.runs.bring_back(), None
        state.racers, state.stopped = to.racers, dict(to.stopped)
        self._asking.set_experiment(to.experiment)
        self.started_over.emit()
        self._be_at(to.iteration)

    def _turn_to(self, scene: Scene | None) -> None:
        if scene is not self._state.scene:
            self._state.scene = scene
            self.scene_changed.emit(scene)

    def _be_at(self, iteration: int, phase: int = 0) -> None:
        """Have an iteration of the active run shown, of which nothing is displayed yet, with some of its phases."""
        state = self._state
        state.awaited = iteration
        job = self._asking.seeking(iteration, opened=False)
        job = alongside.along(state, job, iteration)
        self._asking.submit(partial(jobs.opened, job, phase) if phase else job, self._accept_awaited)

    def _accept_awaited(self, frame: Frame) -> None:
        self._state.awaited = None
        self._asking.show(frame)

    def _begin(self, experiment: Experiment) -> None:
        """Have a new run made and shown."""
        state = self._state
        state.beginning, state.awaited = True, None
        state.end_race()
        self._asking.set_experiment(experiment)
        self.started_over.emit()
        state.pointed = None
        state.sight = state.sight.fitting(experiment, state.frame.experiment if state.frame else None)
        scene = state.scene if state.scene is not None and state.scene.experiment == experiment else None
        self._asking.submit(
            partial(jobs.begin, experiment, scene, state.sight), partial(self._accept_begun, scene), self.not_begun.emit
        )

    def _accept_begun(self, scene: Scene | None, begun: Begun) -> None:
        state = self._state
        state.beginning, state.sight = False, begun.frame.sight
        state.runs = Runs(Run(begun.beginning))
        if scene is not None:
            state.run.bookmarks = scene.bookmarks
        self._asking.show(begun.frame)
