"""Runs in files: what is saved comes back as it stood, and goes on as it would have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.analysis.sight import Cell
from core.exchange.scenes import read_scene
from core.training.bookmarks import Bookmark
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.factors import FACTORS
from core.training.optimizers import SGD, Adam
from core.training.run import Run, replay
from gui.files.dialogs import ask_to_save, suggested
from gui.shell.main_window import MainWindow
from tests.core.samples import same
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to
from tests.gui.lab import choose_scene
from tests.gui.saving import edit, finish, titles

pytestmark = pytest.mark.folded("plots", "lenses")


def save_and_open(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Save what is on show, go elsewhere, and open it again."""
    window.files.save_to(path)
    finish(qtbot, window)
    assert "starts at iteration 0" not in window.banner.text
    choose_scene(qtbot, window, "two-hills")
    window.files.open_file(path)
    finish(qtbot, window)


def everything(window: MainWindow) -> tuple[object, ...]:
    """Return all that must come back, in a form that can be compared."""
    session = window.session
    assert session.runs is not None
    assert session.frame is not None
    runs = [
        (
            *(run.name, run is session.run, run.bookmarks, repr(run.segments), repr(run.origin), run.history.end),
            *(run.history.batch_loss.tobytes(), run.history.evaluations.tobytes(), run in session.racing.others),
        )
        for run in session.runs.all
    ]
    frame = session.frame
    state = (frame.snapshot.state.tobytes(), frame.snapshot.age, frame.step_into, frame.phase)
    rivals = [(each.snapshot.iteration, each.snapshot.state.tobytes()) for each in frame.rivals]
    looked_at = (session.sight, session.pointed, session.delta, session.breakpoints, session._state.scope)
    return session.iteration, session.experiment, runs, state, rivals, looked_at


def replays_alike(first: Run, second: Run) -> None:
    for iteration in range(first.history.end + 1):
        assert same(*(replay(r.segments, r.history.nearest_key(iteration), iteration) for r in (first, second)))


def test_runs_and_where_one_was_come_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    session = window.session
    run_to(qtbot, window, 20)
    edit(qtbot, window, replace(session.experiment, optimizer=Adam(alpha=0.07)))
    run_to(qtbot, window, 40)
    session.seek(12)
    finish(qtbot, window)
    session.set_parameter(3, 0.5)
    finish(qtbot, window)
    run_to(qtbot, window, 30)
    session.set_bookmarks(session.run, (Bookmark(25, "look here"),))
    session.set_breakpoints(Breakpoints((AtIteration(iteration=90),)))
    session.seek(17)
    finish(qtbot, window)
    session.looking.pick(5, 2)
    session.looking.nudge_by(1e-4)
    session.looking.look_at("set")
    session.travel.go_to_phase(3)
    session.looking.point_at(Cell("dw", 1, 0, 0))
    finish(qtbot, window)
    before, runs = everything(window), session.runs
    assert runs is not None
    assert len(runs.all) == 2
    save_and_open(window, qtbot, tmp_path / "mine.chalkgrad")
    assert everything(window) == before
    assert titles(window) == ("mine.chalkgrad[*] – Chalkgrad", False, "mine")
    assert session.runs is not None
    assert session.runs is not runs
    for was, now in zip(runs.all, session.runs.all, strict=True):
        replays_alike(was, now)
    session.edits.undo()  # opening is an edit, too
    finish(qtbot, window)
    assert session.scene is not None
    assert session.scene.name == "two-hills"


@pytest.mark.slow
def test_a_race_comes_back_and_goes_on(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window("sine-noise")
    session = window.session
    edit(qtbot, window, replace(session.experiment, optimizer=SGD(alpha=0.01)))
    session.racing.start(FACTORS["alpha"], [0.02, 1e6], 0)
    finish(qtbot, window)
    run_to(qtbot, window, 30)
    before, stopped = everything(window), {run.name: each.words for run, each in session._state.stopped.items()}
    assert stopped
    save_and_open(window, qtbot, tmp_path / "race.chalkgrad")
    assert everything(window) == before
    assert {run.name: each.words for run, each in session._state.stopped.items()} == stopped
    run_to(qtbot, window, 45)
    assert session.racing.others[0].history.end == 45


@pytest.mark.slow
def test_a_walk_comes_back(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window("function-lab")
    function = window.stages.function
    function.edit(replace(function.descent, start=(0.25,)))
    finish(qtbot, window)
    run_to(qtbot, window, 9)
    function.seek(4)
    function.look_along(0, 0.125)
    finish(qtbot, window)
    function.set_bookmarks((Bookmark(2, "here"),))
    before = function.place
    save_and_open(window, qtbot, tmp_path / "walk.chalkgrad")
    assert function.place == before
    assert function.known == 9
    assert not window.isWindowModified()


@pytest.mark.slow
def test_a_file_of_the_recipe_alone_is_as_it_was(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    run_to(qtbot, window, 20)
    window.files.save_to(tmp_path / "mine.toml")
    finish(qtbot, window)
    assert "starts at iteration 0" in window.banner.text
    assert read_scene(tmp_path / "mine.toml").experiment == window.session.experiment
    window.files.open_file(tmp_path / "mine.toml")
    finish(qtbot, window)
    assert window.session.iteration == 0


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "ends"), [(0, ".chalkgrad"), (1, ".toml")])
def test_the_dialog_asks_whether_with_runs(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int, ends: str
) -> None:
    def choose() -> None:
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        names = dialog.nameFilters()
        assert [("runs" in name, "alone" in name) for name in names] == [(True, False), (False, True)]
        dialog.selectNameFilter(names[kind])
        dialog.filterSelected.emit(names[kind])
        dialog.accept()

    QTimer.singleShot(0, choose)
    assert ask_to_save(window, suggested("My own", tmp_path)) == tmp_path / f"My own{ends}"
