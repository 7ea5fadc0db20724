"""How another experiment or scene comes into force: by an edit, by its undoing or its redoing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.analysis.sight import Sight
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.run import Run
from core.training.runs import Runs
from gui.frames import jobs
from gui.frames.jobs import Begun
from gui.session import alongside
from gui.session.asking import Asking
from gui.session.edits import Recipe
from gui.session.messages import Message
from gui.session.state import State


class Changes(QObject):
    """Applies edits, and begins new runs where an edit needs one."""

    scene_changed = Signal(object)
    started_over = Signal()

    def __init__(self, state: State, asking: Asking, say: Callable[[Message], None]) -> None:
        super().__init__(asking)
        self._state, self._asking, self._say = state, asking, say

    @property
    def recipe(self) -> Recipe:
        """The present experiment and its scene."""
        return Recipe(self._state.experiment, self._state.scene)

    def apply(self, recipe: Recipe) -> bool:
        """Go over to another experiment, by an edit, its undoing or its redoing; return False if that is refused."""
        state, asking, experiment = self._state, self._asking, recipe.experiment
        frame = state.frame
        if recipe.scene is not state.scene:
            state.scene = recipe.scene
            state.sight = Sight()
            self.scene_changed.emit(recipe.scene)
            self._begin(experiment)
        elif frame is None or not state.ready or experiment.starts_over(state.experiment):
            self._begin(experiment)
        else:
            assert state.runs is not None
            try:
                state.runs.edit(state.iteration, experiment)
            except InvalidSetting as refusal:  # a fork too many
                self._say(Message("error", str(refusal)))
                asking.experiment_changed.emit()
                return False
            asking.set_experiment(experiment)
            asking.submit(alongside.along(state, asking.showing(frame, calm=True), state.iteration), asking.show)
        return True

    def _begin(self, experiment: Experiment) -> None:
        """Have a new run made and shown."""
        state = self._state
        if state.runs is not None and not state.beginning:  # so that undoing brings them back
            state.bookmarks[state.experiment] = state.run.bookmarks
        state.beginning = True
        state.end_race()
        self._asking.set_experiment(experiment)
        self.started_over.emit()
        state.pointed = None
        state.sight = state.sight.fitting(experiment, state.frame.experiment if state.frame else None)
        scene = state.scene if state.scene is not None and state.scene.experiment == experiment else None
        self._asking.submit(partial(jobs.begin, experiment, scene, state.sight), self._accept_begun)

    def _accept_begun(self, begun: Begun) -> None:
        state, run = self._state, Run(begun.beginning)
        state.beginning, state.sight = False, begun.frame.sight
        run.bookmarks = state.bookmarks.get(begun.frame.experiment, ())
        state.runs = Runs(run)
        self._asking.show(begun.frame)
