"""The card of an update: its numbers lead to the new parameter, and its formulas say how."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.nn.regularizers import L1, L2
from core.training.optimizers import OPTIMIZERS, SGD, Optimizer
from core.training.problem import Problem, prepare
from core.training.schedules import SCHEDULES, ConstantRate, StepDecay
from core.training.trace import Trace, trace
from gui.widgets.theme import THEMES, Look
from gui.widgets.update_card import OVERFLOW, UpdateCard
from gui.widgets.update_lines import UpdateLine, heading, plain, settings_of, symbols_of, update_lines
from tests.core.samples import SMALL, entries, title

LATEX = {
    "√": r"\sqrt",
    "λ": r"\lambda",
    "′": "'",
    "θ": r"\theta",
    "α": r"\alpha",
    "β": r"\beta",
    "ρ": r"\rho",
    "ε": r"\epsilon",
    "γ": r"\gamma",
    "Δ": r"\Delta",
    "m̂": r"\hat{m}",
    "v̂": r"\hat{v}",
    "₁": "_1",
    "₂": "_2",
}


def latex(symbol: str) -> str:
    """Return a symbol of the screen as formulas write it, without its blanks."""
    for plain_symbol, written in LATEX.items():
        symbol = symbol.replace(plain_symbol, written)
    return symbol.replace(" ", "")


def occurs(symbol: str, formula: str) -> bool:
    """Tell whether a formula has a symbol, braces and thin blanks aside."""
    formula = re.sub(r"\\,|\s|\\sqrt\{(?=\w\})", lambda found: r"\sqrt" if "sqrt" in found[0] else "", formula)
    return latex(symbol) in formula


def opened(steps: int = 5, **changes: object) -> tuple[Problem, Trace]:
    """Return an iteration after some steps."""
    problem = prepare(replace(SMALL, **changes))  # type: ignore[arg-type]
    snapshot = problem.start()
    for _ in range(steps):
        snapshot = trace(problem, snapshot).after
    return problem, trace(problem, snapshot)


def by_symbol(lines: tuple[UpdateLine, ...]) -> dict[str, UpdateLine]:
    return {line.symbol: line for line in lines}


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
@pytest.mark.parametrize(("clip", "penalty"), [(math.inf, L1(lam=0.0)), (0.01, L2(lam=0.1))])
def test_the_last_line_is_the_new_parameter(optimizer: Optimizer, clip: float, penalty: L1 | L2) -> None:
    problem, t = opened(optimizer=optimizer, clip_norm=clip, regularizer=penalty, schedule=StepDecay(every=2))
    for index in range(problem.layout.parameters):
        *_, step, last = update_lines(t, problem.layout, index)
        assert (step.symbol, last.symbol) == ("step", problem.layout.name(index))
        assert last.value == pytest.approx(t.after.theta[index], rel=1e-12, abs=1e-15)
        assert step.value == pytest.approx(t.before.theta[index] - t.after.theta[index], rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_slots_are_those_after_the_update(optimizer: Optimizer) -> None:
    problem, t = opened(optimizer=optimizer)
    lines = by_symbol(update_lines(t, problem.layout, 4))
    for place, slot in enumerate(optimizer.slots):
        assert lines[slot].value == pytest.approx(t.slots_after[place, 4], rel=1e-12)
        assert lines[slot].origin.endswith("→")


@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_the_formula_says_how_to_compute_every_value(optimizer: Optimizer) -> None:
    _, t = opened(optimizer=optimizer)
    for symbol, _ in t.explain(3):
        if symbol not in ("step", "w_new"):  # the last line is both: θ − step
            assert occurs(symbol, optimizer.formula), symbol
    for declared in optimizer.hyperparameters():
        assert occurs(declared.symbol, optimizer.formula), declared.symbol
    assert set(symbols_of(optimizer)) >= {*optimizer.slots, "w_new"}
    assert optimizer.lines[-1].startswith(r"\theta \leftarrow")


@pytest.mark.parametrize("schedule", entries(SCHEDULES), ids=title)
def test_alpha_is_the_schedules(schedule: ConstantRate) -> None:
    problem, t = opened(steps=11, optimizer=SGD(alpha=0.3), schedule=schedule)
    alpha = by_symbol(update_lines(t, problem.layout, 0))["α"]
    assert alpha.value == pytest.approx(0.3 * schedule.factor(11))
    assert alpha.formula == schedule.formula
    assert alpha.origin.startswith("0.3 · ") == (schedule.name != "constant")
    for declared in schedule.hyperparameters():
        assert occurs(declared.symbol, schedule.formula)
    assert settings_of(schedule) in heading(t, problem.layout, 0)


def test_the_gradient_is_the_datas_and_the_penaltys_clipped() -> None:
    problem, t = opened(clip_norm=0.01, regularizer=L2(lam=0.1))
    for index in range(problem.layout.parameters):
        data, pull, c, g, *_ = update_lines(t, problem.layout, index)
        assert (data.symbol, pull.symbol, c.symbol, g.symbol) == (f"d{problem.layout.name(index)}", "∂R/∂θ", "c", "g")
        assert c.value * (data.value + pull.value) == pytest.approx(g.value, rel=1e-12)
        assert c.value == pytest.approx(0.01 / t.gradient_norm)
        assert g.formula.startswith(r"g = c\,(")


def test_only_what_happens_is_shown() -> None:
    problem, t = opened(optimizer=SGD())
    lines = update_lines(t, problem.layout, problem.layout.index(2, 1, 0))
    assert [line.symbol for line in lines] == ["db[2]₁", "g", "α", "step", "b[2]₁"]
    assert lines[1].formula == "g = db"
    assert heading(t, problem.layout, 0) == "SGD moves θ = w[1]₁,₁"


def test_plain_numbers() -> None:
    assert [plain(value) for value in (0.9, 1e-8, 2.5e-7, 500, 1e-100)] == ["0.9", "10⁻⁸", "2.5·10⁻⁷", "500", "10⁻¹⁰⁰"]


@pytest.mark.parametrize("width", [300, 1100])
@pytest.mark.parametrize("theme", THEMES.values(), ids=title)
def test_the_card_shows_the_lines(width: int, theme: object, qtbot: QtBot) -> None:
    card = UpdateCard()
    qtbot.addWidget(card)
    card.set_look(Look(theme, 20))  # type: ignore[arg-type]
    card.resize(width, 500)
    for optimizer in entries(OPTIMIZERS):  # more lines and fewer, in the same card
        problem, t = opened(optimizer=optimizer)
        card.show_update(t, problem.layout, 7)
        shown = [row for row in card.rows if not row.value.isHidden()]
        assert [row.symbol.text() for row in shown] == [line.symbol for line in card.lines]
        assert [row.formula.latex for row in shown] == [line.formula for line in card.lines]
        assert all(row.formula.isHidden() != bool(row.formula.latex) for row in shown)
        assert all(label.toolTip() for row in shown for label in row.widgets)
        stacked = card._grid.getItemPosition(card._grid.indexOf(shown[-1].formula))[3] == 5
        assert stacked == (width == 300)


def test_a_divergence_is_told(qtbot: QtBot) -> None:
    problem = prepare(replace(SMALL, optimizer=SGD(alpha=1e6)))
    snapshot = problem.start()
    while not (t := trace(problem, snapshot)).diverged and snapshot.iteration < 500:
        snapshot = t.after
    card = UpdateCard()
    qtbot.addWidget(card)
    card.show_update(t, problem.layout, 0)
    assert card.warning.text() == OVERFLOW
    assert card.warning.isHidden() != t.diverged
