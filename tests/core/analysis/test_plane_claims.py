"""What is said of planes and of the path on them, for runs of many small networks."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.curvature import largest_curvature
from core.analysis.planes import GradientAndCurvature, PathComponents, PlaneInputs, RandomDirections, StartNowEnd
from core.arrays import Array
from core.data.datasets import Moons
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid, Tanh
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare

CASES = settings(max_examples=200)
SEEDS = st.integers(0, 199)


@lru_cache
def seen(seed: int) -> PlaneInputs:
    """Return a short run of a small network, seen at its fifth iteration."""
    g = Tanh() if seed % 2 else HIDDEN_ACTIVATIONS["softplus"]()
    experiment = Experiment(
        data=Moons(points=12, seed=seed), network=Network((DenseLayer(2, g),), Sigmoid()), batch_size=4, seed=seed
    )
    problem = prepare(experiment)
    keys = advance(problem, problem.start(), 9).keys
    thetas = np.array([problem.start().theta, *(key.theta for key in keys)])
    return PlaneInputs(problem, thetas[5], thetas[:6], thetas[9], (0, 1))


def off(plane_point: Array, u: Array, v: Array, theta: Array) -> float:
    """Return the distance of ``theta`` from the plane, by least squares."""
    basis = np.stack([u, v], axis=1)
    left = theta - plane_point
    return float(np.linalg.norm(left - basis @ np.linalg.lstsq(basis, left, rcond=None)[0]))


@CASES
@given(SEEDS)
@pytest.mark.slow
def test_the_plane_of_start_now_and_end_goes_through_all_three(seed: int) -> None:
    view = seen(seed)
    plane = StartNowEnd().plane(view)
    for theta in (view.path[0], view.theta, view.end):
        assert off(plane.origin, plane.u, plane.v, theta) < 1e-9


@pytest.mark.slow
@CASES
@given(SEEDS, st.integers(0, 2**31))
def test_along_the_main_directions_the_path_spreads_most(seed: int, other: int) -> None:
    view = seen(seed)
    plane, away = PathComponents().plane(view), view.path - view.theta
    first, second = np.linalg.norm(away @ plane.u), np.linalg.norm(away @ plane.v)
    direction = np.random.default_rng(other).standard_normal(len(view.theta))
    direction /= np.linalg.norm(direction)
    assert np.linalg.norm(away @ direction) <= first + 1e-9
    direction -= (direction @ plane.u) * plane.u
    assert np.linalg.norm(away @ direction) <= second * np.linalg.norm(direction) + 1e-9


@pytest.mark.slow
@CASES
@given(SEEDS)
def test_the_loss_curves_most_along_the_second_direction(seed: int) -> None:
    view = seen(seed)
    gradient = partial(full_gradient, view.problem)
    bumps = 1e-5 * np.eye(len(view.theta))
    hessian = np.array([(gradient(view.theta + b) - gradient(view.theta - b)) / 2e-5 for b in bumps])
    found = largest_curvature(gradient, view.theta).direction
    sizes = np.abs(np.linalg.eigvalsh(hessian))
    assert abs(found @ hessian @ found) >= 0.9 * sizes.max()
    plane = GradientAndCurvature().plane(view)
    g = gradient(view.theta)
    np.testing.assert_allclose(plane.u, g / np.linalg.norm(g), rtol=1e-12)
    assert abs(plane.u @ plane.v) < 1e-9
    assert off(np.zeros_like(found), plane.u, plane.v, found) < 1e-7


@CASES
@given(SEEDS, st.integers(0, 1000))
@pytest.mark.slow
def test_random_directions_are_as_long_as_each_neurons_weights(seed: int, number: int) -> None:
    view = seen(seed)
    plane, layout = RandomDirections(seed=number).plane(view), view.problem.layout
    for l in (1, 2):
        for direction in (plane.u, plane.v):
            of, weights = layout.weights(direction, l), layout.weights(view.theta, l)
            np.testing.assert_allclose(np.linalg.norm(of, axis=1), np.linalg.norm(weights, axis=1))


@CASES
@given(SEEDS, st.integers(0, 1000))
@pytest.mark.slow
def test_how_much_of_the_path_is_shown_and_how_far_it_is(seed: int, number: int) -> None:
    view = seen(seed)
    plane = RandomDirections(seed=number).plane(view)
    basis = np.linalg.qr(np.stack([plane.u, plane.v], axis=1))[0]
    steps = np.diff(view.path, axis=0)
    shown = np.linalg.norm(steps @ basis, axis=1).sum() / np.linalg.norm(steps, axis=1).sum()
    assert plane.length_share(view.path) == pytest.approx(shown)
    away = [off(plane.origin, plane.u, plane.v, theta) for theta in view.path]
    np.testing.assert_allclose(plane.distances(view.path), away, atol=1e-9)


@CASES
@given(SEEDS, st.floats(0.01, 3.0))
def test_only_beyond_two_by_kappa_a_parabola_is_left_higher(seed: int, times: float) -> None:
    """What the plot of steps says of its dashed line, on a bowl of random curvatures."""
    rng = np.random.default_rng(seed)
    hessian = rng.standard_normal((3, 3))
    hessian, theta = hessian @ hessian.T + 0.1 * np.eye(3), rng.standard_normal(3)
    g = hessian @ theta
    kappa = g @ hessian @ g / (g @ g)
    after = theta - times * 2.0 / kappa * SGD().rule(theta, g, (), 1)[1]
    higher = after @ hessian @ after > theta @ hessian @ theta
    assert higher == (times > 1.0) or times == pytest.approx(1.0)
