"""Forks, hand-set parameters and several runs: every one comes back to the bit, and nothing is lost."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hyperparameters import InvalidSetting
from core.nn.activations import LeakyReLU, Own
from core.nn.network import Network
from core.nn.regularizers import L2
from core.training.changes import describe_change
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.history import KEY_OVERHEAD, History, Series
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD, Adam
from core.training.problem import prepare
from core.training.run import Run, replay, with_parameter
from core.training.runs import MAX_RUNS, KeptRuns, Runs
from core.training.schedules import Cosine
from core.training.snapshot import Snapshot
from core.words import as_typed
from tests.core.samples import SMALL, same, with_hidden

PARAMETERS = SMALL.layout.parameters
EDITS: list[dict[str, Any]] = [
    *({"optimizer": entry()} for entry in OPTIMIZERS.values()),
    {"regularizer": L2()},
    {"batch_size": 1},
    {"batch_size": 30},
    {"clip_norm": 0.01},
]


class Class:
    """Runs as a window drives them, with every snapshot of every run kept aside."""

    def __init__(self, memory_budget: int = 10**9) -> None:
        start = prepare(SMALL).start()
        first = Run(SMALL)
        first.history = History(start, evaluate(prepare(SMALL), start.theta, 0), memory_budget)
        self.runs = Runs(first)
        self.met: dict[Run, list[Snapshot]] = {first: [start]}

    def go_on(self, steps: int) -> None:
        """Train the active run at its end."""
        run = self.runs.active
        met = self.met[run]
        problem = prepare(run.experiment_at(met[-1].iteration))
        progress = advance(problem, met[-1], steps)
        run.extend(replace(progress, keys=tuple(k for k in progress.keys if k.iteration % run.history.key_stride == 0)))
        met += progress.keys

    def _branch(self, before: Run, iteration: int) -> list[Snapshot]:
        """Return the active run's snapshots up to ``iteration``, its own list if it is a new fork."""
        met = self.met[before][: iteration + 1]
        assert self.met[before][iteration + 1 :] == [] or self.runs.active is not before
        self.met[self.runs.active] = met
        return met

    def edit(self, iteration: int, change: dict[str, Any]) -> None:
        """Change the experiment at an iteration of the active run."""
        before = self.runs.active
        changed = replace(before.experiment_at(iteration), **change)
        if changed != before.experiment_at(iteration):
            self.runs.edit(iteration, changed)
            self._branch(before, iteration)

    def set_parameter(self, iteration: int, index: int, value: float) -> None:
        """Set a parameter at an iteration of the active run."""
        before = self.runs.active
        at = self.met[before][iteration]
        moved = self.runs.set_parameter(at, index, value)
        if moved is not at:
            self._branch(before, iteration)[-1] = moved

    def make_room(self) -> None:
        """Delete the oldest ghost if there are as many runs as may be."""
        if len(self.runs.all) == MAX_RUNS:
            self.runs.delete(self.runs.ghosts[0])

    def check(self) -> None:
        """Compare every iteration of every run with its replay."""
        for run in self.runs.all:
            met = self.met[run]
            assert run.history.end == met[-1].iteration
            for iteration, snapshot in enumerate(met):
                assert same(replay(run.segments, run.history.nearest_key(iteration), iteration), snapshot)


MOVES = st.lists(
    st.tuples(
        st.integers(1, 20),
        st.one_of(
            st.tuples(st.just("edit"), st.floats(0, 1), st.sampled_from(EDITS)),
            st.tuples(st.just("set"), st.floats(0, 1), st.tuples(st.integers(0, PARAMETERS - 1), st.floats(-3.0, 3.0))),
            st.tuples(st.just("activate"), st.floats(0, 1), st.none()),
        ),
    ),
    min_size=1,
    max_size=8,
)


@given(keys=st.integers(2, 40), moves=MOVES)
@settings(max_examples=40)
@pytest.mark.slow
def test_replay_equals_the_run_for_any_edits_forks_and_hand_set_parameters(keys: int, moves: list[Any]) -> None:
    room = Class(keys * (3 * 8 * PARAMETERS + KEY_OVERHEAD))
    for steps, (move, where, what) in moves:
        room.go_on(steps)
        room.make_room()
        iteration = round(where * room.runs.active.history.end)
        if move == "edit":
            room.edit(iteration, what)
        elif move == "set":
            room.set_parameter(iteration, *what)
        else:
            room.runs.activate(room.runs.all[round(where * (len(room.runs.all) - 1))])
        room.go_on(3)
    room.check()
    assert len({run.name for run in room.runs.all}) == len(room.runs.all)


@given(moves=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(0, 60)), max_size=12))
def test_shared_columns_never_see_each_other(moves: list[tuple[int, int, int]]) -> None:
    first, kept = Series(), [list(np.arange(1000.0))]
    first.extend(np.arange(1000.0))
    records = [first]
    for number, (fork, cut, more) in enumerate(moves):
        place = number % len(records)
        count = max(0, len(records[place]) - cut)
        if fork:
            records.append(records[place].fork(count))
            kept.append(kept[place][:count])
        else:
            records[place].truncate(count)
            records[place].extend(np.full(more, float(number)))
            kept[place] = kept[place][:count] + [float(number)] * more
        assert [list(record.values) for record in records] == kept


def test_a_fork_shares_the_past_and_goes_on_alone() -> None:
    room = Class()
    room.go_on(60)
    run = room.runs.active
    before = run.history.batch_loss.copy()
    fork = run.fork(40, "other")
    assert (fork.history.end, fork.name) == (40, "other")
    assert np.shares_memory(fork.history.batch_loss, run.history.batch_loss)
    assert all(a is b for a, b in zip(fork.history.keys, run.history.keys, strict=False))
    fork.extend(advance(prepare(replace(SMALL, seed=9)), fork.history.keys[-1], 30))
    assert (fork.history.end, run.history.end) == (70, 60)
    assert run.history.batch_loss.tobytes() == before.tobytes()
    for iteration in (-1, 61):
        with pytest.raises(ValueError, match="iterations 0 to 60"):
            run.fork(iteration, "none")


def test_going_back_and_editing_leaves_a_ghost_with_a_telling_name() -> None:
    room = Class()
    room.go_on(200)
    old = room.runs.active
    room.edit(160, {"optimizer": Adam(alpha=0.1)})
    assert (room.runs.active.name, old.name) == ("α 0.1 from 160", "before 160: α 0.01")
    assert room.runs.ghosts == (old,)
    assert old.history.end == 200
    room.edit(160, {"optimizer": Adam(alpha=0.2)})  # a slider that is dragged on
    assert [run.name for run in room.runs.all] == ["before 160: α 0.01", "α 0.2 from 160"]
    room.go_on(10)
    room.edit(170, {"batch_size": 8})  # at the end: no fork, no new name
    assert [run.name for run in room.runs.all] == ["before 160: α 0.01", "α 0.2 from 160"]
    room.go_on(5)
    room.edit(40, {"optimizer": SGD()})
    assert [run.name for run in room.runs.all] == ["before 160: α 0.01", "α 0.2 from 160", "SGD from 40"]
    room.check()


def test_setting_a_parameter_in_the_past_forks_too() -> None:
    room = Class()
    room.go_on(50)
    room.set_parameter(30, SMALL.layout.index(1, 2, 1), 0.5)
    ghost, active = room.runs.all
    assert active.name == "w[1]₂,₁ = 0.5 from 30"
    assert ghost.name.startswith("w[1]₂,₁ = ")
    room.go_on(10)
    room.check()


def test_many_parameters_set_at_once_are_named_in_a_word() -> None:
    room = Class()
    room.go_on(50)
    at = room.runs.active.history.nearest_key(30)
    moved = [(index, float(value) + 1.0) for index, value in enumerate(at.theta)]
    room.runs.set_parameters(at, moved)
    ghost, active = room.runs.all
    assert (ghost.name, active.name) == (f"not moved from {at.iteration}", f"elsewhere from {at.iteration}")


def test_a_parameter_set_by_hand_is_kept_and_can_be_taken_back() -> None:
    room, plain = Class(), Class()
    room.go_on(30)
    plain.go_on(60)
    run, before = room.runs.active, room.met[room.runs.active][30]
    room.set_parameter(30, 4, 2.5)
    evaluation = evaluate(prepare(SMALL), run.history.keys[-1].theta, 30)
    assert run.history.evaluated("train_loss")[-1] == evaluation.train_loss
    assert run.history.evaluated("iteration")[-1] == 30
    assert run.hand_set_at(30) == ((4, 2.5),)
    run.edit(30, replace(SMALL, batch_size=8))
    assert run.hand_set_at(30) == ((4, 2.5),)
    run.edit(30, SMALL)
    room.set_parameter(30, 4, -1.5)
    room.set_parameter(30, 4, float(before.theta[4]))
    assert run.hand_set_at(30) == ()
    assert [segment.start for segment in run.segments] == [0]
    room.go_on(30)
    assert same(room.met[run][-1], plain.met[plain.runs.active][-1])
    for name in ("train_loss", "test_loss"):
        wanted = plain.runs.active.history.evaluated(name)
        assert run.history.evaluated(name).tobytes() == wanted.tobytes()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1e400", "-1e400", 10**400, "high", True, None, ""])
def test_a_value_that_cannot_be(value: Any) -> None:
    room = Class()
    room.go_on(5)
    run = room.runs.active
    before = run.segments
    with pytest.raises(InvalidSetting, match="A parameter must be a") as refused:
        room.runs.set_parameter(room.met[run][3], 0, value)
    assert refused.value.setting == "value"
    assert (room.runs.all, run.segments, run.history.end) == ((run,), before, 5)


def test_with_parameter() -> None:
    start = prepare(SMALL).start()
    moved = with_parameter(start, 3, "0.25")
    assert moved.theta[3] == 0.25
    assert not moved.state.flags.writeable
    assert np.flatnonzero(moved.theta != start.theta).tolist() == [3]
    with pytest.raises(InvalidSetting, match="The parameters are 0 to"):
        with_parameter(start, PARAMETERS, 1.0)


def test_a_fifth_run_is_refused_and_nothing_is_lost() -> None:
    room = Class()
    room.go_on(20)
    for size in (8, 9, 10):
        room.edit(10, {"batch_size": size})
        room.go_on(10)
    runs, active, names = room.runs.all, room.runs.active, [run.name for run in room.runs.all]
    segments = active.segments
    for refused in (
        lambda: room.runs.edit(5, replace(SMALL, batch_size=3)),
        lambda: room.runs.set_parameter(room.met[active][5], 0, 1.0),
        lambda: room.runs.add(Run(replace(SMALL, seed=5))),
    ):
        with pytest.raises(InvalidSetting, match=r"at most 4 runs.*Delete one first"):
            refused()
        assert (room.runs.all, room.runs.active, active.segments, active.history.end) == (runs, active, segments, 20)
        assert [run.name for run in runs] == names
    room.edit(20, {"batch_size": 3})  # at the end there is no need to fork
    room.runs.delete(runs[0])
    room.edit(5, {"batch_size": 2})
    assert len(room.runs.all) == MAX_RUNS


def test_a_race_is_a_run_of_its_own() -> None:
    runs = Runs(Run(SMALL))
    raced = runs.add(Run(replace(SMALL, seed=5)))
    assert [run.name for run in runs.all] == ["seed 1", "seed 5"]
    assert runs.active is raced
    with pytest.raises(ValueError, match="make a new run"):
        runs.edit(0, replace(SMALL, seed=6))
    assert runs.edit(0, replace(SMALL, seed=5)) is raced


def test_rename_delete_and_activate() -> None:
    room = Class()
    room.go_on(20)
    first = room.runs.active
    room.runs.rename(first, "  plain   Adam ")
    room.edit(10, {"batch_size": 8})
    second = room.runs.active
    assert (first.name, second.name) == (as_typed("plain Adam"), "batch 8 from 10")
    for name, words in (("", "1 to 40"), ("x" * 41, "1 to 40"), ("plain Adam", "Another run")):
        with pytest.raises(InvalidSetting, match=words) as refused:
            room.runs.rename(second, name)
        assert refused.value.setting == "name"
    room.runs.activate(first)
    assert room.runs.ghosts == (second,)
    room.runs.delete(first)
    assert room.runs.active is second
    with pytest.raises(InvalidSetting, match="only run"):
        room.runs.delete(second)
    with pytest.raises(ValueError, match="not one of these"):
        room.runs.activate(first)


def test_equal_names_get_numbers() -> None:
    room = Class()
    room.go_on(20)
    first = room.runs.active
    names = []
    for _ in range(2):
        room.edit(10, {"batch_size": 8})
        names.append(room.runs.active.name)
        room.runs.activate(first)
    assert names == ["batch 8 from 10", "batch 8 from 10 (2)"]


DESCRIPTIONS = [
    ({"optimizer": Adam(alpha=0.1)}, "α 0.1"),
    ({"optimizer": SGD(alpha=0.1)}, "SGD"),
    ({"batch_size": 8}, "batch 8"),
    ({"batch_size": 30}, "full batch"),
    ({"seed": 5}, "seed 5"),
    ({"regularizer": L2()}, "L2 penalty"),
    ({"schedule": Cosine()}, "cosine rate"),
    ({"clip_norm": 0.5}, "clipped at 0.5"),
    ({"data": replace(SMALL.data, noise=0.5)}, "noise 0.5"),
    ({"test_share": 0.4}, "40 % for testing"),
    ({"network": Network((), SMALL.network.output)}, "no hidden layer, sigmoid output"),
    ({"batch_size": 8, "seed": 5, "clip_norm": 1.0}, "clipped at 1, batch 8, 1 more"),
    ({}, "no change"),
    ({"network": with_hidden(SMALL, Own(expression="z**3")).network}, "3–2 “z**3”, sigmoid output"),
    ({"network": with_hidden(SMALL, LeakyReLU(leak=0.2)).network}, "3–2 leaky ReLU s 0.2, sigmoid output"),
]


@pytest.mark.parametrize(("change", "words"), DESCRIPTIONS, ids=[words for _, words in DESCRIPTIONS])
def test_changes_in_words(change: dict[str, Any], words: str) -> None:
    after: Experiment = replace(SMALL, **change)
    assert describe_change(SMALL, after) == words


def test_kept_runs_come_back_to_the_bit_whatever_has_happened_since() -> None:
    room = Class()
    room.go_on(60)
    room.edit(40, {"batch_size": 7})
    room.go_on(10)
    known, names = dict(room.met), [run.name for run in room.runs.all]
    active, ids = room.runs.active, {run.id for run in room.runs.all}
    kept = KeptRuns(room.runs)
    losses = active.history.batch_loss.copy()
    room.met = {run: list(met) for run, met in known.items()}
    active.forget_after(45)
    del room.met[active][46:]
    room.edit(45, {"optimizer": SGD()})
    room.go_on(30)
    kept.keep_within(4 * (active.history.memory // len(active.history.keys)))
    room.runs, room.met = kept.bring_back(), known
    assert (room.runs.active, [run.name for run in room.runs.all]) == (active, names)
    assert active.history.batch_loss.tobytes() == losses.tobytes()
    assert not ids & {run.id for run in room.runs.all}
    assert all(len(run.history.keys) <= 4 for run in room.runs.all)
    room.check()


def test_what_comes_after_is_forgotten_with_its_edits() -> None:
    room = Class()
    room.go_on(30)
    room.edit(30, {"optimizer": SGD()})
    room.go_on(20)
    run = room.runs.active
    run.forget_after(30)
    assert (run.history.end, len(run.segments)) == (30, 2)
    run.forget_after(12)
    assert (run.history.end, len(run.segments)) == (12, 1)


@pytest.mark.parametrize("most", [1, 2, 7, 400])
def test_a_path_is_seen_through_as_many_keys_whatever_comes_after(most: int) -> None:
    room = Class()
    room.go_on(200)
    history = room.runs.active.history
    for until in (0, 1, 33, 120, 199, 200):
        alone = history.fork(until).some_keys(most)
        assert len(alone) <= most + 1
        assert alone[-1].iteration == until
        assert history.some_keys(most, until) == (*alone, *history.keys[until + 1 :][-1:])
