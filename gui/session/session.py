"""What views read and ask for: which runs there are, which iteration is displayed, and what happens to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from core.analysis.sight import Sight
from core.exchange.scenes import Scene
from core.hyperparameters import InvalidSetting
from core.training.bookmarks import Bookmarks
from core.training.breakpoints import Breakpoints
from core.training.epochs import epoch_end_after, epoch_end_before
from core.training.experiment import Experiment
from core.training.loop import Progress
from core.training.run import Run, Segment
from core.training.runs import Runs
from core.training.trace import phases
from gui.frames import jobs
from gui.frames.jobs import Begun, Trained
from gui.frames.shown import ShownFrame
from gui.session.asking import Asking
from gui.session.background import Background
from gui.session.edits import Edits, Recipe
from gui.session.hand import Hand
from gui.session.looking import Looking
from gui.session.messages import Message
from gui.session.pace import PERIOD, PERIOD_OF_RACES, PERIOD_OF_SAMPLES
from gui.session.racing import Racing
from gui.session.reading import Reading
from gui.session.rows import Rows
from gui.session.state import State


class Session(Reading):
    """Owns the state and its helpers; views ask it for changes and show what it emits."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(State(), parent)
        state, self.background = self._state, background
        self._asking = asking = Asking(state, background, self)
        self.edits = Edits(state, self)
        self.racing = Racing(state, asking, self.say)
        self.looking = Looking(state, asking, self.say)
        self.rows = Rows(state, self.looking.look_over, self)
        self.hand = Hand(
            state,
            self.edits,
            background,
            pause=self.pause,
            seek=self.seek,
            show_moved=self._show_moved,
            say=self.say,
        )
        background.failed.connect(self._job_failed)
        for source, own in (
            (asking.frame_changed, self.frame_changed),
            (asking.experiment_changed, self.experiment_changed),
            (asking.working, self.working),
            (self.looking.parameter_asked, self.parameter_asked),
            (asking.answered, self.hand.go_on),
        ):
            source.connect(own)

    def reset(self) -> None:
        """Be as before the first scene."""
        self._state.reset()
        self._asking.rest()
        self.hand.forget()
        self.racing.stop()
        self.edits.clear()
        self.set_breakpoints(Breakpoints())

    # What views ask for

    def say(self, message: Message) -> None:
        """Tell whoever sits before the window something."""
        self.message.emit(message)

    def pause(self) -> None:
        """Have training rest."""
        self.paused.emit()

    def open_scene(self, scene: Scene) -> None:
        """Start the scene's experiment."""
        recipe = Recipe(scene.experiment, scene)
        if self.scene is None:
            self._apply(recipe)
        elif recipe == self._recipe():
            self.restart()
        else:
            self.edits.change(self._recipe(), recipe, self._apply)

    def amend_scene(self, scene: Scene) -> None:
        """Let ``scene`` be what undoing goes back to instead of the displayed scene: that, as it begins by now."""
        self._state.scene = scene

    def edit(self, experiment: Experiment) -> None:
        """Change the experiment: go on from now where the past stays valid, else start at iteration 0."""
        if experiment == self.experiment:
            self.experiment_changed.emit()
        else:
            self.edits.change(self._recipe(), Recipe(experiment, self.scene), self._apply)

    def _recipe(self) -> Recipe:
        return Recipe(self.experiment, self.scene)

    def _apply(self, recipe: Recipe) -> bool:
        """Go over to another experiment, by an edit, its undoing or its redoing; return False if that is refused."""
        experiment, frame = recipe.experiment, self.frame
        if recipe.scene is not self.scene:
            self._state.scene = recipe.scene
            self._state.sight = Sight()
            self.scene_changed.emit(recipe.scene)
            self._begin(experiment)
        elif frame is None or not self.ready or experiment.starts_over(self.experiment):
            self._begin(experiment)
        else:
            assert self.runs is not None
            try:
                self.runs.edit(self.iteration, experiment)
            except InvalidSetting as refusal:  # a fork too many
                self.say(Message("error", str(refusal)))
                self.experiment_changed.emit()
                return False
            self._asking.set_experiment(experiment)
            job = self._asking.showing(frame, calm=True)
            self._asking.submit(self.racing.along(job, self.iteration), self._asking.show)
        return True

    def _begin(self, experiment: Experiment) -> None:
        """Have a new run made and shown."""
        state = self._state
        if state.runs is not None and not state.beginning:  # so that undoing brings them back
            state.bookmarks[state.experiment] = state.run.bookmarks
        state.beginning = True
        self.racing.stop()
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

    def activate(self, run: Run) -> None:
        """Make a ghost the active run, at the displayed iteration or at its last one."""
        if self.ready:
            self.racing.activate(run)
            self.seek(min(self.iteration, run.history.end))

    def rename(self, run: Run, name: str) -> None:
        """Give a run another name; refuse one that cannot be in words."""
        if self.runs is not None and self.frame is not None:
            try:
                self.runs.rename(run, name)
            except InvalidSetting as refusal:
                self.say(Message("error", str(refusal)))
            self._asking.show(self.frame)

    def set_bookmarks(self, run: Run, bookmarks: Bookmarks) -> None:
        """Let a run have these bookmarks."""
        run.bookmarks = bookmarks
        if self.frame is not None:
            self._asking.show(self.frame)

    def set_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Let a run stop at these from now on."""
        self._state.breakpoints = breakpoints
        self.breakpoints_changed.emit(breakpoints)

    def set_parameter(self, index: int, value: float | str, goes_on: bool = False) -> None:
        """Set a parameter by hand at the displayed iteration; see `Hand.set_parameter` for what is refused."""
        self.hand.set_parameter(index, value, goes_on)

    def _show_moved(self, frame: ShownFrame) -> None:
        """Recompute what is seen of ``frame``, a parameter of which has been set by hand."""
        self._state.frame = frame
        job = self._asking.showing(frame, calm=False)
        self._asking.submit(self.racing.along(job, self.iteration), self._asking.show)

    def ask(self, key: str, job: Callable[[], Any], accept: Callable[[Any], None]) -> None:
        """Have the worker compute something about the displayed frame.

        ``accept`` gets the answer on the main thread, unless another iteration or experiment is displayed by then: the
        view will have been told to show that, and asked again.
        """
        self._asking.ask(key, job, accept)

    # Time, as `Timeline` and `Training` have it

    full_speed = math.inf

    @property
    def reached(self) -> int:
        """The last iteration that all in the race have reached."""
        return self.racing.reached if self.runs is not None else 0

    @property
    def settled(self) -> bool:
        """Whether the displayed picture is as good as it gets."""
        return self.looking.settled

    @property
    def period(self) -> float:
        """Seconds from one picture to the next that a run as fast as possible aims at."""
        frame = self.frame
        if frame is not None and len(frame.problem.train) < len(frame.problem.rows):
            return PERIOD_OF_SAMPLES
        return PERIOD_OF_RACES if self.racing.others else PERIOD

    def epoch_end(self, iteration: int, direction: int) -> int:
        """Return the next end of an epoch after ``iteration``; for a ``direction`` below 0, the last one before it."""
        segments = self.run.segments if self.ready else (Segment(0, self.experiment),)
        return (epoch_end_after if direction > 0 else epoch_end_before)(segments, iteration)

    def restart(self) -> None:
        """Go back to iteration 0 of this run: the same start."""
        self.seek(0)

    def seek(self, iteration: int) -> None:
        """Show an iteration that the run has reached before."""
        if self.ready:
            self._seek(max(0, min(iteration, self.racing.reached)), opened=False)

    def _seek(self, iteration: int, opened: bool) -> None:
        job = self._asking.seeking(iteration, opened)
        self._asking.submit(self.racing.along(job, iteration), self._asking.show)

    def advance(self, steps: int, seconds: float, watching: bool = False) -> None:
        """Go on by up to ``steps`` iterations or ``seconds``, whichever is less; if ``watching``, to a breakpoint.

        No job goes beyond where another segment of any run begins.
        """
        frame = self.frame
        if frame is None or not self.ready:
            return
        run, k = self.run, self.iteration
        borders = [s.start - k for each in (run, *self.racing.others) for s in each.segments if s.start > k]
        stops, wanted = self.breakpoints.active if watching else (), self._asking.wanted(False, opened=steps == 1)
        job = partial(
            jobs.train,
            frame.frame,
            run.segments,
            min([steps, *borders]),
            seconds,
            run.history.key_stride,
            stops,
            wanted,
        )
        self._asking.submit(self.racing.stepping(job, k), self._accept_trained)

    def phase_forward(self) -> None:
        """Show the next phase; after the update, the first one of the next iteration."""
        frame = self.frame
        if frame is None or not self.ready:
            return
        if frame.step_into < len(phases(frame.problem.layout.depth)):
            self._open(frame, frame.step_into + 1)
            return
        wanted = self._asking.wanted(calm=False, opened=True)
        job = partial(jobs.train_and_open, frame.frame, self.run.segments, self.run.history.key_stride, wanted)
        self._asking.submit(self.racing.stepping(job, self.iteration), self._accept_trained)

    def phase_back(self) -> None:
        """Undo a phase; from between two iterations, go to the last phase of the one before."""
        frame = self.frame
        if frame is None or not self.ready:
            return
        if frame.step_into > 0:
            self._open(frame, frame.step_into - 1)
        elif self.iteration > 0:
            self._seek(self.iteration - 1, opened=True)

    def go_to_phase(self, step_into: int) -> None:
        """Show the displayed iteration with so many of its phases done; 0 closes it."""
        if self.frame is not None and self.ready:
            self.pause()
            self._open(self.frame, step_into)

    def _open(self, frame: ShownFrame, step_into: int) -> None:
        if step_into > 0 and frame.trace is None:
            self._asking.submit(partial(jobs.open_up, frame.frame, step_into), self._asking.show)
        else:
            self._asking.show(replace(frame, step_into=step_into))

    # What the worker answers

    def _accept_trained(self, answer: Trained) -> None:
        stop = self.run.extend(answer.progress, answer.breakpoints)
        self.racing.extend(answer, stop)
        if stop is None or stop.iteration == answer.progress.snapshot.iteration:
            self._asking.show(answer.frame)
        if stop is not None:
            self.breakpoint_met.emit(stop)
            self.say(Message("info", stop.words))
        elif answer.progress.stopped is not None:
            self._stop(answer.progress)

    def _stop(self, progress: Progress) -> None:
        assert progress.stopped is not None
        stopped = self.run.keeping_edits(progress.stopped)
        self.pause()
        self.stopped.emit(stopped)
        self.say(Message("error", stopped.words))
        if stopped.good < progress.snapshot.iteration:
            self.run.history.truncate(stopped.good)
            self.seek(stopped.good)

    def _job_failed(self, error: Exception) -> None:
        self._state.looking = False
        self.hand.forget()
        self._asking.rest()
        self.pause()
        self.say(Message("error", f"Something went wrong while computing: {error}"))
