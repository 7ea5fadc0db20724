"""A long day in the window, in time-lapse: iterations by the million, and every lens and page of a lesson many times.

Run: ``python -m tests.benchmarks.sitting [ITERATIONS [ROUNDS]]``, e.g. ``2,000,000 50`` for eight hours. A round is a
share of the iterations, as fast as possible, then each lens, then each page of each lesson.
"""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from core.course.listed import listed_lessons
from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell
from tests.benchmarks.taking import until

STATUS = Path("/proc/self/statm")


def memory() -> float:
    """Return what this process holds, in MiB; NaN where the system does not tell."""
    gc.collect()
    return int(STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if STATUS.exists() else math.nan


class Day:
    """A window in which a day goes by."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        options = parser().parse_args(["--screenshot", "unused", "--size", "1920x1080"])
        self.window: MainWindow = open_window(load_scene("article-circles"), options)
        self.pictures = 0
        self.window.player.views_changed.connect(self._count)
        self.wait(self.window.is_calm)

    def _count(self) -> None:
        self.pictures += 1

    def wait(self, met: Callable[[], bool]) -> float:
        """Let the window live until something is so; return how many seconds that took."""
        return until(self.application, met)

    def train(self, goal: int) -> tuple[float, float]:
        """Run to an iteration as fast as possible; return pictures and iterations a second."""
        self.window.stages.set_rate(math.inf)  # a scene brings its own pace
        player, session, before = self.window.player, self.window.session, self.pictures
        start = session.iteration
        player.run_to(goal)
        took = self.wait(lambda: player.goal is None and session.iteration >= goal)
        return (self.pictures - before) / took, (goal - start) / took

    def look_through_lenses(self) -> None:
        """Show each lens, the first one at last."""
        row = self.window.lenses.row
        for place in (*(each for each in range(1, row.count()) if row.isTabVisible(each)), 0):
            row.setCurrentIndex(place)
            self.wait(self.window.is_calm)

    def go_through_lessons(self) -> None:
        """Open each page of each lesson, and come back to the desk and the run."""
        lessons = self.window.lessons
        for lesson in listed_lessons():
            lessons.open(lesson.name, 0)
            self.wait(lambda: lessons.is_calm)
            for place in range(1, len(lessons.player.titles)):
                lessons.player.turn_to(place)
                self.wait(lambda: lessons.is_calm)
        lessons.leave()


def figures(iterations: int, rounds: int) -> Iterator[Figure]:
    """Let a day go by in ``rounds``."""
    application = make_application()
    day, held, paces = Day(application), list[float](), list[tuple[float, float]]()
    for _round in range(rounds):
        day.look_through_lenses()
        day.go_through_lessons()
        day.window.stages.choose(load_scene("article-circles"))
        day.wait(lambda: day.window.session.ready and day.window.session.frame is not None)
        paces.append(day.train(iterations // rounds))
        held.append(memory())
    quarter = max(1, rounds // 4)
    pictures, steps = zip(*paces, strict=True)
    grown = held[-1] / held[quarter - 1]
    yield Figure(f"memory after {rounds} rounds by that after the first quarter", (grown,), "×", 1.2)
    yield Figure("   in all", (held[-1],), "MiB")
    for what, each in (("pictures a second", pictures), ("iterations a second", steps)):
        yield Figure(
            f"{what} in the last quarter by those in the first",
            (mean(each[-quarter:]) / mean(each[:quarter]),),
            "×",
            0.9,
            at_least=True,
        )
    day.window.close()


if __name__ == "__main__":
    tell(figures(*map(int, given(1_000_000, 2))))
