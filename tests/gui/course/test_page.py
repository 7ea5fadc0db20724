"""A page of a lesson under real clicks and keys: what it asks for, what it shows, and where the keyboard goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from core.course.lesson import Doing, Mathematics, Paragraph
from core.exchange.glossary import glossary
from core.exchange.notations import load_notation
from core.exchange.page_state import PageState
from core.training.notation import ARTICLES
from gui.course.boxes import as_written
from gui.course.buttons import DeedButton
from gui.course.page import LessonPage
from gui.course.parting import with_deed_last
from gui.course.words import LessonWords
from gui.widgets.controls import dress
from gui.widgets.theme import Look
from gui.widgets.whats_this import TermBox
from tests.gui.course.pages import TITLES, TOLD, make_page, open_page, paragraph, place, settle

RUN, DEED = Doing("a tenth", "tenth"), Doing("go", "deed")
KeyName = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def shared_page(qapp: QApplication) -> Iterator[LessonPage]:
    """Return a page that the tests share."""
    page = LessonPage()
    yield page
    page.deleteLater()


@pytest.fixture
def page(qtbot: QtBot, shared_page: LessonPage) -> Iterator[LessonPage]:
    """Return the page with everything, as if nobody had been there."""
    open_page(qtbot, shared_page)
    yield shared_page
    shared_page.hide()


def deed_of(words: LessonWords, deed: str) -> DeedButton:
    """Return the button of a deed."""
    return next(button for button in words.deeds.values() if button.doing.deed == deed)


def text_of(words: LessonWords) -> str:
    """Return what is shown; nothing if it is not."""
    return words.spoken if not words.isHidden() and words.parentWidget().isVisible() else ""


# What is asked for


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_click_or_a_digit_gives_an_answer(qtbot: QtBot, page: LessonPage, place: int) -> None:
    with qtbot.waitSignal(page.answered) as first:
        qtbot.mouseClick(page.asking.answers[place], LEFT)
    with qtbot.waitSignal(page.answered) as second:
        qtbot.keyClick(page, (KeyName.Key_1, KeyName.Key_2, KeyName.Key_3)[place])
    assert first.args == second.args == [place]
    assert page.state == PageState(chosen=place)
    assert [answer.isChecked() for answer in page.asking.answers[:3]] == [each == place for each in range(3)]


def test_a_digit_without_an_answer_does_nothing(qtbot: QtBot, page: LessonPage) -> None:
    with qtbot.assertNotEmitted(page.answered):
        qtbot.keyClick(page, KeyName.Key_4)
    assert page.state.chosen is None


@pytest.mark.parametrize("key", [KeyName.Key_Return, KeyName.Key_Enter, KeyName.Key_Space, None])
def test_deeds_are_asked_for_by_click_and_key(qtbot: QtBot, page: LessonPage, key: KeyName | None) -> None:
    for words, deed in ((page.deed, "deed"), (page.words, "tenth")):
        button = deed_of(words, deed)
        with qtbot.waitSignal(page.deed_asked) as asked:
            if key is None:
                qtbot.mouseClick(button, LEFT)
            else:
                button.setFocus()
                qtbot.keyClick(button, key)
        assert asked.args == [deed]


def test_head_and_foot_ask_for_pages_and_the_course(qtbot: QtBot, page: LessonPage) -> None:
    for button, signal in (
        (page.course, page.course_asked),
        (page.foot.back, page.back_asked),
        (page.foot.next, page.next_asked),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)
        with qtbot.waitSignal(signal):
            button.setFocus()
            qtbot.keyClick(button, KeyName.Key_Return)
    assert page.foot.counted.text() == "2 of 4"


def test_dots_ask_for_their_page(qtbot: QtBot, page: LessonPage) -> None:
    with qtbot.waitSignal(page.page_asked) as asked:
        qtbot.mouseClick(page.dots, LEFT, pos=page.dots.dots[2].center().toPoint())
    assert asked.args == [2]
    with qtbot.assertNotEmitted(page.page_asked):
        qtbot.mouseClick(page.dots, LEFT, pos=page.dots.dots[1].center().toPoint())
    page.dots.setFocus()
    for key, other in ((KeyName.Key_Left, 0), (KeyName.Key_Right, 2)):
        with qtbot.waitSignal(page.page_asked) as asked:
            qtbot.keyClick(page.dots, key)
        assert asked.args == [other]
    assert page.dots.accessibleName() == f"Page 2 of 4: {TITLES[1]}"


# What is shown


def test_question_stands_before_the_deed_and_explanation_after(qtbot: QtBot, page: LessonPage) -> None:
    page.reveal(0)
    settle(qtbot, page)
    parts = (page.words, page.asking.words, *page.asking.answers[:3], page.deed, page.thought, page.explanation)
    tops = [place(part, page).top() for part in parts]
    assert tops == sorted(tops)
    assert "Now look later:" in text_of(page.deed)
    assert "Now look later:" not in text_of(page.words)


@pytest.mark.parametrize(
    ("words", "above", "below"),
    [
        (("Look. First ", RUN, ", then ", DEED, "."), "Look.", "First a tenth, then go."),
        ((DEED, ". Or ", RUN, ", with more."), "", "go. Or a tenth, with more."),
        (("One thing. Another is ", Mathematics("x"), ": ", DEED), "One thing.", "Another is x: go"),
        (("No end, ", DEED), "", "No end, go"),
    ],
)
def test_the_sentence_with_the_deed_stands_below_the_question(
    words: tuple[object, ...], above: str, below: str
) -> None:
    kept, last = with_deed_last((paragraph("First."), paragraph(*words), paragraph("Last.")))
    shown = [
        [as_written(each.words, ARTICLES) for each in part if isinstance(each, Paragraph)] for part in (kept, last)
    ]
    assert shown == [["First.", *([above] if above else [])], [below, "Last."]]


def test_a_deed_waits_for_its_question(page: LessonPage) -> None:
    page.show_page(replace(TOLD, question=(), answers=(), explanation=()), 1, whole=False)
    assert page.deed.isHidden()
    assert "Now look later" not in page.words.spoken
    page.show_page(TOLD, 1)
    assert not page.deed.isHidden()


def test_without_a_question_the_deed_stands_where_it_was_written(page: LessonPage) -> None:
    page.show_page(replace(TOLD, question=(), answers=()), 0)
    assert page.deed.isHidden()
    assert "Now look later" in page.words.spoken
    assert text_of(page.explanation.words) == ""
    page.set_done("deed")
    assert "The slope is negative." in text_of(page.explanation.words)


def test_a_right_answer_is_told_so(page: LessonPage) -> None:
    page.press(1)
    page.set_done("deed")
    page.reveal(1)
    assert text_of(page.explanation.words).startswith("Right.")
    assert page.thought.isHidden()
    assert page.asking.answers[1].accessibleDescription() == "chosen, right"
    assert deed_of(page.deed, "deed").accessibleDescription() == "done"


def test_a_wrong_answer_is_told_the_thought_and_what_contradicts_it(qtbot: QtBot, page: LessonPage) -> None:
    page.press(0)
    page.reveal(0)
    assert text_of(page.thought.words).startswith("Not 1.\nMinus a negative number")
    assert text_of(page.explanation.words).startswith("Answer 2 is right.")
    assert page.asking.answers[0].accessibleDescription() == "chosen, wrong"
    with qtbot.waitSignal(page.deed_asked) as asked:
        qtbot.mouseClick(deed_of(page.thought.words, "tenth"), LEFT)
    assert asked.args == ["tenth"]


def test_nobody_is_judged_who_gave_no_answer(page: LessonPage) -> None:
    page.reveal(None)
    said = text_of(page.explanation.words)
    assert said
    assert "ight" not in said
    assert page.thought.isHidden()
    assert page.asking.answers[1].right


def test_once_the_answer_is_known_a_press_reads_a_thought(qtbot: QtBot, page: LessonPage) -> None:
    page.reveal(1)
    with qtbot.assertNotEmitted(page.answered):
        qtbot.mouseClick(page.asking.answers[2], LEFT)
    assert text_of(page.thought.words).startswith("Not 3.\nA long word.")
    assert page.state.chosen == 1


def test_what_is_said_last_comes_into_sight(qtbot: QtBot) -> None:
    page = make_page(qtbot, size=(584, 620))
    page.reveal(1)
    qtbot.waitUntil(lambda: page.scrolling.verticalScrollBar().value() > 0)
    view = page.scrolling.viewport()
    assert view.rect().contains(page.explanation.mapTo(view, QPoint(0, page.explanation.height() - 1)))


def test_a_task_has_a_state_and_hints_on_request(qtbot: QtBot, page: LessonPage) -> None:
    task = page.task
    assert "Not yet" in text_of(task.open)
    assert text_of(task.hints.words) == ""
    for words, last in (("Try a larger", False), ("Larger still", True)):
        page.scrolling.ensureWidgetVisible(task.button)
        qtbot.mouseClick(task.button, LEFT)
        assert words in text_of(task.hints.words)
        assert task.button.isHidden() == last
    page.set_task(True)
    assert "Done" in text_of(task.solved)
    assert text_of(task.open) == ""


def test_a_page_comes_back_as_it_was(page: LessonPage) -> None:
    page.press(0)
    page.set_done("deed")
    page.reveal(0)
    kept = page.state
    page.show_page(replace(TOLD, title=TITLES[0]), 0)
    assert page.state == PageState()
    page.show_page(TOLD, 1, kept)
    assert page.state == kept
    assert text_of(page.thought.words)


def test_closing_questions_come_one_at_a_time_with_other_numbers(qtbot: QtBot, page: LessonPage) -> None:
    page.show_closing(replace(TOLD, words=(), explanation=(), task=()), 2, "Question 2 of 3")
    assert text_of(page.heading) == "Question 2 of 3"
    page.reveal(1)
    assert text_of(page.explanation.words) == "Right."
    with qtbot.waitSignal(page.another_asked):
        qtbot.mouseClick(page.another, LEFT)
    page.show_page(TOLD, 1)
    assert page.another.isHidden()


def test_beginning_and_end(page: LessonPage) -> None:
    page.show_intro(TOLD.words[:1], 12)
    assert text_of(page.heading) == "About 12 minutes"
    assert not page.foot.back.isEnabled()
    page.show_summary(TOLD.words[3:4], 3, (True, False, None))
    assert "A secant averages" in text_of(page.summary.words)
    assert text_of(page.summary.results).splitlines()[1:] == ["1. ✓ right", "2. ✗ not yet right", "3. – not answered"]
    assert page.words.isHidden()
    page.show_page(TOLD, 1)
    assert page.summary.isHidden()


# Keyboard, screen readers, glossary, notation


@pytest.mark.slow
def test_tab_goes_down_the_page(qtbot: QtBot) -> None:
    page = make_page(qtbot)  # one that is hidden and shown again is not activated without a display
    page.reveal(0)
    page.activateWindow()
    page.setFocus()
    seen: list[QWidget | None] = []
    for _ in range(20):
        qtbot.keyClick(QApplication.focusWidget() or page, KeyName.Key_Tab)
        seen.append(QApplication.focusWidget())
        if seen[-1] is page.foot.next:
            break
    body = [part for part in seen if part is not None and page.scrolling.isAncestorOf(part)]
    tops = [place(part, page).center().y() for part in body]
    assert len(body) >= 8
    assert all(later >= before - 400 for before, later in pairwise(tops))
    assert [part for part in body if isinstance(part, DeedButton)] == [
        deed_of(page.words, "tenth"),
        deed_of(page.deed, "deed"),
        deed_of(page.thought.words, "tenth"),
    ]
    assert seen[-2:] == [page.foot.back, page.foot.next]


def test_everything_that_takes_the_keyboard_has_a_name(page: LessonPage) -> None:
    for part in page.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible():
            assert part.accessibleName() or part.property("text"), part
    assert page.asking.answers[0].accessibleName() == "Answer 1: −0.824"
    assert "The learning rate α says how far:" in page.words.accessibleName()


def _tip(words: QWidget, at: QPoint) -> str:
    QApplication.sendEvent(words, QHelpEvent(QHelpEvent.Type.ToolTip, at, words.mapToGlobal(at)))
    text = QToolTip.text()
    for tip in QApplication.topLevelWidgets():
        if tip.inherits("QTipLabel"):
            tip.hide()
    return text


@pytest.mark.parametrize(("spoken", "term"), [("rate", "learning rate"), ("α", "α"), ("secant", "secant")])
def test_a_term_is_explained_under_the_mouse(page: LessonPage, spoken: str, term: str) -> None:
    entry = glossary().entry(term)
    assert entry is not None
    box = next(each for each in page.words._lines.placed if each.box.spoken == spoken)
    assert entry.sentences[0][:30] in _tip(page.words, box.area.center().toPoint())


def test_a_marked_term_is_looked_up_by_click_and_by_key(qtbot: QtBot, page: LessonPage) -> None:
    box = next(each for each in page.words._lines.placed if each.box.marked)
    for by_key in (False, True):
        if by_key:
            qtbot.keyClick(page.words, KeyName.Key_Return)
        else:
            qtbot.mouseClick(page.words, LEFT, pos=box.area.center().toPoint())
        told = QApplication.activePopupWidget()
        assert isinstance(told, TermBox)
        assert "learning rate" in told.label.text()
        told.close()


def test_letters_follow_the_notation(qtbot: QtBot, page: LessonPage) -> None:
    dress(page, Look(notation=load_notation("nielsen")))
    settle(qtbot, page)
    painted = " ".join(each.box.spoken for each in page.words._lines.placed)
    assert "learning rate η says" in painted
    assert "w ← w − η ∂C/∂w" in painted
    assert [each.box.spoken for each in deed_of(page.deed, "deed")._lines.placed] == ["set", "η", "to", "1"]
    assert "learning rate α says" in page.words.accessibleName()  # the window writes what is not painted
