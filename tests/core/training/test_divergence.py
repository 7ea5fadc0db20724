"""Runs that diverge: they stop with a sentence and a finite snapshot, wherever they are cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.datasets import Moons
from core.exchange.scenes import load_scene
from core.nn.activations import ACTIVATIONS, Identity, Own, Tanh
from core.nn.initializers import INITIALIZERS, Zeros
from core.nn.losses import LOSSES, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.loop import Progress, advance
from core.training.optimizers import OPTIMIZERS, SGD, AdamW
from core.training.problem import prepare
from core.training.run import Run
from core.training.schedules import SCHEDULES
from tests.core.samples import SMALL, THREE, extremes, same, with_hidden

ARTICLE = load_scene("article-moons").experiment
MOONS = ARTICLE.with_data(Moons(points=60), 0.1)
"""The article's network on few points."""
DIVERGING = [
    pytest.param(replace(MOONS, optimizer=SGD(alpha=1000.0)), id="the article's network, α = 1000"),
    pytest.param(replace(MOONS, optimizer=SGD(alpha=1e6)), id="the article's network, α = 10⁶"),
    pytest.param(
        replace(
            SMALL,
            network=Network((DenseLayer(3, Identity()),), Identity()),
            loss=MeanSquaredError(),
            optimizer=SGD(alpha=50.0),
        ),
        id="linear",
    ),
    pytest.param(
        replace(with_hidden(SMALL, Tanh()), optimizer=AdamW(alpha=1e6, decay=1.0)), id="decay that blows θ up"
    ),
]


def consistent(progress: Progress) -> None:
    """Check that lengths fit, that what is kept is finite, and that the numbers of iterations make sense."""
    reached = progress.snapshot.iteration
    assert len(progress.batch_loss) == len(progress.gradient_norm) == reached - progress.first
    assert np.isfinite(progress.batch_loss).all()
    assert np.isfinite(progress.gradient_norm).all()
    assert np.isfinite(progress.snapshot.state).all()
    assert all(np.isfinite(key.state).all() and key.iteration <= reached for key in progress.keys)
    assert all(met.iteration <= reached for met in progress.evaluations)
    if progress.stopped is not None:
        assert progress.stopped.good <= reached <= progress.stopped.iteration
        assert progress.stopped.iteration - 1 <= progress.stopped.good <= progress.stopped.iteration


@pytest.mark.parametrize("experiment", DIVERGING)
def test_a_divergence_stops_with_the_last_good_snapshot(experiment: Experiment) -> None:
    problem = prepare(experiment)
    progress = advance(problem, problem.start(), 400)
    consistent(progress)
    stopped = progress.stopped
    assert stopped is not None
    assert progress.snapshot.iteration == stopped.good
    assert stopped.words.startswith(f"Diverged at iteration {stopped.iteration}: ")
    assert f"Iteration {stopped.good}, the last good one, is kept." in stopped.words
    again = advance(problem, problem.start(), stopped.good)
    assert again.stopped is None
    assert same(again.snapshot, progress.snapshot)
    assert again.batch_loss.tobytes() == progress.batch_loss.tobytes()


@pytest.mark.parametrize("experiment", DIVERGING)
@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_divergence_at_the_border_of_a_chunk_keeps_the_same_iteration(experiment: Experiment, chunk: int) -> None:
    problem = prepare(experiment)
    whole = advance(problem, problem.start(), 400)
    run, snapshot = Run(experiment), problem.start()
    for _ in range(400):
        progress = advance(problem, snapshot, chunk)
        consistent(progress)
        run.extend(progress)
        snapshot = progress.snapshot
        if progress.stopped is not None:
            break
    assert progress.stopped is not None
    assert whole.stopped is not None
    assert progress.stopped.good == whole.stopped.good
    run.history.truncate(progress.stopped.good)
    assert run.history.end == whole.stopped.good
    assert run.history.batch_loss.tobytes() == whole.batch_loss.tobytes()
    assert same(run.history.nearest_key(whole.stopped.good), whole.snapshot)


def test_the_layer_that_overflowed_is_named() -> None:
    problem = prepare(replace(MOONS, optimizer=SGD(alpha=1e6)))
    stopped = advance(problem, problem.start(), 400).stopped
    assert stopped is not None
    assert stopped.layer in range(1, 6)
    assert f"layer {stopped.layer}" in stopped.words


@pytest.mark.parametrize(
    ("text", "head", "what"),
    [
        ("log(z)", "No step can be made from iteration 0: ", "“log(z)”, the activation of layer 1, has no"),
        ("log(z + 2)", "Stopped at iteration 68: ", "“log(z + 2)”, the activation of layer 1, has no"),
    ],
)
def test_an_activation_that_is_not_finite_is_to_blame_and_no_growth(text: str, head: str, what: str) -> None:
    problem = prepare(replace(with_hidden(SMALL, Own(expression=text)), optimizer=SGD(alpha=0.1)))
    progress = advance(problem, problem.start(), 400)
    consistent(progress)
    stopped = progress.stopped
    assert stopped is not None
    assert stopped.undefined
    assert stopped.words.startswith(head + what)
    assert "finite value at z = " in stopped.words
    assert "grew" not in stopped.words
    assert ("is kept" in stopped.words) is (stopped.good > 0)


def test_a_slope_that_is_not_finite_is_to_blame() -> None:
    problem = prepare(replace(with_hidden(SMALL, Own(expression="cbrt(z)")), initializer=Zeros()))
    stopped = advance(problem, problem.start(), 400).stopped
    assert stopped is not None
    assert stopped.undefined
    assert stopped.words.startswith("No step can be made from iteration 0: the slope of “cbrt(z)”, the activation of")


@pytest.mark.slow
def test_a_square_root_of_what_is_cut_off_at_0_can_be_learned_with() -> None:
    problem = prepare(replace(with_hidden(SMALL, Own(expression="sqrt(max(z, 0))")), optimizer=SGD(alpha=0.1)))
    assert advance(problem, problem.start(), 400).stopped is None


def test_an_own_activation_that_lets_numbers_grow_is_not_called_undefined() -> None:
    problem = prepare(replace(with_hidden(SMALL, Own(expression="z**9")), optimizer=SGD(alpha=3.0)))
    stopped = advance(problem, problem.start(), 400).stopped
    assert stopped is not None
    assert not stopped.undefined
    assert "layer 2 overflowed. Iteration 0" in stopped.words


def test_an_activation_too_steep_for_any_gradient_is_pointed_to() -> None:
    problem = prepare(with_hidden(SMALL, Own(expression="1e150*z")))
    stopped = advance(problem, problem.start(), 5).stopped
    assert stopped is not None
    assert "“1e150*z”, the activation of layer 1, has slopes of" in stopped.words
    assert stopped.words.endswith("give that layer a flatter one.")


EXTREME = [
    *(replace(SMALL, optimizer=entry) for entry in extremes(OPTIMIZERS)),
    *(replace(SMALL, schedule=entry) for entry in extremes(SCHEDULES)),
    *(replace(THREE, regularizer=entry) for entry in extremes(REGULARIZERS)),
    *(replace(THREE, initializer=entry) for entry in extremes(INITIALIZERS)),
    *(with_hidden(SMALL, entry) for entry in extremes(ACTIVATIONS)),
    *(replace(SMALL, loss=entry) for entry in extremes(LOSSES)),
    *(replace(SMALL, clip_norm=norm) for norm in (5e-324, 1e-300, 1e300)),
    *(replace(SMALL, batch_size=size) for size in (1, 30)),
]


@pytest.mark.parametrize("experiment", EXTREME, ids=range(len(EXTREME)))
def test_no_allowed_setting_raises(experiment: Experiment) -> None:
    problem = prepare(experiment)
    consistent(advance(problem, problem.start(), 40))
