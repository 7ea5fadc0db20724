"""What is said of networks, held against what is computed anew, over many random ones."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.gradient_check import check_all
from core.analysis.nudge import losses_along, nudge
from core.analysis.planes import Plane
from core.arrays import Array, frozen
from core.data.datasets import Moons
from core.nn.activations import HIDDEN_ACTIVATIONS, LeakyReLU, ReLU, Sigmoid, Tanh
from core.nn.initializers import Zeros
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L1
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS
from core.training.problem import Problem, prepare

SEEDS = st.integers(0, 10_000)


def kinked(seed: int, leak: float, penalty: bool) -> tuple[Problem, Array]:
    """A network whose first layer has weights and biases of 0 in one neuron: every example stands on its kink."""
    rng = np.random.default_rng(seed)
    g = LeakyReLU(leak=leak) if leak else ReLU()
    network = Network((DenseLayer(4, g), DenseLayer(3, Tanh())), Sigmoid())
    experiment = Experiment(data=Moons(points=40, seed=seed), network=network, batch_size=8)
    problem = prepare(replace(experiment, regularizer=L1(lam=0.01)) if penalty else experiment)
    theta = rng.standard_normal(problem.layout.parameters)
    problem.layout.weights(theta, 1)[0] = 0.0
    problem.layout.biases(theta, 1)[0] = 0.0
    return problem, theta


@pytest.mark.slow
@settings(max_examples=60)
@given(SEEDS, st.sampled_from((0.0, 0.1, 0.5)), st.booleans())
def test_no_fault_is_found_where_there_is_none_at_kinks_too(seed: int, leak: float, penalty: bool) -> None:
    problem, theta = kinked(seed, leak, penalty)
    result = check_all(problem, theta).result
    assert result is not None
    assert [each.words for each in result if not each.good] == []


@pytest.mark.slow
@settings(max_examples=200)
@given(SEEDS, st.sampled_from((0.0, 0.3)), st.integers(0, 2), st.floats(-5.0, -1.0), st.sampled_from((-1.0, 1.0)))
def test_what_is_said_of_a_nudge_at_a_kink_holds(seed: int, leak: float, at: int, power: float, sign: float) -> None:
    problem, theta = kinked(seed, leak, False)
    index = [0, 1, 8][at]  # both weights and the bias of the neuron
    delta = sign * 10.0**power
    met = nudge(problem, theta, index, delta)
    if "agree" in met.verdict:
        assert abs(met.quotient - met.derivative) <= max(met.noise, 0.011 * max(abs(met.quotient), abs(met.derivative)))
    if "smaller Δ" in met.verdict or "cancels most" in met.verdict:
        quotients = [nudge(problem, theta, index, delta / 10.0**n) for n in (1, 2, 3)]
        assert any(abs(q.quotient - met.derivative) < abs(met.quotient - met.derivative) for q in quotients)
    if "kink" in met.verdict:
        w = float(theta[index])
        before, here, after = losses_along(problem, theta, index, np.array([w - 1e-7, w, w + 1e-7]))
        right, left = (after - here) / 1e-7, (here - before) / 1e-7
        assert abs(right - left) > 1e-6


@pytest.mark.slow
@settings(max_examples=200)
@given(SEEDS, st.sampled_from(sorted(HIDDEN_ACTIVATIONS)), st.floats(-8.0, 1.0))
def test_what_is_said_of_a_nudge_holds(seed: int, name: str, power: float) -> None:
    network = Network((DenseLayer(3, HIDDEN_ACTIVATIONS[name]()),), Sigmoid())
    problem = prepare(Experiment(data=Moons(points=20, seed=seed % 50), network=network, batch_size=8))
    theta = np.random.default_rng(seed).standard_normal(problem.layout.parameters)
    index, delta = seed % len(theta), 10.0**power
    met, error = nudge(problem, theta, index, delta), 0.0
    error, size = abs(met.quotient - met.derivative), max(abs(met.quotient), abs(met.derivative))
    if "agree exactly" in met.verdict:
        assert error == 0.0
    elif "agree to about" in met.verdict:
        digits = int(met.verdict.split("about ")[1].split()[0])
        assert error < 10.0**-digits * size * (1.0 + 1e-9)
        assert "1 digits" not in met.verdict
    if "cancels most" in met.verdict:
        assert abs(met.central - met.derivative) < 0.5 * error
    if "mostly round-off" in met.verdict:
        assert met.noise > 0.1 * size


@settings(max_examples=200)
@given(st.floats(-745.0, 745.0), st.integers(0, 1), st.sampled_from((1, 600)))
def test_binary_cross_entropy_keeps_its_digits(z: float, y: int, m: int) -> None:
    loss = BinaryCrossEntropy().per_example(np.full((1, m), z), np.empty((1, m)), np.full((1, m), float(y)))
    exact = math.log1p(math.exp(-abs(z))) + max(0.0, z if y == 0 else -z)
    np.testing.assert_allclose(loss, exact, rtol=1e-13)


@settings(max_examples=200)
@given(st.lists(st.floats(-400.0, 400.0), min_size=3, max_size=3), st.integers(0, 2))
def test_categorical_cross_entropy_keeps_its_digits(z: list[float], true: int) -> None:
    y = np.eye(3)[:, [true]]
    loss = float(CategoricalCrossEntropy().per_example(np.array(z)[:, None], np.empty((3, 1)), y)[0])
    d = sorted(each - z[true] for place, each in enumerate(z) if place != true)
    top = max(0.0, d[-1])
    exact = top + math.log1p(sum(math.exp(each - top) for each in d) + math.expm1(-top))
    assert loss == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("z", [1e17, 1e9, 500.0, 50.0, 5.0, -5.0, -50.0])
def test_swish_has_its_slope_far_out(z: float) -> None:
    sigma, other = 1.0 / (1.0 + math.exp(-z)), 1.0 / (1.0 + math.exp(min(z, 700.0)))
    exact = sigma * (1.0 + (z * other if z < 700.0 else 0.0))
    slope = float(HIDDEN_ACTIVATIONS["swish"]().slope(np.array([[z]]))[0, 0])
    assert slope == pytest.approx(exact, rel=1e-12, abs=1e-15)


@pytest.mark.slow
@settings(max_examples=200)
@given(SEEDS, st.sampled_from(sorted(OPTIMIZERS)), st.sampled_from((Tanh(), ReLU())), st.integers(1, 3))
def test_zeros_move_no_weight_of_tanh_and_relu_networks(seed: int, name: str, g: Tanh | ReLU, depth: int) -> None:
    network = Network(tuple(DenseLayer(3, g) for _ in range(depth)), Sigmoid())
    experiment = Experiment(
        data=Moons(points=20, seed=seed % 40), network=network, batch_size=5, initializer=Zeros(), seed=seed
    )
    problem = prepare(replace(experiment, optimizer=OPTIMIZERS[name]()))
    theta = advance(problem, problem.start(), 12).snapshot.theta
    assert all(not problem.layout.weights(theta, l).any() for l in range(1, depth + 2))
    assert theta[-1] != 0.0


@pytest.mark.slow
@settings(max_examples=200)
@given(SEEDS, st.integers(3, 30))
def test_the_arrow_points_down_the_steepest_way_on_the_plane(seed: int, p: int) -> None:
    rng = np.random.default_rng(seed)
    u, v, gradient = rng.standard_normal((3, p))
    plane = Plane(frozen(np.zeros(p)), frozen(u), frozen(3.0 * v + u), ("s", "t"), 1)
    down = -plane.downhill(np.array([gradient @ plane.u, gradient @ plane.v]))
    steepest = down[0] * plane.u + down[1] * plane.v
    rate = gradient @ steepest / np.linalg.norm(steepest)
    for angle in np.linspace(0.0, 2.0 * math.pi, 60):
        other = math.cos(angle) * plane.u + math.sin(angle) * plane.v
        assert rate <= gradient @ other / np.linalg.norm(other) + 1e-9


@settings(max_examples=200)
@given(SEEDS, st.floats(0.0, 4.0), st.sampled_from((1.0, 100.0)))
@pytest.mark.slow
def test_a_step_of_the_optimisers_direction_doubles_with_alpha(seed: int, power: float, times: float) -> None:
    """What the learning rate's help says."""
    rng = np.random.default_rng(seed)
    theta, g = rng.standard_normal((2, 6))
    for entry in OPTIMIZERS.values():
        steps = []
        for alpha in (10.0**-power, 2.0 * 10.0**-power):
            moved, optimizer = theta.copy(), entry()
            slots = np.abs(rng.standard_normal((len(optimizer.slots), 6))) * 0.0 + 0.5
            optimizer.update(moved, times * g, slots, alpha, 3, np.empty(6))
            steps.append(moved - theta)
        np.testing.assert_allclose(steps[1], 2.0 * steps[0], rtol=1e-6, atol=1e-9)
