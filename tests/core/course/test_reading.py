"""Lessons are read from a folder; what is wrong in them is named with file and line, and the rest is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.course.actions.catalogue import ACTIONS
from core.course.checking import check_lesson
from core.course.lesson import Doing, Paragraph, Term
from core.course.reading import DIRECTIVES, PAGE_KEYS, BrokenLesson, read_lesson
from core.course.workbench import LessonBench
from tests.core.course.lesson_files import RECIPE, WORDS, edited, write


def test_a_lesson_is_read(tmp_path: Path) -> None:
    lesson = read_lesson(write(tmp_path / "own"))
    assert (lesson.title, lesson.group, lesson.minutes, lesson.faults) == ("A small lesson", "slopes", 8, ())
    (page,) = lesson.pages
    assert (page.title, page.views, len(page.start), len(page.deed)) == ("Steeper and steeper", ("function",), 2, 1)
    assert page.ahead is not None
    assert [each.shows for each in page.ahead.answers] == ["", "far"]
    assert page.task is not None
    assert (len(page.task.hints), len(page.task.solutions), len(page.task.fails)) == (1, 2, 1)
    assert page.explanation
    assert page.notes
    assert lesson.summary
    assert [closing.name for closing in lesson.closing] == ["slope"]
    assert check_lesson(lesson, own=True) == []


def test_links_know_their_deed_and_a_products_star_is_no_emphasis(tmp_path: Path) -> None:
    words = edited(WORDS, "{=slope(4)}.", "{=2*slope(4)} and {=3*slope(4)}, a {term}`secant`.")
    (page,) = read_lesson(write(tmp_path / "own", words=words)).pages
    inlines = [inline for block in page.words if isinstance(block, Paragraph) for inline in block.words]
    assert [each.deed for each in inlines if isinstance(each, Doing)] == ["deed", "far"]
    assert [each.text for each in inlines if isinstance(each, Term)] == ["secant"]
    assert not any(getattr(each, "emphasised", False) for each in inlines)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{ secant = 0.5 }", "{ fly = 1 }", "page 1, key “fly”: There is no action “fly”; the actions are: open, set"),
        ("{ secant = 0.5 }", '{ secant = "x" }', "page 1, key “secant”"),
        ("{ secant = 0.5 }", "{ go_to = -1 }", "must be a whole number from 0"),
        ("{ secant = 0.5 }", "{ go_to = 1, secant = 2 }", "one verb"),
        ('views = ["function"]', 'views = ["moon"]', "page 1, key “views”"),
        ('scene = "pigs"', 'scene = "nowhere"', "There is no scene “nowhere”"),
        ('scene = "pigs"', 'scene = "../secret"', "There is no scene"),
        ("slope(4) == 40", "slope(4) ==", "is no expression"),
        ("right = 1", "right = 3", "2 answers"),
        ('shows = ["", "far"]', 'shows = ["", "near"]', "“near” is no run"),
        ("claims =", "claim =", "key “claim”"),
        ("check =", "goal =", "key “goal”"),
    ],
)
def test_what_is_wrong_in_the_recipe_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BrokenLesson) as error:
        read_lesson(write(tmp_path / "own", edited(RECIPE, old, new)))
    assert told in str(error.value)
    assert "own/lesson.toml" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# A small lesson", "A small lesson", "line 1: The words begin with the lesson's title"),
        ("## Steeper", "### Steeper", "line 5: Below the title"),
        (":::{explain}", ":::{explane}", "There is no {explane}"),
        (":::{explain}", ":::explain", "is no directive"),
        ("{do}`Look half", "{jump}`Look half", "line 7: There is no role {jump}"),
        ("1. yes\n2. no\n\n   The curve bends upwards.", "yes or no", "A question has words, then a list"),
        ("Ask for the units.", "![a pig](pig.png)", "line 31: The picture “pig.png” is missing"),
        ("Ask for the units.", "![a pig](../../pig.png)", "is no picture in the lesson's folder"),
        ("Ask for the units.", "> quoted", "A lesson has no blockquote"),
        ("Ask for the units.", "<b>bold</b>", "A lesson has no html"),
        ("Ask for the units.", "[here](https://example.org)", "A lesson has no link"),
        (":::{question} slope", ":::{question} hill", "no table [question.hill]"),
        ("## Steeper", "## Another\n\n## Steeper", "2 headings"),
    ],
)
def test_what_is_wrong_in_the_words_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BrokenLesson) as error:
        read_lesson(write(tmp_path / "own", words=edited(WORDS, old, new)))
    assert told in str(error.value)
    assert "own/en.md, line" in str(error.value)


def test_a_page_at_fault_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    recipe = RECIPE.replace("[question.slope]", '[[page]]\nscene = "nowhere"\n\n[question.slope]')
    words = WORDS.replace(":::{question} slope", "## Second\n\nMore.\n\n:::{question} slope")
    lesson = read_lesson(write(tmp_path / "own", recipe, words))
    assert [page.title for page in lesson.pages] == ["Steeper and steeper"]
    (fault,) = lesson.faults
    assert "own/lesson.toml, page 2" in fault


def test_a_lesson_may_hold_in_one_notation_alone(tmp_path: Path) -> None:
    recipe = edited(RECIPE, "minutes = 8", 'minutes = 8\nnotation = "nielsen"')
    (page,) = read_lesson(write(tmp_path / "own", recipe)).pages
    bench = LessonBench()
    bench.act(page.start)
    assert bench.notation == "nielsen"
    with pytest.raises(BrokenLesson, match="notation"):
        read_lesson(write(tmp_path / "other", edited(recipe, "nielsen", "nobody")))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(BrokenLesson, match=r"own/lesson.toml: cannot be read"):
        read_lesson(tmp_path / "own")
    folder = write(tmp_path / "own", words="#" * 1_100_000)
    with pytest.raises(BrokenLesson, match=r"own/en.md: is too large"):
        read_lesson(folder)
    (folder / "en.md").write_bytes(b"# \xff\xfe")
    with pytest.raises(BrokenLesson, match=r"is not UTF-8 text \(byte 2\)"):
        read_lesson(folder)
    (folder / "en.md").unlink()
    (folder / "en.md").symlink_to(folder / "en.md")
    with pytest.raises(BrokenLesson, match=r"own/en.md: cannot be read"):
        read_lesson(folder)
    write(folder.parent / "other", recipe="page = [")
    with pytest.raises(BrokenLesson, match=r"other/lesson.toml: is not valid TOML"):
        read_lesson(folder.parent / "other")


def test_a_picture_that_is_a_circle_of_links(tmp_path: Path) -> None:
    folder = write(tmp_path / "own", words=edited(WORDS, "Ask for the units.", "![a pig](pig.png)"))
    (folder / "pig.png").symlink_to(folder / "pig.png")
    with pytest.raises(BrokenLesson, match=r"pig.png"):
        read_lesson(folder)


def test_the_readme_names_every_verb_and_directive() -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    section = text.partition("### Write a lesson")[2].partition("\n### ")[0]
    assert [verb for verb in ACTIONS if f"`{verb}`" not in section] == []
    assert [kind for kind in (*DIRECTIVES, "hint") if f"{{{kind}}}" not in section] == []
    assert [key for key in PAGE_KEYS if key not in section] == []
