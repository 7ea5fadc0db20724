"""What tooltips say that nothing else tests: each claim stands in its words, and holds in 200 random cases.

A claim is a few words of a help, where it is shown, and what must be so, computed here from scratch.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from core.analysis.gradient_norms import NEIGHBOURS, norms_by_layer, smoothed
from core.analysis.hidden_map import hidden_map
from core.analysis.layers import histogram
from core.analysis.nudge import v_curve
from core.analysis.regions import ClassMap
from core.analysis.scope import whole_set
from core.arrays import Array
from core.data.datasets import Moons
from core.data.features import inputs_for
from core.data.regression import Slope
from core.data.split import split
from core.functions.curve_fit import CurveFit
from core.functions.descent import function_of
from core.functions.walk import descend
from core.nn.activations import Identity, Sigmoid, Softmax, Tanh
from core.nn.activations.own import Own
from core.nn.activations.unbounded import ReLU
from core.nn.backpropagation import predict
from core.nn.initializers import Constant, GlorotUniform, HeNormal, HeUniform, Normal, Uniform
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L1, L2, NoPenalty
from core.training.evaluation import answers, classify, evaluate
from core.training.experiment import Experiment
from core.training.gradient import data_gradient, full_gradient
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD, Adadelta, Adam, Adamax, AdamW, Momentum, Optimizer
from core.training.problem import Problem, prepare
from core.training.schedules import ConstantRate
from core.training.trace import trace
from gui.frames.image import NO_ANSWER
from gui.frames.regions import regions_of
from gui.function_lab import curve, fit, values
from gui.lenses import layers_words, pictures
from gui.lenses.maths import words as matrix_words
from gui.lenses.nudge import controls
from gui.lenses.race import maps
from gui.lenses.race.maps import picture_of_difference
from gui.panels import data as data_panel
from gui.panels import features, training
from gui.plots import decision_regions, histograms, layer_norms, loss_curve, loss_parts
from gui.plots import v_curve as v_plot
from gui.plots.parts import surface_controls
from gui.plots.parts.example_points import LOSS_SIZES, loss_steps
from gui.plots.parts.held_inputs import OVER_HELP as MAP_HELP
from gui.plots.parts.places import HIDDEN_HELP
from gui.plots.parts.surface import levels_of, shades
from gui.widgets import switch, update_lines
from gui.widgets.picture import signed_image
from gui.widgets.theme import Look, diverging_table
from tests.core.samples import SMALL, THREE

CASES = 200
Rng = np.random.Generator
NUMBERS = replace(
    SMALL, data=Slope(points=40), network=replace(SMALL.network, output=Identity()), loss=MeanSquaredError()
)


def drawn(rng: Rng, experiment: Experiment = SMALL) -> tuple[Problem, Array]:
    """Return an experiment on other data, prepared, and random parameters."""
    data: Any = experiment.data
    problem = prepare(replace(experiment, data=replace(data, seed=int(rng.integers(5)))))
    return problem, rng.standard_normal(problem.layout.parameters)


def answered(problem: Problem, theta: Array) -> Array:
    """Return A[L] for the training examples."""
    return predict(problem.experiment.network, problem.layout, theta, problem.x[:, : len(problem.train)])


# Initialisation, activations, losses, penalties


def constant_weights_stay_alike(rng: Rng) -> None:
    problem, _ = drawn(rng, replace(SMALL, initializer=Constant(float(rng.normal())), optimizer=SGD(alpha=0.1)))
    gradient = full_gradient(problem, problem.start().theta)
    for layer in (1, 2):
        rows = np.column_stack([problem.layout.weights(gradient, layer), problem.layout.biases(gradient, layer)])
        np.testing.assert_allclose(rows, rows[:1].repeat(len(rows), axis=0), atol=1e-12)


def uniform_weights_lie_within(rng: Rng) -> None:
    radius, shape = float(rng.uniform(0.01, 5.0)), rng.integers(1, 60, 2)
    weights = Uniform(radius).weights(rng, *shape)
    assert np.abs(weights).max() <= radius
    many = Uniform(radius).weights(rng, 50, 80)
    assert many.var() == pytest.approx(radius**2 / 3.0, rel=0.1)


def normal_weights_spread_by_sigma(rng: Rng) -> None:
    sigma = float(rng.uniform(0.01, 5.0))
    assert Normal(sigma).weights(rng, 50, 80).std() == pytest.approx(sigma, rel=0.08)


def he_has_twice_what_a_linear_layer_needs(rng: Rng) -> None:
    n = int(rng.integers(100, 300))
    for he in (HeUniform(), HeNormal()):
        weights = he.weights(rng, 100, n)
        assert weights.var() == pytest.approx(2.0 / n, rel=0.1)
        signal = rng.standard_normal((n, 40))
        assert (weights @ signal).var() == pytest.approx(2.0 * signal.var(), rel=0.2)


def glorot_keeps_signals(rng: Rng) -> None:
    n = int(rng.integers(100, 300))
    signal = rng.standard_normal((n, 40))
    assert (GlorotUniform().weights(rng, n, n) @ signal).var() == pytest.approx(signal.var(), rel=0.2)


def kinks_take_the_slopes_told(rng: Rng) -> None:
    slope, other = (f"{abs(number):.3f}" for number in rng.normal(0.0, 3.0, 2) + 0.01)
    at = float(rng.uniform(0.1, 4.0))
    for text, place, told in (
        (f"{slope}*abs(z)", 0.0, 0.0),
        (f"max({slope}*z, {other}*z)", 0.0, float(slope)),
        (f"min({other}*z, {slope}*z)", 0.0, float(other)),
        (f"{slope}*z^2", at, 2.0 * float(slope) * at),
    ):
        assert Own(text).slope(np.array([[place]]))[0, 0] == pytest.approx(told)


def a_relu_below_0_is_dead(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(SMALL, network=Network((DenseLayer(3, ReLU()),), Sigmoid())))
    layout, neuron = problem.layout, int(rng.integers(3))
    theta[layout.index(1, neuron + 1, 0)] = -100.0
    gradient = full_gradient(problem, theta)
    assert not layout.weights(gradient, 1)[neuron].any()
    assert layout.biases(gradient, 1)[neuron] == 0.0


def cross_entropy_is_minus_ln_p(rng: Rng) -> None:
    z, label = rng.normal(0.0, 3.0, (3, 1)), int(rng.integers(3))
    one_hot = np.eye(3)[:, label : label + 1]
    p = np.exp(z) / np.exp(z).sum()
    assert CategoricalCrossEntropy().per_example(z, Softmax()(z), one_hot) == pytest.approx(-math.log(p[label, 0]))


def binary_cross_entropy_is_minus_ln_p(rng: Rng) -> None:
    z, y = rng.normal(0.0, 3.0, (1, 1)), rng.integers(0, 2, (1, 1)).astype(float)
    p = 1.0 / (1.0 + math.exp(-z[0, 0]))
    cost = BinaryCrossEntropy().per_example(z, Sigmoid()(z), y)[0, 0]
    assert cost == pytest.approx(-math.log(p if y[0, 0] else 1.0 - p))


def squared_error_is_a_mean_over_outputs(rng: Rng) -> None:
    a, y = rng.standard_normal((2, int(rng.integers(1, 5)), 1))
    cost = MeanSquaredError().per_example(a, a, y).sum()
    assert cost == pytest.approx(sum((out - aim) ** 2 for out, aim in zip(a[:, 0], y[:, 0], strict=True)) / len(a))


def l1_costs_lambda_per_unit(rng: Rng) -> None:
    lam, w = float(rng.uniform(0.0, 2.0)), rng.normal(0.0, 3.0, 6)
    more = w + np.sign(w) * 0.5
    assert L1(lam).penalty(more) - L1(lam).penalty(w) == pytest.approx(lam * 0.5 * 6)


def l2_costs_squares(rng: Rng) -> None:
    w, times = rng.normal(0.0, 3.0, 6), float(rng.uniform(0.1, 9.0))
    assert L2(0.3).penalty(times * w) == pytest.approx(times**2 * L2(0.3).penalty(w))
    assert L2(0.3).penalty(w) == pytest.approx(0.15 * sum(each * each for each in w))


def nothing_is_added_to_the_data_loss(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(SMALL, regularizer=NoPenalty()))
    assert problem.penalty(theta) == 0.0
    np.testing.assert_array_equal(full_gradient(problem, theta), data_gradient(problem, theta, problem.rows))


def the_rate_stays(rng: Rng) -> None:
    assert ConstantRate().factor(int(rng.integers(10**6))) == 1.0


# Optimisers


def moved(optimizer: Optimizer, gradients: list[float]) -> list[dict[str, float]]:
    """Return the values of each update of one parameter that starts at 1."""
    slots, theta, told = [0.0] * len(optimizer.slots), 1.0, list[dict[str, float]]()
    for t, g in enumerate(gradients, start=1):
        told.append(dict(optimizer.explain(theta, g, slots, optimizer.alpha, t)))
        slots, theta = [told[-1][name] for name in optimizer.slots], told[-1]["w_new"]
    return told


def descent_goes_straight_down(rng: Rng) -> None:
    alpha, g = float(rng.uniform(1e-4, 2.0)), float(rng.normal())
    assert moved(SGD(alpha=alpha), [g])[0]["step"] == pytest.approx(alpha * g)


def a_ball_keeps_beta_of_its_speed(rng: Rng) -> None:
    beta = float(rng.uniform(0.1, 0.99))
    steps = [each["step"] for each in moved(Momentum(beta=beta), [*rng.normal(size=3).tolist(), 0.0, 0.0])]
    assert steps[-2] == pytest.approx(beta * steps[-3])
    assert steps[-1] == pytest.approx(beta * steps[-2])


def the_start_at_0_is_corrected(rng: Rng) -> None:
    g = float(rng.normal()) + 5.0
    told = moved(Adam(), [g] * 40)
    for each in told:
        assert each["m̂"] == pytest.approx(g)  # of equal gradients the mean is the gradient, from the first on
        assert each["v̂"] == pytest.approx(g * g)
    for name, corrected in (("m", "m̂"), ("v", "v̂")):
        factors = [each[corrected] / each[name] for each in told]
        assert all(later < before for before, later in pairwise(factors))
        assert all(factor >= 1.0 for factor in factors)


def adamax_keeps_the_largest(rng: Rng) -> None:
    gradients = rng.normal(size=6).tolist()
    optimizer = Adamax(beta2=0.9)
    largest = max(0.9 ** (5 - k) * abs(g) for k, g in enumerate(gradients))
    assert moved(optimizer, gradients)[-1]["u"] == pytest.approx(largest)


def the_step_is_subtracted(rng: Rng) -> None:
    optimizer = OPTIMIZERS[str(rng.choice(sorted(OPTIMIZERS)))]()
    gradients, theta = rng.normal(size=5).tolist(), 1.0
    for each in moved(optimizer, gradients):
        assert each["w_new"] == pytest.approx(theta - each["step"], rel=1e-12, abs=1e-15)
        theta = each["w_new"]


def decay_is_a_share_of_the_parameter(rng: Rng) -> None:
    gradients, optimizer = rng.normal(size=4).tolist(), AdamW(decay=float(rng.uniform(0.001, 0.5)))
    theta = 1.0
    for each in moved(optimizer, gradients):
        assert each["λ′θ"] == pytest.approx(optimizer.decay * theta)
        theta = each["w_new"]


def adadelta_measures_its_own_steps(rng: Rng) -> None:
    gradients, factor = rng.normal(size=6), float(10.0 ** rng.uniform(-3.0, 3.0))
    optimizer = Adadelta(epsilon=1e-40)
    steps, scaled = ([each["step"] for each in moved(optimizer, by.tolist())] for by in (gradients, factor * gradients))
    np.testing.assert_allclose(scaled, steps, rtol=1e-9)  # the gradient's own size does not count


def a_walk_steps_by_minus_alpha_times_the_slope(rng: Rng) -> None:
    function, alpha = function_of("own", "x^2 + sin(3x) + x*y + y^2"), float(rng.uniform(1e-3, 0.05))
    path = descend(function, SGD(alpha=alpha), start=(float(rng.normal()), float(rng.normal())), steps=3)
    for (x, y), (next_x, next_y) in pairwise(path.points.tolist()):
        assert next_x - x == pytest.approx(-alpha * (2.0 * x + 3.0 * math.cos(3.0 * x) + y), abs=1e-12)
        assert next_y - y == pytest.approx(-alpha * (x + 2.0 * y), abs=1e-12)
    for (x, y), value in zip(path.points.tolist(), path.values.tolist(), strict=True):
        assert value == pytest.approx(x * x + math.sin(3.0 * x) + x * y + y * y)


# Data


def scaled_inputs_have_mean_0_and_deviation_1(rng: Rng) -> None:
    x = rng.normal(rng.normal(0.0, 50.0, (2, 1)), rng.uniform(0.1, 90.0, (2, 1)), (2, 30))
    inputs = inputs_for((), Moons(), True, x)
    fed = inputs.of(x)
    np.testing.assert_allclose(fed.mean(axis=1), 0.0, atol=1e-9)
    np.testing.assert_allclose(fed.std(axis=1), 1.0, rtol=1e-9)
    other = rng.standard_normal((2, 4))
    np.testing.assert_allclose(inputs.of(other), (other - x.mean(1, keepdims=True)) / x.std(1, keepdims=True))


def predictions_are_in_the_targets_unit(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(NUMBERS, standardise_target=True))
    m = len(problem.train)
    y = problem.train.values
    np.testing.assert_allclose(problem.y[:, :m], (y - y.mean()) / y.std(), rtol=1e-9, atol=1e-9)
    found, a = evaluate(problem, theta, 0), answered(problem, theta)
    assert found.train_loss == pytest.approx(float(np.mean((a - problem.y[:, :m]) ** 2)))  # of the scaled target
    rmse = math.sqrt(float(np.mean((a * y.std() + y.mean() - y) ** 2)))
    assert found.train_rmse == pytest.approx(rmse)


def training_never_sees_the_test_share(rng: Rng) -> None:
    share, points = float(rng.uniform(0.1, 0.9)), int(rng.integers(20, 200))
    parts = split(Moons(points=points, seed=int(rng.integers(99))), share)
    assert len(parts.test) == math.ceil(points * share - 1e-9)
    assert len(parts.train) + len(parts.test) == points
    train, test = ({tuple(each) for each in part.x.T.tolist()} for part in (parts.train, parts.test))
    assert not train & test


def one_seed_is_one_run(rng: Rng) -> None:
    seed, runs = int(rng.integers(10**6)), []
    for each in (seed, seed, seed + 1):
        problem = prepare(replace(SMALL, seed=each))
        runs.append(advance(problem, problem.start(), 4, evaluated=False))
    first, again, other = (run.snapshot.theta.tobytes() + run.batch_loss.tobytes() for run in runs)
    assert first == again != other


# Losses and derivatives


def a_loss_is_the_mean_plus_the_penalty(rng: Rng) -> None:
    lam = float(rng.uniform(0.0, 0.5))
    problem, theta = drawn(rng, replace(SMALL, regularizer=L2(lam)))
    a, y = answered(problem, theta)[0], problem.y[0, : len(problem.train)]
    each = -np.log(np.where(y == 1.0, a, 1.0 - a))
    weights = np.concatenate([problem.layout.weights(theta, layer).ravel() for layer in (1, 2, 3)])
    found = evaluate(problem, theta, 0)
    assert found.train_loss == pytest.approx(each.mean(), rel=1e-9)
    assert found.penalty == pytest.approx(0.5 * lam * float(weights @ weights))  # of no bias
    index, step = int(rng.integers(len(theta))), 1e-6
    ends = []
    for side in (step, -step):
        there = theta.copy()
        there[index] += side
        at = evaluate(problem, there, 0)
        ends.append(at.train_loss + at.penalty)
    gradient = whole_set(problem).gradient(problem, theta)[index]
    assert gradient == pytest.approx((ends[0] - ends[1]) / (2.0 * step), rel=1e-4, abs=1e-7)


def one_examples_loss_has_no_penalty(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(SMALL, regularizer=L2(0.3)))
    pick = int(rng.integers(len(problem.rows)))
    scope = replace(whole_set(problem), name="example", rows=problem.rows[pick : pick + 1])
    expected = full_gradient(prepare(replace(problem.experiment, regularizer=NoPenalty())), theta, scope.rows)
    np.testing.assert_array_equal(scope.gradient(problem, theta), expected)


def dw_is_the_mean_over_examples(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(SMALL, regularizer=L2(0.1)))
    start = problem.start()
    opened = trace(problem, start._replace(state=np.vstack([theta, start.state[1:]])))
    single = [data_gradient(problem, theta, problem.rows[column : column + 1]) for column in opened.columns]
    mean = np.mean(single, axis=0)
    for number, layer in enumerate(opened.layers, start=1):
        np.testing.assert_allclose(layer.dw, problem.layout.weights(mean, number), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(layer.db, problem.layout.biases(mean, number), rtol=1e-9, atol=1e-12)


def norms_are_of_weights_and_biases(rng: Rng) -> None:
    problem, theta = drawn(rng)
    gradient = full_gradient(problem, theta)
    for layer, norm in enumerate(norms_by_layer(problem.layout, gradient), start=1):
        parts = problem.layout.weights(gradient, layer).ravel(), problem.layout.biases(gradient, layer).ravel()
        assert norm == pytest.approx(math.sqrt(sum(float(part @ part) for part in parts)))


def norms_are_smoothed_by_medians(rng: Rng) -> None:
    norms = 10.0 ** rng.normal(0.0, 2.0, (3, int(rng.integers(1, 30))))
    smooth = smoothed(norms)
    for k in range(norms.shape[1]):
        around = norms[:, max(0, k - NEIGHBOURS) : k + NEIGHBOURS + 1]
        np.testing.assert_allclose(smooth[:, k], np.median(around, axis=1))


def the_error_is_relative_to_the_larger(rng: Rng) -> None:
    problem, theta = drawn(rng)
    index, epsilon = int(rng.integers(len(theta))), float(10.0 ** rng.uniform(-4.0, -1.0))
    ends = []
    for side in (epsilon, -epsilon):
        there = theta.copy()
        there[index] += side
        ends.append(evaluate(problem, there, 0).train_loss)
    quotient = (ends[0] - ends[1]) / (2.0 * epsilon)
    derivative = float(full_gradient(problem, theta)[index])
    error = abs(quotient - derivative) / max(abs(quotient), abs(derivative))
    found = v_curve(problem, theta, index, np.array([epsilon]))[0]
    assert found == pytest.approx(error, rel=1e-3, abs=1e-7)


def the_full_batch_steps_exactly(rng: Rng) -> None:
    problem, _ = drawn(rng, replace(SMALL, batch_size=SMALL.train_size, optimizer=SGD(alpha=0.5)))
    start = problem.start()
    exact = start.theta - 0.5 * full_gradient(problem, start.theta)
    np.testing.assert_allclose(advance(problem, start, 1).snapshot.theta, exact, rtol=1e-9, atol=1e-12)


def the_error_falls_with_epsilon_squared(rng: Rng) -> None:
    problem, theta = drawn(rng)
    index = int(rng.integers(len(theta)))
    far, near = v_curve(problem, theta, index, np.array([4e-3, 1e-3]))
    if near > 1e-7:  # else it is round-off, or the loss hardly bends
        assert far / near == pytest.approx(16.0, rel=0.1)


def the_slider_reaches_as_far_as_told(rng: Rng) -> None:
    place = int(rng.integers(controls.PER_DECADE * controls.DECADES))
    ends = [10.0 ** (controls.SMALLEST + at / controls.PER_DECADE) for at in (0, controls.PER_DECADE * 11, place)]
    assert ends[:2] == pytest.approx([1e-12, 0.1])
    assert 10.0 ** (controls.SMALLEST + (place + 1) / controls.PER_DECADE) / ends[2] == pytest.approx(10.0**0.1)


def r2_is_the_share_explained(rng: Rng) -> None:
    problem, theta = drawn(rng, NUMBERS)
    y = problem.train.values[0]
    left = float(np.mean((answered(problem, theta)[0] - y) ** 2))
    assert evaluate(problem, theta, 0).train_r2 == pytest.approx(1.0 - left / float(np.var(y)))


def accuracy_is_the_share_right(rng: Rng) -> None:
    problem, theta = drawn(rng, THREE)
    likeliest = answered(problem, theta).argmax(axis=0)
    labels = problem.train.labels
    assert evaluate(problem, theta, 0).train_accuracy == pytest.approx(float(np.mean(likeliest == labels)))
    np.testing.assert_array_equal(classify(answers(problem, theta).outputs)[: len(labels)], likeliest)


# Pictures


def certainty_is_the_lead_of_the_likeliest(rng: Rng) -> None:
    problem, _ = drawn(rng, THREE if rng.integers(2) else SMALL)
    raw = rng.uniform(0.0, 1.0, (problem.layout.sizes[-1], 4, 4))
    outputs = raw / raw.sum(axis=0) if len(raw) > 1 else raw
    shares = outputs if len(raw) > 1 else np.concatenate([1.0 - raw, raw])
    image = regions_of(problem, (0.0, 1.0, 0.0, 1.0), outputs).image.astype(int)
    levels = NO_ANSWER // problem.classes
    np.testing.assert_array_equal(image // levels, shares.argmax(axis=0))
    ordered = np.sort(shares, axis=0)
    np.testing.assert_allclose(image % levels / (levels - 1), ordered[-1] - ordered[-2], atol=0.51 / (levels - 1))


def points_grow_with_their_loss(rng: Rng) -> None:
    mean = float(rng.uniform(0.01, 5.0))
    loss = mean * rng.uniform(LOSS_SIZES[0] ** 2, LOSS_SIZES[-1] ** 2, 20)
    area = np.array(LOSS_SIZES)[loss_steps(loss, mean)] ** 2
    assert np.all(np.abs(np.log2(area / (loss / mean))) <= 0.55)  # in steps of about twice the area
    assert LOSS_SIZES[int(loss_steps(np.array([mean]), mean)[0])] == 1.0


def equal_factors_have_equal_steps_of_shade(rng: Rng) -> None:
    low = float(rng.uniform(0.001, 10.0))
    heights = low * np.geomspace(1.0, 10.0 ** rng.uniform(1.0, 6.0), 64)
    levels = levels_of(heights, "log")
    seen = heights <= levels.high
    steps = np.diff(shades(heights, levels)[seen].astype(int))
    assert steps.max() - steps.min() <= 1
    even = np.linspace(low, 50.0 * low, 64)
    levels = levels_of(even, "linear")
    steps = np.diff(shades(even, levels)[even <= levels.high].astype(int))
    assert steps.max() - steps.min() <= 1


def zeros_are_counted_apart(rng: Rng) -> None:
    values = rng.standard_normal(60) * (rng.uniform(size=60) < 0.7)
    found = histogram(values)
    assert found.zeros == np.count_nonzero(values == 0.0)
    assert found.counts.sum() == np.count_nonzero(values)


def the_map_shows_where_activations_vary_most(rng: Rng) -> None:
    problem, theta = drawn(rng, replace(SMALL, network=Network((DenseLayer(5, Tanh()),), Sigmoid())))
    x, layout = problem.x, problem.layout
    a = np.tanh(layout.weights(theta, 1) @ x + layout.biases(theta, 1))
    found, train = hidden_map(problem, a), a[:, : len(problem.train)]
    centred = train - train.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(found.mean, train.mean(axis=1, keepdims=True))
    shown = float(np.sum((found.directions.T @ centred) ** 2))
    for _ in range(5):
        other, _ = np.linalg.qr(rng.standard_normal((5, 2)))
        assert float(np.sum((other.T @ centred) ** 2)) <= shown * (1.0 + 1e-9)
    off = float(np.sum((centred - found.directions @ (found.directions.T @ centred)) ** 2))
    assert shown + off == pytest.approx(float(np.sum(centred**2)))
    np.testing.assert_allclose(found.places, found.directions.T @ (a - found.mean), atol=1e-12)  # where they project
    at = rng.standard_normal((2, 3))
    z = layout.weights(theta, 2) @ (found.mean + found.directions @ at) + layout.biases(theta, 2)
    np.testing.assert_allclose(found.answers(problem, theta, at), 1.0 / (1.0 + np.exp(-z)), rtol=1e-9)


def the_largest_weight_has_the_full_colour(rng: Rng) -> None:
    weights, look = rng.standard_normal((3, 3)), Look()
    image, table = signed_image(weights, look), diverging_table(look.theme)
    row, column = np.unravel_index(int(np.abs(weights).argmax()), weights.shape)
    full = table[-1] if weights[row, column] > 0.0 else table[1]
    assert image.pixel(int(column), int(row)) == full


def ink_raises_z_at_blue_pixels(rng: Rng) -> None:
    weights = rng.standard_normal((4, 4))
    image, ink = signed_image(weights, Look()), rng.uniform(0.0, 1.0, (4, 4))
    row, column = rng.integers(4, size=2).tolist()
    more = ink.copy()
    more[row, column] += 0.1
    red, blue = (image.pixelColor(column, row).red(), image.pixelColor(column, row).blue())
    if abs(red - blue) > 20:  # told apart
        assert (float(np.sum(weights * more)) > float(np.sum(weights * ink))) == (blue > red)


def difference_is_bright(rng: Rng) -> None:
    one, other = (rng.integers(0, 3, (6, 6)) for _ in range(2))
    sure, look = np.ones((6, 6)), Look()
    picture = picture_of_difference(ClassMap(one, sure), ClassMap(other, sure), look)
    bright = look.colour("accent").rgb()
    shown = np.array([[picture.pixel(x, 5 - y) == bright for x in range(6)] for y in range(6)])
    np.testing.assert_array_equal(shown, one != other)


def the_fit_is_a_mean_of_squared_distances(rng: Rng) -> None:
    data = CurveFit()
    a, b = rng.uniform(-3.0, 3.0, 2).tolist()
    distances = [math.sin(b * math.cos(a * x)) - y for x, y in zip(data.x.tolist(), data.y.tolist(), strict=True)]
    assert float(data.value(np.array([a, b]))) == pytest.approx(sum(each**2 for each in distances) / len(distances))
    noise = data.y - np.sin(2.5 * np.cos(1.2 * data.x))
    assert 0.08 < float(noise.std()) < 0.12


CLAIMS: tuple[tuple[str, str, Callable[[Rng], None]], ...] = (
    (Constant.help, "would never become different", constant_weights_stay_alike),
    (Uniform.help, "uniformly from −r to r, whatever the size of the layer", uniform_weights_lie_within),
    (Normal.help, "standard deviation σ", normal_weights_spread_by_sigma),
    (HeUniform.help, "Variance 2/n for n inputs: twice what a linear layer", he_has_twice_what_a_linear_layer_needs),
    (GlorotUniform.help, "Keeps signals about the same size", glorot_keeps_signals),
    (Own.help, "max and min that of the first of two equal values", kinks_take_the_slopes_told),
    (ReLU.help, "negative for every example is dead", a_relu_below_0_is_dead),
    (CategoricalCrossEntropy.help, "−ln of the probability", cross_entropy_is_minus_ln_p),
    (BinaryCrossEntropy.help, "−ln of the probability", binary_cross_entropy_is_minus_ln_p),
    (MeanSquaredError.help, "squared difference between output and target", squared_error_is_a_mean_over_outputs),
    (L1.help, "Costs λ for every unit of weight", l1_costs_lambda_per_unit),
    (L2.help, "Costs the square of every weight", l2_costs_squares),
    (NoPenalty.help, "The loss is that of the data alone", nothing_is_added_to_the_data_loss),
    (ConstantRate.help, "The same learning rate throughout", the_rate_stays),
    (SGD.help, "straight down the slope of this batch", descent_goes_straight_down),
    (Momentum.help, "keeps β of its speed", a_ball_keeps_beta_of_its_speed),
    (Adam.help, "both means are corrected for their start at 0", the_start_at_0_is_corrected),
    (update_lines.HELP["m̂"], "The correction fades as t grows", the_start_at_0_is_corrected),
    (Adamax.help, "the largest recent gradient", adamax_keeps_the_largest),
    (update_lines.HELP["step"], "What is subtracted from the parameter", the_step_is_subtracted),
    (update_lines.HELP["λ′θ"], "a share of the parameter itself", decay_is_a_share_of_the_parameter),
    (Adadelta.help, "Measures its own steps, so it needs no learning rate", adadelta_measures_its_own_steps),
    (curve.HELP, "it is −α times the slope", a_walk_steps_by_minus_alpha_times_the_slope),
    (values.HELP, "The value of the function after each step", a_walk_steps_by_minus_alpha_times_the_slope),
    (training.SEED.help, "the same seed gives the same run", one_seed_is_one_run),
    (training.BATCH_SIZE.help, "The full batch: one exact step", the_full_batch_steps_exactly),
    (v_plot.HELP, "the error falls with ε²", the_error_falls_with_epsilon_squared),
    (controls.EPSILON_HELP, "from 10⁻¹² to 0.1 on a logarithmic scale", the_slider_reaches_as_far_as_told),
    (HIDDEN_HELP, "each example stands where it projects", the_map_shows_where_activations_vary_most),
    (features.STANDARDISE.help, "divide by its standard deviation", scaled_inputs_have_mean_0_and_deviation_1),
    (features.STANDARDISE_TARGET.help, "shown in the target's own unit", predictions_are_in_the_targets_unit),
    (loss_curve.HELP, "The RMSE of a predicted number is in its own unit", predictions_are_in_the_targets_unit),
    (data_panel.TEST_SHARE.help, "examples that training never sees", training_never_sees_the_test_share),
    (loss_parts.HELP, "is a sum", a_loss_is_the_mean_plus_the_penalty),
    (switch.SCOPE_HELP["set"], "the mean of its ℓ, plus the penalty", a_loss_is_the_mean_plus_the_penalty),
    (switch.SCOPE_HELP["example"], "without penalty", one_examples_loss_has_no_penalty),
    (matrix_words.HELP["dw"], "the mean over the examples", dw_is_the_mean_over_examples),
    (layer_norms.HELP, "each layer's weights and biases", norms_are_of_weights_and_biases),
    (layers_words.SMOOTH_HELP, "neighbours on either side", norms_are_smoothed_by_medians),
    (v_plot.HELP, "relative to the larger of the two", the_error_is_relative_to_the_larger),
    (loss_curve.ACCURACY_HELP, "the share of the variance that the network explains", r2_is_the_share_explained),
    (loss_curve.ACCURACY_HELP, "the share of examples classified correctly", accuracy_is_the_share_right),
    (decision_regions.HELP, "how far the likeliest class leads the next", certainty_is_the_lead_of_the_likeliest),
    (decision_regions.BY_LOSS_HELP, "the area follows the loss", points_grow_with_their_loss),
    (surface_controls.SCALE_HELP, "equal steps of shade", equal_factors_have_equal_steps_of_shade),
    (histograms.HELP, "exactly 0 are counted only in the hatched bar", zeros_are_counted_apart),
    (MAP_HELP, "vary most", the_map_shows_where_activations_vary_most),
    (pictures.WEIGHTS_HELP, "The largest weight has the full colour", the_largest_weight_has_the_full_colour),
    (pictures.WEIGHTS_HELP, "Blue: ink there raises the neuron's z", ink_raises_z_at_blue_pixels),
    (inspect.getsource(maps), "predict different classes", difference_is_bright),
    (fit.HELP, "mean of the squared vertical distances", the_fit_is_a_mean_of_squared_distances),
)
"""A help, some of its words, and what must hold by them."""


@pytest.mark.parametrize(("help", "said", "holds"), CLAIMS, ids=[f"{holds.__name__}" for *_, holds in CLAIMS])
def test_what_a_tooltip_says_holds(help: str, said: str, holds: Callable[[Rng], None]) -> None:
    assert said in help
    for seed in range(CASES):
        holds(np.random.default_rng(seed))
