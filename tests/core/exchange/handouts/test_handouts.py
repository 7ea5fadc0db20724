"""Every number of a handout is worked out again here; blanks and key belong together."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from core.exchange.handouts.made import HandoutMoment, HandoutWish, handout_of
from core.exchange.handouts.nice import nice_handout
from core.exchange.handouts.sheet import Handout, SheetLine
from core.exchange.handouts.written import printed
from core.exchange.notations import load_notation, notations
from core.exchange.scenes import load_scene, scene_names
from core.expressions import parse
from core.hyperparameters import InvalidSetting
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Identity, Own, ReLU, Sigmoid, Softmax, Tanh
from core.nn.losses import LOSSES
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from core.training.run import with_parameters
from core.training.trace import trace

NOTATIONS = tuple(notations())


def moment_of(name: str, steps: int = 3) -> HandoutMoment:
    scene = load_scene(name)
    problem = prepare(scene.experiment)
    start = with_parameters(problem.start(), scene.start)
    return HandoutMoment(scene.title, problem, advance(problem, start, steps).snapshot)


def small(**changes: object) -> HandoutMoment:
    experiment = replace(
        Experiment(network=Network((DenseLayer(3, Tanh()),), Sigmoid()), optimizer=SGD(alpha=0.1)), **changes
    )
    problem = prepare(experiment)
    return HandoutMoment("small", problem, advance(problem, problem.start(), 2).snapshot)


def by_python(worked: str) -> float:
    """Work out what is printed, without the program's own reader."""
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", worked)
    for sign, by in (("−", "-"), ("·", "*"), ("²", "**2"), ("e^(", "exp("), ("ln(", "log(")):
        text = text.replace(sign, by)
    return float(eval(text, {"max": max, "exp": math.exp, "log": math.log, "abs": abs}))


def values(handout: Handout) -> list[float]:
    return [line.value for line in handout.lines]


@pytest.mark.parametrize("name", NOTATIONS)
def test_every_number_is_that_of_the_plain_formulas(name: str) -> None:
    moment = moment_of("course-pass-fail")
    made = handout_of(moment, HandoutWish(load_notation(name)))
    row, layout = moment.problem.rows[0], moment.problem.layout
    blocks = [layout.block(moment.snapshot.theta, l) for l in (1, 2, 3)]
    (w1, b1), (w2, b2), (w3, b3) = ((block[:, :-1], block[:, -1]) for block in blocks)
    x, y = row[:3], row[4]
    z1 = w1 @ x + b1
    a1 = np.maximum(z1, 0.0)
    z2 = w2 @ a1 + b2
    a2 = np.maximum(z2, 0.0)
    z3 = w3 @ a2 + b3
    a3 = 1.0 / (1.0 + np.exp(-z3))
    dz3 = a3 - y
    da2 = w3.T @ dz3
    dz2 = da2 * (z2 > 0.0)
    da1 = w2.T @ dz2
    dz1 = da1 * (z1 > 0.0)
    loss = -(y * np.log(a3) + (1.0 - y) * np.log(1.0 - a3))
    forward = [np.stack(pair, axis=1).ravel() for pair in ((z1, a1), (z2, a2), (z3, a3))]
    neuron = int(np.flatnonzero(dz1)[0])
    backward = [dz3, np.stack((da2, dz2), axis=1).ravel(), da1[neuron : neuron + 1], dz1[neuron : neuron + 1]]
    gradient = dz1[neuron : neuron + 1] * x[0]
    expected = np.concatenate([*forward, loss, *backward, gradient])
    assert values(made)[: len(expected)] == pytest.approx(expected.tolist(), rel=1e-12, abs=1e-15)
    after = trace(moment.problem, moment.snapshot, np.array([0])).after.theta[layout.index(1, neuron + 1, 1)]
    assert made.lines[-1].value == after
    assert [line.answer for line in made.lines] == [printed(value) for value in values(made)]


@pytest.mark.parametrize("name", NOTATIONS)
def test_names_are_those_of_the_notation_and_numbers_are_not_changed(name: str) -> None:
    moment, notation = moment_of("course-pass-fail"), load_notation(name)
    ours, theirs = (handout_of(moment, HandoutWish(which)) for which in (load_notation("articles"), notation))
    assert values(ours) == values(theirs)
    assert theirs.lines[0].name == notation.text("z[1]₁")
    assert any(notation.text("dZ[3]₁") == line.name for line in theirs.lines)


def again(line: SheetLine) -> float:
    return float(parse(line.worked, ()).exact_value())


def check_worked(made: Handout) -> None:
    """The numbers that stand in a line lead to its result, but for their rounding to three digits."""
    worked = [line for line in made.lines if line.worked]
    assert len(worked) > len(made.lines) / 2
    for line in worked:
        numbers = [abs(float(text)) for text in re.findall(r"\d+\.?\d*", line.worked)]
        assert again(line) == pytest.approx(line.value, rel=0.03, abs=0.006 * max([*numbers, 0.01])), line.solved


@pytest.mark.parametrize("g", HIDDEN_ACTIVATIONS)
def test_lines_of_every_activation_come_out(g: str) -> None:
    hidden = HIDDEN_ACTIVATIONS[g]() if g != "own" else Own("max(0.1z, z)")
    check_worked(handout_of(small(network=Network((DenseLayer(3, hidden),), Sigmoid())), HandoutWish()))


@pytest.mark.parametrize("name", LOSSES)
def test_lines_of_every_loss_come_out(name: str) -> None:
    loss = LOSSES[name]()
    output = ACTIVATIONS[loss.outputs[0]]() if loss.outputs else Identity()
    made = handout_of(small(loss=loss, network=Network((DenseLayer(3, ReLU()),), output)), HandoutWish())
    check_worked(made)
    coupled = not loss.outputs
    if coupled:
        check_worked(handout_of(small(loss=loss, network=Network((DenseLayer(2, Tanh()),), Softmax())), HandoutWish()))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("penalty", REGULARIZERS)
@pytest.mark.parametrize("clip", [math.inf, 1e-3])
def test_the_last_line_is_the_new_parameter(name: str, penalty: str, clip: float) -> None:
    moment = small(optimizer=OPTIMIZERS[name](), regularizer=REGULARIZERS[penalty](), clip_norm=clip)
    moment = replace(moment, chosen=4, example=7)
    made = handout_of(moment, HandoutWish())
    opened = trace(moment.problem, moment.snapshot, np.array([7]))
    assert made.lines[-1].name == f"new {moment.problem.layout.name(4)}"
    assert made.lines[-1].value == pytest.approx(float(opened.after.theta[4]), rel=1e-14)
    g = next((line for line in made.lines if line.name == "g"), None)
    assert (g is None) == (penalty == "none" and clip == math.inf)
    if g is not None:
        assert g.value == pytest.approx(float(opened.gradient[4]) * opened.clip_factor, rel=1e-14)


def test_blanks_are_the_last_lines_and_nothing_gives_them_away() -> None:
    moment = moment_of("course-pass-fail")
    for blanks in (0, 1, 5, 10_000):
        made = handout_of(moment, HandoutWish(blanks=blanks))
        assert made.given + made.blanks == len(made.lines)
        assert made.blanks == min(len(made.lines), blanks)
        asked = made.lines[made.given :]
        assert all(line.answer in line.solved and line.name in line.solved for line in made.lines)
        assert not any(re.search(r"\d\.\d", line.asked) for line in asked)  # names have whole numbers alone


@pytest.mark.parametrize("scene", ["course-pass-fail", "sine-noise", "article-circles"])
@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(k, marks=pytest.mark.slow) for k in range(3, 61))])
def test_nice_numbers_come_out_by_hand(scene: str, seed: int) -> None:
    made = nice_handout(load_scene(scene).experiment, HandoutWish(sheet=seed))
    for line in made.lines:
        assert len(re.sub("[^0-9]", "", line.answer).lstrip("0")) <= 4
        found = by_python(line.worked)
        assert any(printed(found, digits) == line.answer for digits in (3, 4)), line.solved
    for text in (*(text for rows in made.network.weights for row in rows for text in row),):
        assert len(re.sub("[^0-9]", "", text)) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTATIONS)
def test_nice_numbers_are_the_same_in_every_notation(name: str) -> None:
    experiment = load_scene("course-pass-fail").experiment
    for sheet in (1, 9, 23):
        ours = nice_handout(experiment, HandoutWish(sheet=sheet))
        theirs = nice_handout(experiment, HandoutWish(load_notation(name), sheet=sheet))
        assert values(ours) == values(theirs)


def test_the_same_sheet_has_the_same_numbers() -> None:
    experiment = load_scene("sine-noise").experiment
    assert nice_handout(experiment, HandoutWish(sheet=8)) == nice_handout(experiment, HandoutWish(sheet=8))


def test_a_small_network_stays_as_it_is() -> None:
    one = small(network=Network((DenseLayer(3, ReLU()), DenseLayer(2, ReLU())), Sigmoid())).problem.experiment
    sizes = [len(layer) for layer in nice_handout(one, HandoutWish()).network.layers]
    assert sizes == [2, 3, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["course-pass-fail", "sine-noise"])
def test_thirty_nice_sheets_differ(scene: str) -> None:
    experiment = load_scene(scene).experiment
    sheets = [nice_handout(experiment, HandoutWish(sheet=k)) for k in range(1, 31)]
    assert len({tuple(sheet.facts) for sheet in sheets}) == 30


def test_thirty_sheets_of_a_moment_differ() -> None:
    for moment in (moment_of("course-pass-fail"), small()):
        sheets = [handout_of(moment, HandoutWish(sheet=k)) for k in range(1, 31)]
        assert len({(sheet.facts, tuple(line.solved for line in sheet.lines)) for sheet in sheets}) == 30


def test_where_examples_are_few_sheets_are_of_other_weights() -> None:
    moment = small(batch_size=1)
    few = replace(moment.problem, rows=moment.problem.rows[:3])
    made = [handout_of(replace(moment, problem=few, example=1), HandoutWish(sheet=k)) for k in range(1, 13)]
    assert len({(sheet.lines[0].worked, sheet.lines[-1].name) for sheet in made}) == 12


def test_what_is_too_large_is_refused_with_what_fits() -> None:
    moment = moment_of("article-circles")
    with pytest.raises(InvalidSetting, match=r"2–4–6–6–4–1 is too large.*3–4–4–1.*one neuron"):
        handout_of(moment, HandoutWish())
    made = handout_of(moment, HandoutWish(neuron=True))
    check_worked(made)
    assert [section.title for section in made.sections] == ["Forward, layer 1", "Backward, layer 1", "Update"]
    with pytest.raises(InvalidSetting, match="64 inputs"):
        handout_of(moment_of("digits", 1), HandoutWish(neuron=True))


@pytest.mark.parametrize("scene", [name for name in scene_names() if load_scene(name).descent is None])
def test_what_is_offered_instead_fits(scene: str) -> None:
    moment = moment_of(scene, 1)
    try:
        handout_of(moment, HandoutWish())
    except InvalidSetting as refusal:
        if "one neuron alone fits" in str(refusal):
            handout_of(moment, HandoutWish(neuron=True))
        else:
            nice_handout(moment.problem.experiment, HandoutWish())


@pytest.mark.parametrize("wish", [HandoutWish(sheet=0), HandoutWish(blanks=-1)])
def test_wishes_that_cannot_be_are_refused(wish: HandoutWish) -> None:
    with pytest.raises(InvalidSetting, match="counted from"):
        handout_of(small(), wish)
    with pytest.raises(InvalidSetting, match="counted from"):
        nice_handout(small().problem.experiment, wish)


def test_the_path_of_an_output_neuron_needs_nothing_after_it() -> None:
    moment = small()
    last = moment.problem.layout.index(2, 1, 1)
    made = handout_of(replace(moment, chosen=last), HandoutWish(neuron=True))
    assert "target" in " ".join(made.facts)
    check_worked(made)
