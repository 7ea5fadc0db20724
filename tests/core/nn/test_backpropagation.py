"""The whole network's gradient against central differences of the loss that is plotted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.nn.activations import HIDDEN_ACTIVATIONS, Activation
from core.nn.losses import Loss
from core.nn.regularizers import L2, REGULARIZERS, Regularizer
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare
from tests.core.samples import SMALL, THREE, entries, pairs, random_theta, title, with_hidden

H = 1e-6


def check(experiment: Experiment) -> None:
    """Compare the gradient of every parameter."""
    problem = prepare(experiment)
    theta = random_theta(problem)

    def loss(index: int, bump: float) -> float:
        moved = theta.copy()
        moved[index] += bump
        met = evaluate(problem, moved, 0)
        return met.train_loss + met.penalty

    numeric = [(loss(i, H) - loss(i, -H)) / (2 * H) for i in range(len(theta))]
    np.testing.assert_allclose(full_gradient(problem, theta), numeric, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("g", entries(HIDDEN_ACTIVATIONS), ids=title)
@pytest.mark.parametrize("base", [SMALL, THREE], ids=["one output", "three outputs"])
def test_every_hidden_activation(base: Experiment, g: Activation) -> None:
    check(with_hidden(base, g))


@pytest.mark.parametrize("base", [SMALL, THREE], ids=["two classes", "three classes"])
@pytest.mark.parametrize(("loss", "g"), [pytest.param(loss, g, id=f"{loss.name}-{g.name}") for loss, g in pairs()])
def test_every_loss_and_output(base: Experiment, loss: Loss, g: Activation) -> None:
    check(replace(base, loss=loss, network=replace(base.network, output=g)))


@pytest.mark.parametrize("regularizer", entries(REGULARIZERS), ids=title)
@pytest.mark.parametrize("base", [SMALL, THREE], ids=["one output", "three outputs"])
def test_every_penalty(base: Experiment, regularizer: Regularizer) -> None:
    check(replace(base, regularizer=regularizer))


def test_no_hidden_layer() -> None:
    check(replace(SMALL, network=replace(SMALL.network, hidden=())))


def test_the_loop_follows_the_full_gradient() -> None:
    problem = prepare(replace(SMALL, batch_size=30, optimizer=SGD(alpha=1.0), regularizer=L2(lam=0.1)))
    start = problem.start()
    moved = advance(problem, start, 1).snapshot
    np.testing.assert_allclose(start.theta - moved.theta, full_gradient(problem, start.theta), rtol=1e-12, atol=1e-15)
