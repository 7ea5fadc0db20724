"""Every equation in every notation, taken at its word: worked out from its own symbols, it is what the engine has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.exchange.notations import load_notation, notation_names
from core.exchange.written_equations import written_equations
from core.nn.activations import ACTIVATIONS, Activation
from core.nn.losses import MeanSquaredError
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.notation import Notation
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.trace import trace
from tests.core.samples import SMALL, THREE, entries, random_theta, with_hidden

NOTATIONS = [load_notation(name) for name in notation_names()]
L2 = REGULARIZERS["l2"].of({"lam": 0.3})
NETWORKS = [
    *(pytest.param(with_hidden(SMALL, g), id=g.name) for g in entries(ACTIVATIONS) if g.elementwise),
    pytest.param(replace(THREE, regularizer=L2, clip_norm=0.01), id="softmax, L2, clipped"),
    pytest.param(replace(THREE, loss=MeanSquaredError(), standardise=True), id="softmax, coupled"),
    pytest.param(replace(SMALL, features=("x1", "x2^2")), id="features"),
    *(pytest.param(replace(SMALL, optimizer=optimizer), id=optimizer.name) for optimizer in entries(OPTIMIZERS)),
]
SIGNS = {"·": "@", "⊙": "*", "−": "-", "²": "**2", "^": "**", "√(": "sqrt("}


def report_of(experiment: Experiment, notation: Notation) -> list[dict[str, Any]]:
    problem = prepare(experiment)
    start = problem.start()
    rng = np.random.default_rng(3)
    slots = rng.uniform(0.1, 1.0, start.slots.shape)
    begun = start._replace(state=np.vstack([random_theta(problem), slots]), age=4)
    return written_equations(problem, trace(problem, begun), notation)


def applied(g: Activation, z: Array, along: int) -> Array:
    """Return g(z), the examples along this axis."""
    columns = np.ascontiguousarray(z if along == 1 else z.T)
    out = np.empty_like(columns)
    g.forward(columns, out)
    return out if along == 1 else out.T


def worked_out(equation: dict[str, Any], along: int, g: Activation) -> tuple[Array, Array]:
    """Return what stands on the left and what the right side is, sign by sign. ``along``: the axis of the examples."""
    left, right = re.split(" [←=] ", equation["text"])
    known: dict[str, Any] = {"sqrt": np.sqrt, "max": np.maximum, "abs": np.abs, "sign": np.sign}
    known["g"] = lambda z: applied(g, z, along)
    known["outputs"] = lambda values: values.sum(axis=1 - along, keepdims=True)
    known["examples"] = lambda values: values.sum(axis=along, keepdims=values.ndim > 0)
    names = sorted(equation["symbols"], key=len, reverse=True)
    for place, name in enumerate(names):
        known[f"s{place}"] = np.array(equation["symbols"][name]["values"])
        assert known[f"s{place}"].shape == tuple(equation["symbols"][name]["shape"])
    if "m" in names:
        right = right.replace("1/m ", f"(1 / \0{names.index('m')}\0) * ")
    one = rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?![^\Wᵀ²]|\u0302)"
    right = re.sub(one, lambda found: f" \0{names.index(found[0])}\0 ", right)
    right = re.sub("\0(\\d+)\0 *ᵀ", "\0\\1\0.T", right)
    right = re.sub("\\( *\0(\\d+)\0 *\\)ᵀ", "\0\\1\0.T", right)
    right = re.sub(r"\b[\wσφ]\( ", "g( ", right).replace("Σₖ(", "outputs(")
    right = re.sub(r"Σ (.*?)(?= \+ |$)", r"examples(\1)", right)
    for sign, by in SIGNS.items():
        right = right.replace(sign, by)
    right = re.sub(r"\|(.*?)\|", r"abs(\1)", right)
    right = re.sub(r"(?<=[\0)\d]) +(?=[\0(])", " * ", right)
    value = eval(re.sub("\0(\\d+)\0", r"s\1", right), known)
    return np.array(equation.get("left", equation["symbols"].get(left))["values"]), value


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
@pytest.mark.parametrize("experiment", NETWORKS)
def test_every_equation_holds_as_it_is_written(experiment: Experiment, notation: Notation) -> None:
    layers = experiment.network.activations
    for phase in report_of(experiment, notation):
        activation = layers[(phase["layer"] or 1) - 1]
        for equation in phase["equations"]:
            if not equation["symbols"] or "Σ_" in equation["text"]:
                continue
            left, right = worked_out(equation, 0 if notation.examples == "rows" else 1, activation)
            right = right.reshape(()) if left.ndim == 0 else right
            assert np.shape(left) == np.shape(right), equation["text"]
            np.testing.assert_allclose(right, left, rtol=1e-12, atol=1e-13, err_msg=equation["text"])
