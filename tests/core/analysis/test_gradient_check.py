"""Nudges, the V curve and the check of all parameters, on gradients that are right and on ones that are not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.gradient_check import LISTED, CheckInWork, check_all
from core.analysis.nudge import EPSILONS, STRANGER, losses_along, nudge, v_curve
from core.analysis.scope import Scope, ScopeChoice, ScopeName, scope_of
from core.hyperparameters import InvalidSetting
from core.nn.activations import HIDDEN_ACTIVATIONS, Activation, ReLU
from core.nn.regularizers import L1, L2
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.problem import prepare
from tests.core.samples import SMALL, THREE, entries, random_theta, title, with_hidden

PROBLEM = prepare(SMALL)
THETA = random_theta(PROBLEM)
INDICES = st.integers(0, SMALL.layout.parameters - 1)


@given(index=INDICES, exponent=st.floats(-4.0, -2.0), sign=st.sampled_from([-1, 1]))
def test_a_sensible_nudge_agrees(index: int, exponent: float, sign: int) -> None:
    delta = sign * 10.0**exponent
    met = nudge(PROBLEM, THETA, index, delta)
    moved = THETA.copy()
    moved[index] += delta
    after = evaluate(PROBLEM, moved, 0)
    assert met.after == pytest.approx(after.train_loss + after.penalty, rel=1e-12)
    assert met.quotient == (met.after - met.before) / delta
    assert met.derivative == full_gradient(PROBLEM, THETA)[index]
    assert abs(met.quotient - met.derivative) <= abs(delta) + met.noise
    assert abs(met.central - met.derivative) <= delta**2 + met.noise


@given(index=INDICES, exponent=st.floats(-16.0, -9.0))
def test_noise_is_estimated(index: int, exponent: float) -> None:
    met = nudge(PROBLEM, THETA, index, 10.0**exponent)
    assert abs(met.quotient - met.derivative) <= 4.0 * met.noise + 2.0 * 10.0**exponent


def test_verdicts() -> None:
    assert "agree to about" in nudge(PROBLEM, THETA, 0, 1e-4).verdict
    small = nudge(PROBLEM, THETA, 0, 1e-15)
    assert "mostly round-off noise" in small.verdict
    assert math.isfinite(small.quotient)
    nothing = nudge(PROBLEM, THETA, 0, 1e-30)
    assert "rounds to w" in nothing.verdict
    assert nothing.quotient == 0.0
    assert "too large" in nudge(PROBLEM, THETA, 0, 50.0).verdict
    huge = prepare(replace(SMALL, regularizer=L2()))
    assert "not finite" in nudge(huge, THETA, 0, 4e307).verdict


@pytest.mark.parametrize("of", ["example", "batch"])
@pytest.mark.parametrize("g", entries(HIDDEN_ACTIVATIONS), ids=title)
@pytest.mark.slow
def test_no_right_derivative_is_called_wrong(g: Activation, of: ScopeName) -> None:
    for base in (SMALL, THREE):
        problem = prepare(with_hidden(base, g))
        for theta in (problem.start().theta, random_theta(problem), 5.0 * random_theta(problem)):
            scope = scope_of(problem, 0, ScopeChoice(of))
            for index in range(len(theta)):
                for delta in (1e-7, 1e-3, 0.1, -1.0, 50.0):
                    assert nudge(problem, theta, index, delta, scope).verdict != STRANGER


def test_a_kink_is_told() -> None:
    theta = np.zeros(len(THETA))
    problem = prepare(replace(SMALL, regularizer=L1(lam=1.0)))
    index = SMALL.layout.index(1, 1, 1)
    theta[index] = 1e-4  # |w| turns at 0
    assert "changes sharply" in nudge(problem, theta, index, -3e-4).verdict


@pytest.mark.parametrize("delta", [0, 0.0, -0.0, math.nan, math.inf, -math.inf, True, "1", None, 10**400, 1.7e308])
def test_a_delta_that_cannot_be(delta: object) -> None:
    with pytest.raises(InvalidSetting, match="Δ") as refused:
        nudge(PROBLEM, THETA, 0, delta)  # type: ignore[arg-type]
    assert refused.value.setting == "delta"


@pytest.mark.parametrize("index", [-1, len(THETA)])
def test_a_parameter_that_is_none(index: int) -> None:
    with pytest.raises(InvalidSetting, match="The parameters are 0 to 19"):
        nudge(PROBLEM, THETA, index, 1e-3)


def test_the_error_is_a_v() -> None:
    index = SMALL.layout.index(2, 1, 2)
    errors = v_curve(PROBLEM, THETA, index)
    assert errors.shape == EPSILONS.shape
    lowest = int(np.argmin(errors))
    assert 1e-8 < EPSILONS[lowest] < 1e-3
    assert errors[0] > 1e3 * errors[lowest]
    assert errors[-1] > 1e3 * errors[lowest]
    truncation = np.log10(errors[-1] / errors[-7]) / np.log10(EPSILONS[-1] / EPSILONS[-7])
    assert truncation == pytest.approx(2.0, abs=0.3)


def test_a_dead_parameter_has_no_error() -> None:
    problem = prepare(with_hidden(SMALL, ReLU()))
    theta = np.zeros(len(THETA))
    assert v_curve(problem, theta, 0).tolist() == [0.0] * len(EPSILONS)
    assert "exactly" in nudge(problem, theta, 0, 1e-3).verdict


def checked(experiment: Experiment) -> CheckInWork:
    problem = prepare(experiment)
    return check_all(problem, random_theta(problem))


@pytest.mark.parametrize("g", entries(HIDDEN_ACTIVATIONS), ids=title)
@pytest.mark.parametrize("base", [SMALL, replace(THREE, regularizer=L2(lam=0.1))], ids=["one output", "three outputs"])
def test_all_parameters_of_every_activation(base: Experiment, g: Activation) -> None:
    experiment = with_hidden(base, g)
    work = checked(experiment)
    assert work.done
    worst = work.worst(5)
    assert all(each.good for each in worst)
    assert worst[0].ratio == work.ratios.max()
    assert [each.ratio for each in worst] == sorted((each.ratio for each in worst), reverse=True)


def test_slices_give_the_same_check() -> None:
    whole, parts = checked(SMALL), check_all(PROBLEM, THETA, seconds=0.0)
    while not parts.done:
        before = parts.checked
        parts = parts.proceed(0.0)
        assert parts.checked == before + 1
    assert parts.central.tobytes() == whole.central.tobytes()
    assert parts.result == whole.result == whole.worst(LISTED)


def test_a_wrong_derivative_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(scope: Scope, problem: object, theta: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        gradient = full_gradient(PROBLEM, theta).copy()
        gradient[7] *= 1.01
        gradient[7] += 0.01
        return gradient

    monkeypatch.setattr(Scope, "gradient", wrong)
    worst, second = check_all(PROBLEM, THETA).worst(2)
    assert (worst.index, worst.name, worst.good, worst.kink) == (7, SMALL.layout.name(7), False, False)
    assert worst.words.startswith("They differ")
    assert second.good


def test_kinks_are_no_faults() -> None:
    problem = prepare(replace(SMALL, regularizer=L1(lam=1.0)))
    theta = THETA.copy()
    theta[[0, 1]] = 3e-7, 0.0  # |w| turns within and at the middle of ± ε
    near = check_all(problem, theta).worst(1)[0]
    assert (near.index, near.kink, near.good) == (0, True, True)
    assert "kink" in near.words


def test_a_wide_epsilon_is_told() -> None:
    worst = check_all(PROBLEM, THETA, 0.5).worst(1)[0]
    assert worst.good
    assert "ε is too large" in worst.words


@pytest.mark.parametrize("epsilon", [0.0, -1e-6, math.nan, math.inf, 2.0, True, "x"])
def test_an_epsilon_that_cannot_be(epsilon: float) -> None:
    with pytest.raises(InvalidSetting, match="ε must be above 0"):
        check_all(PROBLEM, THETA, epsilon)


def test_losses_along_leave_theta_alone() -> None:
    before = THETA.copy()
    assert losses_along(PROBLEM, THETA, 3, THETA[3:4])[0] == pytest.approx(evaluate(PROBLEM, THETA, 0).train_loss)
    np.testing.assert_array_equal(THETA, before)
