"""What is said of optimisers, schedules, breakpoints, races and overflow, held against what is computed anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array, frozen
from core.data.datasets import Moons
from core.exchange.experiments import experiment_to
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid
from core.nn.backpropagation import forward
from core.nn.network import DenseLayer, Network
from core.training.breakpoints import (
    AtIteration,
    Breakpoint,
    GradientAbove,
    LossBelow,
    LossRises,
    Stop,
    TurnInTestLoss,
    next_stop,
)
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.loop import advance, step
from core.training.optimizers import OPTIMIZERS, SGD, AdaGrad, AdamW, Momentum, Nesterov, Optimizer, RMSProp
from core.training.problem import prepare
from core.training.race import variants
from core.training.schedules import Cosine, Exponential, InverseTime, StepDecay, WarmUp
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL

CASES = settings(max_examples=200)
SEEDS = st.integers(0, 2**31)
K = st.integers(0, 100_000)
N = st.integers(1, 2_000)


# Schedules


@CASES
@given(K, N, st.floats(0.01, 0.99))
def test_schedules_fall_as_they_say(k: int, n: int, gamma: float) -> None:
    drops = StepDecay(gamma=gamma, every=n)
    assert (drops.factor(k + 1) != drops.factor(k)) == ((k + 1) % n == 0) or drops.factor(k) < 1e-300
    assert drops.factor(n) == pytest.approx(gamma)
    glides = Exponential(gamma=gamma, per=n)
    assert glides.factor(k + n) == pytest.approx(gamma * glides.factor(k), rel=1e-9, abs=1e-300)
    shares = [glides.factor(j + 1) / glides.factor(j) for j in (0, 7)]
    assert shares[0] == pytest.approx(shares[1])  # the same share at every iteration
    grows = WarmUp(length=n)
    assert grows.factor(k) == pytest.approx(min(1.0, (k + 1) / n))


@CASES
@given(st.integers(0, 10_000), st.floats(1e-4, 10.0), N)
def test_one_over_k_and_cosine_fall_as_they_say(k: int, d: float, n: int) -> None:
    falls = InverseTime(decay=d)
    assert falls.factor(k) - falls.factor(k + 1) >= falls.factor(k + 1) - falls.factor(k + 2)
    assert 1.0 / (1.0 + d * (1.0 / d)) == 0.5 == pytest.approx(falls.factor(1) if d == 1.0 else 0.5)
    wave = Cosine(span=n)
    assert wave.factor(0) == 1.0
    assert all(wave.factor(later) == pytest.approx(0.0, abs=1e-15) for later in (n, n + k))
    at = min(k, n)
    assert wave.factor(at) + wave.factor(n - at) == pytest.approx(1.0)  # half a wave: the same shape from either end


# Optimisers


def walked(optimizer: Optimizer, gradients: list[float], theta: float = 0.0) -> list[dict[str, float]]:
    """Return the values of every update of one parameter."""
    slots, values = [0.0] * len(optimizer.slots), []
    for t, g in enumerate(gradients, start=1):
        values.append(dict(optimizer.explain(theta, g, slots, optimizer.alpha, t)))
        slots, theta = [values[-1][name] for name in optimizer.slots], values[-1]["w_new"]
    return values


GRADIENTS = st.lists(st.floats(-10.0, 10.0), min_size=2, max_size=12)


@CASES
@given(GRADIENTS, st.floats(0.01, 1.0))
def test_adagrads_own_rate_shrinks(gradients: list[float], alpha: float) -> None:
    walk = walked(AdaGrad(alpha=alpha), gradients)
    rates = [alpha / (at["√s"] + 1e-8) for at in walk]
    assert all(later <= before for before, later in pairwise(rates))
    assert walk[-1]["s"] == pytest.approx(sum(g * g for g in gradients))


@pytest.mark.parametrize("rho", [0.5, 0.9, 0.99])
def test_rmsprop_moves_steep_and_flat_at_a_similar_pace(rho: float) -> None:
    gradient, slots, optimizer = 10.0 ** np.linspace(-3.0, 3.0, 200), np.zeros((1, 200)), RMSProp(rho=rho)
    for t in range(1, 600):
        before, theta = np.zeros(200), np.zeros(200)
        optimizer.update(theta, gradient, slots, 0.01, t, np.empty(200))
    np.testing.assert_allclose(before - theta, 0.01, rtol=0.02)


@CASES
@given(SEEDS, st.floats(1e-3, 1.0), st.floats(1e-4, 1.0))
def test_adamw_shrinks_every_parameter_whatever_the_gradient(seed: int, alpha: float, decay: float) -> None:
    theta = np.random.default_rng(seed).standard_normal(5)
    moved, optimizer = theta.copy(), AdamW(alpha=alpha, decay=decay)
    optimizer.update(moved, np.zeros(5), np.zeros((2, 5)), alpha, 1, np.empty(5))
    np.testing.assert_allclose(moved, theta * (1.0 - alpha * decay), rtol=1e-12)


@pytest.mark.parametrize("beta", [0.5, 0.8, 0.9, 0.95])
def test_nesterov_brakes_before_momentum_does(beta: float) -> None:
    """On parabolas of many curvatures, from 1: it goes less far beyond the lowest point."""
    curvature, ends = np.linspace(0.5, 10.0, 200), []
    for optimizer in (Nesterov(beta=beta), Momentum(beta=beta)):
        slots, theta, lowest = np.zeros((1, 200)), np.ones(200), np.ones(200)
        for t in range(1, 300):
            optimizer.update(theta, curvature * theta, slots, 0.01, t, np.empty(200))
            lowest = np.minimum(lowest, theta)
        ends.append(lowest)
    assert np.all(ends[0] >= ends[1])


def test_momentum_rolls_through_small_bumps() -> None:
    def slope(x: Array) -> Array:
        return 2.0 * x + 0.25 * 12.0 * np.cos(12.0 * x)

    ends = []
    for optimizer in (SGD(alpha=0.01), Momentum(alpha=0.01)):
        slots, theta, nearest = np.zeros((len(optimizer.slots), 1)), np.full(1, 2.0), 2.0
        for t in range(1, 400):
            optimizer.update(theta, slope(theta), slots, 0.01, t, np.empty(1))
            nearest = min(nearest, abs(float(theta[0])))
        ends.append(nearest)
    assert ends[0] > 1.0
    assert ends[1] < 0.1


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_only_sgd_remembers_nothing(name: str) -> None:
    assert bool(OPTIMIZERS[name].slots) == (name != "sgd")


@CASES
@given(SEEDS, st.floats(0.01, 2.0), st.floats(0.01, 0.5))
@pytest.mark.slow
def test_clipping_bounds_what_one_steep_place_can_do(seed: int, clip: float, alpha: float) -> None:
    experiment = replace(SMALL, clip_norm=clip, optimizer=SGD(alpha=alpha), seed=seed % 1000)
    problem = prepare(experiment)
    before = problem.start()
    theta = frozen(50.0 * before.theta)
    after = step(problem, Snapshot(0, theta[None], 0, "sgd")).snapshot.theta
    assert np.linalg.norm(after - theta) <= alpha * clip * (1.0 + 1e-9)


# Races


@pytest.mark.parametrize("name", sorted(FACTORS))
def test_runs_of_a_race_differ_in_one_setting_only(name: str) -> None:
    factor = FACTORS[name]
    for changed in variants(SMALL, factor, factor.suggestions(SMALL)):
        before, after = experiment_to(SMALL), experiment_to(changed)
        fields = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        assert len(fields) == 1
        assert changed.data == SMALL.data
        assert [each.units for each in changed.network.hidden] == [each.units for each in SMALL.network.hidden]


# Breakpoints


@dataclass
class Measured:
    """Records of a test: an evaluation every second iteration."""

    loss: list[float]
    gradient_norm: Array

    @property
    def end(self) -> int:
        return len(self.gradient_norm)

    def evaluated(self, name: str) -> Array:
        if name == "iteration":
            return 2.0 * np.arange(len(self.loss))
        return np.zeros(len(self.loss)) if name == "penalty" else np.array(self.loss)


def told(seed: int) -> Measured:
    rng = np.random.default_rng(seed)
    return Measured(rng.integers(1, 6, 11).astype(float).tolist(), rng.integers(1, 6, 20).astype(float))


def holds(each: Breakpoint, records: Measured, k: int) -> bool:
    """Tell by its help, read literally, whether it stops a run at iteration ``k``."""
    if isinstance(each, GradientAbove):  # rises above x after the update that leads to k
        now, before = records.gradient_norm[k - 1], records.gradient_norm[k - 2] if k > 1 else 0.0
        return bool(now > each.norm and not before > each.norm)
    if k % 2:
        return False
    loss = records.loss[: k // 2 + 1]
    if isinstance(each, LossBelow):
        return loss[-1] < each.loss <= loss[-2]
    if isinstance(each, LossRises):
        return loss[-1] > loss[-2] * (1.0 + each.rise / 100.0)
    assert isinstance(each, TurnInTestLoss)
    lowest = loss.index(min(loss))
    return lowest > 0 and len(loss) - 1 - lowest == each.patience


@CASES
@given(SEEDS, st.sampled_from((1.5, 3.0, 4.5)), st.sampled_from((0.0, 40.0, 99.0)), st.integers(1, 4))
@pytest.mark.slow
def test_breakpoints_stop_where_their_help_says(seed: int, x: float, rise: float, patience: int) -> None:
    records = told(seed)
    for each in (LossBelow(loss=x), LossRises(rise=rise), TurnInTestLoss(patience=patience), GradientAbove(norm=x)):
        assert [each.holds(records, k) for k in range(1, 21)] == [holds(each, records, k) for k in range(1, 21)]
        stop = next_stop((each, AtIteration(iteration=15)), records, 3)
        first = min((k for k in range(4, 15) if holds(each, records, k)), default=15)
        assert stop is not None
        assert stop.iteration == first


@CASES
@given(st.floats(1e-3, 1e3), st.floats(-14.0, 1.0), st.booleans())
def test_a_measured_value_stands_on_its_side_of_the_limit(limit: float, power: float, above: bool) -> None:
    value = limit * (1.0 + 10.0**power) if above else limit / (1.0 + 10.0**power)
    each = GradientAbove(norm=limit) if above else LossBelow(loss=limit)
    text = Stop(3, each, value).words.rsplit(" is ", 1)[1].removesuffix(".")
    assert (float(text) > limit) == (value > limit)
    assert (float(text) < limit) == (value < limit)
    assert float(text) == pytest.approx(value, rel=1e-3)


# Overflow


@CASES
@given(SEEDS, st.sampled_from(sorted(HIDDEN_ACTIVATIONS)), st.floats(20.0, 300.0), st.integers(1, 3))
@pytest.mark.slow
def test_the_layer_that_overflows_first_is_named(seed: int, name: str, power: float, depth: int) -> None:
    network = Network(tuple(DenseLayer(2, HIDDEN_ACTIVATIONS[name]()) for _ in range(depth)), Sigmoid())
    experiment = Experiment(data=Moons(points=8, seed=seed % 50), test_share=0.25, network=network, batch_size=6)
    problem = prepare(replace(experiment, optimizer=SGD()))
    with np.errstate(all="ignore"):
        theta = np.random.default_rng(seed).standard_normal(problem.layout.parameters) * 10.0**power
        progress = advance(problem, Snapshot(0, frozen(theta)[None], 0, "sgd"), 1)
        Z, A = forward(network, problem.layout, theta, problem.x[:, :6])
    bad = [l for l in range(1, depth + 2) if not np.isfinite(A[l]).all()]
    if not bad:
        return
    assert progress.stopped is not None
    assert progress.stopped.layer == bad[0]
    if progress.stopped.undefined:
        assert f"the activation of layer {bad[0]}, has no finite value" in progress.stopped.words
    else:
        assert f"the values of layer {bad[0]} overflowed" in progress.stopped.words
        assert np.abs(Z[bad[0]][~np.isfinite(A[bad[0]])]).min() > 1e6 or not np.isfinite(Z[bad[0]]).all()
