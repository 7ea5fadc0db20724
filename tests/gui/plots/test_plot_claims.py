"""What the plots' helps say, held against what they are given to draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from core.analysis.planes import PathComponents, PlaneKind, RandomDirections, TwoParameters
from core.analysis.regions import grid
from core.analysis.sight import Sight
from core.data.datasets import Blobs
from core.exchange.scenes import load_scene
from core.nn.activations import ACTIVATIONS
from core.nn.regularizers import L2
from core.training.loop import advance
from core.training.problem import prepare
from core.training.trace import trace
from gui.frames.chart import lay
from gui.frames.regions import number_range, regions_of
from gui.plots.loss_curve import turning_point
from gui.plots.parts.surface import shade_table
from tests.core.samples import SMALL
from tests.gui.frames.frames import asked, begun, trained

CASES = settings(max_examples=200)
NUMBERS = prepare(load_scene("two-hills").experiment)


@CASES
@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(0, 5))
def test_the_turn_is_marked_where_stopping_would_have_been_better(seed: int, count: int, to_come: int) -> None:
    rng = np.random.default_rng(seed)
    loss = rng.uniform(0.5, 1.0, count)
    loss[rng.random(count) < 0.1] = np.inf
    future = rng.uniform(0.0, 2.0, to_come)  # which is not told
    series = np.arange(float(count + to_come)), np.concatenate([loss, future])
    turn = turning_point({"test": series}, until=count - 1)
    lowest = float(loss.min())
    if turn is None:
        assert not np.isfinite(lowest) or not np.isfinite(loss[-1]) or loss[-1] < 1.05 * lowest
    else:
        assert turn == (int(np.argmin(loss)), lowest)
        assert loss[-1] >= 1.05 * lowest


@pytest.mark.slow
@CASES
@given(st.sampled_from((TwoParameters(), PathComponents(), RandomDirections())), st.integers(0, 19), st.integers(2, 6))
def test_slice_and_truth_meet_at_the_ball(plane: PlaneKind, pick: int, iteration: int) -> None:
    frame, run = begun(sight=Sight(plane=plane, picked=(pick, (pick + 1) % 20)))
    frame = trained(run, frame, iteration).frame
    chart = lay(run.id, frame.problem, frame.snapshot, asked(run, frame, calm=True), None)
    met = frame.evaluation.train_loss + frame.evaluation.penalty
    assert chart.slice_losses[-1] == pytest.approx(chart.true_losses[-1], rel=1e-12) == pytest.approx(met, rel=1e-12)


@CASES
@given(st.integers(5, 2_000_000), st.integers(1, 3_000))
def test_after_the_first_iterations_losses_are_measured_less_and_less_often(examples: int, stride: int) -> None:
    problem = replace(NUMBERS, labels=np.zeros(examples), evaluation_stride=stride)
    places = [0]
    while len(places) < 600:
        places.append(problem.evaluation_after(places[-1]))
    first = min(100, 500_000 // examples)
    assert places[: first + 1] == list(range(first + 1))
    ends = 2 ** np.arange(1, 30)
    ends = ends[2 * ends <= places[-1]]
    counts = np.diff(np.searchsorted(places, np.append(ends, 2 * ends[-1])))  # from k to 2k
    shares = counts / ends
    assert np.all(shares[1:] <= shares[:-1] + 1.0 / ends[1:])


@CASES
@given(st.sampled_from(sorted(ACTIVATIONS)), st.integers(2, 6))
def test_the_middle_of_a_neurons_map_is_as_told(name: str, classes: int) -> None:
    centre, _ = ACTIVATIONS[name]().neutral_and_reach(classes)
    assert centre == (0.5 if name in ("sigmoid", "step") else 1.0 / classes if name == "softmax" else 0.0)


def test_the_thin_line_is_the_loss_of_the_next_batch_before_its_step() -> None:
    for seed in range(20):
        experiment = replace(SMALL, data=Blobs(points=24, seed=seed), regularizer=L2(lam=0.1), seed=seed)
        problem = prepare(experiment)
        progress = advance(problem, problem.start(), 10)
        keys = (problem.start(), *progress.keys)
        for k in range(10):
            assert trace(problem, keys[k]).loss == pytest.approx(progress.batch_loss[k], rel=1e-12)


@CASES
@given(st.integers(0, 2**31))
def test_lighter_shades_are_higher_predictions_and_each_line_joins_equal_ones(seed: int) -> None:
    rng, (low, high) = np.random.default_rng(seed), number_range(NUMBERS)
    x, y = grid((0.0, 1.0, 0.0, 1.0), 24)
    slope = rng.normal(0.0, high - low, 2)
    answers = slope @ [x, y] + rng.uniform(low, high)
    regions = regions_of(NUMBERS, (0.0, 1.0, 0.0, 1.0), answers.reshape(1, 24, 24))
    shades = np.array([QColor.fromRgba(shade).getRgbF()[:3] for shade in shade_table()[:-1]])
    light = (shades @ [0.2126, 0.7152, 0.0722])[regions.image].ravel()
    assert np.all(np.diff(light[np.argsort(answers)]) >= -1.0 / 255.0)  # but for the rounding of colours
    along = slope @ regions.boundary + (answers[0] - slope @ [x[0], y[0]])
    for line in filter(len, (line[np.isfinite(line)] for line in np.split(along, np.flatnonzero(np.isnan(along))))):
        assert np.ptp(line) < 1e-9 * (high - low)
