"""All that the course says is true: every claim, number, answer, task and question of every page."""

from __future__ import annotations

import pytest

from core.course.checking import QUESTIONS, check_lesson, words_in
from core.course.course import FOLDER, lesson_names
from core.course.groups import GROUPS
from core.course.lesson import Choosable, Page, Paragraph
from core.course.reading import read_lesson

WORDS_A_MINUTE = 200
"""As many are read at most."""


def read_words(page: Page) -> int:
    """Return how many words of a page are read, with its question and its explanation."""
    asked = (page.ahead.words, *(_as_block(each) for each in page.ahead.answers)) if page.ahead else ()
    task = page.task.words if page.task else ()
    return sum(map(words_in, (page.words, *asked, page.explanation, task)))


def _as_block(answer: Choosable) -> tuple[Paragraph, ...]:
    return (Paragraph(0, answer.words), Paragraph(0, answer.thought))


@pytest.mark.slow
@pytest.mark.parametrize("name", lesson_names())
def test_all_that_a_lesson_says_holds(name: str) -> None:
    assert check_lesson(read_lesson(FOLDER / name), slow=True) == []


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_has_its_form(name: str) -> None:
    lesson = read_lesson(FOLDER / name)
    assert lesson.faults == ()
    assert name.startswith(f"{lesson.place:02d}-")
    assert 6 <= len(lesson.pages) <= 10
    assert 8 <= lesson.minutes <= 15
    assert sum(map(read_words, lesson.pages)) <= WORDS_A_MINUTE * lesson.minutes
    assert len(lesson.closing) == QUESTIONS
    assert lesson.summary
    assert lesson.intro


def test_lessons_stand_in_the_order_of_their_groups() -> None:
    lessons = [read_lesson(FOLDER / name) for name in lesson_names()]
    places = [list(GROUPS).index(lesson.group) for lesson in lessons]
    assert places == sorted(places)
    assert len({lesson.place for lesson in lessons}) == len(lessons)
