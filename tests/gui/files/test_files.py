"""Saving and opening in a real window: everything displayed comes back as it was, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QStandardPaths, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.data.drawn import draft_of
from core.exchange.files import save_scene
from core.exchange.scenes import Scene, load_scene, read_scene, scene_names
from core.training.bookmarks import Bookmark, Prediction, with_prediction
from core.training.experiment import Experiment
from core.training.optimizers import Adam
from core.words import as_typed, unmarked
from gui.files.dialogs import ask_to_open
from gui.files.recent import Recent
from gui.panels.timeline_flags import help_on
from gui.shell.main_window import MainWindow
from gui.widgets.controls import NumberEdit
from tests.gui.conftest import MakeWindow
from tests.gui.driving import click, run_to, wait_until_idle
from tests.gui.files.test_own_tables import drop
from tests.gui.lab import choose_scene
from tests.gui.saving import CTRL, SHIFT, edit, entries, finish, press, titles

pytestmark = pytest.mark.folded("plots", "lenses")


@pytest.mark.slow
def test_saved_changed_saved_again_and_opened(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[Path] = []
    path = tmp_path / "hallway.toml"
    window.files.ask_to_save = lambda suggestion: asked.append(suggestion) or path  # type: ignore[func-returns-value]
    scene = load_scene("xor-tanh")
    own = scene.experiment
    changed = replace(own, optimizer=Adam(alpha=0.05), seed=9)
    assert titles(window) == ("Chalkgrad", False, "XOR with six neurons")
    edit(qtbot, window, changed)
    assert titles(window) == ("Chalkgrad", False, "XOR with six neurons · changed")
    run_to(qtbot, window, 7)
    press(qtbot, window, Qt.Key.Key_S)
    assert [each.name for each in asked] == ["XOR with six neurons.chalkgrad"]
    text = "Made from “XOR with six neurons”."
    saved = Scene("hallway", "hallway", text, 2000, changed, pace=50.0, notation="articles", views=scene.views)
    assert read_scene(path) == saved  # with its scene's own pace and views
    assert f"Saved: “{as_typed('hallway.toml')}” in" in window.banner.text
    assert "starts at iteration 0" in window.banner.text
    assert "other runs" not in window.banner.text
    assert titles(window) == ("hallway.toml[*] – Chalkgrad", False, "hallway")
    assert window.session.iteration == 7  # nothing began anew

    edit(qtbot, window, replace(changed, optimizer=Adam(alpha=0.1)))
    assert titles(window) == ("hallway.toml[*] – Chalkgrad", True, "hallway · changed")
    window.session.edits.undo()
    finish(qtbot, window)
    assert titles(window) == ("hallway.toml[*] – Chalkgrad", False, "hallway")
    window.session.edits.redo()
    finish(qtbot, window)
    press(qtbot, window, Qt.Key.Key_S)
    assert len(asked) == 1
    assert read_scene(path).experiment.optimizer == Adam(alpha=0.1)
    assert (read_scene(path).text, read_scene(path).end) == (text, 2000)
    assert "other runs are only in files that end in" in window.banner.text
    assert not window.isWindowModified()

    choose_scene(qtbot, window, "digits")
    assert titles(window) == ("Chalkgrad", False, "Digits in pictures")
    assert window.transport.scenes.findText("XOR with six neurons") >= 0
    window.files.ask_to_open = lambda folder: path
    press(qtbot, window, Qt.Key.Key_O)
    assert window.session.experiment == read_scene(path).experiment
    assert window.session.iteration == 0
    assert titles(window) == ("hallway.toml[*] – Chalkgrad", False, "hallway")
    window.session.edits.undo()
    finish(qtbot, window)
    assert titles(window) == ("Chalkgrad", False, "Digits in pictures")
    choose_scene(qtbot, window, str(path))  # its title is in the list of scenes
    finish(qtbot, window)
    assert titles(window) == ("hallway.toml[*] – Chalkgrad", False, "hallway")
    choose_scene(qtbot, window, "xor-tanh")  # afresh: the file is left alone
    assert window.files.path is None
    assert window.session.experiment == own


@pytest.mark.slow
def test_predictions_are_in_the_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "asked.toml"
    window.files.ask_to_save = lambda suggestion: path
    window.files.ask_to_open = lambda folder: path
    run_to(qtbot, window, 20)
    made = Prediction("Will it rise?", ("It falls", "It rises"), (3, 14), 0, "The loss fell.")
    session = window.session
    session.set_bookmarks(session.run, with_prediction((), 20, "Will the loss rise?", made))
    marked = Bookmark(20, "Will the loss rise?", (made,))
    assert titles(window)[2].endswith("· changed")  # it is not lost: it counts as unsaved
    press(qtbot, window, Qt.Key.Key_S)
    assert not titles(window)[2].endswith("· changed")
    assert read_scene(path).bookmarks == (marked,)
    choose_scene(qtbot, window, "digits")
    assert session.run.bookmarks == ()
    press(qtbot, window, Qt.Key.Key_O)
    assert session.run.bookmarks == (marked,)
    assert session.iteration == 0
    flag = window.timeline.marks.flags[0]
    assert "✓ It falls: 3" in help_on(flag.mark, session.run.segments)
    qtbot.mouseClick(window.timeline, Qt.MouseButton.LeftButton, pos=flag.area.center().toPoint())
    finish(qtbot, window)
    assert session.iteration == 20  # though nobody has been there since it was opened


@pytest.mark.slow
def test_what_the_menu_and_its_keys_do(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "a & b.toml"
    window.files.ask_to_save = lambda suggestion: first
    assert list(entries(window)) == ["Open …", "Save", "Save as …", "Share …", "Last time", "Quit"]
    assert all(action.toolTip() for action in entries(window).values())
    assert not entries(window)["Last time"].isEnabled()
    assert "Nothing unsaved" in entries(window)["Last time"].toolTip()
    entries(window)["Save"].trigger()
    finish(qtbot, window)
    window.files.ask_to_save = lambda suggestion: second
    press(qtbot, window, Qt.Key.Key_S, CTRL | SHIFT)
    assert [read_scene(path).title for path in (first, second)] == ["first", "a & b"]
    assert list(entries(window))[5:-1] == [as_typed("a & b.toml"), as_typed("first.toml")]
    entries(window)[as_typed("first.toml")].trigger()
    finish(qtbot, window)
    assert window.files.path == first
    window.files.ask_to_open = window.files.ask_to_save = lambda path: None  # Cancel
    before = titles(window)
    for key, modifier in ((Qt.Key.Key_O, CTRL), (Qt.Key.Key_S, CTRL | SHIFT)):
        press(qtbot, window, key, modifier)
    assert titles(window) == before
    window.files.ask_to_open = lambda folder: tmp_path / "table.csv"
    (tmp_path / "table.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    press(qtbot, window, Qt.Key.Key_O)
    assert window.own_data.dialog is not None
    window.own_data.dialog.reject()


@pytest.mark.slow
def test_a_name_without_its_ending_never_replaces_a_file_unasked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.files.ask_to_save = lambda suggestion: tmp_path / "lesson v1.2"
    press(qtbot, window, Qt.Key.Key_S)
    path = tmp_path / "lesson v1.2.chalkgrad"
    before = path.read_bytes()
    edit(qtbot, window, replace(window.session.experiment, seed=77))
    press(qtbot, window, Qt.Key.Key_S, CTRL | SHIFT)
    assert "“lesson v1.2.chalkgrad” exists already" in unmarked(window.banner.text)
    assert path.read_bytes() == before


def test_own_points_that_were_drawn_come_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    data = draft_of(window.session.experiment.data).moved(3, 0.1 + 0.2, -1.0 / 3.0).data()
    edit(qtbot, window, window.session.experiment.with_data(data, 0.25))
    drawn = window.session.experiment
    window.files.save_to(tmp_path / "drawn.toml")
    finish(qtbot, window)
    choose_scene(qtbot, window, "two-hills")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "drawn.toml"))])
    assert drop(window, mime)
    finish(qtbot, window)
    assert window.own_data.dialog is None
    assert window.session.experiment == drawn
    assert window.session.experiment.data is not data
    assert window.data.chosen.text() == "drawn points"
    assert window.session.frame is not None
    assert window.session.frame.problem.train.x.tobytes() == _train_inputs(drawn)


def _train_inputs(experiment: Experiment) -> bytes:
    from core.training.problem import prepare

    return prepare(experiment).train.x.tobytes()


@pytest.mark.slow
def test_weights_set_by_hand_at_the_start_and_who_is_followed(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window("course-pass-fail")
    scene = load_scene("course-pass-fail")
    assert window.files.on_show() == replace(scene, notation="articles")
    window.session.set_parameter(2, 0.1 + 0.2)
    finish(qtbot, window)
    window.session.looking.follow(4)
    finish(qtbot, window)
    frame = window.session.frame
    assert frame is not None
    theta, followed = frame.snapshot.theta, tuple(frame.inputs_of(4).tolist())
    assert titles(window)[2] == f"{scene.title} · changed"
    run_to(qtbot, window, 5)
    window.files.save_to(tmp_path / "hand.toml")
    finish(qtbot, window)
    saved = read_scene(tmp_path / "hand.toml")
    assert dict(saved.start) == {**dict(scene.start), 2: 0.1 + 0.2}
    assert saved.follow == followed
    assert not window.isWindowModified()
    choose_scene(qtbot, window, "xor-tanh")
    window.files.open_file(tmp_path / "hand.toml")
    finish(qtbot, window)
    again = window.session.frame
    assert again is not None
    assert again.snapshot.theta.tobytes() == theta.tobytes()
    assert tuple(again.inputs_of(again.row or 0).tolist()) == followed
    assert not window.isWindowModified()


def test_opening_again_begins_as_the_file_has_it(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    window.files.save_to(path)
    finish(qtbot, window)
    window.files.open_file(path)
    finish(qtbot, window)
    begun = theta_of(window)
    window.session.set_parameter(2, 0.1 + 0.2)
    finish(qtbot, window)
    by_hand = theta_of(window)
    window.files.open_file(path)
    finish(qtbot, window)
    assert theta_of(window) == begun
    assert not window.isWindowModified()
    window.session.edits.undo()
    finish(qtbot, window)
    assert theta_of(window) == by_hand
    assert window.isWindowModified()
    window.session.edits.undo()
    finish(qtbot, window)
    assert theta_of(window) == begun
    assert not window.isWindowModified()

    run_to(qtbot, window, 5)
    edit(qtbot, window, replace(window.session.experiment, optimizer=Adam(alpha=0.05)))
    run_to(qtbot, window, 8)
    window.session.seek(2)
    finish(qtbot, window)
    window.files.open_file(path)
    finish(qtbot, window)
    run_to(qtbot, window, 8)
    assert window.session.experiment == load_scene("xor-tanh").experiment  # without the edit at 5
    assert not window.isWindowModified()


def test_a_scene_chosen_again_begins_as_it_is(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    begun = theta_of(window)
    window.session.set_parameter(2, 0.5)
    finish(qtbot, window)
    by_hand, title = theta_of(window), titles(window)[2]
    choose_scene(qtbot, window, "course-pass-fail")
    assert theta_of(window) == begun
    assert f"{titles(window)[2]} · changed" == title
    window.session.edits.undo()
    finish(qtbot, window)
    assert theta_of(window) == by_hand
    assert titles(window)[2] == title


def theta_of(window: MainWindow) -> bytes:
    assert window.session.frame is not None
    return window.session.frame.snapshot.theta.tobytes()


@pytest.mark.slow
def test_changed_is_what_differs_from_the_file_as_it_is_now(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    experiment = window.session.experiment

    def do(seed: int, save: bool) -> None:
        edit(qtbot, window, replace(experiment, seed=seed))
        if save:
            window.files.save_to(path)
            finish(qtbot, window)

    do(10, save=True)
    window.files.open_file(path)
    finish(qtbot, window)
    do(11, save=True)
    do(12, save=False)
    window.files.open_file(path)
    finish(qtbot, window)
    do(13, save=True)
    seen = []
    for _ in range(4):
        window.session.edits.undo()
        finish(qtbot, window)
        seen.append((window.session.experiment.seed, window.files.path, window.isWindowModified()))
    assert seen == [(11, path, True), (12, path, True), (10, path, True), (10, None, False)]
    for _ in range(4):
        window.session.edits.redo()
        finish(qtbot, window)
    assert (window.session.experiment.seed, window.isWindowModified()) == (13, False)


def test_starts_that_the_seed_gives_too_are_no_change(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert window.session.frame is not None
    theta = window.session.frame.snapshot.theta
    start = tuple((index, float(value)) for index, value in enumerate(theta))
    path = tmp_path / "all.toml"
    save_scene(replace(load_scene("xor-tanh"), start=(*start[:-1], (len(theta) - 1, 2.5))), path)
    window.files.open_file(path)
    finish(qtbot, window)
    assert not window.isWindowModified()
    window.files.save()
    finish(qtbot, window)
    assert set(read_scene(path).start) == {*start[:-1], (len(theta) - 1, 2.5)}


@pytest.mark.slow
def test_all_weights_of_a_large_network(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    wide = replace(window.session.experiment.network.hidden[0], units=150)
    experiment = replace(
        window.session.experiment, network=replace(window.session.experiment.network, hidden=(wide, wide))
    )
    edit(qtbot, window, experiment)
    assert window.session.frame is not None
    window.session.hand.start_at(window.session.frame.snapshot.theta + 0.125)
    finish(qtbot, window)
    want, path = theta_of(window), tmp_path / "wide.toml"
    window.files.save_to(path)
    finish(qtbot, window)
    choose_scene(qtbot, window, "xor-tanh")
    window.files.open_file(path)  # one by one it took minutes
    finish(qtbot, window)
    assert theta_of(window) == want


def test_saved_before_the_first_picture(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    window.session.open_scene(load_scene("course-pass-fail"))
    assert not window.session.ready
    window.files.save_to(tmp_path / "soon.toml")
    finish(qtbot, window)
    saved, scene = read_scene(tmp_path / "soon.toml"), load_scene("course-pass-fail")
    assert (saved.experiment, saved.start, saved.follow) == (scene.experiment, scene.start, scene.follow)
    assert saved.follow


@pytest.mark.slow
def test_a_plain_function_with_its_walk(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window("function-lab")
    function = window.stages.function
    typed = replace(
        function.descent.on("own", "x**2 + sin(3*x)", ((-2.0, 2.0),)), optimizer=Adam(alpha=0.2), start=(1.5,)
    )
    function.edit(typed)
    window.player.go_to(12)
    qtbot.waitUntil(lambda: function.settled)
    path = tmp_path / "wave.toml"
    window.files.save_to(path)
    finish(qtbot, window)
    saved = read_scene(path)
    assert (saved.descent, saved.end, saved.pace) == (typed, 60, 5.0)
    assert titles(window) == ("wave.toml[*] – Chalkgrad", False, "wave")
    function.edit(replace(typed, start=(-1.0,)))
    qtbot.waitUntil(lambda: function.settled)
    assert titles(window) == ("wave.toml[*] – Chalkgrad", True, "wave · changed")
    window.files.open_file(path)
    finish(qtbot, window)
    qtbot.waitUntil(lambda: function.settled)
    assert function.descent == typed
    assert titles(window) == ("wave.toml[*] – Chalkgrad", False, "wave")

    save_scene(replace(saved, descent=replace(typed, start=(0.25,))), path)  # by somebody else, meanwhile
    function.edit(replace(typed, start=(-1.5,)))
    window.files.open_file(path)
    finish(qtbot, window)
    assert function.descent.start == (0.25,)
    assert titles(window)[1] is False
    window.session.edits.undo()
    finish(qtbot, window)
    assert function.descent.start == (-1.5,)
    choose_scene(qtbot, window, "xor-tanh")
    assert window.network.isVisible()


@pytest.mark.slow
def test_what_is_being_typed_is_saved_too(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window(fresh=True)  # the shared one is never active
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    edits = [each for each in window.training.findChildren(NumberEdit) if each.isVisible()]
    rate = next(each for each in edits if each.text() == "0.3")
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0.7")
    assert window.session.experiment.optimizer.to_dict()["alpha"] == 0.3
    window.files.ask_to_save = lambda suggestion: tmp_path / "typed.toml"
    press(qtbot, window, Qt.Key.Key_S)
    assert read_scene(tmp_path / "typed.toml").experiment.optimizer.to_dict()["alpha"] == 0.7
    assert rate.hasFocus()

    rate.selectAll()
    QTest.keyClicks(rate, "0.9")
    window.own_data.take(tmp_path / "typed.toml")  # dropped: what was typed is not meant for it
    finish(qtbot, window)
    window.network.setFocus()
    finish(qtbot, window)
    assert window.session.experiment.optimizer.to_dict()["alpha"] == 0.7
    assert not window.isWindowModified()
    window.session.edits.undo()
    finish(qtbot, window)
    assert window.session.experiment.optimizer.to_dict()["alpha"] == 0.9


@pytest.mark.slow
def test_the_worker_writes_and_reads(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window(real=True)
    edit(qtbot, window, replace(window.session.experiment, seed=12))
    window.files.save_to(tmp_path / "mine.toml")
    qtbot.waitUntil(lambda: window.files.path is not None)
    click(qtbot, window, window.transport.step)
    window.files.open_file(tmp_path / "mine.toml")
    qtbot.waitUntil(lambda: window.session.scene is not None and window.session.scene.title == "mine")
    wait_until_idle(qtbot, window)
    assert window.session.experiment.seed == 12


def test_files_are_looked_for_where_there_are_some(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda _parent, *words: asked.append(words) or ("", ""))
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "Documents"))
    recent = Recent(None)
    recent.files = [tmp_path / "gone" / "one.toml"]
    assert recent.folder == Path.home()
    (tmp_path / "Documents").mkdir()
    assert recent.folder == tmp_path / "Documents"
    (tmp_path / "gone").mkdir()
    assert recent.folder == tmp_path / "gone"
    assert ask_to_open(None, recent.folder) is None  # type: ignore[arg-type]
    first = asked[0][2].split(";;")[0]
    assert all(f"*{suffix}" in first for suffix in (".toml", ".csv", ".tsv", ".txt", ".dat", ".data"))


def test_a_scene_of_a_lesson_that_is_chosen_again_begins_anew(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(fresh=True)
    window.lessons.open("01-pigs")
    qtbot.waitUntil(window.is_calm)
    scene = window.session.scene
    assert scene is not None
    assert scene.name not in scene_names()
    window.files.choose(scene.name)
    qtbot.waitUntil(window.is_calm)
    assert window.session.scene == scene
