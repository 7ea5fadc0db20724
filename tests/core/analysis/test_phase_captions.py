"""What the captions of phases say, held against forward, loss and backward as on paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest

from core.analysis.captions.phases import phase_caption
from core.arrays import Array
from core.exchange.scenes import Scene, load_scenes
from core.nn import backpropagation as paper
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation, Own
from core.nn.losses import Loss
from core.nn.regularizers import REGULARIZERS
from core.training.batches import batch_columns
from core.training.caption import Caption
from core.training.equations import Symbol
from core.training.experiment import Experiment
from core.training.loop import advance, step
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import Problem, prepare
from core.training.rewriting import matrix_in
from core.training.schedules import SCHEDULES, Cosine
from core.training.snapshot import Snapshot
from core.training.trace import Phase, Trace, phases, trace
from tests.core.numbers import value_of
from tests.core.samples import SMALL, THREE, described, entries, extremes, pairs, title, with_hidden
from tests.core.sentences import agrees, fits, notations, read, unread


@dataclass(frozen=True)
class OnPaper:
    """An iteration, worked out again without the training loop."""

    problem: Problem
    snapshot: Snapshot

    @cached_property
    def columns(self) -> Array:
        return batch_columns(self.problem, self.snapshot.iteration, self.problem.passes(self.snapshot))

    @cached_property
    def xy(self) -> tuple[Array, Array]:
        rows = self.problem.rows[self.columns].T
        n = self.problem.layout.sizes[0]
        return rows[:n], rows[n + 1 :]

    @cached_property
    def forward(self) -> tuple[paper.Matrices, paper.Matrices]:
        return paper.forward(self.problem.experiment.network, self.problem.layout, self.snapshot.theta, self.xy[0])

    @cached_property
    def errors(self) -> paper.Matrices:
        """dZ[1…L]."""
        network, layout = self.problem.experiment.network, self.problem.layout
        weights, _ = paper.parameters(layout, self.snapshot.theta)
        z, _ = self.forward
        dz = {layout.depth: self.problem.experiment.loss.slope(network.output, z[layout.depth], self.xy[1])}
        for l in range(layout.depth - 1, 0, -1):
            dz[l] = weights[l + 1].T @ dz[l + 1] * network.activations[l - 1].slope(z[l])
        return dz

    @property
    def gradients(self) -> tuple[paper.Matrices, paper.Matrices]:
        """dW[1…L] and db[1…L]."""
        e, (z, a) = self.problem.experiment, self.forward
        return paper.backward(e.network, self.problem.layout, self.snapshot.theta, z, a, self.xy[1], e.loss)

    @property
    def loss(self) -> float:
        e = self.problem.experiment
        return paper.total_loss(e.network, self.problem.layout, self.snapshot.theta, *self.xy, e.loss, e.regularizer)

    @property
    def each(self) -> Array:
        """The loss of each example (m,)."""
        z, a = self.forward
        depth = self.problem.layout.depth
        return np.atleast_2d(self.problem.experiment.loss.per_example(z[depth], a[depth], self.xy[1])).sum(axis=0)

    @property
    def new(self) -> Array:
        """θ after the update, by the optimiser's rule as on paper."""
        e, k = self.problem.experiment, self.snapshot.iteration
        g = paper.gradient(e.network, self.problem.layout, self.snapshot.theta, *self.xy, e.loss, e.regularizer)
        g = g * min(1.0, e.clip_norm / max(float(np.linalg.norm(g)), 1e-300))
        _, direction = e.optimizer.rule(self.snapshot.theta, g, tuple(self.snapshot.slots), self.snapshot.age + 1)
        return self.snapshot.theta - e.optimizer.alpha * e.schedule.factor(k) * direction


def captions(problem: Problem, snapshot: Snapshot) -> Iterator[tuple[Phase, Caption, Trace]]:
    """Yield the captions of all phases of an iteration."""
    opened, place = trace(problem, snapshot), problem.passes(snapshot).place(snapshot.iteration + 1)
    for phase in phases(problem.layout.depth):
        yield phase, phase_caption(opened, phase, place), opened


def check(problem: Problem, snapshot: Snapshot) -> list[str]:
    """Check all that is said of an iteration, and return it."""
    on_paper, said = OnPaper(problem, snapshot), []
    with np.errstate(all="ignore"):
        for phase, caption, opened in captions(problem, snapshot):
            text = fits(caption)
            CHECKS[phase.kind](text, on_paper, phase.layer or 0)
            if caption.equation is not None:
                taken_at_its_word(caption, opened, problem, phase.layer or 0)
            said.append(text)
    return said


def taken_at_its_word(caption: Caption, opened: Trace, problem: Problem, layer: int) -> None:
    """Check that the equation in a caption holds for one example, in each notation."""
    places = {"z": ("Z", layer), "a": ("A", layer - 1), "W": ("W", layer), "b": ("b", layer)}
    for notation in notations():
        values = {}
        for letter, (matrix, l) in places.items():
            value = matrix_in(notation, opened, problem.layout, Symbol(matrix, l))
            if letter in "za":
                value = value[:1] if "Z" in notation.turned else value[:, :1]
            values[notation.symbol(letter)] = value
        left, right = caption.parts(notation)[1].split(" = ")
        worked_out = eval(right.replace("·", "@").replace("ᵀ", ".T"), {}, values)
        assert worked_out == pytest.approx(values[left], rel=1e-9, abs=1e-12), (notation.name, left, right)


# Phase by phase


def check_batch(text: str, now: OnPaper, _layer: int) -> None:
    k, whole = now.snapshot.iteration, now.problem.experiment.train_size
    if "full batch" in text:
        assert len(now.columns) == whole
        assert text.startswith(f"All {whole:,} training examples go ") or whole == 1
        return
    found = read(r"Batch <N> of <N>: <N> of the <N> training examples (go|goes) into the network\.", text)
    assert found is not None, text
    batch, batches, m, of = (int(value_of(each)) for each in found[:4])
    size = now.problem.experiment.batch_size
    assert (batches, of, m) == (math.ceil(whole / size), whole, len(now.columns))
    assert batch == k % batches + 1
    assert (found[4] == "goes") == (m == 1)


Widths = Callable[[Array, Array], bool]
DOES: dict[str, Widths] = {
    r"squeezed between 0 and 1": lambda z, a: bool(np.all((a >= 0.0) & (a <= 1.0))),
    r"squeezed between −1 and 1": lambda z, a: bool(np.all(np.abs(a) <= 1.0)),
    r"a wave between −1 and 1": lambda z, a: bool(np.allclose(a, np.sin(z)) and np.all(np.abs(a) <= 1.0)),
    r"1 where z is above 0, else 0": lambda z, a: bool(np.array_equal(a, np.where(z > 0.0, 1.0, 0.0))),
    r"probabilities that sum to 1": lambda z, a: bool(np.allclose(a.sum(axis=0), 1.0) and np.all(a >= 0.0)),
    r"it stays as it is": lambda z, a: bool(np.array_equal(z, a)),
    r"what is negative becomes 0": lambda z, a: bool(np.array_equal(a, np.where(z < 0.0, 0.0, z))),
}


def does(effect: str, z: Array, a: Array) -> bool:
    """Tell whether an activation does what is said."""
    if found := read(r"nothing stays below <N>", effect):
        return bool(np.all(a >= value_of(found[0])))
    if found := read(r"what is negative is multiplied by <N>", effect):
        return bool(np.allclose(a, np.where(z < 0.0, value_of(found[0]) * z, z)))
    return DOES[effect](z, a)


def check_forward(text: str, now: OnPaper, layer: int) -> None:
    found = read(r"(Layer <N>|The output layer) computes z = W·a \+ b, then ([^:.]*)(?:: (.*))?\.", text)
    assert found is not None, text
    who, number, g, effect = found
    activation = now.problem.experiment.network.activations[layer - 1]
    assert (who == "The output layer") == (layer == now.problem.layout.depth)
    assert number is None or int(number) == layer
    assert g == ("your own function" if isinstance(activation, Own) else activation.title)
    z, a = now.forward
    assert effect is None or does(effect, z[layer], a[layer])


def check_loss(text: str, now: OnPaper, _layer: int) -> None:
    m, each, penalty = len(now.columns), now.each, now.problem.penalty(now.snapshot.theta)
    if found := read(r"The loss is <N>: the mean over <N> examples, from <N> to <N>\.", text):
        assert not penalty
        assert agrees(found[0], now.loss)
        assert agrees(found[0], float(np.mean(each)))
        assert int(value_of(found[1])) == m
        assert agrees(found[2], float(each.min()))
        assert agrees(found[3], float(each.max()))
    elif found := read(r"The loss is <N>: (the mean over <N> examples|the loss of one example)(.*)\.", text):
        assert agrees(found[0], now.loss)
        assert int(value_of(found[2])) == m if found[2] else m == 1
        if found[3]:
            plus = read(r", plus the (L1|L2) penalty, <N>", found[3])
            assert plus is not None
            assert plus[0] == now.problem.experiment.regularizer.title
            assert agrees(plus[1], penalty)
            assert now.loss == pytest.approx(float(np.mean(each)) + penalty)
        else:
            assert not penalty
    else:
        unread(text)


def check_backward(text: str, now: OnPaper, layer: int) -> None:
    z, _ = now.forward
    network, dz = now.problem.experiment.network, now.errors[layer]
    g = network.activations[layer - 1]
    slope = g.slope(z[layer])
    name = "your own function" if isinstance(g, Own) else g.title
    where = rf"layer {layer}" if layer < now.problem.layout.depth else "the output layer"
    if text == f"No error gets through {where}: every dZ is 0, and so is dW.":
        assert not any(each.any() for each in (dz, now.gradients[0][layer], now.gradients[1][layer]))
        return
    assert dz.any()
    if layer == now.problem.layout.depth:
        check_output_error(text, now, g, name, slope)
    elif text == f"The error goes back through layer {layer}: {name} passes on all of it.":
        assert np.all(slope == 1.0)
    elif found := read(rf"The error goes back through layer {layer}: {name} passes it at <N> of <N> values\.", text):
        assert value_of(found[0]) == np.count_nonzero(slope == 1.0)
        assert value_of(found[1]) == slope.size == dz.size
        assert np.all((slope == 0.0) | (slope == 1.0))
        assert np.array_equal(dz[slope == 0.0], np.zeros(np.count_nonzero(slope == 0.0)))
    elif found := read(rf"The error goes back through layer {layer}, times the slope of {name}: <N>( to <N>)?\.", text):
        assert agrees(found[0], float(slope.min()))
        assert agrees(found[2] or found[0], float(slope.max()))
    else:
        assert text == f"The error goes back through layer {layer}, times the slope of {name}."


def check_output_error(text: str, now: OnPaper, g: Activation, name: str, slope: Array) -> None:
    layer, loss = now.problem.layout.depth, now.problem.experiment.loss
    (z, a), y, dz = now.forward, now.xy[1], now.errors[now.problem.layout.depth]
    if text == "At the output the error is dZ = A − Y: the prediction minus the target.":
        assert dz == pytest.approx(a[layer] - y)
        return
    of_loss = np.empty_like(dz)
    loss.derivative(z[layer], a[layer], y, of_loss)
    if text == f"At the output the error is the slope of the loss times that of {name}.":
        assert dz == pytest.approx(of_loss * slope)
    elif text == f"At the output the error is the slope of the loss, sent back through {name}.":
        back = np.empty_like(dz)
        g.backward(z[layer], a[layer], of_loss, back)
        assert dz == pytest.approx(back)
    else:
        unread(text)


def check_update(text: str, now: OnPaper, _layer: int) -> None:
    e, theta = now.problem.experiment, now.snapshot.theta
    moved = np.abs(now.new - theta)
    made = step(now.problem, now.snapshot).snapshot.theta != theta
    name = e.optimizer.title[0].upper() + e.optimizer.title[1:]
    alpha = e.optimizer.alpha * e.schedule.factor(now.snapshot.iteration)
    norm = math.inf
    if found := read(rf"{name} moves no parameter: (.*)\.", text):
        assert not made.any()
        assert (found[0] == "the learning rate is 0") == (alpha == 0.0)
        return
    if found := read(r"The gradient is shortened(?: to norm ([\d.e+-]+))?; (.*)", text):
        g = paper.gradient(e.network, now.problem.layout, theta, *now.xy, e.loss, e.regularizer)
        norm = float(np.linalg.norm(g))
        assert norm > e.clip_norm
        assert found[0] is None or float(found[0]) == pytest.approx(e.clip_norm, rel=1e-5)
        text = found[1]
    pattern = rf"{name}(?: with α = <N>)? moves (?:<N> of )?<N> parameters?(?:; the largest step is <N>)?\."
    found = read(pattern, text)
    assert found is not None, text
    rate, some, count, largest = found
    assert rate is None or agrees(rate, alpha)
    assert value_of(count) == len(theta)
    assert value_of(some or count) == np.count_nonzero(made)
    assert largest is None or agrees(largest, float(moved.max()))


CHECKS: dict[str, Callable[[str, OnPaper, int], None]] = {
    "batch": check_batch,
    "forward": check_forward,
    "loss": check_loss,
    "backward": check_backward,
    "update": check_update,
}


# What is tried

SETS = [
    *(pytest.param(replace(SMALL, optimizer=each), id=title(each)) for each in entries(OPTIMIZERS)),
    *(pytest.param(replace(SMALL, schedule=each), id=f"schedule {title(each)}") for each in entries(SCHEDULES)),
    *(pytest.param(replace(SMALL, regularizer=each), id=f"penalty {title(each)}") for each in entries(REGULARIZERS)),
    *(pytest.param(with_hidden(SMALL, each), id=f"hidden {title(each)}") for each in entries(HIDDEN_ACTIVATIONS)),
    *(pytest.param(with_hidden(SMALL, each), id=f"hidden {described(each)}") for each in extremes(HIDDEN_ACTIVATIONS)),
    pytest.param(replace(SMALL, clip_norm=0.01), id="clipped"),
    pytest.param(replace(SMALL, batch_size=30), id="full batch"),
    pytest.param(replace(SMALL, batch_size=1), id="one example"),
    pytest.param(replace(SMALL, schedule=Cosine(span=2), optimizer=SGD()), id="α 0"),
]


@pytest.mark.parametrize("experiment", SETS)
def test_each_phase_says_what_it_does(experiment: Experiment) -> None:
    problem = prepare(experiment)
    snapshot = problem.start()
    for _ in range(3):
        check(problem, snapshot)
        snapshot = advance(problem, snapshot, 2).snapshot


@pytest.mark.parametrize(("loss", "output"), list(pairs()), ids=title)
def test_each_loss_with_each_output_says_how_the_error_begins(loss: Loss, output: Activation) -> None:
    base = THREE if output.name == "softmax" else SMALL
    problem = prepare(replace(base, loss=loss, network=replace(base.network, output=output)))
    for steps in (0, 1, 6):
        start = problem.start()
        check(problem, advance(problem, start, steps).snapshot if steps else start)


@pytest.mark.parametrize("g", entries(ACTIVATIONS), ids=title)
def test_what_an_activation_is_said_to_do_holds_wherever_it_is_looked(g: Activation) -> None:
    z = np.concatenate([np.linspace(-700.0, 700.0, 4001), np.linspace(-3.0, 3.0, 6001), [0.0]])[None]
    a = g(np.vstack([z, np.zeros_like(z)]))
    assert does(g.done, np.vstack([z, np.zeros_like(z)]), a) if g.done else isinstance(g, Own)


SCENES = [scene for scene in load_scenes()[0] if scene.descent is None]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=title)
def test_an_iteration_of_each_scene_in_phases(scene: Scene) -> None:
    problem = prepare(scene.experiment)
    check(problem, problem.start())
    check(problem, advance(problem, problem.start(), 30).snapshot)
