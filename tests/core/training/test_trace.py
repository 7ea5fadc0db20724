"""One iteration opened up: equal to the step to the bit, and to a network worked by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.arrays import Array
from core.data.examples import of_classes
from core.nn.activations import ACTIVATIONS, ReLU, Sigmoid
from core.nn.losses import MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L1, L2, NoPenalty, Regularizer
from core.training.experiment import Experiment
from core.training.loading import epoch_order
from core.training.loop import advance, step
from core.training.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Optimizer
from core.training.problem import Problem, prepare
from core.training.schedules import InverseTime
from core.training.snapshot import Snapshot
from core.training.trace import Phase, Trace, phases, trace
from tests.core.samples import SMALL, THREE, described, entries, extremes, random_theta, same, title, with_hidden

LN3 = 1.0986122886681098
"""sigmoid(ln 3) = 3/4, sigmoid(−ln 3) = 1/4: a network of such numbers can be worked by hand."""

HAND = Experiment(
    test_share=0.5, network=Network((DenseLayer(2, Sigmoid()),), Sigmoid()), optimizer=SGD(alpha=0.1), batch_size=1
)
W1, B1 = [[LN3, -LN3], [-LN3, LN3]], [[2 * LN3], [-2 * LN3]]
W2, B2 = [[4 * LN3, -4 * LN3]], [[-LN3]]
THETA = [LN3, -LN3, 2 * LN3, -LN3, LN3, -2 * LN3, 4 * LN3, -4 * LN3, -LN3]


def by_hand(*columns: tuple[float, float]) -> tuple[Problem, Trace]:
    """Return the trace of the 2–2–1 network for these inputs, all of class 1."""
    rows = np.array([[x1, x2, 1.0, 1.0] for x1, x2 in columns])
    whole = prepare(HAND)
    train = of_classes(rows[:, :2].T, np.ones(len(rows), np.int64))
    problem = replace(whole, rows=rows, batches=1, train=train)
    assert problem.layout.sizes == (2, 2, 1)
    return problem, trace(problem, Snapshot(0, np.array([THETA]), 0, "sgd"))


def equal(got: Array, expected: list[list[float]]) -> None:
    np.testing.assert_allclose(got, expected, rtol=1e-14, atol=1e-15)
    assert got.shape == np.shape(expected)


def test_two_two_one_with_one_example_by_hand() -> None:
    problem, t = by_hand((1, 2))
    hidden, output = t.layers
    equal(t.x, [[1.0], [2.0]])
    equal(t.y, [[1.0]])
    equal(hidden.z, [[LN3], [-LN3]])  # 1 − 2 + 2 = 1 and −1 + 2 − 2 = −1 times ln 3
    equal(hidden.a, [[0.75], [0.25]])
    equal(output.z, [[LN3]])  # 4·3/4 − 4·1/4 − 1 = 1 times ln 3
    equal(output.a, [[0.75]])
    equal(t.per_example[None], [[0.28768207245178093]])  # ln(4/3)
    assert t.data_loss == pytest.approx(0.28768207245178093, rel=1e-14)
    equal(output.da, [[-1.3333333333333333]])  # −1 / (3/4)
    equal(output.dz, [[-0.25]])  # 3/4 − 1
    equal(output.dw, [[-0.1875, -0.0625]])  # −1/4 · 3/4 and −1/4 · 1/4
    equal(output.db, [[-0.25]])
    equal(hidden.da, [[-LN3], [LN3]])  # ±4 ln 3 · −1/4
    equal(hidden.dz, [[-0.1875 * LN3], [0.1875 * LN3]])  # g' = 3/4 · 1/4 = 3/16 for both
    equal(hidden.dw, [[-0.1875 * LN3, -0.375 * LN3], [0.1875 * LN3, 0.375 * LN3]])  # times x = (1, 2)
    equal(hidden.db, [[-0.1875 * LN3], [0.1875 * LN3]])
    assert (t.penalty, t.clip_factor, t.alpha, t.t) == (0.0, 1.0, 0.1, 1)
    # |g|² = (3/16 ln 3)² · 2 · (1 + 4 + 1) + (3/16)² + (1/16)² + (1/4)² = 0.50918… + 0.1015625
    assert t.gradient_norm == pytest.approx(0.7815011790412147, rel=1e-12)
    layout, after = problem.layout, t.after.theta
    equal(layout.weights(after, 1), [[1.01875 * LN3, -0.9625 * LN3], [-1.01875 * LN3, 0.9625 * LN3]])
    equal(layout.biases(after, 1), [[2.01875 * LN3], [-2.01875 * LN3]])
    equal(layout.weights(after, 2), [[4 * LN3 + 0.01875, -4 * LN3 + 0.00625]])
    equal(layout.biases(after, 2), [[-LN3 + 0.025]])


def test_two_two_one_with_a_batch_of_two_by_hand() -> None:
    problem, t = by_hand((1, 2), (0, 2))
    hidden, output = t.layers
    equal(hidden.z, [[LN3, 0.0], [-LN3, 0.0]])  # second example: −2 + 2 = 0 and 2 − 2 = 0
    equal(hidden.a, [[0.75, 0.5], [0.25, 0.5]])
    equal(output.z, [[LN3, -LN3]])  # second: 4·1/2 − 4·1/2 − 1 = −1 times ln 3
    equal(output.a, [[0.75, 0.25]])
    equal(t.per_example[None], [[0.28768207245178093, 1.3862943611198906]])  # ln(4/3), ln 4
    assert t.data_loss == pytest.approx(0.8369882167858358, rel=1e-14)  # half of ln(16/3)
    equal(output.da, [[-1.3333333333333333, -4.0]])
    equal(output.dz, [[-0.25, -0.75]])
    equal(output.dw, [[-0.28125, -0.21875]])  # ½(−3/16 − 6/16), ½(−1/16 − 6/16)
    equal(output.db, [[-0.5]])
    equal(hidden.da, [[-LN3, -3 * LN3], [LN3, 3 * LN3]])
    equal(hidden.dz, [[-0.1875 * LN3, -0.75 * LN3], [0.1875 * LN3, 0.75 * LN3]])  # g' = 3/16, 1/4
    equal(hidden.dw, [[-0.09375 * LN3, -0.9375 * LN3], [0.09375 * LN3, 0.9375 * LN3]])
    equal(hidden.db, [[-0.46875 * LN3], [0.46875 * LN3]])  # ½(3/16 + 12/16)
    layout, after = problem.layout, t.after.theta
    equal(layout.weights(after, 1), [[1.009375 * LN3, -0.90625 * LN3], [-1.009375 * LN3, 0.90625 * LN3]])
    equal(layout.biases(after, 1), [[2.046875 * LN3], [-2.046875 * LN3]])
    equal(layout.weights(after, 2), [[4 * LN3 + 0.028125, -4 * LN3 + 0.021875]])
    equal(layout.biases(after, 2), [[-LN3 + 0.05]])


def test_phases_in_order_and_in_plain_words() -> None:
    walk = phases(2)
    assert [p.title for p in walk] == [
        "batch",
        "forward, layer 1 of 2",
        "forward, layer 2 of 2",
        "loss",
        "backward, layer 2 of 2",
        "backward, layer 1 of 2",
        "update",
    ]
    assert walk[1] == Phase("forward", 1)
    assert Phase("forward", 2).title == "forward, layer 2"


def check_steps(experiment: Experiment, iterations: int = 6) -> None:
    """Compare traces with steps, from iteration to iteration: an epoch of `SMALL` has five, the last a partial one."""
    problem = prepare(experiment)
    snapshot = problem.start()
    for _ in range(iterations):
        t, once = trace(problem, snapshot), step(problem, snapshot)
        assert same(t.after, once.snapshot)
        assert same(t.before, snapshot)
        assert t.loss == once.batch_loss[0]
        assert t.gradient_norm == once.gradient_norm[0]
        assert t.data_loss == pytest.approx(t.per_example.mean(), rel=1e-12)
        assert same(step(problem, snapshot).snapshot, once.snapshot)
        snapshot = t.after


@pytest.mark.parametrize("regularizer", [NoPenalty(), L1(lam=0.01), L2(lam=0.1)], ids=title)
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_a_trace_is_the_step_to_the_bit(optimizer: Optimizer, regularizer: Regularizer) -> None:
    for base in (SMALL, THREE):
        for batch_size, clip_norm in ((7, 1e9), (7, 0.05), (30, 0.05), (1, 0.05)):
            check_steps(
                replace(
                    base,
                    optimizer=optimizer,
                    regularizer=regularizer,
                    batch_size=batch_size,
                    clip_norm=clip_norm,
                    schedule=InverseTime(decay=0.1),
                )
            )


@pytest.mark.parametrize("g", entries(ACTIVATIONS), ids=title)
def test_every_output_activation_without_a_loss_of_its_own(g: ReLU) -> None:
    check_steps(replace(THREE, network=replace(THREE.network, output=g), loss=MeanSquaredError()))


def test_no_hidden_layer() -> None:
    check_steps(replace(SMALL, network=Network((), Sigmoid())))


def test_columns_are_the_examples_in_the_order_used() -> None:
    problem = prepare(SMALL)
    snapshot = advance(problem, problem.start(), 9).snapshot  # iteration 9: the last batch of epoch 2
    t = trace(problem, snapshot)
    assert t.columns.tolist() == epoch_order(SMALL.seed, 1, 30)[28:].tolist()
    assert t.x.tobytes() == problem.x[:, t.columns].tobytes()
    assert t.y.tobytes() == problem.y[:, t.columns].tobytes()
    full = prepare(replace(SMALL, batch_size=30))
    assert trace(full, full.start()).columns.tolist() == list(range(30))


def test_the_gradient_is_the_data_gradient_and_the_penalty_before_clipping() -> None:
    problem = prepare(replace(SMALL, regularizer=L2(lam=0.1), clip_norm=0.01))
    t, layout = trace(problem, problem.start()), problem.layout
    for l, values in enumerate(t.layers, start=1):
        weights = layout.weights(t.before.theta, l)
        np.testing.assert_allclose(layout.weights(t.gradient, l), values.dw + 0.1 * weights, rtol=1e-14, atol=1e-16)
        np.testing.assert_array_equal(layout.biases(t.gradient, l), values.db)
        np.testing.assert_allclose(values.dw, values.dz @ t.inputs(l).T / 7, rtol=1e-12, atol=1e-16)
    assert np.linalg.norm(t.gradient) == pytest.approx(t.gradient_norm, rel=1e-14)
    assert t.clip_factor == 0.01 / t.gradient_norm


def test_what_a_trace_holds_is_read_only_and_its_own() -> None:
    problem = prepare(THREE)
    t = trace(problem, problem.start())
    arrays = [getattr(part, f.name) for part in (t, *t.layers) for f in fields(part)]
    arrays = [array for array in [*arrays, t.slots_before, t.slots_after] if isinstance(array, np.ndarray)]
    assert len(arrays) == 5 + 3 * 6 + 2
    kept = [array.copy() for array in arrays]
    advance(problem, t.after, 7)
    for array, before in zip(arrays, kept, strict=True):
        assert not array.flags.writeable
        np.testing.assert_array_equal(array, before)


def test_another_optimizer_takes_over_with_fresh_slots() -> None:
    problem = prepare(replace(SMALL, optimizer=OPTIMIZERS["momentum"]()))
    before = advance(prepare(SMALL), prepare(SMALL).start(), 3).snapshot
    t = trace(problem, before)
    assert same(t.after, step(problem, before).snapshot)
    assert (t.t, t.slots_before.shape, t.slots_before.any()) == (1, (1, problem.layout.parameters), False)


@pytest.mark.parametrize("size", [1e155, 1e308], ids=["loss overflows", "values overflow"])
def test_an_iteration_that_diverges_shows_its_numbers_and_goes_nowhere(size: float) -> None:
    base = with_hidden(SMALL, ReLU())
    problem = prepare(replace(base, network=replace(base.network, output=ReLU()), loss=MeanSquaredError()))
    theta = np.full((3, problem.layout.parameters), size) * np.array([[1.0], [0.0], [0.0]])
    t = trace(problem, Snapshot(4, theta, 0, "adam"))
    assert t.diverged
    assert t.after is t.before
    assert not np.isfinite(t.data_loss)
    assert step(problem, t.before).stopped is not None


def test_an_update_that_overflows_goes_nowhere() -> None:
    problem = prepare(replace(SMALL, optimizer=Momentum(alpha=1e6)))
    state = np.array([random_theta(problem), np.full(problem.layout.parameters, 1e305)])  # 1e6 · 0.9e305 is too much
    t = trace(problem, Snapshot(2, state, 2, "momentum"))
    assert t.diverged
    assert np.isfinite(t.loss + t.gradient_norm)
    assert same(t.after, step(problem, t.before).snapshot)


@pytest.mark.parametrize("optimizer", [*entries(OPTIMIZERS), *extremes(OPTIMIZERS)], ids=described)
def test_an_explanation_ends_at_what_the_update_did(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(3)
    theta, slots, p = rng.normal(size=9), np.zeros((len(optimizer.slots), 9)), 9
    for t in range(1, 21):
        alpha, g = optimizer.alpha / t, rng.normal(size=p) * 10.0 ** rng.integers(-3, 3, p)
        if optimizer == type(optimizer)():
            g *= rng.random(p) > 0.1  # with the smallest ε of all, no gradient would be 0/0
        before, old = theta.copy(), slots.copy()
        optimizer.update(theta, g, slots, alpha, t, np.empty(p))
        for n in range(p):
            told = optimizer.explain(float(before[n]), float(g[n]), old[:, n].tolist(), alpha, t)
            named = dict(told)
            assert told[0] == ("g", g[n])
            assert [name for name, _ in told[-3:]] == ["α", "step", "w_new"]
            assert [named[slot] for slot in optimizer.slots] == pytest.approx(slots[:, n].tolist(), rel=1e-12)
            size = abs(before[n]) + abs(named["step"])
            assert named["w_new"] == pytest.approx(theta[n], rel=1e-12, abs=1e-12 * size)


def test_a_trace_explains_its_own_update() -> None:
    problem = prepare(replace(SMALL, clip_norm=0.05, optimizer=Adam(alpha=0.01)))
    t = trace(problem, advance(problem, problem.start(), 3).snapshot)
    for index in range(problem.layout.parameters):
        told = t.explain(index)
        assert [name for name, _ in told] == ["g", "m", "v", "m̂", "v̂", "α", "step", "w_new"]
        assert told[0][1] == t.gradient[index] * t.clip_factor
        assert told[-1][1] == pytest.approx(t.after.theta[index], rel=1e-12)
