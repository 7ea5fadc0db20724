"""The clock without a window: what it asks of a network's session, of the function lab's, and of steps just counted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from core.exchange.pace import RATES
from core.exchange.scenes import load_scene
from core.functions.walk import MAX_STEPS
from core.training.breakpoints import AtIteration, Breakpoints
from gui.function_lab.session import FunctionSession
from gui.session.edits import Edits
from gui.session.pace import PICTURES_PER_SECOND
from gui.session.player import Player
from gui.session.session import Session
from gui.session.state import State
from gui.session.timeline import Timeline
from tests.gui.inline import Inline

A_JOB = 60.0
"""Seconds that are enough for all that a job of these tests is asked for."""


class Counter(QObject):
    """Steps that are just counted, some of them a job; each job is answered from the event loop."""

    full_speed, period = math.inf, 0.03
    scene_end = 0
    frame_changed, started_over, paused = Signal(object), Signal(), Signal()

    def __init__(self, a_job: int = 1000, end: int = 10**6) -> None:
        super().__init__()
        self.now = self.known = 0
        self.busy = False
        self.jobs: list[tuple[str, int]] = []
        self._a_job, self._end = a_job, end

    @property
    def reached(self) -> int:
        return self.known

    def seek(self, step: int) -> None:
        self._submit("seek", step)

    def advance(self, steps: int, seconds: float, watching: bool = False) -> None:
        if self.now == self._end:
            self.paused.emit()
        else:
            self._submit("advance", min(self.now + min(steps, self._a_job), self._end))

    def forget_future(self) -> None:
        self.known = self.now

    def _submit(self, kind: str, step: int) -> None:
        assert not self.busy, "the clock asks for one job at a time"
        self.jobs.append((kind, abs(step - self.now)))
        self.busy = True
        QTimer.singleShot(0, self, lambda: self._answer(step))

    def _answer(self, step: int) -> None:
        self.now, self.known, self.busy = step, max(self.known, step), False
        self.frame_changed.emit(None)


@dataclass
class Driven:
    """A player, what it drives, and what it has said."""

    player: Player
    timeline: Timeline
    qtbot: QtBot

    def __post_init__(self) -> None:
        self.played: list[bool] = []
        self.shown: list[int] = [self.timeline.now]
        self.player.playing_changed.connect(self.played.append)
        self.player.views_changed.connect(lambda: self.shown.append(self.timeline.now))

    def rest(self) -> int:
        """Wait until it stands; return where."""
        self.qtbot.waitUntil(lambda: self.player.goal is None and not self.timeline.busy, timeout=20_000)
        return self.timeline.now


@pytest.fixture
def root(qapp: object) -> Iterator[QObject]:
    """Return what owns all that a test makes."""
    root = QObject()
    yield root
    root.deleteLater()


def inline(root: QObject) -> Inline:
    """Return what runs jobs until the test ends; one that still waits then has nobody left to tell."""
    background = Inline()
    background.setParent(root)
    return background


def network(root: QObject, qtbot: QtBot) -> Session:
    session = Session(inline(root), root)
    session.open_scene(load_scene("xor-tanh"))
    qtbot.waitUntil(lambda: session.ready, timeout=20_000)
    return session


def function(root: QObject, qtbot: QtBot) -> FunctionSession:
    session = FunctionSession(inline(root), Edits(State(), lambda _: None, root), root)
    session.open_scene(load_scene("function-lab"))
    qtbot.waitUntil(lambda: session.frame is not None, timeout=20_000)
    return session


def driving(timeline: Timeline, root: QObject, qtbot: QtBot) -> Driven:
    player = Player(timeline, timeline.travel if isinstance(timeline, Session) else None, root)
    return Driven(player, timeline, qtbot)


KINDS: dict[str, Callable[[QObject, QtBot], Timeline]] = {
    "counter": lambda root, qtbot: Counter(),
    "network": network,
    "function": function,
}


@pytest.fixture(params=KINDS)
def clock(request: pytest.FixtureRequest, root: QObject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Driven:
    """Return a player of each of the timelines, with its first picture displayed."""
    monkeypatch.setattr("gui.session.player.REST", 0.01)
    for bound in ("SHORTEST_JOB", "LONGEST_JOB"):
        monkeypatch.setattr(f"gui.session.pace.{bound}", A_JOB)
    return driving(KINDS[request.param](root, qtbot), root, qtbot)


def test_no_press_is_lost_while_a_job_is_under_way(clock: Driven) -> None:
    for _ in range(25):
        clock.player.step()
    assert clock.rest() == 25
    clock.player.step()
    clock.player.step()
    clock.player.back()
    assert clock.rest() == 26
    for _ in range(40):
        clock.player.back()
    assert clock.rest() == 0
    assert clock.played == []


def test_a_run_ends_at_its_goal_and_goes_back_where_that_is_past(clock: Driven) -> None:
    clock.player.run_to(40)
    assert clock.player.playing
    assert clock.rest() == 40
    assert clock.played == [True, False]
    clock.player.run_to(12)
    assert clock.rest() == 12
    clock.player.restart()
    assert clock.rest() == 0
    assert not clock.player.playing


def test_what_is_known_is_the_end_of_a_stride(clock: Driven) -> None:
    clock.player.go_to(150)
    assert clock.rest() == 150
    clock.player.go_to(7)
    assert clock.rest() == 7
    clock.player.move(3)
    clock.player.move(-1)
    assert clock.rest() == 9
    clock.player.move(10_000)
    assert clock.rest() == clock.timeline.known == 150
    clock.player.restart()
    clock.player.to_end()
    assert clock.rest() == 150


def test_pause_means_not_to_ask_again(clock: Driven) -> None:
    clock.player.pace.set_rate(500.0)
    clock.player.toggle()
    clock.qtbot.waitUntil(lambda: clock.timeline.now > 30, timeout=20_000)
    clock.player.toggle()
    there = clock.rest()
    shown = len(clock.shown)
    clock.player.step()
    assert clock.rest() == there + 1
    assert len(clock.shown) <= shown + 2  # the job that was under way, and the step
    assert clock.played == [True, False]


def test_paused_between_two_pictures_it_rests(clock: Driven) -> None:
    rests = list[int]()
    clock.player.still.connect(lambda: rests.append(clock.timeline.now))
    clock.player.pace.set_rate(25.0)
    clock.player.toggle()
    clock.qtbot.waitUntil(lambda: clock.timeline.now >= 2 and not clock.timeline.busy, timeout=20_000)
    assert rests == []
    clock.player.toggle()
    clock.qtbot.waitUntil(lambda: bool(rests), timeout=5_000)
    assert rests[0] == clock.timeline.now


def test_a_new_start_ends_a_run(clock: Driven) -> None:
    clock.player.pace.set_rate(1.0)
    clock.player.toggle()
    clock.timeline.started_over.emit()
    assert clock.played == [True, False]
    assert clock.player.goal is None


@pytest.mark.parametrize("rate", [25.0, 100.0, 500.0])
def test_a_run_keeps_its_pace(clock: Driven, rate: float) -> None:
    a_picture = max(1.0, rate / PICTURES_PER_SECOND)
    goal, begun = round(6 * a_picture), perf_counter()
    clock.player.pace.set_rate(rate)
    clock.player.run_to(goal)
    assert clock.rest() == goal
    assert perf_counter() - begun > (goal - a_picture) / rate - 0.1  # so much a late picture may be made up for
    strides = [after - before for before, after in pairwise(clock.shown) if after > before]
    assert all(stride >= int(a_picture) for stride in strides[:-1])  # more in a late picture


def test_as_fast_as_possible_is_bounded_by_the_jobs_or_by_the_timeline(clock: Driven) -> None:
    assert clock.player.pace.rate == RATES[-1]
    clock.player.run_to(200)
    assert clock.rest() == 200
    strides = [after - before for before, after in pairwise(clock.shown) if after > before]
    if math.isinf(clock.timeline.full_speed):
        assert strides == [200]
    else:
        assert min(strides[:-1]) >= 16  # more in a late picture


def test_a_picture_is_painted_before_the_next_job(qtbot: QtBot, root: QObject) -> None:
    counter = Counter(a_job=5)
    clock = driving(counter, root, qtbot)
    jobs_at_pictures: list[int] = []
    clock.player.views_changed.connect(lambda: jobs_at_pictures.append(len(counter.jobs)))
    clock.player.run_to(23)
    clock.rest()
    assert counter.jobs == [("advance", 5)] * 4 + [("advance", 3)]
    assert jobs_at_pictures == [1, 2, 3, 4, 5]


def test_where_no_step_follows_it_rests(qtbot: QtBot, root: QObject) -> None:
    counter = Counter(a_job=5, end=12)
    clock = driving(counter, root, qtbot)
    clock.player.toggle()
    assert clock.rest() == 12
    assert clock.played == [True, False]


def test_a_walk_that_ends_ends_the_run(qtbot: QtBot, root: QObject) -> None:
    session = function(root, qtbot)
    clock = driving(session, root, qtbot)
    session.edit(replace(session.descent, optimizer=replace(session.descent.optimizer, alpha=9.0)))
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.path.stopped != "")
    clock.player.toggle()
    assert clock.rest() == session.end < MAX_STEPS
    assert clock.played == [True, False]
    clock.player.step()
    assert clock.rest() == session.end


@pytest.mark.parametrize(
    "press",
    [Player.phase_forward, Player.phase_back, Player.epoch, lambda player: player.move_epochs(1)],
    ids=["phase", "phase back", "epoch", "epoch on"],
)
@pytest.mark.parametrize("kind", ["counter", "function"])
def test_what_is_no_training_has_neither_phases_nor_epochs(
    kind: str, press: Callable[[Player], None], qtbot: QtBot, root: QObject
) -> None:
    clock = driving(KINDS[kind](root, qtbot), root, qtbot)
    clock.player.go_to(3)
    clock.rest()
    started: list[bool] = []
    clock.player.started.connect(lambda: started.append(True))
    press(clock.player)
    assert clock.rest() == 3
    assert not started


def test_phases_and_epochs_of_a_training(qtbot: QtBot, root: QObject) -> None:
    session = network(root, qtbot)
    clock = driving(session, root, qtbot)
    for _ in range(3):
        clock.player.phase_forward()
    clock.player.phase_back()
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step_into == 2 and not session.busy)
    batches = session.experiment.batches
    clock.player.epoch()
    assert clock.rest() == batches
    clock.player.epoch()
    clock.player.epoch()
    assert clock.rest() == 3 * batches
    clock.player.move_epochs(-1)
    assert clock.rest() == 2 * batches
    clock.player.move_epochs(7)
    assert clock.rest() == 3 * batches


@pytest.mark.parametrize("rate", [500.0, math.inf])
def test_a_breakpoint_ends_a_run_where_it_holds(rate: float, qtbot: QtBot, root: QObject) -> None:
    session = network(root, qtbot)
    clock = driving(session, root, qtbot)
    session.set_breakpoints(Breakpoints((AtIteration(23),)))
    clock.player.pace.set_rate(rate)
    clock.player.run_to(90)
    assert clock.rest() == 23
    assert clock.played == [True, False]
    clock.player.step()
    assert clock.rest() == 24


def test_it_drives_one_timeline_at_a_time(qtbot: QtBot, root: QObject) -> None:
    first, second = Counter(a_job=1), Counter()
    player = Player(first, None, root)
    player.toggle()
    qtbot.waitUntil(lambda: first.now > 3)
    player.drive(second)
    assert not player.playing
    player.step()
    qtbot.waitUntil(lambda: player.goal is None and second.now == 1)
    there = len(first.jobs)
    first.started_over.emit()
    player.run_to(50)
    first.paused.emit()
    assert player.playing
    qtbot.waitUntil(lambda: second.now == 50)
    assert len(first.jobs) == there


def test_a_standing_picture_can_be_made_better_once_nothing_is_wished(clock: Driven) -> None:
    still: list[float] = []
    clock.player.still.connect(lambda: still.append(perf_counter()))
    wished = perf_counter()
    clock.player.step()
    assert clock.rest() == 1
    clock.qtbot.waitUntil(lambda: bool(still))
    assert still[0] - wished >= 0.01


def test_a_pause_while_it_waits_for_rest_still_ends_in_rest(clock: Driven) -> None:
    rests: list[int] = []
    clock.player.still.connect(lambda: rests.append(clock.timeline.now))
    with clock.qtbot.waitSignal(clock.player.views_changed):
        clock.player.step()
    clock.player.pause()  # as a question does that opens over the picture
    clock.qtbot.waitUntil(lambda: rests == [1])
