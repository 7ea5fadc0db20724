"""A lesson on the stage: Page Down brings the next point, and Page Up takes it back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.course.lesson import Doing
from core.course.showing import ToldPage
from core.training.notation import ARTICLES
from gui.course.on_stage import LessonOnStage
from gui.course.points import points_of
from gui.shell.settings import Settings
from gui.stage.stage import Stage
from tests.gui.conftest import close_window
from tests.gui.course.lesson_window import RECIPE, WORDS, Taught, write_lesson
from tests.gui.course.pages import paragraph

StageKey = Qt.Key
pytestmark = pytest.mark.slow
EVIDENCE = "{do}`Look at the network <fast>`.\n\nThen take {do}`three steps`."


@pytest.fixture
def taught(qtbot: QtBot, settings: Settings) -> Iterator[Taught]:
    """Return a window that can show lessons."""
    made = Taught(qtbot, settings)
    yield made
    close_window(made.window)


def present(taught: Taught, folder: Path, place: int = 0) -> tuple[Stage, LessonOnStage]:
    """Put a lesson on the stage by its key."""
    taught.open(write_lesson(folder), place)
    taught.qtbot.keyClick(taught.lessons.view, StageKey.Key_F5)
    taught.settle()
    return taught.window.presenting.stage, taught.lessons.lead


def press(taught: Taught, key: Qt.Key) -> None:
    taught.qtbot.keyClick(taught.window.presenting.stage, key)
    taught.settle()


def standing(taught: Taught) -> tuple[object, ...]:
    """Return all that somebody who sits there sees."""
    stage, lead, window = taught.window.presenting.stage, taught.lessons.lead, taught.window
    timeline = window.player.timeline
    theta = taught.lessons.player.acting.hands.theta.tobytes() if window.player.training is not None else b""
    views = tuple(view.name for view in stage.chosen)
    shown = stage.top_line.title, stage.caption.words, stage.time.next, views
    return (*shown, lead.card.ballot if lead.card.isVisible() else None, timeline.now, theta)


def test_who_is_quicker_than_the_lesson_stays_in_it(taught: Taught, tmp_path: Path) -> None:
    lesson, over = write_lesson(tmp_path), list[bool]()
    taught.lessons.player.ended.connect(lambda: over.append(True))
    taught.lessons.open(lesson.name, 0, lesson.parent)
    taught.lessons.present()
    assert taught.lessons.player.lesson is None, "it is still being read"
    taught.lessons.lead.next()
    taught.lessons.lead.back()
    taught.qtbot.waitUntil(lambda: taught.lessons.player.lesson is not None)
    taught.settle()
    assert (over, taught.lessons.lead.is_on, taught.lessons.is_open) == ([], True, True)
    assert taught.window.presenting.stage.top_line.title == "A lesson for tests · Three steps"


def test_the_points_of_a_page_come_one_after_the_other(taught: Taught, tmp_path: Path) -> None:
    stage, lead = present(taught, tmp_path)
    assert stage.isVisible()
    assert [view.name for view in stage.chosen] == ["loss", "regions"]
    assert stage.top_line.title == "A lesson for tests · Three steps"
    assert stage.caption.words.startswith("At iteration 2 the loss is")
    press(taught, StageKey.Key_PageDown)
    assert stage.caption.words.startswith("Take three steps")
    assert stage.time.next == "next: the question"
    press(taught, StageKey.Key_PageDown)
    assert lead.card.isVisible()
    assert lead.card.ballot.question is not None
    assert [each.words for each in lead.card.ballot.question.options] == ["at iteration four", "at iteration five"]
    press(taught, StageKey.Key_1)
    press(taught, StageKey.Key_2)
    press(taught, StageKey.Key_2)
    assert lead.card.ballot.tally == (1, 2)
    press(taught, StageKey.Key_PageDown)
    assert taught.window.session.iteration == 5
    assert lead.card.ballot.truth is not None
    assert lead.card.ballot.truth.right == 1
    assert lead.card.ballot.foot.startswith("1:  That is two steps")
    press(taught, StageKey.Key_PageDown)
    assert not lead.card.isVisible()
    assert stage.caption.words == "Larger ones"
    assert taught.lessons.player.state.done == {"deed", "fast"}
    press(taught, StageKey.Key_PageDown)
    assert stage.caption.words.startswith("Now the loss is")
    press(taught, StageKey.Key_PageDown)
    assert stage.top_line.title == "A lesson for tests · A task"
    assert [view.name for view in stage.chosen] == ["function"]


def test_page_up_takes_each_point_back_exactly(taught: Taught, tmp_path: Path) -> None:
    _, lead = present(taught, tmp_path)
    seen = [standing(taught)]
    for _ in range(14):
        if lead.card.isVisible() and lead.card.ballot.counting:
            press(taught, StageKey.Key_2)
            seen[-1] = standing(taught)
        press(taught, StageKey.Key_PageDown)
        if not taught.window.presenting.is_on or taught.lessons.player.place == len(taught.lessons.player.titles) - 1:
            break
        seen.append(standing(taught))
    for before in reversed(seen):
        press(taught, StageKey.Key_PageUp)
        assert standing(taught) == before


def test_the_teacher_reads_the_notes_and_the_desk_shows_the_same_page_after(taught: Taught, tmp_path: Path) -> None:
    present(taught, tmp_path)
    assert taught.window.presenting.bar.lines[2] == "Only for the teacher."
    for _ in range(6):
        press(taught, StageKey.Key_PageDown)
    for _ in range(2):
        taught.qtbot.keyClick(taught.window.presenting.stage, StageKey.Key_Escape)
    taught.settle()
    assert taught.lessons.view.isVisible()
    assert taught.lessons.player.place == 1
    assert taught.lessons.view.page.heading.spoken == "A task"
    assert taught.window.presenting.bar.lines[2] != "Only for the teacher."


def test_the_end_of_the_lesson_leads_back_to_the_course(taught: Taught, tmp_path: Path) -> None:
    present(taught, tmp_path, 3)
    left: list[bool] = []
    taught.lessons.course_asked.connect(lambda: left.append(True))
    press(taught, StageKey.Key_PageDown)
    assert left
    assert not taught.window.presenting.is_on


def test_a_closing_question_asks_of_no_future_and_tells_no_step(taught: Taught, tmp_path: Path) -> None:
    stage, lead = present(taught, tmp_path, 2)
    assert stage.caption.words == "What do you think?"
    assert stage.time.next == "next: the answer"
    press(taught, StageKey.Key_PageDown)
    assert lead.card.ballot.heading == "The answer"
    assert stage.caption.words == ""


def test_what_the_lesson_is_about_stands_beside_the_first_pages_views(taught: Taught, tmp_path: Path) -> None:
    stage, _ = present(taught, tmp_path, -1)
    assert stage.caption.words == "What it is about."
    assert [view.name for view in stage.chosen] == ["loss", "regions"]


def test_a_question_stands_beside_the_evidence(taught: Taught, tmp_path: Path) -> None:
    recipe = RECIPE.replace("fast = [{ set", 'fast = [{ views = ["network"] }, { set')
    words = WORDS.replace("Take {do}`three steps`, or {do}`larger ones <fast>`.", EVIDENCE)
    taught.open(write_lesson(tmp_path, recipe, words), 0)
    taught.qtbot.keyClick(taught.lessons.view, StageKey.Key_F5)
    taught.settle()
    stage, lead = taught.window.presenting.stage, taught.lessons.lead
    press(taught, StageKey.Key_PageDown)
    assert stage.caption.words == "Look at the network."
    for _ in range(2):
        press(taught, StageKey.Key_PageDown)
    assert lead.card.isVisible()
    assert [view.name for view in stage.chosen] == ["network"]
    press(taught, StageKey.Key_PageDown)
    press(taught, StageKey.Key_PageUp)
    assert [view.name for view in stage.chosen] == ["network"]


def test_a_sentence_with_a_run_is_said_as_that_is_shown() -> None:
    told = ToldPage(
        "",
        (paragraph("It crawls. ", Doing("α = 0.1", "tenth"), " does not. It is there."),),
        explanation=(paragraph("Both ", Doing("α = 0.2", "fifth"), " and ", Doing("α = 0.8", "eight"), " do."),),
    )
    points = [(each.kind, each.words[0], each.deed) for each in points_of(told, False, ARTICLES)]
    assert points == [
        ("say", "It crawls.", ""),
        ("run", "α = 0.1 does not.", "tenth"),
        ("say", "It is there.", ""),
        ("explain", "Both α = 0.2 and α = 0.8 do.", ""),
        ("run", "α = 0.2", "fifth"),
        ("run", "α = 0.8", "eight"),
    ]


def test_a_second_page_up_leaps_over_no_page_while_the_first_one_is_on_its_way(taught: Taught, tmp_path: Path) -> None:
    stage, _ = present(taught, tmp_path, 1)
    assert taught.lessons.player.place == 1
    for _ in range(2):
        taught.qtbot.keyClick(stage, StageKey.Key_PageUp)
    taught.settle()
    assert taught.lessons.player.place == 0
    assert stage.caption.words.startswith("Now the loss is")


def test_page_down_is_not_lost_while_something_is_being_done(taught: Taught, tmp_path: Path) -> None:
    stage, lead = present(taught, tmp_path)
    for _ in range(2):
        press(taught, StageKey.Key_PageDown)
    for _ in range(2):
        taught.qtbot.keyClick(stage, StageKey.Key_PageDown)
    assert taught.lessons.player.acting.acts
    taught.qtbot.waitUntil(lambda: stage.caption.words.startswith("Larger ones"))
    taught.settle()
    assert not lead.card.isVisible()
    assert taught.window.session.iteration == 5
