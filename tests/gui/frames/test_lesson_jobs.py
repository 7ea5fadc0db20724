"""What the worker does for lessons: a page is told in slices, and the same however it is cut."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from core.course.course import load_lesson
from core.course.lesson import Page
from core.course.seen import go_on
from core.course.workbench import LessonBench
from core.exchange.scenes import load_scene
from core.training.run import Run
from core.work import Unfinished, within
from gui.frames import lesson_jobs
from gui.frames.lesson_jobs import Telling

LONG = {"walks": ("4", 2), "trains": ("6", 6), "races": ("13", 8), "plain NumPy": ("10", 6), "what was fed": ("16", 6)}
"""Pages that take long, each for another reason."""


def slices(page: Page) -> Iterator[Telling]:
    """Yield how far each job leads, until all is told."""
    telling = lesson_jobs.tell_first(page)
    yield telling
    while not (telling.ended and telling.whole):
        assert telling.acted is not None
        tell = lesson_jobs.tell_rest if telling.ended or telling.whole else lesson_jobs.tell_first
        telling = tell(page, telling.acted)
        yield telling


@pytest.mark.parametrize("kind", LONG)
def test_a_page_is_told_in_slices(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    name, number = LONG[kind]
    page = load_lesson(name).pages[number - 1]
    monkeypatch.setattr(lesson_jobs, "SECONDS", 0.0)
    cut = list(slices(page))
    assert len(cut) > 2  # how many depends on how much is told in a job of no time
    monkeypatch.setattr(lesson_jobs, "SECONDS", math.inf)
    first, whole = slices(page)
    assert [each.told for each in cut if each.told is not None] == [first.told, whole.told]


def test_a_task_is_checked_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = LessonBench()
    bench.open(load_scene("xor-tanh"))
    seen = bench.seen()
    monkeypatch.setattr(lesson_jobs, "SECONDS", 0.0)
    check = "loss(800) < loss(0) and loss(1500) < loss(800)"
    answers = [lesson_jobs.is_done(check, seen)]
    while answers[-1] is None:
        answers.append(lesson_jobs.is_done(check, seen))
    assert answers[-1] is True
    assert len(answers) > 1


def test_training_in_slices_is_the_same_training() -> None:
    experiment = load_scene("xor-tanh").experiment
    once, cut = Run(experiment), Run(experiment)
    go_on(once, 600)
    while cut.history.end < 600:
        try:
            with within(0.0):
                go_on(cut, 600)
        except Unfinished:
            continue
    assert (once.history.batch_loss == cut.history.batch_loss).all()
    assert (once.history.nearest_key(600).theta == cut.history.nearest_key(600).theta).all()
