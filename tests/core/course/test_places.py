"""Where one begins in the course, and what was answered there."""

from __future__ import annotations

import pytest

from core.course.course import place_in_course, scene_of
from core.course.progress import states_from, states_to
from core.course.reading import BrokenLesson
from core.exchange.page_state import PageState
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


STATES: tuple[dict[int, PageState], ...] = (
    {},
    {0: PageState(1)},
    {3: PageState(0), 11: PageState(2, seed=3, right=False)},
    {1: PageState(solved=True), 8: PageState(1, right=True), 9: PageState(seed=2)},
)


@pytest.mark.parametrize("states", STATES)
def test_what_was_done_is_read_as_it_was_written(states: dict[int, PageState]) -> None:
    assert states_from(states_to(states)) == states


def test_what_is_usual_is_not_written() -> None:
    assert states_to({2: PageState(1, revealed=True, hints=2), 3: PageState()}) == "2:1"


@pytest.mark.parametrize("text", ["x", ":2", "1:x", "1.5:2", "²:1", "1:2:3:4:5:6", "1:1::2"])
def test_of_what_nobody_wrote_so_nothing_is_kept(text: str) -> None:
    assert states_from(text) == {}
