"""A kink in the function lab: no tangent is drawn, and it is said what there is instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.functions.descent import OWN, Descent
from core.functions.kinks import Kink
from gui.function_lab.secant import fitted
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look
from tests.gui.conftest import MakeWindow
from tests.gui.lab import calm, frame_of, stage_of


@pytest.fixture
def lab(qtbot: QtBot, make_window: MakeWindow) -> MainWindow:
    window = make_window("function-lab")
    calm(qtbot, window)
    return window


def walk(qtbot: QtBot, lab: MainWindow, descent: Descent) -> None:
    lab.stages.function.edit(descent)
    calm(qtbot, lab)


def test_at_a_kink_two_half_lines_stand_for_the_tangent(qtbot: QtBot, lab: MainWindow) -> None:
    walk(qtbot, lab, replace(lab.stages.function.descent.on("kink"), start=(0.0,)))
    stage = stage_of(lab)
    curve = stage.curves.plots[0]
    halves = [(s.start, s.end) for s in curve.sketch.strokes if s.dashed]
    assert len(halves) == 2
    for start, (x, f) in halves:
        assert start == (0.0, 0.0)
        assert f == pytest.approx(abs(x))
    assert halves[0][1][0] == -halves[1][1][0] < 0.0
    assert [words.text for words in curve.tags.tags if "slope" in words.text] == [
        "slope −1.00, left",
        "slope 1.00, right",
    ]
    told = "no tangent here: slope −1.00 from the left, 1.00 from the right; the walk takes 0"
    assert curve.header.live.text == told
    assert stage.words.values[0].text() == "not defined here"
    assert stage.words.kinks.text() == (
        "No df/dx here, at a kink: slope −1.00 from the left, 1.00 from the right. The walk takes 0."
    )
    assert "tangent 0" not in stage.secant.words.text()
    assert "secants tend to 1.00 for Δ > 0, to −1.00 for Δ < 0" in stage.secant.words.text()
    assert {row[3] for row in stage.secant.table.rows[:-2]} == {"0"}
    assert [row[2:] for row in stage.secant.table.rows[-2:]] == [
        ("1.0000000 (for Δ > 0)", ""),
        ("−1.0000000 (for Δ < 0)", ""),
    ]


def test_beside_the_kink_all_is_as_ever(qtbot: QtBot, lab: MainWindow) -> None:
    walk(qtbot, lab, replace(lab.stages.function.descent.on("kink"), start=(0.5,)))
    stage = stage_of(lab)
    assert sum(stroke.dashed for stroke in stage.curves.plots[0].sketch.strokes) == 1
    assert stage.curves.plots[0].header.live.text.endswith("df/dx = 1.00")
    assert not stage.words.kinks.isVisible()
    assert stage.words.values[0].text() == "= 1.00"
    assert stage.secant.table.rows[-1][2:] == ("1.0000000 (the derivative)", "")


@pytest.mark.slow
def test_a_value_whose_digits_round_off_has_eaten_is_shown_with_them(qtbot: QtBot, lab: MainWindow) -> None:
    line = ((-3.0, 3.0), (-3.0, 3.0))
    walk(qtbot, lab, replace(lab.stages.function.descent.on(OWN, "(1 - cos x)/x^2", line), start=(1e-9,)))
    stage = stage_of(lab)
    assert stage.curves.plots[0].header.live.text.startswith("x = 1.00·10⁻⁹   f = 0.500")
    assert stage.words.kinks.text().startswith(
        "Round-off: the walk takes 0 for f, which is 0.500.\nRound-off: the walk"
    )


@pytest.mark.slow
def test_of_two_variables_the_one_with_the_kink_is_named(qtbot: QtBot, lab: MainWindow) -> None:
    square = ((-3.0, 3.0), (-3.0, 3.0))
    walk(qtbot, lab, replace(lab.stages.function.descent.on(OWN, "max(0, x) + y**2", square), start=(0.0, 1.0)))
    stage, frame = stage_of(lab), frame_of(lab)
    assert [along.kink for along in frame.slices] == [Kink(0.0, 1.0), None]
    assert stage.words.kinks.text().startswith("No ∂f/∂x here, at a kink: slope 0 from the left, 1.00 from the right.")
    assert [value.text() for value in stage.words.values] == ["∂f/∂x not defined here", "∂f/∂y = 2.00"]
    dashed = [sum(s.dashed for s in plot.sketch.strokes) for plot in stage.curves.plots[:2]]
    assert dashed == [2, 1]


@pytest.mark.slow
def test_at_a_jump_there_is_no_tangent_and_no_limit(qtbot: QtBot, lab: MainWindow) -> None:
    line = ((-3.0, 3.0), (-3.0, 3.0))
    walk(qtbot, lab, replace(lab.stages.function.descent.on(OWN, "sign x", line), start=(0.0,)))
    stage = stage_of(lab)
    curve = stage.curves.plots[0]
    assert not [stroke for stroke in curve.sketch.strokes if stroke.dashed]
    assert not [words.text for words in curve.tags.tags if "slope" in words.text]
    jump = "−1.00 to the left, 0 here, 1.00 to the right"
    assert curve.header.live.text == f"no tangent here: a jump, {jump}; the walk takes 0"
    assert stage.words.ending.text() == "At a jump along x, where there is no slope: x = 0, f = 0."
    assert stage.words.values[0].text() == "df/dx not defined here"
    assert stage.words.kinks.text() == f"No df/dx here, at a jump: {jump}. The walk takes 0."
    assert stage.secant.words.text() == "Secant 1.00000. There is no tangent: the function jumps here."
    assert stage.secant.table.rows[-1] == ("→ 0", "a jump", "no limit from both sides", "")
    assert {row[3] for row in stage.secant.table.rows} == {""}


@pytest.mark.parametrize("share", [0.85, 0.9, 0.97, 1.0, 1.5])
def test_a_limit_is_written_smaller_where_it_would_be_cut(qapp: QApplication, share: float) -> None:
    font, text = Look().font(bold=True), "−0.00012345678 (the derivative)"
    room = share * QFontMetricsF(font).horizontalAdvance(text)
    assert QFontMetricsF(fitted(font, text, room)).horizontalAdvance(text) <= room
    assert (fitted(font, text, room).pixelSize() == font.pixelSize()) == (share >= 1.0)
