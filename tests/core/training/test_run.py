"""History and replay: any iteration comes back to the bit, whatever was thinned, edited or forgotten."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.regularizers import REGULARIZERS
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.history import KEY_OVERHEAD, MAX_PATH_POINTS, History
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from core.training.run import Run, replay, replay_keeping
from core.training.schedules import SCHEDULES
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL, same

CHANGES = st.one_of(
    *(
        st.sampled_from([{field: entry()} for entry in catalogue.values()])
        for field, catalogue in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES), ("regularizer", REGULARIZERS))
    ),
    st.sampled_from([{"batch_size": size} for size in (1, 7, 30)]),
    st.sampled_from([{"clip_norm": norm} for norm in (0.01, 1.0)]),
)


class Live:
    """A run with its snapshots all kept aside, for comparison."""

    def __init__(self, memory_budget: int) -> None:
        self.experiment = SMALL
        self.run = Run(SMALL)
        start = prepare(SMALL).start()
        self.run.history = History(start, evaluate(prepare(SMALL), start.theta, 0), memory_budget)
        self.met = [start]

    def go_on(self, steps: int) -> None:
        """Train by some iterations, as the window does: not past the start of a later segment."""
        problem, history = prepare(self.experiment), self.run.history
        kept = advance(problem, self.met[-1], steps)
        self.run.extend(advance(problem, self.met[-1], steps, key_stride=history.key_stride))
        self.met += kept.keys

    def edit(self, back: int, change: dict[str, object]) -> None:
        """Go back by some iterations and change the experiment there."""
        iteration = max(0, self.met[-1].iteration - back)
        del self.met[iteration + 1 :]
        self.experiment = replace(self.run.experiment_at(iteration), **change)  # type: ignore[arg-type]
        self.run.edit(iteration, self.experiment)

    def recall(self, iteration: int) -> Snapshot:
        """Return an iteration from the nearest key."""
        return replay(self.run.segments, self.run.history.nearest_key(iteration), iteration)


@given(
    keys=st.integers(2, 40),
    moves=st.lists(st.tuples(st.integers(1, 25), st.integers(0, 30), CHANGES), min_size=1, max_size=5),
    chunk=st.integers(1, 12),
)
@pytest.mark.slow
def test_replay_equals_the_run_for_any_thinning_and_any_edits(
    keys: int, moves: list[tuple[int, int, dict[str, object]]], chunk: int
) -> None:
    live = Live(keys * (3 * 8 * SMALL.layout.parameters + KEY_OVERHEAD))
    for steps, back, change in moves:
        live.go_on(steps)
        live.edit(back, change)
        live.go_on(chunk)
        assert live.run.history.end == live.met[-1].iteration
    for iteration in range(live.met[-1].iteration + 1):
        recalled = live.recall(iteration)
        assert recalled.iteration == iteration
        assert same(recalled, live.met[iteration])


@given(chunks=st.lists(st.integers(1, 40), min_size=1, max_size=12))
@settings(max_examples=10)
def test_records_do_not_depend_on_the_chunks(chunks: list[int]) -> None:
    live, whole = Live(10**9), Live(10**9)
    for steps in chunks:
        live.go_on(steps)
    whole.go_on(sum(chunks))
    for name in ("batch_loss", "gradient_norm"):
        assert getattr(live.run.history, name).tobytes() == getattr(whole.run.history, name).tobytes()
    for name in ("iteration", "train_loss", "test_loss", "penalty", "train_accuracy", "test_accuracy"):
        assert live.run.history.evaluated(name).tobytes() == whole.run.history.evaluated(name).tobytes()


def test_keys_stay_within_the_budget_and_evenly_spread() -> None:
    live = Live(20 * (3 * 8 * SMALL.layout.parameters + KEY_OVERHEAD))
    for _ in range(30):
        live.go_on(11)
        history = live.run.history
        assert len(history.keys) <= 20
        assert [key.iteration % history.key_stride for key in history.keys] == [0] * len(history.keys)
    assert np.diff([key.iteration for key in history.keys]).tolist() == [history.key_stride] * (len(history.keys) - 1)
    assert history.nearest_key(0).iteration == 0
    assert history.nearest_key(history.key_stride + 1).iteration == history.key_stride


def test_an_optimizer_with_more_slots_keeps_within_the_budget() -> None:
    live = Live(64 * 1024)
    live.edit(0, {"optimizer": OPTIMIZERS["sgd"]()})
    live.go_on(60)
    live.edit(0, {"optimizer": OPTIMIZERS["adam"]()})
    live.go_on(400)
    assert sum(key.state.nbytes + KEY_OVERHEAD for key in live.run.history.keys) <= 64 * 1024


def test_truncate_forgets_everything_after() -> None:
    live = Live(10**9)
    live.go_on(50)
    history = live.run.history
    history.truncate(20)
    assert (history.end, history.keys[-1].iteration, history.evaluated("iteration")[-1]) == (20, 20, 20.0)
    assert len(history.gradient_norm) == 20


def test_what_is_known_already_is_skipped() -> None:
    live = Live(10**9)
    live.go_on(30)
    problem = prepare(SMALL)
    live.run.extend(advance(problem, problem.start(), 20))
    assert live.run.history.end == 30
    live.run.extend(advance(problem, live.met[25], 10))
    assert live.run.history.end == 35
    np.testing.assert_array_equal(live.run.history.batch_loss, advance(problem, problem.start(), 35).batch_loss)
    assert [key.iteration for key in live.run.history.keys] == list(range(36))


def test_path_is_thinned_and_starts_at_the_start() -> None:
    live = Live(10**9)
    live.go_on(2 * MAX_PATH_POINTS + 10)
    iterations, points = live.run.history.path(3, 5, 2 * MAX_PATH_POINTS)
    assert points.shape == (2, len(iterations))
    assert len(iterations) <= MAX_PATH_POINTS
    assert iterations[0] == 0
    for place in (0, len(iterations) // 2):
        theta = live.met[iterations[place]].theta
        assert points[:, place].tolist() == [theta[3], theta[5]]
    assert live.run.history.path(3, 5, 0)[1].shape == (2, 1)


def test_segments() -> None:
    run = Run(SMALL)
    faster = replace(SMALL, optimizer=OPTIMIZERS["sgd"]())
    run.edit(10, faster)
    assert (run.experiment_at(9), run.experiment_at(10), run.experiment_at(99)) == (SMALL, faster, faster)
    run.edit(10, SMALL)
    run.edit(4, faster)
    assert [(s.start, s.experiment) for s in run.segments] == [(0, SMALL), (4, faster)]


STARTING_OVER = [
    ("seed", 2, True),
    ("test_share", 0.5, True),
    ("data", replace(SMALL.data, points=60), True),
    ("network", replace(SMALL.network, hidden=()), True),
    ("batch_size", 8, False),
    ("clip_norm", 1.0, False),
    ("optimizer", OPTIMIZERS["sgd"](), False),
    ("schedule", SCHEDULES["cosine"](), False),
    ("regularizer", REGULARIZERS["l1"](), False),
]


@pytest.mark.parametrize(("setting", "value", "over"), STARTING_OVER, ids=str)
def test_edits_that_start_over(setting: str, value: object, over: bool) -> None:
    changed: Experiment = replace(SMALL, **{setting: value})  # type: ignore[arg-type]
    assert changed.starts_over(SMALL) is over


def test_a_replay_keeps_what_it_passes() -> None:
    run = Run(SMALL)
    run.extend(advance(prepare(SMALL), run.history.keys[0], 40))
    other = replace(SMALL, optimizer=SGD(alpha=0.01))
    run.edit(20, other)
    run.extend(advance(prepare(other), replay(run.segments, run.history.keys[0], 20), 30))
    for iteration, keep in ((50, 10), (25, 10), (25, 100), (20, 5), (3, 1), (3, 0)):
        *passed, last = replay_keeping(run.segments, run.history.keys[0], iteration, keep)
        assert last.iteration == iteration
        assert [each.iteration for each in passed] == list(range(max(0, iteration - keep), iteration))
        for each in (*passed, last):
            assert each.state.tobytes() == replay(run.segments, run.history.keys[0], each.iteration).state.tobytes()
