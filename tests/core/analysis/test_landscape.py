"""The loss surface and the regions against evaluation and prediction at the same parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import landscape
from core.analysis.landscape import SurfaceInWork, losses_over, proceed
from core.analysis.planes import RandomDirections, TwoParameters, View
from core.analysis.regions import activations_over, grid, outputs_over
from core.arrays import Array
from core.data.datasets import Moons
from core.nn.activations import ReLU
from core.nn.network import layer_by_layer, predict
from core.nn.regularizers import L1
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.problem import Problem, prepare
from tests.core.samples import SMALL, THREE, random_theta, with_hidden

LAYOUT = SMALL.layout
PICKS = {
    "same layer": (LAYOUT.index(1, 2, 1), LAYOUT.index(1, 3, 2)),
    "same neuron": (LAYOUT.index(2, 1, 1), LAYOUT.index(2, 1, 3)),
    "different layers": (LAYOUT.index(3, 1, 1), LAYOUT.index(2, 2, 1)),
    "first and last": (LAYOUT.index(1, 1, 1), LAYOUT.index(3, 1, 2)),
    "two biases": (LAYOUT.index(2, 1, 0), LAYOUT.index(3, 1, 0)),
    "bias and weight": (LAYOUT.index(3, 1, 0), LAYOUT.index(3, 1, 1)),
}
BASES = {
    "sigmoid": SMALL,
    "softmax": THREE,
    "penalty": replace(SMALL, regularizer=L1(lam=0.1)),
    "many points": replace(with_hidden(SMALL, ReLU()), data=Moons(points=3000)),
}
POINTS = np.random.default_rng(8).normal(size=(11, 2))


def loss_at(problem: Problem, theta: Array) -> float:
    """Return the plotted training loss."""
    met = evaluate(problem, theta, 0)
    return met.train_loss + met.penalty


@pytest.mark.parametrize("pick", PICKS)
@pytest.mark.parametrize("base", BASES)
def test_surface_is_the_plotted_loss(base: str, pick: str) -> None:
    problem, picked = prepare(BASES[base]), PICKS[pick]
    theta = random_theta(problem)
    expected = []
    for point in POINTS:
        moved = theta.copy()
        moved[list(picked)] = point
        expected.append(loss_at(problem, moved))
    np.testing.assert_allclose(losses_over(problem, theta, picked, POINTS), expected, rtol=1e-12)


def work_on(problem: Problem) -> SurfaceInWork:
    s, t = np.linspace(-2.0, 2.0, 6), np.linspace(-3.0, 1.0, 5)
    theta = random_theta(problem)
    plane = TwoParameters().plane(View(problem, theta, theta[None], theta, PICKS["different layers"]))
    return SurfaceInWork(plane, 7, s, t)


def test_a_surface_in_slices_is_the_same_surface() -> None:
    problem = prepare(SMALL)
    whole = proceed(problem, work_on(problem), np.inf).finished
    slices, work = 0, work_on(problem)
    while work.finished is None:
        work, slices = proceed(problem, work, 0.0), slices + 1
    assert slices == 5
    assert whole is not None
    assert whole.heights.tobytes() == work.finished.heights.tobytes()
    assert (whole.iteration, whole.of_batch, whole.heights.shape) == (7, False, (5, 6))
    assert not whole.heights.flags.writeable


def test_rows_are_v_and_columns_are_u() -> None:
    problem = prepare(SMALL)
    work = work_on(problem)
    surface = proceed(problem, work, np.inf).finished
    assert surface is not None
    moved = work.plane.origin.copy()
    moved[list(PICKS["different layers"])] = work.s[1], work.t[3]
    assert surface.heights[3, 1] == pytest.approx(loss_at(problem, moved), rel=1e-12)


def test_theta_and_the_problem_are_left_alone() -> None:
    problem = prepare(SMALL)
    theta = random_theta(problem)
    before = theta.copy()
    losses_over(problem, theta, PICKS["same layer"], POINTS)
    full_gradient(problem, theta)
    np.testing.assert_array_equal(theta, before)


def test_overflow_is_no_number_and_no_error() -> None:
    problem = prepare(with_hidden(SMALL, ReLU()))
    losses = losses_over(problem, random_theta(problem), PICKS["different layers"], np.array([[1e308, 1e308], [0, 0]]))
    assert np.isfinite(losses[1])
    assert losses.shape == (2,)


def test_grid_goes_row_by_row_from_below() -> None:
    points = grid((-1.0, 1.0, 10.0, 14.0), 2)
    np.testing.assert_array_equal(points, [[-0.5, 0.5, -0.5, 0.5], [11.0, 11.0, 13.0, 13.0]])
    assert not points.flags.writeable


@pytest.mark.parametrize("experiment", [SMALL, THREE], ids=["sigmoid", "softmax"])
@pytest.mark.parametrize("resolution", [3, 51])
def test_regions_are_what_the_network_predicts(experiment: Experiment, resolution: int) -> None:
    problem = prepare(experiment)
    network, layout, theta = experiment.network, problem.layout, random_theta(problem)
    points = grid(problem.bounds, resolution)
    _, a = predict(network, layout, theta, points)
    layers = activations_over(network, layout, theta, points)
    assert [len(layer) for layer in layers] == list(layout.sizes)
    np.testing.assert_allclose(outputs_over(network, layout, theta, points), a, rtol=1e-5)
    for given, (_, expected) in zip(layers[1:], layer_by_layer(network, layout, theta, points), strict=True):
        np.testing.assert_allclose(given, expected, rtol=1e-5, atol=1e-6)


def test_regions_of_huge_parameters_are_computed_with_numbers_that_hold_them() -> None:
    problem = prepare(SMALL)
    network, layout, theta = SMALL.network, problem.layout, 1e30 * random_theta(problem)
    points = grid(problem.bounds, 5)
    _, a = predict(network, layout, theta, points)
    np.testing.assert_array_equal(outputs_over(network, layout, theta, points), a)


@pytest.mark.parametrize("base", ["sigmoid", "softmax", "penalty"])
def test_slopes_of_single_examples_are_their_own_gradients(base: str) -> None:
    problem = prepare(BASES[base])
    theta = random_theta(problem)
    plane = RandomDirections(seed=3).plane(View(problem, theta, theta[None], theta, (0, 1)))
    rows = problem.rows[:9]
    slopes = landscape.example_slopes(problem, plane, theta, rows)
    for k in range(9):
        own = full_gradient(problem, theta, rows[k : k + 1])
        np.testing.assert_allclose(slopes[:, k], [own @ plane.u, own @ plane.v], rtol=1e-9, atol=1e-12)
