"""Every verb of a lesson does what it says, with its arguments checked."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.course.actions.catalogue import ACTIONS, action_from
from core.course.measures import functions
from core.course.seen import SceneSeen
from core.course.workbench import LessonBench
from core.exchange.experiments import parameter_index
from core.exchange.scenes import BrokenScene, load_scene
from core.hyperparameters import InvalidSetting
from core.training.loop import advance
from core.training.problem import prepare

HERE = Path(__file__).parent
FUNCTIONS = ("secant", "type")
"""Verbs about plain functions."""
BROKEN: tuple[Any, ...] = (None, True, "", [], {}, -1, 1e400, float("nan"), [[]], {"x": None}, "x" * 1000, 10**9)


def argument_of(verb: str) -> Any:
    return tomllib.loads(f"x = {ACTIONS[verb].example}")["x"]


def bench_on(scene: str) -> LessonBench:
    bench = LessonBench()
    bench.open(load_scene(scene))
    return bench


def after(scene: str, *tables: dict[str, Any]) -> SceneSeen:
    return bench_on(scene).act(tuple(action_from(table, HERE) for table in tables))


@pytest.mark.parametrize("verb", ACTIONS)
def test_the_example_of_a_verb_can_be_done(verb: str) -> None:
    scene = {"secant": "farm-costs", "type": "pigs", "follow": "course-pass-fail", "axes": "course-pass-fail"}
    bench = bench_on(scene.get(verb, "article-circles"))
    argument = {"delta": 0.1} if verb == "secant" else argument_of(verb)
    bench.act((action_from({verb: argument}, HERE),))
    assert ACTIONS[verb].help.endswith(".")


@pytest.mark.parametrize("verb", ACTIONS)
@pytest.mark.parametrize("argument", BROKEN, ids=lambda each: repr(each)[:12])
def test_an_argument_is_allowed_or_refused_in_a_sentence(verb: str, argument: Any) -> None:
    with suppress(InvalidSetting, BrokenScene):  # anything else is no refusal
        action = action_from({verb: argument}, HERE)
        bench_on("pigs" if verb in FUNCTIONS else "xor-tanh").act((action,))


def test_settings_are_merged() -> None:
    seen = after("article-circles", {"set": {"optimizer": {"alpha": 0.5}, "seed": 4}})
    was = load_scene("article-circles").experiment
    assert (seen.experiment.optimizer.name, seen.experiment.optimizer.alpha) == (was.optimizer.name, 0.5)
    assert (seen.experiment.seed, seen.experiment.data) == (4, was.data)
    sgd = after("article-circles", {"set": {"optimizer": {"name": "sgd", "alpha": 0.1}}}).experiment
    assert sgd.optimizer.to_dict() == {"name": "sgd", "alpha": 0.1}
    fewer = after("article-circles", {"set": {"data": {"points": 20}, "test_share": 0.5}}).experiment
    assert fewer.batch_size == fewer.train_size == 10


def test_training_and_going_back_are_exact() -> None:
    problem = prepare(load_scene("xor-tanh").experiment)
    wanted = advance(problem, problem.start(), 30).snapshot.theta
    for tables in ([{"go_to": 30}], [{"go_to": 40}, {"go_to": 30}], [{"go_to": 10}, {"go_on": 20}]):
        np.testing.assert_array_equal(after("xor-tanh", *tables).theta(), wanted)
    np.testing.assert_array_equal(after("xor-tanh").theta(30), wanted)


def test_weights_set_by_hand_stay_where_settings_change_that_keep_the_past() -> None:
    tables = [{"weights": {"w[1]2,1": 0.25}}, {"set": {"optimizer": {"name": "sgd", "alpha": 1e-9}}}, {"go_to": 1}]
    seen = after("xor-tanh", *tables)
    index = parameter_index("w[1]2,1", seen.experiment.layout)
    assert seen.theta(0)[index] == 0.25
    assert seen.theta()[index] == pytest.approx(0.25, abs=1e-7)
    assert after("xor-tanh", tables[0], {"set": {"seed": 9}}).theta(0)[index] != 0.25


def test_epochs_phases_and_breakpoints() -> None:
    seen = after("article-circles", {"epoch": 2})
    assert seen.now == 2 * seen.experiment.batches
    bench = bench_on("article-circles")
    bench.act((action_from({"phase": "forward 1"}, HERE),))
    assert bench.phase == 2
    with pytest.raises(InvalidSetting, match="they are: batch, forward 1"):
        bench.act((action_from({"phase": "sideways"}, HERE),))
    stopped = after("xor-tanh", {"run_until": {"name": "loss_below", "loss": 0.5, "most": 2000}})
    assert 0 < stopped.now < 2000
    assert stopped.evaluation().train_loss < 0.5


def test_a_race_goes_on_side_by_side() -> None:
    seen = after("xor-tanh", {"race": {"alpha": [0.5, 0.25]}}, {"go_to": 20})
    assert [each.experiment.optimizer.alpha for each in seen.rivals] == [0.5, 0.25]
    alone = after("xor-tanh", {"set": {"optimizer": {"alpha": 0.5}}}, {"go_to": 20})
    np.testing.assert_array_equal(seen.rivals[0].theta(), alone.theta())


def test_a_walk_that_bursts_stays_at_its_last_step() -> None:
    seen = after("pigs", {"type": "x**4"}, {"set": {"optimizer": {"alpha": 1.0}}}, {"go_to": 50})
    assert functions.walk_stopped(seen)
    assert seen.now == seen.path.steps < 50


def test_a_run_that_diverges_stays_at_its_last_finite_iteration() -> None:
    bench = bench_on("course-grades")
    seen = bench.act(
        (action_from({"set": {"optimizer": {"name": "sgd", "alpha": 1e6}}}, HERE), action_from({"go_to": 90}, HERE))
    )
    assert seen.stopped is not None
    assert seen.now == seen.stopped.good < 90
    assert np.isfinite(seen.theta()).all()
