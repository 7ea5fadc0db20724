"""A job that fails in a way nobody has thought of: whoever waited for it says so and can go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.autopsy import AutopsyInWork
from core.analysis.retry import RetryInWork
from core.questions.onward import WhatFirst
from core.training.first_reached import LossSearch
from gui.frames import lesson_jobs, questions, table_jobs
from gui.lenses.autopsy import lens as autopsy
from gui.lenses.nudge import check
from gui.lenses.nudge.lens import NudgeLens
from gui.lenses.race import lens as racing
from gui.panels.table_reading import WENT_WRONG
from gui.session.messages import COMPUTING
from gui.shell.main_window import MainWindow
from gui.stage.predict_asking import NO_ANSWER
from tests.gui.conftest import MakeWindow
from tests.gui.lab import choose_scene, frame_of, stage_of
from tests.gui.lenses.test_autopsy import lens_of, set_alpha, settle
from tests.gui.races import open_lens, race, shown, train
from tests.gui.stage.test_predict_asking import AskedCard
from tests.gui.tables import dialog_of, read_through, use

pytestmark = pytest.mark.folded("plots")
CELLS = "a,b,c\n" + "".join(f"{k},{k * k},{k % 3}\n" for k in range(30))


def fail(*_: Any, **__: Any) -> Any:
    """Be a fault that nobody has thought of."""
    raise KeyError("something")


@pytest.mark.parametrize("job", ["look_into", "find", "make"])
def test_reading_a_table(
    job: str, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, before = tmp_path / "t.csv", window.session.experiment
    path.write_text(CELLS)
    with monkeypatch.context() as broken:
        broken.setattr(table_jobs, job, fail)
        window.own_data.take(path)
        dialog = dialog_of(window)
        qtbot.waitUntil(lambda: dialog.error == WENT_WRONG)
        assert not dialog.reading.busy
        assert not dialog.use.isEnabled()
        assert "Reading" not in dialog.what.text()
    assert window.session.experiment == before
    dialog.take_file(path)
    read_through(window, qtbot)
    assert not dialog.error
    assert len(use(window, qtbot).inputs) == 2


def test_checking_the_gradient(make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window(size=(1920, 1080))
    lens = next(page for page in window.lenses.pages if isinstance(page, NudgeLens))
    window.lenses.turn_to(lens)
    with monkeypatch.context() as broken:
        broken.setattr(check, "check_all", fail)
        QTest.mouseClick(lens.check.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: lens.check.words.text() == check.FAILED)
    assert lens.check.button.isEnabled()
    QTest.mouseClick(lens.check.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lens.check.words.text().startswith("✓"))


@pytest.mark.parametrize(("work", "said"), [(AutopsyInWork, autopsy.FAILED), (RetryInWork, autopsy.NONE_TRIED)])
def test_looking_back(
    work: type[Any], said: str, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window("sine-noise")
    monkeypatch.setattr(work, "further", fail)
    lens = lens_of(window)

    def why() -> str:
        return f"{lens.cause.text()} {lens.ways.retry.toolTip()}"

    set_alpha(window, qtbot, 1e6)
    window.player.go_to(2000)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: said in why(), timeout=20_000)
    assert autopsy.LOOKING not in why()


def test_looking_for_when_a_loss_was_reached(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window("article-circles")
    monkeypatch.setattr(LossSearch, "further", fail)
    race(window, qtbot, "alpha", 0.02, at=0)
    train(window, qtbot, 600)
    lens = open_lens(window)
    qtbot.waitUntil(lambda: lens.search_inquiry.failed, timeout=20_000)
    assert lens._why_unsure() == racing.FAILED
    assert not lens.search_inquiry.waiting


def test_adding_a_walker_to_a_race(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.frames.function_frame.add_racer", fail)
    choose_scene(qtbot, window, "function-lab")
    window.stages.function.race(True)
    qtbot.waitUntil(lambda: window.banner.text == COMPUTING)
    qtbot.waitUntil(lambda: window.stages.settled)
    assert not frame_of(window).asked.racing
    assert not stage_of(window).panel.race.isChecked()


def test_going_back_to_other_runs(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is displayed is of runs that are gone: it is made no better, and a step asks again for what was there."""
    train(window, qtbot, 20)
    session, before, failed = window.session, window.session.run, list[Exception]()
    smaller = replace(session.experiment.network, hidden=session.experiment.network.hidden[:1])
    session.edit(replace(session.experiment, network=smaller))
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    session.background.failed.connect(failed.append)
    with monkeypatch.context() as broken:
        broken.setattr("gui.frames.jobs.seek", fail)
        session.edits.undo()
        qtbot.waitUntil(lambda: window.banner.text == COMPUTING)
        qtbot.waitUntil(window.is_calm)
        session.looking.look_into(True)
        qtbot.waitUntil(window.is_calm)
        assert len(failed) == 1
    window.player.step()
    qtbot.waitUntil(lambda: session.ready and window.is_calm(), timeout=20_000)
    assert session.run is before
    assert shown(window).run is before


@pytest.mark.parametrize("known", [0, 7])
def test_walking_down_a_function(known: int, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it goes to a step or runs there, it rests where it stands, and can go on from there."""
    choose_scene(qtbot, window, "function-lab")
    player, function = window.player, window.stages.function
    player.go_to(known)
    qtbot.waitUntil(lambda: function.now == known and window.is_calm(), timeout=20_000)
    for go in (player.go_to, player.run_to):
        with monkeypatch.context() as broken:
            broken.setattr("gui.frames.function_frame.look", fail)
            go(known + 5)
            qtbot.waitUntil(lambda: window.banner.text == COMPUTING)
            qtbot.waitUntil(window.is_calm)
            assert (function.now, player.goal, player.playing) == (known, None, False)
        window.banner.put_away()
    player.go_to(known + 5)
    qtbot.waitUntil(lambda: function.now == known + 5 and window.is_calm(), timeout=20_000)


@pytest.mark.parametrize("job", ["ask", "find_further"])
def test_asking_a_class(job: str, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    train(window, qtbot, 20)
    asked = AskedCard(window)
    monkeypatch.setattr(questions, "SECONDS", 0.0)  # else the first slice may find all of it
    monkeypatch.setattr(questions, job, fail)
    asked.predicting.ask(WhatFirst(steps=50_000, patience=50_000), shown(window))
    qtbot.waitUntil(lambda: asked.refusals == [NO_ANSWER])
    assert asked.predicting.question is None
    assert asked.left == 1
    asked.predicting.reveal()
    assert not asked.predicting.revealing


@pytest.mark.parametrize("job", ["read", "tell_first"])
def test_a_lesson(job: str, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window(fresh=True)
    lessons, refused = window.lessons, list[str]()
    lessons.player.refused.connect(refused.append)
    monkeypatch.setattr(lesson_jobs, job, fail)
    lessons.open("01-pigs", 0)
    qtbot.waitUntil(lambda: bool(refused), timeout=20_000)
    assert "something" in refused[0]
    assert not lessons.player.is_opening


@pytest.mark.parametrize(("job", "lesson"), [("jobs.begin", "05-neuron"), ("function_frame.look", "01-pigs")])
def test_the_scene_of_a_page(
    job: str, lesson: str, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be begun the page waits for nothing, and another page begins its own."""
    window = make_window(fresh=True)
    lessons, failed = window.lessons, list[Exception]()
    window.session.background.failed.connect(failed.append)
    with monkeypatch.context() as broken:
        broken.setattr(f"gui.frames.{job}", fail)
        lessons.open(lesson, 1)
        qtbot.waitUntil(lambda: bool(failed) and lessons.is_calm and window.is_calm(), timeout=20_000)
    lessons.player.turn_to(2)
    qtbot.waitUntil(lambda: lessons.is_calm and window.is_calm(), timeout=20_000)
    assert lessons.player.acting.hands.at_rest
    assert len(failed) == 1
