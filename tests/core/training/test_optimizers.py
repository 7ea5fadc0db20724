"""Every optimiser against its paper's formula, written down once more without any short cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from core.arrays import Array
from core.training.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Momentum, Optimizer
from tests.core.samples import described, entries, extremes, title

P, STEPS = 7, 50
Reference = Iterator[Array]


def gradients() -> list[Array]:
    """Return a gradient for each step, of very different sizes and with zeros in it."""
    rng = np.random.default_rng(4)
    sizes = np.array([1e-3, 1e-1, 1.0, 1.0, 10.0, 1e3, 1.0])
    return [rng.normal(size=P) * sizes * (rng.uniform(size=P) > 0.1) for _ in range(STEPS)]


def rate(k: int) -> float:
    """Return α_k: not constant, as under a schedule."""
    return 0.01 / (1.0 + 0.1 * k)


def sgd(o: Optimizer, theta: Array) -> Reference:
    for k, g in enumerate(gradients()):
        theta = theta - rate(k) * g
        yield theta


def momentum(o: Momentum, theta: Array) -> Reference:
    v = np.zeros(P)
    for k, g in enumerate(gradients()):
        v = o.beta * v + g
        theta = theta - rate(k) * v
        yield theta


def nesterov(o: Momentum, theta: Array) -> Reference:
    v = np.zeros(P)
    for k, g in enumerate(gradients()):
        v = o.beta * v + g
        theta = theta - rate(k) * (g + o.beta * v)
        yield theta


def adagrad(o: Adam, theta: Array) -> Reference:
    s = np.zeros(P)
    for k, g in enumerate(gradients()):
        s = s + g**2
        theta = theta - rate(k) * g / (np.sqrt(s) + o.epsilon)
        yield theta


def rmsprop(o: Adam, theta: Array) -> Reference:
    s, rho = np.zeros(P), getattr(o, "rho")  # noqa: B009
    for k, g in enumerate(gradients()):
        s = rho * s + (1 - rho) * g**2
        theta = theta - rate(k) * g / (np.sqrt(s) + o.epsilon)
        yield theta


def adadelta(o: Adam, theta: Array) -> Reference:
    s, d, rho = np.zeros(P), np.zeros(P), getattr(o, "rho")  # noqa: B009
    for k, g in enumerate(gradients()):
        s = rho * s + (1 - rho) * g**2
        delta = np.sqrt(d + o.epsilon) / np.sqrt(s + o.epsilon) * g
        d = rho * d + (1 - rho) * delta**2
        theta = theta - rate(k) * delta
        yield theta


def adam(o: Adam, theta: Array, decay: float = 0.0) -> Reference:
    m, v = np.zeros(P), np.zeros(P)
    for k, g in enumerate(gradients()):
        t = k + 1
        m = o.beta1 * m + (1 - o.beta1) * g
        v = o.beta2 * v + (1 - o.beta2) * g**2
        m_hat, v_hat = m / (1 - o.beta1**t), v / (1 - o.beta2**t)
        theta = theta - rate(k) * (m_hat / (np.sqrt(v_hat) + o.epsilon) + decay * theta)
        yield theta


def adamax(o: Adam, theta: Array) -> Reference:
    m, u = np.zeros(P), np.zeros(P)
    for k, g in enumerate(gradients()):
        m = o.beta1 * m + (1 - o.beta1) * g
        u = np.maximum(o.beta2 * u, np.abs(g))
        theta = theta - rate(k) / (1 - o.beta1 ** (k + 1)) * m / (u + o.epsilon)
        yield theta


def adamw(o: AdamW, theta: Array) -> Reference:
    return adam(o, theta, o.decay)


REFERENCES: dict[str, Callable[..., Reference]] = {
    f.__name__: f for f in (sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamax, adamw)
}


def ours(o: Optimizer, theta: Array) -> Reference:
    """Update in place, as the loop does."""
    theta, slots, step = theta.copy(), np.zeros((len(o.slots), P)), np.full(P, np.nan)
    for k, g in enumerate(gradients()):
        o.update(theta, g.copy(), slots, rate(k), k + 1, step)
        yield theta.copy()


START = np.random.default_rng(5).normal(size=P)


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_fifty_steps_follow_the_paper(optimizer: Optimizer) -> None:
    reference = REFERENCES[optimizer.name](optimizer, START)
    for got, expected in zip(ours(optimizer, START), reference, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("special", "plain"),
    [(Momentum(beta=0.0), SGD()), (OPTIMIZERS["nesterov"].of({"beta": 0.0}), SGD()), (AdamW(decay=0.0), Adam())],
    ids=title,
)
def test_special_cases_are_equal_to_the_bit(special: Optimizer, plain: Optimizer) -> None:
    for a, b in zip(ours(special, START), ours(plain, START), strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize("optimizer", extremes(OPTIMIZERS), ids=described)
def test_no_allowed_setting_raises(optimizer: Optimizer) -> None:
    assert len(list(ours(optimizer, START))) == STEPS


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_the_gradient_is_left_alone_and_no_gradient_is_no_division_by_zero(optimizer: Optimizer) -> None:
    theta, g, slots = START.copy(), np.zeros(P), np.zeros((len(optimizer.slots), P))
    optimizer.update(theta, g, slots, 0.1, 1, np.empty(P))
    assert not g.any()
    assert np.isfinite(theta).all()
