"""Experiments that suit data of any size, and evaluation where there is little to evaluate."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.arrays import Array
from core.data.examples import of_classes, of_numbers
from core.data.own import OwnData, own_data
from core.data.split import suited_share
from core.exchange.experiments import experiment_from, experiment_to
from core.exchange.scenes import Scene
from core.nn.activations import ReLU, Sigmoid, Tanh
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2
from core.training.breakpoints import Breakpoints, TurnInTestLoss
from core.training.changes import settings_in_words
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.growth import growth
from core.training.history import History
from core.training.loop import advance
from core.training.optimizers import SGD, Adam
from core.training.problem import prepare
from core.training.remarks import remarks_on, remarks_on_table
from core.training.trace import trace
from core.words import as_typed
from gui.headless import report
from tests.core.samples import SMALL

FORMER = replace(SMALL, optimizer=SGD(alpha=30.0), regularizer=L2(), features=("x1", "x1^2"), seed=11)
X = np.random.default_rng(5).uniform(-1.0, 1.0, (2, 100))
H = X[0] - 0.5 * X[1] + 0.3 * X[0] * X[1]


def table_of(x: Array, y: Array) -> OwnData:
    """Return a table of numbers (n × m) with targets (k × m)."""
    y = np.atleast_2d(y)
    inputs, targets = (tuple(f"{letter}{row}" for row in range(len(each))) for letter, each in (("x", x), ("y", y)))
    return replace(own_data("table", inputs, targets, (), of_numbers(x, y)), stratified=True)


def suited(data: OwnData) -> Experiment:
    """Return the experiment that a window takes for a table."""
    return FORMER.suited_to(data, suited_share(data, FORMER.test_share))


def houses() -> tuple[Array, Array]:
    """Return sizes, rooms and prices in the hundred thousands."""
    rng = np.random.default_rng(2)
    size, rooms = rng.uniform(400.0, 2500.0, 200), rng.integers(1, 7, 200)
    return np.stack([size, rooms]), 45_000.0 + 80.0 * size + 9_000.0 * rooms + rng.normal(0.0, 6_000.0, 200)


FACES = {
    "houses": houses(),
    "tiny": (X, 1e-6 * H),
    "negative": (X, -5e4 * (H + 3.0)),
    "offset": (X, 1e6 + H),
    "0 or 1000": (X, 1000.0 * (H > 0.0)),
    "several of unlike size": (X, np.stack([1e6 * H, 1e-6 * X[0] ** 2, H - 300.0])),
    "inputs of unlike size": (X * np.array([[1e9], [1e-9]]), H),
    "both": (X * np.array([[1e9], [1e-9]]) + np.array([[5e9], [-1e-8]]), 2e5 + 8e4 * H),
    "years": (np.stack([2010.0 + 10.0 * X[0], X[1]]), 3e7 * H),
    "near the largest": (X, 1e300 * H),
    "near the smallest": (X, 1e-300 * H),
}


@pytest.mark.parametrize("face", FACES)
def test_a_table_of_any_size_is_learned_better_than_its_mean(face: str) -> None:
    problem = prepare(suited(table_of(*FACES[face])))
    now = advance(problem, problem.start(), 2_000 if face == "houses" else 500, evaluated=False).snapshot
    met = evaluate(problem, now.theta, now.iteration)
    assert met.train_r2 > 0.3
    assert met.test_r2 > 0.3
    deviation = problem.target_scale.deviation
    if len(deviation) == 1:
        assert 0.0 < met.train_rmse < deviation[0, 0]


def test_nothing_is_left_of_the_former_scene_but_the_seed() -> None:
    experiment = suited(table_of(*FACES["houses"]))
    assert experiment.seed == FORMER.seed
    assert experiment == replace(Experiment().suited_to(experiment.data, experiment.test_share), seed=FORMER.seed)
    assert experiment.optimizer == Adam()
    words = settings_in_words(experiment)
    assert words.startswith("8–8 tanh, identity output, mean squared error, Adam with α 0.001, batch 32, inputs and ")


def classes_of(counts: list[int], inputs: int = 2) -> OwnData:
    """Return a table of classes."""
    labels = np.repeat(np.arange(len(counts)), counts)
    x = np.random.default_rng(4).uniform(-1.0, 1.0, (inputs, len(labels)))
    names = tuple(f"x{row}" for row in range(inputs))
    data = own_data("table", names, "kind", tuple(f"k{k}" for k in range(len(counts))), of_classes(x, labels))
    return replace(data, stratified=True)


@pytest.mark.parametrize(
    ("data", "output", "widths"),
    [
        (classes_of([30, 20]), "sigmoid", (8, 8)),
        (classes_of([30, 20, 4]), "softmax", (8, 8)),
        (classes_of([5] * 10), "softmax", (8, 8)),
        (classes_of([5] * 26), "softmax", (16, 16)),
        (classes_of([10, 10], 30_000), "sigmoid", (4, 4)),
        (classes_of([3, 3], 150_000), "sigmoid", ()),
    ],
    ids=["two", "three", "ten", "letters", "many inputs", "too many for a hidden layer"],
)
@pytest.mark.slow
def test_the_network_fits_what_is_predicted_and_the_limits(data: OwnData, output: str, widths: tuple[int, ...]) -> None:
    experiment = suited(data)
    assert experiment.network.output.name == output
    assert tuple(layer.units for layer in experiment.network.hidden) == widths
    assert not experiment.standardise_target


def test_a_truth_table_is_learned_whole() -> None:
    x = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    data = own_data("xor", ("a", "b"), "out", ("0", "1"), of_classes(x, np.array([0, 1, 1, 0])))
    problem = prepare(suited(replace(data, stratified=True)))
    assert (len(problem.train), len(problem.test), problem.experiment.batch_size) == (4, 0, 4)
    end = advance(problem, problem.start(), 2_000).snapshot
    met = evaluate(problem, end.theta, 2_000)
    assert met.train_accuracy == 1.0
    assert met.finite
    assert math.isnan(met.test_loss)
    assert math.isnan(met.test_accuracy)


# Targets


def test_the_network_learns_the_scaled_target_and_nothing_else_changes() -> None:
    data = table_of(*FACES["houses"])
    scaled = prepare(replace(suited(data), standardise=False))
    plain = prepare(replace(scaled.experiment, standardise_target=False))
    assert np.array_equal(scaled.x, plain.x)
    assert np.array_equal(plain.y[:, : len(plain.train)], plain.train.values)
    assert np.allclose(scaled.target_scale.in_units(scaled.y), plain.y, rtol=1e-12)
    assert np.array_equal(scaled.rows[:, -1], scaled.y[0, : len(scaled.train)])
    assert np.array_equal(trace(scaled, scaled.start()).y[0], scaled.y[0, trace(scaled, scaled.start()).columns])
    assert plain.target_notes == ()
    assert scaled.target_notes[0].startswith(f"{as_typed('y0')} is standardised: (y − ")
    assert scaled.experiment.starts_over(plain.experiment)


def test_an_equal_network_on_the_scaled_target_written_down_runs_equally() -> None:
    x, y = FACES["houses"]
    scaled = prepare(replace(suited(table_of(x, y)), test_share=0.0))
    written = prepare(replace(suited(table_of(x, scaled.target_scale.scaled(y[None]))), test_share=0.0))
    ends = [advance(problem, problem.start(), 40).snapshot.theta for problem in (scaled, written)]
    assert not written.experiment.standardise_target
    assert np.array_equal(*ends)


def test_r2_and_rmse_are_those_of_the_targets_own_unit() -> None:
    problem = prepare(suited(table_of(*FACES["offset"])))
    end = advance(problem, problem.start(), 100).snapshot
    met = evaluate(problem, end.theta, 100)
    scale, m = problem.target_scale, len(problem.train)
    a, y = scale.in_units(trace(problem, end).layers[-1].a), problem.train.values[:, trace(problem, end).columns]
    assert a.shape == y.shape
    assert np.all(np.abs(a - y) < 10.0)
    whole = scale.in_units(problem.y)
    assert met.train_rmse == pytest.approx(
        float(scale.deviation[0, 0]) * math.sqrt(met.train_loss), rel=1e-9
    )  # mean squared error
    assert met.train_r2 == pytest.approx(1.0 - met.train_rmse**2 / whole[0, :m].var(), rel=1e-6)


def test_the_scale_is_saved_and_files_without_it_load() -> None:
    experiment = suited(table_of(*FACES["houses"]))
    content = experiment_to(experiment)
    assert experiment_from(content) == experiment
    del content["standardise_target"]
    assert experiment_from(content) == replace(experiment, standardise_target=False)


# What is said


@pytest.mark.parametrize(
    ("output", "y", "words"),
    [
        (Sigmoid(), 1e5 * (H + 2.0), "A sigmoid output gives no number above 1, but the targets run from "),
        (Sigmoid(), H, "gives numbers from 0 to 1, but"),
        (Sigmoid(), 0.4 * H, "gives no number below 0, but"),
        (Tanh(), 3.0 * H, "gives numbers from −1 to 1, but the targets"),
        (ReLU(), H, "A ReLU output gives no number below 0, but"),
    ],
)
def test_targets_out_of_reach_are_said(output: Sigmoid | Tanh | ReLU, y: Array, words: str) -> None:
    fitting = suited(table_of(X, y))
    network = Network((DenseLayer(3, Tanh()),), output)
    said = remarks_on(prepare(replace(fitting, network=network, standardise_target=False)))
    assert len(said) == 1
    assert words in said[0]
    assert remarks_on(prepare(replace(fitting, standardise_target=False))) == ()


@pytest.mark.parametrize("output", [Sigmoid(), Tanh(), ReLU()])
def test_targets_within_reach_need_no_remark(output: Sigmoid | Tanh | ReLU) -> None:
    fitting = suited(table_of(X, 1.0 * (H > 0.0)))
    assert remarks_on(prepare(replace(fitting, network=Network((), output)))) == ()


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@pytest.mark.parametrize(
    ("y", "said"),
    [
        (2.5e5 + 1e5 * H, True),
        (1e-6 * H, True),
        (-3e9 + H, True),
        (0.0 * H + 5e4, False),  # that nothing is to be learned is said instead
        (3.0 * H, False),
        (0.3 * H, False),
        (np.stack([H, 4e4 * H]), True),
    ],
)
def test_a_target_far_from_1_that_is_not_scaled_is_said(y: Array, said: bool) -> None:
    as_it_is = prepare(replace(suited(table_of(X, y)), standardise_target=False))
    low, high = float(as_it_is.train.values[-1].min()), float(as_it_is.train.values[-1].max())
    name = re.escape(f"y{len(as_it_is.y) - 1}")
    words = f"{name} runs from (.+) to (.+) in the training examples and is learned as it is."
    told = list(filter(None, (re.match(words, one) for one in remarks_on_table(as_it_is))))
    assert len(told) == said
    for found in told:
        plain = (re.sub("·10(?=[⁻⁰-⁹¹²³])", "e", end).replace("⁻", "-").replace("−", "-") for end in found.groups())
        ends = [float(end.replace(",", "").translate(RAISED)) for end in plain]
        assert ends == pytest.approx([low, high], rel=1e-2, abs=(high - low) / 90)
        assert ends[0] < ends[1]
    scaled = prepare(replace(as_it_is.experiment, standardise_target=True))
    assert not any("learned as it is" in one for one in remarks_on_table(scaled))


@pytest.mark.parametrize("value", [250_000.0, 0.1, 0.0])
def test_a_constant_target_is_said_and_its_r2_is_not_defined(value: float) -> None:
    problem = prepare(suited(table_of(X, np.full(100, value))))
    assert len(remarks_on(problem)) == 1
    assert remarks_on(problem)[0].startswith("y0 is ")
    met = evaluate(problem, problem.start().theta, 0)
    assert math.isnan(met.train_r2)
    assert math.isnan(met.test_r2)
    assert math.isfinite(met.train_rmse)


def test_r2_of_a_single_example_is_not_defined() -> None:
    problem = prepare(replace(suited(table_of(X, H)), test_share=0.005))
    assert len(problem.test) == 1
    met = evaluate(problem, problem.start().theta, 0)
    assert math.isnan(met.test_r2)
    assert math.isfinite(met.test_loss + met.test_rmse + met.train_r2)


def test_a_breakpoint_on_the_test_loss_is_refused_without_a_test_set() -> None:
    problem = prepare(replace(suited(classes_of([30, 20])), test_share=0.0))
    history = History(problem.start(), evaluate(problem, problem.start().theta, 0))
    with pytest.raises(ValueError, match="There is no test set"):
        Breakpoints().added(TurnInTestLoss(), 0, history)


# Growth

START = Evaluation(0, 0.5, 0.5, 0.0, math.nan, math.nan, train_r2=-0.2)
SOUND = replace(START, iteration=7)


@pytest.mark.parametrize(
    ("now", "largest", "words"),
    [
        (SOUND, 3.0, ""),
        (replace(SOUND, train_loss=499.9), 3.0, ""),
        (replace(SOUND, train_loss=620.0), 3.0, "The loss is 1,240 times what it was at the start"),
        (replace(SOUND, train_loss=999.9999), 3.0, "The loss is 1,999 times"),
        (replace(SOUND, train_loss=1.0, penalty=700.0), 3.0, "The loss is 1,402 times"),
        (replace(SOUND, train_loss=1.4e8), 3.0, "The loss is 2.80·10⁸ times"),
        (replace(SOUND, train_r2=-9.99), 3.0, ""),
        (replace(SOUND, train_r2=-45.2), 3.0, "R² is −45.2: "),
        (replace(SOUND, train_r2=math.nan), -2.5e6, "A parameter is 2.50·10⁶ in size"),
        (replace(SOUND, iteration=0, train_loss=1e9), 3.0, ""),
    ],
)
def test_growth_is_said_before_it_overflows(now: Evaluation, largest: float, words: str) -> None:
    said = growth(START.train_loss, now, np.array([0.1, largest]))
    assert said.startswith(words)
    assert bool(said) == bool(words)


@pytest.mark.parametrize(("alpha", "grows"), [(0.001, False), (1e4, True)])
def test_growth_stands_in_what_the_command_prints(alpha: float, grows: bool, tmp_path: Path) -> None:
    experiment = replace(suited(table_of(X, H)), optimizer=Adam(alpha=alpha))
    printed = report(Scene("grown", "", "", 1, experiment), 50)
    assert ("growth" in printed) == grows


def test_what_is_not_defined_is_null_in_what_the_command_prints() -> None:
    experiment = replace(suited(table_of(X, H)), test_share=0.0)
    printed = report(Scene("small", "", "", 1, experiment), 5)
    for key in ("test_loss", "test_accuracy", "test_r2", "test_rmse", "train_accuracy"):
        assert printed[key] is None
    assert printed["train_r2"] < 1.0
    assert printed["train_rmse"] > 0.0
