"""The truth of each question, held against really doing the deed; ties and questions that make no sense are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.analysis.sight import Sight
from core.data.datasets import Blobs, Moons
from core.exchange.scenes import load_scene
from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent
from core.functions.walk import descend
from core.hyperparameters import InvalidSetting
from core.nn.activations import ReLU, Sigmoid
from core.nn.initializers import INITIALIZERS
from core.nn.network import DenseLayer, Network
from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS
from core.questions.example_class import ExampleClass
from core.questions.fork import Evaluated, Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.landing import OnWalk, WalkLanding
from core.questions.one_step import NextLoss, WeightMove
from core.questions.onward import Leader, WhatFirst
from core.questions.question import Option, Question, Truth, Undecidable
from core.training.evaluation import answers, classify
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.loop import Progress, advance
from core.training.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Optimizer
from core.training.problem import prepare
from core.training.race import entrants
from core.training.run import Run
from core.training.trace import trace
from tests.core.questions.asking import fork_of, found, minimised, said, situation, trained
from tests.core.samples import SMALL, THREE, entries, title, with_hidden
from tests.core.training.test_large_sets import with_batch

AT = 23
WEIGHTS = 4
"""How many parameters are looked at in each run."""


def random_experiment(optimizer: Any, seed: int) -> Experiment:
    """Return a small experiment whose size, data and batches come from a seed."""
    rng = np.random.default_rng(seed)
    hidden = tuple(DenseLayer(int(units), ReLU()) for units in rng.integers(1, 6, rng.integers(1, 4)))
    alpha = float(10.0 ** rng.uniform(-3.0, 0.5))
    batch = int(rng.choice([1, 5, 30]))
    return replace(
        SMALL,
        data=Moons(points=40, seed=int(rng.integers(100))),
        network=Network(hidden, Sigmoid()),
        optimizer=replace(optimizer, alpha=alpha),
        batch_size=batch,
        seed=int(rng.integers(1000)),
    )


RANDOM = [(optimizer, seed) for optimizer in entries(OPTIMIZERS) for seed in range(3)]


@pytest.mark.parametrize(("optimizer", "seed"), RANDOM, ids=title)
def test_one_step_is_predicted_as_it_is_made(optimizer: Any, seed: int) -> None:
    run = trained(random_experiment(optimizer, seed), AT + 1)
    rng = np.random.default_rng(seed)
    parameters = run.experiment_at(0).layout.parameters
    if run.history.end <= AT:
        pytest.skip("it diverges before")
    before, after = minimised(run, (AT, AT + 1))
    where = situation(run, at=AT)
    question = NextLoss().ask(where)
    truth = found(NextLoss(), question, where)
    close = before != after and abs(after - before) <= 1e-12 * before
    assert said(question, truth) == (
        None if close else "same" if before == after else "rises" if after > before else "falls"
    )
    for picked in rng.integers(parameters, size=(WEIGHTS, 2)).tolist():
        where = situation(run, at=AT, sight=Sight(picked=(picked[0], picked[1])))
        check_move(run, where)
        check_landing(run, where)


def optimizer_of(run: Run) -> type[Optimizer]:
    """Return what makes the steps of a run."""
    return type(run.experiment_at(0).optimizer)


def check_move(run: Run, where: Situation) -> None:
    """Hold which way a parameter moves against the run."""
    index = where.sight.picked[0]
    before, after = (float(fork_of(run, each).snapshot.theta[index]) for each in (AT, AT + 1))
    question = WeightMove().ask(where)
    truth = found(WeightMove(), question, where)
    g = trace(where.fork.problem, where.fork.snapshot).gradient[index]
    lost = before == after and g != 0.0
    assert optimizer_of(run) is not SGD or not any("does not go by" in each.thought for each in question.options)
    assert said(question, truth) == (None if lost else "up" if after > before else "down" if after < before else "stay")
    assert_sound(question, truth)


def check_landing(run: Run, where: Situation) -> None:
    """Hold where two parameters land against the run."""
    kind, picked = QUESTIONS["landing"](), list(where.sight.picked)
    here, there = (fork_of(run, each).snapshot.theta[picked] for each in (AT, AT + 1))
    try:
        question = kind.ask(where)
    except Undecidable:
        assert np.array_equal(here, there) or np.linalg.norm(there - here) < 1e-9 * np.linalg.norm(here)
        return
    truth = found(kind, question, where)
    assert said(question, truth) == tuple(there)
    assert_sound(question, truth)


def assert_sound(question: Question, truth: Truth) -> None:
    """Check that one answer is right, and each wrong one names a thought in a sentence."""
    assert 2 <= len(question.options) <= 4
    assert len({each.words for each in question.options}) == len(question.options)
    for place, option in enumerate(question.options):
        assert place == truth.right or option.thought.endswith((".", "…"))
        assert len(option.thought) <= 110
        assert all(0.0 <= x <= 1.0 and 0.0 <= y <= 1.0 for x, y in option.sketch)
    assert truth.words.endswith(".")


@pytest.mark.parametrize(("optimizer", "seed"), RANDOM[::3], ids=title)
def test_what_is_said_of_uphill_and_downhill_is_true(optimizer: Any, seed: int) -> None:
    run = trained(random_experiment(optimizer, seed), AT)
    picked = (0, 1)
    where = situation(run, at=run.history.end, sight=Sight(picked=picked))
    try:
        question = QUESTIONS["landing"]().ask(where)
    except Undecidable:
        return
    g = trace(where.fork.problem, where.fork.snapshot).gradient[list(picked)]
    here = where.fork.snapshot.theta[list(picked)]
    for option in question.options:
        way = np.dot(g, np.array(option.key) - here)
        assert way > 0.0 or "uphill:" not in option.thought
        assert way <= 0.0 or "That is downhill" not in option.thought
        assert abs(way) <= 1e-9 * np.linalg.norm(g) or "contour" not in option.thought


@pytest.mark.parametrize(
    "experiment", [SMALL, THREE, replace(THREE, data=Blobs(points=60, clouds=6))], ids=("2", "3", "6")
)
@pytest.mark.parametrize("at", [0, 5, 40])
def test_the_class_is_the_one_that_the_network_gives(experiment: Experiment, at: int) -> None:
    run = trained(experiment, at)
    problem = prepare(experiment)
    given = classify(answers(problem, fork_of(run, at).snapshot.theta).outputs)
    for row in (*range(problem.x.shape[1]), None):
        where = situation(run, at=at, sight=Sight(row=row))
        question = ExampleClass().ask(where)
        truth = found(ExampleClass(), question, where)
        place = len(problem.train) + at % len(problem.test) if row is None else row
        assert said(question, truth) == given[place]
        assert question.until == question.at == at
        assert_sound(question, truth)
        assert experiment.data.class_names[int(problem.labels[place])] in truth.words or "That is right." in truth.words


@pytest.mark.parametrize("factor", ["alpha", "optimizer", "batch_size"])
@pytest.mark.parametrize("steps", [1, 40])
def test_the_leader_has_the_smallest_loss(factor: str, steps: int) -> None:
    run = trained(SMALL, 10)
    chosen = FACTORS[factor]
    others = [each.run() for each in entrants(run, 10, chosen, chosen.suggestions(SMALL))]
    where = situation(run, *others, at=10)
    kind = Leader(steps=steps)
    question = kind.ask(where)
    truth = found(kind, question, where)
    raced = [run, *others]
    for each in raced:
        from_here = fork_of(each, 10)
        each.extend(_advance(from_here, steps))
    losses = {each.name: minimised(each, (10 + steps,))[0] for each in raced if each.history.end == 10 + steps}
    assert said(question, truth) == min(losses, key=lambda name: losses[name])
    assert [option.words for option in question.options] == [each.name for each in raced]
    assert_sound(question, truth)


def _advance(fork: Fork, steps: int) -> Progress:
    return advance(fork.problem, fork.snapshot, steps)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("at", [0, 7])
def test_what_comes_first_is_what_a_run_meets_first(seed: int, at: int) -> None:
    noise = 0.4 if seed % 2 else 0.05
    experiment = replace(SMALL, data=Moons(points=60, noise=noise), optimizer=Adam(alpha=0.05), seed=seed)
    run = trained(experiment, at)
    where = situation(run, at=at)
    kind = WhatFirst(steps=400, patience=8)
    question = kind.ask(where)
    truth = found(kind, question, where, seconds=0.0 if seed == 0 else 60.0)
    run.extend(_advance(fork_of(run, at), 400))
    iterations, accuracy = run.history.evaluated("iteration"), run.history.evaluated("train_accuracy")
    losses = run.history.evaluated("test_loss")
    lows = [int(iterations[np.argmin(losses[: n + 1])]) for n in range(len(losses))]
    turned = [k for k, low in zip(iterations, lows, strict=True) if k > at and k - low >= 8]
    full = iterations[(accuracy == 1.0) & (iterations > at)]
    turn, right = (float(each[0]) if len(each) else np.inf for each in (turned, full))
    expected = "turns" if turn < right else "all right" if right < turn else None if np.isfinite(turn) else "neither"
    assert said(question, truth) == expected
    assert truth.at == min(turn, right, at + 400)
    assert_sound(question, truth)


def test_of_a_large_set_the_loss_is_a_samples() -> None:
    problem = with_batch(30_000, 64)
    where = situation(trained(problem.experiment, 0), at=0)
    question = NextLoss().ask(where)
    assert question.words.startswith("The loss of the sample is ")
    assert found(NextLoss(), question, where).words.startswith("The loss of the sample ")
    kind = WhatFirst(steps=3)
    assert "training accuracy of the sample" in kind.ask(where).words


@pytest.mark.slow
def test_both_at_one_evaluation_are_a_tie() -> None:
    for seed in range(40):
        experiment = replace(SMALL, data=Moons(points=60, noise=0.2), optimizer=Adam(alpha=0.05), seed=seed)
        run = trained(experiment, 300)
        seen = Evaluated.of(run.history, 300)
        full = np.flatnonzero(seen.columns[2] == 1.0)
        since = seen.since_lowest()
        if len(full) and full[0] and since[full[0]] > since[: full[0]].max():
            break
    kind = WhatFirst(steps=300, patience=int(since[full[0]]))
    where = situation(trained(experiment, 0), at=0)
    question = kind.ask(where)
    truth = found(kind, question, where)
    assert (truth.right, truth.at) == (None, int(seen.columns[0, full[0]]))
    assert "it is a tie" in truth.words
    assert truth == found(kind, question, where, seconds=0.0)


def test_slices_find_the_same_truth() -> None:
    run = trained(SMALL, 0)
    others = [each.run() for each in entrants(run, 0, FACTORS["alpha"], [0.1])]
    where = situation(run, *others, at=0)
    for kind in (Leader(steps=60), WhatFirst(steps=60)):
        question = kind.ask(where)
        assert found(kind, question, where, seconds=0.0) == found(kind, question, where)


def test_settings_that_change_on_the_way_are_followed() -> None:
    run = trained(SMALL, 10)
    run.edit(10, replace(SMALL, optimizer=SGD(alpha=0.3)))
    run.extend(_advance(fork_of(run, 10), 10))
    run.set_parameter(fork_of(run, 20).snapshot, 0, 1.5)
    run.extend(_advance(fork_of(run, 20), 10))
    whole = [fork_of(run, 5).at(each).snapshot for each in (9, 10, 15, 20, 25)]
    for snapshot in whole:
        assert snapshot.state.tobytes() == fork_of(run, snapshot.iteration).snapshot.state.tobytes()


# What cannot be decided, and what makes no sense


def test_equal_runs_are_level() -> None:
    run = trained(SMALL, 3)
    twin = run.fork(3, "the same again")
    where = situation(run, twin, at=3)
    truth = found(Leader(steps=5), Leader(steps=5).ask(where), where)
    assert truth.right is None
    assert "level" in truth.words


def test_one_half_is_no_class() -> None:
    zeros = replace(SMALL, initializer=INITIALIZERS["zeros"]())
    with pytest.raises(Undecidable, match="exactly one half"):
        ExampleClass().ask(situation(trained(zeros, 0), at=0))


def test_equal_outputs_are_no_class() -> None:
    zeros = replace(THREE, initializer=INITIALIZERS["zeros"]())
    with pytest.raises(Undecidable, match="two largest outputs are equal"):
        ExampleClass().ask(situation(trained(zeros, 0), at=0))


def test_nothing_moves_in_a_dead_network() -> None:
    dead = with_hidden(replace(SMALL, initializer=INITIALIZERS["zeros"](), optimizer=Momentum(alpha=0.1)), ReLU())
    where = situation(trained(dead, 0), at=0)
    question = WeightMove().ask(where)
    assert said(question, found(WeightMove(), question, where)) == "stay"
    with pytest.raises(Undecidable, match="does not move"):
        QUESTIONS["landing"]().ask(where)


def test_a_step_lost_in_rounding_is_a_tie() -> None:
    small = replace(SMALL, optimizer=SGD(alpha=1e-300))
    where = situation(trained(small, 0), at=0)
    assert said(NextLoss().ask(where), found(NextLoss(), NextLoss().ask(where), where)) == "same"
    question = WeightMove().ask(where)
    truth = found(WeightMove(), question, where)
    assert truth.right is None
    assert "too small" in truth.words
    tiny = replace(SMALL, optimizer=SGD(alpha=1e-14))
    where = situation(trained(tiny, 0), at=0)
    truth = found(NextLoss(), NextLoss().ask(where), where)
    assert truth.right is None or said(NextLoss().ask(where), truth) == "same"


def test_no_step_from_a_run_that_diverges_there() -> None:
    run = Run(with_hidden(SMALL, ReLU()))
    values = [(index, 1e200) for index in range(run.experiment_at(0).layout.parameters)]
    run.set_parameters(run.history.keys[0], values)
    where = situation(run, at=0)
    truth = found(NextLoss(), NextLoss().ask(where), where)
    assert truth.right is None
    assert truth.words.startswith("No step can be made from here.")
    for kind in (WeightMove(), QUESTIONS["landing"]()):
        with pytest.raises(Undecidable, match="No step can be made from here"):
            kind.ask(where)


REFUSED: list[tuple[str, QuestionKind, Experiment, int]] = [
    ("No runs race here", Leader(), SMALL, 0),
    ("predicts numbers", ExampleClass(), load_scene("sine-noise").experiment, 0),
    ("predicts numbers", WhatFirst(), load_scene("sine-noise").experiment, 0),
    ("no test set", WhatFirst(), replace(SMALL, test_share=0.0), 0),
    ("100 % already", WhatFirst(), replace(SMALL, data=Moons(points=40, noise=0.0), optimizer=Adam(alpha=0.1)), 300),
    ("turned already", WhatFirst(patience=1), replace(SMALL, data=Moons(points=40, noise=1.0)), 300),
]


@pytest.mark.parametrize(("words", "kind", "experiment", "at"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_makes_no_sense_here_is_told(words: str, kind: QuestionKind, experiment: Experiment, at: int) -> None:
    with pytest.raises(Undecidable, match=words):
        kind.ask(situation(trained(experiment, at), at=at))


# Plain functions


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_a_walk_lands_where_it_is_said_to(name: str, optimizer: Any) -> None:
    function = FUNCTIONS[name]
    descent = Descent(name, optimizer=replace(optimizer, alpha=function.alpha))
    path = descend(function, descent.optimizer, descent.schedule, descent.start, 12)
    for step in {0, min(5, path.steps - 1), path.steps - 1} - {-1}:
        walk = OnWalk(descent, path, step)
        try:
            question = WalkLanding().ask(walk)
        except Undecidable:
            assert np.array_equal(path.points[step], path.points[step + 1])
            continue
        work = WalkLanding().deed(question, walk)
        while not work.done:
            work = work.proceed(0.0)
        assert work.result is not None
        assert said(question, work.result) == tuple(path.points[step + 1])
        assert_sound(question, work.result)


def test_a_walk_that_ends_has_no_next_step() -> None:
    descent = Descent("two_minima", optimizer=SGD(alpha=1e6))
    path = descend(descent.function, descent.optimizer, None, descent.start, 50)
    assert path.stopped
    with pytest.raises(Undecidable, match="Stopped after"):
        WalkLanding().ask(OnWalk(descent, path, path.steps))


# Values


def test_a_question_has_two_to_four_answers_that_differ() -> None:
    options = tuple(Option(key, str(key), "") for key in range(5))
    for wrong in (options[:1], options, (options[0], options[0])):
        with pytest.raises(ValueError, match="answers"):
            Question("next_loss", "?", wrong, 0, 1)


@pytest.mark.parametrize("kind", [*QUESTIONS.values(), *WALK_QUESTIONS.values()], ids=title)
def test_every_kind_explains_itself(kind: Any) -> None:
    assert kind.title.endswith("?")
    assert kind.help.endswith("?")
    assert len(kind.title) <= 40
    assert kind.views
    assert set(kind.views) <= set(FUNCTION_VIEWS if kind in WALK_QUESTIONS.values() else NETWORK_VIEWS)
    with pytest.raises(InvalidSetting):
        kind.of({"no such setting": 1})


@pytest.mark.parametrize("seed", range(4))
def test_only_a_long_step_or_one_off_the_slope_raises_the_loss(seed: int) -> None:
    """What is said of those who expect a rise: a short step down the gradient of all examples lowers the loss."""
    experiment = random_experiment(SGD(), seed)
    run = trained(replace(experiment, batch_size=experiment.train_size, optimizer=SGD(alpha=1e-3)), 12)
    for at in range(run.history.end):
        where = situation(run, at=at)
        question = NextLoss().ask(where)
        assert said(question, found(NextLoss(), question, where)) in ("falls", "same")
