"""What the bug drills show: the sentences of the faults, and their numbers, for eight seeds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from core.analysis.gradient_check import CheckInWork, check_all
from core.analysis.gradient_norms import norms_by_layer
from core.analysis.layers import look_inside
from core.analysis.scope import ScopeChoice, scope_of
from core.arrays import Array
from core.course.faults import with_fault
from core.data.datasets import Moons
from core.exchange.scenes import load_scene
from core.nn.activations import ReLU, Sigmoid, Tanh
from core.nn.initializers import HeNormal
from core.nn.network import DenseLayer, Network
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.gradient import batch_gradient
from core.training.loop import Progress, advance
from core.training.optimizers import SGD, Adam
from core.training.problem import Problem, prepare
from core.training.trace import trace

CIRCLES = load_scene("article-circles").experiment
EIGHT = replace(CIRCLES, network=Network((DenseLayer(8, Tanh()),), Sigmoid()), optimizer=SGD(alpha=0.5))
"""33 parameters, 24 of them in layer 1."""
HE = replace(CIRCLES, initializer=HeNormal(), optimizer=Adam(alpha=0.01))
STUDENTS = replace(load_scene("course-pass-fail").experiment, network=Network((), Sigmoid()), optimizer=SGD(alpha=0.1))
MOONS = Experiment(
    data=Moons(points=900, noise=0.2, seed=42),
    network=Network((DenseLayer(16, ReLU()),) * 2, Sigmoid()),
    initializer=HeNormal(),
    optimizer=Adam(alpha=0.01),
    batch_size=16,
)
GIANT = load_scene("overfit-moons").experiment
every_seed = pytest.mark.parametrize("seed", range(1, 9))
LN2 = math.log(2.0)


class TrainedRun(NamedTuple):
    """A run to its end."""

    problem: Problem
    made: Progress
    end: Evaluation

    def check(self, at_the_end: bool = False) -> CheckInWork:
        """Return the check of all derivatives for the batch of the start, or of the end."""
        snapshot = self.made.snapshot if at_the_end else self.problem.start()
        scope = scope_of(self.problem, snapshot.iteration, ScopeChoice())
        return check_all(self.problem, snapshot.theta, scope=scope)

    def norms(self, at: int) -> tuple[float, ...]:
        """Return the norms of the gradient of each layer, at iteration 0 or at the end."""
        snapshot = self.made.snapshot if at else self.problem.start()
        return norms_by_layer(self.problem.layout, batch_gradient(self.problem, snapshot.theta, at))


def trained(experiment: Experiment, steps: int) -> TrainedRun:
    problem = prepare(experiment)
    made = advance(problem, problem.start(), steps)
    assert made.stopped is None
    return TrainedRun(problem, made, evaluate(problem, made.snapshot.theta, steps))


def faults(work: CheckInWork) -> int:
    """Return how many derivatives do not belong to the loss."""
    assert work.result is not None
    return sum(not each.good for each in work.result)


def loss_after(experiment: Experiment, steps: int) -> float:
    return trained(experiment, steps).end.train_loss


@every_seed
def test_without_a_fault(seed: int) -> None:
    run = trained(replace(EIGHT, seed=seed), 300)
    assert 0.09 < run.end.train_loss < 0.19
    assert run.end.train_accuracy > 0.996
    assert faults(run.check()) == 0


@every_seed
def test_one_over_m_is_forgotten(seed: int) -> None:
    experiment = with_fault(replace(EIGHT, seed=seed), "no_mean")
    run, work = trained(experiment, 300), trained(experiment, 0).check()
    assert faults(work) == 33
    np.testing.assert_allclose(work.gradient / work.central, 32.0, rtol=1e-4)
    assert run.made.batch_loss[0] < 0.77  # right
    assert loss_after(experiment, 28) > 4.0  # "leaps up within a few steps"
    assert np.count_nonzero(np.diff(run.made.batch_loss) > 0) > 100  # "goes up and down wildly"
    assert faults(run.check(at_the_end=True)) >= 9  # saturated units have derivatives of 0, which agree


@pytest.mark.slow
def test_without_one_over_m_a_run_seldom_comes_to_rest_but_adamax_hides_it() -> None:
    ends = [loss_after(with_fault(replace(EIGHT, seed=seed), "no_mean"), 300) for seed in range(1, 9)]
    assert sum(end > 0.5 for end in ends) >= 6
    for seed in range(1, 9):
        experiment = replace(CIRCLES, seed=seed)
        assert loss_after(with_fault(experiment, "no_mean"), 1450) < loss_after(experiment, 1450)


@every_seed
def test_a_sign_is_wrong(seed: int) -> None:
    run = trained(with_fault(replace(EIGHT, seed=seed), "wrong_sign"), 300)
    assert 0.68 < run.end.train_loss < 0.72
    for work in (run.check(), run.check(at_the_end=True)):
        assert faults(work) == 24
        np.testing.assert_allclose(work.gradient[:24] / work.central[:24], -1.0, rtol=2e-3)
        np.testing.assert_allclose(work.gradient[24:], work.central[24:], rtol=1e-3, atol=1e-7)
    assert np.all(work.gradient[:24] != 0.0)


@every_seed
def test_an_update_that_goes_uphill_is_another_matter(seed: int) -> None:
    problem = prepare(replace(EIGHT, seed=seed))
    theta = problem.start().theta.copy()
    for k in range(300):
        theta += 0.5 * batch_gradient(problem, theta, k)
    assert 100.0 < evaluate(problem, theta, 300).train_loss < 400.0


@every_seed
def test_a_start_of_zeros(seed: int) -> None:
    run = trained(with_fault(replace(EIGHT, seed=seed), "zero_start"), 300)
    assert run.end.train_loss == pytest.approx(LN2, abs=0.005)
    moved = np.flatnonzero(run.made.snapshot.theta)
    assert moved.tolist() == [32]  # the last bias
    for work in (run.check(), run.check(at_the_end=True)):
        assert faults(work) == 0
        assert np.flatnonzero(work.gradient).tolist() == [32]
    assert np.count_nonzero(trained(replace(EIGHT, seed=seed), 0).check().gradient) == 33


@every_seed
def test_dead_units(seed: int) -> None:
    experiment = replace(HE, seed=seed)
    run = trained(with_fault(experiment, "dead_units"), 300)
    start = run.problem.start()
    assert run.end.train_loss == pytest.approx(LN2, abs=0.001)
    assert loss_after(experiment, 300) < 0.06
    for at, snapshot in ((0, start), (300, run.made.snapshot)):
        shares = [look_inside(run.problem, snapshot, l).shares for l in range(1, 5)]
        assert [each.dead_count for each in shares if each is not None] == [0, 6, 6, 4]
        *before, last = run.norms(at)
        assert before == [0.0] * 4
        assert last > 0.0
    np.testing.assert_array_equal(run.made.snapshot.theta[:-1], start.theta[:-1])
    assert np.count_nonzero(start.theta) > 90


def rises(run: TrainedRun) -> int:
    return int(np.count_nonzero(np.diff(run.made.batch_loss) > 0))


@every_seed
def test_inputs_that_are_not_scaled(seed: int) -> None:
    experiment = replace(STUDENTS, seed=seed)
    run, right = trained(with_fault(experiment, "unscaled_inputs"), 400), trained(experiment, 400)
    assert 220 < rises(run) < 250
    assert run.made.batch_loss[20:].min() > 1.2
    assert run.end.train_loss > 2.5
    assert rises(right) == 0
    assert 0.216 < right.end.train_loss < 0.222
    assert 18.0 < run.made.gradient_norm[0] < 44.0
    assert 0.2 < right.made.gradient_norm[0] < 0.85
    assert faults(run.check()) == 0
    assert (run.problem.x.T == (21.0, 90.0, 7.0)).all(axis=1).any()  # student A, as fed


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.slow
def test_no_learning_rate_suits_inputs_that_are_not_scaled(seed: int) -> None:
    experiment = with_fault(replace(STUDENTS, seed=seed), "unscaled_inputs")
    rates = np.logspace(-5.0, 0.0, 11)
    assert min(loss_after(replace(experiment, optimizer=SGD(alpha=float(a))), 400) for a in rates) > 0.37


@every_seed
def test_always_the_same_batch(seed: int) -> None:
    experiment = replace(MOONS, seed=seed)
    run, right = trained(with_fault(experiment, "same_batch"), 600), trained(experiment, 600)
    assert run.made.batch_loss[-51:].max() < 0.004
    seen = trace(run.problem, run.made.snapshot)
    assert seen.m == 16
    assert seen.per_example.max() < 0.02  # all 16 are right and sure
    assert run.end.train_loss > 0.8
    assert run.end.train_accuracy < 0.91
    assert 0.5 < run.end.test_loss / run.end.train_loss < 1.5  # not as in overfitting
    assert max(right.end.train_loss, right.end.test_loss) < 0.12


@every_seed
@pytest.mark.slow
def test_tested_on_the_training_examples(seed: int) -> None:
    experiment = replace(GIANT, seed=seed)
    run, right = trained(with_fault(experiment, "test_is_train"), 1500), trained(experiment, 1500)
    assert all(each.test_loss == each.train_loss for each in run.made.evaluations)
    assert run.end.test_accuracy == run.end.train_accuracy >= 0.97
    assert run.end.train_loss == pytest.approx(right.end.train_loss, rel=1e-12)  # summed beside other examples
    assert 0.8 < right.end.test_accuracy < 0.84
    assert 1.4 < right.end.test_loss < 2.1
    rows = run.problem.x.T
    assert len(run.problem.test) == len(run.problem.train) == 200
    np.testing.assert_array_equal(rows[:200], rows[200:])


@every_seed
def test_sum_instead_of_mean(seed: int) -> None:
    experiment = with_fault(replace(EIGHT, seed=seed), "sum_not_mean")
    run, forgotten = trained(experiment, 300), trained(with_fault(experiment, "no_mean"), 300)
    assert run.made.batch_loss[0] == pytest.approx(32 * LN2, rel=0.11)
    np.testing.assert_array_equal(run.made.snapshot.state, forgotten.made.snapshot.state)
    assert faults(run.check()) == faults(run.check(at_the_end=True)) == 0
    start = evaluate(run.problem, run.problem.start().theta, 0)
    assert start.train_loss == pytest.approx(900 * LN2, rel=0.06)
    assert start.test_loss == pytest.approx(100 * LN2, rel=0.2)
    assert 0.09 < loss_after(replace(experiment, optimizer=SGD(alpha=0.5 / 32)), 300) / 900 < 0.2
    losses: Array = trained(with_fault(replace(CIRCLES, seed=seed), "sum_not_mean"), 29).made.batch_loss
    assert losses[27] > 20.0
    assert 2.7 < losses[28] < 2.9  # four examples
