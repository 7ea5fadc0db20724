"""Captions of steps, phases and walks, verdicts on layers and growth: of random runs, held against other means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.analysis.gradient_norms import verdict
from core.analysis.layers import look_inside
from core.analysis.scores import class_scores, number_scores, shares, worst
from core.arrays import Array
from core.functions.captions import walked_caption
from core.functions.plain_function import PlainFunction
from core.functions.walk import FunctionPath
from core.nn.activations import HIDDEN_ACTIVATIONS
from core.nn.regularizers import REGULARIZERS
from core.training.evaluation import Evaluation
from core.training.experiment import Experiment
from core.training.growth import growth
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.schedules import SCHEDULES
from core.words import percent
from tests.core.analysis import test_event_captions as events
from tests.core.analysis import test_phase_captions as phases
from tests.core.functions import test_captions as walked
from tests.core.functions.test_claims import walks
from tests.core.numbers import value_of
from tests.core.samples import SMALL, THREE, entries, pairs, with_hidden
from tests.core.sentences import agrees, fits, read, unread

pytestmark = pytest.mark.slow
CASES = settings(max_examples=200)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any loss, activation, optimiser, penalty, schedule, clipping and batch; α from far too small to far too large."""
    loss, output = draw(st.sampled_from(list(pairs())))
    base = THREE if output.name == "softmax" else SMALL
    base = replace(base, network=replace(base.network, output=output), loss=loss, seed=draw(st.integers(0, 99)))
    optimizer = draw(st.sampled_from(entries(OPTIMIZERS)))
    return replace(
        with_hidden(base, draw(st.sampled_from(entries(HIDDEN_ACTIVATIONS)))),
        optimizer=replace(optimizer, alpha=optimizer.alpha * 10.0 ** draw(st.floats(-3.0, 3.0))),
        schedule=draw(st.sampled_from(entries(SCHEDULES))),
        regularizer=draw(st.sampled_from(entries(REGULARIZERS))),
        clip_norm=draw(st.sampled_from([math.inf, 0.01, 1.0])),
        batch_size=draw(st.sampled_from([1, 7, 13, 30])),
    )


@CASES
@given(experiments())
def test_what_is_said_of_each_step_holds(experiment: Experiment) -> None:
    with np.errstate(all="ignore"):
        run = events.trained(experiment, 3)
        for k in range(run.history.end + 1):
            events.check(run, k)


@CASES
@given(experiments(), st.integers(0, 12))
def test_what_is_said_of_each_phase_holds(experiment: Experiment, steps: int) -> None:
    problem = prepare(experiment)
    with np.errstate(all="ignore"):
        reached = advance(problem, problem.start(), steps) if steps else None
        assume(reached is None or reached.stopped is None)
        at = problem.start() if reached is None else reached.snapshot
        assume(advance(problem, at, 1).stopped is None)
        phases.check(problem, at)


@CASES
@given(walks())
def test_what_is_said_of_each_step_of_a_walk_holds(walk: tuple[PlainFunction, FunctionPath]) -> None:
    function, path = walk
    for step in {1, (path.steps + 1) // 2, path.steps} & {*range(1, path.steps + 1)}:
        walked.check(function, path, step)
    if path.steps:
        first, last = float(function.value(path.points[0])), float(function.value(path.points[path.steps]))
        text = fits(walked_caption(path, path.steps))
        if found := read(r"Since the start f (.*)\.", text):
            events.check_change(found[0], first, last)
        elif found := read(r"f is <N>(, as at the start)?\.", text):
            assert agrees(found[0], last)
            assert found[1] is None or math.isclose(first, last, rel_tol=1e-8)
        else:
            unread(text)


SIZES = st.sampled_from([0.0, 0.0, 1e-300, 1e-9, 1e-3, 0.05, 0.5, 1.0, 1.0, 3.0, 40.0, 700.0, 1e9, math.inf])


@settings(max_examples=500)
@given(st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=1, max_size=14))
def test_what_is_said_of_gradient_norms_holds(columns: list[tuple[float, float, float]]) -> None:
    said, lately = verdict(np.array(columns).T), columns[-10:]
    known = [(first, last) for first, _, last in lately if math.isfinite(first + last) and last > 0.0]
    count = re_count(said)
    assert count is None or count == len(lately)
    if said.startswith("No gradient"):
        assert not any(any(each) for each in lately)
    elif said.startswith("No comparison"):
        assert not known
    elif said.startswith("Vanished"):
        zeros = sum(first == 0.0 for first, _ in known)
        if found := read(r".*at (most|<N>) of the last <N> points.*", said):
            assert zeros > len(lately) / 2 if found[0] == "most" else zeros == int(found[1])
        else:
            assert len(lately) == 1 == zeros
    else:
        r = float(np.median([first / last for first, last in known]))
        some = read(r".*median of <N> of the last.*", said)
        assert (int(some[0]) if some else len(lately)) == len(known)
        bounds = {"Balanced": (0.1, 10.0), "Uneven": (0.01, 100.0)}
        low, high = bounds.get(said.partition(":")[0], (0.0, math.inf))
        assert low < r < high or said.startswith(("Vanishing", "Exploding"))
        assert r <= 0.0101 if said.startswith("Vanishing") else r >= 99.0 if said.startswith("Exploding") else True
        check_factor(said, r)


def re_count(said: str) -> int | None:
    """Return of how many points a sentence speaks; None where it is one."""
    found = read(r".*the last <N> points.*", said)
    return int(found[0]) if found else None


def check_factor(said: str, r: float) -> None:
    """Check the factor that a caption gives between two gradients."""
    if found := read(r".* is 1/([\d.,]+) of layer.*", said):
        assert 1.0 / value_of(found[0]) == pytest.approx(r, rel=0.06)
    elif found := read(r".* is ([\d.,]+) times layer.*", said):
        assert value_of(found[0]) == pytest.approx(r, rel=0.06)
    elif "less than a millionth" in said:
        assert r <= 1e-6
    else:
        assert "more than a million times" in said
        assert r >= 1e6


@CASES
@given(experiments(), st.integers(1, 3), st.integers(0, 20))
def test_what_is_counted_in_a_layer_is_so(experiment: Experiment, layer: int, steps: int) -> None:
    problem = prepare(experiment)
    with np.errstate(all="ignore"):
        at = advance(problem, problem.start(), steps).snapshot if steps else problem.start()
        now = phases.OnPaper(problem, at)
        rows = problem.rows.T
        z, _ = phases.paper.forward(experiment.network, problem.layout, at.theta, rows[: problem.layout.sizes[0]])
        assume(np.isfinite(z[layer]).all())
        found = look_inside(problem, at, layer).shares
        g = experiment.network.activations[layer - 1]
        assert (found is None) == (not g.elementwise)
        if found is None:
            return
        slope = np.abs(g.slope(z[layer]))
        for neuron, dead in enumerate(found.dead):
            if dead:  # then no gradient of the data loss reaches its weights
                assert slope[neuron].max() <= 1e-12
                assert np.abs(now.gradients[0][layer][neuron]).max() <= 1e-12 * max(1.0, np.abs(now.errors[3]).max())
            else:
                assert slope[neuron].max() > 0.0
        if found.off is not None:
            assert found.off == pytest.approx(np.mean(z[layer] <= 0.0))
            assert not g(np.minimum(z[layer], 0.0)).any()
        assert not found.saturated or slope.min() < 0.01 * max(1.0, slope.max())


@CASES
@given(st.floats(1e-9, 1e9), st.floats(-12.0, 12.0), st.floats(-9.0, 9.0), st.floats(-50.0, 1.0), st.integers(0, 5))
def test_what_is_said_of_growth_holds(start: float, power: float, size: float, r2: float, k: int) -> None:
    loss, theta = start * 10.0**power, np.array([0.5, -(10.0**size)])
    now = Evaluation(k, loss, math.nan, 0.0, math.nan, math.nan, r2, math.nan, math.nan, math.nan)
    said = growth(start, now, theta)
    grown = loss >= 1_000.0 * start
    assert bool(said) == (k > 0 and (grown or r2 < -10.0 or 10.0**size > 1e6))
    if found := read(r"The loss is <N> times what it was at the start\..*", said):
        assert agrees(found[0], math.floor(loss / start)) or value_of(found[0]) == pytest.approx(loss / start, rel=5e-3)
    elif found := read(r"R² is <N>: the mean of the targets would be a far better prediction\.", said):
        assert agrees(found[0], r2)
    elif said:
        found = read(r"A parameter is <N> in size\. .*", said)
        assert found is not None
        assert agrees(found[0], 10.0**size)


@CASES
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(2, 5))
def test_scores_are_those_counted_one_by_one(seed: int, m: int, classes: int) -> None:
    rng = np.random.default_rng(seed)
    labels, predicted = rng.integers(classes, size=(2, m))
    found = class_scores(labels, predicted, classes)
    both = list(zip(labels.tolist(), predicted.tolist(), strict=True))
    for true in range(classes):
        of, called = [p for t, p in both if t == true], [t for t, p in both if p == true]
        check_share(found.recall[true], of.count(true), len(of))
        check_share(found.precision[true], called.count(true), len(called))
        assert found.confusion[true].tolist() == [of.count(p) for p in range(classes)]
    check_share(found.accuracy, sum(t == p for t, p in both), m)


def check_share(share: float, right: int, of: int) -> None:
    """Check a share and how it is written: 0 or 100 % only where it is exactly so."""
    assert math.isnan(share) if not of else share == right / of
    for digits in (0, 1):
        text = percent(float(share), digits)
        if not of:
            assert text == "not defined"
        elif found := read(r"(<|>) <N> %", text):
            assert 0 < right < of
        else:
            found = read(r"<N> %", text)
            assert found is not None
            assert agrees(found[0], 100.0 * right / of)
            assert (value_of(found[0]) in (0.0, 100.0)) == (right in (0, of))


@CASES
@given(st.integers(0, 10_000), st.integers(1, 30), st.floats(0.0, 2.0))
def test_scores_of_numbers_are_by_their_definitions(seed: int, m: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(1, m)) if seed % 5 else np.full((1, m), 3.0)
    a = y + noise * rng.normal(size=(1, m))
    (found,) = number_scores(y, a)
    errors: Sequence[float] = (y - a)[0].tolist()
    spread = sum((each - y.mean()) ** 2 for each in y[0].tolist())
    assert found.mean_absolute_error == pytest.approx(sum(map(abs, errors)) / m)
    assert found.root_mean_squared_error == pytest.approx(math.sqrt(sum(each**2 for each in errors) / m))
    if len({*y[0].tolist()}) == 1:
        assert math.isnan(found.r2)
    else:
        assert found.r2 == pytest.approx(1.0 - sum(each**2 for each in errors) / spread)
    loss: Array = np.abs(y - a)[0]
    first = worst(loss, 5).tolist()
    assert sorted(loss.tolist(), reverse=True)[: len(first)] == [loss[each] for each in first]
    assert shares(loss).sum() == pytest.approx(1.0)
