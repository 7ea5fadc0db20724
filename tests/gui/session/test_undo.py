"""Undo brings back everything as it stood before an edit, to the bit, and redo as it stood before the undoing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.hyperparameters import InvalidSetting
from core.nn.regularizers import L2
from core.training.bookmarks import Bookmark
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.factors import FACTORS
from core.training.loop import Divergence
from core.training.optimizers import SGD
from core.training.run import Run, replay
from gui.session import edits
from gui.session.player import Player
from gui.session.session import Session
from tests.gui.inline import Inline


class Workbench:
    """A session and its clock, without a window."""

    def __init__(self, qtbot: QtBot, root: QObject, scene: str = "xor-tanh") -> None:
        background = Inline()
        background.setParent(root)
        self.qtbot, self.session = qtbot, Session(background, root)
        self.session.open_scene(load_scene(scene))
        self.player = Player(self.session, self.session.travel, root)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way."""
        session, player = self.session, self.player
        self.qtbot.waitUntil(lambda: session.ready and not session.busy and player.goal is None, timeout=20_000)

    def go_to(self, iteration: int) -> None:
        self.player.go_to(iteration)
        self.rest()

    def edit(self, **changes: Any) -> None:
        self.session.edit(replace(self.session.experiment, **changes))
        self.rest()

    def undo(self, times: int = 1) -> None:
        for _ in range(times):
            self.session.edits.undo()
        self.rest()

    def redo(self) -> None:
        self.session.edits.redo()
        self.rest()

    @property
    def all(self) -> tuple[Any, ...]:
        """All that undo must bring back, to compare."""
        session = self.session
        assert session.runs is not None
        assert session.frame is not None
        assert session.frame.of is session.run.id
        at = replay(session.run.segments, session.run.history.nearest_key(session.iteration), session.iteration)
        assert at.state.tobytes() == session.frame.snapshot.state.tobytes()
        runs = [
            (run.name, run.history.end, run.segments, run.bookmarks, run.history.batch_loss.tobytes())
            for run in session.runs.all
        ]
        active = session.runs.all.index(session.run)
        racing = [run.name for run in session.racing.others]
        where = session.scene, session.experiment, session.iteration, at.state.tobytes()
        return (*where, runs, active, racing)


@pytest.fixture
def root(qapp: object) -> Iterator[QObject]:
    """Return what owns all that a test makes."""
    root = QObject()
    yield root
    root.deleteLater()


@pytest.fixture
def desk(qtbot: QtBot, root: QObject, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """Return a desk where no two edits are one."""
    monkeypatch.setattr("gui.session.player.REST", 0.0)
    monkeypatch.setattr(edits, "ONE_EDIT", -1.0)
    return Workbench(qtbot, root)


def test_an_edit_that_training_followed_is_taken_back_with_it(desk: Workbench) -> None:
    desk.go_to(60)
    before = desk.all
    desk.edit(optimizer=SGD(alpha=3.0))
    desk.go_to(500)
    ruined = desk.all
    desk.undo()
    assert desk.all == before
    assert desk.session.known == 60
    desk.redo()
    assert desk.all == ruined


def test_edits_undone_faster_than_they_are_shown(desk: Workbench) -> None:
    desk.go_to(20)
    before = desk.all
    desk.edit(seed=5)
    desk.go_to(10)
    desk.edit(optimizer=SGD())
    desk.session.edit(replace(desk.session.experiment, seed=6))  # and at once
    desk.undo(3)
    assert desk.all == before


def test_undo_while_training_runs_ends_the_run(desk: Workbench) -> None:
    desk.go_to(10)
    before = desk.all
    desk.edit(batch_size=5)
    desk.player.run_to(10**9)
    desk.qtbot.waitUntil(lambda: desk.session.iteration > 200, timeout=20_000)
    desk.undo()
    assert desk.all == before
    assert not desk.player.playing


def test_an_edit_while_the_past_is_on_its_way_is_made_there(desk: Workbench) -> None:
    desk.go_to(20)
    desk.edit(optimizer=SGD())
    desk.go_to(40)
    desk.session.edits.undo()
    desk.edit(batch_size=7)
    assert (desk.session.iteration, desk.session.known) == (20, 20)
    assert [segment.start for segment in desk.session.run.segments] == [0, 20]
    desk.go_to(30)
    assert desk.all


def test_what_comes_after_can_be_forgotten_and_comes_back(desk: Workbench) -> None:
    desk.go_to(300)
    desk.go_to(40)
    before = desk.all
    desk.session.forget_future()
    desk.rest()
    assert (desk.session.iteration, desk.session.known) == (40, 40)
    count = desk.session.edits.count()
    desk.session.forget_future()
    assert desk.session.edits.count() == count  # nothing comes after
    desk.go_to(50)
    desk.undo()
    assert desk.all == before
    desk.redo()
    assert desk.session.known == 50


def test_the_path_up_to_now_does_not_depend_on_what_comes_after(desk: Workbench) -> None:
    charts = []
    for iteration in (900, 100):
        desk.go_to(iteration)
    for _ in range(2):
        desk.go_to(99)
        desk.go_to(100)
        assert desk.session.frame is not None
        charts.append(desk.session.frame.chart)
        desk.session.forget_future()
        desk.rest()
    assert charts[0].iterations.tolist() == charts[1].iterations.tolist() == list(range(101))
    assert charts[0].share == charts[1].share


@pytest.mark.slow
def test_forgetting_in_a_race_is_of_all_that_race(desk: Workbench) -> None:
    session = desk.session
    session.open_scene(load_scene("article-moons"))
    desk.rest()
    session.racing.start(FACTORS["alpha"], [0.5, 1000.0], 0)
    desk.rest()
    desk.go_to(60)
    behind = session.racing.others[1]
    assert isinstance(session._state.stopped[behind], Divergence)
    desk.go_to(behind.history.end + 5)
    before = desk.all
    assert behind in session._state.stopped
    desk.go_to(1)
    session.forget_future()
    desk.rest()
    assert session.runs is not None
    assert [run.history.end for run in session.runs.all] == [1, 1, 1]
    assert not session._state.stopped
    desk.go_to(60)
    assert behind in session._state.stopped
    desk.undo()
    desk.go_to(session.racing.others[1].history.end + 5)
    assert desk.all == before


def test_a_bookmark_is_taken_back_and_training_stays(desk: Workbench) -> None:
    session, run, mark = desk.session, desk.session.run, Bookmark(0, "here")
    session.set_bookmarks(run, (mark,))
    desk.go_to(30)
    session.set_bookmarks(run, ())
    desk.undo()
    assert run.bookmarks == (mark,)
    desk.undo()
    assert run.bookmarks == ()
    assert (session.iteration, session.known) == (30, 30)
    desk.redo()
    assert run.bookmarks == (mark,)


def test_a_breakpoint_is_taken_back(desk: Workbench) -> None:
    session, stops = desk.session, Breakpoints((AtIteration(7),))
    session.set_breakpoints(stops)
    session.set_breakpoints(stops)
    assert session.edits.count() == 1
    desk.undo()
    assert session.breakpoints == Breakpoints()
    desk.redo()
    assert session.breakpoints == stops


def test_old_edits_keep_few_keys_and_all_comes_back(desk: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MEMORY", 1)
    desk.go_to(900)
    before, history = desk.all, desk.session.run.history
    monkeypatch.setattr(edits, "FAR", 64 * history.memory // len(history.keys))
    for batch_size in (9, 8, 7):
        desk.edit(batch_size=batch_size)
        desk.go_to(desk.session.iteration + 100)
    for keys in (1201, 1101, 64):
        desk.undo()
        assert keys // 4 < len(desk.session.run.history.keys) <= keys
    assert desk.all == before


def test_runs_that_are_gone_hold_no_more_than_is_kept_of_them(desk: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MEMORY", 1)
    monkeypatch.setattr(edits, "FAR", 1)
    gone = list[Run]()
    for name in ("spiral", "xor-tanh", "spiral", "xor-tanh"):
        desk.go_to(300)
        gone.append(desk.session.run)
        desk.session.open_scene(load_scene(name))
        desk.rest()
    assert [len(run.history.keys) for run in gone] == [2, 2, 301, 301]
    desk.undo(4)
    assert desk.session.run is gone[0]
    assert desk.session.run.history.end == 300


def test_there_is_an_end_to_what_can_be_undone(desk: Workbench) -> None:
    values = list[int]()
    for value in range(edits.MOST + 9):
        desk.session.edits.put("a value", None, value, value + 1, values.append)
    assert desk.session.edits.count() == edits.MOST
    for _ in range(edits.MOST + 1):
        desk.session.edits.undo()
    assert values[-1] == 9


def test_a_deleted_run_comes_back(desk: Workbench) -> None:
    session = desk.session
    session.racing.start(FACTORS["alpha"], [0.1, 0.5], 0)
    desk.rest()
    desk.go_to(30)
    before = desk.all
    session.racing.delete(session.racing.others[0])
    session.racing.delete(session.run)  # never the active one
    session.racing.clear()
    desk.go_to(40)
    assert session.runs is not None
    assert session.runs.all == (session.run,)
    assert session.edits.count() == 2
    desk.undo(2)
    assert desk.all == before


def _ghost(desk: Workbench, chance: random.Random, deed: str) -> None:
    session = desk.session
    if session.runs is None or not session.runs.ghosts:
        return
    run = chance.choice(session.runs.ghosts)
    if deed == "activate":
        session.activate(run)
    elif deed == "delete":
        session.racing.delete(run)
    else:
        session.rename(run, f"name {chance.random()}")


def _race(desk: Workbench, chance: random.Random) -> None:
    session = desk.session
    assert session.runs is not None
    if len(session.runs.all) == 1:
        session.racing.start(FACTORS["alpha"], [chance.uniform(0.01, 0.4)], session.iteration)


EDITS: tuple[Callable[[Workbench, random.Random], None], ...] = (
    lambda desk, chance: desk.edit(optimizer=SGD(alpha=chance.uniform(0.01, 0.5))),
    lambda desk, chance: desk.edit(batch_size=chance.randint(1, 40)),
    lambda desk, chance: desk.edit(seed=chance.randint(1, 50)),
    lambda desk, chance: desk.edit(regularizer=L2(lam=chance.uniform(0.001, 0.1))),
    lambda desk, chance: desk.session.open_scene(load_scene(chance.choice(["xor-tanh", "features"]))),
    lambda desk, chance: desk.session.set_parameter(chance.randrange(4), chance.uniform(-1.0, 1.0)),
    lambda desk, chance: desk.session.forget_future(),
    lambda desk, chance: _ghost(desk, chance, "delete"),
)
DEEDS: tuple[Callable[[Workbench, random.Random], None], ...] = (
    lambda desk, chance: desk.go_to(desk.session.iteration + chance.randint(1, 60)),
    lambda desk, chance: desk.go_to(chance.randint(0, desk.session.known)),
    lambda desk, chance: _ghost(desk, chance, "activate"),
    lambda desk, chance: _ghost(desk, chance, "rename"),
    _race,
)


def _try(act: Callable[[Workbench, random.Random], None], desk: Workbench, chance: random.Random) -> None:
    """Do something; a fork too many is refused."""
    with suppress(InvalidSetting):
        act(desk, chance)
    desk.rest()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 16))])
def test_whatever_is_done_comes_back(desk: Workbench, seed: int) -> None:
    chance, stack = random.Random(seed), desk.session.edits
    befores: list[tuple[Any, ...]] = []
    for _ in range(14):
        for _ in range(chance.randint(0, 3)):
            _try(chance.choice(DEEDS), desk, chance)
        before = desk.all
        _try(chance.choice(EDITS), desk, chance)
        if stack.count() > len(befores):
            befores.append(before)
    assert len(befores) > 5
    afters = []
    for before in reversed(befores):
        afters.append(desk.all)
        desk.undo()
        assert desk.all == before
        if chance.random() < 0.3:
            desk.go_to(chance.randint(0, 30))  # an undone edit is not lost by looking around
            desk.redo()
            desk.undo()
            assert desk.all == before
    for after in reversed(afters):
        desk.redo()
        assert desk.all == after
