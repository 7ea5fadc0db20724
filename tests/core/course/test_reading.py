"""Lessons are read from a folder; what is wrong in them is named with file and line, and the rest is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.course.actions.catalogue import ACTIONS
from core.course.checking import check_lesson
from core.course.lesson import Doing, Paragraph, Term
from core.course.measures.catalogue import MEASURES
from core.course.reading import DIRECTIVES, PAGE_KEYS, BrokenLesson, read_lesson
from core.course.workbench import LessonBench
from tests.core.course.lesson_files import RECIPE, WORDS, edited, line_of, told_of, write


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
        (
            "{ secant = 0.5 }",
            "{ fly = 1 }",
            ", page 1, key “fly”: There is no action “fly”; the actions are: open, set",
        ),
        ("{ secant = 4 }", "{ secant = 1 }, { secant = 2 }, { fly = 1 }", "There is no action “fly”"),
        ("[{ go_to = 20 }]", "[{ go_to = 2_000_000 }]", "must be a whole number from 0"),
        ("[{ go_to = 1 }]", "[{ leap = 1 }]", "There is no action “leap”"),
        ("{ secant = 0.5 }", '{ secant = "x" }', ", page 1, key “secant”"),
        ("{ secant = 0.5 }", "{ go_to = -1 }", "must be a whole number from 0"),
        ("{ secant = 0.5 }", "{ go_to = 1, secant = 2 }", "one verb"),
        ("{ secant = 0.5 }", '"secant"', "one verb"),
        ('views = ["function"]', 'views = ["moon"]', ", page 1, key “views”"),
        ('scene = "pigs"', 'scene = "nowhere"', "There is no scene “nowhere”"),
        ('scene = "pigs"', 'scene = "../secret"', "There is no scene"),
        ('claims = ["slope(4) == 40"]', 'claims = ["slope(4) =="]', "is no expression"),
        ('claims = ["slope(4) == 40"]', 'claims = [\n  "1 < 2",\n  "slope(4) =="]', "is no expression"),
        ('claims = ["slope(4) == 40"]', "claims = [{ held = 1 }]", "key “held”"),
        ('claims = ["slope(4) == 40"]', 'claims = "slope(4) == 40"', "key “claims”: must be a list"),
        ("right = 1", "right = 3", "2 answers"),
        ('holds = ["quotient > slope(4)", "quotient < slope(4)"]', 'holds = ["1 <", "2"]', "is no expression"),
        ('shows = ["", "far"]', 'shows = ["", "near"]', "“near” is no run"),
        ('shows = ["", "far"]', 'shows = ["far"]', "key “shows”: the words have 2 answers"),
        ("claims =", "claim =", "key “claim”"),
        ("check =", "goal =", "key “goal”"),
        ("check = ", "check = 3 #", "key “check”: must be a text"),
        ("solutions = [[{ go_to = 20 }], [{ set = { start = [0.5] } }]]", "solutions = 3", "must be a list"),
        ("draw = {", "draw = { b = [],", "question “slope”, key “b”: is drawn from"),
        ("draw = {", "page = 9\ndraw = {", "question “slope”, key “page”: names page 9"),
        ('"a*x*x"]', '"a*x*"]', "is no expression"),
        ("minutes = 8", "minutes = 0", "key “minutes”"),
        ("minutes = 8", "hours = 8", "key “hours”"),
        ('group = "slopes"', 'group = "hills"', "key “group”"),
    ],
)
def test_what_is_wrong_in_the_recipe_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    recipe = edited(RECIPE, old, new)
    faults = told_of(write(tmp_path / "own", recipe))
    end = line_of(recipe, new) + new.count("\n")
    near = {line_of(recipe, new), end} if told not in ("2 answers",) else {end, end + 1}
    assert any(f"own/lesson.toml, line {line}" in fault and told in fault for line in near for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# A small lesson", "A small lesson", "line 1: The words begin with the lesson's title"),
        ("## Steeper", "### Steeper", "Below the title"),
        ("Pigs.", "> quoted", "A lesson has no blockquote"),
        (":::{explain}", ":::{explane}", "There is no {explane}"),
        (":::{explain}", ":::explain", "is no directive"),
        ("{do}`Look half", "{jump}`Look half", "There is no role {jump}"),
        ("1. yes\n2. no\n\n   The curve bends upwards.", "yes or no", "A question has words, then a list"),
        ("Ask for the units.", "![a pig](pig.png)", "The picture “pig.png” is missing"),
        ("Ask for the units.", "![a pig](../../pig.png)", "is no picture in the lesson's folder"),
        ("Ask for the units.", "> quoted", "A lesson has no blockquote"),
        ("Ask for the units.", "<b>bold</b>", "A lesson has no html"),
        ("Ask for the units.", "[here](https://example.org)", "A lesson has no link"),
        ("Take more steps.", "- - a\n\n      <i>", "A lesson has no"),
        ("Slopes *grow*.", "<i>grow</i>", "A lesson has no html"),
        (":::{question} slope", ":::{question} hill", "no table [question.hill]"),
        ("## Steeper", "## Another\n\n## Steeper", "2 headings"),
    ],
)
def test_what_is_wrong_in_the_words_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    words = edited(WORDS, old, new)
    faults = told_of(write(tmp_path / "own", words=words))
    first = line_of(words, new) - 3 * (told[:10] == "A question")
    near = range(first, first + 3)
    assert any(f"own/en.md, line {line}:" in fault and told in fault for line in near for fault in faults), faults


def test_a_page_at_fault_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    more = '[[page]]\nscene = "nowhere"\n\n[[page]]\n\n[[page]]\nscene = "pigs"\nviews = ["function"]\n\n'
    recipe = RECIPE.replace("[question.slope]", f"{more}[question.slope]")
    pages = "## Second\n\nMore.\n\n## Third\n\n<b>\n\n## Fourth\n\n"
    words = WORDS.replace(":::{question} slope", f"{pages}:::{{question}} slope")
    lesson = read_lesson(write(tmp_path / "own", recipe, words))
    assert [page.title for page in lesson.pages] == ["Steeper and steeper", "Fourth"]
    assert lesson.closing
    assert lesson.summary
    scene, html, after = lesson.faults
    second = line_of(recipe, 'scene = "nowhere"')
    assert f"own/lesson.toml, line {second}, page 2: There is no scene" in scene
    assert f"own/en.md, line {line_of(words, '<b>')}: A lesson has no html" in html
    assert f"own/lesson.toml, line {second + 2}, page 3, key “scene”" in after


def test_a_question_at_fault_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    recipe = RECIPE + '[question.other]\nvalues = ["1", "2"]\ntruth = "1"\n'
    words = WORDS.replace(":::{summary}", ":::{question} other\nOne?\n\n1. 1\n2. 2\n:::\n\n:::{summary}")
    broken = edited(recipe, "draw = {", "drawn = {")
    lesson = read_lesson(write(tmp_path / "own", broken, words))
    assert [closing.name for closing in lesson.closing] == ["other"]
    (fault,) = lesson.faults
    assert f"own/lesson.toml, line {line_of(broken, 'drawn')}, question “slope”, key “drawn”" in fault


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


def test_the_readme_names_every_verb_directive_and_measure() -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    section = text.partition("### Write a lesson")[2].partition("\n### ")[0]
    assert [verb for verb in ACTIONS if f"`{verb}`" not in section] == []
    assert [kind for kind in (*DIRECTIVES, "hint") if f"{{{kind}}}" not in section] == []
    assert [key for key in PAGE_KEYS if key not in section] == []
    assert [name for name in MEASURES if not re.search(rf"`{name}[`(]", section)] == []
