"""Which small picture a lesson or a scene has, and how it is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter

import numpy as np

from core.arrays import frozen
from core.course.acted import Acted
from core.course.course import load_lesson
from core.course.home_picture import LessonPicture
from core.course.lesson import Lesson
from core.course.pictures import functions, networks
from core.course.pictures.marks import MARGIN, WIDE, MarkCells, PictureMark, PictureMarks
from core.course.reading import read_lesson
from core.course.seen import SceneSeen, go_on
from core.course.workbench import trained
from core.exchange.scenes import Scene, load_scene, read_own
from core.training.run import Segment
from core.values import dataclass
from core.work import Unfinished

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
"""So far a scene is trained for its picture at most, and for about so long."""
MAX_BYTES = 1_000_000
"""Of a file of which there is a picture, at most."""


@dataclass(frozen=True, eq=False)
class LessonSketch:
    """A small picture: marks in a frame 1 high and ``wide`` wide."""

    marks: PictureMarks
    wide: float = WIDE

    def __post_init__(self) -> None:
        for mark in self.marks:
            frozen(mark.levels if isinstance(mark, MarkCells) else mark.points)


@dataclass(frozen=True, eq=False)
class SketchInWork:
    """The picture of what ``read`` returns; nothing is drawn where that is None."""

    read: Callable[[], Lesson | Scene | None]

    @cached_property
    def _subject(self) -> Lesson | Scene | None:
        return self.read()

    @cached_property
    def _acted(self) -> Acted:
        """The page of the lesson that is pictured."""
        lesson = self._subject
        assert isinstance(lesson, Lesson)
        return Acted(lesson.pages[min(lesson.picture.page, len(lesson.pages)) - 1])

    @cached_property
    def _latest(self) -> float:
        return perf_counter() + SECONDS

    def sketch(self) -> LessonSketch:
        """Return the picture.

        Raises
        ------
        Unfinished
            If the time is over; called again, it goes on.
        """
        subject = self._subject
        if isinstance(subject, Lesson):
            return page_sketch(self._acted, subject.picture)
        return LessonSketch(()) if subject is None else scene_sketch(self._seen(subject))

    def _seen(self, scene: Scene) -> SceneSeen:
        """Return a scene near its end: as far as it gets in a moment."""
        end = min(scene.end, MOST_ITERATIONS)
        if scene.descent is not None:
            return SceneSeen(now=end, descent=scene.descent)
        run = trained(Segment(0, scene.experiment, scene.start))
        try:
            go_on(run, end)
        except Unfinished:
            if perf_counter() < self._latest:
                raise
        return SceneSeen(run.kept(), min(run.history.end, end))


def lesson_picture(name: str) -> SketchInWork:
    """Return the picture of one of the program's lessons, to be made."""
    return SketchInWork(partial(load_lesson, name))


def scene_picture(name: str) -> SketchInWork:
    """Return the picture of one of the program's scenes, to be made."""
    return SketchInWork(partial(load_scene, name))


def file_picture(path: str) -> SketchInWork:
    """Return the picture of an experiment in a file, or of a lesson in a folder, to be made."""
    return SketchInWork(partial(_read, Path(path)))


def _read(path: Path) -> Lesson | Scene | None:
    """Return what is at a path; None of a large file, which takes long to read."""
    if os.path.isdir(path):
        return read_lesson(path)
    return read_own(path) if path.stat().st_size <= MAX_BYTES else None


def page_sketch(acted: Acted, picture: LessonPicture) -> LessonSketch:
    """Return a lesson's picture: the first view of one of its pages, after the deed."""
    page = acted.page
    after = acted.after if not picture.before else acted.before
    shown = [after, *after.rivals, *(acted.run(name) for name in picture.runs if name in page.runs)]
    return _sketch(shown[:MOST_RUNS], picture.view or page.views[0])


def scene_sketch(seen: SceneSeen) -> LessonSketch:
    """Return a scene's picture for a square."""
    if seen.run is None:
        return _sketch([seen], "function")
    if seen.experiment.data.picture:
        return LessonSketch(
            (networks.picture(seen, MIDDLE_CLASS, (MARGIN, MARGIN, 1 - 2 * MARGIN, 1 - 2 * MARGIN)),), 1.0
        )
    if len(seen.problem.train.x) == 1:
        return _sketch([seen], "curve")
    return LessonSketch(tuple(networks.answers(seen, seen.problem.bounds, (0.0, 0.0, 1.0, 1.0), examples=0)), 1.0)


def _sketch(shown: Sequence[SceneSeen], view: str) -> LessonSketch:
    known = FUNCTIONS if shown[0].run is None else NETWORKS
    usual = next(iter(known.values()))
    with np.errstate(all="ignore"):
        return LessonSketch(tuple(known.get(view, usual)(shown)))
