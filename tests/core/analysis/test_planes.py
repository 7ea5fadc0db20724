"""Planes through parameter space: what they hold of a path, and the loss on them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.analysis.curvature import begin, largest_curvature
from core.analysis.landscape import losses_on
from core.analysis.planes import (
    PLANES,
    PathComponents,
    PlaneInputs,
    PlaneKind,
    RandomDirections,
    StartNowEnd,
    TwoParameters,
    spread_shares,
)
from core.arrays import Array
from core.hyperparameters import InvalidSetting
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.gradient import full_gradient
from core.training.loop import advance
from core.training.problem import prepare
from tests.core.samples import SMALL, entries, title

PROBLEM = prepare(replace(SMALL, regularizer=L2(lam=0.01)))


def view(now: int = 40, end: int = 60, picked: tuple[int, int] = (0, 4)) -> PlaneInputs:
    progress = advance(PROBLEM, PROBLEM.start(), max(end, 1))
    thetas = [PROBLEM.start().theta, *(key.theta for key in progress.keys)]
    return PlaneInputs(PROBLEM, thetas[now], np.array(thetas[: now + 1]), thetas[end], picked)


@pytest.mark.parametrize("kind", entries(PLANES), ids=title)
def test_the_loss_at_the_ball_is_the_runs_own(kind: PlaneKind) -> None:
    seen = view()
    plane = kind.plane(seen)
    met = evaluate(PROBLEM, seen.theta, 40)
    assert plane.distance(seen.theta) < 1e-12 * np.linalg.norm(seen.theta)
    loss = losses_on(PROBLEM, plane, plane.place(seen.theta)[None])
    assert loss[0] == pytest.approx(met.train_loss + met.penalty, rel=1e-12)


@pytest.mark.parametrize("kind", entries(PLANES), ids=title)
def test_the_loss_on_a_plane_is_that_of_its_thetas(kind: PlaneKind) -> None:
    plane = kind.plane(view())
    points = np.random.default_rng(3).normal(size=(5, 2))
    expected = []
    for s, t in points:
        met = evaluate(PROBLEM, plane.at(s, t), 0)
        expected.append(met.train_loss + met.penalty)
        np.testing.assert_allclose(plane.place(plane.at(s, t)), (s, t), atol=1e-9)
    np.testing.assert_allclose(losses_on(PROBLEM, plane, points), expected, rtol=1e-12)


def test_two_parameters_are_their_own_coordinates() -> None:
    seen = view(picked=(2, 9))
    plane = TwoParameters().plane(seen)
    np.testing.assert_allclose(plane.place(seen.path), seen.path[:, [2, 9]], atol=1e-15)
    assert plane.names == (PROBLEM.layout.name(2), PROBLEM.layout.name(9))
    assert plane.first_layer == PROBLEM.layout.position(2)[0]


@pytest.mark.filterwarnings("error")
def test_a_plane_does_not_hold_what_cannot_be_measured() -> None:
    """Many values of 1e308 have no length that is a number."""
    plane = TwoParameters().plane(view(0))
    far = plane.at(0.0, 0.0).copy()
    assert plane.holds(far)
    far[5:] = 1e308
    assert not plane.holds(far)
    far[:5] = 1e308
    assert not plane.holds(far)


def test_principal_components_hold_what_a_direct_decomposition_says() -> None:
    seen = view()
    offsets = seen.path - seen.theta
    values = np.sort(np.linalg.eigvalsh(offsets @ offsets.T))[::-1]
    np.testing.assert_allclose(spread_shares(seen.path, seen.theta)[:3], values[:3] / values.sum(), rtol=1e-6)
    plane = PathComponents().plane(seen)
    held = np.linalg.norm(plane.place(seen.path), axis=1) ** 2
    assert held.sum() / np.sum(offsets**2) == pytest.approx(values[:2].sum() / values.sum(), rel=1e-9)
    others = [kind.plane(seen).length_share(seen.path) for kind in (TwoParameters(), RandomDirections())]
    assert 1.0 >= plane.length_share(seen.path) > max(others)


def test_start_now_and_end_lie_on_their_plane() -> None:
    seen = view()
    plane = StartNowEnd().plane(seen)
    for theta in (seen.path[0], seen.theta, seen.end):
        assert plane.distance(theta) < 1e-12


def test_the_largest_curvature_is_the_largest_eigenvalue() -> None:
    hessian = np.diag([1.0, -7.0, 3.0])
    curvature = largest_curvature(lambda theta: hessian @ theta, np.zeros(3))
    assert curvature.curvature == pytest.approx(-7.0, rel=1e-3)
    np.testing.assert_allclose(np.abs(curvature.direction), [0.0, 1.0, 0.0], atol=1e-2)


def test_a_search_for_the_largest_curvature_needs_one_gradient_at_a_time() -> None:
    asked = []

    def gradient(theta: Array) -> Array:
        asked.append(theta)
        return full_gradient(PROBLEM, theta)

    curvature, whole = begin(gradient, view().theta), largest_curvature(partial(full_gradient, PROBLEM), view().theta)
    while not curvature.done:
        before = len(asked)
        curvature = curvature.proceed(0.0)
        assert len(asked) == before + 1
    assert len(asked) == 2 * curvature.rounds
    assert curvature.result is not None
    assert np.array_equal(curvature.result, whole.direction)


def test_random_directions_have_the_lengths_of_the_neurons() -> None:
    seen = view()
    plane, layout = RandomDirections(seed=4).plane(seen), PROBLEM.layout
    for l in range(1, layout.depth + 1):
        for direction in (plane.u, plane.v):
            drawn, weights = (np.linalg.norm(layout.weights(a, l), axis=1) for a in (direction, seen.theta))
            np.testing.assert_allclose(drawn, weights, rtol=1e-12)
            assert not layout.biases(direction, l).any()


def one_point() -> PlaneInputs:
    return view(now=0, end=0)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (PathComponents(), one_point()),
        (PathComponents(), view(now=1)),
        (StartNowEnd(), one_point()),
        (StartNowEnd(), view(now=60)),
        (TwoParameters(), view(picked=(3, 3))),
    ],
)
def test_what_spans_no_plane_is_refused_in_words(kind: PlaneKind, seen: PlaneInputs) -> None:
    with pytest.raises(InvalidSetting) as refusal:
        kind.plane(seen)
    assert refusal.value.setting == "plane"
    assert len(str(refusal.value)) > 30


def test_the_tangent_on_a_plane_is_the_backpropagated_gradient() -> None:
    seen = view()
    gradient: Array = full_gradient(PROBLEM, seen.theta)
    for kind in entries(PLANES):
        plane = kind.plane(seen)
        s, t = plane.place(seen.theta)
        bump = 1e-6
        points = np.array([[s + bump, t], [s - bump, t], [s, t + bump], [s, t - bump]])
        right, left, up, down = losses_on(PROBLEM, plane, points)
        slopes = (right - left) / (2 * bump), (up - down) / (2 * bump)
        np.testing.assert_allclose(slopes, [plane.u @ gradient, plane.v @ gradient], rtol=1e-6, atol=1e-9)
