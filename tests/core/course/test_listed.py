"""The course at a glance says what the lessons themselves say, and how far somebody is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.course.course import lesson_names, load_lesson
from core.course.groups import GROUPS
from core.course.listed import RECIPE, RESOURCES, WORDS, listed_lessons, listed_scene, own_lessons
from core.course.progress import CourseProgress, progress_from, progress_to
from core.course.reading import BrokenLesson, read_lesson
from core.exchange.scenes import load_scene, scene_names


def test_all_lessons_are_listed_in_their_order() -> None:
    listed = listed_lessons()
    assert {each.name for each in listed} == set(lesson_names())
    places = [(list(GROUPS).index(each.group), each.place) for each in listed]
    assert places == sorted(places)


@pytest.mark.parametrize("name", lesson_names())
def test_what_is_listed_is_what_the_lesson_says(name: str) -> None:
    lesson, listed = load_lesson(name), next(each for each in listed_lessons() if each.name == name)
    said = (lesson.title, lesson.group, lesson.place, lesson.minutes, len(lesson.pages))
    assert said == (listed.title, listed.group, listed.place, listed.minutes, listed.pages)
    assert bool(listed.intro) == bool(lesson.intro)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes of that kind")
def test_what_would_never_end_is_not_read(tmp_path: Path) -> None:
    for number, special in enumerate((RECIPE, WORDS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in (RECIPE, WORDS):
            os.mkfifo(folder / file) if file == special else (folder / file).write_text("minutes = 1\n")
        with pytest.raises(BrokenLesson, match=f"{special}: is a pipe"):
            read_lesson(folder)
    assert own_lessons(tmp_path) == own_lessons(tmp_path / "0" / RECIPE) == own_lessons(Path("x" * 300)) == []


@pytest.mark.parametrize("name", scene_names())
def test_scenes_are_listed_as_they_are(name: str) -> None:
    scene, listed = load_scene(name), listed_scene(name)
    assert listed.title == scene.title
    assert listed.words
    assert " ".join(scene.text.split()).startswith(listed.words)


@pytest.mark.parametrize("recipe", ["group = ", "group = 'nowhere'", "", "\x00"])
def test_a_broken_lesson_is_not_listed(tmp_path: Path, recipe: str) -> None:
    folder = tmp_path / "01-broken"
    folder.mkdir()
    (folder / "lesson.toml").write_text(recipe)
    assert not listed_lessons(tmp_path)
    (folder / "en.md").write_bytes(b"# \xff")
    assert not listed_lessons(tmp_path)


def test_the_list_needs_no_numpy() -> None:
    code = "import sys, core.course.listed as listed; listed.listed_lessons(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=RESOURCES.parent, check=False).returncode == 0


@pytest.mark.parametrize("progress", [CourseProgress(), CourseProgress(3), CourseProgress(1, frozenset({0, 1, 12}))])
def test_progress_comes_back_as_it_was_written(progress: CourseProgress) -> None:
    assert progress_from(progress_to(progress)) == progress


@pytest.mark.parametrize("text", ["", "x", "1:a", "-1:2", "²:", "1:²", "1.5:2"])
def test_what_is_no_progress_is_the_start(text: str) -> None:
    assert progress_from(text) == CourseProgress()


def test_a_lesson_is_finished_when_all_its_pages_are_done() -> None:
    progress = CourseProgress(2).with_done(0).with_done(2)
    assert not progress.finished(3)
    assert progress.with_done(1).finished(3)
    assert [progress.at(page).minutes_left(12, 6) for page in range(7)] == [12, 10, 8, 6, 4, 2, 1]
