"""Races without a session: a state, a worker that is no thread, and who races."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.hyperparameters import InvalidSetting
from core.nn.initializers import Zeros
from core.nn.regularizers import L2
from core.training.breakpoints import AtIteration
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare
from core.training.run import Run
from core.training.runs import Runs
from core.training.snapshot import Snapshot
from gui.frames import jobs
from gui.frames.jobs import Trained
from gui.frames.shown import ShownFrame
from gui.session import alongside
from gui.session.asking import Asking
from gui.session.racing import Racing
from gui.session.state import State
from tests.core.samples import SMALL
from tests.gui.inline import Inline


@dataclass
class Track:
    """A place where runs race, and its messages."""

    qtbot: QtBot
    experiment: Experiment = SMALL
    state: State = field(default_factory=State)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asking = Asking(self.state, Inline())
        self.racing = Racing(self.state, self.asking, lambda _, make: make())
        begun = jobs.begin(self.experiment, None, Sight())
        self.state.experiment, self.state.runs = self.experiment, Runs(Run(begun.beginning))
        self.asking.show(begun.frame)

    @property
    def frame(self) -> ShownFrame:
        assert self.state.frame is not None
        return self.state.frame

    def start(self, what: str, *values: object) -> tuple[Run, ...]:
        """Race against others from the displayed iteration; return them."""
        self.racing.start(FACTORS[what], values, self.state.iteration)
        self.wait()
        return self.racing.others

    def train(self, steps: int, *stops: AtIteration) -> None:
        """Go on by some iterations."""
        run, history = self.state.run, self.state.run.history
        wanted = self.asking.wanted(calm=False)
        job = partial(
            jobs.train, self.frame.frame, run.segments, steps, math.inf, history.key_stride, tuple(stops), wanted
        )
        self.asking.submit(alongside.stepping(self.state, job), self._accept)
        self.wait()

    def _accept(self, answer: Trained) -> None:
        stop = self.state.run.extend(answer.progress, answer.breakpoints)
        self.said += alongside.extend(self.state, answer, stop)
        self.asking.show(answer.frame)

    def seek(self, iteration: int) -> None:
        """Show an iteration that all have reached."""
        job = alongside.along(self.state, self.asking.seeking(iteration, opened=False), iteration)
        self.asking.submit(job, self.asking.show)
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.state.busy, timeout=20_000)

    def check_level(self) -> None:
        """Compare where all are with runs that never raced."""
        for rival in self.frame.rivals:
            assert rival.snapshot.iteration == self.state.iteration
            assert rival.snapshot.state.tobytes() == alone(rival.run, self.state.iteration).state.tobytes()


def alone(run: Run, iteration: int) -> Snapshot:
    """Return an iteration of a run with one segment, made without a race."""
    problem = prepare(run.experiment_at(0))
    return advance(problem, problem.start(), iteration).snapshot


@pytest.fixture
def track(qtbot: QtBot) -> Track:
    """Return a track with one run at iteration 0."""
    return Track(qtbot)


def test_without_a_race_every_job_stays_what_it_is(track: Track) -> None:
    def job() -> ShownFrame:
        return track.frame

    assert alongside.along(track.state, job, 0) is job
    assert alongside.stepping(track.state, job) is job  # type: ignore[arg-type]
    assert track.racing.others == ()
    track.train(5)
    assert alongside.reached(track.state) == 5


@pytest.mark.parametrize(
    ("what", "values"), [("alpha", (0.1, 0.3)), ("initializer", (Zeros(),)), ("batch_size", (3, 10, 30))]
)
def test_all_go_on_and_back_together(track: Track, what: str, values: tuple[object, ...]) -> None:
    others = track.start(what, *values)
    assert len(others) == len(values)
    assert [rival.run for rival in track.frame.rivals] == list(others)
    track.check_level()
    for steps in (1, 30):
        track.train(steps)
        track.check_level()
    assert {run.history.end for run in others} == {31}
    track.seek(12)
    track.check_level()
    assert alongside.reached(track.state) == 31


def test_a_race_begins_where_the_run_stands(track: Track) -> None:
    track.train(10)
    first = track.frame.snapshot
    (other,) = track.start("alpha", 0.3)
    (rival,) = track.frame.rivals
    assert rival.snapshot.state.tobytes() == first.state.tobytes()
    assert other.segments[-1].start == 10
    assert track.frame.of is track.state.run.id
    track.train(5)
    problem = prepare(other.experiment_at(10))
    assert track.frame.rivals[0].snapshot.state.tobytes() == advance(problem, first, 5).snapshot.state.tobytes()


def test_who_diverges_stays_behind_and_it_is_said(qtbot: QtBot) -> None:
    track = Track(qtbot, replace(SMALL, optimizer=SGD(alpha=0.01), regularizer=L2(lam=1.0)))
    calm, wild = track.start("alpha", 0.02, 1e6)
    track.train(60)
    stopped = track.frame.rivals[1].stopped
    assert stopped is not None
    assert (calm.history.end, wild.history.end) == (60, stopped.good)
    assert wild.name in track.said[-1]
    assert alongside.reached(track.state) == 60
    track.train(3)
    assert track.frame.rivals[1].snapshot.iteration == stopped.good
    assert len(track.said) == 1


def test_at_a_breakpoint_all_forget_what_lies_beyond(track: Track) -> None:
    (other,) = track.start("alpha", 0.3)
    track.train(20, AtIteration(8))
    assert (track.state.run.history.end, other.history.end) == (8, 8)


@pytest.mark.parametrize("end", [Racing.leave, Racing.clear])
def test_a_race_that_ends_leaves_the_active_run_alone(track: Track, end: Callable[[Racing], None]) -> None:
    others, first = track.start("alpha", 0.1, 0.3), track.state.run
    track.train(4)
    end(track.racing)
    assert track.racing.others == ()
    assert track.frame.rivals == ()
    assert track.frame.ghosts == (others if end is Racing.leave else ())
    assert track.state.run is first
    track.train(4)
    assert first.history.end == 8
    assert {run.history.end for run in others} == {4}


def test_another_of_the_race_leads_it(track: Track) -> None:
    (other,), first = track.start("alpha", 0.3), track.state.run
    track.train(6)
    track.racing.activate(other)
    track.seek(6)
    assert (track.frame.run, track.frame.of) == (other, other.id)
    assert [rival.run for rival in track.frame.rivals] == [first]
    track.train(3)
    assert (first.history.end, other.history.end) == (9, 9)


def test_too_many_are_refused_and_none_is_made(track: Track) -> None:
    with pytest.raises(InvalidSetting, match="at most 4"):
        track.racing.start(FACTORS["alpha"], (0.1, 0.2, 0.3, 0.4), 0)
    assert not track.state.busy
    assert track.state.runs is not None
    assert track.state.runs.ghosts == ()
