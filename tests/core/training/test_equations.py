"""The equations of a layer, taken at their word: what is written on the screen is what was computed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.nn.activations import ReLU
from core.nn.losses import MeanSquaredError
from core.training import equations
from core.training.equations import Equation, Symbol, matrix_of
from core.training.experiment import Experiment
from core.training.problem import Problem, prepare
from core.training.trace import Trace, trace
from tests.core.samples import SMALL, THREE, random_theta, with_hidden

SIGNS = {"=": "", "·": "@", "⊙": "*", "−": "-", "1/m": "(1 / m) *", "Σ": "over_examples @", "Σₖ(": "over_outputs("}


def taken(experiment: Experiment) -> tuple[Problem, Trace]:
    problem = prepare(experiment)
    start = problem.start()
    return problem, trace(problem, start._replace(state=np.vstack([random_theta(problem), start.slots])))


def read(equation: Equation, problem: Problem, t: Trace, layer: int) -> tuple[Array, Array]:
    """Return both sides of an equation, the right one worked out sign by sign as it is written."""
    g, m = t.experiment.network.activations[layer - 1], len(t.columns)
    names: dict[str, Any] = {"m": m, "g": g, "over_outputs": lambda values: np.sum(values, axis=0)}
    words = []
    for place, part in enumerate(equation.parts(layer)):
        names[f"s{place}"] = matrix_of(t, problem.layout, part) if isinstance(part, Symbol) else None
        words.append(f"s{place}" if isinstance(part, Symbol) else SIGNS.get(part, part))
    if "over_examples @" in words:  # a sum over all columns: the product with ones
        names["ones"] = np.ones((m, 1))
        words = [word for word in words if word != "over_examples @"] + ["@ ones"]
    return names["s0"], eval(" ".join(words[2:]), names)


EXPERIMENTS = [
    pytest.param(SMALL, id="sigmoid, straight"),
    pytest.param(THREE, id="softmax, straight"),
    pytest.param(replace(THREE, loss=MeanSquaredError()), id="softmax, coupled"),
    pytest.param(replace(with_hidden(SMALL, ReLU()), loss=MeanSquaredError()), id="through the slope"),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_equation_holds_as_it_is_written(experiment: Experiment) -> None:
    problem, t = taken(experiment)
    depth = problem.layout.depth
    for layer in range(1, depth + 1):
        lines = [*equations.forward_equations(), equations.slope_equation(experiment, problem.layout, layer)]
        lines += [equations.WEIGHTS_GRADIENT, equations.BIASES_GRADIENT]
        lines += [equations.BACK_THROUGH_WEIGHTS] if layer < depth else []
        for equation in lines:
            left, right = read(equation, problem, t, layer)
            assert left.shape == right.shape, equation.written
            np.testing.assert_allclose(right, left, rtol=1e-12, atol=1e-15, err_msg=equation.written)


def test_the_gradient_is_the_mean_over_single_examples() -> None:
    problem, t = taken(THREE)
    left, _, share, total, dz, _, a = equations.WEIGHTS_GRADIENT_BY_EXAMPLE.parts(2)
    assert (share, total) == ("1/m", "Σ")
    dz, a = (matrix_of(t, problem.layout, symbol) for symbol in (dz, a))
    m = len(t.columns)
    mean = sum(dz[:, c : c + 1] @ a[c : c + 1] for c in range(m)) / m
    np.testing.assert_allclose(mean, matrix_of(t, problem.layout, left), rtol=1e-12, atol=1e-15)


def test_formulas_as_in_the_articles() -> None:
    assert equations.PRE_ACTIVATION.formula(2) == "Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}"
    assert equations.PRE_ACTIVATION.formula(2, one=True) == "z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}"
    assert equations.WEIGHTS_GRADIENT.formula(1) == r"dW^{[1]} = \frac{1}{m} dZ^{[1]} A^{[0]\top}"
    assert equations.BACK_THROUGH_ACTIVATION.formula(3) == r"dZ^{[3]} = dA^{[3]} \odot g'(Z^{[3]})"
    assert equations.BACK_FROM_LOSS.formula(3, one=True) == "dz^{[3]} = a^{[3]} - y"


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("features", [(), ("x1", "x1^2", "sin(x2)")])
def test_what_layer_1_is_fed_with_is_as_it_is_written(features: tuple[str, ...], standardise: bool) -> None:
    experiment = replace(SMALL, features=features, standardise=standardise)
    problem = prepare(experiment)
    t, fed = trace(problem, problem.start()), problem.inputs
    left, *right = equations.inputs_equation(experiment).parts(1)
    assert isinstance(left, Symbol)
    x = problem.train.x[:, t.columns]
    known = {
        "φ": replace(fed, mean=0.0 * fed.mean, deviation=0.0 * fed.mean + 1.0).of,
        "μ": fed.mean,
        "σ": fed.deviation,
    }
    words = ["X" if isinstance(part, Symbol) else part.replace("−", "-") for part in right[1:]]
    np.testing.assert_allclose(
        matrix_of(t, problem.layout, left), eval(" ".join(words), {**known, "X": x}), rtol=1e-12, atol=1e-12
    )
    assert ("=" in left.name(given=equations.given_inputs(experiment))) == (not features and not standardise)


def test_names_of_matrices() -> None:
    assert equations.STANDARDISED.formula(1) == r"A^{[0]} = ( X - \mu ) / \sigma"
    assert equations.INPUTS.formula(1, one=True) == "a^{[0]} = x"
    assert Symbol("A", 0).name() == "A[0] = X"
    assert Symbol("W", 3, turned=True).name() == "W[3]ᵀ"
    assert Symbol("g′", 2).name(one=True) == "g′(z[2])"
    assert Symbol("W", 2).name(one=True) == "W[2]"
