"""What is said between two iterations, held against the run worked out again."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.captions.events import EVENTS, Arrival, Runner, arrival_caption
from core.analysis.captions.steps import made_step
from core.exchange.scenes import Scene, load_scenes
from core.nn import backpropagation as paper
from core.nn.activations import HIDDEN_ACTIVATIONS, Activation
from core.nn.losses import Loss
from core.nn.regularizers import L2, REGULARIZERS
from core.training.batches import batch_columns
from core.training.breakpoints import AtIteration, Breakpoint, GradientAbove, LossBelow, LossRises, TurnInTestLoss
from core.training.caption import Caption
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Optimizer
from core.training.problem import Problem, prepare
from core.training.run import Run, replay
from core.training.schedules import SCHEDULES, Schedule
from core.training.snapshot import Snapshot
from core.training.trace import trace
from tests.core.numbers import value_of
from tests.core.samples import SMALL, entries, pairs, title, with_hidden
from tests.core.sentences import agrees, changes, fits, read, unread
from tests.core.training.test_divergence import DIVERGING

FULL = replace(SMALL, batch_size=30)


def loss_at(problem: Problem, theta: np.ndarray, columns: np.ndarray | None = None) -> float:  # type: ignore[type-arg]
    """Return the minimised loss as on paper, of the training set or of some of it."""
    e, rows = problem.experiment, problem.rows if columns is None else problem.rows[columns]
    n = problem.layout.sizes[0]
    x, y = rows.T[:n], rows.T[n + 1 :]
    return paper.total_loss(e.network, problem.layout, theta, x, y, e.loss, e.regularizer)


def uphill(problem: Problem, before: Snapshot, after: Snapshot, columns: np.ndarray) -> float:  # type: ignore[type-arg]
    """Return the slope of a batch's loss along the step: below 0 if it began downhill."""
    e, n = problem.experiment, problem.layout.sizes[0]
    rows = problem.rows[columns].T
    g = paper.gradient(e.network, problem.layout, before.theta, rows[:n], rows[n + 1 :], e.loss, e.regularizer)
    return float(g @ (after.theta - before.theta))


def trained(experiment: Experiment, steps: int) -> Run:
    """Return a run that has made some iterations."""
    run = Run(experiment)
    extend(run, steps)
    return run


def extend(run: Run, steps: int) -> None:
    """Go on by some iterations."""
    progress = advance(prepare(run.segments[-1].experiment), run.history.nearest_key(run.history.end), steps)
    run.extend(progress, ())


def at(run: Run, k: int, stepped: bool = True, onwards: bool = True, **more: object) -> Arrival:
    """Return iteration ``k`` of a run, reached by one step, ``onwards`` or back, or by several."""
    problem, snapshot = prepare(run.experiment_at(k)), replay(run.segments, run.history.nearest_key(k), k)
    now = evaluate(problem, snapshot.theta, k)
    step = None
    if stepped and k and problem.experiment == run.experiment_at(k - 1):
        before = replay(run.segments, run.history.nearest_key(k - 1), k - 1)
        known = (evaluate(problem, before.theta, k - 1), trace(problem, before)) if onwards else ()
        step = made_step(problem, before, snapshot, now, *known)
    return Arrival(k, run.segments, run.history, now, len(problem.train), step=step, **more)  # type: ignore[arg-type]


def check_step(text: str, run: Run, k: int) -> None:
    """Check what is said of the iteration that led to ``k``."""
    problem = prepare(run.experiment_at(k - 1))
    before, after = (replay(run.segments, run.history.nearest_key(each), each) for each in (k - 1, k))
    columns = batch_columns(problem, k - 1, problem.passes(before))
    whole = [loss_at(problem, each.theta) for each in (before, after)]
    batch = [loss_at(problem, each.theta, columns) for each in (before, after)]
    if found := read(r"This step (was too long|went uphill|landed higher): the loss( of its batch)? (.*)\.", text):
        slope = uphill(problem, before, after, columns)
        assert {"was too long": slope < 0.0, "went uphill": slope > 0.0}.get(found[0], True)
        assert batch[1] > batch[0]
        assert (found[1] is None) == (len(columns) == problem.experiment.train_size)
        check_change(found[2], *batch)
    elif found := read(r"This step helped its batch, but the loss (.*)\.", text):
        assert batch[1] < batch[0]
        assert whole[1] > whole[0]
        check_change(found[0], *whole)
    elif found := read(r"The loss of this step's batch (.*)\.", text):
        check_change(found[0], *batch)
    elif found := read(r"The loss (.*)\.", text):
        check_change(found[0], *whole)
    else:
        unread(text)


def check_change(words: str, before: float, after: float) -> None:
    """Check how a number is said to have changed."""
    if found := read(r"((?:has )?(?:rose|fell|risen|fallen)) from <N> to <N>", words):
        changes(found[0], found[1:], before, after)
    elif found := read(r"(?:has )?(rose|fell|risen|fallen) by <N>, to <N>", words):
        assert (found[0] in ("rose", "risen")) == (after > before)
        assert value_of(found[1]) == pytest.approx(abs(after - before), rel=0.1)
        assert agrees(found[2], after)
    elif found := read(r"stayed at <N>", words):
        assert math.isclose(before, after, rel_tol=1e-8)
        assert agrees(found[0], after)
    else:
        unread(words)


def check(run: Run, k: int, stepped: bool = True, onwards: bool = True) -> str:
    """Check what is said of an iteration of a run alone, without breakpoints; return it."""
    text = fits(arrival_caption(at(run, k, stepped, onwards)))
    experiment = run.experiment_at(k)
    problem, snapshot = prepare(experiment), replay(run.segments, run.history.nearest_key(k), k)
    here, size = loss_at(problem, snapshot.theta), experiment.train_size
    if found := read(r"No step has been made yet: with the first weights the loss is <N>\.", text):
        assert k == 0
        assert agrees(found[0], here)
    elif found := read(r"Epoch <N> ends: each of the <N> training examples was used once\.", text):
        epoch, examples = (int(value_of(each)) for each in found)
        assert k == epoch * math.ceil(size / experiment.batch_size)
        assert examples == size
        seen = [batch_columns(problem, j, problem.passes(snapshot)) for j in range(k - problem.batches, k)]
        assert sorted(np.concatenate(seen)) == list(range(size))
    elif found := read(r"Since the start the loss (.*)\.", text):
        assert not (stepped and onwards)
        check_change(found[0], loss_at(prepare(run.experiment_at(0)), run.history.keys[0].theta), here)
    elif found := read(r"The test loss was lowest at iteration <N>: <N>; now it is <N>\.", text):
        check_test(found, run, k)
    else:
        check_step(text, run, k)
    return text


def check_test(found: tuple[str, ...], run: Run, k: int) -> None:
    place, low, now = found
    iterations = run.history.evaluated("iteration")
    tests = run.history.evaluated("test_loss")[iterations <= k]
    assert agrees(low, float(tests.min()))
    assert int(value_of(place)) == iterations[np.argmin(tests)]
    assert agrees(now, evaluate(prepare(run.experiment_at(k)), at(run, k).step and snap(run, k).theta, k).test_loss)
    assert value_of(now) > value_of(low)
    assert len(tests) - 1 - int(np.argmin(tests)) >= 5
    assert int(value_of(place)) <= 0.8 * k


def snap(run: Run, k: int) -> Snapshot:
    return replay(run.segments, run.history.nearest_key(k), k)


# Steps


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
@pytest.mark.parametrize("factor", [1.0, 30.0, 1000.0])
def test_each_optimiser_says_what_its_steps_did(optimizer: Optimizer, factor: float) -> None:
    run = trained(replace(SMALL, optimizer=replace(optimizer, alpha=optimizer.alpha * factor)), 12)
    for k in range(run.history.end + 1):
        check(run, k)


@pytest.mark.parametrize("schedule", entries(SCHEDULES), ids=title)
def test_each_schedule(schedule: Schedule) -> None:
    run = trained(replace(FULL, schedule=schedule, regularizer=L2()), 6)
    for k in range(run.history.end + 1):
        check(run, k)


@pytest.mark.parametrize("experiment", [*(replace(SMALL, regularizer=each) for each in entries(REGULARIZERS))], ids=str)
def test_each_penalty(experiment: Experiment) -> None:
    run = trained(replace(experiment, optimizer=SGD(alpha=1.0)), 6)
    for k in range(run.history.end + 1):
        check(run, k)


@pytest.mark.parametrize("g", entries(HIDDEN_ACTIVATIONS), ids=title)
def test_each_activation(g: Activation) -> None:
    run = trained(replace(with_hidden(SMALL, g), optimizer=SGD(alpha=3.0)), 6)
    for k in range(run.history.end + 1):
        check(run, k)


@pytest.mark.parametrize(("loss", "output"), [pair for pair in pairs() if pair[1].name != "softmax"], ids=title)
def test_each_loss(loss: Loss, output: Activation) -> None:
    network = replace(SMALL.network, output=output)
    run = trained(replace(SMALL, loss=loss, network=network, optimizer=Momentum(alpha=0.5)), 6)
    for k in range(run.history.end + 1):
        check(run, k)


@pytest.mark.slow
def test_steps_that_go_wrong_are_told_apart() -> None:
    said = set()
    for optimizer in (SGD(alpha=60.0), Momentum(alpha=5.0), Adam(alpha=0.5)):
        for experiment in (SMALL, FULL):
            run = trained(replace(experiment, optimizer=optimizer), 40)
            said |= {" ".join(check(run, k).split()[:4]) for k in range(1, run.history.end + 1)}
    assert {"This step was too", "This step went uphill:", "This step helped its", "The loss fell from"} <= said


def test_a_step_that_changes_nothing_is_no_rise() -> None:
    run = trained(replace(FULL, optimizer=SGD(alpha=1e-14)), 3)
    assert check(run, 2).startswith("The loss stayed at ")
    run = trained(replace(FULL, optimizer=SGD(alpha=1e-7)), 3)
    assert " by " in check(run, 2)


SCENES = [scene for scene in load_scenes()[0] if scene.descent is None]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=title)
def test_each_scene_stepped_thirty_times(scene: Scene) -> None:
    run = trained(scene.experiment, 30)
    said = [check(run, k) for k in range(31)]
    back = [check(run, k, onwards=False) for k in range(31)]
    assert said == back or max(run.segments[0].experiment.layout.sizes) > 25
    check(run, 30, stepped=False)


# Events


def test_what_several_iterations_did_is_told_since_the_start() -> None:
    assert check(trained(SMALL, 30), 30, stepped=False).startswith("Since the start the loss has fallen from")


def test_an_epoch_ends() -> None:
    run = trained(replace(SMALL, optimizer=SGD(alpha=1e-3)), 15)
    assert [k for k in range(16) if check(run, k).startswith("Epoch")] == [5, 10, 15]
    assert not any(check(trained(FULL, 3), k).startswith("Epoch") for k in range(4))
    texts = {calm: fits(arrival_caption(at(run, 10, stepped=False, calm=calm))) for calm in (True, False)}
    assert texts[True].startswith("Epoch 2 ends")  # and does not flash while pictures pass
    assert texts[False].startswith("Since the start")


@pytest.mark.parametrize("experiment", DIVERGING)
def test_where_a_run_diverges(experiment: Experiment) -> None:
    problem = prepare(experiment)
    run = Run(experiment)
    progress = advance(problem, problem.start(), 400)
    run.extend(progress, ())
    stopped = progress.stopped
    assert stopped is not None
    text = fits(arrival_caption(at(run, stopped.good, stopped=stopped)))
    found = read(r"Training stops here: the numbers of (?:layer <N>|the next step) overflow\.", text)
    assert found is not None
    assert (int(found[0]) if found[0] else None) == stopped.layer


def test_an_activation_without_a_value_is_told() -> None:
    from core.nn.activations import Own

    experiment = replace(with_hidden(SMALL, Own("log(z+0.2)")), optimizer=SGD(alpha=1.0))
    problem = prepare(experiment)
    progress = advance(problem, problem.start(), 50)
    run, stopped = Run(experiment), progress.stopped
    run.extend(progress, ())
    assert stopped is not None
    assert stopped.undefined
    text = fits(arrival_caption(at(run, stopped.good, stopped=stopped)))
    assert text == f"Training stops here: the activation of layer {stopped.layer} has no finite value or slope."


BREAKPOINTS = [
    AtIteration(iteration=7),
    LossBelow(loss=0.66),
    LossRises(rise=0.0),
    TurnInTestLoss(patience=1),
    GradientAbove(norm=0.2),
    LossBelow(loss=0.6623456789),
]


@pytest.mark.parametrize("breakpoint", BREAKPOINTS, ids=lambda each: each.words)
def test_a_breakpoint_says_why_it_stops(breakpoint: Breakpoint) -> None:
    run = trained(replace(SMALL, optimizer=Momentum(alpha=0.6)), 200)
    held = [k for k in range(201) if breakpoint.holds(run.history, k)]
    assert held
    for k in (held[0], held[-1]):
        text = fits(arrival_caption(at(run, k, breakpoints=(breakpoint,))))
        assert text.startswith(f"A breakpoint stops the run: {breakpoint.words}")
        measured = breakpoint.measured(run.history, k)
        if found := read(r".*; (the [a-z ]+) is <N>\.", text):
            assert measured is not None
            assert found[0] == breakpoint.measures
            assert value_of(found[1]) == pytest.approx(measured, rel=1e-3)
            assert (value_of(found[1]) < breakpoint.limit) == (measured < breakpoint.limit)
    assert not fits(arrival_caption(at(run, held[0] - 1, breakpoints=(breakpoint,)))).startswith("A breakpoint")


def test_an_edit_is_told_where_it_holds() -> None:
    run = trained(SMALL, 6)
    run.edit(6, replace(SMALL, optimizer=Adam(alpha=0.05)))
    extend(run, 3)
    assert fits(arrival_caption(at(run, 6))) == "From here on: α 0.05."
    check(run, 7)


def test_weights_set_by_hand_are_told() -> None:
    run = trained(SMALL, 6)
    run.set_parameter(snap(run, 6), 0, 0.5)
    assert fits(arrival_caption(at(run, 6))) == "From here on: w[1]₁,₁ = 0.5."
    run.set_parameters(snap(run, 6), [(index, 0.25) for index in range(8)])
    assert fits(arrival_caption(at(run, 6))) == "From here on: 8 parameters are set by hand."


@pytest.mark.slow
def test_the_best_test_loss_is_told_when_it_has_passed() -> None:
    experiment = replace(SMALL, optimizer=Adam(alpha=0.1), data=replace(SMALL.data, points=24), test_share=0.5)
    run = trained(replace(experiment, batch_size=12), 250)
    held = [k for k in range(251) if check(run, k).startswith("The test loss")]
    assert held
    assert check(run, held[0] + 1, stepped=False).startswith("The test loss was lowest at iteration")


# Races


def race(*experiments: Experiment, steps: int) -> list[Run]:
    runs = [trained(each, steps) for each in experiments]
    for run, name in zip(runs, "AB", strict=False):
        run.name = name
    return runs


def told(runs: list[Run], k: int, stopped: tuple[bool, ...] = ()) -> str:
    losses = [loss_at(prepare(run.experiment_at(k)), snap(run, k).theta) for run in runs]
    going = [not each for each in stopped] or [True] * len(runs)
    runners = tuple(
        Runner(run.name, run.history, loss, goes) for run, loss, goes in zip(runs, losses, going, strict=True)
    )
    return fits(arrival_caption(at(runs[0], k, runners=runners)))


@pytest.mark.slow
@pytest.mark.parametrize("other", [Adam(alpha=0.3), Momentum(alpha=1.0)], ids=title)
def test_who_leads_a_race_and_when_that_changes(other: Optimizer) -> None:
    runs = race(replace(SMALL, optimizer=SGD(alpha=1.0)), replace(SMALL, optimizer=other), steps=60)
    lead, seen = "", set()
    for k in range(61):
        losses = {run.name: loss_at(prepare(run.experiment_at(k)), snap(run, k).theta) for run in runs}
        first, second = sorted(losses, key=lambda name: losses[name])
        text = told(runs, k)
        if found := read(r"“(.)” (leads|has taken the lead from) “(.)”: <N> against <N>\.", text):
            assert (found[0], found[2]) == (first, second)
            assert (found[1] != "leads") == (bool(lead) and lead != first)
            assert agrees(found[3], losses[first])
            assert agrees(found[4], losses[second])
            lead = first
            seen.add(found[1])
        else:
            assert losses[first] == losses[second]
            assert read(r"No run leads: the lowest loss, <N>, is that of several runs\.", text)
    assert "leads" in seen


def test_the_lead_changes() -> None:
    runs = race(replace(SMALL, optimizer=SGD(alpha=2.0)), replace(SMALL, optimizer=Adam(alpha=0.1)), steps=80)
    assert any("has taken the lead" in told(runs, k) for k in range(81))


def test_a_runner_that_diverged_does_not_lead() -> None:
    runs = race(SMALL, replace(SMALL, optimizer=SGD(alpha=0.5)), steps=5)
    assert told(runs, 5, (False, True)) == "Only “A” still runs; the others have diverged."


@pytest.mark.parametrize("name", ["a very long name for a run of a race", "α 0.05 from 1,234,567", "a" * 60])
def test_long_names_fit(name: str) -> None:
    runs = race(SMALL, replace(SMALL, optimizer=SGD(alpha=0.5)), steps=5)
    for run in runs:
        run.name = name + run.name
    assert name[:12] in told(runs, 5)


def test_of_several_events_the_first_of_the_table_is_told() -> None:
    run = trained(replace(SMALL, optimizer=SGD(alpha=60.0)), 10)
    arrival = at(run, 5, breakpoints=(AtIteration(iteration=5),))
    captions: list[Caption | None] = [event(arrival) for event in EVENTS]
    assert sum(each is not None for each in captions) >= 3
    assert arrival_caption(arrival) == next(each for each in captions if each is not None)
    assert arrival_caption(arrival).words == "A breakpoint stops the run: iteration 5."
