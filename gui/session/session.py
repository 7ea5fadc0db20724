"""What views read and ask for: which runs there are, which iteration is displayed, and what happens to them."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject

from core.data.own import OwnData
from core.exchange.scenes import Scene, own_title
from core.exchange.standing import Standing
from core.hyperparameters import InvalidSetting
from core.training.bookmarks import Bookmarks
from core.training.breakpoints import Breakpoints
from core.training.experiment import Experiment
from core.training.run import Run
from gui.frames.shown import ShownFrame
from gui.session import alongside
from gui.session.asking import Asking
from gui.session.background import Background, Done, Failed, Job
from gui.session.changes import Changes
from gui.session.edits import Edits
from gui.session.hand import Hand
from gui.session.looking import Looking
from gui.session.messages import Message, failure
from gui.session.pace import PERIOD, PERIOD_OF_RACES, PERIOD_OF_SAMPLES
from gui.session.racing import Racing
from gui.session.reading import Reading
from gui.session.rows import Rows
from gui.session.state import State
from gui.session.travel import Travel


class Session(Reading):
    """Owns the state and its helpers; views ask it for changes and show what it emits."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(State(), parent)
        state, self.background = self._state, background
        self._asking = asking = Asking(state, background, self)
        self._changes = Changes(state, asking, self.say)
        self.edits = Edits(state, self._changes.go_back, self)
        self.racing = Racing(state, asking, self.edits.make)
        self.looking = Looking(state, asking, self.say)
        self.travel = Travel(state, asking, pause=self.pause, say=self.say)
        self.rows = Rows(self)
        self.hand = Hand(
            state,
            background,
            make=self.edits.make,
            pause=self.pause,
            show_moved=self._show_moved,
            say=self.say,
        )
        self._changes.not_begun.connect(self._take_back)
        background.failed.connect(self._job_failed)
        for source, own in (
            (asking.frame_changed, self.frame_changed),
            (asking.experiment_changed, self.experiment_changed),
            (asking.working, self.working),
            (self._changes.scene_changed, self.scene_changed),
            (self._changes.started_over, self.started_over),
            (self.travel.stopped, self.stopped),
            (self.looking.parameter_asked, self.parameter_asked),
        ):
            source.connect(own)

    def reset(self) -> None:
        """Be as before the first scene."""
        self._state.reset()
        self._asking.rest()
        self.edits.clear()
        self._put_breakpoints(Breakpoints())

    # What views ask for

    def say(self, message: Message) -> None:
        """Tell whoever sits before the window something."""
        self.message.emit(message)

    def pause(self) -> None:
        """Have training rest."""
        self.paused.emit()

    def open_scene(self, scene: Scene) -> None:
        """Start the scene's experiment afresh."""
        if self.scene is None:
            self._changes.open_scene(scene)
        elif (scene, scene.experiment) != (self.scene, self.experiment) or not (
            self.ready and self._state.untouched and _begins_as(self.run, scene)
        ):
            self.edits.make("scene", partial(self._changes.open_scene, scene))

    def return_to(self, standing: Standing) -> None:
        """Go on where something stands that was kept, as an edit that can be undone."""
        if not standing.runs:
            self.open_scene(standing.scene)
        else:
            self.edits.make("scene", partial(self._changes.return_to, standing))
        self._put_breakpoints(standing.breakpoints)
        self.looking.nudge_by(standing.delta)

    def amend_scene(self, scene: Scene) -> None:
        """Let ``scene`` be what undoing goes back to instead of the displayed scene: that, as it begins by now."""
        self._state.scene = scene

    def edit(self, experiment: Experiment) -> None:
        """Change the experiment: go on from now where the past stays valid, else start at iteration 0."""
        if experiment == self.experiment:
            self.experiment_changed.emit()
        else:
            changed = experiment.changed_from(self.experiment)
            alone = "data" in changed and isinstance(experiment.data, OwnData)  # a table, a stroke of the pencil
            name = ", ".join(changed).replace("_", " ")
            self.edits.make(name, partial(self._changes.edit, experiment), None if alone else changed)

    def forget_future(self) -> None:
        """Forget what comes after the displayed iteration, as an edit that can be undone."""
        if self.ready and self.iteration < max(run.history.end for run in (self.run, *self._state.racers)):
            self.edits.make("what was forgotten", self._changes.forget_future)

    def activate(self, run: Run) -> None:
        """Make a ghost the active run, at the displayed iteration or at its last one."""
        if self.ready:
            self.racing.activate(run)
            self.seek(min(self.iteration, run.history.end))

    def rename(self, run: Run, name: str) -> None:
        """Give a run another name; refuse one that cannot be in words."""
        if self.runs is not None and self.frame is not None and self.ready:
            try:
                self.runs.rename(run, name)
            except InvalidSetting as refusal:
                self.say(Message("error", refusal.words))
            self._asking.show(self.frame)

    def set_bookmarks(self, run: Run, bookmarks: Bookmarks) -> None:
        """Let a run have these bookmarks, as an edit that can be undone."""
        self.edits.put("bookmarks", None, run.bookmarks, bookmarks, partial(self._put_bookmarks, run))

    def _put_bookmarks(self, run: Run, bookmarks: Bookmarks) -> None:
        run.bookmarks = bookmarks
        if self.frame is not None and self.ready:
            self._asking.show(self.frame)

    def set_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Let a run stop at these from now on, as an edit that can be undone."""
        if breakpoints != self.breakpoints:
            self.edits.put("breakpoints", "breakpoints", self.breakpoints, breakpoints, self._put_breakpoints)

    def _put_breakpoints(self, breakpoints: Breakpoints) -> None:
        self._state.breakpoints = breakpoints
        self.breakpoints_changed.emit(breakpoints)

    def set_parameter(self, index: int, value: float | str, goes_on: bool = False) -> None:
        """Set a parameter by hand at the displayed iteration; see `Hand.set_parameter` for what is refused."""
        self.hand.set_parameter(index, value, goes_on)

    def _show_moved(self, frame: ShownFrame) -> None:
        """Recompute what is seen of ``frame``, a parameter of which has been set by hand."""
        self._state.frame = frame
        job = self._asking.showing(frame, calm=False)
        self._asking.submit(alongside.along(self._state, job, self.iteration), self._asking.show)

    def ask(self, key: str, job: Job, accept: Done, failed: Failed | None) -> None:
        """Have the worker compute something about the displayed frame.

        ``accept`` gets the answer on the main thread, unless another iteration or experiment is displayed by then: the
        view will have been told to show that, and asked again. ``failed`` gets what the job raised.
        """
        self._asking.ask(key, job, accept, failed)

    # Time, as `Timeline` and `Training` have it

    full_speed = math.inf

    @property
    def reached(self) -> int:
        """The last iteration that all in the race have reached."""
        return alongside.reached(self._state) if self.runs is not None else 0

    @property
    def scene_end(self) -> int:
        """The iteration by which the scene has shown what it is about; 0 where other data stand in its place."""
        scene = self.scene
        return scene.end if scene is not None and not own_title(self.experiment.data, scene) else 0

    @property
    def period(self) -> float:
        """Seconds from one picture to the next that a run as fast as possible aims at."""
        frame = self.frame
        if frame is not None and len(frame.problem.train) < len(frame.problem.rows):
            return PERIOD_OF_SAMPLES
        return PERIOD_OF_RACES if self.racing.others else PERIOD

    def seek(self, iteration: int) -> None:
        """Show an iteration that the run has reached before."""
        self.travel.seek(iteration)

    def advance(self, steps: int, seconds: float, watching: bool = False) -> None:
        """Go on by up to ``steps`` iterations or ``seconds``, whichever is less; if ``watching``, to a breakpoint."""
        if self.ready or self._state.busy:
            self.travel.advance(steps, seconds, watching)
        else:
            self._changes.try_again()

    # What the worker answers

    def _take_back(self) -> None:
        """Go back to what could be begun before: an edit whose run cannot be begun is none."""
        while self._state.beginning and not self._state.busy and self.edits.canUndo():
            self.edits.undo()

    def _job_failed(self, error: Exception) -> None:
        self.pause()
        self.say(failure(error))


def _begins_as(run: Run, scene: Scene) -> bool:
    """Tell whether a run begins as a scene does, with its bookmarks."""
    return set(run.hand_set_at(0)) <= set(scene.start) and run.bookmarks == scene.bookmarks
