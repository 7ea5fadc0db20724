"""A faulty experiment does all that a sound one does, is wrong where it should be, and nowhere else."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis.gradient_check import check_all
from core.analysis.nudge import STRANGER, nudge
from core.analysis.scope import ScopeChoice, ScopeName, scope_of
from core.arrays import Array
from core.course.faults import FAULTS, FaultyExperiment, fault_of, with_fault, with_settings, without_fault
from core.exchange.experiments import experiment_from, experiment_to
from core.exchange.files import NotSaved, save_scene
from core.exchange.scenes import Scene
from core.exchange.stage_views import NETWORK_VIEWS
from core.hyperparameters import InvalidSetting
from core.nn.activations import ReLU
from core.nn.backpropagation import Matrices, backward, forward, total_loss
from core.training.batches import batch_columns
from core.training.changes import describe_change
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.fast.workspace import Pass, pass_kind, workspace_of
from core.training.gradient import batch_loss_and_gradient
from core.training.loop import advance, step
from core.training.optimizers import SGD
from core.training.problem import Problem, prepare
from core.training.run import Run, replay
from core.training.runs import Runs
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from core.training.whole_set import WholeEvaluation
from tests.core.samples import SMALL, random_theta, same, with_hidden

SOUND = replace(with_hidden(SMALL, ReLU()), standardise=True)
"""An experiment that can have every fault: 30 training examples, batches of 7."""
SMOOTH = replace(SMALL, standardise=True)
"""The same with tanh, whose gradient is nowhere 0."""
NO_HIDDEN = replace(SOUND.network, hidden=())
every_fault = pytest.mark.parametrize("name", FAULTS)


def faulty(name: str) -> Experiment:
    return with_fault(SOUND, name)


def smooth(name: str) -> Experiment:
    return with_fault(SOUND if name == "dead_units" else SMOOTH, name)


def started(experiment: Experiment) -> tuple[Problem, Snapshot]:
    """Return the problem, and a snapshot in the midst of things, whose gradient is not 0."""
    problem = prepare(experiment)
    start = problem.start()
    state = start.state.copy()
    state[0] = random_theta(problem)
    return problem, start._replace(state=state)


@every_fault
def test_phases_are_the_step_to_the_bit(name: str) -> None:
    problem = prepare(faulty(name))
    snapshot = problem.start()
    for _ in range(12):
        opened, once = trace(problem, snapshot), step(problem, snapshot)
        assert same(opened.after, once.snapshot)
        assert (opened.loss, opened.gradient_norm) == (once.batch_loss[0], once.gradient_norm[0])
        snapshot = opened.after


@every_fault
def test_replay_forks_edits_and_records(name: str) -> None:
    experiment = faulty(name)
    whole = advance(prepare(experiment), prepare(experiment).start(), 40)
    run = Run(experiment)
    run.extend(advance(prepare(experiment), prepare(experiment).start(), 25))
    run.extend(advance(prepare(experiment), run.history.nearest_key(25), 15))
    assert same(run.history.nearest_key(40), whole.snapshot)
    assert same(replay(run.segments, run.history.nearest_key(0), 33), whole.keys[32])
    runs = Runs(run)
    slower = replace(experiment, optimizer=SGD(alpha=0.01))
    fork = runs.edit(20, slower)
    assert fork is not run
    assert fault_of(fork.experiment_at(30)) == name
    assert fork.name == "SGD from 20"


# Where the gradient and the loss are wrong


def paper(seen: Trace, problem: Problem, name: str) -> tuple[float, Array]:
    """Return loss and gradient of an iteration by the equations, with the fault written into them."""
    e, layout, theta = seen.experiment, problem.layout, seen.before.theta
    recipe = e.network, layout, theta
    loss = total_loss(*recipe, seen.x, seen.y, e.loss, e.regularizer)
    Z, A = forward(*recipe, seen.x)
    dW, db = backward(*recipe, Z, A, seen.y, e.loss)
    if name == "wrong_sign":
        dW[1], db[1] = -dW[1], -db[1]
    if name in ("no_mean", "sum_not_mean"):
        dW, db = ({l: seen.m * each for l, each in matrices.items()} for matrices in (dW, db))
    return loss * (seen.m if name == "sum_not_mean" else 1), flat(problem, dW, db)


def flat(problem: Problem, dW: Matrices, db: Matrices) -> Array:
    gradient = np.empty(problem.layout.parameters)
    for l in dW:
        problem.layout.weights(gradient, l)[:], problem.layout.biases(gradient, l)[:] = dW[l], db[l]
    return gradient


@pytest.mark.parametrize("k", [0, 4])
@every_fault
def test_the_step_is_wrong_as_it_should_be(name: str, k: int) -> None:
    problem, snapshot = started(smooth(name))
    snapshot = snapshot._replace(iteration=k)
    seen = trace(problem, snapshot)
    loss, gradient = paper(seen, problem, name)
    assert seen.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(seen.gradient, gradient, rtol=1e-10, atol=1e-14)
    dW = problem.layout.weights(seen.gradient, 1)
    np.testing.assert_array_equal(seen.layers[0].dw, dW)
    assert batch_loss_and_gradient(problem, snapshot.theta, k)[0] == seen.loss
    np.testing.assert_array_equal(batch_loss_and_gradient(problem, snapshot.theta, k)[1], seen.gradient)


@pytest.mark.parametrize("of", ["example", "batch", "set"])
@every_fault
def test_a_nudge_tells_the_truth(name: str, of: ScopeName) -> None:
    problem, snapshot = started(smooth(name))
    sound = prepare(without_fault(problem.experiment))
    scope = scope_of(problem, 0, ScopeChoice(of))
    work, right = (check_all(each, snapshot.theta, scope=scope) for each in (problem, sound))
    m = len(scope.rows)
    summed = m if name == "sum_not_mean" else 1
    np.testing.assert_allclose(work.central, summed * right.central, rtol=1e-5, atol=1e-8)
    first = problem.layout.offsets[1]
    factor = np.full(len(work.gradient), float(summed))
    if name == "no_mean":
        factor *= m
    if name == "wrong_sign":
        factor[:first] = -1.0
    np.testing.assert_allclose(work.gradient, factor * right.gradient, rtol=1e-10, atol=1e-14)
    steepest = int(np.argmax(np.abs(right.gradient[:first])))
    met = nudge(problem, snapshot.theta, steepest, 1e-4, scope)
    assert ("agree" in met.verdict) == (factor[steepest] == summed)
    assert (met.verdict == STRANGER) == (factor[steepest] != summed)
    assert met.quotient == pytest.approx(summed * right.gradient[steepest], rel=1e-2)


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "unscaled_inputs"])
def test_the_whole_set_is_evaluated_as_it_should_be(name: str) -> None:
    """Most faults leave the measures alone."""
    problem, snapshot = started(faulty(name))
    found, right = evaluate(problem, snapshot.theta, 0), evaluate(prepare(SOUND), snapshot.theta, 0)
    if name == "test_is_train":
        right = replace(right, test_loss=right.train_loss, test_accuracy=right.train_accuracy)
    if name == "sum_not_mean":
        right = replace(right, train_loss=30 * right.train_loss, test_loss=10 * right.test_loss)
    whole = WholeEvaluation(problem, snapshot).proceed(9.0).result
    assert whole is not None
    for each in (found, whole):
        for score in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
            assert getattr(each, score) == pytest.approx(getattr(right, score), rel=1e-12)


# Starts and batches


def test_starts() -> None:
    assert not prepare(faulty("zero_start")).start().state.any()
    for experiment, layer in (
        (SOUND, 2),
        (replace(SOUND, network=replace(SOUND.network, hidden=SOUND.network.hidden[:1])), 1),
    ):
        layout = experiment.layout
        right, dead = (
            prepare(each).start().theta.copy() for each in (experiment, with_fault(experiment, "dead_units"))
        )
        assert (layout.biases(dead, layer) == -10.0).all()
        layout.biases(right, layer)[:] = -10.0
        np.testing.assert_array_equal(dead, right)


def test_the_same_batch_for_ever() -> None:
    problem = prepare(faulty("same_batch"))
    first = batch_columns(prepare(SOUND), 0).tolist()
    assert len(first) == 7
    for k in range(12):
        columns = batch_columns(problem, k).tolist()
        assert columns == first[: len(columns)]
        assert len(columns) == (2 if k % 5 == 4 else 7)


# What it is


@every_fault
def test_its_settings_look_sound(name: str) -> None:
    experiment = faulty(name)
    differing = [
        each.name for each in fields(Experiment) if getattr(experiment, each.name) != getattr(SOUND, each.name)
    ]
    assert differing == (["standardise"] if name == "unscaled_inputs" else [])
    assert describe_change(SOUND, experiment) == ("standardised inputs off" if differing else "no change")


@every_fault
def test_a_fault_stays_until_it_is_taken_away(name: str) -> None:
    experiment = faulty(name)
    assert fault_of(replace(experiment, seed=9)) == name
    assert fault_of(experiment.with_data(experiment.data, 0.5)) == name
    changed = with_settings(experiment, lambda sound: replace(sound, standardise=True, seed=2))
    assert (changed.seed, changed.standardise, fault_of(changed)) == (2, True, name)
    assert with_settings(SOUND, lambda sound: replace(sound, seed=2)) == replace(SOUND, seed=2)
    assert without_fault(changed) == replace(SOUND, seed=2)
    assert with_fault(experiment, "") == without_fault(experiment)
    assert fault_of(with_fault(experiment, "same_batch")) == "same_batch"
    assert experiment == faulty(name)
    assert hash(experiment) == hash(faulty(name))


@every_fault
def test_another_fault_is_another_beginning(name: str) -> None:
    experiment = faulty(name)
    assert not replace(experiment, batch_size=3).starts_over(experiment)
    assert replace(experiment, seed=3).starts_over(experiment)
    for other in (SOUND, *map(faulty, FAULTS.keys() - {name})):
        assert other.starts_over(experiment)
        assert experiment.starts_over(other)
        assert "fault" in experiment.changed_from(other)
        assert "fault" in other.changed_from(experiment)


def test_sound_experiments_are_the_engine_itself() -> None:
    problem = prepare(SOUND)
    assert type(problem) is Problem
    assert type(workspace_of(problem).one_pass(7)) is pass_kind(SOUND) is Pass
    assert with_fault(SOUND, "") is without_fault(SOUND) is SOUND


@every_fault
def test_it_is_kept_in_no_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match=r"“mine\.toml” was not saved\. It belongs to a drill"):
        save_scene(Scene("drill", "A drill", "", 300, faulty(name)), tmp_path / "mine.toml")
    assert not list(tmp_path.iterdir())
    with pytest.raises(InvalidSetting, match="is not a key of an experiment"):
        experiment_from(experiment_to(SOUND) | {"fault": name})


@pytest.mark.parametrize(
    ("experiment", "name", "why"),
    [
        (SOUND, "sabotage", "There is no fault “sabotage”; the faults are: no_mean, wrong_sign"),
        (replace(SOUND, network=NO_HIDDEN), "wrong_sign", "needs a hidden layer"),
        (replace(SOUND, network=NO_HIDDEN), "zero_start", "needs a hidden layer"),
        (replace(SOUND, network=NO_HIDDEN), "dead_units", "needs ReLU"),
        (SMALL, "dead_units", "needs ReLU"),
        (replace(SOUND, batch_size=30), "same_batch", "more than one batch"),
        (replace(SOUND, test_share=0.0), "test_is_train", "needs a test set"),
    ],
)
def test_what_cannot_be(experiment: Experiment, name: str, why: str) -> None:
    with pytest.raises(InvalidSetting, match=why) as refused:
        with_fault(experiment, name)
    assert refused.value.setting == "fault"


@pytest.mark.parametrize("change", [{"network": NO_HIDDEN}, {"batch_size": 30}, {"test_share": 0.0}])
@every_fault
def test_a_learner_may_change_what_it_needs(name: str, change: dict[str, object]) -> None:
    experiment = replace(faulty(name), **change)  # type: ignore[arg-type]
    assert isinstance(experiment, FaultyExperiment)
    problem = prepare(experiment)
    snapshot = problem.start()
    assert same(trace(problem, snapshot).after, step(problem, snapshot).snapshot)


@every_fault
def test_its_words(name: str) -> None:
    fault = FAULTS[name]
    assert fault.name == name
    assert set(fault.views) <= set(NETWORK_VIEWS)
    assert fault.twins
    sentences = [fault.symptom, fault.finding, fault.explanation, *(twin.differs for twin in fault.twins)]
    for text in sentences:
        assert text[0].isupper()
        assert text.endswith(".")
        assert len(text.split()) <= 60
    for title in (fault.title, *(twin.title for twin in fault.twins)):
        assert not title.endswith(".")
        assert len(title.split()) <= 10
