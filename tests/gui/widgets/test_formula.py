"""Formulas: set while nothing else is to do, those of the phases to come before somebody asks for them."""

from __future__ import annotations

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
    formulas = formulas_of(frame.trace, frame.problem.layout, Subject("forward", 1, None, 0))
    assert len(set(formulas)) > 6
    formula.setter().foresee(formulas, "#123456")
    qtbot.waitUntil(lambda: not formula.setter()._foreseen, timeout=20_000)
    assert all(formula.setter().want(latex, "#123456") is not None for latex in formulas)
