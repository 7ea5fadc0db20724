"""A lesson in a real window: turned, done, answered, wandered off from and come back to, by clicks and keys."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.course.acted import Acted
from core.course.lesson import Page
from core.course.showing import ToldPage
from core.nn.activations import Sigmoid, Tanh
from core.nn.network import DenseLayer, Network
from gui.course.buttons import DeedButton
from gui.frames import lesson_jobs
from gui.frames.lesson_jobs import Telling
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.course.lesson_window import RECIPE, WORDS, Taught, write_lesson

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
pytestmark = pytest.mark.slow


@pytest.fixture
def taught(qtbot: QtBot, settings: Settings) -> Iterator[Taught]:
    """Return a window that can show lessons."""
    made = Taught(qtbot, settings)
    yield made
    close_window(made.window)


def deeds(taught: Taught) -> dict[str, QAbstractButton]:
    """Return the visible buttons of the page's deeds, by their words."""
    buttons = taught.lessons.view.page.findChildren(DeedButton)
    return {button.accessibleName(): button for button in buttons if button.isVisible()}


def do(taught: Taught, words: str) -> None:
    button = next(button for name, button in deeds(taught).items() if words in name)
    taught.qtbot.mouseClick(button, LEFT)
    taught.settle()


def told(taught: Taught) -> ToldPage:
    page = taught.lessons.player.words.told
    assert page is not None
    return page


def test_a_page_stands_beside_its_views_and_nothing_else(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 0)
    view, window = taught.lessons.view, taught.window
    assert [each.name for each in view.stage.chosen] == ["loss", "regions"]
    assert not window.transport.isVisible()
    assert not view.stage.top_line.isVisible()
    assert abs(view.page.width() / view.width() - 0.304) < 0.01
    assert view.page.height() == view.height()
    assert view.foot.geometry().bottom() == view.height() - 1
    for size in ((1400, 1080), (1024, 768), (1400, 820)):
        window.resize(*size)
        taught.settle()
        assert view.foot.height() == view.page.foot.height()  # one line at the foot of both
    assert window.session.iteration == 2


def test_a_deed_is_done_by_its_words_and_shows_whether_the_answer_was_right(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 0)
    player, page = taught.lessons.player, taught.lessons.view.page
    taught.qtbot.mouseClick(page.asking.answers[0], LEFT)
    assert player.state.chosen == 0
    assert not player.state.revealed
    do(taught, "three steps")
    assert taught.window.session.iteration == 5
    assert player.state.revealed
    assert page.state.revealed
    assert page.explanation.isVisible()
    do(taught, "see it")
    assert taught.window.session.experiment.optimizer.alpha == 0.5
    assert player.state.done == {"deed", "fast"}


def test_a_deed_has_the_views_of_its_page_again(taught: Taught, tmp_path: Path) -> None:
    recipe = RECIPE.replace("fast = [", 'fast = [{ views = ["network"] }, ')
    taught.open(write_lesson(tmp_path, recipe), 0)
    player, stage = taught.lessons.player, taught.lessons.view.stage
    for deed, views in (("fast", ["network"]), ("deed", ["loss", "regions"])):
        player.do(deed)
        taught.settle()
        assert [view.name for view in stage.chosen] == views


def test_r_leads_back_to_where_the_page_begins_from_wherever_one_is(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 0)
    view, window, player = taught.lessons.view, taught.window, taught.lessons.player
    theta = player.acting.hands.theta.tobytes()
    assert not view.foot.start.isEnabled()
    taught.qtbot.mouseClick(view.foot.step, LEFT)
    taught.settle()
    assert window.session.iteration == 3
    taught.qtbot.waitUntil(view.foot.start.isEnabled)
    taught.qtbot.keyClick(view, Key.Key_R)
    taught.settle()
    assert (window.session.iteration, player.acting.hands.theta.tobytes()) == (2, theta)
    assert not view.foot.start.isEnabled()
    taught.qtbot.mouseClick(view.foot.lab, LEFT)
    assert window.transport.isVisible()
    window.session.set_parameter(0, 3.0)
    taught.qtbot.waitUntil(lambda: player.acting.hands.at_rest)
    taught.qtbot.mouseClick(taught.lessons.way_back.button, LEFT)
    taught.settle()
    assert view.isVisible()
    assert player.acting.hands.theta.tobytes() == theta


def test_undo_goes_across_a_page(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 0)
    session, player = taught.window.session, taught.lessons.player
    do(taught, "larger ones")
    assert session.experiment.optimizer.alpha == 0.5
    taught.qtbot.keyClick(taught.lessons.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    session.edits.undo()
    taught.settle()
    assert session.experiment.optimizer.alpha != 0.5
    assert session.iteration == 2
    assert player.place == 0


def test_a_task_is_seen_to_be_done_whoever_does_it(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 1)
    page, function = taught.lessons.view.page, taught.window.stages.function
    assert not page.state.solved
    taught.qtbot.mouseClick(page.task.button, LEFT)
    assert page.state.hints == 1
    way_back = taught.lessons.way_back
    taught.lessons.show_lab()
    assert "Done" not in way_back.words.text()
    function.look_along(0, 0.1)
    taught.qtbot.waitUntil(lambda: page.state.solved)
    assert page.state.hints == 1
    assert "Done" in way_back.words.text()
    taught.lessons.leave()
    taught.lessons.player.changed.emit()
    assert way_back.isHidden()


def test_pages_questions_and_the_end_follow_each_other_and_lead_back_to_the_course(
    taught: Taught, tmp_path: Path
) -> None:
    taught.open(write_lesson(tmp_path))
    player, page = taught.lessons.player, taught.lessons.view.page
    left: list[bool] = []
    taught.lessons.course_asked.connect(lambda: left.append(True))
    assert player.place == -1
    for place in range(4):
        taught.qtbot.mouseClick(page.foot.next, LEFT)
        taught.settle()
        assert player.place == place
        walks = player.acting.hands.descent is not None
        assert walks == (place == 1), "question and summary stand beside the picture of the first page"
    assert taught.window.session.iteration == 5, "as it is after the deed"
    assert told(taught).words
    taught.qtbot.keyClick(taught.lessons.view, Key.Key_PageUp)
    taught.settle()
    right = [each.right for each in told(taught).answers].index(True)
    taught.qtbot.mouseClick(page.asking.answers[1 - right], LEFT)
    assert player.state.revealed
    taught.qtbot.mouseClick(page.another, LEFT)
    taught.settle()
    assert not player.state.revealed
    right = [each.right for each in told(taught).answers].index(True)
    taught.qtbot.mouseClick(page.asking.answers[right], LEFT)
    taught.qtbot.mouseClick(page.foot.next, LEFT)
    taught.settle()
    assert player.lesson is not None
    assert player.memory.results(player.lesson) == (True,)
    taught.qtbot.mouseClick(page.foot.next, LEFT)
    assert left
    assert taught.window.at_home.is_on


def test_progress_and_answers_are_kept(taught: Taught, tmp_path: Path, qtbot: QtBot, settings: Settings) -> None:
    lesson = write_lesson(tmp_path)
    taught.open(lesson, 0)
    page = taught.lessons.view.page
    taught.qtbot.mouseClick(page.asking.answers[1], LEFT)
    do(taught, "three steps")
    taught.qtbot.mouseClick(page.foot.next, LEFT)
    taught.settle()
    other = Taught(qtbot, settings)
    other.open(lesson)
    assert other.lessons.player.place == 1
    assert other.lessons.player.memory.progress.done == {0}
    other.lessons.player.turn_to(0)
    other.settle()
    assert other.lessons.view.page.state.chosen == 1
    assert other.lessons.view.page.state.revealed
    close_window(other.window)


def test_a_click_or_esc_stops_what_a_lesson_does(taught: Taught, tmp_path: Path) -> None:
    lesson = write_lesson(tmp_path, RECIPE.replace("go_on = 3 }]\n\n[page.runs]", "go_on = 3000 }]\n\n[page.runs]"))
    taught.lessons.open(lesson.name, 0, lesson.parent)
    player, view = taught.lessons.player, taught.lessons.view
    taught.qtbot.waitUntil(lambda: player.words.told is not None and not player.acting.acts)
    for stop in (
        lambda: taught.qtbot.keyClick(view, Key.Key_Escape),
        lambda: taught.qtbot.mouseClick(view.stage, LEFT, pos=QPoint(3, 3)),
    ):
        player.do("deed")
        taught.qtbot.waitUntil(lambda: taught.window.session.iteration > 3)
        assert player.acting.acts
        stop()
        assert not player.acting.acts
        taught.qtbot.waitUntil(lambda: player.acting.hands.at_rest)
        assert taught.window.session.iteration < 3000
        assert "deed" not in player.state.done


FAULTS = {
    "an expression that cannot be computed": (RECIPE, WORDS.replace("{=iteration}", "{=nonsense(1)}"), "en.md, line 7"),
    "a formula that cannot be read": (RECIPE, WORDS.replace("Now the loss", "Now $x^$ the loss"), "en.md, line 19"),
    "a picture that is missing": (RECIPE, WORDS.replace("Only for", "![a pig](pig.png)\n\nOnly for"), "en.md, line 23"),
    "an action that is none": (RECIPE.replace("go_to = 2", "fly = 2"), WORDS, "lesson.toml, line 7, page 1"),
    "an action that cannot be done": (
        RECIPE.replace("go_to = 2", 'choose = "w[9]1,1"'),
        WORDS,
        "lesson.toml, line 7, key “start”",
    ),
    "a deed that cannot be done": (
        RECIPE.replace("[{ go_on = 3 }]", '[{ choose = "w[9]1,1" }]', 1),
        WORDS,
        "lesson.toml, line 8, key “deed”",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_at_fault_is_named_and_the_next_one_follows(taught: Taught, tmp_path: Path, fault: str) -> None:
    recipe, words, where = FAULTS[fault]
    taught.open(write_lesson(tmp_path, recipe, words), 0)
    assert any(f"own-lesson/{where}" in each for each in taught.faults), taught.faults
    assert taught.lessons.player.page is not None
    assert taught.lessons.player.page.title == "A task"
    assert taught.window.banner.isVisible()


CHECK = 'check = "abs(quotient - secant(0.1)) < 1e-12"'


@pytest.mark.parametrize(
    "check",
    [
        'check = "nonsense > 1"',
        'check = "loss < 1"',
        'check = "quotient < quotient"\nsolutions = [[{ secant = 0.1 }], [{ secant = 2 }]]',
    ],
)
def test_a_task_that_cannot_be_done_is_named(taught: Taught, tmp_path: Path, check: str) -> None:
    lesson = write_lesson(tmp_path, RECIPE.replace(CHECK, check))
    taught.open(lesson, 1)
    taught.qtbot.waitUntil(lambda: bool(taught.faults))
    assert "own-lesson/lesson.toml, line 24, key “task”" in taught.faults[0]
    assert taught.lessons.player.page is not None
    assert taught.lessons.player.page.title == "A task"


def test_a_notation_holds_for_its_page(taught: Taught, tmp_path: Path) -> None:
    recipe = RECIPE.replace("[{ go_to = 2 }]", '[{ go_to = 2 }, { notation = "nielsen" }]')
    taught.open(write_lesson(tmp_path, recipe), 0)
    assert taught.window.look.notation.name == "nielsen"
    taught.lessons.player.next()
    taught.settle()
    assert taught.window.look.notation.name == "articles"


def pack(path: Path, files: dict[str, str]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_dropped_folder_and_an_opened_zip_are_lessons(
    taught: Taught, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.files.folders.documents", lambda: tmp_path / "documents")
    player, folder = taught.lessons.player, write_lesson(tmp_path)
    zipped = pack(tmp_path / "sent.zip", {"a/lesson.toml": RECIPE, "a/en.md": WORDS})
    taught.window.own_data.take(folder)
    taught.qtbot.waitUntil(lambda: player.lesson is not None and player.lesson.folder == folder)
    taught.settle()
    taught.window.files.open_file(zipped)
    kept = tmp_path / "documents" / "Chalkgrad lessons" / "a"
    taught.qtbot.waitUntil(lambda: player.lesson is not None and player.lesson.folder == kept)
    taught.settle()
    assert taught.lessons.view.isVisible()


def test_a_harmful_zip_is_refused_and_the_window_stays_as_it_was(taught: Taught, tmp_path: Path) -> None:
    told: list[str] = []
    taught.window.session.message.connect(lambda message: told.append(message.text))
    taught.window.files.open_file(pack(tmp_path / "sent.zip", {"../a.toml": ""}))
    taught.qtbot.waitUntil(lambda: bool(told))
    assert "leaves the lesson's folder" in told[0]
    assert taught.window.banner.isVisible()
    assert taught.window.transport.isVisible()


def test_a_lesson_of_ones_own_is_none_of_the_course(taught: Taught, tmp_path: Path) -> None:
    lesson = write_lesson(tmp_path, f"place = 1\n{RECIPE}")  # as in a copy of the first one
    taught.open(lesson)
    assert taught.lessons.view.page.number.text() == "Your own lesson"


def test_a_lesson_that_is_on_its_way_is_given_up_where_a_page_is_turned(taught: Taught, tmp_path: Path) -> None:
    taught.open(write_lesson(tmp_path), 1)
    taught.lessons.open("01-pigs")
    taught.lessons.player.turn_to(0)
    taught.settle()
    assert taught.lessons.is_calm
    assert taught.lessons.player.lesson.name == "own-lesson"


def test_to_leave_a_page_is_to_leave_its_telling(
    taught: Taught, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught.open(write_lesson(tmp_path), 1)
    monkeypatch.setattr(lesson_jobs, "SECONDS", 0.0)
    told, tell = list[Page](), lesson_jobs._tell

    def noting(acted: Acted, whole: bool) -> Telling:
        told.append(acted.page)
        return tell(acted, whole)

    monkeypatch.setattr(lesson_jobs, "_tell", noting)
    player = taught.lessons.player
    player.turn_to(0)
    qtbot.waitUntil(lambda: len(told) > 2)
    player.turn_to(1)
    left = len(told)
    taught.settle()
    first, second = player.lesson.pages[:2]
    assert {page.place for page in told[:left]} == {first.place}
    assert {page.place for page in told[left:]} == {second.place}
    assert player.words.told.title == second.title


def test_ones_own_solution_is_kept_and_comes_back_another_day(
    taught: Taught, tmp_path: Path, qtbot: QtBot, settings: Settings
) -> None:
    check = 'check = "hidden_neurons >= 7 and iteration >= 5"'
    page = f'scene = "xor-tanh"\nviews = ["loss"]\n\n[page.task]\n{check}\n'
    lesson = write_lesson(tmp_path, re.sub(r'scene = "pigs".*?check = .*?\n', page, RECIPE, flags=re.DOTALL))
    taught.open(lesson, 1)
    own, session = taught.lessons.view.page.task.own, taught.window.session
    assert not own.isVisible()
    taught.lessons.show_lab()
    network = Network((DenseLayer(7, Tanh()),), Sigmoid())
    session.edit(replace(session.experiment, network=network))
    taught.settle()
    taught.window.player.go_to(5)
    qtbot.waitUntil(lambda: taught.lessons.player.state.solved)
    theta = taught.lessons.player.acting.hands.theta.tobytes()
    taught.lessons.come_back()
    taught.settle()
    assert session.experiment.network != network
    for window in (taught, other := Taught(qtbot, settings)):
        if window is other:
            window.open(lesson, 1)
        page, hands = window.lessons.view.page, window.lessons.player.acting.hands
        assert page.state.solved
        qtbot.mouseClick(page.task.own, LEFT)
        qtbot.waitUntil(lambda hands=hands: hands.at_rest and hands.now == 5)
        assert (hands.experiment.network, hands.theta.tobytes()) == (network, theta)
        assert window.lessons.is_on
        window.window.session.edits.undo()
        window.settle()
        assert hands.experiment.network != network
    close_window(other.window)


def test_a_closing_question_comes_back_with_its_numbers_and_its_verdict(
    taught: Taught, tmp_path: Path, qtbot: QtBot, settings: Settings
) -> None:
    lesson = write_lesson(tmp_path)
    taught.open(lesson, 2)
    page, player = taught.lessons.view.page, taught.lessons.player
    for _ in range(3):
        player.ask_another()
        taught.settle()
    asked = told(taught)
    right = [each.right for each in asked.answers].index(True)
    qtbot.mouseClick(page.asking.answers[right], LEFT)
    other = Taught(qtbot, settings)
    other.open(lesson, 3)
    assert other.lessons.player.memory.results(other.lessons.player.lesson) == (True,)
    other.lessons.player.turn_to(2)
    other.settle()
    assert told(other) == asked
    assert other.lessons.player.state.chosen == right
    close_window(other.window)
