"""What an autopsy says, held against the norms and steps that it has seen."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.autopsy import StepMeasures, begin, conclude
from core.data.datasets import Moons
from core.nn.activations import HIDDEN_ACTIVATIONS, Sigmoid
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import SGD, Adam
from core.training.problem import prepare
from core.training.run import Run

CASES = settings(max_examples=300)
SEEDS = st.integers(0, 2**31)


def measured(seed: int) -> tuple[StepMeasures, ...]:
    """Any norms, now and then one that grew or overflowed; any steps and curvatures."""
    rng = np.random.default_rng(seed)
    layers, count = int(rng.integers(1, 4)), int(rng.integers(1, 14))
    norms = rng.uniform(0.5, 2.0, (count, layers))
    if rng.random() < 0.7:
        wild = rng.choice([1.0, 1e-6, 30.0, 1e5, 1e9, 0.0, np.inf], norms.shape)
        norms = np.where(rng.random(norms.shape) < rng.choice([0.1, 0.5]), wild, norms)
    curvatures, reaches = rng.uniform(-2.0, 2.0, count), rng.uniform(-1.0, 3.0, count)
    reaches[rng.random(count) < 0.1] = np.nan
    plain = rng.random(count) < 0.5
    kept = zip(norms.tolist(), curvatures.tolist(), reaches.tolist(), plain.tolist(), strict=True)
    return tuple(StepMeasures(100 + k, tuple(each), *others) for k, (each, *others) in enumerate(kept))


def number_in(words: str, pattern: str) -> float:
    """Return the number that ``pattern`` finds, written with powers of ten or not."""
    found = re.search(pattern, words)
    assert found, words
    text = found[1].replace(",", "").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    mantissa, _, power = f"1·{text}".rpartition("·10") if text.startswith("10-") else text.rpartition("·10")
    return float(mantissa) * 10.0 ** float(power) if mantissa else float(power)


@pytest.mark.slow
@CASES
@given(SEEDS)
def test_what_is_said_of_growth_holds(seed: int) -> None:
    looks = measured(seed)
    met = conclude(looks)
    norms = np.array([look.norms for look in looks]).T
    quiet = max(1, len(looks) // 4)
    with np.errstate(all="ignore"):
        usual = np.median(norms[:, :quiet], axis=1)
        times = norms / np.maximum(usual, np.finfo(float).tiny)[:, None]
    times = np.where(np.isnan(times), np.inf, times)
    place = met.since - 100
    beginning = quiet if met.words.startswith("From iteration") else 0
    if beginning:
        assert number_in(met.words, r"From iteration ([\d,]+) on") == 100 + quiet
    if "was above its usual norm" in met.words:
        assert np.all(times[:, beginning:] <= 1.0)
    if "reached ten times" in met.words:
        assert np.all(times[:, beginning:] < 10.0)
        assert times[met.layer - 1, place] == times[:, beginning:].max()
    if "grew first" in met.words or "grew together" in met.words:
        assert not np.any(times[:, beginning:place] >= 10.0)
        at_once = np.flatnonzero(times[:, place] >= 10.0) + 1
        assert times[met.layer - 1, place] == times[:, place].max()
        if "grew first" in met.words:
            assert list(at_once) == [met.layer]
        elif "all layers" in met.words:
            assert len(at_once) == len(norms) > 1
        else:
            told = met.words.split("of layers ")[1].split(" grew")[0]
            assert [int(l) for l in re.findall(r"\d+", told)] == list(at_once)
    if "was not finite before the first step" in met.words:
        assert not math.isfinite(norms[met.layer - 1, 0])


@CASES
@given(SEEDS)
def test_what_is_said_of_the_limit_holds(seed: int) -> None:
    looks = measured(seed)
    met = conclude(looks)
    before = [look for look in looks if look.iteration <= met.since]
    if "sets no limit" in met.words:
        assert not any(look.curvature > 0.0 and look.reach > 0.0 for look in before)
        return
    look = looks[int(number_in(met.words, r"At iteration ([\d,]+) the loss had")) - 100]
    assert look.iteration <= met.since
    kappa = number_in(met.words, r"κ = (\S+) along")
    assert math.isclose(kappa, look.curvature, rel_tol=6e-3)
    assert ("and α was" in met.words or "; α was" in met.words) == look.plain
    step, w = look.reach, 1.0 / look.curvature  # on the parabola κ w² / 2, from w = 1/κ, along its slope of 1
    lands = w - step
    if "within this limit" in met.words:
        assert abs(lands) <= w * (1.0 + 1e-9)
    else:
        assert abs(lands) > w
        assert lands < 0.0  # on the other side
    if "times that" in met.words:
        times = number_in(met.words, r": (\S+) times that")
        assert times > 1.0
        assert math.isclose(times, step * look.curvature / 2.0, rel_tol=6e-3)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.integers(0, 400), st.sampled_from(sorted(HIDDEN_ACTIVATIONS)), st.floats(-2.0, 2.0), st.booleans())
def test_what_is_called_alpha_is_alpha(seed: int, name: str, power: float, adam: bool) -> None:
    network = Network((DenseLayer(2, HIDDEN_ACTIVATIONS[name]()),), Sigmoid())
    optimizer = Adam() if adam else SGD(alpha=10.0**power)
    experiment = Experiment(data=Moons(points=12, seed=seed), network=network, batch_size=5, optimizer=optimizer)
    run = Run(experiment)
    run.extend(advance(prepare(experiment), prepare(experiment).start(), 3))
    met = begin(run.segments, run.history.keys[0], 2).proceed(math.inf).result
    assert met is not None
    assert met.plain is not adam
    if met.plain:
        np.testing.assert_allclose(
            met.reach[np.isfinite(met.reach) & (met.norms.sum(axis=0) > 1e-8)], 10.0**power, rtol=1e-4
        )
    assert not adam or "α was" not in met.words
