"""Every equation in every notation, taken at its word: worked out from its own symbols, it is what the engine has."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest

from core.arrays import Array
from core.exchange.notations import load_notation, notation_names
from core.exchange.written_equations import written_equations
from core.nn.activations import ACTIVATIONS, Activation, Own, Tanh
from core.nn.losses import Huber, MeanSquaredError
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.notation import CHOICES, LETTERS, Notation
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.schedules import SCHEDULES
from core.training.trace import trace
from tests.core.samples import SMALL, THREE, entries, random_theta, with_hidden

NOTATIONS = [load_notation(name) for name in notation_names()]
L2 = REGULARIZERS["l2"].of({"lam": 0.3})
OWN_CURVE = Own("z^2 * tanh(z) + |z| / (1 + e^z)")
NETWORKS = [
    *(pytest.param(with_hidden(SMALL, g), id=g.name) for g in (*entries(ACTIVATIONS), OWN_CURVE) if g.elementwise),
    pytest.param(replace(THREE, regularizer=L2, clip_norm=0.01), id="softmax, L2, clipped"),
    pytest.param(replace(THREE, loss=MeanSquaredError(), standardise=True), id="softmax, coupled"),
    pytest.param(replace(THREE, network=replace(THREE.network, output=Tanh()), loss=Huber(delta=0.4)), id="Huber"),
    pytest.param(replace(SMALL, features=("x1", "x2^2"), batch_size=1), id="features, one example"),
    *(pytest.param(replace(SMALL, optimizer=optimizer), id=optimizer.name) for optimizer in entries(OPTIMIZERS)),
    *(pytest.param(replace(SMALL, schedule=schedule), id=schedule.name) for schedule in entries(SCHEDULES)),
    pytest.param(replace(SMALL, regularizer=REGULARIZERS["l1"].of({"lam": 0.3}), batch_size=30), id="L1, full batch"),
]
BY_ITSELF = re.compile(r"^∂._k/|′\(.\) = d/d|^\w_k = \(e")
"""What has tests of its own below: softmax and its slopes, and slopes of a function that somebody typed."""
OTHER_LETTERS = {
    "pre_activations": "net",
    "activations": "O",
    "error": "δ",
    "activation_function": "φ",
    "prediction": "o",
    "loss": "E",
    "learning_rate": "γ",
    "deviation": "s",
}
"""With those of the features and of a schedule."""
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


def of_numbers(equation: dict[str, Any], along: int) -> Array:
    """Return what the right side of a formula for numbers is: cell by cell, or with sums over examples i, outputs k."""
    known: dict[str, Any] = {
        normalize("NFKC", name.strip("‖∇")): np.array(each["values"]) for name, each in equation["symbols"].items()
    }  # as Python reads names
    known |= {name: getattr(np, name) for name in ("tanh", "sin", "cos", "floor", "sqrt", "abs", "exp", "log", "pi")}
    known |= {"max": np.maximum, "min": np.minimum, "e": np.e, "where": np.where, "along": along}
    first, *others = re.split(r", (?=\w+ = )|, k ≤ T", re.sub("‖∇(.*)‖", r"\1", equation["text"].split(" = ", 1)[1]))
    for line in filter(None, others):
        name, value = line.split(" = ")
        known[name] = calculated(value, known)
    return calculated(first, known)


def calculated(text: str, known: dict[str, Any]) -> Array:
    """Return what an expression is, read as it stands; sums are made one by one."""
    if found := re.fullmatch(r"(−?1/m) Σ_i (.*)", text):
        answers = known["y"]
        sizes = {"i": answers.shape[known["along"]], "k": answers.shape[1 - known["along"]]}
        cells = (cell_of(known, i, k) for i in range(sizes["i"]) for k in range(sizes["k"]))
        return calculated(found[1], known) * sum(calculated(found[2].replace("Σ_k ", ""), cell) for cell in cells)
    if found := re.fullmatch(r"(.*?)\((.*) if (.*), else (.*)\)|(.*) if (.*), else (.*)", text):
        before, *ways = (part for part in (found[1] or "", *found.groups()[1:]) if part is not None)
        chosen = np.where(*(calculated(part, known) for part in (ways[1], ways[0], ways[2])))
        return chosen * (calculated(before, known) if before.strip() else 1.0)
    if found := re.fullmatch(r"(.*?)Σ (.*)", text):
        return np.sum(calculated(found[2], known)) * (calculated(found[1], known) if found[1] else 1.0)
    return np.asarray(eval(code_of(text), {"__builtins__": {}}, known))


def cell_of(known: dict[str, Any], i: int, k: int) -> dict[str, Any]:
    """Return the same with y_ki, or y_ik where the examples are rows, for every y."""
    place, at = (("ki", (k, i)), ("ik", (i, k)))[known["along"] == 0]
    return known | {f"{name}_{place}": value[at] for name, value in known.items() if np.ndim(value) == 2}


def code_of(text: str) -> str:
    """Return an expression as Python: products have their sign, and what is right of a function is in brackets."""
    for sign, by in {
        "−": "-",
        "²": "**2",
        "³": "**3",
        "^": "**",
        "√": "sqrt",
        "⌊": "floor(",
        "⌋": ")",
        "≤": "<=",
    }.items():
        text = text.replace(sign, by)
    text = re.sub("π", "pi", re.sub(r"(?<![a-z])(?:ln|log)(?![a-z])", "log", text)).replace("[", "(").replace("]", ")")
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"(tanh|sin|cos|log) ([\wŷ]+)", r"\1(\2)", text)
    return re.sub(r"(?<=[\w)]) +(?=[\w(])", " * ", text)


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
@pytest.mark.parametrize("experiment", NETWORKS)
def test_every_equation_holds_as_it_is_written(experiment: Experiment, notation: Notation) -> None:
    hold_as_written(experiment, notation)


def hold_as_written(experiment: Experiment, notation: Notation) -> None:
    """Work out every equation of an iteration and compare it with what the engine has."""
    layers = experiment.network.activations
    along = 0 if notation.examples == "rows" else 1
    for phase in report_of(experiment, notation):
        activation = layers[(phase["layer"] or 1) - 1]
        for equation in phase["equations"]:
            if BY_ITSELF.search(equation["text"]):
                continue
            if "left" in equation and "←" not in equation["text"] and "̂" not in equation["text"].split(" = ")[0]:
                left, right = np.array(equation["left"]["values"]), of_numbers(equation, along)
                right = np.broadcast_to(right, left.shape)  # a slope may be the same for all
            else:
                left, right = worked_out(equation, along, activation)
                right = right.reshape(()) if left.ndim == 0 else right
            assert np.shape(left) == np.shape(right), equation["text"]
            np.testing.assert_allclose(right, left, rtol=1e-12, atol=1e-13, err_msg=equation["text"])


@pytest.mark.parametrize("letters", [{}, OTHER_LETTERS], ids=["letters of the articles", "other letters"])
@pytest.mark.parametrize("layer", CHOICES["layer"])
@pytest.mark.parametrize("derivative", CHOICES["derivative"])
def test_every_choice_goes_with_every_other(layer: Any, derivative: Any, letters: dict[str, str]) -> None:
    experiment = replace(THREE, regularizer=L2, clip_norm=0.01, features=("x1", "x2^2"), standardise=True)
    for examples, weights, mean in product(*(CHOICES[key] for key in ("examples", "weights", "mean"))):
        ways: dict[str, Any] = {"examples": examples, "weights": weights, "mean": mean}
        written = {"layer": layer, "derivative": derivative, "letters": LETTERS | letters}
        hold_as_written(experiment, Notation("own", **ways, **written))


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
def test_softmax_and_its_slopes_hold_as_they_are_written(notation: Notation) -> None:
    along = 0 if notation.examples == "rows" else 1
    experiment = replace(THREE, loss=MeanSquaredError())
    equations = [each for phase in report_of(experiment, notation) for each in phase["equations"]]
    z, a = (notation.symbol(letter) for letter in "za")
    texts = f"{a}_k = (e^({z}_k))/(Σ_j e^({z}_j))", f"∂{a}_k/∂{z}_j = {a}_k (1_(k=j) − {a}_j)"
    values, slopes = (next(each for each in equations if each["text"] == text) for text in texts)
    powers = np.exp(values["symbols"][z]["values"])
    np.testing.assert_allclose(powers / powers.sum(1 - along, keepdims=True), values["left"]["values"], rtol=1e-12)
    whole = next(each for each in equations if "Σₖ(" in each["text"])
    dz, answers, da = (np.moveaxis(np.array(each["values"]), along, 0) for each in whole["symbols"].values())
    np.testing.assert_array_equal(np.moveaxis(np.array(slopes["symbols"][a]["values"]), along, 0), answers)
    by_output = answers[:, :, None] * (np.eye(3) - answers[:, None, :])
    np.testing.assert_allclose(np.einsum("ik,ikj->ij", da, by_output), dz, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
def test_the_slope_of_a_typed_function_is_that_of_its_text(notation: Notation) -> None:
    equations = [each for phase in report_of(with_hidden(SMALL, OWN_CURVE), notation) for each in phase["equations"]]
    z, g = notation.symbol("z"), notation.symbol("g")
    slope = next(each for each in equations if each["text"].startswith(f"{g}′({z}) = d/d{z} ("))
    at, step = np.array(slope["symbols"][z]["values"]), 1e-5
    code = code_of(slope["text"].split(f"d/d{z} ", 1)[1])
    known = {"tanh": np.tanh, "abs": np.abs, "e": np.e}
    up, down = (eval(code, known | {z: at + side}) for side in (step, -step))
    np.testing.assert_allclose((up - down) / (2 * step), slope["left"]["values"], rtol=1e-6)


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
@pytest.mark.parametrize("optimizer", [each for each in entries(OPTIMIZERS) if "m" in each.slots], ids=lambda o: o.name)
def test_no_phase_has_m_for_the_batch_and_for_a_mean(optimizer: Any, notation: Notation) -> None:
    for phase in report_of(replace(SMALL, optimizer=optimizer, regularizer=L2, clip_norm=0.01), notation):
        found = [each["symbols"]["m"]["shape"] for each in phase["equations"] if "m" in each["symbols"]]
        of_batch, of_mean = found.count([]), len(found) - found.count([])
        assert not (of_batch and of_mean)
        assert bool(of_mean) == (phase["phase"] == "update")
