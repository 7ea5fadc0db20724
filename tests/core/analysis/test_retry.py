"""A smaller learning rate is offered only if it held when it was tried, and then it holds in the run itself."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.autopsy import begin, first_trouble
from core.analysis.retry import MAX_TRIES, MIN_STEPS, RetryInWork, past_of
from core.analysis.retry import begin as begin_retry
from core.data.datasets import Moons
from core.exchange.scenes import load_scene
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid
from core.nn.network import DenseLayer, Network
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from core.training.run import Run, replay

MOONS = load_scene("article-moons").experiment.with_data(Moons(points=60), 0.1)


def wrecked(calm: Experiment, wild: Experiment, quiet: int) -> tuple[Run, int] | None:
    """Return a run that trained calmly at first, and where it went wrong then; None if it did not."""
    run, problem = Run(calm), prepare(calm)
    if quiet:
        run.extend(advance(problem, problem.start(), quiet))
    run.edit(quiet, wild)
    progress = advance(prepare(wild), replay(run.segments, run.history.nearest_key(quiet), quiet), 150)
    run.extend(progress)
    last = progress.stopped.iteration if progress.stopped else first_trouble(run.history)
    return None if last is None or last < quiet else (run, last)


def retried(run: Run, last: int, seconds: float = math.inf) -> RetryInWork:
    """Look back, and try again."""
    key = run.history.nearest_key(min(max(0, last - 50), run.history.end))
    met = begin(run.segments, key, last).proceed(math.inf).result
    assert met is not None
    past = past_of(run, last, met.calm)
    work = begin_retry(run.segments, run.history.nearest_key(past.iteration), last, past)
    while not work.done:
        work = work.proceed(seconds)
    return work


def check(run: Run, last: int) -> None:
    """Do what the button does, and see that it holds as long as was said; and that no larger one would have."""
    work = retried(run, last)
    found = work.result
    assert found is not None
    assert found.steps >= max(last, MIN_STEPS)
    if found.experiment is None:
        return
    assert found.alpha == found.experiment.optimizer.alpha
    thirds = [work.failed.optimizer.alpha / 3.0**tries for tries in range(1, work.tries + 1)]
    assert found.alpha in [float(f"{third:.3g}") for third in thirds]  # no digits but those that are said
    again = run.fork(found.start, "again")
    again.edit(found.start, found.experiment)
    start = replay(again.segments, again.history.nearest_key(found.start), found.start)
    progress = advance(prepare(found.experiment), start, found.steps)
    again.extend(progress)
    assert progress.stopped is None
    assert first_trouble(again.history) is None


@pytest.mark.parametrize("alpha", [30.0, 1000.0])
@pytest.mark.parametrize("quiet", [0, 20])
def test_what_is_offered_holds(alpha: float, quiet: int) -> None:
    case = wrecked(MOONS, replace(MOONS, optimizer=SGD(alpha=alpha)), quiet)
    assert case is not None
    check(*case)
    assert retried(*case).tries > 1  # a third alone is too much


@pytest.mark.slow
def test_a_rate_that_holds_but_learns_nothing_is_not_offered() -> None:
    scene = load_scene("article-moons").experiment
    case = wrecked(scene, replace(scene, optimizer=SGD(alpha=30.0)), 0)
    assert case is not None
    found = retried(*case).result
    assert found is not None
    assert found.experiment is not None
    problem = prepare(found.experiment)
    end = advance(problem, problem.start(), found.steps).snapshot
    assert evaluate(problem, end.theta, found.steps).train_accuracy > 0.8


@pytest.mark.slow
@settings(max_examples=150)
@given(
    st.integers(0, 400),
    st.sampled_from(sorted(HIDDEN_ACTIVATIONS)),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.floats(0.0, 4.0),
    st.integers(0, 40),
    st.sampled_from([3, 8, 21]),
)
def test_what_is_offered_holds_in_any_run(
    seed: int, name: str, optimizer: str, power: float, quiet: int, batch: int
) -> None:
    network = Network((DenseLayer(3, HIDDEN_ACTIVATIONS[name]()),), Sigmoid())
    calm = Experiment(data=Moons(points=24, seed=seed), network=network, batch_size=batch, optimizer=SGD(alpha=0.1))
    case = wrecked(calm, replace(calm, optimizer=OPTIMIZERS[optimizer](alpha=10.0**power)), quiet)
    if case is not None:
        check(*case)


def test_a_retry_begins_before_the_loss_had_grown_but_after_the_edit() -> None:
    case = wrecked(MOONS, replace(MOONS, optimizer=SGD(alpha=30.0)), 20)
    assert case is not None
    run, last = case
    loss = run.history.evaluated("train_loss")
    past = past_of(run, last, last - 1)
    assert past.iteration == 20 + int(loss[20:last].argmin())
    assert (past.first, past.lowest) == (loss[0], loss[:last].min())
    assert past_of(run, last, 5).iteration == 20


@pytest.mark.slow
def test_slices_try_the_same() -> None:
    case = wrecked(MOONS, replace(MOONS, optimizer=SGD(alpha=100.0)), 10)
    assert case is not None
    whole, parts = retried(*case), retried(*case, seconds=0.0)
    assert (whole.result, whole.tries) == (parts.result, parts.tries)


def test_none_is_offered_where_none_holds() -> None:
    tiny = replace(MOONS, optimizer=SGD(alpha=5e-324))
    case = wrecked(MOONS, replace(MOONS, optimizer=SGD(alpha=1000.0)), 0)
    assert case is not None
    run, last = case
    work = retried(run, last)
    none_left = replace(work, failed=tiny, now=work.start, tries=1, best=None, result=None).proceed(math.inf).result
    assert none_left is not None
    assert none_left.experiment is None
    past = replace(work.past, lowest=0.0)  # a loss that no run gets to
    none_held = replace(work, past=past, now=work.start, tries=1, best=None, result=None).proceed(math.inf)
    assert none_held.tries == MAX_TRIES
    assert none_held.result is not None
    assert none_held.result.experiment is None
