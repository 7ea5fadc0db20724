"""Formulas: set while nothing else is to do, those of the phases to come before somebody asks for them."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict

import pytest
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.exchange.scenes import load_scene
from gui.frames import jobs
from gui.lenses.maths.pages import Subject, formulas_of
from gui.widgets import formula


@pytest.mark.slow
def test_formulas_of_phases_to_come_are_set_ahead(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula, "QUIET", 0)
    monkeypatch.setattr(formula, "FORESEEN_EVERY", 0)
    frame = jobs.begin(load_scene("xor-tanh").experiment, None, Sight()).frame
    assert frame.trace is not None
    formulas = list(formulas_of(frame.trace, frame.problem.layout, Subject("forward", 1, None, 0)))
    assert len(set(formulas)) > 6
    formula.setter().foresee(formulas, "#123456")
    qtbot.waitUntil(lambda: not formula.setter()._timer.isActive(), timeout=20_000)
    assert all(formula.setter().want(latex, "#123456") is not None for latex in formulas)


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt{\frac{6}{n_{l-1} + n_l}}",
        r"L = \frac{1}{m}\sum_i \left(\hat y_i - \left|y_i + \frac{x}{2}\right|\right)^2",
        r"\mathbf{W}^{[2]} \color{red}{x_{i_j}} \scriptstyle \frac{a}{\mathrm{b}}",
        r"\left|\left(\sin\left(\pi\right)\right)^{\lfloor 0.5\rfloor }\right|\,\lfloor \frac{x^{2}}{y}\rfloor ",
    ],
)
def test_a_formula_looks_as_ziamath_sets_it_by_itself(latex: str, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = formula.svg_of(latex, "#123456")
    monkeypatch.setattr(formula, "measured_once", lambda latex: nullcontext())
    monkeypatch.setattr(formula, "vars", asdict, raising=False)
    assert formula.svg_of(latex, "#123456") == picture
