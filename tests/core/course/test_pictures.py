"""Small pictures of lessons and scenes: all can be drawn, are frozen, stay in their frames, and show the run itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.arrays import Array
from core.course.acted import Acted
from core.course.course import lesson_names, load_lesson
from core.course.home_picture import LessonPicture
from core.course.pictures.catalogue import (
    FUNCTIONS,
    NETWORKS,
    LessonSketch,
    SketchInWork,
    file_picture,
    lesson_picture,
    page_sketch,
    scene_picture,
)
from core.course.pictures.marks import WIDE, Dots, MarkCells, MarkLine
from core.course.seen import _walked
from core.course.workbench import LessonBench, trained
from core.exchange.files import save_scene
from core.exchange.scenes import load_scene, scene_names
from core.work import Unfinished, within


def arrays(sketch: LessonSketch) -> Iterator[Array]:
    """Yield all numbers of a picture."""
    yield from (mark.levels if isinstance(mark, MarkCells) else mark.points for mark in sketch.marks)


def is_sound(sketch: LessonSketch) -> bool:
    """Tell whether there is something to see, of frozen finite numbers, around which the frame lies."""
    spots = [mark.points for mark in sketch.marks if isinstance(mark, Dots) and len(mark.points)]
    inside = all((points[:, 0] > -WIDE).all() and (points[:, 0] < 2 * WIDE).all() for points in spots)
    whole = all(np.isfinite(each).all() and not each.flags.writeable for each in arrays(sketch))
    return bool(sketch.marks) and inside and whole


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_has_a_picture(name: str) -> None:
    assert is_sound(lesson_picture(name).sketch())


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in scene_names()])
def test_every_scene_has_a_picture(name: str) -> None:
    assert is_sound(scene_picture(name).sketch())


def test_an_experiment_in_a_file_has_the_picture_of_its_scene(tmp_path: Path) -> None:
    scene = replace(load_scene("xor-tanh"), end=20)
    save_scene(scene, tmp_path / "mine.toml")
    marks = file_picture(str(tmp_path / "mine.toml")).sketch().marks
    assert isinstance(marks[0], MarkCells)
    assert marks[0].classes == 2


@pytest.mark.parametrize("of", [lesson_picture("13"), scene_picture("xor-tanh")], ids=["lesson", "scene"])
def test_a_picture_is_made_in_slices(of: SketchInWork) -> None:
    trained.cache_clear()
    _walked.cache_clear()
    slices = 0
    while True:
        slices += 1
        try:
            with within(0.0):
                sketch = of.sketch()
            break
        except Unfinished:
            continue
    assert slices > 2  # how many depends on how much a piece gets done in its time
    whole = SketchInWork(of.read).sketch()
    assert all((one == other).all() for one, other in zip(arrays(sketch), arrays(whole), strict=True))


SCENES = {**dict.fromkeys(FUNCTIONS, "article-descent"), **dict.fromkeys(NETWORKS, "article-circles"), "slices": "pigs"}


@pytest.mark.parametrize("view", [*FUNCTIONS, *NETWORKS])
@pytest.mark.parametrize("now", [0, 30])
def test_every_view_has_a_picture(view: str, now: int) -> None:
    known = FUNCTIONS if view in FUNCTIONS else NETWORKS
    bench = LessonBench()
    bench.open(load_scene({"pictures": "digits"}.get(view, SCENES[view])))
    bench.go_to(now)
    sketch = LessonSketch(tuple(known[view]([bench.seen()])))
    assert is_sound(sketch)


def test_the_tangent_of_the_picture_is_the_tangent() -> None:
    """Lesson 1, page 2: 5x² + 30 at 4, where the slope is 40; the secant over Δ = 4 has the slope 60."""
    marks = page_sketch(Acted(load_lesson("1").pages[1]), LessonPicture(page=2)).marks
    curve, secant, tangent = (mark.points for mark in marks if isinstance(mark, MarkLine))
    slopes = [(line[-1, 1] - line[0, 1]) / (line[-1, 0] - line[0, 0]) for line in (secant, tangent)]
    assert slopes[0] / slopes[1] == pytest.approx(60 / 40)
    spots = np.concatenate([mark.points for mark in marks if isinstance(mark, Dots)])
    heights = np.interp(spots[:, 0], curve[:, 0], curve[:, 1])
    assert spots[:, 1] == pytest.approx(heights, abs=0.01)
