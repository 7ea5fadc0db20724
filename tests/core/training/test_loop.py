"""The loop: batches, records, evaluation, and that nothing depends on how it is cut."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.nn.activations import ReLU
from core.nn.regularizers import L1, L2
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.fast.workspace import workspace_of
from core.training.gradient import full_gradient
from core.training.loop import Progress, advance, step
from core.training.optimizers import OPTIMIZERS, SGD, Optimizer
from core.training.problem import EVERY_ITERATION_UNTIL, RARER_AFTER, Problem, prepare
from core.training.schedules import WarmUp
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL, THREE, alike, entries, same, title, with_hidden

FULL = replace(SMALL, batch_size=30)
RICH = replace(with_hidden(THREE, ReLU()), regularizer=L2(lam=0.01), schedule=WarmUp(length=20), clip_norm=0.5)
KINDS = [pytest.param(e, id=name) for e, name in ((SMALL, "small"), (FULL, "full batch"), (RICH, "rich"))]


def in_chunks(problem: Problem, snapshot: Snapshot, *chunks: int) -> list[Progress]:
    """Return what each of several calls brings back."""
    brought = []
    for steps in chunks:
        brought.append(advance(problem, snapshot, steps))
        snapshot = brought[-1].snapshot
    return brought


def batches_of_an_epoch(problem: Problem, epoch: int) -> list[list[bytes]]:
    """Return the examples that each batch of an epoch was filled with, by looking at the buffers after each step."""
    snapshot = advance(problem, problem.start(), epoch * problem.batches).snapshot if epoch else problem.start()
    batches = []
    for number in range(problem.batches):
        snapshot = step(problem, snapshot).snapshot
        left = len(problem.rows) - number * problem.experiment.batch_size
        rows = workspace_of(problem).pass_of(min(problem.experiment.batch_size, left)).rows
        batches.append([row.tobytes() for row in rows])
    return batches


def test_batches_partition_an_epoch_and_are_reshuffled() -> None:
    problem = prepare(SMALL)
    first, second = batches_of_an_epoch(problem, 0), batches_of_an_epoch(problem, 1)
    everything = sorted(row.tobytes() for row in problem.rows)
    for epoch in (first, second):
        assert [len(batch) for batch in epoch] == [7, 7, 7, 7, 2]
        assert sorted(row for batch in epoch for row in batch) == everything
    assert first != second


def test_the_last_partial_batch_is_weighted_by_its_own_size() -> None:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=1.0)))
    before = advance(problem, problem.start(), 4).snapshot
    after = step(problem, before).snapshot
    rows = set(batches_of_an_epoch(problem, 0)[-1])
    few = [k for k, row in enumerate(problem.rows) if row.tobytes() in rows]
    rest = problem.rows[few]
    alone = replace(problem, rows=rest, watched=rest, train=problem.train.take(np.array(few)))
    gradient = full_gradient(alone, before.theta)
    np.testing.assert_allclose(before.theta - after.theta, gradient, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("experiment", KINDS)
def test_cutting_changes_nothing(experiment: Experiment) -> None:
    problem = prepare(experiment)
    start = problem.start()
    (whole,) = in_chunks(problem, start, 60)
    for chunks in ([1] * 60, [7, 13, 39, 1], [59, 1]):
        parts = in_chunks(problem, start, *chunks)
        assert same(parts[-1].snapshot, whole.snapshot)
        assert np.concatenate([p.batch_loss for p in parts]).tobytes() == whole.batch_loss.tobytes()
        assert np.concatenate([p.gradient_norm for p in parts]).tobytes() == whole.gradient_norm.tobytes()
        assert alike(tuple(e for p in parts for e in p.evaluations), whole.evaluations)
        assert all(same(a, b) for a, b in zip([k for p in parts for k in p.keys], whole.keys, strict=True))


def test_a_time_budget_changes_nothing() -> None:
    problem = prepare(SMALL)
    whole = advance(problem, problem.start(), 200)
    snapshot = problem.start()
    while snapshot.iteration < 200:
        part = advance(problem, snapshot, 200 - snapshot.iteration, seconds=0.0005)
        assert part.snapshot.iteration > snapshot.iteration
        snapshot = part.snapshot
    assert same(snapshot, whole.snapshot)
    assert advance(problem, problem.start(), 200, seconds=0.0).snapshot.iteration == 1


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_every_optimizer_lowers_the_loss_and_runs_alike_twice(optimizer: Optimizer) -> None:
    experiment = replace(SMALL, optimizer=optimizer)
    problem = prepare(experiment)
    once, again = (advance(problem, problem.start(), 300) for _ in range(2))
    assert same(once.snapshot, again.snapshot)
    assert (
        evaluate(problem, once.snapshot.theta, 300).train_loss < evaluate(problem, problem.start().theta, 0).train_loss
    )


@pytest.mark.parametrize("regularizer", [L1(lam=0.02), L2(lam=0.05)], ids=title)
def test_the_recorded_loss_is_data_loss_plus_penalty(regularizer: L1 | L2) -> None:
    problem = prepare(replace(FULL, regularizer=regularizer))
    progress = advance(problem, problem.start(), 40)
    for snapshot, loss in zip((problem.start(), *progress.keys), progress.batch_loss, strict=False):
        met = evaluate(problem, snapshot.theta, snapshot.iteration)
        assert met.penalty > 0.0
        assert loss == pytest.approx(met.train_loss + met.penalty, rel=1e-13)


def test_clipping_shortens_the_step_but_records_the_length_before() -> None:
    free = prepare(replace(FULL, optimizer=SGD(alpha=1.0)))
    start = free.start()
    length = float(step(free, start).gradient_norm[0])
    clipped = prepare(replace(free.experiment, clip_norm=length / 3.0))
    one = step(clipped, start)
    assert one.gradient_norm[0] == length
    assert np.linalg.norm(one.snapshot.theta - start.theta) == pytest.approx(length / 3.0, rel=1e-12)
    loose = prepare(replace(free.experiment, clip_norm=2.0 * length))
    assert same(step(loose, start).snapshot, step(free, start).snapshot)


def test_evaluation_follows_the_iteration_number_alone() -> None:
    problem = prepare(SMALL)
    progress = advance(problem, problem.start(), 160)
    expected = [k for k in range(1, 161) if k <= EVERY_ITERATION_UNTIL or k % problem.evaluation_stride == 0]
    assert [e.iteration for e in progress.evaluations] == expected
    by_iteration = {key.iteration: key for key in progress.keys}
    for met in progress.evaluations:
        assert alike(met, evaluate(problem, by_iteration[met.iteration].theta, met.iteration))


def test_evaluations_of_long_runs_become_rarer() -> None:
    problem, far = prepare(SMALL), 3_000_000
    at = [1]
    while at[-1] < far:
        at.append(problem.evaluation_after(at[-1]))
    gaps = np.diff(at)
    early = RARER_AFTER * problem.evaluation_stride
    assert all(problem.evaluation_after(k) == at[n + 1] for n, k in enumerate(at[:-1]))
    assert all(gap == 1 or gap <= problem.evaluation_stride for k, gap in zip(at, gaps, strict=False) if k < early)
    assert all(k / 256 <= gap <= k / 64 for k, gap in zip(at, gaps, strict=False) if k > early)
    assert len(at) < 3_000
    late = np.random.default_rng(1).integers(1, far, 300)
    assert all(problem.evaluation_after(int(k)) == next(e for e in at if e > k) for k in late if k < at[-2])


def test_evaluation_by_hand() -> None:
    problem = prepare(THREE)
    theta = advance(problem, problem.start(), 20).snapshot.theta
    layout, a = problem.layout, problem.x
    for l, g in enumerate(problem.experiment.network.activations, start=1):
        a = g(layout.weights(theta, l) @ a + layout.biases(theta, l))
    each = -np.log(a[problem.labels, np.arange(40)])
    right = a.argmax(axis=0) == problem.labels
    met = evaluate(problem, theta, 20)
    assert met.train_loss == pytest.approx(each[:30].mean(), rel=1e-12)
    assert met.test_loss == pytest.approx(each[30:].mean(), rel=1e-12)
    assert (met.train_accuracy, met.test_accuracy) == (right[:30].mean(), right[30:].mean())


def test_key_stride() -> None:
    problem = prepare(SMALL)
    progress = advance(problem, problem.start(), 30, key_stride=8)
    assert [key.iteration for key in progress.keys] == [8, 16, 24]
    assert (progress.snapshot.iteration, progress.first, progress.stopped) == (30, 0, None)


def test_another_optimizer_takes_over_with_fresh_slots() -> None:
    before = advance(prepare(SMALL), prepare(SMALL).start(), 12).snapshot
    other = prepare(replace(SMALL, optimizer=OPTIMIZERS["momentum"]()))
    after = advance(other, before, 3).snapshot
    assert (after.slots_of, after.age, after.iteration, after.slots.shape[0]) == ("momentum", 3, 15, 1)


def test_what_comes_out_is_read_only() -> None:
    problem = prepare(SMALL)
    progress = advance(problem, problem.start(), 5)
    arrays = [progress.batch_loss, progress.gradient_norm, progress.snapshot.state, progress.snapshot.theta]
    arrays += [key.slots for key in progress.keys]
    arrays += [
        problem.start().state,
        problem.x,
        problem.y,
        problem.rows,
        problem.train.x,
        full_gradient(problem, progress.snapshot.theta),
    ]
    for array in arrays:
        assert not array.flags.writeable
    kept = progress.snapshot.state.copy()
    advance(problem, progress.snapshot, 5)
    np.testing.assert_array_equal(progress.snapshot.state, kept)


def test_two_experiments_with_equal_settings_are_prepared_once() -> None:
    assert prepare(SMALL) is prepare(replace(SMALL))
    assert prepare(SMALL) is not prepare(replace(SMALL, clip_norm=math.pi))
