"""What the worker does for lessons: reading them, their pages' words with this run's numbers, and a task's check."""

from __future__ import annotations

from pathlib import Path

from core.course.acted import BEFORE, Acted, MeasuresOf
from core.course.course import FOLDER, load_lesson
from core.course.lesson import Closing, Lesson, Page
from core.course.numbers import compute
from core.course.own import lesson_folder
from core.course.pictures.catalogue import LessonSketch, SketchInWork
from core.course.reading import BrokenLesson, read_lesson
from core.course.seen import SceneSeen
from core.course.showing import ToldPage, tell_all, tell_closing, tell_words
from core.course.telling import told
from core.course.words import Misspelt
from core.exchange.scenes import BrokenScene
from core.hyperparameters import InvalidSetting
from core.values import dataclass
from core.work import Unfinished, within

SECONDS = 0.012
"""Seconds that one job may take."""


@dataclass(frozen=True)
class Telling:
    """A page's words, or what is wrong with it, or neither yet.

    Attributes
    ----------
    acted
        What the worker knows of it already, for the next job about it.
    whole
        Whether question and explanation are among the words.
    fault, line, path
        What is wrong, in a sentence, empty if nothing is; on which line of the words, or along which path in the page's
        recipe.
    """

    told: ToldPage | None = None
    acted: Acted | None = None
    whole: bool = True
    fault: str = ""
    line: int | None = None
    path: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing is left to be done."""
        return self.told is not None or bool(self.fault)


def read(name: str, folder: Path) -> Lesson | BrokenLesson:
    """Return a lesson, or why there is none."""
    try:
        return load_lesson(name) if folder == FOLDER else read_lesson(folder / name)
    except BrokenLesson as refusal:
        return refusal
    except Exception as error:
        return BrokenLesson(f"{name}: something went wrong while reading: {error}.")


def take_in(path: Path, home: Path) -> Path | BrokenLesson:
    """Return the folder of a lesson of one's own, or why there is none; see `core.course.own.lesson_folder`."""
    try:
        return lesson_folder(path, home)
    except BrokenLesson as refusal:
        return refusal


def tell_first(page: Page, acted: Acted | None = None) -> Telling:
    """Return the words that are read before anything happens, or how far a slice of the work led."""
    return _tell(acted or Acted(page), whole=False)


def tell_rest(page: Page, acted: Acted) -> Telling:
    """Return all words of a page, or how far a slice led: its deed and its runs are acted out for that."""
    return _tell(acted, whole=True)


def _tell(acted: Acted, whole: bool) -> Telling:
    try:
        with within(SECONDS):
            _ = acted.after if whole else acted.before  # else what is wrong there would be said of an expression
            return Telling((tell_all if whole else tell_words)(acted.page, acted), acted, whole)
    except Unfinished:
        return Telling(acted=acted, whole=whole)
    except InvalidSetting as refusal:
        return Telling(fault=str(refusal), path=("deed" if whole else "start", refusal.setting))
    except Misspelt as misspelt:
        return Telling(fault=str(misspelt), line=misspelt.line)
    except Exception as error:  # a lesson of one's own may be wrong in any way
        return Telling(fault=str(error))


def try_task(page: Page, acted: Acted) -> Telling:
    """Return what is wrong with a page's task, if it is known to be impossible, or how far a slice led."""
    task = page.task
    assert task is not None
    try:
        with within(SECONDS):
            acted.compute(task.check, BEFORE)
            ways = [acted.try_way(place, way) for place, way in enumerate(task.solutions)]
            if ways and not any(compute(task.check, MeasuresOf(each)) for each in ways):
                return Telling(fault=f"“{task.check}”: none of the task's solutions passes.", path=("task", "check"))
            return Telling(ToldPage("", ()))
    except Unfinished:
        return Telling()
    except Exception as error:
        return Telling(fault=str(error), path=("task", "check"))


def tell_question(closing: Closing, seed: int) -> Telling:
    """Return the words of a closing question with the numbers of a seed."""
    try:
        return Telling(tell_closing(closing, seed))
    except Misspelt as misspelt:
        return Telling(fault=str(misspelt), line=misspelt.line)
    except Exception as error:
        return Telling(fault=str(error))


def tell_summary(lesson: Lesson) -> Telling:
    """Return the words at a lesson's end; no run is open there to compute a number from."""
    try:
        return Telling(ToldPage("", told(lesson.summary, lambda text: compute(text, {}))))
    except Misspelt as misspelt:
        return Telling(fault=str(misspelt), line=misspelt.line)
    except Exception as error:
        return Telling(fault=str(error))


def is_done(check: str, seen: SceneSeen) -> bool | None:
    """Tell whether a task is done, None if a slice of the work does not tell; what cannot be measured is not."""
    try:
        with within(SECONDS):
            return bool(compute(check, MeasuresOf(seen)))
    except Unfinished:
        return None
    except Exception:
        return False


def sketch(work: SketchInWork) -> LessonSketch | BrokenScene | None:
    """Return a small picture, None if a slice of the work does not lead there, or why there is none."""
    try:
        with within(SECONDS):
            return work.sketch()
    except Unfinished:
        return None
    except Exception as error:  # as anything may be wrong in a file
        return BrokenScene(str(error))
