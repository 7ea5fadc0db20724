"""The sentence on how steps landed is true of the steps of random runs."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.autopsy import begin, look
from core.data.datasets import Moons
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.gradient import batch_loss_and_gradient
from core.training.landings import Landing, landing_words
from core.training.loop import advance, step
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.run import Run

LOSSES = st.sampled_from([0.5, 1.0, 2.0, math.inf, math.nan])
SLOPES = st.sampled_from([-1.0, -0.2, 0.0, 0.3, math.nan])


def count_in(words: str, n: int) -> int:
    """Return of how many of ``n`` steps a sentence speaks."""
    if words.startswith(("The step", "Each step", "No step")):
        return n
    said = re.match(r"(One|[\d,]+) of the ([\d,]+) steps", words)
    assert said, words
    assert int(said[2].replace(",", "")) == n
    return 1 if said[1] == "One" else int(said[1].replace(",", ""))


@settings(max_examples=400)
@given(st.lists(st.tuples(st.floats(0.1, 3.0), LOSSES, SLOPES, SLOPES), min_size=1, max_size=6))
@pytest.mark.slow
def test_what_is_said_of_the_landings_holds(values: list[tuple[float, float, float, float]]) -> None:
    landings = [Landing(*each) for each in values]
    words = landing_words(12, landings)
    higher = [each for each in landings if not each.landed <= each.loss]
    downhill = [each for each in higher if each.slope < 0.0]
    assert "from iteration 12" in words
    n = count_in(words, len(landings))
    if "raised the loss of its own batch" in words:
        assert not higher
    elif "uphill" in words:
        assert n == sum(each.slope > 0.0 for each in higher) > len(downhill)
    elif "too long" in words:
        assert n == len(downhill)
        across = sum(each.slope_after > 0.0 for each in downhill)
        told = re.search(r"higher, (one|\d+) of them on the other side", words)
        said = n if words.endswith("higher on the other side.") else int(told[1].replace("one", "1")) if told else 0
        assert said == across
    else:
        assert "landed higher than before" in words
        assert n == len(higher)
        assert not downhill
    assert " was " not in words or n == 1 or words.startswith("Each")


def test_no_step_is_said() -> None:
    assert landing_words(3, []).startswith("No step could be made from iteration 3")


@pytest.mark.slow
@settings(max_examples=200)
@given(
    st.integers(0, 400),
    st.sampled_from(sorted(HIDDEN_ACTIVATIONS)),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.floats(-1.0, 2.5),
    st.sampled_from([5, 10]),
)
def test_landings_are_those_of_the_steps(seed: int, name: str, optimizer: str, power: float, batch: int) -> None:
    network = Network((DenseLayer(3, HIDDEN_ACTIVATIONS[name]()),), Sigmoid())
    data, way = Moons(points=12, seed=seed), OPTIMIZERS[optimizer](alpha=10.0**power)
    problem = prepare(Experiment(data=data, network=network, batch_size=batch, optimizer=way))
    at = problem.start()
    for _ in range(4):
        after = step(problem, at).snapshot
        if after.iteration == at.iteration:
            break
        landing = look(problem, at, after).landing
        assert landing is not None
        move = after.theta - at.theta

        def loss(share: float, k: int = at.iteration, start: np.ndarray = at.theta, move: np.ndarray = move) -> float:
            return batch_loss_and_gradient(problem, start + share * move, k)[0]

        assert landing.loss == loss(0.0)
        assert math.isclose(landing.landed, loss(1.0), rel_tol=1e-6) or not math.isfinite(landing.landed)
        told = landing.loss > 1e-15  # below, a − y has no digits of the examples with y = 1, and the slope none either
        if told and landing.too_long and landing.slope < -1e-3:  # a shorter step in that direction lands lower
            assert any(loss(0.5**halved) < landing.landed for halved in range(1, 60))
            assert any(loss(0.5**halved) < landing.loss for halved in range(1, 60)) or name not in SMOOTH
        if landing.across and math.isfinite(landing.landed) and landing.slope_after > 1e-3 and name in SMOOTH:
            assert any(loss(1.0 - 0.5**halved) < landing.landed for halved in range(1, 60))
        at = after


SMOOTH = {"sigmoid", "tanh", "swish", "softplus"}


def test_the_first_sentence_of_a_diverging_bowl() -> None:
    network = Network((DenseLayer(2, HIDDEN_ACTIVATIONS["tanh"]()),), Sigmoid())
    experiment = Experiment(data=Moons(points=12), network=network, batch_size=10)
    experiment = replace(experiment, optimizer=OPTIMIZERS["sgd"](alpha=50.0))
    run, problem = Run(experiment), prepare(experiment)
    run.extend(advance(problem, problem.start(), 3))
    met = begin(run.segments, run.history.keys[0], 2).proceed(math.inf).result
    assert met is not None
    assert met.cause.endswith("too long and landed higher on the other side.")
