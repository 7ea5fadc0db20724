"""The worker's jobs, run without a window: every frame is that very iteration of the run, to the bit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.sight import Sight, following
from core.exchange.scenes import load_scene
from core.training.breakpoints import AtIteration
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loading import LARGE
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.training.trace import phases
from gui.frames import jobs
from tests.core.samples import SMALL
from tests.gui.frames.frames import asked, begun, trained
from tests.gui.frames.test_large_data import rows


def same(one: Snapshot, other: Snapshot) -> bool:
    return one.iteration == other.iteration and one.state.tobytes() == other.state.tobytes()


def straight(iterations: int) -> Snapshot:
    problem = prepare(SMALL)
    return advance(problem, problem.start(), iterations).snapshot


def test_a_run_begins_where_its_seed_says() -> None:
    frame, run = begun()
    assert same(frame.snapshot, prepare(SMALL).start())
    assert frame.of is run.id
    assert run.history.keys == [frame.snapshot]
    assert frame.evaluation == evaluate(prepare(SMALL), frame.snapshot.theta, 0)
    assert frame.calm
    assert frame.trace is not None


@pytest.mark.parametrize("own", [True, False])
def test_a_scene_s_own_start_and_example_hold_for_it_alone(own: bool) -> None:
    scene = replace(load_scene("xor-tanh"), start=((0, 0.25), (3, -2.0)))
    x = tuple(prepare(scene.experiment).train.x[:, 5].tolist())
    begun = jobs.begin(scene.experiment, replace(scene, follow=x) if own else None, Sight())
    run = Run(begun.beginning)
    assert dict(run.hand_set_at(0)) == ({0: 0.25, 3: -2.0} if own else {})
    assert (begun.frame.snapshot.theta[[0, 3]].tolist() == [0.25, -2.0]) is own
    assert begun.frame.row == (5 if own else None)
    now = run.history.evaluated("train_loss")[0]
    assert now == evaluate(begun.frame.problem, begun.frame.snapshot.theta, 0).train_loss


@pytest.mark.parametrize("jumps", [(1, 1, 1), (7,), (2, 40, 3)])
def test_training_is_the_same_in_any_pieces(jumps: tuple[int, ...]) -> None:
    frame, run = begun()
    for steps in jumps:
        frame = trained(run, frame, steps).frame
    assert same(frame.snapshot, straight(sum(jumps)))
    assert run.history.end == sum(jumps)
    assert (frame.trace is not None) == (jumps[-1] == 1)


def test_a_job_has_the_breakpoints_that_hold_for_it() -> None:
    frame, run = begun()
    stops = (AtIteration(3),)
    answer = jobs.train(frame, run.segments, 8, math.inf, 1, stops, asked(run, frame))
    assert answer.breakpoints == stops
    stop = run.extend(answer.progress, answer.breakpoints)
    assert stop is not None
    assert run.history.end == stop.iteration == 3


def test_the_next_iteration_can_be_opened_at_its_first_phase() -> None:
    frame, run = begun()
    answer = jobs.train_and_open(frame, run.segments, 1, asked(run, frame, opened=True))
    assert answer.frame.snapshot.iteration == 1
    assert answer.frame.phase == phases(2 + 1)[0]


@pytest.mark.parametrize(("to", "opened"), [(0, False), (13, False), (29, True), (30, False)])
def test_what_was_reached_is_shown_again_to_the_bit(to: int, opened: bool) -> None:
    frame, run = begun()
    frame = trained(run, frame, 30).frame
    there = jobs.seek(run.id, run.segments, run.history.keys[0], to, opened, asked(run, frame), frame)
    assert same(there.snapshot, straight(to))
    assert there.step_into == (len(phases(frame.problem.layout.depth)) if opened else 0)
    assert [each.iteration for each in there.passed] == list(range(to))
    assert all(same(each, straight(each.iteration)) for each in there.passed[-3:])


@pytest.mark.slow
def test_an_edit_on_the_way_holds_from_where_it_was_made() -> None:
    frame, run = begun()
    frame = trained(run, frame, 10).frame
    edited = replace(SMALL, batch_size=15)
    run.edit(10, edited)
    shown = jobs.show(run.id, edited, frame.snapshot, asked(run, frame), frame)
    assert shown.problem is prepare(edited)
    after = trained(run, shown, 5).frame
    assert same(after.snapshot, advance(prepare(edited), straight(10), 5).snapshot)


def test_more_is_wanted_of_a_calm_picture() -> None:
    frame, run = begun()
    calm, moving = asked(run, frame, calm=True), asked(run, frame)
    assert calm.surface_points > moving.surface_points
    assert calm.surface_seconds > moving.surface_seconds
    assert (calm.opened, moving.opened) == (True, False)
    assert (asked(run, frame, opened=True).hurried, calm.hurried) == (True, False)


def test_an_iteration_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MAX_TO_OPEN", SMALL.batch_size * sum(SMALL.layout.sizes) - 1)
    frame, run = begun()
    assert frame.trace is None
    assert not asked(run, frame, calm=True).opened


def test_of_many_parameters_the_path_has_few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEY_VALUES", 100 * SMALL.layout.parameters)
    assert jobs.max_keys(SMALL) == 100
    monkeypatch.setattr(jobs, "KEY_VALUES", 1)
    assert jobs.max_keys(SMALL) == jobs.MIN_KEYS


def test_only_other_data_take_long_to_load() -> None:
    few, many = SMALL, Experiment().with_data(rows(LARGE + 1), 0.1)
    frame, _ = begun()
    assert not jobs.takes_long_to_load(few, None)
    assert jobs.takes_long_to_load(many, None)
    assert jobs.takes_long_to_load(many, frame)
    loaded = replace(frame, experiment=many)
    assert not jobs.takes_long_to_load(replace(many, seed=5), loaded)
    assert jobs.takes_long_to_load(replace(many, standardise=True), loaded)


def test_an_example_is_found_by_its_inputs_or_not_at_all() -> None:
    problem, sight = prepare(SMALL), Sight()
    x = tuple(problem.test.x[:, 2].tolist())
    assert following(problem, sight, x).row == len(problem.train) + 2
    assert following(problem, sight, (1e9, 1e9)) == sight
    assert following(problem, sight, (0.0,)) == sight
    assert np.array_equal(following(problem, sight, x).held, x)
