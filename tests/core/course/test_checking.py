"""What does not hold in a lesson is found: false claims, answers, numbers and tasks that nobody can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.course.checking import check_lesson
from core.course.reading import read_lesson
from tests.core.course.lesson_files import RECIPE, WORDS, edited, line_of, write


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("slope(4) == 40", "slope(4) == 41", "“slope(4) == 41” is not true: slope(4) is 40."),
        ("slope(4) == 40", "slope(4) == steepness", "nothing is called steepness"),
        ("slope(4) == 40", "coordinate(1, 10**9) > 0", "1e+09 is out of reach: it may be from 0 to 100,000"),
        ("slope(4) == 40", "rate(-1) > 0", "-1 is out of reach"),
        ("slope(4) == 40", "test_accuracy > 0", "a plain function is open"),
        ("quotient > slope(4)", "quotient > 50", "answer 1 is marked right, but “quotient > 50” is False"),
        ("quotient < slope(4)", "quotient < 50", "answer 2 is marked wrong, but “quotient < 50” is True"),
        ("right = 1", "right = 2", "answer 1 is marked wrong"),
        ("abs(coordinate(1)) < 1", "abs(coordinate(1)) < 0", "solution 1 does not pass"),
        ("abs(coordinate(1)) < 1", "abs(coordinate(1)) < 9", "it passes where it must not"),
        ("solutions = [[{ go_to = 20 }], [{ set = { start = [0.5] } }]]", "", "at least one solution"),
        ("{ secant = 0.5 }", "{ secant = 0 }", "page 1, key “deed”"),
        ("{ secant = 0.5 }", '{ weights = { "b[1]1" = 1 } }', "page 1, key “deed”"),
        ("{ secant = 4 }", "{ set = { start = [] , name = 'pony' } }", "page 1, key “far”"),
        ('views = ["function"]', 'views = ["network"]', "“network” is no view of this scene"),
        ('["2*a*x", "a*x*x"]', '["3*a*x", "a*x*x"]', "Question “slope”: with"),
        ('["2*a*x", "a*x*x"]', '["2*a*x", "a*x*2"]', "coincide"),
        ('["2*a*x", "a*x*x"]', '["2*a*x", "a*u"]', "nothing is called u"),
    ],
)
def test_what_does_not_hold_in_the_recipe(tmp_path: Path, old: str, new: str, told: str) -> None:
    recipe = edited(RECIPE, old, new)
    faults = check_lesson(read_lesson(write(tmp_path / "own", recipe)), own=True)
    assert any(told in fault for fault in faults), faults
    if new and "Question" not in told and "coincide" not in told and "[" not in new[:2]:
        wanted = line_of(recipe, "holds" if new == "right = 2" else new)
        assert any(f"own/lesson.toml, line {wanted}, page 1, key" in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{=slope(4)}. ", "40. ", "own/en.md, line 7: The number 40 is typed"),
        ("{=slope(4)}. ", "{=steepness(4)}. ", "line 7: “steepness(4)”: nothing is called steepness"),
        ("{=slope(4)}. ", "{=slope(4)::huge}. ", "line 7"),
        ("{=slope(4)}. ", "{=slope(4}. ", "line 7: “slope(4” is no expression"),
        ("$ at {=x}", "$ at {=y}", "nothing is called y"),
        ("Look half a year ahead`", "Look half a year ahead <near>`", "“near” is no run of this page"),
        ("{do}`Look half a year ahead`, or ", "", "Nothing in the words lets the deed happen"),
        ("\n\n   The curve bends upwards.", "", "Answer 2 is wrong: name the thought"),
        ("The slope", "The {term}`steepitude`", "line 7: “steepitude” is no term of the glossary"),
        ("The slope", "word " * 90 + "The slope", "words; at most 90"),
    ],
)
def test_what_does_not_hold_in_the_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    faults = check_lesson(read_lesson(write(tmp_path / "own", words=edited(WORDS, old, new))), own=True)
    assert any(told in fault for fault in faults), faults


def test_a_lesson_of_the_course_closes_with_three_questions(tmp_path: Path) -> None:
    (fault,) = check_lesson(read_lesson(write(tmp_path / "own")))
    assert "closes with 3 questions and a summary" in fault
