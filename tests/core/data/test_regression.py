"""Data with numbers to be predicted, features and standardising: the same engine."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.gradient_check import check_all
from core.data.dataset import Dataset
from core.data.datasets import DATASETS, Circles, CourseGrades, CoursePassFail, Digits, SineNoise, TwoHills
from core.data.features import FEATURES, inputs_for, offered
from core.data.split import split
from core.data.stories import STUDENT_A, expected_grade
from core.exchange.scenes import load_scene
from core.hyperparameters import InvalidSetting
from core.nn.activations import Identity, Softmax, Tanh
from core.nn.backpropagation import predict
from core.nn.losses import LOSSES, BinaryCrossEntropy, Huber, Loss, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import Adam
from core.training.problem import prepare
from core.training.run import with_parameter
from tests.core.samples import SMALL, entries, title

NUMBERS = replace(
    SMALL, data=TwoHills(points=60), network=replace(SMALL.network, output=Identity()), loss=MeanSquaredError()
)


@pytest.mark.parametrize("loss", [MeanSquaredError(), Huber()], ids=title)
def test_gradients_of_numbers_are_right(loss: Loss) -> None:
    problem = prepare(replace(NUMBERS, loss=loss, features=("x1", "x1*x2", "sin(x2)"), standardise=True))
    check = check_all(problem, problem.start().theta)
    assert check.done
    assert all(each.good for each in check.worst(10))


def test_r2_is_the_explained_share_of_the_variance() -> None:
    problem = prepare(NUMBERS)
    end = advance(problem, problem.start(), 300).snapshot
    met = evaluate(problem, end.theta, 300)
    for examples, r2 in ((problem.train, met.train_r2), (problem.test, met.test_r2)):
        answer = predict(NUMBERS.network, problem.layout, end.theta, problem.inputs.of(examples.x))
        missed = np.sum((answer - examples.values) ** 2)
        assert r2 == pytest.approx(1.0 - missed / np.sum((examples.values - examples.values.mean()) ** 2), rel=1e-9)
    assert math.isnan(met.train_accuracy)
    assert math.isnan(evaluate(prepare(SMALL), prepare(SMALL).start().theta, 0).train_r2)


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name]().outputs])
def test_losses_of_classes_are_refused_for_numbers(name: str) -> None:
    with pytest.raises(InvalidSetting, match="classes") as refusal:
        replace(NUMBERS, loss=LOSSES[name]())
    assert refusal.value.setting == "loss"


def test_a_softmax_is_refused_for_numbers() -> None:
    with pytest.raises(InvalidSetting, match="softmax"):
        replace(NUMBERS, network=replace(NUMBERS.network, output=Softmax()))


@pytest.mark.parametrize("before", entries(DATASETS), ids=title)
def test_any_data_can_follow_any_other(before: Dataset) -> None:
    start = Experiment().with_data(before, 0.1)
    for after in entries(DATASETS):
        changed = start.with_data(after, 0.1)
        assert changed.data == after
        assert changed.layout.sizes[0] == len(after.inputs)
        assert bool(after.classes) == bool(changed.loss.outputs)
        assert prepare(changed).x.shape[0] == len(after.inputs)


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("data", entries(DATASETS), ids=title)
def test_every_data_set_is_learned_from(data: Dataset, standardise: bool) -> None:
    network = Network((DenseLayer(5, Tanh()),), SMALL.network.output)
    base = replace(SMALL, network=network, optimizer=Adam(alpha=0.01), test_share=0.2, batch_size=7)
    problem = prepare(replace(base.with_data(data, 0.2), standardise=standardise))
    progress = advance(problem, problem.start(), 200)
    first, last = (evaluate(problem, theta, 0) for theta in (problem.start().theta, progress.snapshot.theta))
    assert last.train_loss < first.train_loss


def test_standardised_inputs_have_mean_0_and_deviation_1_over_the_training_set() -> None:
    problem = prepare(replace(NUMBERS, standardise=True, features=("x1", "x2^2")))
    a0 = problem.x[:, : len(problem.train)]
    np.testing.assert_allclose(a0.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(a0.std(axis=1), 1.0, rtol=1e-12)
    assert problem.inputs.names == ("x₁", "x₂²")


def test_a_constant_input_is_not_divided_by_nothing() -> None:
    inputs = inputs_for((), Circles(), True, np.array([[3.0, 3.0, 3.0], [1.0, 2.0, 3.0]]))
    assert np.isfinite(inputs.of(np.array([[3.0], [2.0]]))).all()


@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
def test_features_are_what_their_titles_say(feature: object) -> None:
    x1, x2 = 0.7, -1.3
    expected = {
        "x1": x1, "x2": x2, "x1^2": x1 * x1, "x2^2": x2 * x2, "x1*x2": x1 * x2,
        "sin(x1)": math.sin(x1), "sin(x2)": math.sin(x2),
    }  # fmt: skip
    assert feature.of(np.array([[x1], [x2]]))[0] == expected[feature.name]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("data", "features"),
    [(Circles(), ("x3",)), (SineNoise(), ("x2",)), (Digits(), ("x1",)), (Circles(), ("x1", "x1"))],
)
def test_features_that_cannot_be_are_refused(data: Dataset, features: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSetting) as refusal:
        replace(Experiment().with_data(data, 0.1), features=features)
    assert refusal.value.setting == "features"
    assert [f.name for f in offered(SineNoise())] == ["x1", "x1^2", "sin(x1)"]


def test_the_class_follows_its_rule() -> None:
    exact = CourseGrades(noise=0.0, points=2000)
    examples = exact.generate()
    np.testing.assert_allclose(examples.values[0], np.clip(expected_grade(examples.x), 0.0, 100.0))
    passed = CoursePassFail(noise=0.0, points=2000).generate()
    np.testing.assert_array_equal(passed.labels, examples.values[0] >= 50.0)
    assert 0.25 < CoursePassFail().generate().labels.mean() < 0.75


def test_pictures_are_the_digits_they_say() -> None:
    examples = Digits().generate()
    assert examples.x.shape == (64, 1797)
    assert examples.x.min() == 0.0
    assert examples.x.max() == 1.0
    np.testing.assert_array_equal(np.bincount(examples.labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    zero = examples.x[:, 0].reshape(8, 8)  # the first picture is a 0: a ring around an empty middle
    assert examples.labels[0] == 0
    assert zero[3:5, 3:5].max() < 0.3 < zero[3:5, [2, 5]].min() + zero[0].max()


def test_the_split_keeps_numbers_with_their_inputs() -> None:
    parts = split(TwoHills(points=50, noise=0.0), 0.2)
    for examples in (parts.train, parts.test):
        np.testing.assert_allclose(examples.values[0], TwoHills().rule(examples.x))


def test_cross_entropy_wants_classes() -> None:
    with pytest.raises(InvalidSetting):
        Experiment(data=SineNoise(), loss=BinaryCrossEntropy())


def test_student_a_starts_at_five_per_cent() -> None:
    scene = load_scene("course-pass-fail")
    problem = prepare(scene.experiment)
    start = problem.start()
    for index, value in scene.start:
        start = with_parameter(start, index, value)
    a = problem.inputs.of(np.array(STUDENT_A)[:, None])
    before = predict(scene.experiment.network, problem.layout, start.theta, a)
    assert before[0, 0] == pytest.approx(0.05, rel=1e-9)
    after = advance(problem, start, scene.end).snapshot
    trained = predict(scene.experiment.network, problem.layout, after.theta, a)
    assert trained[0, 0] > 0.8
    assert expected_grade(np.array(STUDENT_A)[:, None])[0] > 50.0


@pytest.mark.parametrize(
    ("scene", "name", "least"),
    [
        ("course-pass-fail", "test_accuracy", 0.9),
        ("course-grades", "test_r2", 0.8),
        ("digits", "test_accuracy", 0.96),
        ("sine-noise", "test_r2", 0.85),
        ("two-hills", "test_r2", 0.93),
        ("features", "test_accuracy", 0.98),
    ],
)
@pytest.mark.slow
def test_scenes_do_what_they_say(scene: str, name: str, least: float) -> None:
    shown = load_scene(scene)
    problem = prepare(shown.experiment)
    end = advance(problem, problem.start(), shown.end).snapshot
    assert getattr(evaluate(problem, end.theta, end.iteration), name) >= least


@pytest.mark.slow
def test_a_large_network_learns_few_examples_by_heart() -> None:
    shown = load_scene("overfit-moons")
    problem = prepare(shown.experiment)
    progress = advance(problem, problem.start(), shown.end)
    tests = [met.test_loss for met in progress.evaluations]
    last = progress.evaluations[-1]
    assert last.train_loss < 0.1
    assert last.test_loss > 2.0 * min(tests)
