"""Traces against an independent automatic differentiation: PyTorch's, on formulas written down once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.nn.activations import HIDDEN_ACTIVATIONS, Activation
from core.nn.losses import Loss
from core.nn.network import DenseLayer
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.problem import Problem, prepare
from core.training.trace import Trace, trace
from tests.core.samples import SMALL, THREE, entries, pairs, random_theta, title

torch: Any = None


@pytest.fixture(autouse=True, scope="module")
def import_torch() -> None:
    """Have PyTorch here, if there is one: it takes its time, and most processes run other tests only."""
    global torch
    torch = pytest.importorskip("torch")


ACTIVATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "own": lambda g, z: torch.maximum(0.01 * z, z),
    "identity": lambda g, z: z * 1.0,
    "sigmoid": lambda g, z: torch.sigmoid(z),
    "tanh": lambda g, z: torch.tanh(z),
    "relu": lambda g, z: torch.relu(z),
    "leaky_relu": lambda g, z: torch.nn.functional.leaky_relu(z, g.leak),
    "elu": lambda g, z: torch.nn.functional.elu(z, g.scale),
    "softplus": lambda g, z: torch.logaddexp(z, torch.zeros_like(z)),
    "swish": lambda g, z: torch.nn.functional.silu(z),
    "gelu": lambda g, z: torch.nn.functional.gelu(z, approximate="tanh"),
    "sine": lambda g, z: torch.sin(z),
    "softmax": lambda g, z: torch.softmax(z, dim=0),
}
LOSSES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "binary_cross_entropy": lambda loss, a, y: -(y * a.log() + (1 - y) * (1 - a).log()),
    "categorical_cross_entropy": lambda loss, a, y: -(y * a.log()),
    "mean_squared_error": lambda loss, a, y: (a - y) ** 2 / len(y),
    "huber": lambda loss, a, y: torch.nn.functional.huber_loss(a, y, reduction="none", delta=loss.delta) / len(y),
}


def differentiate(problem: Problem, t: Trace) -> dict[str, Any]:
    """Return everything that a trace holds, from PyTorch; derivatives of Z and A of the sum over the examples."""
    experiment, layout = problem.experiment, problem.layout
    theta = torch.tensor(t.before.theta.copy(), requires_grad=True)
    found: dict[str, Any] = {}
    a = torch.tensor(t.x.copy())
    for l, g in enumerate(experiment.network.activations, start=1):
        start, end = layout.offsets[l - 1 : l + 1]
        block = theta[start:end].reshape(layout.sizes[l], -1)
        z = block[:, :-1] @ a + block[:, -1:]
        a = ACTIVATIONS[g.name](g, z)
        found[f"z{l}"], found[f"a{l}"] = z, a
    each = LOSSES[experiment.loss.name](experiment.loss, a, torch.tensor(t.y.copy())).sum(dim=0)
    names = list(found)
    derivatives = torch.autograd.grad(each.sum(), [found[name] for name in names], retain_graph=True)
    found |= {f"d{name}": derivative for name, derivative in zip(names, derivatives, strict=True)}
    (found["data"],) = torch.autograd.grad(each.mean(), [theta], retain_graph=True)
    mask = torch.tensor(layout.is_weight.copy())
    lam = getattr(experiment.regularizer, "lam", 0.0)
    (found["gradient"],) = torch.autograd.grad(each.mean() + 0.5 * lam * (theta * mask).square().sum(), [theta])
    found["per_example"] = each
    return {name: value.detach().numpy() for name, value in found.items()}


def check(experiment: Experiment, seed: int) -> None:
    """Compare the trace of an iteration at random parameters: relative to the largest entry of each array."""
    problem = prepare(experiment)
    start = problem.start()
    t = trace(problem, start._replace(state=np.vstack([random_theta(problem, seed), start.slots])))
    expected = differentiate(problem, t)
    ours: dict[str, Any] = {"per_example": t.per_example, "gradient": t.gradient}
    for l, v in enumerate(t.layers, start=1):
        ours |= {f"z{l}": v.z, f"a{l}": v.a, f"dz{l}": v.dz, f"da{l}": v.da, f"dw{l}": v.dw, f"db{l}": v.db}
        expected[f"dw{l}"] = problem.layout.weights(expected["data"], l)
        expected[f"db{l}"] = problem.layout.biases(expected["data"], l)
    for name, value in ours.items():
        error = np.abs(value - expected[name]).max()
        assert error <= 1e-9 * np.abs(expected[name]).max(), name


def shaped(base: Experiment, seed: int, g: Activation) -> Experiment:
    """Return the experiment with one to four hidden layers of random widths."""
    rng = np.random.default_rng(seed)
    hidden = tuple(DenseLayer(int(n), g) for n in rng.integers(1, 9, rng.integers(1, 5)))
    return replace(base, network=replace(base.network, hidden=hidden), batch_size=int(rng.integers(1, 31)))


LEARNING = [g for g in entries(HIDDEN_ACTIVATIONS) if g.learns]


@pytest.mark.parametrize("g", LEARNING, ids=title)
@pytest.mark.parametrize("base", [SMALL, THREE], ids=["one output", "three outputs"])
def test_every_hidden_activation(base: Experiment, g: Activation) -> None:
    for seed in range(6):
        check(replace(shaped(base, seed, g), regularizer=L2(lam=0.1)), seed)


@pytest.mark.parametrize("base", [SMALL, THREE], ids=["two classes", "three classes"])
@pytest.mark.parametrize(
    ("loss", "g"), [pytest.param(loss, g, id=f"{loss.name}-{g.name}") for loss, g in pairs() if g.learns]
)
def test_every_loss_and_output(base: Experiment, loss: Loss, g: Activation) -> None:
    for seed, hidden in enumerate(LEARNING):
        experiment = shaped(base, seed, hidden)
        check(replace(experiment, loss=loss, network=replace(experiment.network, output=g)), seed)
