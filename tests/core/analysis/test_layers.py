"""Inside the layers: shares counted by hand, histograms, and gradient norms over a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.gradient_norms import MAX_POINTS, NormsInWork, begin, norms_by_layer, verdict
from core.analysis.layers import (
    BINS,
    MIN_EXAMPLES,
    histogram,
    look_inside,
    reach,
    sample,
    shares_of,
    switches_off,
    usual_slope,
)
from core.arrays import Array
from core.data.datasets import Moons
from core.nn.activations import ACTIVATIONS, Activation, Identity, LeakyReLU, Own, ReLU, Sigmoid, Softmax, Step, Tanh
from core.nn.backpropagation import forward
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import Problem, prepare
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.training.trace import trace
from tests.core.samples import SMALL, THREE, entries, title, with_hidden


def trained(experiment: Experiment, iterations: int) -> Run:
    """Return a run of so many iterations."""
    run, problem = Run(experiment), prepare(experiment)
    run.extend(advance(problem, problem.start(), iterations))
    return run


def measured(run: Run) -> NormsInWork:
    """Return the norms over a run, all of them."""
    work = begin(run, {})
    while not work.done:
        work = work.proceed(0.0)
    return work


def set_to(problem: Problem, layer: int, weight: float, bias: float) -> Snapshot:
    """Return the start with all weights and all biases of a layer set."""
    state = problem.start().state.copy()
    problem.layout.weights(state[0], layer)[:] = weight
    problem.layout.biases(state[0], layer)[:] = bias
    return problem.start()._replace(state=state)


# Shares


def test_shares_of_a_relu_layer_counted_by_hand() -> None:
    z = np.array([[1.0, -1.0, 2.0, 0.0], [-1.0, -2.0, -3.0, 0.0], [5.0, 6.0, 7.0, 8.0]])
    shares = shares_of(ReLU(), z)
    assert shares is not None
    assert shares.dead.tolist() == [0.0, 1.0, 0.0]
    assert (shares.dead_count, shares.off, shares.saturated) == (1, 6 / 12, 0.0)


def test_shares_of_a_tanh_layer_counted_by_hand() -> None:
    """The mean slope from −2 to 2 is tanh(2) / 2 = 0.482; 1 − tanh² z is 1 % of that at z = 3.361."""
    shares = shares_of(Tanh(), np.array([[3.35, -3.37, 0.0, 3.37], [-9.0, 1.0, 2.0, 2.5], [50.0, 50.0, -50.0, 50.0]]))
    assert shares is not None
    assert shares.dead.tolist() == [0.0, 0.0, 1.0]  # the slope at 50 is 0 in floating point
    assert (shares.off, shares.saturated) == (None, 7 / 12)


def test_shares_of_a_sigmoid_are_by_its_usual_slope() -> None:
    """Its mean slope from −2 to 2 is (σ(2) − σ(−2)) / 4 = 0.1904; a (1 − a) is 1 % of that at z = ±6.262."""
    shares = shares_of(Sigmoid(), np.array([[6.25, 6.27, -6.25, -6.27]]))
    assert shares is not None
    assert shares.saturated == 0.5


@pytest.mark.parametrize(("g", "usual"), [(Sigmoid(), 0.1904), (Tanh(), 0.482), (ReLU(), 0.5), (Identity(), 1.0)])
def test_usual_slopes(g: Activation, usual: float) -> None:
    assert usual_slope(g, np.array([0.0])) == pytest.approx(usual, rel=3e-3)


@pytest.mark.parametrize("g", [Sigmoid(), Tanh()])
@pytest.mark.parametrize("far", [20.0, 30.0, 36.0, 40.0, 300.0])
def test_both_ends_of_an_activation_are_told_alike(g: Activation, far: float) -> None:
    ends = [shares_of(g, np.full((1, 5), sign * far)) for sign in (-1.0, 1.0)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0].saturated == ends[1].saturated == 1.0
    assert ends[0].dead_count == ends[1].dead_count


@pytest.mark.parametrize("text", ["z**3", "exp(z)", "z**5", "z*abs(z)", "sin(z)", "1000*z", "0.001*z"])
def test_an_own_function_is_not_saturated_where_it_only_passes_a_flat_place(text: str) -> None:
    shares = shares_of(Own(expression=text), np.random.default_rng(1).standard_normal((4, 500)))
    assert shares is not None
    assert shares.saturated == 0.0
    assert shares.dead_count == 0


@pytest.mark.parametrize("g", entries(ACTIVATIONS), ids=title)
def test_only_relu_and_step_switch_off(g: Activation) -> None:
    assert switches_off(g) == isinstance(g, (ReLU, Step))


def test_a_leak_is_flat_only_below_a_hundredth() -> None:
    z = np.array([[-1.0, 1.0]])
    for leak, saturated in ((0.01, 0.0), (0.004, 0.5)):
        shares = shares_of(LeakyReLU(leak=leak), z)
        assert shares is not None
        assert shares.saturated == saturated


def test_a_step_lets_no_gradient_pass() -> None:
    shares = shares_of(Step(), np.array([[-1.0, 1.0], [1.0, 2.0]]))
    assert shares is not None
    assert (shares.dead_count, shares.off, shares.saturated) == (2, 0.25, 0.0)


def test_softmax_has_no_shares() -> None:
    assert shares_of(Softmax(), np.zeros((3, 4))) is None


# A layer of a network


def test_a_dead_relu_layer() -> None:
    problem = prepare(with_hidden(SMALL, ReLU()))
    view = look_inside(problem, set_to(problem, 1, 0.0, -1.0), 1)
    assert view.shares is not None
    assert (view.shares.dead_count, view.shares.off, view.shares.saturated) == (3, 1.0, 0.0)
    assert (view.a.zeros, view.a.total, view.a.counts.sum()) == (90, 90, 0.0)
    assert view.norms[0] == 0.0
    assert view.dw.zeros == view.dw.total == 6


@pytest.mark.parametrize("experiment", [SMALL, THREE, replace(SMALL, regularizer=L2())], ids=["tanh", "softmax", "l2"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_a_layer_is_that_of_the_forward_pass_and_the_trace(experiment: Experiment, layer: int) -> None:
    problem = prepare(experiment)
    snapshot = trained(experiment, 9).history.nearest_key(9)
    view, opened = look_inside(problem, snapshot, layer), trace(problem, snapshot)
    passed = forward(experiment.network, problem.layout, snapshot.theta, problem.x[:, :30])
    z, a = (each[layer] for each in passed)
    assert (view.examples, view.of, view.first) == (30, 30, opened.columns[0])
    assert np.array_equal(view.z.counts, histogram(z, 2.0).counts)
    assert view.z.total == z.size
    assert np.array_equal(view.a.counts, histogram(a).counts)
    assert view.first_z == pytest.approx(opened.layers[layer - 1].z[:, 0], rel=1e-12)
    assert view.first_a == pytest.approx(opened.layers[layer - 1].a[:, 0], rel=1e-12)
    gradient = problem.layout.weights(opened.gradient, layer)
    assert np.array_equal(view.dw.counts, histogram(gradient).counts)
    assert view.norms == norms_by_layer(problem.layout, opened.gradient)


def test_of_large_sets_a_spread_sample_is_looked_at() -> None:
    experiment = replace(SMALL, data=Moons(points=9_000), test_share=0.5)
    problem = prepare(experiment)
    assert sample(problem).shape[1] == 1_500
    assert np.array_equal(sample(problem), problem.x[:, :4_500:3])
    wide = replace(
        SMALL,
        data=Moons(points=600),
        test_share=0.5,
        network=Network((DenseLayer(400, Tanh()), DenseLayer(400, Tanh())), Sigmoid()),
    )
    assert MIN_EXAMPLES / 2 < sample(prepare(wide)).shape[1] <= MIN_EXAMPLES
    view = look_inside(problem, problem.start(), 1)
    assert (view.examples, view.of) == (1_500, 4_500)


# Histograms


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0.3, -0.7], -0.8, 0.8), ([0.3, 0.7], 0.0, 0.8), ([-40.0], -40.0, 0.0), ([0.0], 0.0, 1.0), ([], 0.0, 1.0)],
)
def test_ranges_are_round_and_hold_zero(values: list[float], low: float, high: float) -> None:
    found = histogram(np.array(values))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_every_value_is_counted_once() -> None:
    values = np.array([0.0, 0.0, -0.0, 1.0, -1.0, 0.024, -0.024, np.nan, np.inf])
    found = histogram(values)
    assert (found.zeros, found.bad, found.total) == (3, 2, 9)
    assert found.counts.sum() + found.zeros + found.bad == found.total
    assert [found.counts[k] for k in (0, BINS // 2 - 1, BINS // 2, BINS - 1)] == [1.0, 1.0, 1.0, 1.0]
    assert [found.bin_of(x) for x in (-1.0, -0.024, 0.024, 1.0, 1.1)] == [0, 19, 20, 39, None]


def test_a_least_range_lies_around_zero() -> None:
    found = histogram(np.array([0.3, 0.4]), 2.0)
    assert (found.low, found.high) == (-2.0, 2.0)


@pytest.mark.parametrize("value", [0.0, 1.0, 1.01, 9.9e7, 3e-12, 1e60, 5e-324])
def test_reaches_are_never_too_short(value: float) -> None:
    assert value <= reach(value) <= max(1.6 * value, 1.0)


def test_values_that_no_plot_can_show_are_counted_apart() -> None:
    found = histogram(np.array([1e300, -1e61, np.inf, np.nan, 1e59]))
    assert (found.bad, found.high, found.counts.sum()) == (4, 1e59, 1.0)
    tiny = histogram(np.array([5e-324, 1e-101]))
    assert (tiny.bad, tiny.high, tiny.counts[0]) == (0, 1e-100, 1.0)


# Norms over time


@pytest.mark.parametrize("experiment", [SMALL, replace(THREE, regularizer=L2())], ids=title)
def test_norms_are_those_of_the_traces(experiment: Experiment) -> None:
    run = trained(experiment, 40)
    iterations, norms = measured(run).result
    assert iterations.tolist() == list(range(41))
    assert norms.shape == (3, 41)
    for iteration in (0, 13, 40):
        opened = trace(prepare(experiment), run.history.nearest_key(iteration))
        blocks = [prepare(experiment).layout.block(opened.gradient, l) for l in (1, 2, 3)]
        assert norms[:, iteration] == pytest.approx([np.linalg.norm(block) for block in blocks], rel=1e-12)
        assert np.linalg.norm(norms[:, iteration]) == pytest.approx(opened.gradient_norm, rel=1e-12)


def test_of_a_run_that_grows_only_new_points_are_computed() -> None:
    run, problem = trained(SMALL, 150), prepare(SMALL)
    work = measured(run)
    run.extend(advance(problem, run.history.nearest_key(150), 30))
    again = begin(run, work.known)
    assert [key.iteration for key, _ in again.missing] == list(range(151, 181))
    run.extend(advance(problem, run.history.nearest_key(180), 1_000))
    later = begin(run, measured(run).known)
    assert later.done
    assert len(later.keys) <= MAX_POINTS
    assert [int(k) for k in later.result[0]] == list(range(0, 1_181, 8))


def test_points_are_spread_over_thinned_keys() -> None:
    run = trained(SMALL, 1_000)
    run.history.keys = run.history.keys[::64]
    iterations, _ = measured(run).result
    assert iterations.tolist() == list(range(0, 1_000, 64))


def test_an_edit_makes_only_the_points_after_it_new() -> None:
    run = trained(SMALL, 20)
    work = measured(run)
    edited = replace(SMALL, regularizer=L2())
    run.edit(10, edited)
    run.extend(advance(prepare(edited), run.history.nearest_key(10), 10))
    again = begin(run, work.known)
    assert [key.iteration for key, _ in again.missing] == list(range(10, 21))


def test_a_slice_computes_at_least_one_point() -> None:
    work = begin(trained(SMALL, 5), {})
    assert [len(each.known) for each in (work, work.proceed(0.0), work.proceed(10.0))] == [0, 1, 6]
    assert work.result[0].shape == (0,)


# Words


def norms_of(*columns: tuple[float, ...]) -> Array:
    """Return norms (L × n) from one tuple for each iteration."""
    return np.array(columns).T


@pytest.mark.parametrize(
    ("norms", "words"),
    [
        (norms_of((1.0, 2.0, 1.0)), "Balanced: layer 1's gradient is 1 times layer 3's."),
        (norms_of((0.3, 1.0)), "Balanced: layer 1's gradient is 1/3.3 of layer 2's."),
        (norms_of((12.0, 1.0)), "Uneven: layer 1's gradient is 12 times layer 2's."),
        (norms_of((1e-9, 1.0)), "Vanishing on the way back: layer 1's gradient is less than a millionth of layer 2's."),
        (norms_of((0.002, 1.0)), "Vanishing on the way back: layer 1's gradient is 1/500 of layer 2's."),
        (norms_of((3e8, 1.0)), "Exploding on the way back: layer 1's gradient is more than a million times layer 2's."),
        (
            norms_of((0.0, 1.0)),
            "Vanished: layer 1's gradient was 0, layer 2's was not.",
        ),
        (norms_of((0.0, 0.0)), "No gradient: it was 0 in all layers."),
        (norms_of((1.0,)), "Only one layer: its gradient passes through no other."),
        (norms_of((np.inf, 1.0)), "No comparison: layer 1's or layer 2's gradient was not finite, or layer 2's 0."),
        (np.empty((0, 0)), ""),
    ],
)
def test_verdicts(norms: Array, words: str) -> None:
    assert verdict(norms) == words


def test_a_verdict_is_about_the_latest_iterations() -> None:
    early, late = [(1.0, 1.0)] * 30, [(0.001, 1.0)] * 6 + [(1.0, 1.0)] * 4
    assert verdict(norms_of(*early, *late)).startswith("Vanishing")


def test_the_gradient_of_a_deep_sigmoid_network_vanishes() -> None:
    deep = Network(tuple(DenseLayer(4, Sigmoid()) for _ in range(8)), Sigmoid())
    run = trained(replace(SMALL, network=deep, optimizer=SGD(alpha=0.01)), 20)
    assert verdict(measured(run).result[1]).startswith("Vanishing on the way back: layer 1's gradient is 1/")
