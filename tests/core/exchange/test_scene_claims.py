"""What the scenes' texts and the README say of them, run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.stories import STUDENT_A
from core.exchange.scenes import load_scene
from core.nn.activations import ReLU, Tanh
from core.nn.backpropagation import predict
from core.nn.network import DenseLayer
from core.nn.regularizers import L2
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import prepare


def result(experiment: Experiment, iterations: int) -> Evaluation:
    """Return how good an experiment is after some iterations."""
    problem = prepare(experiment)
    end = advance(problem, problem.start(), iterations, key_stride=10**9, evaluated=False).snapshot
    return evaluate(problem, end.theta, end.iteration)


def with_layers(experiment: Experiment, *layers: DenseLayer) -> Experiment:
    return replace(experiment, network=replace(experiment.network, hidden=layers))


def test_without_activation_the_circles_stay_near_one_half_and_one_relu_helps() -> None:
    scene = load_scene("linear-cannot")
    assert result(scene.experiment, 2 * scene.end).train_accuracy == pytest.approx(0.5, abs=0.05)
    hidden = scene.experiment.network.hidden
    for place, least in enumerate((0.99, 0.99, 0.99, 0.75)):
        layers = (*hidden[:place], replace(hidden[place], activation=ReLU()), *hidden[place + 1 :])
        assert result(with_layers(scene.experiment, *layers), scene.end).train_accuracy >= least
    circles = load_scene("article-circles").experiment
    assert circles.data == scene.experiment.data  # the same circles
    assert [layer.units for layer in circles.network.hidden] == [layer.units for layer in hidden]


def test_one_neuron_separates_the_circles_with_squares_only() -> None:
    scene = load_scene("features")
    assert not scene.experiment.network.hidden
    assert result(scene.experiment, scene.end).train_accuracy > 0.995
    assert result(replace(scene.experiment, features=("x1", "x2")), scene.end).train_accuracy < 0.6


def test_four_tanh_neurons_separate_the_quarters_and_one_neuron_cannot() -> None:
    scene = load_scene("xor-tanh")
    assert sum(layer.units for layer in scene.experiment.network.hidden) == 6
    assert result(with_layers(scene.experiment, DenseLayer(4, Tanh())), scene.end).train_accuracy > 0.95
    assert result(with_layers(scene.experiment), scene.end).train_accuracy < 0.8


def test_the_spiral_is_hard() -> None:
    scene = load_scene("spiral")
    assert result(scene.experiment, scene.end).test_accuracy == 1.0
    few = result(with_layers(scene.experiment, DenseLayer(4, Tanh())), 2000)
    optimizer = replace(scene.experiment.optimizer, alpha=1.0)
    unsuitable = result(replace(scene.experiment, optimizer=optimizer), 2000)
    assert max(few.train_accuracy, unsuitable.train_accuracy) < 0.7


def test_a_penalty_or_fewer_neurons_help_against_overfitting() -> None:
    experiment = load_scene("overfit-moons").experiment
    assert experiment.train_size == 200
    plain = result(experiment, 1000)
    fewer = result(with_layers(experiment, *(replace(each, units=4) for each in experiment.network.hidden)), 1000)
    penalised = result(replace(experiment, regularizer=L2(lam=0.01)), 1000)
    assert plain.train_loss < min(fewer.train_loss, penalised.train_loss)
    assert plain.test_loss > 1.5 * max(fewer.test_loss, penalised.test_loss)


def test_the_article_scenes_are_as_told() -> None:
    moons = load_scene("article-moons").experiment
    assert moons.layout.sizes == (2, 25, 50, 50, 25, 1)
    assert (moons.train_size, moons.batch_size, moons.batches, moons.optimizer.alpha) == (900, 900, 1, 0.01)
    digits = load_scene("digits")
    assert digits.experiment.layout.sizes == (64, 128, 64, 10)
    assert digits.end == 30 * digits.experiment.batches == 690
    passes, grades = (load_scene(name).experiment for name in ("course-pass-fail", "course-grades"))
    of_passes, of_grades = prepare(passes), prepare(grades)
    assert np.array_equal(of_passes.x, of_grades.x)  # the same 400 students
    a = of_passes.inputs.of(np.array(STUDENT_A)[:, None])
    assert np.any(np.all(of_passes.x[:, : passes.train_size] == a, axis=0))


def test_a_stripe_becomes_a_tongue_and_then_a_cell() -> None:
    """At the edge of the picture: class 1 on two separate stretches, then on one, then on none."""
    scene = load_scene("article-circles")
    problem = prepare(scene.experiment)
    snapshot = problem.start()
    line = np.linspace(-1.4, 1.4, 60)
    top, side = np.full(60, 1.4), line
    ring = np.concatenate([[line, top], [top, -side], [-line, -top], [-top, side]], axis=1)  # once around the edge
    stretches: list[int] = []
    for _ in range(145):
        snapshot = advance(problem, snapshot, 10, key_stride=10**9, evaluated=False).snapshot
        inside = predict(scene.experiment.network, problem.layout, snapshot.theta, ring)[0] > 0.5
        middle = predict(scene.experiment.network, problem.layout, snapshot.theta, np.zeros((2, 1)))[0, 0] > 0.5
        count = int(np.sum(inside != np.roll(inside, 1))) // 2
        if middle and (not stretches or stretches[-1] != count):
            stretches.append(count)
    assert stretches[-3:] == [2, 1, 0]
