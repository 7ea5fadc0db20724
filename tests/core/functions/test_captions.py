"""What is said of walks down plain functions, held against f and its slope worked out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.functions.captions import ENDED, race_caption, secant_caption, start_caption, step_caption, walked_caption
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent
from core.functions.ending import ending
from core.functions.plain_function import PlainFunction, own_function, suited_rate
from core.functions.race import racer
from core.functions.slices import DELTAS, secants, slice_along
from core.functions.walk import FunctionPath, descend, spelt
from core.training.optimizers import OPTIMIZERS, SGD, Momentum, Optimizer
from tests.core.numbers import value_of
from tests.core.samples import entries, title
from tests.core.sentences import agrees, changes, fits, read, unread

EACH = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=title)


def check(function: PlainFunction, path: FunctionPath, step: int, words: str = "") -> str:
    """Check what is said of a step; return it."""
    text = fits(step_caption(function, path, step, words))
    before, after = (float(function.value(path.points[each])) for each in (step - 1, step))
    slope = float(function.gradient(path.points[step - 1]) @ (path.points[step] - path.points[step - 1]))
    if text.startswith("The walk stops here: "):
        assert path.stopped
        assert step == path.steps
        assert f"step {step + 1:,} " in text
        assert ("overflow" in text) == ("overflows" in path.stopped)
    elif found := read(r"This step (was too long|went uphill|landed higher): f rose from <N> to <N>\.", text):
        assert {"was too long": slope < 0.0, "went uphill": slope > 0.0}.get(found[0], True)
        changes("rose", found[1:], before, after)
    elif found := read(r"Step <N>(?:, to (.*))?: f (rose|fell) from <N> to <N>\.", text):
        assert int(value_of(found[0])) == step
        assert found[1] in (None, spelt(function, path.points[step]))
        changes(found[2], found[3:], before, after)
    elif found := read(r"Step <N>(?:, to .*)?: f (rose|fell) by <N>, to <N>\.", text):
        assert (found[1] == "rose") == (after > before)
        assert agrees(found[3], after)
    elif found := read(r"Step <N>: f stayed at <N>\.", text):
        assert before == pytest.approx(after, rel=1e-8)
    elif found := read(r"This step .*: f rose by <N>, to <N>\.", text):
        assert after > before
        assert agrees(found[1], after)
    else:
        assert words.startswith(ENDED)
        assert words.startswith(text.rstrip("."))
    return text


@EACH
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_each_step_of_each_optimiser(function: PlainFunction, optimizer: Optimizer) -> None:
    path = descend(function, replace(optimizer, alpha=suited_rate(function, optimizer)), steps=30)
    for step in range(1, path.steps + 1):
        check(function, path, step)


@EACH
@pytest.mark.parametrize("optimizer", [SGD(), Momentum()], ids=title)
def test_steps_that_are_far_too_long(function: PlainFunction, optimizer: Optimizer) -> None:
    path = descend(function, replace(optimizer, alpha=min(1e6, 40.0 * function.alpha)), steps=20)
    for step in range(1, path.steps + 1):
        check(function, path, step)


@pytest.mark.slow
@EACH
def test_where_a_walk_has_ended(function: PlainFunction) -> None:
    path = descend(function, SGD(alpha=function.alpha))
    for step in (1, path.steps // 2, path.steps):
        check(function, path, step, ending(function, path.until(step)))


def test_a_minimum_and_a_local_one_are_told() -> None:
    parabola, two = FUNCTIONS["parabola"], FUNCTIONS["two_minima"]
    for function, words in ((parabola, "Reached the lowest point"), (two, "Reached a minimum that is not the lowest")):
        path = descend(function, SGD(alpha=function.alpha), steps=100)
        assert check(function, path, 100, ending(function, path)).startswith(words)


@pytest.mark.parametrize(
    ("text", "alpha", "start", "why"),
    [("log(x)", 1.0, 0.5, "not finite"), ("exp(x**2)", 1.0, 2.0, "overflow|not finite")],
)
def test_a_wall_is_told(text: str, alpha: float, start: float, why: str) -> None:
    function = own_function(text)
    path = descend(function, SGD(alpha=alpha), start=(start,), steps=50)
    assert path.stopped
    said = check(function, path, path.steps) if path.steps else fits(step_caption(function, path, 0))
    assert any(each in said for each in why.split("|"))


@EACH
def test_where_a_walk_starts(function: PlainFunction) -> None:
    path = descend(function, SGD(alpha=function.alpha), steps=1)
    along = slice_along(function, function.start, 0)
    text, value = fits(start_caption(function, path, along)), float(function.value(np.array(function.start)))
    if found := read(r"At (.*), f is <N>, and the tangent there has slope <N>\.", text):
        assert agrees(found[2], float(function.gradient(np.array(function.start))[0]))
    else:
        found = read(r"The walk starts at (.*), where f is <N>\.", text)
    assert found is not None
    assert found[0] == spelt(function, np.array(function.start))
    assert agrees(found[1], value)


@EACH
@pytest.mark.parametrize("delta", [*(float(each) for each in DELTAS[:9]), -0.5])
def test_secant_and_tangent(function: PlainFunction, delta: float) -> None:
    cut = secants(function, function.start, 0, np.array([delta]))
    text = fits(secant_caption(cut))
    there = np.array(function.start)
    there[0] += delta
    slope = float(function.gradient(np.array(function.start))[0])
    with np.errstate(all="ignore"):
        quotient = float(function.value(there) - function.value(np.array(function.start))) / delta
    if found := read(r"The secant over Δ = <N> has slope <N>, the tangent <N>\.", text):
        assert agrees(found[0], delta)
        assert value_of(found[1]) == pytest.approx(quotient, rel=1e-2, abs=1e-6)
        assert agrees(found[2], slope)
        assert (value_of(found[1]) > value_of(found[2])) == (float(cut.quotients[0]) > slope)
    elif found := read(r"Secant and tangent agree: over Δ = <N> both have slope <N>\.", text):
        assert value_of(found[1]) == pytest.approx(quotient, rel=1e-2, abs=1e-6)
        assert value_of(found[1]) == pytest.approx(slope, rel=1e-2, abs=1e-6)
    else:
        assert cut.words(0) == text or "kink" in text or unread(text)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_race_of_all_optimisers(name: str) -> None:
    function = FUNCTIONS[name]
    racers = [racer(Descent(name), each, 30) for each in OPTIMIZERS]
    lead = ""
    for step in range(31):
        values = {each.optimizer.title.lower(): each.value_at(step) for each in racers if not each.has_stopped(step)}
        lowest = min(values.values())
        first = [each for each, value in values.items() if value == lowest]
        text = fits(race_caption(racers, step))
        if found := read(r"(.*) (leads|has taken the lead from) ([^:.]*)(?:: f is <N> against <N>)?\.", text):
            leader, verb, other = found[0].lower(), found[1], found[2].lower()
            assert first == [leader]
            assert (verb != "leads") == (lead not in ("", leader))
            assert found[3] is None or (agrees(found[3], lowest) and agrees(found[4], values[other]))
            assert values[other] > lowest
            assert verb != "leads" or values[other] == min(v for each, v in values.items() if each != leader)
            lead = leader
        elif found := read(r"(?:All )?<N> optimisers (?:stand equally low|lead together): f is <N>\.", text):
            assert int(found[0]) == len(first)
            assert agrees(found[1], lowest)
            lead = ""
        else:
            unread(f"{text} ({function.title})")


@EACH
def test_what_all_steps_came_to(function: PlainFunction) -> None:
    path = descend(function, SGD(alpha=function.alpha), steps=30)
    for step in range(1, path.steps + 1):
        text, start, now = fits(walked_caption(path, step)), float(path.values[0]), float(path.values[step])
        if found := read(r"Since the start f has (risen|fallen) from <N> to <N>\.", text):
            changes({"risen": "rose", "fallen": "fell"}[found[0]], found[1:], start, now)
        elif found := read(r"Since the start f has (risen|fallen) by <N>, to <N>\.", text):
            assert (found[0] == "risen") == (now > start)
            assert agrees(found[2], now)
        else:
            found = read(r"f is <N>(?:, as at the start)?\.", text)
            assert found, text
            assert agrees(found[0], now)
