"""Races: exactly one thing differs, all lanes go equally far, and each is to the bit the run it would be alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.hyperparameters import InvalidSetting
from core.nn.activations import Identity, LeakyReLU, Own, ReLU, Tanh
from core.nn.initializers import INITIALIZERS
from core.nn.losses import MeanSquaredError
from core.nn.network import Network
from core.nn.regularizers import L2
from core.training.epochs import epochs_until
from core.training.evaluation import evaluate
from core.training.experiment import STARTS_OVER, Experiment
from core.training.factors import FACTORS, Factor
from core.training.first_reached import KnownLosses, LossSearch, begin, first_reached
from core.training.loop import advance
from core.training.optimizers import SGD, Adam, Momentum
from core.training.problem import prepare
from core.training.race import Lane, advance_all, entrants, first_below, variants
from core.training.run import Run, replay
from core.training.runs import Runs
from tests.core.samples import SMALL, alike, same, title, with_hidden

EVERY = list(FACTORS.values())


def lane(experiment: Experiment, stride: int = 1) -> Lane:
    """Return an experiment at its start."""
    problem = prepare(experiment)
    return Lane(problem, problem.start(), stride)


def trained(experiment: Experiment, steps: int) -> Run:
    """Return a run of so many iterations."""
    run = Run(experiment)
    run.extend(advance(prepare(experiment), run.history.keys[0], steps))
    return run


def go_on(run: Run, steps: int) -> None:
    """Train a run at its end, edits that lie ahead included."""
    for _ in range(steps):
        at = replay(run.segments, run.history.nearest_key(run.history.end), run.history.end)
        run.extend(advance(prepare(run.experiment_at(at.iteration)), at, 1))


@pytest.mark.parametrize("factor", EVERY, ids=title)
def test_suggestions_differ_in_exactly_one_thing(factor: Factor) -> None:
    values = factor.suggestions(SMALL)
    assert len(values) == 3
    made = variants(SMALL, factor, values)
    field = {"alpha": "optimizer", "activation": "network", "l2": "regularizer"}.get(factor.name, factor.name)
    for experiment in made:
        assert replace(experiment, **{field: getattr(SMALL, field)}) == SMALL
        assert experiment.layout == SMALL.layout
        assert experiment.data == SMALL.data
    assert len({factor.words(SMALL, each) for each in made}) == 3
    assert factor.begins_later == (field not in STARTS_OVER)
    assert [factor.read(each) for each in made] == list(values)


@pytest.mark.parametrize(
    "factor", [factor for factor in EVERY if factor.name not in ("initializer", "activation", "seed")], ids=title
)
def test_all_lanes_begin_at_the_same_place(factor: Factor) -> None:
    start = prepare(SMALL).start()
    for experiment in variants(SMALL, factor, factor.suggestions(SMALL)):
        assert np.array_equal(prepare(experiment).start().theta, start.theta)


def test_a_seed_beside_the_end_of_all_seeds_and_a_batch_of_one() -> None:
    small = replace(SMALL, seed=0, batch_size=1)
    assert FACTORS["seed"].suggestions(small) == (1, 2, 3)
    assert FACTORS["batch_size"].suggestions(small) == (4, 30, 2)
    assert FACTORS["batch_size"].suggestions(replace(SMALL, batch_size=30)) == (7, 1, 15)


REFUSED: list[tuple[str, list[Any], str]] = [
    ("alpha", [0.01], "already has"),
    ("alpha", [0.1, 0.1], "twice"),
    ("optimizer", [SGD(), Adam(alpha=0.01)], "already has"),
    ("optimizer", [], "needs another value"),
    ("activation", [Tanh()], "already has"),
    ("batch_size", [31], "1 to 30"),
]


@pytest.mark.parametrize(("name", "values", "words"), REFUSED)
def test_refusals(name: str, values: list[Any], words: str) -> None:
    with pytest.raises(InvalidSetting, match=words):
        variants(SMALL, FACTORS[name], values)


def test_activation_without_hidden_layers_is_refused() -> None:
    bare = replace(SMALL, network=Network((), SMALL.network.output))
    with pytest.raises(InvalidSetting, match="no hidden layer"):
        variants(bare, FACTORS["activation"], [ReLU()])


def test_what_differs_from_the_start_on_begins_at_zero_only() -> None:
    base = trained(SMALL, 9)
    for name in ("initializer", "activation", "seed"):
        with pytest.raises(InvalidSetting, match="begin this race at iteration 0"):
            entrants(base, 9, FACTORS[name], FACTORS[name].suggestions(SMALL)[:1])
        assert len(entrants(base, 0, FACTORS[name], FACTORS[name].suggestions(SMALL))) == 3


@pytest.mark.parametrize("factor", EVERY, ids=title)
@pytest.mark.parametrize("iteration", [0, 6])
def test_an_entrant_is_the_run_it_would_be_alone(factor: Factor, iteration: int) -> None:
    if iteration and not factor.begins_later:
        return
    base = trained(SMALL, 6)
    values = factor.suggestions(SMALL)
    for entrant, experiment in zip(
        entrants(base, iteration, factor, values), variants(SMALL, factor, values), strict=True
    ):
        run, alone = entrant.run(), trained(SMALL, iteration) if iteration else Run(experiment)
        alone.edit(iteration, experiment)
        for each in (run, alone):
            go_on(each, 20)
        end = run.history.end
        assert end == alone.history.end == iteration + 20
        assert same(run.history.nearest_key(end), alone.history.nearest_key(end))
        assert np.array_equal(run.history.batch_loss, alone.history.batch_loss)
        for name in ("iteration", "train_loss", "test_accuracy"):
            assert np.array_equal(run.history.evaluated(name), alone.history.evaluated(name))
    assert base.history.end == 6
    assert len(base.segments) == 1


def test_edits_and_hand_set_parameters_of_the_base_hold_in_all_lanes() -> None:
    base = Run(SMALL)
    base.set_parameter(base.history.keys[0], 3, 0.5)
    go_on(base, 4)
    base.edit(4, replace(SMALL, batch_size=30))
    go_on(base, 4)
    for name, value in (("seed", 7), ("alpha", 0.3)):
        run = entrants(base, 0, FACTORS[name], [value])[0].run()
        assert run.history.keys[0].theta[3] == 0.5
        assert run.history.evaluated("train_loss")[0] == Run.fork(run, 0, "x").history.evaluated("train_loss")[0]
        go_on(run, 8)
        assert [segment.start for segment in run.segments] == [0, 4]
        assert [segment.experiment.batch_size for segment in run.segments] == [7, 30]
        assert all(FACTORS[name].read(segment.experiment) == value for segment in run.segments)


@pytest.mark.parametrize("start", [0, 4])
@pytest.mark.parametrize(("name", "value"), [("seed", 7), ("alpha", 0.3)])
def test_a_hand_set_parameter_of_the_base_can_be_changed_and_set_again(name: str, value: float, start: int) -> None:
    base = Run(SMALL)
    go_on(base, start)
    natural = float(base.history.keys[-1].theta[3])
    base.set_parameter(base.history.keys[-1], 3, 0.5)
    go_on(base, 4)
    run = entrants(base, 0, FACTORS[name], [value])[0].run()
    if start:
        go_on(run, start)
    for again in (0.25, natural, 0.5):
        snapshot = replay(run.segments, run.history.keys[0], start)
        moved = run.set_parameter(snapshot, 3, again)
        assert moved.theta[3] == again
        assert same(replay(run.segments, run.history.keys[0], start), moved)


def test_a_race_is_taken_in_whole_or_not_at_all() -> None:
    runs = Runs(trained(SMALL, 5))
    base, alpha = runs.active, FACTORS["alpha"]
    first = [entrant.run() for entrant in entrants(base, 5, alpha, [0.1, 0.2])]
    runs.race("α 0.01", first)
    assert runs.active is base
    assert [run.name for run in runs.all] == ["α 0.01", "α 0.1 from 5", "α 0.2 from 5"]
    more = [entrant.run() for entrant in entrants(base, 5, alpha, [0.3, 0.4])]
    with pytest.raises(InvalidSetting, match="make 5 runs"):
        runs.race("α 0.01", more)
    assert len(runs.all) == 3
    runs.race("α 0.01", [entrants(base, 5, alpha, [0.1])[0].run()])
    assert runs.all[-1].name == "α 0.1 from 5 (2)"


@pytest.mark.parametrize("steps", [1, 2, 17, 60])
def test_lanes_together_equal_lanes_alone(steps: int) -> None:
    experiments = [
        SMALL,
        *variants(SMALL, FACTORS["optimizer"], [SGD(alpha=0.1), Momentum(alpha=0.1), Adam(alpha=0.1)]),
    ]
    together = advance_all([lane(each, stride=4) for each in experiments], steps)
    for experiment, progress in zip(experiments, together, strict=True):
        alone = advance(prepare(experiment), prepare(experiment).start(), steps, key_stride=4)
        assert progress.first == 0
        assert same(progress.snapshot, alone.snapshot)
        assert np.array_equal(progress.batch_loss, alone.batch_loss)
        assert np.array_equal(progress.gradient_norm, alone.gradient_norm)
        assert alike(progress.evaluations, alone.evaluations)
        assert all(same(a, b) for a, b in zip(progress.keys, alone.keys, strict=True))


def test_a_time_limit_holds_for_all_lanes_together_and_they_end_level() -> None:
    lanes = [lane(replace(SMALL, seed=seed)) for seed in range(4)]
    for seconds in (0.0, 0.02):
        ends = {progress.snapshot.iteration for progress in advance_all(lanes, 10**9, seconds=seconds)}
        assert len(ends) == 1
        assert 1 <= ends.pop() < 5_000


def test_a_lane_that_diverges_stays_behind_and_the_others_go_on() -> None:
    calm, wild = diverging()
    first, second, third = advance_all([lane(calm), lane(wild), lane(SMALL)], 50)
    alone = advance(prepare(wild), prepare(wild).start(), 50)
    assert second.stopped == alone.stopped
    assert second.stopped is not None
    assert second.snapshot.iteration < 50
    assert same(second.snapshot, alone.snapshot)
    assert (first.snapshot.iteration, third.snapshot.iteration) == (50, 50)
    assert first.stopped is None


def test_where_the_leader_diverges_all_stop_at_its_iteration() -> None:
    calm, wild = diverging()
    leader, other = advance_all([lane(wild), lane(calm)], 50)
    assert leader.stopped is not None
    assert other.snapshot.iteration == leader.snapshot.iteration
    assert same(other.snapshot, advance(prepare(calm), prepare(calm).start(), other.snapshot.iteration).snapshot)


def diverging() -> tuple[Experiment, Experiment]:
    """Return an experiment that goes well, and the same with a learning rate that soon makes it diverge."""
    calm = replace(with_hidden(SMALL, Identity()), loss=MeanSquaredError(), optimizer=SGD(alpha=0.01))
    calm = replace(calm, network=replace(calm.network, output=Identity()))
    return calm, FACTORS["alpha"].change(calm, 50.0)


def test_when_a_loss_is_reached_and_how_many_epochs_that_are() -> None:
    run = trained(SMALL, 40)
    losses = run.history.evaluated("train_loss")
    goal = float(losses[20])
    first = first_below(run.history, goal, 40)
    assert first == int(np.flatnonzero(losses <= goal)[0])
    assert first_below(run.history, goal, first - 1) is None
    assert first_below(run.history, -1.0, 40) is None
    assert epochs_until(run.segments, 10) == 2.0
    run.edit(10, replace(SMALL, batch_size=30))
    assert epochs_until(run.segments, 13) == 5.0
    assert epochs_until(run.segments, 5) == 1.0


def edited() -> Run:
    """Return a run of 300 iterations with one hand-set weight and two edits on its way, one of them of the penalty."""
    run = trained(replace(SMALL, batch_size=1), 130)
    run.edit(130, replace(SMALL, batch_size=2, regularizer=L2(lam=0.03)))
    go_on(run, 35)
    run.set_parameter(replay(run.segments, run.history.nearest_key(165), 165), 2, 1.5)
    go_on(run, 45)
    run.edit(210, replace(SMALL, batch_size=3, optimizer=SGD(alpha=0.4)))
    go_on(run, 90)
    return run


def all_losses(run: Run) -> list[float]:
    """Return the minimised loss at every iteration, each with the experiment that led there, or held as it was set."""
    losses = []
    for k in range(run.history.end + 1):
        by = run.experiment_at(k if run.hand_set_at(k) else max(0, k - 1))
        found = evaluate(prepare(by), replay(run.segments, run.history.nearest_key(k), k).theta, k)
        losses.append(found.train_loss + found.penalty)
    return losses


def looked_through(run: Run, work: KnownLosses, loss: float, until: int) -> tuple[int | None, KnownLosses, int]:
    """Return when a loss was reached, what is known then, and in how many jobs, of no time at all, that was found."""
    jobs = 0
    while (reached := first_reached(run.history, work, loss, until)).unsure_until is not None:
        work = LossSearch(work, loss, reached.unsure_until).proceed(0.0).result
        jobs += 1
    return reached.iteration, work, jobs


def first_of(losses: list[float], loss: float) -> int | None:
    return next((k for k, each in enumerate(losses) if each <= loss), None)


@pytest.mark.slow
def test_a_loss_is_first_reached_between_evaluations_too() -> None:
    run = edited()
    losses = all_losses(run)
    assert len(run.history.evaluated("iteration")) < 120
    goals = [*np.linspace(min(losses) - 0.01, max(losses), 12), *sorted(losses)[:12]]
    wrong = sum(first_below(run.history, goal, 300) != first_of(losses, goal) for goal in goals)
    assert wrong > 5  # the evaluations on the way do not know
    for goal in goals:
        for until in (300, 157):
            found, work, _ = looked_through(run, begin(run), goal, until)
            expected = first_of(losses[: until + 1], goal)
            assert found == expected
            assert work.losses.tolist() == losses[: len(work.losses)]
    in_one = LossSearch(begin(run), -1.0, 300).proceed(60.0).result
    assert in_one.losses.tolist() == losses


def test_before_it_is_looked_for_it_is_known_to_be_then_or_before() -> None:
    run = edited()
    losses = all_losses(run)
    goal = min(losses)
    reached, late = first_reached(run.history, begin(run), goal, 300), first_below(run.history, goal, 300)
    assert reached.iteration == late != first_of(losses, goal)
    assert reached.unsure_until == (300 if late is None else late - 1)
    early = float(run.history.evaluated("train_loss")[60])
    assert first_reached(run.history, begin(run), early, 300).unsure_until is None  # evaluated at every one up to there
    assert first_reached(run.history, begin(run), -1.0, 90).unsure_until is None
    assert first_reached(run.history, begin(run), -1.0, 150).unsure_until == 150


def test_what_has_been_looked_through_is_not_looked_through_again() -> None:
    run = edited()
    losses = all_losses(run)
    lowest = min(losses)
    _, work, jobs = looked_through(run, begin(run), lowest, 300)
    assert jobs > 0
    for goal in np.linspace(lowest, max(losses), 50):
        found, same_work, jobs = looked_through(run, work, float(goal), 300)
        assert found == first_of(losses, float(goal))
        assert same_work is work
        assert jobs == 0
    assert begin(run, [work]) is work
    _, work, _ = looked_through(run, work, -1.0, 300)
    go_on(run, 5)
    found, longer, jobs = looked_through(run, begin(run, [work]), -1.0, 305)
    assert jobs == 5
    assert longer.losses.tolist() == all_losses(run)


def test_an_edit_makes_only_what_came_after_unknown_and_a_fork_shares_what_was_before() -> None:
    run = edited()
    _, work, _ = looked_through(run, begin(run), -1.0, 300)
    fork = run.fork(220, "fork")
    fork.edit(220, replace(SMALL, batch_size=5))
    fork.set_parameter(replay(fork.segments, fork.history.nearest_key(220), 220), 1, 0.0)
    go_on(fork, 40)
    shared = begin(fork, [work])
    assert len(shared.losses) == 220
    _, shared, _ = looked_through(fork, shared, -1.0, 260)
    assert shared.losses.tolist() == all_losses(fork)
    assert shared.losses[220] != work.losses[220]
    fork.set_parameter(fork.history.keys[0], 0, 0.75)
    go_on(fork, 150)
    again = begin(fork, [shared, work])
    assert len(again.losses) == 0
    assert looked_through(fork, again, -1.0, 150)[1].losses.tolist() == all_losses(fork)


def test_names_say_what_differs() -> None:
    init = next(entry for entry in INITIALIZERS.values() if entry.name != SMALL.initializer.name)()
    words = {
        "activation": (ReLU(), "ReLU"),
        "seed": (4, "seed 4"),
        "batch_size": (30, "full batch"),
        "alpha": (0.03, "α 0.03"),
        "initializer": (init, f"{init.title} start"),
    }
    for name, (value, expected) in words.items():
        factor = FACTORS[name]
        assert factor.words(SMALL, factor.change(SMALL, value)) == expected


@pytest.mark.parametrize(
    ("activations", "names"),
    [
        ([Own(), Own(expression="z**3")], ["“max(0.01*z, z)”", "“z**3”"]),
        ([LeakyReLU(), LeakyReLU(leak=0.2)], ["leaky ReLU", "leaky ReLU s 0.2"]),
        (
            [Own(expression=f"max(0.01*z, z) + {c}*sin(3*z){more}") for c, more in ((1, ""), (2, ""), (2, " + z/7"))],
            ["“max(0.01*z,z)+1*sin(3*z)”", "“max(0.01*z,z)+2*sin(3*z)”", "“max(0.01*z,z)+…(3*z)+z/7”"],
        ),
    ],
)
def test_activations_of_one_kind_are_told_apart(activations: list[Any], names: list[str]) -> None:
    runs = Runs(Run(SMALL))
    found = entrants(runs.active, 0, FACTORS["activation"], activations)
    runs.race("tanh", [entrant.run() for entrant in found])
    assert [run.name for run in runs.ghosts] == names
