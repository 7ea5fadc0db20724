"""The only mutable object: which runs there are, which iteration is shown, and what the views want."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from core.analysis.planes import PlaneKind
from core.analysis.sight import Cell, Sight
from core.exchange.scenes import Scene
from core.hyperparameters import InvalidSetting
from core.training.bookmarks import Bookmarks
from core.training.breakpoints import Breakpoints
from core.training.experiment import Experiment
from core.training.loop import Progress
from core.training.race import Entrant
from core.training.run import Run
from core.training.runs import Runs
from core.training.trace import phases
from gui.frames import jobs, observe
from gui.frames.frame import Frame, Wanted
from gui.frames.pointing import LitPath
from gui.frames.rivals import Begun
from gui.session.background import Background
from gui.session.edits import Edit, State
from gui.session.hand import Hand
from gui.session.messages import Message as Message
from gui.session.racing import Racing
from gui.session.rows import Rows

STILL_WORKING = 400
"""Milliseconds after which it is said that a job takes time."""


class Session(QObject):
    """Holds the runs and the frame on show; views ask it for changes and show what it emits.

    Every job that makes a frame gets a number; answers to any but the newest are stale and dropped.
    """

    experiment_changed = Signal()
    scene_changed = Signal(object)
    frame_changed = Signal(object)
    started_over = Signal()
    working = Signal(bool)
    """A job takes long enough to say so; or has been answered."""
    stopped = Signal(object)
    breakpoints_changed = Signal(object)
    breakpoint_met = Signal(object)
    message = Signal(object)
    parameter_asked = Signal(int)
    """A weight or bias was clicked, the selected one again or another."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        background.failed.connect(self._job_failed)
        self.runs: Runs | None = None
        self.frame: Frame | None = None
        self.experiment = Experiment()
        self.scene: Scene | None = None
        self.edits = QUndoStack(self)
        self.hand = Hand(self)
        self.racing = Racing(self)
        self.rows = Rows(self)
        self.breakpoints = Breakpoints()
        self._bookmarks: dict[Experiment, Bookmarks] = {}
        self.busy = False
        self.held = False  # while a hand drags, pictures need be quick, not fine
        self._looking = False
        self._sight = Sight()
        self._pointed: Cell | LitPath | None = None
        self._begin_pending = False
        self._generation = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self.working.emit(True))

    @property
    def run(self) -> Run:
        """The active run."""
        assert self.runs is not None
        return self.runs.active

    @property
    def iteration(self) -> int:
        """The iteration on show; 0 before anything is, and while a new run is on its way."""
        return 0 if self.frame is None or self._begin_pending else self.frame.snapshot.iteration

    @property
    def ready(self) -> bool:
        """Whether there is something on show that can be changed: not while a new run is on its way."""
        return self.frame is not None and not self._begin_pending

    # What views ask for

    def open_scene(self, scene: Scene) -> None:
        """Start the scene's experiment."""
        state = State(scene.experiment, scene)
        if self.scene is None:
            self._apply(state)
        elif state == self._state():
            self.restart()
        else:
            self.edits.push(Edit(self, self._state(), state, self._apply))

    def edit(self, experiment: Experiment) -> None:
        """Change the experiment: go on from now where the past stays valid, else start at iteration 0."""
        if experiment == self.experiment:
            self.experiment_changed.emit()
        else:
            self.edits.push(Edit(self, self._state(), State(experiment, self.scene), self._apply))

    def _state(self) -> State:
        return State(self.experiment, self.scene)

    def _apply(self, state: State) -> bool:
        """Go over to another experiment, by an edit, its undoing or its redoing; return False if that is refused."""
        experiment, before = state.experiment, self.experiment
        if state.scene is not self.scene:
            self.scene = state.scene
            self._sight = Sight()
            self.scene_changed.emit(state.scene)
            self._begin(experiment)
        elif self.frame is None or self._begin_pending or experiment.starts_over(before):
            self._begin(experiment)
        else:
            assert self.runs is not None
            try:
                self.runs.edit(self.iteration, experiment)
            except InvalidSetting as refusal:  # a fork too many
                self.message.emit(Message("error", str(refusal)))
                self.experiment_changed.emit()
                return False
            self._set_experiment(experiment)
            wanted = self._wanted(calm=True)
            job = partial(jobs.show, self.run, experiment, self.frame.snapshot, wanted, self.frame)
            self._submit(self.racing.along(job, self.iteration))
        return True

    def activate(self, run: Run) -> None:
        """Make a ghost the active run, at the iteration on show or at its last one."""
        if self.runs is not None and not self._begin_pending:
            self.racing.activate(run)
            self.seek(min(self.iteration, run.history.end))

    def rename(self, run: Run, name: str) -> None:
        """Give a run another name; refuse one that cannot be in words."""
        if self.runs is not None and self.frame is not None:
            try:
                self.runs.rename(run, name)
            except InvalidSetting as refusal:
                self.message.emit(Message("error", str(refusal)))
            self._show(self.frame)

    def delete(self, run: Run) -> None:
        """Forget a ghost."""
        if self.runs is not None and self.frame is not None and run is not self.run:
            self.racing.delete(run)
            self._show(self.frame)

    def set_bookmarks(self, run: Run, bookmarks: Bookmarks) -> None:
        """Let a run have these bookmarks."""
        run.bookmarks = bookmarks
        if self.frame is not None:
            self._show(self.frame)

    def restart(self) -> None:
        """Go back to iteration 0 of this run: the same start."""
        self.seek(0)

    def seek(self, iteration: int) -> None:
        """Show an iteration that the run has reached before."""
        if self.ready:
            self._seek(max(0, min(iteration, self.racing.reached)), opened=False)

    def begin_race(self, entrants: tuple[Entrant, ...], iteration: int) -> None:
        """Have the runs of a race made, all of them at ``iteration``; asked for by `Racing.start`."""
        self._submit(self.racing.beginning(entrants, iteration, self._wanted(calm=False, opened=True)))

    def _seek(self, iteration: int, opened: bool) -> None:
        self._submit(self.racing.seeking(iteration, opened, self._wanted(calm=False, opened=True)))

    def set_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Let a run stop at these from now on."""
        self.breakpoints = breakpoints
        self.breakpoints_changed.emit(breakpoints)

    def train(self, steps: int, seconds: float, watching: bool = False) -> None:
        """Go on by up to ``steps`` iterations or ``seconds``, whichever is less; if ``watching``, to a breakpoint."""
        if self.ready:
            stops, wanted = self.breakpoints.active if watching else (), self._wanted(False, opened=steps == 1)
            self._submit(self.racing.training(steps, seconds, stops, wanted))

    def phase_forward(self) -> None:
        """Show the next phase; after the update, the first one of the next iteration."""
        frame = self.frame
        if frame is None or self._begin_pending:
            return
        if frame.step_into < len(phases(frame.problem.layout.depth)):
            self._open(frame, frame.step_into + 1)
        else:
            self._submit(self.racing.training_one(self._wanted(calm=False, opened=True)))

    def phase_back(self) -> None:
        """Undo a phase; from between two iterations, go to the last phase of the one before."""
        frame = self.frame
        if frame is None or self._begin_pending:
            return
        if frame.step_into > 0:
            self._open(frame, frame.step_into - 1)
        elif self.iteration > 0:
            self._seek(self.iteration - 1, opened=True)

    def go_to_phase(self, step_into: int) -> None:
        """Show the iteration on show with so many of its phases done; 0 closes it."""
        if self.frame is not None and not self._begin_pending:
            self.stopped.emit(None)
            self._open(self.frame, step_into)

    def _open(self, frame: Frame, step_into: int) -> None:
        if step_into > 0 and frame.trace is None:
            self._submit(partial(jobs.open_up, frame, step_into))
        else:
            self._show(replace(frame, step_into=step_into))

    def point_at(self, asked: Cell | LitPath | None) -> None:
        """Choose a cell of the matrices, to see where its number comes from, or a route of the selected parameter."""
        self._pointed = asked
        if self.frame is not None and not self._begin_pending:
            self._show(self.frame)

    def set_parameter(self, index: int, value: float | str, goes_on: bool = False) -> None:
        """Set a parameter by hand at the iteration on show; see `Hand.set_parameter` for what is refused."""
        self.stopped.emit(None)
        self.hand.set_parameter(index, value, goes_on)

    def show_moved(self, frame: Frame) -> None:
        """Compute anew what is seen of ``frame``, a parameter of which has been set by hand."""
        self.frame = frame
        wanted = self._wanted(calm=False, opened=True)
        job = partial(jobs.show, self.run, frame.experiment, frame.snapshot, wanted, frame)
        self._submit(self.racing.along(job, self.iteration))

    def ask(self, key: str, job: Callable[[], Any], accept: Callable[[Any], None]) -> None:
        """Have the worker compute something about the frame on show.

        ``accept`` gets the answer on the main thread, unless another iteration or experiment is on show by then: the
        view will have been told to show that, and asked anew.
        """
        asked = self.frame

        def answer(result: Any) -> None:
            now = self.frame
            if asked and now and now.snapshot is asked.snapshot and now.problem is asked.problem:
                accept(result)

        self.background.submit(key, job, answer)

    def pick(self, u: int, v: int) -> None:
        """Choose the two parameters of the descent path."""
        if u == v:
            self.message.emit(Message("info", "The descent path needs two different parameters."))
        if self.frame is None or self._begin_pending or u == v or (u, v) == self._sight.picked:
            return
        self._sight = replace(self._sight, picked=(u, v))
        self.settle()

    def look_over(self, axes: tuple[int, int], held: tuple[float, ...], row: int | None) -> None:
        """Draw answers over two of the inputs, further ones held, and mark an example; see `Sight`."""
        self._sight = replace(self._sight, axes=axes, held=held, row=row)
        self.settle()

    def look_through(self, plane: PlaneKind, batch_only: bool, close: bool = False) -> None:
        """Draw the descent path on another plane, or the loss of the batch alone instead of the whole set's."""
        self._sight = replace(self._sight, plane=plane, batch_only=batch_only, close=close)
        self.settle()

    def pick_next(self, index: int) -> None:
        """Make ``index`` the first weight of the descent path; the former first becomes the second."""
        if index != self._sight.picked[0]:
            self.pick(index, self._sight.picked[0])
        self.parameter_asked.emit(index)

    @property
    def settled(self) -> bool:
        """Whether the picture on show is as good as it gets."""
        return self.frame is not None and not self.busy and self._wanted(calm=True).all_in(self.frame)

    def settle(self) -> None:
        """Make the standing picture better by one job's worth: finer regions, then a finer surface."""
        if self.frame is None or self.busy or self.held or self._looking or self.settled:
            return
        wanted = self._wanted(calm=True)
        if self.frame.calm and self.frame.sight == self._sight:
            job = partial(observe.refine, self.frame, wanted)
        else:
            job = partial(jobs.show, self.run, self.experiment, self.frame.snapshot, wanted, self.frame)
        self._looking = True
        self.background.submit("look", job, partial(self._accept_look, self.frame))

    # What the worker answers

    def _begin(self, experiment: Experiment) -> None:
        if self.runs is not None and not self._begin_pending:  # so that undoing brings them back
            self._bookmarks[self.experiment] = self.run.bookmarks
        self._begin_pending = True
        self.racing.stop()
        self._set_experiment(experiment)
        self.started_over.emit()
        self._pointed = None
        self._sight = self._sight.fitting(experiment, self.frame.experiment if self.frame else None)
        scene = self.scene if self.scene is not None and self.scene.experiment == experiment else None
        self._submit(partial(jobs.begin, experiment, scene, self._sight))

    def _submit(self, job: Callable[[], Any]) -> None:
        self._generation += 1
        self.busy = True
        if not self._patience.isActive():
            self._patience.start(STILL_WORKING)
        self.background.submit("frame", job, partial(self._accept, self._generation))

    def _accept(self, generation: int, answer: Frame | jobs.Trained | Begun) -> None:
        if generation != self._generation:
            return
        self._rest()
        if isinstance(answer, jobs.Trained):
            self._accept_trained(answer)
            return
        if isinstance(answer, Begun):
            answer = self.racing.begin(answer)
        if self._begin_pending:
            self._begin_pending, self._sight = False, answer.sight
            answer.run.bookmarks = self._bookmarks.get(answer.experiment, ())
            self.runs = Runs(answer.run)
        self._show(answer)
        self.hand.go_on()

    def _accept_trained(self, answer: jobs.Trained) -> None:
        stop = self.run.extend(answer.progress, answer.breakpoints)
        self.racing.extend(answer, stop)
        if stop is None or stop.iteration == answer.progress.snapshot.iteration:
            self._show(answer.frame)
        if stop is not None:
            self.breakpoint_met.emit(stop)
            self.message.emit(Message("info", stop.words))
        elif answer.progress.stopped is not None:
            self._stopped(answer.progress)

    def _rest(self) -> None:
        self.busy = False
        self._patience.stop()
        self.working.emit(False)

    def _show(self, frame: Frame) -> None:
        assert self.runs is not None
        frame = replace(self.racing.shown(frame), ghosts=self.runs.ghosts).pointing_at(self._pointed)
        self.frame = frame
        experiment = self.run.experiment_at(frame.snapshot.iteration)
        if experiment != self.experiment:
            self._set_experiment(experiment)
        self.frame_changed.emit(frame)

    def _set_experiment(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.experiment_changed.emit()

    def _stopped(self, progress: Progress) -> None:
        assert progress.stopped is not None
        stopped = self.run.keeping_edits(progress.stopped)
        self.stopped.emit(stopped)
        self.message.emit(Message("error", stopped.words))
        if stopped.good < progress.snapshot.iteration:
            self.run.history.truncate(stopped.good)
            self.seek(stopped.good)

    def _accept_look(self, before: Frame, frame: Frame) -> None:
        """Show a better picture of the same iteration, unless another frame has come or is on its way."""
        self._looking = False
        if self.frame is before and not self.busy:
            frame = replace(frame, trace=frame.trace or before.trace, step_into=before.step_into)
            self._show(replace(frame, passed=before.passed, rivals=before.rivals))
        else:  # somebody clicked meanwhile: what is on show now is to be made better
            self.settle()

    def _job_failed(self, error: Exception) -> None:
        self._looking = False
        self.hand.forget()
        self._rest()
        self.stopped.emit(None)
        self.message.emit(Message("error", f"Something went wrong while computing: {error}"))

    def _wanted(self, calm: bool, opened: bool = False) -> Wanted:
        """Return what to compute: more of it while the picture is calm than while it moves."""
        return jobs.wanted(self.run, self._sight, self.experiment, calm, opened, self.racing.others)
