"""Where one begins in the course, and what was answered there."""

from __future__ import annotations

import pytest

from core.course.course import place_in_course, scene_of
from core.course.progress import answers_from, answers_to
from core.course.reading import BrokenLesson
from core.exchange.scenes import BrokenScene


@pytest.mark.parametrize(("text", "found"), [("4", ("4", None)), ("4:2", ("4", 1)), ("01-pigs:1", ("01-pigs", 0))])
def test_a_text_names_a_lesson_and_a_page(text: str, found: tuple[str, int | None]) -> None:
    assert place_in_course(text) == found


@pytest.mark.parametrize("text", ["1:0", "1:x", "1:", "1:-2", "1:²", "1:1.5"])
def test_a_page_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BrokenLesson, match="pages counted from 1"):
        place_in_course(text)


def test_a_lesson_or_page_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(BrokenScene, match="The lessons are: 01-pigs"):
        scene_of("nothing")
    with pytest.raises(BrokenScene, match="has pages 1 to"):
        scene_of("1:99")
    assert scene_of("1:2").name == "01-pigs/growth"


@pytest.mark.parametrize("answers", [{}, {0: 1}, {3: 0, 11: 2}])
def test_answers_are_read_as_they_were_written(answers: dict[int, int]) -> None:
    assert answers_from(answers_to(answers)) == answers


@pytest.mark.parametrize("text", ["x", "1:", ":2", "1:x", "1.5:2", "²:1"])
def test_of_answers_that_nobody_wrote_so_nothing_is_kept(text: str) -> None:
    assert answers_from(text) == {}
