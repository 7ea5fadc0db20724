"""Descents as recipes: on any function, saved and read again, walked on, raced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.exchange.scenes import BrokenScene, load_scene, read_scene
from core.expressions import ExpressionError
from core.functions import walk as function_descent
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent, descent_from, descent_to
from core.functions.ending import ending
from core.functions.race import leaders, racer, steps_to_lowest
from core.functions.walk import descend, walk_on
from core.hyperparameters import InvalidSetting
from core.training.optimizers import OPTIMIZERS, Adam
from core.training.schedules import StepDecay
from tests.core.samples import entries, title


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
@pytest.mark.parametrize("name", ["valley", "wave_fit", "three_variables"])
def test_walking_on_is_one_long_walk(name: str, optimizer: Any) -> None:
    function, schedule = FUNCTIONS[name], StepDecay(every=7)
    whole = descend(function, optimizer, schedule, steps=60)
    parts = descend(function, optimizer, schedule, steps=0)
    for steps in (1, 13, 0, 46):
        parts = walk_on(function, optimizer, schedule, parts, steps)
    assert parts.points.tobytes() == whole.points.tobytes()
    assert parts.rates.tobytes() == whole.rates.tobytes()
    assert parts.slots.tobytes() == whole.slots.tobytes()


def test_a_walk_that_has_stopped_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_descent, "MAX_STEPS", 500)
    descent = descent_from({"text": "1/x", "start": [0.1], "optimizer": {"name": "sgd", "alpha": 1e-3}})
    path = descend(descent.function, descent.optimizer, start=(0.5,), steps=500)
    path = walk_on(descent.function, descent.optimizer, None, path, 10)
    assert path.steps == 500


def test_a_path_cut_short_is_its_beginning() -> None:
    path = descend(FUNCTIONS["bowl"], Adam(alpha=0.1), steps=20)
    cut = path.until(5)
    assert cut.points.tobytes() == path.points[:6].tobytes()
    assert cut.steps == 5
    assert path.until(20) is path is path.until(99)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_descended_and_saved(name: str) -> None:
    descent = Descent().on(name)
    assert descent.start == FUNCTIONS[name].start
    assert descent_from(descent_to(descent)) == descent


def test_an_own_function_is_saved_with_its_text() -> None:
    descent = Descent(optimizer=Adam()).on("own", "x**2 + abs(y)")
    assert descent.function.variables == ("x", "y")
    assert descent_from(descent_to(descent)) == descent


def test_an_own_function_has_the_range_that_is_chosen() -> None:
    descent = Descent(optimizer=Adam()).on("own", "log(x - 10)", ((11.0, 20.0), (-1.0, 1.0)))
    assert descent.ranges == descent.function.ranges == ((11.0, 20.0),)
    assert 11.0 <= descent.start[0] <= 20.0
    assert descent_from(descent_to(descent)) == descent
    assert descent.over(((12.0, 100.0),)).start == descent.start
    assert descent.over(((50.0, 100.0),)).start[0] > 50.0
    with pytest.raises(InvalidSetting, match="no finite value and slope for x from −1 to 1"):
        descent.over(((-1.0, 1.0),))
    for low, high in ((3.0, 3.0), (4.0, 3.0), (1e6, 1e6 + 1e-3)):
        with pytest.raises(InvalidSetting, match="x must go from a smaller to a larger number"):
            descent.over(((low, high),))
    with pytest.raises(InvalidSetting, match="only for your own function"):
        Descent("bowl", ranges=((0.0, 1.0), (0.0, 1.0)))
    assert Descent("own", "x**2", ranges=((-3.0, 3.0),)) == Descent("own", "x**2")


@pytest.mark.parametrize(
    ("table", "setting", "words"),
    [
        ({"name": "hill"}, "function", "There is no function “hill”"),
        ({"name": "bowl", "start": [1.0]}, "start", "one number for each variable: x, y"),
        ({"name": "bowl", "start": 3}, "start", "list of numbers"),
        ({"name": "bowl", "speed": 3}, "speed", "the keys are: name, text"),
        ({"text": "1/x", "start": [0.0]}, "start", "no finite value and slope at x = 0"),
        ({"text": "log(-1 - x*x)"}, "expression", "no finite value"),
        ({"text": 3}, "text", "must be text"),
        ({"text": "x**2", "ranges": [[1, "2"]]}, "ranges", "must be a list of"),
        ({"text": "x**2", "ranges": [[2, 1]]}, "ranges", "x must go from a smaller to a larger number"),
        ({}, "function", "There is no function"),
    ],
)
def test_what_cannot_be_is_refused(table: dict[str, Any], setting: str, words: str) -> None:
    with pytest.raises(InvalidSetting, match=words) as refused:
        descent_from(table)
    assert refused.value.setting == setting


def test_the_place_of_a_fault_comes_along() -> None:
    with pytest.raises(ExpressionError) as refused:
        Descent().on("own", "x + z")
    assert refused.value.position == (4, 5)


def test_scenes_of_functions(tmp_path: Any) -> None:
    scene = load_scene("article-descent")
    assert scene.descent is not None
    path = descend(scene.descent.function, scene.descent.optimizer, steps=scene.end)
    words = ending(scene.descent.function, path)
    assert "not the lowest" in words
    assert 0.041 < path.values[-1] < 0.048
    np.testing.assert_allclose(path.points[-1], (-0.81, 1.13), atol=0.01)
    broken = tmp_path / "broken.toml"
    broken.write_text('title = "T"\ntext = "T"\niterations = 3\n[function]\nname = "hil"\n', encoding="utf-8")
    with pytest.raises(BrokenScene, match=r"“function”: There is no function “hil”"):
        read_scene(broken)


def test_a_race_is_from_one_start_and_tells_who_leads() -> None:
    descent = Descent().on("valley")
    racers = [racer(descent, name, 80) for name in OPTIMIZERS]
    assert {tuple(each.path.points[0]) for each in racers} == {descent.start}
    (first,) = leaders(racers, 80)
    assert first.value_at(80) == min(each.path.values[-1] for each in racers)
    assert leaders(racers, 0) == tuple(racers)
    arrived = racers[0].arrived
    assert arrived is not None
    near = np.all(np.abs(racers[0].path.points) <= 0.02 * 6.0, axis=1)
    assert arrived == np.flatnonzero(near)[0]
    assert steps_to_lowest(FUNCTIONS["line"], racers[0].path) is None


@pytest.mark.parametrize(("text", "start"), [("0*x + 3", 2.0), ("max(0, x)", -1.0)])
def test_of_equals_none_leads(text: str, start: float) -> None:
    descent = replace(Descent().on("own", text), start=(start,))
    racers = [racer(descent, name, 5) for name in OPTIMIZERS]
    for step in (0, 1, 5):
        assert leaders(racers, step) == tuple(racers)


@pytest.mark.slow
def test_who_has_stopped_where_there_is_no_number_does_not_lead() -> None:
    descent = Descent().on("own", "x**3")
    racers = [racer(descent, name, 1_000) for name in OPTIMIZERS]
    stopped = [each for each in racers if each.path.stopped]
    assert 0 < len(stopped) < len(racers)
    assert min(racers, key=lambda each: each.value_at(1_000)) in stopped  # far below all others, but at an end
    (first,) = leaders(racers, 1_000)
    assert not first.has_stopped(1_000)
    assert first.value_at(1_000) == min(each.value_at(1_000) for each in racers if each not in stopped)
    fastest = min(stopped, key=lambda each: each.path.steps)
    before = fastest.path.steps - 1
    assert not fastest.has_stopped(before)
    assert leaders(racers, before) == (fastest,)  # it did lead, up to its last step but one
    assert leaders(stopped, 1_000) == ()
