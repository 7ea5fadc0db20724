"""What the data sets' helps say, held against their points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.data.boundary import TypedBoundary
from core.data.datasets import Blobs, Rings, Xor
from core.data.regression import Cubic, SineNoise, Slope, TwoHills
from core.data.stories import CourseGrades, CoursePassFail
from core.nn.activations import Identity, ReLU
from core.nn.losses import MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import Adam
from core.training.problem import prepare

CASES = settings(max_examples=200)
SEEDS = st.integers(0, 2**31 - 1)


def least_squares(x: Array, y: Array) -> Array:
    """Return the weights and the bias of the plane nearest to the numbers."""
    over_ones = np.concatenate([x, np.ones((1, x.shape[1]))])
    fitted: Array = np.linalg.lstsq(over_ones.T, y, rcond=None)[0]
    return fitted


@CASES
@given(SEEDS, st.sampled_from(("sin(4*x)/2", "x/2", "x**2 - 0.5", "abs(x)-0.5")), st.sampled_from((0.0, 0.1)))
def test_a_typed_boundary_parts_points_before_noise_moves_them(seed: int, text: str, noise: float) -> None:
    ideal = TypedBoundary(points=60, noise=0.0, boundary=text, seed=seed).generate()
    x, y = ideal.x
    curve = {"sin(4*x)/2": np.sin(4 * x) / 2, "x/2": x / 2, "x**2 - 0.5": x**2 - 0.5, "abs(x)-0.5": abs(x) - 0.5}[text]
    assert np.array_equal(ideal.labels, (y > curve).astype(int))
    assert np.abs(ideal.x).max() <= 1.0
    moved = TypedBoundary(points=60, noise=noise, boundary=text, seed=seed).generate()
    assert np.array_equal(moved.labels, ideal.labels)
    assert np.array_equal(moved.x, ideal.x) == (noise == 0.0)


@CASES
@given(SEEDS, st.integers(2, 6))
def test_straight_lines_separate_clouds_that_do_not_overlap(seed: int, clouds: int) -> None:
    examples = Blobs(points=60, noise=0.05, clouds=clouds, seed=seed).generate()
    for c in range(clouds):
        own, others = examples.x[:, examples.labels == c], examples.x[:, examples.labels != c]
        middle = own.mean(axis=1)
        assert (middle @ own).min() > (middle @ others).max()


@CASES
@given(SEEDS, st.integers(2, 5))
def test_rings_lie_inside_each_other(seed: int, rings: int) -> None:
    examples = Rings(points=60, noise=0.0, rings=rings, seed=seed).generate()
    radius = np.linalg.norm(examples.x, axis=0)
    for c in range(rings - 1):
        assert radius[examples.labels == c].max() < radius[examples.labels == c + 1].min()


@CASES
@given(SEEDS, st.floats(0.0, 2.0 * np.pi), st.floats(-1.0, 1.0))
def test_no_line_separates_the_quarters(seed: int, angle: float, bias: float) -> None:
    examples = Xor(points=400, noise=0.0, seed=seed).generate()
    side = np.array([np.cos(angle), np.sin(angle)]) @ examples.x > bias
    assert 0.1 < np.mean(side == (examples.labels == 1)) < 0.9
    product = examples.x[0] * examples.x[1] > 0  # as a feature it separates them
    assert np.array_equal(product, examples.labels == 1)


@CASES
@given(SEEDS)
def test_one_neuron_without_activation_is_enough_for_the_plane_and_not_for_the_hills(seed: int) -> None:
    flat = Slope(points=200, noise=0.0, seed=seed).generate()
    np.testing.assert_allclose(least_squares(flat.x, flat.values[0]), [0.6, -0.3, 0.1], atol=1e-12)
    hills = TwoHills(points=200, noise=0.0, seed=seed).generate()
    over_ones = np.concatenate([hills.x, np.ones((1, 200))])
    left = hills.values[0] - least_squares(hills.x, hills.values[0]) @ over_ones
    assert np.sum(left**2) > 0.3 * np.sum((hills.values[0] - hills.values[0].mean()) ** 2)


@CASES
@given(SEEDS, st.floats(0.0, 1.0))
def test_curves_follow_their_rule(seed: int, noise: float) -> None:
    for data, rule, reach in ((SineNoise, lambda x: np.sin(3 * x), 2.0), (Cubic, lambda x: x**3 - x, 1.5)):
        examples = data(points=100, noise=noise, seed=seed).generate()
        assert np.abs(examples.x).max() <= reach
        off = examples.values[0] - rule(examples.x[0])
        assert np.sqrt(np.mean(off**2)) == pytest.approx(noise, rel=0.4, abs=1e-12)


@CASES
@given(SEEDS, st.floats(0.0, 20.0))
def test_students_pass_with_fifty_points(seed: int, noise: float) -> None:
    grades = CourseGrades(points=60, noise=noise, seed=seed).generate()
    results = CoursePassFail(points=60, noise=noise, seed=seed).generate()
    assert np.array_equal(grades.x, results.x)  # the same students
    assert np.array_equal(results.labels, (grades.values[0] >= 50.0).astype(int))
    assert grades.values.min() >= 0.0
    assert grades.values.max() <= 100.0
    expected = np.clip(np.array([1.2, 0.30, -1.5]) @ grades.x + 20.0, 0.0, 100.0)
    assert np.abs(grades.values[0] - expected).max() <= 5.0 * noise + 1e-9
    assert grades.values[0, 0] == pytest.approx(expected[0])


@pytest.mark.slow
def test_of_few_points_a_large_network_memorises_the_noise() -> None:
    large = Network((DenseLayer(64, ReLU()), DenseLayer(64, ReLU())), Identity())
    experiment = Experiment(
        data=Cubic(seed=1),
        test_share=0.5,
        network=large,
        batch_size=12,
        loss=MeanSquaredError(),
        optimizer=Adam(alpha=0.01),
    )
    problem = prepare(experiment)
    end = advance(problem, problem.start(), 1500, evaluated=False).snapshot
    met = evaluate(problem, end.theta, end.iteration)
    assert met.train_loss < 0.1 * 0.15**2  # far below the variance of the noise
    assert met.test_loss > 0.15**2
