"""Which small picture a lesson or a scene has, and how it is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import frozen
from core.course.acted import Acted
from core.course.course import load_lesson
from core.course.lesson import Lesson
from core.course.pictures import functions, networks
from core.course.pictures.marks import MARGIN, WIDE, MarkCells, PictureMark, PictureMarks
from core.course.reading import read_lesson
from core.course.seen import SceneSeen
from core.exchange.scenes import Scene, load_scene, read_own
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run, begin, with_parameters

Sketcher = Callable[[Sequence[SceneSeen]], Iterator[PictureMark]]
FUNCTIONS: Mapping[str, Sketcher] = {
    "function": functions.curves,
    "secants": functions.curves,
    "slices": functions.slices,
    "plane": functions.planes,
    "surface": functions.planes,
}
"""Pictures of plain functions, by the view that they are of."""
NETWORKS: Mapping[str, Sketcher] = {
    "network": networks.network,
    "regions": networks.regions,
    "curve": networks.regions,
    "loss": networks.losses,
    "race": networks.losses,
    "batches": networks.losses,
    "activation": networks.activations,
    "maths": networks.matrices,
    "chain": networks.routes,
    "layers": networks.layers,
    "pictures": networks.pictures,
    "nudge": networks.slopes,
}
"""Pictures of networks, likewise; other views have that of the network."""
MOST_RUNS, MIDDLE_CLASS = 3, 3
MOST_ITERATIONS, SECONDS = 1_500, 1.0
"""So far a scene is trained for its picture at most, and for so long."""
MOST_BYTES = 1_000_000
"""Of a file of which there is a picture, at most."""


@dataclass(frozen=True, eq=False)
class LessonSketch:
    """A small picture: marks in a frame 1 high and ``wide`` wide."""

    marks: PictureMarks
    wide: float = WIDE

    def __post_init__(self) -> None:
        for mark in self.marks:
            frozen(mark.levels if isinstance(mark, MarkCells) else mark.points)


def picture_of_lesson(name: str) -> LessonSketch:
    """Return the picture of one of the program's lessons."""
    return lesson_sketch(load_lesson(name))


def picture_of_scene(name: str) -> LessonSketch:
    """Return the picture of one of the program's scenes."""
    return scene_sketch(load_scene(name))


def picture_of_file(path: str) -> LessonSketch:
    """Return the picture of an experiment in a file, or of a lesson in a folder.

    Nothing is drawn of a large file, which takes long to read.
    """
    if os.path.isdir(path):
        return lesson_sketch(read_lesson(Path(path)))
    return scene_sketch(read_own(Path(path))) if Path(path).stat().st_size <= MOST_BYTES else LessonSketch(())


def lesson_sketch(lesson: Lesson) -> LessonSketch:
    """Return a lesson's picture: the first view of one of its pages, after the deed."""
    picture = lesson.picture
    page = lesson.pages[min(picture.page, len(lesson.pages)) - 1]
    acted = Acted(page)
    after = acted.after if not picture.before else acted.before
    shown = [after, *after.rivals, *(acted.run(name) for name in picture.runs if name in page.runs)]
    return _sketch(shown[:MOST_RUNS], picture.view or page.views[0])


def scene_sketch(scene: Scene) -> LessonSketch:
    """Return a scene's picture for a square: where it ends, or as far as it is trained for that."""
    seen = _trained(scene)
    if seen.run is None:
        return _sketch([seen], "function")
    if seen.experiment.data.picture:
        return LessonSketch(
            (networks.picture(seen, MIDDLE_CLASS, (MARGIN, MARGIN, 1 - 2 * MARGIN, 1 - 2 * MARGIN)),), 1.0
        )
    if len(seen.problem.train.x) == 1:
        return _sketch([seen], "curve")
    return LessonSketch(tuple(networks.answers(seen, seen.problem.bounds, (0.0, 0.0, 1.0, 1.0), examples=0)), 1.0)


def _trained(scene: Scene) -> SceneSeen:
    """Return a scene near its end: as far as it gets in a moment."""
    if scene.descent is not None:
        return SceneSeen(now=min(scene.end, MOST_ITERATIONS), descent=scene.descent)
    run, problem = Run(begin(scene.experiment, scene.start)), prepare(scene.experiment)
    start = with_parameters(problem.start(), scene.start)
    run.extend(advance(problem, start, min(scene.end, MOST_ITERATIONS), seconds=SECONDS))
    return SceneSeen(run.kept(), run.history.end)


def _sketch(shown: Sequence[SceneSeen], view: str) -> LessonSketch:
    known = FUNCTIONS if shown[0].run is None else NETWORKS
    usual = next(iter(known.values()))
    with np.errstate(all="ignore"):
        return LessonSketch(tuple(known.get(view, usual)(shown)))
