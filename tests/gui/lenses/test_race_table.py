"""The table of a race: when a loss was first reached, what runs are called, who leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.nn.activations import Own
from core.training.evaluation import evaluate
from core.training.first_reached import LossSearch
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.run import Run
from gui.frames.frame import Frame
from gui.lenses.race.lens import RaceLens
from gui.plots.parts.rival_balls import balls_of
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look
from tests.gui.conftest import MakeWindow
from tests.gui.lab import calm, stage_of, type_own
from tests.gui.races import open_lens, race, settle, train

pytestmark = pytest.mark.folded("plots")


def test_the_loss_to_reach_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    race(window, qtbot, "alpha", 0.2)
    frame = train(window, qtbot, 50)
    losses = frame.run.history.evaluated("train_loss")
    edit = lens.goal.edit
    reach(lens, f"{losses[20]:.9f}")
    expected = int(np.flatnonzero(losses <= lens.goal.value)[0])
    standing = lens.table.rows[0].standing
    assert standing is not None
    assert standing.reached == expected
    assert standing.epochs == expected / frame.problem.batches
    QTest.keyClicks(edit, "x")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert lens.goal.error


def every_loss(run: Run) -> list[float]:
    """Return the minimised loss of a run without edits at every iteration, made anew."""
    problem = prepare(run.experiment_at(0))
    keys = [problem.start(), *advance(problem, problem.start(), run.history.end).keys]
    found = [evaluate(problem, key.theta, key.iteration) for key in keys]
    return [each.train_loss + each.penalty for each in found]


@pytest.mark.folded
@pytest.mark.slow
def test_the_first_iteration_with_a_loss_is_found_between_evaluations(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lens = open_lens(window)
    window.session.edit(replace(window.session.experiment, batch_size=1))
    settle(window, qtbot)
    race(window, qtbot, "batch_size", 50, 200)
    lens.goal.set_value(0.4)
    seen: list[tuple[bool, str, str]] = []

    def look(frame: Frame) -> None:
        row = lens.table.rows[0]
        if row.standing is not None and row.standing.reached is not None:
            seen.append((frame.calm or frame.trace is not None, row.standing.cells[3], row.toolTip()))

    window.session.frame_changed.connect(look)
    frame = train(window, qtbot, 400)
    runs = (frame.run, *(rival.run for rival in frame.rivals))
    qtbot.waitUntil(lambda: not any(row.standing.doubt for row in lens.table.rows[:3]), timeout=10_000)  # type: ignore[union-attr]
    expected = [first_at(every_loss(run), 0.4) for run in runs]
    assert expected == [257, 181, 173]
    rows = [row.standing for row in lens.table.rows[:3] if row.standing is not None]
    assert [row.reached for row in rows] == expected
    assert [row.cells[3] for row in rows] == ["257", "181", "173"]
    assert [row.epochs for row in rows] == [
        pytest.approx(iteration / run.experiment_at(0).batches) for iteration, run in zip(expected, runs, strict=True)
    ]
    moving = [(cell, help) for rests, cell, help in seen if not rests]
    assert moving  # "then or before" is said while it runs, and why
    for cell, help in moving:
        assert cell == "≤ 320"
        assert "at iteration 320, perhaps earlier" in help
        assert "When training is paused" in help
    assert "earlier" not in lens.table.rows[0].toolTip()
    window.session.frame_changed.disconnect(look)
    calls: list[LossSearch] = []
    further = LossSearch.further

    def counted(search: LossSearch) -> LossSearch:
        calls.append(search)
        return further(search)

    monkeypatch.setattr(LossSearch, "further", counted)
    reach(lens, "0.5")
    train(window, qtbot, 420)
    assert lens.table.rows[0].standing.reached == first_at(every_loss(frame.run), 0.5)  # type: ignore[union-attr]
    assert not calls  # all that is known already
    reach(lens, "0.3")
    qtbot.waitUntil(lambda: not any(row.standing.doubt for row in lens.table.rows[:3]), timeout=10_000)  # type: ignore[union-attr]
    assert lens.table.rows[2].standing.reached == first_at(every_loss(runs[2]), 0.3)  # type: ignore[union-attr]
    assert calls


def reach(lens: RaceLens, text: str) -> None:
    """Type a loss to reach."""
    edit = lens.goal.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def first_at(losses: list[float], loss: float) -> int:
    return next(k for k, each in enumerate(losses) if each <= loss)


@pytest.mark.slow
@pytest.mark.folded
def test_a_search_that_takes_too_long_is_given_up_and_says_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.lenses.race.lens.MAX_WORK", 0.0)
    lens = open_lens(window)
    race(window, qtbot, "alpha", 0.1)  # it learns steadily, so that no rounding of a machine changes when it gets there
    lens.goal.set_value(0.61)
    train(window, qtbot, 400)
    row = lens.table.rows[1]
    qtbot.waitUntil(lambda: "was stopped" in row.toolTip(), timeout=10_000)
    assert row.standing is not None
    assert row.standing.cells[3] == "≤ 360"
    assert row.standing.cells[4] == f"≤ {360 / row.standing.run.experiment_at(0).batches:,.2f}"


def test_own_activations_are_called_by_their_formulas(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window)
    long = "max(0.01*z, z) + 0.5*sin(3*z) - 0.1*tanh(z)"
    frame = race(window, qtbot, "activation", Own(expression="z**3"), Own(expression=long), at=0)
    names = ["“z**3”", "“max(0.01*z,z)+…1*tanh(z)”"]
    assert [rival.run.name for rival in frame.rivals] == names
    assert [ball.name for ball in balls_of(frame, Look())][:2] == names
    assert [row.standing.run.name for row in lens.table.rows[1:3] if row.standing] == names
    assert long in lens.table.rows[2].toolTip()


@pytest.mark.folded
@pytest.mark.slow
def test_in_the_function_lab_neither_equals_lead_nor_who_has_stopped(make_window: MakeWindow, qtbot: QtBot) -> None:
    lab = make_window("function-lab")
    calm(qtbot, lab)
    table = stage_of(lab).race
    type_own(qtbot, lab, "0*x + 3")
    stage_of(lab).panel.race.click()
    for text, step, words in (
        ("0*x + 3", 1, f"nobody leads after step 1; {len(OPTIMIZERS)} are equal"),
        ("x**3", 1_000, "leads after step 1,000"),
    ):
        type_own(qtbot, lab, text)
        lab.player.go_to(step)
        calm(qtbot, lab)
        assert words in table.title.text()
        rows = [[label.text() for label in row] for row in table.cells[1:]]
        assert sum("★" in row[1] for row in rows) == (1 if "x**3" in text else 0)
        assert not any("★" in row[1] and "stopped" in row[3] for row in rows)
    assert any("⚠ stopped" in row[3] for row in rows)
