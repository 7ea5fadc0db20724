"""Every optimiser says the same four times: as a rule, as the quick update, as an explanation and as its formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.training.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Momentum, Optimizer
from tests.core.samples import described, entries, extremes, title

P, STEPS = 7, 200
START = np.random.default_rng(5).normal(size=P)
ThetaAndSlots = tuple[Array, Array]


def gradients() -> list[Array]:
    """Return a gradient for each step, of very different sizes and with zeros in it."""
    rng = np.random.default_rng(4)
    sizes = np.array([1e-3, 1e-1, 1.0, 1.0, 10.0, 1e3, 1.0])
    return [rng.normal(size=P) * sizes * (rng.uniform(size=P) > 0.1) for _ in range(STEPS)]


def rate(k: int) -> float:
    """Return α_k: not constant, as under a schedule."""
    return 0.01 / (1.0 + 0.1 * k)


def walk(o: Optimizer, update: Callable[..., None]) -> Iterator[ThetaAndSlots]:
    """Yield θ and the slots after each step; they are changed in place, as in the loop."""
    theta, slots, step = START.copy(), np.zeros((len(o.slots), P)), np.full(P, np.nan)
    for k, g in enumerate(gradients()):
        update(theta, g.copy(), slots, rate(k), k + 1, step)
        yield theta.copy(), slots.copy()


def quickly(o: Optimizer) -> Iterator[ThetaAndSlots]:
    return walk(o, o.update)


def by_rule(o: Optimizer) -> Iterator[ThetaAndSlots]:
    def update(theta: Array, g: Array, slots: Array, alpha: float, t: int, step: Array) -> None:
        values, direction = o.rule(theta, g, slots, t)
        for name, slot in zip(o.slots, slots, strict=True):
            slot[:] = values[name]
        theta -= alpha * direction

    return walk(o, update)


def by_formula(o: Optimizer) -> Iterator[ThetaAndSlots]:
    return walk(o, partial(calculate, o))


def calculate(o: Optimizer, theta: Array, g: Array, slots: Array, alpha: float, t: int, step: Array) -> None:
    """Update in place by the lines of the formula, read as they stand."""
    known: dict[str, Any] = {"sqrt": np.sqrt, "abs": np.abs, **CALLS, "g": g, "α": alpha, "t": t}
    known |= {"θ": theta, **dict(zip(o.slots, slots, strict=True))}
    known |= {code_of(declared.symbol): getattr(o, declared.name) for declared in o.hyperparameters()[1:]}
    values, _ = o.rule(theta, g, slots, t)
    for line in o.lines:
        left, right = re.split(r"\\leftarrow|=", line)
        known[code_of(left)] = eval(code_of(right), known)
    for symbol in values.keys() & known.keys():
        np.testing.assert_allclose(values[symbol], known[symbol], rtol=1e-13, atol=0.0)
    for slot, name in zip(slots, o.slots, strict=True):
        slot[:] = known[name]
    theta[:] = known["θ"]


@cache
def code_of(latex: str) -> str:
    """Return a side of a formula's line as Python: letters as on the screen, products with their sign."""
    code = latex.replace("_", "").replace("'", "_").replace("′", "_").replace("^", "**").replace(r"\,", " ")
    code = re.sub(r"\\left|\\right", "", code).replace("|g|", "abs(g)")
    code = re.sub(r"\\hat\{(\w)\}", "\\1\u0302", code)
    code = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", code)
    code = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1) / (\2))", code)
    code = re.sub(r"\\operatorname\{(\w+)\}", r"\\\1", code)
    code = re.sub(r"\\([a-zA-Z]+)", letter, code)
    code = re.sub(r"(?<=[\w\u0302)])\s+(?=[\w(])", " * ", code.strip())
    return unicodedata.normalize("NFKC", code)


def letter(command: re.Match[str]) -> str:
    """Return the Greek letter that a command of LaTeX is; names of functions are none."""
    name = command[1]
    if name in CALLS:
        return name
    return unicodedata.lookup(f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER {GREEK.get(name, name)}")


CALLS = {"max": np.maximum, "min": np.minimum, "sign": np.sign, "exp": np.exp, "ln": np.log, "tanh": np.tanh}
"""Functions that a formula may name, besides √ and the fraction bar."""
GREEK = {"lambda": "LAMDA"}
"""Where Unicode spells a letter's name otherwise than LaTeX."""


@pytest.mark.parametrize("way", [quickly, by_formula], ids=["update", "formula"])
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_200_steps_follow_the_rule(optimizer: Optimizer, way: Callable[[Optimizer], Iterator[ThetaAndSlots]]) -> None:
    for got, expected in zip(way(optimizer), by_rule(optimizer), strict=True):
        for mine, rule in zip(got, expected, strict=True):
            np.testing.assert_allclose(mine, rule, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_an_explanation_is_the_rule_for_one_parameter_to_the_bit(optimizer: Optimizer) -> None:
    theta, slots = START, np.zeros((len(optimizer.slots), P))
    for k, (g, (after, memory)) in enumerate(zip(gradients(), by_rule(optimizer), strict=True)):
        for n in range(P):
            told = dict(optimizer.explain(float(theta[n]), float(g[n]), slots[:, n].tolist(), rate(k), k + 1))
            assert [told[symbol] for symbol in ("w_new", *optimizer.slots)] == [after[n], *memory[:, n]]
        theta, slots = after, memory


@pytest.mark.parametrize(
    ("special", "plain"),
    [(Momentum(beta=0.0), SGD()), (OPTIMIZERS["nesterov"].of({"beta": 0.0}), SGD()), (AdamW(decay=0.0), Adam())],
    ids=title,
)
def test_special_cases_are_equal_to_the_bit(special: Optimizer, plain: Optimizer) -> None:
    for (a, _), (b, _) in zip(quickly(special), quickly(plain), strict=True):
        assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize("optimizer", extremes(OPTIMIZERS), ids=described)
def test_no_allowed_setting_raises(optimizer: Optimizer) -> None:
    assert len(list(quickly(optimizer))) == STEPS


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_the_gradient_is_left_alone_and_no_gradient_is_no_division_by_zero(optimizer: Optimizer) -> None:
    theta, g, slots = START.copy(), np.zeros(P), np.zeros((len(optimizer.slots), P))
    optimizer.update(theta, g, slots, 0.1, 1, np.empty(P))
    assert not g.any()
    assert np.isfinite(theta).all()
