"""What the chain rule lens says of an example, a batch and the whole set, held against backpropagation as on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.analysis.scope import ScopeChoice, ScopeName, scope_of
from core.nn import backpropagation as paper
from core.training.batches import batch_columns
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import Problem, prepare
from core.training.trace import trace
from gui.lenses.chain.text import about_gradient, about_routes, work_out
from tests.core.analysis.test_caption_claims import experiments
from tests.core.sentences import agrees, read

NAMES: tuple[ScopeName, ...] = ("example", "batch", "set")


def derivative(problem: Problem, theta: np.ndarray, columns: np.ndarray, index: int) -> float:  # type: ignore[type-arg]
    """Return that of the data loss of some examples, as on paper."""
    e, n = problem.experiment, problem.layout.sizes[0]
    rows = problem.rows[columns].T
    z, a = paper.forward(e.network, problem.layout, theta, rows[:n])
    dw, db = paper.backward(e.network, problem.layout, theta, z, a, rows[n + 1 :], e.loss)
    l, j, i = problem.layout.position(index)
    return float(np.ravel(db[l])[j - 1] if i == 0 else dw[l][j - 1, i - 1])


@pytest.mark.slow
@settings(max_examples=200)
@given(experiments(), st.integers(0, 3), st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_said_of_a_derivative_holds(experiment: Experiment, steps: int, pick: int, column: int) -> None:
    problem = prepare(experiment)
    with np.errstate(all="ignore"):
        at = advance(problem, problem.start(), steps).snapshot if steps else problem.start()
        opened = trace(problem, at)
        assume(not opened.diverged and np.abs(at.theta).max() < 1e3)
        index, passes = pick % problem.layout.parameters, problem.passes(at)
        columns = batch_columns(problem, at.iteration, passes)
        column %= len(columns)
        for name in NAMES:
            scope = scope_of(problem, at.iteration, ScopeChoice(name, column), passes)
            answer = work_out(opened, problem, index, column, scope)
            of = {"example": columns[[column]], "batch": columns, "set": np.arange(len(problem.rows))}[name]
            exact = derivative(problem, at.theta, of, index)
            check(about_gradient(answer), exact, scope.words, len(of))
    one = derivative(problem, at.theta, columns[[column]], index)
    found = read(r"(?:One route|[\d,]+ routes) to the loss(?:, the largest first)?: sum <N> ✓ .*", about_routes(answer))
    assert found is not None
    assert close(found[0], one)


def close(text: str, value: float) -> bool:
    """Tell whether a written number is a value, but for round-off."""
    return agrees(text, value) or agrees(text, value * (1.0 + 1e-9)) or agrees(text, value * (1.0 - 1e-9))


def check(text: str, exact: float, scope: str, m: int) -> None:
    """Check a sentence on a derivative that is ``exact``."""
    if m == 1 and "this example" in scope:
        found = read(r"Backpropagation \((.*)\): <N> ✓ the product above\. ℓ has no penalty\.", text)
    else:
        found = read(
            r"Backpropagation \((.*)\): d[^=]* = <N> ✓ the mean of ∂ℓ/∂w(?:, both .*)?\.(?: Clipping .*)?", text
        )
    assert found is not None, text
    assert found[0] == scope
    assert close(found[1], exact)
    assert f"no. {m:,}" in scope or f"{m:,} example" in scope or "no. " in scope
