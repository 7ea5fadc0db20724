"""What is walked quickly comes to what the equations say that students read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation, ReLU, Sigmoid
from core.nn.backpropagation import forward, gradient, predict, total_loss
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS, Regularizer
from core.training.fast.workspace import forward_over
from core.training.gradient import full_gradient
from core.training.loop import advance
from core.training.optimizers import Momentum
from core.training.problem import Problem, prepare
from core.training.snapshot import Snapshot
from core.training.trace import batch_columns, trace
from tests.core.samples import SMALL, THREE, entries, pairs, random_theta, title

PLAIN = Momentum(beta=0.0)
"""Its only slot is the gradient that the loop has met."""


def random_network(rng: np.random.Generator, g: Activation, output: Activation) -> Network:
    """Return a network of none to four hidden layers."""
    return Network(tuple(DenseLayer(int(n), g) for n in rng.integers(1, 9, rng.integers(0, 5))), output)


def close(got: Array | float, expected: Array | float) -> None:
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12 * max(1.0, float(np.abs(expected).max())))


def check(problem: Problem, theta: Array, iteration: int) -> None:
    """Compare the gradient and loss of one iteration of the loop, and of a trace, with the equations on its batch."""
    experiment, columns = problem.experiment, batch_columns(problem, iteration)
    inputs = problem.layout.sizes[0]
    x, y = problem.rows[columns, :inputs].T, problem.rows[columns, inputs + 1 :].T
    start = Snapshot(iteration, np.stack([theta, np.zeros_like(theta)]), 0, PLAIN.name)
    made, opened = advance(problem, start, 1, evaluated=False), trace(problem, start)
    recipe = experiment.network, problem.layout, theta, x, y, experiment.loss, experiment.regularizer
    expected = gradient(*recipe)
    close(made.snapshot.slots[0], expected)
    close(opened.gradient, expected)
    close(full_gradient(problem, theta, problem.rows[columns]), expected)
    close(made.batch_loss, total_loss(*recipe))


@pytest.mark.parametrize("regularizer", entries(REGULARIZERS), ids=title)
@pytest.mark.parametrize("g", entries(HIDDEN_ACTIVATIONS), ids=title)
@pytest.mark.slow
def test_gradient_and_loss_of_random_networks(g: Activation, regularizer: Regularizer) -> None:
    rng = np.random.default_rng([*f"{g.name} {regularizer.name}".encode()])
    for loss, output in pairs():
        experiment = replace(
            (SMALL, THREE)[rng.integers(2)],
            network=random_network(rng, g, output),
            loss=loss,
            regularizer=regularizer,
            optimizer=PLAIN,
            clip_norm=1e9,
            batch_size=int(rng.integers(1, 31)),
        )
        problem = prepare(experiment)
        check(problem, random_theta(problem), int(rng.integers(100)))


@pytest.mark.parametrize("output", entries(ACTIVATIONS), ids=title)
@pytest.mark.parametrize("m", [1, 9])
def test_a_forward_pass(output: Activation, m: int) -> None:
    rng = np.random.default_rng(3)
    network = Network((DenseLayer(12, ReLU()), DenseLayer(3, Sigmoid())), output)
    layout, x = network.layout(2, 4), rng.normal(size=(2, m))
    theta = rng.normal(size=layout.parameters)
    quick, (z, a) = forward_over(network, layout, m), forward(network, layout, theta, x)
    quick.run(theta, x)
    close(quick.z, z[3])
    for l, values in enumerate(quick.a):
        close(values, a[l])
    np.testing.assert_array_equal(predict(network, layout, theta, x), a[3])
