"""The autopsy: norms as the run had them, the curvature of a known bowl, and the layer that grew first."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.autopsy import (
    Autopsy,
    AutopsyInWork,
    StepMeasures,
    begin,
    conclude,
    curvature_along,
    first_trouble,
    is_wrecked,
    lost_from,
)
from core.data.datasets import Moons
from core.exchange.scenes import load_scene, scene_names
from core.nn.activations import Identity
from core.nn.losses import MeanSquaredError
from core.nn.network import Network
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.gradient import batch_gradient
from core.training.loop import advance
from core.training.optimizers import SGD, Adamax, Optimizer
from core.training.problem import prepare
from core.training.run import Run
from tests.core.samples import SMALL, random_theta

DIVERGING = replace(
    load_scene("article-moons").experiment.with_data(Moons(points=60), 0.1), optimizer=SGD(alpha=1000.0)
)
BOWL = replace(SMALL, network=Network((), Identity()), loss=MeanSquaredError(), optimizer=SGD(alpha=3.0))
"""Linear regression: its loss is a parabola in θ, so its curvature is known."""


def autopsy_of(experiment: Experiment, steps: int = 400, seconds: float = math.inf) -> tuple[Run, Autopsy]:
    """Train until it diverges, then examine it."""
    run, problem = Run(experiment), prepare(experiment)
    progress = advance(problem, problem.start(), steps)
    run.extend(progress)
    last = progress.stopped.iteration if progress.stopped else run.history.end - 1
    work: AutopsyInWork = begin(run.segments, run.history.nearest_key(max(0, last - 50)), last)
    while not work.done:
        work = work.proceed(seconds)
    assert work.result is not None
    return run, work.result


@pytest.mark.parametrize(
    "experiment", [SMALL, replace(SMALL, regularizer=L2(lam=0.1)), BOWL, replace(BOWL, batch_size=30)]
)
def test_the_norms_are_those_of_the_run(experiment: Experiment) -> None:
    run, met = autopsy_of(experiment, 70)
    norms = np.sqrt((met.norms**2).sum(axis=0))
    np.testing.assert_allclose(norms, run.history.gradient_norm[met.iterations.astype(int)], rtol=1e-12)
    assert met.iterations.tolist() == list(range(19, 70))
    assert met.norms.shape == (experiment.layout.depth, 51)


def test_the_curvature_of_a_bowl_is_exact() -> None:
    problem = prepare(replace(BOWL, batch_size=30))
    theta = random_theta(problem)
    rows = problem.rows[:, :3]
    hessian = 2.0 * rows.T @ rows / len(rows)
    g = batch_gradient(problem, theta, 0)
    assert curvature_along(problem, theta, 0, g) == pytest.approx(g @ hessian @ g / (g @ g), rel=1e-6)


def test_above_two_by_the_curvature_a_bowl_diverges_and_below_it_does_not() -> None:
    problem = prepare(replace(BOWL, batch_size=30))
    rows = problem.rows[:, :3]
    limit = 2.0 / np.linalg.eigvalsh(2.0 * rows.T @ rows / len(rows))[-1]
    for factor, verdict in ((1.3, "times that"), (0.5, "within this")):
        experiment = replace(BOWL, batch_size=30, optimizer=SGD(alpha=factor * limit))
        run, met = autopsy_of(experiment, 80)
        assert (first_trouble(run.history) is not None) is (factor > 1.0)
        np.testing.assert_allclose(met.reach, factor * limit, rtol=1e-9)
        assert verdict in met.words


def test_a_diverged_run() -> None:
    run, met = autopsy_of(DIVERGING)
    assert met.iterations[-1] in (run.history.end, run.history.end + 1)
    assert 1 <= met.layer <= DIVERGING.layout.depth
    assert 0 <= met.calm <= met.since <= met.iterations[-1]
    assert f"grew together: at iteration {met.since}, that of layer {met.layer} most" in met.words
    assert np.isnan(met.reach[-1])


def test_slices_give_the_same_autopsy() -> None:
    _, whole = autopsy_of(DIVERGING)
    _, parts = autopsy_of(DIVERGING, seconds=0.0)
    assert (whole.words, whole.norms.tobytes()) == (parts.words, parts.norms.tobytes())
    assert whole.curvature.tobytes() == parts.curvature.tobytes()


def test_hand_set_parameters_are_looked_at_as_they_were() -> None:
    run, problem = Run(SMALL), prepare(SMALL)
    run.extend(advance(problem, problem.start(), 20))
    moved = run.set_parameter(run.history.keys[-1], 2, 5.0)
    run.extend(advance(problem, moved, 20))
    work = begin(run.segments, run.history.keys[0], 39).proceed(math.inf)
    assert work.result is not None
    norms = np.sqrt((work.result.norms**2).sum(axis=0))
    np.testing.assert_allclose(norms, run.history.gradient_norm, rtol=1e-12)


def test_the_layer_that_grew_first_is_named() -> None:
    looks = [StepMeasures(k, (1.0, 1.0 if k < 16 else 50.0, 1.0 if k < 18 else 1e9), 4.0, 1.0) for k in range(10, 20)]
    met = conclude(tuple(looks))
    assert (met.layer, met.since, met.calm) == (2, 16, 15)
    assert met.words == (
        "The gradient of layer 2 grew first: at iteration 16, to 50 times its usual norm. "
        "At iteration 10 the loss had curvature κ = 4 along the gradient: a step above 2/κ = 0.5 would land higher on "
        "the other side of the valley, if the curvature stayed the same, and α was 1: 2 times that."
    )
    adam = conclude(tuple(replace(look, plain=False) for look in looks))
    assert "this step went as far downhill as α = 1 would" in adam.words
    flat = conclude(tuple(replace(look, norms=(1.0, 1.0, 1.0), curvature=-1.0) for look in looks))
    assert flat.words.startswith("No layer's gradient was above its usual norm.")
    assert "sets no limit" in flat.words
    assert replace(looks[0], curvature=-1.0).limit == math.inf


def test_trouble_is_found() -> None:
    quiet = Run(SMALL)
    quiet.extend(advance(prepare(SMALL), prepare(SMALL).start(), 300))
    assert first_trouble(quiet.history) is None
    wild = Run(DIVERGING)
    wild.extend(advance(prepare(DIVERGING), prepare(DIVERGING).start(), 400))
    trouble = first_trouble(wild.history)
    assert trouble is not None
    loss = wild.history.evaluated("train_loss")[: trouble + 1]
    assert loss[-1] > 10.0 * loss.min() or wild.history.batch_loss[trouble] > 10.0 * loss[0]


@pytest.mark.parametrize(
    ("scene", "alpha", "steps", "wrecked"),
    [
        ("article-circles", 30.0, 1, True),  # 10⁷ times the loss at the start
        ("article-circles", 30.0, 10, False),  # may still come back
        ("article-circles", 30.0, 200, True),  # and did not
        ("article-circles", 3.0, 200, True),
        ("article-moons", 0.5, 5, False),
        ("article-moons", 0.5, 300, False),  # 200 times, and back
    ],
)
def test_a_run_is_wrecked_if_it_does_not_come_back(scene: str, alpha: float, steps: int, wrecked: bool) -> None:
    run = Run(replace(load_scene(scene).experiment, optimizer=Adamax(alpha=alpha)))
    problem = prepare(run.experiment_at(0))
    run.extend(advance(problem, problem.start(), steps))
    trouble = first_trouble(run.history)
    assert trouble is not None
    assert is_wrecked(run.history, trouble) is wrecked
    assert first_trouble(run.history, trouble) != trouble


@pytest.mark.parametrize(
    ("scene", "optimizer", "steps", "lost"),
    [
        ("xor-tanh", SGD(alpha=3.0), 150, 1),
        ("spiral", SGD(alpha=3.0), 100, 1),
        ("spiral", SGD(alpha=3.0), 40, None),  # it may still come back
        *((name, None, 60, None) for name in scene_names() if load_scene(name).descent is None),
    ],
)
def test_a_run_is_lost_if_its_loss_stays_above_the_start(
    scene: str, optimizer: Optimizer | None, steps: int, lost: int | None
) -> None:
    experiment = load_scene(scene).experiment
    experiment = experiment if optimizer is None else replace(experiment, optimizer=optimizer)
    run, problem = Run(experiment), prepare(experiment)
    run.extend(advance(problem, problem.start(), steps))
    assert lost_from(run.history) == lost
    assert lost_from(run.history, steps - 10) is None
