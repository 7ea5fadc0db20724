"""Epochs are passes over the training set, whatever the batch size was on the way."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.scenes import Scene
from core.training.batches import batch_columns
from core.training.epochs import epoch_end_after, epoch_end_before, epochs_until, in_words, place_at
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run, Segment, replay
from core.training.trace import trace
from gui.headless import train_headless
from tests.core.samples import SMALL

EDITS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, SMALL.train_size)), max_size=5)


def edited(edits: list[tuple[int, int]]) -> tuple[Run, list[list[int]]]:
    """Return a run with other batch sizes after some iterations each, and the examples that each iteration saw."""
    run, seen = Run(SMALL), list[list[int]]()
    snapshot = run.history.keys[0]
    for count, size in [*edits, (40, run.experiment_at(0).batch_size)]:
        problem = prepare(run.experiment_at(snapshot.iteration))
        for _ in range(count):
            seen.append(batch_columns(problem, snapshot.iteration, problem.passes(snapshot)).tolist())
            progress = advance(problem, snapshot, 1)
            run.extend(progress)
            snapshot = progress.snapshot
        run.edit(snapshot.iteration, replace(problem.experiment, batch_size=size))
    return run, seen


@given(EDITS)
@pytest.mark.slow
def test_every_epoch_uses_every_example_once_and_is_counted_so(edits: list[tuple[int, int]]) -> None:
    run, seen = edited(edits)
    m, used = SMALL.train_size, 0
    epochs: dict[int, list[int]] = {}
    ends = [0]
    for k, columns in enumerate(seen, start=1):
        epoch, batch, batches = place_at(run.segments, k)
        assert epoch == used // m + 1
        used += len(columns)
        epochs.setdefault(epoch, []).extend(columns)
        assert epochs_until(run.segments, k) == pytest.approx(used / m, abs=1e-12)
        if used % m == 0:
            assert batch == batches
            ends.append(k)
    for epoch in list(epochs)[: used // m]:
        assert sorted(epochs[epoch]) == list(range(m))
    for k in range(ends[-1]):
        assert epoch_end_after(run.segments, k) == min(end for end in ends if end > k)
        assert epoch_end_before(run.segments, k + 1) == max(end for end in ends if end < k + 1)


@given(EDITS)
@pytest.mark.slow
def test_what_is_replayed_or_opened_up_sees_the_same_examples(edits: list[tuple[int, int]]) -> None:
    run, seen = edited(edits)
    start, end = run.history.keys[0], run.history.end
    for key in run.history.keys[:: max(1, end // 7)]:
        assert replay(run.segments, start, key.iteration).state.tobytes() == key.state.tobytes()
        if key.iteration < end:
            opened = trace(prepare(run.experiment_at(key.iteration)), key)
            assert opened.columns.tolist() == seen[key.iteration]


def test_the_epoch_after_an_edit_is_told_in_words() -> None:
    segments = (Segment(0, replace(SMALL, batch_size=6)), Segment(3, replace(SMALL, batch_size=4)))
    m = SMALL.train_size
    assert m == 30, "the numbers below are for 30 examples"
    assert in_words(segments, 3) == "iteration 3 = epoch 1, batch 3 of 5"
    assert in_words(segments, 6) == "iteration 6 = epoch 1, batch 6 of 6"
    assert in_words(segments, 7) == "iteration 7 = epoch 2, batch 1 of 8"
    many = (Segment(0, replace(SMALL, batch_size=30)), Segment(180, replace(SMALL, batch_size=1)))
    assert place_at(many, 181) == (181, 1, 30)


def test_the_command_counts_passes_too() -> None:
    scene = Scene("some", "Some", "", 10, experiment=replace(SMALL, batch_size=7))
    for steps in (0, 1, 5, 6, 23):
        assert train_headless(scene, steps)["epoch"] == math.ceil(steps / prepare(scene.experiment).batches)


def test_a_full_batch_that_takes_over_within_an_epoch_first_sees_the_rest() -> None:
    _, seen = edited([(2, 30)])
    assert [len(columns) for columns in seen[2:5]] == [30 - 2 * SMALL.batch_size, 30, 30]
    assert np.unique(np.concatenate(seen[:3])).tolist() == list(range(30))
